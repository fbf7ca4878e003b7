"""What a sentence says of a value away from it: before it, in its introduction, of its contest, "from A to B".

Pure but for the `Reading` that each function fills in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.results import owners, places, words
from generator.results.names import Names
from generator.results.reading import Reading, take
from generator.results.tokens import Token, low

_MEASURED = frozenset("evaluated tested assessed validated benchmarked measured".split())
_CONTEST = re.compile(r"(?:sub-?)?(?:task|track)\b")
_OPENERS = frozenset(
    """
    , with a an the ( achieving reaching obtaining scoring attaining yielding by respectively
    """.split()
)
_RANKED = frozenset(
    """
    ranking ranked ranks rank placing placed securing secured finishing finished positioned winning won place
    position submission
    """.split()
)


def from_elsewhere(found: Sequence[Token], text: str, one: Reading, names: Names) -> None:
    """The data set that an introduction names ("On Delta, …"), or the contest in which the value was ranked."""
    if one.dropped or one.datasets or one.vague:
        return
    start = owners.clause(found, one.level.start)
    if low(found, start + 1) == ",":
        start += 2  # "Notably, "
    if low(found, start) == "for" and low(found, start + 1) in {"example", "instance"}:
        start += 2 + (low(found, start + 2) == ",")
    opens = start + (found[start].low == "when")
    for at in (opens, *_ranked(found, one), *_of_subject(found, start, one), *_of_experiments(found, start, one)):
        here = at + (low(found, at) in _MEASURED)
        for _ in range(2):
            what = places.phrase(found, text, here, names, len(one.level.values)) if here < len(found) else None
            if what is None or found[here].low not in words.PLACING or what.end > one.level.start > here:
                break
            if what.datasets and _fits(what, one):
                one.datasets = what.datasets
                return
            one.splits = one.splits or (what.splits if len(what.splits) == 1 else ())
            here = what.end


def _of_experiments(found: Sequence[Token], start: int, one: Reading) -> Iterator[int]:
    """Where a phrase begins that says on what the experiments ran: "experiments on Delta show that"."""
    for at in range(start + 1, min(start + 12, one.level.start)):
        if found[at].low == "on" and words.RESULTS.search(found[at - 1].text):
            end = places.noun(found, at + 1 + (found[at + 1].low in words.DETERMINERS))
            if low(found, end) in words.SAYING:
                yield at


def _of_subject(found: Sequence[Token], start: int, one: Reading) -> Iterator[int]:
    """Where a phrase begins that says in which contest the subject took part: "the best team in task A achieved"."""
    for at in range(start + 1, one.level.start):
        if found[at].low in {"in", "on", "for"} and any(_CONTEST.match(token.low) for token in found[at + 1 : at + 3]):
            end = places.noun(found, at + 1 + (found[at + 1].low in words.DETERMINERS))
            if end < len(found) and found[end].low in words.VERBS:
                yield at


def _ranked(found: Sequence[Token], one: Reading) -> Iterator[int]:
    """Where a phrase begins after "ranked first", behind the values and in the same clause."""
    end = owners.clause_end(found, one.end)
    for at in range(one.end, end):
        if found[at].low in _RANKED:
            for here in range(at + 1, min(at + 8, end)):
                if found[here].low in words.PLACING:
                    yield here
                    break
                if found[here].kind == "metric":
                    break


def _fits(what: places.Phrase, one: Reading) -> bool:
    """Whether a phrase from elsewhere has one name for each value, or one for all where something else parts them."""
    many = len(one.level.values)
    parted = many in {len(one.systems), len(one.metrics)}
    return len(what.datasets) == many or (len(what.datasets) == 1 and parted)


def from_before(found: Sequence[Token], text: str, one: Reading, names: Names) -> None:
    """The phrases that end right before the values: "first on the test set with an F1 of 0.8", "in A (F1: 0.5)"."""
    if one.dropped or one.datasets or one.splits or one.level.between is not None:
        return
    stop = one.level.start
    while stop > 0 and (found[stop - 1].low in _OPENERS or found[stop - 1].low in words.EVALUATIVE):
        stop -= 1
    if stop == one.level.start:
        return
    many = len(one.level.values)
    first: places.Phrase | None = None
    for back in range(stop - 1, max(stop - 14, -1), -1):
        if (
            found[back].kind in {"value", "metric"}
            or found[back].text in {";", "."}
            or found[back].low in words.PARTICIPLES
        ):
            break
        if found[back].low in words.PLACING:
            what = places.phrase(found, text, back, names, many)
            if what is None or what.end != stop:
                break
            stop = back
            first = what if what.datasets or what.splits else first
    if first is not None and (_fits(first, one) if first.datasets else len(first.splits) == 1):
        one.datasets, one.splits = first.datasets, first.splits


def from_to(found: Sequence[Token], text: str, made: list[Reading], names: Names) -> None:
    """Two levels, before and after: "raises the accuracy of X from 33.5 to 70.9"."""
    for before, after in pairwise(made):
        first, second = before.level.first, after.level.first
        if low(found, first - 1) != "from" or low(found, second - 1) != "to" or second - 1 != before.level.end:
            continue
        if any(
            token.quantity is None or token.text[0] in "+-−" for token in (*before.level.values, *after.level.values)
        ):
            continue
        metric = after.metrics or _changed_metric(found, first - 1)
        phrase = _changed_place(found, text, first - 1, names)
        for one, role in ((before, "comparator"), (after, "subject")):
            one.metrics = metric
            one.dropped, one.linked, one.held = False, False, bool(metric or phrase or after.datasets)
            one.role = "comparator" if role == "comparator" else "subject"
            one.bracketed = True  # whose value it is, a verb of change does not tell
            if phrase is not None:
                take(one, phrase)
        before.datasets, before.splits = after.datasets or before.datasets, after.splits or before.splits


def _changed_metric(found: Sequence[Token], at: int) -> tuple[str | None, ...]:
    for back in range(at - 1, max(at - 12, -1), -1):
        if found[back].kind == "metric":
            return (found[back].metric,) if found[back].metric else ()
        if (found[back].kind == "value" and low(found, back - 1) != "by") or found[back].text in {";", "("}:
            break
    return ()


def _changed_place(found: Sequence[Token], text: str, at: int, names: Names) -> places.Phrase | None:
    for back in range(at - 1, max(at - 10, -1), -1):
        if found[back].low in {"on", "in", "for"}:
            what = places.phrase(found, text, back, names, 1)
            near = what is not None and (what.end == at or (what.end == at - 1 and found[at - 1].low in words.CHANGING))
            return what if near and what is not None and len(what.datasets) == 1 else None
        if found[back].kind == "value" or found[back].text in {",", ";"}:
            return None
    return None
