"""How much speaks for two records being one work: the less their titles tell, the more their authors must.

Pure; the relation is symmetric and looks at nothing but the two records. Stands above `misplaced`, which tells in which
ways they can be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from generator.identity.description import Description, Name, nearly
from generator.identity.misplaced import tidied
from generator.text import content_words, negations

SAME = 100
NEAR_TITLE = 88
"""Similarity (rapidfuzz `ratio`, 0 to 100) from which the titles of works of the same authors are taken for one."""

SPELT = 60
"""The same for the words that only one of two titles has: they are forms or misprints of one another."""

SHORT_TITLE = 2
"""Content words below which a title is one that many works may have."""

MANY_NAMES = 3
"""Authors from which a word may stand for another one in the title, if they are all the same."""

MAIN_TITLE = 3
"""Content words from which a title stands for a longer one that begins with it, before a colon or the like."""

TELLING_TITLE = 5
"""Content words from which a title, the same word for word, makes up for authors or a year that are not stated."""

MAX_YEARS = 2
"""Years between a preprint and its publication."""

_NUMERAL = re.compile(r"\w*\d\w*|[ivx]+")


def same_title(left: Description, right: Description) -> bool:
    """Whether two titles say the same: no other number or part, no denial, at most a word spelt otherwise."""
    return left.is_about_another == right.is_about_another and _titles(left, right) > 0


def likeness(left: Description, right: Description) -> int:
    """How much speaks for one work, from 1 to 100, or 0 where too little does."""
    if left.is_about_another != right.is_about_another or not _same_years(left, right):
        return 0
    if left.names and right.names and not _shared(left.names, right.names):
        return 0
    return max(
        (
            _whole(one, other)
            for one, other in ((left, right), *tidied(left, right))
            if _same_years(one, other) and not _printed_apart(one, other)
        ),
        default=0,
    )


def _whole(left: Description, right: Description) -> int:
    """The likeness of two records of which each value stands in its place."""
    similarity = _titles(left, right)
    if not similarity:
        return 0
    if not left.names or not right.names or left.year is None or right.year is None:
        return similarity // 2 if similarity == SAME and _alike_as_far_as_stated(left, right) else 0
    return similarity if _same_authors(left, right, similarity) else 0


def _alike_as_far_as_stated(left: Description, right: Description) -> bool:
    """Whether a telling title and the authors or the year, whichever both state, make up for the other."""
    if min(left.telling, right.telling) < TELLING_TITLE:
        return False
    if left.names and right.names:
        return _shared(left.names, right.names) == min(len(left.names), len(right.names))
    return left.year is not None and right.year is not None


def _same_authors(left: Description, right: Description, similarity: int) -> bool:
    """Whether enough authors are the same: the less the titles tell, the more of them."""
    shared = _shared(left.names, right.names)
    few, many = sorted((len(left.names), len(right.names)))
    telling = min(left.telling, right.telling)
    if telling < SHORT_TITLE and not (shared == many > 1 or _printed_alike(left, right)):
        return False
    asked = few if similarity == SAME and telling >= TELLING_TITLE else many
    return shared > 0 and 2 * shared >= asked


def _titles(left: Description, right: Description) -> int:
    """How alike two titles are, or 0 where they differ in a number or a denial, or in more than a word or two."""
    if left.title == right.title:
        return SAME
    many = max(len(left.names), len(right.names))
    free = many >= MANY_NAMES and _shared(left.names, right.names) == many
    likes = [_reworded(left.title, right.title, free=free), _reworded(left.brief, right.brief, free=free)]
    if any(one.telling >= MAIN_TITLE and one.title == other.main for one, other in ((left, right), (right, left))):
        likes.append(NEAR_TITLE)
    if not any(likes) or _telling_parts(left.title, (left, right)) != _telling_parts(right.title, (left, right)):
        return 0
    return max(likes)


def _reworded(left: Sequence[str], right: Sequence[str], *, free: bool) -> int:
    """The similarity of two titles, or 0 where it is low or, unless words are free, one has quite another word."""
    ratio = int(fuzz.ratio(" ".join(left), " ".join(right), score_cutoff=NEAR_TITLE)) if left and right else 0
    if not ratio or free:
        return ratio
    here, there = ("".join(_only(*pair)) for pair in ((left, right), (right, left)))
    return ratio if not here or not there or fuzz.ratio(here, there) >= SPELT else 0


def _only(title: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The content words that the other title does not have, or has fewer times."""
    more = Counter(title) - Counter(other)
    return content_words(" ".join(more.elements()))


def _telling_parts(title: Sequence[str], works: Sequence[Description]) -> tuple[list[str], int]:
    """Numbers, those of parts and of events, and denials; the year of the work itself tells no two parts apart."""
    years = {str(work.year) for work in works} if len({work.year for work in works}) == 1 else set()
    return sorted(w for w in title if _NUMERAL.fullmatch(w) and w not in years), negations(" ".join(title))


def _same_years(left: Description, right: Description) -> bool:
    if left.year is None or right.year is None:
        return True
    apart = abs(left.year - right.year)
    if left.is_preprint or right.is_preprint:
        return apart <= MAX_YEARS
    return apart == 0 or (apart == 1 and _printed_alike(left, right))


def _printed_apart(left: Description, right: Description) -> bool:
    """Whether two publications stand in other volumes or on other pages."""
    if left.is_preprint or right.is_preprint:
        return False
    return _other(left.volume, right.volume) or _other(left.page, right.page)


def _other(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _printed_alike(left: Description, right: Description) -> bool:
    """Whether two publications stand in one volume on one page, both of them stated."""
    printed = (left.venue, left.volume, left.page)
    return all(printed) and printed == (right.venue, right.volume, right.page)


def _shared(left: Sequence[Name], right: Sequence[Name]) -> int:
    """How many authors of the shorter list are on the longer one, each held against one alone."""
    few, many = sorted((left, right), key=lambda names: (len(names), [name.words for name in names]))
    free = list(many)
    for one in few:
        found = next((other for other in free if _same_person(one, other)), None)
        if found is not None:
            free.remove(found)
    return len(many) - len(free)


def _same_person(left: Name, right: Name) -> bool:
    """One family name and, where both are known, an initial; or all words of the one name in the other."""
    if nearly(left.family, right.family):
        return not left.initials or not right.initials or bool(left.initials & right.initials)
    few, many = sorted((set(left.words), set(right.words)), key=len)
    if "".join(left.words) == "".join(right.words):
        return True
    return len(few) > 1 and few <= many
