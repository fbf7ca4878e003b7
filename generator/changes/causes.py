"""Because of what something changed: the nearest difference of the inputs, or what is left where none differs.

Stands above `inputs`. The nearest difference comes first: works that a claim or an answer rests on, then the question,
models, rules, the evidence itself, and other works. It must not say whether something changed: `events` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.changes.inputs import RULES, Differences
from generator.schema import Cause, CauseKind, WorkState


class _Shift(NamedTuple):
    kind: CauseKind
    why: str


NEW = _Shift(CauseKind.WORK, "it is new in the sources")
GONE = _Shift(CauseKind.WORK, "no source gives it any more")


def cause(
    differences: Differences,
    slug: str,
    nearest: Sequence[str],
    evidence: Sequence[str] = (),
    *,
    notices: bool = True,
) -> Cause:
    """The cause of a change of something that rests on the works `nearest`, the first ones before the others.

    `evidence` are the works whose evidence came or went. Without `notices` a work's editorial notice is no cause.
    """
    if differences.before is None:
        return Cause(kind=CauseKind.QUESTION, what=(slug,), why="the first recording: none was completed before")
    return (
        _of_works(differences, nearest, notices=notices)
        or _of_engine(differences, slug)
        or _of_evidence(evidence)
        or _of_others(differences)
        or Cause(kind=CauseKind.RULE, what=("pipeline",), why="all inputs are the same, so the rules are not")
    )


def _of_works(differences: Differences, nearest: Sequence[str], *, notices: bool) -> Cause | None:
    """The first difference of the first work that has one, with every other work of `nearest` that has the same."""
    found = {work: _shift(*differences.of(work), notices=notices) for work in nearest}
    first = next((shift for shift in found.values() if shift is not None), None)
    if first is None:
        return None
    return Cause(kind=first.kind, what=tuple(sorted(w for w, shift in found.items() if shift == first)), why=first.why)


def _shift(before: WorkState | None, now: WorkState | None, *, notices: bool) -> _Shift | None:
    """What became of a work; being left out or taken in alone is a consequence and no difference of its own."""
    if before is None or now is None:
        return None if before is now else NEW if before is None else GONE
    left = f", and it is left out now: {now.left}" if now.left is not None and before.left is None else ""
    if notices and before.notice != now.notice:
        return _Shift(CauseKind.WORK, "its notice was lifted" if now.notice is None else f"its notice: {now.notice}")
    if before.text != now.text:
        return _Shift(CauseKind.TEXT, f"its text differs{left}")
    if before.record != now.record:
        return _Shift(CauseKind.WORK, f"its record is another{left}")
    return None


def _of_engine(differences: Differences, slug: str) -> Cause | None:
    if differences.question:
        return Cause(kind=CauseKind.QUESTION, what=(slug,), why="the question's file says something else")
    models = tuple(task for task in differences.parts if task not in RULES)
    if models:
        return Cause(kind=CauseKind.MODEL, what=models, why="this part of the engine is another one")
    if differences.parts:
        return Cause(kind=CauseKind.RULE, what=differences.parts, why="these rules have another version")
    return None


def _of_evidence(works: Sequence[str]) -> Cause | None:
    if not works:
        return None
    return Cause(kind=CauseKind.EVIDENCE, what=tuple(sorted(set(works))), why="its evidence is weighed anew")


def _of_others(differences: Differences) -> Cause | None:
    if not differences.works:
        return None
    return Cause(kind=CauseKind.WORK, what=differences.works, why="other works came, went or changed")
