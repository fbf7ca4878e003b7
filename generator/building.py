"""Builds the pages into a plain folder, and shows that a build needs nothing but the project's files.

Stands above `pipeline`, `render` and `store`, beside `site`, which hands the same pages to MkDocs; `cli` calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator import locking, pipeline, questions
from generator.errors import NetworkError
from generator.render import site_files
from generator.schema import Lock, Question, Runs
from generator.sources import SERVICES
from generator.store import ledger, locks
from generator.store.writing import replaced


def build(root: Path, out: Path | None, *, offline: bool) -> str:
    """Builds every report, writes the pages into `out` if there is one, and says what was done.

    `offline`: whoever asks the network ends the build, and the run record is not read.
    Raises InputError, NetworkError.
    """
    with _without_network() if offline else _as_it_is():
        reports = pipeline.build_all(root)
        kept = ledger.load_all(root, [report.question.slug for report in reports])
        lines = {one.path.stem: one.lines for one in kept}
        runs = Runs() if offline else locks.runs(root)
        pages = tuple(site_files(reports, runs, lines, moved=questions.moved(root)))
    for page in pages if out else ():
        replaced(Path(out or "") / page.path, page.text.encode())
    built = f"{len(reports)} {'report' if len(reports) == 1 else 'reports'} built"
    return f"{built}; {len(pages)} files written to {out}" if out else f"{built}; {len(pages)} files, none written"


def stale(root: Path) -> tuple[str, ...]:
    """What stands in the way of a build from locks alone, one line each. Raises InputError."""
    return tuple(line for question in questions.load(root) for line in _stale(root, question))


def _stale(root: Path, question: Question) -> Iterator[str]:
    if not question.services:
        return
    lock = locks.load(root, question.slug)
    fix = f"run claimbook refresh {question.slug}"
    if lock is None:
        yield f"{question.slug}: there is no evidence lock; {fix}"
        return
    wide = pipeline.widened(question)
    if lock.concepts != locking.concepts_hash(wide) or lock.store_text is not question.store_text:
        yield f"{question.slug}: the evidence lock is of other concepts or another store_text; {fix}"
    yield from _searched_otherwise(lock, wide, fix)


def _searched_otherwise(lock: Lock, question: Question, fix: str) -> Iterator[str]:
    asked = {search.source: search.expression for search in lock.queries}
    for service in SERVICES:
        if service.name not in question.services:
            continue
        if service.name not in asked:
            yield f"{question.slug}: {service.name} has not answered yet; {fix}"
        elif asked[service.name] != service.expression(question).text:
            yield f"{question.slug}: {service.name} was asked otherwise than the question words it now; {fix}"


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _without_network() -> Iterator[None]:
    """Ends whatever connects to another machine or looks up its name, as long as it lasts, in this process."""
    watching = True

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
            raise NetworkError(
                str(arguments[-1] if event != "socket.getaddrinfo" else arguments[0]), "a locked build asks nobody"
            )

    sys.addaudithook(refuse)  # Python has no way to take a hook away again: it is told to rest
    try:
        yield
    finally:
        watching = False
