"""The Makefile tells all it can do, and the lock holds hashes and no host."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")


def phony() -> set[str]:
    found = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert found
    return set(found.group(1).split()) - {"FORCE"}


def locked() -> list[tuple[Requirement, int]]:
    """Every requirement of the lock with the number of its hashes."""
    entries = re.findall(r"^(\S.*?) *\\?$((?:\n +.*)*)", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE), re.MULTILINE)
    return [(Requirement(head), len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", body))) for head, body in entries]


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [Requirement(line) for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]


def version(requirement: Requirement) -> str:
    (pin,) = requirement.specifier
    assert pin.operator == "=="
    return pin.version


def applies(marker: Marker | None, python: str) -> bool:
    return marker is None or marker.evaluate({"python_full_version": python, "python_version": python[:4]})


def test_help_lists_every_target() -> None:
    # Without make's own variables, or it would think itself a part of the make that runs the tests.
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    shown = subprocess.run(["make", "help"], cwd=ROOT, env=clean, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^  make ([\w-]+) ", shown, re.MULTILINE)) == phony()


def test_help_comes_first() -> None:
    assert ".DEFAULT_GOAL := help" in MAKEFILE


def test_the_lock_names_no_host() -> None:
    assert not re.findall(r"\w+://|--(?:extra-)?index|--find-links|^-[a-z]", LOCK, re.MULTILINE)


def test_every_requirement_of_the_lock_is_pinned_and_has_hashes() -> None:
    entries = locked()
    assert len(entries) > len(wanted())
    assert [str(requirement) for requirement, hashes in entries if not hashes] == []
    assert all(version(requirement) for requirement, _ in entries)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_meets_what_pyproject_asks_for(python: str) -> None:
    pins = {canonicalize_name(r.name): version(r) for r, _ in locked() if applies(r.marker, python)}
    unmet = [str(r) for r in wanted() if not r.specifier.contains(pins.get(canonicalize_name(r.name), "0"))]
    assert unmet == [], "pyproject.toml was changed and the lock was not: run `make lock`"


def test_contributing_describes_every_target() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `make ([\w-]+)`", contributing, re.MULTILINE)) == phony()
