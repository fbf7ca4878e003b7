import pytest

from generator.results import read_figures
from generator.workbench import load_names

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
        "model", "tuning", "Delta", "accuracy", "92.5", "%", "subject",
    )  # fmt: skip


def test_after_for_stands_another_system_unless_it_is_a_baseline() -> None:
    assert rows("Emu scores 67.5% on Delta, against 60% for Rhea.")[1] == (
        "Rhea", None, "Delta", None, "60", "%", "comparator",
    )  # fmt: skip
    assert rows("Emu scores 67.5 on Delta, against 60 for the FP16 baseline.")[1][0:2] == ("Emu", "FP16 baseline")


def test_a_baseline_is_not_the_quantized_model_that_the_sentence_is_about() -> None:
    subject, baseline = rows("The INT4 Emu model scores 70.1 on Delta, against 66.8 for the FP16 baseline.")
    assert (subject[0], baseline[0], baseline[1]) == ("INT4 Emu model", None, "FP16 baseline")


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
        "Emu scores 61.3 on Delta under KQ, against 35.0 under RN on Gamma.",
        "Emu scores 61.3 on Delta in the test split under KQ, against 59.0 in the validation split under RN.",
        "Emu scores 61.3 on Delta under KQ, against 0.85 in F1 with RN.",
        "Emu scores 61.3 on Delta under KQ, against 58.0 under RN for 2 bits of Rhea-2.",
        "Emu scores 61.3 on Delta under KQ, against 62.0% with a latency of 30 ms under RN.",
        "Nobody claims that Emu scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "Emu never scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "If Emu scores 61.3 on Delta under KQ, against 62.0 under RN, then we are wrong.",
        "Emu scores 61.3 on Delta under KQ, against 62.0 under RN (projected, not measured).",
        "Emu scores 2.1 below on Delta under KQ, against 3.1 under RN.",
        "Emu reaches a gap of 2.1 on Delta under KQ, against 3.1 under RN.",
        "Emu scores +2.1 on Delta under KQ, against +3.1 under RN.",
        "Emu scores 61.3 on Delta and Gamma under KQ, against 48.0 under RN.",
        "Emu scores 61.3 on Delta under KQ, against 48.0 under RN across Gamma.",
        "Emu hardly scores 61.3 on Delta under KQ, against 62.0 under RN.",
        "Emu scores 6" + "1" * 3000 + " on Delta.",
    ],
)
def test_what_reads_in_two_ways_gives_no_figure(sentence: str) -> None:
    assert read_figures(sentence, load_names()) == ()
