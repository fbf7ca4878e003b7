"""`claimbook` as a workflow's job runs it, but asking the server of tests/loopback.py, and without models.

FAKE_ENDS makes a refresh end when its first question is through, "crash" as if it were killed, or never, "hang".
FAKE_MODELS gives it a model whose scores are stored.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from generator import cli, workbench
from generator.commands import asking
from generator.schema import Runs
from generator.settings import Keys
from generator.sources.http import Door
from generator.store import locks, scores
from generator.store.scores import KeptEmbedder
from generator.workbench import RULES, Workbench
from tests.fakes import WordEmbedder
from tests.loopback import Detour
from tests.refreshes import OPEN_GATES, QUICK


def door(keys: Keys, cache: Path | None = None) -> Door:
    return Door(keys, cache, Detour(int(os.environ["WORLD_PORT"])), OPEN_GATES, QUICK)


def models(root: Path, _folder: Path | None = None) -> Workbench:
    if "FAKE_MODELS" not in os.environ:
        return RULES
    model = WordEmbedder()
    kept = scores.load(root, "embeddings", model.hash)
    return Workbench(embedder=KeptEmbedder(model, kept), kept=(("embeddings", kept),))


def ended(root: Path, record: Runs) -> None:
    """Saves the run record, and is killed or stuck."""
    SAVE_RUNS(root, record)
    if os.environ["FAKE_ENDS"] == "crash":
        os._exit(137)
    time.sleep(600)


SAVE_RUNS = locks.save_runs

if __name__ == "__main__":
    vars(asking)["Door"] = door
    vars(workbench)["load"] = models
    if "FAKE_ENDS" in os.environ:
        vars(locks)["save_runs"] = ended
    cli.main()
