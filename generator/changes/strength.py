"""How well a claim stands, and which of two standings is the stronger: the one place where that is defined.

Stands above `schema` alone. A standing is compared by its status, then by the number of independent evidence records
for it, then by that of the records against it, then by its confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from generator.schema import Change, ClaimStatus, Evidence, Standing, Standpoint, Verdict

STANDINGS = (
    ClaimStatus.VERIFIED,
    ClaimStatus.DIGEST,
    ClaimStatus.CONTESTED,
    ClaimStatus.ABSTAINED,
    ClaimStatus.UNVERIFIED,
    ClaimStatus.RETRACTED,
)
"""From the strongest to the weakest; every status has a place of its own, so that no change of status goes untold."""

CONFIDENCE_STEP = 0.02
"""The least change of confidence that is an event."""

_OTHERS = frozenset({Standpoint.INDEPENDENT, Standpoint.RELATED})
_DECIMALS = 6  # 0.57 - 0.55 is a little less than 0.02


def standing_of(verdict: Verdict, evidence: Mapping[str, Evidence]) -> Standing:
    """How well a claim stands; `evidence` is by id."""
    support = (evidence[name] for name in verdict.supported_by)
    return Standing(
        status=verdict.status,
        confidence=verdict.confidence,
        supported_by=tuple(sorted(one.work for one in support if one.standpoint in _OTHERS)),
        contradicted_by=tuple(sorted(evidence[name].work for name in verdict.contradicted_by)),
    )


def change_between(before: Standing, after: Standing) -> Change | None:
    """The event between two standings of one claim; None where there is none.

    A new contradiction is told as such, whatever else changed.
    """
    if Counter(after.contradicted_by) - Counter(before.contradicted_by):
        return Change.CONTRADICTED
    rise = _compare(_strength(before), _strength(after)) or _rise(before.confidence, after.confidence)
    return None if rise == 0 else Change.STRENGTHENED if rise > 0 else Change.WEAKENED


def moved(before: Standing, after: Standing, change: Change) -> tuple[str, ...]:
    """The works whose evidence came or went, sorted: of a contradiction only those that came with it."""
    against = Counter(after.contradicted_by), Counter(before.contradicted_by)
    if change is Change.CONTRADICTED:
        return tuple(sorted(against[0] - against[1]))
    support = Counter(after.supported_by), Counter(before.supported_by)
    return tuple(sorted({*(against[1] - against[0]), *(support[0] - support[1]), *(support[1] - support[0])}))


def _strength(standing: Standing) -> tuple[int, int, int]:
    return -STANDINGS.index(standing.status), len(standing.supported_by), -len(standing.contradicted_by)


def _compare(before: tuple[int, int, int], after: tuple[int, int, int]) -> float:
    return (after > before) - (after < before)


def _rise(before: float | None, after: float | None) -> float:
    """How much confidence rose, 0 below the step; a claim that no model judged stands below one that a model judged."""
    if before is None or after is None:
        return (after is not None) - (before is not None)
    rise = round(after - before, _DECIMALS)
    return rise if abs(rise) >= CONFIDENCE_STEP else 0
