"""Laws that every service keeps, whatever comes from outside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ServiceError
from generator.schema import Question
from generator.service import Expression, LooksUp, Request, Service
from generator.sources import LOOK_UPS, SERVICES
from tests import makers

each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
each_reader = pytest.mark.parametrize(
    "service",
    [*SERVICES, *(one for one in LOOK_UPS if one.name in {"datacite", "unpaywall"})],
    ids=lambda service: service.name,
)
ASKED = Request("https://example.org/", (("page", "1"), ("offset", "0"), ("token", "t")))
NAMES = st.sampled_from(
    "id doi title type ids results meta count error message retryAfter creditsRequired authorships author display_name"
    " abstract_inverted_index primary_location locations landing_page_url source biblio first_page is_retracted status"
    " message-type items total-results DOI subtitle given family name issued date-parts container-title updated-by"
    " update-to relation has-preprint abstract language URL data total token paperId externalIds ArXiv PubMed url venue"
    " year publicationTypes journal pages authors offset license best_oa_location content-version start indexed id-type"
    " is-version-of attributes titles creators descriptions description descriptionType types rightsList rights"
    " rightsUri relatedIdentifiers relationType relatedIdentifier relatedIdentifierType publisher container"
    " publicationYear resourceTypeGeneral oa_locations url_for_landing_page z_authors raw_author_name"
    " HTTP_status_code errors".split()
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["ok", "work", "work-list", "10.5555/x", "https://openalex.org/W1", "<p>", "removal", "\ud800"])
    | st.sampled_from(["doi", "IsVersionOf", "Abstract", "vor", "https://arxiv.org/abs/2101.00001"])
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=4), inner, max_size=8),
    max_leaves=40,
)
WORKS: Any = st.dictionaries(NAMES, TREES, max_size=12)
SHELLS = (
    lambda works: {"meta": {"count": 9}, "results": works},
    lambda works: {"status": "ok", "message-type": "work-list", "message": {"items": works, "total-results": 9}},
    lambda works: {"total": 9, "token": "u", "data": works},
    lambda works: {"data": [{"attributes": work} for work in works]},
    lambda works: {"results": [{"response": work} for work in works]},
)
KNOWN = {"id": "https://openalex.org/W1", "DOI": "10.5555/x", "paperId": "a", "title": ["Pears"], "doi": "10.5555/x"}


def reads_or_refuses(service: Service | LooksUp, body: bytes) -> None:
    """A page whose works survive being written and read again, or a ServiceError."""
    try:
        page = service.parse(body, ASKED, Expression("pears"))
    except ServiceError:
        return
    for work in page.works:
        assert type(work).model_validate_json(work.model_dump_json()) == work
    assert page.following != ASKED
    assert len({work.sightings[0].rank for work in page.works}) == len(page.works)


@each_reader
@given(body=st.binary(max_size=200))
def test_no_bytes_raise_anything_else(service: Service | LooksUp, body: bytes) -> None:
    reads_or_refuses(service, body)


@each_reader
@given(tree=TREES)
def test_no_tree_raises_anything_else(service: Service | LooksUp, tree: object) -> None:
    reads_or_refuses(service, json.dumps(tree).encode())


@each_reader
@settings(max_examples=50)
@given(works=st.lists(WORKS, max_size=4))
def test_no_record_raises_anything_else(service: Service | LooksUp, works: list[dict[str, object]]) -> None:
    for shell in SHELLS:
        reads_or_refuses(service, json.dumps(shell([KNOWN | work for work in works])).encode())
        titled = [KNOWN | work | {"title": "Pears", "titles": [{"title": "Pears"}]} for work in works]
        reads_or_refuses(service, json.dumps(shell(titled)).encode())


TERMS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=2, max_size=30).filter(
    lambda term: len(term.strip()) > 1 and any(char.isalnum() for char in term)
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    names = draw(st.lists(TERMS, min_size=1, max_size=6, unique_by=lambda term: term.strip().casefold()))
    concepts = [{"name": name, "any": draw(st.lists(TERMS, max_size=30))} for name in names]
    return makers.question({"intervention": concepts})


@each_service
@given(question=questions())
def test_an_expression_is_well_formed_and_the_same_each_time(service: Service, question: Question) -> None:
    expression = service.expression(question)
    assert expression == service.expression(question)
    assert set(expression.cut) <= {term for _, concept in question.facets.required() for term in concept.terms[1:]}
    if service.name != "crossref":
        outside = "".join(expression.text.split('"')[::2])
        assert expression.text.count('"') % 2 == 0
        assert outside.count("(") == outside.count(")")


@each_service
def test_a_request_has_no_key_and_goes_to_one_place(service: Service) -> None:
    question = makers.question()
    request = service.request(question, service.expression(question))
    assert request.address.startswith("https://")
    assert {name for name, _ in request.params} & {"api_key", "apikey", "key", "mailto", "email"} == set()


@each_service
def test_only_facets_years_types_and_languages_are_sent(service: Service) -> None:
    plain = makers.question()
    other = makers.question(title="Other words", question="Is this another question altogether?", tags=("x",))
    assert service.request(plain, service.expression(plain)) == service.request(other, service.expression(other))


def test_names_are_told_once() -> None:
    assert len({service.name for service in SERVICES}) == len(SERVICES)
