"""Europe PMC's search: an expression of its query language, and the works of a body in JSON. Fetches nothing.

Titles and abstracts are searched, since a search of everything finds full texts that name a thing in passing. Answers
come by cursor; a search ends where the cursor is absent or repeated, the page is empty, or all works were seen. Errors
come with the status 200. Source: Europe PMC's RESTful web service, version 6.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from generator import ids, medline
from generator.errors import ServiceError
from generator.schema import Author, Dropped, Ids, Question, Reason, Work, WorkType
from generator.service import Expression, Page, Request
from generator.sightings import (
    Following,
    Place,
    Seen,
    any_of,
    asked_for,
    asking,
    author,
    expressed,
    json_object,
    language,
    library_codes,
    listed,
    parted,
    phrase,
    recorded,
    said,
    unread,
    untitled_stop,
    whole,
    within,
    year,
)

ADDRESS = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
PAGE = 100

_HEADING = re.compile(r"<h4[^<>]{0,40}>([^<>]{1,200}?)[\s:.]*</h4>", re.IGNORECASE)
_KINDS: Mapping[str, WorkType] = {
    "PPR": WorkType.PREPRINT,
    "ETH": WorkType.THESIS,
    "NBK": WorkType.BOOK,
    "PAT": WorkType.OTHER,
}
"""Types of the works of some of its sources; the others are told by their publication types."""


class EuropePmc:
    """Europe PMC, as a service."""

    name = "europe_pmc"

    def expression(self, question: Question) -> Expression:
        """Concepts in title and abstract, years of first publication, languages, and preprints alone or none."""
        return expressed(question, lambda term: f"TITLE_ABS:{phrase(term)}", tuple(_filters(question)))

    def request(self, question: Question, expression: Expression) -> Request:  # noqa: ARG002 - the expression says it all
        """The first page, the most relevant works first, with abstracts."""
        params = {
            "query": expression.text,
            "format": "json",
            "resultType": "core",
            "pageSize": str(PAGE),
            "cursorMark": "*",
        }
        return Request(ADDRESS, tuple(params.items()))

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a body. Raises ServiceError for one that carries an error, or is none of this service's."""
        answer = json_object(self.name, body)
        _refuse(answer)
        total = whole(answer.get("hitCount"))
        if total is None:
            raise ServiceError(self.name, "request", "it counts no hits, as if the query or its order were wrong")
        results = listed(within(answer, "resultList", "result"))
        seen = asked.seen if isinstance(asked, Following) else 0
        if total and not results and not seen and asked_for(asked, "cursorMark") in {"", "*"}:
            raise ServiceError(self.name, "broken", f"it counts {total} works and shows none")
        found = [_record(one, Place(self.name, expression.text, seen + at)) for at, one in enumerate(results, start=1)]
        works, dropped = parted(found)
        cursor = said(answer.get("nextCursorMark"))
        following = _following(asked, cursor, seen + len(results), total) if results else None
        return Page(works, dropped, total, following)


def _filters(question: Question) -> Iterator[str]:
    first, last = question.years.from_, question.years.to
    if first or last:
        yield f"FIRST_PDATE:[{first or 1500:04}-01-01 TO {last or 2200:04}-12-31]"
    if codes := library_codes(question):
        yield any_of([f"LANG:{code}" for code in codes])
    if question.types:
        is_only = set(question.types) == {WorkType.PREPRINT}
        yield from ["SRC:PPR"] if is_only else [] if WorkType.PREPRINT in question.types else ["NOT SRC:PPR"]


def _following(asked: Request, cursor: str, seen: int, total: int) -> Request | None:
    """The next page. A cursor that comes again, or goes on although all was seen, would never end."""
    if not cursor or cursor == asked_for(asked, "cursorMark") or seen >= total:
        return None
    return Following(asked.url, asking(asked, cursorMark=cursor), asked.accept, seen=seen)


def _refuse(answer: Mapping[str, object]) -> None:
    """Raises ServiceError if the body is an error: its code is that of HTTP."""
    if "errCode" not in answer and "errMsg" not in answer:
        return
    code, why = whole(answer.get("errCode")) or 0, said(answer.get("errMsg"))[:300] or "it names no cause"
    kinds = {401: "refused", 403: "refused", 429: "wait", 503: "wait"}
    kind = kinds.get(code) or ("request" if 400 <= code < 500 else "broken")  # noqa: PLR2004 - errors of the client
    raise ServiceError(EuropePmc.name, kind, why)


def _record(one: object, place: Place) -> Work | Dropped:
    source, name = said(within(one, "source")), said(within(one, "id"))
    native_id = f"{source}/{name}" if source and name else ""
    if not native_id:
        return unread(place, "", Reason.UNREADABLE_ENTRY, "it has no identifier")
    types = [said(kind) for kind in listed(within(one, "pubTypeList", "pubType"))]
    corrections = listed(within(one, "commentCorrectionList", "commentCorrection"))
    links = [said(within(link, "type")) for link in corrections]
    if (word := medline.names_another(types, links)) is not None:
        return unread(place, native_id, Reason.UNREADABLE_ENTRY, f"a notice on another work: {word}")
    info = within(one, "journalInfo")
    seen = Seen(
        native_id=native_id,
        title=untitled_stop(said(within(one, "title"))),
        type=_KINDS.get(source) or medline.kind(types),
        authors=tuple(filter(None, _authors(one))),
        year=year(*(said(at) for at in _dates(one))),
        venue=said(within(info, "journal", "title")),
        volume=said(within(info, "volume")),
        number=said(within(info, "issue")),
        pages=said(within(one, "pageInfo")),
        ids=_ids(one),
        url=f"https://europepmc.org/article/{quote(native_id)}",
        language=language([said(within(one, "language"))]),
        notice=medline.notice(types, links),
        abstract=_abstract(within(one, "abstractText")),
    )
    return recorded(seen, place)


def _dates(one: object) -> Iterator[object]:
    yield within(one, "pubYear")
    yield within(one, "journalInfo", "yearOfPublication")
    yield within(one, "firstPublicationDate")


def _ids(one: object) -> Ids:
    doi = ids.doi(said(within(one, "doi")))
    return Ids(doi=doi, arxiv=ids.arxiv_of_doi(doi) if doi else None, pmid=ids.pmid(said(within(one, "pmid"))))


def _authors(one: object) -> Iterator[Author | None]:
    """The authors of the list, or where there is none those of the line that names them ("Lind M, Okoro D.")."""
    people = listed(within(one, "authorList", "author"))
    for each in people:
        names = (said(within(each, name)) for name in ("lastName", "collectiveName", "fullName"))
        family = next(filter(None, names), "")
        given = said(within(each, "firstName")) or said(within(each, "initials"))
        yield author(family, given if said(within(each, "lastName")) else "")
    if not people:
        for name in filter(None, said(within(one, "authorString")).rstrip(".").split(", ")):
            family, _, initials = name.rpartition(" ")
            yield author(family, initials) if family and initials.isupper() else author(name)


def _abstract(value: object) -> str:
    """The abstract; headings become labels, "Results: …", as PubMed has them."""
    return said(_HEADING.sub(r" \1: ", value)) if isinstance(value, str) else ""
