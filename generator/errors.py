"""The one error tree; every layer may import it and it imports nothing.

ClaimbookError                  anything a command turns into one clear message
├── InputError                  a file written by a person is wrong; carries every Fault found
├── NetworkError                a service gave no usable answer; carries its address and why
│   └── UnreachableError        no host at all can be reached in this run, so that none is asked any more
├── ServiceError                a service answered with an error; carries its kind, why, and when to ask again
├── ArticleError                the bytes of a full text cannot be read; carries why, and its reader says of which file
├── ModelError                  a model's file is missing or not the one that it should be; carries its name and why
├── BusyError                   another command writes what this one would write; carries where, and the remedy
├── UnknownNameError            a slug or claim id that names nothing; carries the nearest names
├── CommandError                git or gh failed; carries what was run, its exit code, and what it said
└── PolicyError                 a record that would be published in breach of policy.yml
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing wrong in one file, with its place and its remedy.

    `line` counts from 1; 0 means that the fault concerns the file as a whole.
    """

    file: str
    line: int
    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        return one_line(f"{self.file}:{self.line}: {path}{self.message} Fix: {self.fix}")


def one_line(text: str) -> str:
    """One line without control characters: a file's name may hold what a terminal or a workflow would obey.

    What turns the direction of a text is one of them: a line must not read otherwise than it is.
    """
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
        lambda match: f"\\x{ord(match.group()):02x}",
        text,
    )


class ClaimbookError(Exception):
    """Base of all errors that a command reports in one message instead of a traceback."""


class InputError(ClaimbookError):
    """Files written by people are wrong; `faults` holds all of them, sorted by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NetworkError(ClaimbookError):
    """A service gave no usable answer; `address` holds what was asked, without keys, and `why` the cause."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        self.why = why
        super().__init__(f"No usable answer from {address}: {why}.")


class UnreachableError(NetworkError):
    """Several hosts in a row could not be reached, and none before: the run has no network."""


class ServiceError(ClaimbookError):
    """A service answered, but with an error or with what is none of its answers.

    `kind`: `wait` (ask again later, after `after` seconds if it says), `budget` (nothing more today), `refused` (a key
    is missing or wrong, or access is barred), `request` (the question is wrong: never ask it again), `absent` (what was
    asked for by its identifier is not there), `broken` (the body is not what the
    service promises; asking again may help).
    """

    def __init__(self, service: str, kind: str, why: str, after: float | None = None) -> None:
        self.service, self.kind, self.why, self.after = service, kind, why, after
        super().__init__(f"{service} gave no works ({kind}): {why}.")


class ArticleError(ClaimbookError):
    """An article's bytes cannot be read: no XML, too many, or they declare entities; `why` is the cause.

    Whoever knows the file or address that they came from catches it and says so.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The article cannot be read: {why}. Get it again from its source.")


class ModelError(ClaimbookError):
    """A model's file cannot be used; `name` is the file's and `why` the cause. A build goes on without the model."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self.why = why
        super().__init__(
            f"The model file {name!r} {why}. Install Claimbook again, or restore the file from its repository."
        )


class BusyError(ClaimbookError):
    """Another command is writing; `file` is what it writes and `remedy` what to do."""

    def __init__(self, file: str, remedy: str) -> None:
        self.file = file
        self.remedy = remedy
        super().__init__(f"Another command is writing to {file!r}. {remedy}.")


class UnknownNameError(ClaimbookError):
    """A name that the project does not know; `nearest` holds what may have been meant."""

    def __init__(self, kind: str, name: str, nearest: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.nearest: tuple[str, ...] = tuple(nearest)
        hint = f" Did you mean {', '.join(repr(n) for n in self.nearest)}?" if self.nearest else ""
        super().__init__(f"There is no {kind} {name!r}.{hint}")


class CommandError(ClaimbookError):
    """A program that was run failed: `command` is what was run, `code` its exit code, `why` what it said."""

    def __init__(self, command: str, code: int, why: str) -> None:
        self.command, self.code, self.why = command, code, why
        super().__init__(f"{command} failed with exit code {code}: {why}")


class PolicyError(ClaimbookError):
    """A report's decision contradicts policy.yml; `rule` names the gate that it breaks."""

    def __init__(self, slug: str, rule: str) -> None:
        self.slug = slug
        self.rule = rule
        super().__init__(f"The report {slug!r} may not stand as decided: {rule}.")
