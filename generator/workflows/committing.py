"""The evidence of a night becomes one commit, on the branch or as a pull request; a quiet night becomes none.

`pack` gathers what a night wrote into a folder that goes from the job which may only read to the one that may write;
`commit` takes it from there, and takes nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import Any

from generator.errors import CommandError, Fault, InputError
from generator.workflows.inert import inert
from generator.workflows.runs import Git, GitHub

WRITTEN = {
    "evidence": r"[a-z0-9-]+\.json",
    "ledger": r"[a-z0-9-]+\.jsonl",
    "scores": r"[a-z]+\.tsv",
    "versions": r"[a-z0-9-]+/[1-9][0-9]{0,5}\.json",
}
"""Folders of questions/ that a night writes, with the names that files there may have, from the folder on."""
FROZEN = "versions"
"""The folder whose files no night changes once they are there."""
RUN_RECORD = Path(".cache", "claimbook", "runs.json")
RECORDED = "record.txt"
BRANCH = "claimbook/night"
MAX_BYTES = 256 * 2**20
MAX_FROZEN = 2**20
"""Bytes of a version at most, as generator/store/editions.py reads them."""
MAX_NEWS = 50_000
"""Characters of news in a message: an argument of git may have 131,072 bytes, a pull request's text 65,536 signs."""
ATTEMPTS = 3
"""Pushes that are tried where others push at the same time."""


class State(StrEnum):
    """What became of a night's evidence."""

    QUIET = "quiet"
    PUSHED = "pushed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a commit goes: the branch, or a pull request to it in `github`'s repository."""

    branch: str
    github: GitHub | None = None


def pack(root: Path, out: Path) -> str:
    """Copies what a night wrote into `out`; what it says of the night, in Markdown. Raises OSError."""
    for path in _written(root):
        _copied(root / path, out / path)
    if (root / RUN_RECORD).is_file():
        _copied(root / RUN_RECORD, out / "runs.json")
    return "\n".join(_summary(out)) + "\n"


def commit(root: Path, packed: Path, day: str, target: Target) -> tuple[State, str]:
    """Commits what a night wrote, if it is anything new; what became of it, and a sentence that says so.

    Raises InputError for a pack that holds anything else, CommandError where git or gh does.
    """
    git = Git(root)
    if not packed.is_dir():
        raise InputError([Fault(str(packed), 0, "", "There is no such folder.", "Name what the build gathered.")])
    _laid_out(root, packed)
    if not (changed := _stage(git)):
        return State.QUIET, "Nothing new: no commit was made."
    message = f"Record the evidence of {day}\n\n{_news(packed)}"
    git.commit(message)
    if target.github is not None:
        git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{BRANCH}")
        number = _propose(target.github, target.branch, message)
        return State.PROPOSED, f"{_files(len(changed))} changed: proposed in pull request {number}."
    _push(git, packed, target.branch, message)
    return State.PUSHED, f"{_files(len(changed))} changed: committed to {target.branch}."


def _push(git: Git, packed: Path, branch: str, message: str) -> None:
    """Pushes; where the branch went on meanwhile, puts the commit on its new end, unless that touches the evidence."""
    based = git("rev-parse", "HEAD~1")
    for left in reversed(range(ATTEMPTS)):
        try:
            git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        except CommandError:
            if not left:
                raise
        else:
            return
        git("fetch", "--quiet", "--depth=1", "origin", branch)
        theirs = git("diff", "--name-only", based, "FETCH_HEAD", "--", *(f"questions/{one}" for one in WRITTEN))
        if theirs:
            why = f"somebody else changed {theirs.splitlines()[0]} during the night; the next night starts from that"
            raise CommandError("git push", 1, why)
        git("reset", "--quiet", "--hard", "FETCH_HEAD")
        based = git("rev-parse", "HEAD")
        _laid_out(git.root, packed)
        _stage(git)
        git.commit(message)


def _propose(github: GitHub, branch: str, message: str) -> int:
    """Opens the pull request, or words the open one anew; its number."""
    title, _, body = message.partition("\n\n")
    told = {"title": title, "body": f"{body}\n\nMerge it to publish it. The next night with news replaces it."}
    for one in github.get(f"pulls?state=open&base={branch}&head={github.owner}:{BRANCH}"):
        if one["head"]["ref"] == BRANCH:
            return int(github.send("PATCH", f"pulls/{one['number']}", told)["number"])
    return int(github.send("POST", "pulls", {**told, "head": BRANCH, "base": branch})["number"])


def _stage(git: Git) -> tuple[str, ...]:
    folders = [f"questions/{one}" for one in WRITTEN if (git.root / "questions" / one).is_dir()]
    if folders:
        git("add", "--", *folders)
    return git.staged()


def _news(packed: Path) -> str:
    """The lines of the recording that tell of something."""
    path = packed / RECORDED
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    told = [line for line in lines if re.fullmatch(r"[a-z0-9-]+: [a-z0-9 ,]+", line) and "nothing new" not in line]
    ends = accumulate(len(line) + 1 for line in told)
    kept = [line for line, end in zip(told, ends, strict=True) if end <= MAX_NEWS]
    more = [f"And {len(told) - len(kept)} more of {len(told)} questions."] if len(kept) < len(told) else []
    return "\n".join(kept + more) or "No claim, answer or decision is another."


# --- files ------------------------------------------------------------------------------------------------------------


def _written(root: Path) -> Iterator[Path]:
    """Paths below `root` of the files that a night may write; raises InputError for anything else in their folders."""
    for folder, names in WRITTEN.items():
        top = root / "questions" / folder
        most = MAX_FROZEN if folder == FROZEN else MAX_BYTES
        for place in (top.parent, top):
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                raise _strange(place.relative_to(root).as_posix(), "This is no plain folder.")
        for path in _within(top, deep="/" in names):
            where = path.relative_to(root)
            if path.is_symlink() or not path.is_file() or not re.fullmatch(names, path.relative_to(top).as_posix()):
                raise _strange(where.as_posix(), "No refresh or recording writes this.")
            if path.stat().st_size > most:
                raise _strange(where.as_posix(), f"It is larger than {most} bytes.")
            yield where


def _within(folder: Path, *, deep: bool) -> Iterator[Path]:
    """What stands in a folder, and in the plain folders in it if those may be there; no link is followed."""
    for path in sorted(folder.glob("*")):
        if path.name.startswith("."):
            continue  # a lock of a running command, or what a killed one left
        if deep and path.is_dir() and not path.is_symlink():
            yield from _within(path, deep=False)
        else:
            yield path


def _laid_out(root: Path, packed: Path) -> None:
    for path in _written(packed):
        there = root / path
        if any((root / one).is_symlink() for one in (path, *list(path.parents)[:-1])):
            raise _strange(path.as_posix(), "In the repository it is a link.")
        if path.parts[1] == FROZEN and there.is_file() and there.read_bytes() != (packed / path).read_bytes():
            raise _strange(path.as_posix(), "In the repository this version says something else.")
        _copied(packed / path, there)


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _strange(file: str, message: str) -> InputError:
    return InputError([Fault(file, 0, "", message, "Delete it.")])


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


# --- the summary of a night -------------------------------------------------------------------------------------------


def _summary(out: Path) -> Iterator[str]:
    """What a night says on its run's page."""
    yield "### What is new"
    yield ""
    yield from (f"- {line}" for line in _news(out).splitlines())
    yield ""
    failed = sorted(_failed(_loaded(out / "runs.json")))
    yield f"### Sources that failed: {len(failed) or 'none'}"
    yield ""
    yield from (f"- {line}" for line in failed)


def _failed(record: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    for question in record.get("questions", ()):
        for one in question["sources"]:
            if failure := one.get("failure"):
                since = f"last answered {inert(one['answered'])}" if one.get("answered") else "has not answered yet"
                why = inert(f"{failure['kind']}: {failure['why']}")
                yield f"{inert(question['slug'])}: {inert(one['source'])} ({why}); {since}"


def _loaded(path: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
