"""Looks in other works for what supports a claim or contradicts it: by figures, or else by the judge.

Pure; a part of the stage `corroborate`. Digests corroborate nothing. Two figures are held against each other only for
one system, data set, metric and pair of methods; the judge is asked only about findings on the same concepts, and what
it calls a contradiction counts only where both name the same things and point opposite ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.comparable import comparable, condition, same_condition, setting
from generator.direction import direction
from generator.engine import Asked, Embedder, Judge, Judgement
from generator.likeness import SHARED, extent, opposed, shared
from generator.numbers import amount
from generator.results import Names
from generator.schema import TELLING, Claim, Result, Stance
from generator.text import content_words, reword, uncited

NEAREST = 3
"""Findings of other works that the judge is asked about for one claim."""

MIN_CONCEPTS = 2
"""Required concepts that two findings must share before the judge is asked."""

MOST_WORKS = 5
"""Works that are kept for a claim, and as many against it: where dozens measure one thing, more tell nothing new."""

_KINDS = ((Stance.SUPPORTS, False), (Stance.SUPPORTS, True), (Stance.CONTRADICTS, False))

CLOSE = 0.75
"""Share of the shorter one's words from which two findings say the same or the opposite, in much the same words."""

_SAME_DIGITS = 3
"""Digits from which on an equal value of one thing is taken for the same measurement, printed again."""

_NAME = re.compile(r"\b(?=\w*[A-Z0-9])(?=\w*[^\W\d_])[\w-]+\b")
_LABEL = re.compile(r"^[A-Z][\w ,]{2,40}: ")
_STATISTICS = frozenset({"ci", "rr", "or", "hr", "sd", "se", "iqr", "md", "smd", "rct", "rcts"})
_LONGER = re.compile(r"\b(?:lengthen|prolong|extend|elongat)\w*", re.IGNORECASE)
_SHORTER = re.compile(r"\b(?:shorten\w*|curtail\w*|cuts?)\b", re.IGNORECASE)
_NULL = re.compile(
    r"\b(?:(?:did|do|does) not (?:\w+ )?differ|no (?:\w+ )?(?:difference|effect|change|benefit)s?\b|had no effect"
    r"|not (?:\w+ )?differen\w+|similar(?:ly)? (?:in|between|to)|comparable (?:in|between|to)|unchanged)",
    re.IGNORECASE,
)
"""Findings of no difference."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a passage of another work does to a claim; `reprinted`: it is the same figure, no measurement of its own."""

    claim: str
    passage: str
    stance: Stance
    probability: float | None
    reprinted: bool
    why: str


def by_figures(claims: Sequence[Claim], results: Mapping[str, Sequence[Result]], names: Names) -> Iterator[Finding]:
    """Equal values of one thing, and differences of the same two methods that go the same way or the opposite way."""
    cells: dict[object, list[str]] = {}
    for passage, found in results.items():
        for one in found:
            cells.setdefault(setting(one), []).append(passage)
    for claim in claims:
        own = results.get(claim.passage, ())
        around = dict.fromkeys(passage for one in own if setting(one) for passage in cells[setting(one)])
        kept: dict[tuple[Stance, bool], set[str]] = {}
        for passage in around:
            work = results[passage][0].work
            if work == claim.work or all(len(kept.get(kind, ())) >= MOST_WORKS for kind in _KINDS):
                continue
            for finding in _held(claim, own, passage, results[passage], names):
                works = kept.setdefault((finding.stance, finding.reprinted), set())
                if work not in works and len(works) < MOST_WORKS:
                    works.add(work)
                    yield finding


def _held(
    claim: Claim, own: Sequence[Result], passage: str, theirs: Sequence[Result], names: Names
) -> Iterator[Finding]:
    again = next(((a, b) for a in own for b in theirs if _reprinted(a, b, names)), None)
    if again is not None:
        told = f"{again[0].system} on {again[0].dataset} at {amount(again[0].value, again[0].unit)} in both"
        yield Finding(claim.id, passage, Stance.SUPPORTS, None, reprinted=True, why=f"same figure reported: {told}")
    for left, right in _differences(own, names):
        for one, two in _differences(theirs, names):
            if setting(left) == setting(one) and _conditions(left, right, names) == _conditions(one, two, names):
                way, that = _sign(left, right), _sign(one, two)
                if way * that == 0 or (left.value, right.value) == (one.value, two.value):
                    continue
                stance = Stance.SUPPORTS if way == that else Stance.CONTRADICTS
                yield Finding(claim.id, passage, stance, None, reprinted=False, why=_told(left, right, one, two))


def _reprinted(left: Result, right: Result, names: Names) -> bool:
    digits = max(len(one.value.as_tuple().digits) for one in (left, right))
    return (
        left.value == right.value
        and digits >= _SAME_DIGITS
        and setting(left) is not None
        and setting(left) == setting(right)
        and same_condition(left, right, names)
    )


def _differences(results: Sequence[Result], names: Names) -> list[tuple[Result, Result]]:
    """Comparable pairs of one passage, the two methods in a fixed order, so that two passages can be held together."""
    found = []
    for at, left in enumerate(results):
        for right in results[at + 1 :]:
            if comparable(left, right, names):
                ordered = sorted((left, right), key=lambda r: tuple(part or "" for part in condition(r, names)))
                found.append((ordered[0], ordered[1]))
    return found


def _conditions(left: Result, right: Result, names: Names) -> tuple[object, object]:
    return condition(left, names), condition(right, names)


def _sign(left: Result, right: Result) -> int:
    return (left.value > right.value) - (left.value < right.value)


def _told(left: Result, right: Result, one: Result, two: Result) -> str:
    def pair(first: Result, second: Result) -> str:
        return (
            f"{amount(first.value, first.unit)} under {first.method}, {amount(second.value, second.unit)} under"
            f" {second.method}"
        )

    return f"{left.system} on {left.dataset}: {pair(left, right)} here; {pair(one, two)} there"


def by_judge(
    claims: Sequence[Claim], titles: Mapping[str, str], judge: Judge, embedder: Embedder | None
) -> Iterator[Finding]:
    """What the judge makes of each claim and its nearest findings of other works; `titles` are the works' by key."""
    telling = [claim for claim in claims if claim.kind in TELLING and claim.on_topic]
    pairs = [(claim, other) for claim in telling for other in _nearest(claim, telling, embedder)]
    asked = [Asked(uncited(one.text), titles[other.work], (other.quote,)) for one, other in pairs]
    for (claim, other), judged in zip(pairs, judge.judge(asked), strict=True) if pairs else ():
        finding = judged_finding(claim, other.passage, other.quote, judged, judge)
        if finding is not None:
            yield finding


def judged_finding(claim: Claim, passage: str, quote: str, judged: Judgement, judge: Judge) -> Finding | None:
    """What a judgement of a passage with these words makes of a claim, by the judge's thresholds and the words' way."""
    told = f"“{quote}”"
    turned = shared(claim.text, quote) >= CLOSE and opposed(claim.text, quote)
    if judged.supports >= judge.supported_from and agree(claim.text, quote) and not turned:
        return Finding(claim.id, passage, Stance.SUPPORTS, judged.supports, reprinted=False, why=told)
    if judged.contradicts >= judge.contradicted_from and opposite(claim.text, quote):
        return Finding(claim.id, passage, Stance.CONTRADICTS, judged.contradicts, reprinted=False, why=told)
    return None


def by_words(claims: Sequence[Claim], embedder: Embedder | None) -> Iterator[Finding]:
    """Contradictions without a judge: findings on the same concepts and names, in much the same words, turned round."""
    telling = [claim for claim in claims if claim.kind in TELLING and claim.on_topic]
    for claim in telling:
        for other in _nearest(claim, telling, embedder):
            alike = set(claim.concepts) == set(other.concepts) and _in_same_words(claim.text, other.text)
            if alike and opposite(claim.text, other.quote):
                told = f"“{other.quote}”"
                yield Finding(claim.id, other.passage, Stance.CONTRADICTS, None, reprinted=False, why=told)


def agree(left: str, right: str) -> bool:
    """Whether two findings point the same way, or both find nothing: without it, no support counts."""
    ours, theirs = way(left), way(right)
    return ours is not None and ours == theirs


def _in_same_words(left: str, right: str) -> bool:
    """Whether two findings share most of their words, and all of those of extent: small models are not large ones."""
    return shared(left, right) >= SHARED and extent(left) == extent(right)


def opposite(left: str, right: str) -> bool:
    """Whether two findings name the same things and differ in their way: without it, no contradiction counts."""
    ours, theirs = way(left), way(right)
    return ours is not None and theirs is not None and ours != theirs and _names(left) == _names(right)


def way(text: str) -> int | None:
    """Where a finding points: +1 more, -1 less, 0 no difference; None where its words do not tell."""
    told = direction(text)
    if _NULL.search(text) and told.more + told.less <= 1:
        return 0
    longer, shorter = len(_LONGER.findall(text)), len(_SHORTER.findall(text))
    more, less = told.more + longer, told.less + shorter
    if (more > 0) == (less > 0):
        return None
    sign = 1 if more else -1
    return -sign if told.denials % 2 else sign


def _names(text: str) -> frozenset[str]:
    """Names and acronyms of a finding: words with a capital or a digit, but for a capital that begins the sentence."""
    bare = _LABEL.sub("", reword(text))
    found = {m.group().casefold() for m in _NAME.finditer(bare) if m.start() > 0 or not m.group().istitle()}
    return frozenset(found - _STATISTICS)


def _nearest(claim: Claim, telling: Sequence[Claim], embedder: Embedder | None) -> list[Claim]:
    """The nearest findings of other works on the same concepts, the nearest first."""
    around = [
        other
        for other in telling
        if other.work != claim.work and len(set(other.concepts) & set(claim.concepts)) >= MIN_CONCEPTS
    ]
    near = likeness(claim.text, [other.text for other in around], embedder)
    ranked = sorted(zip(around, near, strict=True), key=lambda pair: (-pair[1], pair[0].id))
    return [other for other, _ in ranked[:NEAREST]]


def likeness(text: str, others: Sequence[str], embedder: Embedder | None) -> list[float]:
    """Cosine of a text and each of the others, or the share of words in common where there is no embedder."""
    if not others:
        return []
    if embedder is None:
        own = set(content_words(text))
        return [len(own & set(content_words(one))) / max(1, len(own | set(content_words(one)))) for one in others]
    vectors = embedder.encode([text, *others])
    return [round(float(vectors[0] @ vector), 3) for vector in vectors[1:]]
