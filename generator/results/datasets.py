"""The name of a data set or a task, and of the part of it, in a noun phrase; None where the words name none.

Pure. "the official test set of Delta" gives Delta and "official test set"; "three tasks" and "our experiments" nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.results.names import Names

_NOWHERE = re.compile(
    r"^top[ -]?\d+$"
    r"|^(?:average|total|general|particular|terms|addition|contrast|comparison|fact|all|only|turn|practice|human|others?"
    r"|least|most|first|second|third|table|tables|figure|section|appendix|respective|part)\b"
    r"|^\d+$"
    r"|\b(?:class|classes|category|categories|labels?|place|rank|position|times?|runs?|seeds?|rankings?|participants?"
    r"|teams?"
    r"|experiments?|evaluations?|cases?|parameters?|samples?|examples?|inference|metrics?|approach|models?|settings"
    r"|domains|systems?|terms|method|years?|study|paper|work|submissions?)$",
    re.IGNORECASE,
)
_NUMBERED_ITEM = re.compile(r"(?:\d{1,3}[A-Za-z]?|[A-Z])")
_GENERIC = frozenset(
    """
    of the shared final official evaluation overall same main our entire whole first second third full complete
    other public private original large given present current competition's downstream test
    """.split()
)
_KIND = re.compile(r"(?:[\w-]+ ){0,3}(?:dataset|data set|benchmark|corpus) (?P<name>[A-Z][\w-]+)$")
_STAGE = re.compile(r"[\w -]*\b(?:phase|stage|round|evaluation|part|portion|edition) of (?P<name>.+)$")
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<part>[^()]*)\)$")
_VERSIONED = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*-?\d+(?:\.\d+)?[A-Za-z]?(?![\w])")
_YEAR = re.compile(r"(?:19|20)\d{2}|[Tt]ask|[Tt]rack")
_ARTICLE = re.compile(r"^(?:the|our|its|their|this)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


def split_of(item: str, names: Names) -> tuple[str | None, str | None]:
    """A name parted into the data set and the part of it: "Delta test set", "test set of Delta", "Delta (test)"."""
    if item.startswith("these "):
        return None, None
    if names.is_split(item):
        return None, item
    inside = _IN_BRACKETS.match(item)
    if inside and names.is_split(inside["part"]):
        return bare_name(inside["name"], names), inside["part"]
    split, _, whole = item.partition(" of ")
    if whole and names.is_split(split):
        return bare_name(_ARTICLE.sub("", whole), names), split
    parts = item.split()
    for at in range(1, len(parts)):
        if names.is_split(" ".join(parts[at:])):
            return bare_name(_POSSESSIVE.sub("", " ".join(parts[:at])), names), " ".join(parts[at:])
    return bare_name(item, names), None


def bare_name(  # noqa: PLR0911 - each is a kind of phrase
    item: str, names: Names
) -> str | None:
    """The name of a data set or task, or None where the words name none."""
    if not item or _NOWHERE.search(item) or item.startswith("these "):
        return None
    if not item.endswith("average") and all(
        word.casefold() in _GENERIC or word.casefold() in names.aliases.places for word in item.split()
    ):
        return None
    last = " ".join(item.split(" of ", maxsplit=1)[0].split()[-2:]).casefold()
    if is_gerund(item):
        return None
    stage = _STAGE.match(item)
    if stage:
        return bare_name(_ARTICLE.sub("", stage["name"]), names)  # "the final phase of Delta"
    behind = _KIND.match(item)
    if behind:
        return behind["name"]  # "the benchmark Delta"
    if any(c.isupper() for c in item) or any(c.isdigit() for c in item):
        return item
    if item.endswith("s") and not item.endswith("ss"):
        return None  # "three tasks" name none
    is_place = any(last == place or last.endswith((f" {place}", f"-{place}")) for place in names.aliases.places)
    return item if is_place else None


def is_plural_place(item: str, names: Names) -> bool:
    """Whether a noun in the plural ends the item that stands for several places: "nested tasks"."""
    last = item.rsplit(maxsplit=1)[-1]
    return last.endswith("s") and last[:-1] in names.aliases.places


def is_versioned(item: str) -> bool:
    """Whether a number is part of the word, as in names of models: "GPT-3.5", "T5", but not "Task 5" or "WMT-2014"."""
    return _VERSIONED.search(item) is not None and _YEAR.search(item) is None


def is_gerund(item: str) -> bool:
    """Whether it tells what is done, "detecting hate speech", rather than where."""
    first, _, rest = item.partition(" ")
    return first.endswith("ing") and first.islower() and bool(rest)


def spelled_out(items: Sequence[str]) -> list[str]:
    """The items with what the first says for all: "subtask 1", "subtask 2" for "subtasks 1" and "2"."""
    head, _, number = items[0].rpartition(" ")
    if len(items) > 1 and head and all(_NUMBERED_ITEM.fullmatch(one) for one in (number, *items[1:])):
        noun_, single = head, head.removesuffix("s")
        return [f"{single if noun_.endswith('s') else noun_} {one}" for one in (number, *items[1:])]
    return list(items)
