"""Sortable tables in a browser: by number and by word, in both directions, by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from generator.render.benchmarks import benchmark_pages
from tests.bench.site import DOCS, bare, served, write
from tests.render.fake_report import report_of
from tests.render.test_benchmarks import result

pytestmark = pytest.mark.skipif(
    find_spec("playwright") is None or shutil.which("chromium") is None,
    reason="no browser: Playwright cannot be imported, or no chromium is on the path",
)
RESULTS = (
    result(1, "9.5", dataset="VQAv2"),
    result(2, "61.3", dataset="gqa"),
    result(3, "100", dataset="MMBench"),
    result(4, "50", dataset="TextVQA", work="withdrawn2020"),
)
"""The last one is of a retracted work, so its cell has no range."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    (made,) = benchmark_pages((report_of().model_copy(update={"results": RESULTS}),))
    write(tmp_path, bare(made))
    for name in ("stylesheets", "javascripts"):
        shutil.copytree(DOCS / name, tmp_path / name)
    with import_module("playwright.sync_api").sync_playwright() as play, served(tmp_path) as host:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page()
        shown.goto(f"{host}benchmarks/")
        yield shown
        browser.close()


def datasets(page: Any) -> list[str]:  # noqa: ANN401 - not typed where Playwright is absent
    found: list[str] = page.eval_on_selector_all("tbody td:first-child", "all => all.map((one) => one.textContent)")
    return found


def test_a_heading_sorts_its_column_up_and_then_down(page: Any) -> None:  # noqa: ANN401
    page.focus("th:nth-child(6) button")
    page.keyboard.press("Enter")
    assert datasets(page) == ["VQAv2", "gqa", "MMBench", "TextVQA"], "as numbers, and what has none comes last"
    assert page.get_attribute("th:nth-child(6)", "aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert datasets(page) == ["MMBench", "gqa", "VQAv2", "TextVQA"]
    assert page.get_attribute("th:nth-child(6)", "aria-sort") == "descending"
    page.click("th:nth-child(1) button")
    assert datasets(page) == ["gqa", "MMBench", "TextVQA", "VQAv2"], "words whatever their case"
    assert page.get_attribute("th:nth-child(6)", "aria-sort") is None
