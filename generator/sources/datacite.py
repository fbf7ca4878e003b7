"""DataCite, https://api.datacite.org/dois: look-ups of the DOIs that Crossref does not know; it fetches nothing.

Documentation: https://support.datacite.org/docs/api. arXiv, Zenodo and many universities' repositories register here. A
record tells by its relations which publication a preprint became, and under which licence its text stands. Metadata
are CC0. It is never searched: what it has beside other services' works are data sets and software.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator import bodies, ids, notices
from generator.errors import ServiceError
from generator.schema import Author, Ids, WorkType
from generator.service import Expression, Page, Request, batches, preprints, publishers
from generator.text import plain

BATCH = 50
"""DOIs of one call; ours, no limit is stated."""

ADDRESS = "https://api.datacite.org/dois"

_TYPES: Mapping[str, WorkType] = {
    "journalarticle": WorkType.ARTICLE,
    "article": WorkType.ARTICLE,
    "preprint": WorkType.PREPRINT,
    "conferencepaper": WorkType.CONFERENCE_PAPER,
    "bookchapter": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "dissertation": WorkType.THESIS,
    "thesis": WorkType.THESIS,
    "report": WorkType.REPORT,
    "technicalreport": WorkType.REPORT,
}
VERSIONS = frozenset(
    "IsVersionOf HasVersion IsNewVersionOf IsPreviousVersionOf IsIdenticalTo IsPreprintOf HasPreprint"
    " IsVariantFormOf IsOriginalFormOf".split()
)
"""Relations between records that describe one work."""

_METADATA = "CC0"
"""The licence of arXiv's abstracts, whatever that of the paper is."""


class DataCite:
    """The service."""

    name = "datacite"

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By DOI, a preprint by the one that arXiv gave it, too. A DOI that could not be quoted is left out."""
        dois = (*publishers(wanted), *map(ids.doi_of_arxiv, preprints(wanted)))

        def call(batch: Sequence[str]) -> Request:
            either = " OR ".join(f'"{doi}"' for doi in batch)
            return Request(
                ADDRESS, (("query", f"doi:({either})"), ("page[size]", str(BATCH)), ("disable-facets", "true"))
            )

        return tuple(batches((doi for doi in dois if not re.search(r'["\\]', doi)), BATCH, call))

    def parse(self, body: bytes, _asked: Request, expression: Expression) -> Page:
        """The works of a list, or the one of a look-up. Raises ServiceError; what is not there is an empty page."""
        answer = bodies.fields(bodies.tree(self.name, body))
        if "errors" in answer:
            return _refused(answer)
        listed = answer.get("data")
        entries = listed if isinstance(listed, list) else [listed] if isinstance(listed, dict) else None
        if entries is None:
            raise bodies.failure(self.name, "broken", "the body has no data")
        works, dropped = bodies.works(self.name, expression.text, entries, _described)
        return Page(works, dropped, bodies.number(bodies.fields(answer.get("meta")).get("total")))


def _refused(answer: bodies.Fields) -> Page:
    """An empty page where a DOI is not known. Raises ServiceError for any other error."""
    faults = [bodies.fields(one) for one in bodies.items(answer.get("errors"))]
    if faults and all(bodies.text(one.get("status")) == "404" for one in faults):
        return Page((), total=0)
    raise _error(" ".join(filter(None, (bodies.text(one.get("title")) for one in faults))))


def _error(said: str) -> ServiceError:
    return bodies.failure(DataCite.name, bodies.kind_of(said, "broken"), said)


# --- reading --------------------------------------------------------------------------------------------------------


def _described(entry: bodies.Fields) -> bodies.Described:
    record = bodies.fields(entry.get("attributes"))
    found = bodies.identifiers(doi=record.get("doi"))
    title, place = _title(record), bodies.fields(record.get("container"))
    return bodies.Described(
        native_id=found.doi or "",
        title=title,
        kind=_kind(record, found),
        ids=found,
        authors=tuple(_authors(record)),
        year=_year(record.get("publicationYear")),
        venue=bodies.text(place.get("title")) or _publisher(record),
        volume=bodies.text(place.get("volume")),
        number=bodies.text(place.get("issue")),
        pages=_pages(place),
        url=bodies.word(record.get("url")),
        language=bodies.word(record.get("language")),
        abstract=_abstract(record),
        licence=_METADATA if found.arxiv else _licence(record),
        same_as=tuple(_related(record)),
        notice=notices.in_title(plain(title)),
        seen_at=ids.address("doi", found.doi) if found.doi else "",
    )


def _records(record: bodies.Fields, name: str) -> Iterator[bodies.Fields]:
    return map(bodies.fields, bodies.items(record.get(name)))


def _title(record: bodies.Fields) -> str:
    """The title; those with a type are subtitles and translations."""
    found = (bodies.text(one.get("title")) for one in _records(record, "titles") if not one.get("titleType"))
    return next(filter(plain, found), "")


def _kind(record: bodies.Fields, found: Ids) -> WorkType:
    """By the general type, or the one in the repository's own words; what arXiv registered is a preprint."""
    if found.arxiv:
        return WorkType.PREPRINT
    stated = bodies.fields(record.get("types"))
    words = (bodies.text(stated.get(name)).casefold() for name in ("resourceTypeGeneral", "resourceType"))
    kinds = (_TYPES.get(re.sub(r"[^a-z]", "", word)) for word in words)
    return next(filter(None, kinds), WorkType.OTHER)


def _authors(record: bodies.Fields) -> Iterator[Author]:
    for one in _records(record, "creators"):
        family, given = plain(bodies.text(one.get("familyName"))), plain(bodies.text(one.get("givenName")))
        whole = plain(bodies.text(one.get("name")))
        if family:
            yield Author(family=family, given=given or None)
        elif one.get("nameType") == "Organizational" and whole:
            yield Author(family=whole)
        elif (person := bodies.person(whole)) is not None:
            yield person


def _year(value: object) -> int | None:
    """A year, which may come as text."""
    digits = re.fullmatch(r"[0-9]{4}", bodies.word(value))
    return bodies.year(int(digits.group()) if digits else value)


def _publisher(record: bodies.Fields) -> str:
    """The publisher, by name or as a record."""
    stated = record.get("publisher")
    return bodies.text(stated) or bodies.text(bodies.fields(stated).get("name"))


def _pages(place: bodies.Fields) -> str:
    first, last = bodies.text(place.get("firstPage")), bodies.text(place.get("lastPage"))
    return f"{first}–{last}" if first and last and first != last else first


def _abstract(record: bodies.Fields) -> str:
    found = _records(record, "descriptions")
    texts = (bodies.text(one.get("description")) for one in found if one.get("descriptionType") == "Abstract")
    return next(filter(plain, texts), "")


def _licence(record: bodies.Fields) -> str:
    """What is said of the rights: addresses where there are any, else words."""
    rights = tuple(_records(record, "rightsList"))
    said = " ".join(filter(None, (bodies.word(one.get("rightsUri")) for one in rights)))
    return said or " ".join(filter(None, (bodies.text(one.get("rights")) for one in rights)))


def _related(record: bodies.Fields) -> Iterator[str]:
    """The identifiers, with their schemes, of the other records that describe this work."""
    for one in _records(record, "relatedIdentifiers"):
        scheme = bodies.word(one.get("relatedIdentifierType")).casefold()
        if bodies.word(one.get("relationType")) in VERSIONS:
            yield f"{scheme}:{bodies.word(one.get('relatedIdentifier'))}"
