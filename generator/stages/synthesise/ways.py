"""Says that findings behind an answer point in different directions, where they do; part of the stage `synthesise`.

Pure. Findings on one comparison are held against each other by their words of more and of less
(`generator.direction`); nothing is concluded: findings of two outcomes may differ without a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.direction import direction
from generator.schema import TELLING, Claim, Facet, Statement
from generator.stages.synthesise.rule import Required, names_of
from generator.stages.synthesise.statements import listed, of_records

Comparison = tuple[frozenset[str], frozenset[str]]
"""The interventions and the comparators that a finding names."""


def of_ways(required: Required, claims: Sequence[Claim]) -> Iterator[Statement]:
    """One sentence on all comparisons whose findings differ in direction, with how many point each way; or none."""
    found = {
        comparison: signs
        for comparison, signs in _signs(required, claims).items()
        if signs.count(1) and signs.count(-1)
    }
    if not found:
        return
    told = "; ".join(_counted(required, comparison, signs) for comparison, signs in found.items())
    text = f"Findings behind the answer point in different directions: {told}. They may be of different outcomes."
    yield of_records(text, "claims")


def _signs(required: Required, claims: Sequence[Claim]) -> Mapping[Comparison, list[int]]:
    """Which way each finding points, by the comparison that it is of; one that names no intervention is of none."""
    ours, theirs = names_of(required, Facet.INTERVENTION), names_of(required, Facet.COMPARATOR)
    found: dict[Comparison, list[int]] = {}
    for claim in claims:
        named = frozenset(claim.concepts)
        if claim.kind in TELLING and (named & ours or not ours):
            found.setdefault((named & ours, named & theirs), []).append(direction(claim.quote).sign)
    return found


def _counted(required: Required, comparison: Comparison, signs: Sequence[int]) -> str:
    """How many tell of more and of less: "on tea against coffee, 2 tell of more and 1 of less"."""
    ours, theirs = ([c.name for _, c in required if c.name in names] for names in comparison)
    of = f"on {listed(ours)}" if ours else "on what is asked"
    against = f" against {listed(theirs)}" if theirs else ""
    more, less = signs.count(1), signs.count(-1)
    return f"{of}{against}, {more} {'tells' if more == 1 else 'tell'} of more and {less} of less"
