"""The commands for whoever asks or disputes: `check`, `new`, `dispute`, `preview`, `comment`, `schema`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from generator import checking, drafting, questions, settings
from generator.commands.options import BAD_INPUT, STALE, AsJson, Root, show
from generator.drafting import dispute
from generator.errors import InputError
from generator.workflows import preview as previews


@click.command()
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
        show(checking.as_annotations(faults, lints))
    else:
        show(checking.as_text(faults, lints))
        click.echo(checking.counted(faults, lints), err=bool(faults))
    sys.exit(BAD_INPUT if faults or (strict and any(one.silenced is None for one in lints)) else 0)


@click.command()
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
        show(drafting.told(draft, was_written=not dry_run))


@click.command("dispute")
@Root
@click.option(
    "--from-form",
    "form",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the fields of the issue form out of this JSON file.",
)
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
def dispute_claim(root: Path | None, form: Path, dry_run: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Write a file of questions/disputes out of the fields of the form "Dispute this claim".

    The report is built, to see that it makes the claim. Exit code 2 if no valid file can be made of the fields.
    """
    where = settings.load(root).root
    draft = dispute.from_form(where, form.read_bytes())
    if not dry_run:
        dispute.write(where, draft)
    show(dispute.told(draft, was_written=not dry_run))


@click.command()
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


@click.command()
@click.argument("summary", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--address", required=True, help="The address of the run from whose page the preview is downloaded.")
def comment(summary: Path, address: str) -> None:
    """Print a preview's summary as a comment in Markdown, in which no word of a stranger's does anything.

    SUMMARY is the file that `preview` wrote. Exit code 2 if it does not fit its schema, or is larger than 1 MiB.
    """
    click.echo(previews.comment(previews.read(summary), address), nl=False)


@click.command()
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


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
