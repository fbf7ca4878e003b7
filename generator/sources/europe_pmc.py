"""Europe PMC, https://www.ebi.ac.uk/europepmc/webservices/rest: expression, request and reading of its bodies.

Documentation: Europe PMC's RESTful web service, version 6.9. Titles and abstracts are searched, since a search of
everything finds full texts that name a thing in passing. Errors come with the status 200. It fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from generator import bodies, ids, medline, notices
from generator.schema import Author, Dropped, Ids, Question, Work, WorkType
from generator.service import (
    Expression,
    Following,
    Page,
    Request,
    batches,
    filtered,
)
from generator.text import plain

PAGE = 100

ADDRESS = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"

_HEADING = re.compile(r"<h4[^<>]{0,40}>([^<>]{1,200})</h4>", re.IGNORECASE)
_KINDS: Mapping[str, WorkType] = {
    "PPR": WorkType.PREPRINT,
    "ETH": WorkType.THESIS,
    "NBK": WorkType.BOOK,
    "PAT": WorkType.OTHER,
}
"""Types of the works of some of its sources; the others are told by their publication types."""

_SCHEMES: Mapping[str, str] = {"MED": "pmid", "PMC": "pmcid"}
_CODES: Mapping[int, str] = {401: "refused", 403: "refused", 429: "wait", 503: "wait", 504: "wait"}
_YEAR = re.compile(r"[0-9]{4}")


class EuropePmc:
    """The service."""

    name = "europe_pmc"

    def expression(self, question: Question) -> Expression:
        """Synonyms joined by OR, concepts by AND, in title and abstract; and the filters."""
        return filtered(question, lambda term: f"TITLE_ABS:{term}", _filters(question))

    def request(self, _question: Question, expression: Expression) -> Request:
        """The first page, the most relevant works first, with abstracts."""
        params = (
            ("query", expression.text),
            ("format", "json"),
            ("resultType", "core"),
            ("pageSize", str(PAGE)),
            ("cursorMark", "*"),
        )
        return Request(ADDRESS, params)

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By DOI, or by PubMed's numbers where a work has none that can be quoted; arXiv's preprints are not there."""

        def call(batch: Sequence[str]) -> Request:
            params = (("format", "json"), ("resultType", "core"), ("pageSize", str(PAGE)))
            return Request(ADDRESS, (("query", " OR ".join(batch)), *params))

        # A DOI may stand for a record of MEDLINE and for one of PMC: half a page leaves room for both.
        return tuple(batches(dict.fromkeys(filter(None, map(_named, wanted))), PAGE // 2, call))

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a body. Raises ServiceError for one that carries an error, or is none of this service's."""
        answer = bodies.fields(bodies.tree(self.name, body))
        _refuse(answer)
        total = bodies.number(answer.get("hitCount"))
        if total is None:
            kind = "request" if "version" in answer else "broken"  # a query or an order that it cannot read
            raise bodies.failure(self.name, kind, "it counts no hits")
        entries = _items(bodies.fields(answer.get("resultList")).get("result"))
        seen = asked.seen if isinstance(asked, Following) else 0
        if total and not entries and dict(asked.params).get("cursorMark", "*") == "*":
            raise bodies.failure(self.name, "broken", f"it counts {total} works and shows none")
        found = [_made(entry, expression.text, rank) for rank, entry in enumerate(entries, start=seen + 1)]
        works, dropped = bodies.told(found)
        cursor = bodies.word(answer.get("nextCursorMark"))
        return Page(works, dropped, total, _following(asked, cursor, seen + len(entries), total) if entries else None)


def _named(one: Ids) -> str:
    """The query for one work, or nothing."""
    if one.doi and ids.arxiv_of_doi(one.doi) is None and not re.search(r'["\\]', one.doi):
        return f'DOI:"{one.doi}"'
    if one.pmid:
        return f"(EXT_ID:{one.pmid} AND SRC:MED)"
    return f"PMCID:{one.pmcid}" if one.pmcid else ""


def _filters(question: Question) -> Iterator[str]:
    first, last = question.years.from_, question.years.to
    if first is not None or last is not None:
        yield f"FIRST_PDATE:[{first or 1500}-01-01 TO {last or 2200}-12-31]"
    if found := medline.codes(question):
        yield medline.either([f"LANG:{code}" for code in found])
    if set(question.types) == {WorkType.PREPRINT}:
        yield "SRC:PPR"
    elif question.types and WorkType.PREPRINT not in question.types:
        yield "NOT SRC:PPR"


def _following(asked: Request, cursor: str, seen: int, total: int) -> Request | None:
    """The next page. A cursor that comes again, or goes on although all was seen, would never end."""
    sent = dict(asked.params).get("cursorMark")
    if cursor in {"", sent} or sent is None or seen >= total:
        return None
    params = (*((name, value) for name, value in asked.params if name != "cursorMark"), ("cursorMark", cursor))
    return Following(asked.url, params, asked.accept, seen=seen)


def _refuse(answer: bodies.Fields) -> None:
    """Raises ServiceError if the body is an error: its code is one of HTTP's."""
    if "errCode" in answer or "errMsg" in answer:
        code, said = bodies.number(answer.get("errCode")) or 0, bodies.text(answer.get("errMsg"))
        otherwise = "request" if 400 <= code < 500 else "broken"  # noqa: PLR2004 - whoever asked is at fault
        raise bodies.failure(EuropePmc.name, _CODES.get(code, otherwise), said)


# --- reading --------------------------------------------------------------------------------------------------------


def _made(entry: object, query: str, rank: int) -> Work | Dropped:
    record = bodies.fields(entry)
    types = [bodies.text(one) for one in _items(bodies.fields(record.get("pubTypeList")).get("pubType"))]
    links = [bodies.text(bodies.fields(one).get("type")) for one in _corrections(record)]
    if (word := medline.names_another(types, links)) is not None:
        return bodies.left(EuropePmc.name, rank, f"a notice about another work: {word[: bodies.MAX_QUOTED]}")
    return bodies.made(EuropePmc.name, query, _described(record, types, links), rank)


def _described(record: bodies.Fields, types: Sequence[str], links: Sequence[str]) -> bodies.Described:
    source, number = bodies.word(record.get("source")), bodies.word(record.get("id"))
    title = medline.without_stop(plain(bodies.text(record.get("title"))))
    issue = bodies.fields(record.get("journalInfo"))
    address = f"https://europepmc.org/article/{quote(source)}/{quote(number)}"
    return bodies.Described(
        native_id=f"{source}/{number}" if source and number else "",
        title=title,
        kind=_KINDS.get(source) or medline.kind(types),
        ids=bodies.identifiers(doi=record.get("doi"), pmid=record.get("pmid"), pmcid=record.get("pmcid")),
        authors=tuple(_authors(record)),
        year=_year(record, issue),
        venue=bodies.text(bodies.fields(issue.get("journal")).get("title")),
        volume=bodies.text(issue.get("volume")),
        number=bodies.text(issue.get("issue")),
        pages=bodies.text(record.get("pageInfo")),
        url=address,
        language=bodies.word(record.get("language")),
        abstract=_HEADING.sub(_label, bodies.text(record.get("abstractText"))),
        licence=bodies.text(record.get("license")),
        same_as=tuple(_versions(record)),
        notice=medline.notice(types, links) or notices.in_title(title),
        seen_at=address,
    )


def _versions(record: bodies.Fields) -> Iterator[str]:
    """The identifiers of the records to which this one is linked as preprint or publication of the same work.

    Those of preprints are numbers of Europe PMC's own; the preprint's record names the publication.
    """
    for one in map(bodies.fields, _corrections(record)):
        scheme = _SCHEMES.get(bodies.word(one.get("source")))
        if scheme and medline.is_of_a_version(bodies.text(one.get("type"))):
            yield f"{scheme}:{bodies.word(one.get('id'))}"


def _corrections(record: bodies.Fields) -> Sequence[object]:
    return _items(bodies.fields(record.get("commentCorrectionList")).get("commentCorrection"))


def _items(value: object) -> Sequence[object]:
    """The items of a list; a single one may stand without a list."""
    return bodies.items(value) if isinstance(value, list) else () if value is None else (value,)


def _year(record: bodies.Fields, issue: bodies.Fields) -> int | None:
    """The year of publication, given as text or number; 0 is none."""
    stated = _YEAR.match(bodies.word(record.get("pubYear")) or bodies.word(record.get("firstPublicationDate")))
    return bodies.year(int(stated.group())) if stated else bodies.year(issue.get("yearOfPublication"))


def _authors(record: bodies.Fields) -> Iterator[Author]:
    """The authors of the list, or where there is none those of the line that names them ("Lind M, Okoro D.")."""
    people = [bodies.fields(one) for one in _items(bodies.fields(record.get("authorList")).get("author"))]
    for one in people:
        family, given = _name(one, "lastName"), _name(one, "firstName") or _name(one, "initials")
        whole = _name(one, "collectiveName") or _name(one, "fullName") or given
        if family or whole:
            yield Author(family=family or whole, given=(given or None) if family else None)
    if not people:
        for name in filter(None, _name(record, "authorString").rstrip(".").split(", ")):
            family, _, initials = name.rpartition(" ")
            yield Author(family=family, given=initials) if family and initials.isupper() else Author(family=name)


def _name(one: bodies.Fields, field: str) -> str:
    return plain(bodies.text(one.get(field)))


def _label(heading: re.Match[str]) -> str:
    """A heading of the abstract as a label, "Results: …", as PubMed has them."""
    return f" {heading.group(1).rstrip(' .:')}: "
