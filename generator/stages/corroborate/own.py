"""Holds a work against itself: what it says of methods against its figures, and a figure against its other printing.

Pure; a part of the stage `corroborate`. It finds a pair only where both sides name the same thing: a sentence that one
method is better everywhere, against two figures of one system and data set where it is not; or two values of one
system, data set, metric and method at two places of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from generator.comparable import better, by_setting, comparable, condition, table_of
from generator.numbers import amount
from generator.results import Names
from generator.schema import Origin, Passage, Result
from generator.text import names as stands_in
from generator.text import negations, term_pattern, without_place

_AHEAD = re.compile(
    r"\b(?:outperform\w*|surpass\w*|beats?|(?:better|superior) (?:\w+ ){0,3}?(?:than|to))\b", re.IGNORECASE
)
_BEHIND = re.compile(r"\b(?:underperform\w*|(?:worse|inferior) (?:\w+ ){0,3}?(?:than|to))\b", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:exceed\w*|higher (?:\w+ ){0,3}?than)\b", re.IGNORECASE)
_LOWER = re.compile(r"\blower (?:\w+ ){0,3}?than\b", re.IGNORECASE)
_VERBS = ((_AHEAD, 1, False), (_BEHIND, -1, False), (_HIGHER, 1, True), (_LOWER, -1, True))
"""What a sentence says of its sides: which is ahead, and whether it speaks of values or of what is better."""

_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being) (?:\w+ly )?$", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_EVERYWHERE = re.compile(r"\b(?:consistently|always|all|every|each|uniformly|throughout|invariably)\b", re.IGNORECASE)
_BUT = re.compile(
    r"\b(?:all but|almost|nearly|except\w*|apart from|other than|on average|of all|if|unless|whether|claim\w*|according"
    r"|et al|would|could|may|might|should|expect\w*|aim\w*|not|never)\b",
    re.IGNORECASE,
)
"""Exceptions, means and doubts: what holds so holds not everywhere, or is not said by the work."""

_CLAUSE = re.compile(r"[,;:]|\band (?=each|every|all)\b")
_OWN = re.compile(
    r"\b(?:our|the|proposed|this) (?:[\w-]+ ){0,3}?(?:models?|methods?|approach|systems?|framework)\b", re.IGNORECASE
)
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two passages of one work that cannot both be right as they stand, and what they say."""

    left: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class _Boast:
    """A sentence that puts one side before the other wherever they were compared: by what is better, or by `values`."""

    passage: Passage
    ahead: str
    behind: str
    values: bool


def oppositions(
    passages: Sequence[Passage], results: Mapping[str, Sequence[Result]], names: Names
) -> Iterator[Opposition]:
    """Every opposition within the passages of one work, in their order."""
    by_id = {passage.id: passage for passage in passages}
    figures = [result for passage in passages for result in results.get(passage.id, ())]
    boasts = [boast for passage in passages if (boast := _boast(passage)) is not None]
    own = _own_methods(passages, figures, names)
    for boast in boasts:
        for left, right in _pairs(figures, names):
            if _refutes(boast, left, right, own, names):
                yield Opposition(boast.passage.id, left.passage, _told(boast, left, right, by_id))
    yield from _clashes(figures, names)


def _boast(passage: Passage) -> _Boast | None:
    text = without_place(passage.text)
    if len(text) > _LONGEST or negations(text) or _BUT.search(text):
        return None
    for pattern, way, values in _VERBS:
        found = pattern.search(text)
        if found is None:
            continue
        before, after = text[: found.start()], text[found.end() :]
        # "every" must be of the comparison: in its clause, or in what leads in to it.
        clause = f"{before} {_CLAUSE.split(after, maxsplit=1)[0]}"
        if not _EVERYWHERE.search(clause):
            return None
        by = _BY.search(after)
        if _PASSIVE.search(before):
            return None if by is None else _Boast(passage, after[by.end() :], before, values)
        return _Boast(passage, before, after, values) if way > 0 else _Boast(passage, after, before, values)
    return None


def _pairs(figures: Sequence[Result], names: Names) -> Iterator[tuple[Result, Result]]:
    """Comparable figures both ways round."""
    for group in by_setting(figures).values():
        yield from ((left, right) for left, right in permutations(group, 2) if comparable(left, right, names))


def _refutes(boast: _Boast, left: Result, right: Result, own: frozenset[str], names: Names) -> bool:
    """Whether the left figure is of the side said to be ahead, the right of the other, and they say otherwise."""
    otherwise = left.value < right.value if boast.values else better(left, right, names) == -1
    return (
        otherwise
        and _is_on(boast.passage.text, left, names)
        and _is_named(boast.behind, right, names)
        and (_is_named(boast.ahead, left, names) or _is_own(boast.ahead, left, own, names))
    )


def _is_on(words: str, result: Result, names: Names) -> bool:
    """Whether the words leave room for the result's metric and width: they name no other ones."""
    metrics = {names.metric(entry.name) for entry in names.aliases.metrics if stands_in(words, entry.terms)}
    widths = {_width(entry.name) for entry in names.aliases.widths if stands_in(words, entry.terms)}
    bits = result.protocol.get("bits")
    return (not metrics or result.metric in metrics) and (not widths or bits is None or bits in widths)


def _width(name: str) -> str:
    return name.partition("-")[0]


def _is_named(words: str, result: Result, names: Names) -> bool:
    """Whether the words name the result's method by any of its names, or the baseline that it is."""
    baseline = names.baseline(result.method)
    if baseline is not None:
        entry = next(one for one in names.aliases.baselines if one.name == baseline)
        return stands_in(words, entry.terms)
    method = condition(result, names)[0]
    return method is not None and stands_in(words, names.widened((_head(method),)))


def _is_own(words: str, result: Result, own: frozenset[str], names: Names) -> bool:
    """Whether the words speak of the work's own models, of this width if they name one."""
    method, bits = condition(result, names)
    named = names.bits(words)
    return method is not None and _head(method) in own and bool(_OWN.search(words)) and named in {None, bits}


def _own_methods(passages: Sequence[Passage], figures: Sequence[Result], names: Names) -> frozenset[str]:
    """Methods that the work speaks of as its subject: sentences of it begin with their names."""
    heads = {
        _head(method) for one in figures if (method := condition(one, names)[0]) and names.baseline(one.method) is None
    }
    return frozenset(h for h in heads if any(term_pattern(h).match(passage.text.casefold()) for passage in passages))


def _head(method: str) -> str:
    return method.partition(" (")[0]


def _told(boast: _Boast, left: Result, right: Result, passages: Mapping[str, Passage]) -> str:
    where = passages[left.passage].place
    says = without_place(boast.passage.text)
    said = f"“{says}”" if boast.passage.origin is Origin.SOURCE else f"our digest has: {says}"
    sign = "below" if left.value < right.value else "above"
    return (
        f"{said} ({boast.passage.place}). But {left.system} on {left.dataset} stands at"
        f" {amount(left.value, left.unit)} under {left.method}, {sign} {amount(right.value, right.unit)}"
        f" under {right.method} ({where})"
    )


def _clashes(figures: Sequence[Result], names: Names) -> Iterator[Opposition]:
    """Two values of one thing at two places; within one place they may be of two protocols that the text parts."""
    for group in by_setting(figures).values():
        for left, right in combinations(group, 2):
            same = condition(left, names) == condition(right, names) != (None, None)
            if (
                same
                and left.passage != right.passage
                and table_of(left) != table_of(right)
                and not _one_value(left, right)
            ):
                yield Opposition(left.passage, right.passage, _two_values(left, right))


def _one_value(left: Result, right: Result) -> bool:
    """Whether two printings may be of one value: rounded to fewer places, or told as a share and in per cent."""
    ours, theirs = _places(left.value), _places(right.value)
    for shift in (0, 2, -2):
        coarser = min(ours - shift, theirs)
        if abs(left.value.scaleb(shift) - right.value) <= Decimal(5).scaleb(-coarser - 1):
            return True
    return False


def _places(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _two_values(left: Result, right: Result) -> str:
    return (
        f"{left.system} on {left.dataset} stands at {amount(left.value, left.unit)} under {left.method} ({left.place}),"
        f" but at {amount(right.value, right.unit)} under {right.method} ({right.place})"
    )
