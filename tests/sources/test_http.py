"""The door against a real server on loopback: every fault ends in bounded time with the right error."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import logging
import sqlite3
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from pydantic import SecretStr

from generator import bodies, manners
from generator.errors import ArticleError, NetworkError, ServiceError, UnreachableError
from generator.service import Expression, Request
from generator.settings import NO_KEYS, Keys
from generator.sources.http import CACHE_FILE, Answer, Door, Gate, Patience
from generator.sources.openalex import OpenAlex
from tests.loopback import (
    BOMB_BYTES,
    FAULTS,
    FINE,
    Asked,
    Play,
    Reply,
    Server,
    budget_gone,
    entity_bomb,
    gzip_bomb,
    in_a_moment,
    loop,
    page,
    wait,
)

T = TypeVar("T")
Act = Callable[[Door], Coroutine[object, object, T]]
HOST, NEXT = "api.openalex.org", "api.crossref.org"
ASKED = Request(f"https://{HOST}/works", (("search", "pears"),))
OTHER = Request(f"https://{NEXT}/works", (("query", "pears"),))
HASTE = Patience(
    attempts=3, first_wait=0.01, jitter=0.01, longest_wait=1.5, connect=1, read=0.5, deadline=1, total=10, largest=2**20
)
OPEN = Gate(every=0.001, at_once=8)
NO_GATES: Mapping[str, Gate] = dict.fromkeys((*manners.GATES, "elsewhere.example"), OPEN)
SECRETS = {
    "openalex": "planted-openalex-4f1c", "semantic_scholar": "planted-s2-9b7e", "ncbi": "planted/ncbi+71d0",
    "crossref_plus": "planted-plus-55aa",
}  # fmt: skip
KEYS = Keys(**{name: SecretStr(value) for name, value in SECRETS.items()}, contact="ana@orchard.example")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server({NEXT: page({"fine": True})}) as one:
        yield one


def read(body: bytes) -> object:
    """As a service reads: JSON, or an error in its own words."""
    answer = bodies.fields(bodies.tree("openalex", body))
    if "error" in answer or "message" in answer:
        return OpenAlex().parse(body, ASKED, Expression("pears"))
    return answer


def through(  # noqa: PLR0913 - they are the door's own
    server: Server,
    act: Act[T],
    *,
    keys: Keys = NO_KEYS,
    cache: Path | None = None,
    gates: Mapping[str, Gate] = NO_GATES,
    patience: Patience = HASTE,
) -> T:
    async def run() -> T:
        async with Door(keys, cache, server.transport(), gates, patience) as door:
            return await act(door)

    return asyncio.run(run())


def asking(request: Request = ASKED) -> Act[Answer[object]]:
    return lambda door: door.ask("openalex", request, read)


async def outcome(one: Awaitable[Answer[object]]) -> str:
    """ "fine", or the kind of the error."""
    try:
        await one
    except ServiceError as error:
        return error.kind
    except NetworkError:
        return "network"
    return "fine"


# --- answers --------------------------------------------------------------------------------------------------------


def test_an_answer_is_read_and_says_who_asked(server: Server) -> None:
    server.play(HOST, page({"a": 1}))
    assert through(server, asking()) == Answer({"a": 1}, fresh=True)
    (entry,) = server.seen(HOST)
    assert entry.asked.headers["user-agent"].startswith("claimbook/")
    assert entry.asked.headers["accept"] == "application/json"
    assert (entry.asked.path, entry.asked.query) == ("/works", (("search", "pears"),))


def test_a_packed_answer_is_unpacked(server: Server) -> None:
    server.play(HOST, Reply(gzip.compress(b'{"a": 1}'), headers=(("Content-Encoding", "gzip"),)))
    assert through(server, asking()).value == {"a": 1}


# --- faults ---------------------------------------------------------------------------------------------------------

ENDS: Mapping[str, tuple[str, int]] = {
    "429 with seconds": ("wait", 3),
    "429 with a date": ("wait", 3),
    "429 with nothing": ("wait", 3),
    "budget gone": ("budget", 1),
    "500": ("broken", 3),
    "502": ("wait", 3),
    "503": ("wait", 3),
    "504 with HTML": ("wait", 3),
    "200 that carries an error": ("broken", 3),
    "403": ("refused", 1),
    "404": ("absent", 1),
    "empty body": ("broken", 3),
    "truncated body": ("network", 3),
    "wrong content type": ("broken", 3),
    "gzip bomb": ("network", 1),
    "slow drip": ("network", 3),
    "reset in mid-body": ("network", 3),
    "redirect loop": ("network", 6),
    "invalid UTF-8": ("broken", 3),
    "entity bomb": ("broken", 3),
    "silence": ("network", 3),
}


def test_every_fault_is_played() -> None:
    assert set(ENDS) == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_time_and_leaves_the_next_host_alone(name: str, server: Server) -> None:
    server.play(HOST, FAULTS[name]())
    kind, calls = ENDS[name]

    async def act(door: Door) -> tuple[str, str]:
        one, two = await asyncio.gather(
            outcome(door.ask("openalex", ASKED, read)), outcome(door.ask("crossref", OTHER, read))
        )
        return one, two

    began = time.monotonic()
    assert through(server, act) == (kind, "fine")
    assert time.monotonic() - began < HASTE.attempts * (HASTE.deadline + HASTE.longest_wait)
    assert len(server.seen(HOST)) == calls
    assert server.seen(NEXT)[0].end is not None
    assert server.seen(NEXT)[0].asked.start - began < 0.5


@pytest.mark.parametrize("name", sorted(name for name, (_, calls) in ENDS.items() if calls == HASTE.attempts))
def test_a_fault_that_passes_is_forgotten(name: str, server: Server) -> None:
    fault = FAULTS[name]()
    assert isinstance(fault, Reply)
    server.play(HOST, [fault, page({"a": 1})])
    assert through(server, asking()).value == {"a": 1}
    assert len(server.seen(HOST)) == 2


def test_an_error_that_says_nothing_is_told_by_its_name_alone(server: Server) -> None:
    server.play(HOST, FAULTS["silence"]())
    with pytest.raises(NetworkError) as caught:
        through(server, asking())
    assert caught.value.why == "ReadTimeout"


def test_a_host_that_cannot_be_reached_is_tried_and_told() -> None:
    with Server() as gone:
        transport = gone.transport()

    async def run() -> None:
        async with Door(transport=transport, gates=NO_GATES, patience=HASTE) as door:
            await door.ask("openalex", ASKED, read)

    with pytest.raises(NetworkError, match="ConnectError") as caught:
        asyncio.run(run())
    assert caught.value.address == ASKED.address


SEVERAL = [
    Request(f"https://{host}/works") for host in ("api.openalex.org", "api.crossref.org", "api.datacite.org", "doi.org")
]


def test_without_a_network_everybody_is_given_up_after_a_few_tries_and_it_is_said_once() -> None:
    with Server() as gone:
        transport = gone.transport()

    async def run() -> tuple[list[object], tuple[str, ...]]:
        patient = replace(HASTE, attempts=50, failures=100)
        async with Door(transport=transport, gates=NO_GATES, patience=patient) as door:
            asks = (door.ask("any", request, read) for request in SEVERAL[:3])
            told = await asyncio.gather(*asks, return_exceptions=True)
            began = asyncio.get_running_loop().time()
            (last,) = await asyncio.gather(door.ask("any", SEVERAL[3], read), return_exceptions=True)
            assert asyncio.get_running_loop().time() - began < HASTE.first_wait, "nobody else is tried"
            return [*told, last], door.notes

    told, (note,) = asyncio.run(run())
    assert all(isinstance(one, UnreachableError) for one in told)
    assert note.startswith("No service could be reached: ConnectError")


def test_a_host_that_was_reached_proves_the_network_and_each_is_judged_by_itself(server: Server) -> None:
    server.play("api.openalex.org", page({"a": 1}))
    open_to = server.transport()
    with Server() as gone:
        closed = gone.transport()

    class Split(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            here = open_to if request.url.host == "api.openalex.org" else closed
            return await here.handle_async_request(request)

        async def aclose(self) -> None:
            await open_to.aclose()
            await closed.aclose()

    async def run() -> tuple[list[str], tuple[str, ...]]:
        async with Door(transport=Split(), gates=NO_GATES, patience=replace(HASTE, attempts=4)) as door:
            await door.ask("openalex", SEVERAL[0], read)
            told = [await outcome(door.ask("any", request, read)) for request in SEVERAL]
            return told, door.notes

    assert asyncio.run(run()) == (["fine", "network", "network", "network"], ())


@pytest.mark.parametrize(
    ("reply", "kind", "why"),
    [
        (page({"error": "Plan upgrade required", "message": "from_updated_date"}, status=429), "refused", "Plan"),
        (page({"error": "Invalid or missing API key", "message": "Get one"}, status=401), "refused", "API key"),
        (page({"error": "Invalid query", "message": "x is not a valid field"}, status=400), "request", "valid field"),
        (page({"error": "Rate limit exceeded"}, status=400), "request", "400"),
        (page({"error": "Invalid thing"}, status=500), "broken", "500"),
        (wait("7200"), "budget", "Too many"),
        (Reply(b"", 418, "text/plain"), "request", "418"),
        (Reply(FINE, 206), "broken", "206"),
    ],
)  # fmt: skip
def test_the_status_decides_and_the_body_says_more(reply: Reply, kind: str, why: str, server: Server) -> None:
    server.play(HOST, reply)
    with pytest.raises(ServiceError) as caught:
        through(server, asking(), patience=replace(HASTE, attempts=1))
    assert caught.value.kind == kind
    assert why in caught.value.why


def test_a_bomb_is_never_unpacked_whole(server: Server) -> None:
    server.play(HOST, gzip_bomb())
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError, match="too large"):
            through(server, asking())
        assert tracemalloc.get_traced_memory()[1] < BOMB_BYTES / 8
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("body", [gzip.compress(b'{"a": 1}' * 99)[:-12], b"no gzip"])
def test_an_answer_that_does_not_unpack_is_asked_for_again(body: bytes, server: Server) -> None:
    server.play(HOST, [Reply(body, headers=(("Content-Encoding", "gzip"),)), page({"a": 1})])
    assert through(server, asking()).value == {"a": 1}


def test_an_answer_in_another_packing_is_not_opened(server: Server) -> None:
    server.play(HOST, Reply(b"x", headers=(("Content-Encoding", "gzip, gzip"),)))
    with pytest.raises(NetworkError, match="packed"):
        through(server, asking())


def test_a_reader_that_refuses_an_article_makes_the_answer_broken(server: Server) -> None:
    server.play(HOST, Reply(entity_bomb(), kind="application/xml"))

    def refuse(_body: bytes) -> object:
        raise ArticleError("the entity 'e0' is declared")

    with pytest.raises(ServiceError, match="e0") as caught:
        through(server, lambda door: door.ask("europe_pmc", ASKED, refuse))
    assert caught.value.kind == "broken"


def test_headers_outside_ascii_are_borne(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}, headers=(("Content-Type", "application/json; charset=\xfc"), ("X-Y", "\xff"))))
    assert through(server, asking(), cache=tmp_path).fresh
    assert not through(server, asking(), cache=tmp_path).fresh


def test_a_redirect_to_nowhere_is_told(server: Server) -> None:
    server.play(HOST, Reply(b"", 302, headers=(("Location", "https://[\xfc"),)))
    with pytest.raises(NetworkError, match="redirect"):
        through(server, asking())


# --- redirects ------------------------------------------------------------------------------------------------------


def test_a_redirect_within_the_host_is_followed(server: Server) -> None:
    server.play(HOST, [Reply(b"", 301, headers=(("Location", "/works/W2"),)), page({"a": 2})])
    assert through(server, asking(), keys=KEYS).value == {"a": 2}
    assert [one.asked.path for one in server.seen(HOST)] == ["/works", "/works/W2"]


@pytest.mark.parametrize("target", ["https://elsewhere.example/x", "http://api.openalex.org/works"])
def test_a_redirect_to_elsewhere_is_refused(target: str, server: Server) -> None:
    server.play(HOST, Reply(b"", 302, headers=(("Location", target),)))
    server.play("elsewhere.example", page({}))
    with pytest.raises(NetworkError, match="redirect"):
        through(server, asking(), keys=KEYS)
    assert len(server.seen(HOST)) == 1
    assert not server.seen("elsewhere.example")


def test_arxiv_may_lead_to_its_own_other_host(server: Server) -> None:
    server.play("export.arxiv.org", Reply(b"", 301, headers=(("Location", "https://arxiv.org/api/query"),)))
    server.play("arxiv.org", page({"a": 3}))
    assert through(server, asking(Request("https://export.arxiv.org/api/query"))).value == {"a": 3}


# --- patience -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", ["1", "date"])
def test_a_stated_wait_is_heeded_by_every_ask_of_the_host(after: str, server: Server) -> None:
    stated = after if after == "1" else in_a_moment(2)  # a date is cut to whole seconds
    server.play(HOST, [wait(stated), page({"a": 1})])

    async def act(door: Door) -> list[str]:
        first = asyncio.create_task(outcome(door.ask("openalex", ASKED, read)))
        await asyncio.sleep(0.2)
        other = Request(ASKED.url, (("search", "plums"),))
        return list(await asyncio.gather(first, outcome(door.ask("openalex", other, read))))

    assert through(server, act, patience=replace(HASTE, longest_wait=5)) == ["fine", "fine"]
    first, *rest = server.seen(HOST)
    assert len(rest) == 2
    assert all(one.asked.start - first.asked.start >= 0.9 for one in rest)


def test_a_host_that_wants_a_wait_without_a_length_is_left_to_rest_by_every_ask(server: Server) -> None:
    server.play(HOST, [wait(), wait(), wait(), page({"a": 1})])

    async def act(door: Door) -> set[str]:
        asks = (outcome(door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read)) for n in range(10))
        return set(await asyncio.gather(*asks))

    gates = {HOST: Gate(every=0.001, at_once=1)}
    assert through(server, act, gates=gates, patience=replace(HASTE, attempts=9, first_wait=0.1)) == {"fine"}
    first, second, third, *rest = server.gaps(HOST)
    assert (first >= 0.1, second >= 0.2, third >= 0.4) == (True, True, True)
    assert max(rest) < 0.1


def test_a_stated_wait_is_capped(server: Server) -> None:
    server.play(HOST, [wait("3000"), page({"a": 1})])
    began = time.monotonic()
    through(server, asking(), patience=replace(HASTE, longest_wait=0.5))
    assert 0.5 <= time.monotonic() - began < 2


def test_waits_grow(server: Server) -> None:
    server.play(HOST, page({}, status=503))
    with pytest.raises(ServiceError):
        through(server, asking(), patience=replace(HASTE, attempts=4, first_wait=0.1, jitter=0))
    first, second, third = server.gaps(HOST)
    assert 0.1 <= first < second < third
    assert third >= 0.4


@pytest.mark.parametrize("reply", [budget_gone(), page({"message": "Forbidden"}, status=403)])
def test_a_host_that_closed_its_door_is_not_asked_again(reply: Reply, server: Server) -> None:
    server.play(HOST, reply)

    async def act(door: Door) -> list[str]:
        first = await outcome(door.ask("openalex", ASKED, read))
        asks = (outcome(door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read)) for n in range(100))
        return [first, *await asyncio.gather(*asks)]

    began = time.monotonic()
    assert len(set(through(server, act))) == 1
    assert time.monotonic() - began < 1
    assert len(server.seen(HOST)) == 1


@pytest.mark.parametrize("at_once", [1, 8])
def test_a_hundred_questions_do_not_wait_for_a_dead_host(at_once: int, server: Server) -> None:
    server.play(HOST, Reply(FINE, cut=5, reset=True))

    async def act(door: Door) -> list[str]:
        asks = (outcome(door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read)) for n in range(100))
        return [*await asyncio.gather(*asks), await outcome(door.ask("crossref", OTHER, read))]

    gates = {**NO_GATES, HOST: Gate(every=0.001, at_once=at_once)}
    began = time.monotonic()
    *failed, other = through(server, act, gates=gates)
    assert time.monotonic() - began < 5
    assert (set(failed), other) == ({"network"}, "fine")
    assert HASTE.failures <= len(server.seen(HOST)) < HASTE.failures + at_once


def test_the_error_of_a_host_left_alone_says_so(server: Server) -> None:
    server.play(HOST, page({}, status=503))

    async def act(door: Door) -> None:
        await outcome(door.ask("openalex", ASKED, read))
        await door.ask("openalex", ASKED, read)

    with pytest.raises(ServiceError, match=r"left alone for this run after 3 failures in a row, the last: .*503"):
        through(server, act, patience=replace(HASTE, failures=3))


@pytest.mark.parametrize(("clears", "said"), [(page({"a": 1}), "fine"), (Reply(b"no", 404, "text/plain"), "absent")])
def test_a_success_and_a_wrong_request_clear_a_host(clears: Reply, said: str, server: Server) -> None:
    server.play(HOST, [page({}, status=503), clears] * 9)
    patience = replace(HASTE, attempts=1, failures=2)

    async def act(door: Door) -> list[str]:
        return [await outcome(door.ask("openalex", ASKED, read)) for _ in range(18)]

    assert through(server, act, patience=patience) == ["wait", said] * 9


def test_an_ask_has_a_total_beside_its_attempts(server: Server) -> None:
    server.play(HOST, Reply(FINE, drip=0.2))
    with pytest.raises(NetworkError, match="timeout"):
        through(server, asking(), patience=replace(HASTE, attempts=50, failures=99, deadline=0.3, total=1))
    assert len(server.seen(HOST)) <= 5


def test_time_in_line_does_not_count_against_an_ask(server: Server) -> None:
    seen: set[str] = set()

    def fails_once(asked: Asked) -> Reply:
        is_first = asked.params["n"] not in seen
        seen.add(asked.params["n"])
        return page({}, status=500 if is_first else 200)

    server.play(HOST, fails_once)

    async def act(door: Door) -> list[str]:
        asks = (outcome(door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read)) for n in range(10))
        return list(await asyncio.gather(*asks))

    gates = {HOST: Gate(every=0.1, at_once=1)}
    assert set(through(server, act, gates=gates, patience=replace(HASTE, failures=99, total=0.4))) == {"fine"}


# --- pace -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gate", [Gate(every=0.1, at_once=1), Gate(every=0.05, at_once=3)])
def test_the_servers_own_log_shows_the_pace(gate: Gate, server: Server) -> None:
    server.play(HOST, page({}, delay=0.12))

    async def act(door: Door) -> None:
        asks = (door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read) for n in range(20))
        await asyncio.gather(*asks)

    began = time.monotonic()
    through(server, act, gates={HOST: gate})
    assert len(server.gaps(HOST)) == 19
    assert min(server.gaps(HOST)) >= gate.every
    assert server.most_at_once(HOST) <= gate.at_once
    assert server.most_open(HOST) <= gate.at_once
    assert time.monotonic() - began < 20 * max(gate.every, 0.12 / gate.at_once) * 1.4 + 0.5


def test_a_slow_start_brings_the_next_request_no_nearer(server: Server) -> None:
    server.play(HOST, page({}))
    near = server.transport()

    class Slow(httpx.AsyncBaseTransport):
        """Takes its time before the first request goes out, as a handshake does."""

        def __init__(self) -> None:
            self.calls = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.calls += 1
            await asyncio.sleep(0.15 if self.calls == 1 else 0)
            return await near.handle_async_request(request)

        async def aclose(self) -> None:
            await near.aclose()

    async def run() -> None:
        gates = {HOST: Gate(every=0.2, at_once=2)}
        async with Door(transport=Slow(), gates=gates, patience=HASTE) as door:
            await asyncio.gather(*(door.ask("x", Request(ASKED.url, (("n", str(n)),)), read) for n in range(3)))

    asyncio.run(run())
    assert min(server.gaps(HOST)) >= 0.2


def test_retries_pass_the_gate_too(server: Server) -> None:
    server.play(HOST, page({}, status=500))
    with pytest.raises(ServiceError):
        through(server, asking(), gates={HOST: Gate(every=0.2, at_once=1)})
    assert len(server.gaps(HOST)) == 2
    assert min(server.gaps(HOST)) >= 0.2


def test_the_hosts_of_arxiv_share_one_gate(server: Server) -> None:
    hosts = ("export.arxiv.org", "arxiv.org")
    for host in hosts:
        server.play(host, page({}, delay=0.05))

    async def act(door: Door) -> None:
        await asyncio.gather(*(door.ask("arxiv", Request(f"https://{hosts[n % 2]}/{n}"), read) for n in range(8)))

    through(server, act, gates={"export.arxiv.org": Gate(every=0.1, at_once=1)})
    assert min(server.gaps(*hosts)) >= 0.1
    ends = sorted((one.asked.start, one.end) for host in hosts for one in server.seen(host))
    assert all(before[1] is not None and before[1] <= after[0] for before, after in itertools.pairwise(ends))


def test_a_host_that_no_table_names_is_asked_gently(server: Server) -> None:
    server.play("elsewhere.example", page({}))

    async def act(door: Door) -> None:
        await asyncio.gather(*(door.ask("x", Request(f"https://elsewhere.example/{n}"), read) for n in range(2)))

    through(server, act, gates={})
    assert server.gaps("elsewhere.example")[0] >= manners.OTHERS.every


# --- cache ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_by_address(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))
    assert through(server, asking(), cache=tmp_path).fresh
    assert through(server, asking(), cache=tmp_path) == Answer({"a": 1}, fresh=False)
    assert through(server, asking(Request(ASKED.url)), cache=tmp_path).fresh
    assert through(server, asking(replace(ASKED, accept="text/xml")), cache=tmp_path).fresh
    assert len(server.seen(HOST)) == 3


def test_without_a_folder_nothing_is_kept(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))
    assert through(server, asking()).fresh
    assert through(server, asking()).fresh
    assert not list(tmp_path.iterdir())


def test_an_answer_holds_for_its_lifetime(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.play(HOST, page({"a": 1}))
    monkeypatch.setattr(manners, "lifetime", lambda _host, _path: 0.2)
    assert through(server, asking(), cache=tmp_path).fresh
    time.sleep(0.3)
    assert through(server, asking(), cache=tmp_path).fresh


@pytest.mark.parametrize(
    "bad", [page({"error": "Something broke"}), Reply(b"<html>", kind="text/html"), Reply(FINE, 206)]
)
def test_what_could_not_be_read_is_not_kept(bad: Reply, server: Server, tmp_path: Path) -> None:
    server.play(HOST, [bad, page({"a": 1})])
    assert through(server, asking(), cache=tmp_path) == Answer({"a": 1}, fresh=True)
    assert not through(server, asking(), cache=tmp_path).fresh


def test_a_reader_that_breaks_leaves_nothing_behind(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))
    with pytest.raises(ZeroDivisionError):
        through(server, lambda door: door.ask("openalex", ASKED, lambda _body: 1 // 0), cache=tmp_path)
    assert through(server, asking(), cache=tmp_path).fresh


def test_a_kept_answer_that_no_longer_reads_is_asked_for_again(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))
    through(server, asking(), cache=tmp_path)

    def stricter(body: bytes) -> object:
        if len(server.seen(HOST)) < 2:
            raise ServiceError("openalex", "broken", "it lacks what a newer reader wants")
        return json.loads(body)

    assert through(server, lambda door: door.ask("openalex", ASKED, stricter), cache=tmp_path).fresh


def test_a_host_left_alone_still_gives_what_is_kept(server: Server, tmp_path: Path) -> None:
    server.play(HOST, [page({"a": 1}), budget_gone()])

    async def act(door: Door) -> list[str]:
        asks = (ASKED, Request(ASKED.url), ASKED)
        return [await outcome(door.ask("openalex", one, read)) for one in asks]

    assert through(server, act, cache=tmp_path) == ["fine", "budget", "fine"]


def damaged(folder: Path) -> None:
    (folder / CACHE_FILE).write_bytes(b"This is no database. " * 500)


def foreign(folder: Path) -> None:
    with sqlite3.connect(folder / CACHE_FILE) as made:
        made.execute("CREATE TABLE entries (pears TEXT)")
    made.close()


def a_folder(folder: Path) -> None:
    (folder / CACHE_FILE).mkdir()


@pytest.mark.parametrize("spoil", [damaged, foreign, a_folder])
def test_a_cache_that_cannot_be_used_ends_nothing(
    spoil: Callable[[Path], None], server: Server, tmp_path: Path
) -> None:
    spoil(tmp_path)
    server.play(HOST, page({"a": 1}))

    async def act(door: Door) -> tuple[str, ...]:
        asks = (door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read) for n in range(5))
        assert all(one.fresh for one in await asyncio.gather(*asks))
        return door.notes

    (note,) = through(server, act, cache=tmp_path)
    assert CACHE_FILE in note


def overwrite(folder: Path) -> None:
    for path in folder.glob(f"{CACHE_FILE}*"):
        path.write_bytes(b"no database any more" * 1000)


def test_a_cache_that_breaks_in_mid_run_ends_nothing(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": "x" * 5000}))

    async def act(door: Door) -> tuple[str, ...]:
        await door.ask("openalex", ASKED, read)
        overwrite(tmp_path)
        for _ in range(3):
            await door.ask("openalex", ASKED, read)
        return door.notes

    assert len(through(server, act, cache=tmp_path)) <= 1


def test_a_locked_cache_ends_nothing(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))
    through(server, asking(), cache=tmp_path)
    holder = sqlite3.connect(tmp_path / CACHE_FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    try:

        async def act(door: Door) -> tuple[str, ...]:
            asks = (door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read) for n in range(20))
            assert all(one.fresh for one in await asyncio.gather(*asks))
            return door.notes

        notes = through(server, act, cache=tmp_path)
    finally:
        holder.close()
    assert len(notes) == 1
    assert time.monotonic() - began < 3


def test_a_cache_that_is_locked_in_mid_run_ends_nothing(server: Server, tmp_path: Path) -> None:
    server.play(HOST, page({"a": 1}))

    async def act(door: Door) -> tuple[str, ...]:
        holder = sqlite3.connect(tmp_path / CACHE_FILE, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        asks = (door.ask("openalex", Request(ASKED.url, (("n", str(n)),)), read) for n in range(20))
        assert all(one.fresh for one in await asyncio.gather(*asks))
        holder.close()
        return door.notes

    began = time.monotonic()
    assert len(through(server, act, cache=tmp_path)) == 1
    assert time.monotonic() - began < 20


# --- keys -----------------------------------------------------------------------------------------------------------

HOSTS: Mapping[str, str] = {
    manners.OPENALEX: "openalex", manners.SEMANTIC_SCHOLAR: "semantic_scholar", manners.NCBI: "ncbi",
    manners.CROSSREF: "crossref_plus",
}  # fmt: skip


def echo(fault: Reply | None = None) -> Callable[[Asked], Reply]:
    """Repeats everything that it was sent, in body and headers, as a careless service would."""

    def answer(asked: Asked) -> Reply:
        told = {"error": "Invalid API key", "message": f"{asked.query} {dict(asked.headers)}"}
        reply = page({"echo": told} if fault is None else told)
        again = "&".join(f"{name}={value}" for name, value in asked.query)
        headers = (("X-RateLimit-Echo", str(asked.headers)), ("Location", f"/again?{again}"))
        return (
            replace(reply, headers=headers) if fault is None else replace(reply, headers=headers, status=fault.status)
        )

    return answer


def forms() -> list[str]:
    return [form for value in SECRETS.values() for form in (value, httpx.QueryParams({"k": value})["k"], value[-9:])]


@pytest.mark.parametrize("status", [200, 302, 400, 401, 429, 500])
def test_a_key_reaches_its_host_and_nothing_else(
    status: int, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hosts = (*HOSTS, manners.UNPAYWALL, manners.DATACITE, manners.EUROPE_PMC, manners.ARXIV, "elsewhere.example")
    for host in hosts:
        server.play(host, echo(None if status == 200 else Reply(status=status)))
    errors: list[BaseException] = []

    async def act(door: Door) -> str:
        for host in hosts:
            try:
                answer = await door.ask("x", Request(f"https://{host}/works", (("q", "pears"),)), read)
                assert "pears" in str(answer.value)
            except (NetworkError, ServiceError) as error:
                errors.append(error)
        return repr(door) + repr(vars(door)) + repr(door.notes)

    shown = through(server, act, cache=tmp_path, keys=KEYS)
    assert (status == 200) == (not errors)
    for host in hosts:
        for entry in server.seen(host):
            sent = str(entry.asked.headers) + str(entry.asked.query)
            held = {name for name, value in SECRETS.items() if value in sent}
            assert held == ({HOSTS[host]} if host in HOSTS else set())
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    records = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    chain = "".join(f"{error} {error!r} {vars(error)} {error.__cause__!r} {error.__context__!r}" for error in errors)
    assert b"pears" in files or status != 200
    assert "httpx" in records
    for form in forms():
        assert form.encode() not in files
        assert form not in records
        assert form not in chain
        assert form not in shown
        assert form not in repr(KEYS) + str(KEYS) + KEYS.model_dump_json()


def test_a_service_that_repeats_nothing_leaves_no_key_in_any_log(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for host in HOSTS:
        server.play(host, [wait(), page({"a": 1})])

    async def act(door: Door) -> None:
        for host in HOSTS:
            await door.ask("x", Request(f"https://{host}/works"), read)

    through(server, act, keys=KEYS)
    records = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert {"httpx", "stamina"} <= {record.name.partition(".")[0] for record in caplog.records}
    assert not [form for form in forms() if form in records]


def test_a_contact_goes_to_those_who_want_one(server: Server) -> None:
    wanted = {manners.CROSSREF, manners.DATACITE, manners.NCBI, manners.UNPAYWALL}
    for host in manners.GATES:
        server.play(host, page({}))

    async def act(door: Door) -> None:
        for host in manners.GATES:
            await door.ask("x", Request(f"https://{host}/works"), read)

    through(server, act, keys=KEYS)
    said = {
        host
        for host in manners.GATES
        for entry in server.seen(host)
        if "ana@orchard.example" in str(entry.asked.headers) + str(entry.asked.query)
    }
    assert said == wanted
    assert server.seen(manners.NCBI)[0].asked.params["tool"] == "claimbook"


def test_without_keys_none_are_sent(server: Server) -> None:
    server.play(HOST, page({}))
    through(server, asking(), keys=NO_KEYS)
    assert "authorization" not in server.seen(HOST)[0].asked.headers


def test_a_redirect_keeps_the_key_out_of_addresses(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "httpx")

    def turn(asked: Asked) -> Reply:
        query = httpx.QueryParams(asked.query)
        return page({"a": 1}) if asked.path == "/b" else Reply(b"", 301, headers=(("Location", f"/b?{query}"),))

    server.play(manners.NCBI, turn)
    assert through(server, asking(Request(f"https://{manners.NCBI}/a", (("id", "1"),))), keys=KEYS).value == {"a": 1}
    assert [one.asked.params["api_key"] for one in server.seen(manners.NCBI)] == [SECRETS["ncbi"]] * 2
    assert [len(one.asked.query) for one in server.seen(manners.NCBI)] == [4, 4]
    assert "api_key" not in caplog.text


def test_an_endless_redirect_with_a_key_stops(server: Server) -> None:
    server.play(manners.NCBI, loop())
    with pytest.raises(NetworkError, match="redirect"):
        through(server, asking(Request(f"https://{manners.NCBI}/a")), keys=KEYS)
    assert len(server.seen(manners.NCBI)) == HASTE.redirects + 1


def test_what_is_no_address_is_told() -> None:
    async def run() -> None:
        async with Door(patience=HASTE) as door:
            await door.ask("x", Request("https://api.openalex.org/\x01"), read)

    with pytest.raises(NetworkError, match="no address"):
        asyncio.run(run())


PLAYS: tuple[Play, ...] = (Reply(), [Reply()], lambda _asked: Reply())


@pytest.mark.parametrize("play", PLAYS)
def test_the_server_plays_a_reply_a_list_and_a_function(play: Play, server: Server) -> None:
    server.play(HOST, play)
    assert through(server, lambda door: door.ask("x", ASKED, len)).value == 0
