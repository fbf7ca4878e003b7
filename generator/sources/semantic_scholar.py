"""Semantic Scholar, https://api.semanticscholar.org/graph/v1: expression, request, reading; it fetches nothing.

Documentation: https://api.semanticscholar.org/api-docs. The bulk search is used, which alone knows operators. Whoever
shows what it gave names Semantic Scholar. It knows neither languages nor retractions, and lacks many abstracts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator import bodies, notices
from generator.errors import ServiceError
from generator.schema import Author, Question, WorkType
from generator.service import Clause, Expression, Page, Request, boolean, clauses, fitted

MAX_TEXT = 2000
"""Ours: no limit is stated, but the whole query stands in an address."""

ADDRESS = "https://api.semanticscholar.org/graph/v1/paper/search/bulk"

_FIELDS = "paperId,externalIds,url,title,abstract,venue,year,publicationTypes,journal,authors"
# The first that fits: a paper may be typed as conference and journal article, too.
_TYPES: tuple[tuple[str, WorkType], ...] = (
    ("BookSection", WorkType.CHAPTER),
    ("Book", WorkType.BOOK),
    ("Conference", WorkType.CONFERENCE_PAPER),
    ("JournalArticle", WorkType.ARTICLE),
    ("Review", WorkType.ARTICLE),
    ("MetaAnalysis", WorkType.ARTICLE),
    ("ClinicalTrial", WorkType.ARTICLE),
    ("CaseReport", WorkType.ARTICLE),
    ("Study", WorkType.ARTICLE),
)
_PREPRINTS = re.compile(r"(?:arxiv(?:\.org)?|biorxiv|medrxiv)\b", re.IGNORECASE)


class SemanticScholar:
    """The service."""

    name = "semantic_scholar"

    def expression(self, question: Question) -> Expression:
        """Synonyms joined by |, concepts by +, at most MAX_TEXT characters."""
        return fitted(clauses(question), _rendered, lambda text: len(text) <= MAX_TEXT)

    def request(self, question: Question, expression: Expression) -> Request:
        """Title and abstract are searched, the most cited first: the bulk search knows no order by relevance."""
        return Request(
            ADDRESS,
            (
                ("query", expression.text),
                *_filters(question),
                ("fields", _FIELDS),
                ("sort", "citationCount:desc"),
            ),
        )

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a search or of a batch, or the one of a look-up. Raises ServiceError."""
        answer = bodies.tree(self.name, body)
        shown = bodies.fields(answer)
        if "error" in shown or "message" in shown:
            raise _error(shown)
        works, dropped = bodies.works(self.name, expression.text, _entries(answer), _described)
        total = bodies.number(shown.get("total"))
        return Page(works, dropped, total, _following(asked, bodies.word(shown.get("token"))) if works else None)


def _rendered(found: Sequence[Clause]) -> str:
    return boolean(found, " | ", " + ")


def _filters(question: Question) -> Iterator[tuple[str, str]]:
    first, last = question.years.from_, question.years.to
    if first is not None or last is not None:
        yield "year", f"{first or ''}-{last or ''}"
    if question.types and {*question.types} <= {kind for _, kind in _TYPES}:
        yield "publicationTypes", ",".join(name for name, kind in _TYPES if kind in question.types)


def _entries(answer: object) -> Sequence[object]:
    """A search without hits has no `data`; a batch is a list, with null for what is unknown."""
    shown = bodies.fields(answer)
    data = shown.get("data")
    if isinstance(answer, list) and all(entry is None or isinstance(entry, dict) for entry in answer):
        return [entry for entry in answer if entry is not None]
    if isinstance(data, list):
        return data
    if bodies.word(shown.get("paperId")):
        return [answer]
    if data is None and bodies.number(shown.get("total")) == 0:
        return ()
    raise bodies.failure(SemanticScholar.name, "broken", "the body is neither a list of papers nor a paper")


def _error(answer: bodies.Fields) -> ServiceError:
    """Faults of the request stand under `error`; limits, rights and breakdowns under `message`."""
    told = bodies.text(answer.get("error"))
    said = told or bodies.text(answer.get("message"))
    return bodies.failure(SemanticScholar.name, bodies.kind_of(said, "request" if told else "broken"), said)


def _following(asked: Request, token: str) -> Request | None:
    """A token that was sent is at its end: it would give the same works again."""
    rest = tuple((name, value) for name, value in asked.params if name != "token")
    return (
        replace(asked, params=(*rest, ("token", token))) if token not in {"", dict(asked.params).get("token")} else None
    )


# --- reading --------------------------------------------------------------------------------------------------------


def _described(entry: bodies.Fields) -> bodies.Described:
    known, journal = bodies.fields(entry.get("externalIds")), bodies.fields(entry.get("journal"))
    title = bodies.text(entry.get("title"))
    venue = bodies.text(entry.get("venue")) or bodies.text(journal.get("name"))
    return bodies.Described(
        native_id=bodies.word(entry.get("paperId")),
        title=title,
        kind=_kind(entry, venue, known),
        ids=bodies.identifiers(known.get("DOI"), known.get("ArXiv"), known.get("PubMed"), known.get("PubMedCentral")),
        authors=tuple(_authors(entry)),
        year=bodies.year(entry.get("year")),
        venue=venue,
        volume=bodies.text(journal.get("volume")),
        pages=bodies.text(journal.get("pages")),
        url=bodies.word(entry.get("url")),
        abstract=bodies.text(entry.get("abstract")),
        notice=notices.in_title(title),
        seen_at=bodies.word(entry.get("url")),
    )


def _kind(entry: bodies.Fields, venue: str, known: Mapping[str, object]) -> WorkType:
    """By the venue first: what stands at arXiv alone is typed as a journal article."""
    if _PREPRINTS.match(venue.strip()) or (not venue and known.get("ArXiv")):
        return WorkType.PREPRINT
    stated = {bodies.word(one) for one in bodies.items(entry.get("publicationTypes"))}
    return next((kind for name, kind in _TYPES if name in stated), WorkType.OTHER)


def _authors(entry: bodies.Fields) -> Iterator[Author]:
    names = (bodies.text(bodies.fields(one).get("name")) for one in bodies.items(entry.get("authors")))
    return filter(None, map(bodies.person, names))
