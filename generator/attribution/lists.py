"""Lists of values beside lists of things: "A, B and C were 1, 2 and 3, respectively", "A than B (7 vs. 2)". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from generator.attribution.mention import Mention
from generator.attribution.words import keys_of, tokenised

_TIED = 1.0
_STATISTIC = re.compile(r"\b(?:at|in|b|se|sd|aor|or|hr|rr)\b|[()\[\]=]", re.IGNORECASE)
_VERSUS = re.compile(r"[\s)\]]*(?:vs\.?|versus|compared (?:to|with)|against)[\s(\[]*", re.IGNORECASE)
_ITEM_BREAK = re.compile(
    r"(?P<last>,?\s(?:and|or|vs\.?|versus|&|compared (?:to|with)|than(?: in| with)?|against|relative to)\s|/)|[,;]\s?",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\s(?:compared (?:to|with)|than|versus|vs\.?|against|relative to|as compared (?:to|with))\s|\sbetween\s",
    re.IGNORECASE,
)
_STOP = re.compile(r";|\.(?:\s|$)")
_ITEM_WORDS = 5
_NEXT = 12
"""Letters between "respectively" and the list of values that it announces."""

LIST = re.compile(r"\s?(?:,\s?and|,\s?or|,|;|and|or|/|vs\.?|versus|against|compared (?:to|with)|&)\s?", re.IGNORECASE)
LONGEST_GAP = 40


def placed(number: Mention) -> bool:
    """Whether it is a word such as "first", which names a thing rather than counts."""
    return number.weak and number.kind == "ordinal"


def tie(text: str, numbers: Sequence[Mention], groups: Sequence[int], around: dict[int, dict[str, float]]) -> None:
    """Ties the values of a list to the things of a list, and unties them from one another's things."""
    for tied in _lists(text, numbers, groups):
        for group, words in tied.items():
            if group not in around:
                continue
            for word in set().union(*tied.values()) - words:
                around[group].pop(word, None)
            for word in words:
                around[group][word] = _TIED


def _lists(text: str, numbers: Sequence[Mention], groups: Sequence[int]) -> Iterable[dict[int, set[str]]]:
    heads: dict[int, tuple[int, int]] = {}
    for number, group in zip(numbers, groups, strict=True):
        if number.label is None and not placed(number):
            start, _ = heads.get(group, (number.start, 0))
            heads[group] = (start, number.end)
    for match in re.finditer(r"\brespectively\b", text, re.IGNORECASE):
        run = _run_before(text, heads, match.start())
        if len(run) > 1:
            yield _tied(text, heads, run, match.start())
        else:  # "was respectively 1 % and 2 % in A and B"
            first = next((group for group in sorted(heads) if heads[group][0] >= match.end()), None)
            if first is not None and heads[first][0] - match.end() <= _NEXT:
                run = _run_after(text, heads, first)
                stop = _STOP.search(text, heads[run[-1]][1])
                yield _tied(text, heads, run, stop.start() if stop else len(text))
    order = sorted(heads)
    for left, right in pairwise(order):
        gap = text[heads[left][1] : heads[right][0]]
        if len(gap) <= LONGEST_GAP and _VERSUS.fullmatch(gap):
            yield _contrasted(text, heads, left, right)


def _run_before(text: str, heads: Mapping[int, tuple[int, int]], end: int) -> list[int]:
    """The groups listed before `end`, with nothing but list words between them."""
    run: list[int] = []
    for group in sorted(heads, reverse=True):
        if heads[group][1] > end:
            continue
        if run and not _listed(text[heads[group][1] : heads[run[0]][0]]):
            break
        run.insert(0, group)
    return run


def _listed(gap: str) -> bool:
    """Whether what stands between two groups only parts the entries of a list."""
    bare = _STATISTIC.sub("", gap)
    return len(bare) <= LONGEST_GAP and LIST.fullmatch(f" {bare.strip()} ") is not None


def _run_after(text: str, heads: Mapping[int, tuple[int, int]], first: int) -> list[int]:
    """The groups listed from `first` on, with nothing but list words between them."""
    run = [first]
    for group in sorted(one for one in heads if one > first):
        if not _listed(text[heads[run[-1]][1] : heads[group][0]]):
            break
        run.append(group)
    return run


def _tied(text: str, heads: Mapping[int, tuple[int, int]], run: list[int], end: int) -> dict[int, set[str]]:
    if len(run) < 2:  # noqa: PLR2004 - one number is no list
        return {}
    begin = text.rfind(". ", 0, heads[run[0]][0]) + 1
    before, after = text[begin : heads[run[0]][0]], text[heads[run[-1]][1] : end]
    items = (_items(after, len(run)) if len(after.split()) > 2 else None) or _items(before, len(run))  # noqa: PLR2004
    return dict(zip(run, items or (), strict=False))


def _items(text: str, count: int) -> list[set[str]] | None:
    """The words of each of the `count` things that were listed last in the text, or None."""
    bare = text.rstrip(" ,;:([")
    breaks = list(_ITEM_BREAK.finditer(bare))
    final = [at for at, one in enumerate(breaks) if one.group("last") and at >= count - 2]
    if not final:
        return None
    chosen = breaks[final[-1] - count + 2 : final[-1] + 1]
    edges = [breaks[final[-1] - count + 1].end() if final[-1] - count + 1 >= 0 else 0, *(one.end() for one in chosen)]
    ends = [*(one.start() for one in chosen), len(bare)]
    first, *middle, last = (bare[start:end] for start, end in zip(edges, ends, strict=True))
    last = re.split(r"[,;]", last)[0]
    cut = [" ".join(first.split()[-_ITEM_WORDS:]), *middle, " ".join(last.split()[:_ITEM_WORDS])]
    words = [_stems(one) for one in cut]
    common = set.intersection(*words)
    return [one - common for one in words]


def _contrasted(text: str, heads: Mapping[int, tuple[int, int]], left: int, right: int) -> dict[int, set[str]]:
    """In "A had more than B (7 vs. 2)" 7 is A's and 2 is B's, and so in "A had more (7 vs. 2) than B"."""
    begin = max(text.rfind(". ", 0, heads[left][0]) + 1, text.rfind(";", 0, heads[left][0]) + 1)
    end = re.compile(r"[;]|\.\s|$").search(text, heads[right][1])
    before, after = text[begin : heads[left][0]], text[heads[right][1] : end.start() if end else len(text)]
    aside = re.search(r"[,(\[][^()\[\]]*$", before) is not None
    contrasts = list(_CONTRAST.finditer(before))
    later = _CONTRAST.search(after)
    if contrasts and aside:
        return _sides(before, contrasts[-1], left, right)
    if later and aside:
        first, second = _stems(before), _stems(" ".join(after[later.end() :].split()[: _ITEM_WORDS + 3]))
        return {left: first - second, right: second - first}
    return {}


def _sides(before: str, split: re.Match[str], left: int, right: int) -> dict[int, set[str]]:
    if "between" in split.group():
        parts = re.split(r"\sand\s", before[split.end() :])
        if len(parts) != 2:  # noqa: PLR2004 - between two things
            return {}
        first, second = _stems(parts[0]), _stems(" ".join(parts[1].split()[:_ITEM_WORDS]))
    else:
        first = _stems(before[: split.start()])
        second = _stems(" ".join(before[split.end() :].split()[:_ITEM_WORDS]))
    return {left: first - second, right: second - first}


def _stems(text: str) -> set[str]:
    keys = keys_of(tokenised(text, ()))
    return {key for found in keys.values() for key in found}
