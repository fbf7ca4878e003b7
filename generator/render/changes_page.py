"""The page of changes and its feeds.

Stands above `chronicle` and `feeds`; pure. Where no ledger was recorded the page says so, and there is no feed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from generator.labels import Label
from generator.render import addresses
from generator.render.beside import Beside, Site
from generator.render.chronicle import Event, events
from generator.render.citing import publisher
from generator.render.feeds import feed
from generator.render.markup import block
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.pages import ROWS, Pages, paged
from generator.render.versions import VersionLink, version_links
from generator.render.works import Link
from generator.schema import Report


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as a row."""

    date: str
    report: Link
    subject: str
    change: Label
    text: str
    href: str
    before: Label | None
    after: Label | None
    detail: str
    because: str


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """A recorded version, and the report that it is of."""

    report: Link
    version: VersionLink


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """One page of events; `feeds` begins with the one of all reports and is empty where there is no feed.

    `versions` are the newest ones of all reports, on the first page.
    """

    events: tuple[EventView, ...]
    total: int
    feeds: tuple[Link, ...]
    versions: tuple[ReportVersion, ...]
    place: Pages


def fed(reports: tuple[Report, ...], beside: Beside) -> frozenset[str]:
    """The slugs of the reports that have a feed; if there is one, there is one of all reports, too."""
    return frozenset(event.slug for event in events(reports, beside.ledgers)) if beside.site_url else frozenset()


def feed_of_all(here: str, site: Site) -> tuple[str, str]:
    """Title and address of the feed of all reports, as a page names it in its head."""
    return _of_all(site), addresses.relative(here, addresses.FEED)


def _of_all(site: Site) -> str:
    return f"{publisher(site)}: changes"


def feed_of_one(slug: str, site: Site) -> tuple[str, str]:
    """Title and address of the feed of a report, as its own page names it in its head."""
    here = addresses.relative(addresses.report(slug), addresses.feed(slug))
    return f"{publisher(site)}: changes of this report", here


def change_pages(reports: tuple[Report, ...], beside: Beside) -> Iterator[Page]:
    """The pages of events, at least one, then the feeds: of all, and of each report that has an event."""
    told = events(reports, beside.ledgers)
    of_reports = _by_report(told) if beside.site_url else {}
    for here, place, shown in paged(told, partial(addresses.numbered, addresses.CHANGES)):
        view = ChangesPage(
            events=tuple(_view(event, here) for event in shown),
            total=len(told),
            feeds=tuple(_feeds(of_reports, here)) if place.number == 1 else (),
            versions=tuple(_versions(reports, beside, here)) if place.number == 1 else (),
            place=place,
        )
        front = Front(
            "Changes" if place.number == 1 else f"Changes, page {place.number}",
            "What became of claims, answers and decisions, when, and because of what.",
            searched=False,
            hide=("toc",),
            machine=Machine(feeds=(feed_of_all(here, beside.site),)) if of_reports else None,
        )
        yield compose(addresses.source_path(here), front, (Part(None, "", block("changes.html.j2", view)),))
    if of_reports:
        yield feed(addresses.FEED, _of_all(beside.site), addresses.CHANGES, told, beside.site)
    for slug, some in of_reports.items():
        title = f"{publisher(beside.site)}: changes of {some[0].report}"
        yield feed(addresses.feed(slug), title, addresses.report(slug), some, beside.site)


def _by_report(told: Sequence[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in sorted(told, key=lambda event: event.slug):  # the order of days stays within a slug
        found.setdefault(event.slug, []).append(event)
    return found


def _feeds(of_reports: dict[str, list[Event]], here: str) -> Iterator[Link]:
    if of_reports:
        yield Link("All reports", addresses.relative(here, addresses.FEED))
    for slug, some in of_reports.items():
        yield Link(some[0].report, addresses.relative(here, addresses.feed(slug)))


def _versions(reports: tuple[Report, ...], beside: Beside, here: str) -> Iterator[ReportVersion]:
    """The newest versions of all reports, so many as a page has rows; a report's own page lists all of its own."""
    titles = {report.question.slug: report.question.title for report in reports}
    found = [(one, titles[slug]) for slug, versions in beside.editions.items() if slug in titles for one in versions]
    found.sort(key=lambda pair: (-pair[0].date.toordinal(), pair[0].slug, -pair[0].number))
    for one, title in found[:ROWS]:
        to = addresses.relative(here, addresses.report(one.slug))
        yield ReportVersion(Link(title, to), version_links((one,), here)[0])


def _view(event: Event, here: str) -> EventView:
    return EventView(
        date=event.date,
        report=Link(event.report, addresses.relative(here, addresses.report(event.slug))),
        subject=event.subject,
        change=event.change,
        text=event.text,
        href=addresses.relative(here, event.address),
        before=event.before,
        after=event.after,
        detail=event.detail,
        because=event.because,
    )
