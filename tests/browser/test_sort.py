"""Sortable tables in a browser: by number and by word, in both directions, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.render.benchmarks import benchmark_pages
from tests.bench.site import served
from tests.built import framed
from tests.render.fake_report import report_of
from tests.render.test_benchmarks import result

RESULTS = (
    result(1, "9.5", dataset="VQAv2"),
    result(2, "61.3", dataset="gqa"),
    result(3, "100", dataset="MMBench"),
    result(4, "50", dataset="TextVQA", work="withdrawn2020"),
)
"""The last one is of a retracted work, so its cell has no range."""


@pytest.fixture
def page(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    made = benchmark_pages((report_of().model_copy(update={"results": RESULTS}),))
    with served(framed(tmp_path, made)) as host, browser.new_page() as shown:
        shown.goto(f"{host}benchmarks/")
        yield shown


def datasets(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("tbody td:first-child", "all => all.map((one) => one.textContent)")
    return found


def test_a_heading_sorts_its_column_up_and_then_down(page: Page) -> None:
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
