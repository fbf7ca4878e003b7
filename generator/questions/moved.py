"""Addresses that reports once had: questions/_moved.yml, which old slug leads to which new one, or why to none.

Beside `records`, over `tree`; it reads no disk. A question that is renamed or removed leaves its address behind, and
links to it from elsewhere must not end in nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pydantic import ValidationError

from generator import ids
from generator.errors import Fault, InputError
from generator.questions.text import printable
from generator.questions.tree import Tree, tree_of
from generator.schema import Moved

FILE = "questions/_moved.yml"
_FORM = "Write 'old-slug: new-slug', or 'old-slug: {reason: why it is gone}'."


def examine_moved(data: bytes, slugs: Collection[str]) -> tuple[tuple[Moved, ...], tuple[Fault, ...]]:
    """What the bytes of the file say, sorted by slug, and their faults; `slugs` are those of today's questions."""
    try:
        tree, found = tree_of(data, FILE)
    except InputError as error:
        return (), error.faults
    moved = []
    for slug, value in tree.data.items():
        faults = list(_faults(tree, slug, value, slugs))
        found += faults
        if not faults:
            moved.append(Moved(slug=slug, to=value) if isinstance(value, str) else Moved(slug=slug, **value))
    return tuple(sorted(moved, key=lambda one: one.slug)), tuple(found)


def _faults(tree: Tree, slug: str, value: object, slugs: Collection[str]) -> Iterator[Fault]:
    if not re.fullmatch(ids.SLUG_PATTERN, slug):
        yield tree.fault((slug,), "is no slug: lower-case letters and digits, parted by single hyphens.", _FORM)
    elif slug in slugs:
        yield tree.fault((slug,), "still has a question.", "Remove the line, or the question's file.")
    elif isinstance(value, str):
        if value not in slugs:
            fix = "Name a question that there is; where that one moved, too, name where it is now."
            yield tree.fault((slug,), f"leads to {printable(value)!r}, which is no question.", fix)
    else:
        try:
            # Only a reason: a slug that stood here would lead past what is asked of one above.
            stated = value if isinstance(value, dict) and set(value) == {"reason"} else {"reason": None}
            Moved.model_validate({"slug": slug, **stated})
        except ValidationError:
            yield tree.fault((slug,), "leads nowhere and gives no reason.", _FORM)
