import asyncio
import json
from collections.abc import Iterator

import pytest

from generator.errors import ServiceError
from generator.schema import Ids
from generator.sources.handle import Existence, NoSuchDoiError, doi_of, look_up, parse, request
from generator.sources.http import Door, Gate, Patience
from tests.loopback import Play, Reply, Server, page

HOST = "doi.org"
HASTE = Patience(attempts=2, first_wait=0.01, jitter=0, failures=4)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        yield one


def told(server: Server, play: Play, times: int = 1) -> list[tuple[Existence, str]]:
    async def run() -> list[tuple[Existence, str]]:
        async with Door(transport=server.transport(), gates={HOST: Gate(0.001, 1)}, patience=HASTE) as door:
            return [await look_up(door, "10.1000/a") for _ in range(times)]

    server.play(HOST, play)
    return asyncio.run(run())


def test_the_doi_to_ask_for() -> None:
    assert doi_of(Ids(doi="10.1000/a", arxiv="2601.1")) == "10.1000/a"
    assert doi_of(Ids(arxiv="2601.22709")) == "10.48550/arxiv.2601.22709"
    assert doi_of(Ids(pmid="1")) is None


def test_the_address_is_encoded() -> None:
    assert request("10.1000/a<b>?x#y").address == "https://doi.org/api/handles/10.1000/a%3Cb%3E%3Fx%23y?type=URL"


@pytest.mark.parametrize("code", [1, 200])
def test_a_code_that_means_found(code: int) -> None:
    assert parse(json.dumps({"responseCode": code}).encode()) is Existence.FOUND


def test_a_code_that_means_missing() -> None:
    with pytest.raises(NoSuchDoiError):
        parse(b'{"responseCode": 100}')


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"responseCode": "1"}', b'{"responseCode": true}', b"\xff"])
def test_an_answer_outside_the_handbook_is_broken(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        parse(body)
    assert not isinstance(caught.value, NoSuchDoiError)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (page({"responseCode": 1}), Existence.FOUND),
        (page({"responseCode": 100}, status=404), Existence.NOT_FOUND),
        (page({}, status=404), Existence.UNKNOWN),
        (Reply(b"<html>", 404, "text/html"), Existence.UNKNOWN),
        (page({"responseCode": 2}, status=500), Existence.UNKNOWN),
        (page({"responseCode": 100}, status=503), Existence.UNKNOWN),
        (page({"responseCode": 1}, status=503), Existence.UNKNOWN),
        (Reply(b'{"respo', cut=3), Existence.UNKNOWN),
    ],
)
def test_an_outage_is_unknown_with_its_cause_and_never_missing(
    reply: Reply, expected: Existence, server: Server
) -> None:
    ((existence, why),) = told(server, reply)
    assert existence is expected
    assert bool(why) == (expected is Existence.UNKNOWN)


def test_an_outage_is_not_waited_for_once_a_work(server: Server) -> None:
    answers = told(server, page({}, status=503), times=50)
    assert {existence for existence, _ in answers} == {Existence.UNKNOWN}
    assert "left alone" in answers[-1][1]
    assert len(server.seen(HOST)) == HASTE.failures
