"""Tells what a sentence says of a study's design from what it says was found: whom it is on, who was given what.

Pure, and below every stage: it asks no record, only words. "Patients with a reduced ejection fraction"
says whom a study is on, though "reduced" is a cue of a finding. `without_design` blanks such words, and nothing else;
what a sentence then claims is for `extract` to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLANK = "_"

_CHANGED = (
    r"(?:reduced|increased|decreased|preserved|improved|raised|lowered|diminished|retained|maintained|recovered|lost"
    r"|predicted|associated|doubled|normali[sz]ed)"
)
_MORE_OR_LESS = r"(?:lower|higher|better|worse|similar|comparable|equal|equivalent|optimal|the same)"
_PEOPLE = (
    r"(?:patients?|participants?|people|persons?|adults?|children|women|men|subjects?|individuals|those|adolescents"
    r"|infants|survivors|volunteers|outpatients|inpatients|animals|mice|rats)"
)
_NO_VERB = (
    r"(?:(?!(?:was|were|is|are|has|have|had|did|does|took|gave|got|saw|and|or|by|in|to|after|under|on|of)\b|\w+ed\b)"
    r"[\w-]+)"
)
_HOW = r"(?:(?:an?|(?:mild|moderate|severe|marked|slight|known|chronic)(?:ly)?) )"
_OF_SOMEBODY = re.compile(
    rf"(?P<who>\b{_PEOPLE} )?\b(?:with|without|having|who ha(?:d|ve))"
    rf" (?P<joined>(?:{_NO_VERB} ){{1,6}}(?:and|or|plus) )?(?P<how>{_HOW}*)"
    rf"(?P<word>{_CHANGED}|{_MORE_OR_LESS})(?=[ -]\w)(?! (?:the|their|its|all|both|by|in|from|to|with|as|than)\b)",
    re.IGNORECASE,
)
_AT_RISK = re.compile(
    rf"(?P<state>\b(?:who |that )?(?:was|were|is|are|be|been|remain\w*|stay\w*|put|placed) )?\bat {_HOW}*"
    rf"(?P<word>{_CHANGED}|{_MORE_OR_LESS}) (?:\w+ ){{0,2}}?risk\b",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(rf"\b(?P<word>{_CHANGED})(?=-\w)", re.IGNORECASE)
_LINKED = re.compile(
    r"\b(?:link|correlat|connect|tied|compatib|consisten|coincid|came|come|result|treat|respond)\w* (?:\w+ )?$"
    r"|\bassociated (?:\w+ )?$",
    re.IGNORECASE,
)
_GIVEN = (
    r"(?:(?:was|were|been|be|being) (?:\w+ ){0,2}?(?:assigned|randomi[sz]ed|allocated|given|enrolled|recruited)"
    r"|received|underwent)"
)
_HAD_BEFORE = re.compile(
    rf"\b(?:had|have) (?:{_NO_VERB},? )*?(?P<word>{_CHANGED}) [^.;:]*?\band {_GIVEN}\b", re.IGNORECASE
)
_PAIRED = re.compile(rf"\b{_GIVEN}\b[^\d;:,]{{0,80}}?\b(?P<word>against|versus|vs|compared)\b", re.IGNORECASE)
_WAS_COMPARED = re.compile(
    r"\b(?:was|were|be|being|we|authors|study|trial) (?P<word>compared)\b(?! (?:favou?rabl|unfavou?rabl|well)\w*)",
    re.IGNORECASE,
)
_GIVEN_TO = re.compile(rf"\b{_GIVEN}\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b\d+(?:\.\d+)? ?% or (?:less|more|lower|higher|below|above|greater|under|over)\b"
    r"|(?:\b(?:at least|at most|below|above|under|over|(?:less|more|lower|higher|greater) than|up to)|[<>≤≥]=?)"
    r" ?\d+(?:\.\d+)? ?%?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:{_GIVEN}|(?:was|were|been) (?:\w+ ){{0,2}}?(?:counted|measured|recorded|assessed))\b", re.IGNORECASE
)
_OUTCOME_WITHIN = 4


def is_design(sentence: str) -> bool:
    """Whether a sentence says who was given what, or what was counted."""
    return bool(_COUNTED.search(sentence))


def without_design(sentence: str, outcomes: Sequence[re.Pattern[str]] = ()) -> str:
    """The sentence with each word blanked that has the form of a cue and only says whom or what a study is on.

    A change of a named outcome is what was found ("with reduced flares"), unless it is plainly somebody's.
    """
    found = _OF_SOMEBODY.sub(lambda match: _of_somebody(match, outcomes), sentence)
    found = _AT_RISK.sub(_at_risk, found)
    for pattern in (_HYPHENATED, _HAD_BEFORE, _PAIRED, _WAS_COMPARED):
        found = pattern.sub(_blanked, found)
    return found


def without_limits(sentence: str) -> str:
    """The sentence without the bounds of who could take part, which stand before it says what they were given."""
    given = _GIVEN_TO.search(sentence)
    return sentence if given is None else _LIMIT.sub(_BLANK, sentence[: given.start()]) + sentence[given.start() :]


def _of_somebody(match: re.Match[str], outcomes: Sequence[re.Pattern[str]]) -> str:
    is_theirs = match["who"] is not None and (match["joined"] is None or bool(match["how"]))
    if is_theirs:
        return _blanked(match)
    if match["who"] is None and re.fullmatch(_MORE_OR_LESS, match["word"], re.IGNORECASE):
        return match.group()
    if _LINKED.search(match.string[: match.start()]) or _is_of_outcome(match, outcomes):
        return match.group()
    return _blanked(match)


def _is_of_outcome(match: re.Match[str], outcomes: Sequence[re.Pattern[str]]) -> bool:
    following = re.match(rf"(?:[ -][\w-]+){{1,{_OUTCOME_WITHIN}}}", match.string[match.end() :])
    return following is not None and any(outcome.search(following.group()) for outcome in outcomes)


def _at_risk(match: re.Match[str]) -> str:
    """What somebody was found to be at is no design, unless it says who they were: "who were at increased risk"."""
    state = match["state"]
    return match.group() if state and not state.lower().startswith(("who ", "that ")) else _blanked(match)


def _blanked(match: re.Match[str]) -> str:
    start, end = (at - match.start() for at in match.span("word"))
    return match.group()[:start] + _BLANK + match.group()[end:]
