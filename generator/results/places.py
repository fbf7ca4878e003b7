"""Phrases beside a value: the data set, the part of the data, the method or the setting that they name.

Pure; works on the tokens of `tokens`. A phrase that could be anything says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.results import words
from generator.results.datasets import is_gerund, is_plural_place, is_versioned, spelled_out, split_of
from generator.results.names import Names
from generator.results.tokens import Token, low

_NOUNS_TOO = frozenset(
    """
    test set train report rank place work result record drop range use measure post cut hit tests sets results
    average setting settings
    """.split()
)
"""Words that are verbs elsewhere but may stand in a name."""

_VERBS = (words.VERBS | words.PARTICIPLES | words.CHANGING) - _NOUNS_TOO
_GLUE = frozenset("/ → ’ '".split())
_JOINING = frozenset({",", "and", "&", "or"})
_ENDS = frozenset(
    """
    respectively when where which that while who whose we it and or but as well however although though because so
    outperforming surpassing securing ranking placing demonstrating indicating showing highlighting exceeding
    beating compared making setting significantly approaching superseding respectively. yielding only even
    """.split()
)
_SETTING = re.compile(r"\b(?:settings?|scenarios?|conditions?|mode|regime|setup|set-up)$", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_SHOTS = re.compile(r"\b(?P<shots>\d+|zero|one|two|three|five|ten)[- ]shots?\b", re.IGNORECASE)
_SHOT_WORDS = {"zero": "0", "one": "1", "two": "2", "three": "3", "five": "5", "ten": "10"}
_PRAISE = frozenset(
    "widely commonly used popular challenging well-known well-established publicly available so-called".split()
)
_MAX_ITEMS = 8
_MAX_TOKENS = 14


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase names; `end` is the token after it.

    `unclear`: it could be anything; `vague`: it names what was named before; `last`: what follows is part of it;
    `unknown`: a place that has no name.
    """

    end: int
    datasets: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    method: str | None = None
    system: str | None = None
    agents: tuple[str, ...] = ()
    protocol: dict[str, str] = field(default_factory=dict)
    unclear: bool = False
    vague: bool = False
    last: bool = False
    unknown: bool = False


def noun(found: Sequence[Token], at: int) -> int:
    """The token after the noun phrase that begins here; `at` itself where none does."""
    end = at
    while end < min(len(found), at + _MAX_TOKENS):
        closing = _bracketed(found, end) if end > at and found[end].text == "(" else 0
        glued = end > at and found[end].text in _GLUE and found[end - 1].end == found[end].start
        if not (closing or glued) and _ends(found, at, end):
            break
        end = closing or end + 1
    while end > at and found[end - 1].text in _GLUE | {"of", "to"} | words.DETERMINERS:
        end -= 1
    return end


def _ends(found: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at `end` is no part of the noun phrase that began at `at`."""
    token, word, first = found[end], found[end].low, end == at
    inner = word in {"of", "to", "de"} and not first and end + 1 < len(found) and _goes_on(found, end)
    ordinal = _ORDINAL.fullmatch(word) is not None and (first or found[end - 1].low != "the")
    if token.kind != "word" or ordinal or word in _ENDS or (word in words.PREPOSITIONS and not inner):
        return True
    named = not first and token.text[0].isupper()
    if word in _VERBS and not (named or (first and word.endswith("ed"))):
        return True
    # "data collected in …", "Belarusian starting from …"
    doing = word.endswith("ed") or (word.endswith("ing") and found[end - 1].named)
    return not first and doing and not token.named and low(found, end + 1) in words.PREPOSITIONS


def _goes_on(found: Sequence[Token], end: int) -> bool:
    following = found[end + 1]
    if found[end].low == "to":
        return found[end - 1].named and following.named and following.kind == "word"
    return following.kind == "word" and following.low not in {"around", "about", "over", "up"}


def _bracketed(found: Sequence[Token], at: int) -> int:
    """The token after a short name in brackets, "(SQA)"; 0 where something else stands there."""
    for end in range(at + 1, min(len(found), at + 6)):
        if found[end].text == ")":
            return end + 1 if end > at + 1 else 0
        if found[end].kind != "word" or _ORDINAL.fullmatch(found[end].low):
            return 0
    return 0


def phrase(  # noqa: PLR0911, PLR0913 - each is a kind of phrase
    found: Sequence[Token], text: str, at: int, names: Names, values: int, *, subject: bool = False
) -> Phrase | None:
    """What the phrase names whose preposition stands at `at`, beside so many values; None where none begins."""
    how = found[at].low
    found_items, end = items(found, text, at + 1, values, subject=subject)
    if not found_items:
        return None
    if how in {"under", "with", "using", "via", "through"} or (
        how == "in" and names.baseline(found_items[0]) is not None
    ):
        article = found[at + 1].low in words.DETERMINERS
        if how == "under" and len(found_items) == 1 and low(found, end) == "with":
            end = max(end, noun(found, end + 1))  # "under tuning with distillation"
            found_items = [text[found[at + 1].start : found[end - 1].end]]
        return _condition(how, found_items, end, names, article=article)
    if how == "by":
        return Phrase(end, agents=tuple(found_items))
    if how in {"after", "without"}:
        return Phrase(end, protocol={"setting": f"{how} {found_items[0]}"})
    if how not in words.PLACING:
        return None
    if values > 1 and len(found_items) == 1 and end < len(found) and found[end].low in {"and", "&"}:
        return Phrase(end, unclear=True)  # a list that does not read
    if end < len(found) and found[end].low.endswith("ed") and found_items[-1].islower():
        return Phrase(end)  # "unseen data collected in …": half a description
    return _placed(how, found_items, end, names, values)


def items(found: Sequence[Token], text: str, at: int, values: int, *, subject: bool = False) -> tuple[list[str], int]:
    """The noun phrases of a list that begins here, and the token after them."""
    items: list[str] = []
    ends: list[int] = []
    joined = False
    end = at
    while len(items) < _MAX_ITEMS:
        start = _past_praise(found, _past_determiners(found, end))
        stop = noun(found, start)
        if stop == start or (items and not _is_item(found, start, stop, values, subject=subject)):
            break
        vague = any(one.low in words.VAGUE for one in found[end:start])
        items.append(("these " if vague else "") + text[found[start].start : found[stop - 1].end])
        end = stop
        ends.append(end)
        following = end
        while following < len(found) and found[following].low in _JOINING:
            following += 1
        if following == end or following >= len(found):
            break
        joined = joined or any(one.low in {"and", "&"} for one in found[end:following])
        end, before = following, end
        if not _may_follow(found, following, values, subject=subject):
            end = before
            break
    while end > at and found[end - 1].low in _JOINING:
        end -= 1
    if len(items) > 1 and values == 1 and not joined:
        return items[:1], ends[0]  # what a comma adds is an aside: "Task 6, Reading Laws"
    return items, end


def _may_follow(found: Sequence[Token], at: int, values: int, *, subject: bool) -> bool:
    start = _past_determiners(found, at)
    stop = noun(found, start)
    return stop > start and _is_item(found, start, stop, values, subject=subject)


def _past_determiners(found: Sequence[Token], at: int) -> int:
    while at < len(found) and found[at].low in words.DETERMINERS:
        at += 1
    return at


def _past_praise(found: Sequence[Token], at: int) -> int:
    """Behind "widely used" and the like, which are no part of a name that follows."""
    while at < len(found) and found[at].text in _PRAISE:
        at += 1
    return at


def _is_item(found: Sequence[Token], start: int, stop: int, values: int, *, subject: bool) -> bool:
    """Whether a further noun phrase belongs to the list, rather than to what comes next."""
    following = found[stop].low if stop < len(found) else "."
    if found[start].low in words.PARTICIPLES or (not subject and following in words.VERBS | words.PARTICIPLES):
        return False
    if found[start - 1].low in {"our", "its", "their"}:
        return False
    return values > 1 or any(one.named for one in found[start:stop])


def _condition(how: str, items: Sequence[str], end: int, names: Names, *, article: bool) -> Phrase:
    """What is applied, or under which conditions."""
    what = items[0]
    shots = _SHOTS.search(what)
    if shots:
        return Phrase(end, protocol={"shots": _SHOT_WORDS.get(shots["shots"].lower(), shots["shots"])})
    if len(items) > 1 or what.startswith("these "):
        return Phrase(end)
    if _SETTING.search(what):
        return Phrase(end, protocol={"setting": what})
    if names.baseline(what) is not None or names.bits(what) is not None or (how == "under" and not article):
        return Phrase(end, method=what)
    if how == "under":
        return Phrase(end, protocol={"setting": what})
    return Phrase(end, method=what) if how == "using" and _is_name(what) else Phrase(end)


def _is_name(what: str) -> bool:
    return any(c.isupper() for c in what) and len(what.split()) <= 4  # noqa: PLR2004 - a name, not a sentence


def _placed(  # noqa: PLR0911 - each is a kind of phrase
    how: str, items: Sequence[str], end: int, names: Names, values: int
) -> Phrase:
    shots = _SHOTS.search(items[0])
    protocol = {"shots": _SHOT_WORDS.get(shots["shots"].lower(), shots["shots"])} if shots else {}
    if is_gerund(items[0]):
        return Phrase(end, last=True)
    if _SETTING.search(items[0]) and not protocol:
        protocol = {"setting": items[0]}
    if protocol:
        return Phrase(end, protocol=protocol)
    if items[0].split()[-1] in names.aliases.machines:
        return Phrase(end, protocol={"setting": items[0]})
    if how == "for" and len(items) == 1 and is_versioned(items[0]):
        return Phrase(end, system=items[0])  # "for GPT-3.5"
    if (
        values == len(items) > 1
        and all(item.islower() and not names.is_split(item) for item in items)
        and is_plural_place(items[-1], names)
    ):
        return Phrase(end, datasets=tuple(items))  # "the flat and nested tasks"
    parts = [split_of(item, names) for item in spelled_out(items)]
    datasets = [name for name, _ in parts]
    splits = [split for _, split in parts]
    if all(name is None for name in datasets) and all(split is None for split in splits):
        vague = any(item.startswith("these ") for item in items)
        return Phrase(end, system=None if how != "for" or vague else items[0], vague=vague, unknown=True)
    if len(set(map(type, datasets))) > 1 or len(set(map(type, splits))) > 1:
        return Phrase(end, unclear=True)
    return Phrase(
        end,
        datasets=tuple(name for name in datasets if name is not None),
        splits=tuple(split for split in splits if split is not None),
        system=items[0] if how == "for" and len(items) == 1 else None,
    )
