"""The words of a text and what they are compared by: stems, short forms, the phrase that each is in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.attribution.mention import Mention

_TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)?|[0-9]+[^\W\d_][^\W_]*|[<>≤≥=]|[,;:()\[\].]|[0-9]")
_BREAKS = frozenset(
    [*",;.", *"and or but versus vs than while whereas compared against respectively which although".split()]
)
_SENTENCE = 3
"""Breaks that the end of a sentence is worth."""
_SILENT = frozenset(":()[]")
_EMPTY = frozenset(
    "a an the and or but of in on at by for with as is are was were be been being have has had this that these those it"
    " its their there which who whose we our to from than while whereas also both only about some over under more most"
    " less into within between among during when where after before respectively versus vs compared against if not no"
    " such other using used per cent percent group groups patients p ci sd se sem iqr h wk d min vs".split()
)
_SUFFIX = re.compile(r"(?:ations?|ions?|ings?|ments?|ness|ities|ity|ies|ied|ers?|ed|es|al|ly|ous|s|e|y|ic|ive)$")
_SHORTEST_STEM = 3
_LONGEST_STEM = 7


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a number (#) with its place in words, its phrase, and the breaks right before it."""

    text: str
    start: int
    end: int
    at: int
    phrase: int
    opened: tuple[str, ...] = ()


def stem(word: str) -> str:
    """A word without its ending, so that reduced, reduces and reduction are one."""
    bare = word.casefold()
    short = _SUFFIX.sub("", bare)
    return (short if len(short) >= _SHORTEST_STEM else bare)[:_LONGEST_STEM]


def tokenised(text: str, numbers: Sequence[Mention]) -> tuple[Token, ...]:
    """Words and signs along the text; a number is one token."""
    pieces: list[tuple[str, int, int]] = []
    done = 0
    for number in numbers:
        pieces += [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, done, number.start)]
        pieces.append(("#", number.start, number.end))
        done = number.end
    pieces += [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, done)]
    tokens: list[Token] = []
    opened: list[str] = []
    at, phrase = 0, 0
    for word, start, end in pieces:
        if word in _SILENT:
            continue
        if word.casefold() in _BREAKS:
            if word != "." or end == len(text) or text[end].isspace():
                phrase += _SENTENCE if word == "." else 1
                opened.append(word.casefold())
            continue
        tokens.append(Token(word, start, end, at, phrase, tuple(opened)))
        opened.clear()
        at += 1
    return tuple(tokens)


def keys_of(tokens: Sequence[Token]) -> dict[int, tuple[str, ...]]:
    """By start of a token, what it is compared by; the A of "group A" and the 2 of "day 2" go with their noun."""
    words = [token for token in tokens if token.text[0].isalnum()]
    long_forms = _abbreviated(words)
    keys: dict[int, tuple[str, ...]] = {}
    for at, token in enumerate(words):
        word = token.text
        short = word.isdigit() or (len(word) == 1 and word.isupper()) or word in {"II", "III", "IV"}
        if short:
            before = stem(words[at - 1].text) if at else ""
            roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}.get(word, word.casefold())
            keys[token.start] = (f"{before} {roman}",) if before else ()
        elif word.casefold() not in _EMPTY:
            keys[token.start] = tuple(dict.fromkeys([stem(word), *long_forms.get(token.start, ())]))
    return keys


def _abbreviated(words: Sequence[Token]) -> dict[int, tuple[str, ...]]:
    """By start of a word, the short form that its text gives it: "naive" in "naive Bayes (NB)" is also nb."""
    shorts = {word.text for word in words if word.text.isupper() and 2 <= len(word.text) <= 6}  # noqa: PLR2004
    initials = "".join(word.text[0].casefold()[:1] for word in words)
    found: dict[int, tuple[str, ...]] = {}
    for short in sorted(shorts):
        at = initials.find(short.casefold())
        while at >= 0 and at + len(short) <= len(words):
            spelt = words[at : at + len(short)]
            if all(word.text != short for word in spelt):
                for word in spelt:
                    found[word.start] = (*found.get(word.start, ()), stem(short))
            at = initials.find(short.casefold(), at + 1)
    return found
