"""The pages of recorded versions: what a report said on a day, which version took its place, and what changed since.

Stands above `works`; pure. A version is read from its own record, never from the report of today. Search engines are
told to pass it over, and where the report stands now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.changes import Cited, Difference, as_json, compared, state_of
from generator.labels import Label, label
from generator.render import addresses
from generator.render.beside import NOWHERE, Site
from generator.render.citing import located, publisher
from generator.render.judgement import score
from generator.render.markup import block
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.works import NO_AUTHORS, NO_YEAR, Link, author_name, identifier_links
from generator.schema import (
    Author,
    Edition,
    EditionCause,
    EditionClaim,
    EditionEvent,
    EditionWork,
    Notice,
    Origin,
)

NO_MODEL = "no model judged it"
LISTED = 50
"""Versions that a list holds; a version leads to the one before it, so that all are reached."""
NAMED = 5
"""Works, or parts of the engine, that a cause names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Present:
    """Where a report stands today: its title and address, and whether it is what its last version says.

    `title` is empty where no report has the address any more, `address` then is that of the note which says so.
    `site` is the site's own address and name.
    """

    title: str
    address: str
    recorded: bool
    site: Site = NOWHERE


@dataclass(frozen=True, slots=True)
class VersionLink:
    """A version in a list: "Version 3 of 2026-11-21", its page, its record, and what was new in it."""

    name: str
    href: str
    record: str
    news: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A sentence with the claims that it rests on."""

    text: str
    claims: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim as it stood, with the words it comes from."""

    anchor: str
    number: str
    text: str
    status: Label
    quote: str
    digest: bool
    work: Link
    place: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ShownWork:
    """A work with its number among those of the version."""

    anchor: str
    number: int
    authors: str
    year: str
    title: str
    links: tuple[Link, ...]
    notice: Label | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A claim that came, went or has another status since: `before` and `after` are None where it was or is not."""

    text: str
    href: str
    before: Label | None
    after: Label | None


@dataclass(frozen=True, slots=True)
class Since:
    """What is different in the last version: facts in words; folded, and counted, works and claims."""

    facts: tuple[str, ...]
    counted: str
    works: tuple[str, ...]
    claims: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """Which version this is and what stands in its place; `since` is None where it is the last one."""

    told: str
    present: Link | None
    gone: str
    unrecorded: bool
    last: Link | None
    since: Since | None
    question: str
    answer: Label
    decision: Label
    consensus: str


@dataclass(frozen=True, slots=True)
class VersionAnswer:
    """The answer of a version."""

    status: Label
    statements: tuple[ShownStatement, ...]
    missing: str
    limitations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apparatus:
    """How the version is cited, why it differs from the one before, its neighbours, and where all are listed."""

    cited: str
    news: str
    causes: tuple[str, ...]
    neighbours: tuple[VersionLink, ...]
    all: str


def name_of(edition: Edition) -> str:
    """What readers call a version."""
    return f"Version {edition.number} of {edition.date}"


def version_links(versions: Sequence[Edition], here: str) -> tuple[VersionLink, ...]:
    """The newest versions of a report as the page at `here` lists them, the newest first."""
    return tuple(
        VersionLink(
            name=name_of(one),
            href=addresses.relative(here, addresses.version(one.slug, one.number)),
            record=addresses.relative(here, addresses.version_record(one.slug, one.number)),
            news=news_of(one),
        )
        for one in sorted(versions, key=lambda one: -one.number)[:LISTED]
    )


def news_of(edition: Edition) -> str:
    """What was new in a version, counted: "2 claims born, answer changed, title reworded"."""
    told = [_counted(one) for one in edition.events]
    told += [f"{'sentences of the answer' if part == 'answer' else part} reworded" for part in edition.reworded]
    return ", ".join(told) or "nothing told"


def version_files(versions: Sequence[Edition], present: Present) -> Iterator[Page]:
    """The page and the record of every version of one report."""
    for edition in versions:
        yield _page(edition, versions, present)
        yield Page(addresses.version_record(edition.slug, edition.number), as_json(edition))


def _page(edition: Edition, versions: Sequence[Edition], present: Present) -> Page:
    here = addresses.version(edition.slug, edition.number)
    numbers = {work.key: number for number, work in enumerate(edition.works, start=1)}
    at = versions.index(edition)
    neighbours = (*versions[max(at - 1, 0) : at], *versions[at + 1 : at + 2])
    front = Front(
        title=f"{edition.title} (version {edition.number})",
        description=f"{name_of(edition)}: {label(edition.answer.status).word}. {edition.question}",
        searched=False,
        hide=("navigation",),
        machine=Machine(canonical=present.address, noindex=True),
    )
    claims = tuple(_claim(one, number, numbers) for number, one in enumerate(edition.claims, start=1))
    there = f"{addresses.relative(here, present.address)}#versions"
    why = Apparatus(
        _cited(edition, present.site),
        news_of(edition),
        tuple(map(_cause, edition.causes)),
        version_links(neighbours, here),
        there,
    )
    parts = (
        Part(None, "", block("version.html.j2", _banner(edition, versions, present, here))),
        Part("Answer", "answer", block("version_answer.html.j2", _answer(edition))),
        Part("Claims", "claims", block("version_claims.html.j2", claims)),
        Part(
            "References",
            "references",
            block("version_works.html.j2", tuple(map(_work, edition.works, numbers.values()))),
        ),
        Part("Why this version", "why", block("version_why.html.j2", why)),
    )
    return compose(addresses.source_path(here), front, parts)


def _cited(edition: Edition, site: Site) -> str:
    told = f"version {edition.number} of {edition.date}"
    words = f"{publisher(site)} ({edition.date.year}). {edition.title}. Literature synthesis, {told}."
    return f"{words} {located(site, addresses.version(edition.slug, edition.number))}"


def _banner(edition: Edition, versions: Sequence[Edition], present: Present, here: str) -> Banner:
    last = versions[-1]
    told = f"This is {name_of(edition)[0].lower()}{name_of(edition)[1:]}"
    superseded = last.number != edition.number
    told += f", superseded by version {last.number} of {last.date}." if superseded else ", the last one on record."
    there = addresses.relative(here, present.address)
    return Banner(
        told=told,
        present=Link(present.title, there) if present.title else None,
        gone="" if present.title else there,
        unrecorded=bool(present.title) and not present.recorded,
        last=Link(name_of(last), addresses.relative(here, addresses.version(last.slug, last.number)))
        if superseded
        else None,
        since=_since(edition, last, here) if superseded else None,
        question=edition.question,
        answer=label(edition.answer.status),
        decision=label(edition.decision.status),
        consensus=score(edition.decision.consensus),
    )


def _answer(edition: Edition) -> VersionAnswer:
    order = {claim.id: f"C{number}" for number, claim in enumerate(edition.claims, start=1)}
    return VersionAnswer(
        status=label(edition.answer.status),
        statements=tuple(
            ShownStatement(
                one.text, tuple(Link(order[id_], addresses.fragment(id_)) for id_ in one.claims if id_ in order)
            )
            for one in edition.answer.statements
        ),
        missing=", ".join(edition.answer.missing),
        limitations=edition.limitations,
    )


def _claim(claim: EditionClaim, number: int, works: dict[str, int]) -> ShownClaim:
    at = works.get(claim.work)
    return ShownClaim(
        anchor=claim.id,
        number=f"C{number}",
        text=claim.text,
        status=label(claim.status),
        quote=claim.text if claim.quote is None else claim.quote,
        digest=claim.origin is Origin.DIGEST,
        work=Link(f"[{at}]", f"#ref-{at}") if at else Link(claim.work, "#references"),
        place=claim.place,
        confidence=NO_MODEL if claim.confidence is None else f"{claim.confidence:.2f}",
    )


def _work(work: EditionWork, number: int) -> ShownWork:
    return ShownWork(
        anchor=f"ref-{number}",
        number=number,
        authors=_authors(work.authors, work.others),
        year=NO_YEAR if work.year is None else str(work.year),
        title=work.title,
        links=identifier_links(work.ids),
        notice=label(work.notice) if work.notice else None,
    )


def _authors(authors: Sequence[Author], others: int) -> str:
    names = ", ".join(author_name(one) for one in authors) or NO_AUTHORS
    return f"{names} and {others} more" if others else names


# --- what differs -----------------------------------------------------------------------------------------------------


def _since(edition: Edition, last: Edition, here: str) -> Since:
    found = compared(state_of(edition), state_of(last))
    sentences = [[one.text for one in each.answer.statements] for each in (edition, last)]
    reworded = ("The answer is worded otherwise.",) if sentences[0] != sentences[1] else ()
    there = addresses.relative(here, addresses.version(last.slug, last.number))
    shifts = (
        *(Shift(b.text, there + addresses.fragment(a.id), label(b.status), label(a.status)) for b, a in found.changed),
        *(Shift(one.text, there + addresses.fragment(one.id), None, label(one.status)) for one in found.came),
        *(Shift(one.text, addresses.fragment(one.id), label(one.status), None) for one in found.went),
    )
    works = (
        *(f"New among the references: {one.title}." for one in found.works_came),
        *(f"No longer among the references: {one.title}." for one in found.works_went),
    )
    return Since((*_facts(found), *reworded), _counted_shifts(found), works, shifts)


def _facts(found: Difference) -> Iterator[str]:
    if found.answer:
        yield f"The answer: {_arrow(*map(label, found.answer))}."
    if found.decision:
        yield f"The decision: {_arrow(*map(label, found.decision))}."
    if found.title:
        yield f"The title is “{found.title[1]}” now."
    if found.question:
        yield "The question is worded otherwise."
    if found.moved:
        yield f"The confidence of {_many(len(found.moved), 'claim')} is another."
    yield from (_noticed(before, after) for before, after in found.noticed)


def _noticed(before: Cited, after: Cited) -> str:
    return f"{after.title}: {_notice(before.notice)} → {_notice(after.notice)}."


def _notice(notice: Notice | None) -> str:
    return "no notice" if notice is None else label(notice).word


def _arrow(before: Label, after: Label) -> str:
    return f"{before.word} → {after.word}"


def _counted_shifts(found: Difference) -> str:
    counts = ((found.came, "came"), (found.went, "went"), (found.changed, "changed status"))
    told = [f"{_many(len(some), 'claim')} {word}" for some, word in counts if some]
    works = ((found.works_came, "came"), (found.works_went, "went"))
    return ", ".join([*told, *(f"{_many(len(some), 'work')} {word}" for some, word in works if some)])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counted(event: EditionEvent) -> str:
    subject = _many(event.count, "claim") if event.subject == "claim" else event.subject
    return f"{subject} {label(event.event).word}"


def _cause(cause: EditionCause) -> str:
    named = ", ".join(cause.what[:NAMED])
    more = f" and {len(cause.what) - NAMED} more" if len(cause.what) > NAMED else ""
    return f"{_many(cause.count, 'event')} because of {label(cause.kind).word} {named}{more}: {cause.why.rstrip('.')}."
