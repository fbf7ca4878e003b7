"""Codes of languages: the two letters that questions use, and the three by which libraries catalogue (ISO 639).

Pure; imports nothing of the project. It holds the languages of nearly all that is published, and is no copy of the
standard.
"""

from __future__ import annotations

from collections.abc import Mapping

_CATALOGUED: Mapping[str, str] = {
    "ara": "ar", "bul": "bg", "cat": "ca", "chi": "zh", "cze": "cs", "dan": "da", "dut": "nl", "eng": "en", "est": "et",
    "fin": "fi", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hrv": "hr", "hun": "hu", "ice": "is", "ind": "id",
    "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "may": "ms", "nor": "no", "per": "fa", "pol": "pl",
    "por": "pt", "rum": "ro", "rus": "ru", "slo": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th",
    "tur": "tr", "ukr": "uk", "vie": "vi",
}  # fmt: skip
"""Codes as libraries write them (ISO 639-2/B)."""

_OTHERWISE: Mapping[str, str] = {
    "ces": "cs", "deu": "de", "ell": "el", "fas": "fa", "fra": "fr", "isl": "is", "msa": "ms", "nld": "nl", "ron": "ro",
    "slk": "sk", "zho": "zh",
}  # fmt: skip
"""Other codes of three letters for the same (ISO 639-2/T)."""

_TWO_LETTERS = 2


def two_letters(code: str) -> str | None:
    """The code of two letters for one of two or three, or None where there is none that this module knows."""
    return code if len(code) == _TWO_LETTERS else _CATALOGUED.get(code) or _OTHERWISE.get(code)


def three_letters(code: str) -> str | None:
    """The code that libraries write for one of two or three letters, or None."""
    return next((three for three, two in _CATALOGUED.items() if two == two_letters(code)), None)
