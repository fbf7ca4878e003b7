"""An issue that asks a question, or disputes a claim, becomes a pull request with a file, or is told what to mend.

`fields` reads the issue as GitHub's form wrote it; `claimbook new` or `claimbook dispute` makes the file of that, in a
job that may only read; `propose` and `mend` answer, in one that may write and takes nothing but a name and a text from
the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import CommandError
from generator.workflows.inert import fenced, inert, seen, without_control
from generator.workflows.runs import BOT, Git, GitHub

MARK = "<!-- claimbook: question -->"
HEADINGS: Mapping[str, str] = {
    "Title": "title",
    "Full question": "question",
    "Population": "population",
    "Intervention": "intervention",
    "Comparator": "comparator",
    "Outcome": "outcome",
    "Setting": "setting",
    "Publication years": "years",
    "Works that must be there": "works",
    "Why it matters": "why",
}
"""Labels of the form's fields, in their order, and what `claimbook new --from-form` calls them."""
DISPUTE_HEADINGS: Mapping[str, str] = {
    "Claim": "claim",
    "Report": "report",
    "Work that tells against it": "evidence",
    "What it says": "why",
}
"""The same of the form that disputes a claim, for `claimbook dispute --from-form`."""
DISPUTE = "dispute"
"""The label of issues of that form; all others that come here ask questions."""
MAX_FIELD = 8_000
MAX_FILE = 64_000
"""Bytes of a file; in base64 it has to fit into one variable of an environment, 131,072 bytes."""
MAX_SAID = 8_000
_EMPTY = "_No response_"
_NAME = re.compile(r"(disputes/)?[a-z0-9]+(?:-[a-z0-9]+)*\.yml")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a question or a dispute: its name below questions/, and its text."""

    name: str
    text: str


def command(event: Path) -> str:
    """The command of `claimbook` that makes a file of the issue that an event is about, by the issue's label."""
    return "dispute" if _is_dispute(_issue(event)) else "new"


def fields(event: Path) -> dict[str, str]:
    """The fields of the issue that an event is about; "" for one that is missing. Of a dispute also who and when."""
    issue = _issue(event)
    if not _is_dispute(issue):
        return _fields(issue, HEADINGS)
    who = {"by": str(issue["user"]["login"]), "date": str(issue["created_at"])[:10]}
    return {**_fields(issue, DISPUTE_HEADINGS), **who}


def _issue(event: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.read_text(encoding="utf-8"))["issue"]
    return found


def _is_dispute(issue: Mapping[str, Any]) -> bool:
    return DISPUTE in {label["name"] for label in issue.get("labels", ())}


def _fields(issue: Mapping[str, Any], headings: Mapping[str, str]) -> dict[str, str]:
    """The fields by their names, without line breaks of Windows.

    A heading counts once, and only behind those before it: a text that holds one cannot name a field again.
    """
    body = str(issue["body"] or "").replace("\r\n", "\n")
    told = dict.fromkeys(headings.values(), "")
    starts: list[tuple[str, int, int]] = []
    at = 0
    for heading, name in headings.items():
        if found := re.compile(rf"^### {re.escape(heading)}[ ]*$", re.MULTILINE).search(body, at):
            starts.append((name, found.start(), found.end()))
            at = found.end()
    ends = [start for _, start, _ in starts[1:]] + [len(body)] * bool(starts)
    for (name, _, start), end in zip(starts, ends, strict=True):
        text = body[start:end].strip()
        told[name] = "" if text == _EMPTY else text[:MAX_FIELD]
    return told


def written(root: Path) -> File | None:
    """The one file of a question or dispute that is new in a checkout; None if there is not just one, or too large."""
    told = Git(root)("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", "questions").split("\0")
    new = [line[3:] for line in told if line]
    if len(new) != 1 or not _NAME.fullmatch(new[0].removeprefix("questions/")):
        return None
    path = root / new[0]
    if path.is_symlink() or path.stat().st_size > MAX_FILE:
        return None
    return File(new[0].removeprefix("questions/"), path.read_text(encoding="utf-8"))


def propose(root: Path, github: GitHub, issue: int, file: File, base: str) -> str:
    """Puts the file on a branch of its own, opens the pull request or changes it, and says so in the issue.

    Raises CommandError where git or gh does, for a name that is none of a question or dispute, and for one that is
    taken.
    """
    found = _NAME.fullmatch(file.name)
    if not found or len(file.text.encode()) > MAX_FILE:
        told = f"{file.name!r} is no name of a question's or dispute's file, or the file is too large"
        raise CommandError("claimbook ask", 1, told)
    path = Path("questions", file.name)
    if (root / path).exists():
        raise CommandError("claimbook ask", 1, f"there is a file {file.name!r} already")
    kind = "dispute" if found[1] else "question"
    title = f"{'Dispute' if found[1] else 'Ask'} {path.stem}"
    git, branch = Git(root), f"claimbook/{kind}-{issue}"
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(file.text, encoding="utf-8")
    git("add", "--", path.as_posix())
    git.commit(f"{title}\n\n{'Disputed' if found[1] else 'Asked'} in issue {issue}.")
    git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
    number = _pull(github, branch, base, issue, title)
    _answer(github, issue, f"Pull request #{number} holds the {kind} as a file, {inert(path.name)}. Look at it there.")
    return f"Issue {issue} became pull request {number}."


def mend(github: GitHub, issue: int, said: str) -> str:
    """Says in the issue what stands in the way of a file."""
    shown = without_control(said)[:MAX_SAID] or "No file was written."
    text = "No file could be made of this yet. Edit the issue, and it is tried again.\n\n"
    _answer(github, issue, text + fenced(shown))
    return f"Issue {issue} was told what to mend."


def _pull(github: GitHub, branch: str, base: str, issue: int, title: str) -> int:
    told = {
        "title": seen(title),
        "body": f"Closes #{issue}.\n\nA check of this pull request starts once somebody closes and opens it again: "
        "GitHub starts none for what a workflow opened.",
    }
    for one in github.get(f"pulls?state=open&base={base}&head={github.owner}:{branch}"):
        if one["head"]["ref"] == branch:
            return int(github.send("PATCH", f"pulls/{one['number']}", told)["number"])
    return int(github.send("POST", "pulls", {**told, "head": branch, "base": base})["number"])


def _answer(github: GitHub, issue: int, text: str) -> None:
    body = {"body": f"{text}\n\n{MARK}"}
    comments: list[dict[str, Any]] = github.get(f"issues/{issue}/comments?per_page=100")
    for one in comments:
        if one["user"]["login"] == BOT and MARK in one["body"]:
            github.send("PATCH", f"issues/comments/{int(one['id'])}", body)
            return
    github.send("POST", f"issues/{issue}/comments", body)
