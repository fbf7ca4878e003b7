import random

from generator.evaluate.corpora import CONTRADICTS, NEITHER, SUPPORTS, Article, Judged
from generator.training.edits import OPPOSITES, edited, mutual, opposed, shortened

LIT = Article(
    "Pears.",
    (
        "Pears are old.",
        "We lit pears.",
        "Our trial of lamps shows that steady light strongly increased the yield of pears.",
        "However, the pears of the dark shed were not sweeter than those of the garden, even in a warm spring.",
    ),
)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a reproducible sample


def test_one_word_is_turned() -> None:
    assert opposed("Light increased yield.", seeded(1)) in {"Light decreased yield.", "Light reduced yield."}


def test_a_denial_comes_and_goes() -> None:
    assert opposed("Pears were sold.", seeded(1)) == "Pears were not sold."
    assert opposed("Pears were not sold.", seeded(1)) == "Pears were sold."


def test_a_sentence_without_a_place_for_it_is_left() -> None:
    assert opposed("Pears everywhere.", seeded(1)) is None


def test_every_opposite_goes_both_ways() -> None:
    assert all(word in OPPOSITES[other] for word, others in OPPOSITES.items() for other in others)


def test_what_is_cut_is_not_what_is_said() -> None:
    assert shortened(LIT.sentences[2], seeded(1)) == "Steady light increased the yield of pears."


def test_pairs_differ_by_their_edit_and_are_made_again_the_same() -> None:
    found = list(edited([LIT], 40, seeded(3)))
    assert found == list(edited([LIT], 40, seeded(3)))
    assert {pair.target for unit in found for pair in unit} == {SUPPORTS, CONTRADICTS, NEITHER}
    twins = [unit for unit in found if len(unit) > 1]
    assert all(left.evidence == right.evidence and left.claim != right.claim for left, right in twins)


def test_articles_without_a_sentence_to_edit_give_none() -> None:
    assert list(edited([Article("A.", ("Short.",))], 5, seeded(1))) == []


def test_twins_contradict_each_other() -> None:
    both = [Judged("Light helps.", LIT, SUPPORTS, ((2,),)), Judged("Light harms.", LIT, CONTRADICTS, ((2,),))]
    alone = Judged("Pears sell.", LIT, SUPPORTS, ((3,),))
    (twins,), (same,) = mutual([*both, alone], 5, seeded(1))
    assert {twins.evidence, twins.claim} == {"Light helps.", "Light harms."}
    assert twins.target == CONTRADICTS
    assert same.target == SUPPORTS
