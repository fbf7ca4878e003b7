"""The models of a project, each with what is stored of it, and what pages print of them.

Stands between `pipeline` and the models and their store, which do not know each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import models
from generator.engine import Embedder, Judge, Roles
from generator.models import Models
from generator.schema import EnginePart
from generator.store import scores
from generator.store.scores import Kept, KeptEmbedder, KeptJudge, KeptRoles

INSTEAD = {
    "embeddings": "none: works are ranked by BM25 alone",
    "roles": "none: kinds of claims go by cue words alone",
    "entailment": "none: a lexical baseline takes its place",
}
"""What stands in for a model that could not be had."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a build asks; `kept` holds, by task, what it asked for and whether that was stored."""

    embedder: Embedder | None = None
    roles: Roles | None = None
    judge: Judge | None = None
    missing: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, Kept], ...] = ()

    def parts(self) -> Iterator[EnginePart]:
        """Every model with its hash; for one that could not be had, what takes its place and why."""
        causes = dict(self.missing)
        for task, model in (("embeddings", self.embedder), ("roles", self.roles), ("entailment", self.judge)):
            if model is not None:
                yield EnginePart(task=task, name=model.name, version=f"sha256 {model.hash}")
            else:
                yield EnginePart(task=task, name=INSTEAD[task], version=causes.get(task, "not asked for"))


RULES = Workbench()
"""A build without any model."""


def load(root: Path, folder: Path | None = None) -> Workbench:
    """The models of `folder` (the package's own, if None), with what is stored under `root`."""
    found: Models = models.load() if folder is None else models.load(folder)
    kept: list[tuple[str, Kept]] = []

    def stored(task: str, model: str) -> Kept:
        kept.append((task, scores.load(root, task, model)))
        return kept[-1][1]

    return Workbench(
        embedder=found.embedder and KeptEmbedder(found.embedder, stored("embeddings", found.embedder.hash)),
        roles=found.roles and KeptRoles(found.roles, stored("roles", found.roles.hash)),
        judge=found.judge and KeptJudge(found.judge, stored("entailment", found.judge.hash)),
        missing=found.missing,
        kept=tuple(kept),
    )
