"""What the reviewers see, and how they look things up in it; the lowest module of the stage `review`.

It holds records and decides nothing. An id that a record names may be missing here: the reviewers look for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.schema import (
    Answer,
    Claim,
    Concept,
    Derived,
    Dropped,
    Evidence,
    Facet,
    Origin,
    Passage,
    Question,
    Result,
    Section,
    Statement,
    Verdict,
    Work,
)
from generator.text import names

MIN_CONCEPTS = 2
"""Required concepts that a passage on topic names; one alone does not place it in the question."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Records of one report, before any score. `passages` are all that were read; `statements` not the limitations."""

    question: Question
    answer: Answer
    statements: tuple[Statement, ...]
    limitations: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    verdicts: Mapping[str, Verdict]
    passages: Mapping[str, Passage]
    results: tuple[Result, ...]
    derived: tuple[Derived, ...]
    works: Mapping[str, Work]
    dropped: tuple[Dropped, ...]
    evidence: tuple[Evidence, ...] = ()

    def required(self, *facets: Facet) -> tuple[Concept, ...]:
        """The required concepts of the question, of these facets or of all."""
        return tuple(c for facet, c in self.question.facets.required() if not facets or facet in facets)

    def about(self) -> tuple[Concept, ...]:
        """What a passage must name to be about the question: an intervention, else a population, else any concept."""
        return self.required(Facet.INTERVENTION) or self.required(Facet.POPULATION) or self.required()

    def on_topic(self, named: frozenset[str]) -> bool:
        """Whether required concepts named together hold what the question is about, and one more if there are more."""
        about = {concept.name for concept in self.about()}
        return bool(about & named) and len(named) >= min(MIN_CONCEPTS, len(self.required()))

    def text_of(self, claim: Claim) -> str:
        """The passage that a claim was taken from; its quote, where the passage is missing."""
        return self.passages[claim.passage].text if claim.passage in self.passages else claim.quote

    def at_source(self, claim: Claim) -> bool:
        """Whether a claim's passage is in a source's own words, not in our digest."""
        return claim.passage in self.passages and self.passages[claim.passage].origin is Origin.SOURCE

    def claims_of(self, results: set[str]) -> tuple[str, ...]:
        """The claims that carry any of these figures."""
        passages = {result.passage for result in self.results if result.id in results}
        return tuple(c.id for c in self.claims if c.passage in passages or results & set(c.results))

    def sections_of(self, passage: Passage) -> Iterator[Section]:
        """The texts that a passage says it is a slice of."""
        for version in self.works[passage.work].versions if passage.work in self.works else ():
            for section in version.sections:
                if (version.id, section.origin, section.name) == (passage.version, passage.origin, passage.section):
                    yield section

    def everything_written(self) -> tuple[Statement, ...]:
        """Every sentence of ours, the limitations too, without repeats."""
        return tuple(dict.fromkeys((*self.statements, *self.limitations)))


def named_in(text: str, concepts: tuple[Concept, ...]) -> frozenset[str]:
    """The names of those concepts that stand in a text."""
    return frozenset(concept.name for concept in concepts if names(text, concept.terms))


def figure_key(result: Result) -> tuple[str, ...]:
    """What makes two figures the same measurement wherever they are printed: system, data set, metric and value."""
    named = (result.system, result.dataset, result.metric, result.unit)
    return (*((name or "").casefold() for name in named), f"{result.value.normalize():f}")
