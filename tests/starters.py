"""The questions and the library that the project began with: many tests rest on them, and a site may lack them."""

from __future__ import annotations

import shutil
from pathlib import Path

SLUGS = (
    "awq-gqa-llava",
    "grace-int4-multilingual",
    "mixed-precision-mmmu",
    "qat-scaling-llava",
    "qat-vs-ptq-scienceqa",
)
FILES = ("questions/library/quantization.bib", *(f"questions/{slug}.yml" for slug in SLUGS))
BESIDE = ("questions/_defaults.yml", "questions/scores")


def are_all_at(root: Path) -> bool:
    """Whether each of them is there."""
    return all((root / name).is_file() for name in FILES)


def copied(root: Path, folder: Path) -> Path:
    """A project in `folder` of them alone, with the defaults and the scores that are at hand."""
    for name in (*FILES, *BESIDE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
        elif (root / name).exists():
            shutil.copy(root / name, folder / name)
    return folder
