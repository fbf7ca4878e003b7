"""Records that are no works of their own: notices on works, their components, reviews of them; and untrusted DOIs.

Pure; stands above `text` and knows titles and DOIs only. `stages.screen` leaves such records out, and `identity` never
takes one for the work that it is about.
"""

from __future__ import annotations

import re

COPYCAT_PREFIXES = frozenset({"10.65215"})
"""Prefixes under which works of others were registered anew: such a DOI says nothing about which work it is."""

_NOTICE = re.compile(
    r"\W*(?:(?:errat|corrigend)(?:um|a)\b"
    r"|(?:(?:author|publisher|editorial) )?(?:correction|addendum|retraction|withdrawal)s?(?: to)?\s*[:.]\s"
    r"|(?:retraction|withdrawal|correction) (?:note|notice)\b|(?:notice|statement) of (?:retraction|withdrawal)\b"
    r"|(?:editorial )?expression of concern\b)",
    re.IGNORECASE,
)
_PEER_REVIEW = re.compile(
    r"\W*(?:(?:review|decision letter|author response|reviewer report|referee report) for [\"'\u2018\u201c«]"
    r"|(?:decision letter|author response|editor['’]s evaluation|reviewer #?\d+ \([^)]*\)|reviewer report)\s*:)",
    re.IGNORECASE,
)
_REVIEW_DOI = re.compile(r"10\.\d+/.+(?:/v\d+/(?:review|decision|response)\d+|elife\.\d+\.sa\d+)")
_COMPONENT_DOI = re.compile(
    r"10\.1371/journal\.[a-z]+\.\d+\.[gtse]\d{3}|10\.\d+/.+[./](?:fig|figure|table|supp|suppl)-?\d+(?:[/.].*)?"
)
_MARK = re.compile(
    r"^\W*(?:retracted|withdrawn)(?: (?:article|paper|chapter|publication|study|manuscript))?\s*[:\]).—–]\s*",
    re.IGNORECASE,
)


def unmarked(title: str) -> str:
    """A title without the mark that the work was retracted or withdrawn."""
    return _MARK.sub("", title) or title


def is_about_another(title: str) -> bool:
    """Whether a title is that of a notice on a work or of a review of it, by the publisher's own wording."""
    return bool(_NOTICE.match(title) or _PEER_REVIEW.match(title))


def no_work(title: str, doi: str | None) -> str | None:
    """What a record is if it is no work of its own, or None."""
    if _NOTICE.match(title):
        return "a notice on a work"
    if _PEER_REVIEW.match(title) or (doi and _REVIEW_DOI.fullmatch(doi)):
        return "a peer review of a work"
    return "a component of a work" if doi and _COMPONENT_DOI.fullmatch(doi) else None


def is_copycat(doi: str) -> bool:
    """Whether a DOI stands under a prefix that is known for copies of others' works."""
    return doi.partition("/")[0] in COPYCAT_PREFIXES
