"""Cells of hand-written tables carry the heading of their column; all else stays as it is."""

from __future__ import annotations

from markdown import Markdown

from generator.headings import on_page_content
from tests.render.reading import Reading

TABLE = '| A `b` & "c" | D |\n|---|:-:|\n| 1 | 2 |\n| 3 | |\n'


def labels(content: str) -> list[str]:
    return [part.partition('"')[0] for part in content.split('data-label="')[1:]]


def test_each_cell_has_the_heading_of_its_column() -> None:
    made = Markdown(extensions=["tables"]).convert(f"Before.\n\n{TABLE}\nBetween.\n\n{TABLE}")
    labelled = on_page_content(made)
    assert labels(labelled) == ["A b &amp; &quot;c&quot;", "D"] * 4
    assert Reading(labelled).text == Reading(made).text


def test_other_tables_are_left_alone() -> None:
    made = Markdown(extensions=["tables"]).convert(TABLE)
    ours = made.replace("<table>", '<table class="cb-table">')
    assert on_page_content(ours) == ours
    assert on_page_content("<p>&lt;table&gt;</p>") == "<p>&lt;table&gt;</p>"
