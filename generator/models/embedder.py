"""Sentence embeddings by all-MiniLM-L6-v2 in int8, 384 numbers a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.models.onnx import WEIGHTS, Encoder, weights

WIDTH = 384
MAX_TOKENS = 256
"""What the model was trained to read; a longer text is cut."""


class MiniLmEmbedder:
    """The packaged embedder. Raises ModelError where its files are missing or not the ones they should be."""

    name = "all-MiniLM-L6-v2 (int8)"

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._encoder = Encoder(
            weights("embedder.onnx", folder),
            weights("tokenizer.json", folder),
            max_tokens=MAX_TOKENS,
        )
        self.hash = self._encoder.hash

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text, float32[n, 384], of length one. An empty list gives float32[0, 384]."""
        return self._encoder.run(texts) if texts else np.zeros((0, WIDTH), dtype=np.float32)
