"""The static interface for programs: what api/v1/*.json hold, each a list over all reports.

The top of `schema`, beside `report` and smaller than it: what a program wants to list or count without reading every
report.json. It must not count or score; `generator.render.api` fills it.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - as in schema.ledger
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from generator.schema.base import Record, Score
from generator.schema.question import Slug, Tag
from generator.schema.words import (
    AnswerStatus,
    ClaimKind,
    ClaimStatus,
    DecisionStatus,
    Notice,
    Origin,
    WorkType,
)
from generator.schema.works import Author, Ids

API_FORMAT: Literal["1"] = "1"
"""Version of the files under api/v1/: raised, with the folder, when a reader of the old ones would misread the new."""


class ListedVersion(Record):
    """A recorded version of a report; `page` and `record` are its addresses below the site's own."""

    number: Annotated[int, Field(ge=1)]
    date: Date
    page: str
    record: str


class ListedReport(Record):
    """A report in brief; `page` and `record` are its addresses below the site's own, dates those of its ledger.

    `version` is the number of the last recorded version, None where none is; `recorded` whether the report as it stands
    is that version.
    """

    slug: Slug
    title: str
    question: str
    tags: tuple[Tag, ...]
    answer: AnswerStatus
    decision: DecisionStatus
    tier: str | None
    consensus: Score | None
    approved_by: tuple[str, ...]
    missing: tuple[str, ...]
    works: Annotated[int, Field(ge=0)]
    claims: Annotated[int, Field(ge=0)]
    claims_by_status: dict[ClaimStatus, int]
    first: Date | None
    changed: Date | None
    page: str
    record: str
    version: Annotated[int, Field(ge=1)] | None = None
    recorded: bool = False
    versions: tuple[ListedVersion, ...] = ()


class ListedClaim(Record):
    """A claim, once for all reports that have it; where they differ on its status, the weakest holds."""

    id: str
    text: str
    kind: ClaimKind
    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None
    work: str
    reports: Annotated[tuple[Slug, ...], Field(min_length=1)]


class ListedWork(Record):
    """A work with the reports that include it and those that left it out."""

    key: str
    title: str
    authors: tuple[Author, ...]
    year: int | None
    venue: str | None
    type: WorkType
    ids: Ids
    url: str | None
    notice: Notice | None
    included_in: tuple[Slug, ...]
    left_out_of: tuple[Slug, ...]


class ListedResult(Record):
    """A printed value as `Result` has it, with whose words tell it and the reports that have it; None is unknown."""

    id: str
    work: str
    system: str | None
    method: str | None
    dataset: str | None
    split: str | None
    metric: str | None
    value: Decimal
    unit: str | None
    protocol: dict[str, str]
    place: str
    role: Literal["subject", "comparator", "baseline"]
    origin: Origin
    reports: Annotated[tuple[Slug, ...], Field(min_length=1)]


class ReportList(Record):
    """api/v1/reports.json: every report, sorted by slug."""

    format: Literal["1"] = API_FORMAT
    reports: tuple[ListedReport, ...]


class ClaimList(Record):
    """api/v1/claims.json: every claim, sorted by id."""

    format: Literal["1"] = API_FORMAT
    claims: tuple[ListedClaim, ...]


class WorkList(Record):
    """api/v1/works.json: every work that a report includes or left out, sorted by key."""

    format: Literal["1"] = API_FORMAT
    works: tuple[ListedWork, ...]


class ResultList(Record):
    """api/v1/results.json: every printed value, sorted by id."""

    format: Literal["1"] = API_FORMAT
    results: tuple[ListedResult, ...]
