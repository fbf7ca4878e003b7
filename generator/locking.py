"""From what services gave to an evidence lock, and from a lock to what a build takes for theirs.

What stays of the old lock, which text may be kept, whether anything is new: pure; stands above `schema` and `licences`,
beside `changes`. `refreshing` asks the sources and hands over what they gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from generator import ids, licences
from generator.schema import (
    SERVICE_NAMES,
    Batch,
    Dispute,
    Dropped,
    Excerpt,
    Failure,
    Lock,
    Notice,
    Passage,
    Question,
    Search,
    Section,
    StoreText,
    Work,
    place,
)

BY_IDENTIFIER = "by identifier"
"""The query of works that were asked for by their identifiers."""

FULL_TEXT = "full text"
"""The query of full texts."""

NOT_SEARCHED = frozenset({BY_IDENTIFIER, FULL_TEXT})

KEPT = "kept for its retraction"
"""What the query begins with of a record that is kept for what it says alone, and has no text any more."""

LAST_SAID = ", last said on "


NOBODY: Mapping[str, str] = MappingProxyType({})
"""For whoever does not know when a source last answered."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What came of one way of asking one source: works in the source's order, or why there are none.

    `query` is what the works' sightings say they were found by; `search` is None where nothing was searched. `absent`
    are identifiers that the source has nothing for, `unread` the entries that gave no work. Works that came before a
    failure are kept besides; `note` is what was odd, though it was no failure.
    """

    source: str
    query: str
    works: tuple[Work, ...] = ()
    search: Search | None = None
    absent: tuple[str, ...] = ()
    unread: tuple[Dropped, ...] = ()
    failure: Failure | None = None
    note: str | None = None


def concepts_hash(question: Question, disputes: Iterable[Dispute] = ()) -> str:
    """A hash of what a withheld text is searched for: the required concepts, their terms, the report's disputes."""
    concepts = ("|".join((concept.name, *concept.terms)) for _, concept in question.facets.required())
    ours = sorted(f"{one.claim}|{one.evidence}" for one in disputes if one.report == question.slug)
    return ids.digest(*concepts, *ours)


def evidence(
    old: Lock | None,
    question: Question,
    retrieved: Sequence[Retrieved],
    said: Mapping[str, str] = NOBODY,
    disputes: Sequence[Dispute] = (),
) -> Lock:
    """The lock that follows from the old one and from what was retrieved, all texts in it as they came.

    A source that failed keeps what it gave before. A search keeps every work that the same expression found before: a
    work that is no longer among the first of so many is evidence still, as a look-up describes it now. Everything else
    is what was retrieved now; what a search gave is no look-up's. A record that says that its work was retracted stays
    without its texts until its source gives it anew; `said` is when each source last answered, as far as is known.
    """
    searched = {place(work) for one in retrieved if one.search is not None for work in one.works}
    before = {place(work): work for work in (old.works if old else ())}
    works: dict[tuple[str, str], Work] = {}
    for one in retrieved:
        for at, work in before.items():
            sighting = work.sightings[0]
            stays = one.failure is not None or (one.search is not None and one.search.expression == sighting.query)
            if sighting.source == one.source and _came_by(one, sighting.query) and stays:
                works.setdefault(at, work)
        for work in one.works:
            at = place(work)
            if one.search is not None or at not in searched:
                works[at] = _as_before(_as_found(work, works.get(at)), before.get(at))
    for at, work in before.items():
        if at not in works and _tells_of_retraction(work):
            works[at] = _for_its_retraction(work, said.get(at[0]))
    return Lock(
        slug=question.slug,
        store_text=question.store_text,
        concepts=concepts_hash(question, disputes),
        queries=_searches(old, retrieved),
        absent=_absent(old, retrieved),
        unread=tuple(sorted({entry for one in retrieved for entry in one.unread}, key=Dropped.model_dump_json)),
        works=tuple(works[at] for at in sorted(works)),
    )


def is_kept(query: str) -> bool:
    """Whether a record with this query is there for its retraction alone."""
    return query.startswith(KEPT)


def last_said(query: str) -> str | None:
    """The day on which the source of such a record last answered, if that is known."""
    return query.partition(LAST_SAID)[2] or None


def _tells_of_retraction(work: Work) -> bool:
    """Whether a service said so; what stands with a full text was said by another record."""
    return work.notice is Notice.RETRACTION and work.sightings[0].query != FULL_TEXT


def _for_its_retraction(work: Work, said: str | None) -> Work:
    """The record without its texts; its query says since when nobody asked."""
    sighting = work.sightings[0]
    if not is_kept(sighting.query):
        query = f"{KEPT}{LAST_SAID}{said}" if said else KEPT
        sighting = sighting.model_copy(update={"query": query, "rank": 1})
    versions = tuple(version.model_copy(update={"sections": ()}) for version in work.versions)
    return work.model_copy(update={"sightings": (sighting,), "versions": versions})


def _came_by(one: Retrieved, query: str) -> bool:
    """Whether a work with this query came by this way of asking its source: a search may have been worded otherwise."""
    return query == one.query if one.search is None else query not in NOT_SEARCHED and not is_kept(query)


def _as_found(work: Work, known: Work | None) -> Work:
    """What was looked up, with the sighting of the search that found it earlier, if one did."""
    if known is None or work.sightings[0].query not in NOT_SEARCHED or known.sightings[0].query in NOT_SEARCHED:
        return work
    return work.model_copy(update={"sightings": known.sightings})


def _as_before(work: Work, known: Work | None) -> Work:
    """The work with the rank at which its source first gave it, so that a lock's lines change with the evidence."""
    if known is None or (known.sightings[0].query in NOT_SEARCHED) != (work.sightings[0].query in NOT_SEARCHED):
        return work
    sighting = work.sightings[0].model_copy(update={"rank": known.sightings[0].rank})
    return work.model_copy(update={"sightings": (sighting,)})


def _searches(old: Lock | None, retrieved: Sequence[Retrieved]) -> tuple[Search, ...]:
    before = {search.source: search for search in (old.queries if old else ())}
    found: dict[str, Search] = {}
    for one in retrieved:
        if one.search is not None:
            failed = one.failure is not None and not one.works
            kept = before.get(one.source) if failed else one.search
            if kept is not None:
                found[one.source] = kept
    return tuple(found[source] for source in sorted(found))


def _absent(old: Lock | None, retrieved: Sequence[Retrieved]) -> tuple[str, ...]:
    failed = {one.source for one in retrieved if one.failure is not None}
    kept = {one for one in (old.absent if old else ()) if one.partition(":")[0] in failed}
    return tuple(sorted(kept | {f"{one.source}:{name}" for one in retrieved for name in one.absent}))


def batches(lock: Lock | None, question: Question) -> tuple[Batch, ...]:
    """What a lock holds of the services that a question names: a batch for each search, then what was looked up.

    Last come, in batches of their own, the records of other services that tell of a retraction.
    """
    if lock is None:
        return ()
    left = set(SERVICE_NAMES) - set(question.services) if question.services else {place(one)[0] for one in lock.works}
    found: dict[tuple[str, str], list[Work]] = {
        (one.source, one.expression): [] for one in lock.queries if one.source not in left
    }
    for work in lock.works:
        if place(work)[0] in left:
            if not _tells_of_retraction(work):
                continue
            work = _for_its_retraction(work, None)  # noqa: PLW2901 - as a refresh would leave it
        found.setdefault((work.sightings[0].source, work.sightings[0].query), []).append(work)
    searches = {(one.source, one.expression): one for one in lock.queries}
    named = (*SERVICE_NAMES, *sorted({source for source, _ in found} - set(SERVICE_NAMES)))
    order = sorted(found, key=lambda one: (is_kept(one[1]), one[1] in NOT_SEARCHED, named.index(one[0]), one[1]))
    return tuple(
        Batch(
            source=source,
            query=query,
            works=tuple(found[source, query]),
            dropped=_unread(lock, source) if (source, query) in searches else (),
            cut=searches[source, query].cut if (source, query) in searches else (),
        )
        for source, query in order
    )


def _unread(lock: Lock, source: str) -> tuple[Dropped, ...]:
    return tuple(one for one in lock.unread if one.item.partition(":")[0] == source)


# --- texts ------------------------------------------------------------------------------------------------------------


def settled(
    old: Lock | None,
    new: Lock,
    quotable: Callable[[], Iterable[Passage]],
    named: Callable[[str], tuple[str, ...]],
) -> Lock:
    """The new lock with the texts that may not be kept taken out, or the old one where nothing is new in it.

    `quotable` gives the passages that reports quote, `named` the concepts that a text names; both are asked only if
    need be. Of a text that was there before, the excerpts of before stay.
    """
    if old is not None and _told(old) == _told(new):
        return old
    before = {_at(work, section): section for work in (old.works if old else ()) for section in _sections(work)}
    closed = any(_is_closed(new, work, section) for work in new.works for section in _sections(work))
    quoted: dict[tuple[str, str, str], list[Passage]] = {}
    for passage in quotable() if closed else ():
        quoted.setdefault((passage.version, passage.origin, passage.section), []).append(passage)

    def kept(work: Work, version: str, section: Section) -> Section:
        if not _is_closed(new, work, section):
            return section
        known = before.get(_at(work, section))
        excerpts = {*(known.excerpts if known else ()), *section.excerpts}
        excerpts |= {
            Excerpt(place=one.place, start=one.start, end=one.end, text=one.text)
            for one in quoted.get((version, section.origin, section.name), ())
        }
        return section.model_copy(
            update={
                "text": None,
                "excerpts": tuple(sorted(excerpts, key=lambda one: (one.start, one.end))),
                "named": section.named if section.text is None else named(section.text),
            }
        )

    works = tuple(
        work.model_copy(
            update={
                "versions": tuple(
                    version.model_copy(
                        update={"sections": tuple(kept(work, version.id, section) for section in version.sections)}
                    )
                    for version in work.versions
                )
            }
        )
        for work in new.works
    )
    return new.model_copy(update={"works": works})


def _sections(work: Work) -> Iterable[Section]:
    return (section for version in work.versions for section in version.sections)


def _at(work: Work, section: Section) -> tuple[str, str, str, str]:
    return *place(work), section.name, section.sha256


def _is_closed(lock: Lock, work: Work, section: Section) -> bool:
    licence = next(version.licence for version in work.versions if section in version.sections)
    return is_closed(lock.store_text, section, licence)


def is_closed(store_text: StoreText, section: Section, licence: str | None) -> bool:
    """Whether a text may not be kept whole; one that is not there any more is closed in any case."""
    if section.text is None or store_text is StoreText.QUOTES:
        return True
    return store_text is StoreText.OPEN and not licences.is_open(licence)


def _told(lock: Lock) -> Mapping[str, object]:
    """What a lock says of the evidence: everything but ranks, unread entries and texts, whose hashes tell.

    By which search a work was found stands under the queries.
    """
    return {
        "store_text": lock.store_text,
        "concepts": lock.concepts,
        "queries": lock.queries,
        "absent": lock.absent,
        "works": [_without_texts(work) for work in lock.works],
    }


def _without_texts(work: Work) -> Work:
    versions = tuple(
        version.model_copy(
            update={
                "sections": tuple(
                    section.model_copy(update={"text": None, "excerpts": (), "named": ()})
                    for section in version.sections
                )
            }
        )
        for version in work.versions
    )
    sightings = tuple(
        one.model_copy(update={"rank": 0, "query": one.query if one.query in NOT_SEARCHED else ""})
        for one in work.sightings
    )
    return work.model_copy(update={"versions": versions, "sightings": sightings})


def news(old: Lock | None, new: Lock) -> Mapping[str, int]:
    """How many works of each source are new in a lock, or other than before."""
    before = {place(work): _without_texts(work) for work in (old.works if old else ())}
    found: dict[str, int] = {}
    for work in new.works:
        if before.get(place(work)) != _without_texts(work):
            found[place(work)[0]] = found.get(place(work)[0], 0) + 1
    return found
