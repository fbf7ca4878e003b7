"""How often an amount is said to come: 5 mg/day is 5 mg daily, and not 5 mg weekly. Pure."""

from __future__ import annotations

import re

from generator.attribution.mention import Mention

_TIMES = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_SPAN = r"second|minute|hour|day|week|month|year"
_WORDS = rf"(?P<adverb>{'|'.join(_TIMES)})|(?:a|per|each|every)\s(?P<span>{_SPAN})\b|/\s?(?P<by>{_SPAN}|s|min|h|d|wk)\b"
_TIGHT = re.compile(rf"\s?(?:(?P<often>once|twice|thrice)\s)?(?:{_WORDS})", re.IGNORECASE)
_LOOSE = re.compile(rf"[^.;0-9]{{0,40}}?\b(?:(?P<often>once|twice|thrice)\s)?(?:{_WORDS})", re.IGNORECASE)
_IN_UNIT = re.compile(r"(?:/\s?|\s(?:per|a)\s)(?P<unit>\w+)$", re.IGNORECASE)
_SHORT = {
    "s": "second",
    "sec": "second",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "d": "day",
    "wk": "week",
    "y": "year",
}

Rate = tuple[str, str]
"""How often (once, if nothing is said), and in which span."""


def beside(text: str, one: Mention) -> Rate | None:
    """The rate that the number's unit has, or that stands right behind it."""
    if one.unit is not None and (told := _IN_UNIT.search(one.unit.strip())):
        span = told["unit"].casefold().removesuffix("s") or "s"
        span = _SHORT.get(span, span)
        return ("once", span) if re.fullmatch(_SPAN, span) else None
    return _read(_TIGHT.match(text, one.end))


def said(text: str, one: Mention) -> Rate | None:
    """The same, also where words stand between: 11 million hectares more go every year."""
    return beside(text, one) or _read(_LOOSE.match(text, one.end))


def _read(match: re.Match[str] | None) -> Rate | None:
    if match is None:
        return None
    span = _TIMES.get((match["adverb"] or "").casefold()) or (match["span"] or match["by"]).casefold()
    return (match["often"] or "once").casefold(), _SHORT.get(span, span)
