"""Calibrates probabilities again by cross-fitting, to tell what calibration on a set itself would reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.evaluate.metrics import SEED, Predictions
from generator.models.entailment import softmax

FOLDS = 5
LEAST = 20
"""Items of a label below which nothing is fitted."""

_STEPS = 500
_RATE = 0.1
_FLOOR = 1e-6

Floats = NDArray[np.float64]


def crossfit(items: Predictions, folds: int = FOLDS) -> Predictions | None:
    """The same items with probabilities calibrated on the other folds: one temperature, one bias a label.

    The folds depend on the number of items alone. None where a label is rarer than LEAST: nothing could be fitted.
    """
    if items.probabilities is None or np.bincount(items.gold, minlength=len(items.labels)).min() < LEAST:
        return None
    logs = np.log(np.clip(items.probabilities, _FLOOR, 1))
    fold = np.random.default_rng(SEED).permutation(len(items)) % folds
    chances = np.empty_like(logs)
    for held in range(folds):
        rest = fold != held
        scale, bias = _fit(logs[rest], np.eye(len(items.labels))[items.gold[rest]])
        chances[fold == held] = softmax(logs[fold == held] * scale + bias)
    return Predictions(items.labels, items.gold, chances.argmax(axis=1), chances)


def _fit(logs: Floats, truth: Floats) -> tuple[float, Floats]:
    """Temperature and biases of least cross-entropy, by gradient descent: convex, so that the start does not matter."""
    scale, bias = 1.0, np.zeros(logs.shape[1])
    for _ in range(_STEPS):
        wrong = (softmax(logs * scale + bias) - truth) / len(logs)
        scale -= _RATE * float((wrong * logs).sum())
        bias -= _RATE * wrong.sum(axis=0)
    return scale, bias
