"""Two sites, built and served once, and a browser to look at them; skipped, with the reason, where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

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


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The project's own site."""
    folder = build(ROOT, tmp_path_factory.mktemp("own") / pages.UNDER.strip("/"))
    with pages.served(folder) as address:
        yield Site(folder, address)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the hostile reports."""
    root = project(tmp_path_factory.mktemp("hostile"), "tests.browser.hostile_reports", "reports")
    folder = build(root, root / pages.UNDER.strip("/"))
    with pages.served(folder) as address:
        yield Site(folder, address)
