"""What `claimbook check` tells: every fault of questions, libraries, locks and versions, then the lints.

Stands above `linting`, `questions`, `sources` and `store`; `cli` calls it. It must not decide what a fault is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from generator import linting, questions
from generator.errors import Fault, InputError
from generator.linting import CODES, Finding
from generator.schema import SUPPLIED
from generator.sources import fulltext, library
from generator.store import editions, locks


def faults(root: Path) -> tuple[Fault, ...]:
    """Every fault of the project's files, sorted by file and line."""
    of_locks = locks.faults(root, questions.slugs(root))
    known = {*questions.faults(root), *_library_faults(root), *of_locks, *editions.faults(root)}
    return tuple(sorted(known))


def findings(root: Path, wrong: tuple[Fault, ...]) -> tuple[Finding, ...]:
    """The lints of every question whose file has no fault, sorted by file and line; silenced ones among them."""
    faulty = {fault.file for fault in wrong}
    return tuple(one for one in linting.lints(root) if one.fault.file not in faulty)


def folders(root: Path) -> list[str]:
    """The questions that bring files of their own, by slug."""
    folder = root / SUPPLIED
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _library_faults(root: Path) -> Iterator[Fault]:
    loads = [partial(library.load, root, ("library",)), *(partial(library.supplied, root, s) for s in folders(root))]
    for load in loads:
        try:
            libraries = load()
        except InputError as error:
            yield from error.faults
            continue
        for one in libraries:
            yield from library.faults(one)
    for slug in folders(root):
        try:
            fulltext.supplied(root, slug)
        except InputError as error:
            yield from error.faults


def as_text(wrong: tuple[Fault, ...], lints: tuple[Finding, ...]) -> Iterator[str]:
    """A line for each; those that are silenced come last, with the reason."""
    yield from map(str, wrong)
    yield from map(str, sorted(lints, key=lambda one: one.silenced is not None))


def as_annotations(wrong: tuple[Fault, ...], lints: tuple[Finding, ...]) -> Iterator[str]:
    """GitHub workflow commands: an error for each fault, a warning for each lint that is not silenced."""
    yield from (annotation(fault) for fault in wrong)
    yield from (
        annotation(one.fault, "warning", f"{one.code} {CODES[one.code].title}") for one in lints if not one.silenced
    )


def as_data(wrong: tuple[Fault, ...], lints: tuple[Finding, ...]) -> dict[str, object]:
    """The same for programs."""
    told = [{"code": one.code, **asdict(one.fault), "silenced": one.silenced} for one in lints]
    return {"faults": [asdict(fault) for fault in wrong], "lints": told}


def counted(wrong: tuple[Fault, ...], lints: tuple[Finding, ...]) -> str:
    """How many there are: "No faults." or "1 fault, 2 warnings, 1 silenced."."""
    silenced = sum(one.silenced is not None for one in lints)
    warnings = len(lints) - silenced
    parts = ["No faults" if not wrong else "1 fault" if len(wrong) == 1 else f"{len(wrong)} faults"]
    parts += ["1 warning" if warnings == 1 else f"{warnings} warnings"] if warnings else []
    parts += [f"{silenced} silenced"] if silenced else []
    return f"{', '.join(parts)}."


def annotation(fault: Fault, level: str = "error", title: str = "Question file") -> str:
    """A GitHub workflow command; data and properties are escaped as its documentation asks."""
    message = f"{fault.path}: {fault.message}" if fault.path else fault.message
    data = _escape(f"{message} Fix: {fault.fix}")
    place = f"file={_property(fault.file)},line={max(fault.line, 1)},title={_property(title)}"
    return f"::{level} {place}::{data}"


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
