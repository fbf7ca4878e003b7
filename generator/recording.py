"""Recording: reports are held against their ledgers, and what is new is shown or appended.

Stands above `pipeline`, `store` and `changes`, which do not know each other; `cli` calls it. It must not decide what an
event is, nor know how a line stands in a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from pathlib import Path

from generator import pipeline
from generator.changes import changes, told_by
from generator.labels import label
from generator.schema import (
    AnswerLine,
    Cause,
    ClaimLine,
    DecisionLine,
    InputsLine,
    LedgerLine,
    Standing,
)
from generator.store import ledger
from generator.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Pending:
    """A question's ledger, and the lines that a recording appends to it."""

    slug: str
    ledger: Ledger
    lines: tuple[LedgerLine, ...]


def pending(root: Path, slugs: Sequence[str], day: Date) -> tuple[Pending, ...]:
    """What is new of the questions with these slugs, of all if there are none; sorted by slug. Writes nothing.

    Raises InputError for a wrong question, library or ledger, UnknownNameError for a slug that names nothing.
    """
    if slugs:
        reports = tuple(pipeline.build_one(root, slug) for slug in sorted(set(slugs)))
    else:
        reports = pipeline.build_all(root)
    ledgers = ledger.load_all(root, (report.question.slug for report in reports))
    return tuple(
        Pending(report.question.slug, held, changes(told_by(held.lines), report, day))
        for report, held in zip(reports, ledgers, strict=True)
    )


def record(root: Path, slugs: Sequence[str], day: Date) -> tuple[Pending, ...]:
    """Appends what is new, and says what it was. Raises as `pending` does, and BusyError; then nothing was written."""
    with ledger.recording(root):
        found = pending(root, slugs, day)
        for one in found:
            ledger.append(one.ledger, one.lines)
    return found


def summary(one: Pending) -> str:
    """What is new of a question, counted, as in "pears: 2 claims born, answer changed, inputs"."""
    claims = Counter(line.event for line in one.lines if isinstance(line, ClaimLine))
    told = [f"{count} {'claim' if count == 1 else 'claims'} {event}" for event, count in sorted(claims.items())]
    told += [f"{line.subject} {line.event}" for line in one.lines if not isinstance(line, ClaimLine | InputsLine)]
    told += ["inputs" for line in one.lines if isinstance(line, InputsLine)]
    return f"{one.slug}: {', '.join(told) or 'nothing new'}"


def torn(one: Pending) -> str | None:
    """What is to be said of a line that was cut short; None where none was."""
    if not one.ledger.torn:
        return None
    return f"{one.ledger.file}:{len(one.ledger.lines) + 1}: a recording was cut short here, {one.ledger.torn} bytes"


def told(one: Pending) -> Iterator[str]:
    """Every new line in words, each event with its cause below it."""
    for line in one.lines:
        match line:
            case ClaimLine():
                yield f"  {label(line.event).word} {line.claim} ({_standings(line)}): {line.text}"
                yield f"    {_because(line.cause)}"
            case AnswerLine() | DecisionLine():
                before = "" if line.before is None else f"{label(line.before).word} → "
                yield f"  {line.subject} {label(line.event).word}: {before}{label(line.after).word}"
                yield f"    {_because(line.cause)}"
            case InputsLine():
                yield f"  inputs: {', '.join(_inputs(line))}"


def as_data(one: Pending) -> dict[str, object]:
    """The same for programs; `lines` are those that a recording appends."""
    return {
        "slug": one.slug,
        "file": one.ledger.file,
        "torn": one.ledger.torn,
        "lines": [line.model_dump(mode="json", exclude_none=True) for line in one.lines],
    }


def _standings(line: ClaimLine) -> str:
    return " → ".join(_standing(one) for one in (line.before, line.after) if one is not None)


def _standing(one: Standing) -> str:
    parts = [label(one.status).word]
    parts += [] if one.confidence is None else [f"{one.confidence:.2f}"]
    evidence = ((one.supported_by, "for"), (one.contradicted_by, "against"))
    parts += [f"{len(works)} {word}" for works, word in evidence if works]
    return ", ".join(parts)


def _because(cause: Cause) -> str:
    other = "" if cause.reworded is None else f"; reworded: {cause.reworded} has the same quote"
    return f"because of {label(cause.kind).word} {', '.join(cause.what)}: {cause.why}{other}"


def _inputs(line: InputsLine) -> Iterator[str]:
    if line.question is not None:
        yield "the question"
    if line.works:
        yield f"{_works(len(line.works))} new or changed"
    if line.gone:
        yield f"{_works(len(line.gone))} gone"
    if line.engine is not None:
        yield "the engine"


def _works(count: int) -> str:
    return "1 work" if count == 1 else f"{count} works"
