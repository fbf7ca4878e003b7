"""A sentence as tokens: values, metrics, words and signs, each with its place; the first step of reading results.

Pure. Which numbers belong to names is told by `numerals`, which words name a metric by `measures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from generator.numbers import Quantity, quantities

Kind = Literal["value", "metric", "word", "sign"]

_ARTEFACTS = (
    (re.compile(r"\\\{\}(?:sim|approx)\b"), "~"),
    (re.compile(r"\\\{\}\s?"), " "),  # what is left of a backslash in BibTeX
    (re.compile(r"\$?F\$?_\{?(\d)\}?\$?"), r"F\1"),
    (re.compile(r"\$([^\s$]{1,40})\$"), r"\1"),
    (re.compile(r"(?<=\d)\s(?=[%‰])"), ""),
)
_SPAN = re.compile(r"[^\s]+")
_OPENING, _CLOSING = "([{\"'“\N{LEFT SINGLE QUOTATION MARK}$*", ".,;:)]}\"'”’$!?*"
_INNER = re.compile(r"[/=≈<>≥≤→]|(?<=[^\W\d]):")
_UNITS = {one: one for one in ("GB", "MB", "TB", "GiB", "MiB", "ms", "s", "hours", "minutes", "J", "W")} | {
    "seconds": "s"
}
_NO_UNITS = frozenset({"bit", "st", "nd", "rd", "th"})
_COMPOUND = re.compile(r"-[^\W\d_]")  # "5-shot"


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its place in the text; `quantity` for values, `metric` for metrics (None for a bare "score")."""

    kind: Kind
    text: str
    start: int
    end: int
    quantity: Quantity | None = None
    metric: str | None = None

    @property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.casefold()

    @property
    def named(self) -> bool:
        """Whether it looks like a name: a capital or a digit in it."""
        return any(c.isupper() or c.isdigit() for c in self.text)


def low(found: Sequence[Token], at: int) -> str:
    """The token at a place in lower case; empty beyond both ends."""
    return found[at].low if 0 <= at < len(found) else ""


def cleaned(sentence: str) -> str:
    """The sentence without what its typesetting left behind."""
    for pattern, plain in _ARTEFACTS:
        sentence = pattern.sub(plain, sentence)
    return " ".join(sentence.split())


def tokens(text: str) -> tuple[Token, ...]:
    """The values, words and signs of a cleaned sentence, in order."""
    return tuple(_with_units(tuple(_raw(text))))


def _raw(text: str) -> Iterator[Token]:
    at = 0
    for quantity in quantities(text):
        if quantity.start < at or quantity.unit in _NO_UNITS or _COMPOUND.match(text, quantity.end):
            continue
        if quantity.start and text[quantity.start - 1] in "'’":  # WMT'16
            continue
        yield from _words(text, at, quantity.start)
        yield Token("value", text[quantity.start : quantity.end], quantity.start, quantity.end, quantity)
        at = quantity.end
    yield from _words(text, at, len(text))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _SPAN.finditer(text, start, end):
        left, right = match.span()
        while left < right and text[left] in _OPENING + _CLOSING + "=-–−+~≈<>≥≤/":
            yield Token("sign", text[left], left, left + 1)
            left += 1
        tail = right
        while tail > left and text[tail - 1] in _CLOSING + "=~≈<>≥≤/":
            tail -= 1
        if text[left : tail + 1].casefold() in {"vs.", "e.g.", "i.e.", "acc.", "ca.", "al."}:
            tail += 1
        yield from _inner(text, left, tail)
        yield from (Token("sign", text[at], at, at + 1) for at in range(tail, right))


def _inner(text: str, left: int, right: int) -> Iterator[Token]:
    """A word, parted at the signs inside it."""
    at = left
    for match in _INNER.finditer(text, left, right):
        if match.start() > at:
            yield Token("word", text[at : match.start()], at, match.start())
        yield Token("sign", match.group(), match.start(), match.end())
        at = match.end()
    if right > at:
        yield Token("word", text[at:right], at, right)


def _with_units(found: Sequence[Token]) -> Iterator[Token]:
    """Values with the unit that stands apart as a word: "4.2 GB", "30 seconds"."""
    taken = False
    for at, token in enumerate(found):
        following = found[at + 1].text if at + 1 < len(found) else ""
        if token.quantity is not None and token.quantity.unit is None and following in _UNITS:
            yield replace(token, quantity=replace(token.quantity, unit=_UNITS[following]))
        elif not taken:
            yield token
        taken = token.quantity is not None and token.quantity.unit is None and following in _UNITS
