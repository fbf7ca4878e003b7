"""Which works are no independent of each other, and how many of several are: what one group says twice, it says once.

Pure; stands above `schema`, beside `labels`. It knows names and titles only: laboratories, funders and shared data are
no records, so that works without a common author may still have a common source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from generator.ids import title_key
from generator.schema import Work

Near = Mapping[int, frozenset[int]]
Signature = tuple[str, tuple[tuple[str, str], ...]]
"""A work's title and its first and last author (family name, initial or nothing), without case and marks."""


def related(left: Work, right: Work) -> bool:
    """Whether two works share a first or last author, or their title; two works without authors are taken for related.

    Authors are one where family names agree and initials do, or one of the initials is not known.
    """
    return _are_related(_signature(left), _signature(right))


def independent_groups(works: Sequence[Work]) -> int:
    """How many of the works are related to none of each other, at most."""
    return independent_weight(works, [1] * len(works))


def independent_weight(works: Sequence[Work], weights: Sequence[int]) -> int:
    """The largest sum of weights (each positive) of works of which no two are related.

    It is exact, so that it never grows where a work is removed or weighs less; a greedy choice may.
    """
    signed = [_signature(work) for work in works]
    near = {
        at: frozenset(other for other in range(len(works)) if other != at and _are_related(signed[at], signed[other]))
        for at in range(len(works))
    }
    return _heaviest(frozenset(near), near, weights)


def _signature(work: Work) -> Signature:
    ends = dict.fromkeys((work.authors[0], work.authors[-1])) if work.authors else ()
    return title_key(work.title), tuple((title_key(one.family), title_key(one.given or "")[:1]) for one in ends)


def _are_related(left: Signature, right: Signature) -> bool:
    if left[0] == right[0]:
        return True
    if not left[1] or not right[1]:
        return left[1] == right[1]
    return any(
        family == other and (initial == beside or not initial or not beside)
        for family, initial in left[1]
        for other, beside in right[1]
    )


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
