"""Because of what something changed: differences of the inputs, or what is left where none differs.

Stands above `inputs`. Of a claim it is the nearest difference: works that it rests on, then the question, models,
rules, the evidence itself, and other works. Answer and decision rest on everything at once, so no single difference is
shown to be theirs: every input that changed is named. It must not say whether something changed: `events` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.changes.inputs import RULES, Differences
from generator.schema import FIRST_RECORDING, Cause, CauseKind, WorkState


class _Shift(NamedTuple):
    kind: CauseKind
    why: str


NEW = _Shift(CauseKind.WORK, "it is new in the sources")
GONE = _Shift(CauseKind.WORK, "no source gives it any more")
UNSHOWN = Cause(kind=CauseKind.RULE, what=("pipeline",), why="all inputs are the same, so the rules are not")

MOST_NAMED = 12
"""Works that the cause of an answer or a decision names at most; the others are counted."""


def cause(
    differences: Differences,
    slug: str,
    nearest: Sequence[str],
    evidence: Sequence[str] = (),
    *,
    notices: bool = True,
) -> Cause:
    """The cause of a change of a claim that rests on the works `nearest`, the first ones before the others.

    `evidence` are the works whose evidence came or went. Without `notices` a work's editorial notice is no cause.
    """
    if differences.before is None:
        return Cause(kind=CauseKind.QUESTION, what=(slug,), why=FIRST_RECORDING)
    return (
        _of_works(differences, nearest, notices=notices)
        or next(_of_engine(differences, slug), None)
        or _of_evidence(evidence)
        or _of_others(differences)
        or UNSHOWN
    )


def cause_of_outcome(differences: Differences, slug: str, nearest: Sequence[str]) -> Cause:
    """Every input that changed, as the cause of another answer or decision; the works `nearest` are named first."""
    if differences.before is None:
        return Cause(kind=CauseKind.QUESTION, what=(slug,), why=FIRST_RECORDING)
    found = [*_of_each_work(differences, nearest), *_of_engine(differences, slug)]
    if not found:
        return UNSHOWN
    works = [name for one in found if one.kind in _WORKS for name in one.what]
    named = set(works[:MOST_NAMED])
    kinds = {one.kind for one in found}
    told = found[0].why if len(found) == 1 else "; ".join(f"{one.why} ({len(one.what)})" for one in found)
    alone = "" if len(found) == 1 else "several inputs changed, and any of them may be the cause: "
    more = f"; {len(works) - MOST_NAMED} more works are not named" if len(works) > MOST_NAMED else ""
    return Cause(
        kind=found[0].kind if len(kinds) == 1 else CauseKind.INPUTS,
        what=tuple(name for one in found for name in one.what if one.kind not in _WORKS or name in named),
        why=f"{alone}{told}{more}",
    )


_WORKS = frozenset({CauseKind.WORK, CauseKind.TEXT})


def _of_each_work(differences: Differences, nearest: Sequence[str]) -> Iterator[Cause]:
    """What became of works, those that have the same together."""
    found: dict[_Shift, list[str]] = {}
    for work in dict.fromkeys((*nearest, *differences.works)):
        shift = _shift(*differences.of(work), notices=True)
        if shift is not None:
            found.setdefault(shift, []).append(work)
    for shift, works in found.items():
        yield Cause(kind=shift.kind, what=tuple(works), why=shift.why)


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


def _of_engine(differences: Differences, slug: str) -> Iterator[Cause]:
    if differences.question:
        yield Cause(kind=CauseKind.QUESTION, what=(slug,), why="the question's file says something else")
    models = tuple(task for task in differences.parts if task not in RULES)
    if models:
        yield Cause(kind=CauseKind.MODEL, what=models, why="this part of the engine is another one")
    rules = tuple(task for task in differences.parts if task in RULES)
    if rules:
        yield Cause(kind=CauseKind.RULE, what=rules, why="these rules have another version")


def _of_evidence(works: Sequence[str]) -> Cause | None:
    if not works:
        return None
    return Cause(kind=CauseKind.EVIDENCE, what=tuple(sorted(set(works))), why="its evidence is weighed anew")


def _of_others(differences: Differences) -> Cause | None:
    if not differences.works:
        return None
    return Cause(kind=CauseKind.WORK, what=differences.works, why="other works came, went or changed")
