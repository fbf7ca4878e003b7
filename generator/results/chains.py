"""Levels with the phrases beside them; neighbours in a list share what only one of them is given.

Pure. "61.3 on Delta under KQ, against 61.2 under plain rounding": the second value has the data set of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.results import owners, places, words
from generator.results.elsewhere import from_before, from_elsewhere, from_to
from generator.results.levels import Level, levels
from generator.results.names import Names, metric_words
from generator.results.reading import Reading, take
from generator.results.tokens import Token, low

_LINKS = frozenset(
    """
    and , ( ) / with to against compared than versus vs vs. a an the only just about around approximately also while
    respectively & in comparison achieving reaching obtaining followed by then being of previously previous
    """.split()
)
_CONTRASTS = frozenset({"while", "whereas"})
_MAX_PHRASES = 4
_NEAR = 4
"""Tokens from a bracket to its value; twice as many say what the bracket is about."""

_OWNED = re.compile(r"(?P<owner>[^'’]+)['’]s (?:(?:best|mean|average|own|overall) )*(?P<metric>.+)$")


def readings(found: Sequence[Token], text: str, names: Names) -> Iterator[Reading]:
    """The readings of a sentence that are levels and have a metric or a data set."""
    made: list[Reading] = []
    for level in levels(found, text):
        one = _beside(found, text, level, names)
        if made:
            _linked(found, made[-1], one)
        made.append(one)
    from_to(found, text, made, names)
    for one in made:
        from_before(found, text, one, names)
    _shared_forward(found, made)
    _shared_backward(found, made)
    for one in made:
        from_elsewhere(found, text, one, names)
        if not one.systems:
            one.systems, one.metrics = _possessive(one.metrics, names)
    for one in made:
        if not one.dropped and one.held and (any(one.metrics) or one.datasets):
            yield one


def _beside(found: Sequence[Token], text: str, level: Level, names: Names) -> Reading:
    """The phrases that follow the level, and those between its metric and its values."""
    one = Reading(level, level.end, level.metrics, held=level.held, dropped=level.changed)
    if level.between is not None:
        _between(found, text, level.between, one, names)
    _without_dataset(one)
    one.bracketed = _is_bracketed(found, level.start)
    inside = _is_bracketed(found, level.first)
    at = level.end + (inside and low(found, level.end) == ")" and low(found, level.end + 1) in words.PLACING)
    if low(found, at) in {"was", "were", "is", "are"} and low(found, at + 1) in words.FINITE:
        at += 2  # "an F1 of 0.8 was achieved by"
    for _ in range(_MAX_PHRASES):
        at = _past_respectively(found, at)
        found_phrase = places.phrase(found, text, at, names, len(level.values)) if at < len(found) else None
        if found_phrase is None:
            break
        take(one, found_phrase)
        at = found_phrase.end
        if found_phrase.last:
            break
        if inside and low(found, at) == ")" and low(found, at + 1) in words.PLACING:
            at += 1
    one.end = at
    one.dropped = one.dropped or _tells_a_change(found, level)
    one.dropped = one.dropped or (low(found, at) == ")" and low(found, at + 1) in words.GAINS)
    return one


def _without_dataset(one: Reading) -> None:
    """Parts a data set from its measure: "GLUE performance"."""
    parted = [(metric or "").rpartition(" ") for metric in one.metrics]
    if parted and all(word == "performance" and name[:1].isupper() for name, _, word in parted) and not one.datasets:
        one.datasets = tuple(name for name, _, _ in parted)
        one.metrics = tuple(word for _, _, word in parted)


def _possessive(metrics: tuple[str | None, ...], names: Names) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """System and metric of "Emu's accuracy"; nothing is parted in "Cohen's kappa"."""
    owned = _OWNED.match(metrics[0] or "") if len(metrics) == 1 else None
    if owned is None or metric_words(metrics[0] or "")[0] in names.metric_terms or owned["metric"] == "performance":
        return (), metrics
    return (owned["owner"],), (owned["metric"],)


def _past_respectively(found: Sequence[Token], at: int) -> int:
    """Behind ", respectively,"; `at` itself where something else stands there."""
    here = at + (low(found, at) == ",")
    if low(found, here) != "respectively":
        return at
    return here + 1 + (low(found, here + 1) == "," and low(found, here + 2) in words.PLACING)


def _between(found: Sequence[Token], text: str, span: tuple[int, int], one: Reading, names: Names) -> None:
    """What stands between a metric and its value: "the accuracy of X and Y is", "the F1 on Delta was"."""
    at, stop = span
    many = len(one.level.values)
    if at < stop and found[at].low == "of":
        items, end = places.items(found, text, at + 1, many, subject=True)
        one.dropped = one.dropped or end > stop or len(items) not in {1, many}
        one.systems = tuple(items)
        at = end
    at += at < stop and found[at].low in {"achieved", "obtained"}
    while at < stop:
        what = places.phrase(found, text, at, names, many, subject=True)
        if what is None or what.end > stop:
            break
        take(one, what)
        at = what.end
    one.dropped = one.dropped or any(token.low not in words.FILLERS for token in found[at:stop])


def _is_bracketed(found: Sequence[Token], at: int) -> bool:
    """Whether an open bracket stands before, with no closing one between."""
    for back in range(at, max(at - 40, -1), -1):
        if found[back].text == ")":
            return False
        if found[back].text == "(":
            return True
    return False


def _tells_a_change(found: Sequence[Token], level: Level) -> bool:
    """Whether what stands before a bracket makes its value a change: "improvements over X (7.8 BLEU)"."""
    near = range(level.first - 1, max(level.first - _NEAR, -1), -1)
    opening = next((at for at in near if found[at].text == "("), None)
    if opening is None or (level.start <= opening and found[level.end - 1].kind != "metric"):
        return False
    named = level.start > opening and found[level.start].kind == "metric"  # "(F1: 0.8)" is no gain
    before = found[max(opening - 2 * _NEAR, 0) if named else owners.clause(found, opening) : opening]
    words_before = {token.low for token in before}
    return bool(words_before & words.CHANGING or {token.low for token in before[-2 * _NEAR :]} & words.GAINS)


def _linked(found: Sequence[Token], before: Reading, one: Reading) -> None:
    """Whether only signs and little words part two readings, and whether the second is held against the first."""
    gap = found[before.end : one.level.start if one.level.metrics else one.level.first]
    said = " ".join(token.low for token in gap)
    one.linked = all(token.low in _LINKS | words.EVALUATIVE for token in gap) and one.level.start >= before.end
    start = owners.clause(found, one.level.start)
    contrast = not one.linked and not before.dropped and low(found, start - 1) in _CONTRASTS
    beaten = low(found, owners.past_determiners(found, one.level.start)) in words.BEATING
    if beaten and one.level.metrics and one.level.start < one.level.first:
        one.role, one.bracketed = "comparator", True  # "surpassing the mean F1 of 0.5"
    elif contrast or ((one.linked or one.bracketed) and words.COMPARING.search(said)):
        one.role = "comparator"
        if one.beneficiary is not None and one.linked:
            one.datasets = ()
        if contrast and one.held and not any(one.metrics) and not one.datasets and _comparable(before, one):
            one.metrics, one.datasets = before.metrics, before.datasets  # "whereas Rhea gets 18.5"
    elif one.linked and ("being" in said or "previous" in said):
        one.role = "comparator"
    elif one.linked and before.role != "subject" and one.bracketed >= before.bracketed:
        one.role = before.role


def _shared_forward(found: Sequence[Token], made: Sequence[Reading]) -> None:
    """Every linked reading takes from the one before it; behind a bracket, from the one before the bracket."""
    outer = made[0] if made else None
    told: list[tuple[str | None, ...]] = []
    for last, one in pairwise(made):
        told.append(last.metrics)
        before = outer if last.bracketed and not one.bracketed and outer is not None else last
        outer = outer if one.bracketed else one
        if last.dropped and not last.bracketed and _goes_on(found, last, one):
            one.dropped = True
        if one.linked:
            _share_metric(found, before, one)
            # "an F1 of 0.5 and a recall of 0.6 on A and an F1 of 0.7 and a recall of …": a new round has its own.
            new_round = one is not made[-1] and bool(one.level.metrics) and one.metrics in told
            _share_places(found, before, one, with_data=not new_round)


def _share_metric(found: Sequence[Token], before: Reading, one: Reading) -> None:
    """The metric, the subject, and that both are changes, if one of them is."""
    one.heir = before.heir or before
    own = one.level.verb is not None or one.level.start < one.level.first
    if before.dropped and not own:
        one.dropped = True
    if one.dropped and not before.dropped and before.end == before.level.end and not before.level.metrics:
        before.dropped = True
    if not one.held and before.held and _inherits(found, before, one):
        one.held, one.metrics = True, one.metrics or (before.metrics if len(before.metrics) == 1 else ())


def _share_places(found: Sequence[Token], before: Reading, one: Reading, *, with_data: bool) -> None:
    """The data set and those who have the values; what is not comparable is held against nothing."""
    fits = len(one.level.values) == 1 or len(before.datasets) in {0, 1, len(one.level.values)}
    elsewhere = one.vague or (one.unknown and one.role == "subject")
    if fits and not elsewhere and (with_data or not before.datasets):
        one.datasets = one.datasets or before.datasets
        one.splits = one.splits or before.splits
    one.systems = one.systems or before.systems
    unread = low(found, one.end) in words.PLACING | {"with"}
    if one.role != "subject" and (unread or not _comparable(before, one)):
        one.dropped = True


def _goes_on(found: Sequence[Token], last: Reading, one: Reading) -> bool:
    """Whether a list of changes goes on: "by 2.3% in accuracy under the curve and 5.5% AUROC"."""
    bare = one.level.start == one.level.first and one.level.verb is None
    between = found[last.level.first : one.level.first]
    return bare and between[-1].low in {"and", ","} and not any(token.low in words.MEASURING for token in between)


def _inherits(found: Sequence[Token], before: Reading, one: Reading) -> bool:
    """Whether a value without a metric has that of its neighbour: not "(3/10)" behind it, nor "with 30 ms"."""
    gap = {token.low for token in found[before.end : one.level.first]}
    aside = one.bracketed and not before.bracketed and one.role == "subject"
    apart = "with" in gap and not gap & {"compared", "comparison"}
    return not aside and not apart and _comparable(before, one)


def _comparable(before: Reading, one: Reading) -> bool:
    """Whether a value can be held against another: of the same metric and the same unit."""
    units = {value.quantity.unit for value in (*before.level.values, *one.level.values) if value.quantity is not None}
    return len(units) == 1 and (before.metrics == one.metrics or len(one.metrics) != 1 or len(before.metrics) > 1)


def _shared_backward(found: Sequence[Token], made: Sequence[Reading]) -> None:
    for one, after in zip(reversed(made[:-1]), reversed(made[1:]), strict=True):
        if not after.linked or one.dropped:
            continue
        if after.dropped and one.end == one.level.end and after.level.first - one.end <= 3:  # noqa: PLR2004
            one.dropped = True
        gap = {token.low for token in found[one.end : after.level.first]}
        listed = "and" in gap or one.metrics != after.metrics
        alone = one.end == one.level.end and listed and not gap & words.MEASURING
        if alone and not one.datasets and not one.splits and len(after.datasets) <= 1:
            one.datasets, one.splits = after.datasets, after.splits
        if not one.metrics and after.level.metrics and len(after.metrics) == 1 and after.role == one.role:
            one.metrics = after.metrics
