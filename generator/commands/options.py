"""What commands share: the options that most have, exit codes, and how lines are printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rapidfuzz import process

from generator.errors import UnknownNameError

BAD_INPUT = 2
STALE = MISSING = UNWELL = 1
UNASKED = 3

Root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder; else CLAIMBOOK_ROOT, else the nearest folder upwards that has a questions/.",
)
Day = click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The date that the lines have; else today's, in UTC."
)
AsJson = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of words for people.")


def show(lines: Iterable[str]) -> None:
    """Prints lines."""
    for line in lines:
        click.echo(line)


def day_of(day: datetime | None) -> date:
    """The date that was given, else today's in UTC."""
    return (day or datetime.now(tz=UTC)).date()


def with_nearest(error: UnknownNameError) -> UnknownNameError:
    """The error with the names that look like the one that names nothing."""
    close = process.extract(error.name, error.nearest, limit=3, score_cutoff=50)
    return UnknownNameError(error.kind, error.name, [name for name, _, _ in close])
