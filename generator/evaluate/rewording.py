"""Other words for a term that mean the same: spellings, number, the long form of an acronym, names that are listed.

What Claimbook is to know by itself (hyphens, number, -ise and -ize, `aliases.yml`) is told from what a person would
have to give as a synonym (British spelling, acronyms). Pure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.results import Names

MIN_DEFINED = 2
"""Works that must write an acronym out, all in the same way."""

MIN_WRITTEN = 5
"""Times that a word or phrase must be written in a form for it to be one."""

LONGEST = 100
"""Letters of a long form."""

_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z])\)")
_INITIAL = re.compile(r"\b([^\W\d_])\w*[ -]")
_ISE = ((r"iz(?=(?:e[sdr]?|ing|ations?)$)", "is"), (r"is(?=(?:e[sdr]?|ing|ations?)$)", "iz"))
_BRITISH = (
    (r"or(?=s?$|al$)", "our"),
    (r"our(?=s?$|al$)", "or"),
    (r"(?<=[ae])l(?=(?:ed|ing)$)", "ll"),
    (r"(?<=[ae])ll(?=(?:ed|ing)$)", "l"),
)


class Other(NamedTuple):
    """A term in other words; `known` says whether Claimbook is to know it by itself."""

    term: str
    known: bool


class Wordings:
    """What other words there are, by what the texts of a library write and define."""

    def __init__(self, texts: Sequence[str], names: Names) -> None:
        self._names = names
        self._texts = [text.casefold() for text in texts]
        self._written: Counter[str] = Counter()
        defined: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for folded in self._texts:
            self._written.update(_WORD.findall(folded))
        for text in texts:
            for acronym, long in definitions(text):
                defined[acronym][long] += 1
        self._long = dict(_settled(defined))
        self._short = {long: acronym for acronym, long in self._long.items()}

    def of(self, term: str) -> tuple[Other, ...]:
        """Every other way to write a term, none twice, in a fixed order."""
        alike = (*_hyphens(term), *self._numbers(term), *self._respelt(term, _ISE))
        spelt = [Other(other, known=True) for other in alike]
        british = [Other(other, known=False) for other in self._respelt(term, _BRITISH)]
        listed = [Other(other, known=True) for other in self._names.widened([term])[1:]]
        short = self._long.get(term) or self._short.get(term.casefold())
        written_out = [Other(short, known=False)] if short else []
        found = {other.term: other for other in (*written_out, *british, *spelt, *listed) if other.term != term}
        return tuple(found.values())

    def _numbers(self, term: str) -> Iterator[str]:
        """A phrase's other number, where the phrase is written in it; names are in the singular alone."""
        last = _WORD.findall(term)[-1:]
        if " " not in term or not last or not last[0].islower() or not term.endswith(last[0]):
            return
        word = last[0]
        other = word[:-1] if word.endswith("s") else f"{word}s"
        phrase = term.removesuffix(word) + other
        if not word.endswith(("ss", "is", "us")) and self._is_written(phrase):
            yield phrase

    def _respelt(self, term: str, rules: Sequence[tuple[str, str]]) -> Iterator[str]:
        for word in _WORD.findall(term):
            for pattern, by in rules:
                other = re.sub(pattern, by, word)
                if other != word and self._written[other.casefold()] >= MIN_WRITTEN:
                    yield term.replace(word, other)

    def _is_written(self, phrase: str) -> bool:
        pattern = re.compile(rf"\b{re.escape(phrase.casefold())}\b")
        return sum(phrase.casefold() in text and len(pattern.findall(text)) for text in self._texts) >= MIN_WRITTEN


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Acronyms that a text writes out, "long form (LF)", each with its long form in lower case."""
    for match in _ACRONYM.finditer(text):
        acronym = match.group(1)
        words = list(_INITIAL.finditer(text, max(0, match.start() - LONGEST), match.start()))[-len(acronym) :]
        if "".join(word.group(1) for word in words).casefold() == acronym.casefold():
            yield acronym, text[words[0].start() : match.start()].strip(" -").casefold()


def _settled(defined: Mapping[str, Counter[str]]) -> Iterator[tuple[str, str]]:
    """Acronyms that all works that define them write out in one way."""
    for acronym, longs in sorted(defined.items()):
        (long, count), *others = longs.most_common()
        if count >= MIN_DEFINED and not others:
            yield acronym, long


def _hyphens(term: str) -> Iterator[str]:
    """Spaces for hyphens between words, and a hyphen for the space of two words."""
    if re.search(r"[^\W\d_]{2}-[^\W\d_]{2}", term):
        yield re.sub(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})", " ", term)
    elif term.count(" ") == 1 and term.islower():
        yield term.replace(" ", "-")
