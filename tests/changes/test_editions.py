"""When a version of a report is due, what it holds, and what its seal is of."""

from __future__ import annotations

import json
from datetime import date

import pytest

from generator.changes import as_json, changes, compared, is_recorded, next_edition, seal_of, state_of, told_by
from generator.schema import (
    MAX_AUTHORS,
    Author,
    Change,
    ClaimStatus,
    Edition,
    EditionCause,
    EditionEvent,
    LedgerLine,
    Report,
    Statement,
)
from tests.makers import entry, report

DAY, LATER = date(2026, 1, 2), date(2026, 2, 3)
MEASURED = "Zorvine cut the flare rate of adults with gout by {cut}% compared with placebo."
FIRST = entry("ide2019", "Zorvine in gout: a trial", MEASURED.format(cut=38))
SECOND = entry("okoro2021", "Zorvine for gout", MEASURED.format(cut=31), author="Okoro, Tobe")


def recorded(
    built: Report, lines: tuple[LedgerLine, ...] = (), before: Edition | None = None, day: date = DAY
) -> tuple[tuple[LedgerLine, ...], Edition | None]:
    """The whole ledger after a recording, and the version that it writes."""
    whole = (*lines, *changes(told_by(lines), built, day))
    return whole, next_edition(built, whole, before, day)


@pytest.fixture(scope="module")
def one() -> Report:
    return report(FIRST)


@pytest.fixture(scope="module")
def both() -> Report:
    return report(FIRST + SECOND)


def with_question(built: Report, **changed: object) -> Report:
    return built.model_copy(update={"question": built.question.model_copy(update=changed)})


def with_sentence(built: Report, text: str) -> Report:
    said = (*built.answer.statements, Statement(text=text, claims=(built.claims[0].id,)))
    return built.model_copy(update={"answer": built.answer.model_copy(update={"statements": said})})


def with_confidence(built: Report, confidence: float | None) -> Report:
    verdicts = tuple(verdict.model_copy(update={"confidence": confidence}) for verdict in built.verdicts)
    return built.model_copy(update={"verdicts": verdicts})


def first_of(built: Report) -> tuple[tuple[LedgerLine, ...], Edition]:
    lines, edition = recorded(built)
    assert edition is not None
    return lines, edition


def test_the_first_recording_is_version_one_with_everything_that_its_ledger_tells(one: Report) -> None:
    lines, edition = first_of(one)
    assert (edition.number, edition.date, edition.slug) == (1, DAY, "zorvine-gout")
    assert [claim.id for claim in edition.claims] == [claim.id for claim in one.claims]
    assert {work.key for work in edition.works} == {claim.work for claim in one.claims}
    assert edition.ledger == len(lines) - 1  # the last line is that of the inputs
    assert edition.events == (
        EditionEvent(subject="claim", event=Change.BORN, count=len(one.claims)),
        EditionEvent(subject="answer", event=Change.BORN, count=1),
        EditionEvent(subject="decision", event=Change.BORN, count=1),
    )
    assert [cause.count for cause in edition.causes] == [len(one.claims) + 2]


def test_a_recording_of_the_same_report_is_no_version(one: Report) -> None:
    lines, edition = first_of(one)
    assert recorded(one, lines, edition, LATER) == (lines, None)
    assert is_recorded(one, lines, edition)


def test_a_claim_that_came_is_a_version_and_its_cause_stands_in_it(one: Report, both: Report) -> None:
    lines, edition = first_of(one)
    assert not is_recorded(both, lines, edition)
    _, following = recorded(both, lines, edition, LATER)
    assert following is not None
    assert (following.number, following.date) == (2, LATER)
    assert EditionEvent(subject="claim", event=Change.BORN, count=1) in following.events
    assert any("okoro" in work for cause in following.causes for work in cause.what)
    found = compared(state_of(edition), state_of(following))
    assert [claim.status for claim in found.came] == [ClaimStatus.VERIFIED]
    assert not found.went
    assert [work.title for work in found.works_came] == ["Zorvine for gout"]


@pytest.mark.parametrize("part", ["title", "question", "answer"])
def test_other_words_are_a_version_though_the_ledger_tells_no_event(part: str, one: Report) -> None:
    lines, edition = first_of(one)
    changed = {
        "title": with_question(one, title="Zorvine, gout and flares"),
        "question": with_question(one, question="Is the flare rate of adults with gout lower under zorvine?"),
        "answer": with_sentence(one, "So it did."),
    }[part]
    assert not is_recorded(changed, lines, edition)
    _, following = recorded(changed, lines, edition, LATER)
    assert following is not None
    assert (following.reworded, following.events, following.causes) == ((part,), (), ())


def test_tags_owners_and_approvals_are_no_version(one: Report) -> None:
    lines, edition = first_of(one)
    assert recorded(with_question(one, tags=("gout",), owners=("ada",)), lines, edition)[1] is None


@pytest.mark.parametrize(("confidence", "due"), [(0.715, False), (0.72, True), (None, True)])
def test_a_step_of_confidence_is_a_version_where_it_is_an_event(
    confidence: float | None,
    due: bool,  # noqa: FBT001 - a table of cases
    one: Report,
) -> None:
    lines, edition = first_of(with_confidence(one, 0.7))
    _, following = recorded(with_confidence(one, confidence), lines, edition, LATER)
    assert (following is not None) is due
    if following is not None:
        assert compared(state_of(edition), state_of(following)).moved


def test_one_whose_lines_were_written_and_it_was_not_is_due_still(one: Report, both: Report) -> None:
    lines, edition = first_of(one)
    whole, following = recorded(both, lines, edition, LATER)
    assert following is not None
    assert recorded(both, whole, edition, LATER) == (whole, following)


def test_small_steps_that_add_up_are_told_between_versions(one: Report) -> None:
    before, after = (first_of(with_confidence(one, value))[1] for value in (0.7, 0.71))
    assert compared(state_of(before), state_of(after)).is_none


def test_a_work_of_many_authors_names_the_first_ones_and_counts_the_others(one: Report) -> None:
    authors = tuple(Author(family=f"Author {number}") for number in range(MAX_AUTHORS + 5))
    works = tuple(work.model_copy(update={"authors": authors}) for work in one.works)
    edition = first_of(one.model_copy(update={"works": works}))[1]
    assert (len(edition.works[0].authors), edition.works[0].others) == (MAX_AUTHORS, 5)


def test_the_file_is_the_same_for_the_same_report_and_sealed(one: Report) -> None:
    edition, again = first_of(one)[1], first_of(one)[1]
    text = as_json(edition)
    assert text == as_json(again)
    assert text.endswith("}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert Edition.model_validate_json(text) == edition
    assert edition.seal == seal_of(json.loads(text))
    assert seal_of(json.loads(text) | {"title": "Another"}) != edition.seal


def test_a_digest_is_never_kept_as_a_quote_of_the_authors(one: Report) -> None:
    digests = report(FIRST.replace("abstract =", "digest ="))
    assert {claim.origin for claim in first_of(digests)[1].claims} == {"digest"}
    assert {claim.origin for claim in first_of(one)[1].claims} == {"source"}
    assert all(isinstance(cause, EditionCause) for cause in first_of(one)[1].causes)
