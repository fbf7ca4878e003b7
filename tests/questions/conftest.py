"""A project to put question files in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project with one library file."""
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "library" / "orchard.bib").write_text("")
    return tmp_path
