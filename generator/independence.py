"""Which works are by other people."""

from __future__ import annotations

from collections.abc import Iterable

from generator.ids import title_key
from generator.schema import Author, Work


def related(left: Work, right: Work) -> bool:
    """Whether two works share a first or last author."""
    return bool(_ends(left) & _ends(right))


def independent_groups(works: Iterable[Work]) -> int:
    """The greatest number of works of which no two share a first or last author."""
    kept: list[Work] = []
    for work in works:
        if not any(related(work, other) for other in kept):
            kept.append(work)
    return len(kept)


def _ends(work: Work) -> set[str]:
    return {_person(author) for author in (*work.authors[:1], *work.authors[-1:])}


def _person(author: Author) -> str:
    return title_key(author.family) + title_key(author.given or "")[:1]
