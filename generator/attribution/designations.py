"""Numbers that are part of a name: the 21 of trisomy 21 is the one of T21. Pure.

A claim may spell out what its evidence abbreviates: importin 7 for Imp7, T helper 1 for Th1. Such a number is no
quantity; it is borne out by a name with the same digits whose letters shorten the words before the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.attribution.mention import Mention

_NAME = re.compile(r"(?P<letters>[^\W\d_]{1,12})(?P<digits>[0-9]{1,4})(?P<tail>[^\W\d_]?)")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = 60
_LONGEST_PHRASE = 3


def lettered(names: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The letters before each run of digits among some names, by those digits: imp7 gives imp under 7."""
    found: dict[str, set[str]] = {}
    for name in names:
        match = _NAME.fullmatch(name) if len(name) <= _BEFORE else None
        if match:
            found.setdefault(match.group("digits"), set()).add(match.group("letters"))
    return {digits: frozenset(letters) for digits, letters in found.items()}


def named(text: str, one: Mention, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether the words before a number without a unit spell out a known name with its digits."""
    if one.unit is not None or one.kind != "number":
        return False
    shorts = known.get(re.sub(r"[\W_]", "", one.text), frozenset())
    words = _WORD.findall(text[max(0, one.start - _BEFORE) : one.start].casefold()) if shorts else []
    phrases = ["".join(words[-many:]) for many in range(1, _LONGEST_PHRASE + 1)]
    return any(_shortens(short, phrase) for short in sorted(shorts) for phrase in phrases)


def _shortens(short: str, phrase: str) -> bool:
    """Whether the letters begin the phrase and come in its order."""
    if not phrase or short[0] != phrase[0]:
        return False
    rest = iter(phrase)
    return all(letter in rest for letter in short)
