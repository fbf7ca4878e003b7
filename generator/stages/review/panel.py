"""The three reviewers with their mandates: two that score and find, one that weighs the two.

The top of the stage `review`; pure. Whether the question is answered is a gate, not a score: an open question has no
score at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

from generator.schema import (
    AnswerStatus,
    Decision,
    DimensionName,
    Finding,
    Policy,
    Review,
    ReviewerName,
)
from generator.stages.review.decision import decide
from generator.stages.review.dimensions import dimension
from generator.stages.review.dossier import Dossier
from generator.stages.review.findings import challenge, confirm
from generator.stages.review.reading import Reading

APART = 2.0
"""Points between the two reviewers from which their disagreement is a finding."""

MANDATES: Mapping[ReviewerName, tuple[str, tuple[DimensionName, ...]]] = {
    ReviewerName.CHALLENGER: (
        (
            "looks for what speaks against the answer: works off topic, figures printed again, authors that cite"
            " themselves, contradictions, how little there is"
        ),
        (
            DimensionName.EVIDENCE_STRENGTH,
            DimensionName.BENCHMARK_VALIDITY,
            DimensionName.UNCERTAINTY_DISCLOSURE,
            DimensionName.NOVELTY,
        ),
    ),
    ReviewerName.CONFIRMER: (
        (
            "looks for support: whether each claim is a whole sentence of its text, each number stands there, and each"
            " sentence of ours names what it rests on"
        ),
        (
            DimensionName.CITATION_GROUNDING,
            DimensionName.NUMERICAL_CONSISTENCY,
            DimensionName.REPRODUCIBILITY,
            DimensionName.SAFETY_AND_IMPACT,
        ),
    ),
}
INTEGRATOR = (
    "weighs the two others: the mean of their scores is the consensus, the lower of them is named, and so is a"
    f" disagreement of more than {APART:g} points"
)
_FINDINGS: Mapping[ReviewerName, Callable[[Reading], Iterator[Finding]]] = {
    ReviewerName.CHALLENGER: challenge,
    ReviewerName.CONFIRMER: confirm,
}


def review(dossier: Dossier, policy: Policy) -> tuple[tuple[Review, ...], Decision]:
    """Reviews by challenger, confirmer and integrator, and the decision that the policy draws from them."""
    reading = Reading.of(dossier)
    pair = [_one(reading, name) for name in MANDATES]
    scores = [one.score for one in pair if one.score is not None]
    consensus = None if len(scores) < len(pair) else round(fmean(scores), 1)
    integrator = Review(
        reviewer=ReviewerName.INTEGRATOR,
        mandate=INTEGRATOR,
        dimensions=(),
        score=consensus,
        findings=tuple(_integrate(pair, scores, is_open=dossier.answer.status is AnswerStatus.NOT_ANSWERED)),
    )
    return (*pair, integrator), decide(reading, policy, consensus)


def _one(reading: Reading, name: ReviewerName) -> Review:
    mandate, names = MANDATES[name]
    scored = tuple(dimension(reading, one) for one in names)
    known = [one.score for one in scored if one.score is not None]
    return Review(
        reviewer=name,
        mandate=mandate,
        dimensions=scored,
        score=round(fmean(known), 1) if known else None,
        findings=tuple(_FINDINGS[name](reading)),
    )


def _integrate(pair: Sequence[Review], scores: Sequence[float], *, is_open: bool) -> Iterator[Finding]:
    if is_open or not scores:
        yield Finding(text="No consensus: an open question is not scored.")
        return
    lowest, apart = min(scores), max(scores) - min(scores)
    if not apart:
        yield Finding(text=f"Both reviewers give {lowest} of 10.")
        return
    lower = next(one.reviewer.value for one in pair if one.score == lowest)
    yield Finding(text=f"The lower score is the {lower}'s: {lowest} of 10.")
    if apart > APART:
        yield Finding(text=f"The two reviewers are {apart:.1f} points apart: the mean of their scores hides it.")
