"""What the site shows besides its reports: ledgers, measured figures, sources that failed, and its own address.

Stands above `measured`; pure. `generator.site` reads it from files; pages say what is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - as in schema.ledger

from generator.render.measured import Measured
from generator.schema import LedgerLine


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that did not answer for a question: which, when, and what it said instead."""

    source: str
    slug: str
    date: Date
    why: str


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `ledgers` are lines by slug; `failures` is None where nobody keeps records of runs.

    `site_url` is the address that the site will have, empty where nobody says; feeds need it.
    """

    ledgers: Mapping[str, tuple[LedgerLine, ...]] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    failures: tuple[Failure, ...] | None = None
    site_url: str = ""


NOTHING = Beside()
