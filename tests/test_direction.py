import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.direction import agree, direction


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("AWQ lowers accuracy", -1),
        ("AWQ raises accuracy", 1),
        ("Loss of Zor1 does not impair growth", 1),
        ("Zorvine does not reduce flares", 1),
        ("The risk of death rose", 1),
        ("Up-regulation of Zor1", 1),
        ("At most a fellow risks it", 1),  # "most" is a word of more; "fellow" and "risks" are of nothing
        ("Bees dance", 0),
        ("Zorvine raises weight and lowers pain", 0),
        ("Zorvine had no effect on weight", 0),
    ],
)
def test_which_way_a_sentence_points(text: str, sign: int) -> None:
    assert direction(text).sign == sign


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Zorvine lowers pain", "Pain is reduced by zorvine", True),
        ("Zorvine lowers pain", "Zorvine raises pain", False),
        ("Zorvine lowers pain", "Zorvine does not lower pain", False),
        ("Zorvine works", "Zorvine doesn’t work", False),
    ],
)
def test_what_a_paraphrase_would_keep(left: str, right: str, same: bool) -> None:  # noqa: FBT001 - a case's fields
    assert agree(left, right) is same


@given(st.text())
def test_every_text_agrees_with_itself(text: str) -> None:
    assert agree(text, text)
    assert direction(text).sign in {-1, 0, 1}
