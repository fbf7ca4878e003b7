"""What the site shows besides its reports: ledgers, versions, measured figures, failed sources, its own address.

Stands above `measured`; pure. `generator.published` reads it from files; pages say what is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - as in schema.ledger

from generator.refusal import OWN
from generator.render.measured import Measured
from generator.schema import Edition, LedgerLine, Moved, Runs


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that did not answer for a question: which, when, and what it said instead."""

    source: str
    slug: str
    date: Date
    why: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site stands, and its repository, by their addresses, empty if nobody says; and what it is called."""

    url: str = ""
    repository: str = ""
    name: str = OWN


NOWHERE = Site()


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `ledgers` are lines by slug; `runs` is empty where no run is on record.

    `editions` are the recorded versions by slug, `moved` the former slugs of questions. `site_url` is the address that
    the site will have, empty where nobody says; feeds need it. `repository` is that of the site's repository at
    GitHub, whose forms pages lead to. `name` is the site's: its heading, and whom its reports are cited by.
    """

    ledgers: Mapping[str, tuple[LedgerLine, ...]] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    runs: Runs = field(default_factory=Runs)
    moved: tuple[Moved, ...] = ()
    site_url: str = ""
    editions: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)
    repository: str = ""
    name: str = OWN

    @property
    def site(self) -> Site:
        """Its addresses and its name."""
        return Site(self.site_url, self.repository, self.name)

    @property
    def failures(self) -> tuple[Failure, ...] | None:
        """The sources that did not answer in the last run; None where no run is on record."""
        if not self.runs.questions:
            return None
        return tuple(
            Failure(run.source, question.slug, run.tried.date(), f"{run.failure.kind}: {run.failure.why}")
            for question in self.runs.questions
            for run in question.sources
            if run.failure is not None
        )


NOTHING = Beside()
