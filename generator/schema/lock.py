"""The evidence lock of a question: what services gave for it, by which searches, with hashes; questions/evidence/.

Stands above `works` and `question`. It must not know how a lock stands in a file (`store.locks` does), nor when a
service was asked (`runs`): a lock changes only when the evidence does.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from generator.schema.base import Record
from generator.schema.question import Slug
from generator.schema.words import StoreText
from generator.schema.works import Dropped, Work

LOCK_FORMAT: Literal["1"] = "1"
"""Version of a lock's form: raised when a reader of the old one would misread the new one."""


class Search(Record):
    """A search as a service was last asked it: the expression, and the terms that its limits left no room for."""

    source: str
    expression: str
    cut: tuple[str, ...] = ()


class Lock(Record):
    """What services gave for one question.

    Each work is one sighting of one source, and they are sorted by source and identifier; a source's works stay when it
    fails. `concepts` is the hash of the concepts that withheld texts were searched for (`Section.named`). `absent`
    names the full texts that were asked for and do not exist ("arxiv_html:2106.00001v1"), which are not asked for
    again, and `unread` the entries of answers that gave no work.
    """

    format: Literal["1"] = LOCK_FORMAT
    slug: Slug
    store_text: StoreText
    concepts: str
    queries: tuple[Search, ...]
    absent: tuple[str, ...] = ()
    unread: tuple[Dropped, ...] = ()
    works: tuple[Work, ...]

    @model_validator(mode="after")
    def _sorted_single_sightings(self) -> Self:
        keys = [place(work) for work in self.works]
        if any(len(work.sightings) != 1 for work in self.works):
            raise ValueError("each work of a lock is one sighting of one source")
        if keys != sorted(set(keys)):
            raise ValueError("the works are not sorted by source and identifier, or one stands twice")
        return self


def place(work: Work) -> tuple[str, str]:
    """Where a work stands in its lock: its source and the source's own identifier."""
    return work.sightings[0].source, work.sightings[0].native_id
