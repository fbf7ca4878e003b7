"""Makes the answer: the ruling, its sentences with every figure recomputed, and what the answer hangs on.

Pure; a part of the stage `synthesise`. `rule` decides, `derived` computes, `gaps` names what is missing. An answer that
a single work carries says so: each work behind it is taken away in turn and the question decided again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.comparable import setting, table_of
from generator.independence import independent_groups
from generator.schema import (
    TELLING,
    Answer,
    AnswerStatus,
    Claim,
    ClaimStatus,
    Concept,
    Coverage,
    Derived,
    Facet,
    Fragility,
    Missing,
    Origin,
    Question,
    Statement,
)
from generator.stages.synthesise.derived import derive
from generator.stages.synthesise.gaps import Gaps, Surroundings
from generator.stages.synthesise.rule import RULES, Required, Ruling, decide, is_of, names_of
from generator.stages.synthesise.statements import (
    PREPRINT,
    Material,
    listed,
    of_claim,
    of_contest,
    of_difference,
    of_records,
    of_tally,
)
from generator.stages.synthesise.ways import of_ways
from generator.text import names

MOST_PAIRS = 3
"""Pairs of works that contradict each other which the first sentence names; of more it gives the number."""


def answer(question: Question, material: Material, surroundings: Surroundings) -> tuple[Answer, tuple[Derived, ...]]:
    """The answer and the figures recomputed for it."""
    required = question.facets.required()
    usable = material.usable()
    titled = _titled(required, material)
    ruling = decide(required, usable, titled, material.results, material.names)
    gaps = Gaps(question, material, surroundings)
    if ruling.status is AnswerStatus.NOT_ANSWERED:
        return gaps.not_answered(RULES[ruling.rule]), ()
    works = _works_of(ruling.support)
    covering = _with_siblings(required, material, usable, ruling.support)
    derived = derive(required, material, ruling.support, [c for c in covering if c not in ruling.support])
    missing: tuple[Missing, ...] = ()
    if ruling.status is AnswerStatus.PARTLY:
        missing = gaps.missing(_covered_in_part(required, ruling, titled))
    contested = [c for c in covering if material.verdicts[c.id].status is ClaimStatus.CONTESTED]
    opposed = _opposed_works(material, ruling.support)
    is_mixed = bool(opposed)
    doubted = [claim for claim in contested if claim in ruling.support]
    lead = _lead(material, ruling, missing, is_contested=bool(doubted), opposed=opposed)
    return (
        Answer(
            status=ruling.status,
            rule=RULES[ruling.rule],
            statements=(
                lead,
                *(() if is_mixed or doubted else of_ways(required, covering)),
                *_tally(required, material, derived),
                *_figures_first(material, covering, derived),
                *of_contest(material, contested),
            ),
            covered=tuple(
                one
                for one in _coverage(required, ruling.support, titled)
                if one.concept not in {gap.concept for gap in missing}
            ),
            missing=missing,
            works=works,
            groups=independent_groups([material.works[key] for key in works]),
            fragile=tuple(_fragile(required, material, usable, ruling, titled)),
            mixed=is_mixed,
        ),
        derived,
    )


def _titled(required: Required, material: Material) -> dict[str, frozenset[str]]:
    """The required populations that each work's title names: whom a study is on, it need not say in every sentence."""
    return {
        key: frozenset(c.name for facet, c in required if facet is Facet.POPULATION and names(work.title, c.terms))
        for key, work in material.works.items()
    }


def _covered_in_part(required: Required, ruling: Ruling, titled: Mapping[str, frozenset[str]]) -> set[str]:
    """What the passages of an answer in part cover; if they name all, the comparator is named but not held against."""
    found = {name for claim in ruling.support for name in (*claim.concepts, *titled[claim.work])}
    every = {concept.name for _, concept in required}
    return found - names_of(required, Facet.COMPARATOR) if every <= found else found


def _fragile(
    required: Required,
    material: Material,
    usable: Sequence[Claim],
    ruling: Ruling,
    titled: Mapping[str, frozenset[str]],
) -> Iterator[Fragility]:
    """The works without any one of which the question would be decided otherwise."""
    if ruling.rule == "one_passage" and len(_works_of(ruling.support)) > 1:
        return  # each of them answers alone
    for key in _works_of(ruling.support):
        left = [claim for claim in usable if claim.work != key]
        status = decide(required, left, titled, material.results, material.names).status
        if status is not ruling.status:
            yield Fragility(work=key, status=status)


def _opposed_works(material: Material, support: Sequence[Claim]) -> tuple[tuple[str, str], ...]:
    """The pairs of works of which one opposes what the other says for the answer, each pair once."""
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    for claim in support:
        for one in (material.evidence[key] for key in material.verdicts[claim.id].contradicted_by):
            if one.work != claim.work:
                pairs.setdefault(frozenset((claim.work, one.work)), (claim.work, one.work))
    return tuple(pairs.values())


def _with_siblings(
    required: Required, material: Material, usable: Sequence[Claim], support: Sequence[Claim]
) -> tuple[Claim, ...]:
    """The supporting claims, and of the same works those from the same table or with all but the comparator."""
    tables = {table for claim in support for table in _tables(material, claim)}
    asked = {concept.name for facet, concept in required if facet is not Facet.COMPARATOR}
    works = {claim.work for claim in support}
    return tuple(
        dict.fromkeys(
            (
                *support,
                *(c for c in usable if any(table in tables for table in _tables(material, c))),
                *(c for c in usable if c.work in works and c.kind in TELLING and asked <= set(c.concepts)),
            )
        )
    )


def _tables(material: Material, claim: Claim) -> Iterator[object]:
    """What a claim's results are of: one setting at one place of a work."""
    for result in (material.results[one] for one in claim.results):
        if setting(result) is not None:
            yield result.work, table_of(result), setting(result)


def _tally(required: Required, material: Material, derived: Sequence[Derived]) -> Iterator[Statement]:
    """How often each intervention stands above each comparator, metric by metric: the plain answer of the figures."""
    for facet, ours in required:
        for other, theirs in required:
            if (facet, other) == (Facet.INTERVENTION, Facet.COMPARATOR):
                between = [one for one in derived if _is_between(material, one, ours, theirs)]
                for metric, unit in dict.fromkeys((material.results[d.left].metric, d.unit) for d in between):
                    same = [d for d in between if (material.results[d.left].metric, d.unit) == (metric, unit)]
                    yield of_tally(material, ours.name, theirs.name, same)


def _is_between(material: Material, one: Derived, ours: Concept, theirs: Concept) -> bool:
    left, right = material.results[one.left], material.results[one.right]
    return (
        one.op == "difference"
        and is_of(left, ours.terms, material.names)
        and is_of(right, theirs.terms, material.names)
        and not is_of(right, ours.terms, material.names)
        and not is_of(left, theirs.terms, material.names)
    )


def _figures_first(material: Material, claims: Sequence[Claim], derived: Sequence[Derived]) -> Iterator[Statement]:
    """Differences, one statement for each figure held against others, then the claims that say more than these."""
    by_left: dict[str, list[Derived]] = {}
    for one in derived:
        by_left.setdefault(one.left, []).append(one)
    yield from (of_difference(material, group) for group in by_left.values())
    told = {side for one in derived for side in (one.left, one.right)}
    yield from (
        of_claim(material, claim) for claim in claims if not claim.results or not told.issuperset(claim.results)
    )


def _coverage(
    required: Required, support: Sequence[Claim], titled: Mapping[str, frozenset[str]]
) -> tuple[Coverage, ...]:
    found = []
    for facet, concept in required:
        passages = tuple(claim.passage for claim in support if concept.name in claim.concepts)
        titles = () if passages else tuple(key for key in _works_of(support) if concept.name in titled[key])
        if passages or titles:
            found.append(Coverage(facet=facet, concept=concept.name, passages=passages, titles=titles))
    return tuple(found)


def _works_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.work for claim in claims))


def _lead(
    material: Material,
    ruling: Ruling,
    missing: Sequence[Missing],
    *,
    is_contested: bool,
    opposed: Sequence[tuple[str, str]],
) -> Statement:
    works = _works_of(ruling.support)
    bylines = listed([_named(material, work, ruling.support) for work in works])
    number = "one work" if len(works) == 1 else f"{len(works)} works"
    origins = {material.origin(claim) for claim in ruling.support}
    through = "" if Origin.SOURCE in origins else ", read in our digest alone"
    more = " Some of what stands behind it is contested." if is_contested else ""
    more = f" {_contradict(material, opposed)}" if opposed else more
    if ruling.status is AnswerStatus.PARTLY:
        gaps = "; ".join(gap.concept for gap in missing)
        text = f"The question is answered in part, by {number}: {bylines}{through}. Not covered: {gaps}.{more}"
        return of_records(text, "answer.works", "answer.missing")
    of_all = "the one included work" if len(material.works) == 1 else f"{number} of the {len(material.works)} included"
    text = f"The question is answered by {of_all}: {bylines}{through}.{more}"
    return of_records(text, "answer.works", "counts.included")


def _contradict(material: Material, opposed: Sequence[tuple[str, str]]) -> str:
    """Which works contradict each other, in the words of the abstract as well: nothing stands below it."""
    told = "; ".join(
        f"{material.works[left].byline} and {material.works[right].byline} contradict each other"
        for left, right in opposed[:MOST_PAIRS]
    )
    left = len(opposed) - MOST_PAIRS
    return f"{told}." if left <= 0 else f"{told}; so do {left} more pair{'' if left == 1 else 's'} of works."


def _named(material: Material, work: str, support: Sequence[Claim]) -> str:
    """A work that answers, with its preprint named where nothing but that says so."""
    preprints = [material.is_of_preprint(claim.passage) for claim in support if claim.work == work]
    return f"{material.works[work].byline}{PREPRINT if all(preprints) else ''}"
