"""Whether a host is asked, and asked again: who was reached, how it behaved in this run, what one ask has cost.

Pure but for the loop's clock; knows errors and patience, neither httpx nor a key.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from generator.errors import NetworkError, ServiceError, UnreachableError
from generator.manners import Patience

_AGAIN = frozenset({"wait", "broken"})
_FOR_GOOD = frozenset({"budget", "refused"})


class PassingError(NetworkError):
    """One that may not come again: a timeout, a reset, a host that cannot be reached just now."""


class UnreachedError(PassingError):
    """No connection came about: the name has no address, nobody is there, or nobody says a word."""


@dataclass(slots=True)
class Reach:
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
class Standing:
    """How a host has behaved in this run: failed attempts in a row, and the error for which it is left alone."""

    most: int
    reach: Reach
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
class Effort:
    """What one ask has cost so far: seconds since it began, less those in line at the gate."""

    service: str
    address: str
    standing: Standing
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
        return isinstance(error, PassingError)
