"""Tables of an open full text as grids, and as sections of text; pure.

The tree has the element names of JATS, which `html` translates into. Every table of an article is kept; one that cannot
be read has a `fault` and no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from generator import ids
from generator.markup import parsed
from generator.results import MARKS, UNDER_SOMETHING, Cell, is_test, written
from generator.schema import Form, Origin, Section
from generator.sources.fulltext.formulas import NAMES as FORMULAS
from generator.sources.fulltext.formulas import formula, local
from generator.text import plain

MAX_CELLS = 20_000
MAX_COLUMNS = 200
MAX_CHARACTERS = 2_000_000
"""Of a table's text, in which headers are said again in every row and spans in every place."""
LONGEST_HEADER = 200
"""Characters of a header that may name a test; what is longer is no name, and would take its time in every column."""
DEEPEST = 12
"""Levels of indentation that are told apart."""

Kind = Literal["header", "section", "body"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid: a text for each column, "" where there is none.

    A section row names what the rows below it are of. `under` holds the labels that a row stands under, outer to inner.
    """

    kind: Kind
    cells: tuple[str, ...]
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: spans are repeated in every place that they cover, header rows stand first.

    Rows and columns count from 0. `fault` says why a table has no rows, and is empty otherwise.
    """

    id: str
    label: str
    caption: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    fault: str = ""


def tables(xml: bytes) -> tuple[Table, ...]:
    """The tables of an article, in its order. Raises ArticleError as `parsed` does."""
    return tuple(read_table(wrap) for wrap in parsed(xml).iter("table-wrap"))


def section(table: Table) -> Section:
    """A table as a section: the caption's line, then a line a row of the grid, so that line n is row n from 1 on."""
    name = table.label.rstrip(".:| ") or f"table {table.id}".rstrip()
    first = f"{name}. {table.caption}".rstrip(". ")
    text = "\n".join([first, *_lines(table.rows)])
    return Section(origin=Origin.SOURCE, name=name, text=text, sha256=ids.sha256(text), form=Form.TABLE)


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as lines, each with the headers over it; headers further down take the place of those above them."""
    columns: list[tuple[str, ...]] = []
    head: list[tuple[str, ...]] = []
    for row in rows:
        if row.kind == "header":
            head.append(row.cells)
        elif head:
            new = [_path(column) for column in zip(*head, strict=True)]
            columns = [path or (columns[at] if columns else ()) for at, path in enumerate(new)]
            head = []
        yield written(_cells(row, columns)) if row.kind != "section" else written(_heading_cells(row))


def _heading_cells(row: Row) -> Iterator[Cell]:
    """A heading once, and what stands beside it in other words."""
    for text in dict.fromkeys(row.cells):
        yield Cell((), (text,) if text else ())


def _cells(row: Row, columns: Sequence[tuple[str, ...]]) -> Iterator[Cell]:
    first = next((at for at, text in enumerate(row.cells) if text), 0)
    for at, text in enumerate(row.cells):
        path = (*(row.under if at == first and not (at and _NUMBER.match(text)) else ()), text) if text else ()
        is_value = row.kind == "body" and bool(columns)
        yield Cell(columns[at] if is_value else (), path if row.kind == "body" else path[-1:])


def _path(column: Sequence[str]) -> tuple[str, ...]:
    """The headers of a column, outer to inner; one that spans several rows counts once."""
    filled = [text for text in column if text]
    return tuple(text for at, text in enumerate(filled) if not at or text != filled[at - 1])


# --- from the tree to a grid ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands in one place of the grid: a text, how far its first letter is set in, and whether it is a heading."""

    text: str
    indent: int = 0
    is_head: bool = False
    is_bold: bool = False


_NOTHING = _Place("")


class _UnreadableTableError(ValueError):
    """A table of another build than a grid; becomes its fault."""


def read_table(wrap: Element) -> Table:
    """A table as a grid: of a `table-wrap`, or of a `table` that stands without one."""
    label = plain(_text(wrap.find("label")))
    caption = plain(_text(wrap.find("caption")))
    notes = tuple(note for foot in wrap.iter("table-wrap-foot") if (note := plain(_text(foot))))
    try:
        rows, fault = _bounded(tuple(_rows(wrap))), ""
    except _UnreadableTableError as error:
        rows, fault = (), str(error)
    return Table(wrap.get("id", ""), label, caption, rows, notes, fault)


def _bounded(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, unless their text could become too long: headers are said again in every row."""
    if size(rows) > MAX_CHARACTERS:
        raise _UnreadableTableError(f"more than {MAX_CHARACTERS} characters")
    return rows


def size(rows: Sequence[Row]) -> int:
    """Characters that the rows have at most as lines of text."""
    heads = sum(len(text) for row in rows if row.kind == "header" for text in row.cells)
    return sum(heads + sum(map(len, (*row.cells, *row.under))) for row in rows)


def _rows(wrap: Element) -> Iterator[Row]:
    found = list(wrap.iter("table"))
    if len(found) != 1:
        raise _UnreadableTableError(f"{len(found)} tables stand under one label")
    grid, in_head = _grid(found[0])
    head = in_head or _leading(grid)
    for places in grid[:head]:
        yield Row("header", tuple(place.text for place in places))
    tests = {at for at, column in enumerate(zip(*grid[:head], strict=True)) if any(_is_test(p.text) for p in column)}
    yield from _body(grid[head:], grid[head - 1] if head else (), tests)


def _grid(table: Element) -> tuple[list[list[_Place]], int]:
    """Rows of equal length, headers first, and how many of them are headers."""
    groups = [group for name in ("thead", "tbody", "tfoot") for group in table.findall(name)]
    head = sum(len(group.findall("tr")) for group in groups if group.tag == "thead")
    loose = [list(table.findall("tr"))]
    grid, cells = [], 0
    for lines in (*(list(group.findall("tr")) for group in groups), *loose):
        held: dict[int, tuple[int, _Place]] = {}
        for at, line in enumerate(lines):
            row = _row(line, held, len(lines) - at)
            cells += len(row)
            if cells > MAX_CELLS:
                raise _UnreadableTableError(f"more than {MAX_CELLS} cells")
            grid.append(row)
    width = max(map(len, grid), default=0)
    if width * len(grid) > MAX_CELLS:
        raise _UnreadableTableError(f"more than {MAX_CELLS} cells")
    return [row + [_NOTHING] * (width - len(row)) for row in grid], head


def _row(line: Element, held: dict[int, tuple[int, _Place]], left: int) -> list[_Place]:
    """The places of one row; `held` are the cells of rows above that reach into it, and then into the next one."""
    row: list[_Place] = []
    for cell in line:
        if cell.tag not in {"td", "th"}:
            continue
        _let_down(row, held)
        place = _place(cell)
        across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), left)
        if len(row) + across > MAX_COLUMNS:
            raise _UnreadableTableError(f"more than {MAX_COLUMNS} columns")
        for at in range(len(row), len(row) + across):
            row.append(place)
            if down > 1:
                held[at] = (down - 1, place)
    _let_down(row, held, to_the_end=True)
    return row


def _let_down(row: list[_Place], held: dict[int, tuple[int, _Place]], *, to_the_end: bool = False) -> None:
    """Puts the cells that reach down into the row's next places; at its end also those beyond a gap."""
    last = max(held, default=-1) if to_the_end else -1
    while len(row) in held or len(row) <= last:
        at = len(row)
        left, place = held.pop(at, (0, _NOTHING))
        if left > 1:
            held[at] = (left - 1, place)
        row.append(place)


def _span(cell: Element, name: str) -> int:
    raw = cell.get(name, "1").strip()
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1  # noqa: PLR2004 - no grid is wider


# --- rows and what they stand under ---------------------------------------------------------------------------------


def _leading(grid: Sequence[Sequence[_Place]]) -> int:
    """How many rows head a grid without a head: those of heading cells, or else the first one, if it has no number."""
    count = next((at for at, row in enumerate(grid) if not all(p.is_head or not p.text for p in row)), 0)
    if count or not grid:
        return count
    return int(sum(bool(p.text) for p in grid[0]) > 1 and not any(_NUMBER.match(p.text) for p in grid[0][1:]))


def _body(grid: Sequence[Sequence[_Place]], head: Sequence[_Place], tests: AbstractSet[int]) -> Iterator[Row]:
    """The rows below the head, of which `head` is the last; `tests` are the columns of p values."""
    headings = [_heading(row, tests) for row in grid]
    is_mixed = _is_mixed(grid, headings)
    above: list[_Label] = []
    for at, (row, heading) in enumerate(zip(grid, headings, strict=True)):
        first = heading or (row[0] if row else _NOTHING)
        while above and first.text and above[-1].ends_at(first, heading=heading is not None):
            above.pop()
        before = grid[at - 1] if at else ()
        is_header = _is_header(row, before, head) or any(_is_test_header(row[n].text) for n in tests)
        kind: Kind = "section" if heading else "header" if is_header else "body"
        under = tuple(one.text for one in above if first.text or one.is_heading)
        yield Row(kind, _once(row, before), under)
        if first.text and not any(row[0] is other[0] for other in grid[at + 1 : at + 2]):
            above.append(_label(row, heading, grid[at + 1 : at + 4], is_mixed=is_mixed))


def _label(
    row: Sequence[_Place], heading: _Place | None, below: Sequence[Sequence[_Place]], *, is_mixed: bool
) -> _Label:
    """A row's label as rows below may stand under it.

    Where none is set in below a heading, it must be seen from elsewhere which are its own: all rows stand under some
    heading, and headings go across the table or are in bold. Else the rows stand under something, nobody knows what.
    """
    after = next((other[0] for other in below if any(place.text for place in other)), _NOTHING)
    is_open = heading is not None and after.indent <= row[0].indent
    is_seen = not is_mixed and (all(p is heading for p in row[1:]) or (row[0].is_bold and not after.is_bold))
    text = UNDER_SOMETHING if is_open and not is_seen else row[0].text
    return _Label(text, row[0], is_open, heading is not None)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label that others may stand under.

    Nothing is set in below an open one: it holds until the next heading, or the next label in bold if it is bold.
    """

    text: str
    place: _Place
    is_open: bool
    is_heading: bool

    def ends_at(self, label: _Place, *, heading: bool) -> bool:
        ended = heading or not self.is_open or (self.place.is_bold and label.is_bold and self.text == self.place.text)
        return ended and label.indent <= self.place.indent


def _is_mixed(grid: Sequence[Sequence[_Place]], headings: Sequence[_Place | None]) -> bool:
    """Whether rows stand before the first heading: then others may follow those of any heading, unseen."""
    filled = (heading for row, heading in zip(grid, headings, strict=True) if any(place.text for place in row))
    return next(filled, None) is None


def _once(row: Sequence[_Place], before: Sequence[_Place]) -> tuple[str, ...]:
    """The texts of a row; a number that spans rows or columns stands in its first place alone, for it is one figure."""
    words = max((at for at, place in enumerate(row) if _WORDS.match(place.text)), default=0)
    again = [
        at > words and (place is row[at - 1] or any(place is other for other in before[at : at + 1]))
        for at, place in enumerate(row)
    ]
    return tuple("" if twice and _NUMBER.match(p.text) else p.text for p, twice in zip(row, again, strict=True))


def _is_test(text: str) -> bool:
    return 0 < len(text) <= LONGEST_HEADER and not text.startswith("(") and is_test(text)


def _is_test_header(text: str) -> bool:
    return _is_test(text) and not _DIGIT.search(text)


def _is_header(row: Sequence[_Place], before: Sequence[_Place], head: Sequence[_Place]) -> bool:
    """Whether a row below the head names columns anew: it is the head's last again, or has nothing but words.

    Its label is empty in the second case, or that of the row above, or set as a heading.
    """
    texts = [place.text for place in row[1:] if place.text]
    if texts and [place.text.casefold() for place in row] == [place.text.casefold() for place in head]:
        return True
    is_apart = not row or not row[0].text or row[0].is_head or row[0].is_bold or any(row[0] is o for o in before[:1])
    return is_apart and bool(texts) and all(_WORDS.match(text) for text in texts)


def _heading(row: Sequence[_Place], tests: AbstractSet[int]) -> _Place | None:
    """The one text of a row that names what the rows below it are of."""
    filled = {
        id(place): place
        for at, place in enumerate(row)
        if place.text and (not at or at not in tests or place is row[0])
    }
    if len(filled) != 1 or len(row) < 2:  # noqa: PLR2004 - a single column has no sections
        return None
    (place,) = filled.values()
    return place if row[0] is place and not _NUMBER.match(place.text) else None


_WORDS = re.compile(r"(?!(?:n\.?/?[asdr]\.?|yes|no|none|ref(?:erence)?)\W*$)(?:[^\W\d_]{2}|n$|%$)", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[<>≤≥=~±+\-−–]?\s?\.?[0-9]")


# --- texts ----------------------------------------------------------------------------------------------------------

_NOTE = frozenset({"fn", "table-fn"})
_BLOCKS = frozenset({"break", "line", "inner", "p", "list-item", "title", "label", "sec", "fn"})
_MARK = re.compile(rf"(?:[a-g]{{1,4}}|[a-z]|[{MARKS}∥,;\s]+|[a-z](?:\s?[,;]\s?[a-z{MARKS}])+|[{MARKS}]\s?,?\s?[a-z])")
_POWER = re.compile(r"\s*[-−–+]?[0-9]+\s*")
_SHORT_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")
_BULLET = re.compile(r"[•●○◦▪‣–—-]\s*[^\W\d_]")
_SET_IN = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def _place(cell: Element) -> _Place:
    raw = _text(cell, refuse=True)
    blank = raw[: len(raw) - len(raw.lstrip())]
    first = cell[0] if len(cell) and not (cell.text or "").strip() else None
    is_bold = first is not None and first.tag == "bold" and not (first.tail or "").strip()
    indent = len(_SET_IN.findall(blank)) + bool(_BULLET.match(raw.lstrip()))
    return _Place(plain(raw), min(indent, DEEPEST), cell.tag == "th", is_bold)


def _text(node: Element | None, *, refuse: bool = False) -> str:
    """The text of an element without marks of notes; powers keep a sign, and blocks are parted by blanks."""
    parts: list[str] = []
    stack: list[tuple[Element, bool]] = [(node, False)] if node is not None else []
    while stack:
        element, left = stack.pop()
        if left:
            parts.append(element.tail or "")
            continue
        if element is not node:
            stack.append((element, True))
        if element.tag == "table" and refuse:
            raise _UnreadableTableError("a table stands within a cell of a table")
        if element.tag == "xref" and element.get("ref-type") in _NOTE:
            continue
        if element.tag == "sup":
            parts.append(_raised("".join(element.itertext()), "".join(parts[-2:])))
            continue
        if local(element) in FORMULAS:
            parts.append(formula(element))
            continue
        parts.append((" " if element.tag in _BLOCKS else "") + (element.text or ""))
        stack.extend((child, False) for child in reversed(element))
    return "".join(parts)


def _raised(text: str, before: str) -> str:
    """A raised text as it reads in a line: a mark of a note vanishes, a power gets a sign."""
    if _MARK.fullmatch(text.strip()) or not text.strip():
        return ""
    if _POWER.fullmatch(text):
        if before[-1:].isdigit():
            return "^" + text.strip()
        return text if _SHORT_WORD.search(before) else ""
    return text
