"""Three reviewers score a report by documented formulas over its records; policy.yml decides what becomes of it.

Pure: the policy comes in as an argument. What no record can tell is "not assessed", never a middling score. Whether
the question is answered is a gate, not a score: an open question has no score at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from generator.ids import title_key
from generator.schema import Answer as AnswerRecord
from generator.schema import (
    AnswerStatus,
    CheckName,
    Claim,
    ClaimStatus,
    Decision,
    DecisionStatus,
    Dimension,
    DimensionName,
    Dropped,
    Finding,
    Outcome,
    Policy,
    Reason,
    Result,
    Review,
    ReviewerName,
    Statement,
    Verdict,
    Work,
)

ENOUGH_WORKS = 3
"""Independent works behind an answer from which more add nothing to the score of evidence strength."""

MANDATES: Mapping[ReviewerName, tuple[str, tuple[DimensionName, ...]]] = {
    ReviewerName.CHALLENGER: (
        "looks for weaknesses: how little evidence there is, how poorly figures are described, what is not disclosed",
        (
            DimensionName.EVIDENCE_STRENGTH,
            DimensionName.BENCHMARK_VALIDITY,
            DimensionName.UNCERTAINTY_DISCLOSURE,
            DimensionName.NOVELTY,
        ),
    ),
    ReviewerName.CONFIRMER: (
        "looks for support: whether each claim leads to its place and each number stands there",
        (
            DimensionName.CITATION_GROUNDING,
            DimensionName.NUMERICAL_CONSISTENCY,
            DimensionName.REPRODUCIBILITY,
            DimensionName.SAFETY_AND_IMPACT,
        ),
    ),
}
INTEGRATOR = "weighs the two others: the mean of their scores is the consensus, and the lower of them is named"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the reviewers see: records of one report, before any score."""

    answer: AnswerRecord
    statements: tuple[Statement, ...]
    limitations: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    verdicts: Mapping[str, Verdict]
    results: tuple[Result, ...]
    works: Mapping[str, Work]
    dropped: tuple[Dropped, ...]


def review(dossier: Dossier, policy: Policy) -> tuple[tuple[Review, ...], Decision]:
    """Reviews by challenger, confirmer and integrator, and the decision that the policy draws from them."""
    is_open = dossier.answer.status is AnswerStatus.NOT_ANSWERED
    pair = [_one(dossier, name, is_open=is_open) for name in MANDATES]
    scores = [one.score for one in pair if one.score is not None]
    consensus = None if is_open or len(scores) < len(pair) else round(fmean(scores), 1)
    integrator = Review(
        reviewer=ReviewerName.INTEGRATOR,
        mandate=INTEGRATOR,
        dimensions=(),
        score=consensus,
        findings=tuple(_integrate(pair, consensus)),
    )
    return (*pair, integrator), decide(dossier, policy, consensus)


def decide(dossier: Dossier, policy: Policy, consensus: float | None) -> Decision:
    """What becomes of the report.

    open: not answered. preview: no claim behind the answer is in a source's own words. published: every gate holds.
    withheld: one does not.
    """
    if dossier.answer.status is AnswerStatus.NOT_ANSWERED:
        reason = "the included literature does not answer the question, so there is nothing to score"
        return Decision(status=DecisionStatus.OPEN, consensus=None, tier=None, reasons=(reason,))
    failing = tuple(_failing_gates(dossier, policy, consensus))
    behind = {dossier.verdicts[claim].status for one in dossier.answer.statements for claim in one.claims}
    if ClaimStatus.VERIFIED not in behind:
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
    return (*unanswered, *_failing_gates(dossier, policy, decision.consensus))


def _failing_gates(dossier: Dossier, policy: Policy, consensus: float | None) -> Iterator[str]:
    gates = policy.gates
    if consensus is None or consensus < gates.min_consensus:
        shown = "not assessed" if consensus is None else f"{consensus}"
        yield f"min_consensus: the consensus is {shown}, where {gates.min_consensus} is due"
    verified = {
        claim.quote
        for claim in dossier.claims
        if claim.on_topic and dossier.verdicts[claim.id].status is ClaimStatus.VERIFIED
    }
    if len(verified) < gates.min_verified_on_topic:
        due = gates.min_verified_on_topic
        yield f"min_verified_on_topic: {len(verified)} verified claims on topic where {due} are due"
    failed = sum(one.reason is Reason.FAILED_STATEMENT for one in dossier.dropped)
    if failed > gates.max_failed_statements:
        yield f"max_failed_statements: {failed} sentences failed, where {gates.max_failed_statements} may"
    if dossier.answer.mixed and not gates.allow_mixed_findings:
        yield "allow_mixed_findings: some findings behind the answer deny something, and others do not"


def _one(dossier: Dossier, name: ReviewerName, *, is_open: bool) -> Review:
    mandate, dimensions = MANDATES[name]
    scored = tuple(_dimension(dossier, dimension) for dimension in dimensions)
    known = [dimension.score for dimension in scored if dimension.score is not None]
    return Review(
        reviewer=name,
        mandate=mandate,
        dimensions=scored,
        score=None if is_open or not known else round(fmean(known), 1),
        findings=tuple(_FINDINGS[name](dossier)),
    )


# --- the eight dimensions -------------------------------------------------------------------------------------------


def _dimension(dossier: Dossier, name: DimensionName) -> Dimension:
    definition, formula = DIMENSIONS[name]
    score, basis = formula(dossier)
    return Dimension(name=name, score=None if score is None else round(score, 1), basis=basis, definition=definition)


def _evidence_strength(dossier: Dossier) -> tuple[float | None, str]:
    works = len({(title_key(w.title), _first_author(w)) for w in (dossier.works[key] for key in dossier.answer.works)})
    if not works:
        return None, "no work supports an answer"
    own = {claim for statement in dossier.answer.statements for claim in statement.claims}
    verified = sum(dossier.verdicts[claim].status is ClaimStatus.VERIFIED for claim in own)
    share = verified / len(own) if own else 0.0
    score = 10 * min(1.0, works / ENOUGH_WORKS) * (0.5 + 0.5 * share)
    return score, f"{works} of {ENOUGH_WORKS} works; {verified} of {len(own)} claims behind it verified at the source"


def _first_author(work: Work) -> str:
    return title_key(work.authors[0].family) if work.authors else ""


def _citation_grounding(dossier: Dossier) -> tuple[float | None, str]:
    """A quote located in our own digest grounds nothing: only `verified` claims whose source was seen count."""
    if not dossier.claims:
        return None, "no claim was taken"
    grounded = sum(
        verdict.status is ClaimStatus.VERIFIED and not _not_passed(verdict, CheckName.RESOLVES)
        for verdict in dossier.verdicts.values()
    )
    total = len(dossier.claims)
    return 10 * grounded / total, f"{grounded} of {total} claims located in the source's own words, the source seen"


def _numerical_consistency(dossier: Dossier) -> tuple[float | None, str]:
    """A verbatim claim has its quote's numbers by construction, so only sentences of ours and rewordings count."""
    reworded = [claim.id for claim in dossier.claims if not claim.verbatim]
    checks = [check for claim in reworded for check in dossier.verdicts[claim].checks]
    checks += [check for statement in dossier.statements for check in statement.checks]
    judged = [c for c in checks if c.name is CheckName.NUMBERS and c.outcome is not Outcome.NOT_APPLICABLE]
    if not judged:
        return None, "no sentence of ours and no reworded claim holds a number"
    passed = sum(check.outcome is Outcome.PASSED for check in judged)
    lost = sum(one.reason is Reason.FAILED_STATEMENT for one in dossier.dropped)
    return 10 * passed / (len(judged) + lost), f"{passed} of {len(judged) + lost} sentences with numbers passed"


def _benchmark_validity(dossier: Dossier) -> tuple[float | None, str]:
    if not dossier.results:
        return None, "no figure with system and data set was read"
    fields = [(r.system, r.method, r.dataset, r.metric) for r in dossier.results]
    named = sum(value is not None for row in fields for value in row)
    due = 4 * len(fields)
    return 10 * named / due, f"{named} of {due} fields (system, method, data set, metric) named by the sources"


def _uncertainty_disclosure(dossier: Dossier) -> tuple[float | None, str]:
    due = tuple(_due_disclosures(dossier))
    if not due:
        return None, "nothing calls for disclosure"
    text = " ".join(statement.text for statement in dossier.limitations)
    told = [cue for cue, _ in due if cue in text]
    untold = [what for cue, what in due if cue not in text]
    return 10 * len(told) / len(due), (
        f"{len(told)} of {len(due)} things to disclose stand under Limitations"
        + (f"; not: {', '.join(untold)}" if untold else "")
    )


def _due_disclosures(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """What the records call for, as the words that must stand under Limitations and a name for it."""
    if any(verdict.status is ClaimStatus.DIGEST for verdict in dossier.verdicts.values()):
        yield "digests that we wrote", "claims from digests"
    if len(dossier.answer.works) == 1:
        yield dossier.works[dossier.answer.works[0]].byline, "a single work behind the answer"
    for gap in dossier.answer.missing:
        yield gap.concept, f"the gap “{gap.concept}”"
    for work in dossier.works.values():
        if work.checked is False or work.notice is not None:
            yield work.byline, f"the record of {work.byline}"


def _not_assessed(why: str) -> Callable[[Dossier], tuple[float | None, str]]:
    return lambda _dossier: (None, why)


DIMENSIONS: Mapping[DimensionName, tuple[str, Callable[[Dossier], tuple[float | None, str]]]] = {
    DimensionName.EVIDENCE_STRENGTH: (
        (
            f"10 × min(1, works behind the answer, by title and first author / {ENOUGH_WORKS})"
            " × (half + half × share of its claims verified at the source)"
        ),
        _evidence_strength,
    ),
    DimensionName.CITATION_GROUNDING: (
        (
            "10 × share of claims that are verified in the source's own words and whose source was seen; a quote from"
            " our digest grounds nothing"
        ),
        _citation_grounding,
    ),
    DimensionName.NUMERICAL_CONSISTENCY: (
        (
            "10 × share of sentences of ours and reworded claims with numbers whose every number is found; failed ones"
            " count although they are not published"
        ),
        _numerical_consistency,
    ),
    DimensionName.BENCHMARK_VALIDITY: (
        "10 × share of the fields system, method, data set and metric that the figures' own sentences name",
        _benchmark_validity,
    ),
    DimensionName.NOVELTY: (
        "whether the synthesis says what no single work says",
        _not_assessed("nothing here knows what was said before"),
    ),
    DimensionName.UNCERTAINTY_DISCLOSURE: (
        "10 × share of the weaknesses that the records show which stand under Limitations",
        _uncertainty_disclosure,
    ),
    DimensionName.REPRODUCIBILITY: (
        "whether data and code of the works behind the answer are open",
        _not_assessed("no record tells whether data and code are open"),
    ),
    DimensionName.SAFETY_AND_IMPACT: (
        "whether acting on the answer could do harm",
        _not_assessed("no rule over records can tell"),
    ),
}


# --- findings -------------------------------------------------------------------------------------------------------


def _challenge(dossier: Dossier) -> Iterator[Finding]:
    if len(dossier.answer.works) == 1:
        work = dossier.answer.works[0]
        text = f"Remove {dossier.works[work].byline} and the answer is gone."
        yield Finding(text=text, works=(work,))
    digests = tuple(c.id for c in dossier.claims if dossier.verdicts[c.id].status is ClaimStatus.DIGEST)
    if digests:
        yield Finding(
            text=f"{len(digests)} of {len(dossier.claims)} claims are our words, not the sources'.", claims=digests
        )
    for one in dossier.dropped:
        if one.reason is Reason.FAILED_STATEMENT:
            yield Finding(text=f"A sentence failed its checks ({one.detail}) and is not published: {one.item}")


def _confirm(dossier: Dossier) -> Iterator[Finding]:
    for name, text in (
        (CheckName.NUMBERS, "Claims whose numbers do not all stand in their quotes"),
        (CheckName.LOCATED, "Claims whose quotes do not stand at their offsets"),
        (CheckName.RESOLVES, "Claims whose source nobody states to have seen"),
    ):
        bad = tuple(claim.id for claim in dossier.claims if _not_passed(dossier.verdicts[claim.id], name))
        if bad:
            yield Finding(text=f"{text}: {len(bad)} of {len(dossier.claims)}.", claims=bad)
    if dossier.claims and not any(_not_passed(dossier.verdicts[c.id], CheckName.LOCATED) for c in dossier.claims):
        yield Finding(text=f"All {len(dossier.claims)} quotes stand at their offsets, to the letter.")


def _not_passed(verdict: Verdict, name: CheckName) -> bool:
    bad = {Outcome.FAILED, Outcome.NOT_ASSESSED}
    return any(check.name is name and check.outcome in bad for check in verdict.checks)


def _integrate(pair: Sequence[Review], consensus: float | None) -> Iterator[Finding]:
    if consensus is None:
        yield Finding(text="No consensus: an open question is not scored.")
        return
    lowest = min(pair, key=lambda one: one.score or 0.0)
    yield Finding(text=f"The lower score is the {lowest.reviewer.value}'s: {lowest.score} of 10.")


_FINDINGS: Mapping[ReviewerName, Callable[[Dossier], Iterator[Finding]]] = {
    ReviewerName.CHALLENGER: _challenge,
    ReviewerName.CONFIRMER: _confirm,
}
