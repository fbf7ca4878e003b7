"""Whether two records describe one work: by titles, names of authors, years and venues, never by identifiers.

Pure; stands above `schema`, beside `independence`; `stages.dedupe` asks it and groups what it says. The relation is
symmetric and looks at nothing but the two records. It reads records whose values slipped into the title, as exports
write them ("Red light and pears Mina Ide Orchard Trials 2021"): what a record lacks is looked for at its title's end.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from rapidfuzz import fuzz

from generator.refusal import is_about_another, unmarked
from generator.schema import Author, Work, WorkType
from generator.text import content_words, negations

SAME = 100
NEAR_TITLE = 88
"""Similarity (rapidfuzz `ratio`, 0 to 100) from which the titles of works of the same authors are taken for one."""

SHORT_TITLE = 2
"""Content words below which a title is one that many works may have."""

SPELT = 60
"""The same for the words that only one of two titles has: they are forms or misprints of one another."""

MANY_NAMES = 3
"""Authors from which a word may stand for another one in the title, if they are all the same."""

MAIN_TITLE = 3
"""Content words from which a title stands for a longer one that begins with it, before a colon or the like."""

TELLING_TITLE = 5
"""Content words from which a title, the same word for word, makes up for authors or a year that are not stated."""

LONGEST_VENUE = 14
"""Words that may stand behind a title and be its venue."""

FIRST_WORDS = 3
"""Words with which two titles must begin alike where both have other values behind them."""

MAX_YEARS = 2
"""Years between a preprint and its publication."""

_WORD = re.compile(r"[^\W_]+")
_PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SUBTITLE = re.compile(r"[:?!(\[–—]|\.\s|\s-+\s?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERAL = re.compile(r"\w*\d\w*|[ivx]+")
_GENERIC = frozenset(
    "abstract address annual announcement appendix article articles author authors award book books call chair chapter"
    " column comment commentary comments conclusion conclusions contents correspondence discussion editor editorial"
    " editorials editors foreword guest index introduction introductory invited issue keynote letter letters message"
    " news note notes obituary opening overview panel paper papers perspective preface proceedings program questions"
    " remarks reply report response review reviewer reviewers reviews s section session special summary survey table"
    " talk tutorial viewpoint volume welcome workshop".split()
)
"""Words of titles that every issue of a journal has."""

_VENUES = tuple(
    "acta advances annals bulletin conference j journal letters magazine proc proceedings record review symposium trans"
    " transactions workshop".split()
)
_TYPO = 85
_TYPO_LETTERS = 5
_SHORTENED = 3
"""Letters from which a word may be another's beginning ("syst") or the initials of several ("vldb")."""


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
        telling=_telling(words(title)),
        is_about_another=is_about_another(title),
        names=tuple(name for author in work.authors if (name := _name(author)).family),
        venue=words(work.venue or ""),
        year=work.year,
        volume=work.volume,
        page=next(iter(words(work.pages or "")), None),
        is_preprint=work.type is WorkType.PREPRINT,
    )


def _telling(title: Sequence[str]) -> int:
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


def same_title(left: Description, right: Description) -> bool:
    """Whether two titles say the same: no other number or part, no denial, at most a word spelt otherwise."""
    return left.is_about_another == right.is_about_another and _titles(left, right) > 0


def likeness(left: Description, right: Description) -> int:
    """How much speaks for one work, from 1 to 100, or 0 where too little does."""
    if left.is_about_another != right.is_about_another or not _same_years(left, right):
        return 0
    if left.names and right.names and not _shared(left.names, right.names):
        return 0
    return max(
        (
            _whole(one, other)
            for one, other in ((left, right), *_tidied(left, right))
            if _same_years(one, other) and not _printed_apart(one, other)
        ),
        default=0,
    )


def _whole(left: Description, right: Description) -> int:
    """The likeness of two records of which each value stands in its place."""
    similarity = _titles(left, right)
    if not similarity:
        return 0
    if not left.names or not right.names or left.year is None or right.year is None:
        return similarity // 2 if similarity == SAME and _alike_as_far_as_stated(left, right) else 0
    return similarity if _same_authors(left, right, similarity) else 0


def _alike_as_far_as_stated(left: Description, right: Description) -> bool:
    """Whether a telling title and the authors or the year, whichever both state, make up for the other."""
    if min(left.telling, right.telling) < TELLING_TITLE:
        return False
    if left.names and right.names:
        return _shared(left.names, right.names) == min(len(left.names), len(right.names))
    return left.year is not None and right.year is not None


def _same_authors(left: Description, right: Description, similarity: int) -> bool:
    """Whether enough authors are the same: the less the titles tell, the more of them."""
    shared = _shared(left.names, right.names)
    few, many = sorted((len(left.names), len(right.names)))
    telling = min(left.telling, right.telling)
    if telling < SHORT_TITLE and not (shared == many > 1 or _printed_alike(left, right)):
        return False
    asked = few if similarity == SAME and telling >= TELLING_TITLE else many
    return shared > 0 and 2 * shared >= asked


def _titles(left: Description, right: Description) -> int:
    """How alike two titles are, or 0 where they differ in a number or a denial, or in more than a word or two."""
    if left.title == right.title:
        return SAME
    many = max(len(left.names), len(right.names))
    free = many >= MANY_NAMES and _shared(left.names, right.names) == many
    likes = [_reworded(left.title, right.title, free=free), _reworded(left.brief, right.brief, free=free)]
    if any(one.telling >= MAIN_TITLE and one.title == other.main for one, other in ((left, right), (right, left))):
        likes.append(NEAR_TITLE)
    if not any(likes) or _telling_parts(left.title, (left, right)) != _telling_parts(right.title, (left, right)):
        return 0
    return max(likes)


def _reworded(left: Sequence[str], right: Sequence[str], *, free: bool) -> int:
    """The similarity of two titles, or 0 where it is low or, unless words are free, one has quite another word."""
    ratio = int(fuzz.ratio(" ".join(left), " ".join(right), score_cutoff=NEAR_TITLE)) if left and right else 0
    if not ratio or free:
        return ratio
    here, there = ("".join(_only(*pair)) for pair in ((left, right), (right, left)))
    return ratio if not here or not there or fuzz.ratio(here, there) >= SPELT else 0


def _only(title: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The content words that the other title does not have, or has fewer times."""
    more = Counter(title) - Counter(other)
    return content_words(" ".join(more.elements()))


def _telling_parts(title: Sequence[str], works: Sequence[Description]) -> tuple[list[str], int]:
    """Numbers, those of parts and of events, and denials; the year of the work itself tells no two parts apart."""
    years = {str(work.year) for work in works} if len({work.year for work in works}) == 1 else set()
    return sorted(w for w in title if _NUMERAL.fullmatch(w) and w not in years), negations(" ".join(title))


def _same_years(left: Description, right: Description) -> bool:
    if left.year is None or right.year is None:
        return True
    apart = abs(left.year - right.year)
    if left.is_preprint or right.is_preprint:
        return apart <= MAX_YEARS
    return apart == 0 or (apart == 1 and _printed_alike(left, right))


def _printed_apart(left: Description, right: Description) -> bool:
    """Whether two publications stand in other volumes or on other pages."""
    if left.is_preprint or right.is_preprint:
        return False
    return _other(left.volume, right.volume) or _other(left.page, right.page)


def _other(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _printed_alike(left: Description, right: Description) -> bool:
    """Whether two publications stand in one volume on one page, both of them stated."""
    printed = (left.venue, left.volume, left.page)
    return all(printed) and printed == (right.venue, right.volume, right.page)


def _shared(left: Sequence[Name], right: Sequence[Name]) -> int:
    """How many authors of the shorter list are on the longer one, each held against one alone."""
    few, many = sorted((left, right), key=lambda names: (len(names), [name.words for name in names]))
    free = list(many)
    for one in few:
        found = next((other for other in free if _same_person(one, other)), None)
        if found is not None:
            free.remove(found)
    return len(many) - len(free)


def _same_person(left: Name, right: Name) -> bool:
    """One family name and, where both are known, an initial; or all words of the one name in the other."""
    if _nearly(left.family, right.family):
        return not left.initials or not right.initials or bool(left.initials & right.initials)
    few, many = sorted((set(left.words), set(right.words)), key=len)
    if "".join(left.words) == "".join(right.words):
        return True
    return len(few) > 1 and few <= many


def _nearly(left: str, right: str) -> bool:
    long_enough = min(len(left), len(right)) >= _TYPO_LETTERS
    return left == right or (long_enough and fuzz.ratio(left, right) >= _TYPO)


# --- values in other fields ---


def _tidied(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    """The two records with what slipped into their titles put back, in each way that fits the other record."""
    if not (_lacks(left) or _lacks(right)):
        return
    one, other = _with_year(left), _with_year(right)
    if not one.names and not other.names:
        yield from _reordered(one, other)
    one, other = _with_names(one, other), _with_names(other, one)
    yield one, other
    yield from _with_venues(one, other)


def _lacks(one: Description) -> bool:
    return not one.names or not one.venue or one.year is None


def _cut(one: Description, at: int) -> Description:
    return replace(one, title=one.title[:at], brief=one.title[:at], telling=_telling(one.title[:at]))


def _with_year(one: Description) -> Description:
    if one.year is None and len(one.title) > 1 and _YEAR.fullmatch(one.title[-1]):
        return replace(_cut(one, len(one.title) - 1), year=int(one.title[-1]))
    return one


def _with_names(one: Description, other: Description) -> Description:
    """The record with the other's authors who are named in its title, and a title that ends before the first."""
    if one.names or not other.names:
        return one
    found = {name: at for name in other.names if (at := _place(one.title, name)) is not None}
    if not found:
        return one
    at = min(found.values())
    return replace(_cut(one, at), names=tuple(found), venue=one.venue or one.title[at:])


def _place(title: Sequence[str], name: Name) -> int | None:
    """Where a name begins in a title: at its given names, or their initials, before its family name."""
    for at in range(1, len(title)):
        if _nearly(title[at], name.words[-1]):
            begin = _given_before(title, at, name)
            if begin < at or not name.initials:
                return begin
    return None


def _given_before(title: Sequence[str], at: int, name: Name) -> int:
    """Where the given names begin that end before a place; an initial that the name does not have may be among them."""
    left = [word[0] for word in name.words[:-1]]
    while at > 1 and left and (title[at - 1][0] in left or len(title[at - 1]) == 1):
        at -= 1
        if title[at][0] in left:
            left.remove(title[at][0])
    return at


def _with_venues(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    if not left.venue and not right.venue:
        at = _same_beginning(left.title, right.title)
        tails = left.title[at:], right.title[at:]
        if at >= FIRST_WORDS and all(tails) and _name_one_venue(*tails):
            yield _cut(left, at), _cut(right, at)
    elif not left.venue:
        yield from ((one, right) for one in _with_venue(left, right))
    elif not right.venue:
        yield from ((left, one) for one in _with_venue(right, left))


def _with_venue(one: Description, other: Description) -> Iterator[Description]:
    """The record with the end of its title as its venue, if that names the other's and the rest may be its title."""
    size = len(other.title)
    for at in range(max(1, size - 2), min(size + 3, len(one.title))):
        tail = one.title[at:]
        if len(tail) <= LONGEST_VENUE and (_name_one_venue(tail, other.venue) or _is_part(tail, other.venue)):
            yield _cut(one, at)


def _reordered(left: Description, right: Description) -> Iterator[tuple[Description, Description]]:
    """Both without the names behind their titles, if what stands there is the same names in another order.

    Such names are taken for the authors of both.
    """
    at = _same_beginning(left.title, right.title)
    tails = left.title[at:], right.title[at:]
    if at >= FIRST_WORDS - 1 and all(tails) and _is_within(*tails) and _is_within(*tails[::-1]):
        name = Name("".join(left.title[at:]), left.title[at:], frozenset())
        yield replace(_cut(left, at), names=(name, name)), replace(_cut(right, at), names=(name, name))


def _is_within(tail: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the first word of a tail stands in the other, and two thirds up to the last word that does."""
    found = [len(word) == 1 or any(_nearly(word, there) for there in other) for word in tail]
    if not found[0]:
        return False
    lead = found[: len(found) - found[::-1].index(True)]
    return lead.count(False) * 3 <= len(lead)


def _same_beginning(left: Sequence[str], right: Sequence[str]) -> int:
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )


def _name_one_venue(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether both have the same word for a kind of venue, in full or short, or one the initials of the other."""
    kinds = ({word for word in one if word in _VENUES} for one in (left, right))
    if any(one.startswith(other) or other.startswith(one) for one, other in product(*kinds)):
        return True
    return any(_has_initials(*pair) for pair in ((left, right), (right, left)))


def _has_initials(names: Sequence[str], venue: Sequence[str]) -> bool:
    initials = "".join(word[0] for word in venue)
    return any(len(word) >= _SHORTENED and word in initials for word in names)


def _is_part(tail: Sequence[str], venue: Sequence[str]) -> bool:
    """Whether every word stands in the venue's name, in full or short."""
    return all(any(there.startswith(word) for there in venue) for word in tail)
