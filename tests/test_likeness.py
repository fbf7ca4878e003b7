import pytest

from generator.likeness import may_be_one, repeats
from tests.fakes import WordEmbedder

FIRM = "Red light keeps pears firm for 9 days"


@pytest.mark.parametrize(
    ("other", "may"),
    [
        ("For 9 days red light keeps pears firm", True),
        ("Red light keeps pears firm for 8 days", False),
        ("Red light keeps pears firm for 9 weeks", False),
        ("Red light never keeps pears firm for 9 days", False),
        ("Red light keeps pears less firm for 9 days", False),
        ("Bees dance in spring for 9 days", False),
    ],
)
def test_numbers_denials_and_directions_come_before_any_cosine(other: str, may: bool) -> None:  # noqa: FBT001 - a case
    assert may_be_one(FIRM, other) is may


def test_a_sentence_in_other_order_repeats_the_earlier_one_of_its_work() -> None:
    texts = [FIRM, "For 9 days red light keeps pears firm", FIRM, "Red light keeps pears firm for 8 days"]
    assert repeats(texts, ["a", "a", "b", "a"], WordEmbedder()) == {1}


def test_without_an_embedder_nothing_is_merged_by_meaning() -> None:
    assert repeats([FIRM, FIRM], ["a", "a"], None) == frozenset()


def test_only_what_may_be_one_is_embedded() -> None:
    model = WordEmbedder()
    repeats([FIRM, "Bees dance"], ["a", "a"], model)
    assert model.asked == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("AWQ is better than GPTQ on GQA.", "GPTQ is better than AWQ on GQA."),
        ("AWQ outperforms training by 0.5 points.", "Training outperforms AWQ by 0.5 points."),
        ("It helps in men but not in women.", "It helps in women but not in men."),
        ("The lamp is safe for pears.", "The lamp is unsafe for pears."),
        ("All patients slept well in spring.", "Few patients slept well in spring."),
        ("Pears are accurate in sorting.", "Pears are inaccurate in sorting."),
        ("Pears ripen before storage in sheds.", "Pears ripen after storage in sheds."),
    ],
)
def test_opposites_are_never_one(left: str, right: str) -> None:
    assert not may_be_one(left, right)
    assert not may_be_one(right, left)
    assert may_be_one(left, left)
