"""What a sentence says of two numbers' order: in "longer in A, 28 versus 7.5 months" the first is the larger. Pure.

An exchange of two numbers turns such a sentence against itself, whatever words it uses for the things compared.
"""

from __future__ import annotations

import re

from generator.attribution.mention import Mention

_HIGHER = re.compile(
    r"\b(?:higher|more|greater|larger|longer|better|older|heavier|above|exceed\w*|outperform\w*|outscor\w*"
    r"|surpass\w*|most|highest|peak\w*|as (?:high|much|many|long) as)\b",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"\b(?:lower|less|fewer|smaller|shorter|younger|below|only|just|least|lowest|as (?:low|few|little|short) as)\b",
    re.IGNORECASE,
)
_RISEN = re.compile(r"\b(?P<sense>up|down) from\b", re.IGNORECASE)
_EXCEEDS = re.compile(r"\b(?P<sense>above|exceeding|below|under) (?:the |that of )?$", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:than|versus|vs|against|compared|relative to|whereas|while|but)\b", re.IGNORECASE)
_ENDS = re.compile(r"[.;]\s")
_BEFORE = 90
_LONGEST_GAP = 120


def first_larger(text: str, left: Mention, right: Mention) -> bool | None:
    """Whether the words make the left number the larger one; None where they say nothing or two things."""
    before = _ENDS.split(text[max(0, left.start - _BEFORE) : left.start])[-1]
    gap = text[left.end : right.start]
    if len(gap) > _LONGEST_GAP or _ENDS.search(gap):
        return None
    if told := _RISEN.search(gap) or _EXCEEDS.search(gap):
        return told["sense"].casefold() in {"up", "above", "exceeding"}
    if not _AGAINST.search(gap):
        return None
    ahead, between = _sense(before), _sense(gap)
    if "only" in gap.split() or "just" in gap.split():
        return True if ahead is not False else None
    if ahead is not None and between is None:
        return ahead
    return None


def _sense(text: str) -> bool | None:
    higher, lower = _HIGHER.search(text) is not None, _LOWER.search(text) is not None
    return higher if higher != lower else None
