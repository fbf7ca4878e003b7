"""Figures as readers see them: results that works print, and differences that Claimbook computes from two of them.

Stands above `evidence`; pure. It computes nothing: values are printed with the digits they have.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.labels import Label, label
from generator.numbers import amount
from generator.render.addresses import fragment
from generator.render.lookup import Lookup
from generator.render.works import Link, citation, claim_link
from generator.schema import Derived, Result

NOT_STATED = "not stated"


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
    origin: Label
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


def _figure(lookup: Lookup, result: Result, number: str) -> FigureView:
    origin = lookup.passages[result.passage].origin
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
        origin=label(origin),
        digest=origin.value == "digest",
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
