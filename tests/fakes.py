"""Stand-ins for models: deterministic, tiny, and honest about what they see."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.engine import Asked, Judgement
from generator.roles import ROLES, Role

WIDTH = 16


class WordEmbedder:
    """Texts that share words are near: each word adds one direction."""

    name, hash = "fake embedder", "e" * 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.full((len(texts), WIDTH), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[sum(word.encode()) % WIDTH] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class KeywordEntailment:
    """Evidence with `refutes` in it contradicts, with a word of the claim's supports, else neither."""

    name, hash = "fake entailment", "c" * 64

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        rows = [self._row(*pair) for pair in pairs]
        return np.array(rows, dtype=np.float32).reshape(len(rows), 3)

    def _row(self, evidence: str, claim: str) -> tuple[float, float, float]:
        if "refutes" in evidence:
            return 0.05, 0.9, 0.05
        shared = set(evidence.casefold().split()) & set(claim.casefold().split())
        return (0.9, 0.05, 0.05) if shared else (0.05, 0.05, 0.9)


class FixedJudge:
    """Gives the judgements that it was made with, in turn."""

    name, hash = "fake judge", "f" * 64
    supported_from, contradicted_from = 0.8, 0.6

    def __init__(self, *judgements: Judgement) -> None:
        self._judgements = judgements
        self.asked: list[Asked] = []

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        self.asked += asked
        return tuple(self._judgements[at % len(self._judgements)] for at in range(len(asked)))


class FixedRoles:
    """Gives every sentence that holds a key the key's role, every other one that of a result."""

    name, hash = "fake roles", "a" * 64

    def __init__(self, roles: dict[str, Role]) -> None:
        self._roles = roles

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        return tuple(np.stack([self._row(sentence) for sentence in passage]) for passage in passages)

    def _row(self, sentence: str) -> NDArray[np.float32]:
        role = next((role for key, role in self._roles.items() if key in sentence), Role.RESULT)
        return np.array([0.8 if one is role else 0.05 for one in ROLES], dtype=np.float32)
