"""Verifies claims: four separate checks, each with its evidence; the status follows from them and from nothing else.

Pure. `located` and `numbers` are exact; `resolves` looks at identifiers and at what the curator saw, and says that
nothing was fetched; `entailed` exists only for reworded claims, which the judge is asked about, and where there is no
judge a lexical baseline that calls itself so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator import ids
from generator.attribution import mismatches, stated
from generator.engine import Asked, Judge, Judgement
from generator.labels import source_name
from generator.likeness import opposed
from generator.schema import (
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Origin,
    Outcome,
    Passage,
    Section,
    Verdict,
    Work,
)
from generator.text import content_words, negations, reword, sentences

LEXICAL_BASELINE = "lexical baseline"
HASH_DIGITS = 12
"""Digits of a text's hash that a check shows."""


def verify(
    claims: Sequence[Claim], passages: Mapping[str, Passage], works: Mapping[str, Work], judge: Judge | None = None
) -> tuple[Verdict, ...]:
    """One verdict a claim, in the order of the claims; `passages` and `works` are by their ids."""
    meaning = _entailment(claims, passages, works, judge)
    return tuple(
        _verdict(claim, passages.get(claim.passage), works.get(claim.work), meaning[claim.id]) for claim in claims
    )


def _verdict(claim: Claim, passage: Passage | None, work: Work | None, meaning: Check) -> Verdict:
    checks = (resolves(work), located(claim, passage, work), numbers(claim.text, claim.quote), meaning)
    status = _status(checks, passage, work)
    return Verdict(claim=claim.id, checks=checks, status=status, confidence=meaning.probability)


def _status(checks: Sequence[Check], passage: Passage | None, work: Work | None) -> ClaimStatus:
    if work is not None and work.is_retracted(passage.version if passage else ""):
        return ClaimStatus.RETRACTED
    if any(check.outcome is Outcome.FAILED for check in checks):
        return ClaimStatus.UNVERIFIED
    if any(check.outcome is Outcome.ABSTAINED for check in checks):
        return ClaimStatus.ABSTAINED
    if passage is not None and passage.origin is Origin.DIGEST:
        return ClaimStatus.DIGEST
    return ClaimStatus.VERIFIED


def resolves(work: Work | None) -> Check:
    """Whether the work can be found: a well-formed identifier or address, and who saw it there."""
    if work is None:
        return _check(CheckName.RESOLVES, Outcome.FAILED, "no work of this report carries the claim")
    known = [f"{scheme}:{value}" for scheme in ids.SCHEMES if (value := getattr(work.ids, scheme))]
    if not known and work.url is None:
        return _check(CheckName.RESOLVES, Outcome.FAILED, "neither identifier nor address")
    where = known[0] if known else work.url or ""
    if work.retrieved_from:
        return _check(
            CheckName.RESOLVES,
            Outcome.PASSED,
            f"{where}, described by {', '.join(map(source_name, work.retrieved_from))}",
        )
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
            if _slice(section, passage) == claim.quote == passage.text:
                where = f"{section.name}, characters {passage.start} to {passage.end}"
                return _check(CheckName.LOCATED, Outcome.PASSED, where + _stored(section))
    return _check(CheckName.LOCATED, Outcome.FAILED, "the quote does not stand at its offsets")


def _slice(section: Section, passage: Passage) -> str | None:
    """What stands at a passage's offsets: in the text, or where that is not stored, among what was kept of it."""
    if section.text is not None:
        return section.text[passage.start : passage.end]
    at = (passage.start, passage.end)
    return next((one.text for one in section.excerpts if (one.start, one.end) == at), None)


def _stored(section: Section) -> str:
    """What is to be said where the text cannot be looked at again."""
    if section.text is not None:
        return ""
    return (
        "; the text itself is not stored: the sentence was located in it when it was retrieved"
        f" (SHA-256 {section.sha256[:HASH_DIGITS]}…)"
    )


def numbers(text: str, *evidence: str) -> Check:
    """Whether every number of the text stands in the evidence with its value, unit and sign, and for the same thing."""
    asked = stated(text)
    wrong = mismatches(text, " \n ".join(evidence))
    if not asked and not wrong:
        return _check(CheckName.NUMBERS, Outcome.NOT_APPLICABLE, "no number in it")
    if wrong:
        absent = ", ".join(one.number for one in wrong if one.kind == "absent")
        told = [f"number not found: {absent}"] if absent else [str(one) for one in wrong]
        return _check(CheckName.NUMBERS, Outcome.FAILED, "; ".join(told))
    return _check(CheckName.NUMBERS, Outcome.PASSED, f"found: {', '.join(asked)}")


def _entailment(
    claims: Sequence[Claim], passages: Mapping[str, Passage], works: Mapping[str, Work], judge: Judge | None
) -> dict[str, Check]:
    """The check of meaning of every claim, by claim; the judge is asked once for all reworded ones."""
    reworded = [claim for claim in claims if not claim.verbatim]
    found = {claim.id: VERBATIM for claim in claims if claim.verbatim}
    if judge is None:
        return found | {claim.id: alike(claim) for claim in reworded}
    asked = [_asked(claim, passages.get(claim.passage), works.get(claim.work)) for claim in reworded]
    judged = zip(reworded, judge.judge(asked), strict=True)
    return found | {
        claim.id: entailed(judgement, judge, turned=opposed(claim.text, reword(claim.quote)))
        for claim, judgement in judged
    }


def _asked(claim: Claim, passage: Passage | None, work: Work | None) -> Asked:
    """The claim against its quote, with the sentence before and the one after: the quote must bear it, not the work."""
    if passage is None or work is None:
        return Asked(claim.text, "", (claim.quote,))
    for version in work.versions:
        for section in version.sections:
            if (version.id, section.origin, section.name) == (passage.version, passage.origin, passage.section):
                around = _around(section.text or "", passage.start, passage.end)
                return Asked(claim.text, work.title, around or (claim.quote,))
    return Asked(claim.text, work.title, (claim.quote,))


def _around(text: str, start: int, end: int) -> tuple[str, ...]:
    """The sentence at these offsets with its neighbours; empty where no sentence, or no text, is there."""
    spans = sentences(text)
    if (start, end) not in spans:
        return ()
    at = spans.index((start, end))
    return tuple(text[left:right] for left, right in spans[max(0, at - 1) : at + 2])


def entailed(judgement: Judgement, judge: Judge, *, turned: bool = False) -> Check:
    """What the judge makes of a reworded claim: passed, failed, or abstained between the two thresholds.

    A claim that may have been `turned` against its quote never passes: the judge does not see "unsafe" for "safe".
    """
    supports, contradicts = judgement.supports, judgement.contradicts
    told = f"support {supports:.2f}, contradiction {contradicts:.2f}"
    if supports >= judge.supported_from and turned:
        outcome, why = Outcome.ABSTAINED, f"{told}; not passed, as order or extent is not the quote's"
    elif supports >= judge.supported_from:
        outcome, why = Outcome.PASSED, f"{told}; passed from a support of {judge.supported_from:.2f}"
    elif contradicts >= judge.contradicted_from:
        outcome, why = Outcome.FAILED, f"{told}; failed from a contradiction of {judge.contradicted_from:.2f}"
    else:
        outcome, why = Outcome.ABSTAINED, f"{told}; a support of {judge.supported_from:.2f} would pass"
    return Check(name=CheckName.ENTAILED, outcome=outcome, probability=round(supports, 4), why=why)


def alike(claim: Claim) -> Check:
    """What stands in for the judge where there is none: the same words and as many negations as the quote."""
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


VERBATIM = _check(CheckName.ENTAILED, Outcome.NOT_APPLICABLE, "verbatim: the claim is its quote")
