"""Benchmarks: what may stand in one cell, what may not, and what comes first."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from generator import schema as s
from generator.render.benchmarks import benchmark_pages
from tests.render.fake_report import report_of
from tests.render.reading import Reading

COLUMNS = ("Data set", "Metric", "System", "Method", "Conditions", "Range", "Spread", "Works and values")


def result(number: int, value: str, work: str = "okafor2021", **given: object) -> s.Result:
    base: dict[str, object] = {
        "id": f"r-{number}",
        "work": work,
        "passage": "p-1",
        "system": "LLaVA-1.5",
        "method": "AWQ",
        "dataset": "GQA",
        "metric": "accuracy",
        "value": Decimal(value),
        "unit": "%",
        "place": "Table 2",
        "role": "subject",
        "protocol": {"bits": "4"},
    }
    return s.Result.model_validate({**base, **given})


def rows(*results: s.Result, **changed: object) -> list[dict[str, str]]:
    report = report_of().model_copy(update={"results": results, **changed})
    (page,) = benchmark_pages((report,))
    found = re.findall(r"<tr><td.*?</tr>", page.text, re.DOTALL)
    return [
        {
            name: " ".join(Reading(cell).text.split())
            for name, cell in re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', row)
        }
        for row in found
    ]


def test_works_that_measured_the_same_stand_in_one_cell() -> None:
    (row,) = rows(result(1, "61.3"), result(2, "62.05", work="bare"))
    assert tuple(row) == COLUMNS
    assert row["Range"] == "61.3% to 62.05%"
    assert row["Spread"] == "0.75 points"
    assert row["Conditions"] == "bits 4"
    assert row["Works and values"].startswith("61.3% Okafor and Tea & Sleep Trust, 202162.05% Title of bare")


@pytest.mark.parametrize(
    "other",
    [
        {"dataset": "VQAv2"},
        {"split": "dev"},
        {"metric": "F1"},
        {"system": "LLaVA-1.6"},
        {"method": "GPTQ"},
        {"protocol": {"bits": "3"}},
        {"protocol": {"bits": "4", "shots": "5"}},
        {"unit": "s"},
    ],
    ids=str,
)
def test_what_was_measured_otherwise_stands_apart(other: dict[str, object]) -> None:
    assert len(rows(result(1, "61.3"), result(2, "62.0", work="bare", **other))) == 2


def test_values_of_two_scales_stand_apart() -> None:
    assert len(rows(result(1, "61.3"), result(2, "0.62", work="bare"))) == 2


@pytest.mark.parametrize("unknown", ["metric", "method"])
def test_what_is_not_stated_is_alike_to_nothing(unknown: str) -> None:
    nothing: dict[str, Any] = {unknown: None}
    found = rows(result(1, "61.3", **nothing), result(2, "62.0", work="bare", **nothing))
    assert [row[unknown.capitalize()] for row in found] == ["not stated", "not stated"]
    assert [row["Spread"] for row in found] == ["–", "–"]


@pytest.mark.parametrize("unknown", ["system", "dataset"])
def test_a_figure_of_nothing_named_is_counted_alone(unknown: str) -> None:
    nothing: dict[str, Any] = {unknown: None}
    report = report_of().model_copy(update={"results": (result(1, "61.3", **nothing),)})
    (page,) = benchmark_pages((report,))
    assert "1 further figure names no system or no data set and is compared with nothing." in page.text
    assert "<table" not in page.text


def test_a_retracted_value_is_shown_and_enters_no_range() -> None:
    (row,) = rows(result(1, "61.3"), result(2, "99.9", work="withdrawn2020"))
    assert row["Range"] == "61.3%"
    assert row["Spread"] == "–"
    assert "99.9%" in row["Works and values"]
    assert "✕ Retracted" in row["Works and values"]


def test_contested_cells_come_first() -> None:
    report = report_of()
    claims = (report.claims[0].model_copy(update={"results": ("r-3",)}), *report.claims[1:])
    verdicts = (report.verdicts[0].model_copy(update={"status": s.ClaimStatus.CONTESTED}), *report.verdicts[1:])
    found = rows(
        result(1, "61.3"),
        result(2, "62.0", work="bare"),
        result(3, "50.0", dataset="VQAv2"),
        claims=claims,
        verdicts=verdicts,
    )
    assert [row["Data set"] for row in found] == ["VQAv2", "GQA"]
    assert found[0]["Range"] == "50.0% ⇄ Contested"
    assert "Contested" not in found[1]["Range"]


def test_reports_that_share_a_result_show_it_once() -> None:
    report = report_of().model_copy(update={"results": (result(1, "61.3"),)})
    question = report.question.model_copy(update={"slug": "tea-again"})
    (page,) = benchmark_pages((report, report.model_copy(update={"question": question})))
    assert page.text.count("#figure-r-1") == 1
    assert 'href="../reports/tea-and-sleep/#figure-r-1"' in page.text


def test_a_digest_is_marked_as_ours() -> None:
    assert "◇ our digest" in rows(result(1, "61.3", passage="p-2"))[0]["Works and values"]
    assert "our digest" not in rows(result(1, "61.3"))[0]["Works and values"]


def test_two_hundred_cells_fill_a_page() -> None:
    results = tuple(result(n, "61.3", dataset=f"D{n:03}") for n in range(201))
    made = list(benchmark_pages((report_of().model_copy(update={"results": results}),)))
    assert [page.path for page in made] == ["benchmarks/index.md", "benchmarks/2/index.md"]
    assert [page.text.count("<tr><td") for page in made] == [200, 1]


def test_a_phone_shows_a_single_value_once() -> None:
    one = report_of().model_copy(update={"results": (result(1, "61.3"),)})
    two = report_of().model_copy(update={"results": (result(1, "61.3"), result(2, "62.05", work="bare"))})
    for report, expected in ((one, True), (two, False)):
        (page,) = benchmark_pages((report,))
        assert ('<td data-label="Range" data-sort="61.3" class="cb-lone">' in page.text) is expected
