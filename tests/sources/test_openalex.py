import json
from typing import Any

import pytest

from generator.errors import ServiceError
from generator.schema import Notice, Origin, Reason, WorkType
from generator.service import Expression, Page, Request
from generator.sources.openalex import MAX_OPERATORS, MAX_TEXT, OpenAlex
from tests import makers

SERVICE = OpenAlex()
WORK: dict[str, Any] = {
    "id": "https://openalex.org/W7",
    "doi": "https://doi.org/10.5555/Pears",
    "title": "Red <i>light</i> keeps pears firm",
    "publication_year": 2021,
    "language": "en",
    "type": "article",
    "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/123"},
    "authorships": [
        {"author": {"display_name": "Ana de Vries"}},
        {"author": {}, "raw_author_name": "Okoro, Tobe"},
        {"author": None},
    ],
    "abstract_inverted_index": {"Abstract": [0], "Red": [1], "light": [2, 4], "beat": [3]},
    "primary_location": {
        "landing_page_url": "https://example.org/pears",
        "version": "publishedVersion",
        "source": {"display_name": "Orchard Letters", "type": "journal"},
    },
    "locations": [{"landing_page_url": "http://arxiv.org/abs/2101.00001v2"}],
    "biblio": {"volume": "3", "issue": None, "first_page": "10", "last_page": "12"},
    "is_retracted": False,
}


def asked(page: int = 1) -> Request:
    return Request("https://api.openalex.org/works", (("search.title_and_abstract", "pears"), ("page", str(page))))


def parsed(answer: object, page: int = 1) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), asked(page), Expression("pears"))


def listed(*works: object, count: int = 1, page: int = 1) -> Page:
    return parsed({"meta": {"count": count}, "results": works}, page)


def test_a_question_becomes_operators_and_phrases() -> None:
    expression = SERVICE.expression(makers.question())
    assert expression.text == (
        '("adults with gout" OR gout) AND (zorvine OR "ZRV 12") AND placebo AND ("flare rate" OR flares OR flare)'
    )
    assert expression.cut == ()


def test_signs_of_the_syntax_are_no_part_of_a_term() -> None:
    facets = {"intervention": [{"name": 'a"b|c', "any": ["!NOT", "OR", "x~2*", "C++"]}]}
    assert SERVICE.expression(makers.question(facets)).text == '("a b c" OR "NOT" OR "OR" OR "x 2" OR "C++")'


def test_limits_cut_synonyms_and_tell_them() -> None:
    long = [f"term {number} {'x' * 50}" for number in range(40)]
    short = [f"t{number}" for number in range(40)]
    for synonyms in (long, short):
        expression = SERVICE.expression(makers.question({"intervention": [{"name": "zorvine", "any": synonyms}]}))
        assert len(expression.text) <= MAX_TEXT
        assert expression.text.count(" OR ") <= MAX_OPERATORS
        assert expression.cut[0] == synonyms[-1]
        assert expression.text.count(" OR ") + len(expression.cut) == 40


def test_filters_are_those_of_the_question() -> None:
    question = makers.question(
        years={"from": 2019, "to": 2022}, types=(WorkType.PREPRINT, WorkType.ARTICLE), languages=("en", "de")
    )
    request = SERVICE.request(question, Expression("pears"))
    assert dict(request.params)["filter"] == (
        "from_publication_date:2019-01-01,to_publication_date:2022-12-31,type:preprint|article|review,language:en|de"
    )
    assert "filter" not in dict(SERVICE.request(makers.question(), Expression("pears")).params)


def test_a_filter_that_the_service_cannot_express_is_left_out() -> None:
    question = makers.question(types=(WorkType.ARTICLE, WorkType.OTHER), languages=("eng",))
    assert "filter" not in dict(SERVICE.request(question, Expression("pears")).params)


def test_a_record_becomes_a_work() -> None:
    page = listed(WORK)
    (work,) = page.works
    assert (work.key, work.title, work.year, work.type) == (
        "arxiv-2101.00001",
        "Red light keeps pears firm",
        2021,
        WorkType.ARTICLE,
    )
    assert [(author.family, author.given) for author in work.authors] == [("de Vries", "Ana"), ("Okoro", "Tobe")]
    assert (work.ids.doi, work.ids.arxiv, work.ids.pmid) == ("10.5555/pears", "2101.00001", "123")
    assert (work.venue, work.volume, work.number, work.pages) == ("Orchard Letters", "3", None, "10–12")
    assert (work.url, work.language, work.notice, work.checked) == ("https://example.org/pears", "en", None, True)
    (section,) = work.versions[0].sections
    assert (section.origin, section.name, section.text) == (Origin.SOURCE, "abstract", "Red light beat light")
    (sighting,) = work.sightings
    assert (sighting.source, sighting.native_id, sighting.query, sighting.rank) == ("openalex", "W7", "pears", 1)
    assert page == listed(WORK)


@pytest.mark.parametrize(
    ("stated", "version", "venue", "kind"),
    [
        ("article", "publishedVersion", "conference", WorkType.CONFERENCE_PAPER),
        ("article", "submittedVersion", "repository", WorkType.PREPRINT),
        ("article", "acceptedVersion", "repository", WorkType.ARTICLE),
        ("review", "publishedVersion", "journal", WorkType.ARTICLE),
        ("retraction", "publishedVersion", "journal", WorkType.OTHER),
        ("dissertation", None, None, WorkType.THESIS),
        (None, None, None, WorkType.OTHER),
    ],
)
def test_types(stated: str, version: str, venue: str, kind: WorkType) -> None:
    place = {"version": version, "source": {"type": venue}}
    assert listed(WORK | {"type": stated, "primary_location": place}).works[0].type is kind


def test_a_retracted_work_is_told_as_such() -> None:
    assert listed(WORK | {"is_retracted": True}).works[0].notice is Notice.RETRACTION
    assert listed(WORK | {"title": "RETRACTED: Pears"}).works[0].notice is Notice.RETRACTION
    assert listed(WORK | {"is_retracted": "false"}).works[0].notice is None


@pytest.mark.parametrize(
    "index", [None, [], "words", {"a": "b"}, {"a": [None]}, {"a": []}, {"a": [-1]}, {"a": [1.5]}, {"a": [True]}]
)
def test_an_index_that_is_none_gives_no_text(index: object) -> None:
    assert listed(WORK | {"abstract_inverted_index": index}).works[0].versions[0].sections == ()


def test_positions_far_apart_cost_nothing() -> None:
    (work,) = listed(WORK | {"abstract_inverted_index": {"firm": [10**15], "pears": [0]}}).works
    assert work.versions[0].sections[0].text == "pears firm"


def test_a_long_word_at_many_positions_is_not_written_out() -> None:
    index = {"a" * 100_000: list(range(50_000))}
    assert listed(WORK | {"abstract_inverted_index": index}).works[0].versions[0].sections == ()


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = listed(None, {"title": "x"}, WORK | {"title": " "}, WORK | {"title": "x" * 200_001}, WORK, count=5)
    assert [record.reason for record in page.dropped] == [
        Reason.UNREADABLE_ENTRY,
        Reason.UNREADABLE_ENTRY,
        Reason.MISSING_TITLE,
        Reason.UNREADABLE_ENTRY,
    ]
    assert [record.item for record in page.dropped] == [f"openalex:{rank}" for rank in (1, 2, 3, 4)]
    assert [work.sightings[0].rank for work in page.works] == [5]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a@example.org/", "https://a/\ud800", "//a", 7])
def test_dangerous_addresses_are_left_out(address: object) -> None:
    assert listed(WORK | {"primary_location": {"landing_page_url": address}}).works[0].url is None


@pytest.mark.parametrize("doi", ["10.5555/a\x00b", "10.5555/a%00b", "10.5555/\u202ea", "10.5555", None])
def test_dois_that_do_not_read_are_unknown(doi: object) -> None:
    (work,) = listed(WORK | {"doi": f"https://doi.org/{doi}"}).works
    assert work.ids.doi is None


def test_pages_follow_each_other_until_the_end_or_the_limit() -> None:
    following = listed(WORK, count=101).following
    assert following is not None
    assert dict(following.params) == {"search.title_and_abstract": "pears", "page": "2"}
    assert listed(WORK, count=101, page=2).following is None
    assert listed(WORK, count=100).following is None
    assert listed(WORK, count=10**9, page=100).following is None
    assert listed(count=10**9).following is None
    assert listed(WORK, count=101, page=2).works[0].sightings[0].rank == 101


def test_no_hits_are_an_empty_page() -> None:
    assert listed(count=0) == Page(works=(), total=0)


def test_a_look_up_gives_its_work() -> None:
    assert parsed(WORK).works == listed(WORK).works


@pytest.mark.parametrize(
    ("answer", "kind", "after"),
    [
        ({"error": "Rate limit exceeded", "message": "slow down", "retryAfter": 2}, "wait", 2.0),
        ({"error": "Rate limit exceeded", "retryAfter": 36000}, "budget", 36000.0),
        ({"error": "Rate limit exceeded", "creditsRequired": 10, "creditsRemaining": 3}, "budget", None),
        ({"error": "Rate limit exceeded", "creditsRequired": 10, "creditsRemaining": 30}, "wait", None),
        ({"error": "Rate limit exceeded", "message": "Insufficient budget."}, "budget", None),
        ({"error": "Plan upgrade required", "message": "from_updated_date"}, "refused", None),
        ({"error": "Invalid or missing API key"}, "refused", None),
        ({"error": "x", "reason": "query_timeout"}, "wait", None),
        ({"error": "Invalid query parameters error.", "message": "colour is not a valid field"}, "request", None),
        ({"error": None}, "broken", None),
        ({"results": {}}, "broken", None),
        ([], "broken", None),
    ],
)
def test_errors_have_their_kind(answer: object, kind: str, after: float | None) -> None:
    with pytest.raises(ServiceError) as raised:
        parsed(answer)
    assert (raised.value.service, raised.value.kind, raised.value.after) == ("openalex", kind, after)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "broken"),
        (b"{", "broken"),
        (b"\xff\xfe\xfd", "broken"),
        (b"[" * 100_000, "broken"),
        (b"<html><title>404 Not Found</title>Try again</html>", "request"),
        (b" <html><title>429 Too Many Requests</title></html>", "wait"),
        (b"<html><p>an api key", "broken"),
    ],
)
def test_bodies_that_are_no_json(body: bytes, kind: str) -> None:
    with pytest.raises(ServiceError) as raised:
        SERVICE.parse(body, asked(), Expression("pears"))
    assert raised.value.kind == kind
    assert len(raised.value.why) <= 200


def test_the_licence_is_that_of_the_place_that_is_described_else_of_the_best_open_one() -> None:
    place, best = WORK["primary_location"], {"best_oa_location": {"license": "cc-by-nc"}}
    (stated,) = listed(WORK | best | {"primary_location": place | {"license": "cc-by"}}).works
    (closed,) = listed(WORK | best | {"primary_location": place | {"license": "publisher-specific-oa"}}).works
    (best_alone,) = listed(WORK | best | {"primary_location": place | {"license": None}}).works
    (unknown,) = listed(WORK | {"best_oa_location": None}).works
    assert [one.versions[0].licence for one in (stated, closed, best_alone, unknown)] == [
        "CC BY",
        None,
        "CC BY-NC",
        None,
    ]


def test_places_under_other_identifiers_are_asserted_versions() -> None:
    known = {"ids": WORK["ids"] | {"pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/4221854"}}
    places = [
        {"landing_page_url": "https://doi.org/10.5555/PEARS"},
        {"landing_page_url": "http://arxiv.org/abs/2101.00001v2"},
        {"landing_page_url": "http://arxiv.org/abs/2202.00002"},
        {"landing_page_url": "https://doi.org/10.5281/zenodo.7"},
        {"landing_page_url": "https://example.org/10.5555/other"},
        {"landing_page_url": None},
    ]
    (work,) = listed(WORK | known | {"locations": places}).works
    assert (work.ids.doi, work.ids.arxiv, work.ids.pmcid) == ("10.5555/pears", "2101.00001", "PMC4221854")
    assert work.same_as == ("arxiv:2202.00002", "doi:10.5281/zenodo.7")
