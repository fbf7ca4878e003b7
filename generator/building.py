"""Builds the pages into a plain folder, and shows that a build needs nothing but the project's files.

Stands above `pipeline`, `render` and `store`, beside `site`, which hands the same pages to MkDocs; `cli` calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from generator import locking, pipeline, questions, selection
from generator.errors import NetworkError
from generator.published import beside_of
from generator.render import site_files
from generator.schema import Dispute, Lock, Question, Runs
from generator.sources import SERVICES
from generator.store import locks
from generator.store.writing import replaced


def build(root: Path, out: Path | None, *, offline: bool) -> str:
    """Builds every report, writes the pages into `out` if there is one, and says what was done.

    `offline`: whoever asks the network ends the build, and the run record is not read.
    Raises InputError, NetworkError.
    """
    with _without_network() if offline else _as_it_is():
        reports = pipeline.build_all(root)
        beside = beside_of(root, reports, "")
        pages = tuple(site_files(reports, replace(beside, runs=Runs()) if offline else beside))
    for page in pages if out else ():
        replaced(Path(out or "") / page.path, page.text.encode())
    built = f"{len(reports)} {'report' if len(reports) == 1 else 'reports'} built"
    return f"{built}; {len(pages)} files written to {out}" if out else f"{built}; {len(pages)} files, none written"


def stale(root: Path) -> tuple[str, ...]:
    """What stands in the way of a build from locks alone, one line each. Raises InputError."""
    disputes = questions.disputes(root)
    return tuple(line for question in questions.load(root) for line in _stale(root, question, disputes))


def _stale(root: Path, question: Question, disputes: tuple[Dispute, ...]) -> Iterator[str]:
    if not question.services:
        return
    lock = locks.load(root, question.slug)
    fix = f"run claimbook refresh {question.slug}"
    if lock is None:
        yield f"{question.slug}: there is no evidence lock; {fix}"
        return
    wide = selection.widened(question)
    if lock.concepts != locking.concepts_hash(wide, disputes) or lock.store_text is not question.store_text:
        yield f"{question.slug}: the evidence lock is of other concepts, disputes or another store_text; {fix}"
    yield from _searched_otherwise(lock, wide, fix)


def _searched_otherwise(lock: Lock, question: Question, fix: str) -> Iterator[str]:
    asked = {one.source: one.expression for one in lock.queries if one.source in question.services}
    for service in SERVICES:
        # One that never answered is no reason to fail: its report says so.
        if asked.get(service.name, expression := service.expression(question).text) != expression:
            yield f"{question.slug}: {service.name} was asked otherwise than the question words it now; {fix}"


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


_TO_AN_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_BY_NAME = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
_OTHER_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"})
"""Events of Python's audit (PEP 578): other programs could ask what this process may not."""


@contextmanager
def _without_network() -> Iterator[None]:
    """Ends whatever connects to another machine, looks up its name or starts a program, as long as it lasts."""
    watching = True

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if not watching or event not in _TO_AN_ADDRESS | _BY_NAME | _OTHER_PROGRAMS:
            return
        # No more than that is told: what a program is started with may be an environment with keys.
        told = arguments[1] if event in _TO_AN_ADDRESS else arguments[0] if arguments else event
        raise NetworkError(str(told), "a locked build asks nobody, and starts no other program")

    sys.addaudithook(refuse)  # Python has no way to take a hook away again: it is told to rest
    try:
        yield
    finally:
        watching = False
