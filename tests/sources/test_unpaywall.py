import json
from typing import Any

import pytest

from generator.errors import ServiceError
from generator.schema import Author, Reason, WorkType
from generator.service import Expression, Page, Request
from generator.sources.unpaywall import Unpaywall

SERVICE = Unpaywall()
RECORD: dict[str, Any] = {
    "doi": "10.5555/Pears",
    "doi_url": "https://doi.org/10.5555/pears",
    "title": "Red light keeps pears firm",
    "genre": "journal-article",
    "journal_name": "Orchard Letters",
    "year": 2021,
    "z_authors": [{"raw_author_name": "Ana de Vries"}, {"family": "Okoro", "given": "Tobe"}, {}, None],
    "best_oa_location": {"license": "cc-by", "evidence": "deprecated"},
    "oa_locations": [
        {"url_for_landing_page": "https://doi.org/10.5555/pears", "url_for_pdf": "https://example.org/1.pdf"},
        {"url_for_landing_page": None, "url_for_pdf": "https://arxiv.org/pdf/2101.00001"},
        {"url": "https://europepmc.org/articles/pmc77?pdf=render"},
        {"url_for_landing_page": "https://doi.org/10.5281/zenodo.7"},
        {"url": "4221854"},
        None,
    ],
}


def parsed(answer: object) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), Request("https://api.unpaywall.org/v2/x"), Expression("look-up"))


def test_the_open_places_of_a_work_reveal_its_identifiers_and_licence() -> None:
    (work,) = parsed(RECORD).works
    assert (work.ids.doi, work.ids.arxiv, work.ids.pmcid) == ("10.5555/pears", "2101.00001", "PMC77")
    assert work.same_as == ("doi:10.5281/zenodo.7",)
    assert (work.versions[0].licence, work.versions[0].sections) == ("CC BY", ())
    assert work.authors == (Author(family="de Vries", given="Ana"), Author(family="Okoro", given="Tobe"))
    assert (work.type, work.venue, work.year) == (WorkType.ARTICLE, "Orchard Letters", 2021)


@pytest.mark.parametrize("places", [None, [], "x", [{"url": "7"}]])
def test_a_closed_work_is_known_by_its_doi_alone(places: object) -> None:
    (work,) = parsed(RECORD | {"oa_locations": places, "best_oa_location": None}).works
    assert (work.ids.arxiv, work.ids.pmcid, work.versions[0].licence, work.same_as) == (None, None, None, ())


def test_a_search_gives_its_records() -> None:
    page = parsed({"results": [{"response": RECORD, "score": 1}, {"response": None}]})
    assert [work.title for work in page.works] == ["Red light keeps pears firm"]
    assert [one.reason for one in page.dropped] == [Reason.UNREADABLE_ENTRY]


def test_an_unknown_doi_is_an_empty_page() -> None:
    assert parsed({"HTTP_status_code": 404, "error": True, "message": "It is not there"}) == Page((), total=0)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"HTTP_status_code": 422, "error": True, "message": "Use your own address"}, "refused"),
        ({"HTTP_status_code": 429, "error": True, "message": ""}, "wait"),
        ({"HTTP_status_code": 500, "error": True, "message": "It broke"}, "broken"),
        ({"error": "Too many requests"}, "wait"),
        ({"title": "Pears"}, "broken"),
        ([], "broken"),
    ],
)
def test_errors_have_their_kind(answer: object, kind: str) -> None:
    with pytest.raises(ServiceError) as raised:
        parsed(answer)
    assert (raised.value.service, raised.value.kind) == ("unpaywall", kind)
