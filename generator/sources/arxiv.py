"""arXiv, https://export.arxiv.org/api/query: expression, request and reading of its Atom feeds; it fetches nothing.

Documentation: the arXiv API user's manual. arXiv has no filter for languages and types: everything there is a preprint,
and no language is said. Years are those of the first submission. A work's DOI is what its authors typed. No flag says
that a paper was withdrawn; its comment or abstract does, and that counts as a retraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from generator import bodies, ids, notices
from generator.errors import ArticleError
from generator.markup import line, parsed
from generator.schema import Dropped, Ids, Notice, Question, Work, WorkType
from generator.service import (
    Expression,
    Page,
    Request,
    batches,
    filtered,
    preprints,
)
from generator.text import plain

PAGE = 100
MAX_WORKS = 30_000
"""Works of one search that arXiv shows."""

PAUSE_S = 60.0
"""Seconds after which to ask again; arXiv itself does not say."""

ADDRESS = "https://export.arxiv.org/api/query"

_LICENCE = "CC0"
"""Of arXiv's metadata, abstracts among them, whatever the licence of a paper is (its terms of use)."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ID = re.compile(r"https?://(?:www\.|export\.)?arxiv\.org/abs/(.+?)(?:v([0-9]{1,3}))?")
_YEAR = re.compile(r"([0-9]{4})-")
_KNOWN = re.compile(r"(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.[0-9]{4}|(?:1[5-9]|[2-8][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}")
_BEFORE_2007 = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/((?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])[0-9]{3})")
_PAPER = r"(?:arxiv )?(?:paper|article|submission|manuscript|work|preprint)"
_WITHDRAWN = re.compile(
    rf"\W*(?:(?:(?:this|the) )?{_PAPER}(?: has been| was| is)? (?:withdrawn|retracted|removed by arxiv)\b"
    rf"|(?:(?:the )?authors?|we) (?:have |has )?(?:withdrawn?|withdrew|retract(?:ed)?) (?:this|the|our) {_PAPER}\b"
    r"|(?:withdrawn|retracted)(?=\W*$|[\])*]|[.,;:]| (?:by|due|because|since|as|for|from|pending)\b))"
    r"(?! from (?!(?:the )?arxiv\b|publication\b))",  # from a conference, say, is no retraction
    re.IGNORECASE,
)
_NEXT = re.compile(r"[.,;:]\s")
"""Where a new remark may begin in a comment: "10 pages. Withdrawn"."""


class Arxiv:
    """The service."""

    name = "arxiv"

    def expression(self, question: Question) -> Expression:
        """Synonyms joined by OR, concepts by AND, in all fields; and the years of submission."""
        return filtered(question, lambda term: f"all:{term}", _years(question))

    def request(self, _question: Question, expression: Expression) -> Request:
        """The first page, the most relevant works first."""
        params = (
            ("search_query", expression.text),
            ("start", "0"),
            ("max_results", str(PAGE)),
            ("sortBy", "relevance"),
            ("sortOrder", "descending"),
        )
        return Request(ADDRESS, params, "application/atom+xml")

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By identifier, each with what arXiv shows as its latest version.

        One that cannot be arXiv's is left out: it would cost the answer to all the others.
        """

        def call(batch: Sequence[str]) -> Request:
            params = (("id_list", ",".join(batch)), ("max_results", str(len(batch))))
            return Request(ADDRESS, params, "application/atom+xml")

        return tuple(batches(filter(None, map(_as_asked, preprints(wanted))), PAGE, call))

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a feed. Raises ServiceError for feeds of errors, for other bodies, and for a page left empty.

        arXiv sends pages without entries now and then, in the midst of a search: asking again helps.
        """
        feed = _feed(body)
        entries = feed.findall(f"{_ATOM}entry")
        total = _count(_text(feed, _TOTAL))
        start = _count(dict(asked.params).get("start", "")) or 0
        # A lone entry may be counted and not shown where the paper is gone.
        if not entries and total is not None and total > max(start, 1) and start < MAX_WORKS:
            raise bodies.failure(self.name, "broken", f"it counts {total} works and shows none from {start} on")
        found = [_made(entry, expression.text, rank) for rank, entry in enumerate(entries, start=start + 1)]
        works, dropped = bodies.told(found)
        return Page(works, dropped, total, _following(asked, start + len(entries), total) if entries else None)


def _as_asked(arxiv: str) -> str:
    """An identifier as arXiv takes it, or nothing: month and length are right, no class of a subject is named."""
    before = _BEFORE_2007.fullmatch(arxiv)
    if before:
        return f"{before.group(1)}/{before.group(2)}"
    return arxiv if _KNOWN.fullmatch(arxiv) else ""


def _years(question: Question) -> Iterator[str]:
    first, last = question.years.from_, question.years.to
    if first is not None or last is not None:
        yield f"submittedDate:[{first or 1991}01010000 TO {last or 2200}12312359]"


def _following(asked: Request, seen: int, total: int | None) -> Request | None:
    left = min(total or 0, MAX_WORKS) - seen
    if left <= 0 or "start" not in dict(asked.params):
        return None
    other = {"start": str(seen), "max_results": str(min(PAGE, MAX_WORKS - seen))}
    return replace(asked, params=tuple((name, other.get(name, value)) for name, value in asked.params))


def _feed(body: bytes) -> Element:
    """The feed of a body. Raises ServiceError; an empty body is how arXiv turns away whoever asks too often."""
    if not body.strip():
        raise bodies.failure(Arxiv.name, "wait", "the body is empty", PAUSE_S)
    try:
        feed = parsed(body, namespaces=True)
    except ArticleError as error:
        raise bodies.foreign(Arxiv.name, body, "feed", PAUSE_S) from error
    if feed.tag != f"{_ATOM}feed":
        raise bodies.foreign(Arxiv.name, body, "feed", PAUSE_S)
    for entry in feed.findall(f"{_ATOM}entry"):
        if "/api/errors" in _text(entry, f"{_ATOM}id"):
            raise bodies.failure(Arxiv.name, "request", _text(entry, f"{_ATOM}summary"))
    return feed


# --- reading --------------------------------------------------------------------------------------------------------


def _made(entry: Element, query: str, rank: int) -> Work | Dropped:
    address = _ID.fullmatch(_text(entry, f"{_ATOM}id"))
    arxiv = ids.arxiv(address.group(1)) if address else None
    if address is None or arxiv is None:
        return bodies.left(Arxiv.name, rank, "its address is not that of a paper")
    described = _described(entry, arxiv)
    version = int(address.group(2) or 1)
    year = _year(_text(entry, f"{_ATOM}updated")) or described.year
    edition = bodies.Edition(f"{arxiv}v{version}", f"arXiv v{version}", year)
    return bodies.made(Arxiv.name, query, described, rank, edition)


def _described(entry: Element, arxiv: str) -> bodies.Described:
    title, summary = _text(entry, f"{_ATOM}title"), _text(entry, f"{_ATOM}summary")
    names = (plain(line(one)) for one in entry.findall(f"{_ATOM}author/{_ATOM}name"))
    return bodies.Described(
        native_id=arxiv,
        title=title,
        kind=WorkType.PREPRINT,
        ids=bodies.identifiers(arxiv=arxiv, doi=_doi(_text(entry, f"{_ARXIV}doi"))),
        authors=tuple(filter(None, map(bodies.person, names))),
        year=_year(_text(entry, f"{_ATOM}published")),
        url=ids.address("arxiv", arxiv),
        abstract=summary,
        licence=_LICENCE,
        notice=_notice(title, summary, _text(entry, f"{_ARXIV}comment")),
        seen_at=ids.address("arxiv", arxiv),
    )


def _notice(title: str, summary: str, comment: str) -> Notice | None:
    is_withdrawn = any(_WITHDRAWN.match(text) for text in (summary, *_NEXT.split(comment)))
    return Notice.RETRACTION if is_withdrawn else notices.in_title(title)


def _text(entry: Element, name: str) -> str:
    return plain(line(entry.find(name)))


def _count(digits: str) -> int | None:
    return int(digits) if re.fullmatch(r"[0-9]{1,12}", digits) else None


def _year(date: str) -> int | None:
    found = _YEAR.match(date)
    return bodies.year(int(found.group(1))) if found else None


def _doi(raw: str) -> str:
    """The first of the DOIs that the authors typed, parted by blanks."""
    return next((one for one in raw.split() if ids.doi(one)), "")
