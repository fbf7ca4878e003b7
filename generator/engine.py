"""What a stage may ask of a model: protocols alone, so that stages know no model and a model knows no stage.

Stands beside `schema`. Adapters live in `models`; the pipeline passes them in. Where a part is None it could not be
had, and whoever uses it falls back on rules and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Model(Protocol):
    """What pages print of a model."""

    @property
    def name(self) -> str:
        """Its name, for people."""
        ...

    @property
    def hash(self) -> str:
        """The sha256 of its weights: another hash, other numbers."""
        ...


class Embedder(Model, Protocol):
    """Sentence embeddings."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text, float32[n, d], of length one: a dot product is a cosine."""
        ...


class Entailment(Model, Protocol):
    """What a short piece of evidence says of a claim, by itself and not calibrated."""

    def score(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Weights that (evidence, claim) supports, contradicts, does neither: float32[n, 3], rows sum to one."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim, and the text that it is held against: its title (may be empty) and its sentences in order."""

    claim: str
    title: str
    sentences: tuple[str, ...]


class Judgement(NamedTuple):
    """Calibrated probabilities that a text supports a claim, contradicts it, does neither; they sum to one."""

    supports: float
    contradicts: float
    neither: float


class Roles(Model, Protocol):
    """What each sentence does in its abstract."""

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        """Probabilities of background, objective, method, result and conclusion: float32[n, 5] a passage.

        A passage is an abstract, its sentences in order; a sentence without its abstract is a passage by itself.
        """
        ...


class Judge(Model, Protocol):
    """What a whole text says of a claim."""

    @property
    def supported_from(self) -> float:
        """The probability of support from which a claim is called verified; chosen on claims of a set of its own."""
        ...

    @property
    def contradicted_from(self) -> float:
        """The probability of contradiction from which a check fails; between the two the judge abstains."""
        ...

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        """One judgement for each, in order."""
        ...
