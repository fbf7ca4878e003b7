"""What a question asks beside the works that it reads: concepts and names that none has, years that leave none.

Pure; works are passed in. Nothing here says that the literature has no such work, only that none was found yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator import ids, selection
from generator.identification import Entry
from generator.linting.finding import Finding, of
from generator.questions import Tree
from generator.results import load_names
from generator.schema import Concept, Facet, Question, Work
from generator.text import names

FEW = 5
"""Works below which it says nothing that all of them pass."""

_NAMED = (Facet.POPULATION, Facet.SETTING)
"""Facets in which names of models and benchmarks stand."""


def lints(question: Question, tree: Tree, works: Sequence[Work], passed: Sequence[Work]) -> Iterator[Finding]:
    """The findings on a question that reads these works, of which some passed screening."""
    if not works:
        fix = "Add a library, or run claimbook refresh where the question names services."
        yield of("Q205", tree, ("sources",), "no work is there to be read.", fix)
        return
    if _outside(question, works):
        years = sorted(work.year for work in works if work.year is not None)
        message = f"no work is of these years; those at hand are of {years[0]} to {years[-1]}."
        yield of("Q204", tree, ("years",), message, "Widen the years.")
    if len(works) >= FEW and len(passed) == len(works):
        message = f"each of the {len(works)} works at hand passes screening: the concepts tell none apart."
        yield of("Q203", tree, ("facets",), message, "Require what only works on the question name.")
    yield from _unnamed(question, tree, works)


def clashes(tree: Tree, pairs: Sequence[tuple[Entry, Entry]]) -> Iterator[Finding]:
    """The findings on entries of the question's files that share an identifier and cannot be one work."""
    for pair in pairs:
        told = " and ".join(f"{one.place} ({one.work.title!r})" for one in pair)
        message = f"{told} share {_shared(*pair)}, but neither title nor first author: one of them has it wrongly."
        fix = "Look the identifier up, and mend the entry whose work it is not."
        yield of("Q206", tree, ("sources",), message, fix)


def _shared(left: Entry, right: Entry) -> str:
    both = ((scheme, getattr(left.work.ids, scheme), getattr(right.work.ids, scheme)) for scheme in ids.SCHEMES)
    return next((f"{scheme}:{one}" for scheme, one, other in both if one and one == other), "an identifier")


def _outside(question: Question, works: Sequence[Work]) -> bool:
    first, last = question.years.from_ or 0, question.years.to or 9999
    return all(work.year is not None and not first <= work.year <= last for work in works)


def _unnamed(question: Question, tree: Tree, works: Sequence[Work]) -> Iterator[Finding]:
    texts = [_text(work) for work in works]
    withheld = {name for work in works for version in work.versions for part in version.sections for name in part.named}
    wide = selection.widened(question).facets
    for facet in Facet:
        for position, concept in enumerate(question.facets.of(facet)):
            there = concept.name in withheld or _found(texts, wide.of(facet)[position].terms)
            loc = ("facets", facet.value, position)
            missing = list(_missing_names(concept, texts)) if facet in _NAMED else []
            for key, name in missing:
                message = f"no work at hand mentions {name!r}."
                yield of("Q202", tree, (*loc, *key), message, "Check its spelling, or add works that use it.")
            if not (there or missing):
                message = f"no work at hand has {concept.name!r} or a synonym of it."
                fix = "Add the terms that works use, or silence it if none is written yet."
                yield of("Q201", tree, (*loc, "name"), message, fix)


def _missing_names(concept: Concept, texts: Sequence[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every name of a model or benchmark in a concept that stands in no text, with its place in the concept.

    A name that differs from one before it in blanks, hyphens and capitals alone is the same name.
    """
    stated = [(("name",), concept.name), *((("any", at), term) for at, term in enumerate(concept.any))]
    told: set[str] = set()
    for key, name in stated:
        letters = re.sub(r"[\W_]", "", name).casefold()
        if is_name(name) and letters not in told:
            told.add(letters)
            same = [term for _, term in stated if re.sub(r"[\W_]", "", term).casefold() == letters]
            if not _found(texts, load_names().widened(tuple(same))):
                yield key, name


def is_name(term: str) -> bool:
    """Whether a term is the name of a model or benchmark: "LLaVA-1.5", "Science QA", and what `aliases.yml` lists."""
    aliases = load_names().aliases
    if any(term in entry.terms for entry in (*aliases.datasets, *aliases.systems)):
        return True
    each = term.split()
    return all(word[0].isupper() or re.search(r"\d", word) for word in each) and any(
        re.search(r"\d|\w[A-Z]", word) for word in each
    )


def _found(texts: Sequence[str], terms: tuple[str, ...]) -> bool:
    return any(names(text, terms) for text in texts)


def _text(work: Work) -> str:
    return "\n".join((work.title, *(part.held for version in work.versions for part in version.sections)))
