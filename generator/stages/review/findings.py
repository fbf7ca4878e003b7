"""What challenger and confirmer say of the records: the faults in their mandates, and weaknesses that are no faults.

Pure; stands above `reading`. Every finding points at the claims or works concerned, where the report has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.schema import AnswerStatus, CheckName, Evidence, Finding, Outcome, Reason, Stance, Verdict
from generator.stages.review.dossier import Dossier
from generator.stages.review.faults import FaultKind
from generator.stages.review.reading import Reading
from generator.text import closed

CHALLENGED = frozenset({FaultKind.OFF_TOPIC, FaultKind.REPRINTED, FaultKind.SELF_CITATION})
CONFIRMED = frozenset({FaultKind.WRONG_NUMBER, FaultKind.UNCITED, FaultKind.CUT})


def challenge(reading: Reading) -> Iterator[Finding]:
    """What speaks against the answer: faults of its evidence, on what it hangs, what contradicts it, what is ours."""
    dossier = reading.dossier
    yield from _faults(reading, CHALLENGED)
    yield from _fragile(dossier)
    yield from _contested(dossier)
    digests = tuple(c.id for c in dossier.claims if not dossier.at_source(c))
    if digests:
        yield Finding(
            text=f"{len(digests)} of {len(dossier.claims)} claims are our words, not the sources'.", claims=digests
        )
    for one in dossier.dropped:
        if one.reason is Reason.FAILED_STATEMENT:
            yield Finding(text=f"A sentence failed its checks ({one.detail}) and is not published: {one.item}")


def confirm(reading: Reading) -> Iterator[Finding]:
    """What the records do not bear out, and what they do."""
    dossier = reading.dossier
    yield from _faults(reading, CONFIRMED)
    for name, text in (
        (CheckName.NUMBERS, "Claims whose numbers do not all stand in their quotes"),
        (CheckName.LOCATED, "Claims whose quotes do not stand at their offsets"),
        (CheckName.RESOLVES, "Claims whose source nobody states to have seen"),
    ):
        bad = tuple(claim.id for claim in dossier.claims if _not_passed(dossier.verdicts[claim.id], name))
        if bad:
            yield Finding(text=f"{text}: {len(bad)} of {len(dossier.claims)}.", claims=bad)
    cut = any(fault.kind is FaultKind.CUT for fault in reading.faults)
    located = not any(_not_passed(dossier.verdicts[c.id], CheckName.LOCATED) for c in dossier.claims)
    if dossier.claims and located and not cut:
        yield Finding(text=f"All {len(dossier.claims)} quotes are whole sentences that stand at their offsets.")


def _faults(reading: Reading, kinds: frozenset[FaultKind]) -> Iterator[Finding]:
    for fault in reading.faults:
        if fault.kind in kinds:
            yield Finding(text=fault.text, claims=fault.claims, works=fault.works)


def _fragile(dossier: Dossier) -> Iterator[Finding]:
    """Works without which the answer would be another; a single work behind it always is one."""
    fragile = {one.work: one.status for one in dossier.answer.fragile if one.work in dossier.works}
    for key in dossier.answer.works if len(dossier.answer.works) == 1 else ():
        if key in dossier.works:
            fragile.setdefault(key, AnswerStatus.NOT_ANSWERED)
    for key, left in fragile.items():
        then = "is gone" if left is AnswerStatus.NOT_ANSWERED else "covers a part of the question only"
        yield Finding(text=f"Remove {dossier.works[key].byline} and the answer {then}.", works=(key,))


def _contested(dossier: Dossier) -> Iterator[Finding]:
    """What contradicts claims, each once, with all claims concerned."""
    by_why: dict[str, list[Evidence]] = {}
    for one in dossier.evidence:
        if one.stance is Stance.CONTRADICTS:
            by_why.setdefault(one.why, []).append(one)
    for why, found in by_why.items():
        passages = {one.passage for one in found}
        claims = [*(one.claim for one in found), *(c.id for c in dossier.claims if c.passage in passages)]
        owners = [claim.work for claim in dossier.claims if claim.id in claims]
        works = [key for key in (*owners, *(one.work for one in found)) if key in dossier.works]
        yield Finding(
            text=closed(f"A claim is contradicted: {why}"),
            claims=tuple(dict.fromkeys(claims)),
            works=tuple(dict.fromkeys(works)),
        )


def _not_passed(verdict: Verdict, name: CheckName) -> bool:
    bad = {Outcome.FAILED, Outcome.NOT_ASSESSED}
    return any(check.name is name and check.outcome in bad for check in verdict.checks)
