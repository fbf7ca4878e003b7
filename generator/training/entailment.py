"""The recipe of the entailment model: what it reads, in which order, and what is held back to calibrate it.

Stage one teaches the task on short everyday pairs. Stages two and three teach scientific claims, two passes each; every
pass reads a judged claim in another way (`corpora.spans`). From stage three on a claim and its flipped twin meet in one
batch, on the same evidence. Stages four and five add pairs that differ by one word (`edits`), and denials.

The file that ships came of a run in which stage two knew the first 10,368 written claims, three and four knew 13,824,
and five knew all; between three and four the model was read back from its int8 file.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import bm25s
import torch
from tokenizers import Tokenizer

from generator.evaluate import corpora
from generator.evaluate.corpora import NEITHER, Article, Judged, Pair
from generator.training import edits
from generator.training.trainer import CrossEncoder, Recipe, encode, train

SEED = 5
FIRST = Recipe(rate=8e-5, head=10, max_tokens=100)
SECOND = Recipe(rate=7e-5, head=5, max_tokens=128, last=0.33)
THIRD = Recipe(rate=5.5e-5, head=3, max_tokens=128, twins=0.3, dropout=0.08)
FOURTH = Recipe(rate=1e-4, head=3, max_tokens=128, last=0.5, twins=0.3, dropout=0.08, warmup=0.04)
FIFTH = Recipe(rate=8e-5, head=3, max_tokens=128, twins=0.3, dropout=0.08, warmup=0.04)
EDITED, MUTUAL, NEGATED, SNLI, FEVER = 3_000, 3_000, 1_400, 3_000, 2_500
"""Units that stage four adds to each pass."""
PLAN = (
    ("stage two", SECOND, 2, 0.0),
    ("stage three", THIRD, 2, 0.0),
    ("stage four", FOURTH, 4, 1.0),
    ("stage five", FIFTH, 3, 0.3),
)
"""Stages of scientific claims: recipe, passes, and the share of those units that each pass gets."""
FEVER_CLAIMS = 10_000
FEVER_NEITHER = 3_000
TRIALS = 2_000
"""Pairs of Evidence Inference in each pass."""

HELD_THIRD = 3
"""One article of so many of SciFact's training set is held back, with all its claims, to calibrate on."""

MOST_TWINS = 4


def everyday(claims: Path, rnd: random.Random) -> list[Pair]:
    """Stage one: FEVER's claims, some with evidence on another point of the same subject, and counterfactual SNLI."""
    fever = list(corpora.fever(claims))
    rnd.shuffle(fever)
    evidence = sorted({pair.evidence for pair in fever})
    index = bm25s.BM25()
    index.index([_words(text) for text in evidence], show_progress=False)
    neither = []
    for pair in fever[-FEVER_NEITHER:]:
        if not (asked := _words(pair.claim)):
            continue
        near = [evidence[at] for at in index.get_scores(asked).argsort()[::-1][:6] if evidence[at] != pair.evidence]
        neither.append(Pair(near[rnd.randrange(min(3, len(near)))], pair.claim, NEITHER))
    return [*fever[:FEVER_CLAIMS], *neither, *corpora.snli_counterfactual(claims, "train", "dev", "test")]


def scientific(claims: Path, written: Sequence[Judged], rnd: random.Random) -> list[list[Pair]]:
    """One pass: claims written for this project, SciFact's training claims twice, and trials; twins are units."""
    train_claims = [judged for judged in corpora.scifact(claims, "train") if not held_back(judged)]
    found = [unit for some in (written, train_claims, train_claims) for unit in _units(some, rnd)]
    trials = [list(unit) for _, unit in groupby(corpora.evidence_inference(claims, rnd), lambda pair: pair.evidence)]
    rnd.shuffle(trials)
    return found + trials[: TRIALS // 2]


@dataclass(frozen=True, slots=True)
class Material:
    """Claims written for the project, and all articles whose sentences may be edited."""

    written: Sequence[Judged]
    articles: Sequence[Article]


class Drills:
    """Short pairs that exercise one thing: a changed word, a denial, everyday reasoning."""

    def __init__(self, claims: Path, material: Material, base: Sequence[Pair], rnd: random.Random) -> None:
        dev = {judged.article.title for judged in corpora.scifact(claims, "dev")}
        self._articles = [article for article in material.articles if article.title not in dev]
        self._written, self._rnd = material.written, rnd
        self._everyday = [[pair] for pair in base]
        self._snli = [[pair] for pair in corpora.snli_counterfactual(claims, "train", "dev", "test")]
        self._negated = [[pair] for pair in corpora.negated(claims)]

    def some(self, share: float) -> list[list[Pair]]:
        """A pass's units, anew each time."""
        rnd = self._rnd
        return [
            *edits.edited(self._articles, int(share * EDITED), rnd),
            *edits.mutual(self._written, int(share * MUTUAL), rnd),
            *rnd.sample(self._negated, min(len(self._negated), int(share * NEGATED))),
            *rnd.sample(self._snli, min(len(self._snli), int(share * SNLI))),
            *rnd.sample(self._everyday, min(len(self._everyday), int(share * FEVER))),
        ]


def _units(judged: Sequence[Judged], rnd: random.Random) -> Iterator[list[Pair]]:
    """Claims that the same sentences decide, read in the same way; what `spans` adds to them stands alone."""
    groups: dict[tuple[str, tuple[tuple[int, ...], ...]], list[Judged]] = {}
    for one in judged:
        groups.setdefault((one.article.title, one.decisive), []).append(one)
    for group in groups.values():
        if len({one.target for one in group}) == 1 or group[0].target == NEITHER:
            yield from ([pair] for one in group for pair in corpora.spans(one, rnd))
            continue
        seed = rnd.random()
        read = [list(corpora.spans(one, random.Random(seed))) for one in group[:MOST_TWINS]]  # noqa: S311 - a sample
        yield [first for first, *_ in read]
        yield from ([pair] for _, *others in read for pair in others[:1])


def held_back(judged: Judged) -> bool:
    """Whether the claim's article is one of those that calibration needs unseen."""
    return zlib.crc32(judged.article.title.encode()) % HELD_THIRD == 0


def make(claims: Path, material: Material, base: Path) -> CrossEncoder:
    """Trains the model from the encoder in `base`: three to five hours on two cores, minutes on a GPU."""
    rnd = random.Random(SEED)  # noqa: S311 - a reproducible sample
    torch.manual_seed(SEED)
    model = CrossEncoder(base)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    base_pairs = everyday(claims, rnd)
    units = [[pair] for pair in base_pairs]
    train(model, [encode(units, tokenizer, FIRST.max_tokens)], FIRST, SEED, "stage one")
    drills = Drills(claims, material, base_pairs, rnd)
    for stage, recipe, passes, share in PLAN:
        read = (scientific(claims, material.written, rnd) + drills.some(share) for _ in range(passes))
        train(model, [encode(one, tokenizer, recipe.max_tokens) for one in read], recipe, SEED, stage)
    return model


def _words(text: str) -> list[str]:
    return [word for word in text.lower().split() if word.isalnum() and len(word) > len("the")]
