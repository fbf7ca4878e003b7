"""Reads labelled data from files: JSONL, TSV and CSV into frozen rows; every fault with its line and its remedy.

A row is a model that its task declares. Data sets carry more than a task needs, so that unknown keys are no fault,
unlike in the files that people write for the project.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from generator.errors import Fault, InputError

MAX_FAULTS = 20
"""Faults that are told of one file; a file in another form has one on each of its lines."""


class Row(BaseModel):
    """Base of all rows: frozen, open to keys that the task does not read; identifiers may be written as numbers.

    `OTHER_NAMES` says which keys of a data set mean which fields.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {}

    @model_validator(mode="before")
    @classmethod
    def _under_one_name(cls, raw: object) -> object:
        return {cls.OTHER_NAMES.get(key, key): raw[key] for key in raw} if isinstance(raw, dict) else raw


AnyRow = TypeVar("AnyRow", bound=Row)
Parsed = TypeVar("Parsed")


def jsonl(path: Path, form: type[AnyRow], example: str) -> tuple[AnyRow, ...]:
    """One row for each line that is not blank; `example` is what the remedy shows.

    Raises InputError with the faults of all lines, and for a file that cannot be read or has no row.
    """
    return each(path, lines(path), form.model_validate_json, f"Write one JSON object a line, as {example}.")


def table(path: Path, form: type[AnyRow], example: str, names: Sequence[str] = ()) -> tuple[AnyRow, ...]:
    """One row for each line of a TSV or CSV file; the file's first line names the columns, unless `names` does.

    A TSV file quotes nothing; a CSV file is read as RFC 4180 has it. Raises InputError as `jsonl` does.
    """
    remedy = f"Write columns as {example}."
    cells = _cells(path, remedy)
    head = tuple(names) or next(cells, (0, []))[1]

    def parse(row: list[str]) -> AnyRow:
        if len(row) != len(head):
            raise ValueError(f"{len(row)} columns where the header has {len(head)}")
        return form.model_validate(dict(zip(head, row, strict=True)))

    return each(path, cells, parse, remedy)


def each(
    path: Path, items: Iterable[tuple[int, Parsed]], parse: Callable[[Parsed], AnyRow], remedy: str
) -> tuple[AnyRow, ...]:
    """Every numbered item parsed; what `parse` refuses with a ValueError becomes a fault of that line."""
    rows: list[AnyRow] = []
    faults: list[Fault] = []
    for number, item in items:
        try:
            rows.append(parse(item))
        except ValidationError as error:
            faults += [_fault(path, number, remedy, one) for one in error.errors()]
        except ValueError as error:
            faults.append(Fault(str(path), number, "", f"{error}.", remedy))
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise InputError(faults[:MAX_FAULTS])
    if not rows:
        raise refusal(path, 0, "The file holds no record.", remedy)
    return tuple(rows)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers, counted from 1.

    Only a line feed ends a line: JSON strings and titles may hold the other separators that Python knows.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(path, 0, f"Cannot be read: {error.strerror}.", "Name a file that exists.") from None
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = line.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError as error:
            raise refusal(path, number, f"Not UTF-8: {error.reason}.", "Save the file as UTF-8.") from None
        if text.strip():
            yield number, text


def refusal(path: Path, line: int, message: str, fix: str) -> InputError:
    """One fault as an error."""
    return InputError([Fault(str(path), line, "", message, fix)])


def unique(path: Path, keys: Iterable[str], what: str) -> None:
    """Raises InputError where two records of a file share an identifier."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise refusal(path, 0, f"Two records have the {what} {key!r}.", "Keep one of them.")
        seen.add(key)


def known(path: Path, keys: Iterable[str], records: Mapping[str, object], what: str) -> None:
    """Raises InputError where a file names a record that is not there."""
    missing = next((key for key in keys if key not in records), None)
    if missing is not None:
        raise refusal(path, 0, f"Names the {what} {missing!r}, which is not there.", "Give files that belong together.")


def _cells(path: Path, remedy: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line on which each ends; a file of another ending than .csv is taken for TSV."""
    text = (f"{line}\n" for line in _padded(lines(path)))
    is_csv = path.suffix.lower() == ".csv"
    reader = csv.reader(text, strict=True) if is_csv else csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise refusal(path, reader.line_num, f"Not a table: {error}.", remedy) from None


def _padded(numbered: Iterable[tuple[int, str]]) -> Iterator[str]:
    """The lines with empty ones for those left out, so that a reader's count of lines is the file's."""
    at = 0
    for number, line in numbered:
        yield from itertools.repeat("", number - at - 1)
        yield line
        at = number


def _fault(path: Path, line: int, remedy: str, error: ErrorDetails) -> Fault:
    return Fault(str(path), line, ".".join(map(str, error["loc"])), f"{error['msg']}.", remedy)
