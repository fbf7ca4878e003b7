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
from generator.schema.words import (
    AnswerStatus,
    CheckName,
    ClaimKind,
    ClaimStatus,
    Facet,
    Outcome,
    Stance,
    Standpoint,
)


class Result(Record):
    """A measured level as a record; None is what its passage does not say. `value` keeps the digits that were printed.

    Names are in the form of `aliases.yml`. `protocol` holds the conditions that the passage names, each by its name:
    bits, shots, version, setting.
    """

    id: str
    work: str
    passage: str
    system: str | None
    method: str | None
    dataset: str | None
    split: str | None = None
    metric: str | None
    value: Decimal
    unit: str | None
    protocol: dict[str, str] = Field(default_factory=dict)
    place: str
    role: Literal["subject", "comparator", "baseline"]


class Derived(Record):
    """A figure of ours, recomputed from two results that differ in the compared method alone.

    difference: `left - right`, in points or in their unit (None for shares up to one). ratio: the change from `right`
    to `left`, in per cent.
    """

    id: str
    op: Literal["difference", "ratio"]
    left: str
    right: str
    value: Decimal
    unit: str | None


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


class Evidence(Record):
    """What a passage does to a claim, and how that is known.

    `basis`: own_figures holds a work against itself; figures are two results of one system, data set and metric; judge
    is the entailment model, with its `probability`; words are what stands in for it where there is none.
    """

    id: str
    claim: str
    passage: str
    work: str
    stance: Stance
    standpoint: Standpoint
    basis: Literal["own_figures", "figures", "judge", "words"]
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    why: str


class Verdict(Record):
    """All checks of a claim and the status that follows from them; `confidence` is None where no model judged.

    `supported_by` and `contradicted_by` name evidence records.
    """

    claim: str
    checks: tuple[Check, ...]
    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    supported_by: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()


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


class Fragility(Record):
    """A work behind the answer without which the answer would be another, and what it would be then."""

    work: str
    status: AnswerStatus


class Answer(Record):
    """The answer, or what is missing for one; `rule` names the rule that decided.

    `groups`: how many of its works share neither first nor last author with each other, at most. `mixed`: findings
    behind it contradict each other.
    """

    status: AnswerStatus
    rule: str
    statements: tuple[Statement, ...]
    covered: tuple[Coverage, ...]
    missing: tuple[Missing, ...]
    works: tuple[str, ...]
    groups: Annotated[int, Field(ge=0)] = 0
    fragile: tuple[Fragility, ...] = ()
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
