"""Reads results from passages: every measured level becomes a record, with its names in the form of `aliases.yml`.

Pure. A field that the passage does not name stays None. The text's version, where the passage names it, is part of the
protocol, so that two versions of one table are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from generator import ids
from generator.results import Figure, Names, layout, read_figures, read_row
from generator.schema import Form, Passage, Result

Measured = dict[str, tuple[Result, ...]]
"""The results of passages, by passage."""

_VERSION = re.compile(r"\bversions? (?P<version>\d[\w.]*(?: (?:to|and) \d[\w.]*)*)")


def results(passages: Sequence[Passage], names: Names) -> Measured:
    """The results of every passage that has any, by passage, in the order of the passages and of their text.

    The passages of a table must be all of it and stand together, its caption first: the axes are told from the whole.
    """
    rows = {row: read for table in _tables(passages) for row, read in _rows(table, names).items()}
    found = {
        passage.id: tuple(
            _result(passage, at, figure, names)
            for at, figure in enumerate(
                read_figures(passage.text, names) if passage.form is Form.PROSE else rows.get(passage.id, ())
            )
        )
        for passage in passages
    }
    return {passage: read for passage, read in found.items() if read}


def _tables(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """The passages of each table; a caption begins another one, even of the same name."""
    captions = 0
    numbered = []
    for passage in passages:
        captions += passage.start == 0
        numbered.append((passage, (passage.form, passage.work, passage.version, passage.section, captions)))
    for (form, *_), table in groupby(numbered, key=lambda pair: pair[1]):
        if form is Form.TABLE:
            yield tuple(passage for passage, _ in table)


def _rows(table: Sequence[Passage], names: Names) -> Mapping[str, tuple[Figure, ...]]:
    """The figures of each row of a table, by passage; none where its axes cannot be told."""
    axes = layout([passage.text for passage in table], names)
    return {} if axes is None else {row.id: read_row(row.text, axes, names) for row in table}


def _result(passage: Passage, at: int, figure: Figure, names: Names) -> Result:
    protocol = dict(figure.protocol)
    bits = names.bits(figure.method) or names.bits(figure.system)
    if bits is not None:
        protocol.setdefault("bits", bits)
    version = _VERSION.search(passage.place)
    if version is not None:
        protocol.setdefault("version", version["version"])
    return Result(
        id=f"r-{ids.digest(passage.id, str(at))}",
        work=passage.work,
        passage=passage.id,
        system=names.system(figure.system),
        method=names.method(figure.method),
        dataset=names.dataset(figure.dataset),
        split=names.split(figure.split),
        metric=names.metric(figure.metric),
        value=figure.value,
        unit=figure.unit,
        protocol=dict(sorted(protocol.items())),
        place=passage.place if figure.column is None else f"{passage.place}, column {figure.column}",
        role=figure.role,
    )
