import json
from typing import Any

import pytest

from generator.errors import ServiceError
from generator.schema import Notice, Reason, WorkType
from generator.service import Expression, Page, Request
from generator.sources.datacite import DataCite

SERVICE = DataCite()
RECORD: dict[str, Any] = {
    "doi": "10.48550/ARXIV.2101.00001",
    "titles": [
        {"title": "Rotes Licht", "titleType": "TranslatedTitle"},
        {"title": "Red <i>light</i> keeps pears firm"},
    ],
    "creators": [
        {"name": "Lind, Maja", "familyName": "Lind", "givenName": "Maja", "nameType": "Personal"},
        {"name": "Okoro, Tobe"},
        {"name": "Pears of the World", "nameType": "Organizational"},
        None,
    ],
    "publisher": {"name": "arXiv"},
    "publicationYear": 2021,
    "descriptions": [
        {"description": "12 pages", "descriptionType": "Other"},
        {"description": "Red light raises firmness.", "descriptionType": "Abstract"},
    ],
    "types": {"resourceTypeGeneral": "Text", "resourceType": "Article"},
    "language": "en",
    "rightsList": [{"rights": "Some words", "rightsUri": "https://creativecommons.org/licenses/by-nc/4.0/legalcode"}],
    "relatedIdentifiers": [
        {"relationType": "IsVersionOf", "relatedIdentifierType": "DOI", "relatedIdentifier": "10.5555/Pears"},
        {"relationType": "IsIdenticalTo", "relatedIdentifierType": "arXiv", "relatedIdentifier": "arXiv:2101.00001"},
        {"relationType": "HasVersion", "relatedIdentifierType": "PMID", "relatedIdentifier": "7"},
        {"relationType": "HasVersion", "relatedIdentifierType": "URL", "relatedIdentifier": "https://example.org/"},
        {"relationType": "References", "relatedIdentifierType": "DOI", "relatedIdentifier": "10.5555/cited"},
    ],
    "url": "https://arxiv.org/abs/2101.00001",
}
DEPOSIT = RECORD | {"doi": "10.5281/Zenodo.7"}


def parsed(answer: object) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), Request("https://api.datacite.org/dois"), Expression("look-up"))


def listed(*records: object) -> Page:
    return parsed({"data": [{"id": "x", "attributes": one} for one in records], "meta": {"total": len(records)}})


def test_a_record_becomes_a_work_with_the_publication_that_it_names() -> None:
    (work,) = listed(RECORD).works
    assert (work.key, work.title, work.year) == ("arxiv-2101.00001", "Red light keeps pears firm", 2021)
    assert [(one.family, one.given) for one in work.authors] == [
        ("Lind", "Maja"),
        ("Okoro", "Tobe"),
        ("Pears of the World", None),
    ]
    assert (work.venue, work.type, work.language) == ("arXiv", WorkType.PREPRINT, "en")
    assert work.versions[0].sections[0].text == "Red light raises firmness."
    assert work.same_as == ("doi:10.5555/pears", "pmid:7")
    assert work.sightings[0].url == "https://doi.org/10.48550/arxiv.2101.00001"


def test_an_abstract_of_arxivs_is_given_away_and_another_stands_under_the_works_licence() -> None:
    words = DEPOSIT | {"rightsList": [{"rights": "Creative Commons Attribution"}, {}]}
    found = listed(RECORD, DEPOSIT, words, DEPOSIT | {"rightsList": None}).works
    assert [work.versions[0].licence for work in found] == ["CC0", "CC BY-NC", "CC BY", None]


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"resourceTypeGeneral": "JournalArticle"}, WorkType.ARTICLE),
        ({"resourceTypeGeneral": "Text", "resourceType": "Journal article"}, WorkType.ARTICLE),
        ({"resourceTypeGeneral": "Text", "resourceType": "Technical report"}, WorkType.REPORT),
        ({"resourceTypeGeneral": "Preprint"}, WorkType.PREPRINT),
        ({"resourceTypeGeneral": "Software", "resourceType": "Code"}, WorkType.OTHER),
        (None, WorkType.OTHER),
    ],
)
def test_types(stated: object, kind: WorkType) -> None:
    assert listed(DEPOSIT | {"types": stated}).works[0].type is kind


def test_container_publisher_and_year_come_in_several_forms() -> None:
    place = {"title": "Orchard Letters", "volume": "3", "issue": "2", "firstPage": "10", "lastPage": "12"}
    (work,) = listed(DEPOSIT | {"container": place, "publicationYear": "2020"}).works
    assert (work.venue, work.volume, work.number, work.pages, work.year) == ("Orchard Letters", "3", "2", "10–12", 2020)
    assert listed(DEPOSIT | {"publisher": "Zenodo", "publicationYear": "soon"}).works[0].venue == "Zenodo"


def test_a_single_record_is_read_too_and_a_marked_title_is_a_sign() -> None:
    record = DEPOSIT | {"titles": [{"title": "RETRACTED: Pears"}]}
    (work,) = parsed({"data": {"attributes": record}}).works
    assert work.notice is Notice.RETRACTION


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = listed(None, DEPOSIT | {"doi": "none"}, DEPOSIT | {"titles": []})
    assert [one.reason for one in page.dropped] == [
        Reason.UNREADABLE_ENTRY,
        Reason.UNREADABLE_ENTRY,
        Reason.MISSING_TITLE,
    ]


def test_an_unknown_doi_is_an_empty_page() -> None:
    assert parsed({"errors": [{"status": "404", "title": "It does not exist."}]}) == Page((), total=0)
    assert listed() == Page((), total=0)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"errors": [{"status": "429", "title": "Too many requests"}]}, "wait"),
        ({"errors": [{"status": "400", "title": "The query is invalid"}]}, "request"),
        ({"errors": []}, "broken"),
        ({"errors": None}, "broken"),
        ({"data": None}, "broken"),
        ([], "broken"),
    ],
)
def test_errors_have_their_kind(answer: object, kind: str) -> None:
    with pytest.raises(ServiceError) as raised:
        parsed(answer)
    assert (raised.value.service, raised.value.kind) == ("datacite", kind)
