"""A record as it is compared: its words in lower case and without marks, how much its title tells, its authors.

Pure; looks at one record alone and compares no more than two words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from generator.refusal import is_about_another, unmarked
from generator.schema import Author, Work, WorkType
from generator.text import content_words

_WORD = re.compile(r"[^\W_]+")
_PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SUBTITLE = re.compile(r"[:?!(\[–—]|\.\s|\s-+\s?")
_GENERIC = frozenset(
    "abstract address annual announcement appendix article articles author authors award book books call chair chapter"
    " column comment commentary comments conclusion conclusions contents correspondence discussion editor editorial"
    " editorials editors foreword guest index introduction introductory invited issue keynote letter letters message"
    " news note notes obituary opening overview panel paper papers perspective preface proceedings program questions"
    " remarks reply report response review reviewer reviewers reviews s section session special summary survey table"
    " talk tutorial viewpoint volume welcome workshop".split()
)
"""Words of titles that every issue of a journal has."""

_TYPO = 85
_TYPO_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Name:
    """An author: the family name as one run of letters, all words of the name, the initials of the given names."""

    family: str
    words: tuple[str, ...]
    initials: frozenset[str]


@dataclass(frozen=True, slots=True)
class Description:
    """What a record says of its work, in words of lower case without marks.

    `brief` is the title without parentheses, `main` what stands before a subtitle; `telling` counts content words.
    """

    title: tuple[str, ...]
    brief: tuple[str, ...]
    main: tuple[str, ...]
    telling: int
    names: tuple[Name, ...]
    venue: tuple[str, ...]
    year: int | None
    volume: str | None
    page: str | None
    is_preprint: bool
    is_about_another: bool


def describe(work: Work) -> Description:
    """A work as it is compared; that its title is marked as retracted makes it no other work."""
    title = unmarked(work.title)
    return Description(
        title=words(title),
        brief=words(_PARENTHESIS.sub(" ", title)),
        main=words(_SUBTITLE.split(title, maxsplit=1)[0]),
        telling=telling(words(title)),
        is_about_another=is_about_another(title),
        names=tuple(name for author in work.authors if (name := _name(author)).family),
        venue=words(work.venue or ""),
        year=work.year,
        volume=work.volume,
        page=next(iter(words(work.pages or "")), None),
        is_preprint=work.type is WorkType.PREPRINT,
    )


def telling(title: Sequence[str]) -> int:
    """How many content words a title has; none if they are those of an editorial, a review or the like."""
    found = content_words(" ".join(title))
    return 0 if _GENERIC.issuperset(found) else len(found)


def words(text: str) -> tuple[str, ...]:
    """Runs of letters and digits, in lower case and without marks."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(_WORD.findall(text.casefold()))


def _name(author: Author) -> Name:
    given, family = words(author.given or ""), words(author.family)
    return Name("".join(family), (*given, *family), frozenset(word[0] for word in given))


def nearly(left: str, right: str) -> bool:
    """Whether two words are one, a misprint in a long one apart."""
    long_enough = min(len(left), len(right)) >= _TYPO_LETTERS
    return left == right or (long_enough and fuzz.ratio(left, right) >= _TYPO)
