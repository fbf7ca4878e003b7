"""Report → text: every file of the site that comes from reports. Pure; only `generator.site` writes.

Stands above `labels`, `schema` and `ids`; imports no stage, source, model or store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.render import addresses
from generator.render.api import api_files
from generator.render.benchmarks import benchmark_pages
from generator.render.beside import NOTHING, NOWHERE, Beside, Site
from generator.render.bibliography import bibliography_pages
from generator.render.changes_page import change_pages, fed, feed_of_all, feed_of_one
from generator.render.citing import CRATE, crate, publisher
from generator.render.claim_index import claim_pages
from generator.render.coverage import coverage_pages
from generator.render.dates import Dates, dates_of
from generator.render.exports import bibtex, csl_json, ris
from generator.render.home import home_page, reports_page, schema_page
from generator.render.lookup import Lookup
from generator.render.measured import Measured, read_measured
from generator.render.moved import moved_page
from generator.render.page import Machine, Page
from generator.render.report import report_page
from generator.render.versions import Present, version_files
from generator.schema import Edition, Report, SourceRun

__all__ = ["Beside", "Measured", "Page", "read_measured", "report_files", "site_files"]


def site_files(reports: tuple[Report, ...], beside: Beside = NOTHING) -> Iterator[Page]:
    """Every generated file of the site, for reports sorted by slug; the same arguments give the same bytes."""
    dates = _dates(reports, beside)
    with_feed = fed(reports, beside)
    of_all = (feed_of_all(addresses.HOME, beside.site),) if with_feed else ()
    yield home_page(reports, dates, Machine(feeds=of_all), publisher(beside.site))
    yield reports_page(reports, dates)
    for report in reports:
        slug = report.question.slug
        both = feed_of_one(slug, beside.site), feed_of_all(addresses.report(slug), beside.site)
        feeds = both if slug in with_feed else ()
        versions = beside.editions.get(slug, ())
        yield from report_files(report, beside.runs.of(slug), dates.get(slug), beside.site, feeds, versions)
        recorded = slug in dates and dates[slug].recorded
        present = Present(report.question.title, addresses.report(slug), recorded, beside.site)
        yield from version_files(versions, present)
    yield from _moved(reports, beside)
    yield from claim_pages(reports)
    yield from bibliography_pages(reports)
    yield from benchmark_pages(reports)
    yield from change_pages(reports, beside)
    yield from coverage_pages(reports, beside)
    yield from api_files(reports, dates, beside.editions, publisher(beside.site))
    yield schema_page()
    yield Page(addresses.RUNS, beside.runs.model_dump_json(indent=1) + "\n")


def _dates(reports: tuple[Report, ...], beside: Beside) -> dict[str, Dates]:
    found = {}
    for report in reports:
        slug = report.question.slug
        dates = dates_of(beside.ledgers.get(slug, ()), beside.editions.get(slug, ()), report)
        if dates is not None:
            found[slug] = dates
    return found


def _moved(reports: tuple[Report, ...], beside: Beside) -> Iterator[Page]:
    """The pages at former addresses, and the versions that were recorded there."""
    titles = {report.question.slug: report.question.title for report in reports}
    for one in beside.moved:
        versions = beside.editions.get(one.slug, ())
        yield moved_page(one, titles.get(one.to or "", ""), versions)
        yield from version_files(versions, Present("", addresses.report(one.slug), recorded=False, site=beside.site))


def report_files(  # noqa: PLR0913 - all that a report's page may show beside the report
    report: Report,
    runs: Sequence[SourceRun] = (),
    dates: Dates | None = None,
    site: Site = NOWHERE,
    feeds: tuple[tuple[str, str], ...] = (),
    versions: Sequence[Edition] = (),
) -> Iterator[Page]:
    """A report's page and the files beside it; `feeds` are those that tell of it, `versions` those on record."""
    beside = addresses.report(report.question.slug)
    lookup = Lookup.of(report)
    yield report_page(report, runs, dates, site, feeds, versions)
    # by_alias: the JSON Schema names fields by their aliases, so the document must, too.
    yield Page(f"{beside}report.json", report.model_dump_json(indent=1, by_alias=True) + "\n")
    yield Page(f"{beside}references.bib", bibtex(lookup.included))
    yield Page(f"{beside}references.ris", ris(lookup.included))
    yield Page(f"{beside}references.json", csl_json(lookup.included))
    yield Page(f"{beside}{CRATE}", crate(lookup, dates, site))
