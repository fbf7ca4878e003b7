"""Claims, the figures and checks that they carry, and the answer made of them: what the later stages give.

Stands above `base` and `words`; `report` builds on it. Works and passages are named by their keys, never held. It must
not say when a check passes (`stages.verify` does), only which records agree with themselves.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from generator.roles import Role
from generator.schema.base import Record
from generator.schema.words import AnswerStatus, CheckName, ClaimKind, ClaimStatus, Facet, Outcome


class Result(Record):
    """A figure as a record; None is what its passage does not say. `value` keeps the digits that were printed."""

    id: str
    work: str
    passage: str
    system: str | None
    method: str | None
    dataset: str | None
    metric: str | None
    value: Decimal
    unit: str | None
    place: str
    role: Literal["subject", "comparator", "baseline"]


class Derived(Record):
    """A figure of ours: `value = left - right`, recomputed from two results that differ in method alone."""

    id: str
    op: Literal["difference"]
    left: str
    right: str
    value: Decimal
    unit: str


class Claim(Record):
    """A sentence taken from a passage: its quote, or the quote reworded so that "we" names the authors.

    id = hash(work, version, quote, text). `concepts` are the names of the question's concepts found in the quote.
    `role` is what its sentence does in its text by the model of roles, None where there was no model.
    """

    id: str
    text: str
    kind: ClaimKind
    role: Role | None = None
    work: str
    passage: str
    quote: str
    concepts: tuple[str, ...]
    on_topic: bool
    results: tuple[str, ...] = ()

    @property
    def verbatim(self) -> bool:
        """Whether the claim's text is its quote to the letter."""
        return self.text == self.quote


class Check(Record):
    """One check and what it found; `probability` only where a model gave one."""

    name: CheckName
    outcome: Outcome
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    why: str


class Verdict(Record):
    """All checks of a claim and the status that follows from them; `confidence` is None where no model judged."""

    claim: str
    checks: tuple[Check, ...]
    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class Statement(Record):
    """A sentence of ours. It rests on claims, derived figures, or named records of the same report."""

    text: str
    claims: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not (self.claims or self.derived or self.records):
            raise ValueError("a statement names the claims, derived figures or records that it rests on")
        return self


class Coverage(Record):
    """A required concept, the passages where it was found, and the works that name it in their titles alone."""

    facet: Facet
    concept: str
    passages: tuple[str, ...]
    titles: tuple[str, ...] = ()


class Nearest(Record):
    """A passage that comes nearest to what is missing: the required concepts that it does have, and why it is shown."""

    passage: str
    work: str
    concepts: tuple[str, ...]
    why: str


class Missing(Record):
    """A required concept that the nearest evidence lacks, and what a study would have to measure.

    `found_elsewhere` counts the included works in good standing that name it.
    """

    facet: Facet
    concept: str
    found_elsewhere: Annotated[int, Field(ge=0)]
    nearest: tuple[Nearest, ...]
    would_need: str


class Answer(Record):
    """The answer, or what is missing for one; `rule` names the rule that decided.

    `mixed`: some findings behind it deny something and others do not, so that they may contradict each other.
    """

    status: AnswerStatus
    rule: str
    statements: tuple[Statement, ...]
    covered: tuple[Coverage, ...]
    missing: tuple[Missing, ...]
    works: tuple[str, ...]
    mixed: bool = False

    @model_validator(mode="after")
    def _fits_its_status(self) -> Self:
        if self.status is AnswerStatus.ANSWERED and self.missing:
            raise ValueError("an answered question misses nothing")
        if self.status is AnswerStatus.ANSWERED and not self.statements:
            raise ValueError("an answered question has statements")
        if self.status is not AnswerStatus.ANSWERED and not self.missing:
            raise ValueError("an unanswered question names what is missing")
        return self


class ResultsSection(Record):
    """A part of the results: a heading and statements."""

    heading: str
    statements: tuple[Statement, ...]
