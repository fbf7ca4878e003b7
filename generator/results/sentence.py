"""Reads measured levels out of a sentence; what a sentence does not name stays None.

Pure. In steps:

    tokens, numerals, measures    values, words and names of metrics
    levels                        each value with its metric; changes, bounds, ranges and counts fall away
    chains, places, elsewhere     data set, part of it, method, conditions; neighbours in a list share them
    owners                        the subject of the clause

Silence is better than a figure with the wrong owner: what is denied, supposed or reads in two ways gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.results import owners, words
from generator.results.chains import readings
from generator.results.figure import Figure, Role
from generator.results.measures import with_metrics
from generator.results.names import Names
from generator.results.numerals import without_numerals
from generator.results.reading import Reading
from generator.results.tokens import Token, cleaned, tokens
from generator.text import uncited, without_place

LONGEST = 2000
"""Characters of a sentence that is read; longer ones are lists or damaged."""


def read_figures(sentence: str, names: Names) -> tuple[Figure, ...]:
    """The figures of one sentence in the order of their values; empty where none can be told for sure."""
    if len(sentence) > LONGEST:
        return ()
    text = words.BOUNDED_ASIDE.sub("", cleaned(uncited(without_place(sentence))))
    found = with_metrics(tuple(without_numerals(tokens(text), names)), names, text)
    return tuple(
        figure
        for one in readings(found, text, names)
        if not _is_doubtful(found, text, one)
        for figure in _figures(found, text, one, names)
    )


def _is_doubtful(found: Sequence[Token], text: str, one: Reading) -> bool:
    start = owners.clause(found, one.level.start)
    end = owners.clause_end(found, one.end)
    stop = found[end].start if end < len(found) else len(text)
    return words.DOUBT.search(text[found[start].start : stop]) is not None


def _figures(found: Sequence[Token], text: str, one: Reading, names: Names) -> Iterator[Figure]:
    """A figure for each value of a series, its names in the same order."""
    many = len(one.level.values)
    owner = _owner(found, text, one, names)
    if many == 1 and len(one.metrics) > 1:  # "an accuracy and F1 of 0.78"
        for metric in one.metrics:
            yield from _figures(found, text, replace(one, metrics=(metric,)), names)
        return
    lists = (one.metrics, one.datasets, one.splits, owner.systems)
    if any(len(some) not in {0, 1, many} for some in lists):
        return
    for at, value in enumerate(one.level.values):
        metric, dataset, split, system = (some[at if len(some) == many else 0] if some else None for some in lists)
        quantity = value.quantity
        if quantity is None:
            continue
        yield Figure(
            system, owner.method, dataset, split, metric, quantity.value, quantity.unit,
            owner.role, dict(sorted({**one.protocol, **owner.protocol}.items())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who has the values of a reading, by what method, under which further conditions."""

    systems: Sequence[str]
    method: str | None
    role: Role
    protocol: Mapping[str, str]


def _owner(  # noqa: PLR0911 - each is a kind of owner
    found: Sequence[Token], text: str, one: Reading, names: Names
) -> _Owner:
    system, method, setting = _subject(found, text, one.heir or one, names)
    protocol = {} if setting is None else {"setting": setting}
    beneficiary = one.beneficiary
    if one.method is not None:
        is_baseline = names.baseline(one.method) is not None
        role: Role = "baseline" if is_baseline and one.role != "subject" else one.role
        # "The INT4 model scores 70, against 67 in FP16": what runs in FP16 is not the INT4 model.
        other = is_baseline and one.role != "subject" and names.bits(system) is not None
        if beneficiary is not None and one.role != "subject" and names.baseline(beneficiary) is None:
            return _Owner([beneficiary], one.method, role, {})
        return _Owner([] if system is None or other else [system], one.method, role, protocol)
    if beneficiary is not None and one.role != "subject":
        if names.baseline(beneficiary) is None:
            return _Owner([beneficiary], None, one.role, {})
        if names.bits(system) is not None or system is None:
            return _Owner([], beneficiary, "baseline", {})
        return _Owner([system], beneficiary, "baseline", protocol)
    if one.role != "subject" and one.linked:
        return _Owner([], None, one.role, {})
    if one.systems:
        return _Owner(one.systems, None, one.role, {})
    return _Owner([] if system is None else [system], method, one.role, protocol)


def _subject(
    found: Sequence[Token], text: str, one: Reading, names: Names
) -> tuple[str | None, str | None, str | None]:
    if one.level.between is not None or one.bracketed:
        return None, None, None
    start = owners.clause(found, one.level.start)
    span = owners.subject(found, start, one.level.start, verb=one.level.verb)
    return (None, None, None) if span is None else owners.named(found, text, span, names)
