"""The ledgers as events in words, newest first: what became of claims, answers and decisions, and because of what.

Stands above `labels` and `addresses`; pure. It words what the lines say. The states of inputs that a ledger also keeps
are no events, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.labels import Label, label
from generator.render import addresses
from generator.schema import (
    FIRST_RECORDING,
    AnswerLine,
    Cause,
    ClaimLine,
    DecisionLine,
    InputsLine,
    LedgerLine,
    Report,
    Standing,
)

_FIRST = f"{FIRST_RECORDING[0].upper()}{FIRST_RECORDING[1:]}."


@dataclass(frozen=True, slots=True)
class Event:
    """An event of one question, the `number`-th line of its ledger; `address` leads to what it is about.

    `because` is empty where another event of the day and the report says it: that it was the first recording.
    `before` and `after` are None where there was or is nothing. `date` is a day, as in 2026-03-01.
    """

    slug: str
    report: str
    number: int
    date: str
    subject: str
    change: Label
    text: str
    before: Label | None
    after: Label | None
    detail: str
    because: str
    address: str

    @property
    def headline(self) -> str:
        """The event in a few words."""
        standings = [one.word for one in (self.before, self.after) if one is not None]
        return f"{self.subject} {self.change.word} ({' → '.join(standings)})"


def events(reports: tuple[Report, ...], ledgers: Mapping[str, tuple[LedgerLine, ...]]) -> tuple[Event, ...]:
    """Every event of every ledger whose question has a report: by day, newest first, then by report and line."""
    found = [
        _event(report, number, line, names)
        for report in reports
        for names in ({work.key: work.citation for work in report.works},)
        for number, line in enumerate(ledgers.get(report.question.slug, ()), start=1)
        if not isinstance(line, InputsLine)
    ]
    by_place = sorted(found, key=lambda event: (event.slug, event.number))
    return tuple(_said_once(sorted(by_place, key=lambda event: event.date, reverse=True)))


def _said_once(found: Iterable[Event]) -> Iterator[Event]:
    """The events, of which only the first one of a report and a day says that it was the first recording."""
    said: set[tuple[str, str]] = set()
    for event in found:
        is_told = event.because == _FIRST and (event.slug, event.date) in said
        said |= {(event.slug, event.date)} if event.because == _FIRST else set()
        yield replace(event, because="") if is_told else event


def _event(report: Report, number: int, line: ClaimLine | AnswerLine | DecisionLine, names: Mapping[str, str]) -> Event:
    page = addresses.report(report.question.slug)
    because = _because(line.cause, names)
    if isinstance(line, ClaimLine):
        stands = any(claim.id == line.claim for claim in report.claims)
        before, after = line.before, line.after
        return Event(
            slug=report.question.slug,
            report=report.question.title,
            number=number,
            date=line.date.isoformat(),
            subject="Claim",
            change=label(line.event),
            text=line.text,
            before=None if before is None else label(before.status),
            after=None if after is None else label(after.status),
            detail=" → ".join(_detail(one) for one in (before, after) if one is not None and _detail(one)),
            because=because,
            address=page + addresses.fragment(line.claim) if stands else page,
        )
    return Event(
        slug=report.question.slug,
        report=report.question.title,
        number=number,
        date=line.date.isoformat(),
        subject="Answer" if isinstance(line, AnswerLine) else "Decision",
        change=label(line.event),
        text="",
        before=None if line.before is None else label(line.before),
        after=label(line.after),
        detail="",
        because=because,
        address=f"{page}#answer" if isinstance(line, AnswerLine) else f"{page}#review",
    )


def _detail(standing: Standing) -> str:
    parts = [] if standing.confidence is None else [f"confidence {standing.confidence:.2f}"]
    evidence = ((standing.supported_by, "for"), (standing.contradicted_by, "against"))
    return ", ".join([*parts, *(f"{len(works)} {word}" for works, word in evidence if works)])


def _because(cause: Cause, names: Mapping[str, str]) -> str:
    if cause.is_first:
        return _FIRST
    other = "" if cause.reworded is None else " The same quote is worded otherwise now."
    return f"Because of {label(cause.kind).word} {cause.named(names)}: {cause.why.rstrip('.')}.{other}"
