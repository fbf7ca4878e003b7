"""The bibliography of the whole site: every work, which reports use it, which left it out, and the index of its filter.

Stands above `works`, `exports` and `filters`; pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.labels import Label, label
from generator.render import addresses
from generator.render.exports import bibtex, csl_json, ris
from generator.render.filters import Column, Filter, Select, Shard, cuts, index_files, index_of, word
from generator.render.lookup import Lookup
from generator.render.markup import block
from generator.render.method import Line
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.pages import ROWS, Pages, paged
from generator.render.works import Link, WorkView, work_view
from generator.schema import Notice, Reason, Report, Work, WorkType

DOWNLOADS = (
    ("bibliography/claimbook.bib", bibtex),
    ("bibliography/claimbook.ris", ris),
    ("bibliography/claimbook.json", csl_json),
)
NO_NOTICE = Label("No notice", "No editorial notice on the work is known here.")
USES = (
    ("included", Label("In a report", "At least one report includes the work.")),
    ("left-out", Label("Left out", "The work was found, and every report left it out.")),
)


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
    downloads: tuple[Link, ...]
    place: Pages


def bibliography_pages(reports: tuple[Report, ...]) -> Iterator[Page]:
    """The pages of the bibliography (at least one), the files with all works, and the index of the filter."""
    entries = _entries(reports)
    for here, place, shown in paged(entries, addresses.bibliography):
        yield _page(entries, here, place, shown)
    for path, written in DOWNLOADS:
        yield Page(path, written(tuple(entry.work for entry in entries)))
    yield from work_index(entries)


def work_index(entries: tuple[Entry, ...]) -> Iterator[Page]:
    """The index that the filter of works reads."""
    facets = {
        "type": [word(kind.value, label(kind)) for kind in WorkType],
        "notice": [word("none", NO_NOTICE), *(word(notice.value, label(notice)) for notice in Notice)],
        "use": [word(value, words) for value, words in USES],
    }
    shards = (_shard(entries[cut], cut.start) for cut in cuts(len(entries)))
    yield from index_files(addresses.WORK_INDEX, facets, shards)


def _shard(entries: tuple[Entry, ...], start: int) -> Shard:
    views = [work_view(entry.work) for entry in entries]
    facets = {
        "type": [list(WorkType).index(entry.work.type) for entry in entries],
        "notice": [0 if (n := entry.work.notice) is None else 1 + list(Notice).index(n) for entry in entries],
        "use": [0 if entry.uses else 1 for entry in entries],
    }
    columns: dict[str, Column] = {
        "id": [entry.work.key for entry in entries],
        "title": [view.title for view in views],
        "authors": [view.authors for view in views],
        "year": [view.year for view in views],
        "venue": [view.venue for view in views],
        **facets,
        "uses": [len(entry.uses) for entry in entries],
        "page": [1 + (start + at) // ROWS for at in range(len(entries))],
    }
    return Shard(columns, {}, facets)


def _filter(total: int) -> Filter:
    return Filter(
        name="Filter the works",
        kind="works",
        results="Works that match",
        invitation=f"{total} works. Ask for some of them, or read the list below.",
        selects=(
            Select("type", "Type", tuple(Line(one.value, label(one).word) for one in WorkType)),
            Select(
                "notice",
                "Notice",
                (Line("none", NO_NOTICE.word), *(Line(one.value, label(one).word) for one in Notice)),
            ),
            Select("use", "Use", tuple(Line(value, words.word) for value, words in USES)),
        ),
        columns=("Work", "Authors", "Venue", "Type and notice", "Reports"),
        of_reports=False,
    )


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


def _page(entries: tuple[Entry, ...], here: str, place: Pages, shown: Sequence[Entry]) -> Page:
    view = BibliographyPage(
        total=len(entries),
        included=sum(bool(entry.uses) for entry in entries),
        downloads=tuple(
            Link(f"{name} ({path.rpartition('/')[2]})", addresses.relative(here, path))
            for name, (path, _) in zip(("BibTeX", "RIS", "CSL-JSON"), DOWNLOADS, strict=True)
        ),
        place=place,
    )
    front = Front(
        title="Bibliography" if place.number == 1 else f"Bibliography, page {place.number}",
        description="Every work that a report includes or left out, with the reports that use it.",
        searched=False,
        hide=("navigation",),
        machine=Machine(index=index_of("works", here, addresses.WORK_INDEX)) if place.number == 1 else None,
    )
    first = [Part(None, "", block("filter.html.j2", _filter(len(entries))))] if place.number == 1 else []
    parts = (*first, Part(None, "", block("bibliography.html.j2", view)), *_parts(shown, here))
    return compose(addresses.source_path(here), front, parts)


def _parts(entries: Sequence[Entry], here: str) -> Iterator[Part]:
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
