"""Applies the policy: gates, tiers, and what becomes of a report that is not answered or rests on digests alone.

Pure; stands above `reading`. Gates see marks and faults: a claim or sentence with a fault counts for nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.schema import (
    AnswerStatus,
    Claim,
    ClaimStatus,
    Decision,
    DecisionStatus,
    Policy,
    Reason,
    Stance,
)
from generator.stages.review.dossier import Dossier
from generator.stages.review.reading import Reading
from generator.text import fingerprint


def decide(reading: Reading, policy: Policy, consensus: float | None) -> Decision:
    """What becomes of the report.

    open: not answered. preview: no claim behind the answer is in a source's own words. published: every gate holds.
    withheld: one does not.
    """
    if reading.dossier.answer.status is AnswerStatus.NOT_ANSWERED:
        reason = "the included literature does not answer the question, so there is nothing to score"
        return Decision(status=DecisionStatus.OPEN, consensus=None, tier=None, reasons=(reason,))
    failing = tuple(_failing_gates(reading, policy, consensus))
    if not any(reading.dossier.at_source(claim) for claim in _behind(reading)):
        reason = "the answer rests on our digests alone; the library must hold the sources' own words first"
        return Decision(status=DecisionStatus.PREVIEW, consensus=consensus, tier=None, reasons=(reason, *failing))
    if failing or consensus is None:
        return Decision(status=DecisionStatus.WITHHELD, consensus=consensus, tier=None, reasons=failing)
    tier = next(tier.name for tier in policy.tiers if tier.from_ <= consensus < tier.to)
    return Decision(
        status=DecisionStatus.PUBLISHED, consensus=consensus, tier=tier, reasons=("every gate of the policy holds",)
    )


def breaches(decision: Decision, dossier: Dossier, policy: Policy) -> tuple[str, ...]:
    """What a published report breaks of the policy; empty for every other status, and for a lawful report."""
    if decision.status is not DecisionStatus.PUBLISHED:
        return ()
    unanswered = ("answer.status is not_answered",) if dossier.answer.status is AnswerStatus.NOT_ANSWERED else ()
    return (*unanswered, *_failing_gates(Reading.of(dossier), policy, decision.consensus))


def _failing_gates(reading: Reading, policy: Policy, consensus: float | None) -> Iterator[str]:
    gates = policy.gates
    if consensus is None or consensus < gates.min_consensus:
        shown = "not assessed" if consensus is None else f"{consensus}"
        yield f"min_consensus: the consensus is {shown}, where {gates.min_consensus} is due"
    verified = len(_verified(reading))
    if verified < gates.min_verified_on_topic:
        yield f"min_verified_on_topic: {verified} verified claims on topic where {gates.min_verified_on_topic} are due"
    failed = _failed(reading)
    if failed > gates.max_failed_statements:
        yield f"max_failed_statements: {failed} sentences failed, where {gates.max_failed_statements} may"
    if _is_mixed(reading) and not gates.allow_mixed_findings:
        yield "allow_mixed_findings: another work, or another claim behind the answer, contradicts a claim behind it"


def _verified(reading: Reading) -> set[str]:
    """The distinct on-topic quotes that stand, uncontested, in a source's own words."""
    dossier = reading.dossier
    return {
        fingerprint(dossier.text_of(claim))
        for claim in reading.sound
        if reading.on_topic(claim)
        and dossier.verdicts[claim.id].status is ClaimStatus.VERIFIED
        and dossier.at_source(claim)
    }


def _failed(reading: Reading) -> int:
    """Sentences that failed a check and were dropped, and printed ones with a fault or on a claim with one."""
    unseated = {claim for fault in reading.faults for claim in fault.unseats}
    faulty = {fault.statement for fault in reading.faults if fault.statement is not None}
    written = reading.dossier.everything_written()
    dropped = sum(one.reason is Reason.FAILED_STATEMENT for one in reading.dossier.dropped)
    return dropped + sum(one in faulty or not unseated.isdisjoint(one.claims) for one in written)


def _is_mixed(reading: Reading) -> bool:
    """Whether the answer says so, or claims behind it contradict each other by the evidence on record."""
    behind = _behind(reading)
    claims, passages = {claim.id for claim in behind}, {claim.passage for claim in behind}
    return reading.dossier.answer.mixed or any(
        one.stance is Stance.CONTRADICTS and one.claim in claims and one.passage in passages
        for one in reading.dossier.evidence
    )


def _behind(reading: Reading) -> tuple[Claim, ...]:
    """The sound claims that the answer's sentences name."""
    named = {claim for statement in reading.dossier.answer.statements for claim in statement.claims}
    return tuple(claim for claim in reading.sound if claim.id in named)
