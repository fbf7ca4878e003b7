"""Records that are no evidence: notices on works, their components, reviews of them, reports of ours; untrusted DOIs.

Pure; stands above `text` and knows the words of a record only. `stages.screen` leaves such records out, and `identity`
never takes a notice for the work that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

OWN = "Claimbook"
"""The author and publisher of our reports, wherever they are deposited."""

OWN_VENUE = "Claimbook reports"
"""The mark of our reports: what their metadata name as the place of publication."""

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
_OWN_MARK = re.compile(r"\bclaimbook[\s-]+reports?\b", re.IGNORECASE)
# Only where a title is marked: others may write about our reports.
_OWN_TITLE = re.compile(
    r"\W*claimbook[\s-]+report\s*[:–—-].*|.*[(\[]claimbook[\s-]+report[)\]]\W*|.*\s[-–—|·]\s*claimbook\W*",
    re.IGNORECASE | re.DOTALL,
)
_OWN_PATH = re.compile(r"/reports/[a-z0-9]+(?:-[a-z0-9]+)*(?:/.*)?")


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


def own_report(
    title: str, venue: str | None, note: str | None, authors: Iterable[str], urls: Iterable[str | None]
) -> str | None:
    """By what a record is told as a report of Claimbook's, which is no evidence for another one; None if it is none.

    Authors are whole names. A work about Claimbook or its reports, by others, is a work like any other.
    """
    if venue and (_OWN_MARK.search(venue) or _is_own(venue)):
        return f"published in {venue}"
    if note and _OWN_MARK.search(note):
        return "its note says so"
    if _OWN_TITLE.fullmatch(title):
        return "its title says so"
    if any(map(_is_own, authors)):
        return f"{OWN} is its author"
    address = next((url for url in urls if url and _is_at_own_site(url)), None)
    return address and f"it stands at {address}"


def _is_own(name: str) -> bool:
    return name.strip().casefold() == OWN.casefold()


def _is_at_own_site(url: str) -> bool:
    """Whether an address is that of a report, on a host or below a folder of our name."""
    try:
        parts = urlsplit(url.casefold())
        labels = (parts.hostname or "").split(".")
    except ValueError:
        return False
    own, below, path = parts.path.partition(f"/{OWN.casefold()}/reports/")
    if below:
        return bool(_OWN_PATH.fullmatch(f"/reports/{path}"))
    return OWN.casefold() in labels and bool(_OWN_PATH.fullmatch(own))
