"""What figures answer, and what they must not be made to say. Names and figures are invented."""

from collections.abc import Mapping
from typing import Any

import pytest

from generator.schema import AnswerStatus, Report, Stance
from tests.makers import entry, question, report

FACETS: Mapping[str, Any] = {
    "population": [{"name": "VLMs", "any": ["Emu"]}],
    "intervention": [{"name": "KQ"}],
    "comparator": [{"name": "RTN"}],
    "outcome": [{"name": "accuracy"}],
}


def built(*sentences: str, facets: Mapping[str, Any] | None = None, **more: str) -> Report:
    bib = entry("a", more.pop("title", "A study of VLMs"), " ".join(sentences), **more)
    return report(bib, question({**FACETS, **(facets or {})}))


def against(ours: str, theirs: str, rival: str = "RTN", metric: str = "an accuracy", dataset: str = "Delta") -> str:
    return f"Emu reaches {metric} of {ours} on {dataset} under KQ, against {theirs} under {rival}."


def tallies(made: Report) -> list[str]:
    return [one.text for one in made.answer.statements if "comparison" in one.text]


def test_what_fails_no_check_is_printed_whatever_the_names() -> None:
    for facets, text in (
        ({"intervention": [{"name": "4-bit KQ"}], "comparator": [{"name": "4-bit RTN"}]},
         "Emu reaches an accuracy of 61.3 on Delta under 4-bit KQ, against 61.2 under 4-bit RTN."),
        ({"intervention": [{"name": "KQ-above"}]},
         "Emu reaches an accuracy of 60.0 on Delta under KQ-above, against 61.2 under RTN."),
        ({}, against("60.0", "61.2", dataset="Below-Delta")),
    ):  # fmt: skip
        made = built(text, facets=facets)
        assert tallies(made)
        assert not any(one.reason == "failed_statement" for one in made.dropped)
        assert not any("failed" in reason for reason in made.decision.reasons)


def test_sentences_about_the_comparator_count_too() -> None:
    made = built(
        against("61.3", "61.2"),
        "Emu reaches an accuracy of 70.3 on Gamma under RTN, against 61.2 under KQ.",
    )
    (told,) = tallies(made)
    assert told.startswith(
        "KQ stands 0.1 points above RTN in 1 of 2 comparisons; it stands 9.1 points below it in 1 of 2"
    )
    assert told.endswith(", in accuracy, on Emu and 2 data sets.")


def test_each_metric_has_a_tally_of_its_own() -> None:
    made = built(against("61.3", "61.2"), f"{against('5.0', '7.0', metric='a perplexity')[:-1]}, at good accuracy.")
    assert {("accuracy" in one, "perplexity" in one) for one in tallies(made)} == {(True, False), (False, True)}


def test_each_comparator_has_a_tally_of_its_own() -> None:
    facets = {"comparator": [{"name": "RTN"}, {"name": "GPTQ"}]}
    made = built(
        "Emu reaches an accuracy of 61.3 on Delta under KQ, against 61.2 under RTN and 62.0 under GPTQ.", facets=facets
    )
    assert [one.partition(" in ")[0] for one in tallies(made)] == [
        "KQ stands 0.1 points above RTN", "KQ stands 0.7 points below GPTQ",
    ]  # fmt: skip


def test_a_name_that_has_the_methods_name_in_it_is_another_method() -> None:
    for rival in ("KQ+", "KQ-free training", "KQ 2"):
        text = f"Emu reaches an accuracy of 61.3 on Delta under {rival}, against 61.2 under RTN, where KQ was meant."
        assert tallies(built(text)) == []


def test_a_value_of_another_system_is_not_subtracted() -> None:
    made = built("Emu reaches an accuracy of 61.3 on Delta under KQ, against 65.2 for Rhea under RTN.")
    assert made.derived == ()


def test_values_of_two_scales_are_not_subtracted_and_shares_have_no_points() -> None:
    assert built(against("0.613", "61.2")).derived == ()
    made = built(against("0.612", "0.603"))
    assert [(str(one.value), one.unit) for one in made.derived] == [("0.009", None)]
    assert "0.009 above" in tallies(made)[0]


def test_a_name_keeps_its_capitals_at_the_start_of_a_sentence() -> None:
    text = "Emu reaches an accuracy of 61.3 on Delta under mTOR-KQ, against 61.2 under RTN."
    assert tallies(built(text, facets={"intervention": [{"name": "mTOR-KQ"}]}))[0].startswith("mTOR-KQ stands")


@pytest.mark.parametrize(
    ("boast", "figures", "contested"),
    [
        ("KQ has consistently lower perplexity than ZT with VLMs.", against("6.0", "6.2", "ZT", "a perplexity"), False),
        ("KQ has consistently lower perplexity than ZT with VLMs.", against("6.4", "6.2", "ZT", "a perplexity"), True),
        ("On all but two benchmarks KQ outperforms ZT with VLMs.", against("60.0", "61.2", "ZT"), False),
        ("KQ outperforms ZT on average over all VLMs.", against("60.0", "61.2", "ZT"), False),
        ("KQ outperforms ZT with VLMs, and each run took an hour.", against("60.0", "61.2", "ZT"), False),
        ("KQ consistently outperforms ZT in perplexity of VLMs.", against("60.0", "61.2", "ZT"), False),
        ("Roe et al. claim that KQ consistently outperforms ZT with VLMs.", against("60.0", "61.2", "ZT"), False),
        ("ZT is consistently outperformed by KQ with VLMs.", against("66.0", "61.2", "ZT"), False),
        ("ZT is consistently outperformed by KQ with VLMs.", against("60.0", "61.2", "ZT"), True),
        ("KQ consistently outperforms RTN with VLMs.", against("60.0", "61.2"), True),
    ],
)
def test_boasts(boast: str, figures: str, contested: bool) -> None:  # noqa: FBT001 - a table of expectations
    made = built(boast, figures, facets={"comparator": []})
    assert any(one.stance is Stance.CONTRADICTS for one in made.evidence) is contested


def test_a_single_work_is_disclosed_though_others_answer_a_part() -> None:
    made = report(
        entry("a", "A study of VLMs", "KQ beats RTN in accuracy of VLMs (p < 0.05).")
        + entry("b", "B study of VLMs", "Emu reaches an accuracy of 61.3 on Delta under KQ.", author="Lind, Eva"),
        question(FACETS),
    )
    assert made.answer.status is AnswerStatus.ANSWERED
    byline = next(work.byline for work in made.works if work.key == made.answer.works[0])
    assert any(byline in one.text for one in made.limitations)


@pytest.mark.parametrize(
    "finding",
    [
        "According to Roe et al. (2020), KQ outperforms RTN in accuracy of VLMs.",
        "Smith et al. (2019) found that KQ outperforms RTN in accuracy of VLMs.",
        "It cannot be concluded that KQ outperforms RTN in accuracy of VLMs.",
        "KQ would improve the accuracy of VLMs more than RTN.",
    ],
)
def test_what_others_found_or_nobody_did_answers_nothing(finding: str) -> None:
    assert built(finding).answer.status is AnswerStatus.NOT_ANSWERED
