"""A result as words for people and as JSON for programs; returns text and writes nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence

from generator.evaluate.metrics import LEVEL, Measure, Result

DIGITS = 6
"""Decimals in JSON; what follows them may differ between machines."""

_Number = float | int | None


def as_json(result: Result) -> str:
    """One object. All of it is the same for the same inputs, except `speed`; what has no value is null."""
    fields: dict[str, object] = {"task": result.task, "n": result.n}
    fields |= {one.name: _number(one.value) for one in result.measures}
    fields["intervals"] = {
        one.name: [_number(one.low), _number(one.high)] for one in result.measures if one.low is not None
    }
    fields["per_class"] = {label: _numbers(row) for label, row in result.per_class.items()}
    fields["confusion"] = {label: dict(row) for label, row in result.confusion.items()}
    fields["wrong"] = [dict(one) for one in result.wrong]
    fields["notes"] = list(result.notes)
    fields["engine"] = list(result.engine)
    fields["speed"] = _numbers(result.speed)
    return json.dumps(fields, indent=1, ensure_ascii=False, allow_nan=False)


def as_text(result: Result) -> str:
    """Aligned tables: measures with intervals, figures of each class, counts by gold and predicted label, notes."""
    parts = [
        [f"{result.task}: {result.n} items"],
        _aligned([["measure", "value", f"{LEVEL} % interval"], *map(_measure_row, result.measures)]),
        _aligned(list(_class_rows(result.per_class))),
        _aligned(list(_confusion_rows(result.confusion))),
        [f"wrong: {', '.join(f'{name} {value}' for name, value in one.items())}" for one in result.wrong],
        [*result.notes, *(f"engine: {name}" for name in result.engine)],
        [f"{name}: {value:.1f}" for name, value in result.speed.items()],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _numbers(row: Mapping[str, float]) -> dict[str, _Number]:
    return {name: _number(value) for name, value in row.items()}


def _number(value: float | None) -> _Number:
    if value is None or not math.isfinite(value):
        return None
    return value if isinstance(value, int) else round(value, DIGITS)


def _measure_row(one: Measure) -> list[str]:
    interval = "–" if one.low is None or one.high is None else f"{_shown(one.low)} to {_shown(one.high)}"
    return [one.name, _shown(one.value), interval]


def _class_rows(per_class: Mapping[str, Mapping[str, float]]) -> Iterator[list[str]]:
    for at, (label, row) in enumerate(per_class.items()):
        if not at:
            yield ["class", *row]
        yield [label, *map(_shown, row.values())]


def _confusion_rows(confusion: Mapping[str, Mapping[str, int]]) -> Iterator[list[str]]:
    for at, (label, row) in enumerate(confusion.items()):
        if not at:
            yield ["gold \\ predicted", *row]
        yield [label, *map(str, row.values())]


def _shown(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return "–" if math.isnan(value) else f"{value:.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """First column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
