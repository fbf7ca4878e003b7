"""Coverage: what is answered, what is missing, which sources failed, how far the judge can be trusted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from generator import schema as s
from generator.evaluate import verify
from generator.render import Beside, read_measured
from generator.render.coverage import SIDE, coverage_pages
from generator.render.measured import CURVE
from tests.render.fake_report import report_of
from tests.render.reading import Reading
from tests.render.test_lists import again, unanswered

EVIDENCE = Path(__file__).parents[2] / "docs" / "evidence.json"
SET = {
    "task": "verify",
    "n": 60,
    "precision": 0.9,
    "ece": 0.05,
    "intervals": {"precision": [0.8, 0.97]},
    "notes": ["verified from 0.7", f"{CURVE}0.42 said, 0.26 true (n = 34); 0.91 said, 0.97 true (n = 26)"],
    "engine": ["Judge, sha256 abc"],
    "wrong": [],
}


def page(reports: tuple[s.Report, ...], beside: Beside | None = None) -> str:
    (made,) = coverage_pages(reports, beside or Beside())
    return made.text


def test_questions_come_by_how_far_they_are_answered() -> None:
    report = report_of()
    text = page((again(unanswered(report)), report))
    titles = re.findall(r'<td data-label="Question"><span><a href="([^"]*)"', text)
    assert titles == ["../reports/tea-again/", "../reports/tea-and-sleep/"]
    assert '<td data-label="Covered" data-sort="1">1 of 3</td>' in text
    assert "<li>Outcome: 3 sleep</li>" in text
    assert "<li>Intervention: 2 tea</li>" in text


def test_what_is_missing_is_counted_by_facet() -> None:
    report = report_of()
    cells = re.findall(r'<tr><td data-label="Facet".*?</tr>', page((report, again(report))))
    outcome = Reading(next(row for row in cells if ">Outcome<" in row)).texts
    assert outcome == ["Outcome", "2", "2", "3 sleep (2)"]
    population = Reading(next(row for row in cells if ">Population<" in row)).texts
    assert population == ["Population", "2", "0", "nothing"]
    setting = Reading(next(row for row in cells if ">Setting<" in row)).texts
    assert setting == ["Setting", "0", "0", "nothing"], "it is not required"


def runs(*failed: tuple[str, str, int, str]) -> s.Runs:
    """A run record: OpenAlex answered, and these sources failed for these questions on these days of January."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    fine = s.QuestionRun(slug="fine", sources=(s.SourceRun(source="openalex", answered=at, tried=at),))
    return s.Runs(
        questions=(
            fine,
            *(
                s.QuestionRun(
                    slug=slug,
                    sources=(
                        s.SourceRun(
                            source=source,
                            answered=None,
                            tried=at.replace(day=day),
                            failure=s.Failure(kind="wait", why=why),
                        ),
                    ),
                )
                for source, slug, day, why in failed
            ),
        )
    )


def test_sources_that_failed_are_named_or_said_to_be_unknown() -> None:
    report = report_of()
    assert "cannot say which sources failed" in page((report,))
    assert "Every source that was asked answered." in page((report,), Beside(runs=runs()))
    failed = runs(("crossref", "tea-and-sleep", 2, "503"), ("arxiv", "gone", 3, "<b>timed out</b>"))
    rows = re.findall(r'<tr><td data-label="Sources".*?</tr>', page((report,), Beside(runs=failed)))
    assert [Reading(row).texts for row in rows] == [
        ["arXiv", "2026-01-03", "gone", "wait: <b>timed out</b>"],
        ["Crossref", "2026-01-02", "Tea and sleep", "wait: 503"],
    ]
    assert [Reading(row).links for row in rows] == [[], ["../reports/tea-and-sleep/"]]


def test_one_failure_of_many_sources_and_questions_is_one_row() -> None:
    slugs = [f"q-{n:02}" for n in range(12)]
    failed = runs(*((source, slug, 2, "no route") for slug in slugs for source in ("crossref", "arxiv")))
    text = page((report_of(),), Beside(runs=failed))
    (row,) = re.findall(r'<tr><td data-label="Sources".*?</tr>', text)
    said = " ".join(Reading(row).texts)
    assert said.startswith("arXiv, Crossref 2026-01-02 q-00")
    assert "q-09 and 2 more" in said
    assert "q-10" not in said


def test_the_curve_has_its_figures_as_a_drawing_and_as_a_table() -> None:
    text = page((), Beside(measured=read_measured(json.dumps({"scifact": SET, "other": {"task": "roles", "n": 3}}))))
    points = [(int(x), int(y)) for x, y in re.findall(r'cx="(\d+)" cy="(\d+)"', text)]
    assert points == [(round(SIDE * 0.42), round(SIDE * 0.74)), (round(SIDE * 0.91), round(SIDE * 0.03))]
    table = re.findall(
        r'<td data-label="Said">(.*?)</td><td data-label="True">(.*?)</td><td data-label="Claims">(.*?)<', text
    )
    assert table == [("0.42", "0.26", "34"), ("0.91", "0.97", "26")]
    labelled = re.search(r'<svg[^>]* role="img" aria-labelledby="(\S+) (\S+)"', text)
    assert labelled
    assert f'<title id="{labelled[1]}">' in text
    assert f'<desc id="{labelled[2]}">' in text
    assert "The furthest point lies 0.16 from it." in text
    assert "0.90 (0.80 to 0.97)" in text
    assert "not measured" in text, "macro-F1 is not among the figures"
    assert "Judge, sha256 abc" in text


def test_without_measurements_the_page_says_so() -> None:
    assert "No measurement of the judge is published" in page(())


def test_the_measurements_of_the_project_read() -> None:
    sets = {one.name: one for one in read_measured(EVIDENCE.read_text(encoding="utf-8"))}
    scifact = json.loads(EVIDENCE.read_text(encoding="utf-8"))["scifact"]
    assert sets["scifact"].items == scifact["n"]
    assert sets["scifact"].figures["precision"] == scifact["precision"]
    assert sum(point.items for point in sets["scifact"].curve) == scifact["n"]


def test_the_note_of_a_curve_begins_as_it_is_written() -> None:
    assert CURVE == verify.CURVE


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"task": "verify"}}'])
def test_what_is_no_file_of_measurements_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_measured(text)


def test_two_hundred_questions_fill_a_page() -> None:
    report = report_of()
    reports = tuple(again(report, slug=f"tea-{n:03}") for n in range(201))
    made = list(coverage_pages(reports, Beside()))
    assert [one.path for one in made] == ["coverage/index.md", "coverage/2/index.md"]
    assert [one.text.count('<td data-label="Question">') for one in made] == [200, 1]
    assert "Missing by facet" not in made[1].text
