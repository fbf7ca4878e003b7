"""Items of CSL-JSON (Citation Style Language 1.0.2, csl-data.json): an array, as reference managers export it.

json tells what is no JSON, and the records below what is no item; where each item begins is told here, so that whatever
is lost has its line.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from generator.schema import Author, Reason
from generator.sources.library import notes
from generator.sources.library.fields import Entry, Lost, Vocabulary, first_of_each
from generator.text import plain

TYPES: Mapping[str, str] = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "book": "book",
    "thesis": "thesis",
    "report": "report",
    "article": "unpublished",
    "manuscript": "unpublished",
}
VARIABLES: Mapping[str, str] = {
    "title": "title",
    "container-title": "journal",
    "volume": "volume",
    "issue": "number",
    "number": "number",
    "page": "pages",
    "DOI": "doi",
    "PMID": "pmid",
    "URL": "url",
    "language": "language",
    "abstract": "abstract",
}
"""Where each field stands; `issue` comes before `number`."""

_LAST_FIRST = tuple(reversed(tuple(VARIABLES.items())))

_VOCABULARY = Vocabulary(
    own=("abstract", "author", "container-title", "issued", "title", *notes.OWN),
    near=frozenset({"container-author", "container-title-short", "issue", "note", "note-html"}),
    called={ours: theirs for theirs, ours in _LAST_FIRST} | {"year": "issued"},
)
_SPACE = re.compile(r"\s*")
_ARXIV = re.compile(r"arxiv:\s*(\S+)", re.IGNORECASE)
_FAULTS_SHOWN = 3


class _TwiceError(ValueError):
    """An object gives a name twice; JSON leaves open which of the two counts."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, given: object) -> object:
        """A variable that is null is not there."""
        return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given


class _Name(_Record):
    family: str = ""
    given: str = ""
    dropping_particle: str = Field("", alias="dropping-particle")
    non_dropping_particle: str = Field("", alias="non-dropping-particle")
    suffix: str = ""
    literal: str = ""


class _Date(_Record):
    date_parts: tuple[tuple[int | str | None, ...], ...] = Field((), alias="date-parts")
    literal: str = ""
    raw: str = ""


class _Item(_Record):
    """`texts` holds the variables that are text, under their own names."""

    id: str
    type: str = ""
    author: tuple[_Name, ...] = ()
    issued: _Date = _Date()
    note: str = ""
    texts: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _gathers_texts(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {**given, "texts": {name: given[name] for name in VARIABLES if given.get(name) is not None}}

    @field_validator("id")
    @classmethod
    def _is_something(cls, value: str) -> str:
        if not plain(value):
            raise ValueError("names nothing")
        return value


def entries(text: str) -> Iterator[Entry | Lost]:
    """Every item in the text's order; a repeated id, an item that is none and text that is no JSON are lost."""
    return first_of_each(_entries(text))


def _entries(text: str) -> Iterator[Entry | Lost]:
    for one in _items(text):
        if isinstance(one, Lost):
            yield one
            continue
        line, found = one
        try:
            yield _entry(_Item.model_validate(found), tuple(found) if isinstance(found, dict) else (), line)
        except ValidationError as error:
            yield Lost(line, Reason.UNREADABLE_ENTRY, f"{_causes(error)}, in {_named(found)}")


def _items(text: str) -> Iterator[tuple[int, Any] | Lost]:
    """Each value of the array with the line in which it begins, or why it cannot be read."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    at = _after(text, 0)
    if text[at:] and text[at] != "[":
        yield Lost(1, Reason.UNREADABLE_ENTRY, "the file is no array of CSL-JSON items: it does not begin with '['")
        return
    at = _after(text, at + 1)
    while at < len(text) and text[at] != "]":
        line = bisect(breaks, at) + 1
        value, at = _value(text, at, line)
        yield value if isinstance(value, Lost) else (line, value)
        at = _after(text, at)
        if isinstance(value, Lost) and at == len(text):
            return
        if text[at : at + 1] == ",":
            at = _after(text, at + 1)
        elif text[at : at + 1] not in {"{", "]"}:
            cause = "a comma, or the ']' that ends the array, is missing; what follows is not read"
            yield Lost(bisect(breaks, at) + 1, Reason.UNREADABLE_ENTRY, cause)
            return


def _value(text: str, at: int, line: int) -> tuple[Any, int]:
    """The value that begins at `at`, or the Lost that says why it cannot be read; and where reading goes on."""
    try:
        try:
            return _STRICT.raw_decode(text, at)
        except _TwiceError as error:
            return Lost(line, Reason.UNREADABLE_ENTRY, str(error)), _LENIENT.raw_decode(text, at)[1]
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        cause = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        after = _next_item(text, at)
        rest = "" if after < len(text) else "; what follows is not read either"
        return Lost(line, Reason.UNREADABLE_ENTRY, f"no JSON: {cause}{where}{rest}"), after


def _next_item(text: str, at: int) -> int:
    """Where the next item begins if all are indented alike, as exporters write them, else the text's end."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    found = text.find(f"\n{'' if before.strip() else before}{{", at)
    return len(text) if found < 0 else text.index("{", found)


def _after(text: str, at: int) -> int:
    """Where the white space that begins at `at` ends."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(f"{next(name for name in names if names.count(name) > 1)!r} is given twice")
    return found


_STRICT = json.JSONDecoder(object_pairs_hook=_once)
_LENIENT = json.JSONDecoder()


def _entry(item: _Item, names: tuple[str, ...], line: int) -> Entry:
    remarks, said = notes.read(plain(remark) for remark in item.note.splitlines())
    texts = {name: plain(text) for name, text in item.texts.items()}
    own = {field: texts[name] for name, field in _LAST_FIRST if texts.get(name)}
    year = _year(item.issued)
    known = {**remarks, **own, **({"year": year} if year else {})}
    return Entry(
        key=plain(item.id),
        type=TYPES.get(item.type, "misc"),
        line=line,
        fields=_with_eprint(known),
        authors=tuple(author for name in item.author if (author := _author(name)).family),
        names=(*names, *said),
        vocabulary=_VOCABULARY,
    )


def _with_eprint(known: dict[str, str]) -> dict[str, str]:
    """The fields with the arXiv identifier that Zotero gives preprints as their number."""
    found = _ARXIV.match(known.get("number", ""))
    return {**known, "eprint": found[1], "archiveprefix": "arXiv"} if found else known


def _year(date: _Date) -> str:
    parts = date.date_parts[0] if date.date_parts else ()
    return plain(str(parts[0]) if parts and parts[0] is not None else date.literal or date.raw)


def _author(name: _Name) -> Author:
    """The parts of the family's name in the order in which BibTeX writes them, too."""
    parts = (name.dropping_particle, name.non_dropping_particle, name.family, name.suffix)
    family, given = plain(" ".join(filter(None, parts))), plain(name.given)
    return Author(family=family or plain(name.literal) or given, given=given if family and given else None)


def _causes(error: ValidationError) -> str:
    """The first faults of an item, each with its place."""
    causes = [f"{'.'.join(map(str, one['loc'])) or 'the item'}: {one['msg']}" for one in error.errors()]
    return "; ".join(causes[:_FAULTS_SHOWN])


def _named(found: object) -> str:
    return f"the item {found['id']!r}" if isinstance(found, dict) and "id" in found else "an item without id"
