"""What the words around a number add to it: a bound, a label, a unit that a list says once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.attribution.mention import Bound, Mention, based

_NEXT_UNIT = 25
_BEFORE = 32
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"(?:\b(?:{words})|{signs})\s?$", re.IGNORECASE))  # type: ignore[misc] # literals all
    for bound, words, signs in (
        ("≥", "(?:no|not) (?:less|fewer|lower) than|not (?:below|under)|at least|minimum of", "≥|>=|=>"),
        (
            "≤",
            (
                "(?:no|not) (?:more|greater|higher) than|not (?:above|over|exceeding|beyond)|at most|up to|maximum of"
                "|as (?:much|many|high) as"
            ),
            "≤|<=|=<",
        ),
        ("<", "(?:less|fewer|lower|smaller|shorter|younger|earlier) than|below|under|nearly|almost", "<"),
        (">", "(?:more|greater|higher|larger|longer|older|later) than|above|over|exceed(?:s|ed|ing)?|beyond", ">"),
        ("=", "equals", "="),
    )
)
_FIRM = re.compile(r"[<>≤≥=]\s?$")
_AFTER_MORE = re.compile(
    r"\s?\+(?!\w)|,? (?:or|and) (?:more|older|greater|higher|above|longer|over|beyond)\b", re.IGNORECASE
)
_AFTER_LESS = re.compile(r",? (?:or|and) (?:less|fewer|younger|lower|below|shorter|under)\b", re.IGNORECASE)
_HEDGE = re.compile(
    r"(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|circa|ca\.?|close to|slightly|~|≈|near)"
    r"(?: (?:over|under|above|below|more than|less than))?\s?$",
    re.IGNORECASE,
)
_LABELLING = (
    "types?|phases?|stages?|grades?|class|classes|tasks?|subtasks?|track|levels?|tables?|figures?|fig\\.?|versions?"
    "|positions?|residues?|groups?|chromosomes?|exons?|introns?|domains?|serine|ser|thr|tyr|lys|lysine|threonine"
    "|chapters?|sections?|appendix|steps?|question|rank|number|no\\.?|experiments?|layers?|round|area|region|site|subset"
    "|part|subtype|serotype|genotype|isoform|subunit|category|model|days?|weeks?|months?|visits?|cohorts?|arms?"
    "|study|trial|fields?|plots?|samples?|cases?|clusters?|datasets?|quartiles?|tertiles?|quintiles?"
)
_HEADINGS = frozenset(
    "BACKGROUND OBJECTIVE OBJECTIVES AIM AIMS DESIGN SETTING METHOD METHODS PARTICIPANTS SUBJECTS PATIENTS"
    " MEASUREMENTS INTERVENTIONS RESULTS FINDINGS CONCLUSION CONCLUSIONS".split()
)
"""Of sections: "METHODS 51 mice" is no name."""
_LABEL = re.compile(
    rf"(?:^|[\s(\"/-])(?:(?P<noun>{_LABELLING})|(?P<name>(?-i:[A-Z][\w.+-]*[^\W\d_])))[\s-]$", re.IGNORECASE
)
_AGED = re.compile(
    r"\b(?:aged?|ages|older than|younger than|over|under|below|above|beyond|up to|between|older|younger|around|about)"
    r"\s(?:of\s)?(?:age\s)?(?:[0-9]{1,3}\s?(?:-|to|and|or)\s?)?$",
    re.IGNORECASE,
)
_OLDEST = 120
_FACTOR = re.compile(r"\bfactors? of\s(?:[\w.]+(?:,| and| to)\s){0,3}(?:about |roughly )?$", re.IGNORECASE)
_SHORT_LABEL = re.compile(r"[\s(]t\($|\bt\([0-9]{1,2};$")
_ORDINARY = re.compile(r"[A-Z]?[a-z.+-]+")
_BEGINS = re.compile(r"(?:^|[.:;?!])\s*$")
_LOOSE_TIE = re.compile(
    r"\s?\)?\s?(?:-|to|and|or|vs\.?|versus|compared (?:to|with)|,|,\s?and|±|\+/-|/|\()\s?"
    r"|\s?[(\[](?:[\s=:,;~]|mean|median|average|range|from|sd|s\.d\.|se|sem|iqr|±|\+/-)*",
    re.IGNORECASE,
)
_ENDS_PHRASE = re.compile(r"\s?(?:[.,;:)]|$|(?:and|but|while|whereas|in|with|for|than|versus|vs)\b)", re.IGNORECASE)
"""After a bare number: what it counts was said before, as in "10.9 months with A and 8.4 with B"."""
_TIE = re.compile(
    r"(?:\s\([^()0-9]{1,60}\))?\s?(?:-|to|and|or|,|,\s?and|,\s?or|/|±|\+/-|vs\.?|versus|through"
    r"|compared (?:to|with)|/)\s?(?:[<>≤≥~]\s?)?",
    re.IGNORECASE,
)


def bounded(text: str, one: Mention) -> Mention:
    """The number with what stands around it: its bound, its label, whether it is about."""
    before = text[max(0, one.start - _BEFORE) : one.start].rstrip("-+$€£")
    bound: Bound | None = next((bound for bound, pattern in _BOUNDS if pattern.search(before)), None)
    firm = bound is not None and bool(_FIRM.search(before))
    one = replace(one, label=_label(text, one))
    if bound is None:
        if _AFTER_MORE.match(text, one.end):
            bound = "≥"
        elif _AFTER_LESS.match(text, one.end):
            bound = "≤"
    return replace(one, bound=bound, firm=firm, hedged=bool(_HEDGE.search(before)) or (bound is not None and not firm))


def _label(text: str, one: Mention) -> str | None:
    """The word whose number it is. A name before an integer counts, if it does not begin the sentence."""
    before = text[max(0, one.start - _BEFORE) : one.start]
    if one.unit is not None or one.kind != "number" or "." in one.text:
        return None
    if _SHORT_LABEL.search(before):
        return "t"
    match = _LABEL.search(before)
    if match is None:
        return None
    name = match.group("name")
    if name is not None and name in _HEADINGS:
        return None
    begins = name is not None and _ORDINARY.fullmatch(name) and _BEGINS.search(before[: match.start("name")])
    return None if begins else (match.group("noun") or name).casefold().rstrip("s.")


def shared(text: str, found: list[Mention]) -> Iterator[Mention]:
    """A number without a unit may share that of the next one that it is tied to, as in "3 to 5 days"."""
    later: list[Mention] = []
    unit = None
    for one in reversed(found):
        tied = bool(later) and _TIE.fullmatch(text, one.end, later[-1].start) is not None
        unit = one.unit or (unit if tied else None)
        later.append(_with_unit(one, unit) if tied else one)
    later.reverse()
    unit, end = None, None
    for at, one in enumerate(later):
        tied = end is not None and _LOOSE_TIE.fullmatch(text, end, one.start) is not None
        unit, end = one.unit or (unit if tied else None), one.end
        near = {unit} if unit else set()
        near |= _units_near(text, one, later[at + 1] if at + 1 < len(later) else None)
        if _unitless(one) and _FACTOR.search(text[max(0, one.start - _BEFORE) : one.start]):
            near.add("times")
        aged = _unitless(one) and _AGED.search(text[max(0, one.start - _BEFORE) : one.start]) is not None
        if aged and one.value is not None and one.value <= _OLDEST:
            near.add("years")
        if _unitless(one) and _ENDS_PHRASE.match(text, one.end):
            near |= {other.unit for other in later[:at] if other.unit}
        loose = {based(value, of) for value, _ in one.readings for of in near} if _unitless(one) else set()
        yield replace(one, loose=frozenset(loose))


def _units_near(text: str, one: Mention, following: Mention | None) -> set[str]:
    """Units that a number of the evidence may have from its surroundings: a heading's "(%)", the next value's unit."""
    near = {"%"} if "(%)" in text or "[%]" in text else set()
    if following is not None and following.unit and following.start - one.end <= _NEXT_UNIT:
        near.add(following.unit)
    return near


def _with_unit(one: Mention, unit: str | None) -> Mention:
    if unit is None or not _unitless(one):
        return one
    return replace(one, readings=one.readings | {based(value, unit) for value, _ in one.readings})


def _unitless(one: Mention) -> bool:
    return one.unit is None and one.kind == "number"
