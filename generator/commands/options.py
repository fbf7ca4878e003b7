"""What commands share: the options that most have, exit codes, and how lines are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rapidfuzz import process

from generator.errors import UnknownNameError
from generator.sharding import Shard

F = TypeVar("F", bound=Callable[..., Any])

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


def _shard(_context: click.Context, parameter: click.Parameter, value: str | None) -> Shard | None:
    """The shard that an option names. Raises BadParameter for a text that names none."""
    try:
        return None if value is None else Shard.parse(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param=parameter) from None


def shard_option(told: str) -> Callable[[F], F]:
    """The option --shard of a command, with what it does there."""
    return click.option("--shard", metavar="K/N", callback=_shard, help=told)


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
