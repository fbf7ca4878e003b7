"""The commands that may ask the network: `refresh`, `resolve`, `doctor`. All others run without one."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click

from generator import checking, doctor, questions, refreshing, settings
from generator.commands.options import MISSING, UNASKED, UNWELL, AsJson, Root, shard_option, show, with_nearest
from generator.errors import UnknownNameError
from generator.sharding import Shard
from generator.sources import library
from generator.sources.handle import Existence, doi_of, look_up
from generator.sources.http import Door
from generator.store import locks


@click.command()
@click.argument("slug", nargs=-1)
@Root
@AsJson
@click.option("--no-cache", is_flag=True, help="Ask anew what an earlier run was answered within the last hours.")
@shard_option("Refresh the k-th of n equal parts of the questions; no SLUG then.")
def refresh(slug: tuple[str, ...], root: Path | None, as_json: bool, no_cache: bool, shard: Shard | None) -> None:  # noqa: FBT001 - click
    """Ask the scholarly services for works and write the evidence locks, questions/evidence/. Needs a network.

    SLUG names questions; without any, all are refreshed. The paces that services want hold over all machines of a
    person: refresh shards one after the other. A source that fails keeps the works that it gave last. Exit
    code 0 if all sources answered, 3 if one did not, 2 if a file is wrong; then nothing is asked.
    """
    where = settings.load(root).root
    keys = settings.keys(where)
    if shard is not None:
        if slug:
            raise click.UsageError("Give either SLUG or --shard.")
        slug = shard.part(questions.slugs(where))
        click.echo(f"Shard {shard}: {', '.join(slug) or 'no question'}", err=True)
        if not slug:
            return

    click.echo("Asking the services, each at its own pace; arXiv allows one request in three seconds.", err=True)

    async def all_of_it() -> tuple[refreshing.Refreshed, ...]:
        async with Door(keys, None if no_cache else where / locks.CACHE) as door:
            tell = (lambda _: None) if as_json else (lambda one: show(refreshing.summary(one)))
            found = await refreshing.refresh(where, slug, door, tell)
            for note in door.notes:
                click.echo(note, err=True)
            return found

    try:
        found = asyncio.run(all_of_it())
    except UnknownNameError as error:
        raise with_nearest(error) from None
    if as_json:
        click.echo(json.dumps([_refreshed(one) for one in found], indent=1, ensure_ascii=False))
    sys.exit(UNASKED if any(run.failure for one in found for run in one.run.sources) else 0)


def _refreshed(one: refreshing.Refreshed) -> dict[str, object]:
    return {"written": one.written, **one.run.model_dump(mode="json")}


@click.command()
@Root
@AsJson
def resolve(root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Ask doi.org whether the DOIs and arXiv identifiers of the libraries exist. Needs a network.

    Exit code 0 if all exist, 1 if one does not, 3 if none is missing but some could not be asked.
    """
    rows = asyncio.run(_resolved(settings.load(root).root))
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        show(f"{row['existence']:<10} {row['file']}: {row['key']}: {row['doi']} {row['why']}".rstrip() for row in rows)
    found = {row["existence"] for row in rows}
    sys.exit(MISSING if Existence.NOT_FOUND in found else UNASKED if Existence.UNKNOWN in found else 0)


async def _resolved(root: Path) -> list[dict[str, str]]:
    """One row for each work of the libraries that has an identifier, in the files' order."""
    brought = (library.supplied(root, slug) for slug in checking.folders(root))
    rows = [
        {"file": one.path, "key": work.sightings[0].native_id, "doi": doi}
        for one in chain(library.load(root, ("library",)), *brought)
        for work in library.parse(one.text, one.path, one.name)[0]
        if (doi := doi_of(work.ids)) is not None
    ]
    async with Door() as door:
        told = [await look_up(door, row["doi"]) for row in rows]
    return [row | {"existence": existence.value, "why": why} for row, (existence, why) in zip(rows, told, strict=True)]


@click.command("doctor")
@Root
@AsJson
@click.option("--online", is_flag=True, help="Ask each service once whether it answers. Needs a network.")
def examine(root: Path | None, as_json: bool, online: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Tell what is installed, set, cached and current, with the mend for each fault; values of keys are never shown.

    Exit code 0 if nothing is at fault, else 1. Without --online no service is asked.
    """
    where = settings.load(root).root

    async def services() -> tuple[doctor.Point, ...]:
        async with Door(doctor.usable_keys(where), patience=doctor.HASTE) as door:
            return await doctor.answers(door)

    points = (*doctor.examine(where, datetime.now(tz=UTC)), *(asyncio.run(services()) if online else ()))
    if as_json:
        click.echo(json.dumps(doctor.as_data(points), indent=1, ensure_ascii=False))
    else:
        show(doctor.told(points))
    sys.exit(0 if doctor.well(points) else UNWELL)
