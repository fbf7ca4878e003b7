"""A number as it is printed, with every reading that it allows. Pure data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from generator.attribution import units

_DIGITS = Context(prec=12)
"""Of an amount that comes of a rate: a day has 86,400 seconds, and a decimal does not hold the quotient."""

Bound = Literal["<", "≤", "=", "≥", ">"]
Reading = tuple[Decimal, str | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as printed at a place, with every reading: its value in the base of its unit.

    `bound` is the side of the number on which the value lies, `firm` whether a sign and no word says so; `weak` marks
    words such as "one" and "first", which rarely count; `noun` is what a compound hangs on it, as 37-item does;
    `label` the word whose number it is, as in type 2 and Task 3; `loose` readings count in evidence
    only: units that a list leaves out.
    """

    text: str
    start: int
    end: int
    readings: frozenset[Reading]
    kind: Literal["number", "fraction", "ordinal"] = "number"
    bound: Bound | None = None
    firm: bool = False
    hedged: bool = False
    negative: bool = False
    weak: bool = False
    noun: str | None = None
    unit: str | None = None
    value: Decimal | None = None
    label: str | None = None
    loose: frozenset[Reading] = frozenset()

    def __str__(self) -> str:
        return self.text

    @property
    def amounts(self) -> frozenset[Reading]:
        """What a rate by time is an amount of: 24 h/week is 24 h, where a week is said elsewhere."""
        if self.unit is None or not ("/" in self.unit or " " in self.unit.strip()):
            return frozenset()
        parts = re.split(r"\s?/\s?|\s(?:per|a)\s", self.unit)
        if len(parts) != 2 or not parts[0]:  # noqa: PLR2004 - an amount by a time
            return frozenset()
        length, base = units.base_of(parts[1])
        if base not in {"s", "month"}:
            return frozenset()
        amounts = ((value * length, unit.removesuffix(f"/{base}")) for value, unit in self.readings if unit)
        return frozenset((value.normalize(_DIGITS), unit) for value, unit in amounts)

    @property
    def values(self) -> frozenset[Decimal]:
        """The values alone, whatever their unit."""
        return frozenset(value for value, _ in self.readings)


def based(value: Decimal, unit: str | None) -> Reading:
    """The value in the base of its unit: 500 mg are 0.5 g."""
    if unit is None:
        return value, None
    factor, base = units.base_of(unit.strip(" -\u00a0\n\t"))
    return value * factor, base
