"""Joins sightings of one work: by DOI, arXiv identifier or PubMed number, else by title, first author and year.

Pure; the result does not depend on the order of the works, and a second pass changes nothing. Records under one
identifier are joined only if titles or first authors agree, lest one entry put words into another's mouth. Two works
that carry different DOIs of publishers are never joined on title alone: an article and its erratum, or two parts of
a series, can share all three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from generator import ids
from generator.schema import Dropped, Ids, Notice, Reason, Stage, Work, WorkType
from generator.text import words

_BY_STANDING = (
    WorkType.ARTICLE,
    WorkType.CONFERENCE_PAPER,
    WorkType.CHAPTER,
    WorkType.BOOK,
    WorkType.THESIS,
    WorkType.REPORT,
    WorkType.PREPRINT,
    WorkType.OTHER,
)
SAME_TITLE = 85
"""Token-set similarity (rapidfuzz, 0 to 100) from which titles under one identifier are taken as agreeing."""

NEAR_TITLE = 50
"""The same for titles of one first author: a title may change between versions, not become another one."""

MAX_YEARS = 2
_IN_VENUE = ("volume", "number", "pages")
_BY_GRAVITY = (Notice.RETRACTION, Notice.CONCERN, Notice.CORRECTION)


def dedupe(works: Sequence[Work]) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """The distinct works, sorted by key, and a record of every sighting that was joined to another.

    Joining fills in what a member lacked, a year say, by which it may equal a third: hence passes until none joins.
    """
    kept: Sequence[Work] = works
    dropped: list[Dropped] = []
    while True:
        merged, joined = _pass(kept)
        dropped += joined
        if len(merged) == len(kept):
            return _with_keys_of_their_own(merged), tuple(sorted(dropped, key=lambda d: (d.item, d.detail)))
        kept = merged


def _with_keys_of_their_own(works: Sequence[Work]) -> tuple[Work, ...]:
    """The works sorted by key; works that would share a key get one from what tells them apart."""
    shared = Counter(work.key for work in works)
    named = [
        work if shared[work.key] == 1 else work.model_copy(update={"key": f"{work.key}-{_fingerprint(work)[:6]}"})
        for work in works
    ]
    return tuple(sorted(named, key=lambda work: work.key))


def _fingerprint(work: Work) -> str:
    """Hash of everything but the key, in full: six digits tell two works apart, and not two among thousands."""
    return ids.sha256(work.model_copy(update={"key": ""}).model_dump_json())


def clashes(works: Sequence[Work]) -> tuple[Dropped, ...]:
    """Works that share an identifier with another, yet neither title nor first author: one of them is misdescribed."""
    return tuple(
        Dropped(
            stage=Stage.SOURCE,
            item=_seen(works[right]),
            reason=Reason.IDENTIFIER_CLASH,
            detail=f"shares an identifier with {_seen(works[left])}, but neither title nor first author",
        )
        for left, right in _same_identifier(works)
        if not _alike(works[left], works[right])
    )


def _alike(left: Work, right: Work) -> bool:
    """Whether two records can describe one work: titles that agree, or one first author and titles not far apart."""
    titles = [" ".join(words(work.title)) for work in (left, right)]
    similarity = fuzz.token_sort_ratio(*titles)
    lengths = sorted(len(title) for title in titles)
    if similarity >= SAME_TITLE or (lengths[0] > lengths[1] / 2 and fuzz.token_set_ratio(*titles) >= SAME_TITLE):
        return True
    return similarity >= NEAR_TITLE and _first_author(left) == _first_author(right) != ""


def _first_author(work: Work) -> str:
    """First author's family name and initial, or nothing."""
    if not work.authors:
        return ""
    first = work.authors[0]
    return f"{ids.title_key(first.family)}.{ids.title_key(first.given or '')[:1]}"


def _pass(works: Sequence[Work]) -> tuple[list[Work], list[Dropped]]:
    ordered = sorted(works, key=lambda work: work.model_dump_json())
    groups = _Groups(ordered)
    for left, right in _same_identifier(ordered):
        if not groups.together(left, right) and all(
            _alike(one, other) for one in groups.of(left) for other in groups.of(right)
        ):
            groups.join(left, right)
    for left, right in _same_title(ordered):
        if not groups.together(left, right) and not groups.have_other_dois(left, right):
            groups.join(left, right)
    kept, dropped = [], []
    for members in groups.members():
        merged = _merge(members)
        kept.append(merged)
        dropped += [_duplicate(member, merged) for member in _others(members)]
    return kept, dropped


class _Groups:
    """A partition of a list of works; every position knows its group, and joining repoints the smaller one."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._groups = [[at] for at in range(len(works))]

    def join(self, left: int, right: int) -> None:
        small, large = sorted((self._groups[left], self._groups[right]), key=len)
        if small is not large:
            large += small
            for at in small:
                self._groups[at] = large

    def of(self, at: int) -> list[Work]:
        """The works joined so far to the one at this position."""
        return [self._works[member] for member in self._groups[at]]

    def together(self, left: int, right: int) -> bool:
        """Whether two positions are in one group already."""
        return self._groups[left] is self._groups[right]

    def have_other_dois(self, left: int, right: int) -> bool:
        """Whether both groups carry DOIs of publishers and share none."""
        a, b = (frozenset().union(*map(_publisher_doi, self.of(at))) for at in (left, right))
        return bool(a and b) and not a & b

    def members(self) -> Iterator[list[Work]]:
        for at, group in enumerate(self._groups):
            if at == min(group):
                yield self.of(at)


def _publisher_doi(work: Work) -> frozenset[str]:
    doi = work.ids.doi
    return frozenset({doi} if doi and work.type is not WorkType.PREPRINT and ids.arxiv_of_doi(doi) is None else ())


def _same_identifier(works: Sequence[Work]) -> Iterator[tuple[int, int]]:
    same: dict[str, list[int]] = {}
    for at, work in enumerate(works):
        for scheme in ids.SCHEMES:
            value = getattr(work.ids, scheme)
            if value is not None:
                same.setdefault(f"{scheme}:{value}", []).append(at)
        same.setdefault(f"record:{_fingerprint(work)}", []).append(at)
    for group in same.values():
        yield from combinations(group, 2)


def _same_title(works: Sequence[Work]) -> Iterator[tuple[int, int]]:
    """Pairs of works that share title, first author and year; a work without one of them pairs with none.

    A preprint and its publication may lie up to MAX_YEARS apart.
    """
    same: dict[tuple[str, str], list[int]] = {}
    for at, work in enumerate(works):
        title = ids.title_key(work.title)
        if title and work.authors and work.year is not None:
            same.setdefault((title, ids.title_key(work.authors[0].family)), []).append(at)
    for group in same.values():
        yield from ((a, b) for a, b in combinations(group, 2) if _same_years(works[a], works[b]))


def _same_years(left: Work, right: Work) -> bool:
    apart = abs((left.year or 0) - (right.year or 0))
    return apart == 0 or (apart <= MAX_YEARS and WorkType.PREPRINT in {left.type, right.type})


def _standing(work: Work) -> tuple[int, bool, str]:
    return _BY_STANDING.index(work.type), work.ids.doi is None, work.model_dump_json()


def _others(members: Iterable[Work]) -> list[Work]:
    return sorted(members, key=_standing)[1:]


def _duplicate(member: Work, merged: Work) -> Dropped:
    return Dropped(
        stage=Stage.DEDUPE, item=_seen(member), reason=Reason.DUPLICATE_WORK, detail=f"joined to {merged.key}"
    )


def _seen(work: Work) -> str:
    return ", ".join(f"{s.source}:{s.native_id}" for s in work.sightings)


def _merge(members: Sequence[Work]) -> Work:
    """One work with the description of the best-standing member and everything that the others add."""
    if len(members) == 1:
        return members[0]
    ranked = sorted(members, key=_standing)
    best = ranked[0]
    found = Ids(**{s: next((v for w in ranked if (v := getattr(w.ids, s)) is not None), None) for s in ids.SCHEMES})
    notices = {work.notice for work in ranked}
    return best.model_copy(
        update={
            "key": ids.work_key(found.doi, found.arxiv, found.pmid, "")
            if any(found.model_dump().values())
            else best.key,
            "ids": found,
            "year": next((w.year for w in ranked if w.year is not None), None),
            **{name: next((v for w in ranked if (v := getattr(w, name)) is not None), None) for name in _IN_VENUE},
            "url": next((w.url for w in ranked if w.url), None),
            "checked": _agreed([w.checked for w in ranked]),
            "notice": next((notice for notice in _BY_GRAVITY if notice in notices), None),
            "versions": tuple(sorted({v.id: v for w in ranked for v in w.versions}.values(), key=lambda v: v.id)),
            "sightings": tuple(
                sorted({s for w in ranked for s in w.sightings}, key=lambda s: (s.source, s.native_id, s.rank))
            ),
        }
    )


def _agreed(stated: Sequence[bool | None]) -> bool | None:
    known = [value for value in stated if value is not None]
    return all(known) if known else None
