"""A host's gate: when the next request may go out. Knows time and a host's standing, and nothing of what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from aiolimiter import AsyncLimiter

from generator.manners import Gate
from generator.sources.http.standing import Effort

HAIR = 0.02
HAIR_S = 0.02
"""How much longer than its interval a gate stays shut, as a share and in seconds: the host's clock is not ours."""


class Pace:
    """A host's gate: one request after the other at even intervals, so many at once, none while the host rests."""

    def __init__(self, gate: Gate) -> None:
        self._room = asyncio.Semaphore(gate.at_once)
        self._turn = asyncio.Lock()
        self._every = gate.every * (1 + HAIR) + HAIR_S
        self._limiter = AsyncLimiter(1, self._every)
        self.rests_until = 0.0

    @asynccontextmanager
    async def passing(self, effort: Effort) -> AsyncIterator[Callable[[str, object], Awaitable[None]]]:
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
