"""The pages that list claims: all, by status, by topic, by report, and the ways in.

Stands above `works`; pure. Plain pages of at most 200 rows that need no script; every row leads to the claim's
permanent address in every report that has it. A claim of several reports is one claim: it is counted and listed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from generator.labels import Label, label
from generator.render import addresses
from generator.render.lookup import standings
from generator.render.markup import block
from generator.render.page import Front, Page, Part, compose
from generator.render.works import Link
from generator.schema import ClaimStatus, Report

ROWS = 200
"""Rows a page holds at most; more make a page slow on a phone."""

IN_REPORTS = "In reports"
OF_REPORT = "Report"


@dataclass(frozen=True, slots=True)
class InReport:
    """A report that has a claim."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in a list. `reports`, `tags` and `standing` say which lists it belongs to."""

    text: str
    kind: Label
    status: Label
    standing: ClaimStatus
    work: str
    title: str
    anchor: str
    reports: tuple[InReport, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A row with its links as seen from one page."""

    text: str
    kind: Label
    status: Label
    work: str
    title: str
    href: str
    reports: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ClaimList:
    """A list of claims: its heading, what it holds, its rows, and the address of its n-th page.

    `column` heads the cells that name reports; in the list of one report they lead to that report as a whole.
    """

    heading: str
    about: str
    rows: tuple[Row, ...]
    address: Callable[[int], str]
    column: str = IN_REPORTS


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One page of a list."""

    heading: str
    about: str
    column: str
    rows: tuple[LinkedRow, ...]
    total: int
    first: int
    last: int
    number: int
    pages: int
    previous: str
    following: str
    ways_in: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the claims; `href` is empty where there is nothing to list."""

    name: str
    definition: str
    shape: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways of one sort, or why there is none."""

    ways: tuple[Way, ...]
    empty: str


def claim_pages(reports: tuple[Report, ...]) -> Iterator[Page]:
    """The page of ways in, then every page of every list."""
    rows = _distinct(reports)
    yield _ways_page(reports, rows)
    for claims in (_all(rows), *_by_status(rows), *_by_topic(rows), *_by_report(reports)):
        yield from _pages(claims)


def pages_needed(rows: int) -> int:
    """How many pages so many rows fill."""
    return -(-rows // ROWS)


def _distinct(reports: tuple[Report, ...]) -> tuple[Row, ...]:
    """One row for each distinct claim, where it first stands, with every report that has it."""
    standing = standings(reports)
    found: dict[str, list[Row]] = {}
    for row in (row for report in reports for row in _rows(report)):
        found.setdefault(row.anchor, []).append(row)
    return tuple(
        replace(
            same[0],
            status=label(standing[anchor]),
            standing=standing[anchor],
            reports=tuple(report for row in same for report in row.reports),
            tags=frozenset().union(*(row.tags for row in same)),
        )
        for anchor, same in found.items()
    )


def _rows(report: Report) -> Iterator[Row]:
    works = {work.key: work for work in report.works}
    verdicts = {verdict.claim: verdict for verdict in report.verdicts}
    for claim in report.claims:
        status = verdicts[claim.id].status
        yield Row(
            text=claim.text,
            kind=label(claim.kind),
            status=label(status),
            standing=status,
            work=works[claim.work].citation,
            title=works[claim.work].title,
            anchor=claim.id,
            reports=(InReport(report.question.slug, report.question.title),),
            tags=frozenset(report.question.tags),
        )


def _all(rows: tuple[Row, ...]) -> ClaimList:
    return ClaimList("All claims", "", rows, addresses.claims_all)


def _by_status(rows: tuple[Row, ...]) -> Iterator[ClaimList]:
    for status in ClaimStatus:
        words = label(status)
        yield ClaimList(
            f"Claims: {words.word}",
            words.definition,
            tuple(row for row in rows if row.standing is status),
            partial(addresses.claims_by_status, status),
        )


def _by_topic(rows: tuple[Row, ...]) -> Iterator[ClaimList]:
    for tag in sorted({tag for row in rows for tag in row.tags}):
        yield ClaimList(
            f"Claims on the topic {tag}",
            "",
            tuple(row for row in rows if tag in row.tags),
            partial(addresses.claims_by_topic, tag),
        )


def _by_report(reports: tuple[Report, ...]) -> Iterator[ClaimList]:
    for report in reports:
        slug = report.question.slug
        yield ClaimList(
            f"Claims of the report: {report.question.title}",
            "",
            tuple(_rows(report)),
            partial(addresses.claims_by_report, slug),
            OF_REPORT,
        )


def _pages(claims: ClaimList) -> Iterator[Page]:
    pages = pages_needed(len(claims.rows))
    for number in range(1, pages + 1):
        here = claims.address(number)
        front = Front(
            title=claims.heading if pages == 1 else f"{claims.heading}, page {number}",
            description=f"{claims.heading}: {len(claims.rows)} in all.",
            searched=False,
            hide=("navigation", "toc"),
        )
        html = block("claim_page.html.j2", _page(claims, number, pages))
        yield compose(addresses.source_path(here), front, (Part(None, "", html),))


def _page(claims: ClaimList, number: int, pages: int) -> ClaimPage:
    here = claims.address(number)
    first = (number - 1) * ROWS
    shown = claims.rows[first : first + ROWS]
    return ClaimPage(
        heading=claims.heading,
        about=claims.about,
        column=claims.column,
        rows=tuple(_linked(row, here, whole=claims.column == OF_REPORT) for row in shown),
        total=len(claims.rows),
        first=first + 1,
        last=first + len(shown),
        number=number,
        pages=pages,
        previous=addresses.relative(here, claims.address(number - 1)) if number > 1 else "",
        following=addresses.relative(here, claims.address(number + 1)) if number < pages else "",
        ways_in=addresses.relative(here, addresses.CLAIMS),
    )


def _linked(row: Row, here: str, *, whole: bool) -> LinkedRow:
    claim = addresses.fragment(row.anchor)
    pages = tuple(addresses.relative(here, addresses.report(report.slug)) for report in row.reports)
    return LinkedRow(
        text=row.text,
        kind=row.kind,
        status=row.status,
        work=row.work,
        title=row.title,
        href=pages[0] + claim,
        reports=tuple(
            Link(report.title, page if whole else page + claim) for report, page in zip(row.reports, pages, strict=True)
        ),
    )


def _ways_page(reports: tuple[Report, ...], rows: tuple[Row, ...]) -> Page:
    front = Front("Claims", "Every claim of every report.", searched=False, hide=("navigation",))
    topics = _ways(tuple(_by_topic(rows)), "No report has a topic.")
    statuses = Ways(
        tuple(_way(claims, label(status)) for status, claims in zip(ClaimStatus, _by_status(rows), strict=True)),
        "",
    )
    parts = (
        Part("All", "all", block("claim_ways.html.j2", _ways((_all(rows),), ""))),
        Part("By status", "by-status", block("claim_ways.html.j2", statuses)),
        Part("By topic", "by-topic", block("claim_ways.html.j2", topics)),
        Part("By report", "by-report", block("claim_ways.html.j2", _ways(tuple(_by_report(reports)), "No report."))),
    )
    return compose(addresses.source_path(addresses.CLAIMS), front, parts)


def _ways(lists: tuple[ClaimList, ...], if_none: str) -> Ways:
    return Ways(tuple(_way(claims, None) for claims in lists), "" if lists else if_none)


def _way(claims: ClaimList, words: Label | None) -> Way:
    name = claims.heading.removeprefix("Claims of the report: ").removeprefix("Claims on the topic ")
    return Way(
        name=words.word if words else name,
        definition=words.definition if words else "",
        shape=words.shape if words else "",
        count=len(claims.rows),
        href=addresses.relative(addresses.CLAIMS, claims.address(1)) if claims.rows else "",
    )
