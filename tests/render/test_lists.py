"""The pages that list claims, works and reports."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import schema as s
from generator.labels import label
from generator.render import addresses, site_files
from generator.render.claim_index import claim_pages
from generator.render.home import LEGEND
from generator.render.pages import ROWS, pages_needed
from tests.render.fake_report import report_of, work_of
from tests.render.reading import Reading


def with_claims(number: int) -> s.Report:
    report = report_of()
    claims = tuple(report.claims[0].model_copy(update={"id": f"c-{n}"}) for n in range(number))
    verdicts = tuple(report.verdicts[0].model_copy(update={"claim": f"c-{n}"}) for n in range(number))
    return report.model_copy(update={"claims": claims, "verdicts": verdicts, "sections": ()})


def pages(reports: tuple[s.Report, ...]) -> dict[str, str]:
    return {page.path: page.text for page in site_files(reports)}


def again(report: s.Report, **changed: object) -> s.Report:
    """The same report under another address."""
    question = report.question.model_copy(update={"slug": "tea-again", "title": "Tea again", **changed})
    return report.model_copy(update={"question": question})


def claim_rows(page: str) -> list[Reading]:
    return [Reading(row) for row in re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)]


def with_statuses(report: s.Report, *statuses: s.ClaimStatus) -> s.Report:
    verdicts = tuple(
        verdict.model_copy(update={"status": status}) for verdict, status in zip(report.verdicts, statuses, strict=True)
    )
    return report.model_copy(update={"verdicts": verdicts})


@pytest.mark.parametrize(("claims", "needed"), [(0, 0), (1, 1), (200, 1), (201, 2), (401, 3)])
def test_a_page_holds_two_hundred_rows(claims: int, needed: int) -> None:
    made = {page.path: page.text for page in claim_pages((with_claims(claims),))}
    listed = sorted(path for path in made if path.startswith("claims/all/"))
    assert listed == [f"claims/all/{n}/index.md" for n in range(1, needed + 1)]
    assert sum(len(re.findall(r'<td data-label="Claim">', made[path])) for path in listed) == claims
    assert pages_needed(claims) == needed


def test_pages_of_a_list_lead_to_each_other() -> None:
    made = pages((with_claims(2 * ROWS + 1),))
    first, middle, last = (made[f"claims/all/{n}/index.md"] for n in (1, 2, 3))
    assert 'rel="next" href="../2/"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev" href="../1/"' in middle
    assert 'rel="next" href="../3/"' in middle
    assert 'rel="next"' not in last
    assert "Claims 401 to 401 of 401" in last


def test_each_row_leads_to_the_permalink_of_its_claim() -> None:
    report = report_of()
    rows = claim_rows(pages((report, again(report)))["claims/all/1/index.md"])
    assert [row.links for row in rows] == [
        [f"../../../reports/{slug}/#{c.id}" for slug in ("tea-and-sleep", "tea-and-sleep", "tea-again")]
        for c in report.claims
    ]


def test_a_claim_of_several_reports_counts_once() -> None:
    report = report_of()
    made = pages((report, again(report, tags=("tea", "naps"))))
    ways = made["claims/index.md"]
    assert 'All claims</a> <span class="cb-quiet">(4)</span>' in ways
    assert 'Verified</a> <span class="cb-quiet">(2)</span>' in ways
    assert [ways.count(f'>{tag}</a> <span class="cb-quiet">(4)</span>') for tag in ("naps", "sleep", "tea")] == [
        1,
        1,
        1,
    ]
    assert "<div><dt>Claims</dt><dd>4</dd></div>" in made["index.md"]
    assert "<div><dt>Verified</dt><dd>2</dd></div>" in made["index.md"]
    for path in ("claims/all/1/index.md", "claims/topic/tea/1/index.md", "claims/report/tea-again/1/index.md"):
        assert len(claim_rows(made[path])) == 4


def test_a_claim_whose_reports_differ_has_its_weakest_status() -> None:
    report = report_of()
    verdicts = tuple(one.model_copy(update={"status": s.ClaimStatus.RETRACTED}) for one in report.verdicts)
    made = pages((report, again(report).model_copy(update={"verdicts": verdicts})))
    assert "claims/status/verified/1/index.md" not in made
    assert len(claim_rows(made["claims/status/retracted/1/index.md"])) == 4
    assert "Verified" in made["claims/report/tea-and-sleep/1/index.md"]


def test_the_list_of_a_report_leads_to_the_report() -> None:
    report = report_of()
    row = claim_rows(pages((report, again(report)))["claims/report/tea-again/1/index.md"])[0]
    assert row.links == ["../../../../reports/tea-again/#c-1", "../../../../reports/tea-again/"]


def test_claims_are_listed_by_status_topic_and_report() -> None:
    made = pages((report_of(),))
    assert made["claims/status/verified/1/index.md"].count('<td data-label="Claim">') == 2
    assert made["claims/topic/tea/1/index.md"].count('<td data-label="Claim">') == 4
    assert made["claims/report/tea-and-sleep/1/index.md"].count('<td data-label="Claim">') == 4
    assert "claims/status/unverified/1/index.md" not in made


def test_the_ways_in_count_and_link_only_where_something_is() -> None:
    ways = pages((report_of(),))["claims/index.md"]
    assert '<a href="status/verified/1/">Verified</a> <span class="cb-quiet">(2)</span>' in ways
    assert 'Unverified <span class="cb-quiet">(0)</span>' in ways
    assert "status/unverified" not in ways


def test_lists_are_left_out_of_the_search() -> None:
    for path, text in pages((report_of(),)).items():
        if path.startswith(("claims/", "bibliography/index", "reports/index")):
            assert "search:\n  exclude: true\n" in text


def test_the_bibliography_says_who_uses_and_who_left_out_a_work() -> None:
    bibliography = pages((report_of(),))["bibliography/index.md"]
    used, left_out = bibliography.split("## Works found and left out")
    assert 'Used in <a href="../reports/tea-and-sleep/#ref-1">Tea and sleep</a>' in used
    assert 'Screened out of <a href="../reports/tea-and-sleep/#excluded">Tea and sleep</a>' in left_out
    assert "Title of bare" in left_out


def test_a_work_of_two_reports_stands_in_the_bibliography_once() -> None:
    report = report_of()
    second = report.model_copy(update={"question": report.question.model_copy(update={"slug": "tea-again"})})
    made = pages((report, second))
    assert made["bibliography/index.md"].count('<li id="okafor2021">') == 1
    assert made["bibliography/claimbook.bib"].count("@article{okafor2021,") == 1


def test_a_long_bibliography_has_pages() -> None:
    report = report_of()
    works = tuple(work_of(f"w-{n:03}") for n in range(450))
    inclusions = (*report.inclusions, *(s.Inclusion(work=work.key, concepts=(), score=0, bm25=0) for work in works))
    made = pages((report.model_copy(update={"works": (*report.works, *works), "inclusions": inclusions}),))
    listed = [made["bibliography/index.md"], made["bibliography/2/index.md"], made["bibliography/3/index.md"]]
    assert [text.count("<li id=") for text in listed] == [200, 200, 53]
    assert "bibliography/4/index.md" not in made
    assert 'href="claimbook.bib"' in listed[0]
    assert 'href="../claimbook.bib"' in listed[1]


def test_the_home_page_sorts_answers_from_open_questions() -> None:
    report = report_of()
    question = report.question.model_copy(update={"slug": "another", "title": "Another"})
    answer = report.answer.model_copy(update={"status": s.AnswerStatus.NOT_ANSWERED})
    unanswered = report.model_copy(update={"question": question, "answer": answer})
    home = pages((unanswered, report))["index.md"]
    answered, opened = home.split("## Open questions")
    assert 'href="reports/tea-and-sleep/"' in answered
    assert 'href="reports/another/"' in opened
    assert "Missing: 3 sleep, 2 tea." in opened


def unanswered(report: s.Report) -> s.Report:
    answer = report.answer.model_copy(update={"status": s.AnswerStatus.NOT_ANSWERED, "works": ()})
    decision = report.decision.model_copy(update={"status": s.DecisionStatus.OPEN, "consensus": None})
    return report.model_copy(update={"answer": answer, "decision": decision})


@pytest.mark.parametrize("path", ["index.md", "reports/index.md"])
def test_an_open_question_has_one_mark_in_a_list_and_an_answer_two(path: str) -> None:
    report = report_of()
    listed = [pages((one,))[path] for one in (report, unanswered(report))]
    assert [text.count('class="cb-badge') for text in listed] == [2, 1]
    assert "Open</span>" not in listed[1]


@pytest.mark.parametrize(("path", "reading"), [("index.md", "reading/"), ("reports/index.md", "../reading/")])
def test_a_legend_tells_the_marks_that_a_list_shows(path: str, reading: str) -> None:
    report = report_of()
    text = pages((report,))[path]
    assert "<strong>Preview</strong>: the report rests on our digests" in text
    assert "<strong>Not answered</strong>" not in text
    assert f'<a href="{reading}">What the marks mean</a>' in text
    assert "<strong>Not answered</strong>: the report names what is missing." in pages((unanswered(report),))[path]


def test_every_mark_of_the_legend_has_its_few_words() -> None:
    assert all(label(mark).brief for mark in LEGEND)


DIGEST, RETRACTED = s.ClaimStatus.DIGEST, s.ClaimStatus.RETRACTED


@pytest.mark.parametrize(
    ("statuses", "decision", "said"),
    [
        (
            (DIGEST,) * 4,
            s.DecisionStatus.PREVIEW,
            "Every claim here is stated in our digests, and every answer is a preview.",
        ),
        ((DIGEST,) * 4, s.DecisionStatus.WITHHELD, "Every claim here is stated in our digests."),
        (
            (*(DIGEST,) * 3, RETRACTED),
            s.DecisionStatus.PREVIEW,
            "No claim here is verified in a source’s own words, and every answer is a preview.",
        ),
        ((*(DIGEST,) * 3, s.ClaimStatus.VERIFIED), s.DecisionStatus.PREVIEW, ""),
    ],
)
def test_the_home_page_says_when_no_claim_is_verified(
    statuses: tuple[s.ClaimStatus, ...], decision: s.DecisionStatus, said: str
) -> None:
    report = with_statuses(report_of(), *statuses)
    report = report.model_copy(update={"decision": report.decision.model_copy(update={"status": decision})})
    found = re.findall(r'<p class="cb-caution">(.*?)</p>', pages((report,))["index.md"])
    assert found == ([said] if said else [])


def test_an_open_question_alone_has_no_answer_to_call_a_preview() -> None:
    home = pages((with_statuses(unanswered(report_of()), *(DIGEST,) * 4),))["index.md"]
    assert "Every claim here is stated in our digests.</p>" in home


def test_a_site_without_reports_has_its_pages_all_the_same() -> None:
    made = pages(())
    assert {"index.md", "reports/index.md", "claims/index.md", "bibliography/index.md", "schema/index.md"} <= set(made)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4), st.lists(st.sampled_from(["a", "b", "c"]), max_size=4))
def test_relative_links_lead_from_any_page_to_any_other(here: list[str], there: list[str]) -> None:
    start, goal = ("".join(f"{part}/" for part in parts) for parts in (here, there))
    at = start.split("/")[:-1]
    for step in addresses.relative(start, goal).split("/"):
        at = at[:-1] if step == ".." else [*at, step] if step not in {"", "."} else at
    assert "".join(f"{part}/" for part in at) == goal
    assert not addresses.relative(start, goal).startswith("/")


def test_a_relative_link_keeps_its_fragment() -> None:
    assert addresses.relative("claims/all/1/", "reports/x/#c-1") == "../../../reports/x/#c-1"
    assert addresses.fragment('a b"') == "#a%20b%22"


@pytest.mark.parametrize(("title", "printed"), [("Does tea help", "help</cite>."), ("Does tea help?", "help?</cite>")])
def test_a_title_has_one_stop_at_its_end(title: str, printed: str) -> None:
    report = report_of()
    titled = report.model_copy(
        update={"works": (report.works[0].model_copy(update={"title": title}), *report.works[1:])}
    )
    shown = pages((titled,))["bibliography/index.md"]
    assert printed in shown
    assert f"{printed}." not in shown
