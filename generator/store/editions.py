"""Reads and writes the recorded versions of reports, questions/versions/<slug>/<n>.json: one file each, never changed.

Beside `ledger`, whose lock keeps other recordings out. A file is written whole or not at all; one that was edited, or
that belongs to another report, does not read. Numbers may have gaps: a version that had to be taken back is deleted.
What an edition holds is not known here: `generator.changes` knows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from generator.changes import as_json, seal_of
from generator.errors import Fault, InputError
from generator.ids import SLUG_PATTERN
from generator.schema import MAX_NUMBER, Edition
from generator.store.writing import replaced, swept

FOLDER = Path("questions", "versions")
MAX_BYTES = 2**20
"""Bytes that a file may have at most; one of a long report has some 60 KB."""

_NAME = re.compile(r"([1-9][0-9]{0,5})\.json")
_HISTORY = "Restore the file from its history, for instance with git, or delete it: versions may have gaps."


def load(root: Path, slug: str) -> tuple[Edition, ...]:
    """The versions of a report, by number; none where none was recorded. Raises InputError with every fault."""
    found: list[Edition] = []
    faults: list[Fault] = []
    for path in _listed(root, slug, faults):
        try:
            found.append(_read(path, path.relative_to(root).as_posix(), slug))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return tuple(sorted(found, key=lambda one: one.number))


def load_all(root: Path, slugs: Iterable[str]) -> Mapping[str, tuple[Edition, ...]]:
    """The versions of several reports, by slug. Raises InputError with the faults of all of them."""
    found: dict[str, tuple[Edition, ...]] = {}
    faults: list[Fault] = []
    for slug in slugs:
        try:
            found[slug] = load(root, slug)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(set(faults))
    return found


def slugs(root: Path) -> tuple[str, ...]:
    """Every slug that has a folder of versions, whether there is a question of it or not, sorted; it may be empty.

    Raises InputError where what holds these folders is no plain folder.
    """
    folder = root / FOLDER
    if wrong := _no_folder(root, FOLDER):
        raise InputError([wrong])
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(one.name for one in entries if one.is_dir() and re.fullmatch(SLUG_PATTERN, one.name))


def faults(root: Path) -> tuple[Fault, ...]:
    """Every fault of every file of versions, and of what is no folder of them."""
    found: list[Fault] = []
    try:
        known = slugs(root)
    except InputError as error:
        return error.faults
    for path in sorted((root / FOLDER).glob("*")) if (root / FOLDER).is_dir() else []:
        if path.name not in known and not path.name.startswith("."):
            message, fix = "No recording writes this.", "Delete it; versions stand in folders named after questions."
            found.append(Fault(path.relative_to(root).as_posix(), 0, "", message, fix))
    for slug in known:
        try:
            load(root, slug)
        except InputError as error:
            found += error.faults
    return tuple(found)


def write(root: Path, edition: Edition) -> None:
    """Puts a version in its place; only for whoever keeps other recordings out. Raises OSError."""
    path = root / FOLDER / edition.slug / f"{edition.number}.json"
    if path.parent.is_dir():
        swept(path.parent, ".json")
    replaced(path, as_json(edition).encode())


def _listed(root: Path, slug: str, faults: list[Fault]) -> Iterator[Path]:
    """The files of a report's versions; whatever else stands in their folder is a fault."""
    folder = root / FOLDER / slug
    if wrong := _no_folder(root, FOLDER) or _no_folder(root, FOLDER / slug):
        faults.append(wrong)
        return
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith("."):
            continue  # what a killed recording left
        if path.is_symlink() or not path.is_file() or not _NAME.fullmatch(path.name):
            message, fix = "No recording writes this.", "Delete it; versions are called 1.json, 2.json, …."
            faults.append(Fault(path.relative_to(root).as_posix(), 0, "", message, fix))
        else:
            yield path


def _no_folder(root: Path, where: Path) -> Fault | None:
    """The fault of a place where a folder should be, or nothing yet."""
    path = root / where
    if not path.is_symlink() and (path.is_dir() or not path.exists()):
        return None
    return Fault(where.as_posix(), 0, "", "This is no plain folder.", "Put the folder itself in its place.")


def _read(path: Path, file: str, slug: str) -> Edition:
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        _refuse(file, "", f"A version has no more than {MAX_BYTES} bytes.", _HISTORY)
    try:
        edition = Edition.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        _refuse(file, ".".join(str(part) for part in first["loc"]), f"Not a version: {first['msg']}.", _HISTORY)
    if edition.slug != slug or path.name != f"{edition.number}.json":
        message = f"This is version {edition.number} of {edition.slug!r}."
        _refuse(file, "", message, f"Put it back to {(FOLDER / edition.slug / str(edition.number)).as_posix()}.json.")
    if edition.number == MAX_NUMBER:
        _refuse(file, "number", f"No version can follow number {MAX_NUMBER}.", _HISTORY)
    if edition.seal != seal_of(json.loads(data)):
        message = "It was edited: what it says is not what its seal is of."
        _refuse(file, "seal", message, _HISTORY)
    return edition


def _refuse(file: str, path: str, message: str, fix: str) -> NoReturn:
    raise InputError([Fault(file, 0, path, message, fix)])
