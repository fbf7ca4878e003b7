"""Runs an encoder file on onnxruntime: checks its hash, keeps one session a process, and feeds it text by text.

Reads files of the package and writes nothing. A batch of one is deliberate: the int8 kernels scale what they quantise
by the greatest number of the whole batch, so that in a batch a text's numbers depend on its company (cosine 0.99
between the two). One text a time, on as many threads as there may be, is also the faster (docs/evidence.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from generator.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
MANIFEST = WEIGHTS / "manifest.json"
MODEL_FILES = ("calibration.json", "embedder.onnx", "entailment.onnx", "roles.npz", "tokenizer.json")
"""The files that the models of a build are made of."""

THREADS = 2
"""Texts that are run at once: two, the least that a runner of GitHub Actions has."""

Text = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file of weights and the hash that its bytes must have."""

    path: Path
    sha256: str

    def read(self) -> bytes:
        """The file's bytes. Raises ModelError where it cannot be read or is another file than it should be."""
        try:
            found = self.path.read_bytes()
        except OSError as error:
            raise ModelError(self.path.name, f"cannot be read ({error.strerror or error})") from error
        if (digest := hashlib.sha256(found).hexdigest()) != self.sha256:
            raise ModelError(self.path.name, f"has the hash {digest[:12]}, not {self.sha256[:12]}")
        return found


def weights(name: str, folder: Path = WEIGHTS) -> WeightsFile:
    """The named file with the hash that the manifest gives it. Raises ModelError where the manifest lacks it."""
    manifest = folder / MANIFEST.name
    try:
        sha256 = json.loads(manifest.read_text(encoding="utf-8"))[name]["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(name, f"is not in {manifest.name} ({type(error).__name__})") from error
    return WeightsFile(folder / name, str(sha256))


class Encoder:
    """A BERT-like ONNX file with its tokenizer: texts or pairs of texts in, one row of numbers each out.

    `max_tokens` cuts a text, or the longer of two, from its end. Raises ModelError where onnxruntime refuses the file.
    """

    def __init__(self, model: WeightsFile, tokenizer: WeightsFile, *, max_tokens: int, threads: int = THREADS) -> None:
        self.hash = model.sha256
        self._threads = threads
        self._tokenizer = _tokenizer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        self._session = _session(model.read(), model.path.name)

    def run(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """The model's output, float32[n, d], in the order of the texts; a text's row does not depend on the others."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            return np.concatenate(list(pool.map(self._row, self._tokenizer.encode_batch(list(texts)))))

    def _row(self, text: Encoding) -> NDArray[np.float32]:
        """The row of one text, float32[1, d]; onnxruntime lets other threads run meanwhile."""
        inputs = {
            "input_ids": np.array([text.ids], dtype=np.int64),
            "attention_mask": np.array([text.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([text.type_ids], dtype=np.int64),
        }
        (output,) = self._session.run(None, inputs)
        return np.asarray(output, dtype=np.float32)


def _tokenizer(file: WeightsFile) -> Tokenizer:
    content = file.read()
    try:
        return Tokenizer.from_str(content.decode("utf-8"))
    except Exception as error:  # tokenizers raises no narrower one
        raise ModelError(file.path.name, f"holds no tokenizer ({error})") from error


def _session(model: bytes, name: str) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps the longest text's memory for good
    try:
        return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no public base class
        raise ModelError(name, f"is refused by onnxruntime ({error})") from error
