"""The commands: arguments in, exit codes and words out; no logic of the pipeline.

Exit codes: 0 all is well · 1 a schema file, a stored score or a ledger is not current, an identifier does not exist, or
the doctor finds a fault · 2 the input is wrong, or a name names nothing · 3 a service could not be asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict
from rapidfuzz import process

from generator import (
    __version__,
    building,
    checking,
    doctor,
    drafting,
    labels,
    pipeline,
    questions,
    recording,
    refreshing,
    settings,
    workbench,
)
from generator.errors import ClaimbookError, InputError, UnknownNameError
from generator.evaluate import command as evaluation
from generator.schema import Claim, Passage, Question, Report, Statement, Verdict, Work
from generator.service import Service
from generator.sources import SERVICES, library
from generator.sources.handle import Existence, doi_of, look_up
from generator.sources.http import Door
from generator.store import locks, scores
from generator.workflows import preview as previews

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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="claimbook")
def cli() -> None:
    """Research questions in, a website of literature syntheses out, in which every sentence can be checked."""


cli.add_command(evaluation.evaluate)


def main() -> None:
    """Runs the command line; an error that the project knows becomes one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal cannot show must not end the command
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(standalone_mode=True)
    except OSError as error:
        _say(f"claimbook: {error.strerror or error}: {error.filename or 'output'}")
        sys.exit(BAD_INPUT)
    except InputError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    except ClaimbookError as error:
        click.echo(f"claimbook: {error}", err=True)
        sys.exit(BAD_INPUT)


@cli.command()
@Root
@AsJson
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="text: file:line: path: message. github: annotations for a workflow run.",
)
@click.option("--strict", is_flag=True, help="Exit code 2 for warnings, too, but for those that are silenced.")
def check(root: Path | None, as_json: bool, style: str, strict: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check every question and library file; report all faults and warnings at once.

    Exit code 0 if there is no fault, 2 otherwise. A warning has a code; a question file can silence it with a reason.
    """
    where = settings.load(root).root
    faults = checking.faults(where)
    lints = checking.findings(where, faults)
    if as_json:
        click.echo(json.dumps(checking.as_data(faults, lints), indent=1, ensure_ascii=False))
    elif style == "github":
        _print(checking.as_annotations(faults, lints))
    else:
        _print(checking.as_text(faults, lints))
        click.echo(checking.counted(faults, lints), err=bool(faults))
    sys.exit(BAD_INPUT if faults or (strict and any(one.silenced is None for one in lints)) else 0)


@cli.command()
@click.argument("question", required=False)
@Root
@AsJson
@click.option("--title", help="The report's heading; else one is made up.")
@click.option("--slug", help="The file's name without its ending; else one is made of the title.")
@click.option(
    "--from-form",
    "form",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the fields of the issue form out of this JSON file instead of a QUESTION.",
)
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
def new(  # noqa: PLR0913 - what click passes
    question: str | None,
    root: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    title: str | None,
    slug: str | None,
    form: Path | None,
    dry_run: bool,  # noqa: FBT001 - same
) -> None:
    """Write a question file out of a sentence: slug, title, concepts and synonyms, as far as its wording shows.

    QUESTION is the whole question, in quotation marks. What a person must look at is said, and which questions ask much
    the same. A file that is there is never overwritten. Exit code 2 if no valid file can be made of it.
    """
    if (question is None) == (form is None):
        raise click.UsageError("Give either a QUESTION or --from-form.")
    where = settings.load(root).root
    try:
        made = drafting.from_form(where, form.read_bytes(), slug) if form else None
        draft = made or drafting.from_sentence(where, question or "", title, slug)
        if not dry_run:
            drafting.write(where, draft)
    except InputError as error:
        if not as_json:
            raise
        click.echo(json.dumps(checking.as_data(error.faults, ()), indent=1))
        sys.exit(BAD_INPUT)
    if as_json:
        click.echo(json.dumps(drafting.as_data(draft, was_written=not dry_run), indent=1))
    else:
        _print(drafting.told(draft, was_written=not dry_run))


@cli.command()
@click.argument("slug")
@Root
@AsJson
def report(slug: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Build one question's report and print it: answer, what is missing, limitations, decision.

    SLUG is the question file's name without its ending. Nothing is written. Exit code 0 whatever the answer is, 2 if
    a file is wrong or there is no such question.
    """
    try:
        built = pipeline.build_one(settings.load(root).root, slug)
    except UnknownNameError as error:
        raise _with_nearest(error) from None
    if as_json:
        click.echo(built.model_dump_json(indent=1))
    else:
        _print(_report_lines(built))


@cli.command()
@click.argument("claim_id")
@Root
@AsJson
def explain(claim_id: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show everything behind a claim: quote, place, source, each check, and the sentences that rest on it.

    CLAIM_ID is the id that the site shows beside a claim, such as c-1a2b3c4d5e6f; its first characters do if they fit
    one claim alone. Exit code 2 if no claim has it.
    """
    found = _find(pipeline.build_all(settings.load(root).root), claim_id)
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        _print(_explanation_lines(found))


@cli.command()
@click.argument("slug")
@Root
@AsJson
def query(slug: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what each scholarly service would be asked for a question: expression, address, and what was cut.

    SLUG is the question file's name without its ending. No service is asked. Exit code 2 if a file is wrong or there is
    no such question.
    """
    try:
        question = questions.find(settings.load(root).root, slug)
    except UnknownNameError as error:
        raise _with_nearest(error) from None
    asked = [_asked(service, pipeline.widened(question)) for service in SERVICES]
    if as_json:
        click.echo(json.dumps(asked, indent=1, ensure_ascii=False))
    else:
        _print(line for one in asked for line in _asked_lines(one))


@cli.command()
@click.argument("slug", nargs=-1)
@Root
@AsJson
@click.option("--no-cache", is_flag=True, help="Ask anew what an earlier run was answered within the last hours.")
def refresh(slug: tuple[str, ...], root: Path | None, as_json: bool, no_cache: bool) -> None:  # noqa: FBT001 - click
    """Ask the scholarly services for works and write the evidence locks, questions/evidence/. Needs a network.

    SLUG names questions; without any, all are refreshed. A source that fails keeps the works that it gave last. Exit
    code 0 if all sources answered, 3 if one did not, 2 if a file is wrong; then nothing is asked.
    """
    where = settings.load(root).root
    keys = settings.keys(where)

    click.echo("Asking the services, each at its own pace; arXiv allows one request in three seconds.", err=True)

    async def all_of_it() -> tuple[refreshing.Refreshed, ...]:
        async with Door(keys, None if no_cache else where / locks.CACHE) as door:
            tell = (lambda _: None) if as_json else (lambda one: _print(refreshing.summary(one)))
            found = await refreshing.refresh(where, slug, door, tell)
            for note in door.notes:
                click.echo(note, err=True)
            return found

    try:
        found = asyncio.run(all_of_it())
    except UnknownNameError as error:
        raise _with_nearest(error) from None
    if as_json:
        click.echo(json.dumps([_refreshed(one) for one in found], indent=1, ensure_ascii=False))
    sys.exit(UNASKED if any(run.failure for one in found for run in one.run.sources) else 0)


@cli.command()
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


@cli.command()
@Root
@click.option(
    "--base",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A checkout of the project as it was before.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write the summary here.")
def preview(root: Path | None, base: Path, out: Path) -> None:
    """Write what a change of questions changes in the reports: the summary for a comment on a pull request, as JSON.

    Exit code 0 if it is done, also where questions have faults: then the summary names these.
    """
    where = settings.load(root).root
    told = previews.preview(base.resolve(), where, checking.faults(where))
    out.write_text(told.model_dump_json(indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(told.faults)} faults, {len(told.questions) + told.more} questions changed; written to {out}")


@cli.command()
@click.argument("summary", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--address", required=True, help="The address of the run from whose page the preview is downloaded.")
def comment(summary: Path, address: str) -> None:
    """Print a preview's summary as a comment in Markdown, in which no word of a stranger's does anything.

    SUMMARY is the file that `preview` wrote. Exit code 2 if it does not fit its schema, or is larger than 1 MiB.
    """
    click.echo(previews.comment(previews.read(summary), address), nl=False)


@cli.command()
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
        _print(
            f"{row['existence']:<10} {row['file']}: {row['key']}: {row['doi']} {row['why']}".rstrip() for row in rows
        )
    found = {row["existence"] for row in rows}
    sys.exit(MISSING if Existence.NOT_FOUND in found else UNASKED if Existence.UNKNOWN in found else 0)


@cli.command()
@Root
@click.option("--check", "check_only", is_flag=True, help="Write nothing; exit code 1 if a score is not stored.")
def score(root: Path | None, check_only: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Store what the models say of every question's texts, so that every machine builds the same bytes.

    A build reads questions/scores/ and asks the models only for what is not there. Exit code 0 if it is done, 1 if a
    model could not be had.
    """
    where = settings.load(root).root
    bench = workbench.load(where)
    pipeline.build_all(where, bench)
    for task, kept in bench.kept:
        told = f"{len(kept.asked)} asked for, {kept.missing} not stored before"
        click.echo(f"{task}: {told}" + ("" if check_only else f"; written to {scores.save(where, task, kept)}"))
    for task, why in bench.missing:
        click.echo(f"{task}: no model, nothing scored: {why}", err=True)
    sys.exit(STALE if bench.missing or (check_only and any(kept.missing for _, kept in bench.kept)) else 0)


@cli.command()
@click.argument("slug", nargs=-1)
@Root
@Day
def record(slug: tuple[str, ...], root: Path | None, day: datetime | None) -> None:
    """Append to the ledgers what changed since the last recording, each event with its cause.

    SLUG names questions; without any, all are recorded. Where nothing changed, nothing is written. Exit code 2 if a
    file is wrong, or while another recording runs; then nothing is written, either.
    """
    try:
        found = recording.record(settings.load(root).root, slug, _date(day))
    except UnknownNameError as error:
        raise _with_nearest(error) from None
    for one in found:
        click.echo(recording.summary(one))
    _tell_torn(found, "its place was taken")


@cli.command()
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
        found = recording.pending(settings.load(root).root, slug, _date(day))
    except UnknownNameError as error:
        raise _with_nearest(error) from None
    if as_json:
        click.echo(json.dumps([recording.as_data(one) for one in found], indent=1, ensure_ascii=False, sort_keys=True))
    else:
        for one in found:
            click.echo(recording.summary(one))
            _print(recording.told(one))
    _tell_torn(found, "the next recording takes its place")
    sys.exit(STALE if tell and any(one.lines or one.ledger.torn for one in found) else 0)


def _date(day: datetime | None) -> date:
    return (day or datetime.now(tz=UTC)).date()


def _tell_torn(found: Iterable[recording.Pending], what_follows: str) -> None:
    for where in filter(None, map(recording.torn, found)):
        click.echo(f"{where}; {what_follows}", err=True)


@cli.command("doctor")
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
        _print(doctor.told(points))
    sys.exit(0 if doctor.well(points) else UNWELL)


@cli.command()
@Root
@click.option("--check", "check_only", is_flag=True, help="Write nothing; exit code 1 if a file is not current.")
def schema(root: Path | None, check_only: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Write the JSON Schemas of question files and reports to docs/schema/."""
    folder = settings.load(root).root / "docs" / "schema"
    stale = [name for name, text in questions.schema_files().items() if not _holds(folder / name, text)]
    for name in stale:
        click.echo(f"docs/schema/{name}: {'not current' if check_only else 'written'}")
        if not check_only:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(questions.schema_files()[name], encoding="utf-8")
    sys.exit(STALE if stale and check_only else 0)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        click.echo(text, err=True)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


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


def _with_nearest(error: UnknownNameError) -> UnknownNameError:
    close = process.extract(error.name, error.nearest, limit=3, score_cutoff=50)
    return UnknownNameError(error.kind, error.name, [name for name, _, _ in close])


def _refreshed(one: refreshing.Refreshed) -> dict[str, object]:
    return {"written": one.written, **one.run.model_dump(mode="json")}


# --- query --------------------------------------------------------------------------------------------------------


def _asked(service: Service, question: Question) -> dict[str, str | tuple[str, ...]]:
    expression = service.expression(question)
    address = service.request(question, expression).address
    return {"service": service.name, "expression": expression.text, "address": address, "cut": expression.cut}


def _asked_lines(one: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    yield f"{one['service']}"
    yield f"  expression: {one['expression']}"
    yield f"  address: {one['address']}"
    yield f"  cut: {', '.join(one['cut']) or 'nothing'}"


# --- report -------------------------------------------------------------------------------------------------------


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _report_lines(built: Report) -> Iterator[str]:
    answer = labels.label(built.answer.status)
    decision = labels.label(built.decision.status)
    yield built.question.title
    yield built.question.question
    yield ""
    yield f"{answer.shape} {answer.word}: {built.answer.rule}"
    yield from (f"  {line}" for statement in built.answer.statements for line in _statement(statement))
    for gap in built.answer.missing:
        yield f"  missing {labels.label(gap.facet).word.lower()}: {gap.concept}"
    yield ""
    yield f"{decision.shape} {decision.word}" + (
        "" if built.decision.consensus is None else f", {built.decision.consensus} of 10"
    )
    yield from (f"  {reason}" for reason in built.decision.reasons)
    yield ""
    yield "Limitations"
    yield from (f"  {statement.text}" for statement in built.limitations)
    yield ""
    counts = built.counts
    yield (
        f"{counts.identified} works identified, {counts.included} included, {counts.claims} claims;"
        f" all of them: claimbook report {built.question.slug} --json"
    )


def _statement(statement: Statement) -> Iterator[str]:
    yield f"- {statement.text}"
    if statement.claims:
        yield f"    {', '.join(statement.claims)}"


# --- explain ------------------------------------------------------------------------------------------------------


class Explanation(BaseModel):
    """A claim with everything behind it, and the sentences that rest on it, by report."""

    model_config = ConfigDict(frozen=True)

    claim: Claim
    verdict: Verdict
    passage: Passage
    work: Work
    statements: dict[str, tuple[Statement, ...]]


def _find(reports: tuple[Report, ...], claim_id: str) -> Explanation:
    """The one claim with the id or, failing that, with ids that begin so; else UnknownNameError."""
    wanted = claim_id.removeprefix("#")
    known = {claim.id for built in reports for claim in built.claims}
    fitting = [name for name in sorted(known) if name.startswith(wanted) and len(wanted) > len("c-")]
    exact = wanted if wanted in known else fitting[0] if len(fitting) == 1 else None
    if exact is None:
        close = [name for name, _, _ in process.extract(wanted, sorted(known), limit=3)]
        raise UnknownNameError("claim", claim_id, fitting[:5] or close)
    return _explanation(exact, [built for built in reports if any(c.id == exact for c in built.claims)])


def _explanation(claim_id: str, reports: Sequence[Report]) -> Explanation:
    """A claim is the same in every report that has it: same passage, same checks."""
    first = reports[0]
    claim = next(c for c in first.claims if c.id == claim_id)
    return Explanation(
        claim=claim,
        verdict=next(v for v in first.verdicts if v.claim == claim.id),
        passage=next(p for p in first.passages if p.id == claim.passage),
        work=next(w for w in first.works if w.key == claim.work),
        statements={built.question.slug: tuple(_resting_on(built, claim)) for built in reports},
    )


def _resting_on(built: Report, claim: Claim) -> Iterator[Statement]:
    sections = (statement for section in built.sections for statement in section.statements)
    written = (*built.answer.statements, *built.abstract, *sections)
    by_text = {statement.text: statement for statement in written if claim.id in statement.claims}
    return iter(by_text.values())


def _explanation_lines(one: Explanation) -> Iterator[str]:
    status, passage, work = labels.label(one.verdict.status), one.passage, one.work
    yield f"{one.claim.id}  {status.shape} {status.word}: {status.definition}"
    yield ""
    yield f"Claim: {one.claim.text}"
    yield f"{labels.label(passage.origin).word}: {one.claim.quote}"
    yield f"Place: {passage.place} ({passage.section}, characters {passage.start} to {passage.end})"
    yield f"Work: {work.byline}, {work.title}"
    yield ""
    for check in one.verdict.checks:
        probability = "" if check.probability is None else f", probability {check.probability:.2f}"
        yield f"{labels.label(check.name).word}: {labels.label(check.outcome).word}{probability}: {check.why}"
    for slug, statements in one.statements.items():
        yield ""
        yield f"In reports/{slug}/#{one.claim.id}" + ("" if statements else ", in its table of claims alone")
        yield from (f"  {statement.text}" for statement in statements)
