import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.evaluate.occurrence import Texts, edited, key, renamed, stands
from generator.text import names
from tests.makers import section, work

TERMS = (
    "fine-tuning",
    "ZorNet",
    "Z-3",
    "pear loss",
    "analysis",
    "bias",
    "quantisation",
    "BLEU",
    "4-bit",
    "2.5",
    "class",
)
PIECES = (*TERMS, "fine", "tuning", "finetuning", "s", "es", "-", " ", ". ", "4", "(", ")", "zornets", "_", "/", "’s")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("We used finetuning.", "fine-tuning"), ("Fine tuning helps.", "finetuning"), ("many graphs", "many graph"),
        ("the accuracies", "accuracy"), ("quantised", "quantized"), ("the modelling of colour", "modeling"),
        ("its colour", "color"), ("biases", "bias"), ("a BLEU4 of 3", "BLEU"), ("BLEU4all", "BLEU"),
        ("ZorNets", "zornet"),
    ],
)  # fmt: skip
def test_spellings_of_one_term_are_one(text: str, term: str) -> None:
    assert stands(text, [term])


@pytest.mark.parametrize(
    ("text", "term"),
    [("RoBERTa", "BERT"), ("four", "for"), ("the loss", "los s x"), ("4-bits wide", "24-bit"), ("x", "-")],
)
def test_parts_of_words_are_no_terms(text: str, term: str) -> None:
    assert not stands(text, [term])


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(TERMS))
def test_it_finds_whatever_the_pipeline_finds(text: str, term: str) -> None:
    assert not names(text, (term,)) or stands(text, [term])


@given(st.sampled_from(TERMS))
def test_a_term_has_one_key_whatever_its_case(term: str) -> None:
    assert key(term) == key(term.upper()) == key(f" {term} ")


def test_a_renamed_work_has_the_old_name_nowhere() -> None:
    one = work("ZorNet learns", sections=(section("zor-nets win. BigZorNet loses."),))
    (changed,) = edited([one, work("Gone", key="gone")], ["gone"], [("ZorNet", "Veldel")])
    (kept,) = changed.versions[0].sections
    assert (changed.title, kept.text) == ("Veldel learns", "zor-nets win. BigZorNet loses.")
    assert renamed("Zor-Nets win", "Zor-Net", "Veldel") == "Veldel win"
    assert edited([one], (), [("pear", "Veldel")]) == (one,)


def test_works_are_found_by_title_and_text() -> None:
    texts = Texts([work("ZorNet"), work("Pears", sections=(section("They ripen. ZorNets help."),)), work("Plums")])
    assert texts.having(["zornet"]) == {0, 1}
    assert texts.having(["plum", "-"]) == {2}
    assert texts.sentences(1) == ("They ripen.", "ZorNets help.")
