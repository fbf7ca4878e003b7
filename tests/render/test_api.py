"""The lists for programs meet their schemas and agree with the reports."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator import schema as s
from generator.render import Page, site_files
from generator.render.api import LISTS, api_files
from generator.render.dates import Dates
from tests.render.fake_report import report_of


def again(report: s.Report) -> s.Report:
    question = report.question.model_copy(update={"slug": "tea-again"})
    weaker = report.verdicts[0].model_copy(update={"status": s.ClaimStatus.UNVERIFIED})
    return report.model_copy(update={"question": question, "verdicts": (weaker, *report.verdicts[1:])})


def read(pages: list[Page], name: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(next(page.text for page in pages if page.path == f"api/v1/{name}.json"))


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    first = report_of()
    return list(api_files((first, again(first)), {"tea-again": Dates(date(2026, 3, 1), date(2026, 11, 2))}, {}))


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_meets_the_schema_beside_it(pages: list[Page], name: str) -> None:
    schema = read(pages, f"{name}.schema")
    Draft202012Validator.check_schema(schema)
    told = read(pages, name)
    Draft202012Validator(schema).validate(told)
    assert LISTS[name].model_validate_json(json.dumps(told)).model_dump(mode="json") == told
    assert told["format"] == s.API_FORMAT
    assert told[name]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_schema_refuses_what_is_no_list(pages: list[Page], name: str) -> None:
    schema = read(pages, f"{name}.schema")
    assert not Draft202012Validator(schema).is_valid({"format": "2", name: []})
    assert not Draft202012Validator(schema).is_valid({"format": "1", name: [{}]})


def test_reports_have_their_dates_and_lead_to_their_records(pages: list[Page]) -> None:
    first, second = read(pages, "reports")["reports"]
    assert (first["changed"], second["first"], second["changed"]) == (None, "2026-03-01", "2026-11-02")
    made = {page.path for page in site_files((report_of(),))}
    assert first["record"] in made
    assert f"{first['page']}index.md" in made


def test_a_claim_of_two_reports_stands_once_with_its_weakest_status(pages: list[Page]) -> None:
    claims = {claim["id"]: claim for claim in read(pages, "claims")["claims"]}
    assert list(claims) == ["c-1", "c-2", "c-3", "c-444444444444"]
    assert claims["c-1"]["status"] == "unverified"
    assert claims["c-1"]["reports"] == ["tea-and-sleep", "tea-again"]
    assert claims["c-1"]["confidence"] == pytest.approx(0.93)
    assert claims["c-2"]["confidence"] is None


def test_works_say_who_includes_them_and_who_left_them_out(pages: list[Page]) -> None:
    works = {work["key"]: work for work in read(pages, "works")["works"]}
    both = ["tea-and-sleep", "tea-again"]
    assert (works["okafor2021"]["included_in"], works["okafor2021"]["left_out_of"]) == (both, [])
    assert (works["bare"]["included_in"], works["bare"]["left_out_of"]) == ([], both)
    assert works["withdrawn2020"]["notice"] == "retraction"


def test_values_keep_their_digits_and_say_whose_words_they_are(pages: list[Page]) -> None:
    results = {result["id"]: result for result in read(pages, "results")["results"]}
    assert results["r-1"]["value"] == "6.5"
    assert [results[f"r-{n}"]["origin"] for n in (1, 2, 3)] == ["source", "digest", "source"]
    assert results["r-2"]["method"] is None


def test_what_language_models_are_told_has_every_report_and_no_markdown_of_others() -> None:
    hostile = report_of(lambda text: f"{text} [x](javascript:alert(1)) <b>")
    told = next(page.text for page in api_files((hostile,), {}, {}) if page.path == "llms.txt")
    assert told.startswith("# Claimbook\n\n> ")
    assert "](reports/tea-and-sleep/): Partly answered, preview." in told
    assert r"\[x\]\(javascript:alert\(1\)\) \<b\>" in told
    assert "[x](" not in told
