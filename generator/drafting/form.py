"""The fields of the issue form "Ask a question", as a workflow hands them over, into the keys of a question file.

Pure. A field's text is a stranger's: it becomes data and nothing else. What cannot be read is a fault of its field, in
words for whoever filled the form in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from generator import ids
from generator.drafting.idea import Idea, clean, distinct, with_aliases
from generator.errors import Fault, InputError
from generator.schema import Facet

FORM = "form"
"""What the form is called in faults."""

FIELDS = ("title", "question", *(facet.value for facet in Facet), "years", "works", "why")
"""The fields, by their identifiers in `.github/ISSUE_TEMPLATE/question.yml`."""

MAX_BYTES = 256 * 1024
MAX_LINES = 60
"""Lines of one field."""

_EMPTY = frozenset({"", "_no response_", "none", "n/a", "-"})
_FROM = re.compile(
    r"(?:since|from|after|starting(?: in)?)\b.*|.*(?:[-–+]|to (?:now|today|present)|onwards?)\s*", re.IGNORECASE
)
_TO = re.compile(r"(?:until|to|before|up to|till)\b.*|[-–].*", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"(?:https?://)?(?:www\.)?(?:(?P<arxiv>arxiv(?:\.org/abs/|:))|(?P<pmid>pmid:)|(?P<pmcid>pmcid:))\s*", re.IGNORECASE
)


def fields_of(data: bytes, known: Sequence[str] = FIELDS) -> dict[str, str]:
    """The `known` fields that were filled in. Raises InputError where the bytes are no form."""
    if len(data) > MAX_BYTES:
        raise InputError([fault("", f"is larger than {MAX_BYTES // 1024} KiB.", "Shorten the answers.")])
    try:
        stated = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise InputError([fault("", "is no JSON.", "Hand over one object with a text for each field.")]) from None
    if not isinstance(stated, dict):
        raise InputError([fault("", "is no object.", "Hand over one object with a text for each field.")])
    wrong = [
        fault(clean(key)[:40], "is no field of the form.", f"Fields: {', '.join(known)}.")
        for key in stated
        if key not in known
    ]
    wrong += [
        fault(key, "is no text.", "Write it as text.")
        for key, value in stated.items()
        if key in known and not isinstance(value, str | None)
    ]
    if wrong:
        raise InputError(wrong)
    return {key: stated[key] for key in known if clean(stated.get(key) or "").casefold() not in _EMPTY}


def ideas(fields: Mapping[str, str]) -> dict[Facet, tuple[Idea, ...]]:
    """The concepts by facet: a line each, its name, a colon, then synonyms. Raises InputError for too many lines."""
    return {facet: tuple(map(_idea, _lines(facet.value, fields))) for facet in Facet}


def _idea(line: str) -> Idea:
    bare = re.sub(r"^(?:[-*•]\s+|\d+[.)]\s+)", "", line)
    optional = re.match(r"\(?optional\)?\s*:?\s+", bare, re.IGNORECASE)
    name, _, rest = bare[optional.end() if optional else 0 :].partition(":")
    named = clean(name)
    return with_aliases(Idea(named, distinct(re.split(r"[,;]", rest), named), required=optional is None))


def _lines(field: str, fields: Mapping[str, str]) -> Sequence[str]:
    found = [line for raw in fields.get(field, "").splitlines() if (line := clean(raw))]
    if len(found) > MAX_LINES:
        raise InputError([fault(field, f"has {len(found)} lines; at most {MAX_LINES} are read.", "Shorten it.")])
    return found


def years(text: str) -> dict[str, int]:
    """From and to, out of "2022 to 2026", "since 2020", "until 2019". Raises InputError for anything else."""
    bare = clean(text)
    found = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", bare, re.ASCII)]
    if len(found) == 2:  # noqa: PLR2004 - both ends
        return {"from": found[0], "to": found[1]}
    if len(found) == 1 and _TO.fullmatch(bare):
        return {"to": found[0]}
    if len(found) == 1 and _FROM.fullmatch(bare):
        return {"from": found[0]}
    if not bare or (not found and bare.casefold() in {"all", "any", "all years", "any year"}):
        return {}
    raise InputError([fault("years", "cannot be read.", "Write '2022 to 2026', 'since 2022' or 'until 2022'.")])


def pins(fields: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The works that must be there, as a question file pins them."""
    for line in _lines("works", fields):
        yield {"work": work_of(re.sub(r"^[-*•]\s+", "", line)), "reason": "named by whoever asked the question"}


def work_of(text: str) -> str:
    """A work's identifier with its scheme in front, or its title as it is."""
    if doi := ids.doi(text):
        return f"doi:{doi}"
    match = _IDENTIFIER.match(text)
    scheme = next((name for name, part in match.groupdict().items() if part), "") if match else ""
    found = ids.normalise(scheme, text[match.end() :]) if match and scheme else None
    return f"{scheme}:{found}" if found else text


def of_field(one: Fault) -> Fault:
    """The fault of a question file as one of the field that the place was filled from."""
    parts = re.split(r"[.\[]", one.path)
    field = {"pins": "works"}.get(parts[0], parts[1] if parts[0] == "facets" and len(parts) > 1 else parts[0])
    return fault("population" if field == "facets" else field, one.message, one.fix)


def fault(field: str, message: str, fix: str) -> Fault:
    """What is wrong with a field."""
    return Fault(FORM, 0, field, message, fix)
