"""Plots as whole numbers: columns, values side by side, and the flow of works; templates/plots.html.j2 draws them.

Stands beside `markup`; pure. A plot carries its title, its description and its data, so that whoever does not see it
reads the same. Coordinates are units of a view box 340 wide, so that a phone shows letters at their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 340
MAX_COLUMNS = 9
"""Years that have a column each; with more of them, a column stands for several."""
MAX_SPANS = 7
"""Columns where each stands for several years: their names are longer."""

_BASE = 92
_TALLEST = 70
_LINE = 14
_LETTERS = 56
"""Letters that a line of the view box holds; the table below a plot has every name in full."""
_INSET = 8


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its rectangle, its count above it and its name below it, both at `middle`."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ColumnPlot:
    """Counts by class; `heads` head the two columns of the same data as a table."""

    title: str
    description: str
    heads: tuple[str, str]
    columns: tuple[Column, ...]
    width: int = WIDTH
    height: int = _BASE + 18
    base: int = _BASE


@dataclass(frozen=True, slots=True)
class Value:
    """A value to be shown: what of, where it stands, as it is printed; `own` says that our digest tells it."""

    name: str
    place: str
    value: Decimal
    shown: str
    own: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in its place: its name at `top`, where it stands below that unless all stand there, its point.

    Its digits stand at `text_x`, `before` the point or behind it.
    """

    name: str
    place: str
    top: int
    x: int
    y: int
    text_x: int
    before: bool
    value: Value


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Values of one thing, one to a row, the largest first; `own` says that our digests tell some of them."""

    title: str
    description: str
    dots: tuple[Dot, ...]
    height: int
    own: bool
    width: int = WIDTH
    left: int = _INSET
    right: int = WIDTH - _INSET


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a flow: its name, its count and what they count; what leaves the flow stands aside."""

    name: str
    count: int
    note: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A step in its place, and the arrow that leads to it, from (`from_x`, `from_y`) to (`to_x`, `to_y`)."""

    x: int
    y: int
    step: Step
    arrow: bool
    from_x: int
    from_y: int
    to_x: int
    to_y: int


@dataclass(frozen=True, slots=True)
class FlowPlot:
    """A flow from the top down."""

    title: str
    description: str
    boxes: tuple[Box, ...]
    height: int
    width: int = WIDTH
    box_width: int = 150
    box_height: int = 44


def columns(title: str, heads: tuple[str, str], counts: Sequence[tuple[str, int]]) -> ColumnPlot:
    """A plot of counts by class, in the order given."""
    most = max((count for _, count in counts), default=0)
    step = WIDTH // max(1, len(counts))
    drawn = []
    for at, (name, count) in enumerate(counts):
        height = _TALLEST * count // most if most else 0
        inner = min(step - 4, 40)
        x = at * step + (step - inner) // 2
        drawn.append(Column(x, _BASE - height, inner, height, at * step + step // 2, name, count))
    told = "; ".join(f"{name}: {count}" for name, count in counts if count) or "Nothing to count"
    return ColumnPlot(title, f"{heads[1]} by {heads[0].lower()}. {told}.", heads, tuple(drawn))


def year_counts(years: Sequence[int | None]) -> tuple[tuple[str, int], ...]:
    """How many of each year, years without any included; wide stretches in spans of equal length, unknown ones last."""
    known = [year for year in years if year is not None]
    counts: list[tuple[str, int]] = []
    if known:
        first, last = min(known), max(known)
        reach = last - first + 1
        span = 1 if reach <= MAX_COLUMNS else -(-reach // MAX_SPANS)
        for start in range(first, last + 1, span):
            name = str(start) if span == 1 else f"{start}\u2013{(start + span - 1) % 100:02}"
            counts.append((name, sum(start <= year < start + span for year in known)))
    if len(known) < len(years):
        counts.append(("no year", len(years) - len(known)))
    return tuple(counts)


def dots(title: str, values: Sequence[Value]) -> DotPlot:
    """A plot of values that can be compared, the largest first; equal ones in the order given."""
    ranked = sorted(values, key=lambda one: -one.value)
    low, high = ranked[-1].value, ranked[0].value
    differ = len({one.place for one in ranked}) > 1
    drawn, top = [], 0
    for one in ranked:
        y = top + _LINE * (2 if differ else 1) + 13
        x = _along(one.value, low, high)
        past = x > WIDTH * 3 // 4
        place = _fitting(one.place) if differ else ""
        text_x = x - 9 if past else x + 9
        drawn.append(Dot(_fitting(one.name), place, top + _LINE - 3, x, y, text_x, before=past, value=one))
        top = y + 10
    described = f"{len(ranked)} values from {ranked[-1].shown} to {ranked[0].shown}; the axis does not begin at zero."
    return DotPlot(title, described, tuple(drawn), top, own=any(one.own for one in values))


def flow(title: str, steps: Sequence[Step]) -> FlowPlot:
    """A flow of steps: each follows the last one that did not stand aside, and one that does stands to its right."""
    boxes: list[Box] = []
    y, parent = 0, -1
    for step in steps:
        if step.aside:
            middle = parent + 22
            boxes.append(Box(WIDTH - 151, parent, step, arrow=True, from_x=151, from_y=middle, to_x=186, to_y=middle))
        else:
            first = parent < 0
            boxes.append(
                Box(1, y + 1, step, arrow=not first, from_x=76, from_y=max(0, parent + 44), to_x=76, to_y=y - 3)
            )
            parent, y = y + 1, y + 70
    told = "; ".join(f"{step.name}: {step.count}" for step in steps)
    return FlowPlot(title, f"{told}.", tuple(boxes), y - 24)


def _fitting(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}\u2026"


def _along(value: Decimal, low: Decimal, high: Decimal) -> int:
    """Where a value stands between the ends of the axis; in the middle where all values are one."""
    reach = WIDTH - 2 * _INSET
    return _INSET + (reach // 2 if low == high else int(reach * (value - low) / (high - low)))
