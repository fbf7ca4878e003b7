"""arXiv's search: an expression of its query language, and the works of an Atom feed. Fetches nothing.

arXiv has no filter for languages and types: everything there is a preprint, and no language is said. Years are those of
the first submission, which is also the year of the work. A work's DOI is what its authors typed. No flag says that a
paper was withdrawn; its comment or abstract does, and that counts as a retraction. Source: arXiv API user's manual.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from generator import ids
from generator.errors import ArticleError, ServiceError
from generator.markup import line, parsed
from generator.schema import Dropped, Ids, Notice, Question, Reason, Work, WorkType
from generator.service import Expression, Page, Request
from generator.sightings import (
    Place,
    Seen,
    asked_for,
    asking,
    expressed,
    parted,
    person,
    phrase,
    recorded,
    unread,
    unreadable,
    whole,
    year,
)
from generator.text import plain

ADDRESS = "https://export.arxiv.org/api/query"
PAGE = 100
LAST = 30_000
"""Works of one search that arXiv shows at most."""

PAUSE_S = 60.0
"""Seconds after which one may ask again: arXiv itself does not say."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ID = re.compile(r"https?://(?:www\.|export\.)?arxiv\.org/abs/(.+?)(?:v([0-9]{1,3}))?")
_WITHDRAWN = re.compile(
    r"\s*(?:(?:this|the) (?:paper|article|submission|manuscript|work|preprint) (?:has been|was|is) withdrawn"
    r"|withdrawn\b(?! from (?!arxiv\b|the arxiv\b|publication\b)))",
    re.IGNORECASE,
)


class Arxiv:
    """arXiv, as a service."""

    name = "arxiv"

    def expression(self, question: Question) -> Expression:
        """Concepts in all fields as phrases, and the years of submission."""
        first, last = question.years.from_, question.years.to
        years = f"submittedDate:[{first or 1991:04}01010000 TO {last or 2200:04}12312359]"
        return expressed(question, _term, (years,) if first or last else ())

    def request(self, question: Question, expression: Expression) -> Request:  # noqa: ARG002 - the expression says it all
        """The first page, the most relevant works first."""
        params = {
            "search_query": expression.text,
            "start": "0",
            "max_results": str(PAGE),
            "sortBy": "relevance",
            "sortOrder": "descending",
        }
        return Request(ADDRESS, tuple(params.items()), "application/atom+xml")

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a feed. Raises ServiceError for feeds of errors, for other bodies, and for a page left empty.

        arXiv sends pages without entries now and then, in the midst of a search: asking again helps.
        """
        feed = _feed(body)
        entries = feed.findall(f"{_ATOM}entry")
        total = whole(feed.findtext(_TOTAL))
        start = whole(asked_for(asked, "start")) or 0
        if not entries and total is not None and total > max(start, 1) and start < LAST:
            raise ServiceError(self.name, "broken", f"it counts {total} works and shows none from {start} on")
        found = [
            _record(entry, Place(self.name, expression.text, start + at)) for at, entry in enumerate(entries, start=1)
        ]
        works, dropped = parted(found)
        return Page(works, dropped, total, _following(asked, start + len(entries), total or 0) if entries else None)


def _term(term: str) -> str:
    """A phrase in any field. Hyphens were read as NOT; within a phrase a blank finds the same."""
    return f"all:{phrase(re.sub(r'[-‐‑‒–—]', ' ', term))}"


def _following(asked: Request, start: int, total: int) -> Request | None:
    left = min(total, LAST) - start
    if left <= 0:
        return None
    size = min(left, whole(asked_for(asked, "max_results")) or PAGE) if start + PAGE > LAST else PAGE
    return Request(asked.url, asking(asked, start=str(start), max_results=str(size)), asked.accept)


def _feed(body: bytes) -> Element:
    if not body.strip():  # how arXiv turns away who asks too often
        raise ServiceError(Arxiv.name, "wait", "the body is empty", PAUSE_S)
    try:
        feed = parsed(body, namespaces=True)
    except ArticleError as error:
        raise unreadable(Arxiv.name, body, f"the body is no feed: {error.why}", PAUSE_S) from error
    if feed.tag != f"{_ATOM}feed":
        raise unreadable(Arxiv.name, body, "the body is no feed")
    for entry in feed.findall(f"{_ATOM}entry"):
        if "/api/errors" in (entry.findtext(f"{_ATOM}id") or ""):
            raise ServiceError(Arxiv.name, "request", _text(entry, f"{_ATOM}summary") or "it names no cause")
    return feed


def _record(entry: Element, place: Place) -> Work | Dropped:
    address = _text(entry, f"{_ATOM}id")
    match = _ID.fullmatch(address)
    arxiv = ids.arxiv(match.group(1)) if match else None
    if match is None or arxiv is None:
        return unread(place, address, Reason.UNREADABLE_ENTRY, "its address is none of an arXiv paper")
    version = int(match.group(2) or 1)
    summary, comment = _text(entry, f"{_ATOM}summary"), _text(entry, f"{_ARXIV}comment")
    first = year(_text(entry, f"{_ATOM}published"))
    names = (plain(line(one)) for one in entry.findall(f"{_ATOM}author/{_ATOM}name"))
    withdrawn = any(_WITHDRAWN.match(text) for text in (summary, comment))
    seen = Seen(
        native_id=arxiv,
        title=_text(entry, f"{_ATOM}title"),
        type=WorkType.PREPRINT,
        authors=tuple(filter(None, map(person, names))),
        year=first,
        ids=Ids(arxiv=arxiv, doi=_doi(_text(entry, f"{_ARXIV}doi"))),
        url=ids.address("arxiv", arxiv),
        notice=Notice.RETRACTION if withdrawn else None,
        abstract=summary,
        version=f"{arxiv}v{version}",
        label=f"arXiv v{version}",
        version_year=year(_text(entry, f"{_ATOM}updated")) or first,
    )
    return recorded(seen, place)


def _text(entry: Element, name: str) -> str:
    return plain(line(entry.find(name)))


def _doi(raw: str) -> str | None:
    """The first DOI of those that the authors typed."""
    return next(filter(None, map(ids.doi, raw.split())), None)
