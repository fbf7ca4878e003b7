"""The lines of a ledger: what changed in a report since the last recording, and the state of what it was built from.

Stands above `base` and `words`, beside `report`. A line stands for one event and is never changed once it
is written. It must not say when something is an event (`generator.changes` does), only what a valid line is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 - the field of a line is called `date`
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from generator.schema.base import Record
from generator.schema.words import (
    AnswerStatus,
    CauseKind,
    Change,
    ClaimStatus,
    DecisionStatus,
    Notice,
    Reason,
)

LEDGER_FORMAT: Literal["1"] = "1"
"""Version of a ledger's lines: raised when a reader of the old ones would misread the new ones."""


FIRST_RECORDING = "the first recording: none was completed before"
"""Why everything is born that the first recording tells of."""


class Standing(Record):
    """How well a claim stands. `supported_by` and `contradicted_by` hold a work for each evidence record, sorted.

    Only support that is another measurement counts; a contradiction counts wherever it stands.
    """

    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    supported_by: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()


class Cause(Record):
    """Because of what something changed: `what` names works, parts of the engine, or the question; `why` is for people.

    `reworded` is the claim that says the same quote of the same work in other words: it went as this one came.
    """

    kind: CauseKind
    what: tuple[str, ...]
    why: str
    reworded: str | None = None

    @property
    def is_first(self) -> bool:
        """Whether it says no more than that nothing was recorded before."""
        return self.why == FIRST_RECORDING and self.reworded is None

    def named(self, works: Mapping[str, str]) -> str:
        """What it names, for people: a work by its name in `works`, and by its key where that has none."""
        return "; ".join(works.get(one, one) for one in self.what)  # names have commas


class _Dated(Record):
    """What every line has; the date is that of the recording, in UTC."""

    format: Literal["1"] = LEDGER_FORMAT
    date: Date


class ClaimLine(_Dated):
    """What happened to a claim. `quote` is a hash: claims of one work with one quote differ in their wording alone."""

    subject: Literal["claim"] = "claim"
    event: Change
    claim: str
    text: str
    work: str
    quote: str
    before: Standing | None = None
    after: Standing | None = None
    cause: Cause

    @model_validator(mode="after")
    def _has_what_its_event_has(self) -> Self:
        had, has = self.event is not Change.BORN, self.event is not Change.RETIRED
        if self.event is Change.CHANGED or (self.before is not None, self.after is not None) != (had, has):
            raise ValueError("a claim is born from nothing, retired into nothing, and else stood and stands")
        return self


class AnswerLine(_Dated):
    """The answer has another status than before, or its first one; `works` are those behind it now."""

    subject: Literal["answer"] = "answer"
    event: Literal[Change.BORN, Change.CHANGED]
    before: AnswerStatus | None = None
    after: AnswerStatus
    works: tuple[str, ...]
    cause: Cause


class DecisionLine(_Dated):
    """What becomes of the report is another thing than before, or was said for the first time."""

    subject: Literal["decision"] = "decision"
    event: Literal[Change.BORN, Change.CHANGED]
    before: DecisionStatus | None = None
    after: DecisionStatus
    cause: Cause


class WorkState(Record):
    """Short hashes of a work's text and of its record; `left` is why screening left it out, None if it is included."""

    text: str
    record: str
    notice: Notice | None = None
    left: Reason | None = None


class InputsLine(_Dated):
    """What the report was built from, as far as that differs from the lines before.

    `question` is a hash and `engine` has all its parts by task, None where they are the same; `works` holds those that
    came or changed, `gone` those that no source gives any more.
    """

    subject: Literal["inputs"] = "inputs"
    event: Literal["state"] = "state"
    question: str | None = None
    works: dict[str, WorkState] = Field(default_factory=dict)
    gone: tuple[str, ...] = ()
    engine: dict[str, str] | None = None


LedgerLine = Annotated[ClaimLine | AnswerLine | DecisionLine | InputsLine, Field(discriminator="subject")]
