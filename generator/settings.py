"""Typed settings; the only module that reads the environment."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

ROOT_VARIABLE = "CLAIMBOOK_ROOT"


class Settings(BaseModel):
    """Where the project is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path


def load(root: Path | None = None) -> Settings:
    """Settings from the argument, else CLAIMBOOK_ROOT, else the nearest folder upwards that has a `questions/`.

    Where there is none, the working folder is taken, and reading the questions says what is missing.
    """
    if root is not None:
        return Settings(root=root.resolve())
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        return Settings(root=Path(named).resolve())
    here = Path.cwd()
    return Settings(root=next((p for p in (here, *here.parents) if (p / "questions").is_dir()), here))
