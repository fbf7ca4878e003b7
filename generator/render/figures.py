"""Figures as readers see them: results that works print, and differences that Claimbook computes from two of them.

Stands above `evidence`; pure. It computes nothing: values are printed with the digits they have.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.comparable import by_setting, on_one_scale
from generator.numbers import amount
from generator.render.addresses import fragment
from generator.render.lookup import Lookup
from generator.render.plots import DotPlot, Value, dots
from generator.render.works import Link, citation, claim_link
from generator.schema import Derived, Origin, Result

NOT_STATED = "not stated"
ANSWER_PLOTS = 3
"""Plots that the answer shows at most; every figure stands in the tables."""
OTHER_PLOTS = 2
"""Plots that the results show at most of figures that are not behind the answer."""
_WORTH_A_PLOT = 3
"""Values without which a plot says no more than a sentence."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """A printed figure: a row of the table of figures."""

    anchor: str
    number: str
    system: str
    method: str
    dataset: str
    metric: str
    value: str
    place: str
    role: str
    digest: bool
    cite: Link
    claims: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class OperandView:
    """One side of a derived figure: its value, what it is the value of, and the way to its row."""

    value: str
    what: str
    link: Link
    cite: Link


@dataclass(frozen=True, slots=True)
class DerivedView:
    """A difference with both operands."""

    anchor: str
    number: str
    left: OperandView
    right: OperandView
    value: str


def figure_views(lookup: Lookup) -> tuple[tuple[FigureView, ...], tuple[FigureView, ...]]:
    """The figures behind the answer, then all others, each in the order of the report."""
    behind = _behind_answer(lookup)
    views = [(r.id in behind, _figure(lookup, r, f"F{n}")) for n, r in enumerate(lookup.report.results, start=1)]
    return tuple(view for near, view in views if near), tuple(view for near, view in views if not near)


def _behind_answer(lookup: Lookup) -> frozenset[str]:
    """The figures of the answer's claims, and those from which its differences are computed."""
    statements = lookup.report.answer.statements
    carried = [r for one in statements for claim in one.claims for r in lookup.claims[claim].results]
    derived = [lookup.derived[figure] for one in statements for figure in one.derived]
    return frozenset([*carried, *(side for figure in derived for side in (figure.left, figure.right))])


def derived_views(lookup: Lookup) -> tuple[DerivedView, ...]:
    """Every derived figure with its operands."""
    numbers = {result.id: f"F{n}" for n, result in enumerate(lookup.report.results, start=1)}
    return tuple(_derived(lookup, figure, numbers) for figure in lookup.report.derived)


def plots(lookup: Lookup) -> tuple[tuple[DotPlot, ...], tuple[DotPlot, ...]]:
    """Values of one system, data set, metric and protocol side by side: behind the answer, and the fullest others."""
    behind = _behind_answer(lookup)
    near: list[DotPlot] = []
    far: list[DotPlot] = []
    for (*_, conditions), group in by_setting(lookup.report.results).items():
        drawn = _plot(lookup, group, tuple(f"{name} {value}" for name, value in conditions))
        if drawn is not None:
            (near if any(result.id in behind for result in group) else far).append(drawn)
    far.sort(key=lambda plot: -len(plot.dots))
    return tuple(near[:ANSWER_PLOTS]), tuple(far[:OTHER_PLOTS])


def _plot(lookup: Lookup, results: list[Result], conditions: tuple[str, ...]) -> DotPlot | None:
    """The values of one setting, each once; None where there are too few, or where they are on different scales."""
    if not all(on_one_scale(results[0], result) for result in results):
        return None
    values = dict.fromkeys(_value(lookup, result) for result in results)
    if len(values) < _WORTH_A_PLOT:
        return None
    first = results[0]
    what = (first.system, first.dataset, first.split, first.metric, *conditions)
    return dots(", ".join(part for part in what if part), tuple(values))


def _value(lookup: Lookup, result: Result) -> Value:
    return Value(
        name=f"{result.method or 'method not stated'} {citation(lookup, result.work).text}",
        place=result.place,
        value=result.value,
        shown=amount(result.value, result.unit),
        own=lookup.passages[result.passage].origin is Origin.DIGEST,
    )


def _figure(lookup: Lookup, result: Result, number: str) -> FigureView:
    return FigureView(
        anchor=f"figure-{result.id}",
        number=number,
        system=result.system or NOT_STATED,
        method=result.method or NOT_STATED,
        dataset=result.dataset or NOT_STATED,
        metric=result.metric or NOT_STATED,
        value=amount(result.value, result.unit),
        place=result.place,
        role=result.role,
        digest=lookup.passages[result.passage].origin is Origin.DIGEST,
        cite=citation(lookup, result.work),
        claims=tuple(claim_link(lookup, claim.id) for claim in lookup.claims_of_result(result.id)),
    )


def _derived(lookup: Lookup, figure: Derived, numbers: dict[str, str]) -> DerivedView:
    return DerivedView(
        anchor=f"derived-{figure.id}",
        number=f"D{lookup.derived_numbers[figure.id]}",
        left=_operand(lookup, lookup.results[figure.left], numbers),
        right=_operand(lookup, lookup.results[figure.right], numbers),
        value=amount(figure.value, figure.unit, signed=True),
    )


def _operand(lookup: Lookup, result: Result, numbers: dict[str, str]) -> OperandView:
    what = (result.method or "method not stated", result.system or "system not stated", result.dataset or "")
    return OperandView(
        value=amount(result.value, result.unit),
        what=", ".join(part for part in what if part),
        link=Link(numbers[result.id], fragment(f"figure-{result.id}")),
        cite=citation(lookup, result.work),
    )
