"""Recording: reports are held against their ledgers, what is new is shown or appended, and a version is written of it.

Stands above `pipeline`, `store` and `changes`, which do not know each other; `cli` calls it. It must not decide what an
event is or when a version is due, nor know how either stands in a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from pathlib import Path

from generator import pipeline
from generator.changes import changes, events_told, next_edition, told_by
from generator.errors import Fault, InputError
from generator.labels import label
from generator.schema import (
    FIRST_RECORDING,
    AnswerLine,
    Cause,
    ClaimLine,
    DecisionLine,
    Edition,
    InputsLine,
    LedgerLine,
    Report,
    Standing,
)
from generator.store import editions, ledger
from generator.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Pending:
    """A question's ledger, the lines that a recording appends to it, and the version that it writes, if one is due.

    `names` are how people name the report's works, by their keys.
    """

    slug: str
    ledger: Ledger
    lines: tuple[LedgerLine, ...]
    edition: Edition | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether a recording writes anything."""
        return bool(self.lines or self.ledger.torn or self.edition)


def pending(root: Path, slugs: Sequence[str], day: Date) -> tuple[Pending, ...]:
    """What is new of the questions with these slugs, of all if there are none; sorted by slug. Writes nothing.

    Raises InputError for a wrong question, library or ledger, UnknownNameError for a slug that names nothing.
    """
    if slugs:
        reports = tuple(pipeline.build_one(root, slug) for slug in sorted(set(slugs)))
    else:
        reports = pipeline.build_all(root)
    known = [report.question.slug for report in reports]
    ledgers, versions = ledger.load_all(root, known), editions.load_all(root, known)
    return tuple(
        _pending(one, held, versions[one.question.slug], day) for one, held in zip(reports, ledgers, strict=True)
    )


def _pending(report: Report, held: Ledger, versions: Sequence[Edition], day: Date) -> Pending:
    slug, last = report.question.slug, versions[-1] if versions else None
    new = changes(told_by(held.lines), report, day)
    if last is not None and last.ledger > events_told((*held.lines, *new)):
        message = f"The ledger ends before line {last.ledger}, which version {last.number} of the report knows."
        fix = f"Restore it from its history, or move {(editions.FOLDER / slug).as_posix()} away with it."
        raise InputError([Fault(held.file, 0, "", message, fix)])
    names = {work.key: work.citation for work in report.works}
    return Pending(slug, held, new, next_edition(report, (*held.lines, *new), last, day), names)


def record(root: Path, slugs: Sequence[str], day: Date) -> tuple[Pending, ...]:
    """Appends what is new, writes the versions that are due, and says what it was.

    A version comes after the lines that it knows: where a recording is cut short between them, the next one finds the
    version still due. Raises as `pending` does, and BusyError; then nothing was written.
    """
    with ledger.recording(root):
        found = pending(root, slugs, day)
        for one in found:
            ledger.append(one.ledger, one.lines)
            if one.edition is not None:
                editions.write(root, one.edition)
    return found


def summary(one: Pending) -> str:
    """What is new of a question, counted, as in "pears: 2 claims born, answer changed, inputs, version 2"."""
    claims = Counter(line.event for line in one.lines if isinstance(line, ClaimLine))
    told = [f"{count} {'claim' if count == 1 else 'claims'} {event}" for event, count in sorted(claims.items())]
    told += [f"{line.subject} {line.event}" for line in one.lines if not isinstance(line, ClaimLine | InputsLine)]
    told += ["inputs" for line in one.lines if isinstance(line, InputsLine)]
    told += [f"version {one.edition.number}"] if one.edition else []
    return f"{one.slug}: {', '.join(told) or 'nothing new'}"


def torn(one: Pending) -> str | None:
    """What is to be said of a line that was cut short; None where none was."""
    if not one.ledger.torn:
        return None
    return f"{one.ledger.file}:{len(one.ledger.lines) + 1}: a recording was cut short here, {one.ledger.torn} bytes"


def told(one: Pending) -> Iterator[str]:
    """Every new line in words, each event with its cause below it; a first recording is said once, before all."""
    if any(line.cause.is_first for line in one.lines if not isinstance(line, InputsLine)):
        yield f"  {FIRST_RECORDING}"
    for line in one.lines:
        match line:
            case ClaimLine():
                yield f"  {label(line.event).word} {line.claim} ({_standings(line)}): {line.text}"
                yield from _because(line.cause, one.names)
            case AnswerLine() | DecisionLine():
                before = "" if line.before is None else f"{label(line.before).word} → "
                yield f"  {line.subject} {label(line.event).word}: {before}{label(line.after).word}"
                yield from _because(line.cause, one.names)
            case InputsLine():
                yield f"  inputs: {', '.join(_inputs(line))}"


def as_data(one: Pending) -> dict[str, object]:
    """The same for programs; `lines` are those that a recording appends, `version` the number of what it writes."""
    return {
        "slug": one.slug,
        "file": one.ledger.file,
        "torn": one.ledger.torn,
        "version": one.edition.number if one.edition else None,
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


def _because(cause: Cause, names: Mapping[str, str]) -> Iterator[str]:
    other = "" if cause.reworded is None else f"; reworded: {cause.reworded} has the same quote"
    if not cause.is_first:
        yield f"    because of {label(cause.kind).word} {cause.named(names)}: {cause.why}{other}"


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
