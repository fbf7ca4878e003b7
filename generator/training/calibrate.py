"""Fits the regression that weighs what the entailment model says of a text's windows, on claims held back for it.

Chooses the thresholds on the same claims, each judged by a fit that did not see its article. How well it does on other
sets is told by `claimbook eval verify`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from generator.engine import Asked, Embedder, Entailment
from generator.evaluate.corpora import Judged
from generator.models.judge import features

PRECISION = 0.85
"""Share of right ones, among the held-back claims, that the thresholds of support and contradiction aim at."""

LEAST = 30
"""Claims above a threshold without which its precision says nothing."""

FOLDS = 10
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
DIGITS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the regression learns from: features, labels, what each claim counts, and its article."""

    rows: Floats
    gold: NDArray[np.intp]
    weights: Floats
    articles: NDArray[np.intp]


def sample(
    held: Sequence[Sequence[Judged]], entailment: Entailment, embedder: Embedder, of: NDArray[np.float64]
) -> Sample:
    """The held-back sets as one sample, in which set i counts for `of[i]` of the whole."""
    judged = [one for some in held for one in some]
    rows = features(
        [Asked(one.claim, one.article.title, one.article.sentences) for one in judged], entailment, embedder
    )
    titles = {title: at for at, title in enumerate(dict.fromkeys(one.article.title for one in judged))}
    weights = [share / len(some) for share, some in zip(of, held, strict=True) for _ in some]
    return Sample(
        rows,
        np.array([int(np.argmax(one.target)) for one in judged]),
        np.array(weights) * len(judged) / sum(of),
        np.array([titles[one.article.title] for one in judged]),
    )


def fit(found: Sample, target: Path) -> dict[str, float]:
    """Writes coefficients and thresholds to `target`; gives the cross-validated log loss and thresholds."""
    mean, spread = found.rows.mean(axis=0), found.rows.std(axis=0) + 1e-9
    rows = (found.rows - mean) / spread
    chances = {strength: _crossed(rows, found, strength) for strength in STRENGTHS}
    loss = {strength: _loss(chance, found) for strength, chance in chances.items()}
    best = min(STRENGTHS, key=lambda strength: loss[strength])
    model = _regression(best).fit(rows, found.gold, sample_weight=found.weights)
    coefficients = model.coef_ / spread
    thresholds = {
        "supported_from": threshold(chances[best][:, 0], found.gold == 0),
        "contradicted_from": threshold(chances[best][:, 1], found.gold == 1),
    }
    stored = {
        "coefficients": np.round(coefficients, DIGITS).tolist(),
        "intercepts": np.round(model.intercept_ - coefficients @ mean, DIGITS).tolist(),
        **thresholds,
    }
    target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return {"strength": best, "log_loss": loss[best], **thresholds}


def threshold(chances: Floats, right: NDArray[np.bool_]) -> float:
    """The least probability, in hundredths, from which on PRECISION of the claims are right; at most 0.99."""
    for step in range(50, 99):
        above = chances >= step / 100
        if above.sum() >= LEAST and right[above].mean() >= PRECISION:
            return step / 100
    return 0.99


def _crossed(rows: Floats, found: Sample, strength: float) -> Floats:
    folds = GroupKFold(FOLDS).split(rows, found.gold, found.articles)
    return np.asarray(
        cross_val_predict(
            _regression(strength), rows, found.gold, cv=list(folds), method="predict_proba",
            params={"sample_weight": found.weights},
        )
    )  # fmt: skip


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=5000)


def _loss(chances: Floats, found: Sample) -> float:
    of_gold = np.clip(chances[np.arange(len(found.gold)), found.gold], 1e-9, 1)
    return float(-(np.log(of_gold) * found.weights).sum() / found.weights.sum())
