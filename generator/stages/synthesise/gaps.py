"""Names what an unanswered question misses, with the nearest evidence to each missing concept.

Pure; a part of the stage `synthesise`. Nearest evidence is a passage of an included work that names the concept beside
others; where none does, a passage of a screened work that names it, or something of a similar name, for populations and
settings only, since these are names of things; else the passages that name most of the other concepts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from generator.schema import (
    TELLING,
    Answer,
    AnswerStatus,
    Concept,
    Coverage,
    Facet,
    Missing,
    Nearest,
    Passage,
    Question,
    Work,
)
from generator.stages.synthesise.statements import Material, of_records
from generator.text import may_name, name_parts, names

MAX_NEAREST = 3
MIN_CONCEPTS = 2
MIN_SHARED_PARTS = 2
"""Parts of a compound name that must recur before a passage counts as being about something of a similar name."""

_NAMES_OF_THINGS = frozenset({Facet.POPULATION, Facet.SETTING})

Named = tuple[Passage, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Works that screening found off topic, by key, and their passages: they can only be nearest evidence."""

    works: Mapping[str, Work]
    passages: tuple[Passage, ...]


def may_be_near(question: Question, work: Work) -> bool:
    """Whether a passage of the work can be nearest evidence: no other work's passages need to be read.

    It looks at the work's words as a whole, and says yes where a passage may have what `Gaps` looks for.
    """
    text = "\n".join([work.title, *(section.text or "" for version in work.versions for section in version.sections)])
    required = question.facets.required()
    named = [facet for facet, concept in required if may_name(text, concept.terms)]
    if len(named) >= MIN_CONCEPTS or _NAMES_OF_THINGS.intersection(named):
        return True
    folded = text.casefold()
    return any(part in folded for facet, concept in required if facet in _NAMES_OF_THINGS for part in _parts(concept))


def _parts(concept: Concept) -> frozenset[str]:
    """The parts of a name by which something of a similar name is found: none if it has too few."""
    parts = name_parts(concept.name)
    return parts if len(parts) >= MIN_SHARED_PARTS else frozenset()


class Gaps:
    """The passages of one question's works with the required concepts that each names."""

    def __init__(self, question: Question, material: Material, surroundings: Surroundings) -> None:
        self._question = question
        self._evidence = material
        self._required = question.facets.required()
        self._included = self._named(material.passages.values(), material.works)
        # An outcome that a sentence names without telling anything of it is not covered.
        self._told = {claim.passage for claim in material.usable() if claim.kind in TELLING}
        self._outcomes = {concept.name for facet, concept in self._required if facet is Facet.OUTCOME}
        self._around = self._named(surroundings.passages, surroundings.works)
        self._titles = {key: work.title for key, work in {**surroundings.works, **material.works}.items()}

    def not_answered(self, rule: str) -> Answer:
        """The answer that says what is missing, measured against the included work that names most concepts."""
        work, covered = self._closest()
        missing = self.missing(covered)
        lacking = "; ".join(gap.concept for gap in missing)
        lead = "The included literature does not answer the question."
        if work is not None and len(covered) < len(self._required):
            lead += f" The nearest work, {self._evidence.works[work].byline}, has no finding on: {lacking}."
        elif work is not None:
            lead += f" {self._evidence.works[work].byline} names every concept, but not of one and the same thing."
        else:
            lead += f" No included work in good standing names any of: {lacking}."
        return Answer(
            status=AnswerStatus.NOT_ANSWERED,
            rule=rule,
            statements=(of_records(lead, "answer.missing", "answer.covered"),),
            covered=tuple(self._coverage(work, covered)),
            missing=missing,
            works=(),
        )

    def missing(self, covered: Iterable[str]) -> tuple[Missing, ...]:
        """Each required concept outside `covered`; all of them where none is outside, for then the bond is missing."""
        within = set(covered)
        gaps = [(facet, concept) for facet, concept in self._required if concept.name not in within]
        return tuple(
            Missing(
                facet=facet,
                concept=concept.name,
                found_elsewhere=len({p.work for p, found in self._included if concept.name in found}),
                nearest=tuple(self._nearest(facet, concept)),
                would_need=_would_need(self._question),
            )
            for facet, concept in gaps or self._required
        )

    def _named(self, passages: Iterable[Passage], works: Mapping[str, Work]) -> list[Named]:
        """Passages of works in good standing: seen by somebody, and not retracted."""
        return [
            (passage, frozenset(c.name for _, c in self._required if names(passage.text, c.terms)))
            for passage in passages
            if works[passage.work].checked is not False and not works[passage.work].is_retracted(passage.version)
        ]

    def _closest(self) -> tuple[str | None, frozenset[str]]:
        """The included work whose passages name most concepts; the first in the order of screening wins a tie."""
        best: tuple[str | None, frozenset[str]] = None, frozenset()
        for work in self._evidence.works:
            found = frozenset().union(
                *(self._covering(passage, concepts) for passage, concepts in self._included if passage.work == work)
            )
            if len(found) > len(best[1]):
                best = work, found
        return best

    def _covering(self, passage: Passage, concepts: frozenset[str]) -> frozenset[str]:
        return concepts if passage.id in self._told else concepts - self._outcomes

    def _coverage(self, work: str | None, covered: frozenset[str]) -> Iterator[Coverage]:
        for facet, concept in self._required:
            if concept.name in covered:
                found = (
                    p.id for p, found in self._included if p.work == work and concept.name in self._covering(p, found)
                )
                yield Coverage(facet=facet, concept=concept.name, passages=tuple(found))

    def _nearest(self, facet: Facet, concept: Concept) -> Iterator[Nearest]:
        naming = [pair for pair in self._included if concept.name in pair[1]]
        if naming:
            yield from (_named_beside(concept, pair) for pair in _best_by_work(naming))
            return
        about = self._around_of(facet, concept)
        yield from about
        if not about:
            yield from (
                _near(passage, found, f"does not name it; names {', '.join(sorted(found))}")
                for passage, found in _best_by_work([pair for pair in self._included if pair[1]])
            )

    def _around_of(self, facet: Facet, concept: Concept) -> list[Nearest]:
        """Passages of any screened work that name the concept, else passages on something of a similar name.

        Outcomes and comparators are common words: a passage must name one more concept, and similar names say nothing.
        """
        least = 1 if facet in _NAMES_OF_THINGS else MIN_CONCEPTS
        exact = [pair for pair in self._around if concept.name in pair[1] and len(pair[1]) >= least]
        if exact:
            return [
                _near(passage, found, "names it; its work was screened out, since it lacks the rest")
                for passage, found in _best_by_work(exact)
            ]
        if facet not in _NAMES_OF_THINGS:
            return []
        return [
            _near(passage, frozenset(), f"another thing of a similar name: shares {', '.join(sorted(shared))}")
            for passage, shared in self._similar(concept)
        ]

    def _similar(self, concept: Concept) -> list[Named]:
        """For each work that shares parts of the name, its passage that shares most; rare parts count for more."""
        by_work: dict[str, list[Named]] = {}
        for passage, _ in (*self._included, *self._around):
            by_work.setdefault(passage.work, []).append((passage, _shared_parts(concept, passage.text)))
        shared = {
            work: _shared_parts(concept, self._titles[work]).union(*(parts for _, parts in pairs))
            for work, pairs in by_work.items()
        }
        spread = Counter(part for parts in shared.values() for part in parts)
        close = [work for work, parts in shared.items() if len(parts) >= MIN_SHARED_PARTS]
        close.sort(key=lambda work: (-fsum(1 / spread[part] for part in sorted(shared[work])), work))
        return [(max(by_work[work], key=lambda pair: len(pair[1]))[0], shared[work]) for work in close[:MAX_NEAREST]]


def _best_by_work(pairs: Sequence[Named]) -> list[Named]:
    """The pairs with the largest sets, one a work, at most MAX_NEAREST; the given order decides ties."""
    best: dict[str, Named] = {}
    for pair in sorted(pairs, key=lambda one: -len(one[1])):
        best.setdefault(pair[0].work, pair)
    return list(best.values())[:MAX_NEAREST]


def _named_beside(concept: Concept, pair: Named) -> Nearest:
    passage, found = pair
    others = sorted(found - {concept.name})
    why = f"names it, beside {', '.join(others)}" if others else "names it, and no other required concept"
    return _near(passage, found, why)


def _near(passage: Passage, found: frozenset[str], why: str) -> Nearest:
    return Nearest(passage=passage.id, work=passage.work, concepts=tuple(sorted(found)), why=why)


def _shared_parts(concept: Concept, text: str) -> frozenset[str]:
    present = name_parts(text)
    return frozenset(part for part in name_parts(concept.name) if any(part in word for word in present))


def _would_need(question: Question) -> str:
    """What a study would have to measure, from the facets."""
    of = {facet: " and ".join(c.name for c in question.facets.of(facet) if c.required) for facet in Facet}
    sentence = f"A study would have to measure {of[Facet.OUTCOME] or 'an outcome'}"
    for facet, link in (
        (Facet.POPULATION, "of"),
        (Facet.INTERVENTION, "under"),
        (Facet.COMPARATOR, "against"),
        (Facet.SETTING, "on"),
    ):
        sentence += f" {link} {of[facet]}" if of[facet] else ""
    return f"{sentence}, in one experiment."
