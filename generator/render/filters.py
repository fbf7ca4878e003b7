"""The filter above a list, and the index that its script reads: columns of words and numbers, in shards.

Stands above `markup` and `labels`; pure. docs/javascripts/filter.js alone reads the index, docs/reference/addresses.md
tells what it holds. Nothing here reaches a page but through a template, and the script writes texts, never HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.labels import Label
from generator.render import addresses
from generator.render.markup import flat
from generator.render.method import Line
from generator.render.page import Page

INDEX_FORMAT = 1
"""Version of the index; its script stands beside it, so both change together."""

FIRST, SHARD = 1_000, 5_000
"""Rows of the first shard, which is read soonest, and of each further one: some 300 KB on the way."""

Column = Sequence[object]


@dataclass(frozen=True, slots=True)
class Select:
    """A choice of one value; the options' terms are the values."""

    name: str
    label: str
    options: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """The form with its empty table of results. `invitation` stands where the count will."""

    name: str
    kind: str
    results: str
    invitation: str
    selects: tuple[Select, ...]
    columns: tuple[str, ...]
    of_reports: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows by column, the dictionaries that the columns count in, and which values of each facet the rows have."""

    columns: Mapping[str, Column]
    dictionaries: Mapping[str, Column]
    has: Mapping[str, Iterable[int]]


def index_of(kind: str, here: str, index: str) -> tuple[tuple[str, str], ...]:
    """What the head of a page with a filter tells its script: the kind of rows, the way to the root, the index."""
    ways = (addresses.relative(here, addresses.HOME), addresses.relative(here, index))
    return tuple(zip(("kind", "root", "index"), (kind, *ways), strict=True))


def cuts(rows: int) -> Iterator[slice]:
    """Where the rows of an index are cut into its shards."""
    for start in (0, *range(FIRST, rows, SHARD)) if rows else ():
        yield slice(start, start + SHARD if start else FIRST)


def word(value: str, words: Label) -> list[str]:
    """A value of a facet as the script shows it."""
    return [value, words.word, words.shape, words.tone, words.definition]


def index_files(address: str, facets: Mapping[str, Sequence[Column]], shards: Iterable[Shard]) -> Iterator[Page]:
    """The shards, then the index at `address` that lists them; shards stand in a folder of its name."""
    folder = address.removesuffix(".json")
    listed: list[dict[str, object]] = []
    columns: list[str] = []
    for number, shard in enumerate(shards, start=1):
        columns = list(shard.columns)
        rows = len(next(iter(shard.columns.values())))
        yield Page(f"{folder}/{number}.json", _dump({**shard.dictionaries, "rows": list(shard.columns.values())}))
        name = folder.rpartition("/")[2]
        has = {facet: sorted(set(values)) for facet, values in shard.has.items()}
        listed.append({"address": f"{name}/{number}.json", "rows": rows, "has": has})
    total = sum(int(str(one["rows"])) for one in listed)
    book = {"format": INDEX_FORMAT, "total": total, "facets": facets, "columns": columns, "shards": listed}
    yield Page(address, _dump(book))


def _dump(value: object) -> str:
    """JSON without white space; every text in it is flat, so that no lone surrogate breaks the file."""
    return json.dumps(_flattened(value), ensure_ascii=False, separators=(",", ":")) + "\n"


def _flattened(value: object) -> object:
    if isinstance(value, str):
        return flat(value)
    if isinstance(value, Mapping):
        return {key: _flattened(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_flattened(one) for one in value]
    return value
