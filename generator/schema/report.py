"""The report: its reviews, the policy and the decision, its counts, and the document that the pipeline hands the site.

The top of `schema`: it puts the records of every other module together. It must not count, score or decide; it only
says what a valid count, score or decision is.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from generator.schema.base import Line, Record, Score
from generator.schema.claims import Answer, Claim, Derived, Evidence, Result, ResultsSection, Statement, Verdict
from generator.schema.disputes import Hearing
from generator.schema.question import Question
from generator.schema.words import ClaimStatus, DecisionStatus, DimensionName, Reason, ReviewerName
from generator.schema.works import DigestFate, Dropped, Inclusion, Passage, Work

REPORT_FORMAT: Literal["1"] = "1"
"""Version of the report.json contract: raised when a reader of the old one would misread the new one."""


class Dimension(Record):
    """A quality dimension: a score out of ten or None (not assessed), what it rests on and how it is defined."""

    name: DimensionName
    score: Score | None
    basis: str
    definition: str


class Finding(Record):
    """What a reviewer found, pointing at the claims or works concerned."""

    text: str
    claims: tuple[str, ...] = ()
    works: tuple[str, ...] = ()


class Review(Record):
    """One reviewer's score (mean of its assessed dimensions; None if the question stands open) and findings."""

    reviewer: ReviewerName
    mandate: str
    dimensions: tuple[Dimension, ...]
    score: Score | None
    findings: tuple[Finding, ...]


class Decision(Record):
    """What policy.yml makes of the reviews; `tier` only for published reports."""

    status: DecisionStatus
    consensus: Score | None
    tier: str | None
    reasons: tuple[str, ...]


class Gates(Record):
    """What a report must meet to be published; explained in policy.yml."""

    min_consensus: Score
    min_verified_on_topic: Annotated[int, Field(ge=0)]
    max_failed_statements: Annotated[int, Field(ge=0)]
    allow_mixed_findings: bool


class Tier(Record):
    """A band of the consensus, from `from_` up to but without `to`."""

    name: Line
    from_: float = Field(alias="from")
    to: float


class Policy(Record):
    """Gates and tiers of publication, as policy.yml states them."""

    gates: Gates
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _tiers_meet(self) -> Self:
        """Tiers are disjoint, leave no gap and cover everything from the gate to ten."""
        edges = [self.gates.min_consensus, *(tier.to for tier in self.tiers)]
        if [tier.from_ for tier in self.tiers] != edges[:-1] or edges[-1] <= 10 or edges != sorted(edges):  # noqa: PLR2004
            raise ValueError("the tiers must follow each other without gap or overlap, from min_consensus to above 10")
        return self


class Counts(Record):
    """The only counts there are, computed once from the records (PRISMA 2020 names)."""

    identified: int
    duplicates_removed: int
    screened: int
    excluded: int
    excluded_by_reason: dict[Reason, int]
    included: int
    preprints: int
    peer_reviewed: int
    retracted: int
    unchecked: int
    full_texts: int
    passages: int
    claims: int
    on_topic: int
    claims_by_status: dict[ClaimStatus, int]
    reworded_checks: int
    reworded_checks_passed: int
    works_behind_answer: int


class QueryRun(Record):
    """A search as it was run (PRISMA-S): where, the exact expression, and how many works it gave.

    `cut` are terms that the source's limits left no room for.
    """

    source: str
    expression: str
    identified: int
    cut: tuple[str, ...] = ()


class EnginePart(Record):
    """A part of the engine that shaped the result: what it does, what it is, and its version or hash."""

    task: str
    name: str
    version: str


class Report(Record):
    """One question's synthesis: the contract between pipeline and site, published as report.json."""

    format: Literal["1"] = REPORT_FORMAT
    question: Question
    queries: tuple[QueryRun, ...]
    inclusions: tuple[Inclusion, ...]
    works: tuple[Work, ...]
    passages: tuple[Passage, ...]
    results: tuple[Result, ...]
    derived: tuple[Derived, ...]
    claims: tuple[Claim, ...]
    verdicts: tuple[Verdict, ...]
    evidence: tuple[Evidence, ...] = ()
    answer: Answer
    abstract: tuple[Statement, ...]
    sections: tuple[ResultsSection, ...]
    limitations: tuple[Statement, ...]
    reviews: tuple[Review, ...]
    decision: Decision
    digests: tuple[DigestFate, ...] = ()
    disputes: tuple[Hearing, ...] = ()
    dropped: tuple[Dropped, ...]
    counts: Counts
    engine: tuple[EnginePart, ...]
