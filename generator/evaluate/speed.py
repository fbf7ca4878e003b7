"""`claimbook eval speed`: how fast the models are and what memory a build needs, on the machine at hand.

Times and memory vary with the machine and with what else runs on it; nothing else of an evaluation does.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from generator.engine import Embedder, Entailment
from generator.evaluate.metrics import Result
from generator.models.onnx import THREADS

PAIRS = 192
SENTENCES = 400
ROUNDS = 3
"""Rounds of which the best counts: what else runs on a machine only slows."""

_EVIDENCE = (
    "Red light kept the harvested pears firm for nine days longer than darkness did in every orchard tested. " * 5
)
_CLAIM = "Pears that are stored under red light stay firm for longer than pears that are stored in the dark."
_SENTENCE = (
    "Red light kept the harvested pears firm for {} days longer than darkness did, in the orchards of that valley."
)
_BUILD = """
import re, resource, sys
from pathlib import Path
from generator import pipeline
pipeline.build_all(Path(sys.argv[1]))
status = Path("/proc/self/status")
held = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(held[1] if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
"""Linux counts to a process's `ru_maxrss` what its parent held when it was started; its own peak is VmHWM."""


def evaluate(entailment: Entailment, embedder: Embedder, root: Path) -> Result:
    """Pairs of 128 tokens and sentences a second, and the most memory that a build of `root` held, in MiB."""
    pairs = [(_EVIDENCE, f"{_CLAIM} {at}") for at in range(PAIRS)]
    texts = [_SENTENCE.format(at) for at in range(SENTENCES)]
    return Result(
        task="speed",
        n=PAIRS,
        measures=(),
        notes=(f"{platform.machine()}, {THREADS} threads, best of {ROUNDS} rounds",),
        speed={
            "pairs_per_second": PAIRS / _best(lambda: entailment.score(pairs)),
            "sentences_per_second_a_thread": SENTENCES / _best(lambda: embedder.encode(texts)) / THREADS,
            "build_peak_mb": _peak(root),
        },
    )


def _best(run: Callable[[], object]) -> float:
    """Seconds of the fastest round."""
    spent = []
    for _ in range(ROUNDS):
        began = perf_counter()
        run()
        spent.append(perf_counter() - began)
    return min(spent)


def _peak(root: Path) -> float:
    """MiB that a process of its own held at most while it built every report."""
    command = [sys.executable, "-c", _BUILD, str(root.resolve())]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    held = int(done.stdout.split()[-1])
    return held / 1024 / (1024 if sys.platform == "darwin" else 1)
