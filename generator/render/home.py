"""The home page, the list of reports, and the page of formats and addresses.

Stands above `works`; pure. A claim of several reports counts once; what a report is said to have is its own count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from generator.labels import Label, label
from generator.refusal import OWN
from generator.render import addresses
from generator.render.dates import NO_DATES, Dates
from generator.render.lookup import standings
from generator.render.markup import block
from generator.render.method import Line
from generator.render.page import Front, Machine, Page, Part, compose
from generator.schema import REPORT_FORMAT, AnswerStatus, ClaimStatus, DecisionStatus, Report

LEGEND = (DecisionStatus.PREVIEW, AnswerStatus.NOT_ANSWERED, ClaimStatus.DIGEST)
ADDRESSES = (
    Line("reports/<slug>/", "A report; the slug is the name of its question file."),
    Line("reports/<slug>/#<claim id>", "A claim in its report; the id holds as long as work, version and quote do."),
    Line("reports/<slug>/#ref-<n>", "A reference of a report; its number may change when the report does."),
    Line("reports/<slug>/report.json", "The report as one record."),
    Line("reports/<slug>/v<n>/, v<n>/version.json", "A recorded version of a report, as a page and as one record."),
    Line("reports/<slug>/references.bib, .ris, .json", "The included works for reference managers."),
    Line("claims/all/<n>/", "All claims, each listed once, 200 to a page."),
    Line("claims/status/<status>/<n>/", "Claims by status."),
    Line("claims/topic/<tag>/<n>/", "Claims by topic."),
    Line("claims/year/<year>/<n>/", "Claims by the year of their work."),
    Line("claims/report/<slug>/<n>/", "Claims by report."),
    Line("bibliography/", "Every work; bibliography/claimbook.bib, .ris and .json hold them all."),
    Line("benchmarks/", "What works measured, side by side where it can be compared."),
    Line(
        "changes/, changes/feed.xml", "What changed, as a page and as an Atom feed; reports/<slug>/changes.xml of one."
    ),
    Line("coverage/", "Questions answered and not, and how far the judge can be trusted."),
    Line("reports/<slug>/ro-crate-metadata.json", "What the files of a report are, as an RO-Crate."),
    Line("api/v1/reports.json, claims, works, results", "Lists over all reports, each with its JSON Schema beside it."),
    Line("llms.txt", "What the site holds, for language models."),
    Line("schema/report.json, schema/question.json", "The JSON Schemas."),
)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report in a list."""

    href: str
    title: str
    question: str
    marks: tuple[Label, ...]
    missing: str
    works: int
    claims: int
    verified: int
    digest: int
    dates: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands first on the home page; `caution` is empty once a claim is verified."""

    totals: tuple[Line, ...]
    caution: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Marks that a list shows and a newcomer may take amiss, each in a few words."""

    marks: tuple[Label, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class Onward:
    """Where to go from the home page."""

    reading: str
    methodology: str
    claims: str
    bibliography: str
    contribute: str


@dataclass(frozen=True, slots=True)
class Formats:
    """The version of the report format."""

    version: str


@dataclass(frozen=True, slots=True)
class Contract:
    """The addresses that stay as they are."""

    addresses: tuple[Line, ...]


def home_page(
    reports: tuple[Report, ...], dates: Mapping[str, Dates] = NO_DATES, machine: Machine | None = None, name: str = OWN
) -> Page:
    """What this is, counts, the reports that answer (the last changed first), open questions, how to check a claim.

    `dates` has the dates of the reports that a ledger tells of, by slug; the others follow these by their slugs.
    `machine` is what the page tells machines, `name` what the site is called.
    """
    reports = tuple(sorted(reports, key=lambda report: _age(report, dates)))
    answered = tuple(r for r in reports if r.answer.status is not AnswerStatus.NOT_ANSWERED)
    open_ = tuple(r for r in reports if r.answer.status is AnswerStatus.NOT_ANSWERED)
    onward = Onward(
        reading=addresses.relative(addresses.HOME, addresses.READING),
        methodology=addresses.relative(addresses.HOME, addresses.METHODOLOGY),
        claims=addresses.relative(addresses.HOME, addresses.CLAIMS),
        bibliography=addresses.relative(addresses.HOME, addresses.BIBLIOGRAPHY),
        contribute=addresses.relative(addresses.HOME, addresses.CONTRIBUTE),
    )
    about = "Literature syntheses whose every sentence can be checked."
    front = Front(name, about, hide=("navigation", "toc"), headline=name, machine=machine)
    parts = [Part(None, "", block("home_lead.html.j2", Lead(_totals(reports), _caution(reports))))]
    if reports:
        parts.append(Part(None, "", _legend(reports, addresses.HOME)))
    if answered:
        parts.append(
            Part("Answered, newest first" if dates else "Answered", "answered", _list(answered, addresses.HOME, dates))
        )
    if open_:
        parts.append(Part("Open questions", "open-questions", _list(open_, addresses.HOME, dates)))
    parts.append(Part("Check a claim in three steps", "check-a-claim", block("home_check.html.j2", onward)))
    return compose(addresses.source_path(addresses.HOME), front, parts)


def reports_page(reports: tuple[Report, ...], dates: Mapping[str, Dates] = NO_DATES) -> Page:
    """Every report, by the status of its answer."""
    front = Front("Reports", "Every report by the status of its answer.", searched=False, hide=("navigation",))
    groups = ((status, tuple(r for r in reports if r.answer.status is status)) for status in AnswerStatus)
    legend = (Part(None, "", _legend(reports, addresses.REPORTS)),) if reports else ()
    parts = [
        Part(label(status).word, status.value.replace("_", "-"), _list(group, addresses.REPORTS, dates))
        for status, group in groups
        if group
    ]
    return compose(addresses.source_path(addresses.REPORTS), front, (*legend, *parts))


def schema_page() -> Page:
    """The JSON Schemas and the addresses that links may rely on."""
    front = Front("Formats and addresses", "JSON Schemas of reports and questions, and the addresses that stay.")
    parts = (
        Part("Schemas", "formats", block("schema.html.j2", Formats(REPORT_FORMAT))),
        Part("Addresses", "addresses", block("addresses.html.j2", Contract(ADDRESSES))),
    )
    return compose(addresses.source_path(addresses.SCHEMA), front, parts)


def _totals(reports: tuple[Report, ...]) -> tuple[Line, ...]:
    by_status = Counter(standings(reports).values())
    answers = {s: sum(r.answer.status is s for r in reports) for s in AnswerStatus}
    works = {work.key for report in reports for work in report.works}
    return (
        Line("Questions", str(len(reports))),
        *(Line(label(s).word, str(count)) for s, count in answers.items() if count),
        Line("Works", str(len(works))),
        Line("Claims", str(by_status.total())),
        *(Line(label(s).word, str(by_status[s])) for s in ClaimStatus if by_status[s]),
    )


def _caution(reports: tuple[Report, ...]) -> str:
    """What a reader must know where no claim at all is verified; empty where one is, or where there is none."""
    statuses = set(standings(reports).values())
    if not statuses or ClaimStatus.VERIFIED in statuses:
        return ""
    digest = "Every claim here is stated in our digests"
    claims = digest if statuses == {ClaimStatus.DIGEST} else "No claim here is verified in a source\u2019s own words"
    answers = {r.decision.status for r in reports if r.answer.status is not AnswerStatus.NOT_ANSWERED}
    return f"{claims}, and every answer is a preview." if answers == {DecisionStatus.PREVIEW} else f"{claims}."


def _legend(reports: tuple[Report, ...], here: str) -> str:
    shown = {
        *(report.answer.status for report in reports),
        *(report.decision.status for report in reports),
        *standings(reports).values(),
    }
    marks = tuple(label(mark) for mark in LEGEND if mark in shown)
    return block("legend.html.j2", Legend(marks, addresses.relative(here, addresses.READING)))


def _marks(report: Report) -> tuple[Label, ...]:
    """The standing of the answer, then of the report; that an open question has an open report says nothing new."""
    answer, decision = label(report.answer.status), label(report.decision.status)
    return (answer,) if report.decision.status is DecisionStatus.OPEN else (answer, decision)


def _age(report: Report, dates: Mapping[str, Dates]) -> tuple[int, str]:
    """The last changed first, those without a date last, each by slug."""
    known = dates.get(report.question.slug)
    return (-known.changed.toordinal() if known else 0, report.question.slug)


def _list(reports: tuple[Report, ...], here: str, dates: Mapping[str, Dates]) -> str:
    views = (_view(report, here, dates.get(report.question.slug)) for report in reports)
    return block("report_list.html.j2", tuple(views))


def _told(dates: Dates | None) -> str:
    if dates is None:
        return ""
    return f"New on {dates.first}" if dates.first == dates.changed else f"Changed on {dates.changed}"


def _view(report: Report, here: str, dates: Dates | None) -> ReportView:
    counts = report.counts
    return ReportView(
        href=addresses.relative(here, addresses.report(report.question.slug)),
        title=report.question.title,
        question=report.question.question,
        marks=_marks(report),
        missing=", ".join(missing.concept for missing in report.answer.missing),
        works=counts.included,
        claims=counts.claims,
        verified=counts.claims_by_status.get(ClaimStatus.VERIFIED, 0),
        digest=counts.claims_by_status.get(ClaimStatus.DIGEST, 0),
        dates=_told(dates),
    )
