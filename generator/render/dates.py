"""When a report came to be and when it last changed, as its ledger tells it; without a ledger, nobody knows.

Pure, beside `lookup`. No date here is that of a build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from types import MappingProxyType

from generator.schema import InputsLine, LedgerLine

Ledgers = Mapping[str, Sequence[LedgerLine]]
"""The lines of each question's ledger by its slug."""

NO_LEDGERS: Ledgers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dates:
    """The days on which a report was first recorded and last recorded as another."""

    first: Date
    changed: Date


NO_DATES: Mapping[str, Dates] = MappingProxyType({})


def dates_of(lines: Sequence[LedgerLine]) -> Dates | None:
    """A report's dates; None where nothing of it is recorded. That its inputs are others is no change of a report."""
    told = sorted(line.date for line in lines if not isinstance(line, InputsLine))
    return Dates(told[0], told[-1]) if told else None
