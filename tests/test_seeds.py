"""The five questions that the project began with come out as a careful reader of the starter library would have it."""

import json
from pathlib import Path

import pytest

from generator import pipeline
from generator.schema import AnswerStatus, CheckName, ClaimStatus, DecisionStatus, Outcome, Report, Standpoint

STATUS = {
    "qat-scaling-llava": {AnswerStatus.NOT_ANSWERED},
    "awq-gqa-llava": {AnswerStatus.ANSWERED},
    "qat-vs-ptq-scienceqa": {AnswerStatus.ANSWERED},
    "grace-int4-multilingual": {AnswerStatus.NOT_ANSWERED},
    "mixed-precision-mmmu": {AnswerStatus.NOT_ANSWERED, AnswerStatus.PARTLY},
}
GRACE = "arxiv-2601.22709"
RTN = "4-bit round-to-nearest (RTN) post-training quantization"


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, object]]:
    lines = (shared / "data" / "starter_library" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def figures(report: Report) -> dict[tuple[str | None, str | None, str | None], set[tuple[str, str]]]:
    """Values and places of the answer's figures by system, method and data set."""
    told = {claim for statement in report.answer.statements for claim in statement.claims}
    wanted = {result for claim in report.claims if claim.id in told for result in claim.results}
    found: dict[tuple[str | None, str | None, str | None], set[tuple[str, str]]] = {}
    for one in report.results:
        if one.id in wanted:
            found.setdefault((one.system, one.method, one.dataset), set()).add((str(one.value), one.place))
    return found


def differences(report: Report) -> dict[tuple[str | None, str | None, str | None], str]:
    by_id = {one.id: one for one in report.results}
    return {
        (by_id[one.left].system, by_id[one.left].method, by_id[one.right].method): str(one.value)
        for one in report.derived
    }


@pytest.mark.parametrize("slug", sorted(STATUS))
def test_status(slug: str, starter_reports: dict[str, Report]) -> None:
    report = starter_reports[slug]
    assert report.answer.status in STATUS[slug]
    if report.answer.status is AnswerStatus.ANSWERED:
        assert report.decision.status is DecisionStatus.PREVIEW
        assert report.answer.works == (GRACE,)
    else:
        assert report.decision.status is DecisionStatus.OPEN
        assert report.decision.consensus is None


def test_there_are_five(starter_reports: dict[str, Report]) -> None:
    assert set(starter_reports) >= set(STATUS)


def test_the_gqa_figures(starter_reports: dict[str, Report]) -> None:
    report = starter_reports["awq-gqa-llava"]
    found = figures(report)
    expected = {"BF16": "62.0", "4-bit AWQ": "61.3", RTN: "61.2", "4-bit QAT": "61.5", "4-bit GRACE": "61.2"}
    for method, value in expected.items():
        assert found["LLaVA-1.5-7B", method, "GQA"] == {(value, "Table 2, version 5")}
    held = differences(report)
    assert held["LLaVA-1.5-7B", "4-bit AWQ", "BF16"] == "-0.7"
    assert held["LLaVA-1.5-7B", RTN, "BF16"] == "-0.8"


def test_the_scienceqa_figures(starter_reports: dict[str, Report]) -> None:
    report = starter_reports["qat-vs-ptq-scienceqa"]
    found = figures(report)
    llava = {
        "BF16": "66.8", RTN: "65.3", "4-bit AWQ": "66.2", "4-bit QAT": "66.5",
        "4-bit GRACE (QAT with distillation)": "70.1",
    }  # fmt: skip
    for method, value in llava.items():
        assert (value, "Table 2, version 5") in found["LLaVA-1.5-7B", method, "ScienceQA"]
    qwen = {
        "BF16": "73.7", "4-bit QAT": "72.2", "4-bit QAT with naive knowledge distillation": "75.2",
        "4-bit GRACE": "79.1",
    }  # fmt: skip
    for method, value in qwen.items():
        assert (value, "Table 4, version 5") in found["Qwen2-VL-2B", method, "ScienceQA"]
    held = differences(report)
    assert held["LLaVA-1.5-7B", "4-bit QAT", "4-bit AWQ"] == "0.3"
    assert held["LLaVA-1.5-7B", "4-bit QAT", RTN] == "1.2"


@pytest.mark.parametrize("slug", ["awq-gqa-llava", "qat-vs-ptq-scienceqa"])
def test_the_contradiction_inside_the_source_is_told(slug: str, starter_reports: dict[str, Report]) -> None:
    told = " ".join(statement.text for statement in starter_reports[slug].limitations)
    for figures in ("61.2 against 62.0", "72.6 in the abstract and 71.6 in Tables 3 and 4", "one measurement, not two"):
        assert figures in told


def test_the_contested_pairs_are_found_and_shown(starter_reports: dict[str, Report]) -> None:
    told = {one.why for report in starter_reports.values() for one in report.evidence}
    for pair in (
        ("outperform the FP16 baselines consistently (abstract, versions 1 to 4)", "GQA stands at 61.2", "below 62.0"),
        ("MMBench stands at 72.6", "(abstract, versions 1 to 4)", "at 71.6", "(Tables 3 and 4, version 5)"),
    ):
        assert any(all(part in why for part in pair) for why in told), pair
    gqa = starter_reports["awq-gqa-llava"]
    assert any(
        one.text.startswith("Contested: the versions of Chen et al. (2026) differ") for one in gqa.answer.statements
    )
    assert gqa.counts.claims_by_status[ClaimStatus.CONTESTED] > 0


def test_another_systems_rise_contradicts_no_fall(starter_reports: dict[str, Report]) -> None:
    assert {one.standpoint for report in starter_reports.values() for one in report.evidence} == {Standpoint.OWN_WORK}


def test_every_statement_is_checked(starter_reports: dict[str, Report]) -> None:
    for report in starter_reports.values():
        for statement in report.answer.statements:
            names = {check.name for check in statement.checks}
            assert all(check.outcome is not Outcome.FAILED for check in statement.checks)
            if statement.claims:
                assert names >= {CheckName.TRACED, CheckName.ENTAILED, CheckName.NUMBERS, CheckName.ENTITIES}


@pytest.mark.parametrize(
    ("slug", "concept"),
    [
        ("qat-scaling-llava", "scaling behavior"),
        ("grace-int4-multilingual", "MultiModal-Multilingual-HumanEval"),
        ("grace-int4-multilingual", "latency"),
        ("mixed-precision-mmmu", "multimodal models like InternLM"),
        ("mixed-precision-mmmu", "MMMU or SEED-Bench"),
    ],
)
def test_what_is_missing_is_named(slug: str, concept: str, starter_reports: dict[str, Report]) -> None:
    gaps = {gap.concept: gap for gap in starter_reports[slug].answer.missing}
    assert concept in gaps
    assert gaps[concept].nearest
    assert gaps[concept].would_need


def test_a_benchmark_that_does_not_exist_gets_its_nearest_of_kin(starter_reports: dict[str, Report]) -> None:
    report = starter_reports["grace-int4-multilingual"]
    (gap,) = (one for one in report.answer.missing if one.concept == "MultiModal-Multilingual-HumanEval")
    titles = {work.key: work.title for work in report.works}
    named = " ".join(titles[one.work] for one in gap.nearest)
    assert "mHumanEval" in named
    assert "HumanEval-V" in named
    assert gap.found_elsewhere == 0


def test_no_distractor_supports_or_is_nearest(
    records: list[dict[str, object]], starter_reports: dict[str, Report]
) -> None:
    distractors = {str(one["title"]) for one in records if one["role"] == "distractor"}
    assert len(distractors) == 15
    for report in starter_reports.values():
        titles = {work.key: work.title for work in report.works}
        used = {*report.answer.works, *(near.work for gap in report.answer.missing for near in gap.nearest)}
        used |= {claim.work for claim in report.claims} | {one.work for one in report.inclusions}
        assert not {titles[work] for work in used} & distractors


def test_the_library_holds_all_the_works(records: list[dict[str, object]], starter_reports: dict[str, Report]) -> None:
    found = {work.sightings[0].native_id: work for work in starter_reports["awq-gqa-llava"].works}
    assert set(found) == {str(one["key"]) for one in records}
    for one in records:
        work = found[str(one["key"])]
        assert work.checked is one["verified"]
        assert len(work.authors) == len(one["authors"] or ())  # type: ignore[arg-type]
        assert work.year == one["year"]


def test_no_digest_copies_an_abstract(records: list[dict[str, object]], root: Path) -> None:
    text = (root / "questions" / "library" / "quantization.bib").read_text(encoding="utf-8")
    assert "abstract = {" not in text
    flat = " ".join(text.split())
    for one in records:
        words = str(one.get("abstract") or "").split()
        runs = (" ".join(words[at : at + 10]) for at in range(len(words) - 9))
        assert not any(run in flat for run in runs), one["key"]


def test_same_inputs_same_bytes(starter: Path, starter_reports: dict[str, Report]) -> None:
    again = {report.question.slug: report.model_dump_json() for report in pipeline.build_all(starter)}
    assert again == {slug: report.model_dump_json() for slug, report in starter_reports.items()}
