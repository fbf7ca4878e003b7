"""Editorial notices as sources word them: a retraction, an expression of concern and a correction are told apart.

Stands above `schema`; the sources use it, and whoever joins records. Presence of a notice says nothing: what counts is
its kind, and the gravest of several holds. Nor does a notice on a preprint say anything of the published article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator import ids
from generator.schema import Notice, Version, Work, WorkType

_NOTICES = (
    (re.compile(r"retract|withdr|\bremov", re.IGNORECASE), Notice.RETRACTION),
    (re.compile(r"concern", re.IGNORECASE), Notice.CONCERN),
    (re.compile(r"\b(?:correct|corrig|errat|addend|clarif)", re.IGNORECASE), Notice.CORRECTION),
)
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:(?:RETRACTED|WITHDRAWN)\b"  # in capitals it is a mark, whatever follows
    r"|(?i:(?:retracted|withdrawn)(?: (?:article|paper|chapter|publication|study|manuscript))?\s*[:\uff1a\]).—–*])"
    r"|(?i:\[(?:retraction|withdrawal)\]|retraction (?:note|notice)\b|(?:notice|statement) of retraction\b))"
    r"|(?i:[\[(](?:retracted|withdrawn)\b[^\])]*[\])]\W*$)|(?i:\s[-–—:]\s*retracted\W*$)|(?i:(?<=\w):\s*retracted\W*$)"
)


def stated(raw: str) -> Notice | None:
    """The gravest notice that words state, "Retraction" or "expression_of_concern"; what they deny is none."""
    said = re.sub(r"\b(?:no|not)\s+\w+", "", raw)
    return next((notice for pattern, notice in _NOTICES if pattern.search(said)), None)


def in_title(title: str) -> Notice | None:
    """The retraction that a title is marked with: "RETRACTED: A trial"."""
    return Notice.RETRACTION if _RETRACTED_TITLE.search(title) else None


def gravest(*found: Notice | None) -> Notice | None:
    """The gravest of several notices, None if there is none."""
    return next((notice for notice in Notice if notice in found), None)


def marked(work: Work, record: Work) -> Work:
    """The work with the notice that a record of it bears: all of it, or its preprint versions alone.

    A preprint is withdrawn for many reasons, the article that came of it being one: only a notice on the article, or on
    a work that is nothing but a preprint, is one on the work. A record that calls itself a preprint and bears the
    article's DOI is taken for one of the article, but at arXiv, where authors type that DOI in.
    """
    if record.notice is None:
        return work
    if not _of_preprint_alone(work, record):
        return work.model_copy(update={"notice": gravest(work.notice, record.notice)})
    own = {version.id for version in record.versions}
    versions = tuple(_with(record.notice, one) if _is_of(one, own) else one for one in work.versions)
    return work.model_copy(update={"versions": versions})


def told(works: Sequence[Work], records: Iterable[Work]) -> tuple[Work, ...]:
    """The works with what records say of them that are there for their notices alone, and who said it.

    A record is of a work with which it shares an identifier; of others nothing is said.
    """
    found = list(works)
    named = [frozenset(_identifiers(work)) for work in works]
    for record in records:
        own = frozenset(_identifiers(record))
        for at, known in enumerate(named):
            if known & own:
                found[at] = _with_sighting(marked(found[at], record), record)
    return tuple(found)


def _identifiers(work: Work) -> Iterator[str]:
    yield from work.same_as
    for scheme in ids.SCHEMES:
        if value := getattr(work.ids, scheme):
            arxiv = ids.arxiv_of_doi(value) if scheme == "doi" else None
            yield f"arxiv:{arxiv}" if arxiv else f"{scheme}:{value}"


def _with_sighting(work: Work, record: Work) -> Work:
    seen = {*work.sightings, *record.sightings}
    ordered = sorted(seen, key=lambda one: (one.source, one.native_id, one.rank))
    return work.model_copy(update={"sightings": tuple(ordered)})


def _of_preprint_alone(work: Work, record: Work) -> bool:
    if record.type is not WorkType.PREPRINT or work.type is WorkType.PREPRINT:
        return False
    return record.ids.arxiv is not None or record.ids.doi is None or record.ids.doi != work.ids.doi


def _is_of(version: Version, own: set[str]) -> bool:
    return version.kind is WorkType.PREPRINT or version.id in own


def _with(notice: Notice, version: Version) -> Version:
    return version.model_copy(update={"notice": gravest(version.notice, notice)})
