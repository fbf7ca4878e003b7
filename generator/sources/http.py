"""The only door to the network: one client with a deadline, a size cap, a pace and typed errors.

Nothing that builds the site comes here; `claimbook resolve` does. Transport and clock come in as arguments, so that
tests speak to a fake and wait for nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from generator import __version__
from generator.errors import NetworkError

MAX_BYTES = 2 * 1024 * 1024
TIMEOUT_S = 15.0
PACE_S = 0.2
"""Seconds between two requests: a few a second burden no public service."""

Json = dict[str, object]


class Client:
    """A polite JSON client; use it as a context manager."""

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self._asked = False
        self._client = httpx.Client(
            transport=transport,
            timeout=TIMEOUT_S,
            headers={"User-Agent": f"claimbook/{__version__}", "Accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get_json(self, address: str) -> tuple[int, Json]:
        """Status code and JSON object of an address; redirects are not followed.

        Raises NetworkError where no answer comes in time, the answer is too large, or it is no JSON object.
        """
        if self._asked:
            self._sleep(PACE_S)
        self._asked = True
        try:
            with self._client.stream("GET", address) as response:
                body = _capped(response, address)
                return response.status_code, _object(body, address)
        except httpx.HTTPError as error:
            raise NetworkError(address, f"{type(error).__name__}: {error}") from error


def _capped(response: httpx.Response, address: str) -> bytes:
    body = b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MAX_BYTES:
            raise NetworkError(address, f"the answer is larger than {MAX_BYTES} bytes")
    return body


def _object(body: bytes, address: str) -> Json:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise NetworkError(address, "the answer is no JSON") from error
    if not isinstance(value, dict):
        raise NetworkError(address, "the answer is no JSON object")
    return value
