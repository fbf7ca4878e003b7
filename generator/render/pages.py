"""Long lists in pages of at most 200 rows, and the links between those pages.

Stands above `addresses`; pure. A page of more rows is slow on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.render.addresses import relative

ROWS = 200
"""Rows a page holds at most."""

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page stands among those of its list; `previous` and `following` are empty at the ends."""

    number: int
    pages: int
    previous: str
    following: str


ONE = Pages(1, 1, "", "")
"""The place of a page that is its whole list."""


def pages_needed(rows: int) -> int:
    """How many pages so many rows fill."""
    return -(-rows // ROWS)


def paged(rows: Sequence[_Row], address: Callable[[int], str]) -> Iterator[tuple[str, Pages, Sequence[_Row]]]:
    """Each page of a list, at least one: its address, its place among the others, and its rows."""
    pages = max(1, pages_needed(len(rows)))
    for number in range(1, pages + 1):
        here = address(number)
        place = Pages(
            number=number,
            pages=pages,
            previous=relative(here, address(number - 1)) if number > 1 else "",
            following=relative(here, address(number + 1)) if number < pages else "",
        )
        yield here, place, rows[(number - 1) * ROWS : number * ROWS]
