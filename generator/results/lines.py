r"""A table's row as a line of text, and back without loss; pure.

    Postoperative / Pneumonia | Drug / n (%): 36 (15) | Placebo / n (%): 29

`|` parts cells, `:` before a blank parts the headers over a cell from its text, ` / ` parts outer from inner ones: of
headers, and of the labels that a row stands under. Where a text has one of these itself, a backslash stands before it.
A line of headers has no unescaped `:`; a row without any text is an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OWN = re.compile(r"\\|\||(?:(?<=\s)|(?<![^\n]))/(?=\s|$)|:(?=\s|$)")
_SIGN = re.compile(r"(\\.|\||:(?=\s|$)|(?:(?<=\s)|^)/(?=\s|$))")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the headers over it, outer to inner, and its text; that of a label has outer labels before its own."""

    head: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def inner(self) -> str:
        """The cell's own text, or nothing."""
        return self.text[-1] if self.text else ""


def written(cells: Iterable[Cell]) -> str:
    """The line of a row. Texts must be without line breaks, runs of blanks and blanks at their ends, as `plain` is."""
    row = tuple(cells)
    return " | ".join(map(_written, row)).strip() if any(cell.text for cell in row) else ""


def read_line(line: str) -> tuple[Cell, ...]:
    """The cells of a line; in linear time, and never an error."""
    found: list[Cell] = []
    head: tuple[str, ...] | None = None
    path = [""]
    for at, part in enumerate((*_SIGN.split(line), "|")):
        sign = part if at % 2 else ""
        if sign == "|":
            found.append(Cell(head or (), _filled(path)))
            head, path = None, [""]
        elif sign == ":" and head is None:
            head, path = _filled(path), [""]
        elif sign == "/":
            path.append("")
        else:
            path[-1] += part.removeprefix("\\") if sign else part
    return tuple(found) if line else ()


def _written(cell: Cell) -> str:
    head, text = (" / ".join(_OWN.sub(r"\\\g<0>", one) for one in path) for path in (cell.head, cell.text))
    return f"{head}: {text}".rstrip() if head else text


def _filled(path: list[str]) -> tuple[str, ...]:
    return tuple(one.strip() for one in path if one.strip())
