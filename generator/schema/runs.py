"""The run record: when each source last answered for each question, and what failed; published as api/runs.json.

Stands above `base`. It is no part of a report: it changes with every run, where a report changes with the evidence.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from generator.schema.base import Record
from generator.schema.question import Slug

RUNS_FORMAT: Literal["1"] = "1"


class Failure(Record):
    """Why a source did not answer: the kind, and the cause in words, without keys.

    The kind is one of `ServiceError`, `network`, `unreachable`, where no service at all could be reached, or
    `unasked`, where a night ended before it asked the source.
    """

    kind: str
    why: str


class SourceRun(Record):
    """How one source fared for one question.

    `answered` is when it last answered in full (UTC; None is never, as far as is known), `tried` when it was last
    asked or was to be, `works` how many of its works the lock holds, `new` how many of them the last run added or
    changed. `note` is what was odd in an answer that was none the less complete, as far as can be told.
    """

    source: str
    answered: AwareDatetime | None
    tried: AwareDatetime
    failure: Failure | None = None
    note: str | None = None
    works: Annotated[int, Field(ge=0)] = 0
    new: Annotated[int, Field(ge=0)] = 0


class QuestionRun(Record):
    """How the sources of one question fared."""

    slug: Slug
    sources: tuple[SourceRun, ...]


class Runs(Record):
    """The run record of a project, sorted by slug."""

    format: Literal["1"] = RUNS_FORMAT
    questions: tuple[QuestionRun, ...] = ()

    def of(self, slug: str) -> tuple[SourceRun, ...]:
        """How the sources of a question fared; nothing where no run is known."""
        return next((one.sources for one in self.questions if one.slug == slug), ())
