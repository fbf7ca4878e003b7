"""Decides whether the included literature answers the question, by a rule over concepts and passages.

answered      one finding, comparison or figure names every required concept; or passages of one work do, where each
              names the intervention (the population, if there is none) and the outcomes stand in findings,
              comparisons or figures
partly        one such passage names population, intervention, every setting and at least one outcome
not answered  otherwise; then each missing concept is named with the nearest evidence

Pure; a part of the stage `synthesise`. Claims that failed a check, retracted works and unverified records support
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import ids
from generator.schema import (
    TELLING,
    Answer,
    AnswerStatus,
    Claim,
    ClaimKind,
    Concept,
    Coverage,
    Derived,
    Facet,
    Missing,
    Origin,
    Question,
    Result,
    Statement,
)
from generator.stages.synthesise.gaps import Gaps, Surroundings
from generator.stages.synthesise.statements import Evidence, listed, of_claim, of_difference, of_records
from generator.text import names, negations

Required = Sequence[tuple[Facet, Concept]]

RULES = {
    "one_passage": "one passage names every required concept of the question",
    "one_work": "passages of one work, each about the intervention, together name every required concept",
    "partly": "one passage names population, intervention, every setting and at least one outcome, but not the rest",
    "none": "neither one passage nor the passages of one work about the intervention name every required concept",
}


def answer(question: Question, evidence: Evidence, surroundings: Surroundings) -> tuple[Answer, tuple[Derived, ...]]:
    """The answer and the figures recomputed for it."""
    required = question.facets.required()
    usable = evidence.usable()
    rule, support = _support(required, evidence, usable)
    gaps = Gaps(question, evidence, surroundings)
    if rule == "none":
        return gaps.not_answered(RULES[rule]), ()
    covering = _with_siblings(required, evidence, usable, support)
    derived = tuple(
        one
        for claim in covering
        for one in differences(evidence, claim)
        if claim in support or _bears(required, evidence, one)
    )
    missing: tuple[Missing, ...] = ()
    if rule == "partly":
        missing = gaps.missing({name for claim in support for name in claim.concepts})
    is_mixed = _is_mixed(required, support)
    lead = _lead(evidence, rule, support, missing, is_mixed=is_mixed)
    return (
        Answer(
            status=AnswerStatus.PARTLY if rule == "partly" else AnswerStatus.ANSWERED,
            rule=RULES[rule],
            statements=(lead, *_figures_first(evidence, covering, derived)),
            covered=_coverage(required, support, evidence),
            missing=missing,
            works=_works_of(support),
            mixed=is_mixed,
        ),
        derived,
    )


def _support(required: Required, evidence: Evidence, usable: Sequence[Claim]) -> tuple[str, tuple[Claim, ...]]:
    """The first rule that holds and the claims that make it hold."""
    every = {concept.name for _, concept in required}
    whole = tuple(claim for claim in usable if every <= set(claim.concepts) and claim.kind in TELLING)
    if whole:
        return "one_passage", whole
    together = tuple(
        claim
        for work in evidence.works
        for claim in _one_work(required, evidence, [claim for claim in usable if claim.work == work])
    )
    if together:
        return "one_work", together
    part = [claim for claim in usable if _covers_part(required, claim)]
    most = max((len(claim.concepts) for claim in part), default=0)
    best = next((set(claim.concepts) for claim in part if len(claim.concepts) == most), set())
    # Only claims that cover the very same concepts: those of others would hide what each of them lacks.
    same = tuple(claim for claim in part if set(claim.concepts) == best)
    return ("partly", same) if same else ("none", ())


def _one_work(required: Required, evidence: Evidence, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of one work that together cover everything, or none. Its title may name a concept, but no outcome."""
    about = _names_of(required, Facet.INTERVENTION) or _names_of(required, Facet.POPULATION)
    anchored = [
        claim for claim in claims if claim.kind is not ClaimKind.CAVEAT and (not about or about & set(claim.concepts))
    ]
    if not any(claim.kind in TELLING for claim in anchored):
        return ()
    outcomes = _names_of(required, Facet.OUTCOME)
    title = evidence.works[anchored[0].work].title
    found = {c.name for facet, c in required if facet is not Facet.OUTCOME and names(title, c.terms)}
    for claim in anchored:
        found |= set(claim.concepts) - (set() if claim.kind in TELLING else outcomes)
    return tuple(anchored) if {concept.name for _, concept in required} <= found else ()


def _covers_part(required: Required, claim: Claim) -> bool:
    found = set(claim.concepts)
    whole = set().union(*(_names_of(required, f) for f in (Facet.POPULATION, Facet.INTERVENTION, Facet.SETTING)))
    outcomes = _names_of(required, Facet.OUTCOME)
    return bool(whole) and whole <= found and (not outcomes or bool(outcomes & found)) and claim.kind in TELLING


def _names_of(required: Required, facet: Facet) -> set[str]:
    return {concept.name for at, concept in required if at is facet}


def _with_siblings(
    required: Required, evidence: Evidence, usable: Sequence[Claim], support: Sequence[Claim]
) -> tuple[Claim, ...]:
    """The supporting claims, and of the same works those from the same table or with all but the comparator."""
    tables = {_table(result) for claim in support for result in _results(evidence, claim)}
    asked = {concept.name for facet, concept in required if facet is not Facet.COMPARATOR}
    works = {claim.work for claim in support}
    return tuple(
        dict.fromkeys(
            (
                *support,
                *(c for c in usable if any(_table(result) in tables for result in _results(evidence, c))),
                *(c for c in usable if c.work in works and c.kind in TELLING and asked <= set(c.concepts)),
            )
        )
    )


def _table(result: Result) -> tuple[str, str, str | None, str | None]:
    return result.work, result.place, result.system, result.dataset


def _results(evidence: Evidence, claim: Claim) -> Iterator[Result]:
    return (evidence.results[result] for result in claim.results)


def differences(evidence: Evidence, claim: Claim) -> Iterator[Derived]:
    """Each figure of a sentence minus each that it is held against; comparators are held against baselines, too.

    Only figures of one system, data set, metric and unit are subtracted: they differ in method alone.
    """
    rank = {"subject": 0, "comparator": 1, "baseline": 2}
    results = list(_results(evidence, claim))
    for left in results:
        for right in results:
            same = (left.system, left.dataset, left.metric, left.unit, left.place) == (
                right.system, right.dataset, right.metric, right.unit, right.place,
            )  # fmt: skip
            if (
                same
                and _on_one_scale(left, right)
                and rank[left.role] < rank[right.role]
                and left.method != right.method
            ):
                unit = "points" if left.unit in {None, "%"} else left.unit
                yield Derived(
                    id=f"d-{ids.digest(left.id, right.id)}",
                    op="difference",
                    left=left.id,
                    right=right.id,
                    value=left.value - right.value,
                    unit=unit or "points",
                )


def _on_one_scale(left: Result, right: Result) -> bool:
    """Whether two values can be on one scale; where no metric is named, 0.85 and 61.3 are not."""
    return left.metric is not None or (abs(left.value) <= 1) == (abs(right.value) <= 1)


def _bears(required: Required, evidence: Evidence, one: Derived) -> bool:
    """Whether a difference is of a method that the question asks about; any is, where it names no method."""
    asked = [c for facet, c in required if facet in {Facet.INTERVENTION, Facet.COMPARATOR}]
    methods = " ; ".join(evidence.results[side].method or "" for side in (one.left, one.right))
    return not asked or any(names(methods, concept.terms) for concept in asked)


def _figures_first(evidence: Evidence, claims: Sequence[Claim], derived: Sequence[Derived]) -> Iterator[Statement]:
    """Differences, one statement for each figure held against others, then the claims that they come from."""
    by_left: dict[str, list[Derived]] = {}
    for one in derived:
        by_left.setdefault(one.left, []).append(one)
    yield from (of_difference(evidence, group) for group in by_left.values())
    yield from (of_claim(evidence, claim) for claim in claims)


def _coverage(required: Required, support: Sequence[Claim], evidence: Evidence) -> tuple[Coverage, ...]:
    found = []
    for facet, concept in required:
        passages = tuple(claim.passage for claim in support if concept.name in claim.concepts)
        works = [work for work in _works_of(support) if names(evidence.works[work].title, concept.terms)]
        titles = tuple(works) if not passages and facet is not Facet.OUTCOME else ()
        if passages or titles:
            found.append(Coverage(facet=facet, concept=concept.name, passages=passages, titles=titles))
    return tuple(found)


def _is_mixed(required: Required, support: Sequence[Claim]) -> bool:
    """Whether some findings on the outcomes deny something and others do not: they may contradict each other."""
    outcomes = _names_of(required, Facet.OUTCOME)
    telling = [c for c in support if c.kind in TELLING and (not outcomes or outcomes & set(c.concepts))]
    return len({negations(claim.quote) > 0 for claim in telling}) > 1


def _works_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.work for claim in claims))


def _lead(
    evidence: Evidence, rule: str, support: Sequence[Claim], missing: Sequence[Missing], *, is_mixed: bool
) -> Statement:
    works = _works_of(support)
    bylines = listed([evidence.works[work].byline for work in works])
    number = "one work" if len(works) == 1 else f"{len(works)} works"
    origins = {evidence.origin(claim) for claim in support}
    through = "" if Origin.SOURCE in origins else ", read in our digest alone"
    mixed = " Some of its findings deny something and others do not: read each." if is_mixed else ""
    if rule == "partly":
        gaps = "; ".join(gap.concept for gap in missing)
        text = f"The question is answered in part, by {number}: {bylines}{through}. Not covered: {gaps}.{mixed}"
        return of_records(text, "answer.works", "answer.missing")
    text = f"The question is answered by {number} of the {len(evidence.works)} included: {bylines}{through}.{mixed}"
    return of_records(text, "answer.works", "counts.included")
