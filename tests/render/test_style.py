"""What the style sheet and the scripts repeat from elsewhere is the same there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import schema as s
from generator.labels import label

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "generator" / "render" / "templates"
STYLES = (ROOT / "docs/stylesheets/claimbook.css").read_text(encoding="utf-8")
OWN = (*(ROOT / "docs/stylesheets").glob("*.css"), *(ROOT / "docs/javascripts").glob("*.js"))


def tables() -> dict[str, list[str]]:
    """The heads of every table whose cells do not carry them, by the table's class."""
    found = {}
    for path in TEMPLATES.glob("*.j2"):
        for kind, table in re.findall(
            r'<table class="cb-table cb-table--(\w+)[^"]*"[^>]*>(.*?)</table>',
            path.read_text(encoding="utf-8"),
            re.DOTALL,
        ):
            if kind != "small" and "data-label" not in table:
                found[kind] = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)
    return found


def test_on_a_phone_every_cell_has_the_head_of_its_column() -> None:
    found: dict[str, list[str]] = {}
    for kind, at, word in re.findall(
        r'\.cb-table--(\w+) td:nth-child\((\d+)\)::before \{ content: "(.*?)"; \}', STYLES
    ):
        found.setdefault(kind, []).append(word)
        assert len(found[kind]) == int(at)
    assert found == tables()


def test_no_table_of_a_report_is_without_heads_on_a_phone() -> None:
    for path in TEMPLATES.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        for opening, table in re.findall(r"<table class=\"(.*?)\"[^>]*>(.*?)</table>", text, re.DOTALL):
            by_script = "<tbody></tbody>" in table  # filter.js labels the cells that it makes
            assert by_script or "data-label" in table or re.search(r"cb-table--\w+", opening), f"{path.name}: {opening}"


def test_the_style_sheet_heads_no_cell_that_carries_the_head_of_its_column() -> None:
    """Two heads for one cell: the style sheet's would be shown, be it that of another table of the same class."""
    headed = set(re.findall(r"\.cb-table--(\w+) td:nth-child\(\d+\)::before", STYLES))
    for path in TEMPLATES.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        for kinds, table in re.findall(r'<table class="([^"]*)"[^>]*>(.*?)</table>', text, re.DOTALL):
            assert "data-label" not in table or headed.isdisjoint(re.findall(r"cb-table--(\w+)", kinds)), path.name


@pytest.mark.parametrize("outcome", list(s.Outcome))
def test_every_outcome_has_its_shape(outcome: s.Outcome) -> None:
    rule = f'.cb-checks > .{outcome.value.replace("_", "-")}::before {{ content: "{label(outcome).shape}";'
    assert rule in STYLES


def test_our_styles_and_scripts_are_light() -> None:
    assert sum(path.stat().st_size for path in OWN) <= 60_000


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_styles_and_scripts_ask_nobody(path: Path) -> None:
    assert not re.search(r"https?://|@import|\beval\b|innerHTML|setAttribute\(.style", path.read_text(encoding="utf-8"))


def test_templates_carry_no_styles_and_no_scripts() -> None:
    for path in TEMPLATES.glob("*.j2"):
        assert not re.search(r"\sstyle=|\son\w+=|<script|<style", path.read_text(encoding="utf-8")), path.name
