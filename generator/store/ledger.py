"""Reads and extends the ledgers, questions/ledger/<slug>.jsonl: one JSON object a line, one line an event.

Nothing that was written whole is ever changed. A recording that was cut short leaves whole lines and perhaps a torn
one without its newline; the next recording puts its lines in the torn one's place. What the lines mean is not known
here: `generator.changes` knows it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from generator.errors import Fault, InputError
from generator.schema import LedgerLine
from generator.store.writing import alone

FOLDER = Path("questions", "ledger")
_LINE: TypeAdapter[LedgerLine] = TypeAdapter(LedgerLine)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A question's ledger as it was read: its whole lines, their length in bytes, and how many torn bytes follow."""

    file: str
    path: Path
    lines: tuple[LedgerLine, ...]
    whole: int
    torn: int


def load(root: Path, slug: str) -> Ledger:
    """The ledger of a question, an empty one where there is none. Raises InputError for a line that does not read."""
    file, path = (FOLDER / f"{slug}.jsonl").as_posix(), root / FOLDER / f"{slug}.jsonl"
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError([Fault(file, 0, "", "This is no plain file.", "Put the ledger itself in its place.")])
    data = path.read_bytes() if path.exists() else b""
    whole = data.rfind(b"\n") + 1
    lines = tuple(_read(file, number, line) for number, line in enumerate(data[:whole].split(b"\n")[:-1], start=1))
    return Ledger(file, path, lines, whole, len(data) - whole)


def load_all(root: Path, slugs: Iterable[str]) -> tuple[Ledger, ...]:
    """The ledgers of several questions. Raises InputError with the faults of all of them."""
    found: list[Ledger] = []
    faults: list[Fault] = []
    for slug in slugs:
        try:
            found.append(load(root, slug))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(found)


def append(ledger: Ledger, lines: Sequence[LedgerLine]) -> None:
    """Adds lines to a ledger in one write, in the place of a torn line if there is one, and waits for the disk.

    Raises OSError where less than all of it could be written: then the ledger reads, and its last line is torn.
    """
    if not lines and not ledger.torn:
        return
    data = "".join(as_json(line) + "\n" for line in lines).encode()
    handle = os.open(ledger.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    try:
        if ledger.torn:
            os.ftruncate(handle, ledger.whole)
        written = os.write(handle, data) if data else 0
        os.fsync(handle)
    finally:
        os.close(handle)
    if written < len(data):
        raise OSError(errno.EIO, "Not all lines were written; run claimbook record again", ledger.file)


def as_json(line: LedgerLine) -> str:
    """A line as it stands in the file, without its newline: sorted keys, no key for what is unknown."""
    return json.dumps(
        line.model_dump(mode="json", exclude_none=True), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def recording(root: Path) -> AbstractContextManager[None]:
    """Keeps other recordings out, as `alone` does. Raises BusyError at once."""
    return alone(root, FOLDER, "claimbook record")


def _read(file: str, number: int, line: bytes) -> LedgerLine:
    try:
        return _LINE.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        fix = "Restore the line from the file's history, for instance with git; nothing was written."
        raise InputError([Fault(file, number, path, f"Not a line of a ledger: {first['msg']}.", fix)]) from None
