"""What a report's page must show, and that its links lead somewhere."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from generator import schema as s
from generator.labels import label
from generator.numbers import amount
from generator.render import report_files
from generator.render.beside import Site
from generator.render.home import Formats
from generator.render.markup import block
from generator.render.method import SCREENING
from generator.render.report import report_page
from tests.render.fake_report import report_of
from tests.render.reading import Reading

GOLDEN = Path(__file__).parent / "golden"
HEADINGS = [
    *("Answer", "Abstract", "Introduction", "Methodology", "Results", "What is missing", "Limitations"),
    *("Review and decision", "Claims", "Excluded works", "References", "Cite and download"),
]


def page_of(report: s.Report) -> str:
    return report_page(report).text


def part(report: s.Report, anchor: str) -> str:
    page = page_of(report)
    start = re.search(rf"^## .* {{ #{anchor}[ }}]", page, re.MULTILINE)
    assert start
    return page[start.end() :].split("\n## ")[0]


@pytest.mark.parametrize("name", ["index.md", "report.json", "references.bib", "references.ris", "references.json"])
def test_files_are_the_golden_ones(name: str) -> None:
    """To accept a change: GOLDEN=write python -m pytest tests/render/test_report_page.py, and read the difference."""
    files = {Path(file.path).name: file.text for file in report_files(report_of())}
    if os.environ.get("GOLDEN") == "write":
        (GOLDEN / name).write_text(files[name], encoding="utf-8")
    assert files[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_parts_stand_in_their_order() -> None:
    assert re.findall(r"^## (.*?) {", page_of(report_of()), re.MULTILINE) == HEADINGS


def test_only_answer_and_abstract_are_searched() -> None:
    searched = re.findall(r"^## (.*?) { #[a-z]+ }$", page_of(report_of()), re.MULTILINE)
    assert searched == ["Answer", "Abstract"]


def test_every_link_within_the_page_leads_to_one_place() -> None:
    page = page_of(report_of())
    reading = Reading(page)
    anchors = reading.ids + re.findall(r"^## .* { #([a-z]+)", page, re.MULTILINE)
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in reading.links if link.startswith("#")} <= set(anchors)


def test_every_claim_has_an_anchor_of_its_id_and_a_permalink() -> None:
    report = report_of()
    reading = Reading(page_of(report))
    for claim in report.claims:
        assert claim.id in reading.ids
        assert f"#{claim.id}" in reading.links


def test_our_digest_never_stands_in_quotation_marks() -> None:
    report = report_of()
    page = page_of(report)
    for passage in report.passages:
        if passage.origin is s.Origin.DIGEST:
            assert f"“{passage.text}”" not in page
            assert re.search(rf"<p>(<mark>)?{re.escape(passage.text)}(</mark>)?</p>", page)
    for box in re.findall(r'<div class="cb-digest">.*?</div>', page, re.DOTALL):
        assert "Our digest, not the authors’ words" in box
        assert "“" not in box


def test_source_words_stand_in_quotation_marks_with_their_place() -> None:
    claims = part(report_of(), "claims")
    quote = re.search(r"<blockquote.*?</blockquote>", claims, re.DOTALL)
    assert quote
    assert "“<mark>We saw adults sleep 6.5 hours with tea.</mark>”" in quote.group()
    assert "Table 2; abstract, characters 10 to 49" in quote.group()
    assert "doi&#58;10.1000/okafor2021" in quote.group()


def test_a_shorter_quote_is_placed_within_its_passage() -> None:
    report = report_of()
    quote = "adults sleep"
    claim = report.claims[0].model_copy(update={"quote": quote})
    claims = part(report.model_copy(update={"claims": (claim, *report.claims[1:])}), "claims")
    start = report.passages[0].start + report.passages[0].text.index(quote)
    assert f"characters {start} to {start + len(quote)}" in claims
    assert "“We saw <mark>adults sleep</mark> 6.5 hours with tea.”" in claims


def test_a_claim_opens_to_its_quote() -> None:
    """The anchor stands inside, so that a browser opens the claim that a link leads to."""
    report = report_of()
    claims = part(report, "claims").split('<details class="cb-claim">')[1:]
    assert len(claims) == len(report.claims)
    for claim, shown in zip(report.claims, claims, strict=True):
        summary, opened = shown.split("</summary>")
        assert claim.text in summary
        assert opened.startswith(f'\n<div id="{claim.id}">')
        assert f"<mark>{claim.quote}</mark>" in opened


def test_our_words_are_marked_as_ours_before_a_claim_is_opened() -> None:
    report = report_of()
    contested = report.verdicts[1].model_copy(update={"status": s.ClaimStatus.CONTESTED})
    both = (report, report.model_copy(update={"verdicts": (report.verdicts[0], contested, *report.verdicts[2:])}))
    ours = [re.findall(r"<summary>(.*?)</summary>", part(one, "claims"))[-3] for one in both]
    assert label(s.ClaimStatus.DIGEST).word in ours[0]
    assert '<span class="cb-own">our digest</span>' in ours[1]


def test_who_supports_and_who_contradicts_a_claim_stand_side_by_side() -> None:
    report = report_of()
    given = {"claim": "c-1", "standpoint": s.Standpoint.INDEPENDENT, "basis": "judge", "probability": 0.91}
    evidence = tuple(
        s.Evidence.model_validate({"id": f"e-{p}", "passage": f"p-{p}", "work": w, "stance": st, "why": why, **given})
        for p, w, st, why in (
            (2, "okafor2021", s.Stance.SUPPORTS, "it says as much"),
            (3, "withdrawn2020", s.Stance.CONTRADICTS, "it says the opposite"),
        )
    )
    verdict = report.verdicts[0].model_copy(update={"supported_by": ("e-2",), "contradicted_by": ("e-3",)})
    shown = report.model_copy(update={"evidence": evidence, "verdicts": (verdict, *report.verdicts[1:])})
    first = part(shown, "claims").split('<details class="cb-claim">')[1]
    supports, contradicts = first.split('<div class="cb-sides">')[1].split("Contradicts it")
    assert "it says as much. Probability 0.91." in supports
    assert "Adults slept 7.1 hours without tea." in supports
    assert "it says the opposite" in contradicts
    assert "“Tea doubles sleep.”" in contradicts
    assert "cb-sides" not in part(report, "claims")


def test_confidence_is_a_number_or_says_that_no_model_judged() -> None:
    claims = part(report_of(), "claims")
    assert "Confidence: 0.93" in claims
    assert claims.count("Confidence: no model judged it") == 3


def test_each_check_shows_outcome_and_reason() -> None:
    claims = part(report_of(), "claims")
    for outcome in ("passed", "failed", "not assessed"):
        mark = outcome.replace(" ", "-")
        assert re.search(rf'<li class="{mark}"><b>[^<]+</b> {outcome}: because of its records', claims)


def test_every_standing_has_a_word_and_a_shape() -> None:
    page = page_of(report_of())
    for badge in re.findall(r'<span class="cb-badge.*?</span> ([^<]*)</span>', page):
        assert badge.strip()
    assert re.findall(r'cb-badge[^>]*><span class="cb-shape" aria-hidden="true">(\S)</span>', page)


def test_citations_are_numbered_and_lead_to_references_that_lead_back() -> None:
    report = report_of()
    answer = part(report, "answer")
    assert '<a href="#ref-1" title="Okafor and Tea &amp; Sleep Trust, 2021">[1]</a>' in answer
    references = Reading(part(report, "references"))
    assert "ref-1" in references.ids
    assert {"#c-1", "#c-2", "#c-444444444444", "#s-1", "#s-3"} <= set(references.links)
    assert "#s-2" not in references.links


def test_a_statement_on_records_has_no_citation_and_names_them() -> None:
    abstract = part(report_of(), "abstract")
    assert '<li id="s-2" data-records="counts">Five records were found.</li>' in abstract


def test_sentences_are_numbered_through_the_report() -> None:
    page = page_of(report_of())
    assert re.findall(r'<li id="s-(\d+)"', page) == ["1", "2", "3", "4", "5"]
    assert re.findall(r'<ol class="cb-statements" start="(\d+)">', page) == ["1", "2", "3", "4", "5"]


def test_checks_that_came_out_alike_are_told_once_with_the_numbers_of_their_sentences() -> None:
    report = report_of()
    same = report.answer.statements[0]
    other = same.model_copy(update={"text": "Another.", "checks": ()})
    answer = report.answer.model_copy(update={"statements": (same, same, same, other, same)})
    shown = part(report.model_copy(update={"answer": answer}), "answer")
    assert shown.count("because of its records") == 1
    assert "because of its records (1 to 3, 5)" in shown
    assert "No check is recorded for 4." in shown


@pytest.mark.parametrize(("sentences", "folded"), [(5, 0), (6, 2)])
def test_a_long_answer_folds_what_follows_its_first_sentences(sentences: int, folded: int) -> None:
    report = report_of()
    answer = report.answer.model_copy(update={"statements": report.answer.statements * sentences})
    shown = part(report.model_copy(update={"answer": answer}), "answer")
    assert shown.count('<li id="s-') == sentences
    rest = shown.partition("more sentences of the answer</summary>")[2].partition("</details>")[0]
    assert rest.count('<li id="s-') == folded


def test_a_contested_sentence_is_never_folded() -> None:
    report = report_of()
    plain = report.answer.statements[0]
    contested = plain.model_copy(update={"text": "Contested: so.", "records": ("evidence",)})
    answer = report.answer.model_copy(update={"statements": (*[plain] * 6, contested)})
    shown = part(report.model_copy(update={"answer": answer}), "answer")
    stands, _, rest = shown.partition("2 more sentences of the answer</summary>")
    assert "Contested&#58; so." in stands or "Contested: so." in stands
    assert 'id="s-7" value="7"' in stands
    assert rest.partition("</details>")[0].count('<li id="s-') == 2


def test_references_are_the_included_works_in_full() -> None:
    references = part(report_of(), "references")
    assert "Ada Okafor, Tea &amp; Sleep Trust" in references
    assert "peer-reviewed&#58; journal article" in references
    assert "Title of bare" not in references
    assert label(s.Notice.RETRACTION).word in references
    assert "Not checked at the source" in references
    assert "Curator’s note: Read twice" in references


def test_excluded_works_stand_with_reason_and_title() -> None:
    excluded = part(report_of(), "excluded")
    assert label(s.Reason.NO_INTERVENTION).word in excluded
    assert "Title of bare" in excluded
    assert "no-record" in excluded


def test_an_excluded_work_bears_its_mark() -> None:
    report = report_of()
    dropped = s.Dropped(stage=s.Stage.SCREEN, item="okafor2021", reason=s.Reason.NO_TEXT)
    works = tuple(
        work.model_copy(update={"notice": s.Notice.RETRACTION if work.key == "okafor2021" else None})
        for work in report.works
    )
    marked, plain = (
        part(report.model_copy(update={"dropped": (dropped,), "works": found}), "excluded")
        for found in (works, tuple(work.model_copy(update={"notice": None}) for work in works))
    )
    assert f"{label(s.Notice.RETRACTION).word}</span>" in marked
    assert label(s.Notice.RETRACTION).word not in plain


def test_a_long_group_of_excluded_works_is_folded() -> None:
    report = report_of()
    many = tuple(s.Dropped(stage=s.Stage.SCREEN, item=f"w-{n}", reason=s.Reason.NO_TEXT) for n in range(13))
    excluded = part(report.model_copy(update={"dropped": (*report.dropped, *many)}), "excluded")
    assert f'<details class="cb-more cb-group cb-aside">\n<summary>{label(s.Reason.NO_TEXT).word}: 13 works' in excluded
    assert f"<summary>{label(s.Reason.NO_INTERVENTION).word}: 1 work</summary>" in excluded


def test_figures_say_what_is_not_stated_and_whose_words_they_are() -> None:
    results = part(report_of(), "results")
    assert "<td>not stated</td><td>6.5 hours</td>" in results
    assert "our digest" in results
    assert "6.5 hours" in results
    assert "7.1%" in results


def test_figures_behind_the_answer_stand_first_and_all_others_are_folded() -> None:
    report = report_of()
    first, folded = part(report, "results").split("<summary>1 other figure of the included works</summary>")
    assert re.findall(r'<tr id="figure-(.*?)">', first) == ["r-1", "r-2"]
    assert re.findall(r'<tr id="figure-(.*?)">', folded.split("</details>")[0]) == ["r-3"]


def test_the_operands_of_the_answers_differences_are_figures_behind_it() -> None:
    report = report_of()
    claims = tuple(claim.model_copy(update={"results": ()}) for claim in report.claims)
    results = part(report.model_copy(update={"claims": claims}), "results")
    assert "1 other figure of the included works" in results


def test_without_an_answer_every_figure_is_folded_and_no_section_is() -> None:
    report = report_of()
    answer = report.answer.model_copy(update={"statements": (), "works": (), "status": s.AnswerStatus.NOT_ANSWERED})
    results = part(report.model_copy(update={"answer": answer}), "results")
    assert "<summary>3 figures of the included works</summary>" in results
    assert "<h3>Aside</h3>" in results


def test_sections_of_works_that_are_not_behind_the_answer_are_folded() -> None:
    results = part(report_of(), "results")
    assert "<h3>Sleep</h3>" in results
    assert "<summary>Aside</summary>" in results


def test_reasons_that_left_nothing_out_are_no_rows_but_stay_in_the_rule() -> None:
    method = part(report_of(), "methodology")
    table = method.partition("Reasons for leaving a work out")[2].partition("</table>")[0]
    rows = re.findall(r"<tr><td>(.*?)</td>", table)
    assert rows == [label(s.Reason.OUTSIDE_YEARS).word, label(s.Reason.NO_INTERVENTION).word]
    assert all(label(reason).word.lower() in method for reason in SCREENING)


def test_a_screening_that_left_nothing_out_says_so() -> None:
    report = report_of()
    counts = report.counts.model_copy(update={"excluded_by_reason": {}})
    method = part(report.model_copy(update={"counts": counts}), "methodology")
    assert "No work was left out." in method
    assert "Reasons for leaving a work out" not in method


def test_a_reason_of_the_decision_is_a_sentence_with_its_gate_behind_it() -> None:
    review = part(report_of(), "review")
    assert (
        '<li>the consensus is 4.5 <code class="cb-gate" title="Gate of the policy">min_consensus</code></li>' in review
    )
    assert "<li>it rests on digests&#58; ours</li>" in review


def test_a_report_without_a_tier_shows_none() -> None:
    report = report_of()
    assert "<dt>Tier</dt>" not in part(report, "review")
    decision = report.decision.model_copy(update={"tier": "strong"})
    assert "<dt>Tier</dt><dd>strong</dd>" in part(report.model_copy(update={"decision": decision}), "review")


def test_a_place_that_is_its_section_is_printed_once() -> None:
    report = report_of()
    passages = tuple(passage.model_copy(update={"place": passage.section}) for passage in report.passages)
    claims = part(report.model_copy(update={"passages": passages}), "claims")
    assert "&#58; abstract, characters" not in claims
    assert ": abstract, characters 10 to 49" in claims


@pytest.mark.parametrize(
    ("label_", "said"),
    [
        ("version 2", "Version read&#58; version 2."),
        ("as described in library/tea", "Read as described in library/tea."),
    ],
)
def test_a_reference_says_which_version_was_read(label_: str, said: str) -> None:
    report = report_of()
    work = report.works[0]
    versions = (work.versions[0].model_copy(update={"label": label_}),)
    works = (work.model_copy(update={"versions": versions}), *report.works[1:])
    assert f'<p class="cb-quiet">{said}</p>' in part(report.model_copy(update={"works": works}), "references")


def test_a_reference_names_each_version_once() -> None:
    report = report_of()
    work = report.works[0]
    versions = tuple(
        work.versions[0].model_copy(update={"id": f"v{number}", "label": name})
        for number, name in enumerate(("arXiv v1", "as described by pubmed", "as described by pubmed"))
    )
    works = (work.model_copy(update={"versions": versions}), *report.works[1:])
    told = part(report.model_copy(update={"works": works}), "references")
    assert "Versions read&#58; arXiv v1; as described by pubmed.</p>" in told


@pytest.mark.parametrize(("passed", "said"), [(1, "2 sentences of theirs, 1 was found"), (2, ", 2 were found")])
def test_sentences_of_digests_that_were_found_again_are_counted(passed: int, said: str) -> None:
    report = report_of()
    outcomes = (s.Outcome.PASSED, s.Outcome.PASSED if passed == 2 else s.Outcome.FAILED)
    fates = tuple(
        s.DigestFate(work=report.works[0].key, text=f"Tea {number}.", outcome=one, passage=None, why="near")
        for number, one in enumerate(outcomes)
    )
    assert said in part(report.model_copy(update={"digests": fates}), "methodology")


def test_a_derived_figure_shows_both_operands() -> None:
    results = part(report_of(), "results")
    row = re.search(r'<tr id="derived-d-1">.*?</tr>', results, re.DOTALL)
    assert row
    assert all(value in row.group() for value in ("6.5 hours", "7.1%", "−0.6 hours", "#figure-r-1", "#figure-r-2"))


def test_what_is_missing_names_the_nearest_evidence_once() -> None:
    missing = part(report_of(), "missing")
    assert missing.count("“We saw adults sleep 6.5 hours with tea.”") == 1
    assert missing.count("shown above") == 2
    assert "(left out)" in missing
    assert missing.count('<p class="cb-need">') == 1


def test_needs_that_differ_stand_under_their_concepts() -> None:
    report = report_of()
    first, second = report.answer.missing
    other = second.model_copy(update={"would_need": "Measure something else."})
    answer = report.answer.model_copy(update={"missing": (first, other)})
    missing = part(report.model_copy(update={"answer": answer}), "missing")
    assert missing.count('<p class="cb-need">') == 2


def test_an_answered_report_says_that_nothing_required_is_missing() -> None:
    report = report_of()
    answer = report.answer.model_copy(update={"status": s.AnswerStatus.ANSWERED, "missing": ()})
    missing = part(report.model_copy(update={"answer": answer}), "missing")
    assert "Nothing is missing for the required concepts." in missing
    assert "not found in any claim&#58;" not in missing
    assert "not found in any claim: 4 at home" in missing


def test_dimensions_that_were_not_assessed_have_no_score() -> None:
    review = part(report_of(), "review")
    assert review.count("not assessed") == 3
    assert "4.5 out of 10" in review


def test_an_empty_report_still_is_a_page() -> None:
    """Nothing found: no work, no claim, no figure."""
    report = report_of()
    empty = {"status": s.AnswerStatus.NOT_ANSWERED, "statements": (), "covered": (), "works": ()}
    missing = tuple(m.model_copy(update={"nearest": (), "found_elsewhere": 0}) for m in report.answer.missing)
    answer = report.answer.model_copy(update={**empty, "missing": missing})
    nothing = dict.fromkeys(
        ("works", "passages", "results", "derived", "claims", "verdicts", "abstract", "sections", "limitations"), ()
    )
    rest = dict.fromkeys(("reviews", "disputes", "dropped", "inclusions", "queries"), ())
    page = page_of(report.model_copy(update={**nothing, **rest, "answer": answer}))
    for said in ("No claim was extracted", "No work was included", "No work was left out", "No figure was found"):
        assert said in page


def test_the_record_beside_the_page_meets_its_schema_and_reads_back() -> None:
    report = report_of()
    text = next(file.text for file in report_files(report) if file.path.endswith("report.json"))
    schema = s.Report.model_json_schema(by_alias=True, mode="serialization")
    Draft202012Validator(schema).validate(json.loads(text))
    assert s.Report.model_validate_json(text) == report


def test_the_same_report_gives_the_same_bytes() -> None:
    assert list(report_files(report_of())) == list(report_files(report_of()))


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ({}, "all"),
        ({"from": 1990}, "1990 or later"),
        ({"to": 2024}, "2024 or earlier"),
        ({"from": 1990, "to": 2024}, "1990 to 2024"),
    ],
)
def test_years_are_worded(years: dict[str, int], said: str) -> None:
    report = report_of()
    question = report.question.model_copy(update={"years": s.Years.model_validate(years)})
    introduction = part(report.model_copy(update={"question": question}), "introduction")
    assert f"<dt>Years</dt><dd>{said}</dd>" in introduction


def test_a_work_kept_by_hand_says_so() -> None:
    report = report_of()
    pinned = s.Inclusion(work="okafor2021", concepts=(), score=0, bm25=0, pinned="It started the debate")
    references = part(report.model_copy(update={"inclusions": (pinned,)}), "references")
    assert "Kept by hand&#58; It started the debate" in references


def test_a_template_cannot_print_what_has_no_wording() -> None:
    with pytest.raises(TypeError, match="give the view a text for it"):
        block("schema.html.j2", Formats(version=cast("str", None)))


def test_a_figure_without_a_unit_is_its_digits() -> None:
    assert amount(Decimal("-61.30"), None) == "−61.30"
    assert amount(Decimal("1E+3"), "x") == "1000x"


def test_values_that_can_be_compared_stand_in_a_plot_and_in_its_table() -> None:
    report = report_of()
    alike = {"system": "adults", "method": "tea", "dataset": "diaries", "unit": "hours", "role": "subject"}
    first = report.results[0].model_copy(update=alike)
    results = tuple(
        first.model_copy(update={"id": f"r-{n}", "method": method, "value": Decimal(value), "passage": passage})
        for n, (method, value, passage) in enumerate(
            (("green tea", "6.5", "p-1"), ("black tea", "7.1", "p-2"), ("no tea", "7.4", "p-1")), start=1
        )
    )
    shown = part(report.model_copy(update={"results": results}), "answer")
    plot, table = re.findall(r"<svg.*?</svg>|<table.*?</table>", shown, re.DOTALL)
    assert "<title>adults, diaries</title><desc>3 values from 6.5 hours to 7.4 hours;" in plot
    assert (plot.count("<circle"), plot.count("l6-6")) == (2, 1), "a digest's value is an open diamond"
    assert re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td>", table) == [
        ("no tea [1]", "7.4 hours"),
        ("black tea [1]", "7.1 hours"),
        ("green tea [1]", "6.5 hours"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"dataset": None},
        {"dataset": "clinics"},
        {"system": "children"},
        {"metric": "naps"},
        {"protocol": {"shots": "2"}},
        {"value": Decimal("0.71")},
    ],
)
def test_values_that_cannot_be_compared_share_no_plot(changed: dict[str, object]) -> None:
    report = report_of()
    same = [report.results[0].model_copy(update={"id": f"r-{n}", "value": Decimal(60 + n)}) for n in (1, 2, 3)]
    answer = part(report.model_copy(update={"results": tuple(same)}), "answer")
    assert answer.count("<svg") == 1
    other = (*same[:2], same[2].model_copy(update=changed))
    assert "<svg" not in part(report.model_copy(update={"results": other}), "answer")


def test_flow_years_and_confidence_are_plots_with_their_data_as_tables() -> None:
    report = report_of()
    method, claims = part(report, "methodology"), part(report, "claims")
    for text, title, row in (
        (method, "Flow of works", "<tr><td>Excluded</td><td>2</td>"),
        (method, "Included works by year of publication", "<tr><td>2021</td><td>2</td></tr>"),
        (claims, "Confidence of the claims", "<tr><td>0.8\u20131.0</td><td>1</td></tr>"),
    ):
        plot = re.search(rf'<svg [^>]*role="img"><title>{title}</title><desc>[^<]+</desc>', text)
        assert plot
        assert row in text[plot.end() :].partition("</table>")[0]
    assert "<tr><td>not judged</td><td>3</td></tr>" in claims


def test_an_excluded_work_has_its_best_address_and_the_bibliography_the_rest() -> None:
    report = report_of()
    dropped = s.Dropped(stage=s.Stage.SCREEN, item="okafor2021", reason=s.Reason.NO_TEXT)
    excluded = part(report.model_copy(update={"dropped": (dropped,)}), "excluded")
    assert Reading(excluded).links == ["../../bibliography/", "https://doi.org/10.1000/okafor2021"]


def test_why_works_were_left_out_is_told_once_for_all_that_it_holds_for() -> None:
    report = report_of()
    same = tuple(
        s.Dropped(stage=s.Stage.SCREEN, item=f"w-{n}", reason=s.Reason.NO_TEXT, detail="names no tea") for n in range(5)
    )
    excluded = part(report.model_copy(update={"dropped": same}), "excluded")
    assert excluded.count("Names no tea:") == 1
    assert excluded.count('<li id="excluded-w-') == 5


def test_arxivs_own_doi_is_not_printed_beside_its_number() -> None:
    report = report_of()
    ids = s.Ids(doi="10.48550/arxiv.2101.00001", arxiv="2101.00001")
    works = (report.works[0].model_copy(update={"ids": ids}), *report.works[1:])
    references = part(report.model_copy(update={"works": works}), "references").partition('id="ref-2"')[0]
    assert "arXiv&#58;2101.00001" in references
    assert "10.48550" not in references


def test_an_excluded_work_without_authors_is_named_once() -> None:
    excluded = part(report_of(), "excluded")
    assert excluded.count("Title of bare") == 1


REPOSITORY = "https://github.com/orchard/claims"


def test_every_claim_can_be_disputed_in_a_form_that_is_filled_in() -> None:
    report = report_of()
    assert "Dispute this claim" not in page_of(report)
    reading = Reading(report_page(report, site=Site(repository=REPOSITORY)).text)
    links = [urlsplit(link) for link in reading.links if link.startswith(REPOSITORY)]
    assert [parse_qs(link.query) for link in links] == [
        {
            "template": ["dispute.yml"],
            "title": [f"Dispute: {claim.id}"],
            "claim": [claim.id],
            "report": ["tea-and-sleep"],
        }
        for claim in report.claims
    ]
    assert {link.path for link in links} == {"/orchard/claims/issues/new"}
    names = re.findall(
        r'aria-label="(Dispute this claim, C\d+)">Dispute this claim<',
        report_page(report, site=Site(repository=REPOSITORY)).text,
    )
    assert len(set(names)) == len(report.claims)


def test_a_disputed_claim_says_who_disputes_it_with_what_and_what_came_of_it() -> None:
    page = Reading(part(report_of(), "claims")).text
    assert "disputed by octo-cat on 2026-03-02 with [2] Okafor and Tea & Sleep Trust, 2021" in page
    assert "“It says the opposite”. The work neither supports nor contradicts the claim: the nearest passage" in page
    assert "“Tea doubles sleep.”" in page.split("neither supports nor contradicts")[1]
    assert "The work was not found: no library has it." in page
    lost = page.split("does not make any more:")[1]
    assert "c-000000000000 was disputed with [1] Okafor" in " ".join(lost.split())


def test_a_dispute_that_holds_is_told_with_its_probability_and_not_quoted_twice() -> None:
    report = report_of()
    held = report.disputes[0].model_copy(
        update={"outcome": s.DisputeOutcome.CONTRADICTS, "evidence": "e-1", "probability": 0.87}
    )
    witness = s.Evidence(
        id="e-1", claim=held.dispute.claim, passage="p-3", work="withdrawn2020", stance=s.Stance.CONTRADICTS,
        standpoint=s.Standpoint.INDEPENDENT, basis="judge", probability=0.87, why="“Tea doubles sleep.”",
    )  # fmt: skip
    contested = {"status": s.ClaimStatus.CONTESTED, "contradicted_by": ("e-1",)}
    verdicts = tuple(
        one.model_copy(update=contested) if one.claim == held.dispute.claim else one for one in report.verdicts
    )
    made = report.model_copy(update={"disputes": (held,), "evidence": (witness,), "verdicts": verdicts})
    page = Reading(part(made, "claims")).text
    assert "The work contradicts the claim. Probability 0.87." in page
    card = part(made, "claims").partition("c-444444444444")[2]
    assert card.count("<p>“Tea doubles sleep.”</p>") == 1


@pytest.mark.parametrize("outcome", list(s.DisputeOutcome))
def test_every_outcome_has_a_shape_and_words(outcome: s.DisputeOutcome) -> None:
    report = report_of()
    heard = report.disputes[0].model_copy(update={"outcome": outcome})
    page = part(report.model_copy(update={"disputes": (heard,)}), "claims")
    told = label(outcome)
    assert told.shape
    assert f'<span class="cb-shape" aria-hidden="true">{told.shape}</span> Disputed' in page
    assert f"The work {told.word}" in page
