"""Look-ups of works by their identifiers: what is asked, within which limits, and that nothing follows an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import ids
from generator.schema import Ids
from generator.service import MAX_ADDRESS, Expression, LooksUp
from generator.sources import LOOK_UPS, arxiv, crossref, datacite, europe_pmc, openalex, pubmed

each_service = pytest.mark.parametrize("service", LOOK_UPS, ids=lambda service: service.name)
BY_NAME = {service.name: service for service in LOOK_UPS}
PEARS = Ids(doi="10.5555/pears(2)")
PREPRINT = Ids(arxiv="2101.00001")
BOTH = Ids(doi="10.5555/plums", arxiv="math.gt/0309136", pmid="9")
NUMBERED = Ids(pmid="7", pmcid="PMC7")
IN_PMC = Ids(pmcid="PMC8")
WANTED = (PEARS, PREPRINT, BOTH, NUMBERED, IN_PMC, PEARS, Ids(doi="10.48550/arxiv.2101.00001"), Ids())


def asked(name: str, *wanted: Ids) -> list[str]:
    return [unquote_plus(request.address).partition(".org/")[2] for request in BY_NAME[name].look_up(wanted)]


def filters(name: str, parameter: str, *wanted: Ids) -> list[str | None]:
    return [dict(request.params).get(parameter) for request in BY_NAME[name].look_up(wanted)]


def test_each_service_is_asked_for_what_it_may_know_each_once() -> None:
    assert filters("openalex", "filter", *WANTED) == [
        "doi:10.5555/pears(2)|10.5555/plums|10.48550/arxiv.2101.00001|10.48550/arxiv.math.gt/0309136",
        "pmid:7",
        "pmcid:PMC8",
    ]
    assert filters("crossref", "filter", *WANTED) == ["doi:10.5555/pears(2),doi:10.5555/plums"]
    assert filters("datacite", "query", *WANTED) == [
        'doi:("10.5555/pears(2)" OR "10.5555/plums" OR "10.48550/arxiv.2101.00001" OR "10.48550/arxiv.math.gt/0309136")'
    ]
    assert filters("arxiv", "id_list", *WANTED) == ["2101.00001,math/0309136"]
    assert filters("arxiv", "max_results", *WANTED) == ["2"]
    assert filters("europe_pmc", "query", *WANTED) == [
        'DOI:"10.5555/pears(2)" OR DOI:"10.5555/plums" OR (EXT_ID:7 AND SRC:MED) OR PMCID:PMC8'
    ]
    assert filters("pubmed", "id", *WANTED) == ["9,7"]
    assert asked("unpaywall", *WANTED) == ["v2/10.5555/pears(2)", "v2/10.5555/plums"]


def test_signs_that_a_syntax_would_read_are_kept_out_of_it() -> None:
    odd = (Ids(doi="10.5555/a,b"), Ids(doi="10.5555/a|b"), Ids(doi='10.5555/a"b', pmid="5"), Ids(doi="10.5555/a?b#c"))
    assert filters("openalex", "filter", *odd) == ["doi:10.5555/a?b#c", None, None, None]
    assert [one.url.rpartition("works/")[2] for one in BY_NAME["openalex"].look_up(odd)[1:]] == [
        "doi:10.5555/a%2Cb",
        "doi:10.5555/a%7Cb",
        "doi:10.5555/a%22b",
    ]
    assert filters("crossref", "filter", *odd) == ['doi:10.5555/a|b,doi:10.5555/a"b,doi:10.5555/a?b#c', None]
    assert BY_NAME["crossref"].look_up(odd)[1].url.endswith("/works/10.5555/a%2Cb")
    assert filters("datacite", "query", *odd) == ['doi:("10.5555/a,b" OR "10.5555/a|b" OR "10.5555/a?b#c")']
    assert filters("europe_pmc", "query", *odd) == [
        'DOI:"10.5555/a,b" OR DOI:"10.5555/a|b" OR (EXT_ID:5 AND SRC:MED) OR DOI:"10.5555/a?b#c"'
    ]
    assert [one.url.rpartition("v2/")[2] for one in BY_NAME["unpaywall"].look_up(odd)][-1] == "10.5555/a%3Fb%23c"


@pytest.mark.parametrize("one", ["2113.00001", "1401.00001", "1501.0001", "9999.99999", "math/0313136", "x-y/0809136"])
def test_an_identifier_that_arxiv_cannot_have_given_spoils_no_batch(one: str) -> None:
    assert filters("arxiv", "id_list", Ids(arxiv=one), PREPRINT) == ["2101.00001"]
    assert BY_NAME["arxiv"].look_up((Ids(arxiv=one),)) == ()


def many(make: Callable[[int], Ids]) -> tuple[Ids, ...]:
    return tuple(make(number) for number in range(1001))


@pytest.mark.parametrize(
    ("name", "parameter", "sign", "most", "wanted"),
    [
        ("openalex", "filter", "|", openalex.PER_PAGE, many(lambda n: Ids(doi=f"10.5555/{n}"))),
        ("openalex", "filter", "|", openalex.PER_PAGE, many(lambda n: Ids(pmid=f"{n + 1}"))),
        ("crossref", "filter", ",", crossref.ROWS, many(lambda n: Ids(doi=f"10.5555/{n}"))),
        ("datacite", "query", " OR ", datacite.BATCH, many(lambda n: Ids(doi=f"10.5555/{n}"))),
        ("arxiv", "id_list", ",", arxiv.PAGE, many(lambda n: Ids(arxiv=f"2101.{n:05}"))),
        ("europe_pmc", "query", " OR ", europe_pmc.PAGE // 2, many(lambda n: Ids(pmcid=f"PMC{n + 1}"))),
        ("pubmed", "id", ",", pubmed.PAGE, many(lambda n: Ids(pmid=f"{n + 1}"))),
    ],
)
def test_batches_hold_no_more_than_the_service_takes_and_nothing_is_lost(
    name: str, parameter: str, sign: str, most: int, wanted: tuple[Ids, ...]
) -> None:
    batches = [str(one).split(sign) for one in filters(name, parameter, *wanted)]
    assert max(map(len, batches)) == most
    assert sum(map(len, batches)) == 1001


DOIS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=120).map(
    lambda end: ids.doi(f"10.5555/{end}")
)
IDS = st.builds(
    Ids,
    doi=DOIS,
    arxiv=st.none() | st.from_regex(r"[0-9]{4}\.[0-9]{4,5}", fullmatch=True),
    pmid=st.none() | st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True),
    pmcid=st.none() | st.from_regex(r"PMC[1-9][0-9]{0,8}", fullmatch=True),
)


@each_service
@given(wanted=st.lists(IDS, max_size=60))
def test_addresses_stay_within_their_length_and_hold_no_key(service: LooksUp, wanted: list[Ids]) -> None:
    for request in service.look_up(wanted):
        assert len(request.address) <= MAX_ADDRESS
        assert request.address.startswith("https://")
        assert {name for name, _ in request.params} & {"api_key", "apikey", "key", "mailto", "email", "tool"} == set()


@each_service
def test_nobody_is_asked_for_nothing(service: LooksUp) -> None:
    assert service.look_up(()) == service.look_up((Ids(),)) == ()


FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>900'
    "</o:totalResults><entry><id>http://arxiv.org/abs/2101.00001v3</id><title>Pears</title></entry></feed>"
)
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>Pears</ArticleTitle>"
    "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
ANSWERS: dict[str, Any] = {
    "openalex": {"meta": {"count": 900}, "results": [{"id": "https://openalex.org/W1", "title": "Pears"}]},
    "crossref": {
        "status": "ok",
        "message-type": "work-list",
        "message": {"total-results": 900, "items": [{"DOI": "10.5555/x", "title": ["Pears"]}]},
    },
    "datacite": {
        "data": [{"attributes": {"doi": "10.5555/x", "titles": [{"title": "Pears"}]}}],
        "meta": {"total": 900},
    },
    "europe_pmc": {
        "hitCount": 900,
        "nextCursorMark": "AoE=",
        "resultList": {"result": [{"id": "7", "source": "MED", "title": "Pears"}]},
    },
    "unpaywall": {"doi": "10.5555/x", "title": "Pears"},
}


@each_service
def test_no_page_follows_a_look_up_whatever_it_counts(service: LooksUp) -> None:
    texts = {name: json.dumps(answer) for name, answer in ANSWERS.items()} | {"arxiv": FEED, "pubmed": PUBMED}
    for request in service.look_up((Ids(doi="10.5555/x", arxiv="2101.00001", pmid="7"),)):
        page = service.parse(texts[service.name].encode(), request, Expression("look-up"))
        assert page.following is None
        assert [(work.title, work.sightings[0].rank) for work in page.works] == [("Pears", 1)]


def test_a_record_that_was_asked_for_and_not_given_is_told() -> None:
    (request,) = BY_NAME["pubmed"].look_up((Ids(pmid="7"), Ids(pmid="8")))
    page = BY_NAME["pubmed"].parse(PUBMED.encode(), request, Expression("look-up"))
    assert [one.detail for one in page.dropped] == ["the record 8 was asked for, but not given"]


def test_names_are_told_once() -> None:
    assert len(BY_NAME) == len(LOOK_UPS)
