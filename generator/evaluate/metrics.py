"""Measures of classifications, probabilities and rankings, with bootstrap intervals; pure functions on arrays.

Knows neither files nor models. What cannot be said of a set (the precision of a class that was never predicted at a
threshold) is NaN, which the printed table shows as a dash and JSON as null; it is never a number that looks like one.
"""

from __future__ import annotations

import math
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

ROUNDS = 1000
SEED = 20_261_121
LEVEL = 95
"""Per cent of the resamples that an interval holds."""

BINS = 10
"""Bins of a reliability curve and of the expected calibration error."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its 95 % bootstrap percentile interval; no interval is `None` twice."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one task measured on `n` items.

    `confusion` counts items by gold label, then by predicted label. `speed` is all that changes from run to run;
    `engine` names the models that took part; `wrong` tells of items that a task lists because they went wrong.
    """

    task: str
    n: int
    measures: tuple[Measure, ...]
    per_class: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    confusion: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    engine: tuple[str, ...] = ()
    speed: Mapping[str, float] = field(default_factory=dict)
    wrong: tuple[Mapping[str, str], ...] = ()


def speed(name: str, done: int, seconds: float) -> dict[str, float]:
    """How many a second, and the most memory that this process ever held, in MiB (`ru_maxrss`; macOS counts bytes)."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kib = held / 1024 if sys.platform == "darwin" else held
    return {name: done / seconds if seconds > 0 else math.nan, "peak_mb": kib / 1024}


# --- intervals ------------------------------------------------------------------------------------------------------


def bootstrap(
    statistic: Callable[[Indices], float], n: int, *, rounds: int = ROUNDS, seed: int = SEED
) -> tuple[float, float] | None:
    """Percentile interval of a statistic over resampled items (Efron and Tibshirani 1993, chapter 13).

    `statistic` gets `n` indices drawn with replacement. The seed is fixed: the same data give the same interval.
    None if there is no item, or if no resample had a value.
    """
    if n == 0:
        return None
    draw = np.random.default_rng(seed)
    values = np.array([statistic(draw.integers(n, size=n)) for _ in range(rounds)])
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    rest = (100 - LEVEL) / 2
    low, high = np.percentile(values, [rest, 100 - rest])
    return float(low), float(high)


def measure(name: str, statistic: Callable[[Indices], float], n: int) -> Measure:
    """The statistic of all items in their order, with its interval."""
    value = statistic(np.arange(n)) if n else math.nan
    low, high = bootstrap(statistic, n) or (None, None)
    return Measure(name, value, low, high)


def mean(name: str, values: Sequence[float]) -> Measure:
    """The mean of one figure an item, an nDCG of each query say, with its interval."""
    each = np.asarray(values, dtype=np.float64)
    return measure(name, lambda at: float(each[at].mean()), len(each))


# --- labels ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Predictions:
    """Gold and predicted labels of items, as positions in `labels`, and probabilities (items, labels) if there are."""

    labels: tuple[str, ...]
    gold: Indices
    predicted: Indices
    probabilities: NDArray[np.float64] | None = None

    @classmethod
    def of(
        cls,
        labels: Sequence[str],
        gold: Sequence[str],
        predicted: Sequence[str] | None = None,
        probabilities: NDArray[np.floating] | None = None,
    ) -> Self:
        """Predictions from labels given by name; without `predicted` the most probable label is predicted.

        Raises ValueError for a label that is not one of `labels` and for sequences of different lengths.
        """
        chances = None if probabilities is None else np.asarray(probabilities, dtype=np.float64)
        if chances is not None and chances.shape != (len(gold), len(labels)):
            raise ValueError(f"probabilities are {chances.shape}, not {(len(gold), len(labels))}")
        if predicted is None:
            if chances is None:
                raise ValueError("neither predicted labels nor probabilities")
            guesses = chances.argmax(axis=1) if len(gold) else np.empty(0, dtype=np.intp)
        else:
            guesses = _positions(labels, predicted)
        if len(guesses) != len(gold):
            raise ValueError(f"{len(guesses)} predictions for {len(gold)} items")
        return cls(tuple(labels), _positions(labels, gold), guesses, chances)

    def __len__(self) -> int:
        return len(self.gold)

    def take(self, at: Indices) -> Predictions:
        """The items at these positions; a position may come more than once."""
        chances = None if self.probabilities is None else self.probabilities[at]
        return Predictions(self.labels, self.gold[at], self.predicted[at], chances)

    def measure(self, name: str, statistic: Callable[[Predictions], float]) -> Measure:
        """A statistic of these predictions with its interval."""
        return measure(name, lambda at: statistic(self.take(at)), len(self))


def _positions(labels: Sequence[str], names: Sequence[str]) -> Indices:
    known = {name: at for at, name in enumerate(labels)}
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(f"no label {unknown[0]!r} among {', '.join(labels)}")
    return np.array([known[name] for name in names], dtype=np.intp)


def accuracy(items: Predictions) -> float:
    """Share of items whose predicted label is the gold one."""
    return float((items.gold == items.predicted).mean()) if len(items) else math.nan


def macro_f1(items: Predictions) -> float:
    """Unweighted mean F1 of the labels that occur, as gold or as predicted (as scikit-learn's `f1_score`)."""
    table = _counts(items)
    both = table.sum(axis=0) + table.sum(axis=1)
    occurs = both > 0
    return float((2 * np.diag(table)[occurs] / both[occurs]).mean()) if occurs.any() else math.nan


def precision(items: Predictions, label: str) -> float:
    """Share of right ones among the items predicted to be `label`."""
    return _share(items.gold == items.predicted, items.predicted == items.labels.index(label))


def recall(items: Predictions, label: str) -> float:
    """Share of the items of a gold label that were predicted so."""
    return _share(items.gold == items.predicted, items.gold == items.labels.index(label))


def f1(items: Predictions, label: str) -> float:
    """Harmonic mean of precision and recall of a label; NaN if it occurs neither as gold nor as predicted."""
    at = items.labels.index(label)
    gold, predicted = items.gold == at, items.predicted == at
    both = int(gold.sum() + predicted.sum())
    return 2 * int((gold & predicted).sum()) / both if both else math.nan


def per_class(items: Predictions) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of gold items (`n`) of each label."""
    return {
        label: {
            "precision": precision(items, label),
            "recall": recall(items, label),
            "f1": f1(items, label),
            "n": int((items.gold == at).sum()),
        }
        for at, label in enumerate(items.labels)
    }


def confusion(items: Predictions) -> dict[str, dict[str, int]]:
    """Number of items by gold label, then by predicted label."""
    table = _counts(items).tolist()
    return {gold: dict(zip(items.labels, row, strict=True)) for gold, row in zip(items.labels, table, strict=True)}


def _counts(items: Predictions) -> NDArray[np.intp]:
    k = len(items.labels)
    return np.bincount(items.gold * k + items.predicted, minlength=k * k).reshape(k, k)


def _share(right: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    return float(right[of].mean()) if of.any() else math.nan


# --- probabilities --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of a reliability curve: mean confidence and accuracy of `n` items."""

    confidence: float
    accuracy: float
    n: int


def reliability(items: Predictions, bins: int = BINS) -> tuple[Bin, ...]:
    """Confidence against accuracy in bins of equal mass, lowest confidence first.

    The confidence is the probability of the predicted label. Edges are quantiles, and items of equal confidence share
    a bin, so that the items' order does not matter; heavy ties make fewer bins.
    """
    sums = _binned(items, bins)
    return tuple(Bin(float(c / n), float(a / n), int(n)) for c, a, n in sums.T if n)


def ece(items: Predictions, bins: int = BINS) -> float:
    """Expected calibration error of the top label over bins of equal mass (Nixon et al. 2019).

    Equal mass, because with bins of equal width most of a few hundred items fall into one or two of them.
    """
    confidence, right, _ = _binned(items, bins)
    return float(np.abs(confidence - right).sum() / len(items)) if len(items) else math.nan


def _binned(items: Predictions, bins: int) -> NDArray[np.float64]:
    """Three rows, a column each bin: sum of confidences, number of right ones, number of items."""
    if not len(items):
        return np.empty((3, 0))
    confidence = _confidence(items)
    inner = np.unique(np.quantile(confidence, np.arange(1, bins) / bins, method="higher"))
    at = np.searchsorted(inner, confidence, side="right")
    rows = (confidence, (items.gold == items.predicted).astype(np.float64), np.ones(len(items)))
    return np.stack([np.bincount(at, weights=row, minlength=len(inner) + 1) for row in rows])


def brier(items: Predictions) -> float:
    """Mean squared distance of the probabilities from what was the case, summed over labels: 0 (best) to 2."""
    chances = _probabilities(items)
    truth = np.eye(len(items.labels))[items.gold]
    return float(((chances - truth) ** 2).sum(axis=1).mean()) if len(items) else math.nan


def brier_skill(items: Predictions) -> float:
    """Brier skill score over the base rates of these same gold labels: 1 is perfect, 0 no better than they are.

    NaN where all gold labels are one, as nothing can be better than its base rate.
    """
    rates = np.bincount(items.gold, minlength=len(items.labels)) / max(len(items), 1)
    reference = 1 - float((rates**2).sum())
    return 1 - brier(items) / reference if len(items) and reference > 0 else math.nan


def precision_at(items: Predictions, threshold: float, label: str | None = None) -> float:
    """Share of right ones among the items predicted with at least this confidence, of one label if it is given."""
    return _share(items.gold == items.predicted, _kept(items, threshold, label))


def coverage_at(items: Predictions, threshold: float, label: str | None = None) -> float:
    """Share of the items predicted with at least this confidence, of the items predicted to be `label` if given."""
    return _share(_kept(items, threshold, label), _of_label(items, label))


def _kept(items: Predictions, threshold: float, label: str | None) -> NDArray[np.bool_]:
    return _of_label(items, label) & (_confidence(items) >= threshold)


def _of_label(items: Predictions, label: str | None) -> NDArray[np.bool_]:
    if label is None:
        return np.ones(len(items), dtype=np.bool_)
    return np.asarray(items.predicted == items.labels.index(label))


def _confidence(items: Predictions) -> NDArray[np.float64]:
    return np.asarray(_probabilities(items)[np.arange(len(items)), items.predicted])


def _probabilities(items: Predictions) -> NDArray[np.float64]:
    if items.probabilities is None:
        raise ValueError("these predictions carry no probabilities")
    return items.probabilities


# --- rankings -------------------------------------------------------------------------------------------------------


def ndcg_at_10(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten, with linear gains (as trec_eval and BEIR have it).

    `relevant` holds grades; documents that it does not name have grade 0. NaN where no document has a grade above 0.
    """
    ideal = _discounted(sorted((max(grade, 0) for grade in relevant.values()), reverse=True))
    found = _discounted([max(relevant.get(key, 0), 0) for key in ranked[:10]])
    return found / ideal if ideal else math.nan


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:10], start=1))


def recall_at_k(ranked: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents (grade above 0) that are among the first `k`; NaN where there is none."""
    wanted = {key for key, grade in relevant.items() if grade > 0}
    return len(wanted & set(ranked[:k])) / len(wanted) if wanted else math.nan
