import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import text
from generator.numbers import quantities
from generator.results import load_names, read_figures


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<jats:p>A <i>trial</i> &amp; more</jats:p>", "A trial & more"),
        ("&lt;b&gt;bold&lt;/b&gt; claim", "bold claim"),
        ("p < 0.05 and a<b", "p < 0.05 and a<b"),
        ("<script>steal()</script>kept", "kept"),
        ("two\n\n lines\t here", "two lines here"),
        ("nul\x00 and \ud800", "nul\ufffd and \ufffd"),
        ("in\u200bvisible \u202etxt", "invisible txt"),
        ("Cafe\u0301", "Café"),
        ("H<sub>2</sub>O by <b>40</b>%", "H2O by 40%"),
        ("one<p>two</p>three", "one two three"),
        ("at 10<sup>5</sup> tokens and 10<sup>-3</sup>", "at 10^5 tokens and 10^-3"),
        (
            "better if x<b not in this setting and only when y> 3.",
            "better if x<b not in this setting and only when y> 3.",
        ),
        ("a<b but not so and if c>d", "a<b but not so and if c>d"),
        ("For n<s the score was p>0.05", "For n<s the score was p>0.05"),
        ("left <!-- hidden --> right <!-- open", "left right <!-- open"),
        ("an <a href='x' onclick='y'>anchor</a>.", "an anchor."),
    ],
)
def test_plain(raw: str, expected: str) -> None:
    assert text.plain(raw) == expected


@given(st.text(alphabet="ab .,;)<&>\u0301\u00a0\u200b\u2028\n-é", max_size=12))
def test_a_clean_text_is_told_from_one_to_be_cleaned(raw: str) -> None:
    assert text.plain(raw) == text._cleaned(raw)  # noqa: SLF001 - the way past it must give the same


@given(st.text())
def test_plain_leaves_no_line_break_and_no_control(raw: str) -> None:
    assert not any(ord(c) < 32 or c in "\u202e\u200b" or 0xD800 <= ord(c) <= 0xDFFF for c in text.plain(raw))


@given(st.text())
def test_sentences_are_slices_in_order_without_outer_space(raw: str) -> None:
    clean = text.plain(raw)
    end_before = 0
    for start, end in text.sentences(clean):
        assert end_before <= start < end <= len(clean)
        assert clean[start:end] == clean[start:end].strip()
        end_before = end


LABELLED = {
    "Background: Tea is old. RESULTS: 5 of 7 slept. Conclusion: it works.": [
        "Tea is old.", "5 of 7 slept.", "it works.",
    ],
    "Materials and Methods - We drank it. CONCLUSIONS — It works.": ["We drank it.", "It works."],
    "(1) Background: Tea is old; (2) Results: 5% slept.": ["Tea is old", "5% slept."],
    "BACKGROUND AND AIMS: Tea is old. RESULTS We slept. CONCLUSION Tea works.": [
        "Tea is old.", "We slept.", "Tea works.",
    ],
    "Design, setting, and participants: Cohort of 5. Main outcome measures: Pain.": ["Cohort of 5.", "Pain."],
    "Patients with gout: a trial.": ["Patients with gout: a trial."],
    "Results show sleep.": ["Results show sleep."],
    "RESULTS OF A TRIAL WERE GOOD.": ["RESULTS OF A TRIAL WERE GOOD."],
    "Results - and this is odd - differ.": ["Results - and this is odd - differ."],
    "Results:": ["Results:"],
}  # fmt: skip


@pytest.mark.parametrize("sample", LABELLED)
def test_a_label_of_a_structured_abstract_is_no_part_of_a_sentence(sample: str) -> None:
    assert [sample[start:end] for start, end in text.sentences(sample)] == LABELLED[sample]


@given(
    st.lists(
        st.sampled_from(["Results: ", "METHODS ", "(2) Aims: ", "We slept. ", "(n = 3) ", "; ", "A. "]), max_size=9
    )
)
def test_labels_cut_no_sentence_out_of_order(parts: list[str]) -> None:
    whole = "".join(parts).strip()
    spans = text.sentences(whole)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(whole[start:end] == whole[start:end].strip() for start, end in spans)


def test_sentences_know_abbreviations_and_decimals() -> None:
    sample = "Ide et al. (2021) saw p = 0.05, cf. Fig. 2. The rest fell by 1.5 points."
    assert [sample[a:b] for a, b in text.sentences(sample)] == [
        "Ide et al. (2021) saw p = 0.05, cf. Fig. 2.",
        "The rest fell by 1.5 points.",
    ]


@pytest.mark.parametrize(
    ("term", "passage", "found"),
    [
        ("LLaVA-1.5", "LLaVA-1.5-7B scores", True),
        ("LLaVA-1.5", "LLaVA 1.5", True),
        ("LLaVA-1.5", "LLaVA-1.50", False),
        ("LLaVA-1", "LLaVA-1.5", False),
        ("LLaVA", "LLaVA1.5", True),
        ("quantization-aware training", "quantization aware training", True),
        ("GRACE", "by the grace of", False),
        ("GRACE", "GRACE-LLaVA", True),
        ("score", "two scores", True),
        ("score", "scored", False),
        ("4-bit", "14-bit", False),
        ("SQA", "(SQA)", True),
        ("C++", "in C++ code", True),
        ("gout", "gouty", False),
        ("5 mg", "0.5 mg", False),
        ("5 mg", "of 5 mg", True),
        ("4-bit", "2.4-bit", False),
        ("--", "anything", False),
        ("__", "any_thing", False),
        ("quantization", "after quantisation", True),
        ("tumour", "two tumors", True),
        ("analyse", "to analyze", True),
        ("rise", "a rize", False),
        ("accuracies", "an accuracy", True),
        ("word error rates", "the word error rate", True),
        ("word error rates", "two word error rates", True),
        ("analysis", "analysi", False),
        ("GANS", "a GAN", False),
    ],
)
def test_terms(term: str, passage: str, found: bool) -> None:  # noqa: FBT001 - a table of expectations
    assert text.names(passage, (term,)) is found


@given(st.text(min_size=2, max_size=20))
def test_any_term_makes_a_pattern(term: str) -> None:
    text.term_pattern(term)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We show that our drug helps us.", "The authors show that their drug helps them."),
        ("In the US, we are many.", "In the US, the authors are many."),
        ("Nothing to change here.", "Nothing to change here."),
        ("On Our World in Data it falls.", "On Our World in Data it falls."),
        ("Our World in Data says so.", "Our World in Data says so."),
        ("It fell. We saw it.", "It fell. The authors saw it."),
    ],
)
def test_reword(sentence: str, expected: str) -> None:
    assert text.reword(sentence) == expected


def test_shared_run_counts_words() -> None:
    assert text.longest_shared_run("a b c d", "x b c d y") == 3
    assert text.longest_shared_run("", "x") == 0


def test_parts_of_names() -> None:
    assert text.name_parts("MultiModal-Multilingual-HumanEval") == {"multimodal", "multilingual", "humaneval"}
    assert text.name_parts("the state-of-the-art models") == {"state-of-the-art", "models"}


def test_negations_and_fingerprint() -> None:
    assert text.negations("It does not fall, nor can't it rise.") == 3
    assert text.fingerprint("A drug, works!") == text.fingerprint("a drug works")


def test_numbers_and_relations_tell_sentences_apart() -> None:
    pairs = [("changed by +5.0 points", "changed by -5.0 points"), ("p < 0.05 here", "p > 0.05 here")]
    for one, other in pairs:
        assert text.fingerprint(one) != text.fingerprint(other)


@pytest.mark.parametrize(
    ("sentence", "place", "bare"),
    [
        ("It fell (Table 2, version 5).", "Table 2, version 5", "It fell"),
        ("It fell (projected).", None, "It fell (projected)"),
        ("It fell (by a lot (Table 2)).", None, "It fell (by a lot (Table 2))"),
        ("It fell.", None, "It fell"),
    ],
)
def test_places(sentence: str, place: str | None, bare: str) -> None:
    assert text.place_of(sentence) == place
    assert text.without_place(sentence) == bare


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 25_000,
        "<script>" * 12_500,
        "<script " * 12_500,
        "()" * 50_000 + "a",
        "(table " * 16_000,
        "1-" * 50_000,
        "e" + "\u0301\u0323" * 50_000,
    ],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    """Each of these took ten seconds and more when a pattern ran back over what it had read."""
    clean = text.plain(hostile)
    text.place_of(clean)
    text.without_place(clean)
    quantities(clean)
    read_figures(clean, load_names())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pears keep well [3, 7].", "Pears keep well."),
        ("Pears (Doe et al., 2020) keep well (see Roe and Poe, 1999; Lo, 2001a).", "Pears keep well."),
        ("<|cit|> found that pears keep [<|multi_cit|>].", "found that pears keep."),
        (
            "Pears (2020 to 2021) keep [sic] in 30 (of 40) sheds.",
            "Pears (2020 to 2021) keep [sic] in 30 (of 40) sheds.",
        ),
        ("The ratio was 2 [1, 3] or 4% [3, 5].", "The ratio was 2 [1, 3] or 4% [3, 5]."),
        ("Deaths rose (March 2020).", "Deaths rose (March 2020)."),
        ("[12]", ""),
    ],
)
def test_citations_are_no_part_of_a_claim(sentence: str, expected: str) -> None:
    assert text.uncited(sentence) == expected


def test_no_sentence_goes_on_beyond_its_paragraph() -> None:
    raw = "A heading\n\nPears keep. They rot in\n\nthe dark."
    assert [raw[a:b] for a, b in text.sentences(raw)] == ["A heading", "Pears keep.", "They rot in", "the dark."]
    assert [raw[a:b] for a, b in text.paragraphs(raw)] == ["A heading", "Pears keep. They rot in", "the dark."]
    assert text.paragraphs("") == ((0, 0),)


CASED = "".join(
    c for c in map(chr, range(0x110000)) if c.isalnum() and len({c, c.lower(), c.upper(), c.casefold()}) > 1
)


def test_letters_that_a_pattern_takes_for_each_other_are_found_for_each_other() -> None:
    pairs = [(one, other) for one in CASED for other in re.findall(one, CASED, re.IGNORECASE) if one != other]
    assert len(pairs) > len(CASED)
    lost = [pair for pair in pairs if not text.may_name(f"xy{pair[1]}z", (f"xy{pair[0]}z",))]
    assert lost == []


WORDS = (
    "low-rank|quantisation|tumour|colours|GQA|LLaVA-1.5|studies|analyses|İzmir|µ-law|post training|a_b/c|—|C++|straße"
)
TERMS = st.one_of(
    st.sampled_from([*WORDS.split("|"), "realising", "harbours", "4"]),
    st.text(st.sampled_from("abiszourey -/_İ\u0131\u017f\u212aµß.4"), min_size=1, max_size=9),
)


@given(TERMS, st.text(st.sampled_from("ab xs-–_İ\u0307."), max_size=4), st.data())
def test_a_text_without_a_term_s_anchor_does_not_name_it(term: str, around: str, data: st.DataObject) -> None:
    pattern = text.term_pattern(term)
    spelt = [term, term.upper(), term.replace("-", " – "), term.replace("s", "z"), f"{term}s", term.replace("ou", "o")]
    named = data.draw(st.one_of(st.sampled_from([f"{around} {one} {around}" for one in spelt]), st.from_regex(pattern)))
    assert text.names(named, (term,)) is (pattern.search(named) is not None)
    if pattern.search(named):
        assert text.may_name(f"{around}{named}{around}", (term,))


def test_a_quotation_that_ends_a_sentence_brings_its_full_stop() -> None:
    assert text.closed("It says “Yes.”") == "It says “Yes.”"
    assert text.closed("It says “yes”") == "It says “yes”."
