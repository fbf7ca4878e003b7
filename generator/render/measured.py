"""How well the judge did on labelled claims, as docs/evidence.json tells it.

Pure: text in, records out. `make eval` writes that file; a reliability curve stands there as a sentence for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, TypeAdapter

CURVE = "reliability of the most probable label: "
"""How the note begins that holds a curve; a test holds it against the one that `generator.evaluate` writes."""

_POINT = re.compile(r"([0-9.]+) said, ([0-9.]+) true \(n = ([0-9]+)\)")


class _Figures(BaseModel):
    """What this page needs of a result; it has more."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    task: str
    n: int
    macro_f1: float | None = None
    precision: float | None = None
    coverage: float | None = None
    ece: float | None = None
    intervals: Mapping[str, tuple[float, float]] = {}
    notes: tuple[str, ...] = ()
    engine: tuple[str, ...] = ()


class Point(BaseModel):
    """Claims of like probability: what was said on average, what share was true, and how many there were."""

    model_config = ConfigDict(frozen=True)

    said: float
    true: float
    items: int


class Measured(BaseModel):
    """The judge on one set of labelled claims: `figures` by name, each with its 95 % interval where there is one."""

    model_config = ConfigDict(frozen=True)

    name: str
    items: int
    figures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    curve: tuple[Point, ...]
    engine: tuple[str, ...]


_ALL: TypeAdapter[Mapping[str, _Figures]] = TypeAdapter(Mapping[str, _Figures])
FIGURES = ("precision", "coverage", "macro_f1", "ece")


def read_measured(text: str) -> tuple[Measured, ...]:
    """Every set on which claims were verified, in the order of the file. Raises ValueError for what is no such file."""
    return tuple(_measured(name, one) for name, one in _ALL.validate_json(text).items() if one.task == "verify")


def _measured(name: str, one: _Figures) -> Measured:
    given = {figure: value for figure in FIGURES if (value := getattr(one, figure)) is not None}
    curves = [note for note in one.notes if note.startswith(CURVE)]
    points = [Point(said=float(s), true=float(t), items=int(n)) for s, t, n in _POINT.findall(" ".join(curves))]
    intervals = {figure: one.intervals[figure] for figure in given if figure in one.intervals}
    return Measured(name=name, items=one.n, figures=given, intervals=intervals, curve=tuple(points), engine=one.engine)
