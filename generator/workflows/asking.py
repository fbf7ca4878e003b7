"""An issue that asks a question becomes a pull request with its file, or gets an answer that says what to mend.

`fields` reads the issue as GitHub's form wrote it; `claimbook new` makes the file of that, in a job that may only read;
`propose` and `mend` answer, in one that may write and takes nothing but a name and a text from the other.
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
MAX_FIELD = 8_000
MAX_FILE = 64_000
"""Bytes of a file; in base64 it has to fit into one variable of an environment, 131,072 bytes."""
MAX_SAID = 8_000
_EMPTY = "_No response_"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.yml")


@dataclass(frozen=True, slots=True)
class File:
    """A question's file: its name and its text."""

    name: str
    text: str


def fields(event: Path) -> dict[str, str]:
    """The fields of the issue that an event is about, without line breaks of Windows; "" for one that is missing.

    A heading counts once, and only behind those before it: a text that holds one cannot name a field again.
    """
    issue = json.loads(event.read_text(encoding="utf-8"))["issue"]
    body = str(issue["body"] or "").replace("\r\n", "\n")
    told = dict.fromkeys(HEADINGS.values(), "")
    starts: list[tuple[str, int, int]] = []
    at = 0
    for heading, name in HEADINGS.items():
        if found := re.compile(rf"^### {re.escape(heading)}[ ]*$", re.MULTILINE).search(body, at):
            starts.append((name, found.start(), found.end()))
            at = found.end()
    ends = [start for _, start, _ in starts[1:]] + [len(body)] * bool(starts)
    for (name, _, start), end in zip(starts, ends, strict=True):
        text = body[start:end].strip()
        told[name] = "" if text == _EMPTY else text[:MAX_FIELD]
    return told


def written(root: Path) -> File | None:
    """The one question file that is new in a checkout; None where there is not exactly one, or it is too large."""
    told = Git(root)("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", "questions").split("\0")
    new = [line[3:] for line in told if line]
    if len(new) != 1 or not _NAME.fullmatch(new[0].removeprefix("questions/")):
        return None
    path = root / new[0]
    if path.is_symlink() or path.stat().st_size > MAX_FILE:
        return None
    return File(path.name, path.read_text(encoding="utf-8"))


def propose(root: Path, github: GitHub, issue: int, file: File, base: str) -> str:
    """Puts the file on a branch of its own, opens the pull request or changes it, and says so in the issue.

    Raises CommandError where git or gh does, for a name that is none of a question, and for one that is taken.
    """
    if not _NAME.fullmatch(file.name) or len(file.text.encode()) > MAX_FILE:
        raise CommandError(
            "claimbook new", 1, f"{file.name!r} is no name of a question's file, or the file is too large"
        )
    path = Path("questions", file.name)
    if (root / path).exists():
        raise CommandError("claimbook new", 1, f"there is a question {file.name!r} already")
    git, branch = Git(root), f"claimbook/question-{issue}"
    (root / path).write_text(file.text, encoding="utf-8")
    git("add", "--", path.as_posix())
    git.commit(f"Ask {file.name.removesuffix('.yml')}\n\nAsked in issue {issue}.")
    git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
    number = _pull(github, branch, base, issue, file.name)
    _answer(
        github, issue, f"Pull request #{number} holds the question as a file, {inert(file.name)}. Look at it there."
    )
    return f"Issue {issue} became pull request {number}."


def mend(github: GitHub, issue: int, said: str) -> str:
    """Says in the issue what stands in the way of a file."""
    shown = without_control(said)[:MAX_SAID] or "No file was written."
    text = "No question file could be made of this yet. Edit the issue, and it is tried again.\n\n"
    _answer(github, issue, text + fenced(shown))
    return f"Issue {issue} was told what to mend."


def _pull(github: GitHub, branch: str, base: str, issue: int, name: str) -> int:
    told = {
        "title": f"Ask {seen(name.removesuffix('.yml'))}",
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
