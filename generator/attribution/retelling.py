"""Claims that copy their evidence but for numerals or units: there the place alone decides. Pure.

What is compared is letters, not meaning: where a claim repeats the words around a number, the number and its unit have
to be those that stand between these words in the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.attribution.mention import Mention
from generator.attribution.reading import normal

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_AROUND = 10
"""Letters on either side that have to be the same."""


def units_dropped(
    claim: str,
    evidence: str,
    ours: Sequence[Mention],
    theirs: Sequence[Mention],
) -> frozenset[int]:
    """The claim's numbers that lack the unit which the evidence prints between the same words."""
    here, there = normal(claim), normal(evidence)
    found: set[int] = set()
    for at, one in enumerate(ours):
        if one.unit is not None or one.value is None:
            continue
        same = [other for other in theirs if other.value == one.value]
        repeated = [other for other in same if _around(here, one) == _around(there, other)]
        if repeated and all(other.unit is not None for other in repeated):
            found.add(at)
    return frozenset(found)


def _around(text: str, one: Mention) -> tuple[str, str]:
    return text[max(0, one.start - _AROUND) : one.start], text[one.end : one.end + _AROUND]


def _value(numeral: str) -> str:
    """A numeral in one spelling: 1,234 is 1234 and 0.70 is 0.7."""
    bare = re.sub(",(?=[0-9]{3}(?![0-9]))", "", numeral)
    return bare.rstrip("0").rstrip(".") if bare.count(".") == 1 else bare


def exchanged(claim: str, evidence: str) -> list[tuple[str, str, str]] | None:
    """For a claim that copies the evidence but for its numerals: those that differ; None if it is no copy."""
    bare, text = normal(claim).strip(" ."), normal(evidence)
    ours, theirs = _NUMERAL.findall(bare), _NUMERAL.findall(text)
    masked, whole = _NUMERAL.sub("#", bare), _NUMERAL.sub("#", text)
    at, best = whole.find(masked), None
    while at >= 0 and masked:
        skipped = whole.count("#", 0, at)
        there = theirs[skipped : skipped + len(ours)]
        wrong = [
            (one, "another place of the evidence", f"the place of {other}")
            for one, other in zip(ours, there, strict=False)
            if _value(one) != _value(other)
        ]
        if best is None or len(wrong) < len(best):
            best = wrong
        at = whole.find(masked, at + max(len(masked), 1))
    return best
