"""What a curator adds to an entry of a format that has no field for it: remarks that begin with the field's name.

Reference managers keep notes as they are, and drop fields that they do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OWN = ("checked", "digest", "notice")
_JOINED_BY = {"checked": "; ", "notice": "; ", "digest": " "}
"""A field that stands in several remarks: a digest goes on, and of two notices neither may be lost."""

_NAMED = re.compile(r"(\w[\w-]*)\s*:\s*(\S.*)")
_IDENTIFIERS = {"arxiv": "eprint", "doi": "doi", "pmid": "pmid"}


def read(remarks: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fields of an entry that its remarks, each one line of plain text, hold; and the names that they begin with.

    What names no field is the note. Identifiers stand here, too, where a reference manager has no place for them.
    """
    found: dict[str, str] = {}
    names = []
    for remark in filter(None, remarks):
        named = _NAMED.fullmatch(remark)
        name = named[1].casefold() if named else ""
        if named and name in OWN:
            found[name] = _JOINED_BY[name].join((*_before(found, name), named[2]))
        elif named and name in _IDENTIFIERS:
            found.setdefault(_IDENTIFIERS[name], named[2].split()[0])
        else:
            found["note"] = " ".join((*_before(found, "note"), remark))
        names.append(name)
    return {**found, **({"archiveprefix": "arXiv"} if "eprint" in found else {})}, tuple(filter(None, names))


def _before(found: dict[str, str], name: str) -> tuple[str, ...]:
    return (found[name],) if name in found else ()
