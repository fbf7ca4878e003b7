"""Whose the numbers of a claim are: finds those that the evidence gives to something else. Pure, no model.

Four rules, from sure to likely: a range runs the way its words say; what is called a p-value is one; numbers of one
group (85.2 ± 4.6) are of one group in the evidence, in that order; and of two numbers in two groups each stands beside
words that are nearer to it than to the other. The last one weighs the words; `_ORDER` and `_MARGIN` were set on claims
written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from generator.attribution import comparison
from generator.attribution.contexts import NAME, Context, Surroundings, surroundings
from generator.attribution.mention import Mention
from generator.attribution.words import stem

_ORDER = 0.03
"""What it speaks for two numbers that they come in the evidence's order."""
_UNALIKE = 0.25
"""What it speaks for a year and a share that they are not the same kind of number."""
_MARGIN = -0.05
_LOOK_BACK = 24
_VERB_BACK = 70
_LONGEST_RANGE = 40
_P = re.compile(
    r"\bp(?:[ _-]?adj(?:usted)?)?(?:[ -]?values?)?[ _-]?"
    r"(?:\(?(?:for )?(?:linear )?(?:trend|interaction|difference|heterogeneity)\)?)?"
    r"(?: of|:| was| below| under| above| over| at| less than| greater than)?\s?[<>=≤≥]{0,2}\s?$",
    re.IGNORECASE,
)
_ERROR = re.compile(r"(?:±|\+/-|\bs\.?[de]\.?m?\.?|standard (?:deviation|error))\s?[=:(]?\s?$", re.IGNORECASE)
_OPENING = re.compile(
    r"\b(?P<word>from|between)\s(?:[<>~≈]|(?:about|around|nearly|roughly|approximately)\s)?$", re.IGNORECASE
)
_OUT_OF = re.compile(r"\s(?P<out>out\s)?of\s(?:the\s|these\s|all\s)?")
_AMONG = re.compile(r"(?:^|[.;,]\s)(?:out )?(?:of|among)(?: the| these| all)?\s$", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:to|and)(?:\s(?:nearly|about|around|over))?\s?$")
_RISE = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|increas\w*|gr[eo]w\w*|lift\w*|boost\w*|climb\w*|rais\w*|up)\b", re.IGNORECASE
)
_FALL = re.compile(
    r"\b(?:f[ea]ll\w*|drop\w*|declin\w*|decreas\w*|reduc\w*|lower\w*|shr[aiu]nk\w*|cut\w*|down)\b", re.IGNORECASE
)
_JOINS = frozenset({"and", "to", "or", "-", "–", "of", "out of", "±"})
_RIGHT_BESIDE, _NAMED, _FAR = 0.6, 0.15, 0.1
"""Weights from which a word of the context, or a name, is a number's own, and below which it is not near."""
_COMPARED = frozenset("than versus vs against compared relative whereas while from over not without".split())
_YEARS = range(1900, 2100)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A number with whose it is in the evidence and whose the claim makes it."""

    number: str
    owner: str
    given: str


@dataclass(frozen=True)
class Side:
    """A text with its numbers: the claim or the evidence."""

    text: str
    numbers: Sequence[Mention]

    @cached_property
    def around(self) -> Surroundings:
        """Groups and contexts of the numbers."""
        return surroundings(self.text, self.numbers)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """For each number whether it is a p-value, an error or a value."""
        found: list[str] = []
        for at, number in enumerate(self.numbers):
            listed = at > 0 and found[-1] == "p" and self.joined(at - 1, at)
            found.append("p" if listed else _part(self.text, number))
        return tuple(found)

    def group(self, at: int) -> int:
        """The group that a number is in."""
        return self.around.groups[at]

    def fellows(self, at: int) -> Iterator[int]:
        """The other numbers of its group."""
        return (other for other, group in enumerate(self.around.groups) if group == self.group(at) and other != at)

    def consecutive(self, left: int, right: int) -> bool:
        """Whether no third group of numbers stands between two numbers that begin theirs."""
        between = set(self.around.groups[left : right + 1])
        firsts = {self.around.groups.index(self.group(left)), self.around.groups.index(self.group(right))}
        return len(between) == 2 and firsts == {left, right}  # noqa: PLR2004 - the groups of the two

    def joined(self, left: int, right: int) -> bool:
        """Whether nothing but a word of a range or a list stands between two numbers."""
        return self.text[self.numbers[left].end : self.numbers[right].start].strip() in _JOINS

    def share(self, left: int, right: int) -> bool:
        """Whether the left number is a part of the right one: 22 of the 784."""
        one, other = self.numbers[left], self.numbers[right]
        between = _OUT_OF.fullmatch(self.text, one.end, other.start)
        return between is not None and (between["out"] is not None or (_plain(one) and _plain(other)))

    def word(self, key: str | None) -> str | None:
        """The first word of the text with this stem, as it is printed."""
        return next((m.group() for m in _WORD.finditer(self.text) if stem(m.group()) == key), None)


def misplaced(claim: Side, evidence: Side, candidates: Sequence[Sequence[int]]) -> tuple[Misplaced, ...]:
    """The numbers of the claim that are another's in the evidence; `candidates` are those that each may be there."""
    found: dict[str, Misplaced] = {}
    asked = [at for at, one in enumerate(claim.numbers) if candidates[at] and not one.weak and one.label is None]
    for at in asked:
        if _other_part(claim, evidence, at, candidates[at]):
            name = str(claim.numbers[at])
            found.setdefault(name, Misplaced(name, *_parts_named(claim.parts[at])))
    for left, right in combinations(asked, 2):
        one, other = claim.numbers[left], claim.numbers[right]
        if one.values & other.values or str(one) in found:
            continue
        pairs = [(x, y) for x in candidates[left] for y in candidates[right] if x != y]
        if pairs and _exchanged(claim, evidence, (left, right), pairs):
            found[str(one)] = Misplaced(str(one), *_named(claim, evidence, (left, right), pairs[0]))
    for at in asked:
        if not found and len({claim.group(other) for other in asked}) == 1:
            found |= {one.number: one for one in _taken(claim, evidence, at, candidates[at])}
    return tuple(found.values())


def _taken(claim: Side, evidence: Side, at: int, candidates: Sequence[int]) -> Iterator[Misplaced]:
    """A claim's only number given to the owner of another one, as 61.3 to BF16 where AWQ has it and BF16 has 62.0.

    Said only where each of the two numbers has a name or words of its own, and the claim has the other's alone.
    """
    if len(candidates) != 1 or claim.parts[at] != "value" or evidence.parts[candidates[0]] != "value":
        return
    (own,) = candidates
    if claim.numbers[at].unit is None and _kind(claim.numbers[at]) != "decimal":
        return
    named = _stems_of(claim.text)
    theirs = evidence.around.contexts
    for rival, number in enumerate(evidence.numbers):
        if evidence.group(rival) == evidence.group(own) or not _like(number, evidence.numbers[own]):
            continue
        if number.values & claim.numbers[at].values or number.weak or evidence.parts[rival] != "value":
            continue
        ours, others = _owners(evidence, theirs[own], theirs[rival])
        wrong = sorted(others & named.keys())
        if ours and wrong and not ours & named.keys() and not any(named[key] for key in wrong):
            owner = max(sorted(ours), key=lambda key: theirs[own][key])
            yield Misplaced(str(claim.numbers[at]), evidence.word(owner) or owner, claim.word(wrong[0]) or wrong[0])
            return


def _like(one: Mention, other: Mention) -> bool:
    return one.unit == other.unit and _kind(one) == _kind(other) and one.label is None and other.label is None


def _beside(context: Context, other: Context, least: float) -> set[str]:
    """The words beside one number and nowhere near the other."""
    return {key for key, weight in context.items() if weight >= least and other.get(key, 0.0) < _FAR}


def _owners(evidence: Side, own: Context, rival: Context) -> tuple[set[str], set[str]]:
    """What two numbers are each said of: names, where both have one; else words right beside them."""
    named = [
        {key for key in _beside(*pair, _NAMED) if NAME.search(evidence.word(key) or "")}
        for pair in ((own, rival), (rival, own))
    ]
    if all(named):
        return named[0], named[1]
    return _beside(own, rival, _RIGHT_BESIDE), _beside(rival, own, _RIGHT_BESIDE)


def _stems_of(text: str) -> dict[str, bool]:
    """Stems of a text's words, each with whether it stands behind a word of comparison."""
    found: dict[str, bool] = {}
    compared = False
    for match in _WORD.finditer(text):
        compared = compared or match.group().casefold() in _COMPARED
        key = stem(match.group())
        found[key] = found.get(key, True) and compared
    return found


def _exchanged(claim: Side, evidence: Side, ours: tuple[int, int], pairs: Sequence[tuple[int, int]]) -> bool:
    left, right = ours
    alike = _alike(claim.numbers[left], claim.numbers[right])
    if alike and right == left + 1 and _runs_back(claim, left, right):
        return not any(_runs_back(evidence, x, y) for x, y in pairs)
    if alike and right == left + 1 and claim.joined(left, right):
        listed = [(x, y) for x, y in pairs if abs(x - y) == 1 and evidence.joined(min(x, y), max(x, y))]
        if listed and not _two_years(claim, left, right):
            return all(x > y for x, y in listed)
    together = [(x, y) for x, y in pairs if evidence.group(x) == evidence.group(y)]
    if claim.group(left) == claim.group(right):
        if together:
            return alike and all(x > y for x, y in together)
        return right == left + 1 and _torn(claim, evidence, ours, pairs)
    if together:
        return alike and claim.joined(left, right) and all(x > y for x, y in pairs)
    return _apart(claim, evidence, ours, pairs)


def _fixed(claim: Side, evidence: Side, ours: int, theirs: int, rival: int) -> bool:
    """Whether a number keeps what an exchange would have taken from it: its bound, or a fellow that the rival lacks."""
    one, other = claim.numbers[ours], evidence.numbers[theirs]
    if one.bound in {"≤", "≥"} and one.bound == other.bound and not one.firm:
        return True
    lacking = [evidence.numbers[at].values for at in evidence.fellows(theirs)]
    held = {value for at in evidence.fellows(rival) for value in evidence.numbers[at].values}
    return any(
        claim.numbers[here].values & values and not values & held for here in claim.fellows(ours) for values in lacking
    )


def _apart(claim: Side, evidence: Side, ours: tuple[int, int], pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether two like numbers of two groups are exchanged: by the claim's own words of more and less, or by owners."""
    left, right = ours
    one, other = (claim.numbers[at] for at in ours)
    fixed = any(_fixed(claim, evidence, left, x, y) or _fixed(claim, evidence, right, y, x) for x, y in pairs)
    if fixed or claim.share(*ours) or claim.parts[left] != claim.parts[right]:
        return False
    if (
        claim.parts[left] == "value"
        and claim.consecutive(*ours)
        and (_alike(one, other) or _unit_said_once(one, other))
    ):
        larger = comparison.first_larger(claim.text, one, other)
        if larger == (min(one.values) > min(other.values)):
            return False
        if larger is not None and not any(_compared(evidence, x, y) == larger for x, y in pairs):
            return True
    return _alike(one, other) and _weighed(claim, evidence, ours, pairs) < _MARGIN


def _compared(side: Side, left: int, right: int) -> bool | None:
    """What a side's words say of two numbers: "greater (14.6 versus 19.2 %)" may speak of a benefit, not of them."""
    if left > right:
        said = _compared(side, right, left)
        return None if said is None else not said
    return comparison.first_larger(side.text, side.numbers[left], side.numbers[right])


def _unit_said_once(one: Mention, other: Mention) -> bool:
    """Whether the second number may have the first one's unit: 11.3 litres, up from 9.4."""
    return bool({unit for _, unit in one.readings} & {unit for _, unit in other.loose})


def _alike(one: Mention, other: Mention) -> bool:
    """Whether the two numbers share a unit; others could not be exchanged without being absent."""
    return bool({unit for _, unit in one.readings} & {unit for _, unit in other.readings})


def _torn(claim: Side, evidence: Side, ours: tuple[int, int], pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether two numbers of one group are of two in the evidence, where each has such a fellow of its own."""
    left, right = (claim.numbers[at] for at in ours)
    return all(
        any(_alike(evidence.numbers[fellow], right) for fellow in evidence.fellows(x))
        and any(_alike(evidence.numbers[fellow], left) for fellow in evidence.fellows(y))
        for x, y in pairs
    )


def _weighed(claim: Side, evidence: Side, ours: tuple[int, int], pairs: Sequence[tuple[int, int]]) -> float:
    """How much better the best given assignment fits than its exchange; below nought the exchange fits better."""
    ours_are, theirs_are = claim.around.contexts, evidence.around.contexts
    one, other = (claim.numbers[at] for at in ours)
    same_kind = _kind(one) == _kind(other)
    return max(
        _likeness(ours_are[ours[0]], ours_are[ours[1]], theirs_are[x], theirs_are[y])
        + ((_ORDER if x < y else -_ORDER) if same_kind else _UNALIKE)
        for x, y in pairs
    )


def _likeness(one: Context, other: Context, first: Context, second: Context) -> float:
    """Sum over words of how much nearer each is to the one than the other, here times there."""
    return sum(
        (one.get(word, 0.0) - other.get(word, 0.0)) * (first.get(word, 0.0) - second.get(word, 0.0))
        for word in sorted(one.keys() | other.keys())
    )


def _kind(number: Mention) -> str:
    value = min(number.values)
    if "." in number.text or value != value.to_integral_value():
        return "decimal"
    return "year" if number.unit is None and int(value) in _YEARS and "," not in number.text else "count"


def _two_years(side: Side, left: int, right: int) -> bool:
    """Whether two years are only listed: "in 2012 and 2011" says what "in 2011 and 2012" says."""
    one, other = side.numbers[left], side.numbers[right]
    return _kind(one) == _kind(other) == "year" and side.text[one.end : other.start].strip() in {"and", "or"}


def _runs_back(side: Side, left: int, right: int) -> bool:
    """Whether a range contradicts its words: between 7 and 1, rises from 70 to 60."""
    one, other = side.numbers[left], side.numbers[right]
    share = side.share(left, right)
    among = right == left + 1 and _AMONG.search(side.text[max(0, one.start - _LOOK_BACK) : one.start]) is not None
    if among and _plain(one) and _plain(other) and _alike(one, other):
        return min(one.values) < min(other.values)
    if share:
        return min(one.values) > min(other.values)
    opening = _OPENING.search(side.text[max(0, one.start - _LOOK_BACK) : one.start])
    gap = side.text[one.end : other.start]
    if opening is None or len(gap) > _LONGEST_RANGE or not _CLOSING.search(gap):
        return False
    start, end = min(one.values), min(other.values)
    if opening.group("word").casefold() == "between":
        return start > end and side.joined(left, right)
    before = side.text[max(0, one.start - _VERB_BACK) : one.start]
    rises, falls = _RISE.search(before) is not None, _FALL.search(before) is not None
    return rises != falls and (start > end if rises else start < end)


def _plain(number: Mention) -> bool:
    return number.unit is None and number.kind == "number" and "." not in number.text


def _part(text: str, number: Mention) -> str:
    before = text[max(0, number.start - _LOOK_BACK) : number.start]
    return "p" if _P.search(before) else "error" if _ERROR.search(before) else "value"


def _other_part(claim: Side, evidence: Side, at: int, found: Sequence[int]) -> bool:
    """Whether the number is called a p-value by one text alone, though both texts have p-values."""
    if "p" not in claim.parts or "p" not in evidence.parts:
        return False
    theirs = {evidence.parts[other] for other in found}
    return "p" not in theirs if claim.parts[at] == "p" else theirs == {"p"}


def _parts_named(part: str) -> tuple[str, str]:
    return ("a value", "a p-value") if part == "p" else ("a p-value", "a value")


def _named(claim: Side, evidence: Side, ours: tuple[int, int], theirs: tuple[int, int]) -> tuple[str, str]:
    """Whose the left number is in the evidence and whose in the claim: the words that tell them apart best."""
    mine, rival = (evidence.around.contexts[at] for at in theirs)
    here, there = (claim.around.contexts[at] for at in ours)
    owner = _best({word: mine[word] * there.get(word, 0.1) - rival.get(word, 0.0) for word in mine})
    given = _best({word: here[word] * rival.get(word, 0.1) - there.get(word, 0.0) for word in here})
    first, second = evidence.word(owner), claim.word(given)
    if first is None or second is None or first.casefold() == second.casefold():
        return "another place of the evidence", f"the place of {claim.numbers[ours[1]]}"
    return first, second


def _best(weights: dict[str, float]) -> str | None:
    return max(sorted(weights), key=lambda word: weights[word], default=None)
