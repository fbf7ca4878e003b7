"""How the questions of a large project are shared out among jobs: so many shards, and which questions each has.

Among the lowest floors, on Python's own library alone. It knows slugs and nothing of what is done with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

EACH = 25
"""Questions of a shard, unless somebody wants another number: at arXiv's pace their refresh fits into a job."""

MOST = 40
"""Shards at most, so that GitHub lists all jobs of a night on one page; above that each has more questions."""

_FORM = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts: `number` counts from 1 to `of`."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that "2/4" names. Raises ValueError for what names none."""
        found = _FORM.fullmatch(text)
        if found is None or int(found[1]) > int(found[2]):
            raise ValueError(f"{text!r} is no shard: 2/4 is the second of four")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def part(self, slugs: Sequence[str]) -> tuple[str, ...]:
        """The slugs of this shard: a run of the sorted ones.

        Shards differ by one question at most, and a question that comes or goes moves one at most across each border.
        """
        known = sorted(set(slugs))
        return tuple(known[len(known) * (self.number - 1) // self.of : len(known) * self.number // self.of])


def shards_of(count: int, each: int = EACH) -> tuple[Shard, ...]:
    """The shards into which so many questions go; one where there are none."""
    of = min(max(1, -(-count // each)), MOST)
    return tuple(Shard(number, of) for number in range(1, of + 1))
