"""When a report came to be and last changed, and which version it is, as ledger and versions tell; else nobody knows.

Pure, beside `lookup`. No date here is that of a build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from types import MappingProxyType

from generator.changes import is_recorded
from generator.schema import Edition, InputsLine, LedgerLine, Report

Ledgers = Mapping[str, Sequence[LedgerLine]]
"""The lines of each question's ledger by its slug."""

NO_LEDGERS: Ledgers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dates:
    """The days on which a report was first recorded and last recorded as another, and its last version, if any.

    `recorded` says whether the report as it stands is that version; else it has changed since.
    """

    first: Date
    changed: Date
    version: int | None = None
    versioned: Date | None = None
    recorded: bool = False


NO_DATES: Mapping[str, Dates] = MappingProxyType({})


def dates_of(
    lines: Sequence[LedgerLine], versions: Sequence[Edition] = (), report: Report | None = None
) -> Dates | None:
    """A report's dates; None where nothing of it is recorded. That its inputs are others is no change of a report.

    `report` is asked only whether it is still what its last version says.
    """
    told = sorted([line.date for line in lines if not isinstance(line, InputsLine)] + [one.date for one in versions])
    if not told:
        return None
    if not versions:
        return Dates(told[0], told[-1])
    last = versions[-1]
    recorded = report is not None and is_recorded(report, lines, last)
    return Dates(told[0], told[-1], last.number, last.date, recorded)
