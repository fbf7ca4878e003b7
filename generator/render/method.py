"""Introduction and methodology as readers see them: the question, the search, the flow of works, the engine.

Stands above `works`; pure. Counts come from `Report.counts`; only rows that are themselves listed are counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.labels import Label, label, source_name
from generator.render import addresses
from generator.render.lookup import Lookup
from generator.render.plots import ColumnPlot, FlowPlot, Step, columns, flow, year_counts
from generator.render.works import Link, excluded_anchor, work_links
from generator.schema import (
    OWN_FILES,
    DigestFate,
    Dropped,
    Outcome,
    QueryRun,
    Question,
    Reason,
    Report,
    SourceRun,
    Stage,
    Work,
    WorkChoice,
    Years,
)

SCREENING = (
    Reason.EXCLUDED_BY_QUESTION,
    Reason.NO_TEXT,
    Reason.OUTSIDE_YEARS,
    Reason.TYPE_NOT_ASKED,
    Reason.LANGUAGE_NOT_ASKED,
    Reason.NO_INTERVENTION,
    Reason.NO_POPULATION,
    Reason.TOO_FEW_CONCEPTS,
    Reason.OVER_WORK_LIMIT,
)
"""Reasons of screening, in the order in which it asks."""

LONG_GROUP = 12
"""Works that one reason may list before the list is folded."""


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A row of the facets table."""

    facet: Label
    concept: str
    synonyms: str
    required: str


@dataclass(frozen=True, slots=True)
class Line:
    """A term and what is said of it."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """The question in full, taken apart, with its limits."""

    question: str
    concepts: tuple[ConceptView, ...]
    limits: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason with how often it applied."""

    stage: str
    reason: Label
    count: int


@dataclass(frozen=True, slots=True)
class EngineView:
    """A part of the engine."""

    task: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class FateView:
    """A sentence of our digest, the work that it restates, and what became of it when the work's own text was read."""

    work: str
    text: str
    outcome: Label
    why: str


@dataclass(frozen=True, slots=True)
class MethodView:
    """The methodology: search, flow, screening, other losses, the curator's choices, digests, the engine."""

    services: tuple[Line, ...]
    survived: int
    fates: tuple[FateView, ...]
    queries: tuple[QueryRun, ...]
    flow: FlowPlot
    years: ColumnPlot
    rules: str
    screening: tuple[ReasonCount, ...]
    rest: tuple[ReasonCount, ...]
    totals: tuple[Line, ...]
    pins: tuple[WorkChoice, ...]
    exclusions: tuple[WorkChoice, ...]
    engine: tuple[EngineView, ...]


@dataclass(frozen=True, slots=True)
class ExcludedView:
    """A work that was left out, with its editorial notice, and how to find it all the same."""

    anchor: str
    title: str
    notice: Label | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Works that were left out for the same cause, which is told once; empty where nothing more is to be said."""

    detail: str
    works: tuple[ExcludedView, ...]


@dataclass(frozen=True, slots=True)
class ExcludedGroup:
    """What was left out for one reason; a long group is folded until a reader asks for it."""

    reason: Label
    count: int
    alike: tuple[Alike, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class ExcludedWorks:
    """What was left out, by reason, and the way to the bibliography."""

    groups: tuple[ExcludedGroup, ...]
    bibliography: str


def introduction_view(question: Question) -> IntroductionView:
    """The question in full, taken apart."""
    return IntroductionView(
        question=question.question,
        concepts=tuple(
            ConceptView(
                facet=label(facet),
                concept=concept.name,
                synonyms=", ".join(concept.any) or "none",
                required="yes" if concept.required else "no",
            )
            for facet, concept in question.facets.each()
        ),
        limits=(
            Line("Years", _years(question.years)),
            Line("Types", ", ".join(label(kind).word for kind in question.types) or "all"),
            Line("Languages", ", ".join(question.languages) or "all"),
            Line("Sources", ", ".join(question.sources)),
            Line("At most", f"{question.limits.works} works and {question.limits.claims} claims"),
            *(Line(f"Lint {one.code}, which is silenced", one.reason) for one in question.silence),
            Line("Topics", ", ".join(question.tags) or "none given"),
            Line("Looked after by", ", ".join(question.owners) or "nobody named"),
        ),
    )


def method_view(lookup: Lookup, runs: Sequence[SourceRun] = ()) -> MethodView:
    """How the report came to be, from its records; `runs` tells when its sources last answered, if that is known."""
    report = lookup.report
    return MethodView(
        services=tuple(_services(report, runs)),
        survived=sum(fate.outcome is Outcome.PASSED for fate in report.digests),
        fates=tuple(_fate(lookup, fate) for fate in report.digests),
        queries=tuple(one.model_copy(update={"source": source_name(one.source)}) for one in report.queries),
        flow=_flow(report),
        years=columns(
            "Included works by year of publication",
            ("Year", "Works"),
            year_counts([work.year for work in lookup.included]),
        ),
        rules="; ".join(label(reason).word.lower() for reason in SCREENING),
        screening=tuple(
            ReasonCount(label(Stage.SCREEN).word, label(reason), count)
            for reason in SCREENING
            if (count := report.counts.excluded_by_reason.get(reason, 0))
        ),
        rest=_other_losses(report),
        totals=_totals(report),
        pins=report.question.pins,
        exclusions=report.question.exclusions,
        engine=tuple(EngineView(part.task, part.name, part.version) for part in report.engine),
    )


def _services(report: Report, runs: Sequence[SourceRun]) -> Iterator[Line]:
    """How each scholarly service fared: those that the question names, and those that were asked besides."""
    asked = [query.source for query in report.queries if not query.source.startswith(OWN_FILES)]
    known = {run.source: run for run in runs}
    for source in dict.fromkeys((*report.question.services, *asked, *known)):
        yield Line(source_name(source), _fared(known.get(source), was_asked=source in asked))


def _fared(run: SourceRun | None, *, was_asked: bool) -> str:
    if run is None:
        return "asked; when it last answered is not recorded here" if was_asked else "not asked yet"
    since = f"{run.answered:%Y-%m-%d %H:%M} UTC" if run.answered else None
    if run.failure is None:
        odd = f"; {run.note}" if run.note else ""
        return (f"answered on {since}" if since else "answered out of an earlier run's cache") + odd
    kept = f"its {run.works} records of before are kept" if run.works else "it gave no record before"
    when = f"it last answered on {since}" if since else "it has not answered yet, as far as is recorded"
    return f"failed on {run.tried:%Y-%m-%d %H:%M} UTC ({run.failure.kind}: {run.failure.why}); {when}; {kept}"


def _fate(lookup: Lookup, fate: DigestFate) -> FateView:
    return FateView(lookup.works[fate.work].citation, fate.text, label(fate.outcome), fate.why)


def excluded_works(lookup: Lookup) -> ExcludedWorks:
    """What screening and reading left out, by reason; an item that is no work stands under its own name."""
    groups = ((reason, [pair for pair in lookup.excluded if pair[0].reason is reason]) for reason in Reason)
    here = addresses.report(lookup.report.question.slug)
    return ExcludedWorks(
        groups=tuple(
            ExcludedGroup(label(reason), len(pairs), _alike(pairs), folded=len(pairs) > LONG_GROUP)
            for reason, pairs in groups
            if pairs
        ),
        bibliography=addresses.relative(here, addresses.BIBLIOGRAPHY),
    )


def _alike(pairs: list[tuple[Dropped, Work | None]]) -> tuple[Alike, ...]:
    found: dict[str, list[ExcludedView]] = {}
    for dropped, work in pairs:
        found.setdefault(dropped.detail, []).append(_excluded(dropped, work))
    return tuple(Alike(detail, tuple(works)) for detail, works in found.items())


def _excluded(dropped: Dropped, work: Work | None) -> ExcludedView:
    named = f"{work.citation}: {work.title}" if work and work.authors else work.citation if work else dropped.item
    return ExcludedView(
        anchor=excluded_anchor(dropped.item),
        title=named,
        notice=label(work.notice) if work and work.notice else None,
        links=work_links(work) if work else (),
    )


def _years(years: Years) -> str:
    if years.from_ is None and years.to is None:
        return "all"
    if years.to is None:
        return f"{years.from_} or later"
    return f"{years.to} or earlier" if years.from_ is None else f"{years.from_} to {years.to}"


def _flow(report: Report) -> FlowPlot:
    """The flow of works (PRISMA 2020)."""
    counts = report.counts
    steps = (
        Step("Identified", counts.identified, "records found by the searches"),
        Step("Duplicates removed", counts.duplicates_removed, "records of a work that was there already", aside=True),
        Step("Screened", counts.screened, "works held against the question"),
        Step("Excluded", counts.excluded, "works left out, each with its reason", aside=True),
        Step("Included", counts.included, "works kept for reading"),
    )
    return flow("Flow of works", steps)


def _totals(report: Report) -> tuple[Line, ...]:
    counts = report.counts
    return (
        Line("Peer-reviewed works included", str(counts.peer_reviewed)),
        Line("Preprints included", str(counts.preprints)),
        Line("Retracted works included", str(counts.retracted)),
        Line("Works not checked at the source", str(counts.unchecked)),
        Line("Works read in full", str(counts.full_texts)),
        Line("Works of which only the abstract or a digest was read", str(counts.included - counts.full_texts)),
        Line("Passages read", str(counts.passages)),
        Line("Claims extracted", str(counts.claims)),
        Line("Claims on the question's topic", str(counts.on_topic)),
        *_unstated(report),
        *(
            Line(f"Claims with the status \u201c{label(status).word}\u201d", str(number))
            for status, number in counts.claims_by_status.items()
        ),
        Line(
            "Checks of reworded claims against their quotes, passed",
            f"{counts.reworded_checks_passed} of {counts.reworded_checks}",
        ),
        Line("Works behind the answer", str(counts.works_behind_answer)),
    )


def _unstated(report: Report) -> Iterator[Line]:
    """Works that were kept although they do not state what the question limits."""
    found = Counter(name for inclusion in report.inclusions for name in inclusion.unstated)
    for name, count in sorted(found.items()):
        yield Line(f"Works kept that state no {name}, which the question limits", str(count))


def _other_losses(report: Report) -> tuple[ReasonCount, ...]:
    found = Counter((item.stage, item.reason) for item in report.dropped)
    return tuple(
        ReasonCount(label(stage).word, label(reason), found[stage, reason])
        for stage in Stage
        for reason in Reason
        if found[stage, reason] and stage is not Stage.SCREEN
    )
