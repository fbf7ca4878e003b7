"""A project on hum boxes, refreshed against the server of `tests/loopback.py` with the world of `tests/world.py`."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import httpx

from generator import manners, refreshing
from generator.manners import GATES, Gate, Patience
from generator.refreshing import Refreshed
from generator.schema import Lock, SourceRun
from generator.settings import NO_KEYS, Keys
from generator.sources.http import Door
from generator.store import locks
from generator.workbench import RULES, Workbench
from tests.loopback import Detour, Play, Server
from tests.world import HOSTS, World

SLUG = "hum-boxes"
FIRST = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 3, 17, tzinfo=UTC)
QUICK = Patience(
    attempts=2, first_wait=0.01, jitter=0.0, longest_wait=0.05, connect=2.0, read=0.5, deadline=1.0, total=3.0,
    failures=10, largest=2**20,
)  # fmt: skip
OPEN_GATES: Mapping[str, Gate] = MappingProxyType({host: Gate(every=0.0005, at_once=8) for host in (*GATES, *HOSTS)})
QUESTION = """
title: Hum boxes and the return of honey bees
question: Do hum boxes raise the return rate of foragers of honey bees compared with silence?
facets:
  population: [{name: honey bees, any: [bees, foragers, hives]}]
  intervention: [{name: hum boxes, any: [hum box, slow tones]}]
  comparator: [{name: silence, any: [without them, without a box, no box], required: false}]
  outcome: [{name: return rate, any: [return]}]
sources: [services]
"""


def project(root: Path, *slugs: str, more: str = "") -> Path:
    """A project with a question for each slug, all worded a little differently."""
    folder = root / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    for number, slug in enumerate(slugs or (SLUG,)):
        told = QUESTION.replace("silence?", f"silence{' ' * bool(number)}{number or ''}?")
        told = told.replace("Hum boxes and the", f"Hum boxes {number or ''} and the")
        (folder / f"{slug}.yml").write_text(told + more, encoding="utf-8")
    return root


def server(world: World | None = None, plays: Mapping[str, Play] = MappingProxyType({})) -> Server:
    """The whole world on a server; `plays` take the place of single hosts."""
    told = world or World()
    return Server({**dict.fromkeys(HOSTS, told.answer), **plays})


def refresh(  # noqa: PLR0913 - a test names what it is about
    root: Path,
    at: Server | Apart,
    *slugs: str,
    gates: Mapping[str, Gate] = OPEN_GATES,
    patience: Patience = QUICK,
    keys: Keys = NO_KEYS,
    now: datetime = FIRST,
    cache: Path | None = None,
    bench: Workbench = RULES,
) -> tuple[Refreshed, ...]:
    """A refresh as the command makes it, at the server."""

    async def all_of_it() -> tuple[Refreshed, ...]:
        async with Door(keys, cache, at.transport(), gates, patience) as door:
            return await refreshing.refresh(root, slugs, door, bench=bench, now=lambda: now)

    return asyncio.run(all_of_it())


def lock(root: Path, slug: str = SLUG) -> Lock:
    """The question's lock, which has to be there."""
    found = locks.load(root, slug)
    assert found is not None
    return found


def lock_bytes(root: Path, slug: str = SLUG) -> bytes:
    return (root / locks.FOLDER / f"{slug}.json").read_bytes()


def runs(root: Path, slug: str = SLUG) -> dict[str, SourceRun]:
    """How the question's sources fared, by source."""
    return {run.source: run for run in locks.runs(root).of(slug)}


def seen(found: Lock) -> dict[str, set[str]]:
    """The titles that each source gave."""
    told: dict[str, set[str]] = {}
    for work in found.works:
        told.setdefault(work.sightings[0].source, set()).add(work.title)
    return told


def stated(found: Lock) -> Any:  # noqa: ANN401 - JSON
    return json.loads(locks.lock_json(found))


# --- a hundred questions ----------------------------------------------------------------------------------------------

HUNDRED = 100
SCALE = 20.0
"""By how much a test divides the intervals of `manners`: arXiv's three seconds become 0.15."""


@dataclass(frozen=True, slots=True)
class Log:
    """What a server in another process saw: when each request of a host began, and the most at once, by host."""

    starts: Mapping[str, tuple[float, ...]]
    at_once: Mapping[str, int]


class Apart:
    """The whole world on a server in a process of its own: it sees each request when it comes.

    In the process of the refresh it would see some late, whenever the refresh thinks, and the next one too soon.
    """

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        self.port: int = self._ours.recv()
        return self

    def transport(self) -> httpx.AsyncBaseTransport:
        """Sends every host's requests there."""
        return Detour(self.port)

    def log(self) -> Log:
        """Ends the server; what it saw."""
        self._ours.send(None)
        found: Log = self._ours.recv()
        return found

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def _serve(connection: Connection) -> None:
    with server() as played:
        connection.send(played.port)
        connection.recv()
        hosts = sorted({one.asked.host for one in played.log})
        connection.send(
            Log(
                {host: tuple(entry.asked.start for entry in played.seen(host)) for host in hosts},
                {host: played.most_at_once(host) for host in hosts},
            )
        )


@dataclass(frozen=True, slots=True)
class Hundred:
    """What became of a hundred questions: seconds, locks written, sources that failed, and the server's own log."""

    seconds: float
    written: int
    failed: tuple[str, ...]
    log: Mapping[str, tuple[float, ...]]
    at_once: Mapping[str, int]
    gates: Mapping[str, Gate]


def hundred(root: Path, scale: float) -> Hundred:
    """Refreshes a hundred questions with every limit divided by `scale`."""
    slugs = [f"hum-boxes-{number}" for number in range(HUNDRED)]
    project(root, *slugs)
    gates = {host: replace(gate, every=gate.every / scale) for host, gate in manners.gates(NO_KEYS).items()}
    with Apart() as played:
        began = time.monotonic()
        found = refresh(root, played, gates=gates, patience=Patience())
        seconds = time.monotonic() - began
        log = played.log()
    return Hundred(
        seconds=seconds,
        written=sum(one.written for one in found),
        failed=tuple(f"{run.source}: {run.failure}" for one in found for run in one.run.sources if run.failure),
        log=log.starts,
        at_once=log.at_once,
        gates=gates,
    )


def _by_gate(run: Hundred) -> dict[str, list[float]]:
    """When each gate was passed, by the host that it is named after; arXiv's hosts pass one gate."""
    found: dict[str, list[float]] = {}
    for host, starts in run.log.items():
        found.setdefault(manners.ONE_GATE.get(host, host), []).extend(starts)
    return {host: sorted(starts) for host, starts in found.items()}


def too_fast(run: Hundred, window: int = 1) -> list[str]:
    """Every breach of a limit: `window` + 1 requests in less than `window` intervals, or too many at once."""
    found = []
    for host, starts in _by_gate(run).items():
        gate = run.gates[host]
        least = window * gate.every
        gaps = [starts[at + window] - starts[at] for at in range(len(starts) - window)]
        told = f"{host}: {window + 1} requests in less than {least:.4f} s"
        found += [f"{told}: {gap:.4f} s" for gap in gaps if gap < least]
        if run.at_once[host] > gate.at_once:
            found.append(f"{host}: {run.at_once[host]} at once, {gate.at_once} is the limit")
    return found


def necessary(run: Hundred) -> float:
    """Seconds that the limits make necessary: those of the host with the most to wait for."""
    return max((len(starts) - 1) * run.gates[host].every for host, starts in _by_gate(run).items())
