"""Quantities in text: their value, unit and place, found without any model.

Pure; imports nothing of the project. Digits inside names are no quantities: LLaVA-1.5-7B, INT4, GPT-4, W4A16. Nor is
what could be read in two ways: 61,3 is a decimal to some and a list to others, and 1.2.3 is a version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_QUANTITY = re.compile(
    r"""(?<![0-9])(?<![0-9][.,])
        (?P<value>(?:(?<![\w)\]])[+\-−])?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?![.,]?[0-9])
        (?P<unit>\s?(?:%|‰|×|percentage\ points?\b|percent\b|per\ cent\b|points?\b|times\b|fold\b)
                |-(?:fold|bit)\b | x\b(?!\w) | [^\W\d_]{1,3}(?![\w-]) )?""",
    re.VERBOSE,
)
_FOLD_WORDS = {"twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10}
_FOLD = re.compile(r"\b(" + "|".join(_FOLD_WORDS) + r")\b", re.IGNORECASE)
_TOKEN_BREAK = re.compile(r"[\s(\[{,;=<>~≈/:|\"“”'’]")
_LONGEST_NAME = 60
_UNITS = {
    "percent": "%",
    "per cent": "%",
    "percentage point": "points",
    "percentage points": "points",
    "point": "points",
    "×": "x",
    "times": "x",
    "fold": "x",
    "-fold": "x",
    "-bit": "bit",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed: exact decimal value, unit in its normal form (None where there is none), and its span."""

    value: Decimal
    unit: str | None
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.value:f}{'' if self.unit is None else ' ' + self.unit}"


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of the text, in order; spans count code points."""
    found = [q for match in _QUANTITY.finditer(text) if (q := _read(text, match)) is not None]
    found += [
        Quantity(Decimal(_FOLD_WORDS[match.group(1).lower()]), "x", match.start(), match.end())
        for match in _FOLD.finditer(text)
    ]
    return tuple(sorted(found, key=lambda q: q.start))


def absent(claim: str, quote: str) -> tuple[Quantity, ...]:
    """Quantities of the claim that do not stand in the quote with the same value and unit."""
    present = {(q.value, q.unit) for q in quantities(quote)}
    return tuple(q for q in quantities(claim) if (q.value, q.unit) not in present)


def amount(value: Decimal, unit: str | None, *, signed: bool = False) -> str:
    """A value as people write it: a true minus sign, a plus sign if asked, a sign of unit close and a word apart."""
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    gap = "" if unit is None or unit in {"%", "x"} else " "
    unit = "point" if unit == "points" and abs(value) == 1 else unit
    return f"{sign}{abs(value):f}{gap}{unit or ''}"


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    if _inside_a_name(text, match.start()):
        return None
    rest = text[match.end() : match.end() + 1]
    if match.group("unit") is None and (rest.isalpha() or rest == "_"):
        return None
    raw = match.group("value").replace(",", "").replace("−", "-")
    return Quantity(Decimal(raw), _unit(match.group("unit")), match.start(), match.end())


def _inside_a_name(text: str, start: int) -> bool:
    """Whether a letter stands before `start` in the same word, as in INT4 or LLaVA-1.5-7B."""
    at = start
    while at > max(0, start - _LONGEST_NAME) and not _TOKEN_BREAK.match(text[at - 1]):
        at -= 1
    return any(character.isalpha() for character in text[at:start]) or text[max(0, start - 1) : start] == "."


def _unit(raw: str | None) -> str | None:
    if raw is None:
        return None
    word = raw.strip()
    return _UNITS.get(word.casefold(), word)
