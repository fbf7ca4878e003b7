"""Adapters of the models that a build asks: small files in the package, run on the processor, no network.

`load` gives what can be had. A file that is missing or not the one that it should be costs its part of the engine, not
the build: what is left says why, and pages print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.engine import Embedder, Judge, Roles
from generator.errors import ModelError
from generator.models.embedder import MiniLmEmbedder
from generator.models.entailment import MiniLmEntailment
from generator.models.judge import WindowJudge
from generator.models.onnx import WEIGHTS, weights
from generator.models.roles import ChainRoles


@dataclass(frozen=True, slots=True)
class Models:
    """The models that could be loaded; `missing` names the cause for each that could not, by task."""

    embedder: Embedder | None
    roles: Roles | None
    judge: Judge | None
    missing: tuple[tuple[str, str], ...] = ()


@cache
def load(folder: Path = WEIGHTS) -> Models:
    """The models whose files are in `folder`, loaded once a process."""
    try:
        embedder = MiniLmEmbedder(folder)
    except ModelError as error:
        return Models(None, None, None, tuple((task, str(error)) for task in ("embeddings", "roles", "entailment")))
    missing = []
    roles: Roles | None = None
    judge: Judge | None = None
    try:
        roles = ChainRoles(embedder, weights("roles.npz", folder))
    except ModelError as error:
        missing.append(("roles", str(error)))
    try:
        judge = WindowJudge(MiniLmEntailment(folder), embedder, weights("calibration.json", folder))
    except ModelError as error:
        missing.append(("entailment", str(error)))
    return Models(embedder, roles, judge, tuple(missing))
