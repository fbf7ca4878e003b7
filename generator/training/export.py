"""Writes a trained encoder as one int8 ONNX file that onnxruntime runs without torch.

Needs the `train` dependency group. Weights are quantised per channel to seven bits (`reduce_range`): on processors
without VNNI eight bits saturate in the instructions that onnxruntime uses there, and the scores change.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from torch import nn

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def write_int8(model: nn.Module, output: str, target: Path, *, heads: int, width: int) -> None:
    """Exports `model` (three int64[n, t] inputs, one float32 output), fuses its attention and quantises it."""
    model.eval()
    example = tuple(torch.ones((2, 8), dtype=torch.long) for _ in INPUTS)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            model,
            example,
            str(plain),
            input_names=list(INPUTS),
            output_names=[output],
            dynamic_axes={name: {0: "n", 1: "t"} for name in INPUTS} | {output: {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        optimized = optimize_model(str(plain), model_type="bert", num_heads=heads, hidden_size=width, opt_level=1)
        optimized.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    onnx.checker.check_model(str(target))
