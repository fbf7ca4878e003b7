"""The rule that decides whether the question is answered, over concepts, passages and results.

answered      one finding, comparison or figure names every required concept, and holds the intervention against the
              comparator if there is one; or two results of one work do, which share system, data set, metric, protocol
              and version and differ in the method
partly        one finding, comparison or figure names population, intervention, every setting and at least one outcome
not answered  otherwise

A work's title may name the population for its passages, and nothing else. Claims that failed a check, retracted works
and unverified records are not asked. Pure; a part of the stage `synthesise`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.comparable import setting
from generator.results import Names
from generator.schema import TELLING, AnswerStatus, Claim, Concept, Facet, Result
from generator.stages.synthesise.relation import held_against
from generator.text import term_pattern

Required = Sequence[tuple[Facet, Concept]]

_WITHOUT = re.compile(r"\b(?:without|no|non|w/o|minus|excluding)[\s-]*$", re.IGNORECASE)
_CHANGED = re.compile(r"\+|[\s-]?\d(?![\d.]*[\s-]?bits?\b)|[*#'\u2019\u2032]|-(?:free|less)\b")

RULES = {
    "one_passage": "one passage names every required concept of the question, and tells something of the outcome",
    "one_table": "results of one work that share system, data set, metric and protocol cover every required concept",
    "partly": "one passage names population, intervention, every setting and at least one outcome, but not the rest",
    "none": "no passage names population, intervention and an outcome together, nor do results of one work",
}
STATUSES = {
    "one_passage": AnswerStatus.ANSWERED,
    "one_table": AnswerStatus.ANSWERED,
    "partly": AnswerStatus.PARTLY,
    "none": AnswerStatus.NOT_ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The first rule that holds, and the claims that make it hold."""

    rule: str
    support: tuple[Claim, ...]

    @property
    def status(self) -> AnswerStatus:
        """The answer's status under this rule."""
        return STATUSES[self.rule]


def decide(
    required: Required,
    claims: Sequence[Claim],
    titled: Mapping[str, frozenset[str]],
    results: Mapping[str, Result],
    names: Names,
) -> Ruling:
    """The ruling over claims in good standing; `titled` are populations that works name in titles, `results` by id."""
    every = {concept.name for _, concept in required}
    telling = [claim for claim in claims if claim.kind in TELLING]
    found = {claim.id: titled[claim.work].union(claim.concepts) for claim in telling}
    whole = tuple(
        claim
        for claim in telling
        if every <= found[claim.id] and _relates(required, claim, _of_claim(claim, results), names)
    )
    if whole:
        return Ruling("one_passage", whole)
    table = tuple(dict.fromkeys(_one_table(required, telling, found, results, names)))
    if table:
        return Ruling("one_table", table)
    part = [claim for claim in telling if _covers_part(required, found[claim.id])]
    best = max((found[claim.id] for claim in part), key=len, default=frozenset())
    # Only claims that cover the very same concepts: those of others would hide what each of them lacks.
    same = tuple(claim for claim in part if found[claim.id] == best)
    return Ruling("partly", same) if same else Ruling("none", ())


def names_of(required: Required, facet: Facet) -> set[str]:
    """Names of the required concepts of a facet."""
    return {concept.name for at, concept in required if at is facet}


def terms_of(required: Required, facet: Facet) -> tuple[str, ...]:
    """Every term of the required concepts of a facet."""
    return tuple(term for at, concept in required if at is facet for term in concept.terms)


def is_of(result: Result, terms: Sequence[str], names: Names) -> bool:
    """Whether a result's method or system is one that the terms name, in any of its names.

    A name that only has the term in it may be another's: "KQ+", "non-KQ training", "KQ-free".
    """
    told = (part for part in (result.method, names.same_method(result.method), result.system) if part)
    return any(_has(name, term) for name in told for term in terms)


@lru_cache(maxsize=65536)
def _has(name: str, term: str) -> bool:
    return any(
        not _WITHOUT.search(name[: match.start()]) and not _CHANGED.match(name[match.end() :])
        for match in term_pattern(term).finditer(name)
    )


def _relates(required: Required, claim: Claim, results: Sequence[Result], names: Names) -> bool:
    """Whether the claim holds the intervention against the comparator; any does where one of them is not asked."""
    ours, theirs = terms_of(required, Facet.INTERVENTION), terms_of(required, Facet.COMPARATOR)
    if not ours or not theirs:
        return True
    if any(True for _ in _opposed(results, ours, theirs, names)):
        return True
    return held_against(claim.quote, ours, theirs)


def _opposed(
    results: Sequence[Result], ours: Sequence[str], theirs: Sequence[str], names: Names
) -> Iterator[tuple[Result, Result]]:
    """Pairs of results of which one is of the intervention and the other, not the same one, of the comparator."""
    for left in results:
        for right in results:
            apart = left is not right and left.method != right.method
            apart = apart and not is_of(right, ours, names) and not is_of(left, theirs, names)
            if apart and is_of(left, ours, names) and is_of(right, theirs, names):
                yield left, right


def _one_table(
    required: Required,
    claims: Sequence[Claim],
    found: Mapping[str, frozenset[str]],
    results: Mapping[str, Result],
    names: Names,
) -> Iterator[Claim]:
    """Claims whose results, one of the intervention and one of the comparator, share all that makes them comparable."""
    ours, theirs = terms_of(required, Facet.INTERVENTION), terms_of(required, Facet.COMPARATOR)
    if not ours or not theirs:
        return
    rest = {concept.name for facet, concept in required if facet not in {Facet.INTERVENTION, Facet.COMPARATOR}}
    owner = {result: claim for claim in claims for result in claim.results}
    tables: dict[object, list[Result]] = {}
    for identifier, claim in owner.items():
        result = results[identifier]
        if rest <= found[claim.id] and setting(result) is not None:
            tables.setdefault((result.work, setting(result), result.protocol.get("version")), []).append(result)
    for table in tables.values():
        for pair in _opposed(table, ours, theirs, names):
            yield from (owner[result.id] for result in pair)


def _of_claim(claim: Claim, results: Mapping[str, Result]) -> list[Result]:
    return [results[result] for result in claim.results]


def _covers_part(required: Required, found: frozenset[str]) -> bool:
    whole = set().union(*(names_of(required, at) for at in (Facet.POPULATION, Facet.INTERVENTION, Facet.SETTING)))
    outcomes = names_of(required, Facet.OUTCOME)
    return bool(whole) and whole <= found and (not outcomes or bool(outcomes & found))
