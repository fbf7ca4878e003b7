"""Values of a sentence with the metric that each is a level of; changes, bounds, ranges and counts fall away here.

Pure; works on the tokens of `tokens`. A series is a list of values that share what stands beside them: "0.45, 0.79, and
0.68".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.results import words
from generator.results.tokens import Token, low

_APART = frozenset({",", "and", "/", "&"})
_RANGE = frozenset({"-", "–", "−", "~", "to", "or", "±"})
_SYMBOLS = frozenset({"r", "\N{GREEK SMALL LETTER RHO}", "rho", "κ", "α", "τ", "R"})
"""Signs that statistics go by, where an equals sign follows."""

_NEAR = 6
"""Tokens back to an open bracket."""

_NOUNS_TOO = frozenset({"set", "test", "report", "show", "need", "use", "achieved", "obtained"})
_BACK = 12
"""Tokens that may stand between a metric and its value: "an F-score for frame senses of 93.6"."""


Metrics = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A series of values, the tokens from `first` up to `last`, and the metrics named for them.

    `start` is where the whole expression begins, `end` the token after it; `held` says whether a metric or a verb of
    measuring holds the values, `owner` where the phrase about the metric's owner stands ("the accuracy of X is").
    """

    values: tuple[Token, ...]
    start: int
    first: int
    end: int
    metrics: Metrics = ()
    held: bool = False
    verb: int | None = None
    between: tuple[int, int] | None = None
    changed: bool = False


def levels(found: Sequence[Token], text: str) -> Iterator[Level]:
    """Every series of values in order; those that are no level are told by `changed`."""
    at = 0
    while at < len(found):
        if found[at].kind != "value":
            at += 1
            continue
        stop = _series(found, at)
        yield _read(found, text, at, stop)
        at = stop


def _series(found: Sequence[Token], at: int) -> int:
    """The token after the last value of the series that begins here."""
    stop = at + 1
    while True:
        following = stop
        while following < len(found) and found[following].text in _APART:
            following += 1
        if following == stop or following >= len(found) or found[following].kind != "value":
            return stop
        stop = following + 1


def _read(found: Sequence[Token], text: str, first: int, stop: int) -> Level:
    values = tuple(one for one in found[first:stop] if one.kind == "value")
    left, right = _left(found, first), _right(found, stop, len(values))
    if _is_change(found, text, first, stop, values) or left.changed or right is None:
        return Level(values, first, first, stop if right is None else right[0], changed=True)
    end, metrics_right = right
    if left == _Left(first) and _is_gained(found, first):
        return Level(values, first, first, end, changed=True)
    metrics = _nearer(left.metrics, metrics_right, bracketed=low(found, first - 1) == "(")
    if metrics is None or (len(values) > 1 and len(metrics) not in {0, 1, len(values)}):
        return Level(values, left.start, first, end, changed=True)
    held = bool(metrics) or left.verb is not None
    return Level(values, left.start, first, end, metrics, held, left.verb, left.between)


def _is_gained(found: Sequence[Token], first: int) -> bool:
    """Whether the nearest verb before a bare value is one of change: "outperforms it clearly, i.e., 16% on recall"."""
    for back in range(first - 1, max(first - 2 * _BACK, -1), -1):
        word = found[back].low
        if word in words.CHANGING:
            return True
        if (
            word in words.MEASURING | {"with", "at", "(", ";", "to", "from", "than", "against"}
            or found[back].kind == "value"
        ):
            return False
    return False


def _nearer(left: Metrics, right: Metrics, *, bracketed: bool) -> Metrics | None:
    """The metrics before or those behind; None where it could be either, or "human performance", which is none."""
    vague = any(str(name).endswith("performance") for name in left)
    if any(right) and any(left) and not (vague or bracketed):
        return None
    if any(right) and (vague or bracketed):
        return right  # "a performance of 88.9% F1", "the best accuracy (52.7 in BLEU)"
    if any(str(name).endswith(" performance") for name in left):
        return None
    return left if any(left) else right or left


def _is_change(found: Sequence[Token], text: str, first: int, stop: int, values: Sequence[Token]) -> bool:
    before = text[: values[0].start]
    signed = any(one.text[0] in "+-−" for one in values)
    odd = any(one.quantity is not None and one.quantity.unit in {"x", "bit", "B", "M", "K", "k", "T"} for one in values)
    ranged = (stop < len(found) and found[stop].text in _RANGE and _value_follows(found, stop)) or (
        first > 0 and found[first - 1].text in _RANGE and first > 1 and found[first - 2].kind == "value"
    )
    bounded = (
        low(found, stop) == "or" and low(found, stop + 1) in words.CHANGES | {"above", "below"}
    ) or words.BOUNDS.search(before[-30:]) is not None
    return signed or odd or ranged or bounded


def _value_follows(found: Sequence[Token], at: int) -> bool:
    return at + 1 < len(found) and found[at + 1].kind == "value"


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands before a series: where the expression begins, its metrics or its verb; or a change.

    `between`: the tokens from the metrics to the word that joins them to the values.
    """

    start: int
    metrics: Metrics = ()
    verb: int | None = None
    between: tuple[int, int] | None = None
    changed: bool = False


def _left(found: Sequence[Token], first: int) -> _Left:
    """The first reading that fits what stands before a series."""
    at = _skip(found, first - 1)
    if at < 0:
        return _Left(first)
    if found[at].low in words.CHANGING | words.CHANGES | {"by"}:
        return _Left(first, changed=True)
    steps = (_named, _of_symbol, _joined, _listed, _parted, _of_verb)
    return next((left for step in steps if (left := step(found, at)) is not None), _Left(first))


def _named(found: Sequence[Token], at: int) -> _Left | None:
    """A metric at once: "accuracy 78.9"."""
    return _metrics_before(found, at) if found[at].kind == "metric" else None


def _of_symbol(found: Sequence[Token], at: int) -> _Left | None:
    """A statistic's sign: "a correlation of r = 0.28", "(κ = 0.8)"."""
    if found[at].text not in {"=", "≈"} or not at or found[at - 1].text not in _SYMBOLS:
        return None
    if at > 2 and found[at - 2].low == "of" and found[at - 3].kind == "metric":  # noqa: PLR2004 - metric, of, symbol
        return _metrics_before(found, at - 3)
    return _Left(at - 1, (found[at - 1].text,))


def _joined(found: Sequence[Token], at: int) -> _Left | None:
    """A metric and a joint: "an accuracy of", "F1 =", "the BLEU is", "recall ("."""
    token = found[at]
    if token.text == ":" and not any(one.text == "(" for one in found[max(at - _NEAR, 0) : at]):
        return _Left(at, changed=True)  # "a correlation with BLEU: 0.8" is no BLEU
    inner = _skip(found, at - 1) if token.low in {"at", "("} else at - 1
    if token.low not in {"of", "("} | words.BEING or inner < 0 or found[inner].kind != "metric":
        return None
    before = _metrics_before(found, inner)
    tells = token.text.isalpha() and token.low not in {"of", "as", "at"}
    return replace(before, between=(at, at)) if tells else before  # "the BLEU is": the metric is the subject


def _listed(found: Sequence[Token], at: int) -> _Left | None:
    """The metric stood before: "an F1 of 0.97 on A and of 0.93 on B"."""
    return _Left(at) if found[at].low == "of" and low(found, at - 1) in {"and", ","} else None


def _parted(found: Sequence[Token], at: int) -> _Left | None:
    """A metric further left, with a phrase between: "the accuracy of X is", "an F-score for senses of"."""
    token = found[at]
    if token.low not in {"of", "("} | words.BEING | words.REACHING:
        return None
    through = _through(found, at)
    if through is None and token.low == "of":
        return _Left(at, changed=True)  # of what no list knows
    return through if through is not None or token.low in words.MEASURING else _Left(at)


def _of_verb(found: Sequence[Token], at: int) -> _Left | None:
    """A verb alone: "scores 61.3"."""
    return _Left(at, verb=at) if found[at].low in words.MEASURING else None


def _skip(found: Sequence[Token], at: int) -> int:
    while at >= 0 and (
        found[at].low in words.FILLERS or found[at].low in words.EVALUATIVE or found[at].text in {"{", "["}
    ):
        at -= 1
    return at


def _metrics_before(found: Sequence[Token], at: int) -> _Left:
    """The list of metrics that ends at `at`: "a precision and recall of". A change after "improvement in"."""
    start, metrics = at, [found[at].metric]
    while start >= 2:  # noqa: PLR2004 - a sign and a metric
        apart = start - 1
        while apart >= 0 and (found[apart].text in _APART or found[apart].low in words.DETERMINERS | words.EVALUATIVE):
            apart -= 1
        if apart < 0 or found[apart].kind != "metric" or not any(one.text in _APART for one in found[apart:start]):
            break
        start = apart
        metrics.insert(0, found[apart].metric)
    before = _skip(found, start - 1)
    inside = low(found, before) in {"in", "of", "on", "over"} and low(found, _skip(found, before - 1)) in words.CHANGES
    changes = (
        low(found, before) in (words.CHANGES | words.CHANGING | {"by", "/"}) - words.BEATING
    )  # "Macro/Micro F1" names two
    return _Left(before + 1, tuple(metrics), changed=inside or changes)


def _through(found: Sequence[Token], at: int) -> _Left | None:
    for back in range(at - 1, max(at - _BACK, -1), -1):
        token = found[back]
        if token.kind == "metric":
            opens = back == at - 1 or found[back + 1].low in words.PLACING | {"of", "achieved", "obtained"}
            return replace(_metrics_before(found, back), verb=at, between=(back + 1, at)) if opens else None
        if token.kind == "value" or token.text in {";", ":", ")"} or token.low in words.CHANGING | words.CHANGES:
            return None
        if token.low in words.FINITE - _NOUNS_TOO:
            return None
    return None


def _right(found: Sequence[Token], stop: int, many: int) -> tuple[int, Metrics] | None:
    """The token after the metrics that follow, and the metrics; None where the value is a change or a count."""
    at = stop
    if at >= len(found) or found[at].kind == "sign":
        return at, ()
    if found[at].low in {"in", "of", "on"}:
        return _metrics_after_preposition(found, at, many)
    while at < len(found) and found[at].low in words.EVALUATIVE - words.CHANGES:
        at += 1
    if at < len(found) and found[at].kind == "metric":
        end, metrics = _metrics_from(found, at, many)
        here = end + (low(found, end) in {"points", "point"})
        here += low(found, here) in {"of", "in"}
        return None if low(found, here) in words.CHANGES else (end, metrics)
    if at < len(found) and found[at].kind == "word" and found[at].low not in _FOLLOWING:
        return None
    return stop, ()


_FOLLOWING = (
    words.PREPOSITIONS
    | words.BEING
    | words.VERBS
    | words.PARTICIPLES
    | frozenset(
        """
    and or but respectively when where which while whereas although though however on averaged thus hence thereby so
    besting beating outperforming ranking securing indicating highlighting surpassing representing demonstrating
    """.split()
    )
)


def _metrics_after_preposition(found: Sequence[Token], at: int, many: int) -> tuple[int, Metrics] | None:
    inner = at + 1
    if inner + 1 < len(found) and found[inner].low == "terms" and found[inner + 1].low == "of":
        inner += 2
    determined = inner < len(found) and found[inner].low in words.DETERMINERS and found[at].low == "of"
    while inner < len(found) and found[inner].low in words.DETERMINERS | words.EVALUATIVE:
        inner += 1
    if determined and _skipped_verb(found, at) not in words.MEASURING:
        return None  # "using 5% of the memory" is a share
    if inner >= len(found) or found[inner].kind != "metric":
        return None if inner < len(found) and found[inner].low in words.CHANGES else (at, ())
    end, metrics = _metrics_from(found, inner, many)
    if end < len(found) and (
        found[end].low in words.CHANGES or (found[end].kind == "word" and found[end].low not in _FOLLOWING)
    ):
        return at, ()
    return end, metrics


def _skipped_verb(found: Sequence[Token], at: int) -> str:
    before = at - 1
    while before >= 0 and (found[before].kind == "value" or found[before].low in words.FILLERS):
        before -= 1
    return found[before].low if before >= 0 else ""


def _metrics_from(found: Sequence[Token], at: int, many: int) -> tuple[int, Metrics]:
    metrics = [found[at].metric]
    end = at + 1
    while len(metrics) < many:
        following = end
        while following < len(found) and found[following].text in _APART:
            following += 1
        if following == end or following >= len(found) or found[following].kind != "metric":
            break
        after = found[following + 1].low if following + 1 < len(found) else ""
        if after in {"of", "=", ":"}:
            break
        metrics.append(found[following].metric)
        end = following + 1
    return end, tuple(metrics)
