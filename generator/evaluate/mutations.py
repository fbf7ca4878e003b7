"""Makes false claims of true ones: one number changed, two exchanged, or a unit changed. Pure and seeded.

What it takes are pairs of a text and a claim whose numbers the text bears out; what it gives is the same pairs and
their mutants, each with the change it underwent, so that a check can be measured on how it takes either.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from generator.attribution.mention import Mention
from generator.attribution.reading import mentions

Change = Literal["none", "number", "swap", "unit"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim with the text that it rests on; `change` says what was done to it, `group` what set it is of."""

    id: str
    evidence: str
    claim: str
    change: Change = "none"
    group: str = ""


_DIGITS = re.compile(r"[0-9](?:[0-9.,]*[0-9])?")
_SWAPPED_UNITS: Mapping[str, tuple[str, ...]] = {
    "%": (" points", ""),
    "percent": ("points", ""),
    "per cent": ("points",),
    "points": ("%",),
    "percentage points": ("%",),
    "x": ("%",),
    "×": ("%",),
    "times": ("percent",),
    "fold": (" percent",),
    "mg": ("g", "µg"),
    "g": ("mg", "kg"),
    "kg": ("g",),
    "µg": ("mg",),
    "ng": ("mg",),
    "s": ("ms", "min"),
    "ms": ("s",),
    "min": ("h", "s"),
    "minutes": ("hours", "seconds"),
    "minute": ("hour",),
    "h": ("min", "days"),
    "hours": ("minutes", "days"),
    "hour": ("day",),
    "days": ("weeks", "hours"),
    "day": ("week",),
    "weeks": ("days", "months"),
    "week": ("month",),
    "months": ("weeks", "years"),
    "month": ("week", "year"),
    "years": ("months", "decades"),
    "year": ("month",),
    "mm": ("cm",),
    "cm": ("mm", "m"),
    "nm": ("µm",),
    "µm": ("nm", "mm"),
    "m": ("cm", "km"),
    "km": ("m",),
    "nM": ("µM",),
    "µM": ("nM", "mM"),
    "mM": ("µM",),
    "mL": ("L", "µL"),
    "ml": ("l", "µl"),
    "mmHg": ("kPa",),
    "nmol/L": ("mmol/L",),
    "mmol/L": ("nmol/L",),
    "mg/dL": ("mg/L",),
    "mg/kg": ("g/kg", "mg"),
    "kDa": ("Da",),
    "bp": ("kb",),
    "kb": ("bp", "Mb"),
    "GB": ("MB", "TB"),
    "MB": ("GB",),
    "bit": (" bytes",),
    "bits": ("bytes",),
    "°C": ("°F",),
}
_TRIES = 20
_WORDS = "two three four five six seven eight nine ten eleven twelve".split()


def mutate(pairs: Sequence[Pair], *, limit: int = 500, seed: int = 0) -> tuple[Pair, ...]:
    """The pairs that have numbers, at most `limit` of them, then at most `limit` mutants of each kind."""
    having = [pair for pair in pairs if _changeable(pair.claim)]
    made: list[Pair] = []
    for change in ("none", "number", "swap", "unit"):
        chance = random.Random(f"{seed} {change}")  # noqa: S311 - repeatable, not secret
        order = chance.sample(range(len(having)), len(having))
        kept = 0
        for at in order:
            mutant = _MAKERS[change](having[at], chance)
            if mutant is not None:
                made.append(mutant)
                kept += 1
            if kept == limit:
                break
    return tuple(made)


def _changeable(claim: str) -> list[Mention]:
    """The numbers of a claim that say something: no names, no labels such as type 2, no "one"."""
    return [one for one in mentions(claim) if not one.weak and one.label is None and one.noun is None]


def _unchanged(pair: Pair, _: random.Random) -> Pair | None:
    return pair


def _number(pair: Pair, chance: random.Random) -> Pair | None:
    """One number made another that neither the claim nor its evidence has."""
    known = {value for one in (*mentions(pair.claim), *mentions(pair.evidence)) for value in one.values}
    slots = [(one, match) for one in _changeable(pair.claim) for match in _slots(pair.claim, one)]
    for _ in range(_TRIES if slots else 0):
        one, (start, end) = chance.choice(slots)
        text = pair.claim[:start] + _other(pair.claim[start:end], chance) + pair.claim[end:]
        changed = next((m for m in mentions(text) if m.start == one.start), None)
        if changed is not None and changed.values.isdisjoint(known) and text != pair.claim:
            return _mutant(pair, text, "number")
    return None


def _slots(claim: str, one: Mention) -> Iterator[tuple[int, int]]:
    """Where the digits or the word of a number stand."""
    match = _DIGITS.search(claim, one.start, one.end)
    if match:
        yield match.span()
    elif claim[one.start : one.end].casefold() in _WORDS:
        yield one.start, one.end


def _other(printed: str, chance: random.Random) -> str:
    if printed.casefold() in _WORDS:
        return chance.choice([word for word in _WORDS if word != printed.casefold()])
    at = chance.choice([at for at, sign in enumerate(printed) if sign.isdigit()])
    least = 1 if at == 0 else 0
    digit = chance.choice([str(d) for d in range(least, 10) if str(d) != printed[at]])
    return printed[:at] + digit + printed[at + 1 :]


def _swap(pair: Pair, chance: random.Random) -> Pair | None:
    """Two numbers of different value exchanged, their units staying where they are."""
    slots = [(one, span) for one in _changeable(pair.claim) for span in _slots(pair.claim, one)]
    choices = [
        (first, second)
        for (one, first), (other, second) in combinations(slots, 2)
        if one.values.isdisjoint(other.values)
        and _DIGITS.fullmatch(pair.claim, *first)
        and _DIGITS.fullmatch(pair.claim, *second)
    ]
    if not choices:
        return None
    (a, b), (c, d) = chance.choice(choices)
    claim = pair.claim
    return _mutant(pair, claim[:a] + claim[c:d] + claim[b:c] + claim[a:b] + claim[d:], "swap")


def _unit(pair: Pair, chance: random.Random) -> Pair | None:
    """The unit of a number made another, or its per cent sign dropped."""
    choices = []
    for one in _changeable(pair.claim):
        match = _DIGITS.search(pair.claim, one.start, one.end)
        if match is None:
            continue
        tail = pair.claim[match.end() : one.end]
        unit = tail.strip(" -\u00a0")
        choices += [(match.end() + tail.index(unit), one.end, new) for new in _SWAPPED_UNITS.get(unit, ())]
    chance.shuffle(choices)
    for start, end, new in choices:
        text = (pair.claim[:start].rstrip() if not new else pair.claim[:start]) + new + pair.claim[end:]
        if _means_another(pair.claim, text):
            return _mutant(pair, text, "unit")
    return None


def _means_another(claim: str, changed: str) -> bool:
    """Whether a number lost a reading: "34 vs. 17 %" still says 34 % without the first sign, and is no mutant."""
    before, after = mentions(claim), mentions(changed)
    return len(before) != len(after) or any(
        one.readings.isdisjoint(other.readings) for one, other in zip(before, after, strict=True)
    )


def _mutant(pair: Pair, claim: str, change: Change) -> Pair:
    return Pair(f"{pair.id}-{change}", pair.evidence, claim, change, pair.group)


_MAKERS = {"none": _unchanged, "number": _number, "swap": _swap, "unit": _unit}
