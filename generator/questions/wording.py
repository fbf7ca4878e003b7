"""Pydantic's errors in words for people: each becomes a fault at its line, with what to write instead.

Beside `records`, which asks it; it gets the JSON Schema as an argument. It must not decide what is valid: that is
`generator.schema`'s part alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from generator.errors import Fault
from generator.questions.text import GUIDE, clip, path_of, printable
from generator.questions.tree import Loc, Tree
from generator.schema import SERVICE_NAMES, Question

NEAR = 60
"""Likeness, out of 100, from which on a misspelt word is taken for a known one."""


class _Case(NamedTuple):
    """One error of pydantic: where, what was given, its figures, and the JSON Schema of that place."""

    kind: str
    loc: Loc
    given: Any
    ctx: Mapping[str, Any]
    part: Mapping[str, Any]
    siblings: tuple[str, ...]


Words = tuple[str, str]
"""A message and its fix."""


def worded(error: ValidationError, tree: Tree, whole: Mapping[str, Any]) -> list[Fault]:
    """Every error of a record as a fault at its line of the file."""
    cases = (_case(details, whole) for details in error.errors(include_url=False))
    # Pydantic counts valid entries only: a list of one bad entry is empty to it, and that entry has its own fault.
    return [_fault_of(case, tree) for case in cases if case.kind != "too_short" or not case.given]


def _case(details: ErrorDetails, whole: Mapping[str, Any]) -> _Case:
    loc = details["loc"]
    siblings = tuple(_part(whole, loc[:-1]).get("properties", {}))
    return _Case(details["type"], loc, details["input"], details.get("ctx", {}), _part(whole, loc), siblings)


def _part(whole: Mapping[str, Any], loc: Loc) -> Mapping[str, Any]:
    """The JSON Schema of what stands at `loc`; empty where the schema knows no such place."""
    part = whole
    for step in loc:
        part = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
        if "$ref" in part:
            part = {**whole["$defs"][part["$ref"].rpartition("/")[2]], **part}
    return part


def _fault_of(case: _Case, tree: Tree) -> Fault:
    message, fix = _WORDS.get(case.kind, _any_error)(case)
    # An unknown key is wrong itself, whatever its value; the value may begin on a later line.
    line = tree.keys.get(case.loc) if case.kind == "extra_forbidden" else None
    return Fault(tree.file, line or tree.line(case.loc), path_of(case.loc), message, fix)


def _missing(case: _Case) -> Words:
    return "is missing.", f"Add '{case.loc[-1]}: …' ({case.part.get('description', '').rstrip('.')})."


def _unknown_key(case: _Case) -> Words:
    known = ", ".join(case.siblings)
    of_defaults = "sources" in case.siblings  # a dispute has no key that the defaults have
    if case.loc[0] in Question.model_fields and len(case.loc) == 1 and of_defaults:
        return "belongs to a question, not to the defaults.", f"Move it to the question's file; keys here: {known}."
    return "is no known key.", f"{guess(case.loc[-1], case.siblings)}Keys here: {known}."


def guess(given: object, known: Iterable[str]) -> str:
    """'Did you mean …? ' or nothing."""
    found = process.extractOne(str(given), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    return f"Did you mean {found[0]!r}? " if found else ""


_DUE = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a set of keys",
}


def _wrong_type(case: _Case) -> Words:
    if case.given is None:
        return "has no value.", "Write one, or remove it."
    return f"is {_shape(case.given)}, but {_DUE[case.kind]} is due.", _TYPE_FIXES[case.kind](case)


def _shape(given: object) -> str:
    if isinstance(given, str):
        return f"the text {clip(given)!r}"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, list | dict):
        return "a list" if isinstance(given, list) else "a set of keys"
    return f"the number {given}"


def _written(given: object) -> str:
    """A scalar as its file has it."""
    return str(given).lower() if isinstance(given, bool) else printable(str(given))


def _text_fix(case: _Case) -> str:
    if isinstance(case.given, list | dict):
        return "Write one text, without dashes, brackets or keys."
    return f'Put it in quotes: "{_written(case.given)}".'


def _list_fix(case: _Case) -> str:
    if isinstance(case.given, dict):
        return "Write it as a list: put '- ' before the first key of each entry."
    of_keys = "$ref" in case.part.get("items", {})  # of concepts, say
    return f"Write it as a list: - {'name: ' if of_keys else ''}{_written(case.given)}"


def _keys_fix(case: _Case) -> str:
    keys = tuple(case.part.get("properties", {}))
    if "name" in keys and not isinstance(case.given, list | dict):
        return f"Write it as 'name: {_written(case.given)}'."
    return f"Write it as keys with values; keys here: {', '.join(keys)}."


_TYPE_FIXES: Mapping[str, Callable[[_Case], str]] = {
    "string_type": _text_fix,
    "int_type": lambda _: "Write it in digits, without quotes.",
    "bool_type": lambda _: "Write true or false, without quotes.",
    "tuple_type": _list_fix,
    "model_type": _keys_fix,
}


def _not_listed(case: _Case) -> Words:
    listed = case.part.get("enum", ())
    fix = guess(case.given, listed).strip() or "Use one of them."
    return f"is {_shape(case.given)}, which is not one of: {', '.join(listed)}.", fix


def _short_text(case: _Case) -> Words:
    least, length = case.ctx["min_length"], len(case.given.strip())
    return f"is too short: {length} characters, at least {least} are due.", "Write it out."


def _long_text(case: _Case) -> Words:
    most, length = case.ctx["max_length"], len(case.given.strip())
    return f"is too long: {length} characters, at most {most} fit.", "Shorten it."


def _short_list(case: _Case) -> Words:
    return "is an empty list.", f"List at least {case.ctx['min_length']}, or remove the key."


def _long_list(case: _Case) -> Words:
    return f"is too long a list: {len(case.given)} entries, at most {case.ctx['max_length']} fit.", "Remove some."


def _too_small(case: _Case) -> Words:
    return f"is {case.given}, but {case.ctx['ge']} is the least.", "Write a larger number."


def _too_large(case: _Case) -> Words:
    return f"is {case.given}, but {case.ctx['le']} is the most.", "Write a smaller number."


def _wrong_form(case: _Case) -> Words:
    key = next((step for step in reversed(case.loc) if isinstance(step, str)), "")
    if key in {"name", "any"} and not any(sign.isalnum() for sign in case.given):
        return "holds no letter and no digit.", "Write the term as the literature writes it."
    message, fix = _FORMS.get(key, ("does not stand on one line.", "Write it on one line, without tabs."))
    return message.format(clip(case.given)), fix


_FORMS = {
    "sources": (
        "{!r} names no source.",
        f"Write library, library/<name of its file without ending>, services, or one of {', '.join(SERVICE_NAMES)}.",
    ),
    "languages": ("{!r} is no language code.", "Write the ISO 639 code in lower case, such as en."),
    "claim": (
        "{!r} is no id of a claim.",
        "Write it as the report shows it: c- and twelve digits from 0 to 9, a to f.",
    ),
    "report": ("{!r} is no slug.", "Write the part of the report's address behind reports/."),
    "by": ("{!r} is no name at GitHub.", "Write the name without '@', or remove the line."),
    "tags": ("{!r} is no tag.", "Write lower-case letters, digits and single hyphens, such as vision-language-models."),
}


def _broken_rule(case: _Case) -> Words:
    """A rule of `generator.schema`, in its own words."""
    key = next((part for part in reversed(case.loc) if isinstance(part, str)), "")
    return f"{case.ctx['error']}.", _RULE_FIXES.get(key, "Correct the value.")


_RULE_FIXES = {
    "facets": "Rename or remove one concept, and leave at least one without 'required: false'.",
    "years": "Swap the two years, or leave one out.",
    "question": "End the sentence with '?'.",
    "exclusions": "Leave it in one of the two lists.",
    "silence": "Give each code once, with one reason.",
    "evidence": "Write doi:10.…, arxiv:2301.00001, pmid:123 or pmcid:PMC123.",
    "work": "Write doi:10.…, arxiv:2301.00001, pmid:123, pmcid:PMC123 or the full title.",
}


def _no_day(_: _Case) -> Words:
    return "is no day.", "Write it as 2026-11-20, or remove the line."


def _any_error(case: _Case) -> Words:
    return f"is not valid ({case.kind}).", f"See {GUIDE}."


_WORDS: Mapping[str, Callable[[_Case], Words]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    **dict.fromkeys(_DUE, _wrong_type),
    "enum": _not_listed,
    "literal_error": _not_listed,
    "string_too_short": _short_text,
    "string_too_long": _long_text,
    "too_short": _short_list,
    "too_long": _long_list,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "string_pattern_mismatch": _wrong_form,
    "value_error": _broken_rule,
    "date_from_datetime_parsing": _no_day,
    "date_parsing": _no_day,
    "date_type": _no_day,
}
