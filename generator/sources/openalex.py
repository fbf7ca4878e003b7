"""OpenAlex, https://api.openalex.org/works: expression, request and reading of its bodies; it fetches nothing.

Documentation: https://help.openalex.org (searching, filtering, paging). Metadata are CC0. A record may be a wrong merge
of two works, so that its identifiers are data like any other and not proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from generator import bodies, ids, notices
from generator.errors import ServiceError
from generator.schema import Author, Ids, Notice, Question, WorkType
from generator.service import (
    Clause,
    Expression,
    Page,
    Request,
    batches,
    boolean,
    clauses,
    fitted,
    preprints,
    publishers,
)

MAX_TEXT = 1500
"""Characters of a search that a free key may send."""

MAX_OPERATORS = 30
"""Ours: none is refused for its operators, but one with 71 was seen to fail every other time."""

PER_PAGE = 100
MAX_WORKS = 10_000
"""Works that can be reached by page number."""

ADDRESS = "https://api.openalex.org/works"

_SELECT = (
    "id,doi,title,publication_year,language,type,ids,authorships,abstract_inverted_index,primary_location,"
    "best_oa_location,locations,biblio,is_retracted"
)
_TYPES: Mapping[str, WorkType] = {
    "article": WorkType.ARTICLE,
    "review": WorkType.ARTICLE,
    "conference-paper": WorkType.CONFERENCE_PAPER,
    "book-chapter": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "preprint": WorkType.PREPRINT,
    "dissertation": WorkType.THESIS,
    "report": WorkType.REPORT,
}
# Conference papers and preprints may still be typed as articles; their place of publication tells them apart.
_ASKED: Mapping[WorkType, tuple[str, ...]] = {
    WorkType.ARTICLE: ("article", "review"),
    WorkType.CONFERENCE_PAPER: ("conference-paper", "article"),
    WorkType.CHAPTER: ("book-chapter",),
    WorkType.BOOK: ("book",),
    WorkType.PREPRINT: ("preprint", "article"),
    WorkType.THESIS: ("dissertation",),
    WorkType.REPORT: ("report",),
}
_ISO_639_1 = 2
_READ_BY_FILTERS = re.compile(r"[,|\"]")
"""Signs of a DOI that a filter would read as its own."""


class OpenAlex:
    """The service."""

    name = "openalex"

    def expression(self, question: Question) -> Expression:
        """Synonyms joined by OR, concepts by AND, at most MAX_OPERATORS of them and MAX_TEXT characters."""
        return fitted(clauses(question), _rendered, _fits)

    def request(self, question: Question, expression: Expression) -> Request:
        """Title and abstract are searched, most relevant first; retracted works are asked for, to be told as such."""
        filters = ",".join(_filters(question))
        return Request(
            ADDRESS,
            (
                ("search.title_and_abstract", expression.text),
                *((("filter", filters),) if filters else ()),
                ("select", _SELECT),
                ("per_page", str(PER_PAGE)),
                ("page", "1"),
            ),
        )

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By DOI, a preprint by the one that arXiv gave it; by PubMed's numbers where a work has neither.

        A DOI with signs that a filter would read is looked up alone, in the address.
        """
        dois = (*publishers(wanted), *map(ids.doi_of_arxiv, preprints(wanted)))
        others = [one for one in wanted if not one.doi and not one.arxiv]
        alone = [doi for doi in dois if _READ_BY_FILTERS.search(doi)]
        return (
            *_listed("doi", (doi for doi in dois if doi not in alone)),
            *_listed("pmid", dict.fromkeys(one.pmid for one in others if one.pmid)),
            *_listed("pmcid", dict.fromkeys(one.pmcid for one in others if one.pmcid and not one.pmid)),
            *(Request(f"{ADDRESS}/doi:{quote(doi)}", (("select", _SELECT),)) for doi in alone),
        )

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a list, or the one of a look-up. Raises ServiceError."""
        answer = bodies.tree(self.name, body)
        if not isinstance(answer, dict):
            raise bodies.failure(self.name, "broken", "the body is no JSON object")
        if "error" in answer:
            raise _error(answer)
        listed = answer.get("results")
        entries = listed if isinstance(listed, list) else [answer] if bodies.word(answer.get("id")) else None
        if entries is None:
            raise bodies.failure(self.name, "broken", "the body has neither results nor a work")
        page = _page(asked)
        works, dropped = bodies.works(self.name, expression.text, entries, _described, (page - 1) * PER_PAGE)
        total = bodies.number(bodies.fields(answer.get("meta")).get("count"))
        return Page(works, dropped, total, _following(asked, page, total) if entries else None)


def _listed(name: str, values: Iterable[str]) -> Iterator[Request]:
    """Calls for the works with one of these values, PER_PAGE at a time: a filter takes no more."""

    def call(batch: Sequence[str]) -> Request:
        some = ("filter", f"{name}:{'|'.join(batch)}")
        return Request(ADDRESS, (some, ("select", _SELECT), ("per_page", str(PER_PAGE))))

    return batches(values, PER_PAGE, call)


def _rendered(found: Sequence[Clause]) -> str:
    return boolean(found, " OR ", " AND ")


def _fits(text: str) -> bool:
    return len(text) <= MAX_TEXT and text.count(" OR ") + text.count(" AND ") <= MAX_OPERATORS


def _filters(question: Question) -> Iterator[str]:
    years = question.years
    if years.from_ is not None:
        yield f"from_publication_date:{years.from_}-01-01"
    if years.to is not None:
        yield f"to_publication_date:{years.to}-12-31"
    if question.types and all(kind in _ASKED for kind in question.types):
        yield f"type:{'|'.join(dict.fromkeys(name for kind in question.types for name in _ASKED[kind]))}"
    if question.languages and all(len(code) == _ISO_639_1 for code in question.languages):
        yield f"language:{'|'.join(question.languages)}"


def _error(answer: bodies.Fields) -> ServiceError:
    """Every error of OpenAlex has `error` and `message`; those of its limits say when to ask again."""
    told = (answer.get("error"), answer.get("message"), answer.get("reason"))
    said = ": ".join(dict.fromkeys(filter(None, map(bodies.text, told))))
    kind = "budget" if "creditsRequired" in answer and _is_spent(answer) else bodies.kind_of(said, "broken")
    return bodies.failure(OpenAlex.name, kind, said, answer.get("retryAfter"))


def _is_spent(answer: bodies.Fields) -> bool:
    required, left = bodies.number(answer["creditsRequired"]), bodies.number(answer.get("creditsRemaining"))
    return required is not None and (left or 0) < required


def _page(asked: Request) -> int:
    stated = dict(asked.params).get("page", "1")
    return int(stated) if re.fullmatch(r"[1-9][0-9]{0,4}", stated) else 1


def _following(asked: Request, page: int, total: int | None) -> Request | None:
    seen = page * PER_PAGE
    if seen >= min(total or 0, MAX_WORKS) or "page" not in dict(asked.params):
        return None
    return replace(asked, params=tuple((k, str(page + 1) if k == "page" else v) for k, v in asked.params))


# --- reading --------------------------------------------------------------------------------------------------------


def _described(entry: bodies.Fields) -> bodies.Described:
    place = bodies.fields(entry.get("primary_location"))
    venue = bodies.fields(place.get("source"))
    biblio = bodies.fields(entry.get("biblio"))
    title = bodies.text(entry.get("title")) or bodies.text(entry.get("display_name"))
    known, named = bodies.fields(entry.get("ids")), bodies.word(entry.get("id"))
    return bodies.Described(
        native_id=named.rpartition("/")[2],
        title=title,
        kind=_kind(bodies.word(entry.get("type")), bodies.word(place.get("version")), bodies.word(venue.get("type"))),
        ids=bodies.identifiers(
            doi=entry.get("doi"), arxiv=_arxiv(entry), pmid=known.get("pmid"), pmcid=known.get("pmcid")
        ),
        authors=tuple(_authors(entry)),
        year=bodies.year(entry.get("publication_year")),
        venue=bodies.text(venue.get("display_name")) or bodies.text(place.get("raw_source_name")),
        volume=bodies.text(biblio.get("volume")),
        number=bodies.text(biblio.get("issue")),
        pages=_pages(biblio),
        url=bodies.word(place.get("landing_page_url")),
        language=bodies.word(entry.get("language")),
        abstract=_abstract(entry.get("abstract_inverted_index")),
        licence=_licence(entry),
        same_as=tuple(_elsewhere(entry)),
        notice=Notice.RETRACTION if entry.get("is_retracted") is True else notices.in_title(title),
        seen_at=named,
    )


def _kind(stated: str, version: str, venue: str) -> WorkType:
    if stated == "article" and venue == "conference":
        return WorkType.CONFERENCE_PAPER
    if stated == "article" and venue == "repository" and version == "submittedVersion":
        return WorkType.PREPRINT
    return _TYPES.get(stated, WorkType.OTHER)


def _arxiv(entry: bodies.Fields) -> str:
    """The address at arXiv among the places where the work stands, which may be another work's by a wrong merge."""
    return next((address for address in _addresses(entry) if "arxiv.org/" in address), "")


def _elsewhere(entry: bodies.Fields) -> Iterator[str]:
    """The identifiers of the places where the work is said to stand; other works' among them by a wrong merge."""
    for address in _addresses(entry):
        scheme = "arxiv" if "arxiv.org/" in address else "doi" if "doi.org/" in address else ""
        if scheme:
            yield f"{scheme}:{address}"


def _addresses(entry: bodies.Fields) -> Iterator[str]:
    places = (bodies.fields(one) for one in bodies.items(entry.get("locations")))
    return (bodies.word(place.get("landing_page_url")) for place in places)


def _licence(entry: bodies.Fields) -> str:
    """The licence of the place that is described; where that states none, of the best one that is open."""
    places = (bodies.fields(entry.get(name)) for name in ("primary_location", "best_oa_location"))
    return next(filter(None, (bodies.word(place.get("license")) for place in places)), "")


def _authors(entry: bodies.Fields) -> Iterator[Author]:
    for one in bodies.items(entry.get("authorships")):
        authorship = bodies.fields(one)
        shown = bodies.text(bodies.fields(authorship.get("author")).get("display_name"))
        found = bodies.person(shown or bodies.text(authorship.get("raw_author_name")))
        if found is not None:
            yield found


def _pages(biblio: bodies.Fields) -> str:
    first, last = bodies.text(biblio.get("first_page")), bodies.text(biblio.get("last_page"))
    return f"{first}–{last}" if first and last and first != last else first


def _abstract(index: object) -> str:
    """The text of an inverted index: each word at each of its positions.

    An index that is no such thing gives none, nor does one that would write a long word again and again.
    """
    placed: list[tuple[int, str]] = []
    for word, positions in bodies.fields(index).items():
        numbers = [bodies.number(position) for position in bodies.items(positions)]
        if not numbers or None in numbers:
            return ""
        placed += [(at, word) for at in numbers if at is not None]
    if sum(len(word) + 1 for _, word in placed) > bodies.MAX_FIELD:
        return ""
    return " ".join(word for _, word in sorted(placed, key=lambda pair: pair[0]))
