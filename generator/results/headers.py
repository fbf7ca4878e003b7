"""What a table's label says: its name without what is no part of it, its unit, and what kind of thing it names.

Pure. Kinds come from words that tables of any field use and from `aliases.yml`; a label that tells nothing has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from generator.results.cells import MARKS, is_unit
from generator.results.names import Names
from generator.text import names as stands_in

Kind = Literal["metric", "method", "system", "dataset", "setting", "bits", "statistic", "total", "outside"]
"""What a label names. `setting` is a time or visit. `statistic` says how a figure is given, `total` that it is of all:
over a column they name nothing. `outside` is over what is no result: p values, tests, spreads."""

LONGEST = 400
"""Characters from which on a label names nothing."""
LONGEST_NAME = 4
"""Words that the name of a group may have, if some of them say what was measured."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label's name, unit and kind. `counted` says that a number is a count, as "n (%)" does."""

    name: str
    unit: str | None
    kind: Kind | None
    counted: bool = False


def _words(listed: str) -> re.Pattern[str]:
    """A pattern for any of the words; an underscore is a blank or a hyphen."""
    return re.compile(rf"\b(?:{'|'.join(listed.split())})\b".replace("_", r"[\s-]"), re.IGNORECASE)


def _ends(pattern: str) -> re.Pattern[str]:
    """A pattern for what stands at a label's end, after a comma, a dash or nothing."""
    return re.compile(rf"[,;:–—-]?\s*(?:{pattern})$", re.IGNORECASE)


# --- words ----------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_][\w.]*|[0-9.]+\s?%|%|±")
_SPREADS = frozenset(
    """sd s.d std se s.e sem s.e.m iqr iq range ranges min max minimum maximum ci cis 95% 90% 99%
    standard deviation deviations error interquartile confidence interval intervals gsd and q1 q3 quartiles""".split()
)
_STATISTICS = _SPREADS | frozenset(
    """n no num % mean means median medians average averages ± percent percentage count counts frequency frequencies
    gm value values result results number or""".split()
)
_PEOPLE = "patients|participants|subjects|cases|people|persons"
_COUNTS = re.compile(r"(?:n|nos?\.?|num(?:ber)?|count)(?:\sof\s[\w-]+)?", re.IGNORECASE)
_SHARES = re.compile(rf"(?:%|percent(?:age)?|\(%\))(?:\s(?:of\s)?(?:{_PEOPLE}))?", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:total|all|overall|combined|whole)(?:\s(?:{_PEOPLE}|sample|population|cohort|group))?", re.IGNORECASE
)
_TEST = re.compile(
    r"""^\W*p\W*(?:\(.*)?$ | \bp[\s\-‐–]?(?:values?|vals?)\b | \bp\s?(?:for|of|trend|interaction)\b | \bp\s?[<=*†‡§]
    | signifi[ck]an | ^sig\.?$ | χ | ^\W*ci\W*$ | \bratios?\s\( | \b9[059]\s?%\s?(?:ci|confidence|cl|cri)\b
    | ^(?:t|f|z|h|u|q|r|r2|d|g|b|β|χ2|χ²|x2|df|d\.f\.|η2|ηp2|κ|\u03c1|ω2?)(?:\W.*)?$
    | \b(?:[ra]?or|[ahcs]?hr|rr|irr|md|smd|wmd|nnt|nnh|ard|icc)\b(?!\s*\w)
    | \b(?:odds|hazards?|risk|rate)\sratio | \brelative\srisk | \beffect\s(?:size|estimate)s? | \bcohen
    | \b(?:chi|statistics?|anc?ova|coefficients?|estimates?|correlations?|regression|between|comparisons?|beta)\b
    | \b(?:v|vs|versus)\b\.? | \btest\s?(?:values?|statistic) | \bconfidence\sintervals?\b | \bdegrees\sof\sfreedom""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE = re.compile(
    r"(?:ref(?:s|erences?)?\.?|citations?|id|#|years?|date|doi|pmid|pages?|s\.?\s?no\.?|comments?|notes?|remarks?)",
    re.IGNORECASE,
)
_OF_TESTS = re.compile(
    r"\b(?:correlat(?:ion|ed)|regression|(?:odds|hazards?|risk)\sratio|(?:multi|uni)varia(?:te|ble)|predict(?:ors?|ing|ive)"
    r"|anc?ova|sample\ssize|effect\s(?:sizes?|modif)|associations?\b|coefficients?)",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"\b(?:differences?|diff\.?)(?!\w)|^[ΔδD]\b", re.IGNORECASE)
_GROUPS = _words("groups? arms? cohorts? placebo sham controls? usual_care standard_care untreated vehicle")
_WHO = re.compile(
    _GROUPS.pattern
    + "|"
    + _words(
        """treat(?:ed|ment) interventions? patients participants subjects cases volunteers respondents males? females?
        men women boys girls adults children infants elderly smokers users (?:non-?)?responders (?:non-?)?survivors
        wait(?:ing)?_list therapy vaccine exposed unexposed randomi[sz]ed"""
    ).pattern
    + r"|\b[0-9.]+\s?(?:mg|µg|μg|mcg|g)(?:/\w+)?\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    _words(
        """scores? rates? index indices levels? time durations? number no\\. means? median average changes? counts? age
        weight height bmi body_mass pressure volume proportion percentages? prevalence incidence concentrations? scale
        subscale frequency sex gender total size length width loss gain intake quality rating mortality amount sum
        tit(?:er|re)s? gm[ct]s? sensitivity specificity costs? efficiency error reduction increase improvement days
        events deaths"""
    ).pattern
    + r"|^%|%\s",
    re.IGNORECASE,
)
_SPAN = _words("ages? aged durations? times? length intervals? periods? experience years? onset since survival")
_PERIODS = (
    r"(?:seconds?|min(?:ute)?s?|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mos?|mths?|m|years?|yrs?|y|visits?|sessions?"
    r"|cycles?|trimesters?)"
)
_NUMBERS = (
    r"(?:[0-9]+(?:\.[0-9]+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|first|second|third|fourth|last"
    r"|[0-9]+(?:st|nd|rd|th))"
)
_OPERATED = r"[\s-]?(?:op(?:erative)?|treatment)?"
_WHEN = re.compile(
    rf"""(?:(?:at|after|before|by|on|in|within|the|end\sof|study|to|from|mean|time|follow[\s-]?up|(?:post|pre){_OPERATED})
        [\s,:-]*)*
    (?:(?:baseline|admission|discharge|follow[\s-]?ups?|entry|enrol?ment|randomi[sz]ation|screening|birth|delivery|surgery
        |intervention|treatment|training|study|test|therapy|pre|post|before|after|{_NUMBERS}[\s-]?{_PERIODS}
        |{_PERIODS}[\s-]?{_NUMBERS}|t[0-9]|endpoint|end)[\s,:-]*)+
    (?:\(?(?:of\s)?(?:follow[\s-]?up|later|later\son|(?:after|before)\s\w+|post[\s-]?\w+|visit|treatment|surgery
        |intervention|assessment)\)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_WHEN_WORD = re.compile(
    rf"\b(?:baseline|pre|post|before|after|admission|discharge|follow|entry|end|[0-9])|{_PERIODS}", re.IGNORECASE
)
_HEADS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("bits", re.compile(r"^#?\s?(?:bits?|bit[\s-]?widths?|w[\s-]?bits?)$", re.IGNORECASE)),
    ("dataset", _words("data\\s?sets? benchmarks? corpus corpora tasks?")),
    ("system", _words("models? backbones? llms? vlms? networks? architectures? systems?")),
    (
        "method",
        _words(
            """groups? arms? treatments? interventions? methods? approach(?:es)? algorithms? classifiers? drugs?
            therap(?:y|ies) regimens? allocation conditions? cohorts? strateg(?:y|ies) quantizers? techniques?"""
        ),
    ),
    ("setting", _words("time(?:\\s?points?)? visits? weeks? days? months? phases? periods? follow_up")),
    (
        "metric",
        _words(
            """variables? characteristics? outcomes? parame?ters? measure(?:s|ments?)? items? end\\s?points? events?
            symptoms? factors? tests? scales? subscales? index indices domains? features? indicators? complications?
            reactions? components? biomarkers? markers? metrics? demographics? data details findings adverse
            side_effects?"""
        ),
    ),
)


# --- what a label says ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def parts(printed: str, names: Names) -> tuple[Label, ...]:
    """A label, or two where one names both who and what: "Placebo, n = 84 mean change (SE)"."""
    if len(printed) > LONGEST:
        return (Label(printed, None, None),)
    size = _SIZE.search(printed)
    if size is None:
        return (_label(printed, names, sized=False),)
    before, after = printed[: size.start()].strip(), printed[size.end() :].strip(" ,;:")
    if before and after and (_is_statistic(after) or _WHAT.search(after)):
        return _label(before, names, sized=True), _label(after, names, sized=False)
    return (_label(f"{before} {after}".strip(), names, sized=True),)


def head_kind(printed: str) -> Kind | None:
    """What the header over a column of labels says that they are, by its last words that say it."""
    found = [(match.end(), kind) for kind, pattern in _HEADS for match in pattern.finditer(printed[:LONGEST])]
    return max(found, key=lambda one: one[0])[1] if found else None


def is_group(printed: str, names: Names) -> bool:
    """Whether a label beside figures names those of whom they are; a word such as "patients" is not enough here."""
    label = parts(printed, names)[0]
    return label.kind == "method" and (_GROUPS.search(label.name) is not None or _is_baseline(label.name, names))


def is_time(name: str) -> bool:
    """Whether a label is a time or a visit: "Baseline", "6 months", "Post-test"."""
    return len(name) <= LONGEST and bool(_WHEN.fullmatch(name.strip()) and _WHEN_WORD.search(name))


def is_span(name: str) -> bool:
    """Whether times below a label are categories of it and no visits: "Age", "Duration of illness"."""
    return _SPAN.search(name) is not None


def is_difference(name: str) -> bool:
    """Whether a label over a column is that of a difference between other columns."""
    return _DIFFERENCE.search(name) is not None


def is_size(printed: str) -> bool:
    """Whether a label is a bare "N"."""
    return printed.strip(" ().").casefold() in {"n", "no", "number"}


def is_count(name: str) -> bool:
    """Whether a label over a column says that figures are counts: "No. of patients"."""
    return _COUNTS.fullmatch(name) is not None


def is_share(printed: str) -> bool:
    """Whether a label is a bare "%"."""
    return _SHARES.fullmatch(_unmarked(printed)) is not None


def is_test(printed: str) -> bool:
    """Whether a label is that of a p value or a test."""
    return _TEST.search(_unmarked(printed)) is not None


def is_of_tests(caption: str) -> bool:
    """Whether a caption says that a table holds what tests and models give, not what was measured."""
    return _OF_TESTS.search(caption) is not None


def _label(printed: str, names: Names, *, sized: bool) -> Label:
    name, unit, counted = _bare(printed)
    kind = _kind(name, unit, printed, names, sized=sized)
    return Label(_MEAN.sub("", name) if kind == "method" else name, unit, kind, counted)


def _kind(name: str, unit: str | None, printed: str, names: Names, *, sized: bool) -> Kind | None:
    """The kind of a label, the surest sign first."""
    a = names.aliases
    rungs: tuple[tuple[Kind, Callable[[], bool]], ...] = (
        ("statistic", lambda: not name and printed.startswith("(")),
        ("outside", lambda: _is_spread(printed) or is_test(printed) or _BESIDE.fullmatch(name) is not None),
        ("method", lambda: not name and sized and not _WORD.search(printed)),
        ("statistic", lambda: not name),
        ("total", lambda: _WHOLE.fullmatch(name) is not None),
        ("setting", lambda: is_time(name)),
        ("dataset", lambda: unit is None and any(stands_in(name, one.terms) for one in a.datasets)),
        ("method", lambda: sized or _is_baseline(name, names)),
        ("method", lambda: unit is None and _WHO.search(name) is not None and not _is_long(name)),
        ("metric", lambda: unit is not None or _WHAT.search(name) is not None),
        ("metric", lambda: any(stands_in(name, one.terms) for one in a.metrics)),
    )
    return next((kind for kind, holds in rungs if holds()), None)


def _is_spread(printed: str) -> bool:
    """Whether a label says only how far figures spread: "SD", "95% CI"."""
    words = [word.casefold().removesuffix(".") for word in _WORD.findall(printed)]
    return bool(words) and all(word in _SPREADS for word in words)


def _is_long(name: str) -> bool:
    """Whether a name says what was measured, and of whom: "Number of visits in the control group"."""
    return len(name.split()) > LONGEST_NAME and _WHAT.search(name) is not None


def _is_baseline(name: str, names: Names) -> bool:
    """Whether a name is that of a condition that others are held against; "baseline" itself may be a time."""
    return "baseline" not in name.casefold() and names.baseline(name) is not None


# --- what is no part of a name --------------------------------------------------------------------------------------

_SIZE = re.compile(
    r"[,;:]?\s*[(\[]?\s*\bn\s?[=:]\s?[0-9][0-9, ]*(?:\s?/\s?[0-9]+)?(?:\s?[;,]?\s?[0-9.]+\s?%)?\s*[)\]]?"
    r"(?:\s?\([0-9.]+\s?%?\))?",
    re.IGNORECASE,
)
_MARKED = re.compile(rf"^[{MARKS}•●○◦▪·–—\-\s]+(?=\S)|\s*[{MARKS}]+$|(?<=[^\W\d_]{{3}})[{MARKS.replace('#', '')}]+")
_MEAN = re.compile(r"^(?:means?|medians?)\s|\s(?:means?|medians?)$", re.IGNORECASE)
_COUNT = _ends(r"[(\[]?\b(?:n|nos?\.?|number|count|frequency)\s?[(\[/,]\s*(?:%|percent(?:age)?)\s*[)\]]*")
_GIVEN = _ends(r"(?:\b(?:means?|medians?|average)\s?)?(?:±|\+/[-−])\s?(?:s\.?[de]\.?m?\.?|standard\s\w+)")
_MEANT = _ends(r"[(\[](?:means?|medians?)\s?([^()\[\]]*?)\s?\([^()\[\]]*\)\s?([^()\[\]]*?)[)\]]")
_GROUP = _ends(r"[(\[]([^()\[\]]*)[)\]]")
_UNCLOSED = _ends(r"[(\[]([^()\[\]]*)")
_TAIL = re.compile(r"\s*[,;]\s*([^,;]*)$")
_LAST = re.compile(r"(?<=.)(?:[,;:–—-]\s*(?:means?|medians?|n|no\.)|\sn)$", re.IGNORECASE)


def _bare(printed: str) -> tuple[str, str | None, bool]:
    """A label's name, its unit, and whether it says that figures are counts."""
    name, unit, counted = _unmarked(printed), None, False
    while (end := _end(name)) is not None:
        at, found = end
        counted |= _COUNT.search(name) is not None
        unit = unit or found
        name = _unmarked(name[:at])
    if _SHARES.fullmatch(name):
        unit, name = "%", ""
    elif unit is None and name.startswith("%"):
        unit = "%"
    return ("" if _is_statistic(name) else name), (None if counted else unit), counted


def _end(name: str) -> tuple[int, str | None] | None:
    """Where a part begins that closes a name and does not belong to it, and its unit if it is one; or None."""
    for pattern in (_COUNT, _GIVEN, _LAST):
        if match := pattern.search(name):
            return match.start(), None
    for pattern in (_MEANT, _GROUP, _TAIL, _UNCLOSED):
        match = pattern.search(name)
        inside = "".join(match.groups()).strip() if match else ""
        told = re.sub(r"^in\s", "", _MEAN.sub("", inside).strip())
        if match and is_unit(told):
            return match.start(), told
        if match and (_is_statistic(inside) or (pattern is _MEANT and not inside)):
            return match.start(), None
    return None


def _unmarked(text: str) -> str:
    return _MARKED.sub("", text).strip(" ,;:")


def _is_statistic(text: str) -> bool:
    found = [word.casefold().replace(" ", "").removesuffix(".") for word in _WORD.findall(text)]
    return bool(found) and _STATISTICS.issuperset(found) and not re.search(r"[≥≤<>]", text)
