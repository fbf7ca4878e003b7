"""The page of one report: its parts in their fixed order.

Stands above every view of `render`; pure. The order and the anchors of the parts are a contract: links lead to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.labels import Label, label
from generator.render import addresses
from generator.render.beside import NOWHERE, Site
from generator.render.citing import FILES, Citing, citing, json_ld, tags
from generator.render.dates import Dates
from generator.render.evidence import ClaimView, DisputeView, Sentences, claim_view, dispute_views, sentences
from generator.render.figures import DerivedView, FigureView, derived_views, figure_views, plots
from generator.render.judgement import MissingView, decision_view, gaps_view, score
from generator.render.lookup import Lookup, cited_works
from generator.render.markup import block
from generator.render.method import Line, excluded_works, introduction_view, method_view
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.plots import ColumnPlot, DotPlot, columns
from generator.render.versions import VersionLink, version_links
from generator.render.works import Link, citation, references
from generator.schema import AnswerStatus, Edition, Report, ResultsSection, SourceRun, Statement

SHOWN = 4
"""Sentences of an answer that stand open; a longer answer folds the rest."""
CONTESTED = "evidence"
"""The record under which an answer's sentence says that something is contested: such a one is never folded."""
BINS = 5
"""Columns of the plot of confidence."""


@dataclass(frozen=True, slots=True)
class Masthead:
    """The question, the standings of the report, its version if one is recorded, and who vouches for it."""

    question: str
    answer: Label
    decision: Label
    consensus: str
    citing: Citing
    versioned: bool
    reading: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many claims have a status."""

    status: Label
    count: int


@dataclass(frozen=True, slots=True)
class FragilityView:
    """A work behind the answer, and what the answer would be without it."""

    work: Link
    status: Label


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The answer: its status, its sentences, its figures, what is missing where something is, and what it hangs on.

    `rest` are the sentences that are folded, `evidence` says how much it rests on, `limits` counts the limitations.
    """

    status: Label
    rule: str
    shown: Sentences
    rest: Sentences
    checks: Sentences
    plots: tuple[DotPlot, ...]
    missing: tuple[MissingView, ...]
    works: tuple[Link, ...]
    groups: int
    fragile: tuple[FragilityView, ...]
    included: int
    claims: int
    standings: tuple[Standing, ...]
    limits: int


@dataclass(frozen=True, slots=True)
class Section:
    """A run of sentences under a heading of the report's; `folded` until a reader asks for it."""

    heading: str
    sentences: Sentences
    folded: bool


@dataclass(frozen=True, slots=True)
class Results:
    """The results in their sections, plots, and the tables of figures; `other_figures` are not behind the answer."""

    sections: tuple[Section, ...]
    plots: tuple[DotPlot, ...]
    figures: tuple[FigureView, ...]
    other_figures: tuple[FigureView, ...]
    derived: tuple[DerivedView, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims, how confident the judge is of them, and the page with the words they use.

    `gone` are disputes of claims that the report does not make any more.
    """

    claims: tuple[ClaimView, ...]
    gone: tuple[DisputeView, ...]
    confidence: ColumnPlot
    reading: str


@dataclass(frozen=True, slots=True)
class Downloads:
    """How to cite the report, the files beside its page, and its newest versions of all recorded ones."""

    citing: Citing
    files: tuple[Line, ...]
    versions: tuple[VersionLink, ...]
    recorded: int


def report_page(  # noqa: PLR0913 - as report_files
    report: Report,
    runs: Sequence[SourceRun] = (),
    dates: Dates | None = None,
    site: Site = NOWHERE,
    feeds: tuple[tuple[str, str], ...] = (),
    versions: Sequence[Edition] = (),
) -> Page:
    """The whole page of a report.

    `runs` tells how its sources fared, `dates` when it was recorded, `site` where the site stands, each if known.
    `feeds` are the feeds that tell of it, by title and address; `versions` are those on record.
    """
    lookup = Lookup.of(report)
    front = Front(
        title=report.question.title,
        description=f"{label(report.answer.status).word}: {report.question.question}",
        hide=("navigation",),
        machine=Machine(tags(report, dates), json_ld(lookup, dates), feeds=feeds),
    )
    path = addresses.source_path(addresses.report(report.question.slug))
    cited = citing(report, dates, site.url)
    apparatus = _apparatus(lookup, cited, site, versions)
    return compose(path, front, (*_opening(lookup, cited, versions), *_body(lookup, runs), *apparatus))


def _opening(lookup: Lookup, cited: Citing, versions: Sequence[Edition]) -> tuple[Part, ...]:
    report = lookup.report
    abstract = sentences(lookup, report.abstract, len(report.answer.statements) + 1)
    return (
        Part(None, "", block("masthead.html.j2", _masthead(lookup, cited, versioned=bool(versions)))),
        Part("Answer", "answer", block("answer.html.j2", _answer(lookup))),
        Part("Abstract", "abstract", block("abstract.html.j2", abstract)),
    )


def _answer(lookup: Lookup) -> AnswerBox:
    report = lookup.report
    answer = report.answer
    told = sentences(lookup, answer.statements, 1)
    shown, rest = _folded(told, answer.statements)
    return AnswerBox(
        status=label(answer.status),
        rule=answer.rule,
        shown=shown,
        rest=rest,
        checks=told,
        plots=plots(lookup)[0],
        missing=() if answer.status is AnswerStatus.ANSWERED else gaps_view(lookup).missing,
        works=tuple(citation(lookup, key) for key in lookup.by_number(answer.works)),
        groups=answer.groups,
        fragile=tuple(FragilityView(citation(lookup, one.work), label(one.status)) for one in answer.fragile),
        included=report.counts.included,
        claims=report.counts.claims,
        standings=tuple(
            Standing(label(status), count) for status, count in report.counts.claims_by_status.items() if count
        ),
        limits=len(report.limitations),
    )


def _folded(told: Sentences, statements: Sequence[Statement]) -> tuple[Sentences, Sentences]:
    """The first sentences and every contested one, which stand open, and the rest."""
    few = len(statements) <= SHOWN + 1
    is_open = [few or at < SHOWN or CONTESTED in one.records for at, one in enumerate(statements)]
    shown = tuple(item for item, stays in zip(told.items, is_open, strict=True) if stays)
    rest = tuple(item for item, stays in zip(told.items, is_open, strict=True) if not stays)
    return replace(told, items=shown), replace(told, items=rest)


def _body(lookup: Lookup, runs: Sequence[SourceRun]) -> tuple[Part, ...]:
    report = lookup.report
    figures, other_figures = figure_views(lookup)
    results = Results(
        sections=_sections(lookup),
        plots=plots(lookup)[1],
        figures=figures,
        other_figures=other_figures,
        derived=derived_views(lookup),
    )
    first = 1 + sum(map(len, (report.answer.statements, report.abstract, *(s.statements for s in report.sections))))
    limits = sentences(lookup, report.limitations, first)
    return (
        _quiet("Introduction", "introduction", block("introduction.html.j2", introduction_view(report.question))),
        _quiet("Methodology", "methodology", block("methodology.html.j2", method_view(lookup, runs))),
        _quiet("Results", "results", block("results.html.j2", results)),
        _quiet("What is missing", "missing", block("missing.html.j2", gaps_view(lookup))),
        _quiet("Limitations", "limitations", block("limitations.html.j2", limits)),
    )


def _apparatus(lookup: Lookup, cited: Citing, site: Site, versions: Sequence[Edition]) -> tuple[Part, ...]:
    here = addresses.report(lookup.report.question.slug)
    claims = Claims(
        claims=tuple(claim_view(lookup, claim, site.repository) for claim in lookup.report.claims),
        gone=dispute_views(lookup, *(one for one in lookup.report.disputes if one.dispute.claim not in lookup.claims)),
        confidence=_confidence(lookup.report),
        reading=addresses.relative(here, addresses.READING),
    )
    files = tuple(Line(name, what) for name, _, what in FILES)
    downloads = Downloads(cited, files, version_links(versions, here), len(versions))
    return (
        _quiet("Review and decision", "review", block("review.html.j2", decision_view(lookup))),
        _quiet("Claims", "claims", block("claims.html.j2", claims)),
        _quiet("Excluded works", "excluded", block("excluded.html.j2", excluded_works(lookup))),
        _quiet("References", "references", block("references.html.j2", references(lookup))),
        _quiet("Cite and download", "downloads", block("downloads.html.j2", downloads)),
    )


def _masthead(lookup: Lookup, cited: Citing, *, versioned: bool) -> Masthead:
    report = lookup.report
    here = addresses.report(report.question.slug)
    return Masthead(
        question=report.question.question,
        answer=label(report.answer.status),
        decision=label(report.decision.status),
        consensus=score(report.decision.consensus),
        citing=cited,
        versioned=versioned,
        reading=addresses.relative(here, addresses.READING),
    )


def _sections(lookup: Lookup) -> tuple[Section, ...]:
    report = lookup.report
    first = 1 + len(report.answer.statements) + len(report.abstract)
    views = []
    for section in report.sections:
        views.append(
            Section(section.heading, sentences(lookup, section.statements, first), folded=_is_aside(lookup, section))
        )
        first += len(section.statements)
    return tuple(views)


def _confidence(report: Report) -> ColumnPlot:
    """How many claims the judge gave which confidence; a claim that is its quote has none."""
    known = [verdict.confidence for verdict in report.verdicts if verdict.confidence is not None]
    counts = [
        (
            f"{at / BINS:.1f}\u2013{(at + 1) / BINS:.1f}",
            sum(min(int(one * BINS), BINS - 1) == at for one in known),
        )
        for at in range(BINS)
    ]
    counts.append(("not judged", len(report.verdicts) - len(known)))
    return columns("Confidence of the claims", ("Confidence", "Claims"), counts)


def _is_aside(lookup: Lookup, section: ResultsSection) -> bool:
    """Whether there is an answer and the section tells of other works than those behind it."""
    works = {key for statement in section.statements for key in cited_works(lookup.claims, statement)}
    return bool(works) and bool(lookup.report.answer.works) and works.isdisjoint(lookup.report.answer.works)


def _quiet(heading: str, anchor: str, html: str) -> Part:
    """A part that the search index leaves out: it holds answers and abstracts, and stays small."""
    return Part(heading, anchor, html, searched=False)
