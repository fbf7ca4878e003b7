"""Figures of ours: differences and ratios of two results that differ in the compared method alone, recomputed exactly.

Pure; a part of the stage `synthesise`. Scores and shares are subtracted, in points; amounts with a unit of their own
are subtracted in it, and told as a change in per cent, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

from generator import ids
from generator.comparable import comparable, condition, setting, table_of
from generator.results import Names
from generator.schema import Claim, Derived, Facet, Result
from generator.stages.synthesise.rule import Required, is_of, terms_of
from generator.stages.synthesise.statements import Material

_POINTS = frozenset({None, "%", "points"})
_RANK = {"subject": 0, "comparator": 1, "baseline": 2}
_TENTH = Decimal("0.1")


def derive(
    required: Required, material: Material, support: Sequence[Claim], around: Sequence[Claim]
) -> tuple[Derived, ...]:
    """Every figure of `support` against those that its sentence holds it against; beyond, what the question compares.

    Across sentences, a result of the intervention is held against those of the comparator and the baselines, and a
    result of the comparator against the baselines.
    """
    pairs: dict[object, tuple[Result, Result]] = {}
    for claim in (*support, *around):
        for left, right in product(_results(material, claim), repeat=2):
            if _RANK[left.role] < _RANK[right.role] and (claim in support or _bears(required, left, right, material)):
                pairs.setdefault(_cells(left, right, material.names), (left, right))
    tables: dict[object, list[Result]] = {}
    for claim in (*support, *around):
        for result in _results(material, claim):
            tables.setdefault((result.work, table_of(result), setting(result)), []).append(result)
    for table in tables.values():
        for left, right in _asked(required, table, material.names):
            pairs.setdefault(_cells(left, right, material.names), (left, right))
    turned = (_turned(required, left, right, material.names) for left, right in pairs.values())
    return tuple(one for left, right in turned for one in _derived(left, right, material.names))


def _turned(required: Required, left: Result, right: Result, names: Names) -> tuple[Result, Result]:
    """The pair with the intervention on the left, whichever of the two its sentence is about."""
    ours, theirs = terms_of(required, Facet.INTERVENTION), terms_of(required, Facet.COMPARATOR)
    is_turned = is_of(right, ours, names) and is_of(left, theirs, names)
    return (right, left) if is_turned and not is_of(left, ours, names) else (left, right)


def _cells(left: Result, right: Result, names: Names) -> object:
    """What two results measure, in either order: a baseline that a table repeats in two sentences is one cell."""
    return frozenset((one.work, table_of(one), setting(one), condition(one, names), one.value) for one in (left, right))


def _results(material: Material, claim: Claim) -> list[Result]:
    return [material.results[result] for result in claim.results]


def _bears(required: Required, left: Result, right: Result, material: Material) -> bool:
    """Whether one of the two is of a method that the question names; any is, where it names no method."""
    asked = (*terms_of(required, Facet.INTERVENTION), *terms_of(required, Facet.COMPARATOR))
    return not asked or any(is_of(one, asked, material.names) for one in (left, right))


def _asked(required: Required, results: Sequence[Result], names: Names) -> Iterator[tuple[Result, Result]]:
    """Intervention against comparator, and each of the two against a baseline."""
    ours, theirs = terms_of(required, Facet.INTERVENTION), terms_of(required, Facet.COMPARATOR)
    for left in results:
        for right in results:
            is_baseline = names.baseline(right.method) is not None and names.baseline(left.method) is None
            if (
                is_of(left, ours, names)
                and not is_of(right, ours, names)
                and (is_baseline or is_of(right, theirs, names))
            ) or (is_of(left, theirs, names) and is_baseline):
                yield left, right


def _derived(left: Result, right: Result, names: Names) -> Iterator[Derived]:
    if not comparable(left, right, names):
        return
    in_points = left.unit in _POINTS
    # Of shares told as 0.612 and 0.603 the difference is no number of points.
    is_share = left.unit is None and right.unit is None and max(abs(left.value), abs(right.value)) <= 1
    unit = None if is_share else "points" if in_points else left.unit
    yield Derived(
        id=f"d-{ids.digest(left.id, right.id)}",
        op="difference",
        left=left.id,
        right=right.id,
        value=left.value - right.value,
        unit=unit,
    )
    if not in_points and right.value > 0:
        change = ((left.value - right.value) * 100 / right.value).quantize(_TENTH, ROUND_HALF_EVEN)
        yield Derived(
            id=f"d-{ids.digest(left.id, right.id, 'ratio')}",
            op="ratio",
            left=left.id,
            right=right.id,
            value=change,
            unit="%",
        )
