"""Whether evidence supports a claim, contradicts it or does neither: a cross-encoder of MiniLM's size, our own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.models.onnx import WEIGHTS, Encoder, weights

CLASSES = 3
MAX_TOKENS = 160
"""A few sentences and a claim; longer evidence is cut at its end, a claim never."""


class MiniLmEntailment:
    """The packaged cross-encoder. Raises ModelError where its files are missing or not the ones they should be."""

    name = "Claimbook entailment (MiniLM cross-encoder, int8)"

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._encoder = Encoder(
            weights("entailment.onnx", folder),
            weights("tokenizer.json", folder),
            max_tokens=MAX_TOKENS,
        )
        self.hash = self._encoder.hash

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Softmax of the logits for (evidence, claim): float32[n, 3], supports, contradicts, neither."""
        if not pairs:
            return np.zeros((0, CLASSES), dtype=np.float32)
        return softmax(self._encoder.run(pairs).astype(np.float64)).astype(np.float32)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of each row's classes, float64[n, k], without overflow."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
