"""The reviewers find planted faults from the records alone: every check and mark says that all is well."""

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from generator.schema import Finding, ReviewerName
from generator.stages.review import Dossier
from generator.stages.review.faults import faults
from generator.stages.review.findings import challenge, confirm
from generator.stages.review.reading import Reading
from tests.makers import examined
from tests.stages import fields, plantings

PLANTINGS = 200
LIBRARIES = 12
CHALLENGER, CONFIRMER = ReviewerName.CHALLENGER, ReviewerName.CONFIRMER


@cache
def sound() -> tuple[Dossier, ...]:
    """What the reviewers see of sound reports, as the pipeline builds them."""
    chances = (Random(seed) for seed in range(LIBRARIES))  # noqa: S311 - a reproducible sample
    return tuple(examined(*fields.library(chance)) for chance in chances)


def findings(seen: Dossier, name: ReviewerName) -> list[Finding]:
    return list((challenge if name is CHALLENGER else confirm)(Reading.of(seen)))


def test_sound_reports_give_no_alarm() -> None:
    assert [fault for seen in sound() for fault in faults(seen)] == []
    assert {seen.question.slug for seen in sound()} == {"zorvine-gout", "folding-quillon"}


@pytest.mark.parametrize(
    ("plant", "by"),
    [
        (plantings.off_topic, CHALLENGER),
        (plantings.reprinted, CHALLENGER),
        (plantings.self_citation, CHALLENGER),
        (plantings.wrong_number, CONFIRMER),
        (plantings.uncited, CONFIRMER),
        (plantings.cut, CONFIRMER),
    ],
    ids=lambda one: one.__name__ if callable(one) else one.value,
)
def test_every_planted_fault_is_found_where_it_is(plant: plantings.Planter, by: ReviewerName) -> None:
    random = Random(plant.__name__)  # noqa: S311 - a reproducible sample
    missed = list(missed_of(plant, by, random))
    assert missed == []


def missed_of(plant: plantings.Planter, by: ReviewerName, random: Random) -> Iterator[tuple[int, str]]:
    usable = [seen for seen in sound() if plantings.figures(seen) or plant is not plantings.reprinted]
    before = {id(seen): findings(seen, by) for seen in usable}
    for at in range(PLANTINGS):
        seen = random.choice(usable)
        planted, target = plant(seen, random)
        new = [one for one in findings(planted, by) if one not in before[id(seen)]]
        if not any(target in {*one.claims, *one.works} or target in one.text for one in new):
            yield at, target
