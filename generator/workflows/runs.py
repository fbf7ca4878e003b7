"""Runs git and gh, and nothing else; the only place of `workflows` that starts processes.

What is asked of GitHub goes through `gh api`, which takes its token from the environment: none is ever seen here.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import CommandError

BOT = "github-actions[bot]"
BOT_MAIL = "41898282+github-actions[bot]@users.noreply.github.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_CREDENTIALS = ("-c", "credential.helper=", "-c", "credential.helper=!gh auth git-credential")
"""A push asks gh for the token: it stands neither in the checkout nor on a command line."""


@dataclass(frozen=True, slots=True)
class Git:
    """A checkout. Raises CommandError where git does."""

    root: Path

    def __call__(self, *arguments: str) -> str:
        """What git says, without the last line break."""
        return _run(("git", *_CREDENTIALS, *arguments), self.root).rstrip("\n")

    def commit(self, message: str) -> None:
        """Commits what is staged, in the name of GitHub's own account for workflows."""
        who = ("-c", f"user.name={BOT}", "-c", f"user.email={BOT_MAIL}", "-c", "commit.gpgsign=false")
        self(*who, "commit", "--quiet", "--no-verify", "--message", message)

    def staged(self) -> tuple[str, ...]:
        """The paths that a commit would change."""
        return tuple(filter(None, self("diff", "--cached", "--name-only", "-z").split("\0")))


@dataclass(frozen=True, slots=True)
class GitHub:
    """A repository at GitHub, "owner/name". Raises CommandError where gh does."""

    repository: str

    def __post_init__(self) -> None:
        if not _REPOSITORY.fullmatch(self.repository):
            raise CommandError("gh api", 2, f"{self.repository!r} is no repository: owner/name is")

    @property
    def owner(self) -> str:
        """Whose repository it is."""
        return self.repository.partition("/")[0]

    def text(self, path: str) -> str:
        """What stands at a path below the repository's own, as it is."""
        return _run(("gh", "api", f"repos/{self.repository}/{path}"))

    def data(self, path: str) -> bytes:
        """What stands there, as bytes."""
        return _run_bytes(("gh", "api", f"repos/{self.repository}/{path}"))

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """What stands there, read as JSON."""
        return json.loads(self.text(path))

    def send(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Sends a body as JSON; the answer, None where it is empty."""
        command = ("gh", "api", "--method", method, f"repos/{self.repository}/{path}", "--input", "-")
        return json.loads(_run(command, told=json.dumps(body)) or "null")


def _run(command: Sequence[str], where: Path | None = None, told: str | None = None) -> str:
    return _run_bytes(command, where, None if told is None else told.encode()).decode(errors="replace")


def _run_bytes(command: Sequence[str], where: Path | None = None, told: bytes | None = None) -> bytes:
    shown = " ".join(part for part in command[:6] if "credential" not in part and part != "-c")
    try:
        # A list of ours, no shell; what strangers wrote goes in as data.
        done = subprocess.run(command, cwd=where, input=told, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise CommandError(shown, 127, f"{command[0]} is not installed") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:].decode(errors="replace")
        raise CommandError(shown, done.returncode, said)
    return done.stdout
