"""`claimbook eval tables`: whether results are read from tables of full texts as people read them.

Reads JSONL, an annotated table a line, and the JATS articles that they stand in. A record that is read is right if the
annotation has one in its row and column with the same value, and with the same unit, metric, method and data set where
the record names them; case, blanks and hyphens aside, and under the names of `aliases.yml`. What the annotation leaves
open must not be named. An annotation has the time of a measurement, "6 months", with its metric or with its method: a
record that names it apart is right wherever it stands.
"""

from __future__ import annotations

import re
import typing
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from time import perf_counter

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from generator.errors import ArticleError
from generator.evaluate import files, metrics
from generator.evaluate.metrics import Indices, Measure, Result
from generator.results import Figure, Names, layout, load_names, read_row
from generator.sources import fulltext

ANNOTATED = Path(__file__).parent / "annotated_tables.jsonl"
"""Tables annotated by hand for this project: coordinates, labels and values, of articles named by their files."""

MOST = 100_000
"""Rows and columns beyond which no table goes."""

_EXAMPLE = (
    '{"file": "a.nxml", "table": "T1", "half": "held_out", "rows_annotated": [1, 9], "results": [{"row": 1, "col": 1, '
    '"metric": "Age", "method": "Placebo", "dataset": null, "value": "56.7", "unit": "years"}]}'
)
_GAP = re.compile(r"[\s\-‐‑‒–—_]+")


class Cell(BaseModel):
    """A result as a person read it; row and column count from 0 in the grid with its spans repeated, headers first."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    row: typing.Annotated[int, Field(ge=0, le=MOST)]
    col: typing.Annotated[int, Field(ge=0, le=MOST)]
    metric: str | None
    method: str | None
    dataset: str | None
    value: str
    unit: str | None

    @field_validator("value")
    @classmethod
    def _is_a_number(cls, raw: str) -> str:
        try:
            finite = Decimal(raw.replace("·", ".")).is_finite()
        except InvalidOperation:
            finite = False
        if not finite:
            raise ValueError(f"{raw!r} is no number")
        return raw.replace("·", ".")


class _Line(files.Row):
    file: typing.Annotated[str, StringConstraints(pattern=r"^[\w.-]+$")]
    table: str
    half: str
    rows_annotated: tuple[typing.Annotated[int, Field(ge=0, le=MOST)], typing.Annotated[int, Field(ge=0, le=MOST)]]
    results: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotated table: its half, the lines of its text, the annotated rows (first and last), and their results."""

    half: str
    lines: tuple[str, ...]
    rows: range
    results: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    """Records of one table: read, right among them, and annotated."""

    half: str
    read: int
    right: int
    annotated: int


def read(path: Path, articles: Path) -> tuple[Annotated, ...]:
    """The annotated tables with their texts. Raises InputError where an article or a table is not there."""
    found: dict[str, tuple[fulltext.Table, ...]] = {}
    tables = []
    for line in files.jsonl(path, _Line, _EXAMPLE):
        if line.file not in found:
            found[line.file] = _tables(articles / line.file)
        own = next((table for table in found[line.file] if table.id == line.table), None)
        if own is None:
            raise files.refusal(
                articles / line.file, 0, f"Has no table {line.table!r}.", "Give files that belong together."
            )
        first, last = line.rows_annotated
        text = fulltext.section(own).text or ""
        tables.append(Annotated(line.half, tuple(text.split("\n")), range(first, last + 1), line.results))
    return tuple(tables)


def evaluate(tables: Sequence[Annotated]) -> Result:
    """Precision and recall of records, and the share of tables with results of which some are read; by half, too."""
    start = perf_counter()
    names = load_names()
    counts = [_count(table, names) for table in tables]
    seconds = perf_counter() - start
    halves = sorted({count.half for count in counts})
    measures = [one for half in ("", *halves) for one in _measures([c for c in counts if half in {"", c.half}], half)]
    return Result(
        task="tables",
        n=len(tables),
        measures=tuple(measures),
        per_class={half: _totals([c for c in counts if c.half == half]) for half in halves},
        notes=(f"{sum(c.read for c in counts)} records read; intervals resample tables",),
        speed=metrics.speed("tables_per_second", len(tables), seconds),
    )


def _tables(path: Path) -> tuple[fulltext.Table, ...]:
    try:
        return fulltext.tables(path.read_bytes())
    except OSError as error:
        raise files.refusal(path, 0, f"Cannot be read: {error.strerror}.", "Name the folder of the articles.") from None
    except ArticleError as error:
        raise files.refusal(path, 0, f"Not read: {error.why}.", "Give well-formed JATS without entities.") from None


def _count(table: Annotated, names: Names) -> _Count:
    axes = layout(table.lines, names)
    gold = {(cell.row, cell.col): cell for cell in table.results}
    figures = [
        (row, figure)
        for row in table.rows
        if axes is not None and row + 1 < len(table.lines)
        for figure in read_row(table.lines[row + 1], axes, names)
    ]
    right = sum(agrees(figure, gold.get((row, (figure.column or 0) - 1)), names) for row, figure in figures)
    return _Count(table.half, len(figures), right, len(gold))


def agrees(figure: Figure, cell: Cell | None, names: Names) -> bool:
    """Whether a record says nothing but what the annotation says; see the module's docstring."""
    if cell is None or figure.value != Decimal(cell.value):
        return False
    time = _parts(figure.protocol.get("setting"), names.metric)
    metric, method = _parts(cell.metric, names.metric), _parts(cell.method, names.method)
    named = (
        (_parts(figure.metric, names.metric), metric - time),
        (_parts(figure.method, names.method) | _parts(figure.system, names.method), method - time),
        (_parts(figure.dataset, names.dataset), _parts(cell.dataset, names.dataset)),
        (_parts(figure.unit, str), _parts(cell.unit, str)),
    )
    return time <= metric | method and all(own in (frozenset(), theirs) for own, theirs in named)


def _parts(label: str | None, name: Callable[[str], str | None]) -> frozenset[str]:
    """The names of a label, whichever of them stands outside: "Group / Male" and "Male / Group" are one."""
    return frozenset(_folded(name(part) or part) for part in label.split(" / ")) if label else frozenset()


def _folded(text: str) -> str:
    return " ".join(_GAP.sub(" ", unicodedata.normalize("NFKC", text)).split()).casefold()


def _measures(counts: Sequence[_Count], half: str) -> Iterable[Measure]:
    def named(name: str) -> str:
        return f"{name}_{half}" if half else name

    def share(part: Callable[[_Count], int], whole: Callable[[_Count], int]) -> Callable[[Indices], float]:
        def of(at: Indices) -> float:
            total = sum(whole(counts[i]) for i in at)
            return sum(part(counts[i]) for i in at) / total if total else float("nan")

        return of

    yield metrics.measure(named("precision"), share(lambda c: c.right, lambda c: c.read), len(counts))
    yield metrics.measure(named("recall"), share(lambda c: c.right, lambda c: c.annotated), len(counts))
    some = share(lambda c: int(c.read > 0 and c.annotated > 0), lambda c: int(c.annotated > 0))
    yield metrics.measure(named("tables_read"), some, len(counts))


def _totals(counts: Sequence[_Count]) -> dict[str, float]:
    return {
        "read": sum(c.read for c in counts),
        "right": sum(c.right for c in counts),
        "annotated": sum(c.annotated for c in counts),
        "n": len(counts),
    }
