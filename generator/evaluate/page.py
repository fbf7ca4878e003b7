"""Stored results as the tables of docs/evidence.md and as lines for a terminal; pure, text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from generator.evaluate.suite import TARGETS, Target
from generator.evaluate.verify import CURVE

BEGIN, END = "<!-- figures: `make eval` writes them -->", "<!-- end of figures -->"

_POINT = re.compile(r"([0-9.]+) said, ([0-9.]+) true")

_IN_FULL = {
    "numbers": "all claims and by group",
    "answers": "all questions held out, and by how they were made",
    "results": "all records, by half, and by source in each half",
}
"""Results of which every measure is shown."""

Stored = Mapping[str, Mapping[str, Any]]
"""Results by name, each as `table.as_json` has it."""


def spliced(page: str, stored: Stored) -> str:
    """The page with the tables between its two marks. Raises ValueError where the marks are not there."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs {BEGIN!r} and, below it, {END!r}")
    return f"{head}{BEGIN}\n\n{tables(stored)}\n\n{END}{tail}"


def tables(stored: Stored) -> str:
    """The targets, how the judge's labels fall, its reliability, and which models took part."""
    head = ("Measure", "Must", "Aim", "Measured", "95 % interval", "Items", "Met")
    judged = [name for name in ("scifact", "citation_integrity", "written") if name in stored]
    notes = [
        f"- `{name}`: {note}"
        for name, result in stored.items()
        for note in result["notes"]
        if not note.startswith(CURVE)
    ]
    engine = sorted({f"- {part}" for result in stored.values() for part in result["engine"]})
    return "\n\n".join(
        [
            *_lead(stored.get("scifact", {})),
            _table(head, [_target_row(stored, target) for target in TARGETS if target.result in stored]),
            *(_measures(name, says, stored[name]) for name, says in _IN_FULL.items() if name in stored),
            *(_confusion(name, stored[name]) for name in (*judged, "answers") if name in stored),
            *_curves(stored, judged),
            "What the measures say of themselves:",
            "\n".join(notes),
            "Models that were measured; the judge's hash is that of its three files together:",
            "\n".join(engine),
        ]
    )


def told(stored: Stored) -> Iterator[str]:
    """One line a target, for a terminal."""
    for target in TARGETS:
        if target.result in stored:
            value, interval, _ = _of(stored, target)
            met = "met    " if target.met(value, target.must) else "NOT MET"
            sign = ">=" if target.least else "<="
            yield f"{met} {_shown(value):>7} {sign} {_shown(target.must):<6} [{interval}] {target.says}"


def _target_row(stored: Stored, target: Target) -> tuple[str, ...]:
    value, interval, items = _of(stored, target)
    sign = "≥" if target.least else "≤"
    aim = "–" if target.aim is None else _shown(target.aim)
    met = "yes" if target.met(value, target.must) else "**no**"
    return target.says, f"{sign} {_shown(target.must)}", aim, _shown(value), interval, items, met


def _of(stored: Stored, target: Target) -> tuple[float, str, str]:
    """The measured value (NaN where there is none), its interval, and the number of items."""
    result = stored[target.result]
    value = result.get(target.measure, result["speed"].get(target.measure))
    low_high = result["intervals"].get(target.measure)
    interval = "–" if low_high is None else " to ".join(_shown(edge) for edge in low_high)
    items = result["per_class"].get(target.measure, result)["n"]  # of numbers, the claims of that change alone
    counted = f"{items:.0f}" if low_high is not None else "–"
    return float("nan") if value is None else float(value), interval, counted


def _lead(result: Mapping[str, Any]) -> Iterator[str]:
    """How often the judge errs, in a paragraph; nothing where that was not measured."""
    if "precision" not in result.get("intervals", {}):
        return
    low, high = (_per_hundred(edge) for edge in result["intervals"]["precision"])
    precision, coverage = (_per_hundred(result[name]) for name in ("precision", "coverage"))
    yield (
        f"Of 100 claims that the judge calls supported, {precision} are ({low} to {high}; claims of other people on\n"
        f"abstracts of other people). It is that sure of {coverage} of 100 supported claims; the others it leaves\n"
        "undecided or takes for something else. Claims in the source's own words need no judge."
    )


def _per_hundred(share: float) -> str:
    return f"{100 * share:.0f}"


def _curves(stored: Stored, names: Sequence[str]) -> Iterator[str]:
    """How often the most probable label was right, by the probability that it was given: a tenth of a set a row."""
    points = {name: _POINT.findall("".join(n for n in stored[name]["notes"] if n.startswith(CURVE))) for name in names}
    columns = [f"`{name}`" for name, found in points.items() if found]
    rows = zip_longest(*(found for found in points.values() if found), fillvalue=("", ""))
    if columns:
        yield (
            "Reliability: the probability of the most probable label → the share of such labels that were right, for\n"
            f"each tenth of a set:\n\n{_table(columns, [[' → '.join(point) for point in row] for row in rows])}"
        )


def _measures(name: str, says: str, result: Mapping[str, Any]) -> str:
    """Every measure of a result that has an interval."""
    rows = [
        (f"`{one}`", _shown(result[one]), " to ".join(_shown(edge) for edge in interval))
        for one, interval in result["intervals"].items()
    ]
    return f"`{name}`, {says}:\n\n{_table(('Measure', 'Share', '95 % interval'), rows)}"


def _confusion(name: str, result: Mapping[str, Any]) -> str:
    """Counts by what was true and what was said, with the F1 of each label."""
    counts = result["confusion"]
    rows = [
        (gold, *(str(row[said]) for said in counts), _shown(result["per_class"][gold]["f1"]))
        for gold, row in counts.items()
    ]
    return f"`{name}`, rows true, columns said:\n\n{_table(('True', *counts, 'F1'), rows)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.3f}".rstrip("0").rstrip(".")  # noqa: PLR2004 - for reading
