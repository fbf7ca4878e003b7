"""Reads and writes the evidence locks, questions/evidence/<slug>.json, one field a line; and the run record.

A lock is replaced whole or not at all. The run record is no part of the repository: a refresh writes it under .cache,
the site publishes it, and the next night's build carries it over from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator import ids, locking
from generator.errors import Fault, InputError
from generator.schema import LOCK_FORMAT, Lock, Runs
from generator.store.writing import alone, replaced, swept

FOLDER = Path("questions", "evidence")
CACHE = Path(".cache", "claimbook")
RUNS = CACHE / "runs.json"
MAX_BYTES = 256 * 1024 * 1024
_FIX = "Restore the file from its history, for instance with git, or delete it and run claimbook refresh."


def load(root: Path, slug: str) -> Lock | None:
    """The lock of a question, or None where there is none. Raises InputError for a file that does not read."""
    file, path = (FOLDER / f"{slug}.json").as_posix(), root / FOLDER / f"{slug}.json"
    if not path.exists() and not path.is_symlink():
        return None
    if path.is_symlink() or not path.is_file():
        raise InputError([Fault(file, 0, "", "This is no plain file.", "Put the lock itself in its place.")])
    if path.stat().st_size > MAX_BYTES:
        raise InputError([Fault(file, 0, "", f"The lock is larger than {MAX_BYTES} bytes.", _FIX)])
    lock = _read(file, path.read_bytes())
    if wrong := [Fault(file, 0, where, message, _FIX) for where, message in _untrue(lock)]:
        raise InputError(wrong)
    if lock.slug != slug:
        fix = f"If the question was renamed, write {slug!r} there; else delete the file and run claimbook refresh."
        raise InputError([Fault(file, 0, "slug", f"This is the lock of the question {lock.slug!r}.", fix)])
    return lock


def faults(root: Path, slugs: Iterable[str]) -> tuple[Fault, ...]:
    """What is wrong with the locks of these questions, and locks that no question has."""
    known = set(slugs)
    found: list[Fault] = []
    for slug in sorted(known):
        try:
            load(root, slug)
        except InputError as error:
            found += error.faults
    paths = sorted((root / FOLDER).glob("*")) if (root / FOLDER).is_dir() else []
    for path in paths:
        if not path.name.startswith(".") and not (path.suffix == ".json" and path.stem in known):
            file = (FOLDER / path.name).as_posix()
            fix = "Delete it, or give it its question's name, also in its field slug."
            found.append(Fault(file, 0, "", "No question has this lock.", fix))
    return tuple(found)


def _read(file: str, data: bytes) -> Lock:
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise InputError([Fault(file, line, "", "The lock is not JSON, or was cut short.", _FIX)]) from None
    if isinstance(stated, dict) and stated.get("format") != LOCK_FORMAT:
        message = f"The lock has the format {str(stated.get('format'))[:20]!r}; this version reads {LOCK_FORMAT!r}."
        raise InputError([Fault(file, 0, "format", message, "Install the version that wrote it, or refresh again.")])
    try:
        return Lock.model_validate_json(json.dumps(_spelt_out(stated)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError([Fault(file, 0, where, f"Not a lock of Claimbook's: {first['msg']}.", _FIX)]) from None


def _untrue(lock: Lock) -> Iterator[tuple[str, str]]:
    """What no refresh writes, with its place: a lock that was changed by hand would be quoted as its source."""
    for at, work in enumerate(lock.works):
        sighting = work.sightings[0]
        if not sighting.retrieved:
            yield f"works.{at}.sightings", f"{sighting.source[:40]!r} is a file of the project, and no service."
        if any(url is not None and ids.safe_url(url) != url for url in (work.url, sighting.url)):
            yield f"works.{at}.url", "This is no address of a web page."
        for version in work.versions:
            for section in version.sections:
                if section.text is None:
                    continue
                where = f"works.{at}.{section.name[:40]!r}"
                if ids.sha256(section.text) != section.sha256:
                    yield where, "The text is not the one that the hash beside it is of."
                if locking.is_closed(lock.store_text, section, version.licence):
                    yield where, f"store_text is {lock.store_text.value}, and the text is stored whole nevertheless."


def _spelt_out(stated: object) -> object:
    """What the file says, each sighting with the query that found it; what is no lock is left as it is."""
    match stated:
        case {"queries": list(queries), "works": list(works)}:
            asked = {one.get("source"): one.get("expression") for one in queries if isinstance(one, dict)}
            for work in works:
                for sighting in work.get("sightings", ()) if isinstance(work, dict) else ():
                    if isinstance(sighting, dict) and isinstance(sighting.get("source"), str):
                        sighting.setdefault("query", asked.get(sighting["source"]))
    return stated


def save(root: Path, lock: Lock) -> bool:
    """Writes a lock unless the file holds the same bytes already; whether it was written."""
    path, data = root / FOLDER / f"{lock.slug}.json", lock_json(lock)
    if path.is_file() and path.read_bytes() == data:
        return False
    replaced(path, data)
    return True


def lock_json(lock: Lock) -> bytes:
    """A lock as it stands in its file; a work that its source's search found does not say the search again."""
    asked = {one.source: one.expression for one in lock.queries}
    data = _fields(lock)
    for work in data["works"]:
        for sighting in work["sightings"]:
            if sighting["query"] == asked.get(sighting["source"]):
                del sighting["query"]
    return _lines(data)


def _fields(record: Lock | Runs) -> dict[str, Any]:
    return {"format": record.format, **record.model_dump(mode="json", by_alias=True, exclude_defaults=True)}


def _lines(data: Mapping[str, Any]) -> bytes:
    """One field a line, keys sorted; what has its default is not there."""
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


@contextmanager
def refreshing(root: Path) -> Iterator[None]:
    """Keeps other refreshes out, as `alone` does, and removes what killed ones left. Raises BusyError at once."""
    with alone(root, FOLDER, "claimbook refresh"):
        swept(root / FOLDER, ".json")
        yield


def runs(root: Path) -> Runs:
    """The run record; an empty one where there is none, or none that reads: it is a convenience, never a condition."""
    try:
        return Runs.model_validate_json((root / RUNS).read_bytes())
    except (OSError, ValueError):
        return Runs()


def save_runs(root: Path, record: Runs) -> None:
    """Writes the run record."""
    replaced(root / RUNS, _lines(_fields(record)))
