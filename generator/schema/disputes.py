"""Disputes: a claim that somebody doubts, the work that is said to tell against it, and what came of it.

Stands above `question`; `report` builds on it. It checks what one dispute says by itself; it must not read files
(`generator.questions` does) nor say when a work contradicts a claim (`stages.corroborate` does).
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - as in schema.ledger
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from generator import ids
from generator.schema.base import Record
from generator.schema.question import Slug
from generator.schema.words import DisputeOutcome

DISPUTES = "questions/disputes"
"""The folder with a file for each dispute."""

MAX_WHY = 500
CLAIM_PATTERN = r"^c-[0-9a-f]{12}$"
GITHUB_NAME = r"^[A-Za-z0-9](-?[A-Za-z0-9])*$"


class Dispute(Record):
    """A claim of a report, the work that somebody holds against it, and why."""

    name: Slug = Field(description="The file's name without its ending.")
    claim: Annotated[str, StringConstraints(pattern=CLAIM_PATTERN)] = Field(
        description="The claim's id, as the report shows it: c- and twelve digits."
    )
    report: Slug = Field(description="The slug of the report that makes the claim.")
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="The work that tells against it: doi:…, arxiv:…, pmid:… or pmcid:…."
    )
    why: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_WHY, pattern=r"^[^\r\n\t]*$")
    ] = Field(description="What the work says against the claim, in a sentence; it is printed on the report.")
    by: Annotated[str, StringConstraints(pattern=GITHUB_NAME, max_length=39)] | None = Field(
        default=None, description="The GitHub name of who disputes the claim."
    )
    date: Date | None = Field(default=None, description="The day of the dispute, as 2026-11-20.")

    @field_validator("evidence")
    @classmethod
    def _identifier_reads(cls, value: str) -> str:
        """The identifier in its normal form; the DOI of a preprint at arXiv as arXiv's own."""
        scheme, _, rest = value.partition(":")
        found = ids.normalise(scheme, rest) if scheme in ids.SCHEMES else None
        if found is None:
            raise ValueError(f"{value!r} is no identifier of a work")
        arxiv = ids.arxiv_of_doi(found) if scheme == "doi" else None
        return f"arxiv:{arxiv}" if arxiv else f"{scheme}:{found}"


class Hearing(Record):
    """What came of a dispute in this build.

    `work` is the one that it names, `passage` the one that decided or came nearest, `evidence` the record that a
    verdict counts; `probability` is the judge's of the outcome, where it decided.
    """

    dispute: Dispute
    outcome: DisputeOutcome
    work: str | None = None
    passage: str | None = None
    evidence: str | None = None
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    why: str

    @model_validator(mode="after")
    def _rests_on_a_passage(self) -> Self:
        decided = self.outcome in {DisputeOutcome.CONTRADICTS, DisputeOutcome.SUPPORTS}
        if decided and (self.work is None or self.passage is None):
            raise ValueError("what contradicts or supports a claim is a passage of a work")
        if self.evidence is not None and not decided:
            raise ValueError("only what contradicts or supports a claim is evidence")
        return self
