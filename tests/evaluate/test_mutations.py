from generator.evaluate.mutations import Pair, mutate

PAIRS = (
    Pair("a", "Bees gained 12% in 5 days and wasps 34%.", "Bees gained 12% in 5 days and wasps 34%.", group="copied"),
    Pair("b", "It weighs 7 mg.", "The weight is 7 mg."),
    Pair("c", "Nothing here.", "No number here."),
)


def test_what_has_no_number_is_left_out_and_the_rest_comes_unchanged() -> None:
    assert {pair.id for pair in mutate(PAIRS) if pair.change == "none"} == {"a", "b"}


def test_each_change_is_made_once_a_pair_and_named() -> None:
    made = {pair.id: pair for pair in mutate(PAIRS)}
    assert set(made) == {"a", "b", "a-number", "b-number", "a-swap", "a-unit", "b-unit"}
    assert made["a-swap"].group == "copied"
    assert made["a-swap"].change == "swap"
    assert all(pair.claim != made[name[0]].claim for name, pair in made.items() if "-" in name)
    assert all(pair.evidence == made[name[0]].evidence for name, pair in made.items())


def test_a_changed_number_is_in_no_text_and_a_swap_keeps_all() -> None:
    for seed in range(20):
        made = {pair.id: pair for pair in mutate(PAIRS, seed=seed)}
        assert sorted(made["a-swap"].claim) == sorted(PAIRS[0].claim)
        assert made["b-number"].claim != "The weight is 7 mg."
        assert made["b-unit"].claim in {"The weight is 7 g.", "The weight is 7 µg."}


def test_the_seed_and_the_limit_decide() -> None:
    assert mutate(PAIRS, seed=3) == mutate(PAIRS, seed=3)
    assert len({mutate(PAIRS, seed=seed) for seed in range(5)}) > 1
    assert len(mutate(PAIRS, limit=1)) == 4


def test_written_numbers_change_too() -> None:
    made = {pair.id: pair.claim for pair in mutate((Pair("a", "Four left.", "Four of them left."),))}
    assert made["a-number"].casefold() != "four of them left."
    assert "a-unit" not in made


def test_a_sign_that_its_list_repeats_is_not_dropped() -> None:
    claim = "It was 34% vs. 17%."
    told = {pair.claim for seed in range(20) for pair in mutate((Pair("a", claim, claim),), seed=seed)}
    assert "It was 34 vs. 17%." not in told
    assert "It was 34% vs. 17." in told
