"""The only door to the network: a cache, keys, a pace per host, patience with faults, and typed errors.

Nothing that builds the site comes here. A request passes, from the outside in, httpx's client, the cache (hishel), and
the wire below it, which adds keys by host, waits at the host's gate and takes the whole answer in. So no key can come
into a cache entry, a log, an error or a Request. `generator/manners.py` says what each host wants.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

import httpx
import stamina
from aiolimiter import AsyncLimiter
from hishel import AsyncSqliteStorage
from hishel.httpx import AsyncCacheTransport

from generator import manners
from generator.errors import ClaimbookError, NetworkError, ServiceError, UnreachableError
from generator.manners import GATES, Gate, Patience
from generator.service import Request
from generator.settings import NO_KEYS, Keys

__all__ = ["CACHE_FILE", "GATES", "Answer", "Door", "Gate", "Patience"]

T = TypeVar("T")

CACHE_FILE = "answers.db"
"""The cache's file in the folder that a Door is given."""

BUSY_MS = 250
"""Milliseconds for which a write waits while another process writes to the cache; hishel's 5000 would add up."""

HAIR = 0.02
HAIR_S = 0.02
"""How much longer than its interval a gate stays shut, as a share and in seconds: the host's clock is not ours."""

_GZIP = 16
_KEPT = frozenset({"content-type", "retry-after", "location"})
_KEPT_PREFIX = "x-ratelimit-"
_SILENCE = logging.NullHandler()
_AGAIN = frozenset({"wait", "broken"})
_FOR_GOOD = frozenset({"budget", "refused"})


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a body was read as; `fresh` is False where it came out of the cache."""

    value: T
    fresh: bool


class _PassingError(NetworkError):
    """One that may not come again: a timeout, a reset, a host that cannot be reached just now."""


class _UnreachedError(_PassingError):
    """No connection came about: the name has no address, nobody is there, or nobody says a word."""


class Door:
    """One run's way to the network; use it as an async context manager, in one event loop.

    `cache` is a folder; without one nothing is kept. `gates` replaces the limits that go with the keys, and `transport`
    what really sends. `barred` names the services that need not be asked, and why; `notes` tells what was lost on the
    way and ends no run.
    """

    def __init__(
        self,
        keys: Keys = NO_KEYS,
        cache: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        gates: Mapping[str, Gate] | None = None,
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> None:
        self._patience = patience
        self.barred = manners.barred(keys)
        self._standings: dict[str, _Standing] = {}
        self._reach = _Reach(patience.unreached_hosts, patience.unreached)
        self._wire = _Wire(keys, manners.gates(keys) if gates is None else gates, patience, transport)
        self._memory = _Memory(self._wire, cache)
        self._client = httpx.AsyncClient(
            transport=self._memory,
            timeout=httpx.Timeout(connect=patience.connect, read=patience.read, write=patience.read, pool=None),
            max_redirects=patience.redirects,
            follow_redirects=True,
            event_hooks={"response": [_stay]},
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        logging.getLogger("stamina").addHandler(_SILENCE)  # else each retry is a line in a terminal
        logging.getLogger("httpcore").setLevel(logging.INFO)  # below that it logs headers as they come, keys and all
        await self._memory.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know, each once: that the cache could not be used, that there is no network, and why."""
        unreached = () if self._reach.why is None else (f"N{self._reach.why[1:]}.",)
        return (*self._memory.notes, *unreached)

    async def ask(self, service: str, request: Request, read: Callable[[bytes], T]) -> Answer[T]:
        """What `read` makes of the answer. It is tried again where that may help, and only after the host's gate.

        `read` is also shown the bodies of errors; a ServiceError that it raises comes out as it is. Raises
        ServiceError where the service answered, NetworkError where there was no usable answer. A host that refuses, has
        no budget left, or fails too often in a row gets no further call: every ask after that fails at once. So do all
        asks, with UnreachableError, as soon as it is plain that nobody can be reached.
        """
        try:
            host = httpx.URL(request.address).host
        except httpx.InvalidURL:
            raise NetworkError(request.address, "it is no address") from None
        standing = self._standings.setdefault(host, _Standing(self._patience.failures, self._reach))
        effort = _Effort(service, request.address, standing, self._patience)
        async for attempt in stamina.retry_context(
            on=effort.wait,
            attempts=self._patience.attempts,
            timeout=None,  # it would count the time in line, too; `effort` counts the rest
            wait_initial=self._patience.first_wait,
            wait_max=self._patience.longest_wait,
            wait_jitter=self._patience.jitter,
        ):
            with attempt:
                try:
                    return await self._attempt(service, request, read, effort)
                except (NetworkError, ServiceError) as error:
                    standing.failure(error)
                    if isinstance(error, _UnreachedError):
                        self._reach.miss(host, error)
                        self._reach.check(request.address)
                    raise
        raise AssertionError("unreachable: the last attempt raises")

    async def _attempt(self, service: str, request: Request, read: Callable[[bytes], T], effort: _Effort) -> Answer[T]:
        url = httpx.URL(request.address)
        key = hashlib.sha256(f"{request.accept} {url}".encode()).hexdigest()
        sent = self._client.build_request("GET", url, headers={"Accept": request.accept})
        sent.extensions |= {
            "caching": {"key": key, "ttl": manners.lifetime(url.host, url.path)},
            "effort": effort,
        }
        try:
            response = await self._client.send(sent)
        except httpx.HTTPError as error:
            raise NetworkError(request.address, f"{type(error).__name__}: {error}") from None
        except NetworkError as error:
            raise type(error)(request.address, error.why) from None
        fresh = not response.extensions.get("caching", {}).get("from_cache", False)
        try:
            value = self._value(service, request, read, response)
        except Exception as error:
            await self._memory.forget(key)
            if isinstance(error, ServiceError) and error.kind == "wait":
                self._wire.rest(url.host, effort.standing.rest(self._patience) if error.after is None else error.after)
            raise
        if fresh:
            effort.standing.failed = 0
        return Answer(value, fresh)

    def _value(self, service: str, request: Request, read: Callable[[bytes], T], response: httpx.Response) -> T:
        """What `_read` gives; an error repeats the words of a body, and these may name who asked."""
        try:
            return _read(service, request, read, response, response.content)
        except ServiceError:
            return _read(service, request, read, response, self._wire.unsigned(response.content))


def _read(service: str, request: Request, read: Callable[[bytes], T], response: httpx.Response, body: bytes) -> T:
    """The body's value, or a ServiceError by its status, its own words, or its form."""
    told: ServiceError | None = None
    value: T | None = None
    try:
        value = read(body)
    except ServiceError as error:
        told = error
    except ClaimbookError as error:
        told = ServiceError(service, "broken", str(error))
    if response.status_code != HTTPStatus.OK:
        raise manners.failure(service, response.status_code, response.headers, told, datetime.now(tz=UTC))
    if told is not None:
        raise told
    if "html" in response.headers.get("content-type", "") and "html" not in request.accept:
        raise ServiceError(service, "broken", "it sent a web page where data were asked for")
    return value  # type: ignore[return-value] # read gave it, else something was told


async def _stay(response: httpx.Response) -> None:
    """Refuses a redirect that leads away from the host that was asked, or out of https."""
    if response.has_redirect_location:
        target = response.url.join(response.headers["location"])
        if target.scheme != "https" or not manners.may_follow(response.url.host, target.host):
            raise NetworkError(str(response.url), f"redirect to {target.scheme}://{target.host}, which was not asked")


# --- patience -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reach:
    """Whether anybody could be reached in this run; until somebody was, attempts that reached nobody are counted.

    `why` is set when `tries` of them failed at each of so many hosts: then there is no network, and asking on is vain.
    Once a host was reached, each is judged by itself.
    """

    hosts: int
    tries: int
    is_proven: bool = False
    missed: Counter[str] = field(default_factory=Counter)
    why: str | None = None

    def miss(self, host: str, error: NetworkError) -> None:
        """Counts an attempt that reached nobody."""
        self.missed[host] += 1
        vain = sum(tries >= self.tries for tries in self.missed.values())
        if self.why is None and not self.is_proven and vain >= self.hosts:
            self.why = f"no service could be reached: {error.why}"

    def check(self, address: str) -> None:
        """Raises UnreachableError where there is no network."""
        if self.why is not None:
            raise UnreachableError(address, self.why)


@dataclass(slots=True)
class _Standing:
    """How a host has behaved in this run: failed attempts in a row, and the error for which it is left alone."""

    most: int
    reach: _Reach
    failed: int = 0
    closed: NetworkError | ServiceError | None = None

    def check(self, service: str, address: str) -> None:
        """Raises the error for which the host is left alone, if it is."""
        self.reach.check(address)
        if isinstance(self.closed, ServiceError):
            raise ServiceError(service, self.closed.kind, self.closed.why, self.closed.after)
        if self.closed is not None:
            raise NetworkError(address, self.closed.why)

    def failure(self, error: NetworkError | ServiceError) -> None:
        """Counts a failed attempt, and closes the host for good reasons or many. A wrong request says nothing."""
        kind = error.kind if isinstance(error, ServiceError) else "broken"
        self.failed = self.failed + 1 if kind in _AGAIN else 0
        if self.closed is None and (kind in _FOR_GOOD or self.failed >= self.most):
            self.closed = error if kind in _FOR_GOOD else self._left_alone(error)

    def rest(self, patience: Patience) -> float:
        """Seconds for which nobody asks a host that wants to be left alone and does not say for how long."""
        return float(min(patience.first_wait * 2**self.failed, patience.longest_wait))

    def _left_alone(self, error: NetworkError | ServiceError) -> NetworkError | ServiceError:
        why = f"left alone for this run after {self.failed} failures in a row, the last: {error.why}"
        if isinstance(error, ServiceError):
            return ServiceError(error.service, error.kind, why, error.after)
        return NetworkError(error.address, why)


@dataclass(slots=True)
class _Effort:
    """What one ask has cost so far: seconds since it began, less those in line at the gate."""

    service: str
    address: str
    standing: _Standing
    patience: Patience
    queued: float = 0.0
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    def check(self) -> None:
        """Raises the error for which the host is left alone, if it is."""
        self.standing.check(self.service, self.address)

    def wait(self, error: Exception) -> bool | float:
        """The hook of stamina: whether to try again, or after how many seconds."""
        stated = error.after if isinstance(error, ServiceError) else None
        after = None if stated is None else min(stated, self.patience.longest_wait)
        spent = asyncio.get_running_loop().time() - self.began - self.queued
        if self.standing.closed is not None or spent + (after or 0) >= self.patience.total:
            return False
        if isinstance(error, ServiceError) and error.kind in _AGAIN:
            return True if after is None else after
        return isinstance(error, _PassingError)


# --- cache ----------------------------------------------------------------------------------------------------------


class _Memory(httpx.AsyncBaseTransport):
    """hishel's cache above the wire, for as long as its file can be used."""

    def __init__(self, wire: _Wire, folder: Path | None) -> None:
        self._wire = wire
        self._file = None if folder is None else folder / CACHE_FILE
        self._storage: AsyncSqliteStorage | None = None
        self._cache: AsyncCacheTransport | None = None
        self._listener = _Listener(self._lose)
        self.notes: tuple[str, ...] = ()

    async def open(self) -> None:
        """Tries the file once, so that one that is damaged or locked is given up before many wait for it."""
        logging.getLogger("hishel").addHandler(self._listener)
        if self._file is not None:
            self._storage = AsyncSqliteStorage(database_path=self._file)
            self._cache = AsyncCacheTransport(self._wire, self._storage)
            await self.forget("")
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        connection = None if self._storage is None else self._storage.connection
        if self._cache is None or connection is None:
            return
        try:
            await connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            await connection.execute("BEGIN IMMEDIATE")
            await connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._lose(str(error))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._cache is not None:
            try:
                response = await self._cache.handle_async_request(request)
                await response.aread()
            except (sqlite3.Error, RuntimeError, OSError) as error:
                self._lose(str(error))
            else:
                return response
        return await self._wire.handle_async_request(request)

    async def forget(self, key: str) -> None:
        """Takes an answer out again that could not be read."""
        if self._storage is None or self._cache is None:
            return
        try:
            for entry in await self._storage.get_entries(key):
                await self._storage.remove_entry(entry.id)
        except (sqlite3.Error, RuntimeError, OSError) as error:
            self._lose(str(error))

    async def aclose(self) -> None:
        logging.getLogger("hishel").removeHandler(self._listener)
        if self._storage is not None:
            with suppress(sqlite3.Error):
                await self._storage.close()
        await self._wire.aclose()

    def _lose(self, why: str) -> None:
        if self._cache is not None:
            self._cache = None
            self.notes = (f"The cache {str(self._file)!r} is not used: {why}. Delete it, and the next run has one.",)


class _Listener(logging.Handler):
    """Hears hishel say that the file fails: it logs that, and goes on without a word to its caller."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(str(record.exc_info[1]) if record.exc_info else record.getMessage())


# --- wire -----------------------------------------------------------------------------------------------------------


class _Pace:
    """A host's gate: one request after the other at even intervals, so many at once, none while the host rests."""

    def __init__(self, gate: Gate) -> None:
        self._room = asyncio.Semaphore(gate.at_once)
        self._turn = asyncio.Lock()
        self._every = gate.every * (1 + HAIR) + HAIR_S
        self._limiter = AsyncLimiter(1, self._every)
        self.rests_until = 0.0

    @asynccontextmanager
    async def passing(self, effort: _Effort) -> AsyncIterator[Callable[[str, object], Awaitable[None]]]:
        """Waits in line, and gives what to tell of httpcore's events: whose turn it is keeps it until all is sent.

        So the interval counts from what the host sees, whatever connecting took. Raises what the host is left alone
        for, before and after every wait.
        """
        loop = asyncio.get_running_loop()
        came = loop.time()
        async with self._room, AsyncExitStack() as turn:
            await turn.enter_async_context(self._turn)
            effort.check()
            while (left := self.rests_until - loop.time()) > 0:
                await asyncio.sleep(left)
                effort.check()
            await self._limiter.acquire()
            effort.check()
            passed = loop.time()
            effort.queued += passed - came

            async def told(event: str, _about: object) -> None:
                if event.endswith("send_request_headers.complete"):
                    effort.standing.reach.is_proven = True
                    # The bucket has leaked since: without this, a slow start would bring the next one near.
                    await self._limiter.acquire(min(1.0, (loop.time() - passed) / self._every))
                    await turn.aclose()

            yield told


class _Wire(httpx.AsyncBaseTransport):
    """Below the cache: adds the host's keys, passes its gate, and takes the whole answer in, within limits.

    What comes back carries no key, even where the host repeats it.
    """

    def __init__(
        self,
        keys: Keys,
        gates: Mapping[str, Gate],
        patience: Patience,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._keys, self._gates, self._patience = keys, gates, patience
        self._secrets = tuple(map(_Hidden.of, keys.secrets))
        self._contact = tuple(map(_Hidden.of, filter(None, [keys.contact])))
        self._paces: dict[str, _Pace] = {}
        self._transport = transport or httpx.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._pace(request.url.host).passing(request.extensions["effort"]) as told:
            return await self._whole(request, told)

    async def aclose(self) -> None:
        await self._transport.aclose()

    def rest(self, host: str, seconds: float) -> None:
        """Lets nobody ask a host for as long as it wants, or as long as patience lasts."""
        until = asyncio.get_running_loop().time() + min(seconds, self._patience.longest_wait)
        pace = self._pace(host)
        pace.rests_until = max(pace.rests_until, until)

    def _pace(self, host: str) -> _Pace:
        name = manners.ONE_GATE.get(host, host)
        if name not in self._paces:
            self._paces[name] = _Pace(self._gates.get(name, manners.OTHERS))
        return self._paces[name]

    async def _whole(self, request: httpx.Request, told: Callable[[str, object], Awaitable[None]]) -> httpx.Response:
        added = manners.credentials(request.url.host, self._keys)
        headers = httpx.Headers({"Accept": request.headers["Accept"], "Accept-Encoding": "gzip"} | dict(added.headers))
        sent = httpx.Request(
            "GET",
            request.url.copy_merge_params(added.params) if added.params else request.url,
            headers=headers,
            extensions={"timeout": request.extensions.get("timeout", {}), "trace": told},
        )
        address = str(request.url)
        try:
            async with asyncio.timeout(self._patience.deadline):
                response = await self._transport.handle_async_request(sent)
                try:
                    body = await self._capped(response, address)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise _PassingError(address, f"timeout: no whole answer in {self._patience.deadline:g} s") from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _UnreachedError(address, self._clean(f"{type(error).__name__}: {error}".rstrip(": "))) from None
        except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, zlib.error) as error:
            raise _PassingError(address, self._clean(f"{type(error).__name__}: {error}".rstrip(": "))) from None
        return self._passed_on(request, response, body, tuple(added.params))

    async def _capped(self, response: httpx.Response, address: str) -> bytes:
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in {"gzip", "identity"}:
            raise NetworkError(address, "the answer is packed in a way that was not asked for")
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | _GZIP) if packed == "gzip" else None
        body, most = bytearray(), self._patience.largest
        # httpx would unpack a piece whole, and 64 KiB of it can be 64 MiB: here no step gives more than is taken.
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - what an async transport gives
        async for piece in response.stream:
            body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece
            if len(body) > most:
                raise NetworkError(address, f"too large: the answer has more than {most} bytes")
        if unpack and not unpack.eof:
            raise _PassingError(address, "the packed answer ends before its end")
        return bytes(body)

    def _passed_on(
        self, request: httpx.Request, response: httpx.Response, body: bytes, added: tuple[str, ...]
    ) -> httpx.Response:
        """The answer without packing, without headers that nobody reads, and without our keys."""
        headers = {
            name: self._clean(value.encode("ascii", "replace").decode())
            for name, value in response.headers.items()
            if name in _KEPT or name.startswith(_KEPT_PREFIX)
        }
        if "location" in headers:
            headers["location"] = self._without(request.url, response.headers["location"], added)
        return httpx.Response(response.status_code, headers=headers, content=_without_any(self._secrets, body))

    def unsigned(self, body: bytes) -> bytes:
        """A body without the address of whoever asks: texts keep it, it may be an author's; errors do not."""
        return _without_any(self._contact, body)

    def _without(self, base: httpx.URL, location: str, added: tuple[str, ...]) -> str:
        """A redirect's target without the parameters that were added here: they will be added again."""
        try:
            target = base.join(location)
        except httpx.InvalidURL:
            raise NetworkError(str(base), "redirect to what is no address") from None
        for name in added:
            target = target.copy_remove_param(name)
        return self._clean(str(target))

    def _clean(self, text: str) -> str:
        for one in (*self._secrets, *self._contact):
            text = one.taken_out(text)
        return text


def _without_any(hidden: Sequence[_Hidden], body: bytes) -> bytes:
    """The body, to the byte, without what is to be hidden."""
    text = body.decode("latin-1")
    for one in hidden:
        text = one.taken_out(text)
    return text.encode("latin-1")


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What nobody may read, also as JSON, HTML or an address may write it: "a&b" as "a&amp;b" or "a%26b".

    `telling` is its longest run of letters and digits, which none of them changes: what lacks it need not be searched.
    """

    telling: str
    forms: re.Pattern[str]

    @classmethod
    def of(cls, secret: str) -> _Hidden:
        """For a text of printable ASCII."""
        runs = re.findall(r"[A-Za-z0-9]+", secret)
        return cls(max(runs, key=len, default=""), re.compile("".join(map(_forms, secret)), re.IGNORECASE))

    def taken_out(self, text: str) -> str:
        return self.forms.sub("***", text) if self.telling in text else text


_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


def _forms(sign: str) -> str:
    """A pattern for a sign as it is, behind backslashes, as one of JSON's or HTML's escapes, or percent-encoded."""
    code, entity = ord(sign), f"|{_ENTITIES[sign]}" if sign in _ENTITIES else ""
    # What escapes may have been escaped itself. The bounds keep the time linear.
    html = rf"&(?:amp;){{0,2}}(?:#0{{0,4}}{code}|#x0{{0,4}}{code:x}{entity});"
    return rf"(?:\\{{0,3}}{re.escape(sign)}|\\{{1,3}}u00{code:02x}|%(?:25){{0,2}}{code:02x}|{html})"
