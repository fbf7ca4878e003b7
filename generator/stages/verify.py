"""Verifies claims: four separate checks, each with its evidence; the status follows from them and from nothing else.

Pure. `located` and `numbers` are exact; `resolves` looks at identifiers and at what the curator saw, and says that
nothing was fetched; `entailed` exists only for reworded claims and here is a lexical baseline that calls itself so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator import ids
from generator.numbers import absent, quantities
from generator.schema import (
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Notice,
    Origin,
    Outcome,
    Passage,
    Verdict,
    Work,
)
from generator.text import content_words, negations, reword

LEXICAL_BASELINE = "lexical baseline"


def verify(claims: Sequence[Claim], passages: Mapping[str, Passage], works: Mapping[str, Work]) -> tuple[Verdict, ...]:
    """One verdict a claim, in the order of the claims; `passages` and `works` are by their ids."""
    return tuple(_verdict(claim, passages.get(claim.passage), works.get(claim.work)) for claim in claims)


def _verdict(claim: Claim, passage: Passage | None, work: Work | None) -> Verdict:
    checks = (resolves(work), located(claim, passage, work), numbers(claim.text, claim.quote), entailed(claim))
    return Verdict(claim=claim.id, checks=checks, status=_status(checks, passage, work), confidence=None)


def _status(checks: Sequence[Check], passage: Passage | None, work: Work | None) -> ClaimStatus:
    if work is not None and work.notice is Notice.RETRACTION:
        return ClaimStatus.RETRACTED
    if any(check.outcome is Outcome.FAILED for check in checks):
        return ClaimStatus.UNVERIFIED
    if passage is not None and passage.origin is Origin.DIGEST:
        return ClaimStatus.DIGEST
    return ClaimStatus.VERIFIED


def resolves(work: Work | None) -> Check:
    """Whether the work can be found: a well-formed identifier or address, and a curator who saw it there."""
    if work is None:
        return _check(CheckName.RESOLVES, Outcome.FAILED, "no work of this report carries the claim")
    known = [f"{scheme}:{value}" for scheme in ids.SCHEMES if (value := getattr(work.ids, scheme))]
    if not known and work.url is None:
        return _check(CheckName.RESOLVES, Outcome.FAILED, "neither identifier nor address")
    where = known[0] if known else work.url or ""
    if work.checked is False:
        return _check(CheckName.RESOLVES, Outcome.FAILED, f"unverified record: {where} was not seen by its curator")
    if work.checked is None:
        return _check(
            CheckName.RESOLVES, Outcome.NOT_ASSESSED, f"{where} is well formed; nobody states to have seen it"
        )
    return _check(CheckName.RESOLVES, Outcome.PASSED, f"{where}, seen by the curator; not fetched again by this build")


def located(claim: Claim, passage: Passage | None, work: Work | None) -> Check:
    """Whether the quote stands, to the letter, at its offsets in the text of the version that it is said to be from."""
    if passage is None or work is None:
        return _check(CheckName.LOCATED, Outcome.FAILED, "the quote's passage is not in this report")
    for version in work.versions:
        for section in version.sections:
            if (version.id, section.origin, section.name) != (passage.version, passage.origin, passage.section):
                continue
            slice_ = (section.text or "")[passage.start : passage.end]
            if slice_ == claim.quote == passage.text:
                where = f"{section.name}, characters {passage.start} to {passage.end}"
                return _check(CheckName.LOCATED, Outcome.PASSED, where)
    return _check(CheckName.LOCATED, Outcome.FAILED, "the quote does not stand at its offsets")


def numbers(text: str, *evidence: str) -> Check:
    """Whether every number of the text stands in the evidence with the same value and unit."""
    asked = quantities(text)
    if not asked:
        return _check(CheckName.NUMBERS, Outcome.NOT_APPLICABLE, "no number in it")
    missing = absent(text, " \n ".join(evidence))
    if missing:
        listed = ", ".join(str(quantity) for quantity in missing)
        return _check(CheckName.NUMBERS, Outcome.FAILED, f"number not found: {listed}")
    found = ", ".join(dict.fromkeys(str(quantity) for quantity in asked))
    return _check(CheckName.NUMBERS, Outcome.PASSED, f"found: {found}")


def entailed(claim: Claim) -> Check:
    """Whether the quote says what the claim says; a verbatim claim is its quote and has nothing to be entailed."""
    if claim.verbatim:
        return _check(CheckName.ENTAILED, Outcome.NOT_APPLICABLE, "verbatim: the claim is its quote")
    source = set(content_words(reword(claim.quote)))
    foreign = [word for word in content_words(claim.text) if word not in source]
    lost = [word for word in source if word not in set(content_words(claim.text))]
    if foreign or lost:
        listed = ", ".join(sorted(foreign + lost))
        return _check(CheckName.ENTAILED, Outcome.FAILED, f"{LEXICAL_BASELINE}: words differ: {listed}")
    if negations(claim.text) != negations(claim.quote):
        return _check(CheckName.ENTAILED, Outcome.FAILED, f"{LEXICAL_BASELINE}: a negation was gained or lost")
    return _check(CheckName.ENTAILED, Outcome.PASSED, f"{LEXICAL_BASELINE}: same words, first person aside")


def _check(name: CheckName, outcome: Outcome, why: str) -> Check:
    return Check(name=name, outcome=outcome, why=why)
