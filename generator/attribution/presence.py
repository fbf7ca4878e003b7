"""Whether a number of a claim may be a number of its evidence: value and unit, sign, bound. Pure; knows no context."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from generator.attribution import units
from generator.attribution.mention import Mention

_UP = {">", "≥"}
_DOWN = {"<", "≤"}
_LESS = re.compile(
    r"\b(?:reduc|decreas|lower|fell|fall|declin|drop|less|fewer|below|los[st]|negative|down|wors|shr[iua]nk|minus|dimin"
    r"|deteriorat|degrad|behind|under|short|cut|sav|inverse|improv|gain)",
    re.IGNORECASE,
)
_HUNDRED = Decimal(100)
_NEAR = Decimal("0.5")
_COARSEST = 5
"""How many of its last place a rounded number has at least: 50 may stand for 53, 10 for nothing but 10."""
_ABOUT = Decimal("0.1")
_BEYOND = Decimal("0.15")
"""How far from itself a coarser number may be: "nearly 300" is 285, "over 20 %" is 22.3 %."""
_RATIO = re.compile(r"\b(?:a?or|a?hr|i?rr|pr|odds|hazards?|risks?|ratios?|fold)\b", re.IGNORECASE)
_RATIO_BEFORE = 120
_RANK = re.compile(r"\b(?:rank\w*|placed?|positions?)\b", re.IGNORECASE)
_RANK_BEFORE = 20


def may_be(one: Mention, other: Mention, claim_text: str, evidence_text: str) -> bool:
    """Whether the claim's number `one` says what the evidence's `other` says."""
    return (
        (_same_amount(one, other) or _rounded(one, other, evidence_text) or _loosely(one, other, evidence_text))
        and not _bounds_conflict(one, other)
        and _same_sign(one, other, claim_text, evidence_text)
    )


def exactly(one: Mention, other: Mention) -> bool:
    """Whether the two agree in value and unit as they are printed."""
    return bool(one.readings & other.readings)


def _same_amount(one: Mention, other: Mention) -> bool:
    if one.readings & other.readings:
        return one.kind == other.kind or "fraction" in {one.kind, other.kind} or one.weak or other.weak or _small(one)
    for value, unit in one.readings:
        for theirs, of in other.readings:
            if _alike(value, unit, theirs, of, thirds="fraction" in {one.kind, other.kind}):
                return True
    return False


def _loosely(one: Mention, other: Mention, evidence_text: str) -> bool:
    """Units that the evidence says elsewhere: in a list's end, in "a week", in "the 45th minute"."""
    if not one.readings.isdisjoint(other.loose) or not one.readings.isdisjoint(other.amounts):
        return True
    if not one.amounts.isdisjoint(other.readings):
        return True
    if one.loose and any(unit != "%" for _, unit in one.loose & other.readings):  # a dropped per cent sign is a change
        return True
    if "ordinal" in {one.kind, other.kind} and one.value is not None and one.value == other.value:
        before = evidence_text[max(0, other.start - _RANK_BEFORE) : other.start]
        return other.kind == "ordinal" or _RANK.search(before) is not None
    return False


def _small(one: Mention) -> bool:
    return all(value <= 12 for value in one.values)  # noqa: PLR2004 - "the third place" and "place 3"


def _alike(value: Decimal, unit: str | None, theirs: Decimal, of: str | None, *, thirds: bool) -> bool:
    if unit == of:
        return thirds and abs(value - theirs) < (_NEAR if unit == "%" else _NEAR / _HUNDRED)
    if {unit, of} == {"%", None}:  # a proportion: 0.85 is 85 %
        share, percent = (value, theirs) if unit is None else (theirs, value)
        return 0 < share < 1 and share * _HUNDRED == percent
    return {unit, of} == {"points", None} and value == theirs


def _is_ratio(other: Mention, evidence_text: str) -> bool:
    before = evidence_text[max(0, other.start - _RATIO_BEFORE) : other.start]
    return other.unit is None and _RATIO.search(before) is not None


def _rounded(one: Mention, other: Mention, evidence_text: str) -> bool:
    """Whether "about 0.80" or "over 16,000" rounds what stands in the evidence, by the digits that it shows."""
    if one.kind != "number" or other.kind != "number":
        return False
    for value, unit in one.readings:
        for theirs, of in other.readings:
            factor = units.base_of(one.unit)[0] if one.unit else Decimal(1)
            if unit == of or ((unit, of) == ("x", None) and _is_ratio(other, evidence_text)):
                gap = (theirs - value) / factor
                if (gap == 0 and unit != of) or (one.hedged and gap and _near(one, value / factor, gap)):
                    return True
    return False


def _near(one: Mention, value: Decimal, gap: Decimal) -> bool:
    """Whether a value as printed may round one that is off by `gap`."""
    if value == 0:
        return False
    step = _step(value)
    low = -step / 2 if one.bound not in _UP else Decimal(0)
    high = step / 2 if one.bound not in _DOWN else Decimal(0)
    if one.bound in _UP:
        high = step
    if one.bound in _DOWN:
        low = -step
    allowed = abs(value) * (_ABOUT if one.bound is None else _BEYOND)
    return low < gap < high and (step * _COARSEST <= abs(value) or abs(gap) <= allowed)


def _step(value: Decimal) -> Decimal:
    """The place of the last digit that is not nought; a value printed with decimals is exact to the last one."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < 0:
        return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _bounds_conflict(one: Mention, other: Mention) -> bool:
    ours, theirs = one.bound, other.bound
    if ours is None or theirs is None or ours == theirs:
        return False
    if (ours in _UP and theirs in _DOWN) or (ours in _DOWN and theirs in _UP):
        return True
    return one.firm and other.firm


def _same_sign(one: Mention, other: Mention, claim_text: str, evidence_text: str) -> bool:
    """A minus may become a word: "changed by −0.7" is "fell by 0.7"; it may not just go or come."""
    if one.negative == other.negative:
        return True
    text = evidence_text if one.negative else claim_text
    return _speaks_of_less(text)


@lru_cache(maxsize=64)
def _speaks_of_less(text: str) -> bool:
    return _LESS.search(text) is not None
