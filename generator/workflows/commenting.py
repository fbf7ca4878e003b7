"""One comment on a pull request, written anew in its place; and the artefact of a run, read without trust.

Which pull request it is, GitHub says of the run's branch and commit: the artefact, which a stranger's code wrote, is
not asked. An artefact is one file in a zip, of which one member is read, up to a most.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from urllib.parse import quote

from generator.errors import CommandError
from generator.workflows.runs import BOT, GitHub

MARK = "<!-- claimbook: preview -->"
MAX_ZIP = 2**20
MAX_MEMBER = 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a pull request's branch: whose repository, which branch, which commit."""

    owner: str
    branch: str
    commit: str


def put(github: GitHub, head: Head, text: str) -> str:
    """Puts the comment on the pull request that has this head, in the place of an earlier one; says what was done.

    Raises CommandError where gh does. Where the branch has gone on there is nothing to say: its own run will.
    """
    number = _pull(github, head)
    if number is None:
        return f"No open pull request has the commit {head.commit[:12]!r} at its end: nothing to comment."
    body = {"body": f"{text}\n{MARK}"}
    for one in github.get(f"issues/{number}/comments?per_page=100"):
        if one["user"]["login"] == BOT and MARK in one["body"]:
            github.send("PATCH", f"issues/comments/{int(one['id'])}", body)
            return f"Updated the comment on pull request {number}."
    github.send("POST", f"issues/{number}/comments", body)
    return f"Commented on pull request {number}."


def artefact(github: GitHub, run: int, name: str, member: str) -> bytes | None:
    """One member of a run's artefact; None where the run left no such artefact, as one that failed early does.

    Raises CommandError where the artefact does not read, has no such member, or is too large.
    """
    asked = f"actions/runs/{run}/artifacts"
    held = [one for one in github.get(f"{asked}?per_page=100")["artifacts"] if one["name"] == name]
    if not held:
        return None
    if held[0]["size_in_bytes"] > MAX_ZIP:
        raise CommandError("gh api", 1, f"the artefact {name!r} is larger than {MAX_ZIP} bytes")
    packed = github.data(f"actions/artifacts/{int(held[0]['id'])}/zip")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as files, files.open(member) as file:
            data = file.read(MAX_MEMBER + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise CommandError("gh api", 1, f"the artefact {name!r} does not read: {type(error).__name__}") from None
    if len(data) > MAX_MEMBER:
        raise CommandError("gh api", 1, f"{member!r} is larger than {MAX_MEMBER} bytes")
    return data


def _pull(github: GitHub, head: Head) -> int | None:
    if not re.fullmatch(r"[0-9a-f]{40}", head.commit):
        raise CommandError("gh api", 2, f"{head.commit!r} is no commit")
    named = quote(f"{head.owner}:{head.branch}", safe="")
    for one in github.get(f"pulls?state=open&per_page=100&head={named}"):
        if one["head"]["sha"] == head.commit:
            return int(one["number"])
    return None
