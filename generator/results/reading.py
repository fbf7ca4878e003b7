"""A level with what stands beside it: what the steps of a sentence's reading fill in, each for its part.

The one record here that changes; nothing of it leaves `chains`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.results import places
from generator.results.figure import Role
from generator.results.levels import Level


@dataclass(slots=True)
class Reading:
    """A level with what stands beside it; `heir` is the reading whose subject it shares."""

    level: Level
    end: int
    metrics: tuple[str | None, ...] = ()
    datasets: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    method: str | None = None
    beneficiary: str | None = None
    protocol: dict[str, str] = field(default_factory=dict)
    role: Role = "subject"
    held: bool = False
    linked: bool = False
    bracketed: bool = False
    vague: bool = False
    unknown: bool = False
    dropped: bool = False
    heir: Reading | None = None


def take(one: Reading, what: places.Phrase) -> None:
    """What a phrase names becomes the reading's, as far as nothing nearer named it."""
    if what.unclear or (what.datasets and len(what.datasets) > 1 and len(one.level.values) == 1):
        one.dropped = True
    if what.datasets and one.datasets and what.datasets != one.datasets:
        return  # the nearer one stands
    one.datasets = one.datasets or what.datasets
    one.splits = one.splits or what.splits
    one.method = one.method or what.method
    one.beneficiary = one.beneficiary or what.system
    one.vague = one.vague or what.vague
    one.unknown = one.unknown or what.unknown
    if len(what.agents) in {1, len(one.level.values)}:
        one.systems = one.systems or what.agents
    one.protocol = {**what.protocol, **one.protocol}
