"""What stands of a report's records, as the reviewers read them: sound claims, and the works that bear on the question.

Pure; stands above `faults`. Everything here only grows with the evidence and does not depend on its order, so that no
score made of it rises where evidence is taken away. So a work counts if it answers the question (or a part of it) by
its own claims, whether or not the answer, which shows one path only, rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.independence import independent_weight
from generator.numbers import quantities
from generator.schema import TELLING, Claim, ClaimStatus, Facet, Notice, Result
from generator.stages.review.dossier import Dossier, figure_key, named_in
from generator.stages.review.faults import Fault, faults
from generator.text import fingerprint

STANDING = frozenset({ClaimStatus.VERIFIED, ClaimStatus.CONTESTED, ClaimStatus.DIGEST})
"""Statuses of claims that count. A contested claim does: contradictions are findings and a gate, and lower no score."""

_RANK = {"subject": 0, "comparator": 1, "baseline": 2}

SOURCE, DIGEST = 2, 1
"""What a claim weighs, in halves: one in a source's own words is whole, one in our digest half."""

Fact = tuple[str, ...]
"""What makes two claims the same measurement: a figure's names and value, or the words of a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The dossier with its faults and its sound claims, and the works whose own claims answer it, wholly or in part."""

    dossier: Dossier
    faults: tuple[Fault, ...]
    sound: tuple[Claim, ...]
    named: Mapping[str, frozenset[str]]
    whole: frozenset[str]
    part: frozenset[str]

    @classmethod
    def of(cls, dossier: Dossier) -> Reading:
        """Read a dossier."""
        found = faults(dossier)
        unseated = {claim for fault in found for claim in fault.unseats}
        sound = tuple(claim for claim in dossier.claims if claim.id not in unseated and _stands(dossier, claim))
        required = dossier.required()
        named = {claim.id: named_in(dossier.text_of(claim), required) for claim in sound}
        by_work: dict[str, list[Claim]] = {}
        for claim in sound:
            by_work.setdefault(claim.work, []).append(claim)
        return cls(
            dossier=dossier,
            faults=found,
            sound=sound,
            named=named,
            whole=frozenset(work for work, claims in by_work.items() if _answers(dossier, claims, named)),
            part=frozenset(work for work, claims in by_work.items() if any(_parts(dossier, claims, named))),
        )

    def bearing(self) -> tuple[Claim, ...]:
        """The sound claims of the works that answer the question or a part of it."""
        return tuple(claim for claim in self.sound if claim.work in self.whole | self.part)

    def telling(self) -> tuple[Claim, ...]:
        """Those of them that tell something about what the question is about."""
        about = {concept.name for concept in self.dossier.about()}
        return tuple(claim for claim in self.bearing() if claim.kind in TELLING and about & self.named[claim.id])

    def on_topic(self, claim: Claim) -> bool:
        """Whether a claim's passage is on topic by itself."""
        return self.dossier.on_topic(self.named[claim.id])

    def weight(self, claim: Claim) -> int:
        """What a claim weighs, in halves."""
        return SOURCE if self.dossier.at_source(claim) else DIGEST

    def heaviest(self, works: Iterable[str], claims: Sequence[Claim]) -> int:
        """The weight, in halves, of independent works that have any of the claims; each weighs as its best claim."""
        keys = sorted(set(works) & {claim.work for claim in claims})
        weights = [max(self.weight(claim) for claim in claims if claim.work == key) for key in keys]
        return independent_weight([self.dossier.works[key] for key in keys], weights)

    def facts(self, claims: Sequence[Claim]) -> dict[Fact, int]:
        """The distinct measurements that claims state, each with its weight in halves; a reprinted one counts once."""
        found: dict[Fact, int] = {}
        for claim in claims:
            for fact in self._facts_of(claim):
                found[fact] = max(found.get(fact, 0), self.weight(claim))
        return found

    def numbered(self) -> dict[Fact, int]:
        """The distinct measurements with a number among the telling claims, each with its weight in halves."""
        telling = [claim for claim in self.telling() if self.on_topic(claim)]
        return self.facts([claim for claim in telling if quantities(self.dossier.text_of(claim))])

    def figures(self) -> tuple[tuple[Result, int], ...]:
        """The figures of the telling claims on topic, each with its weight in halves."""
        weights = {claim.passage: self.weight(claim) for claim in self.telling() if self.on_topic(claim)}
        return tuple((one, weights[one.passage]) for one in self.dossier.results if one.passage in weights)

    def joined(self) -> dict[frozenset[Fact], int]:
        """Pairs of figures of one sentence that differ in method, each with its weight in halves.

        What works say of each other is not counted: which passages were held together depends on what else there is.
        """
        found: dict[frozenset[Fact], int] = {}
        for pair, weight in self._held_against():
            found[pair] = max(found.get(pair, 0), weight)
        return found

    def _facts_of(self, claim: Claim) -> tuple[Fact, ...]:
        figures = [one for one in self.dossier.results if one.passage == claim.passage and one.system is not None]
        return tuple(_fact(one) for one in figures) or (self._words(claim),)

    def _words(self, claim: Claim) -> Fact:
        return (fingerprint(self.dossier.text_of(claim)),)

    def _held_against(self) -> Iterator[tuple[frozenset[Fact], int]]:
        figures = self.figures()
        for left, weight in figures:
            for right, _ in figures:
                same = (left.passage, left.system, left.dataset, left.metric, left.unit) == (
                    right.passage, right.system, right.dataset, right.metric, right.unit,
                )  # fmt: skip
                if same and _RANK[left.role] < _RANK[right.role] and left.method != right.method:
                    yield frozenset((_fact(left), _fact(right))), weight


def _fact(result: Result) -> Fact:
    return (*figure_key(result), result.method or "")


def _stands(dossier: Dossier, claim: Claim) -> bool:
    verdict, work = dossier.verdicts.get(claim.id), dossier.works.get(claim.work)
    if verdict is None or work is None or work.checked is False or work.notice is Notice.RETRACTION:
        return False
    return verdict.status in STANDING


def _answers(dossier: Dossier, claims: Sequence[Claim], named: Mapping[str, frozenset[str]]) -> bool:
    """Whether telling claims of one work name every required concept.

    One does, or several that each name all but intervention and comparator do together. A title names populations.
    """
    every = {concept.name for concept in dossier.required()}
    compared = {concept.name for concept in dossier.required(Facet.INTERVENTION, Facet.COMPARATOR)}
    found = [_told(dossier, claim, named) for claim in claims if claim.kind in TELLING]
    rest = [names for names in found if every - compared <= names]
    return any(every <= names for names in found) or (bool(rest) and every <= frozenset().union(*rest))


def _told(dossier: Dossier, claim: Claim, named: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What a claim names, with the populations in its work's title."""
    return named[claim.id] | named_in(dossier.works[claim.work].title, dossier.required(Facet.POPULATION))


def _parts(dossier: Dossier, claims: Sequence[Claim], named: Mapping[str, frozenset[str]]) -> Iterator[Claim]:
    """The telling claims that name every population, intervention and setting, and an outcome if any is required."""
    whole = {concept.name for concept in dossier.required(Facet.POPULATION, Facet.INTERVENTION, Facet.SETTING)}
    outcomes = {concept.name for concept in dossier.required(Facet.OUTCOME)}
    for claim in claims:
        found = _told(dossier, claim, named)
        if whole and claim.kind in TELLING and whole <= found and (not outcomes or outcomes & found):
            yield claim
