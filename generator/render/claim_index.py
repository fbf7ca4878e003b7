"""The pages that list claims: all, by status, topic, year and report, the ways in, and the index of their filter.

Stands above `works` and `filters`; pure. Plain pages of at most 200 rows that need no script; every row leads to the
claim's permanent address in every report that has it. A claim of several reports is one claim: counted and listed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.labels import Label, label
from generator.render import addresses
from generator.render.filters import Column, Filter, Select, Shard, cuts, index_files, index_of, word
from generator.render.lookup import standings
from generator.render.markup import block
from generator.render.method import Line
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.pages import ONE, ROWS, Pages, paged
from generator.render.works import NO_YEAR, Link
from generator.schema import ClaimKind, ClaimStatus, Report

IN_REPORTS = "In reports"
OF_REPORT = "Report"


@dataclass(frozen=True, slots=True)
class InReport:
    """A report that has a claim."""

    slug: str
    title: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in a list. `reports`, `tags`, `year` and `standing` say which lists it belongs to.

    `confidence` is None where no model judged; of several reports it is the least that goes with `standing`.
    """

    text: str
    does: ClaimKind
    standing: ClaimStatus
    confidence: float | None
    work: str
    title: str
    year: int | None
    anchor: str
    reports: tuple[InReport, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A row with its links as seen from one page."""

    text: str
    kind: Label
    status: Label
    confidence: str
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
    place: Pages
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
    place: Pages = ONE


def claim_pages(reports: tuple[Report, ...]) -> Iterator[Page]:
    """The page of ways in, every page of every list, then the index of the filter."""
    rows = distinct(reports)
    topics, by_report = tuple(_by_topic(rows)), tuple(_by_report(reports))
    yield from ways_pages(reports, rows)
    for claims in (_all(rows), *_by_status(rows), *topics, *_by_year(rows), *by_report):
        yield from _pages(claims)
    yield from claim_index(rows)


def claim_index(rows: tuple[Row, ...]) -> Iterator[Page]:
    """The index that the filter of claims reads."""
    topics = sorted({tag for row in rows for tag in row.tags})
    facets = {
        "status": [word(status.value, label(status)) for status in ClaimStatus],
        "kind": [word(kind.value, label(kind)) for kind in ClaimKind],
        "topic": [[tag, tag] for tag in topics],
    }
    numbers = {tag: number for number, tag in enumerate(topics)}
    shards = (_shard(rows[cut], numbers) for cut in cuts(len(rows)))
    yield from index_files(addresses.CLAIM_INDEX, facets, shards)


def _shard(rows: tuple[Row, ...], topics: dict[str, int]) -> Shard:
    """Works and reports are counted within the shard: rows of one report stand together."""
    reports = {report.slug: report for row in rows for report in row.reports}
    works = dict.fromkeys((row.work, row.title) for row in rows)
    report_numbers = {slug: number for number, slug in enumerate(reports)}
    work_numbers = {work: number for number, work in enumerate(works)}
    status = [list(ClaimStatus).index(row.standing) for row in rows]
    kind = [list(ClaimKind).index(row.does) for row in rows]
    places = [[report_numbers[report.slug] for report in row.reports] for row in rows]
    columns: dict[str, Column] = {
        "id": [row.anchor for row in rows],
        "text": [row.text for row in rows],
        "status": status,
        "kind": kind,
        "confidence": [None if row.confidence is None else round(row.confidence * 100) for row in rows],
        "work": [work_numbers[row.work, row.title] for row in rows],
        "report": [place[0] if len(place) == 1 else place for place in places],
    }
    named = [[one.slug, one.title, [topics[tag] for tag in one.tags]] for one in reports.values()]
    has = {"status": status, "kind": kind, "topic": [topics[tag] for row in rows for tag in row.tags]}
    return Shard(columns, {"reports": named, "works": [list(work) for work in works]}, has)


def distinct(reports: tuple[Report, ...]) -> tuple[Row, ...]:
    """One row for each distinct claim, where it first stands, with every report that has it."""
    standing = standings(reports)
    found: dict[str, list[Row]] = {}
    for row in (row for report in reports for row in _rows(report)):
        found.setdefault(row.anchor, []).append(row)
    return tuple(_joined(tuple(same), standing[anchor]) for anchor, same in found.items())


def _joined(same: tuple[Row, ...], standing: ClaimStatus) -> Row:
    sure = [row.confidence for row in same if row.standing is standing and row.confidence is not None]
    return replace(
        same[0],
        standing=standing,
        confidence=min(sure, default=None),
        reports=tuple(report for row in same for report in row.reports),
        tags=frozenset().union(*(row.tags for row in same)),
    )


def _rows(report: Report) -> Iterator[Row]:
    works = {work.key: work for work in report.works}
    verdicts = {verdict.claim: verdict for verdict in report.verdicts}
    for claim in report.claims:
        yield Row(
            text=claim.text,
            does=claim.kind,
            standing=verdicts[claim.id].status,
            confidence=verdicts[claim.id].confidence,
            work=works[claim.work].citation,
            title=works[claim.work].title,
            year=works[claim.work].year,
            anchor=claim.id,
            reports=(InReport(report.question.slug, report.question.title, report.question.tags),),
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


def _by_year(rows: tuple[Row, ...]) -> Iterator[ClaimList]:
    """The newest year first, works without a stated year last."""
    for year in sorted({row.year for row in rows}, key=lambda year: (year is None, -(year or 0))):
        yield ClaimList(
            f"Claims of works of {year}" if year is not None else f"Claims of works, {NO_YEAR}",
            "",
            tuple(row for row in rows if row.year == year),
            partial(addresses.claims_by_year, year),
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
    if not claims.rows:
        return
    for here, place, rows in paged(claims.rows, claims.address):
        front = Front(
            title=claims.heading if place.pages == 1 else f"{claims.heading}, page {place.number}",
            description=f"{claims.heading}: {len(claims.rows)} in all.",
            searched=False,
            hide=("navigation", "toc"),
        )
        html = block("claim_page.html.j2", _page(claims, here, place, rows))
        yield compose(addresses.source_path(here), front, (Part(None, "", html),))


def _page(claims: ClaimList, here: str, place: Pages, shown: Sequence[Row]) -> ClaimPage:
    first = (place.number - 1) * ROWS
    return ClaimPage(
        heading=claims.heading,
        about=claims.about,
        column=claims.column,
        rows=tuple(_linked(row, here, whole=claims.column == OF_REPORT) for row in shown),
        total=len(claims.rows),
        first=first + 1,
        last=first + len(shown),
        place=place,
        ways_in=addresses.relative(here, addresses.CLAIMS),
    )


def _linked(row: Row, here: str, *, whole: bool) -> LinkedRow:
    claim = addresses.fragment(row.anchor)
    pages = tuple(addresses.relative(here, addresses.report(report.slug)) for report in row.reports)
    return LinkedRow(
        text=row.text,
        kind=label(row.does),
        status=label(row.standing),
        confidence="" if row.confidence is None else f"{row.confidence:.2f}",
        work=row.work,
        title=row.title,
        href=pages[0] + claim,
        reports=tuple(
            Link(report.title, page if whole else page + claim) for report, page in zip(row.reports, pages, strict=True)
        ),
    )


def ways_pages(reports: tuple[Report, ...], rows: tuple[Row, ...]) -> Iterator[Page]:
    """The filter with the ways in, and pages of ways where there are more topics or reports than a page may list."""
    front = Front(
        "Claims",
        "Every claim of every report.",
        searched=False,
        hide=("navigation", "toc"),
        machine=Machine(index=index_of("claims", addresses.CLAIMS, addresses.CLAIM_INDEX)),
    )
    statuses = tuple(_way(claims, label(status)) for status, claims in zip(ClaimStatus, _by_status(rows), strict=True))
    lists = (
        _Sort("All", "all", (_way(_all(rows)),), ""),
        _Sort("By status", "by-status", statuses, ""),
        _Sort(
            "By topic", "by-topic", tuple(map(_way, _by_topic(rows))), "No report has a topic.", addresses.claim_topics
        ),
        _Sort("By year", "by-year", tuple(map(_way, _by_year(rows))), "No claim."),
        _Sort("By report", "by-report", tuple(map(_way, _by_report(reports))), "No report.", addresses.claim_reports),
    )
    parts = [Part(None, "", block("filter.html.j2", _filter(rows)))]
    for sort in lists:
        ways, pages = _ways(sort)
        parts.append(Part(sort.heading, sort.anchor, block("claim_ways.html.j2", ways)))
        yield from pages
    yield compose(addresses.source_path(addresses.CLAIMS), front, parts)


def _filter(rows: tuple[Row, ...]) -> Filter:
    topics = sorted({tag for row in rows for tag in row.tags})
    return Filter(
        name="Filter the claims",
        kind="claims",
        results="Claims that match",
        invitation=f"{len(rows)} claims. Ask for some of them, or follow a list below.",
        selects=(
            Select("status", "Status", tuple(Line(one.value, label(one).word) for one in ClaimStatus)),
            Select("kind", "Kind", tuple(Line(one.value, label(one).word) for one in ClaimKind)),
            Select("topic", "Topic", tuple(Line(tag, tag) for tag in topics)),
        ),
        columns=("Claim", "Status", "Work", IN_REPORTS),
        of_reports=True,
    )


@dataclass(frozen=True, slots=True)
class _Sort:
    """Ways of one sort under their heading; `further` is the address of their pages where they fill several."""

    heading: str
    anchor: str
    ways: tuple[Way, ...]
    empty: str
    further: Callable[[int], str] | None = None


def _ways(sort: _Sort) -> tuple[Ways, tuple[Page, ...]]:
    """The ways of one sort for the page of ways in; where they are too many, the ways to pages that list them."""
    if sort.further is None or len(sort.ways) <= ROWS:
        return Ways(tuple(_from(way, addresses.CLAIMS) for way in sort.ways), "" if sort.ways else sort.empty), ()
    pages, ways = [], []
    for here, place, shown in paged(sort.ways, sort.further):
        name = f"{shown[0].name} to {shown[-1].name}"
        ways.append(Way(name, "", "", len(shown), here))
        front = Front(
            f"Claims {sort.heading[0].lower()}{sort.heading[1:]}, page {place.number}",
            "Ways into the claims.",
            searched=False,
            hide=("navigation", "toc"),
        )
        listed = Ways(tuple(_from(way, here) for way in shown), "", place)
        pages.append(
            compose(addresses.source_path(here), front, (Part(None, "", block("claim_ways.html.j2", listed)),))
        )
    return Ways(tuple(_from(way, addresses.CLAIMS) for way in ways), ""), tuple(pages)


def _way(claims: ClaimList, words: Label | None = None) -> Way:
    """A way with its address below the site's root."""
    name = claims.heading
    for beginning in ("Claims of the report: ", "Claims on the topic ", "Claims of works of ", "Claims of works, "):
        name = name.removeprefix(beginning)
    return Way(
        name=words.word if words else name,
        definition=words.definition if words else "",
        shape=words.shape if words else "",
        count=len(claims.rows),
        href=claims.address(1) if claims.rows else "",
    )


def _from(way: Way, here: str) -> Way:
    """The way as a link from a page."""
    return replace(way, href=addresses.relative(here, way.href)) if way.href else way
