"""The benchmarks page: what the works of all reports measured, by data set, metric, system and method.

Stands above `pages`; pure. Only values of one setting (`generator.comparable`) and one named method stand in one cell.
What a work does not name is not guessed: a value without metric or method has a cell of its own, and one without system
or data set is counted and compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from generator.comparable import on_one_scale, setting
from generator.labels import Label, label
from generator.numbers import amount
from generator.render import addresses
from generator.render.markup import block
from generator.render.page import Front, Page, Part, compose
from generator.render.pages import Pages, paged
from generator.schema import ClaimStatus, Notice, Origin, Report, Result, Work

NOT_STATED = "not stated"
_OF_METHODS = ("bits",)


@dataclass(frozen=True, slots=True)
class Value:
    """A result where it first stands: its report and work, and what a reader must know before relying on it."""

    result: Result
    slug: str
    work: Work
    digest: bool
    contested: bool
    notice: Notice | None

    @property
    def retracted(self) -> bool:
        """Whether its text was withdrawn; the value is shown and enters no range."""
        return self.notice is Notice.RETRACTION


@dataclass(frozen=True, slots=True)
class SourceView:
    """A value with its way to the report's table of figures."""

    value: str
    work: str
    title: str
    href: str
    digest: bool
    notice: Label | None


@dataclass(frozen=True, slots=True)
class CellView:
    """Values that may be held against each other. `standing` is a label where a claim with one of them is contested."""

    dataset: str
    metric: str
    system: str
    method: str
    conditions: str
    low: str
    range: str
    spread: str
    wide: str
    standing: Label | None
    works: int
    sources: tuple[SourceView, ...]

    @property
    def lone(self) -> bool:
        """Whether the range says no more than its one value does; a phone has room for one of the two."""
        return len(self.sources) == 1 and self.sources[0].value == self.range


@dataclass(frozen=True, slots=True)
class BenchmarksPage:
    """One page of cells; `loose` counts the values that name no system or no data set.

    `unsaid` is what a cell says of what a work does not name.
    """

    cells: tuple[CellView, ...]
    total: int
    compared: int
    contested: int
    loose: int
    place: Pages
    unsaid: str = NOT_STATED


def benchmark_pages(reports: tuple[Report, ...]) -> Iterator[Page]:
    """The pages of cells, at least one: contested cells first, then those that most works measured."""
    values = _values(reports)
    cells = sorted(_cells(values), key=_rank)
    loose = sum(setting(value.result) is None for value in values)
    for here, place, shown in paged(cells, partial(addresses.numbered, addresses.BENCHMARKS)):
        view = BenchmarksPage(
            cells=tuple(_view(cell, here) for cell in shown),
            total=len(cells),
            compared=sum(len(_works(cell)) > 1 for cell in cells),
            contested=sum(_contested(cell) for cell in cells),
            loose=loose,
            place=place,
        )
        front = Front(
            "Benchmarks" if place.number == 1 else f"Benchmarks, page {place.number}",
            "What the works of all reports measured, by data set, metric, system and method.",
            searched=False,
            hide=("toc",),
        )
        yield compose(addresses.source_path(here), front, (Part(None, "", block("benchmarks.html.j2", view)),))


def _values(reports: tuple[Report, ...]) -> list[Value]:
    """Every result once: reports that share a passage share its results."""
    found: dict[str, Value] = {}
    contested: set[str] = set()
    for report in reports:
        status = {verdict.claim: verdict.status for verdict in report.verdicts}
        contested |= {
            one for claim in report.claims if status[claim.id] is ClaimStatus.CONTESTED for one in claim.results
        }
    for report in reports:
        works = {work.key: work for work in report.works}
        passages = {passage.id: passage for passage in report.passages}
        for result in report.results:
            passage, work = passages[result.passage], works[result.work]
            notice = Notice.RETRACTION if work.is_retracted(passage.version) else work.notice
            digest = passage.origin is Origin.DIGEST
            value = Value(result, report.question.slug, work, digest, result.id in contested, notice)
            found.setdefault(result.id, value)
    return list(found.values())


def _cells(values: list[Value]) -> Iterator[list[Value]]:
    """Values of one setting and method together; of these, such as can be on one scale."""
    alike: dict[object, list[list[Value]]] = {}
    for value in values:
        result = value.result
        known = setting(result)
        if known is None:
            continue
        whole = result.metric is not None and result.method is not None
        widths = tuple(result.protocol.get(name) for name in _OF_METHODS)
        key = (known, (result.method or "").casefold(), widths, "" if whole else result.id)
        scales = alike.setdefault(key, [])
        home = next((one for one in scales if all(on_one_scale(result, other.result) for other in one)), None)
        if home is None:
            scales.append([value])
        else:
            home.append(value)
    for scales in alike.values():
        yield from scales


def _contested(cell: Sequence[Value]) -> bool:
    return any(value.contested for value in cell)


def _works(cell: Sequence[Value]) -> set[str]:
    """The works in good standing that measured a cell."""
    return {value.work.key for value in cell if not value.retracted}


def _rank(cell: Sequence[Value]) -> tuple[bool, int, tuple[str, ...]]:
    one = cell[0].result
    names = (one.dataset, one.split, one.metric, one.system, one.method, _conditions(one), one.id)
    return not _contested(cell), -len(_works(cell)), tuple((name or "").casefold() for name in names)


def _conditions(result: Result) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(result.protocol.items()) if name != "version")


def _view(cell: Sequence[Value], here: str) -> CellView:
    one = cell[0].result
    counted = [value.result for value in cell if not value.retracted]
    low, high = _ends(counted)
    lone = len({result.value for result in counted}) < 2  # noqa: PLR2004 - a range has two ends
    unit = "points" if one.unit == "%" else one.unit
    return CellView(
        dataset=", ".join(part for part in (one.dataset, one.split) if part),
        metric=one.metric or NOT_STATED,
        system=one.system or NOT_STATED,
        method=one.method or NOT_STATED,
        conditions=_conditions(one) or NOT_STATED,
        low="" if low is None else f"{low:f}",
        range=_range(low, high, one.unit),
        spread="" if lone or low is None or high is None else amount(high - low, unit),
        wide="" if lone or low is None or high is None else f"{high - low:f}",
        standing=label(ClaimStatus.CONTESTED) if _contested(cell) else None,
        works=len(_works(cell)),
        sources=tuple(_source(value, here) for value in sorted(cell, key=_by_value)),
    )


def _by_value(value: Value) -> tuple[Decimal, str, str]:
    return value.result.value, value.work.key, value.result.id


def _ends(results: list[Result]) -> tuple[Decimal | None, Decimal | None]:
    values = [result.value for result in results]
    return min(values, default=None), max(values, default=None)


def _range(low: Decimal | None, high: Decimal | None, unit: str | None) -> str:
    if low is None or high is None:
        return "retracted works alone"
    return amount(low, unit) if low == high else f"{amount(low, unit)} to {amount(high, unit)}"


def _source(value: Value, here: str) -> SourceView:
    report = addresses.relative(here, addresses.report(value.slug))
    return SourceView(
        value=amount(value.result.value, value.result.unit),
        work=value.work.citation,
        title=value.work.title,
        href=report + addresses.fragment(f"figure-{value.result.id}"),
        digest=value.digest,
        notice=label(value.notice) if value.notice else None,
    )
