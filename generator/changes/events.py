"""The lines that a report adds to its ledger: what happened to claims, answer and decision, and the new inputs.

The top of `changes`. The line of the inputs comes last: as long as it is not written, the causes of what was not
written yet can still be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date as Date  # noqa: N812 - as in schema.ledger

from generator import ids
from generator.changes.causes import cause, cause_of_outcome
from generator.changes.history import History
from generator.changes.inputs import Differences, inputs_of, line_of
from generator.changes.strength import change_between, moved, standing_of
from generator.schema import (
    AnswerLine,
    Cause,
    Change,
    Claim,
    ClaimLine,
    DecisionLine,
    Hearing,
    LedgerLine,
    Report,
)


def changes(history: History, report: Report, day: Date) -> tuple[LedgerLine, ...]:
    """The lines that are new: retired claims, the report's claims in its order, decision, answer, inputs.

    A second call with these lines in the history gives none.
    """
    differences = Differences(history.inputs, inputs_of(report))
    state = line_of(differences, day)
    return (
        *_retired(history, report, differences, day),
        *_claims(history, report, differences, day),
        *_outcome(history, report, differences, day),
        *([state] if state is not None else []),
    )


def _retired(history: History, report: Report, differences: Differences, day: Date) -> Iterator[ClaimLine]:
    made = {claim.id for claim in report.claims}
    heirs = {(claim.work, _quote_hash(claim)): claim.id for claim in report.claims}
    for line in sorted(history.standing, key=lambda line: (line.work, line.claim)):
        if line.claim not in made:
            why = cause(differences, report.question.slug, [line.work], notices=False)
            yield ClaimLine(
                date=day,
                event=Change.RETIRED,
                claim=line.claim,
                text=line.text,
                work=line.work,
                quote=line.quote,
                before=line.after,
                cause=_with_rewording(why, heirs.get((line.work, line.quote))),
            )


def _claims(history: History, report: Report, differences: Differences, day: Date) -> Iterator[ClaimLine]:
    evidence = {one.id: one for one in report.evidence}
    standings = {verdict.claim: standing_of(verdict, evidence) for verdict in report.verdicts}
    for claim in report.claims:
        after = standings[claim.id]
        known = history.claims.get(claim.id)
        before = None if known is None else known.after
        event = Change.BORN if before is None else change_between(before, after)
        if event is not None:
            yield ClaimLine(
                date=day,
                event=event,
                claim=claim.id,
                text=claim.text,
                work=claim.work,
                quote=_quote_hash(claim),
                before=before,
                after=after,
                cause=(
                    _cause_of_birth(history, report, differences, claim)
                    if before is None
                    else _cause_of_change(report, differences, claim, moved(before, after, event))
                ),
            )


def _cause_of_birth(history: History, report: Report, differences: Differences, claim: Claim) -> Cause:
    why = cause(differences, report.question.slug, [claim.work], notices=False)
    made = [one.id for one in report.claims]
    return _with_rewording(why, history.reworded(claim.work, _quote_hash(claim), without=made))


def _cause_of_change(report: Report, differences: Differences, claim: Claim, works: Sequence[str]) -> Cause:
    found = cause(differences, report.question.slug, [*works, claim.work], works)
    named = {one.dispute.name for one in report.disputes if _brought(one, claim, set(works) & set(found.what))}
    if not named:
        return found
    disputes = f"the dispute {' and '.join(sorted(named))}"
    return found.model_copy(update={"why": f"{found.why}: {disputes} holds it against the claim"})


def _brought(heard: Hearing, claim: Claim, works: AbstractSet[str]) -> bool:
    """Whether a dispute named one of the works, and what they say of the claim counts."""
    return heard.dispute.claim == claim.id and heard.evidence is not None and heard.work in works


def _outcome(
    history: History, report: Report, differences: Differences, day: Date
) -> Iterator[AnswerLine | DecisionLine]:
    """The decision, then the answer: the answer's last line names the works by which causes of both are found."""
    answer, decision = report.answer, report.decision.status
    told, decided = history.answer, history.decision
    behind = sorted({*answer.works, *(told.works if told else ())})
    why = cause_of_outcome(differences, report.question.slug, behind)
    if decided is None or decided.after is not decision:
        yield DecisionLine(
            date=day,
            event=Change.BORN if decided is None else Change.CHANGED,
            before=None if decided is None else decided.after,
            after=decision,
            cause=why if decided is None else _with_reasons(why, report.decision.reasons),
        )
    if told is None or told.after is not answer.status:
        yield AnswerLine(
            date=day,
            event=Change.BORN if told is None else Change.CHANGED,
            before=None if told is None else told.after,
            after=answer.status,
            works=answer.works,
            cause=why,
        )


def _with_reasons(why: Cause, reasons: Sequence[str]) -> Cause:
    """What the policy says of the report now stands beside what changed: it tells which gate it comes down to."""
    return why.model_copy(update={"why": f"{why.why}. Now {'; '.join(reasons)}"}) if reasons else why


def _with_rewording(why: Cause, other: str | None) -> Cause:
    return why if other is None else why.model_copy(update={"reworded": other})


def _quote_hash(claim: Claim) -> str:
    return ids.digest(claim.quote)
