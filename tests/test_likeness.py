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
