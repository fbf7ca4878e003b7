"""Where terms stand in works, by a search of its own: plain words in order, whatever their spelling.

It shares nothing with the search of the pipeline (`text.names`), so that one can find the other's faults, and it finds
more: case, hyphens, spaces, plurals, -ise and -ize, British and American spelling are all one. Where it finds nothing,
nothing stands. Pure; knows no question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from generator import ids
from generator.schema import Section, Work
from generator.text import sentences

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 6
"""Letters from which -our is taken as British: "four" is no spelling of "for"."""

_BRITISH = (
    (re.compile(r"is(e|er|ed|ing|able|ation)$"), r"iz\1"),
    (re.compile(r"our(ed|ing|al|ful)?$"), r"or\1"),
    (re.compile(r"ll(ed|er|ing)$"), r"l\1"),
    (re.compile(r"tre$"), "ter"),
)


def key(term: str) -> str:
    """A term's words run together in one spelling; terms of one key are one term. Empty where it has no word."""
    return "".join(_folded(term))


def stands(text: str, terms: Iterable[str]) -> bool:
    """Whether one of the terms stands in the text as whole words."""
    found = _spaced(text)
    return any(_pattern(one).search(found) is not None for one in map(key, terms) if one)


def renamed(text: str, old: str, new: str) -> str:
    """The text with every occurrence of one name replaced by another, whatever its case, hyphens and plural."""
    parts = [re.escape(part) for part in _WORD.findall(old)]
    if not parts:
        return text
    name = r"[\W_]*".join(parts)
    return re.sub(rf"(?<![^\W_]){name}(?:s|es)?(?![^\W_])", lambda _: new, text, flags=re.IGNORECASE)


def edited(works: Sequence[Work], drop: Iterable[str], rename: Sequence[tuple[str, str]]) -> tuple[Work, ...]:
    """The works without those of these keys, with names replaced in titles and texts."""
    gone = set(drop)
    return tuple(_renamed_work(work, rename) for work in works if work.key not in gone)


class Texts:
    """Works made ready for many searches; a work is named by its place in `works`."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.works = tuple(works)
        self._spaced = [_spaced("\n".join((work.title, *_texts(work)))) for work in self.works]
        self._run = [text.replace(" ", "") for text in self._spaced]
        self._found: dict[str, frozenset[int]] = {}
        self._sentences: dict[int, tuple[str, ...]] = {}

    def having(self, terms: Iterable[str]) -> frozenset[int]:
        """The works that name one of the terms in title or text."""
        return frozenset().union(*(self._having(one) for one in map(key, terms) if one))

    def sentences(self, at: int) -> tuple[str, ...]:
        """The sentences of a work's texts, without its title."""
        if at not in self._sentences:
            texts = _texts(self.works[at])
            self._sentences[at] = tuple(text[start:end] for text in texts for start, end in sentences(text))
        return self._sentences[at]

    def _having(self, one: str) -> frozenset[int]:
        if one not in self._found:
            pattern = _pattern(one)
            maybe = (at for at, run in enumerate(self._run) if one in run)
            self._found[one] = frozenset(at for at in maybe if pattern.search(self._spaced[at]) is not None)
        return self._found[one]


def _texts(work: Work) -> list[str]:
    return [section.text for version in work.versions for section in version.sections if section.text]


def _folded(text: str) -> list[str]:
    return [_one_spelling(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def _spaced(text: str) -> str:
    """The words in one spelling, a space before, between and behind them."""
    return f" {' '.join(_folded(text))} "


@lru_cache(maxsize=65536)
def _pattern(one: str) -> re.Pattern[str]:
    """Pattern for a key: its letters, wherever words begin and end between them, at the edges of words.

    What may follow is what is left of a plural that lost its s, "biase" of "biases", or a number, as in "BLEU4".
    """
    tail = "(?= )" if one[-1].isdigit() else r"s?e?s?(?=[ \d])"
    return re.compile(f"(?<= ){' ?'.join(map(re.escape, one))}{tail}")


@lru_cache(maxsize=262144)
def _one_spelling(word: str) -> str:
    singular = _singular(word)
    if len(singular) < _SHORTEST:
        return singular
    for british, american in _BRITISH:
        singular = british.sub(american, singular)
    return singular


def _singular(word: str) -> str:
    """The word without an ending of the plural; "bias" and "loss" are none."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "ties" and "dies" lose their s alone
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[-2] not in "su" else word  # noqa: PLR2004


def _renamed_work(work: Work, rename: Sequence[tuple[str, str]]) -> Work:
    if not any(stands("\n".join((work.title, *_texts(work))), [old]) for old, _ in rename):
        return work
    title = work.title
    for old, new in rename:
        title = renamed(title, old, new)
    versions = tuple(
        version.model_copy(update={"sections": tuple(_renamed_section(one, rename) for one in version.sections)})
        for version in work.versions
    )
    return work.model_copy(update={"title": title, "versions": versions})


def _renamed_section(section: Section, rename: Sequence[tuple[str, str]]) -> Section:
    text = section.text or ""
    for old, new in rename:
        text = renamed(text, old, new)
    return section.model_copy(update={"text": text, "sha256": ids.sha256(text)}) if section.text else section
