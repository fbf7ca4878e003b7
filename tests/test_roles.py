import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.roles import BUCKETS, CUE_WIDTH, PLACE_WIDTH, ROLES, cues, places, states_aim, terms


def test_the_order_of_the_roles_is_that_of_an_abstract() -> None:
    assert [role.value for role in ROLES] == ["background", "objective", "method", "result", "conclusion"]


@given(st.text())
def test_any_text_has_cues_and_terms(text: str) -> None:
    told, found = cues(text), terms(text)
    assert told.shape == (CUE_WIDTH,)
    assert set(told.tolist()) <= {0.0, 1.0}
    assert found.tolist() == sorted(set(found.tolist()))
    assert all(0 <= bucket < BUCKETS for bucket in found)


def test_sentences_of_other_roles_have_other_cues() -> None:
    aim, finding = cues("We aimed to test whether tea helps."), cues("Tea cut falls by 12% (p < 0.01).")
    assert not np.array_equal(aim, finding)


def test_terms_do_not_tell_numbers_apart() -> None:
    assert terms("It fell by 12.5 points").tolist() == terms("it fell by 3 points").tolist()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_every_sentence_has_a_place(count: int) -> None:
    rows = places(count)
    assert rows.shape == (count, PLACE_WIDTH)
    assert np.isfinite(rows).all()


def test_a_lone_sentence_stands_nowhere() -> None:
    assert places(1).sum() == 2
    assert (places(2)[0] != places(2)[1]).any()


@pytest.mark.parametrize(
    "sentence",
    [
        "We aimed to find out whether tea helps.",
        "The purpose of this study was to compare two teas.",
        "To compare two teas in adults.",
        "This trial was designed to test green tea.",
    ],
)
def test_an_aim_is_recognised(sentence: str) -> None:
    assert states_aim(sentence)


@pytest.mark.parametrize("sentence", ["Tea is drunk all over the world.", "Falls were fewer with tea."])
def test_what_is_known_or_found_is_no_aim(sentence: str) -> None:
    assert not states_aim(sentence)
