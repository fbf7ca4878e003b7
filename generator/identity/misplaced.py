"""Puts back what slipped into a title, as exports write it ("Red light and pears Mina Ide Orchard Trials 2021").

Pure; what a record lacks is looked for at its title's end, by the light of the record that it is held against. It says
in which ways the two can be read and judges none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from generator.identity.description import Description, Name, nearly, telling

LONGEST_VENUE = 14
"""Words that may stand behind a title and be its venue."""

FIRST_WORDS = 3
"""Words with which two titles must begin alike where both have other values behind them."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_VENUES = tuple(
    "acta advances annals bulletin conference j journal letters magazine proc proceedings record review symposium trans"
    " transactions workshop".split()
)
_SHORTENED = 3
"""Letters from which a word may be another's beginning ("syst") or the initials of several ("vldb")."""


def tidied(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    """The two records with what slipped into their titles put back, in each way that fits the other record."""
    if not (_lacks(left) or _lacks(right)):
        return
    one, other = _with_year(left), _with_year(right)
    if not one.names and not other.names:
        yield from _reordered(one, other)
    one, other = _with_names(one, other), _with_names(other, one)
    yield one, other
    yield from _with_venues(one, other)


def _lacks(one: Description) -> bool:
    return not one.names or not one.venue or one.year is None


def _cut(one: Description, at: int) -> Description:
    return replace(one, title=one.title[:at], brief=one.title[:at], telling=telling(one.title[:at]))


def _with_year(one: Description) -> Description:
    if one.year is None and len(one.title) > 1 and _YEAR.fullmatch(one.title[-1]):
        return replace(_cut(one, len(one.title) - 1), year=int(one.title[-1]))
    return one


def _with_names(one: Description, other: Description) -> Description:
    """The record with the other's authors who are named in its title, and a title that ends before the first."""
    if one.names or not other.names:
        return one
    found = {name: at for name in other.names if (at := _place(one.title, name)) is not None}
    if not found:
        return one
    at = min(found.values())
    return replace(_cut(one, at), names=tuple(found), venue=one.venue or one.title[at:])


def _place(title: Sequence[str], name: Name) -> int | None:
    """Where a name begins in a title: at its given names, or their initials, before its family name."""
    for at in range(1, len(title)):
        if nearly(title[at], name.words[-1]):
            begin = _given_before(title, at, name)
            if begin < at or not name.initials:
                return begin
    return None


def _given_before(title: Sequence[str], at: int, name: Name) -> int:
    """Where the given names begin that end before a place; an initial that the name does not have may be among them."""
    left = [word[0] for word in name.words[:-1]]
    while at > 1 and left and (title[at - 1][0] in left or len(title[at - 1]) == 1):
        at -= 1
        if title[at][0] in left:
            left.remove(title[at][0])
    return at


def _with_venues(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    if not left.venue and not right.venue:
        at = _same_beginning(left.title, right.title)
        tails = left.title[at:], right.title[at:]
        if at >= FIRST_WORDS and all(tails) and _name_one_venue(*tails):
            yield _cut(left, at), _cut(right, at)
    elif not left.venue:
        yield from ((one, right) for one in _with_venue(left, right))
    elif not right.venue:
        yield from ((left, one) for one in _with_venue(right, left))


def _with_venue(one: Description, other: Description) -> Iterator[Description]:
    """The record with the end of its title as its venue, if that names the other's and the rest may be its title."""
    size = len(other.title)
    for at in range(max(1, size - 2), min(size + 3, len(one.title))):
        tail = one.title[at:]
        if len(tail) <= LONGEST_VENUE and (_name_one_venue(tail, other.venue) or _is_part(tail, other.venue)):
            yield _cut(one, at)


def _reordered(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    """Both without the names behind their titles, if what stands there is the same names in another order.

    Such names are taken for the authors of both.
    """
    at = _same_beginning(left.title, right.title)
    tails = left.title[at:], right.title[at:]
    if at >= FIRST_WORDS - 1 and all(tails) and _is_within(*tails) and _is_within(*tails[::-1]):
        name = Name("".join(left.title[at:]), left.title[at:], frozenset())
        yield replace(_cut(left, at), names=(name, name)), replace(_cut(right, at), names=(name, name))


def _is_within(tail: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the first word of a tail stands in the other, and two thirds up to the last word that does."""
    found = [len(word) == 1 or any(nearly(word, there) for there in other) for word in tail]
    if not found[0]:
        return False
    lead = found[: len(found) - found[::-1].index(True)]
    return lead.count(False) * 3 <= len(lead)


def _same_beginning(left: Sequence[str], right: Sequence[str]) -> int:
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )


def _name_one_venue(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether both have the same word for a kind of venue, in full or short, or one the initials of the other."""
    kinds = ({word for word in one if word in _VENUES} for one in (left, right))
    if any(one.startswith(other) or other.startswith(one) for one, other in product(*kinds)):
        return True
    return any(_has_initials(*pair) for pair in ((left, right), (right, left)))


def _has_initials(names: Sequence[str], venue: Sequence[str]) -> bool:
    initials = "".join(word[0] for word in venue)
    return any(len(word) >= _SHORTENED and word in initials for word in names)


def _is_part(tail: Sequence[str], venue: Sequence[str]) -> bool:
    """Whether every word stands in the venue's name, in full or short."""
    return all(any(there.startswith(word) for there in venue) for word in tail)
