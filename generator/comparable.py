"""Which results may be held against each other: the same thing measured in the same way, or two methods on one thing.

Pure, above `schema` and `results`. Unknown is not alike: a result that names no data set is comparable with none.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from generator.results import Names
from generator.schema import Result

FULL_WIDTHS = frozenset({"16-bit", "full precision"})
"""Baselines of `aliases.yml` that a system without any named method is taken to be measured in."""

FAR = 10
"""From how many times the smaller value on, one up to one and one above it are of two scales."""

_LEAST = Decimal("0.001")

Setting = tuple[str, str, str, str, str | None, tuple[tuple[str, str], ...]]
Condition = tuple[str | None, str | None]
_OF_METHODS = frozenset({"bits", "version"})


def setting(result: Result) -> Setting | None:
    """System, data set, split, metric, unit and protocol of a result; None where system or data set is not named.

    The width belongs to the method and the version to the text, so neither is of the setting.
    """
    return None if result.system is None or result.dataset is None else _described(result)


def _described(result: Result) -> Setting:
    conditions = tuple((k, v) for k, v in sorted(result.protocol.items()) if k not in _OF_METHODS)
    return (
        (result.system or "").casefold(),
        (result.dataset or "").casefold(),
        (result.split or "").casefold(),
        (result.metric or "").casefold(),
        None if result.unit in {"%", "points"} else result.unit,
        conditions,
    )


def condition(result: Result, names: Names) -> Condition:
    """The method of a value, whatever its spelling, and its width; baselines of one entry are one."""
    known = names.baseline(result.method)
    if known is not None:
        return known, None
    method = names.same_method(result.method)
    return (None if method is None else method.casefold()), result.protocol.get("bits")


def same_condition(left: Result, right: Result, names: Names) -> bool:
    """Whether two values were measured under one method; no method at all is the released precision."""
    one, other = condition(left, names), condition(right, names)
    return one == other or any(a == (None, None) and b[0] in FULL_WIDTHS for a, b in ((one, other), (other, one)))


def comparable(left: Result, right: Result, names: Names) -> bool:
    """Whether two results of one work differ in the compared method alone.

    Same setting, version and place of the text; within one sentence that names a metric, system and data set may go
    unnamed. The widths are the same, or one is a baseline, or the width is all that differs.
    """
    in_one_sentence = left.passage == right.passage and left.metric is not None
    if (setting(left) is None and not in_one_sentence) or _described(left) != _described(right):
        return False
    if not on_one_scale(left, right):
        return False
    if (left.work, left.protocol.get("version")) != (right.work, right.protocol.get("version")):
        return False
    if table_of(left) != table_of(right) or same_condition(left, right, names):
        return False
    (one, bits), (other, more) = condition(left, names), condition(right, names)
    is_baseline = names.baseline(left.method) is not None or names.baseline(right.method) is not None
    return is_baseline or bits == more or one == other


def table_of(result: Result) -> str:
    """The place of a result, but for the row and the column within its table."""
    return result.place.partition(", row ")[0]


def on_one_scale(left: Result, right: Result) -> bool:
    """Whether two values can be on one scale: 0.85 and 61.3 are not, nor, where no metric is named, 0.85 and 1.3."""
    small, large = sorted((abs(left.value), abs(right.value)))
    if (small <= 1) == (large <= 1):
        return True
    return left.metric is not None and large < FAR * max(small, _LEAST)


def by_setting(results: Iterable[Result]) -> dict[Setting, list[Result]]:
    """Results of one setting together, in their order; those that name too little are left out."""
    found: dict[Setting, list[Result]] = {}
    for result in results:
        known = setting(result)
        if known is not None:
            found.setdefault(known, []).append(result)
    return found


def better(left: Result, right: Result, names: Names) -> int | None:
    """+1 where the left value is the better one, -1 where the right one is, 0 where level; None where unknown."""
    way = names.better(left.metric)
    if way is None:
        return None
    sign = (left.value > right.value) - (left.value < right.value)
    return sign if way == "higher" else -sign
