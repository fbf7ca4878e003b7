"""Library files on the disk: which there are, and what each of them holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from generator.errors import Fault, InputError
from generator.memory import no_collection
from generator.schema import LIBRARY_ENDINGS, SUPPLIED, Batch, Dropped, Reason, Work
from generator.sources.library import bibtex, csl, ris
from generator.sources.library.fields import Entry, Lost, losses, source_of, work

_READERS: Mapping[str, Callable[[str], Iterable[Entry | Lost]]] = {
    ".bib": bibtex.entries,
    ".json": csl.entries,
    ".ris": ris.entries,
}
_REMEDIES: Mapping[Reason, str] = {
    Reason.DUPLICATE_KEY: "rename one of the two entries, or remove it",
    Reason.MISSING_TITLE: "give the entry a title",
    Reason.UNREADABLE_FIELD: "mend the field's name or value, or remove the field",
}
_CLOSED: Mapping[str, str] = {
    ".bib": "close every brace and quotation mark, and give each field once, parted by commas",
    ".json": "mend the entry so that it is JSON of the form that CSL asks for",
    ".ris": "begin each entry with a line 'TY  - ' and its type, and end it with a line 'ER  - '",
}
"""What to do about an entry that cannot be read."""

MAX_BYTES = 64 * 1024 * 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Library:
    """One library file, already read; `path` is relative to the project's root."""

    name: str
    path: str
    text: str

    @property
    def source(self) -> str:
        """What a question calls the library."""
        return source_of(self.name)

    @property
    def query(self) -> str:
        """What is asked of the library, whatever the question."""
        return f"every entry of {self.path}"

    def batch(self, works: tuple[Work, ...], dropped: tuple[Dropped, ...]) -> Batch:
        """What the library gives: every work of the file, and a record of every entry that could not be read."""
        return Batch(source=self.source, query=self.query, works=works, dropped=dropped)


def load(root: Path, names: tuple[str, ...]) -> tuple[Library, ...]:
    """The libraries that a question's source names stand for, in the order of their names.

    Raises InputError with every file that cannot be read: links that leave the folder, files that are no text or too
    large, names that no question could give, two files of one name with different endings.
    """
    place = "questions/library"
    paths = [path for path in _paths(root / place) if "library" in names or f"library/{path.stem}" in names]
    return _all(paths, place, "")


def supplied(root: Path, slug: str) -> tuple[Library, ...]:
    """The libraries in the folder of the question with this slug, in the order of their names; often there are none.

    Raises InputError as `load` does. What else may stand in the folder is for others to read.
    """
    place = f"{SUPPLIED}/{slug}"
    return _all(_paths(root / place), place, "supplied/")


def _all(paths: Iterable[Path], place: str, before: str) -> tuple[Library, ...]:
    """The libraries in the files, which stand in the folder `place`; `before` begins the name of each."""
    found: list[Library] = []
    wrong: list[Fault] = []
    seen: dict[str, Path] = {}
    for path in paths:
        try:
            text = _text(path, f"{place}/{path.name}", seen.setdefault(path.stem, path))
            found.append(Library(f"{before}{path.stem}", f"{place}/{path.name}", text))
        except InputError as error:
            wrong += error.faults
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _paths(folder: Path) -> list[Path]:
    """The library files in the order of their names; two that differ in the ending alone stand beside each other."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted((path for path in paths if path.suffix in LIBRARY_ENDINGS), key=lambda path: (path.stem, path.suffix))


def _text(path: Path, file: str, namesake: Path) -> str:
    """The text in `path`, told as `file`; `namesake` is the first file of its name, which may be the same."""
    if not _NAME.fullmatch(path.name):
        raise _unreadable_file(
            file, "the file's name is no name of a source", "use lower-case letters, digits, hyphens"
        )
    if path != namesake:
        message = f"has the name of {namesake.name}, so that its name could mean either"
        raise _unreadable_file(file, message, "rename one of the two files, or join them")
    try:
        if not path.is_file() or path.resolve().parent != path.parent.resolve():
            raise _unreadable_file(file, "not a file of this folder", "put the file itself there, not a link or folder")
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable_file(file, f"larger than {MAX_BYTES} bytes", "split the library")
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _unreadable_file(file, "not UTF-8", "save the file as UTF-8", line) from error
    except OSError as error:
        raise _unreadable_file(file, f"cannot be read: {error.strerror}", "mend the file or its rights") from error


def _unreadable_file(file: str, message: str, fix: str, line: int = 0) -> InputError:
    return InputError([Fault(file, line, "", f"{message}.", f"{fix[0].upper()}{fix[1:]}.")])


def faults(library: Library) -> tuple[Fault, ...]:
    """What a person should mend in a library file: entries that do not read and keys that stand twice."""
    works, dropped = parse(library.text, library.path, library.name)
    if not works and not dropped:
        return (Fault(library.path, 0, "", "holds no entry.", "add one, as docs/reference/library.md shows."),)
    return tuple(
        Fault(
            library.path,
            int(record.item.rpartition(":")[2]),
            "",
            f"{record.detail}.",
            f"{_REMEDIES.get(record.reason, _CLOSED[_ending(library.path)])}; docs/reference/library.md shows how.",
        )
        for record in dropped
    )


@lru_cache(maxsize=16)  # a build asks for the same files once a question, and reading is its slowest part
def parse(text: str, path: str, name: str) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """Works of a library's text, in its order, and what could not be read, each with file and line.

    The format is that of the path's ending: RIS, CSL-JSON, and else BibTeX.
    """
    works: list[Work] = []
    lost: list[Lost] = []
    rank = 0
    with no_collection():
        for entry in _READERS[_ending(path)](text):
            if isinstance(entry, Lost):
                lost.append(entry)
                continue
            rank += 1
            found = tuple(losses(entry))
            lost += found
            if all(one.reason is Reason.UNREADABLE_FIELD for one in found):
                works.append(work(entry, path, name, rank))
    return tuple(works), tuple(one.dropped(path) for one in lost)


def lines(library: Library) -> Mapping[str, int]:
    """The line at which each entry of a library begins, by its key; of a key that stands twice, the first one."""
    found: dict[str, int] = {}
    for entry in _READERS[_ending(library.path)](library.text):
        if isinstance(entry, Entry):
            found.setdefault(entry.key, entry.line)
    return found


def _ending(path: str) -> str:
    ending = PurePath(path).suffix
    return ending if ending in _READERS else ".bib"
