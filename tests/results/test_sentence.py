from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.results import load_names, read_figures

Row = tuple[str | None, str | None, str | None, str | None, str, str | None, str]


def rows(sentence: str) -> list[Row]:
    return [
        (f.system, f.method, f.dataset, f.metric, str(f.value), f.unit, f.role)
        for f in read_figures(sentence, load_names())
    ]


def test_subject_comparator_and_baseline() -> None:
    sentence = (
        "Emu-3 scores 61.3 on Delta under 4-bit KQ, against 61.2 under plain rounding and 62.0 in BF16 (Table 2)."
    )
    assert rows(sentence) == [
        ("Emu-3", "4-bit KQ", "Delta", None, "61.3", None, "subject"),
        ("Emu-3", "plain rounding", "Delta", None, "61.2", None, "comparator"),
        ("Emu-3", "BF16", "Delta", None, "62.0", None, "baseline"),
    ]


def test_several_subjects() -> None:
    sentence = "Emu-3 scores 5.5 on Delta under KQ, 5.2 under LQ and 6.8 under MQ, against 6.0 in FP16."
    assert [(r[1], r[4], r[6]) for r in rows(sentence)] == [
        ("KQ", "5.5", "subject"),
        ("LQ", "5.2", "subject"),
        ("MQ", "6.8", "subject"),
        ("FP16", "6.0", "baseline"),
    ]


def test_metric_before_and_after_the_value() -> None:
    assert rows("The model reaches an accuracy of 92.5% on Delta.")[0] == (
        "model", None, "Delta", "accuracy", "92.5", "%", "subject",
    )  # fmt: skip
    assert rows("The model attains 92.5% accuracy on Delta after tuning.")[0] == (
        "model", None, "Delta", "accuracy", "92.5", "%", "subject",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Emu achieves an F1 score of 0.76 on Delta.", [("Emu", "Delta", "F1 score", "0.76")]),
        ("Emu has an accuracy of about 78.9% on Delta.", [("Emu", "Delta", "accuracy", "78.9")]),
        ("Emu detects slurs well (F1 = 0.781).", [(None, None, "F1", "0.781")]),
        (
            "Our model reaches 0.4, 0.5 and 0.6 F1 for subtasks 1, 2, and 3, respectively.",
            [
                ("Our model", "subtask 1", "F1", "0.4"),
                ("Our model", "subtask 2", "F1", "0.5"),
                ("Our model", "subtask 3", "F1", "0.6"),
            ],
        ),
        (
            "Emu obtains 82.1 BLEU on Delta and 30.2 on Gamma.",
            [("Emu", "Delta", "BLEU", "82.1"), ("Emu", "Gamma", "BLEU", "30.2")],
        ),
        (
            "Emu ranks first, reaching a precision of 0.8 and a recall of 0.7 on Delta.",
            [("Emu", "Delta", "precision", "0.8"), ("Emu", "Delta", "recall", "0.7")],
        ),
        (
            "Emu reaches precision and recall of 0.8/0.7 on Delta.",
            [("Emu", "Delta", "precision", "0.8"), ("Emu", "Delta", "recall", "0.7")],
        ),
        (
            "The accuracy of Emu and Rhea on Delta is 80% and 82%, respectively.",
            [("Emu", "Delta", "accuracy", "80"), ("Rhea", "Delta", "accuracy", "82")],
        ),
        ("An F1 of 0.8 was achieved by Emu on Delta.", [("Emu", "Delta", "F1", "0.8")]),
        ("On Delta, we obtain 0.8 F1.", [(None, "Delta", "F1", "0.8")]),
        ("The best team in Task A achieved an F1 of 0.8.", [("best team", "Task A", "F1", "0.8")]),
        ("Emu has an F1 of 0.8, ranking first in Task A.", [("Emu", "Task A", "F1", "0.8")]),
        ("Experiments on Delta show that Emu achieves 0.8 F1.", [("Emu", "Delta", "F1", "0.8")]),
        ("Emu's accuracy on Delta is 80%.", [("Emu", "Delta", "accuracy", "80")]),
        ("Emu was second on Delta with 0.8 F1 and third on Gamma with 0.7 F1.", [
            ("Emu", "Delta", "F1", "0.8"), ("Emu", "Gamma", "F1", "0.7"),
        ]),
        ("Emu needs 4.2 GB of memory.", [("Emu", None, "memory", "4.2")]),
        ("Emu has a word error rate (WER) of 3.7%.", [("Emu", None, "word error rate (WER)", "3.7")]),
        ("Emu has an agreement rate of 90%.", [("Emu", None, "agreement rate", "90")]),
        ("Two judges agree well (κ=0.75).", [(None, None, "κ", "0.75")]),
    ],
)  # fmt: skip
def test_forms_of_sentences(sentence: str, expected: list[tuple[str | None, ...]]) -> None:
    assert [(r[0], r[2], r[3], r[4]) for r in rows(sentence)] == expected


def test_before_and_after_a_change() -> None:
    assert [(r[2], r[3], r[4], r[6]) for r in rows("It improves the accuracy on Delta from 33.5 to 70.9.")] == [
        ("Delta", "accuracy", "33.5", "comparator"),
        ("Delta", "accuracy", "70.9", "subject"),
    ]


def test_a_place_without_a_name_is_not_that_of_the_neighbour() -> None:
    found = rows("Emu achieves 95% F1 on quote recognition and 84% for indirect speech.")
    assert [(r[2], r[4]) for r in found] == [("quote recognition", "95"), (None, "84")]


def test_what_is_surpassed_is_held_against() -> None:
    found = rows("Emu reaches an F1 of 0.8 on Delta, surpassing the mean F1 of 0.5.")
    assert [(r[0], r[3], r[4], r[6]) for r in found] == [
        ("Emu", "F1", "0.8", "subject"),
        (None, "F1", "0.5", "comparator"),
    ]
    found = rows("Emu has an accuracy of 0.8, while Rhea has an accuracy of 0.7.")
    assert [(r[0], r[4], r[6]) for r in found] == [("Emu", "0.8", "subject"), ("Rhea", "0.7", "comparator")]


def test_parts_of_the_data_and_conditions() -> None:
    (figure,) = read_figures("Emu has an F1 of 0.76 on the Delta test set in the 5-shot setting.", load_names())
    assert (figure.dataset, figure.split, figure.protocol) == ("Delta", "test set", {"shots": "5"})
    (figure,) = read_figures("Emu without tuning scores 63.3 on Delta (validation).", load_names())
    assert (figure.system, figure.dataset, figure.split) == ("Emu", "Delta", "validation")
    assert figure.protocol == {"setting": "without tuning"}
    (figure,) = read_figures("With Emu, we attain 30 ms latency on a Rhea GPU.", load_names())
    assert (figure.dataset, figure.unit, figure.protocol) == (None, "ms", {"setting": "Rhea GPU"})


def test_a_partly_read_comparison_gives_what_reads() -> None:
    assert [(r[1], r[2], r[4]) for r in rows("Emu scores 61.3 on Delta under KQ, against 35.0 under RN on Gamma.")] == [
        ("KQ", "Delta", "61.3"),
        ("RN", "Gamma", "35.0"),
    ]
    for rest in ("0.85 in F1 with RN", "58.0 under RN for 2 bits of Rhea-2", "62.0% with a latency of 30 ms under RN"):
        found = rows(f"Emu scores 61.3 on Delta under KQ, against {rest}.")
        assert [(r[1], r[4]) for r in found] == [("KQ", "61.3")], rest


def test_nobody_is_made_of_a_pronoun_or_a_study() -> None:
    for who in ("We", "It", "They", "Our experiments", "This study", "The results"):
        assert [r[0] for r in rows(f"{who} achieved 0.8 F1 on Delta.")] == [None], who


def test_one_name_for_two_values_in_order_is_none() -> None:
    assert [(r[2], r[4]) for r in rows("In Task A, we achieved an F1 of 0.1 and 0.2, respectively.")] == [
        (None, "0.1"),
        (None, "0.2"),
    ]


def test_after_for_stands_another_system_unless_it_is_a_baseline() -> None:
    assert rows("Emu scores 67.5% on Delta, against 60% for Rhea.")[1] == (
        "Rhea", None, "Delta", None, "60", "%", "comparator",
    )  # fmt: skip
    assert rows("Emu scores 67.5 on Delta, against 60 for the FP16 baseline.")[1][0:2] == ("Emu", "FP16 baseline")


def test_a_baseline_is_not_the_quantized_model_that_the_sentence_is_about() -> None:
    subject, baseline = rows("The INT4 Emu model scores 70.1 on Delta, against 66.8 for the FP16 baseline.")
    assert (subject[0], baseline[0], baseline[1]) == ("INT4 Emu model", None, "FP16 baseline")


def test_a_bound_in_parentheses_is_passed_over() -> None:
    (row,) = rows("Our model achieves the highest BLEU (up to 4 grams) score of 69.1 on Delta.")
    assert row[2:5] == ("Delta", "BLEU score", "69.1")
    assert rows("Our model is better on Delta (up to 69.1 BLEU).") == []


def test_an_aside_is_no_part_of_a_name() -> None:
    assert rows("Emu scores 50 on Delta under KQ, against 60 in FP32, a loss of ten.")[1][1] == "FP32"


@pytest.mark.parametrize(
    "sentence",
    [
        "Throughput triples and memory falls by 54%.",
        "The error falls as models grow.",
        "It scores well on Delta.",
        "In 2021 the authors scored 12 models by hand.",
        "",
        "Emu improves accuracy by 2.1 points on Delta.",
        "Emu gains 4% accuracy on Delta.",
        "Emu achieves an accuracy improvement of 4% on Delta.",
        "Emu achieves an improvement in accuracy of 4% on Delta.",
        "Emu achieves 2.1 F1 points of improvement on Delta.",
        "Emu achieves 4% higher accuracy on Delta.",
        "Emu outperforms Rhea (4.1 BLEU) on Delta.",
        "Emu is better than Rhea (+0.8 F1).",
        "Emu outperforms Rhea clearly, i.e., 16.1% and 11.9% on precision and recall.",
        "Emu outperforms Rhea in 14.5% in F1.",
        "Emu achieves improvements over BLEU of 39.6%.",
        "Emu achieves a 1.4x speedup over Rhea on Delta.",
        "Emu achieves more than 80% accuracy on Delta.",
        "Emu reaches an accuracy of up to 91.1 on Delta.",
        "Emu reaches an F1 of over 0.9 on Delta.",
        "Emu reaches an error of 8.4% or less on Delta.",
        "Emu scores between 60 and 70 on Delta.",
        "Emu scores 60-70 on Delta.",
        "Emu scores 61.3±0.2 on Delta.",
        "Emu has 93 million parameters and 12 layers.",
        "Emu uses 5% of the memory that Rhea needs.",
        "Emu reaches a gloss of 8.4 on Delta.",
        "Emu has a correlation with BLEU: 0.82.",
        "Emu reaches a Macro/Micro F1 of 0.8 on Delta.",
    ],
)
def test_other_sentences_give_no_figure(sentence: str) -> None:
    assert read_figures(sentence, load_names()) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Emu scores 61,3 on Delta under KQ, against 62,0 under RN.",
        "Emu scored 2.1 lower on Delta under KQ, against 61.3 under RN.",
        "Emu achieves a drop of 2.1 on Delta under KQ, against 61.3 under RN.",
        "Nobody claims that Emu scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "Emu never scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "If Emu scores 61.3 on Delta under KQ, against 62.0 under RN, then we are wrong.",
        "Emu scores 61.3 on Delta under KQ, against 62.0 under RN (projected, not measured).",
        "Emu scores 2.1 below on Delta under KQ, against 3.1 under RN.",
        "Emu reaches a gap of 2.1 on Delta under KQ, against 3.1 under RN.",
        "Emu scores +2.1 on Delta under KQ, against +3.1 under RN.",
        "Emu scores 61.3 on Delta and Gamma under KQ, against 48.0 under RN.",
        "Emu hardly scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "Emu scores 6" + "1" * 3000 + " on Delta.",
    ],
)
def test_what_reads_in_two_ways_gives_no_figure(sentence: str) -> None:
    assert read_figures(sentence, load_names()) == ()


@pytest.mark.parametrize(
    "unit",
    [
        "0.8 F1 and ",
        "( ",
        "an accuracy of ",
        "on Delta, ",
        "the ",
        "1, ",
        "of the (A) ",
        "“",
        "in Task 1 and ",
        "F1 ",
        "3/",
    ],
)
def test_hostile_sentences_take_no_time(unit: str) -> None:
    start = perf_counter()
    for times in (1, 20, 100, 10_000):
        read_figures(f"Emu achieves {unit * times} 0.8 F1 on Delta.", load_names())
    assert perf_counter() - start < 5


WORDS = st.sampled_from(
    [
        *("Emu", "we", "our", "model", "F1", "score", "accuracy", "of", "on", "in", "for", "the", "a", "and", "with"),
        *(
            "Delta",
            "Gamma",
            "task",
            "test",
            "set",
            "respectively",
            "0.8",
            "61.3%",
            "12",
            "1",
            "(",
            ")",
            ",",
            ":",
            "/",
            "=",
        ),
        *("achieves", "achieving", "reaches", "is", "was", "achieved", "by", "from", "to", "against", "than", "while"),
        *(
            "results",
            "show",
            "that",
            "ranking",
            "first",
            "’s",
            "'s",
            "GPU",
            "5-shot",
            "under",
            "INT4",
            "κ",
            "and",
            "for",
        ),
        *(
            "instance",
            "example",
            "evaluated",
            "when",
            "without",
            "after",
            "performance",
            "macro",
            "WER",
            "~",
            "–",
            "+2",
        ),
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_no_order_of_words_is_too_odd(words: list[str]) -> None:
    for figure in read_figures(" ".join(words), load_names()):
        assert figure.metric is not None or figure.dataset is not None
