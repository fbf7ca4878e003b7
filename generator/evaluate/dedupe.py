"""`claimbook eval dedupe`: whether pairs of records are one work, decided by the stage that joins works.

Reads the two forms in which such pairs are published: Ditto's, a line each pair with both records written out
("COL title VAL … COL year VAL 1997", tab, the other record, tab, 0 or 1), and DeepMatcher's, two tables and a CSV of
their ids (`ltable_id`, `rtable_id`, `label`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from pydantic import Field

from generator import ids
from generator.evaluate import files, metrics
from generator.evaluate.metrics import Predictions, Result
from generator.schema import Author, Ids, Sighting, Version, Work, WorkType
from generator.stages.dedupe import dedupe

SAME = "same"
OTHER = "other"
_LABELS = (SAME, OTHER)
_DITTO = "COL title VAL … COL authors VAL … COL year VAL …, a tab, the other record, a tab, 0 or 1"
_TABLE = "id,title,authors,venue,year (doi, arxiv and pmid may follow)"
_PAIRS = "ltable_id,rtable_id,label (0 or 1)"
_FIELD = re.compile(r"\s*COL (\w+) VAL ")
_ENTITY = re.compile(r" ?(&#\d{1,6};) ?")
_BETWEEN_AUTHORS = re.compile(r"\s*(?:[,;]|\band\b)\s*")


class Record(files.Row):
    """One description of a publication; what it does not state is empty."""

    title: str = ""
    authors: str = ""
    venue: str = ""
    year: str = Field("", pattern=r"^\s*(?:\d{4}(?:\.0)?)?\s*$")
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""


class _TableRow(Record):
    id: str


class _PairRow(files.Row):
    ltable_id: str
    rtable_id: str
    label: Literal["0", "1"]


class _Line(files.Row):
    """A pair in Ditto's form."""

    left: Record
    right: Record
    label: Literal["0", "1"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and whether they describe one work."""

    left: Record
    right: Record
    same: bool


def read(pairs: Path, left: Path | None = None, right: Path | None = None) -> tuple[Pair, ...]:
    """Labelled pairs: in Ditto's form without tables, in DeepMatcher's with both. Raises InputError."""
    if left is not None and right is not None:
        return _of_tables(pairs, left, right)
    remedy = f"Write {_DITTO}, or give two tables with --left and --right."
    rows = files.each(pairs, files.lines(pairs), _line, remedy)
    return tuple(Pair(row.left, row.right, row.label == "1") for row in rows)


def _line(text: str) -> _Line:
    parts = text.split("\t")
    if len(parts) != 3:  # noqa: PLR2004 - two records and a label
        raise ValueError(f"{len(parts)} columns instead of 3")
    left, right, label = parts
    return _Line.model_validate({"left": _fields(left), "right": _fields(right), "label": label.strip()})


def _fields(text: str) -> dict[str, str]:
    before, *found = _FIELD.split(text)
    if before.strip() or not found:
        raise ValueError(f"a record begins with {text[:20]!r}")
    return {name: _whole(value.strip()) for name, value in zip(found[::2], found[1::2], strict=True)}


def _whole(text: str) -> str:
    """The letters that were written as entities and parted from their words; a capital begins a word."""

    def letter(match: re.Match[str]) -> str:
        found = html.unescape(match.group(1))
        return f" {found}" if found.isupper() else found

    return _ENTITY.sub(letter, text)


def _of_tables(pairs: Path, left: Path, right: Path) -> tuple[Pair, ...]:
    lefts, rights = _records(left), _records(right)
    rows = files.table(pairs, _PairRow, _PAIRS)
    files.known(pairs, (row.ltable_id for row in rows), lefts, "left record")
    files.known(pairs, (row.rtable_id for row in rows), rights, "right record")
    return tuple(Pair(lefts[row.ltable_id], rights[row.rtable_id], row.label == "1") for row in rows)


def _records(path: Path) -> Mapping[str, Record]:
    rows = files.table(path, _TableRow, _TABLE)
    files.unique(path, (row.id for row in rows), "id")
    return {row.id: row for row in rows}


def work(record: Record, name: str) -> Work:
    """A record as a source would give it; `name` is its place in the file."""
    year = int(float(record.year)) if record.year.strip() else None
    found = {scheme: ids.normalise(scheme, getattr(record, scheme, "")) for scheme in ids.SCHEMES}
    return Work(
        key=ids.work_key(found["doi"], found["arxiv"], found["pmid"], name),
        title=record.title,
        authors=tuple(_author(one) for one in _BETWEEN_AUTHORS.split(record.authors.strip()) if one),
        year=year,
        venue=record.venue or None,
        type=WorkType.ARTICLE,
        ids=Ids(**found),
        url=None,
        versions=(Version(id=name, label="as described", year=year, kind=WorkType.ARTICLE),),
        sightings=(Sighting(source="pairs", native_id=name, query="every pair", rank=1),),
    )


def _author(name: str) -> Author:
    given, _, family = name.rpartition(" ")
    return Author(family=family, given=given or None)


def same(left: Record, right: Record) -> bool:
    """Whether the stage joins the two records when they are all there is."""
    kept, _ = dedupe((work(left, "left"), work(right, "right")))
    return len(kept) == 1


def evaluate(pairs: Sequence[Pair], clock: Callable[[], float] = perf_counter) -> Result:
    """Precision, recall and F1 of "same", each with its interval."""
    start = clock()
    decided = [same(pair.left, pair.right) for pair in pairs]
    seconds = clock() - start
    items = Predictions.of(_LABELS, [_name(pair.same) for pair in pairs], [_name(one) for one in decided])
    return Result(
        task="dedupe",
        n=len(items),
        measures=(
            items.measure("precision", lambda taken: metrics.precision(taken, SAME)),
            items.measure("recall", lambda taken: metrics.recall(taken, SAME)),
            items.measure("f1", lambda taken: metrics.f1(taken, SAME)),
        ),
        per_class=metrics.per_class(items),
        confusion=metrics.confusion(items),
        speed=metrics.speed("pairs_per_second", len(items), seconds),
    )


def _name(is_same: bool) -> str:  # noqa: FBT001 - a label's two values
    return SAME if is_same else OTHER
