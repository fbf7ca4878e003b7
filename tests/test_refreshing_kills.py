"""A refresh that is killed at any moment damages no lock: each is the old one or the new one, to the byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

from generator.store import locks
from tests.refreshes import lock_bytes, project, server
from tests.world import HOSTS, PAPERS, World, more

KILLS = 200
SLUGS = ("first", "second", "third")
# Two worlds with the same works, of which one has another title: a refresh leads from either to the other.
ONCE_MORE = replace(PAPERS[0], title="Hum boxes and the return of honey bees: a field trial, once more")
WORLDS = (World((*PAPERS, *more(20))), World((ONCE_MORE, *PAPERS[1:], *more(20))))

# One process imports everything and forks for each refresh, so that a run takes tenths of a second.
FORKER = """
import asyncio, os, sys
from pathlib import Path
from generator import refreshing
from generator.sources.http import Door
from generator.workbench import RULES
from tests.loopback import Detour
from tests.refreshes import OPEN_GATES, QUICK

async def refresh(root, port):
    async with Door(transport=Detour(port), gates=OPEN_GATES, patience=QUICK) as door:
        await refreshing.refresh(root, (), door, bench=RULES)

print("ready", flush=True)
for line in sys.stdin:
    root, port = line.split()
    child = os.fork()
    if not child:
        code = 1
        try:
            asyncio.run(refresh(Path(root), int(port)))
            code = 0
        finally:
            os._exit(code)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@contextmanager
def forker() -> Iterator[tuple[IO[str], IO[str]]]:
    with subprocess.Popen(
        [sys.executable, "-c", FORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        cwd=Path(__file__).parents[1],
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process.stdin, process.stdout
        process.stdin.close()


def entries(folder: Path) -> set[tuple[str, int, int]]:
    """The folder's files, and what changes of them when they are written or replaced."""
    found = set()
    with os.scandir(folder) as files:
        for one in files:
            with suppress(FileNotFoundError):  # renamed since
                told = one.stat()
                found.add((one.name, told.st_ino, told.st_size))
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_no_kill_damages_a_lock(tmp_path: Path) -> None:
    project(tmp_path, *SLUGS)
    chance = random.Random(20_261_121)  # noqa: S311 - moments, no secrets
    killed = changed = 0
    before: dict[str, bytes] = {}
    with server() as played, forker() as (ask, told):

        def run(world: World, moment: Callable[[int], None] | None) -> int:
            """One refresh, killed once `moment` is over unless it is done before; its exit status."""
            for host in HOSTS:
                played.play(host, world.answer)
            ask.write(f"{tmp_path} {played.port}\n")
            child = int(told.readline())
            if moment is not None:
                with suppress(ProcessLookupError):  # it was done before
                    moment(child)
                    os.kill(child, signal.SIGKILL)
            return int(told.readline())

        def any_moment(_child: int) -> None:
            time.sleep(chance.uniform(0, 0.9 * longest))

        def a_write(child: int) -> None:
            """Until a file beside the locks comes or changes, however busy the machine is, and a little longer."""
            before = entries(tmp_path / locks.FOLDER)
            while entries(tmp_path / locks.FOLDER) == before:
                os.kill(child, 0)
            time.sleep(chance.uniform(0, 0.05 * longest))

        def whole(world: World) -> tuple[dict[str, bytes], float]:
            """The locks after a refresh that nobody killed, and how many seconds it took."""
            began = time.monotonic()
            assert run(world, None) == 0
            return {slug: lock_bytes(tmp_path, slug) for slug in SLUGS}, time.monotonic() - began

        first, second = [whole(world) for world in WORLDS * 2][2:]
        assert all(first[0][slug] != second[0][slug] for slug in SLUGS)
        longest = max(first[1], second[1])
        for turn in range(KILLS):
            killed += run(WORLDS[turn % 2], (any_moment, a_write)[turn // 2 % 2]) == signal.SIGKILL
            now = {slug: lock_bytes(tmp_path, slug) for slug in SLUGS}
            assert all(data in {first[0][slug], second[0][slug]} for slug, data in now.items())
            changed += now != before
            before = now
        assert whole(WORLDS[0])[0] == first[0], "and the next refresh goes through"
    assert killed > KILLS / 3, "many were killed before they were done"
    assert changed > KILLS / 4, "half of the kills came upon a write"
    assert not locks.faults(tmp_path, SLUGS)
    assert sorted(path.name for path in (tmp_path / locks.FOLDER).iterdir()) == [f"{slug}.json" for slug in SLUGS]
