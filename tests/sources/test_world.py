"""The invented literature as the services' own readers read it, over the door and a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from generator import manners
from generator.schema import Notice, Question, Work
from generator.service import Page, Request, Service
from generator.sources import SERVICES
from generator.sources.fulltext import tables
from generator.sources.http import Door, Gate, Patience
from tests import makers, world
from tests.loopback import Server
from tests.world import World

each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
HASTE = Patience(first_wait=0.01, jitter=0)
GATES = {host: Gate(0.001, 4) for host in world.HOSTS}


def pages(server: Server, service: Service, question: Question, most: int = 12) -> list[Page]:
    """Every page of a service's search, or `most` of them."""

    async def run() -> list[Page]:
        found: list[Page] = []
        expression = service.expression(question)
        asked: Request | None = service.request(question, expression)
        async with Door(
            transport=server.transport(), gates=GATES, patience=Patience(first_wait=0.01, jitter=0)
        ) as door:
            while asked is not None and len(found) < most:
                here = asked
                answer = await door.ask(service.name, here, lambda body: service.parse(body, here, expression))  # noqa: B023 - read at once
                found.append(answer.value)
                asked = answer.value.following
        return found

    return asyncio.run(run())


def works(found: list[Page]) -> list[Work]:
    return [work for one in found for work in one.works]


@pytest.fixture
def small() -> Iterator[Server]:
    with Server(dict.fromkeys(world.HOSTS, world.answer)) as one:
        yield one


@each_service
def test_each_service_gives_what_it_holds(service: Service, small: Server) -> None:
    found = pages(small, service, makers.question())
    held = World().held(service.name)
    assert [work.title for work in works(found)] == [one.title for one in held]
    assert [drop for one in found for drop in one.dropped] == []
    for work, paper in zip(works(found), held, strict=True):
        assert (work.year, work.authors[0].family) == (paper.year, paper.authors[0][0])
        doi = paper.version_of if service.name == "arxiv" else paper.doi  # arXiv gives the one that its authors typed
        assert work.ids.doi == (doi or None)
        assert work.ids.pmid in {None, paper.pmid}
        assert work.sightings[0].rank <= len(held)


def test_notices_are_told_as_each_service_tells_them(small: Server) -> None:
    told = {
        service.name: {
            work.title: work.notice for work in works(pages(small, service, makers.question())) if work.notice
        }
        for service in SERVICES
    }
    retracted = {"Hum boxes double the honey of a hive": Notice.RETRACTION}
    corrected = {"Return rates of foragers near hum boxes in rain": Notice.CORRECTION}
    assert told == {
        "openalex": retracted,
        "crossref": retracted | corrected,
        "semantic_scholar": {},
        "arxiv": {"A law of tones for all winged insects": Notice.RETRACTION},
        "europe_pmc": retracted | corrected,
        "pubmed": retracted | corrected,
    }


@each_service
def test_a_large_world_is_paged_through(service: Service) -> None:
    large = World(world.PAPERS + world.more(230))
    with Server(dict.fromkeys(world.HOSTS, large.answer)) as server:
        found = pages(server, service, makers.question())
    assert [work.title for work in works(found)] == [one.title for one in large.held(service.name)]
    assert len([one for one in found if one.works]) == 3


@each_service
@pytest.mark.parametrize("shift", [1, -1])
def test_results_vanish_or_come_twice_between_pages(service: Service, shift: int) -> None:
    shifting = World(world.PAPERS + world.more(230), shift=shift)
    with Server(dict.fromkeys(world.HOSTS, shifting.answer)) as server:
        found = [work.title for work in works(pages(server, service, makers.question()))]
    held = [one.title for one in shifting.held(service.name)]
    assert set(found) <= set(held)
    assert (len(set(held) - set(found)) > 0) == (shift == 1)
    assert (len(found) > len(set(found))) == (shift == -1)


@pytest.mark.parametrize("name", ["semantic_scholar", "europe_pmc"])
def test_a_cursor_that_repeats_leads_back(name: str) -> None:
    (service,) = (one for one in SERVICES if one.name == name)
    repeating = World(world.PAPERS + world.more(230), repeats=True)
    with Server(dict.fromkeys(world.HOSTS, repeating.answer)) as server:
        found = pages(server, service, makers.question(), most=6)
        asked = [entry.asked.params.get("token") or entry.asked.params.get("cursorMark") for entry in server.log]
    assert asked[1:4] == ["at-100", "at-200", "at-100"][: len(asked) - 1]
    assert len(found) == (6 if name == "semantic_scholar" else 3)


def asked_for(server: Server, address: str) -> bytes:
    async def run() -> bytes:
        async with Door(transport=server.transport(), gates=GATES) as door:
            return (await door.ask("x", Request(address, accept="*/*, text/html"), bytes)).value

    return asyncio.run(run())


def test_open_works_have_a_full_text(small: Server) -> None:
    rest = f"https://{manners.EUROPE_PMC}/europepmc/webservices/rest"
    for paper in world.PAPERS:
        if paper.pmcid:
            (table,) = tables(asked_for(small, f"{rest}/{paper.pmcid}/fullTextXML"))
            assert table.rows
        if paper.arxiv and paper.licence:
            assert paper.title.encode() in asked_for(small, f"https://arxiv.org/html/{paper.arxiv}v1")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"https://{manners.OPENALEX}/works/doi:10.5555/hum.1", b"W4400000001"),
        (f"https://{manners.CROSSREF}/works/10.5555%2Fhum.2", b"has-preprint"),
        (f"https://{manners.ARXIV}/api/query?id_list=2001.00003", b"Slow tones call bees home"),
        (f"https://{manners.UNPAYWALL}/v2/10.5555/hum.1?email=ana@orchard.example", b"cc-by"),
        (f"https://{manners.DATACITE}/dois/10.48550/arxiv.2001.00003", b"10.5555/hum.2"),
        (f"https://{manners.DOI}/api/handles/10.5555/hum.1", b'"responseCode": 1'),
    ],
)
def test_a_work_is_looked_up_by_its_number(address: str, shown: bytes, small: Server) -> None:
    assert shown in asked_for(small, address)
