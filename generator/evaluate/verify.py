"""`claimbook eval verify`: how well claims are told to be supported, contradicted or neither, and how surely.

Reads claims and a corpus in SciFact's form (Wadden et al. 2020: each claim with each article that it cites), or pairs
of premise and hypothesis. Judges with the judge that builds ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from generator.engine import Asked, Judge
from generator.evaluate import files, metrics
from generator.evaluate.calibration import crossfit
from generator.evaluate.metrics import Measure, Predictions, Result
from generator.text import sentences

LABELS = ("supports", "contradicts", "neither")
BATCH = 64
"""Texts judged at once: memory stays flat however large a set is."""

_NAMES = {
    "support": "supports", "supported": "supports", "supports": "supports", "entailment": "supports",
    "entails": "supports", "contradict": "contradicts", "contradicted": "contradicts", "contradicts": "contradicts",
    "refute": "contradicts", "refuted": "contradicts", "refutes": "contradicts", "contradiction": "contradicts",
    "neither": "neither", "neutral": "neither", "nei": "neither", "not_enough_info": "neither",
    "not enough info": "neither", "noinfo": "neither", "not_entailment": "not supports",
}  # fmt: skip
_CLAIMS = '{"id": 1, "claim": "…", "evidence": {"7": [{"sentences": [0], "label": "SUPPORT"}]}, "cited_doc_ids": [7]}'
_CORPUS = '{"doc_id": 7, "title": "…", "abstract": ["…", "…"]}'
_PAIRS = '{"premise": "…", "hypothesis": "…", "label": "supports"}'

CURVE = "reliability of the most probable label: "
"""How the note begins that holds a reliability curve."""


def _label(value: object) -> object:
    return _NAMES.get(value.strip().casefold(), value) if isinstance(value, str) else value


Label = Annotated[Literal["supports", "contradicts", "neither", "not supports"], BeforeValidator(_label)]


class _EvidenceRow(files.Row):
    label: Label


class _ClaimRow(files.Row):
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {"doc_ids": "cited_doc_ids"}

    id: str
    claim: str
    evidence: Mapping[str, Annotated[Sequence[_EvidenceRow], Field(min_length=1)]] = Field(default_factory=dict)
    cited_doc_ids: tuple[str, ...] = ()


class _DocumentRow(files.Row):
    doc_id: str
    title: str = ""
    abstract: tuple[str, ...]


class _PairRow(files.Row):
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {
        "sentence1": "premise", "evidence": "premise", "text": "premise",
        "sentence2": "hypothesis", "claim": "hypothesis", "gold_label": "label",
    }  # fmt: skip

    premise: str
    hypothesis: str
    label: Label
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A claim held against a text, and what a person said of the two."""

    asked: Asked
    label: str
    group: str | None = None


def read_claims(claims: Path, corpus: Path) -> tuple[Labelled, ...]:
    """Each claim with each article that it cites or has evidence in; an article without evidence does neither.

    Raises InputError for a file in another form, for an article that the corpus lacks or has twice, and where no claim
    cites one.
    """
    documents = files.jsonl(corpus, _DocumentRow, _CORPUS)
    files.unique(corpus, (row.doc_id for row in documents), "article")
    articles = {row.doc_id: row for row in documents}
    rows = files.jsonl(claims, _ClaimRow, _CLAIMS)
    files.known(claims, (key for row in rows for key in (*row.cited_doc_ids, *row.evidence)), articles, "article")
    found = tuple(
        Labelled(
            Asked(row.claim, articles[key].title, articles[key].abstract),
            row.evidence[key][0].label if key in row.evidence else "neither",
        )
        for row in rows
        for key in dict.fromkeys((*row.cited_doc_ids, *row.evidence))
    )
    if not found:
        raise files.refusal(claims, 0, "No claim cites an article.", f"Write claims as {_CLAIMS}.")
    return found


def read_pairs(pairs: Path) -> tuple[Labelled, ...]:
    """Premise, hypothesis and label from JSONL, or from a TSV or CSV file with these columns."""
    is_table = pairs.suffix.lower() in {".tsv", ".csv", ".txt"}
    rows = (
        files.table(pairs, _PairRow, "premise, hypothesis, label") if is_table else files.jsonl(pairs, _PairRow, _PAIRS)
    )
    return tuple(Labelled(Asked(row.hypothesis, "", _sentences(row.premise)), row.label, row.group) for row in rows)


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text))


def evaluate(labelled: Sequence[Labelled], judge: Judge) -> Result:
    """Macro-F1, calibration, and precision and coverage of what would be verified.

    `coverage` is the share of the supported claims that are verified, `precision` the share of the verified ones that
    are supported. `ece_crossfit` and `brier_skill_crossfit` are those after the probabilities were calibrated again on
    the other folds of this set. `groups_right` is the share of groups, such as a claim and its flipped twin, of which
    every member got its label. A set that only tells supported from not supported is measured on these two.
    """
    began = perf_counter()
    chances = np.array(
        [
            row
            for at in range(0, len(labelled), BATCH)
            for row in judge.judge([one.asked for one in labelled[at : at + BATCH]])
        ]
    )
    seconds = perf_counter() - began
    two = any(one.label == "not supports" for one in labelled)
    if two:
        chances = np.stack([chances[:, 0], 1 - chances[:, 0]], axis=1)
    labels = ("supports", "not supports") if two else LABELS
    gold = ["not supports" if two and one.label != "supports" else one.label for one in labelled]
    items = Predictions.of(labels, gold, probabilities=chances)
    return Result(
        task="verify",
        n=len(items),
        measures=(*_measures(items, judge.supported_from), *_crossfitted(items), *_grouped(items, labelled)),
        per_class=metrics.per_class(items),
        confusion=metrics.confusion(items),
        notes=(f"verified from a probability of support of {judge.supported_from:.3f}", *_curve(items)),
        engine=(f"{judge.name}, sha256 {judge.hash}",),
        speed=metrics.speed("pairs_per_second", len(items), seconds),
    )


def _measures(items: Predictions, threshold: float) -> tuple[Measure, ...]:
    return (
        items.measure("macro_f1", metrics.macro_f1),
        items.measure("accuracy", metrics.accuracy),
        items.measure("ece", metrics.ece),
        items.measure("brier_skill", metrics.brier_skill),
        items.measure("precision", lambda some: metrics.precision_at(some, threshold, "supports")),
        items.measure("coverage", lambda some: coverage_verified(some, threshold)),
    )


def _crossfitted(items: Predictions) -> tuple[Measure, ...]:
    again = crossfit(items)
    if again is None:
        return ()
    return (
        again.measure("ece_crossfit", metrics.ece),
        again.measure("brier_skill_crossfit", metrics.brier_skill),
    )


def _grouped(items: Predictions, labelled: Sequence[Labelled]) -> tuple[Measure, ...]:
    right: dict[str, bool] = {}
    for one, hit in zip(labelled, (items.gold == items.predicted).tolist(), strict=True):
        if one.group is not None:
            right[one.group] = right.get(one.group, True) and hit
    return (metrics.mean("groups_right", [float(hit) for hit in right.values()]),) if right else ()


def _curve(items: Predictions) -> tuple[str, ...]:
    points = (f"{one.confidence:.2f} said, {one.accuracy:.2f} true (n = {one.n})" for one in metrics.reliability(items))
    return (CURVE + "; ".join(points),)


def coverage_verified(items: Predictions, threshold: float) -> float:
    """Share of the supported claims that are verified; NaN where none is supported."""
    assert items.probabilities is not None  # noqa: S101 - `evaluate` made them
    supported = items.gold == 0
    return float((items.probabilities[supported, 0] >= threshold).mean()) if supported.any() else float("nan")
