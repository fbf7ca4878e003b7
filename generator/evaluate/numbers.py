"""`claimbook eval numbers`: whether claims with a changed, exchanged or misdimensioned number are refused.

Reads JSONL, a claim a line with its evidence and what was done to it. From true pairs alone it makes the mutants, too.
A claim counts as refused if it has a mismatch of any kind, whichever of its numbers it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import get_args

from pydantic import model_validator

from generator.attribution import mismatches
from generator.evaluate import files, metrics
from generator.evaluate.metrics import Measure, Result
from generator.evaluate.mutations import Change, Pair, mutate

LIMIT = 500
"""Pairs of each kind that are made of unmutated ones."""

_EXAMPLE = '{"id": "c1", "evidence": "…", "claim": "…", "change": "none", "group": "verbatim"}'
_NAMES = {"none": "accepted_unchanged", "number": "refused_number", "swap": "refused_swap", "unit": "refused_unit"}


class _Line(files.Row):
    id: str
    evidence: str
    claim: str
    change: Change = "none"
    group: str = ""

    @model_validator(mode="before")
    @classmethod
    def _in_other_words(cls, told: object) -> object:
        """A claim may be called `text` and its evidence `quote`, as in a report."""
        if isinstance(told, dict):
            names = {"text": "claim", "quote": "evidence"}
            return {key if names.get(key, key) in told else names.get(key, key): value for key, value in told.items()}
        return told


def read(path: Path, *, limit: int = LIMIT, seed: int = 0) -> tuple[Pair, ...]:
    """The pairs of a file; if none of them is changed, those with numbers and their mutants. Raises InputError."""
    rows = files.jsonl(path, _Line, _EXAMPLE)
    pairs = tuple(Pair(row.id, row.evidence, row.claim, row.change, row.group) for row in rows)
    if any(pair.change != "none" for pair in pairs):
        return pairs
    made = mutate(pairs, limit=limit, seed=seed)
    if not made:
        raise files.refusal(path, 0, "No claim has a number.", "Give claims with numbers.")
    return made


def evaluate(pairs: Sequence[Pair]) -> Result:
    """The share that was decided rightly of each change, over all groups and in each."""
    start = perf_counter()
    right = [bool(mismatches(pair.claim, pair.evidence)) == (pair.change != "none") for pair in pairs]
    seconds = perf_counter() - start
    groups = sorted({pair.group for pair in pairs} - {""})
    measures = [one for group in ("", *groups) for one in _measures(pairs, right, group)]
    return Result(
        task="numbers",
        n=len(pairs),
        measures=tuple(measures),
        per_class={_NAMES[change]: _counts(pairs, right, change) for change in get_args(Change)},
        notes=("refused: any mismatch, absent or misplaced; no model takes part",),
        speed=metrics.speed("claims_per_second", len(pairs), seconds),
    )


def _measures(pairs: Sequence[Pair], right: Sequence[bool], group: str) -> list[Measure]:
    found = []
    for change, name in _NAMES.items():
        each = [
            float(good)
            for pair, good in zip(pairs, right, strict=True)
            if pair.change == change and group in {"", pair.group}
        ]
        if each:
            found.append(metrics.mean(f"{name}_{group}" if group else name, each))
    return found


def _counts(pairs: Sequence[Pair], right: Sequence[bool], change: Change) -> dict[str, float]:
    of = [good for pair, good in zip(pairs, right, strict=True) if pair.change == change]
    return {"right": sum(of), "n": len(of)}
