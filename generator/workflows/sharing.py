"""Into how many shards a night goes, and what the job of a shard hands on to the jobs after it.

On Python's own library alone. What is handed on is laid out as in a project, so that `gathering` reads it as one.
"""

from __future__ import annotations

import json
import re
import shutil
from enum import StrEnum
from pathlib import Path

from generator.errors import CommandError
from generator.sharding import EACH, Shard, shards_of
from generator.workflows.committing import RUN_RECORD

EVIDENCE, SCORES = Path("questions", "evidence"), Path("questions", "scores")
RUNS, TOLD = "runs.json", "refresh.txt"
"""The run record as a shard hands it on, and what its refresh printed."""

_MOST_EACH = 10_000


class Part(StrEnum):
    """What a job hands on, and the beginning of its artefact's name."""

    REFRESHED = "refreshed"
    SCORED = "scored"


def slugs(root: Path) -> tuple[str, ...]:
    """The slugs of the question files, as `generator.questions` has them, which needs more than Python's library."""
    return tuple(sorted(path.stem for path in (root / "questions").glob("*.yml") if path.name[0] not in "_."))


def plan(root: Path, each: str) -> str:
    """The outputs of the job that plans: `shards`, a matrix's numbers as JSON, and `count`; `each` may be empty.

    Raises CommandError where `each` is no number of questions.
    """
    if each and not (re.fullmatch(r"[0-9]{1,5}", each) and 1 <= int(each) <= _MOST_EACH):
        why = f"QUESTIONS_A_SHARD is {each!r}, which is no number from 1 to {_MOST_EACH}"
        raise CommandError("plan", 2, why)
    found = shards_of(len(slugs(root)), int(each) if each else EACH)
    return f"shards={json.dumps([one.number for one in found])}\ncount={len(found)}\n"


def hand(root: Path, part: Part, shard: Shard, out: Path) -> str:
    """Copies into `out` what a job of the shard made; a sentence that says how much. Raises OSError."""
    if part is Part.SCORED:
        found = [path.relative_to(root) for path in sorted((root / SCORES).glob("*.tsv"))]
    else:
        found = [EVIDENCE / f"{slug}.json" for slug in shard.part(slugs(root))]
    there = [path for path in found if (root / path).is_file()]
    for path in there:
        _copied(root / path, out / path)
    if part is Part.REFRESHED and (root / RUN_RECORD).is_file():
        _copied(root / RUN_RECORD, out / RUNS)
    return f"Shard {shard} hands on {'1 file' if len(there) == 1 else f'{len(there)} files'} ({part})."


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
