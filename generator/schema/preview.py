"""The summary of a pull request's preview: what its questions would be asked, answer, and change.

Stands above `question` and `words`. It crosses from a job that runs a stranger's code to one that may comment, so every
text and every list has a most: whoever reads it takes nothing that is larger, and escapes what it shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from generator.schema.base import Record
from generator.schema.question import Slug
from generator.schema.words import AnswerStatus, DecisionStatus, DisputeOutcome

PREVIEW_FORMAT: Literal["1"] = "1"
MOST_QUESTIONS = 20
MOST_LISTED = 25
MOST_SIGNS = 600

Short = Annotated[str, StringConstraints(max_length=MOST_SIGNS)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class PreviewFault(Record):
    """A fault that `claimbook check` found."""

    file: Short
    line: Count
    message: Short


class PreviewQuery(Record):
    """What a service would be asked, and how many terms its limits left no room for."""

    source: Short
    expression: Short
    cut: Count


class PreviewOverlap(Record):
    """Another question that is near: how many of the included works both have."""

    slug: Slug
    title: Short
    shared: Count
    works: Count


class PreviewClaims(Record):
    """Claims that come or go: how many, and the first of them."""

    count: Count
    first: Annotated[tuple[Short, ...], Field(max_length=MOST_LISTED)] = ()


class PreviewDispute(Record):
    """A dispute that comes, or of which something else comes than before."""

    name: Slug
    claim: Short
    evidence: Short
    outcome: DisputeOutcome


class PreviewQuestion(Record):
    """One question of which something changes; what it was before is None where the question is new.

    `restated` are the claims that stay and have another status.
    """

    slug: Slug
    title: Short
    before: AnswerStatus | None
    answer: AnswerStatus
    decided_before: DecisionStatus | None
    decision: DecisionStatus
    missing: Annotated[tuple[Short, ...], Field(max_length=MOST_LISTED)]
    works: Count
    added: PreviewClaims
    removed: PreviewClaims
    restated: PreviewClaims
    queries: Annotated[tuple[PreviewQuery, ...], Field(max_length=MOST_LISTED)]
    overlaps: Annotated[tuple[PreviewOverlap, ...], Field(max_length=MOST_LISTED)]
    disputes: Annotated[tuple[PreviewDispute, ...], Field(max_length=MOST_LISTED)] = ()


class Preview(Record):
    """All that a comment tells; `more` counts questions that change and are not listed, `gone` names those removed."""

    format: Literal["1"] = PREVIEW_FORMAT
    faults: Annotated[tuple[PreviewFault, ...], Field(max_length=MOST_LISTED)] = ()
    questions: Annotated[tuple[PreviewQuestion, ...], Field(max_length=MOST_QUESTIONS)] = ()
    more: Count = 0
    gone: Annotated[tuple[Slug, ...], Field(max_length=MOST_LISTED)] = ()
