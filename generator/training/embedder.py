"""Makes the sentence embedder's file from the packaged official weights of all-MiniLM-L6-v2 (Apache-2.0)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

from generator.training.export import write_int8


class Embedder(nn.Module):  # type: ignore[misc] # torch is not installed here
    """Mean of the last layer over the tokens, of length one, as sentence-transformers computes it."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Embeddings, float32[n, 384], of length one."""
        states = self.body(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        weight = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weight).sum(1) / weight.sum(1)
        return nn.functional.normalize(mean, dim=1)


def make(base: Path, target: Path) -> None:
    """Writes the int8 file; the same package versions give the same bytes."""
    model = Embedder(base)
    write_int8(model, "embedding", target, heads=model.body.config.num_attention_heads, width=384)
