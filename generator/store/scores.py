"""Keeps what models said, by the hashes of model and question, so that every machine builds the same bytes.

Kernels differ between processors in the last digits, and a digit can turn a rank or a threshold. A build reads what is
stored and computes the rest; only `claimbook score` writes. A stored line whose model has another hash is never used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.engine import Asked, Embedder, Judge, Judgement, Roles
from generator.errors import Fault, InputError
from generator.ids import digest
from generator.store.writing import replaced

FOLDER = Path("questions", "scores")
MAX_BYTES = 256 * 2**20
DECIMALS = 4
LEVELS = 127
"""Steps of a stored embedding's numbers, each side of zero."""

Numbers = tuple[float, ...]
Compute = Callable[[list[int]], Sequence[Numbers]]


@dataclass(slots=True)
class Kept:
    """Numbers of one model by the hash of what it was asked; `asked` is what this process wanted of it."""

    model: str
    stored: dict[str, Numbers]
    asked: dict[str, Numbers] = field(default_factory=dict)

    def get(self, keys: Sequence[str], compute: Compute) -> list[Numbers]:
        """The numbers for every key; `compute` gets the positions of those that are not known, each key once."""
        first: dict[str, int] = {}
        for at, key in enumerate(keys):
            if key not in self.asked and key not in self.stored:
                first.setdefault(key, at)
        fresh = dict(zip(first, compute(list(first.values())), strict=True)) if first else {}
        for key in keys:
            self.asked[key] = fresh[key] if key in fresh else self.asked.get(key) or self.stored[key]
        return [self.asked[key] for key in keys]

    @property
    def missing(self) -> int:
        """How many of the asked ones were not stored."""
        return sum(key not in self.stored for key in self.asked)


class KeptEmbedder:
    """An embedder whose vectors are rounded to LEVELS steps and kept."""

    def __init__(self, model: Embedder, kept: Kept) -> None:
        self._model, self._kept = model, kept
        self.name, self.hash = model.name, model.hash

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text, float32[n, d], of length one, the same from the store as fresh."""

        def compute(missing: list[int]) -> list[Numbers]:
            return [_numbers(row * LEVELS, 0) for row in self._model.encode([texts[at] for at in missing])]

        steps = np.array(self._kept.get([digest(text) for text in texts], compute), dtype=np.float32)
        return steps / np.linalg.norm(steps, axis=1, keepdims=True) if texts else self._model.encode(texts)


class KeptRoles:
    """A model of roles whose probabilities are rounded and kept, passage by passage."""

    def __init__(self, model: Roles, kept: Kept) -> None:
        self._model, self._kept = model, kept
        self.name, self.hash = model.name, model.hash

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        """Probabilities of the roles, float32[n, 5] a passage."""

        def compute(missing: list[int]) -> list[Numbers]:
            return [_numbers(table.ravel()) for table in self._model.classify([passages[at] for at in missing])]

        found = self._kept.get([digest(*sentences) for sentences in passages], compute)
        return tuple(
            np.array(numbers, dtype=np.float32).reshape(len(sentences), -1)
            for numbers, sentences in zip(found, passages, strict=True)
        )


class KeptJudge:
    """A judge whose judgements are rounded and kept."""

    def __init__(self, model: Judge, kept: Kept) -> None:
        self._model, self._kept = model, kept
        self.name, self.hash = model.name, model.hash
        self.supported_from, self.contradicted_from = model.supported_from, model.contradicted_from

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        """One judgement for each, in order."""

        def compute(missing: list[int]) -> list[Numbers]:
            return [_numbers(np.array(found)) for found in self._model.judge([asked[at] for at in missing])]

        keys = [digest(one.claim, one.title, *one.sentences) for one in asked]
        return tuple(Judgement(*numbers) for numbers in self._kept.get(keys, compute))


def load(root: Path, task: str, model: str) -> Kept:
    """What is stored for a task and a model of this hash; nothing where another model's numbers are stored.

    Raises InputError for a file that is damaged: what it held cannot be guessed.
    """
    found = _opened(root / FOLDER / f"{task}.tsv")
    if found is None or found[0] != model:
        return Kept(model, {})
    return _kept(root / FOLDER / f"{task}.tsv", task, *found)


def stored(root: Path, task: str) -> Kept | None:
    """What is stored for a task, whatever its model; None where nothing is.

    Raises InputError as `load` does, and for a file that is larger than any that is committed.
    """
    path = root / FOLDER / f"{task}.tsv"
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise _damaged(path, 0)
    found = _opened(path)
    return None if found is None else _kept(path, task, *found)


def save(root: Path, task: str, kept: Kept, *, in_part: bool = False) -> Path:
    """Writes what this process asked for, sorted, and forgets the rest, unless it asked `in_part`. Returns the file."""
    path = root / FOLDER / f"{task}.tsv"
    held = kept.stored | kept.asked if in_part else kept.asked
    rows = (f"{key}\t{' '.join(f'{number:g}' for number in numbers)}" for key, numbers in sorted(held.items()))
    replaced(path, ("\n".join((f"model\t{kept.model}", *rows)) + "\n").encode())
    return path


def _opened(path: Path) -> tuple[str, list[str]] | None:
    """The model of a file, and its lines; None where there is no file."""
    if not path.is_file():
        return None
    text = path.read_bytes().decode("utf-8", errors="replace")
    head, *lines = text.splitlines() or [""]
    if not head.startswith("model\t") or not text.endswith("\n"):
        raise _damaged(path, 1 if not head.startswith("model\t") else len(lines) + 1)
    return head.removeprefix("model\t"), lines


def _kept(path: Path, task: str, model: str, lines: Sequence[str]) -> Kept:
    known = dict(_read(path, number, line, task) for number, line in enumerate(lines, start=2))
    lengths = [len(found) for found in known.values()]
    if task == "embeddings" and len(set(lengths)) > 1:
        raise _damaged(path, 2 + next(at for at, length in enumerate(lengths) if length != lengths[0]))
    return Kept(model, known)


def _read(path: Path, number: int, line: str, task: str) -> tuple[str, Numbers]:
    key, _, rest = line.partition("\t")
    try:
        found = tuple(float(part) for part in rest.split())
    except ValueError:
        raise _damaged(path, number) from None
    if not found or not all(map(math.isfinite, found)) or not _SHAPES.get(task, any)(found):
        raise _damaged(path, number)
    return key, found


def _are_chances(found: Numbers, classes: int) -> bool:
    """Whether the numbers are probabilities, in rows of `classes` that each make one."""
    rows = [found[at : at + classes] for at in range(0, len(found), classes)]
    return min(found) >= 0 and all(len(row) == classes and abs(sum(row) - 1) < _ROUNDING for row in rows)


_ROUNDING = 0.01
_SHAPES: Mapping[str, Callable[[Numbers], bool]] = {
    "embeddings": lambda found: any(found) and max(map(abs, found)) <= LEVELS,
    "roles": lambda found: _are_chances(found, 5),
    "entailment": lambda found: _are_chances(found, 3),
}
"""What the numbers of a task have to be."""

TASKS = tuple(_SHAPES)
"""The tasks whose numbers are stored."""


def _damaged(path: Path, number: int) -> InputError:
    return InputError([Fault(str(path), number, "", "Not a stored score.", "Delete the file and run claimbook score.")])


def _numbers(row: NDArray[np.floating], decimals: int = DECIMALS) -> Numbers:
    return tuple(float(number) + 0.0 for number in np.round(row.astype(np.float64), decimals))
