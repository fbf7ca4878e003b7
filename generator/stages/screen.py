"""Screens works against the question: what they name, when and what they are; every exclusion has a reason.

Pure. The relevance gate is per facet: a work must name an intervention of the question (a population, if it has no
intervention) and at least two of its required concepts. Words and meaning (`ranking`) only order what passed.
A work that a dispute names takes nobody's place: it stands where it would stand unnamed, or else after all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from generator import ids
from generator.engine import Embedder
from generator.ranking import Document, Index, Ranked
from generator.refusal import no_work, own_report
from generator.schema import Dropped, Facet, Ids, Inclusion, Question, Reason, Section, Stage, Work, WorkChoice
from generator.text import names

MIN_CONCEPTS = 2
"""Required concepts that a work must name; one alone does not place it in the question."""


_NOBODY: Mapping[str, str] = MappingProxyType({})
_FINAL = frozenset({Reason.EXCLUDED_BY_QUESTION, Reason.OWN_REPORT, Reason.NO_TEXT})
"""Reasons that hold also of a work that a person named."""


@dataclass(frozen=True, slots=True)
class _Found:
    work: Work
    concepts: tuple[str, ...]
    pinned: str | None


def screen(
    question: Question,
    works: Sequence[Work],
    embedder: Embedder | None = None,
    disputed: Mapping[str, str] = _NOBODY,
) -> tuple[tuple[Work, ...], tuple[Inclusion, ...], tuple[Dropped, ...]]:
    """Included works, best first, why each was included, and every excluded work with the first reason that holds.

    `disputed` says by their keys which works disputes name: these are kept, beyond the limit where it leaves them out.
    """
    passed: list[_Found] = []
    named: list[_Found] = []
    dropped: list[Dropped] = []
    for work in works:
        found = _Found(work, _concepts(question, work), _choice(question.pins, work))
        reason = _reason(question, found)
        if reason is None:
            passed.append(found)
        elif work.key in disputed and reason[0] not in _FINAL:
            named.append(replace(found, pinned=disputed[work.key]))
        else:
            dropped.append(Dropped(stage=Stage.SCREEN, item=work.key, reason=reason[0], detail=reason[1]))
    unmatched = [
        Dropped(stage=Stage.SOURCE, item=choice.work, reason=Reason.UNMATCHED_CHOICE, detail=choice.reason)
        for choice in (*question.pins, *question.exclusions)
        if not any(_means(choice.work, work) for work in works)
    ]
    ranked = _ranked(question, passed, embedder)
    limit = question.limits.works
    over = [
        (replace(found, pinned=disputed[found.work.key]), rank)
        for found, rank in ranked[limit:]
        if found.work.key in disputed
    ]
    dropped += [
        Dropped(
            stage=Stage.SCREEN, item=found.work.key, reason=Reason.OVER_WORK_LIMIT, detail=f"limits.works is {limit}"
        )
        for found, _ in ranked[limit:]
        if found.work.key not in disputed
    ]
    # Ranked apart: in one index they would move the scores, and so the order, of those that passed.
    kept = [*ranked[:limit], *over, *_ranked(question, named, embedder)]
    return (
        tuple(found.work for found, _ in kept),
        tuple(
            Inclusion(
                work=found.work.key,
                concepts=found.concepts,
                score=rank.score,
                bm25=rank.bm25,
                cosine=rank.cosine,
                unstated=tuple(_unstated(question, found.work)),
                pinned=found.pinned,
            )
            for found, rank in kept
        ),
        tuple(sorted((*dropped, *unmatched), key=lambda d: (d.item, d.reason))),
    )


def _concepts(question: Question, work: Work) -> tuple[str, ...]:
    text, withheld = _text(work), {name for section in _sections(work) for name in section.named}
    return tuple(
        concept.name
        for _, concept in question.facets.required()
        if concept.name in withheld or names(text, concept.terms)
    )


def _text(work: Work) -> str:
    return f"{work.title}\n{_body(work)}"


def _body(work: Work) -> str:
    return "\n".join(section.held for section in _sections(work))


def _sections(work: Work) -> Iterator[Section]:
    return (section for version in work.versions for section in version.sections)


def _reason(question: Question, found: _Found) -> tuple[Reason, str] | None:
    """Why a work is excluded, or None. A person's choice goes before every rule but that none rests on our reports."""
    excluded = _choice(question.exclusions, found.work)
    if excluded is not None:
        return Reason.EXCLUDED_BY_QUESTION, excluded
    ours = _own_report(found.work)
    if ours is not None:
        return Reason.OWN_REPORT, ours
    if not any(section.text != "" for version in found.work.versions for section in version.sections):
        return Reason.NO_TEXT, "neither abstract, full text nor digest"
    if found.pinned is not None:
        return None
    other = no_work(found.work.title, found.work.ids.doi)
    if other is not None:
        return Reason.NO_WORK, other
    return _out_of_scope(question, found.work) or _off_topic(question, found.concepts)


def _own_report(work: Work) -> str | None:
    authors = (" ".join(filter(None, (one.given, one.family))) for one in work.authors)
    return own_report(work.title, work.venue, work.note, authors, (work.url, *(one.url for one in work.sightings)))


def _out_of_scope(question: Question, work: Work) -> tuple[Reason, str] | None:
    """Years, types and languages; what a work does not state excludes it from nothing."""
    first, last = question.years.from_, question.years.to
    if work.year is not None and not (first or 0) <= work.year <= (last or 9999):
        return Reason.OUTSIDE_YEARS, f"published in {work.year}"
    if question.types and work.type not in question.types:
        return Reason.TYPE_NOT_ASKED, work.type.value
    if question.languages and work.language is not None and work.language not in question.languages:
        return Reason.LANGUAGE_NOT_ASKED, work.language
    return None


def _unstated(question: Question, work: Work) -> Iterator[str]:
    """What the question limits and the work does not state: it was kept all the same."""
    if work.year is None and (question.years.from_ is not None or question.years.to is not None):
        yield "year"
    if work.language is None and question.languages:
        yield "language"


def _off_topic(question: Question, found: tuple[str, ...]) -> tuple[Reason, str] | None:
    required = question.facets.required()
    for facet, reason in ((Facet.INTERVENTION, Reason.NO_INTERVENTION), (Facet.POPULATION, Reason.NO_POPULATION)):
        anchors = [concept.name for at, concept in required if at is facet]
        if anchors:
            if not set(anchors) & set(found):
                return reason, f"names none of: {', '.join(anchors)}"
            break
    if len(found) < min(MIN_CONCEPTS, len(required)):
        return Reason.TOO_FEW_CONCEPTS, f"names only: {', '.join(found) or 'none'}"
    return None


def _choice(choices: Sequence[WorkChoice], work: Work) -> str | None:
    """The reason that a person gave for this work, or None."""
    return next((choice.reason for choice in choices if _means(choice.work, work)), None)


def _means(name: str, work: Work) -> bool:
    scheme, _, rest = name.partition(":")
    if scheme in ids.SCHEMES:
        return not set(Ids(**{scheme: ids.normalise(scheme, rest)}).named).isdisjoint(work.ids.named)
    return ids.title_key(name) == ids.title_key(work.title)


def _ranked(question: Question, passed: Sequence[_Found], embedder: Embedder | None) -> list[tuple[_Found, Ranked]]:
    """Works with their rank scores: pinned first, then most required concepts, then score, then key."""
    found_by = {found.work.key: found for found in passed}
    texts = [Document(key, found.work.title, _body(found.work)) for key, found in found_by.items()]
    terms = [term for _, concept in question.facets.each() for term in concept.terms]
    ranked = Index(texts, embedder).rank(question.question, terms)
    pairs = [(found_by[one.key], one) for one in ranked]
    return sorted(pairs, key=lambda p: (p[0].pinned is None, -len(p[0].concepts), -p[1].score, p[0].work.key))
