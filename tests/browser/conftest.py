"""Two sites, built and served once, and a browser to look at them; skipped, with the reason, where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from generator import recording
from tests.browser import pages
from tests.built import ROOT, build, project


class Site(NamedTuple):
    """A built site and the address at which it is served."""

    folder: Path
    address: str


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = pages.browser_path()
    if path is None:
        pytest.skip(f"none of {', '.join(pages.BROWSERS)} is on the path: no page was looked at in a browser")
    with pages.opened(path) as found:
        yield found


def recorded(root: Path) -> Path:
    """A copy of the project, recorded twice, before and after a work of its library was retracted."""
    for name in ("docs", "questions"):
        shutil.copytree(ROOT / name, root / name)
    (root / "generator").symlink_to(ROOT / "generator")
    shutil.copyfile(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    recording.record(root, (), date(2026, 3, 1))
    file = root / "questions" / "library" / "quantization.bib"
    text = file.read_text(encoding="utf-8")
    entry = "@misc{chen2025qatscaling,\n"
    file.write_text(text.replace(entry, f"{entry}  notice = {{retraction}},\n"), encoding="utf-8")
    recording.record(root, (), date(2026, 11, 21))
    return root


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The project's own site, with ledgers and versions."""
    root = recorded(tmp_path_factory.mktemp("own"))
    folder = build(root, root / pages.UNDER.strip("/"))
    with pages.served(folder) as address:
        yield Site(folder, address)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the hostile reports."""
    root = project(tmp_path_factory.mktemp("hostile"), "tests.browser.hostile_reports", "reports")
    folder = build(root, root / pages.UNDER.strip("/"))
    with pages.served(folder) as address:
        yield Site(folder, address)
