"""The filter's form and the index that its script reads."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from generator import schema as s
from generator.render import site_files
from generator.render.claim_index import claim_index, distinct, ways_pages
from generator.render.filters import FIRST, SHARD
from generator.render.pages import ROWS
from tests.render.fake_report import report_of
from tests.render.test_lists import again, pages, with_claims

FORMS = ("claims/index.md", "bibliography/index.md")


def files(reports: tuple[s.Report, ...]) -> dict[str, Any]:
    return {page.path: json.loads(page.text) for page in site_files(reports) if page.path.startswith("api/index/")}


def column(made: dict[str, Any], which: str, name: str) -> list[Any]:
    """A column of every shard of an index, one after the other."""
    book = made[f"api/index/{which}.json"]
    shards = [made[f"api/index/{one['address']}"] for one in book["shards"]]
    return [value for shard in shards for value in shard["rows"][book["columns"].index(name)]]


def test_the_index_has_every_claim_once_with_what_it_is_asked_by() -> None:
    report = report_of()
    made = files((report, again(report, tags=("naps",))))
    book = made["api/index/claims.json"]
    assert (book["format"], book["total"]) == (1, 4)
    assert column(made, "claims", "id") == [claim.id for claim in report.claims]
    assert column(made, "claims", "text") == [claim.text for claim in report.claims]
    words = [book["facets"]["status"][number][0] for number in column(made, "claims", "status")]
    assert words == ["verified", "digest", "retracted", "verified"]
    kinds = [book["facets"]["kind"][number][0] for number in column(made, "claims", "kind")]
    assert kinds == ["finding", "number", "caveat", "comparison"]
    assert column(made, "claims", "confidence") == [93, None, None, None]
    (shard,) = (one for path, one in made.items() if path.startswith("api/index/claims/"))
    assert [one[:2] for one in shard["reports"]] == [["tea-and-sleep", "Tea and sleep"], ["tea-again", "Tea again"]]
    topics = [[book["facets"]["topic"][number][0] for number in one[2]] for one in shard["reports"]]
    assert topics == [["sleep", "tea"], ["naps"]]
    assert column(made, "claims", "report") == [[0, 1]] * 4


def test_a_shard_says_which_values_it_has() -> None:
    (one,) = files((report_of(),))["api/index/claims.json"]["shards"]
    statuses = [list(s.ClaimStatus).index(status) for status in (s.ClaimStatus.VERIFIED, s.ClaimStatus.DIGEST)]
    assert set(statuses) <= set(one["has"]["status"])
    assert list(s.ClaimStatus).index(s.ClaimStatus.CONTESTED) not in one["has"]["status"]
    assert one["has"]["topic"] == [0, 1]


def test_shards_hold_so_many_rows_and_no_more() -> None:
    made = {page.path: json.loads(page.text) for page in claim_index(distinct((with_claims(FIRST + SHARD + 1),)))}
    assert [one["rows"] for one in made["api/index/claims.json"]["shards"]] == [FIRST, SHARD, 1]
    assert len(column(made, "claims", "id")) == FIRST + SHARD + 1


def test_the_index_of_works_leads_to_their_entries() -> None:
    made = files((report_of(),))
    book = made["api/index/works.json"]
    entries = pages((report_of(),))["bibliography/index.md"]
    assert column(made, "works", "id") == re.findall(r'<li id="([^"]*)"', entries)
    notices = [book["facets"]["notice"][number][0] for number in column(made, "works", "notice")]
    by_key = dict(zip(column(made, "works", "id"), notices, strict=True))
    assert by_key == {"okafor2021": "none", "withdrawn2020": "retraction", "bare": "none"}
    assert column(made, "works", "use") == [0, 0, 1]
    assert column(made, "works", "page") == [1, 1, 1]


def test_text_that_no_file_can_hold_is_left_out_of_the_index() -> None:
    report = report_of()
    claim = report.claims[0].model_copy(update={"text": "Tea\ud800 \x00and\u202e sleep"})
    rows = distinct((report.model_copy(update={"claims": (claim,)}),))
    made = {page.path: json.loads(page.text.encode()) for page in claim_index(rows)}
    assert column(made, "claims", "text") == ["Tea and sleep"]


def test_an_empty_site_has_an_empty_index() -> None:
    made = files(())
    assert made["api/index/claims.json"]["total"] == 0
    assert made["api/index/claims.json"]["shards"] == []


@pytest.mark.parametrize("path", FORMS)
def test_every_control_has_a_label(path: str) -> None:
    page = pages((report_of(),))[path]
    controls = re.findall(r'<(?:input|select) id="([^"]+)"', page)
    assert controls
    assert re.findall(r'<label for="([^"]+)"', page) == controls
    assert '<p class="cb-quiet cb-filter__status" role="status" aria-live="polite">' in page


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_no_script_woke_is_disabled(path: str) -> None:
    page = pages((report_of(),))[path]
    assert '<fieldset class="cb-filter__fields" disabled>' in page
    assert re.search(r'<div class="cb-results"[^>]* hidden>', page)


def test_only_the_first_page_of_the_bibliography_has_the_form() -> None:
    report = report_of()
    works = tuple(report.works[0].model_copy(update={"key": f"w-{n:03}"}) for n in range(ROWS))
    inclusions = (*report.inclusions, *(s.Inclusion(work=work.key, concepts=(), score=0, bm25=0) for work in works))
    made = pages((report.model_copy(update={"works": (*report.works, *works), "inclusions": inclusions}),))
    assert 'class="cb-filter"' in made["bibliography/index.md"]
    assert 'class="cb-filter"' not in made["bibliography/2/index.md"]


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    for path, text in pages((report_of(),)).items():
        if path.endswith(".md"):
            assert not re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", text), path


def test_claims_are_listed_by_year() -> None:
    report = report_of()
    claim = report.claims[0].model_copy(update={"id": "c-9", "work": "bare"})
    verdict = report.verdicts[0].model_copy(update={"claim": "c-9"})
    made = pages(
        (report.model_copy(update={"claims": (*report.claims, claim), "verdicts": (*report.verdicts, verdict)}),)
    )
    assert made["claims/year/2021/1/index.md"].count('<td data-label="Claim">') == 4
    assert made["claims/year/unknown/1/index.md"].count('<td data-label="Claim">') == 1
    assert 'href="year/2021/1/">2021</a>' in made["claims/index.md"]


def test_more_reports_than_a_page_lists_have_pages_of_their_own() -> None:
    report = report_of()
    few = report.model_copy(update={"claims": report.claims[:1]})
    reports = tuple(again(few, slug=f"tea-{n:03}", title=f"Tea {n:03}") for n in range(ROWS + 1))
    made = {page.path: page.text for page in ways_pages(reports, distinct(reports))}
    ways = made["claims/index.md"]
    assert f'<a href="reports/1/">Tea 000 to Tea {ROWS - 1:03}</a> <span class="cb-quiet">({ROWS})</span>' in ways
    assert "report/tea-000/" not in ways
    assert made["claims/reports/1/index.md"].count('<a href="../../report/tea-') == ROWS
    assert 'rel="next" href="../2/"' in made["claims/reports/1/index.md"]
    assert made["claims/reports/2/index.md"].count('<a href="../../report/tea-') == 1


def test_a_claim_of_several_reports_has_the_least_confidence_of_those_that_agree() -> None:
    report = report_of()
    verdicts = (report.verdicts[0].model_copy(update={"confidence": 0.81}), *report.verdicts[1:])
    rows = distinct((report, again(report).model_copy(update={"verdicts": verdicts})))
    assert rows[0].confidence == 0.81
    weaker = (verdicts[0].model_copy(update={"status": s.ClaimStatus.UNVERIFIED, "confidence": None}), *verdicts[1:])
    rows = distinct((report, again(report).model_copy(update={"verdicts": weaker})))
    assert (rows[0].standing, rows[0].confidence) == (s.ClaimStatus.UNVERIFIED, None)
