"""The next edition of a report: when one is due, what it holds, and how it is written and sealed.

Stands above `strength`; pure. An edition is due exactly when the ledger tells an event that the last edition does not
know, or when the title, the question or a sentence of the answer reads otherwise. So one that a killed recording left
unwritten is due still. It must not say what an event is: `events` does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from typing import Any, Literal

from generator import ids
from generator.changes.events import changes
from generator.changes.history import told_by
from generator.schema import (
    MAX_AUTHORS,
    Cause,
    Claim,
    Edition,
    EditionAnswer,
    EditionCause,
    EditionClaim,
    EditionDecision,
    EditionEvent,
    EditionStatement,
    EditionWork,
    InputsLine,
    LedgerLine,
    Passage,
    Report,
    Verdict,
    Work,
)

Part = Literal["title", "question", "answer"]


def events_told(lines: Sequence[LedgerLine]) -> int:
    """The number of the last line that tells an event, counted from 1; 0 where none does."""
    return max((number for number, line in enumerate(lines, 1) if not isinstance(line, InputsLine)), default=0)


def next_edition(report: Report, lines: Sequence[LedgerLine], before: Edition | None, day: Date) -> Edition | None:
    """The edition that follows `before`, given the whole ledger; None where that one says what the report says."""
    known, words = events_told(lines), tuple(_reworded(before, report))
    if before is not None and before.ledger == known and not words:
        return None
    new = [line for line in lines[before.ledger if before else 0 :] if not isinstance(line, InputsLine)]
    events = Counter((line.subject, line.event) for line in new)
    causes = Counter(line.cause.model_copy(update={"reworded": None}) for line in new)
    return sealed(
        Edition(
            slug=report.question.slug,
            number=before.number + 1 if before else 1,
            date=day,
            title=report.question.title,
            question=report.question.question,
            answer=_answer(report),
            limitations=tuple(statement.text for statement in report.limitations),
            decision=EditionDecision(
                status=report.decision.status, consensus=report.decision.consensus, tier=report.decision.tier
            ),
            claims=tuple(_claims(report)),
            works=tuple(_work(work) for work in _cited(report)),
            ledger=known,
            events=tuple(EditionEvent(subject=s, event=e, count=n) for (s, e), n in sorted(events.items(), key=_rank)),
            causes=tuple(_cause(cause, count) for cause, count in causes.most_common()),
            reworded=words,
        )
    )


def _rank(counted: tuple[tuple[str, str], int]) -> tuple[int, str]:
    (subject, event), _ = counted
    return ("claim", "answer", "decision").index(subject), event


def is_recorded(report: Report, lines: Sequence[LedgerLine], last: Edition) -> bool:
    """Whether a recording of this report would write neither an event nor an edition after this one."""
    pending = changes(told_by(lines), report, last.date)
    return next_edition(report, (*lines, *pending), last, last.date) is None


def _reworded(before: Edition | None, report: Report) -> Iterator[Part]:
    if before is None:
        return
    if before.title != report.question.title:
        yield "title"
    if before.question != report.question.question:
        yield "question"
    sentences = [statement.text for statement in before.answer.statements]
    if sentences != [statement.text for statement in report.answer.statements]:
        yield "answer"


def _answer(report: Report) -> EditionAnswer:
    answer = report.answer
    return EditionAnswer(
        status=answer.status,
        statements=tuple(EditionStatement(text=one.text, claims=one.claims) for one in answer.statements),
        missing=tuple(dict.fromkeys(missing.concept for missing in answer.missing)),
    )


def _claims(report: Report) -> Iterator[EditionClaim]:
    verdicts = {verdict.claim: verdict for verdict in report.verdicts}
    passages = {passage.id: passage for passage in report.passages}
    for claim in report.claims:
        yield _claim(claim, verdicts[claim.id], passages[claim.passage])


def _claim(claim: Claim, verdict: Verdict, passage: Passage) -> EditionClaim:
    return EditionClaim(
        id=claim.id,
        text=claim.text,
        quote=None if claim.verbatim else claim.quote,
        origin=passage.origin,
        status=verdict.status,
        confidence=verdict.confidence,
        work=claim.work,
        place=passage.place,
    )


def _cited(report: Report) -> Iterator[Work]:
    """The works that claims come from, in the order of the claims."""
    works = {work.key: work for work in report.works}
    yield from (works[key] for key in dict.fromkeys(claim.work for claim in report.claims))


def _work(work: Work) -> EditionWork:
    return EditionWork(
        key=work.key,
        title=work.title,
        authors=work.authors[:MAX_AUTHORS],
        others=max(0, len(work.authors) - MAX_AUTHORS),
        year=work.year,
        ids=work.ids,
        notice=work.notice,
    )


def _cause(cause: Cause, count: int) -> EditionCause:
    return EditionCause(kind=cause.kind, what=cause.what, why=cause.why, count=count)


# --- the file ---------------------------------------------------------------------------------------------------------


def as_json(edition: Edition) -> str:
    """An edition as its file has it: sorted keys, a line for each value, no key for what is unknown."""
    return json.dumps(_data(edition), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def sealed(edition: Edition) -> Edition:
    """The edition with the seal of what it says."""
    return edition.model_copy(update={"seal": seal_of(_data(edition))})


def seal_of(data: Mapping[str, Any]) -> str:
    """The SHA-256 of an edition as data, without its seal: of the keys of the file, whatever a later version knows."""
    told = {key: value for key, value in data.items() if key != "seal"}
    return ids.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _data(edition: Edition) -> dict[str, Any]:
    return edition.model_dump(mode="json", exclude_none=True)
