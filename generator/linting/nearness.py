"""Whether two questions ask much the same: by their sentences, their titles, and their concepts.

Pure. It only tells: nobody is kept from asking again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from generator.schema import Concept, Question
from generator.text import words

SAME_SENTENCE = 90.0
"""Likeness, out of 100, from which sentences or titles are much the same, whatever their concepts."""

ALIKE = 60.0
"""Likeness that is enough where both require the same concepts."""


@dataclass(frozen=True, slots=True)
class Near:
    """A question that asks much the same, and by what it is seen; `likeness` is out of 100."""

    slug: str
    title: str
    likeness: float
    why: str


def near(question: Question, others: Iterable[Question]) -> tuple[Near, ...]:
    """The questions that ask much the same, the nearest first."""
    found = [one for other in others if other.slug != question.slug and (one := _nearness(question, other))]
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.slug)))


def _nearness(ours: Question, theirs: Question) -> Near | None:
    sentences = fuzz.token_sort_ratio(_folded(ours.question), _folded(theirs.question))
    titles = fuzz.token_sort_ratio(_folded(ours.title), _folded(theirs.title))
    likeness = float(max(sentences, titles))
    same = _same_concepts(ours, theirs)
    if not likeness >= (ALIKE if same else SAME_SENTENCE) or (not same and _numbered_apart(ours, theirs)):
        return None
    by = "its question" if sentences >= titles else "its title"
    why = f"{by} is {likeness:.0f} % alike" + (", and it requires the same concepts" if same else "")
    return Near(theirs.slug, theirs.title, likeness, why)


def _numbered_apart(ours: Question, theirs: Question) -> bool:
    """Whether they differ in numbers: sentences about a drug of 5 mg and of 10 mg are two questions."""
    return _numbers(ours.question) != _numbers(theirs.question)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if any(sign.isdigit() for sign in word))


def _same_concepts(ours: Question, theirs: Question) -> bool:
    """Whether each required concept of either has a term of one of the other's, in the same facet."""
    left, right = ours.facets.required(), theirs.facets.required()
    return all(
        any(facet is other and _keys(concept) & _keys(one) for other, one in there)
        for here, there in ((left, right), (right, left))
        for facet, concept in here
    )


def _keys(concept: Concept) -> frozenset[str]:
    return frozenset(_folded(term) for term in concept.terms)


def _folded(text: str) -> str:
    return " ".join(words(text))
