"""The page of one report: its parts in their fixed order.

Stands above every view of `render`; pure. The order and the anchors of the parts are a contract: links lead to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.labels import Label, label
from generator.render import addresses
from generator.render.evidence import ClaimView, StatementView, claim_view, statement_views
from generator.render.figures import DerivedView, FigureView, derived_views, figure_views
from generator.render.judgement import MissingView, decision_view, gaps_view, score
from generator.render.lookup import Lookup, cited_works
from generator.render.markup import block
from generator.render.method import excluded_groups, introduction_view, method_view
from generator.render.page import Front, Page, Part, compose
from generator.render.works import Link, citation, references
from generator.schema import AnswerStatus, Report, ResultsSection, SourceRun


@dataclass(frozen=True, slots=True)
class Masthead:
    """The line of standings above the answer, and the question."""

    question: str
    answer: Label
    decision: Label
    included: int
    claims: int
    standings: tuple[Standing, ...]
    consensus: str
    claim_pages: str
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
    """The answer: its status, its statements, what is missing where something is, and what it hangs on."""

    status: Label
    rule: str
    statements: tuple[StatementView, ...]
    missing: tuple[MissingView, ...]
    works: tuple[Link, ...]
    groups: int
    fragile: tuple[FragilityView, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """A run of statements, under a heading of the report's or none; `folded` until a reader asks for it."""

    heading: str
    statements: tuple[StatementView, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """The results in their sections, and the tables of figures; `other_figures` are not behind the answer."""

    sections: tuple[Statements, ...]
    figures: tuple[FigureView, ...]
    other_figures: tuple[FigureView, ...]
    derived: tuple[DerivedView, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims table, with the words it uses."""

    claims: tuple[ClaimView, ...]
    reading: str


def report_page(report: Report, runs: Sequence[SourceRun] = ()) -> Page:
    """The whole page of a report; `runs` tells how its sources fared, if that is known."""
    lookup = Lookup.of(report)
    front = Front(
        title=report.question.title,
        description=f"{label(report.answer.status).word}: {report.question.question}",
        hide=("navigation",),
    )
    path = addresses.source_path(addresses.report(report.question.slug))
    return compose(path, front, (*_opening(lookup), *_body(lookup, runs), *_apparatus(lookup)))


def _opening(lookup: Lookup) -> tuple[Part, ...]:
    answer = lookup.report.answer
    box = AnswerBox(
        status=label(answer.status),
        rule=answer.rule,
        statements=statement_views(lookup, answer.statements),
        missing=() if answer.status is AnswerStatus.ANSWERED else gaps_view(lookup).missing,
        works=tuple(citation(lookup, key) for key in lookup.by_number(answer.works)),
        groups=answer.groups,
        fragile=tuple(FragilityView(citation(lookup, one.work), label(one.status)) for one in answer.fragile),
    )
    abstract = Statements("", statement_views(lookup, lookup.report.abstract))
    return (
        Part(None, "", block("masthead.html.j2", _masthead(lookup))),
        Part("Answer", "answer", block("answer.html.j2", box)),
        Part("Abstract", "abstract", block("abstract.html.j2", abstract)),
    )


def _body(lookup: Lookup, runs: Sequence[SourceRun]) -> tuple[Part, ...]:
    report = lookup.report
    figures, other_figures = figure_views(lookup)
    results = Results(
        sections=tuple(_section(lookup, section) for section in report.sections),
        figures=figures,
        other_figures=other_figures,
        derived=derived_views(lookup),
    )
    limits = Statements("", statement_views(lookup, report.limitations))
    return (
        _quiet("Introduction", "introduction", block("introduction.html.j2", introduction_view(report.question))),
        _quiet("Methodology", "methodology", block("methodology.html.j2", method_view(lookup, runs))),
        _quiet("Results", "results", block("results.html.j2", results)),
        _quiet("What is missing", "missing", block("missing.html.j2", gaps_view(lookup))),
        _quiet("Limitations", "limitations", block("limitations.html.j2", limits)),
    )


def _apparatus(lookup: Lookup) -> tuple[Part, ...]:
    here = addresses.report(lookup.report.question.slug)
    claims = Claims(
        claims=tuple(claim_view(lookup, claim) for claim in lookup.report.claims),
        reading=addresses.relative(here, addresses.READING),
    )
    return (
        _quiet("Review and decision", "review", block("review.html.j2", decision_view(lookup))),
        _quiet("Claims", "claims", block("claims.html.j2", claims)),
        _quiet("Excluded works", "excluded", block("excluded.html.j2", excluded_groups(lookup))),
        _quiet("References", "references", block("references.html.j2", references(lookup))),
        _quiet("Downloads", "downloads", block("downloads.html.j2", None)),
    )


def _masthead(lookup: Lookup) -> Masthead:
    report = lookup.report
    here = addresses.report(report.question.slug)
    return Masthead(
        question=report.question.question,
        answer=label(report.answer.status),
        decision=label(report.decision.status),
        included=report.counts.included,
        claims=report.counts.claims,
        standings=tuple(
            Standing(label(status), count) for status, count in report.counts.claims_by_status.items() if count
        ),
        consensus=score(report.decision.consensus),
        claim_pages=addresses.relative(here, addresses.CLAIMS),
        reading=addresses.relative(here, addresses.READING),
    )


def _section(lookup: Lookup, section: ResultsSection) -> Statements:
    views = statement_views(lookup, section.statements)
    return Statements(section.heading, views, folded=_is_aside(lookup, section))


def _is_aside(lookup: Lookup, section: ResultsSection) -> bool:
    """Whether there is an answer and the section tells of other works than those behind it."""
    works = {key for statement in section.statements for key in cited_works(lookup.claims, statement)}
    return bool(works) and bool(lookup.report.answer.works) and works.isdisjoint(lookup.report.answer.works)


def _quiet(heading: str, anchor: str, html: str) -> Part:
    """A part that the search index leaves out: it holds answers and abstracts, and stays small."""
    return Part(heading, anchor, html, searched=False)
