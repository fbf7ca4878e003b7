"""Classifies sentences by their role in the abstract: a linear-chain conditional random field (Lafferty et al. 2001).

Each sentence is weighed by its embedding, its words, its cues and its place; weights between neighbouring roles say how
abstracts go on. All weights are data, fitted by `generator.training.roles`; here they are only added up.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from generator.engine import Embedder
from generator.errors import ModelError
from generator.models.onnx import WeightsFile
from generator.roles import BUCKETS, CUE_WIDTH, PLACE_WIDTH, ROLES, cues, places, terms

EMBEDDING_SCALE = 4.0
"""Brings the numbers of a vector of length one, about 0.05 each, nearer to those of the cues, which are 0 or 1."""
TERM_SCALE = 2.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observed:
    """What the model sees of a passage: one row of numbers, and the buckets of its terms, for each sentence."""

    rows: Floats
    terms: tuple[NDArray[np.intp], ...]

    def __len__(self) -> int:
        return len(self.terms)


def observe(passages: Sequence[Sequence[str]], embedder: Embedder) -> tuple[Observed, ...]:
    """Every passage's sentences as the model sees them; all texts are embedded in one call."""
    texts = [sentence for passage in passages for sentence in passage]
    vectors = embedder.encode(texts) if texts else np.zeros((0, 0), dtype=np.float32)
    found, at = [], 0
    for passage in passages:
        found.append(observed(passage, vectors[at : at + len(passage)]))
        at += len(passage)
    return tuple(found)


def observed(passage: Sequence[str], vectors: NDArray[np.float32]) -> Observed:
    """One passage as the model sees it, given its sentences' embeddings."""
    told = np.array([cues(sentence) for sentence in passage], dtype=np.float64).reshape(len(passage), CUE_WIDTH)
    rows = np.concatenate([vectors * EMBEDDING_SCALE, told, places(len(passage))], axis=1)
    return Observed(rows, tuple(terms(sentence) for sentence in passage))


def term_weight(count: int) -> float:
    """The weight of each of a sentence's terms, so that long sentences do not shout."""
    return TERM_SCALE / math.sqrt(max(count, 1))


@dataclass(frozen=True, slots=True)
class Chain:
    """Weights: of rows float[w, 5], of terms float[b, 5], from role to role float[5, 5], of the first and last role."""

    rows: Floats
    terms: Floats
    steps: Floats
    first: Floats
    last: Floats

    @classmethod
    def load(cls, file: WeightsFile) -> Self:
        """Reads the weights. Raises ModelError where the file is not the one that it should be."""
        try:
            with np.load(io.BytesIO(file.read()), allow_pickle=False) as stored:
                return cls(*(stored[name].astype(np.float64) for name in ("rows", "terms", "steps", "first", "last")))
        except (KeyError, ValueError, OSError, BadZipFile) as error:
            raise ModelError(file.path.name, f"holds no weights of roles ({error})") from error

    def probabilities(self, passage: Observed) -> Floats:
        """Probability of each role for each sentence, the others' summed out: float64[n, 5]."""
        if not len(passage):
            return np.zeros((0, len(ROLES)))
        scores = self._scores(passage)
        ahead, behind = np.empty_like(scores), np.empty_like(scores)
        ahead[0], behind[-1] = self.first + scores[0], self.last
        for at in range(1, len(scores)):
            ahead[at] = scores[at] + log_sum(ahead[at - 1][:, None] + self.steps, axis=0)
        for at in range(len(scores) - 2, -1, -1):
            behind[at] = log_sum(self.steps + (scores[at + 1] + behind[at + 1])[None, :], axis=1)
        total = log_sum(ahead[-1] + self.last, axis=0)
        return np.asarray(np.exp(ahead + behind - total))

    def _scores(self, passage: Observed) -> Floats:
        by_terms = [self.terms[found].sum(axis=0) * term_weight(len(found)) for found in passage.terms]
        return np.asarray(passage.rows @ self.rows + np.array(by_terms))


def log_sum(values: Floats, axis: int) -> Floats:
    """Logarithm of the sum of exponentials along an axis, without overflow."""
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True)), axis))


class ChainRoles:
    """The classifier that a build uses. Raises ModelError where its weights do not fit the embedder or the features."""

    name = "roles (linear chain)"

    def __init__(self, embedder: Embedder, file: WeightsFile) -> None:
        self._embedder = embedder
        self._chain = Chain.load(file)
        self.hash = file.sha256
        if len(self._chain.terms) != BUCKETS or len(self._chain.rows) <= CUE_WIDTH + PLACE_WIDTH:
            raise ModelError(file.path.name, "was fitted to other features; run python -m generator.training.roles")

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        """Probabilities of the roles, in the order of `ROLES`, for each sentence of each passage: float32[n, 5].

        A passage is an abstract, its sentences in order; a sentence without its abstract is a passage by itself.
        """
        seen = observe(passages, self._embedder)
        return tuple(self._chain.probabilities(one).astype(np.float32) for one in seen)
