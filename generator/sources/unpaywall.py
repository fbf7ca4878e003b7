"""Unpaywall, https://api.unpaywall.org/v2: where a work can be read, looked up by DOI; it fetches nothing.

Documentation: https://unpaywall.org/products/api. It wants an e-mail address with each call, which is added where the
network begins. Its data are OpenAlex's in another form, so that it confirms nothing; it has no abstracts. What it adds
are the open places of a text: the number at PubMed Central, the preprint at arXiv, and the licence of the best one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from generator import bodies, notices
from generator.schema import Author, Ids, WorkType
from generator.service import Expression, Page, Request, publishers
from generator.text import plain

ADDRESS = "https://api.unpaywall.org/v2"

_NOT_FOUND = 404
_CODES: Mapping[int, str] = {401: "refused", 403: "refused", 422: "refused", 429: "wait", 503: "wait", 504: "wait"}
"""422 is for an e-mail address that is missing or none."""

_TYPES: Mapping[str, WorkType] = {
    "journal-article": WorkType.ARTICLE,
    "proceedings-article": WorkType.CONFERENCE_PAPER,
    "book-chapter": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "monograph": WorkType.BOOK,
    "posted-content": WorkType.PREPRINT,
    "dissertation": WorkType.THESIS,
    "report": WorkType.REPORT,
}


class Unpaywall:
    """The service."""

    name = "unpaywall"

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """One call for each DOI, but for those of arXiv, which it does not know."""
        return tuple(Request(f"{ADDRESS}/{quote(doi)}") for doi in publishers(wanted))

    def parse(self, body: bytes, _asked: Request, expression: Expression) -> Page:
        """The work of a look-up, or those of a search. Raises ServiceError; an unknown DOI is an empty page."""
        answer = bodies.fields(bodies.tree(self.name, body))
        if answer.get("error"):
            return _refused(answer)
        listed = answer.get("results")
        if isinstance(listed, list):
            entries: list[object] = [bodies.fields(one).get("response") for one in listed]
        elif bodies.word(answer.get("doi")):
            entries = [answer]
        else:
            raise bodies.failure(self.name, "broken", "the body is no record of a DOI")
        works, dropped = bodies.works(self.name, expression.text, entries, _described)
        return Page(works, dropped, len(entries))


def _refused(answer: bodies.Fields) -> Page:
    """An empty page where the DOI is not known. Raises ServiceError for any other error."""
    code = bodies.number(answer.get("HTTP_status_code"))
    said = bodies.text(answer.get("message")) or bodies.text(answer["error"])
    if code == _NOT_FOUND:
        return Page((), total=0)
    raise bodies.failure(Unpaywall.name, _CODES.get(code or 0) or bodies.kind_of(said, "broken"), said)


# --- reading --------------------------------------------------------------------------------------------------------


def _described(entry: bodies.Fields) -> bodies.Described:
    doi, title = bodies.word(entry.get("doi")), bodies.text(entry.get("title"))
    addresses = tuple(_addresses(entry))
    return bodies.Described(
        native_id=doi if bodies.identifiers(doi=doi).doi else "",
        title=title,
        kind=_TYPES.get(bodies.word(entry.get("genre")), WorkType.OTHER),
        ids=bodies.identifiers(doi=doi, arxiv=_first("arxiv", addresses), pmcid=_first("pmcid", addresses)),
        authors=tuple(_authors(entry)),
        year=bodies.year(entry.get("year")),
        venue=bodies.text(entry.get("journal_name")),
        url=bodies.word(entry.get("doi_url")),
        licence=bodies.word(bodies.fields(entry.get("best_oa_location")).get("license")),
        same_as=tuple(f"doi:{address}" for address in addresses),
        notice=notices.in_title(plain(title)),
        seen_at=bodies.word(entry.get("doi_url")),
    )


def _addresses(entry: bodies.Fields) -> Iterator[str]:
    """The addresses of the open places, without what a link adds to them; some may be another work's."""
    for place in map(bodies.fields, bodies.items(entry.get("oa_locations"))):
        for name in ("url_for_landing_page", "url_for_pdf", "url"):
            address = bodies.word(place.get(name)).partition("?")[0]
            if address.startswith("http"):
                yield address


def _first(scheme: str, addresses: Sequence[str]) -> str:
    """The first address that is one of this scheme."""
    return next((one for one in addresses if getattr(bodies.identifiers(**{scheme: one}), scheme)), "")


def _authors(entry: bodies.Fields) -> Iterator[Author]:
    for one in map(bodies.fields, bodies.items(entry.get("z_authors"))):
        family, given = plain(bodies.text(one.get("family"))), plain(bodies.text(one.get("given")))
        if family:
            yield Author(family=family, given=given or None)
        elif (person := bodies.person(bodies.text(one.get("raw_author_name")))) is not None:
            yield person
