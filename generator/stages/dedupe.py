"""Joins sightings of one work: by identifiers that they share or assert of each other, else as `identity` tells.

Pure; the result does not depend on the order of the works, and a second pass changes nothing. Records under one
identifier are joined only if titles or first authors agree, lest one entry put words into another's mouth; so are those
of which one says that the other is its preprint, its publication or another version of it. Works that
carry different DOIs of publishers, arXiv identifiers or PubMed numbers are never joined for their looks: two parts of
a series can share title, authors and year. Of several works that a record may be, it joins the one that it is most
like, and none joins a group of which it is unlike a member.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from generator import identity, ids, notices, refusal
from generator.identity import Description
from generator.schema import Dropped, Ids, Reason, Stage, Version, Work, WorkType
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

FEW = 16
"""Works that may share a word or two words of their titles and still all be held against each other."""

RAREST = 5
"""Of the words and pairs of words that a title shares with few others, those by which its likes are looked for."""

_IN_VENUE = ("volume", "number", "pages")


def dedupe(works: Sequence[Work]) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """The distinct works, sorted by key, and a record of every sighting that was joined to another.

    Joining fills in what a member lacked, a year say, by which it may equal a third: hence passes until none joins.
    """
    kept = [_Record.of(work) for work in works]
    dropped: list[Dropped] = []
    while True:
        merged, joined = _pass(kept)
        dropped += joined
        if len(merged) == len(kept):
            distinct = [record.work for record in merged]
            return _with_keys_of_their_own(distinct), tuple(sorted(dropped, key=lambda d: (d.item, d.detail)))
        kept = merged


@dataclass(frozen=True, slots=True)
class _Record:
    """A work with what is asked of it again and again: its place in the order, its hash, how it is compared."""

    work: Work
    order: str
    fingerprint: str
    described: Description
    parts: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, work: Work) -> _Record:
        described = identity.describe(work)
        parts = frozenset((*((word,) for word in described.title), *pairwise(described.title)))
        return cls(work, work.model_dump_json(), _fingerprint(work), described, parts)


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


def clashing(works: Sequence[Work]) -> Iterator[tuple[Work, Work]]:
    """Works that share an identifier, yet neither title nor first author: one of the two is misdescribed."""
    for left, right in _same_identifier((work, _fingerprint(work)) for work in works):
        if not _alike(works[left], works[right]):
            yield works[left], works[right]


def clashes(works: Sequence[Work]) -> tuple[Dropped, ...]:
    """A record of each work that shares an identifier with one that it is unlike."""
    return tuple(
        Dropped(
            stage=Stage.SOURCE,
            item=_seen(right),
            reason=Reason.IDENTIFIER_CLASH,
            detail=f"shares an identifier with {_seen(left)}, but neither title nor first author",
        )
        for left, right in clashing(works)
    )


def copycats(works: Sequence[Work]) -> tuple[Dropped, ...]:
    """Works whose DOI stands under a prefix that is known for copies; the DOI joins and parts nothing."""
    return tuple(
        Dropped(
            stage=Stage.SOURCE,
            item=_seen(work),
            reason=Reason.COPYCAT_DOI,
            detail=f"{work.ids.doi} stands under a prefix that is known for copies of others' works",
        )
        for work in works
        if work.ids.doi and refusal.is_copycat(work.ids.doi)
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


def _pass(records: Sequence[_Record]) -> tuple[list[_Record], list[Dropped]]:
    ordered = sorted(records, key=lambda record: record.order)
    groups = _Groups([record.work for record in ordered])
    for left, right in _same_identifier([(record.work, record.fingerprint) for record in ordered]):
        if not groups.together(left, right) and all(
            _alike(one, other) for one in groups.of(left) for other in groups.of(right)
        ):
            groups.join(left, right)
    _join_versions(groups, ordered)
    _join_likes(groups, ordered)
    kept, dropped = [], []
    for positions in groups.each():
        members = [ordered[at] for at in positions]
        merged = members[0] if len(members) == 1 else _Record.of(_merge([record.work for record in members]))
        kept.append(merged)
        dropped += [_duplicate(member, merged.work) for member in _others(record.work for record in members)]
    return kept, dropped


def _join_versions(groups: _Groups, records: Sequence[_Record]) -> None:
    """Joins records that a source asserts to be of one work, if nothing in them speaks against it."""
    for left, right in _asserted([record.work for record in records]):
        if not groups.together(left, right) and all(
            _are_versions(records[a], records[b]) for a in groups.at(left) for b in groups.at(right)
        ):
            groups.join(left, right)


def _are_versions(left: _Record, right: _Record) -> bool:
    """Whether two records that are said to be versions can be: where identifiers tell them apart, by titles alone."""
    parted = any(_differ(_telling_apart(left.work), _telling_apart(right.work), scheme) for scheme in ids.SCHEMES)
    return identity.same_title(left.described, right.described) if parted else _alike(left.work, right.work)


def _asserted(works: Sequence[Work]) -> Iterator[tuple[int, int]]:
    """Pairs of works, the smaller position first and each once, of which one names an identifier of the other."""
    named = {at: tuple(_named(work)) for at, work in enumerate(works) if work.same_as}
    asked = {key for keys in named.values() for key in keys}
    having = defaultdict[tuple[str, str], list[int]](list)
    for at, work in enumerate(works if asked else ()):
        for key in asked.intersection(_identifiers(work)):
            having[key].append(at)
    pairs = {(min(at, other), max(at, other)) for at, keys in named.items() for key in keys for other in having[key]}
    return iter(sorted(pair for pair in pairs if pair[0] != pair[1]))


def _named(work: Work) -> Iterator[tuple[str, str]]:
    """Scheme and value of what a work is asserted to be, too."""
    for one in work.same_as:
        scheme, _, value = one.partition(":")
        if (meant := _meant(scheme, value)) is not None:
            yield meant


def _join_likes(groups: _Groups, records: Sequence[_Record]) -> None:
    """Joins what is most alike first; works that an identifier joined count as one, like what any of them is like."""
    asserted = [groups.at(at) for at in range(len(records))]

    @cache
    def likeness(left: int, right: int) -> int:
        return identity.likeness(records[left].described, records[right].described)

    def are_like(left: int, right: int) -> bool:
        return any(likeness(min(a, b), max(a, b)) for a in asserted[left] for b in asserted[right])

    links = sorted((-like, *pair) for pair in _candidates(records) if (like := likeness(*pair)))
    for _, left, right in links:
        if (
            not groups.together(left, right)
            and not groups.differ(left, right)
            and all(are_like(a, b) for a in groups.at(left) for b in groups.at(right))
        ):
            groups.join(left, right)


def _candidates(records: Sequence[_Record]) -> set[tuple[int, int]]:
    """Pairs, the smaller position first, that share their title, or a rare word or pair of words of it."""
    titles, parts = defaultdict[tuple[str, ...], list[int]](list), defaultdict[tuple[str, ...], list[int]](list)
    for at, record in enumerate(records):
        titles[record.described.title].append(at)
        for part in record.parts:
            parts[part].append(at)
    found = {pair for group in titles.values() for pair in _pairs(group)}
    few = {part: group for part, group in parts.items() if 1 < len(group) <= FEW}
    for at, record in enumerate(records):
        shared = sorted((len(few[part]), part) for part in record.parts if part in few)
        found.update(
            (min(at, other), max(at, other)) for _, part in shared[:RAREST] for other in few[part] if other != at
        )
    return found


def _pairs(group: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a group; of a large one those that stand near each other in the order of the records."""
    return ((one, other) for at, one in enumerate(group) for other in group[at + 1 : at + FEW])


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

    def at(self, at: int) -> tuple[int, ...]:
        """The positions joined so far to this one."""
        return tuple(self._groups[at])

    def differ(self, left: int, right: int) -> bool:
        """Whether both groups have identifiers of one scheme and share none of it."""
        a, b = (self._identifiers(at) for at in (left, right))
        return any(_differ(a, b, scheme) for scheme in ids.SCHEMES)

    def _identifiers(self, at: int) -> Mapping[str, frozenset[str]]:
        each = [_telling_apart(work) for work in self.of(at)]
        return {scheme: frozenset().union(*(one[scheme] for one in each)) for scheme in ids.SCHEMES}

    def each(self) -> Iterator[list[int]]:
        """The positions of each group, in the order of their first."""
        seen: set[int] = set()
        for group in self._groups:
            if id(group) not in seen:
                seen.add(id(group))
                yield sorted(group)


def _differ(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]], scheme: str) -> bool:
    return bool(left[scheme] and right[scheme] and not left[scheme] & right[scheme])


def _telling_apart(work: Work) -> Mapping[str, frozenset[str]]:
    """A work's identifiers by scheme, as far as another one would make it another work.

    A preprint's DOI and its numbers at PubMed do not: its publication has its own.
    """
    found = {scheme: frozenset({value}) for scheme, value in _identifiers(work)}
    if work.type is WorkType.PREPRINT:
        found = {"arxiv": found["arxiv"]} if "arxiv" in found else {}
    return {scheme: found.get(scheme, frozenset()) for scheme in ids.SCHEMES}


def _identifiers(work: Work) -> Iterator[tuple[str, str]]:
    """Scheme and value of what identifies a work; a DOI that arXiv gave is an arXiv identifier, a copycat's is none."""
    for scheme in ids.SCHEMES:
        value = getattr(work.ids, scheme)
        if value is not None and (meant := _meant(scheme, value)) is not None:
            yield meant


def _meant(scheme: str, value: str) -> tuple[str, str] | None:
    if scheme != "doi":
        return scheme, value
    arxiv = ids.arxiv_of_doi(value)
    if arxiv is not None:
        return "arxiv", arxiv
    return None if refusal.is_copycat(value) else (scheme, value)


def _same_identifier(works: Iterable[tuple[Work, str]]) -> Iterator[tuple[int, int]]:
    """Pairs of works, each given with its fingerprint, that share an identifier or are the same to the letter."""
    same: dict[str, list[int]] = {}
    for at, (work, fingerprint) in enumerate(works):
        for key in {f"{scheme}:{value}" for scheme, value in _identifiers(work)}:
            same.setdefault(key, []).append(at)
        same.setdefault(f"record:{fingerprint}", []).append(at)
    for group in same.values():
        yield from combinations(group, 2)


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
    ranked = sorted(members, key=_standing)
    best = ranked[0]
    found = Ids(**{scheme: _first(getattr(work.ids, scheme) for work in ranked) for scheme in ids.SCHEMES})
    joined = best.model_copy(
        update={
            "key": ids.work_key(found.doi, found.arxiv, found.pmid, "")
            if found.doi or found.arxiv or found.pmid
            else best.key,
            "ids": found,
            "year": next((w.year for w in ranked if w.year is not None), None),
            "language": next((w.language for w in ranked if w.language is not None), None),
            **{name: next((v for w in ranked if (v := getattr(w, name)) is not None), None) for name in _IN_VENUE},
            "url": next((w.url for w in ranked if w.url), None),
            "checked": any(w.retrieved_from for w in ranked) or _agreed([w.checked for w in ranked]),
            "notice": None,
            "versions": _versions(ranked),
            "same_as": _named_otherwise(ranked, found),
            "sightings": tuple(
                sorted({s for w in ranked for s in w.sightings}, key=lambda s: (s.source, s.native_id, s.rank))
            ),
        }
    )
    for record in ranked:
        joined = notices.marked(joined, record)
    return joined


def _versions(members: Sequence[Work]) -> tuple[Version, ...]:
    """The versions of all members, each once with the gravest notice that is known of it."""
    found: dict[str, Version] = {}
    for version in (version for work in members for version in work.versions):
        grave = notices.gravest(version.notice, found[version.id].notice if version.id in found else None)
        found[version.id] = version.model_copy(update={"notice": grave})
    return tuple(found[name] for name in sorted(found))


def _named_otherwise(members: Sequence[Work], found: Ids) -> tuple[str, ...]:
    """What members assert, and which identifiers they have beside those that the joined work keeps."""
    had = {f"{scheme}:{value}" for work in members for scheme, value in _identifiers(work)}
    kept = {f"{scheme}:{value}" for scheme, value in _identifiers(members[0].model_copy(update={"ids": found}))}
    return tuple(sorted(had.union(*(work.same_as for work in members)) - kept))


def _first(values: Iterable[str | None]) -> str | None:
    """The first identifier that is stated, a copycat's DOI only where there is no other."""
    stated = [value for value in values if value is not None]
    return min(stated, key=refusal.is_copycat, default=None)


def _agreed(stated: Sequence[bool | None]) -> bool | None:
    known = [value for value in stated if value is not None]
    return all(known) if known else None
