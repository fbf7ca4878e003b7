"""The twelve faults of the seed reports, one test each: a detector finds nothing here and finds the planted fault.

Each detector is run on every report of the project and on those of the starter questions, where it must be silent, and
on a report into which the fault was planted, where it must speak. Where the types or a stage already refuse the fault,
that refusal is the test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from pydantic import ValidationError

from generator import pipeline
from generator.errors import PolicyError
from generator.results import load_names
from generator.schema import (
    Answer,
    AnswerStatus,
    Check,
    CheckName,
    ClaimStatus,
    Decision,
    DecisionStatus,
    Origin,
    Outcome,
    Reason,
    Report,
    Statement,
    WorkType,
)
from generator.stages.review import breaches
from generator.stages.synthesise import statements
from generator.stages.verify import numbers, verify
from generator.text import longest_shared_run
from tests.makers import dossier, entry, question, report, work, written

WHOLE = "Zorvine lowered the flare rate against placebo by 40% in adults with gout."
Detector = Callable[[Report], Iterator[str]]


def silent(detector: Detector, reports: dict[str, Report]) -> bool:
    assert reports
    found = [f"{slug}: {fault}" for slug, built in reports.items() for fault in detector(built)]
    assert found == []
    return True


# 1. No report answers its question.


def unanswering(built: Report) -> Iterator[str]:
    if built.answer.status is AnswerStatus.ANSWERED:
        if not any(statement.claims for statement in built.answer.statements):
            yield "answered without a claim"
    elif not built.answer.missing:
        yield "not answered without naming what is missing"
    elif any(gap.concept not in " ".join(s.text for s in built.answer.statements) for gap in built.answer.missing):
        yield "a missing facet is not in the answer's words"


def test_01_every_report_answers_or_says_what_is_missing(starter_reports: dict[str, Report]) -> None:
    assert silent(unanswering, starter_reports)
    built = starter_reports["awq-gqa-llava"]
    with pytest.raises(ValidationError, match="an answered question has statements"):
        Answer.model_validate(built.answer.model_dump() | {"statements": []})
    with pytest.raises(ValidationError, match="names what is missing"):
        Answer.model_validate(starter_reports["qat-scaling-llava"].answer.model_dump() | {"missing": []})
    lead = built.answer.statements[:1]
    planted = built.model_copy(update={"answer": built.answer.model_copy(update={"statements": lead})})
    assert list(unanswering(planted)) == ["answered without a claim"]


# 2. "Verified" is one low cut-off of similarity.


def loosely_verified(built: Report) -> Iterator[str]:
    due = [CheckName.RESOLVES, CheckName.LOCATED, CheckName.NUMBERS, CheckName.ENTAILED]
    for verdict in built.verdicts:
        told = [check.name for check in verdict.checks if check.name is not CheckName.CONSISTENT]
        if told != due or not all(check.why for check in verdict.checks):
            yield f"{verdict.claim}: not separate checks with their evidence"
        if verdict.status is ClaimStatus.VERIFIED and any(c.outcome is Outcome.FAILED for c in verdict.checks):
            yield f"{verdict.claim}: verified though a check failed"


def test_02_verified_is_four_checks_and_no_similarity(starter_reports: dict[str, Report]) -> None:
    assert silent(loosely_verified, starter_reports)
    built = report(entry("a", "A trial", WHOLE))
    assert list(loosely_verified(built)) == []
    (claim,) = built.claims
    (passage,) = built.passages
    near = claim.model_copy(update={"text": WHOLE.replace("lowered", "raised")})
    of = work(key=claim.work)
    (verdict,) = verify([near], {passage.id: passage}, {of.key: of})
    assert verdict.status is ClaimStatus.UNVERIFIED
    similar = Check(name=CheckName.ENTAILED, outcome=Outcome.PASSED, probability=0.15, why="similar")
    planted = built.model_copy(update={"verdicts": (built.verdicts[0].model_copy(update={"checks": (similar,)}),)})
    assert len(list(loosely_verified(planted))) == 1


# 3. True numbers are marked unverified.

SIX = ("70.1", "66.8", "76.9", "72.6", "3x", "54%")


def test_03_the_six_true_numbers_verify_and_a_wrong_one_does_not(starter_reports: dict[str, Report]) -> None:
    built = starter_reports["qat-vs-ptq-scienceqa"]
    verdicts = {verdict.claim: verdict for verdict in built.verdicts}
    for number in SIX:
        carriers = [claim for claim in built.claims if f" {number}" in claim.quote and "version" in claim.quote]
        assert carriers, number
        for claim in carriers:
            outcomes = {c.name: c.outcome for c in verdicts[claim.id].checks}
            assert outcomes[CheckName.NUMBERS] is Outcome.PASSED
            assert numbers(claim.text.replace(number, f"9{number}"), claim.quote).outcome is Outcome.FAILED
            assert numbers(f"It is {number}.", claim.quote).outcome is Outcome.PASSED


# 4. A high score for restating one abstract that bears on nothing.


def test_04_claims_that_do_not_bear_on_the_question_earn_nothing() -> None:
    restated = " ".join(f"Visual tuning reached {n}.5% of the score on set {n}." for n in range(1, 10))
    built = report(entry("a", "Visual tuning", restated), question(pins=[{"work": "Visual tuning", "reason": "cited"}]))
    assert built.decision.status is DecisionStatus.OPEN
    assert built.decision.consensus is None
    assert all(one.score is None for one in built.reviews)
    about = " ".join(f"Zorvine cost {n}.5% more in region {n}." for n in range(1, 10))
    answered = report(entry("a", "A", WHOLE) + entry("b", "B zorvine gout", about))
    assert sum(not claim.on_topic for claim in answered.claims) >= 9
    assert answered.decision.status is DecisionStatus.WITHHELD
    assert any("min_verified_on_topic: 1 verified" in reason for reason in answered.decision.reasons)


# 5. The stated gate is not enforced.


def lawless(built: Report) -> Iterator[str]:
    yield from breaches(built.decision, dossier(built), pipeline.load_policy())


def test_05_no_record_breaks_the_policy(starter_reports: dict[str, Report], monkeypatch: pytest.MonkeyPatch) -> None:
    assert silent(lawless, starter_reports)
    published = Decision(status=DecisionStatus.PUBLISHED, consensus=5.2, tier="published", reasons=("because",))
    planted = starter_reports["awq-gqa-llava"].model_copy(update={"decision": published})
    assert [fault.split(":")[0] for fault in lawless(planted)] == ["min_consensus", "min_verified_on_topic"]
    open_question = starter_reports["qat-scaling-llava"].model_copy(update={"decision": published})
    assert next(lawless(open_question)) == "answer.status is not_answered"
    monkeypatch.setattr("generator.stages.review.panel.decide", lambda *_: published)
    with pytest.raises(PolicyError, match="min_consensus"):
        report(entry("a", "A trial", WHOLE))


# 6. Counters contradict each other.


def miscounted(built: Report) -> Iterator[str]:
    counts, reasons = built.counts, Counter(one.reason for one in built.dropped if one.stage == "screen")
    truths = {
        "identified": counts.identified == sum(query.identified for query in built.queries),
        "duplicates": counts.duplicates_removed == sum(d.reason is Reason.DUPLICATE_WORK for d in built.dropped),
        "screened": counts.screened == counts.identified - counts.duplicates_removed == len(built.works),
        "excluded": counts.excluded == sum(reasons.values()) and counts.excluded_by_reason == dict(reasons),
        "included": counts.included == counts.screened - counts.excluded == len(built.inclusions),
        "claims": counts.claims == len(built.claims) == sum(counts.claims_by_status.values()),
        "statuses": counts.claims_by_status == dict(Counter(v.status for v in built.verdicts)),
        "on topic": counts.on_topic == sum(claim.on_topic for claim in built.claims),
        "answer": counts.works_behind_answer == len(built.answer.works),
    }
    yield from (name for name, holds in truths.items() if not holds)
    told = built.abstract[0].text
    if [int(n) for n in re.findall(r"\d+", told)] != [
        counts.identified, counts.duplicates_removed, counts.screened, counts.excluded, counts.included,
    ]:  # fmt: skip
        yield "the abstract counts otherwise"


@pytest.mark.parametrize("field", ["identified", "screened", "excluded", "included", "claims", "on_topic"])
def test_06_every_count_is_the_records(field: str, starter_reports: dict[str, Report]) -> None:
    assert silent(miscounted, starter_reports)
    built = starter_reports["awq-gqa-llava"]
    wrong = built.counts.model_copy(update={field: getattr(built.counts, field) + 1})
    assert list(miscounted(built.model_copy(update={"counts": wrong})))


# 7. The abstract is lifted from one source.


def lifted(built: Report) -> Iterator[str]:
    sources = [passage.text for passage in built.passages if passage.origin is Origin.SOURCE]
    for statement in built.abstract:
        if max((longest_shared_run(statement.text, text) for text in sources), default=0) > statements.MAX_SHARED_RUN:
            yield f"lifted: {statement.text}"
        if re.search(r"\b(?:we|our)\b(?! digest)|\\[a-z]+\{|\$[^$]+\$", statement.text, re.IGNORECASE):
            yield f"first person or LaTeX: {statement.text}"
        if not (statement.claims or statement.derived or statement.records):
            yield f"rests on nothing: {statement.text}"


def test_07_the_abstract_is_ours(starter_reports: dict[str, Report]) -> None:
    assert silent(lifted, starter_reports)
    built = report(entry("a", "A trial", "We show $x$. " + WHOLE))
    assert list(lifted(built)) == []
    stolen = Statement(text=WHOLE, claims=(built.claims[0].id,))
    assert list(lifted(built.model_copy(update={"abstract": (stolen,)}))) == [f"lifted: {WHOLE}"]
    evidence = statements.Material(
        works={},
        passages={p.id: p for p in built.passages},
        claims={},
        verdicts={},
        results={},
        names=load_names(),
    )
    assert statements.failed(statements.in_own_words(evidence, stolen))
    with pytest.raises(ValidationError, match="names the claims"):
        Statement(text="It is known.")


# 8. Off-topic anchor papers.


def off_topic(built: Report) -> Iterator[str]:
    named = {concept.name for _, concept in built.question.facets.required()}
    for one in built.inclusions:
        if one.pinned is None and len(set(one.concepts) & named) < 2:
            yield f"included without bearing on the question: {one.work}"
    titles = {work.key: work.title for work in built.works}
    excluded = {one.item for one in built.dropped if one.stage == "screen" and one.detail}
    yield from (titles[key] for key in set(titles) - {one.work for one in built.inclusions} - excluded)


def test_08_a_general_survey_is_excluded_with_the_reason(starter_reports: dict[str, Report]) -> None:
    assert silent(off_topic, starter_reports)
    built = starter_reports["qat-scaling-llava"]
    survey = next(one for one in built.works if one.title == "Large Language Models: A Survey")
    (why,) = (one for one in built.dropped if one.item == survey.key)
    assert why.reason is Reason.NO_INTERVENTION
    planted = built.inclusions[0].model_copy(update={"work": survey.key, "concepts": ()})
    assert list(off_topic(built.model_copy(update={"inclusions": (*built.inclusions, planted)})))


# 9. Cut texts and leaking markup.


def cut(built: Report) -> Iterator[str]:
    texts = [claim.text for claim in built.claims] + [work.title for work in built.works]
    texts += [statement.text for statement in written(built)] + [built.question.question]
    for text in texts:
        if re.search(r"(?:\w…|\w\.\.\.)$|</?[a-z][^>]*>|&[a-z]+;|\\text", text):
            yield text
    sliced = {passage.id: passage for passage in built.passages}
    yield from (c.id for c in built.claims if sliced[c.passage].text != c.quote)


def test_09_nothing_is_cut_and_markup_is_stripped(starter_reports: dict[str, Report]) -> None:
    assert silent(cut, starter_reports)
    long = "Zorvine lowered flares, " + ", ".join(f"also in group {n}" for n in range(200)) + ", by <b>40</b>&percnt;."
    built = report(entry("a", "T" * 500, long))
    (claim,) = built.claims
    assert claim.text == long.replace("<b>40</b>&percnt;", "40%")
    assert len(claim.text) > 3000
    assert built.works[0].title == "T" * 500
    assert list(cut(built)) == []
    shortened = claim.model_copy(update={"quote": claim.quote[:120], "text": claim.text[:117] + "..."})
    assert list(cut(built.model_copy(update={"claims": (shortened,)})))


# 10. No claim leads to its source.


def untraceable(built: Report) -> Iterator[str]:
    works, passages = {w.key: w for w in built.works}, {p.id: p for p in built.passages}
    for claim in built.claims:
        passage = passages.get(claim.passage)
        if passage is None or passage.text != claim.quote or not passage.place or passage.work not in works:
            yield f"{claim.id} leads nowhere"
    for one in built.inclusions:
        found = works.get(one.work)
        if found is None or not (found.authors or found.checked is False) or not found.title:
            yield f"{one.work} is not listed in full"


def test_10_every_claim_leads_to_work_place_quote_and_offsets(starter_reports: dict[str, Report]) -> None:
    assert silent(untraceable, starter_reports)
    built = starter_reports["awq-gqa-llava"]
    assert len(list(untraceable(built.model_copy(update={"passages": ()})))) == len(built.claims)
    assert list(untraceable(built.model_copy(update={"works": built.works[1:]})))


# 11. Preprints called peer-reviewed; a search without a search string.


def misdescribed(built: Report) -> Iterator[str]:
    included = {one.work for one in built.inclusions}
    works = [one for one in built.works if one.key in included]
    preprints = sum(one.type is WorkType.PREPRINT for one in works)
    if built.counts.preprints != preprints or built.counts.peer_reviewed > len(works) - preprints:
        yield "preprints are counted as peer-reviewed"
    if not built.queries or not all(query.expression and query.source for query in built.queries):
        yield "a search without its expression"


def test_11_types_are_told_apart_and_searches_published(starter_reports: dict[str, Report]) -> None:
    assert silent(misdescribed, starter_reports)
    assert any(built.counts.preprints for built in starter_reports.values())
    built = starter_reports["awq-gqa-llava"]
    blurred = built.counts.model_copy(update={"preprints": 0, "peer_reviewed": built.counts.included})
    assert list(misdescribed(built.model_copy(update={"counts": blurred})))
    assert list(misdescribed(built.model_copy(update={"queries": ()})))


# 12. Boilerplate limitations.


def boilerplate(built: Report) -> Iterator[str]:
    text = " ".join(statement.text for statement in built.limitations)
    due = {gap.concept for gap in built.answer.missing} | {query.source for query in built.queries}
    if built.counts.claims_by_status.get(ClaimStatus.DIGEST):
        due.add("digests that we wrote")
    yield from (f"does not say: {what}" for what in sorted(due) if what not in text)
    yield from (s.text for s in built.limitations if not s.records)


def test_12_limitations_follow_from_what_happened(starter_reports: dict[str, Report]) -> None:
    assert silent(boilerplate, starter_reports)
    told = [tuple(statement.text for statement in built.limitations) for built in starter_reports.values()]
    assert len(set(told)) == len(told)
    everywhere = set.intersection(*(set(one) for one in told))
    assert len(everywhere) <= 1  # the one library that all of them searched
    built = starter_reports["qat-scaling-llava"]
    same = (Statement(text="Readers should consult primary sources.", records=("works",)),)
    assert list(boilerplate(built.model_copy(update={"limitations": same})))


# The same of whatever this project asks.


@pytest.mark.parametrize(
    "detector",
    [
        unanswering,
        loosely_verified,
        lawless,
        miscounted,
        lifted,
        off_topic,
        cut,
        untraceable,
        misdescribed,
        boilerplate,
    ],
)
def test_no_report_of_the_project_has_such_a_fault(detector: Detector, reports: dict[str, Report]) -> None:
    if not reports:
        pytest.skip("this project asks no question yet")
    assert silent(detector, reports)
