"""Disputes heard: each outcome, and that a dispute has it neither easier nor harder than other evidence."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from generator import pipeline
from generator.engine import Asked, Judgement
from generator.schema import (
    Batch,
    ClaimStatus,
    Dispute,
    DisputeOutcome,
    Hearing,
    Notice,
    Question,
    Report,
    Stance,
    Standpoint,
)
from generator.sources import library
from generator.workbench import Workbench
from tests.fakes import FixedJudge
from tests.makers import entry, question

FELL = "Zorvine lowered the flare rate of adults with gout against placebo."
ROSE = "Zorvine raised the flare rate of adults with gout against placebo."
CUT = "Against placebo, zorvine cut flares in adults with gout by a third."
OFF_TOPIC = "Quinces keep for months in a cool cellar. Zorvine raised what we measured. Cellars differ."
AGAINST, FOR, NEITHER = Judgement(0.05, 0.9, 0.05), Judgement(0.9, 0.05, 0.05), Judgement(0.1, 0.2, 0.7)


class Reader(FixedJudge):
    """Judges by the words of the evidence: the first that fits, else neither."""

    def __init__(self, **by_word: Judgement) -> None:
        super().__init__()
        self._by_word = by_word

    def judge(self, asked: Any) -> tuple[Judgement, ...]:  # noqa: ANN401 - as the protocol has it
        self.asked += asked
        return tuple(self._of(one) for one in asked)

    def _of(self, asked: Asked) -> Judgement:
        text = " ".join(asked.sentences)
        return next((judged for word, judged in self._by_word.items() if word in text), NEITHER)


def batch(other: str, title: str = "B trial", **more: str) -> Batch:
    first = entry("a", "A trial", FELL, author="Ide, Mina")
    works, dropped = library.parse(first + entry("b", title, other, author="Lind, Eva", **more), "lib.bib", "lib")
    return Batch(source="library/lib", query="every entry", works=works, dropped=dropped)


def claim_id() -> str:
    """The id of the claim that the first work makes."""
    return heard(CUT, Reader()).claims[0].id


def dispute(**more: str) -> Dispute:
    fields = {
        "name": "raised",
        "claim": CLAIM,
        "report": "zorvine-gout",
        "evidence": "doi:10.5555/b",
        "why": "The rate rose.",
    }
    return Dispute.model_validate(fields | more)


def heard(
    other: str,
    judge: FixedJudge | None,
    *disputes: Dispute,
    asked: Question | None = None,
    **more: str,
) -> Report:
    models = Workbench(judge=judge)
    return pipeline.build(asked or question(), [batch(other, **more)], pipeline.load_policy(), models, disputes)


CLAIM = claim_id()


def the(report: Report) -> Hearing:
    (found,) = report.disputes
    return found


def status(report: Report) -> ClaimStatus:
    return next(verdict.status for verdict in report.verdicts if verdict.claim == CLAIM)


def test_a_work_that_says_the_opposite_contests_the_claim() -> None:
    """No word of the work is on the question but one sentence: only the dispute brings it in."""
    words = "Quinces keep for months. Zorvine raised everything that was measured."
    title = "On quinces"
    without = heard(words, Reader(raised=AGAINST), title=title)
    assert (status(without), without.disputes) == (ClaimStatus.VERIFIED, ())
    made = heard(words, Reader(raised=AGAINST), dispute(), title=title)
    found = the(made)
    assert (found.outcome, found.probability, found.work) == (DisputeOutcome.CONTRADICTS, 0.9, "doi-10.5555-b")
    assert status(made) is ClaimStatus.CONTESTED
    (evidence,) = [one for one in made.evidence if one.claim == CLAIM]
    assert (evidence.id, evidence.passage) == (found.evidence, found.passage)
    assert (evidence.stance, evidence.standpoint) == (Stance.CONTRADICTS, Standpoint.INDEPENDENT)
    assert found.passage in {passage.id for passage in made.passages}
    assert "raised" in found.why


def test_the_disputed_work_is_included_and_says_by_what() -> None:
    made = heard(OFF_TOPIC, Reader(), dispute(), title="On quinces")
    (pinned,) = [one for one in made.inclusions if one.pinned]
    assert (pinned.work, pinned.pinned) == (
        "doi-10.5555-b",
        f"named by a dispute of claim {made.disputes[0].dispute.claim} (raised)",
    )
    assert made.question.pins == ()
    assert heard(OFF_TOPIC, Reader(), title="On quinces").counts.included == 1


def test_a_work_that_says_the_same_supports_the_claim() -> None:
    made = heard(CUT, Reader(cut=FOR), dispute())
    assert (the(made).outcome, the(made).probability) == (DisputeOutcome.SUPPORTS, 0.9)
    assert the(made).evidence in next(one for one in made.verdicts if one.claim == CLAIM).supported_by
    assert status(made) is ClaimStatus.VERIFIED


@pytest.mark.parametrize(
    ("words", "judged", "said"),
    [
        ("Quinces keep for months in a cool cellar.", NEITHER, "a contradiction would count from 0.60"),
        (CUT, AGAINST, "do not name the same things or do not point opposite ways"),
        (ROSE, Judgement(0.05, 0.55, 0.4), "contradiction 0.55"),
    ],
    ids=["of something else", "the guards hold", "below the threshold"],
)
def test_what_the_rules_for_all_evidence_do_not_count_is_neither(words: str, judged: Judgement, said: str) -> None:
    made = heard(words, FixedJudge(judged), dispute(), title="On quinces")
    assert the(made).outcome is DisputeOutcome.NEITHER
    assert said in the(made).why
    assert (the(made).evidence, the(made).probability) == (None, None)
    assert the(made).passage in {passage.id for passage in made.passages}
    assert status(made) is ClaimStatus.VERIFIED


def test_every_sentence_that_could_count_is_judged_however_far_down_it_stands() -> None:
    """Corroboration asks of the three nearest findings; of a disputed work no sentence is out of its reach."""
    many = " ".join(f"In group {n} of adults with gout the flare rate fell under zorvine." for n in range(30))
    judge = Reader(raised=AGAINST)
    made = heard(f"{many} Overall {ROSE[0].lower()}{ROSE[1:]}", judge, dispute())
    assert the(made).outcome is DisputeOutcome.CONTRADICTS


def test_figures_need_no_judge() -> None:
    facets = {
        "population": [{"name": "Emu-3"}],
        "intervention": [{"name": "KQ"}],
        "outcome": [{"name": "score", "any": ["scores"]}],
    }
    ours = "Emu-3 scores 61.2 on Delta under 4-bit KQ, against 62.0 in BF16 (Table 2)."
    theirs = "Emu-3 scores 63.2 on Delta under 4-bit KQ, against 62.0 in BF16 (Table 2)."
    bib = entry("a", "A trial", ours, author="Ide, Mina") + entry("b", "B trial", theirs, author="Lind, Eva")
    works, dropped = library.parse(bib, "lib.bib", "lib")
    one = Batch(source="library/lib", query="every entry", works=works, dropped=dropped)
    plain = pipeline.build(question(facets), [one], pipeline.load_policy())
    claim = next(c for c in plain.claims if c.work == "doi-10.5555-a")
    made = pipeline.build(question(facets), [one], pipeline.load_policy(), disputes=[dispute(claim=claim.id)])
    assert (the(made).outcome, the(made).probability) == (DisputeOutcome.CONTRADICTS, None)
    assert the(made).evidence in {e.id for e in made.evidence if e.basis == "figures"}


def test_without_a_model_nothing_is_judged_and_no_probability_is_made_up() -> None:
    made = heard(CUT, None, dispute())
    assert (the(made).outcome, the(made).probability) == (DisputeOutcome.NOT_ASSESSED, None)
    assert "no model" in the(made).why


def test_a_retracted_work_overturns_nothing() -> None:
    made = heard(ROSE, Reader(raised=AGAINST), dispute(), notice="retraction")
    assert next(work.notice for work in made.works if work.key == "doi-10.5555-b") is Notice.RETRACTION
    assert (the(made).outcome, the(made).why) == (DisputeOutcome.BARRED, "it was retracted")
    assert status(made) is ClaimStatus.VERIFIED


def test_a_record_that_nobody_saw_overturns_nothing() -> None:
    made = heard(ROSE, Reader(raised=AGAINST), dispute(), checked="no")
    assert (the(made).outcome, status(made)) == (DisputeOutcome.BARRED, ClaimStatus.VERIFIED)


def test_a_work_without_its_own_text_is_no_witness() -> None:
    digest = heard(CUT, Reader(cut=FOR), dispute(), abstract="", digest=ROSE)
    assert (the(digest).outcome, the(digest).why) == (DisputeOutcome.NO_TEXT, "no sentence of its own was read")
    nothing = heard("", Reader(), dispute())
    assert (the(nothing).outcome, the(nothing).work) == (DisputeOutcome.NO_TEXT, "doi-10.5555-b")


def test_a_work_that_no_source_gave_is_not_found() -> None:
    found = the(heard(CUT, Reader(), dispute(evidence="doi:10.5555/nowhere")))
    assert (found.outcome, found.work) == (DisputeOutcome.NOT_FOUND, None)
    assert found.why.endswith("the question asks no service")
    asked = question(sources=["services"])
    found = the(heard(CUT, Reader(), dispute(evidence="doi:10.5555/nowhere"), asked=asked))
    assert found.why.endswith("the next refresh asks the question's services for it")


def test_what_the_question_leaves_out_stays_out() -> None:
    asked = question(exclusions=[{"work": "doi:10.5555/b", "reason": "a poster"}])
    made = heard(ROSE, Reader(raised=AGAINST), dispute(), asked=asked)
    assert (the(made).outcome, the(made).why) == (DisputeOutcome.LEFT_OUT, "a poster")
    assert status(made) is ClaimStatus.VERIFIED


def test_a_work_is_no_witness_against_itself() -> None:
    assert the(heard(CUT, Reader(), dispute(evidence="doi:10.5555/a"))).outcome is DisputeOutcome.SAME_WORK


def test_a_claim_that_is_not_made_any_more_is_gone() -> None:
    assert the(heard(CUT, Reader(), dispute(claim="c-000000000000"))).outcome is DisputeOutcome.CLAIM_GONE


def test_a_claim_in_our_digest_is_held_against_no_other_work() -> None:
    first = entry("a", "A trial", FELL, field="digest") + entry("b", "B trial", ROSE, author="Lind, Eva")
    works, dropped = library.parse(first, "lib.bib", "lib")
    one = Batch(source="library/lib", query="every entry", works=works, dropped=dropped)
    models = Workbench(judge=Reader(raised=AGAINST))
    made = pipeline.build(question(), [one], pipeline.load_policy(), models)
    claim = next(c for c in made.claims if c.work == "doi-10.5555-a")
    made = pipeline.build(question(), [one], pipeline.load_policy(), models, [dispute(claim=claim.id)])
    assert (the(made).outcome, "digest" in the(made).why) == (DisputeOutcome.NOT_ASSESSED, True)


def test_another_version_of_a_work_stands_for_it_and_other_reports_disputes_are_not_heard() -> None:
    other = dispute(report="another-report", name="elsewhere")
    assert heard(CUT, Reader(), other).disputes == ()
    with_version = batch(ROSE)
    works = tuple(
        work.model_copy(update={"same_as": ("arxiv:2301.00001",)}) if work.ids.doi == "10.5555/b" else work
        for work in with_version.works
    )
    made = pipeline.build(
        question(),
        [with_version.model_copy(update={"works": works})],
        pipeline.load_policy(),
        Workbench(judge=Reader(raised=AGAINST)),
        [dispute(evidence="doi:10.48550/arXiv.2301.00001")],
    )
    assert (the(made).outcome, the(made).work) == (DisputeOutcome.CONTRADICTS, "doi-10.5555-b")


def test_a_hearing_cannot_say_what_it_does_not_rest_on() -> None:
    with pytest.raises(ValidationError, match="a passage of a work"):
        Hearing(dispute=dispute(), outcome=DisputeOutcome.CONTRADICTS, why="so")
    with pytest.raises(ValidationError, match="is evidence"):
        Hearing(dispute=dispute(), outcome=DisputeOutcome.NEITHER, evidence="e-1", why="so")
