from collections import Counter

import pytest

from generator.results import Aliases, Entry, Names, load_names
from generator.results.names import metric_words

GROUPS = ("metrics", "datasets", "widths", "baselines", "methods", "systems", "splits")
NOUNS = ("measures", "places", "bearers", "machines")


def names(**groups: object) -> Names:
    empty: dict[str, object] = dict.fromkeys(Aliases.model_fields, ())
    return Names(Aliases.model_validate(empty | groups))


@pytest.mark.parametrize("group", GROUPS)
def test_no_name_stands_in_two_entries(group: str) -> None:
    entries: tuple[Entry, ...] = getattr(load_names().aliases, group)
    told = Counter(term for entry in entries for term in {" ".join(metric_words(term)) for term in entry.terms})
    assert [term for term, times in told.items() if times > 1] == []
    assert all(metric_words(term) for entry in entries for term in entry.terms)


@pytest.mark.parametrize("group", NOUNS)
def test_nouns_are_said_once(group: str) -> None:
    nouns: tuple[str, ...] = getattr(load_names().aliases, group)
    assert len(set(nouns)) == len(nouns)


def test_only_metrics_say_which_way_is_up() -> None:
    aliases = load_names().aliases
    assert all(entry.better is None for group in GROUPS[1:] for entry in getattr(aliases, group))


def test_every_width_gives_its_bits() -> None:
    known = load_names()
    for entry in known.aliases.widths:
        bits = entry.name.removesuffix("-bit")
        assert {known.bits(f"{term} KQ") for term in entry.terms} == {bits}
        assert {known.same_method(f"{term} KQ") for term in entry.terms} == {"KQ"}
    assert known.bits("KQ") is None
    assert known.bits("INT4 and INT8") is None


def test_a_metric_is_named_whatever_its_hyphens_and_case() -> None:
    known = load_names()
    assert {known.metric(one) for one in ("macro-F1 score", "macro F1", "Macro-F1", "F1-macro")} == {"macro F1"}
    assert known.metric("Gloss") == "Gloss"
    assert known.metric(None) is None


def test_any_number_may_stand_behind_at_and_stays() -> None:
    known = load_names()
    assert (known.metric("R@5"), known.metric("recall@10")) == ("recall@5", "recall@10")
    assert known.better("pass@1") == "higher"


def test_which_way_is_up() -> None:
    known = load_names()
    assert (known.better("WER"), known.better("accuracies"), known.better(None)) == ("lower", "higher", "higher")
    assert (known.better("speed of light"), known.better("incidence")) == (None, None)


def test_parts_of_the_data() -> None:
    known = load_names()
    assert (known.split("test sets"), known.split("dev"), known.split("nights")) == ("test", "development", "nights")
    assert known.split(None) is None
    assert known.is_split("Test Set")
    assert not known.is_split("Delta")


def test_baselines_of_one_entry_are_one_method() -> None:
    known = load_names()
    assert known.same_method("BF16") == known.same_method("the FP16 model") == "16-bit"
    assert known.method("BF16") == "BF16"
    assert known.method("INT4 KQ") == "4-bit KQ"
    assert known.baseline("what stands in for a placebo in trials") is None


def test_a_concept_is_found_under_the_names_of_what_it_names_exactly() -> None:
    one = names(metrics=({"name": "word error rate", "any": ["WER"]},), methods=({"name": "KQ", "any": ["kite"]},))
    assert one.widened(("WER", "pears")) == ("WER", "pears", "word error rate")
    assert one.widened(("kite flying",)) == ("kite flying",)
    assert one.metrics() == ("word error rate", "WER")


def test_capitals_alone_are_another_word() -> None:
    assert metric_words("MAP-based Recall@5") == ("MAP", "based", "recall@k")
    assert names(metrics=({"name": "MAP"},)).metric("map") == "map"
