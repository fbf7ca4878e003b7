"""The MkDocs hook that gives each cell of a hand-written table the heading of its column.

Stands at the top, beside `csp`; MkDocs calls `on_page_content` (see mkdocs.yml). On a phone a row becomes a card, whose
values would say nothing without the headings; the style sheet prints them from `data-label`. Tables of generated pages
have labels of their own, and are left alone. It writes nothing.
"""

from __future__ import annotations

import html
import re

# What Markdown makes of a table, and nothing else: no class, one heading row.
_TABLE = re.compile(r"<table>\n<thead>\n<tr>\n(.*?)</tr>\n</thead>\n(<tbody>.*?)</table>", re.DOTALL)
_HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b")
_TAG = re.compile(r"<[^>]*>")


def on_page_content(content: str, **_: object) -> str:
    """A page's HTML with labels in the cells of its Markdown tables."""
    return _TABLE.sub(lambda table: table[0].replace(table[2], _labelled(table[1], table[2])), content)


def _labelled(head: str, rows: str) -> str:
    labels = [html.escape(html.unescape(_TAG.sub("", cell)).strip(), quote=True) for cell in _HEADING.findall(head)]
    return _ROW.sub(lambda row: _row(row[0], labels), rows)


def _row(row: str, labels: list[str]) -> str:
    left = iter(labels)
    return _CELL.sub(lambda cell: f'{cell[0]} data-label="{next(left, "")}"', row)
