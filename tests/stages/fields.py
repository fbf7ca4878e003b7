"""Two invented fields, in words and in figures, whose libraries and questions the tests of the reviewers share."""

from __future__ import annotations

from random import Random
from typing import Any

from generator.schema import Question
from tests.makers import entry, question

FAMILIES = ("Ide", "Okoro", "Lind", "Sato", "Mol", "Berg", "Tamm", "Yilmaz", "Nakata", "Quist", "Orr", "Pavic")
BENCHMARK: dict[str, Any] = {
    "slug": "folding-quillon",
    "title": "Folding Quillon",
    "question": "What does folding cost Quillon in accuracy on TerraQA, compared with full precision?",
    "facets": {
        "population": [{"name": "Quillon"}],
        "intervention": [{"name": "folding"}],
        "comparator": [{"name": "full precision"}],
        "outcome": [{"name": "accuracy"}],
        "setting": [{"name": "TerraQA"}],
    },
}
TRIAL = (
    "We randomised {n} adults with gout to zorvine or placebo.",
    "In adults with gout, zorvine cut the flare rate by {a}% compared with placebo (p = 0.0{b}).",
    "Fewer flares of gout occurred under zorvine than under placebo, 0.{b} against 1.{a} a year.",
    "We found no gout flares in {n} weeks of zorvine.",
    "Zorvine was not studied in children with gout, in whom flares are rare.",
    "Headache was seen in {b} adults.",
)
PAPER = (
    "Quillon reaches an accuracy of 6{b}.{a} on TerraQA under folding, against 7{b}.{a} under full precision.",
    "We fold Quillon in {n} steps; folding keeps accuracy on TerraQA within {b}.5 points of full precision.",
    "Quillon scores an accuracy of 5{b}.{a} on MarisQA under folding, against 5{b}.9 under full precision.",
    "Folding was never tested on TerraQA with Quillon above {n} tokens.",
    "Folding is cheap.",
)


def asked(field: str) -> Question:
    """The question of a field: trials or papers."""
    return question() if field == "trials" else Question.model_validate(BENCHMARK)


def sentences(field: str, at: int) -> tuple[str, ...]:
    """What one work of a field says; the numbers are its own."""
    given = TRIAL if field == "trials" else PAPER
    return tuple(one.format(n=100 + 7 * at, a=31 + at, b=1 + at % 9) for one in given)


def record(field: str, at: int, authors: str, said: tuple[str, ...], **more: str) -> str:
    """A work of a field as a library holds it."""
    return entry(f"{field}{at}", f"{field.title()} {at}", " ".join(said), author=authors, **more)


def shelf(field: str, works: int = 4) -> str:
    """A library of works of different authors that answer the question."""
    return "".join(
        record(field, at, f"{FAMILIES[2 * at]}, Mina and {FAMILIES[2 * at + 1]}, Tobe", sentences(field, at))
        for at in range(works)
    )


def library(random: Random) -> tuple[str, Question]:
    """A sound library of three to six works of different authors, and its question."""
    field = random.choice(("trials", "papers"))
    names = random.sample(FAMILIES, 12)
    works = [
        record(field, at, f"{names[2 * at]}, Mina and {names[2 * at + 1]}, Tobe", sentences(field, at))
        for at in random.sample(range(6), random.randint(3, 6))
    ]
    return "".join(works), asked(field)
