"""XML as strangers send it, made into a tree and back into lines of text: the one way in which it enters.

Stands above `errors` alone. It fetches nothing, and expands nothing that a document declares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from generator.errors import ArticleError

MAX_BYTES = 64 * 2**20

_POWER = re.compile(r"\s*[-−–+]?[0-9]")
_BETWEEN: Mapping[str, str] = {"msup": "^", "mfrac": "/"}
"""What stands between the parts of a formula (MathML) once they stand in one line: 10³ is not 103."""


def parsed(raw: bytes, *, namespaces: bool = False) -> Element:
    """The tree of a document. Raises ArticleError for bytes that are no XML, too many, or that declare entities.

    Expanding entities can fill memory; a DTD that the document names is not looked for. With `namespaces`, names are
    written as `{address}name`, whatever prefix the document gives them; else they stand as they are written.
    """
    if len(raw) > MAX_BYTES:
        raise ArticleError(f"it has {len(raw)} bytes, and more than {MAX_BYTES} are not read")
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}") if namespaces else expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.start(_named(name), attributes)
    parser.EndElementHandler = lambda name: builder.end(_named(name))
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - expat takes it by position
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ArticleError(str(error)) from error
    return builder.close()


def _named(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse(name: str, *_: object) -> None:
    raise ArticleError(f"the entity {name!r} is declared, and declared entities are not read")


def line(node: Element | None) -> str:
    """The text of an element as one line says it: powers and fractions keep a sign; "" where there is no element."""
    parts: list[str] = []
    stack: list[Element | str] = [] if node is None else [node]
    while stack:  # no recursion: strangers choose the depth
        item = stack.pop()
        if isinstance(item, str):
            parts += [item] if item else []
            continue
        between = _BETWEEN.get(item.tag.replace("}", ":").rpartition(":")[2], "")
        inside: list[Element | str] = [item.text or ""]
        for at, child in enumerate(item):
            inside += [between if at else "", child, child.tail or ""]
        if item.tag == "sup" and parts and parts[-1][-1].isdigit() and _POWER.match(item.text or ""):
            parts.append("^")
        stack.extend(reversed(inside))
    return "".join(parts)
