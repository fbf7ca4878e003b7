"""Editorial notices as sources word them: a retraction, an expression of concern and a correction are told apart.

Stands above `schema`; the sources use it. Presence of a notice says nothing: what counts is its kind, and the gravest
of several holds.
"""

from __future__ import annotations

import re

from generator.schema import Notice

_NOTICES = (
    (re.compile(r"retract|withdr|\bremov", re.IGNORECASE), Notice.RETRACTION),
    (re.compile(r"concern", re.IGNORECASE), Notice.CONCERN),
    (re.compile(r"\b(?:correct|corrig|errat|addend|clarif)", re.IGNORECASE), Notice.CORRECTION),
)
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:(?:RETRACTED|WITHDRAWN)\b"  # in capitals it is a mark, whatever follows
    r"|(?i:(?:retracted|withdrawn)(?: (?:article|paper|chapter|publication|study|manuscript))?\s*[:\uff1a\]).—–*])"
    r"|(?i:\[(?:retraction|withdrawal)\]|retraction (?:note|notice)\b|(?:notice|statement) of retraction\b))"
    r"|(?i:[\[(](?:retracted|withdrawn)\b[^\])]*[\])]\W*$)|(?i:\s[-–—:]\s*retracted\W*$)|(?i:(?<=\w):\s*retracted\W*$)"
)


def stated(raw: str) -> Notice | None:
    """The gravest notice that words state, "Retraction" or "expression_of_concern"; what they deny is none."""
    said = re.sub(r"\b(?:no|not)\s+\w+", "", raw)
    return next((notice for pattern, notice in _NOTICES if pattern.search(said)), None)


def in_title(title: str) -> Notice | None:
    """The retraction that a title is marked with: "RETRACTED: A trial"."""
    return Notice.RETRACTION if _RETRACTED_TITLE.search(title) else None
