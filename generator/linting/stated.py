"""What a question says by itself: empty facets, concepts that say nothing or repeat it, terms of two concepts.

Pure; it knows no works and no other question.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.linting.finding import Finding, of
from generator.questions import Tree
from generator.schema import Concept, Facet, Question
from generator.text import carries_meaning, content_words, words

REPEATED = 0.8
"""Share of the question's content words from which a concept repeats it."""

MIN_REPEATED = 5
"""Content words that a question must have before a concept can be said to repeat it."""

MIN_REQUIRED = 2
"""Required concepts from which a question is not too broad: screening asks a work for as many."""

_SAYS_NOTHING = frozenset(
    "yes no yes/no true false maybe none n/a na nil null unknown any anything all everything other others various"
    " tbd todo tba etc ... unspecified default".split()
)
_STOP = frozenset(
    "about after also any are being between both but can could did do does down each few he her here him his how i if"
    " into just many me more most much my no nor not off once only or other our out over own same she should so"
    " some such than then there these those through too under until up very"
    " via we were what when where whether which while who"
    " whom whose why will within without would you your".split()
)


def lints(question: Question, tree: Tree) -> Iterator[Finding]:
    """The findings on what one file says."""
    yield from _empty(question, tree)
    yield from _broad(question, tree)
    seen: dict[str, str] = {}
    for facet in Facet:
        for position, concept in enumerate(question.facets.of(facet)):
            loc = ("facets", facet.value, position)
            yield from _concept(question, tree, concept, loc)
            yield from _shared(tree, concept, loc, seen)


def _empty(question: Question, tree: Tree) -> Iterator[Finding]:
    asked = {facet for facet, _ in question.facets.required()}
    if not asked & {Facet.INTERVENTION, Facet.POPULATION}:
        message = (
            "neither an intervention nor a population is required, so that nothing says what a work must be about."
        )
        yield of("Q101", tree, ("facets",), message, "Say what is done, or to whom.")
    if Facet.OUTCOME not in asked:
        message = "no outcome is required, so that only a yes or a no could answer the question."
        yield of("Q102", tree, ("facets",), message, "Say what is measured.")


def _broad(question: Question, tree: Tree) -> Iterator[Finding]:
    count = len(question.facets.required())
    if count < MIN_REQUIRED:
        message = f"only {count} concept is required: every work that names it answers."
        yield of("Q107", tree, ("facets",), message, "Require a second concept.")


def _concept(question: Question, tree: Tree, concept: Concept, loc: tuple[int | str, ...]) -> Iterator[Finding]:
    if _repeats(question, concept.name):
        message = f"{concept.name!r} repeats the question; no work words it so."
        yield of("Q103", tree, (*loc, "name"), message, "Name one idea, in the words of the literature.")
    for place, term in _terms(concept, loc):
        if term.casefold().strip(" .") in _SAYS_NOTHING:
            yield of(
                "Q104", tree, place, f"{term!r} names nothing that is studied.", "Name it, or leave the facet empty."
            )
        elif not any(carries_meaning(word) and word not in _STOP for word in words(term)) and words(term):
            message = f"{term!r} has only words that stand in every text."
            yield of("Q105", tree, place, message, "Use a term that means something by itself.")


def _repeats(question: Question, name: str) -> bool:
    if "?" in name:
        return True
    asked = set(content_words(question.question)) - _STOP
    return len(asked) >= MIN_REPEATED and len(asked & set(content_words(name))) >= REPEATED * len(asked)


def _shared(tree: Tree, concept: Concept, loc: tuple[int | str, ...], seen: dict[str, str]) -> Iterator[Finding]:
    """Terms that an earlier concept has; `seen` maps each term to the first concept that has it."""
    for place, term in _terms(concept, loc):
        first = seen.setdefault(" ".join(words(term)), concept.name)
        if first != concept.name:
            message = f"{term!r} is a term of {first!r}, too: one mention of it would count for both."
            yield of("Q106", tree, place, message, "Leave it to one of the two.")


def _terms(concept: Concept, loc: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Name and synonyms, each with its place."""
    yield (*loc, "name"), concept.name
    for position, term in enumerate(concept.any):
        yield (*loc, "any", position), term
