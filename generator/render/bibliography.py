"""The bibliography of the whole site: every work, which reports use it, which left it out.

Stands above `works` and `exports`; pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.labels import Label, label
from generator.render import addresses
from generator.render.exports import bibtex
from generator.render.lookup import Lookup
from generator.render.markup import block
from generator.render.page import Front, Page, Part, compose
from generator.render.works import Link, WorkView, work_view
from generator.schema import Reason, Report, Work

ROWS = 200
DOWNLOAD = "bibliography/claimbook.bib"


@dataclass(frozen=True, slots=True)
class Use:
    """A report that includes a work, at the number it has there."""

    slug: str
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A report that left a work out, and why."""

    slug: str
    title: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Entry:
    """A work with the reports that use it and those that left it out."""

    work: Work
    uses: tuple[Use, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class ScreenedView:
    """A report that left the work out."""

    report: Link
    reason: Label


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its links as seen from one page."""

    anchor: str
    work: WorkView
    used: tuple[Link, ...]
    screened: tuple[ScreenedView, ...]


@dataclass(frozen=True, slots=True)
class BibliographyPage:
    """The head of one page of the bibliography."""

    total: int
    included: int
    download: str
    number: int
    pages: int
    previous: str
    following: str


def bibliography_pages(reports: tuple[Report, ...]) -> Iterator[Page]:
    """The pages of the bibliography (at least one), and the BibTeX file with all works."""
    entries = _entries(reports)
    pages = max(1, -(-len(entries) // ROWS))
    for number in range(1, pages + 1):
        yield _page(entries, number, pages)
    yield Page(DOWNLOAD, bibtex(tuple(entry.work for entry in entries)))


def _entries(reports: tuple[Report, ...]) -> tuple[Entry, ...]:
    works: dict[str, Work] = {}
    uses: dict[str, list[Use]] = {}
    losses: dict[str, list[Loss]] = {}
    for report in reports:
        lookup = Lookup.of(report)
        slug, title = report.question.slug, report.question.title
        for number, work in enumerate(lookup.included, start=1):
            works.setdefault(work.key, work)
            uses.setdefault(work.key, []).append(Use(slug, title, number))
        for dropped, left_out in lookup.excluded:
            if left_out is not None:
                works.setdefault(left_out.key, left_out)
                losses.setdefault(left_out.key, []).append(Loss(slug, title, dropped.reason))
    entries = (Entry(w, tuple(uses.get(w.key, ())), tuple(losses.get(w.key, ()))) for w in works.values())
    return tuple(sorted(entries, key=_rank))


def _rank(entry: Entry) -> tuple[bool, str, int, str, str]:
    work = entry.work
    first = work.authors[0].family.casefold() if work.authors else ""
    return (not entry.uses, first, work.year or 0, work.title.casefold(), work.key)


def _page(entries: tuple[Entry, ...], number: int, pages: int) -> Page:
    here = addresses.bibliography(number)
    view = BibliographyPage(
        total=len(entries),
        included=sum(bool(entry.uses) for entry in entries),
        download=addresses.relative(here, DOWNLOAD),
        number=number,
        pages=pages,
        previous=addresses.relative(here, addresses.bibliography(number - 1)) if number > 1 else "",
        following=addresses.relative(here, addresses.bibliography(number + 1)) if number < pages else "",
    )
    shown = entries[(number - 1) * ROWS : number * ROWS]
    front = Front(
        title="Bibliography" if number == 1 else f"Bibliography, page {number}",
        description="Every work that a report includes or left out, with the reports that use it.",
        searched=False,
        hide=("navigation",),
    )
    parts = (Part(None, "", block("bibliography.html.j2", view)), *_parts(shown, here))
    return compose(addresses.source_path(here), front, parts)


def _parts(entries: tuple[Entry, ...], here: str) -> Iterator[Part]:
    used = tuple(_view(entry, here) for entry in entries if entry.uses)
    unused = tuple(_view(entry, here) for entry in entries if not entry.uses)
    if used:
        yield Part("Works that reports include", "included", block("bibliography_works.html.j2", used))
    if unused:
        yield Part("Works found and left out", "left-out", block("bibliography_works.html.j2", unused))


def _view(entry: Entry, here: str) -> EntryView:
    return EntryView(
        anchor=entry.work.key,
        work=work_view(entry.work),
        used=tuple(
            Link(use.title, f"{addresses.relative(here, addresses.report(use.slug))}#ref-{use.number}")
            for use in entry.uses
        ),
        screened=tuple(
            ScreenedView(
                Link(loss.title, f"{addresses.relative(here, addresses.report(loss.slug))}#excluded"),
                label(loss.reason),
            )
            for loss in entry.losses
        ),
    )
