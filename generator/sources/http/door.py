"""The door that callers use: asks through the client, tries again where that may help, reads what came.

Stands above the cache and the wire, which it puts together; these know nothing of services and readers. It hands the
keys down and must keep none.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

import httpx
import stamina

from generator import manners
from generator.errors import ClaimbookError, NetworkError, ServiceError
from generator.manners import Gate, Patience
from generator.service import Request
from generator.settings import NO_KEYS, Keys
from generator.sources.http.memory import Memory
from generator.sources.http.standing import Effort, Reach, Standing, UnreachedError
from generator.sources.http.wire import Wire

T = TypeVar("T")

_SILENCE = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a body was read as; `fresh` is False where it came out of the cache."""

    value: T
    fresh: bool


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
        self._standings: dict[str, Standing] = {}
        self._reach = Reach(patience.unreached_hosts, patience.unreached)
        self._wire = Wire(keys, manners.gates(keys) if gates is None else gates, patience, transport)
        self._memory = Memory(self._wire, cache)
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
        standing = self._standings.setdefault(host, Standing(self._patience.failures, self._reach))
        effort = Effort(service, request.address, standing, self._patience)
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
                    if isinstance(error, UnreachedError):
                        self._reach.miss(host, error)
                        self._reach.check(request.address)
                    raise
        raise AssertionError("unreachable: the last attempt raises")

    async def _attempt(self, service: str, request: Request, read: Callable[[bytes], T], effort: Effort) -> Answer[T]:
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
