"""An edition: one recorded version of a report, frozen as a small record, questions/versions/<slug>/<n>.json.

Stands above `claims`, `works` and `words`, beside `report`. Readers see it as "Version 3 of 2026-11-21". It holds what
the report's page showed of answer, claims and works, not the report: no passage, no check. It must not say when an
edition is due (`generator.changes` does).
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - as in schema.ledger
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from generator.schema.base import Record, Score
from generator.schema.question import Slug
from generator.schema.words import AnswerStatus, CauseKind, Change, ClaimStatus, DecisionStatus, Notice, Origin
from generator.schema.works import Author, Ids

EDITION_FORMAT: Literal["1"] = "1"
"""Version of an edition's file: raised when a reader of the old ones would misread the new ones."""

MAX_NUMBER = 999_999
"""The largest number that a version's file can have; none is read, since none could follow."""

MAX_AUTHORS = 20
"""Authors of a work that an edition names; the others are counted."""


class EditionStatement(Record):
    """A sentence of the report, and the claims that it rests on."""

    text: str
    claims: tuple[str, ...] = ()


class EditionAnswer(Record):
    """The answer: its status, its sentences, and the required concepts that were missing."""

    status: AnswerStatus
    statements: tuple[EditionStatement, ...] = ()
    missing: tuple[str, ...] = ()


class EditionDecision(Record):
    """What became of the report under the policy."""

    status: DecisionStatus
    consensus: Score | None = None
    tier: str | None = None


class EditionClaim(Record):
    """A claim as it stood; `quote` is None where the text is the quote to the letter, `origin` says whose words."""

    id: str
    text: str
    quote: str | None = None
    origin: Origin
    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    work: str
    place: str


class EditionWork(Record):
    """A work that a claim comes from; `others` counts the authors beyond the first ones."""

    key: str
    title: str
    authors: tuple[Author, ...] = ()
    others: Annotated[int, Field(ge=0)] = 0
    year: int | None = None
    ids: Ids
    notice: Notice | None = None


class EditionEvent(Record):
    """How many events of one kind the ledger has since the edition before."""

    subject: Literal["claim", "answer", "decision"]
    event: Change
    count: Annotated[int, Field(ge=1)]


class EditionCause(Record):
    """Because of what so many of these events happened, as the ledger says it."""

    kind: CauseKind
    what: tuple[str, ...]
    why: str
    count: Annotated[int, Field(ge=1)]


class Edition(Record):
    """A version of a report. `ledger` is the number of its ledger's last line of an event that the edition knows.

    `reworded` names what reads otherwise than in the edition before. `seal` is the SHA-256 of everything else in the
    file, so that one that was edited is noticed.
    """

    format: Literal["1"] = EDITION_FORMAT
    slug: Slug
    number: Annotated[int, Field(ge=1, le=MAX_NUMBER)]
    date: Date
    title: str
    question: str
    answer: EditionAnswer
    limitations: tuple[str, ...] = ()
    decision: EditionDecision
    claims: tuple[EditionClaim, ...] = ()
    works: tuple[EditionWork, ...] = ()
    ledger: Annotated[int, Field(ge=0)]
    events: tuple[EditionEvent, ...] = ()
    causes: tuple[EditionCause, ...] = ()
    reworded: tuple[Literal["title", "question", "answer"], ...] = ()
    seal: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
