"""Keeps libraries as they were read and joined, so that a second build need not do either again.

A cache below `.cache/claimbook/`, never a source: what it gives is what making it again would give, and a build without
it gives the same bytes. An entry's key is the hash of the texts, of this package's code and of the packages that read
them; its body is JSON with its own hash, never code. An entry that is damaged or of another key counts as absent, and a
folder that cannot be written to is no fault.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from generator import ids
from generator.memory import no_collection
from generator.schema import Dropped, Work
from generator.schema.base import Record

FOLDER = Path(".cache", "claimbook")
FORMAT = "claimbook archive 1"
LEAST = 1 << 20
"""Characters of text from which on an entry is worth its place: smaller libraries are read as fast."""

_PACKAGES = ("bibtexparser", "pylatexenc", "pydantic", "pydantic-core", "rapidfuzz", "rispy")


class Kept(Record):
    """Works with the records of what was lost or joined; `counts` has how many works each source gave, where asked."""

    works: tuple[Work, ...]
    dropped: tuple[Dropped, ...]
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """Entries below a folder; without a folder, or for texts that are shorter than `least`, all is made anew."""

    folder: Path | None = None
    least: int = 0

    def get(self, name: str, texts: Sequence[str], make: Callable[[], Kept]) -> Kept:
        """What `make` gives of the texts, from the disk where it is there; `name` is the entry's place."""
        if self.folder is None or sum(map(len, texts)) < self.least:
            return make()
        key = ids.digest(FORMAT, code(), name, *texts, length=64)
        path = self.folder / name / f"{key}.json"
        found = _read(path, key)
        if found is None:
            found = make()
            with contextlib.suppress(OSError):
                _write(path, key, found)
        return found


def at(root: Path) -> Archive:
    """The archive of the project at `root`."""
    return Archive(root / FOLDER, LEAST)


@cache
def code() -> str:
    """Hash of whatever else an entry depends on: the files of this package, the packages that read, and Python."""
    package = Path(__file__).parents[1]
    own = [f"{path.relative_to(package)} {ids.sha256(path.read_text('utf-8'))}" for path in package.rglob("*.py")]
    others = [f"{name} {version(name)}" for name in _PACKAGES]
    return ids.digest(platform.python_version(), *sorted(own), *others, length=64)


def _read(path: Path, key: str) -> Kept | None:
    """The entry, or None where there is none that can be trusted."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        if head != _head(key, body):
            return None
        with no_collection():
            return Kept.model_validate_json(body)
    except (OSError, ValidationError):
        return None


def _write(path: Path, key: str, kept: Kept) -> None:
    """Writes the entry at once and whole, and removes those of other texts or code in its place. Raises OSError."""
    body = kept.model_dump_json().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_head(key, body) + b"\n" + body)
        Path(written).replace(path)
    finally:
        Path(written).unlink(missing_ok=True)
    for other in path.parent.glob("*.json"):
        if other != path:
            other.unlink(missing_ok=True)


def _head(key: str, body: bytes) -> bytes:
    return f"{FORMAT} {key} {hashlib.sha256(body).hexdigest()}".encode()
