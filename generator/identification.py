"""PRISMA's first phase: what libraries, supplied files and the lock of a question give, as distinct works.

Stands below `pipeline`, which screens what comes from here. Reads the project's files, fetches nothing, and writes
nothing but the archive of libraries, which changes no work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator import ids, locking, notices
from generator.schema import Batch, Dropped, Lock, QueryRun, Question, Work
from generator.sources import fulltext, library
from generator.sources.library import Library
from generator.stages.dedupe import clashes, clashing, copycats, dedupe
from generator.store import archive, locks
from generator.store.archive import Archive, Kept


@dataclass(frozen=True, slots=True)
class Identified:
    """What sources gave, joined: the same for every question that reads them. `dropped` is what was lost or joined."""

    queries: tuple[QueryRun, ...]
    distinct: tuple[Work, ...]
    dropped: tuple[Dropped, ...]

    @property
    def count(self) -> int:
        """Works before they were joined."""
        return sum(query.identified for query in self.queries)


def identify(batches: Sequence[Batch]) -> Identified:
    """The distinct works of the batches, and records of what could not be read, is flagged, or was joined.

    What was kept for a retraction is no search: it gives no work, and marks those that it is about.
    """
    kept = [work for batch in batches if locking.is_kept(batch.query) for work in batch.works]
    batches = [batch for batch in batches if not locking.is_kept(batch.query)]
    unread = (one for batch in batches for one in batch.dropped)
    works = tuple(work for batch in batches for work in batch.works)
    distinct, joined = dedupe(works)
    queries = tuple(QueryRun(source=b.source, expression=b.query, identified=len(b.works), cut=b.cut) for b in batches)
    return Identified(queries, notices.told(distinct, kept), (*unread, *clashes(works), *copycats(works), *joined))


def of_files(root: Path, question: Question) -> Identified:
    """What libraries, supplied files and the lock of a question give. Raises InputError for one that does not read."""
    lock, articles = locks.load(root, question.slug), fulltext.supplied(root, question.slug)
    if lock is None and not articles:
        return _of_libraries(_files(root, question), archive.at(root))
    return identify(_batches(root, question, articles, lock))


def batches(root: Path, question: Question, lock: Lock | None) -> tuple[Batch, ...]:
    """What the files of a question and a lock of it hold. Raises InputError for a file that does not read."""
    return _batches(root, question, fulltext.supplied(root, question.slug), lock)


def _batches(root: Path, question: Question, articles: Sequence[Batch], lock: Lock | None) -> tuple[Batch, ...]:
    kept = archive.at(root)
    return (*(_batch(one, kept) for one in _files(root, question)), *articles, *locking.batches(lock, question))


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a file of the project: where it begins, as `file:line`, and the work that it describes."""

    place: str
    work: Work


def clashing_entries(root: Path, question: Question) -> tuple[tuple[Entry, Entry], ...]:
    """Entries of the files of a question that share an identifier and can be no one work, in the order of their files.

    Raises InputError for a file that does not read.
    """
    return _clashing(_files(root, question), archive.at(root))


@lru_cache(maxsize=4)  # as `_of_libraries`
def _clashing(libraries: tuple[Library, ...], kept: Archive) -> tuple[tuple[Entry, Entry], ...]:
    pairs = tuple(clashing([work for one in libraries for work in _batch(one, kept).works]))
    named = {one.source: one for one in libraries}
    lines = {source: library.lines(named[source]) for source in {_source(work) for pair in pairs for work in pair}}

    def entry(work: Work) -> Entry:
        sighting = work.sightings[0]
        return Entry(f"{named[sighting.source].path}:{lines[sighting.source][sighting.native_id]}", work)

    found = [(entry(left), entry(right)) for left, right in pairs]
    return tuple({(left.place, right.place): (left, right) for left, right in found}.values())


def _source(work: Work) -> str:
    return work.sightings[0].source


def _files(root: Path, question: Question) -> tuple[Library, ...]:
    return (*library.load(root, question.sources), *library.supplied(root, question.slug))


@lru_cache(maxsize=4)  # questions that read the same libraries join their works once
def _of_libraries(libraries: tuple[Library, ...], kept: Archive) -> Identified:
    def joined() -> Kept:
        found = identify([_batch(one, kept) for one in libraries])
        counts = tuple(query.identified for query in found.queries)
        return Kept(works=found.distinct, dropped=found.dropped, counts=counts)

    place = f"joined/{ids.digest(*(one.path for one in libraries))}"
    found = kept.get(place, [part for one in libraries for part in (one.path, one.text)], joined)
    queries = (
        QueryRun(source=one.source, expression=one.query, identified=count)
        for one, count in zip(libraries, found.counts, strict=True)
    )
    return Identified(tuple(queries), found.works, found.dropped)


def _batch(one: Library, kept: Archive) -> Batch:
    def read() -> Kept:
        works, dropped = library.parse(one.text, one.path, one.name)
        return Kept(works=works, dropped=dropped)

    found = kept.get(f"library/{ids.digest(one.path)}", (one.path, one.text), read)
    return one.batch(found.works, found.dropped)
