"""Whether two sentences may be one claim in other words: a cosine never says so alone.

In every embedder tried, a changed number or a turned direction moves a sentence less than a paraphrase does, so that
numbers, words of denial and words of more and less must agree before a cosine is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.attribution import mismatches
from generator.direction import agree
from generator.engine import Embedder
from generator.text import content_words, words

NEAR = 0.92
"""Cosine from which two sentences that may be one are taken for one."""

_EXTENT = frozenset(
    "all every each most many few some several only high low before after without early late men women safe"
    " small large big long short young old male female".split()
)
"""Words of which a paraphrase keeps each one."""
_COMPARING = frozenset("than versus vs over against unlike but".split())
_OUTDOING = ("outperform", "surpass", "exceed", "beat", "underperform", "contradict")
"""Words beside which the order of the things said tells who is the better one."""
_DENYING = ("un", "in", "im", "ir", "non", "dis", "non-")

SHARED = 0.5
"""Share of the shorter one's content words that both must have."""


def may_be_one(left: str, right: str) -> bool:
    """Whether numbers with their units, denials and directions agree, and half of the words are shared."""
    if opposed(left, right):
        return False
    same_numbers = not mismatches(left, right) and not mismatches(right, left)
    return same_numbers and agree(left, right) and shared(left, right) >= SHARED


def opposed(left: str, right: str) -> bool:
    """Whether two sentences of much the same words may say opposite things: safe and unsafe, A than B and B than A."""
    return _differ(left, right) or (_compares(left) and _order(left, right) != _order(right, left))


def _differ(left: str, right: str) -> bool:
    """Whether a word of the one is the other's with a denying prefix, or their words of extent and time differ."""
    ours, theirs = set(words(left)), set(words(right))
    if ours & _EXTENT != theirs & _EXTENT:
        return True
    return any(
        prefix + word in others
        for some, others in ((ours - theirs, theirs - ours), (theirs - ours, ours - theirs))
        for word in some
        for prefix in _DENYING
    )


def extent(text: str) -> frozenset[str]:
    """The words of extent of a text: how many, how large, who."""
    return _EXTENT & frozenset(words(text))


def _compares(text: str) -> bool:
    return not _COMPARING.isdisjoint(words(text)) or any(word.startswith(_OUTDOING) for word in words(text))


def _order(text: str, other: str) -> list[str]:
    """The content words that both have, in the order of the first."""
    shared = set(content_words(other))
    return [word for word in content_words(text) if word in shared]


def repeats(texts: Sequence[str], groups: Sequence[str], embedder: Embedder | None) -> frozenset[int]:
    """Positions of texts that say again what an earlier one of their group says; none without an embedder."""
    pairs = [
        (at, earlier)
        for at, text in enumerate(texts)
        for earlier in range(at)
        if groups[at] == groups[earlier] and may_be_one(texts[earlier], text)
    ]
    if embedder is None or not pairs:
        return frozenset()
    asked = sorted({at for pair in pairs for at in pair})
    vectors = dict(zip(asked, embedder.encode([texts[at] for at in asked]), strict=True))
    found: set[int] = set()
    for at, earlier in pairs:
        if earlier not in found and round(float(vectors[at] @ vectors[earlier]), 3) >= NEAR:
            found.add(at)
    return frozenset(found)


def shared(left: str, right: str) -> float:
    """Share of the shorter text's content words that both have."""
    ours, theirs = set(content_words(left)), set(content_words(right))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))
