"""The commands that build, and that store what builds rest on: `build`, `score`, `gather`, `record`, `diff`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from generator import building, pipeline, questions, recording, settings, workbench
from generator.commands.options import STALE, AsJson, Day, Root, day_of, shard_option, show, with_nearest
from generator.errors import UnknownNameError
from generator.sharding import Shard
from generator.store import scores
from generator.workflows import gathering


@click.command()
@Root
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the pages into this folder.")
@click.option(
    "--locked", is_flag=True, help="Fail unless every lock is there and of its question's wording; ask nobody."
)
def build(root: Path | None, out: Path | None, locked: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Build every report from questions, libraries and evidence locks, as the website's build does.

    With --out the pages' sources are written there, for another site generator. With --locked nothing else is read: no
    network, no run record. Exit code 0 if it is done, 1 if a lock is not current, 2 if a file is wrong.
    """
    where = settings.load(root).root
    stale = building.stale(where) if locked else ()
    for line in stale:
        click.echo(line, err=True)
    if stale:
        sys.exit(STALE)
    told = building.build(where, out, offline=locked)
    click.echo(told)


@click.command()
@Root
@click.option("--check", "check_only", is_flag=True, help="Write nothing; exit code 1 if a score is not stored.")
@shard_option("Score the k-th of n equal parts of the questions, keep other scores.")
def score(root: Path | None, check_only: bool, shard: Shard | None) -> None:  # noqa: FBT001 - click passes flags by name
    """Store what the models say of every question's texts, so that every machine builds the same bytes.

    A build reads questions/scores/ and asks the models only for what is not there. What no question asks for any more
    is forgotten, unless only a shard is scored. Exit code 0 if it is done, 1 if a model could not be had.
    """
    where = settings.load(root).root
    bench = workbench.load(where)
    pipeline.build_all(where, bench, None if shard is None else shard.part(questions.slugs(where)))
    for task, kept in bench.kept:
        told = f"{len(kept.asked)} asked for, {kept.missing} not stored before"
        if not check_only:
            told += f"; written to {scores.save(where, task, kept, in_part=shard is not None)}"
        click.echo(f"{task}: {told}")
    for task, why in bench.missing:
        click.echo(f"{task}: no model, nothing scored: {why}", err=True)
    sys.exit(STALE if bench.missing or (check_only and any(kept.missing for _, kept in bench.kept)) else 0)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@Root
@click.option("--of", type=click.IntRange(min=1), help="Take over what so many shards refreshed and scored.")
@shard_option("Take over what the k-th of n shards refreshed, to score it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="With --of: what the refreshes printed.")
def gather(folder: Path, root: Path | None, of: int | None, shard: Shard | None, out: Path | None) -> None:
    """Take over what the jobs of a night's shards handed on: locks, scores, the run record.

    FOLDER holds their artefacts, refreshed-1, scored-1 and so on. A shard that is not there, or was not scored, leaves
    the evidence of its questions as it was, and the run record says so. Exit code 2 for a file that no shard writes;
    then nothing is taken.
    """
    where = settings.load(root).root
    if shard is not None and of is None and out is None:
        show(gathering.evidence(where, folder, shard))
    elif of is not None and out is not None and shard is None:
        show(gathering.night(where, folder, of, datetime.now(tz=UTC).replace(microsecond=0), out))
    else:
        raise click.UsageError("Give either --shard, or --of and --out.")


@click.command()
@click.argument("slug", nargs=-1)
@Root
@Day
def record(slug: tuple[str, ...], root: Path | None, day: datetime | None) -> None:
    """Append to the ledgers what changed since the last recording, each event with its cause.

    SLUG names questions; without any, all are recorded. Where nothing changed, nothing is written. Exit code 2 if a
    file is wrong, or while another recording runs; then nothing is written, either.
    """
    try:
        found = recording.record(settings.load(root).root, slug, day_of(day))
    except UnknownNameError as error:
        raise with_nearest(error) from None
    for one in found:
        click.echo(recording.summary(one))
    _tell_torn(found, "its place was taken")


@click.command()
@click.argument("slug", nargs=-1)
@Root
@Day
@AsJson
@click.option("--exit-code", "tell", is_flag=True, help="Exit code 1 if there is something to record.")
def diff(slug: tuple[str, ...], root: Path | None, day: datetime | None, as_json: bool, tell: bool) -> None:  # noqa: FBT001 - click
    """Show what `record` would append: what changed between the ledgers and the reports of today.

    SLUG names questions; without any, all are shown. Nothing is written.
    """
    try:
        found = recording.pending(settings.load(root).root, slug, day_of(day))
    except UnknownNameError as error:
        raise with_nearest(error) from None
    if as_json:
        click.echo(json.dumps([recording.as_data(one) for one in found], indent=1, ensure_ascii=False, sort_keys=True))
    else:
        for one in found:
            click.echo(recording.summary(one))
            show(recording.told(one))
    _tell_torn(found, "the next recording takes its place")
    sys.exit(STALE if tell and any(one.lines or one.ledger.torn for one in found) else 0)


def _tell_torn(found: Iterable[recording.Pending], what_follows: str) -> None:
    for where in filter(None, map(recording.torn, found)):
        click.echo(f"{where}; {what_follows}", err=True)
