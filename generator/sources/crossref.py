"""Crossref, https://api.crossref.org/works: expression, request and reading of its bodies; it fetches nothing.

Documentation: https://github.com/CrossRef/rest-api-doc. Crossref knows no operators: it ranks by likeness to a free
text and gives millions of works, of which the first are worth reading. It says of papers what became of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from generator import bodies, ids, notices
from generator.errors import ServiceError
from generator.schema import Author, Ids, Notice, Question, WorkType
from generator.service import Expression, Page, Request, batches, clauses, publishers
from generator.text import plain

ROWS = 100
MAX_OFFSET = 10_000
"""Works that can be reached by offset. A cursor goes further, but loses the order by relevance."""

ADDRESS = "https://api.crossref.org/works"

_TYPES: Mapping[str, WorkType] = {
    "journal-article": WorkType.ARTICLE,
    "proceedings-article": WorkType.CONFERENCE_PAPER,
    "book-chapter": WorkType.CHAPTER,
    "book-section": WorkType.CHAPTER,
    "book-part": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "monograph": WorkType.BOOK,
    "edited-book": WorkType.BOOK,
    "reference-book": WorkType.BOOK,
    "proceedings": WorkType.BOOK,
    "posted-content": WorkType.PREPRINT,
    "dissertation": WorkType.THESIS,
    "report": WorkType.REPORT,
}
# A title ends where another begins, too: one that is left open must not be read to the end again and again.
_TITLED = re.compile(r"<jats:title>([^<]*(?:<(?!/?jats:title>)[^<]*)*)</jats:title>", re.IGNORECASE)
_NO_LABEL = re.compile(r"\W*(?:abstract|summary)\W*", re.IGNORECASE)
_SENTENCE_END = (".", ":", "?", "!")
_GRAVEST_FIRST = (Notice.RETRACTION, Notice.CONCERN, Notice.CORRECTION)


VERSIONS = ("is-preprint-of", "has-preprint", "is-version-of", "has-version", "is-identical-to")
"""Relations between records that describe one work."""


class Crossref:
    """The service."""

    name = "crossref"

    def expression(self, question: Question) -> Expression:
        """The names of the required concepts, each word once; synonyms would thin the likeness out, and are cut."""
        found = clauses(question)
        words = (word for clause in found for word in plain(clause[0]).split())
        once = {word.casefold(): word for word in reversed(list(words))}
        return Expression(" ".join(reversed(once.values())), tuple(term for clause in found for term in clause[1:]))

    def request(self, question: Question, expression: Expression) -> Request:
        """Titles, authors and venues are searched, the likest first. There is no filter for languages."""
        filters = ",".join(_filters(question))
        return Request(
            ADDRESS,
            (
                ("query.bibliographic", expression.text),
                *((("filter", filters),) if filters else ()),
                ("rows", str(ROWS)),
                ("offset", "0"),
            ),
        )

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By DOI, but for those of arXiv, which are not Crossref's; one with a comma is looked up in the address."""
        dois = publishers(wanted)
        alone = [doi for doi in dois if "," in doi]

        def call(batch: Sequence[str]) -> Request:
            return Request(ADDRESS, (("filter", ",".join(f"doi:{doi}" for doi in batch)), ("rows", str(ROWS))))

        return (
            *batches([doi for doi in dois if doi not in alone], ROWS, call),
            *(Request(f"{ADDRESS}/{quote(doi)}") for doi in alone),
        )

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a list, or the one of a look-up. Raises ServiceError."""
        answer = bodies.tree(self.name, body)
        if not isinstance(answer, dict) or answer.get("status") != "ok":
            raise _error(answer)
        message = bodies.fields(answer.get("message"))
        listed = message.get("items")
        if answer.get("message-type") == "work":
            entries: list[object] = [message]
        elif answer.get("message-type") == "work-list" and isinstance(listed, list):
            entries = listed
        else:
            raise bodies.failure(self.name, "broken", "the body is neither a list of works nor a work")
        offset = _offset(asked)
        works, dropped = bodies.works(self.name, expression.text, entries, _described, offset)
        total = bodies.number(message.get("total-results"))
        return Page(works, dropped, total, _following(asked, offset, total) if entries else None)


def _filters(question: Question) -> Iterator[str]:
    years = question.years
    if years.from_ is not None:
        yield f"from-pub-date:{years.from_}-01-01"
    if years.to is not None:
        yield f"until-pub-date:{years.to}-12-31"
    if question.types and all(kind in _TYPES.values() for kind in question.types):
        yield from (f"type:{name}" for name, kind in _TYPES.items() if kind in question.types)


def _error(answer: object) -> ServiceError:
    """A failed request lists what is wrong with it: each fault has a type, a value and a message."""
    told = bodies.fields(answer).get("message")
    faults = [bodies.text(bodies.fields(one).get("message")) for one in bodies.items(told)] or [bodies.text(told)]
    said = " ".join(filter(None, faults))
    failed = bodies.text(bodies.fields(answer).get("message-type"))
    asked_wrongly = failed in {"validation-failure", "resource-failure"}
    kind = "request" if asked_wrongly else bodies.kind_of(f"{failed} {said}", "broken")
    return bodies.failure(Crossref.name, kind, said or "the body does not say that all is well")


def _offset(asked: Request) -> int:
    stated = dict(asked.params).get("offset", "0")
    return int(stated) if re.fullmatch(r"[0-9]{1,6}", stated) else 0


def _following(asked: Request, offset: int, total: int | None) -> Request | None:
    seen = offset + ROWS
    if seen >= min(total or 0, MAX_OFFSET) or "offset" not in dict(asked.params):
        return None
    return replace(asked, params=tuple((k, str(seen) if k == "offset" else v) for k, v in asked.params))


# --- reading --------------------------------------------------------------------------------------------------------


def _described(entry: bodies.Fields) -> bodies.Described:
    doi = bodies.word(entry.get("DOI"))
    found = bodies.identifiers(doi=doi, arxiv=_preprint(entry))
    title = _title(entry)
    return bodies.Described(
        native_id=doi if found.doi else "",
        title=title,
        kind=_kind(entry),
        ids=found,
        authors=tuple(_authors(entry)),
        year=_year(entry),
        venue=_first(entry.get("container-title")),
        volume=bodies.text(entry.get("volume")),
        number=bodies.text(entry.get("issue")),
        pages=bodies.text(entry.get("page")) or bodies.text(entry.get("article-number")),
        url=bodies.word(entry.get("URL")),
        language=bodies.word(entry.get("language")),
        abstract=_abstract(bodies.text(entry.get("abstract")), title),
        licence=_licence(entry),
        same_as=tuple(_related(entry, VERSIONS)),
        notice=_notice(entry, title),
        seen_at=bodies.word(entry.get("URL")),
    )


def _first(value: object) -> str:
    return next((text for text in map(bodies.text, bodies.items(value)) if plain(text)), "")


def _title(entry: bodies.Fields) -> str:
    """The title, with the subtitle behind a colon unless it says it already."""
    title, subtitle = _first(entry.get("title")), _first(entry.get("subtitle"))
    return f"{title}: {subtitle}" if title and subtitle and subtitle.casefold() not in title.casefold() else title


def _kind(entry: bodies.Fields) -> WorkType:
    """A notice about another paper is no paper, whatever its type; posted content is a preprint unless it says else."""
    if any(notices.stated(kind) for kind in _updates(entry, "update-to", apart_from=entry.get("DOI"))):
        return WorkType.OTHER
    kind = _TYPES.get(bodies.word(entry.get("type")), WorkType.OTHER)
    return WorkType.OTHER if kind is WorkType.PREPRINT and entry.get("subtype", "preprint") != "preprint" else kind


def _notice(entry: bodies.Fields, title: str) -> Notice | None:
    """The gravest notice that the paper was given; a paper may have been corrected and later retracted."""
    own = (notices.stated(kind) for kind in _updates(entry, "updated-by"))
    found = {*own, notices.in_title(plain(title))}
    return next((notice for notice in _GRAVEST_FIRST if notice in found), None)


def _updates(entry: bodies.Fields, name: str, apart_from: object = None) -> Iterator[str]:
    """The kinds of the updates of one direction, such as "expression_of_concern"."""
    for one in map(bodies.fields, bodies.items(entry.get(name))):
        if bodies.word(one.get("DOI")).casefold() != bodies.word(apart_from).casefold():
            yield bodies.word(one.get("type"))


def _preprint(entry: bodies.Fields) -> str:
    """The identifier at arXiv of the preprint that the publisher names."""
    named = (one.partition(":") for one in _related(entry, ("has-preprint",)))
    found = (bodies.identifiers(**{scheme: value}).arxiv for scheme, _, value in named)
    return next(filter(None, found), "")


def _related(entry: bodies.Fields, relations: Sequence[str]) -> Iterator[str]:
    """The identifiers, with their schemes, of the records that stand in these relations to this one."""
    stated = bodies.fields(entry.get("relation"))
    for one in (bodies.fields(one) for name in relations for one in bodies.items(stated.get(name))):
        scheme = bodies.word(one.get("id-type")).casefold() or "doi"
        if scheme in {"doi", "arxiv"}:
            yield f"{scheme}:{bodies.word(one.get('id'))}"


def _licence(entry: bodies.Fields) -> str:
    """The licences of the version of record, or those of no stated version; none that begins later than the record."""
    stated = [one for one in map(bodies.fields, bodies.items(entry.get("license"))) if _has_begun(one, entry)]
    for version in ("vor", "unspecified"):
        found = [bodies.word(one.get("URL")) for one in stated if one.get("content-version") == version]
        if found:
            return " ".join(found)
    return ""


def _has_begun(licence: bodies.Fields, entry: bodies.Fields) -> bool:
    """Whether a licence holds already: an embargo ends when it starts. Dates are of ISO 8601, in UTC."""
    start, now = (
        bodies.word(bodies.fields(one).get("date-time")) for one in (licence.get("start"), entry.get("indexed"))
    )
    return start <= now if start and now else not bodies.number(licence.get("delay-in-days"))


def _authors(entry: bodies.Fields) -> Iterator[Author]:
    for one in map(bodies.fields, bodies.items(entry.get("author"))):
        family, given = plain(bodies.text(one.get("family"))), plain(bodies.text(one.get("given")))
        name = family or given or plain(bodies.text(one.get("name")))
        if name:
            yield Author(family=name, given=given if family and given else None)


def _year(entry: bodies.Fields) -> int | None:
    """The first year among the dates, which may be there and say nothing: [[null]]."""
    names = ("issued", "published", "published-print", "published-online", "posted")
    dates = (bodies.items(bodies.fields(entry.get(name)).get("date-parts")) for name in names)
    years = (bodies.year(part) for date in dates for parts in date[:1] for part in bodies.items(parts)[:1])
    return next(filter(None, years), None)


def _abstract(jats: str, of: str) -> str:
    """An abstract's JATS, its sections' titles as labels, "Methods: We"; its own and the work's are left out."""
    known = ids.title_key(plain(of))

    def label(match: re.Match[str]) -> str:
        title = plain(match.group(1))
        if not title or _NO_LABEL.fullmatch(title) or ids.title_key(title) == known:
            return " "
        return f" {title} " if title.endswith(_SENTENCE_END) else f" {title}: "

    return _TITLED.sub(label, jats) if len(jats) <= bodies.MAX_FIELD else jats
