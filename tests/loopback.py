"""A real server on 127.0.0.1 that plays every service and every fault, and keeps its own log.

It speaks HTTP/1.1 with keep-alive over sockets, from a thread of its own, with the standard library alone. A transport
sends what is meant for https://api.openalex.org and the like to it, with the Host kept. Times are those of the server's
monotonic clock.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

import httpx

ENDLESS_S = 3600.0
BOMB_BYTES = 96 * 2**20


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it. `open` and `under_way` count the host's connections and requests then."""

    host: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    start: float
    open: int = 0
    under_way: int = 0

    @property
    def params(self) -> dict[str, str]:
        return dict(self.query)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, and how to go wrong with it.

    `delay` passes before the head; `drip` between two bytes of the body; of the body only `cut` bytes are sent, though
    the head promises all, and then the connection is closed, or reset.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    reset: bool = False


Player = Callable[[Asked], Reply]
Play = Reply | Sequence[Reply] | Player


@dataclass(slots=True)
class Entry:
    """A line of the log: what was asked, what it was answered with, and when that ended."""

    asked: Asked
    status: int = 0
    end: float | None = None


def page(value: object, **more: object) -> Reply:
    """A normal JSON body."""
    return replace(Reply(json.dumps(value).encode()), **more)  # type: ignore[arg-type] # fields of Reply


class Server:
    """The server; a context manager. Hosts that nothing is played for answer 404."""

    def __init__(self, plays: Mapping[str, Play] | None = None) -> None:
        self.log: list[Entry] = []
        self.faults: list[BaseException] = []
        self._plays: dict[str, Player] = {}
        self._open: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self.port = 0
        for host, play in (plays or {}).items():
            self.play(host, play)

    def play(self, host: str, play: Play) -> None:
        """What a host answers: one reply always, replies in turn (the last one for ever), or a function."""
        if isinstance(play, Reply):
            self._plays[host] = lambda _asked, one=play: one  # type: ignore[misc] # a default binds it
        elif callable(play):
            self._plays[host] = play
        else:
            left = list(play)
            self._plays[host] = lambda _asked: left.pop(0) if len(left) > 1 else left[0]

    def seen(self, host: str) -> list[Entry]:
        """The log of one host, by the start of its requests."""
        return sorted((one for one in list(self.log) if one.asked.host == host), key=lambda one: one.asked.start)

    def gaps(self, *hosts: str) -> list[float]:
        """Seconds between the starts of each two requests of these hosts together."""
        starts = sorted(one.asked.start for host in hosts for one in self.seen(host))
        return [after - before for before, after in itertools.pairwise(starts)]

    def most_at_once(self, host: str) -> int:
        """The most requests of a host that were under way together."""
        return max((one.asked.under_way for one in self.seen(host)), default=0)

    def most_open(self, host: str) -> int:
        """The most connections of a host that were open together."""
        return max((one.asked.open for one in self.seen(host)), default=0)

    def transport(self) -> httpx.AsyncBaseTransport:
        """Sends every host's requests here."""
        return Detour(self.port)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive()
        assert not self.faults, self.faults

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(self._connection(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hosts: set[str] = set()
        try:
            while await self._exchange(reader, writer, hosts):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except Exception as error:  # noqa: BLE001 - a fault of the player itself: told when the server ends
            self.faults.append(error)
        finally:
            self._open.subtract(hosts)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hosts: set[str]) -> bool:
        """One request and its answer; whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        host, split = headers["host"].partition(":")[0], urlsplit(target)
        self._open.update({host} - hosts)
        hosts.add(host)
        self._under_way[host] += 1
        start = time.monotonic()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        asked = Asked(
            host, method, split.path, query, headers, body, start, self._open[host], self._under_way[host]
        )  # fmt: skip
        entry = Entry(asked)
        self.log.append(entry)
        try:
            reply = self._plays.get(host, _nobody)(asked)
            entry.status = reply.status
            return await _send(reply, writer)
        finally:
            self._under_way[host] -= 1
            entry.end = time.monotonic()


def _nobody(_asked: Asked) -> Reply:
    return Reply(b"Nobody is played here.", 404, "text/plain")


async def _send(reply: Reply, writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(reply.delay)
    named = {name.lower() for name, _ in reply.headers}
    headers = [*reply.headers]
    headers += [] if "content-type" in named or not reply.kind else [("Content-Type", reply.kind)]
    headers += [] if "content-length" in named else [("Content-Length", str(len(reply.body)))]
    lines = [f"HTTP/1.1 {reply.status} Played", *(f"{name}: {value}" for name, value in headers)]
    writer.write("\r\n".join((*lines, "", "")).encode("latin-1"))
    body = reply.body if reply.cut is None else reply.body[: reply.cut]
    if reply.drip:
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip)
    else:
        writer.write(body)
    await writer.drain()
    if reply.reset:
        await asyncio.sleep(0.02)  # what was sent has to be there before the reset takes the rest away
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    return reply.cut is None and not reply.reset


@dataclass(slots=True)
class Detour(httpx.AsyncBaseTransport):
    """Takes https://any.host/ to a port of 127.0.0.1; each host has connections of its own, as it would have."""

    port: int
    _hosts: dict[str, httpx.AsyncHTTPTransport] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host not in self._hosts:
            self._hosts[host] = httpx.AsyncHTTPTransport(verify=False)  # it goes there unencrypted
        near = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        sent = httpx.Request(request.method, near, headers=request.headers, extensions=request.extensions)
        return await self._hosts[host].handle_async_request(sent)

    async def aclose(self) -> None:
        for one in self._hosts.values():
            await one.aclose()


# --- faults ---------------------------------------------------------------------------------------------------------

PAGE_FOR_PEOPLE = b"<!DOCTYPE html><html><head><title>504 Gateway Time-out</title></head><body>Later.</body></html>"
WALL = b"<!DOCTYPE html><html><head><title>Are you a person?</title></head><body>Tick this box.</body></html>"
FINE = b'{"meta": {"count": 0}, "results": []}'


def wait(after: str | None = None, status: int = 429) -> Reply:
    """Asked too often; `after` is the text of Retry-After, if there is one."""
    headers = () if after is None else (("Retry-After", after),)
    return page({"error": "Rate limit exceeded", "message": "Too many requests"}, status=status, headers=headers)


def in_a_moment(seconds: float) -> str:
    """A date for Retry-After; dates know no parts of seconds."""
    return format_datetime(datetime.now(tz=UTC) + timedelta(seconds=seconds), usegmt=True)


def budget_gone() -> Reply:
    """OpenAlex, when the day's credits are spent."""
    told = {"error": "Rate limit exceeded", "message": "Insufficient budget.", "retryAfter": 36000,
            "creditsRequired": 10, "creditsRemaining": 3}  # fmt: skip
    headers = (("Retry-After", "36000"), ("X-RateLimit-Remaining", "3"), ("X-RateLimit-Credits-Required", "10"))
    return page(told, status=429, headers=headers)


def entity_bomb() -> bytes:
    """XML whose entities, expanded, would fill memory."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY e0 "ha">{lines}]><feed>&e11;</feed>'.encode()


def gzip_bomb() -> Reply:
    """A few kilobytes that unpack to BOMB_BYTES."""
    return Reply(gzip.compress(bytes(BOMB_BYTES), 9), headers=(("Content-Encoding", "gzip"),))


def loop() -> Reply:
    """A redirect to itself."""
    return Reply(b"", 302, headers=(("Location", "?again=1"),))


FAULTS: Mapping[str, Callable[[], Play]] = {
    "429 with seconds": lambda: wait("1"),
    "429 with a date": lambda: wait(in_a_moment(1)),
    "429 with nothing": wait,
    "budget gone": budget_gone,
    "500": lambda: page({"message": "Internal error"}, status=500),
    "502": lambda: Reply(b"", 502, "text/plain"),
    "503": lambda: Reply(b"Service unavailable", 503, "text/plain"),
    "504 with HTML": lambda: Reply(PAGE_FOR_PEOPLE, 504, "text/html"),
    "200 that carries an error": lambda: page({"error": "Something broke", "message": "while answering"}),
    "403": lambda: page({"message": "Forbidden"}, status=403),
    "404": lambda: Reply(b"Resource not found.", 404, "text/plain"),
    "empty body": lambda: Reply(b""),
    "truncated body": lambda: Reply(FINE, cut=10),
    "wrong content type": lambda: Reply(WALL, kind="text/html"),
    "gzip bomb": gzip_bomb,
    "slow drip": lambda: Reply(FINE * 50, drip=0.05),
    "reset in mid-body": lambda: Reply(FINE * 50, cut=60, reset=True),
    "redirect loop": loop,
    "invalid UTF-8": lambda: Reply(b'{"results": ["\xff\xfe"]}'),
    "entity bomb": lambda: Reply(entity_bomb(), kind="application/xml"),
    "silence": lambda: Reply(FINE, delay=ENDLESS_S),
}
"""Every fault that one answer can have; those between pages are played by `tests/world.py`."""
