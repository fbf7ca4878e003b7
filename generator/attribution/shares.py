"""Vague parts of a whole ("nearly a third", "four of five") against the shares that the evidence prints. Pure.

People say "about a third" for 32 % and "over half" for 4 of 7. A part that is said to be about so much may be off by a
tenth of itself; a bare one has to agree with the share as it rounds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from generator.attribution.mention import Mention

_HUNDRED = Decimal(100)
_NEAR = Decimal("0.5")
_NEAR_THIRD = Decimal(1)
_ABOUT = Decimal("0.1")
_LEAST_ABOUT = Decimal(1)
_BEYOND = Decimal("0.35")
_OF = re.compile(
    r"\s?(?:out\s)?of(?:\s(?:the|these|those|all|our|every))?\s(?:[a-z]+\s)?|\s?/\s?|\s?in\s(?:every\s)?", re.IGNORECASE
)
_FEW = 12


def printed(text: str, numbers: Sequence[Mention]) -> tuple[Decimal, ...]:
    """Every share in per cent that a text prints, as a percentage or as so many of so many."""
    found = [value for one in numbers for value, unit in one.readings if unit == "%"]
    found += [share for left, right in pairwise(numbers) if (share := _ratio(text, left, right)) is not None]
    return tuple(sorted(set(found)))


def said(one: Mention, shares: Sequence[Decimal]) -> bool:
    """Whether a part of a whole is one of these shares."""
    wanted = [value for value, unit in one.readings if unit == "%"]
    return one.kind == "fraction" and any(_agrees(one, value, share) for value in wanted for share in shares)


def counted(text: str, numbers: Sequence[Mention], shares: Sequence[Decimal]) -> frozenset[int]:
    """Which numbers of a claim say a share by two small counts, as "four of five" says 81 %."""
    found: set[int] = set()
    for at, (left, right) in enumerate(pairwise(numbers)):
        share = _ratio(text, left, right)
        small = share is not None and max(left.values | right.values) <= _FEW
        if small and share is not None and any(_agrees(replace(left, kind="fraction"), share, one) for one in shares):
            found |= {at, at + 1}
    return frozenset(found)


def _ratio(text: str, left: Mention, right: Mention) -> Decimal | None:
    if {left.kind, right.kind} != {"number"} or left.unit or right.unit:
        return None
    if not _OF.fullmatch(text, left.end, right.start):
        return None
    top, bottom = min(left.values), max(right.values)
    return _HUNDRED * top / bottom if 0 < top < bottom else None


def _agrees(one: Mention, value: Decimal, share: Decimal) -> bool:
    gap = share - value
    if one.bound in {">", "≥"}:
        return 0 <= gap <= value * _BEYOND
    if one.bound in {"<", "≤"}:
        return 0 <= -gap <= value * _BEYOND
    near = _NEAR if value == value.to_integral_value() else _NEAR_THIRD
    if one.hedged:
        near = max(_LEAST_ABOUT, value * _ABOUT)
    return abs(gap) <= near
