"""Stages of a small library, and of reports made by hand where no stage gives such a thing yet: event and cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.changes import CONFIDENCE_STEP, STANDINGS, changes, told_by
from generator.changes.strength import change_between
from generator.schema import (
    AnswerLine,
    AnswerStatus,
    Cause,
    CauseKind,
    Change,
    Claim,
    ClaimLine,
    ClaimStatus,
    DecisionLine,
    DecisionStatus,
    EnginePart,
    Evidence,
    InputsLine,
    LedgerLine,
    Notice,
    Question,
    Report,
    Stance,
    Standing,
    Standpoint,
)
from tests.makers import FACETS, entry, question, report

DAY = date(2026, 1, 2)
MEASURED = "Zorvine cut the flare rate of adults with gout by {cut}% compared with placebo."
IDE = entry("ide2019", "Zorvine in gout: a trial", MEASURED.format(cut=38), year="2019")
OKORO = entry("okoro2021", "Zorvine for recurrent gout", MEASURED.format(cut=31), author="Okoro, Tobe")
IDE_KEY, OKORO_KEY = "doi-10.5555-ide2019", "doi-10.5555-okoro2021"


def last(*stages: Report) -> list[LedgerLine]:
    """What the last stage adds to the ledger in which the others were recorded."""
    lines: list[LedgerLine] = []
    new: Sequence[LedgerLine] = ()
    for stage in stages:
        new = changes(told_by(lines), stage, DAY)
        lines += new
        assert changes(told_by(lines), stage, DAY) == ()
    return list(new)


def claims(lines: Sequence[LedgerLine]) -> list[tuple[Change, str, CauseKind, tuple[str, ...]]]:
    """Event, work, and kind and object of the cause, of every line on a claim."""
    return [(one.event, one.work, one.cause.kind, one.cause.what) for one in lines if isinstance(one, ClaimLine)]


def causes(lines: Sequence[LedgerLine]) -> list[str]:
    return [one.cause.why for one in lines if isinstance(one, ClaimLine)]


def with_verdict(built: Report, claim: Claim, **verdict: Any) -> Report:  # noqa: ANN401 - any field of a verdict
    verdicts = tuple(one.model_copy(update=verdict) if one.claim == claim.id else one for one in built.verdicts)
    return built.model_copy(update={"verdicts": verdicts})


def with_evidence(built: Report, stance: Stance, *others: tuple[str, Standpoint], **verdict: Any) -> Report:  # noqa: ANN401 - as above
    """The report in which the first claim has evidence, by works and how they stand to it."""
    claim = built.claims[0]
    evidence = tuple(
        Evidence(
            id=f"e-{at}", claim=claim.id, passage="p-0", work=work, stance=stance, standpoint=standpoint,
            basis="judge", probability=0.9, why="it says so",
        )
        for at, (work, standpoint) in enumerate(others)
    )  # fmt: skip
    field = "supported_by" if stance is Stance.SUPPORTS else "contradicted_by"
    named = {field: tuple(one.id for one in evidence)}
    return with_verdict(built.model_copy(update={"evidence": evidence}), claim, **named, **verdict)


def with_engine(built: Report, task: str, version: str) -> Report:
    parts = [part for part in built.engine if part.task != task]
    return built.model_copy(update={"engine": (*parts, EnginePart(task=task, name=task, version=version))})


def supported(built: Report, *works: str) -> Report:
    return with_evidence(built, Stance.SUPPORTS, *((work, Standpoint.INDEPENDENT) for work in works))


def contested(built: Report, *works: str) -> Report:
    against = [(work, Standpoint.INDEPENDENT) for work in works]
    return with_evidence(built, Stance.CONTRADICTS, *against, status=ClaimStatus.CONTESTED)


@pytest.fixture(scope="module")
def one() -> Report:
    built = report(IDE)
    assert [claim.work for claim in built.claims] == [IDE_KEY]
    return built


@pytest.fixture(scope="module")
def two() -> Report:
    built = report(IDE + OKORO)
    assert [claim.work for claim in built.claims] == [IDE_KEY, OKORO_KEY]
    return built


def test_the_first_recording_bears_everything(two: Report) -> None:
    lines = last(two)
    slug = two.question.slug
    assert claims(lines) == [(Change.BORN, work, CauseKind.QUESTION, (slug,)) for work in (IDE_KEY, OKORO_KEY)]
    decision, answer, state = lines[-3:]
    assert isinstance(decision, DecisionLine)
    assert isinstance(answer, AnswerLine)
    assert isinstance(state, InputsLine)
    assert (decision.event, decision.before, decision.after) == (Change.BORN, None, two.decision.status)
    assert (answer.event, answer.after, answer.works) == (Change.BORN, AnswerStatus.ANSWERED, two.answer.works)
    assert set(state.works) == {IDE_KEY, OKORO_KEY}
    assert set(state.engine or {}) == {part.task for part in two.engine}


def test_a_new_work_bears_its_claims(one: Report, two: Report) -> None:
    lines = last(one, two)
    assert claims(lines) == [(Change.BORN, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,))]
    assert causes(lines) == ["it is new in the sources"]
    state = lines[-1]
    assert isinstance(state, InputsLine)
    assert (state.question, set(state.works), state.gone, state.engine) == (None, {OKORO_KEY}, (), None)


def test_a_work_that_is_gone_retires_its_claims(one: Report, two: Report) -> None:
    lines = last(two, one)
    assert claims(lines) == [(Change.RETIRED, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,))]
    assert causes(lines) == ["no source gives it any more"]
    state = lines[-1]
    assert isinstance(state, InputsLine)
    assert (state.works, state.gone) == ({}, (OKORO_KEY,))


def test_what_was_retired_may_be_born_again(one: Report, two: Report) -> None:
    assert claims(last(two, one, two)) == [(Change.BORN, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,))]


def test_support_of_a_new_work_strengthens(one: Report, two: Report) -> None:
    lines = last(one, supported(two, OKORO_KEY))
    assert claims(lines) == [
        (Change.STRENGTHENED, IDE_KEY, CauseKind.WORK, (OKORO_KEY,)),
        (Change.BORN, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,)),
    ]


def test_support_of_a_known_work_strengthens_by_evidence(two: Report) -> None:
    lines = last(two, supported(two, OKORO_KEY))
    assert claims(lines) == [(Change.STRENGTHENED, IDE_KEY, CauseKind.EVIDENCE, (OKORO_KEY,))]
    (line,) = lines
    assert isinstance(line, ClaimLine)
    assert (line.before and line.before.supported_by, line.after and line.after.supported_by) == ((), (OKORO_KEY,))


def test_support_that_is_gone_weakens(one: Report, two: Report) -> None:
    assert claims(last(supported(two, OKORO_KEY), two)) == [
        (Change.WEAKENED, IDE_KEY, CauseKind.EVIDENCE, (OKORO_KEY,))
    ]
    assert claims(last(supported(two, OKORO_KEY), one)) == [
        (Change.RETIRED, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,)),
        (Change.WEAKENED, IDE_KEY, CauseKind.WORK, (OKORO_KEY,)),
    ]


@pytest.mark.parametrize("standpoint", [Standpoint.SAME_FIGURE, Standpoint.OWN_WORK])
def test_a_reprint_strengthens_nothing(standpoint: Standpoint, two: Report) -> None:
    assert last(two, with_evidence(two, Stance.SUPPORTS, (OKORO_KEY, standpoint))) == []


def test_a_contradiction_is_told_with_its_work(two: Report) -> None:
    lines = last(two, contested(two, OKORO_KEY))
    assert claims(lines) == [(Change.CONTRADICTED, IDE_KEY, CauseKind.EVIDENCE, (OKORO_KEY,))]


def test_a_contradiction_of_a_new_work_is_its_doing(one: Report, two: Report) -> None:
    lines = last(one, contested(two, OKORO_KEY))
    assert claims(lines)[0] == (Change.CONTRADICTED, IDE_KEY, CauseKind.WORK, (OKORO_KEY,))


def test_a_contradiction_that_is_gone_strengthens(one: Report, two: Report) -> None:
    assert claims(last(contested(two, OKORO_KEY), two)) == [
        (Change.STRENGTHENED, IDE_KEY, CauseKind.EVIDENCE, (OKORO_KEY,))
    ]
    assert claims(last(contested(two, OKORO_KEY), one))[-1] == (
        Change.STRENGTHENED, IDE_KEY, CauseKind.WORK, (OKORO_KEY,),
    )  # fmt: skip
    assert claims(last(contested(two, OKORO_KEY, OKORO_KEY), contested(two, OKORO_KEY))) == [
        (Change.STRENGTHENED, IDE_KEY, CauseKind.EVIDENCE, (OKORO_KEY,))
    ]


def test_a_retraction_weakens(two: Report) -> None:
    withdrawn = report(IDE + OKORO.replace("checked = {yes}", "checked = {yes},\n  notice = {retraction}"))
    lines = last(two, withdrawn)
    assert claims(lines) == [(Change.WEAKENED, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,))]
    assert causes(lines) == ["its notice: retraction"]
    (line, *_), state = lines, lines[-1]
    assert isinstance(line, ClaimLine)
    assert (line.before and line.before.status, line.after and line.after.status) == (
        ClaimStatus.VERIFIED, ClaimStatus.RETRACTED,
    )  # fmt: skip
    assert isinstance(state, InputsLine)
    assert state.works[OKORO_KEY].notice is Notice.RETRACTION
    back = last(withdrawn, two)
    assert claims(back) == [(Change.STRENGTHENED, OKORO_KEY, CauseKind.WORK, (OKORO_KEY,))]
    assert causes(back) == ["its notice was lifted"]


def test_a_retraction_takes_its_support_away(two: Report) -> None:
    withdrawn = report(IDE + OKORO.replace("checked = {yes}", "checked = {yes},\n  notice = {retraction}"))
    lines = last(supported(two, OKORO_KEY), withdrawn)
    assert claims(lines)[0] == (Change.WEAKENED, IDE_KEY, CauseKind.WORK, (OKORO_KEY,))
    assert causes(lines)[0] == "its notice: retraction"


@pytest.mark.parametrize(
    ("confidence", "event"),
    [
        (0.87, Change.STRENGTHENED), (0.57, Change.STRENGTHENED), (0.53, Change.WEAKENED),
        (0.569, None), (0.531, None), (0.55, None), (None, Change.WEAKENED),
    ],
)  # fmt: skip
def test_another_model_moves_confidence(confidence: float | None, event: Change | None, one: Report) -> None:
    before = with_engine(with_verdict(one, one.claims[0], confidence=0.55), "entailment", "sha256 a")
    after = with_engine(with_verdict(one, one.claims[0], confidence=confidence), "entailment", "sha256 b")
    lines = last(before, after)
    assert claims(lines) == ([(event, IDE_KEY, CauseKind.MODEL, ("entailment",))] if event else [])
    assert isinstance(lines[-1], InputsLine)
    assert lines[-1].works == {}


def test_small_steps_are_told_when_they_have_added_up(one: Report) -> None:
    steps = [with_verdict(one, one.claims[0], confidence=value) for value in (0.80, 0.81, 0.82)]
    assert last(*steps[:2]) == []
    (line,) = last(*steps)
    assert isinstance(line, ClaimLine)
    assert (line.before and line.before.confidence, line.after and line.after.confidence) == (0.80, 0.82)


def test_another_text_retires_and_bears(two: Report) -> None:
    lines = last(two, report(IDE + OKORO.replace("31%", "29%")))
    assert claims(lines) == [
        (Change.RETIRED, OKORO_KEY, CauseKind.TEXT, (OKORO_KEY,)),
        (Change.BORN, OKORO_KEY, CauseKind.TEXT, (OKORO_KEY,)),
    ]
    assert [line.cause.reworded for line in lines if isinstance(line, ClaimLine)] == [None, None]


def asked(outcome: str) -> Question:
    return question({**FACETS, "outcome": [{"name": outcome}]})


def test_another_question_is_the_cause(two: Report) -> None:
    other = report(IDE + OKORO, asked("kidney stones"))
    lines = last(two, other)
    slug = two.question.slug
    (answer,) = (line for line in lines if isinstance(line, AnswerLine))
    assert (answer.event, answer.before, answer.after) == (
        Change.CHANGED, AnswerStatus.ANSWERED, other.answer.status,
    )  # fmt: skip
    assert (answer.cause.kind, answer.cause.what) == (CauseKind.QUESTION, (slug,))
    narrow = report(IDE + OKORO, question(years={"from": 2020}))
    assert claims(last(two, narrow)) == [(Change.RETIRED, IDE_KEY, CauseKind.QUESTION, (slug,))]
    assert claims(last(narrow, two)) == [(Change.BORN, IDE_KEY, CauseKind.QUESTION, (slug,))]


def test_who_looks_after_a_question_changes_nothing(two: Report) -> None:
    silence = [{"code": "Q107", "reason": "one concept is all there is"}]
    other = question(owners=["octocat"], tags=["gout"], approved_by=["Ada"], silence=silence)
    assert last(two, report(IDE + OKORO, other)) == []


def test_an_answer_that_is_lost_is_told_with_the_works_that_went(two: Report) -> None:
    unanswered = report(
        entry("diet2018", "Zorvine and diet in gout", "Zorvine is a drug. Adults with gout ate cherries.")
    )
    assert unanswered.answer.status is AnswerStatus.NOT_ANSWERED
    lines = last(two, unanswered)
    (answer,) = (line for line in lines if isinstance(line, AnswerLine))
    (decision,) = (line for line in lines if isinstance(line, DecisionLine))
    assert (answer.before, answer.after) == (AnswerStatus.ANSWERED, AnswerStatus.NOT_ANSWERED)
    assert (decision.before, decision.after) == (two.decision.status, DecisionStatus.OPEN)
    why = (
        "several inputs changed, and any of them may be the cause: no source gives it any more (2); it is new in the "
        "sources (1)"
    )
    assert answer.cause == Cause(kind=CauseKind.WORK, what=(IDE_KEY, OKORO_KEY, "doi-10.5555-diet2018"), why=why)
    reason = "the included literature does not answer the question, so there is nothing to score"
    assert decision.cause == answer.cause.model_copy(update={"why": f"{why}. Now {reason}"})


def outcomes(lines: Sequence[LedgerLine]) -> list[Cause]:
    return [one.cause for one in lines if isinstance(one, DecisionLine | AnswerLine)]


def test_a_retraction_beside_a_contradiction_is_not_the_cause_of_a_decision(two: Report) -> None:
    """Findings contradict each other, which is what the gate forbids; that a work is retracted is nothing to it."""
    against = entry("lind2023", "Zorvine in gout", "Zorvine raised the flare rate of adults with gout.", year="2023")
    withdrawn = OKORO.replace("checked = {yes}", "checked = {yes},\n  notice = {retraction}")
    gate = "allow_mixed_findings: another work, or another claim behind the answer, contradicts a claim behind it"
    now = report(IDE + withdrawn + against)
    turned = two.decision.model_copy(update={"status": DecisionStatus.PREVIEW})
    (cause,) = outcomes(
        last(
            two.model_copy(update={"decision": turned}),
            now.model_copy(
                update={
                    "decision": now.decision.model_copy(update={"reasons": (gate,)}),
                    "answer": now.answer.model_copy(update={"status": two.answer.status}),
                }
            ),
        )
    )
    assert set(cause.what) == {OKORO_KEY, "doi-10.5555-lind2023"}
    assert "any of them may be the cause" in cause.why
    assert "its notice: retraction (1)" in cause.why
    assert "it is new in the sources (1)" in cause.why
    assert cause.why.endswith(f"Now {gate}")


def test_inputs_of_several_kinds_are_named_together(two: Report) -> None:
    now = with_engine(report(IDE, asked("kidney stones")), "roles", "sha256 other")
    for cause in outcomes(last(two, now)):
        assert (cause.kind, cause.what) == (CauseKind.INPUTS, (OKORO_KEY, two.question.slug, "roles"))


def test_the_works_that_a_cause_names_are_bounded(one: Report) -> None:
    many = "".join(entry(f"many{n}", f"Zorvine in gout {n}", MEASURED.format(cut=20 + n)) for n in range(15))
    turned = one.decision.model_copy(update={"status": DecisionStatus.PUBLISHED})
    (cause,) = outcomes(last(one.model_copy(update={"decision": turned}), report(IDE + many)))
    assert len(cause.what) == 12
    assert "3 more works are not named" in cause.why


def test_another_policy_is_a_rule(two: Report) -> None:
    looser = with_engine(two, "policy", "sha256 other").model_copy(
        update={"decision": two.decision.model_copy(update={"status": DecisionStatus.PUBLISHED})}
    )
    decision, state = last(two, looser)
    assert isinstance(decision, DecisionLine)
    assert (decision.event, decision.after) == (Change.CHANGED, DecisionStatus.PUBLISHED)
    assert (decision.cause.kind, decision.cause.what) == (CauseKind.RULE, ("policy",))
    assert decision.cause.why.startswith("these rules have another version. Now ")
    assert isinstance(state, InputsLine)
    weaker = with_verdict(looser, looser.claims[0], status=ClaimStatus.UNVERIFIED)
    assert claims(last(two, weaker)) == [(Change.WEAKENED, IDE_KEY, CauseKind.RULE, ("policy",))]


def test_a_model_is_named_before_a_rule(one: Report) -> None:
    other = with_engine(with_engine(one, "policy", "sha256 other"), "roles", "sha256 other")
    lines = last(one, with_verdict(other, other.claims[0], status=ClaimStatus.UNVERIFIED))
    assert claims(lines) == [(Change.WEAKENED, IDE_KEY, CauseKind.MODEL, ("roles",))]


def test_rules_that_changed_under_their_version_are_said_to_be_rules(one: Report) -> None:
    (line,) = last(one, with_verdict(one, one.claims[0], status=ClaimStatus.UNVERIFIED))
    assert isinstance(line, ClaimLine)
    assert (line.cause.kind, line.cause.what) == (CauseKind.RULE, ("pipeline",))
    assert "all inputs are the same" in line.cause.why


def test_another_record_of_a_work_is_a_cause(one: Report) -> None:
    lines = last(one, report(IDE.replace("checked = {yes}", "checked = {no}")))
    assert claims(lines) == [(Change.WEAKENED, IDE_KEY, CauseKind.WORK, (IDE_KEY,))]
    assert causes(lines) == ["its record is another"]
    young, old = question(years={"from": 2010}), IDE.replace("year = {2019}", "year = {1999}")
    left_out = last(report(IDE, young), report(old, young))
    assert causes(left_out) == ["its record is another, and it is left out now: outside_years"]


def test_a_claim_over_the_limit_is_the_doing_of_other_works() -> None:
    limited = question(limits={"works": 1})
    nearer = entry("lind2023", "Zorvine against placebo: the flare rate of adults with gout", MEASURED.format(cut=35))
    lines = last(report(IDE, limited), report(IDE + nearer, limited))
    nearer_key = "doi-10.5555-lind2023"
    assert claims(lines) == [
        (Change.RETIRED, IDE_KEY, CauseKind.WORK, (nearer_key,)),
        (Change.BORN, nearer_key, CauseKind.WORK, (nearer_key,)),
    ]
    assert causes(lines)[0] == "other works came, went or changed"


def test_another_wording_of_a_quote_names_the_other(one: Report) -> None:
    (claim,) = one.claims
    other = claim.model_copy(update={"id": "c-other", "text": "Zorvine cut it."})
    verdicts = tuple(verdict.model_copy(update={"claim": "c-other"}) for verdict in one.verdicts)
    lines = last(one, one.model_copy(update={"claims": (other,), "verdicts": verdicts}))
    assert [(line.event, line.cause.reworded) for line in lines if isinstance(line, ClaimLine)] == [
        (Change.RETIRED, "c-other"),
        (Change.BORN, claim.id),
    ]


def test_no_line_depends_on_another_of_its_recording(one: Report, two: Report) -> None:
    old, new = contested(two, OKORO_KEY), report(OKORO.replace("31%", "29%"), asked("kidney stones"))
    (claim, *_) = one.claims
    reworded = one.model_copy(
        update={
            "claims": (claim.model_copy(update={"id": "c-other"}),),
            "verdicts": (one.verdicts[0].model_copy(update={"claim": "c-other"}),),
        }
    )
    for before, after in ((old, new), (one, reworded), (two, one), (one, two)):
        lines = changes(told_by([]), before, DAY)
        more = changes(told_by(lines), after, DAY)
        for cut in range(len(more) + 1):
            rest = changes(told_by([*lines, *more[:cut]]), after, DAY)
            assert (*more[:cut], *rest) == more


def standings() -> st.SearchStrategy[Standing]:
    works = st.lists(st.sampled_from(["a", "b"]), max_size=2).map(lambda found: tuple(sorted(found)))
    return st.builds(
        Standing,
        status=st.sampled_from(ClaimStatus),
        confidence=st.none() | st.integers(0, 20).map(lambda n: n / 20),
        supported_by=works,
        contradicted_by=st.just(()),
    )


@given(standings(), standings())
def test_what_strengthens_one_way_weakens_the_other(left: Standing, right: Standing) -> None:
    opposite = {None: None, Change.STRENGTHENED: Change.WEAKENED, Change.WEAKENED: Change.STRENGTHENED}
    found = change_between(left, right)
    assert found is None or found in opposite
    assert change_between(right, left) is opposite[found]
    assert change_between(left, left) is None


def test_every_status_has_its_place() -> None:
    assert sorted(STANDINGS) == sorted(ClaimStatus)
    assert CONFIDENCE_STEP == 0.02
    for stronger, weaker in pairwise(STANDINGS):
        assert change_between(Standing(status=weaker), Standing(status=stronger)) is Change.STRENGTHENED
