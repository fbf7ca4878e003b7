from __future__ import annotations

import inspect
from enum import StrEnum

import pytest

from generator import schema
from generator.labels import SOURCES, label, labelled
from generator.schema import words
from generator.sources import FULL_TEXTS, LOOK_UPS, SERVICES

ENUMS = [kind for _, kind in inspect.getmembers(words, inspect.isclass) if issubclass(kind, StrEnum)]
STANDINGS = [schema.AnswerStatus, schema.ClaimStatus, schema.DecisionStatus, schema.Outcome]


@pytest.mark.parametrize("kind", [kind for kind in ENUMS if kind is not StrEnum])
def test_every_member_of_every_enum_has_a_label(kind: type[StrEnum]) -> None:
    table = dict(labelled())
    assert [member for member, _ in table[kind]] == list(kind)


def test_members_with_one_value_keep_their_own_labels() -> None:
    assert label(schema.Origin.DIGEST).word != label(schema.ClaimStatus.DIGEST).word


def test_definitions_are_one_plain_sentence() -> None:
    for _, labels in labelled():
        for _, one in labels:
            assert one.definition.endswith(".")
            assert ". " not in one.definition
            assert "\N{EM DASH}" not in one.word + one.definition


@pytest.mark.parametrize("kind", STANDINGS)
def test_standings_differ_in_word_and_shape(kind: type[StrEnum]) -> None:
    labels = [label(member) for member in kind]
    assert len({one.word for one in labels}) == len(labels)
    assert len({one.shape for one in labels}) == len(labels)
    assert all(one.shape and one.tone for one in labels)


def test_every_service_has_a_name_for_people() -> None:
    assert set(SOURCES) == {one.name for one in SERVICES} | {one.name for one in LOOK_UPS} | {
        one.name for one in FULL_TEXTS
    }
    assert list(SOURCES)[: len(SERVICES)] == list(schema.SERVICE_NAMES)
