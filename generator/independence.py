"""Which works are no independent of each other, and how many of several are: what one group says twice, it says once.

Pure; stands above `schema`, beside `labels`. It knows names and titles only: laboratories, funders and shared data are
no records, so that works without a common author may still have a common source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from generator.ids import title_key
from generator.schema import Author, Work

Near = Mapping[int, frozenset[int]]


def related(left: Work, right: Work) -> bool:
    """Whether two works share a first or last author, or their title; two works without authors are taken for related.

    Authors are one where family names agree and initials do, or one of the initials is not known.
    """
    if title_key(left.title) == title_key(right.title):
        return True
    if not left.authors or not right.authors:
        return not left.authors and not right.authors
    return any(_same(one, other) for one in _ends(left) for other in _ends(right))


def independent_groups(works: Sequence[Work]) -> int:
    """How many of the works are related to none of each other, at most."""
    return independent_weight(works, [1] * len(works))


def independent_weight(works: Sequence[Work], weights: Sequence[int]) -> int:
    """The largest sum of weights (each positive) of works of which no two are related.

    It is exact, so that it never grows where a work is removed or weighs less; a greedy choice may.
    """
    near = {
        at: frozenset(other for other in range(len(works)) if other != at and related(works[at], works[other]))
        for at in range(len(works))
    }
    return _heaviest(frozenset(near), near, weights)


def _ends(work: Work) -> tuple[Author, Author]:
    return work.authors[0], work.authors[-1]


def _same(left: Author, right: Author) -> bool:
    if title_key(left.family) != title_key(right.family):
        return False
    initials = {initial for one in (left, right) if (initial := title_key(one.given or "")[:1])}
    return len(initials) < 2  # noqa: PLR2004 - two initials are two people


def _heaviest(among: frozenset[int], near: Near, weights: Sequence[int]) -> int:
    """Branches on the work with most relatives, each part that hangs together by itself."""
    total = 0
    for part in _parts(_undominated(among, near, weights), near):
        if len(part) == 1:
            total += weights[min(part)]
            continue
        most = max(sorted(part), key=lambda at: len(near[at] & part))
        without = _heaviest(part - {most}, near, weights)
        total += max(without, weights[most] + _heaviest(part - {most} - near[most], near, weights))
    return total


def _undominated(among: frozenset[int], near: Near, weights: Sequence[int]) -> frozenset[int]:
    """The works without those that another can always stand for: one that weighs as much and has no other relatives."""

    def stands_for(kept: frozenset[int], at: int) -> bool:
        around = (near[at] & kept) | {at}
        return any(
            weights[other] >= weights[at] and (near[other] & kept) | {other} <= around for other in near[at] & kept
        )

    return reduce(lambda kept, at: kept - {at} if stands_for(kept, at) else kept, sorted(among), among)


def _parts(among: frozenset[int], near: Near) -> list[frozenset[int]]:
    parts: list[frozenset[int]] = []
    left = among
    while left:
        part, edge = frozenset[int](), frozenset({min(left)})
        while edge:
            part |= edge
            edge = frozenset().union(*(near[at] for at in edge)) & left - part
        parts.append(part)
        left -= part
    return parts
