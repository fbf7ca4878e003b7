"""`python -m generator.workflows`: what jobs that may write to the repository run, on Python's own library alone.

Exit codes: 0 it is done · 1 git or gh failed, or a file is not what it should be. docs/operate.md lists the workflows.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from generator.errors import ClaimbookError
from generator.sharding import Shard
from generator.workflows import asking, commenting, committing, releasing, reporting, sharing
from generator.workflows.commenting import Head
from generator.workflows.committing import Target
from generator.workflows.runs import GitHub

FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; an error that the project knows becomes an annotation."""
    asked = _parser().parse_args(arguments)
    try:
        _COMMANDS[asked.command](asked)
    except ClaimbookError as error:
        told = str(error).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.stdout.write(f"::error::{told}\n")
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generator.workflows", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    planned = commands.add_parser("plan", help="share the questions out among the jobs of a night")
    planned.add_argument("--each", required=True, help="questions of a shard; empty for as many as is usual")
    planned.add_argument("--output", type=Path, required=True, help="a file to which shards=… and count=… are appended")
    hand = commands.add_parser("hand", help="gather what a shard's job hands on")
    hand.add_argument("--part", type=sharing.Part, choices=list(sharing.Part), required=True)
    hand.add_argument("--shard", type=Shard.parse, required=True, help="which one, as 2/4")
    hand.add_argument("--out", type=Path, required=True)
    pack = commands.add_parser("pack", help="gather what a night wrote")
    pack.add_argument("--out", type=Path, required=True)
    pack.add_argument("--summary", type=Path, required=True, help="a file to which the night's summary is appended")
    commit = commands.add_parser("commit", help="commit what a night wrote")
    commit.add_argument("--packed", type=Path, required=True)
    commit.add_argument("--branch", required=True)
    commit.add_argument("--by", choices=["push", "pull-request"], required=True)
    commit.add_argument("--repository", required=True)
    commit.add_argument("--output", type=Path, required=True, help="a file to which state=… is appended")
    report = commands.add_parser("report", help="open, update or close the issue on failed nights")
    report.add_argument("--repository", required=True)
    report.add_argument("--run", type=int, required=True)
    report.add_argument("--own", required=True, help="the name of the job that asks")
    fetch = commands.add_parser("fetch", help="take one file out of a run's artefact")
    fetch.add_argument("--repository", required=True)
    fetch.add_argument("--run", type=int, required=True)
    fetch.add_argument("--name", required=True)
    fetch.add_argument("--member", required=True)
    fetch.add_argument("--out", type=Path, required=True)
    fetch.add_argument("--output", type=Path, required=True, help="a file to which found=… is appended")
    fetch.add_argument("--summary", type=Path, required=True, help="a file that is told where there is no artefact")
    comment = commands.add_parser("comment", help="put a comment on a pull request, in the place of an earlier one")
    comment.add_argument("--repository", required=True)
    comment.add_argument("--owner", required=True)
    comment.add_argument("--branch", required=True)
    comment.add_argument("--commit", required=True)
    comment.add_argument("--text", required=True, help="the comment, in base64")
    form = commands.add_parser("form", help="read the fields of an issue that asks a question or disputes a claim")
    form.add_argument("--event", type=Path, required=True)
    for option, told in (("--out", "a file for the fields"), ("--output", "a file to which command=… is appended")):
        form.add_argument(option, type=Path, required=True, help=told)
    written = commands.add_parser(
        "written", help="hand on the file of a question or dispute that is new in the checkout"
    )
    written.add_argument("--output", type=Path, required=True, help="a file to which name=… and text=… are appended")
    ask = commands.add_parser("ask", help="answer an issue of a form, with a pull request or what to mend")
    ask.add_argument("--repository", required=True)
    ask.add_argument("--issue", type=int, required=True)
    ask.add_argument("--base", required=True)
    ask.add_argument("--name", required=True, help="the file's; empty where there is none")
    ask.add_argument("--text", required=True, help="the file, in base64")
    ask.add_argument("--said", required=True, help="what to mend, in base64")
    notes = commands.add_parser("notes", help="print the notes of a release")
    notes.add_argument("--tag", required=True)
    return parser


def _plan(asked: argparse.Namespace) -> None:
    told = sharing.plan(Path.cwd(), asked.each)
    _appended(asked.output, told)
    _said(told)


def _hand(asked: argparse.Namespace) -> None:
    _said(sharing.hand(Path.cwd(), asked.part, asked.shard, asked.out))


def _pack(asked: argparse.Namespace) -> None:
    _appended(asked.summary, committing.pack(Path.cwd(), asked.out))


def _commit(asked: argparse.Namespace) -> None:
    github = GitHub(asked.repository) if asked.by == "pull-request" else None
    day = datetime.now(tz=UTC).date().isoformat()
    state, told = committing.commit(Path.cwd(), asked.packed, day, Target(asked.branch, github))
    _appended(asked.output, f"state={state}\n")
    _said(told)


def _report(asked: argparse.Namespace) -> None:
    _said(reporting.report(GitHub(asked.repository), asked.run, asked.own))


def _fetch(asked: argparse.Namespace) -> None:
    data = commenting.artefact(GitHub(asked.repository), asked.run, asked.name, asked.member)
    if data is None:
        told = f"Run {asked.run} left no artefact {asked.name!r}: it failed before it wrote one. There is no comment."
        _appended(asked.summary, f"{told}\n")
        _said(told)
    else:
        asked.out.write_bytes(data)
    _appended(asked.output, f"found={str(data is not None).lower()}\n")


def _comment(asked: argparse.Namespace) -> None:
    text = base64.b64decode(asked.text).decode(errors="replace")
    _said(commenting.put(GitHub(asked.repository), Head(asked.owner, asked.branch, asked.commit), text))


def _form(asked: argparse.Namespace) -> None:
    asked.out.write_text(json.dumps(asking.fields(asked.event)), encoding="utf-8")
    _appended(asked.output, f"command={asking.command(asked.event)}\n")


def _written(asked: argparse.Namespace) -> None:
    if (found := asking.written(Path.cwd())) is not None:
        _appended(asked.output, f"name={found.name}\ntext={base64.b64encode(found.text.encode()).decode()}\n")


def _ask(asked: argparse.Namespace) -> None:
    github = GitHub(asked.repository)
    if asked.name:
        file = asking.File(asked.name, base64.b64decode(asked.text).decode())
        _said(asking.propose(Path.cwd(), github, asked.issue, file, asked.base))
    else:
        _said(asking.mend(github, asked.issue, base64.b64decode(asked.said).decode(errors="replace")))


def _notes(asked: argparse.Namespace) -> None:
    sys.stdout.write(releasing.notes(Path.cwd(), asked.tag))


def _said(told: str) -> None:
    sys.stdout.write(f"{told}\n")


def _appended(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


_COMMANDS = {
    "plan": _plan,
    "hand": _hand,
    "pack": _pack,
    "commit": _commit,
    "report": _report,
    "fetch": _fetch,
    "comment": _comment,
    "form": _form,
    "written": _written,
    "ask": _ask,
    "notes": _notes,
}


if __name__ == "__main__":
    sys.exit(main())
