"""The recipe of the entailment model: what it reads, in which order, and what is held back to calibrate it.

Stage one teaches the task on short everyday pairs. Stages two and three teach scientific claims, two passes each; every
pass reads a judged claim in another way (`corpora.spans`). In stage three a claim and its flipped twin meet in one
batch, on the same evidence. The file that ships came of a run in which stage two knew the first 10,368 written claims.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import bm25s
import torch
from tokenizers import Tokenizer

from generator.evaluate import corpora
from generator.evaluate.corpora import NEITHER, Judged, Pair
from generator.training.trainer import CrossEncoder, Recipe, encode, train

SEED = 5
FIRST = Recipe(rate=8e-5, head=10, max_tokens=100)
SECOND = Recipe(rate=7e-5, head=5, max_tokens=128, last=0.33)
THIRD = Recipe(rate=5.5e-5, head=3, max_tokens=128, twins=0.3, dropout=0.08)
PASSES = 2
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


def make(claims: Path, written: Sequence[Judged], base: Path) -> CrossEncoder:
    """Trains the model from the encoder in `base`: two to three hours on two cores, minutes on a GPU."""
    rnd = random.Random(SEED)  # noqa: S311 - a reproducible sample
    torch.manual_seed(SEED)
    model = CrossEncoder(base)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    pairs = [[pair] for pair in everyday(claims, rnd)]
    train(model, [encode(pairs, tokenizer, FIRST.max_tokens)], FIRST, SEED, "stage one")
    for stage, recipe in (("stage two", SECOND), ("stage three", THIRD)):
        passes = [encode(scientific(claims, written, rnd), tokenizer, recipe.max_tokens) for _ in range(PASSES)]
        train(model, passes, recipe, SEED, stage)
    return model


def _words(text: str) -> list[str]:
    return [word for word in text.lower().split() if word.isalnum() and len(word) > len("the")]
