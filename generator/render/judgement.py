"""What is missing, what is covered, and what the reviewers and the policy made of it, as readers see them.

Stands above `evidence`; pure. Scores are printed as they are, never computed.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.labels import Label, label
from generator.render.evidence import PassageView, passage_view
from generator.render.lookup import Lookup
from generator.render.works import Link, citation, claim_link
from generator.schema import Dimension, Finding, Gates, Missing, Nearest, Review, ReviewerName

NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class NearestView:
    """A passage that comes near, the required concepts it has, and why it is shown.

    A passage that is near to several missing concepts is printed for the first; `repeated` says that it was.
    """

    passage: PassageView
    concepts: str
    why: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class MissingView:
    """A required concept that the nearest evidence lacks; `would_need` is empty where one text serves all."""

    facet: Label
    concept: str
    found_elsewhere: int
    nearest: tuple[NearestView, ...]
    would_need: str


@dataclass(frozen=True, slots=True)
class CoveredView:
    """A required concept with the works in whose passages the answer finds it."""

    facet: Label
    concept: str
    works: tuple[Link, ...]
    claims: tuple[Link, ...]
    in_title: bool


@dataclass(frozen=True, slots=True)
class GapsView:
    """What is missing and what is covered; `would_need` is what a study would have to measure for all of it."""

    answered: bool
    would_need: str
    missing: tuple[MissingView, ...]
    covered: tuple[CoveredView, ...]
    optional: str


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A quality dimension with its score in words."""

    name: Label
    score: str
    basis: str
    definition: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """A reviewer's finding with the claims and works concerned."""

    text: str
    claims: tuple[Link, ...]
    works: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One reviewer: mandate, score, dimensions, findings."""

    name: Label
    mandate: str
    score: str
    dimensions: tuple[DimensionView, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason of the decision: a sentence, and the gate of the policy that it tells about or nothing."""

    text: str
    gate: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision with its reasons, and the three reviews; `tier` and `lowest` are empty where there is none."""

    status: Label
    tier: str
    consensus: str
    lowest: str
    reasons: tuple[ReasonView, ...]
    reviews: tuple[ReviewView, ...]


def gaps_view(lookup: Lookup) -> GapsView:
    """What is missing and what is covered; `optional` names what the question mentions without requiring it."""
    answer = lookup.report.answer
    needs = {missing.would_need for missing in answer.missing}
    found = {concept for claim in lookup.report.claims for concept in claim.concepts}
    concepts = [concept for _, concept in lookup.report.question.facets.each()]
    return GapsView(
        answered=not answer.missing,
        would_need=answer.missing[0].would_need if len(needs) == 1 else "",
        missing=_missing(lookup, answer.missing, common=len(needs) == 1),
        covered=tuple(
            CoveredView(
                facet=label(coverage.facet),
                concept=coverage.concept,
                works=_works_of(lookup, coverage.passages, coverage.titles),
                claims=_claims_of(lookup, coverage.passages),
                in_title=bool(coverage.titles),
            )
            for coverage in answer.covered
        ),
        optional=", ".join(c.name for c in concepts if not c.required and c.name not in found),
    )


def decision_view(lookup: Lookup) -> DecisionView:
    """The decision and the reviews."""
    decision = lookup.report.decision
    return DecisionView(
        status=label(decision.status),
        tier=decision.tier or "",
        consensus=score(decision.consensus),
        lowest=_lowest(lookup.report.reviews),
        reasons=tuple(_reason(reason) for reason in decision.reasons),
        reviews=tuple(_review(lookup, review) for review in lookup.report.reviews),
    )


def score(value: float | None) -> str:
    """A score out of ten, or that there is none."""
    return NOT_ASSESSED if value is None else f"{value:.1f} out of 10"


def _reason(reason: str) -> ReasonView:
    """A reason on record begins with its gate ("min_consensus: …"); people read the sentence first."""
    gate, mark, text = reason.partition(": ")
    return ReasonView(text, gate) if mark and gate in Gates.model_fields else ReasonView(reason, "")


def _lowest(reviews: tuple[Review, ...]) -> str:
    """The lower score of challenger and confirmer, and whose it is."""
    pair = [one for one in reviews if one.reviewer is not ReviewerName.INTEGRATOR]
    scored = [(one.score, label(one.reviewer).word) for one in pair if one.score is not None]
    lowest = min((value for value, _ in scored), default=None)
    return (
        "" if lowest is None else f"{score(lowest)}, {' and '.join(name for value, name in scored if value == lowest)}"
    )


def _missing(lookup: Lookup, missing: tuple[Missing, ...], *, common: bool) -> tuple[MissingView, ...]:
    shown: set[str] = set()
    views = []
    for gap in missing:
        nearest = tuple(_nearest(lookup, near, repeated=near.passage in shown) for near in gap.nearest)
        shown.update(near.passage for near in gap.nearest)
        need = "" if common else gap.would_need
        views.append(MissingView(label(gap.facet), gap.concept, gap.found_elsewhere, nearest, need))
    return tuple(views)


def _nearest(lookup: Lookup, nearest: Nearest, *, repeated: bool) -> NearestView:
    return NearestView(
        passage=passage_view(lookup, lookup.passages[nearest.passage]),
        concepts=", ".join(nearest.concepts) or "none",
        why=nearest.why,
        repeated=repeated,
    )


def _works_of(lookup: Lookup, passages: tuple[str, ...], titles: tuple[str, ...]) -> tuple[Link, ...]:
    keys = lookup.by_number((*(lookup.passages[passage].work for passage in passages), *titles))
    return tuple(citation(lookup, key) for key in keys)


def _claims_of(lookup: Lookup, passages: tuple[str, ...]) -> tuple[Link, ...]:
    claims = [claim.id for passage in passages for claim in lookup.claims_of_passage(passage)]
    return tuple(claim_link(lookup, claim) for claim in dict.fromkeys(claims))


def _review(lookup: Lookup, review: Review) -> ReviewView:
    return ReviewView(
        name=label(review.reviewer),
        mandate=review.mandate,
        score=score(review.score),
        dimensions=tuple(_dimension(dimension) for dimension in review.dimensions),
        findings=tuple(_finding(lookup, finding) for finding in review.findings),
    )


def _dimension(dimension: Dimension) -> DimensionView:
    return DimensionView(
        name=label(dimension.name),
        score=score(dimension.score),
        basis=dimension.basis,
        definition=dimension.definition,
    )


def _finding(lookup: Lookup, finding: Finding) -> FindingView:
    return FindingView(
        text=finding.text,
        claims=tuple(claim_link(lookup, claim) for claim in finding.claims),
        works=tuple(citation(lookup, work) for work in lookup.by_number(finding.works)),
    )
