"""Licences as sources word them, in one form: "CC BY", "CC BY-NC-ND", "CC0"; which of them let a text be kept.

Stands low, beside `languages`; sources write it into a version, `store` asks it what may be stored. A name that is not
known is no licence: a text without a known licence is treated as closed.
"""

from __future__ import annotations

import re

OPEN = frozenset({"CC0", "CC BY", "public domain"})
"""Licences under which a text may be kept and shown whole, with its source named."""

_CREATIVE = re.compile(
    r"(?<![a-z0-9])(?:(?:cc|creative ?commons)[\s:/_-]*(?:org/)?(?:licenses/)?|licenses/)"
    r"\s*(?:by|attribution)(?![a-z0-9])(?P<parts>(?:[\s/_.,;:+()\[\]-]*(?:nc|nd|sa)(?![a-z0-9]))*)"
)
_ZERO = re.compile(r"(?<![a-z0-9])cc[\s_-]*(?:0|zero)(?![a-z0-9])|publicdomain/zero")
_PUBLIC = re.compile(r"(?<!not in the )(?<![a-z0-9])public[\s_-]*domain|publicdomain/mark")
_SPELT_OUT = (
    ("NC", re.compile(r"non[\s-]*commer|\b(?:no|not (?:be used )?for)[\s-](?:any )?commercial")),
    ("ND", re.compile(r"\bno[\s-]*deriv")),
    ("SA", re.compile(r"share[\s-]*alike")),
)
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]|%2d")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


def normal(raw: str) -> str | None:
    """The licence that a code, an address or a sentence names, or None: "cc-by-4.0" and its address are "CC BY".

    Of several that a sentence names the most restrictive parts hold. Publishers set a hyphen in many ways.
    """
    said = " ".join(_HYPHENS.sub("-", _UNSEEN.sub("", raw.casefold())).split())
    found = list(_CREATIVE.finditer(said))
    if found:
        parts = {part.upper() for one in found for part in re.findall("nc|nd|sa", one["parts"])}
        parts |= {name for name, pattern in _SPELT_OUT if pattern.search(said)}
        return "-".join(["CC BY", *(name for name, _ in _SPELT_OUT if name in parts)])
    if _ZERO.search(said):
        return "CC0"
    return "public domain" if _PUBLIC.search(said) else None


def is_open(licence: str | None) -> bool:
    """Whether a text under this licence, in normal form, may be kept and shown whole."""
    return licence in OPEN
