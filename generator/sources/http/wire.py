"""What really sends: keys by host, the host's gate, and the whole answer within limits, with the keys taken out again.

Stands below the cache, so that nothing above it sees a key.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping

import httpx

from generator import manners
from generator.errors import NetworkError
from generator.manners import Gate, Patience
from generator.settings import Keys
from generator.sources.http.pace import Pace
from generator.sources.http.secrets import Hidden, without_any
from generator.sources.http.standing import PassingError, UnreachedError

_GZIP = 16
_KEPT = frozenset({"content-type", "retry-after", "location"})
_KEPT_PREFIX = "x-ratelimit-"


class Wire(httpx.AsyncBaseTransport):
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
        self._secrets = tuple(map(Hidden.of, keys.secrets))
        self._contact = tuple(map(Hidden.of, filter(None, [keys.contact])))
        self._paces: dict[str, Pace] = {}
        self._transport = transport or httpx.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The whole answer, as soon as it is the request's turn; whose effort it is stands in its extensions."""
        async with self._pace(request.url.host).passing(request.extensions["effort"]) as told:
            return await self._whole(request, told)

    async def aclose(self) -> None:
        """Closes what really sends."""
        await self._transport.aclose()

    def rest(self, host: str, seconds: float) -> None:
        """Lets nobody ask a host for as long as it wants, or as long as patience lasts."""
        until = asyncio.get_running_loop().time() + min(seconds, self._patience.longest_wait)
        pace = self._pace(host)
        pace.rests_until = max(pace.rests_until, until)

    def _pace(self, host: str) -> Pace:
        name = manners.ONE_GATE.get(host, host)
        if name not in self._paces:
            self._paces[name] = Pace(self._gates.get(name, manners.OTHERS))
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
            raise PassingError(address, f"timeout: no whole answer in {self._patience.deadline:g} s") from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise UnreachedError(address, self._clean(f"{type(error).__name__}: {error}".rstrip(": "))) from None
        except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, zlib.error) as error:
            raise PassingError(address, self._clean(f"{type(error).__name__}: {error}".rstrip(": "))) from None
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
            raise PassingError(address, "the packed answer ends before its end")
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
        return httpx.Response(response.status_code, headers=headers, content=without_any(self._secrets, body))

    def unsigned(self, body: bytes) -> bytes:
        """A body without the address of whoever asks: texts keep it, it may be an author's; errors do not."""
        return without_any(self._contact, body)

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
