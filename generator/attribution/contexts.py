"""What numbers stand beside: the groups that they form, and the words of their clause, the nearer the heavier. Pure.

"11.7 weeks (SD 2.1, n = 30)" is one group: what it belongs to is said once. Two groups are told apart by the words
nearer to the one than to the other; a word near both says nothing. In "A, B and C were 1, 2 and 3, respectively" and
in "A than B (7 vs. 2)" the first number is tied to the first name, and so on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.attribution import units
from generator.attribution.lists import LIST, LONGEST_GAP, placed, tie
from generator.attribution.mention import Mention
from generator.attribution.reading import normal
from generator.attribution.words import Token, keys_of, tokenised

_STOPS = frozenset(".;")
_JOINING = frozenset("and but versus vs while whereas compared against although".split())
_COMMAS = frozenset({","})
_LONELY = 0.5
"""What is left of a word's weight with each break, if its phrase has no number of its own."""
_TOPIC = 0.2
"""What is left of the weight of words before a number that has words of its own behind it: they may be said for all."""
_NAMED = 1.5
"""How much more a name says (AWQ, BF16, CheXpert) than a word does."""
NAME = re.compile(r"[A-Z0-9].*[A-Z0-9]|[a-z][A-Z]")
_ROLE = 0.6
_ROLES = {
    "from": "@from", "to": "@to", "between": "@from", "or": "@or", "hr": "@hr", "rr": "@rr", "n": "@n",
    "mean": "@mean", "averaged": "@mean", "average": "@mean", "median": "@median", "baseline": "@from",
}  # fmt: skip
_REACH = 10.0
_SIGNS = r"[\s,;:(\[)\]<>≤≥=~±/-]*"
_TIGHT = re.compile(
    rf"{_SIGNS}(?:(?:to|of|out of|sd|se|sem|s\.d\.|s\.e\.|ci|cis|iqr|range|p|p[ -]?values?|n|r|or|aor|hr|ahr|rr|arr|b"
    r"|md|median|mean|confidence intervals?|interquartile range|odds ratio|hazard ratio|risk ratio|relative risk"
    rf"|p for difference|standard deviation|standard error|both|\+/-|±)\b{_SIGNS}){{0,3}}",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(rf"^\)?\s?{units.PATTERN}(?=\s?[(\[,;])")
_CITING = re.compile(r"[^\W\d_] ?[(\[]$")
_LONGEST_ASIDE = 60
_SHARE_ASIDE = re.compile(r"\s(?:[\w-]+\s){1,3}\($")
Context = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For each number of a text the group that it is in, by number, and the weights of the stems around that group."""

    groups: tuple[int, ...]
    contexts: tuple[Context, ...]


def surroundings(text: str, numbers: Sequence[Mention]) -> Surroundings:
    """Groups and contexts of all numbers of a text; labels such as the 2 of type 2 count among the words."""
    same = normal(text)
    counted = [number for number in numbers if number.label is None and not (_cited(same, number) or placed(number))]
    tokens = tokenised(same, counted)
    groups = _groups(same, numbers)
    keys = keys_of(tokens)
    at_start = {token.start: token for token in tokens if token.text == "#"}
    members: dict[int, list[Token]] = {}
    for number, group in zip(numbers, groups, strict=True):
        if number.start in at_start:
            members.setdefault(group, []).append(at_start[number.start])
    asides = frozenset(group for group in members if _aside(same, members[group][0].start))
    around = _owned(tokens, keys, members, asides)
    _join(same, members, around)
    tie(same, numbers, groups, around)
    own = [dict(around.get(group, {})) for group in groups]
    _roles(tokens, numbers, own)
    return Surroundings(groups, tuple(own))


def _groups(text: str, numbers: Sequence[Mention]) -> tuple[int, ...]:
    """Numbers with nothing but signs and names of statistics between them are one group."""
    found: list[int] = []
    for at, number in enumerate(numbers):
        gap = _UNIT_FIRST.sub("", text[numbers[at - 1].end : number.start]) if at else ""
        tight = at > 0 and len(gap) <= LONGEST_GAP and _TIGHT.fullmatch(gap) is not None
        tight = tight or (at > 0 and _its_share(gap, numbers[at - 1], number))
        tight = tight and (not _enumerates(gap) or _range_follows(text, numbers, at))
        found.append(found[-1] if tight else at)
    return tuple(found)


def _its_share(gap: str, count: Mention, share: Mention) -> bool:
    """Whether a percentage in brackets is that of the count before: 49 patients (3.4 %)."""
    same_thing = len(gap) <= LONGEST_GAP and _SHARE_ASIDE.fullmatch(gap) is not None
    return same_thing and count.unit is None and share.unit is not None and share.unit.strip() == "%"


def _enumerates(gap: str) -> bool:
    """Whether only a comma parts two numbers: a list of values, not one value with its error."""
    return gap.strip() in {",", ";"}


def _range_follows(text: str, numbers: Sequence[Mention], at: int) -> bool:
    """Whether a range begins here: in "4.01, 1.65-9.78" the comma stands for the name of an interval."""
    following = numbers[at + 1] if at + 1 < len(numbers) else None
    return following is not None and text[numbers[at].end : following.start].strip() in {"-", "to"}


def _owned(
    tokens: Sequence[Token],
    keys: Mapping[int, tuple[str, ...]],
    members: Mapping[int, Sequence[Token]],
    asides: frozenset[int],
) -> dict[int, dict[str, float]]:
    """By group the stems that are said of it: each word is one group's, parted by the words that part clauses."""
    order = sorted(members, key=lambda group: members[group][0].at)
    if not order:
        return {}
    around: dict[int, dict[str, float]] = {group: {} for group in order}
    numbered = {token.at for group in order for token in members[group]}
    edges = [(members[group][0].at, members[group][-1].at) for group in order]
    both = [left in asides and right in asides for left, right in pairwise(order)]
    cuts = [
        end + 1 if aside else _cut(tokens, end, start, keys)
        for aside, ((_, end), (start, _)) in zip(both, pairwise(edges), strict=True)
    ]
    starts, ends = [0, *cuts], [*cuts, len(tokens)]
    for group, (first, last), start, end in zip(order, edges, starts, ends, strict=True):
        own = [token for token in tokens[start:end] if token.start in keys and token.at not in numbered]
        behind = any(token.at > last and token.phrase == tokens[last].phrase for token in own)
        for token in own:
            weight = _weight(token, tokens[first], tokens[last], behind=behind)
            for key in keys[token.start]:
                around[group][key] = max(around[group].get(key, 0.0), weight)
    return around


def _weight(token: Token, first: Token, last: Token, *, behind: bool) -> float:
    weight = math.exp(-max(first.at - token.at, token.at - last.at, 0) / _REACH)
    weight *= _LONELY ** max(first.phrase - token.phrase, token.phrase - last.phrase, 0)
    if behind and token.at < first.at:
        weight *= _TOPIC
    return weight * (_NAMED if NAME.search(token.text) else 1)


def _cut(tokens: Sequence[Token], end: int, start: int, keys: Mapping[int, tuple[str, ...]]) -> int:
    """Where between two groups the words of the one end and those of the other begin."""
    gap = range(end + 1, start + 1)
    for kinds in (_STOPS, _JOINING, _COMMAS):
        found = [at for at in gap if set(tokens[at].opened) & kinds]
        filled = [at for at in found if any(tokens[one].start in keys for one in range(at, start))]
        if found:
            return filled[-1] if filled else found[-1]
    return max((at for at in gap if tokens[at].text == "to"), default=start)


def _cited(text: str, number: Mention) -> bool:
    """Whether a bare number alone in brackets cites a work, as in "a study in India (4)"."""
    before, after = text[max(0, number.start - 3) : number.start], text[number.end : number.end + 1]
    return number.unit is None and _CITING.search(before) is not None and after in {")", "]"}


def _aside(text: str, start: int) -> bool:
    """Whether a bracket stands open before the number, so that what it belongs to is said before it."""
    before = text[max(0, start - _LONGEST_ASIDE) : start]
    return max(before.rfind("("), before.rfind("[")) > max(before.rfind(")"), before.rfind("]"))


def _join(text: str, members: Mapping[int, Sequence[Token]], around: dict[int, dict[str, float]]) -> None:
    """Numbers of a bare list ("12 and 7") are not told apart by what stands before the first or after the last."""
    order = sorted(members, key=lambda group: members[group][0].at)
    for left, right in pairwise(order):
        gap = text[members[left][-1].end : members[right][0].start]
        if len(gap) <= LONGEST_GAP and LIST.fullmatch(gap.strip(" ()")):
            whole = {
                key: max(around[left].get(key, 0.0), around[right].get(key, 0.0))
                for key in around[left].keys() | around[right].keys()
            }
            around[left], around[right] = whole, dict(whole)


def _roles(tokens: Sequence[Token], numbers: Sequence[Mention], found: list[dict[str, float]]) -> None:
    """The word right before a number tells its part: from, to, a ratio's name."""
    order = {number.start: at for at, number in enumerate(numbers)}
    words = [token for token in tokens if token.text not in "<>≤≥="]
    for before, token in pairwise(words):
        role = _ROLES.get(before.text.casefold())
        if token.text == "#" and role is not None and (role != "@or" or before.text == "OR"):
            found[order[token.start]][role] = _ROLE
