"""Hears disputes: holds a claim against every passage of the work that somebody says tells against it.

Pure; a part of the stage `corroborate`. A dispute has it neither easier nor harder than any other evidence: the judge,
its thresholds and what else has to hold are those of `others`. Only which passages are looked at differs: all of the
work's own words, not its nearest findings alone. Without a judge nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.engine import Asked, Embedder, Judge, Judgement
from generator.schema import (
    Claim,
    Dispute,
    DisputeOutcome,
    Dropped,
    Evidence,
    Hearing,
    Origin,
    Passage,
    Reason,
    Stance,
    Work,
)
from generator.stages.corroborate.others import NEAREST, Finding, agree, judged_finding, likeness, opposite
from generator.text import uncited

_HELD = frozenset({DisputeOutcome.CONTRADICTS, DisputeOutcome.SUPPORTS, DisputeOutcome.NEITHER})


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute with the work that it names, None where no source gave it, and why screening left that work out.

    `served`: its question names services, which the next refresh asks for the work.
    """

    dispute: Dispute
    work: Work | None = None
    left: Dropped | None = None
    served: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What a hearing found: at most one finding for the claim and one against it; the passage that came nearest."""

    case: Case
    outcome: DisputeOutcome
    why: str
    findings: tuple[Finding, ...] = ()
    nearest: str | None = None


def hear(
    cases: Sequence[Case],
    claims: Sequence[Claim],
    passages: Mapping[str, Passage],
    judge: Judge | None,
    embedder: Embedder | None,
) -> tuple[Heard, ...]:
    """What comes of each dispute, in order; `claims` are all that the report makes, `passages` all that was read."""
    by_id = {claim.id: claim for claim in claims}
    return tuple(_one(case, by_id.get(case.dispute.claim), passages, judge, embedder) for case in cases)


def _one(
    case: Case,
    claim: Claim | None,
    passages: Mapping[str, Passage],
    judge: Judge | None,
    embedder: Embedder | None,
) -> Heard:
    if claim is None:
        why = "the report makes no claim with this id; a claim whose words change gets another one"
        return Heard(case, DisputeOutcome.CLAIM_GONE, why)
    if case.work is None:
        then = "the next refresh asks the question's services for it" if case.served else "the question asks no service"
        return Heard(case, DisputeOutcome.NOT_FOUND, f"no library and no evidence lock has it; {then}")
    return _barred(case, claim, case.work) or _heard(case, claim, case.work, passages, judge, embedder)


def _barred(case: Case, claim: Claim, work: Work) -> Heard | None:
    """The outcome where the work may not count, whatever it says."""
    if work.key == claim.work:
        return Heard(case, DisputeOutcome.SAME_WORK, "the claim comes from this very work")
    if case.left is not None:
        without = case.left.reason is Reason.NO_TEXT
        outcome = DisputeOutcome.NO_TEXT if without else DisputeOutcome.LEFT_OUT
        return Heard(case, outcome, case.left.detail or case.left.reason.value)
    if all(work.is_retracted(version.id) for version in work.versions):
        return Heard(case, DisputeOutcome.BARRED, "it was retracted")
    if work.checked is False:
        return Heard(case, DisputeOutcome.BARRED, "nobody has compared its record with the source")
    return None


def _heard(  # noqa: PLR0913 - who, what, and by whom
    case: Case,
    claim: Claim,
    work: Work,
    passages: Mapping[str, Passage],
    judge: Judge | None,
    embedder: Embedder | None,
) -> Heard:
    own = [one for one in passages.values() if one.work == work.key and one.origin is Origin.SOURCE]
    own = [one for one in own if not work.is_retracted(one.version)]
    if not own:
        return Heard(case, DisputeOutcome.NO_TEXT, "no sentence of its own was read")
    if passages[claim.passage].origin is Origin.DIGEST:
        why = "the claim stands in our digest, which is held against no other work's words"
        return Heard(case, DisputeOutcome.NOT_ASSESSED, why)
    if judge is None:
        return Heard(case, DisputeOutcome.NOT_ASSESSED, "there was no model to judge")
    asked = _to_ask(claim, own, embedder)
    judged = judge.judge([Asked(uncited(claim.text), work.title, (one.text,)) for one in asked])
    pairs = list(zip(asked, judged, strict=True))
    found = tuple(_best(claim, pairs, judge))
    if found:
        outcome = DisputeOutcome.CONTRADICTS if found[0].stance is Stance.CONTRADICTS else DisputeOutcome.SUPPORTS
        return Heard(case, outcome, found[0].why, found)
    nearest, last = max(pairs, key=lambda pair: (pair[1].contradicts, pair[1].supports, pair[0].id))
    return Heard(case, DisputeOutcome.NEITHER, _why_neither(claim, nearest, last, judge), nearest=nearest.id)


def _to_ask(claim: Claim, own: Sequence[Passage], embedder: Embedder | None) -> list[Passage]:
    """The passages that could count, whatever the judge says of them, and the nearest others; the nearest first.

    A passage that neither points the claim's way nor the opposite way of the same things never counts: of these the
    judge is asked about the nearest alone, to tell how near they come.
    """
    near = likeness(claim.text, [one.text for one in own], embedder)
    ranked = [one for one, _ in sorted(zip(own, near, strict=True), key=lambda pair: (-pair[1], pair[0].id))]
    pointed = {one.id for one in ranked if agree(claim.text, one.text) or opposite(claim.text, one.text)}
    return [one for at, one in enumerate(ranked) if one.id in pointed or at < NEAREST]


def _best(claim: Claim, pairs: Sequence[tuple[Passage, Judgement]], judge: Judge) -> Iterator[Finding]:
    """The most probable contradiction, then the most probable support."""
    made = (judged_finding(claim, passage.id, passage.text, judged, judge) for passage, judged in pairs)
    found = [one for one in made if one is not None]
    for stance in (Stance.CONTRADICTS, Stance.SUPPORTS):
        fitting = [one for one in found if one.stance is stance]
        if fitting:
            yield max(fitting, key=lambda one: (one.probability or 0, one.passage))


def _why_neither(claim: Claim, passage: Passage, judged: Judgement, judge: Judge) -> str:
    told = f"the nearest passage: support {judged.supports:.2f}, contradiction {judged.contradicts:.2f}"
    if judged.contradicts >= judge.contradicted_from and not opposite(claim.text, passage.text):
        return f"{told}; not counted, as the two do not name the same things or do not point opposite ways"
    return f"{told}; a contradiction would count from {judge.contradicted_from:.2f}"


def hearings(heard: Sequence[Heard], evidence: Sequence[Evidence]) -> tuple[Hearing, ...]:
    """The records of the report; what the work's figures do to the claim, which need no judge, goes before all else."""
    return tuple(_hearing(one, [e for e in evidence if _is_of(e, one.case)]) for one in heard)


def _is_of(evidence: Evidence, case: Case) -> bool:
    return case.work is not None and (evidence.claim, evidence.work) == (case.dispute.claim, case.work.key)


def _hearing(heard: Heard, evidence: Sequence[Evidence]) -> Hearing:
    case = heard.case
    work = case.work.key if case.work else None
    if heard.outcome in {*_HELD, DisputeOutcome.NOT_ASSESSED}:
        for stance in (Stance.CONTRADICTS, Stance.SUPPORTS):
            counted = max(
                (one for one in evidence if one.stance is stance),
                key=lambda one: (one.basis == "figures", one.probability or 0, one.id),
                default=None,
            )
            if counted is not None:
                return Hearing(
                    dispute=case.dispute,
                    outcome=DisputeOutcome(stance.value),
                    work=work,
                    passage=counted.passage,
                    evidence=counted.id,
                    probability=counted.probability,
                    why=counted.why,
                )
    decided = heard.findings[0] if heard.findings else None
    return Hearing(
        dispute=case.dispute,
        outcome=heard.outcome,
        work=work,
        passage=decided.passage if decided else heard.nearest,
        probability=round(decided.probability, 4) if decided and decided.probability is not None else None,
        why=heard.why,
    )
