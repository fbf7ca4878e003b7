"""The command that compares: `diff`, with the ledgers, or between two deployments of the site. It writes nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

import click

from generator import deployments, recording, settings
from generator.commands.options import STALE, UNASKED, AsJson, Day, Root, day_of, show, with_nearest
from generator.commands.storing import tell_torn
from generator.deployments import Deployment
from generator.errors import NetworkError, UnknownNameError
from generator.sources.http import Door


@click.command()
@click.argument("slug", nargs=-1)
@Root
@Day
@click.option("--before", metavar="SITE", help="Compare with this deployment: a folder with a built site, or https://…")
@click.option("--after", metavar="SITE", help="What to compare it with; else what this checkout builds.")
@AsJson
@click.option("--exit-code", "tell", is_flag=True, help="Exit code 1 if there is something to record, or to tell.")
def diff(  # noqa: PLR0913 - what click passes
    slug: tuple[str, ...],
    root: Path | None,
    day: datetime | None,
    before: str | None,
    after: str | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    tell: bool,  # noqa: FBT001 - same
) -> None:
    """Show what `record` would append: what changed between the ledgers and the reports of today.

    SLUG names questions; without any, all are shown. With --before: what differs between two deployments of the site,
    claims, answers, decisions, works. Only an https address needs a network. Nothing is written. Exit code 3 if a site
    could not be asked.
    """
    if after is not None and before is None:
        raise click.UsageError("--after needs --before.")
    if before is not None and day is not None:
        raise click.UsageError("--date is for what would be recorded; a deployment has dates of its own.")
    where = settings.load(root).root
    try:
        differs = (
            _recorded(where, slug, day, as_json) if before is None else _deployed(where, slug, (before, after), as_json)
        )
    except UnknownNameError as error:
        raise with_nearest(error) from None
    except NetworkError as error:
        click.echo(f"claimbook: {error}", err=True)
        sys.exit(UNASKED)
    sys.exit(STALE if tell and differs else 0)


def _recorded(root: Path, slugs: tuple[str, ...], day: datetime | None, as_json: bool) -> bool:  # noqa: FBT001 - a flag
    """Shows what a recording would write; whether it is anything."""
    found = recording.pending(root, slugs, day_of(day))
    if as_json:
        click.echo(json.dumps([recording.as_data(one) for one in found], indent=1, ensure_ascii=False, sort_keys=True))
    else:
        for one in found:
            click.echo(recording.summary(one))
            show(recording.told(one))
    tell_torn(found, "the next recording takes its place")
    return any(one.is_new for one in found)


def _deployed(root: Path, slugs: tuple[str, ...], sites: tuple[str, str | None], as_json: bool) -> bool:  # noqa: FBT001
    """Shows what differs between two deployments; whether anything does."""
    before, after = asyncio.run(_both(root, *sites))
    found = deployments.differences(before, after, slugs)
    if as_json:
        click.echo(json.dumps(deployments.as_data(found, before, after), indent=1, sort_keys=True))
    else:
        show(deployments.told(found, before, after))
    return bool(found)


async def _both(root: Path, before: str, after: str | None) -> tuple[Deployment, Deployment]:
    async with Door(patience=deployments.PATIENCE) as door:

        async def one(site: str) -> Deployment:
            if "://" in site:
                return await deployments.of_address(site, door)
            return deployments.of_folder(Path(site))

        return await one(before), deployments.of_checkout(root) if after is None else await one(after)
