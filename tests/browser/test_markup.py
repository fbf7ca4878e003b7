"""The built pages as programs judge them that know the standards: no fault of ours in the HTML, no link that breaks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.built import ROOT

JAR = ROOT / ".cache" / "vnu" / "vnu.jar"
THEMES_OWN = (
    # The two check boxes that open the drawer and the search. They keep a reload from bringing back their state.
    "Attribute “autocomplete” is only allowed when the input type is",
    # The title of the table of contents, a label of a check box that only some pages have.
    "The value of the “for” attribute of the “label” element must be the ID of a non-hidden form control.",
    # A section of the navigation, which the theme's script makes reachable by the keyboard on a phone.
    "Bad value “” for attribute “tabindex” on element “label”: The empty string is not a valid integer.",
)
"""Beginnings of what the validator says of the theme's own templates; what our text is in has to stand without."""


def validator() -> list[str]:
    """The command that validates, or a skip that says what is missing."""
    if JAR.is_file() and shutil.which("java"):
        return ["java", "-jar", str(JAR)]
    if not (installed := shutil.which("vnu")):
        pytest.skip(f"neither {JAR.relative_to(ROOT)} (make vnu) with java nor vnu is there: no HTML was validated")
    return [installed]


def faults(folder: Path) -> list[str]:
    """Every error that the validator finds below a folder."""
    command = [*validator(), "--format", "json", "--stdout", "--errors-only", "--skip-non-html", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["messages"]
    return [
        f"{one['url'].partition(folder.name)[2]}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')[:120]}"
        for one in found
        if not one["message"].startswith(THEMES_OWN)
    ]


def test_the_validator_finds_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<!doctype html><title>x</title><p><div></p>", encoding="utf-8")
    assert faults(tmp_path)


def test_every_page_is_valid(own: Site) -> None:
    assert faults(own.folder) == []


def test_hostile_strings_leave_every_page_valid(hostile: Site) -> None:
    assert faults(hostile.folder) == []


def broken(folder: Path) -> list[str]:
    """Every link and anchor below a folder that leads nowhere; links to other sites are not followed."""
    program = Path(sys.executable).with_name("lychee")
    if not program.is_file():
        pytest.skip(f"lychee is not beside {sys.executable}: no link was followed")
    command = [str(program), "--offline", "--no-progress", "--include-fragments", "--index-files", "index.html"]
    command += ["--root-dir", str(folder.parent), "--format", "json", f"{folder}/**/*.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["total"] > 1
    return [f"{page}: {one['url']}" for page, links in found["error_map"].items() for one in links]


def test_the_link_checker_finds_a_broken_link_and_a_broken_anchor(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text('<a href="nowhere/">x</a><a href="#none">x</a><a href="x.html">x</a>', "utf-8")
    assert len(broken(tmp_path)) == 2


def test_no_link_of_the_site_is_broken(own: Site) -> None:
    assert broken(own.folder) == []


def test_hostile_strings_break_no_link(hostile: Site) -> None:
    assert broken(hostile.folder) == []
