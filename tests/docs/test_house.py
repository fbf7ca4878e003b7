"""House rules that neither the linter nor the import contracts can see."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "generator").rglob("*.py"))
ENVIRONMENT = re.compile(r"\bos\.environb?\b|\b(?:un|put|get)env\b|\bimport\s+.*\benviron\b")
EMPTY_NAMES = {"common", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_settings_reads_the_environment(module: Path) -> None:
    if module == ROOT / "generator" / "settings.py":
        return
    assert not ENVIRONMENT.findall(module.read_text(encoding="utf-8"))


def test_module_names_say_what_is_inside() -> None:
    assert [path for path in MODULES if path.stem in EMPTY_NAMES] == []


@pytest.mark.parametrize(
    "line",
    ["os.environ['A']", "os.getenv('A')", "os.putenv('A', 'b')", "from os import environ", "os.environb[b'A']"],
)
def test_every_way_to_the_environment_is_seen(line: str) -> None:
    assert ENVIRONMENT.search(line)


@pytest.mark.parametrize("line", ["jinja2.Environment()", "an environment variable", "from jinja2 import Environment"])
def test_other_environments_are_left_alone(line: str) -> None:
    assert not ENVIRONMENT.search(line)


def test_contributing_draws_the_layers_that_are_enforced() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    drawn = "\n".join("    " + layer.replace("(", "").replace(")", "") for layer in layers)
    assert drawn in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
