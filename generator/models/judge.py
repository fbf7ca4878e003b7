"""Judges a claim against a whole text: scores its best windows, then weighs them by a small calibrated regression.

A window is a sentence, alone or between its neighbours. The regression sees what the cross-encoder says of the windows,
how near they are to the claim, and whether negation and numbers agree; its coefficients are data, fitted by
`generator.training.calibrate` on claims that the cross-encoder was not trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from generator.direction import direction
from generator.engine import Asked, Embedder, Entailment, Judgement
from generator.errors import ModelError
from generator.models.entailment import CLASSES, softmax
from generator.models.onnx import WeightsFile
from generator.numbers import absent
from generator.text import content_words, uncited

SENTENCES = 4
"""Sentences of a text, those nearest to the claim, around which windows are scored."""

WINDOWS = 2
"""Windows around each of them: the sentence alone, and between its neighbours."""

FEATURES = (
    "log of the greatest support",
    "log of the greatest contradiction",
    "log of the mean support",
    "log of the mean contradiction",
    "log of the least neither",
    "support of the nearest sentence's windows",
    "contradiction of the nearest sentence's windows",
    "greatest cosine",
    "share of the claim's words in the nearest sentence",
    "one of claim and nearest sentence is denied",
    "claim and nearest sentence point the same way (1), opposite ways (-1)",
    "the same, as far as their words are shared",
    "claim and the window of greatest support point the same way (1), opposite ways (-1)",
    "words of more, less and denial are the same in claim and nearest sentence",
    "a number of the claim is nowhere in the text",
)
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Calibration:
    """Multinomial logistic regression over FEATURES: coefficients float[3, n], intercepts float[3]."""

    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    supported_from: float
    contradicted_from: float

    @classmethod
    def load(cls, file: WeightsFile) -> Self:
        """Reads the coefficients. Raises ModelError where the file is not the one that it should be."""
        content = file.read()
        try:
            stored = json.loads(content)
            coefficients, intercepts = np.array(stored["coefficients"]), np.array(stored["intercepts"])
            found = cls(coefficients, intercepts, float(stored["supported_from"]), float(stored["contradicted_from"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(file.path.name, f"holds no calibration ({error})") from error
        if found.coefficients.shape != (CLASSES, len(FEATURES)) or found.intercepts.shape != (CLASSES,):
            raise ModelError(file.path.name, "was fitted to other features; run python -m generator.training calibrate")
        return found

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Class probabilities, float64[n, 3]."""
        return softmax(features @ self.coefficients.T + self.intercepts)


class WindowJudge:
    """The judge of a build: an embedder finds windows, a cross-encoder reads them, a regression weighs what it says."""

    def __init__(self, entailment: Entailment, embedder: Embedder, calibration: WeightsFile) -> None:
        self._entailment = entailment
        self._embedder = embedder
        self._calibration = Calibration.load(calibration)
        self.name = entailment.name
        self.supported_from = self._calibration.supported_from
        self.contradicted_from = self._calibration.contradicted_from
        self.hash = sha256(f"{entailment.hash}\n{embedder.hash}\n{calibration.sha256}".encode()).hexdigest()

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        """One judgement for each, in order; a text without a sentence does neither."""
        told = [at for at, one in enumerate(asked) if one.sentences]
        found = [Judgement(0.0, 0.0, 1.0)] * len(asked)
        if told:
            rows = self._calibration.probabilities(
                features([asked[at] for at in told], self._entailment, self._embedder)
            )
            for at, row in zip(told, rows.tolist(), strict=True):
                found[at] = Judgement(*row)
        return tuple(found)


def features(asked: Sequence[Asked], entailment: Entailment, embedder: Embedder) -> NDArray[np.float64]:
    """What the regression sees, float64[n, len(FEATURES)]; every text has at least one sentence.

    A claim is read without its citations; one that is nothing else is read as it is.
    """
    asked = [replace(one, claim=uncited(one.claim) or one.claim) for one in asked]
    near = _nearness(asked, embedder)
    best = [_nearest(row) for row in near]
    windows = [
        [window for at in chosen for window in _windows(one, at)] for one, chosen in zip(asked, best, strict=True)
    ]
    scores = entailment.score(
        [(window, one.claim) for one, some in zip(asked, windows, strict=True) for window in some]
    )
    ends = [0, *accumulate(len(some) for some in windows)]
    return np.array(
        [
            _row(one, scores[start:end].astype(np.float64), row, chosen)
            for one, (start, end), row, chosen in zip(asked, pairwise(ends), near, best, strict=True)
        ]
    )


def _nearness(asked: Sequence[Asked], embedder: Embedder) -> list[NDArray[np.float64]]:
    """Cosine of each sentence with its claim, float64[sentences] a text."""
    texts = list(dict.fromkeys(text for one in asked for text in (one.claim, *one.sentences)))
    place = {text: at for at, text in enumerate(texts)}
    vectors = embedder.encode(texts)
    return [
        (vectors[[place[s] for s in one.sentences]] @ vectors[place[one.claim]]).astype(np.float64) for one in asked
    ]


def _nearest(cosines: NDArray[np.float64]) -> list[int]:
    """Indices of the nearest sentences, the nearest first; cosines are rounded so that processors agree."""
    rounded = np.round(cosines, 3).tolist()
    return sorted(range(len(rounded)), key=lambda at: (-rounded[at], at))[:SENTENCES]


def _windows(one: Asked, at: int) -> tuple[str, str]:
    return one.sentences[at], " ".join(one.sentences[max(0, at - 1) : at + 2])


def _row(one: Asked, scores: NDArray[np.float64], cosines: NDArray[np.float64], chosen: Sequence[int]) -> list[float]:
    supports, contradicts, neither = scores.T
    nearest, best = one.sentences[chosen[0]], one.sentences[chosen[int(supports.argmax()) // WINDOWS]]
    claim, held = content_words(one.claim), set(content_words(nearest))
    shared = sum(word in held for word in claim) / max(1, len(claim))
    way, same = direction(one.claim), direction(nearest)
    together = way.sign * same.sign
    return [
        _log(supports.max()),
        _log(contradicts.max()),
        _log(supports.mean()),
        _log(contradicts.mean()),
        _log(neither.min()),
        float(supports[:WINDOWS].mean()),
        float(contradicts[:WINDOWS].mean()),
        float(cosines.max()),
        shared,
        float(way.denials % 2 != same.denials % 2),
        float(together),
        together * shared,
        float(way.sign * direction(best).sign),
        float(way == same),
        float(bool(absent(one.claim, " ".join((one.title, *one.sentences))))),
    ]


def _log(value: float) -> float:
    return math.log(value + _FLOOR)
