"""Whether a sentence holds two things against each other: "A beats both B and C" does not hold B against C.

Pure; a part of the stage `synthesise`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.text import term_pattern

_PIVOT = re.compile(
    r"\b(?:than|against|versus|vs|over(?! \d)|relative to|compar(?:ed|ison|ing) (?:with|to|against)|outperform\w*"
    r"|surpass\w*|exceed\w*|beats?|underperform\w*|outscor\w*|unlike|whereas|while|but|instead of|rather than)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^\W*(?:compared (?:with|to)|relative to|unlike|versus|against|in contrast to|rather than)\b[^,]*,", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"\b(?:differ\w*|comparable|similar\w*|equivalent|non-?inferior\w*|inferior\w*|superior\w*|comparison"
    r"|indistinguishable|the same \w+ (?:in|as|between))\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|non|w/o)[\s-]*$", re.IGNORECASE)
Span = tuple[int, int]


def held_against(text: str, left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the sentence names one of `left` on one side of a word of comparison and one of `right` on the other.

    Words of likeness ("did not differ between", "similar to") need no sides.
    """
    ours, theirs = _spans(text, left), _spans(text, right)
    one = [span for span in ours if not _within(span, theirs)]
    other = [span for span in theirs if not _within(span, ours)]
    if not one or not other:
        return False
    if _BETWEEN.search(text):
        return True
    pivots = _pivots(text)
    return any(_side(a, pivots) != _side(b, pivots) for a in one for b in other)


def _spans(text: str, terms: Sequence[str]) -> list[Span]:
    found = (match for term in terms for match in term_pattern(term).finditer(text))
    return [match.span() for match in found if not _WITHOUT.search(text[: match.start()])]


def _within(span: Span, others: Sequence[Span]) -> bool:
    """Whether a mention is a part of a longer one: "quantization" within "quantization-aware training"."""
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in others)


def _pivots(text: str) -> list[int]:
    found = [match.start() for match in _PIVOT.finditer(text)]
    leading = _LEADING.match(text)
    return sorted([*found, leading.end()] if leading else found)


def _side(span: Span, pivots: Sequence[int]) -> int:
    return sum(pivot < span[0] for pivot in pivots)
