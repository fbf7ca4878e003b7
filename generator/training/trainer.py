"""Fine-tunes the sentence encoder into a cross-encoder that says supports, contradicts or neither.

Needs the `train` dependency group (torch, transformers). Not imported by anything that a build runs.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from generator.evaluate.corpora import Pair

LABELS = 3
HALF = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - torch has no public question
"""Whether this processor multiplies bfloat16: then a step takes half the time."""

STRIP = 8
"""Length of the strip that dropout's masks are cut from, in masks."""

TOLD = 50
"""Steps between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a stage is trained.

    `rate` is the body's peak learning rate, `last` its share at the end; the head learns `head` times as fast. `twins`
    weighs the loss that keeps a supported claim and its contradicted twin apart; `dropout` is set in every layer.
    """

    rate: float
    head: float
    max_tokens: int
    last: float = 0.0
    twins: float = 0.0
    dropout: float = 0.1
    batch: int = 32
    warmup: float = 0.05
    smoothing: float = 0.05
    decay: float = 0.01


class StripDropout(nn.Module):  # type: ignore[misc] # torch is not installed here
    """Dropout whose masks are cut at random places from one strip; to draw each afresh took a fifth of the time."""

    strip: ClassVar[dict[tuple[float, torch.dtype], torch.Tensor]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.p = 0.0

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """The states with a share `p` of them set to zero and the others raised to make up for it."""
        if not self.training or not self.p:
            return states
        size, key = states.numel(), (self.p, states.dtype)
        if key not in self.strip or self.strip[key].numel() < STRIP * size:
            mask = torch.rand(STRIP * size) >= self.p
            self.strip[key] = mask.to(states.dtype) / (1 - self.p)
        begin = int(torch.randint(0, self.strip[key].numel() - size, (1,)))
        return states * self.strip[key][begin : begin + size].view_as(states)


class CrossEncoder(nn.Module):  # type: ignore[misc] # torch is not installed here
    """BERT over `[CLS] evidence [SEP] claim [SEP]`; mean and first token of the last layer; three logits."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        self.heads, self.width = int(self.body.config.num_attention_heads), int(self.body.config.hidden_size)
        self.drop = nn.Dropout(0.1)
        for parent in list(self.modules()):
            for name, child in parent.named_children():
                if isinstance(child, nn.Dropout):
                    setattr(parent, name, StripDropout())
        for layer in self.body.encoder.layer:
            layer.attention.self.dropout = nn.Dropout(0.0)
        self.head = nn.Linear(2 * self.width, LABELS)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Logits, float32[n, 3], from int64[n, t] token ids, attention mask and token types."""
        states = self.body(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weight).sum(1) / weight.sum(1)
        logits: torch.Tensor = self.head(self.drop(torch.cat([mean, states[:, 0]], dim=1)))
        return logits


@dataclass(frozen=True, slots=True)
class Encoded:
    """A pair as the model reads it."""

    ids: list[int]
    kinds: list[int]
    target: tuple[float, float, float]


Unit = Sequence[Encoded]
"""Pairs that stay in one batch: a claim and its twins on the same evidence, or one pair alone."""


def encode(units: Sequence[Sequence[Pair]], tokenizer: Tokenizer, max_tokens: int) -> list[Unit]:
    """The pairs in tokens, evidence first; the longer of the two is cut to fit."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="longest_first")
    found: list[Unit] = []
    for at in range(0, len(units), 500):
        some = units[at : at + 500]
        read = iter(tokenizer.encode_batch([(pair.evidence, pair.claim) for unit in some for pair in unit]))
        found += [
            [Encoded(one.ids, one.type_ids, p.target) for p, one in zip(unit, read, strict=False)] for unit in some
        ]
    return found


def batches(units: Sequence[Unit], size: int, rnd: random.Random) -> Iterator[list[Unit]]:
    """Random batches of similar length: shuffled, cut into pools of forty batches, each sorted by length."""
    order = list(units)
    rnd.shuffle(order)
    cut: list[list[Unit]] = []
    for at in range(0, len(order), size * 40):
        pool = sorted(order[at : at + size * 40], key=lambda unit: max(len(one.ids) for one in unit))
        cut += _filled(pool, size)
    rnd.shuffle(cut)
    yield from cut


def _filled(pool: Sequence[Unit], size: int) -> Iterator[list[Unit]]:
    """The units, in their order, in batches of at most `size` pairs."""
    batch: list[Unit] = []
    for unit in pool:
        if batch and sum(map(len, batch)) + len(unit) > size:
            yield batch
            batch = []
        batch.append(unit)
    if batch:
        yield batch


def tensors(batch: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids, attention mask and token types, int64[n, t], padded to the longest of the batch."""
    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask, kinds = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        kinds[row, : len(one.ids)] = torch.tensor(one.kinds)
        mask[row, : len(one.ids)] = 1
    return ids, mask, kinds


def train(model: CrossEncoder, passes: Sequence[Sequence[Unit]], recipe: Recipe, seed: int, label: str) -> None:
    """Runs one stage in place, once over each of `passes`; progress goes to the error stream.

    Word embeddings stay as they are: it saves time and forgets less.
    """
    rnd = random.Random(seed)  # noqa: S311 - a reproducible order
    torch.manual_seed(seed)
    for module in model.modules():
        if isinstance(module, StripDropout):
            module.p = recipe.dropout
    every = [batch for units in passes for batch in batches(units, recipe.batch, rnd)]
    optimiser, schedule = _optimiser(model, recipe, len(every))
    model.train()
    began, running = time.monotonic(), 0.0
    for step, batch in enumerate(every, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
            logits = model(*tensors([one for unit in batch for one in unit]))
        loss = _loss(logits.float(), batch, recipe)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        running += loss.item()
        if step % TOLD == 0:
            spent = time.monotonic() - began
            sys.stderr.write(f"{label}: step {step} of {len(every)}, loss {running / TOLD:.3f}, {spent:.0f} s\n")
            running = 0.0


def _optimiser(
    model: CrossEncoder, recipe: Recipe, total: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    for parameter in model.body.embeddings.parameters():
        parameter.requires_grad = False
    body = [parameter for parameter in model.body.parameters() if parameter.requires_grad]
    groups = [
        {"params": body, "lr": recipe.rate},
        {"params": model.head.parameters(), "lr": recipe.rate * recipe.head},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    warm = max(1, int(total * recipe.warmup))

    def share(step: int) -> float:
        left = max(0.0, (total - step) / max(1, total - warm))
        return min((step + 1) / warm, recipe.last + (1 - recipe.last) * left)

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _loss(logits: torch.Tensor, batch: Sequence[Unit], recipe: Recipe) -> torch.Tensor:
    """Cross-entropy with smoothed labels, and for twins how far support and contradiction are not yet apart."""
    flat = [one for unit in batch for one in unit]
    target = torch.tensor([one.target for one in flat]) * (1 - recipe.smoothing) + recipe.smoothing / LABELS
    loss = -(target * logits.log_softmax(1)).sum(1).mean()
    pairs = torch.tensor(list(_twins(batch)))
    if not recipe.twins or not len(pairs):
        return loss
    leaning = logits[:, 0] - logits[:, 1]
    apart = leaning[pairs[:, 0]] - leaning[pairs[:, 1]]
    return loss + recipe.twins * min(1.0, len(pairs) / 4) * nn.functional.softplus(1 - apart).mean()


def _twins(batch: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Places, in the flat batch, of a supported pair and a contradicted one of the same unit."""
    begin = 0
    for unit in batch:
        for left, one in enumerate(unit):
            for right, other in enumerate(unit):
                if one.target[0] == 1 and other.target[1] == 1:
                    yield begin + left, begin + right
        begin += len(unit)
