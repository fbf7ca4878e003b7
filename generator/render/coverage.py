"""The coverage page: what is answered, what is missing, which sources failed, how far the judge can be trusted.

Stands above `beside` and `pages`; pure. It counts what reports and measurements say and judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from functools import partial

from generator.labels import Label, label, source_name
from generator.render import addresses
from generator.render.beside import Beside, Failure
from generator.render.markup import block
from generator.render.measured import FIGURES, Measured, Point
from generator.render.method import Line
from generator.render.page import Front, Page, Part, compose
from generator.render.pages import Pages, paged
from generator.render.works import Link
from generator.schema import AnswerStatus, Facet, Report

OFTEN = 10
"""Missing concepts that are named for a facet, and questions for a failure; the others are counted."""

SIDE = 200
"""Length of a plot's axes, in the units of its drawing."""

NAMES = {
    "scifact": "SciFact (claims of others on abstracts of others)",
    "citation_integrity": "Citation-Integrity (citing sentences and the works they cite)",
    "directions": "Findings with their direction turned",
    "written": "Claims written for Claimbook",
}
MEASURES = {
    "precision": Label("Right when it verifies", "Of the claims that it calls supported, the share that is."),
    "coverage": Label("Verified of the supported", "Of the supported claims, the share that it is sure of."),
    "macro_f1": Label("Macro-F1", "The mean F1 of supports, contradicts and neither."),
    "ece": Label("Calibration error", "How far its probabilities lie from the shares that are true, on average."),
}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question: its answer, how many of its required concepts are covered, and what is missing."""

    report: Link
    status: Label
    covered: int
    required: int
    missing: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """One page of questions, with the counts of all; the rest of the coverage stands on the first page alone."""

    totals: tuple[tuple[Label, int], ...]
    questions: tuple[QuestionView, ...]
    place: Pages


@dataclass(frozen=True, slots=True)
class FacetView:
    """What is missing of a facet: in how many of the questions that ask for it, and what most often."""

    facet: Label
    asked: int
    lacking: int
    concepts: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failure of a day: the sources that it was of, and the questions that they failed for; `more` are not named."""

    sources: str
    date: str
    reports: tuple[Link, ...]
    more: int
    why: str


@dataclass(frozen=True, slots=True)
class Failures:
    """Sources that failed; `known` is false where nobody keeps records of runs."""

    known: bool
    failures: tuple[FailureView, ...]


@dataclass(frozen=True, slots=True)
class PlotPoint:
    """A point of a curve: its figures, and where it stands in the drawing."""

    said: str
    true: str
    items: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """A set of labelled claims: its figures in words, and its curve."""

    anchor: str
    name: str
    items: int
    figures: tuple[Line, ...]
    points: tuple[PlotPoint, ...]
    line: str
    far: str


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """Every set, and the model that was measured."""

    columns: tuple[Label, ...]
    sets: tuple[MeasuredView, ...]
    engine: tuple[str, ...]
    side: int


def coverage_pages(reports: tuple[Report, ...], beside: Beside) -> Iterator[Page]:
    """The pages of coverage, at least one: questions by how far they are answered, the furthest from it first."""
    order = list(AnswerStatus)[::-1]
    questions = sorted(reports, key=lambda report: (order.index(report.answer.status), report.question.slug))
    for here, place, shown in paged(questions, partial(addresses.numbered, addresses.COVERAGE)):
        view = QuestionsPage(_totals(reports), tuple(_question(report, here) for report in shown), place)
        parts = [Part("Questions", "questions", block("coverage_questions.html.j2", view))]
        if place.number == 1:
            parts += _further(reports, beside, here)
        front = Front(
            "Coverage" if place.number == 1 else f"Coverage, page {place.number}",
            "Which questions are answered, what is missing, which sources failed, how far the judge can be trusted.",
            searched=False,
        )
        yield compose(addresses.source_path(here), front, parts)


def _further(reports: tuple[Report, ...], beside: Beside, here: str) -> list[Part]:
    titles = {report.question.slug: report.question.title for report in reports}
    failures = Failures(
        beside.failures is not None, tuple(_failure(some, titles, here) for some in _alike(beside.failures or ()))
    )
    measured = MeasuredPage(
        columns=tuple(MEASURES[name] for name in FIGURES),
        sets=tuple(_measured(one) for one in beside.measured),
        engine=tuple(sorted({part for one in beside.measured for part in one.engine})),
        side=SIDE,
    )
    return [
        Part("Missing by facet", "missing", block("coverage_facets.html.j2", tuple(_facets(reports)))),
        Part("Sources that failed", "failures", block("coverage_failures.html.j2", failures)),
        Part("How far the judge can be trusted", "judge", block("coverage_judge.html.j2", measured)),
    ]


def _totals(reports: tuple[Report, ...]) -> tuple[tuple[Label, int], ...]:
    counts = Counter(report.answer.status for report in reports)
    return tuple((label(status), counts[status]) for status in AnswerStatus)


def _question(report: Report, here: str) -> QuestionView:
    required = len(report.question.facets.required())
    missing = report.answer.missing
    return QuestionView(
        report=Link(report.question.title, addresses.relative(here, addresses.report(report.question.slug))),
        status=label(report.answer.status),
        covered=required - len({(one.facet, one.concept) for one in missing}),
        required=required,
        missing=tuple(
            Line(label(facet).word, ", ".join(one.concept for one in missing if one.facet is facet))
            for facet in Facet
            if any(one.facet is facet for one in missing)
        ),
    )


def _facets(reports: tuple[Report, ...]) -> Iterator[FacetView]:
    for facet in Facet:
        asked = [r for r in reports if any(one is facet for one, _ in r.question.facets.required())]
        lacking = [r for r in asked if any(one.facet is facet for one in r.answer.missing)]
        names = {one.concept.casefold(): one.concept for r in lacking for one in r.answer.missing if one.facet is facet}
        counts = Counter(one.concept.casefold() for r in lacking for one in r.answer.missing if one.facet is facet)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield FacetView(
            facet=label(facet),
            asked=len(asked),
            lacking=len(lacking),
            concepts=tuple(Line(names[concept], str(count)) for concept, count in ranked[:OFTEN]),
            more=len(ranked[OFTEN:]),
        )


def _alike(failures: Sequence[Failure]) -> Iterator[Sequence[Failure]]:
    """The newest first; sources that failed in one way on one day for the same questions stand together."""
    by_place = sorted(failures, key=lambda one: (one.source, one.slug, one.why))
    by_source: dict[tuple[Date, str, str], list[Failure]] = {}
    for one in sorted(by_place, key=lambda one: one.date, reverse=True):
        by_source.setdefault((one.date, one.why, one.source), []).append(one)
    found: dict[tuple[Date, str, tuple[str, ...]], list[Failure]] = {}
    for (date, why, _), some in by_source.items():
        found.setdefault((date, why, tuple(one.slug for one in some)), []).extend(some)
    yield from found.values()


def _failure(some: Sequence[Failure], titles: dict[str, str], here: str) -> FailureView:
    slugs = list(dict.fromkeys(one.slug for one in some))
    reports = (
        Link(titles.get(slug, slug), addresses.relative(here, addresses.report(slug)) if slug in titles else "")
        for slug in slugs[:OFTEN]
    )
    return FailureView(
        sources=", ".join(dict.fromkeys(source_name(one.source) for one in some)),
        date=some[0].date.isoformat(),
        reports=tuple(reports),
        more=len(slugs[OFTEN:]),
        why=some[0].why,
    )


def _measured(one: Measured) -> MeasuredView:
    points = tuple(_point(point) for point in one.curve)
    furthest = max((abs(point.said - point.true) for point in one.curve), default=0.0)
    return MeasuredView(
        anchor=f"judge-{one.name.replace('_', '-')}",
        name=NAMES.get(one.name, one.name.replace("_", " ")),
        items=one.items,
        figures=tuple(Line(MEASURES[name].word, _figure(one, name)) for name in FIGURES),
        points=points,
        line=" ".join(f"{point.x},{point.y}" for point in points),
        far=f"{furthest:.2f}",
    )


def _figure(one: Measured, name: str) -> str:
    if name not in one.figures:
        return "not measured"
    interval = one.intervals.get(name)
    within = "" if interval is None else f" ({interval[0]:.2f} to {interval[1]:.2f})"
    return f"{one.figures[name]:.2f}{within}"


def _point(point: Point) -> PlotPoint:
    """Probabilities run to the right, shares upwards: a drawing counts downwards from its upper edge."""
    x, y = round(SIDE * point.said), round(SIDE * (1 - point.true))
    return PlotPoint(f"{point.said:.2f}", f"{point.true:.2f}", point.items, x, y)
