"""Formulas in MathML as one line of text: `x_i^2`, `(a + b)/c`; pure, and without recursion.

What only a picture or a TeX source shows, and what is longer than a line, becomes `[formula]`: the sentence stays
readable, and says that something is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

MISSING = "[formula]"
LONGEST = 300
"""Characters of a formula that is still read."""

NAMES = frozenset({"math", "inline-formula", "disp-formula", "tex-math"})
"""Elements that are formulas, in JATS and after `html`."""

_HIDDEN = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts"})
_BETWEEN = {"msub": "_", "munder": "_", "msup": "^", "mtr": " ", "mtable": "; "}
_SPACED = frozenset("=<>≤≥≈≠±×→∈\u223c≃≡+⩽⩾≪≫")
_PRIMES = frozenset("\u2032\u2033*\u2217†")


def local(element: Element) -> str:
    """An element's name without its namespace or prefix."""
    return element.tag.replace("}", ":").rpartition(":")[2]


def formula(element: Element) -> str:
    """A formula's text, or MISSING."""
    found = [one for one in element.iter() if local(one) == "math"]
    text = " ".join(" ".join("".join(_pieces(one)).split()) for one in found)
    if not found:
        text = " ".join(_own_text(element).split())
    elif not text:
        text = " ".join(one.get("alttext", "") for one in found)
    is_read = any(c.isalnum() for c in text) and len(text) <= LONGEST and "\\" not in text
    return text if is_read else MISSING


def _own_text(element: Element) -> str:
    """What a formula without MathML holds of plain letters: no TeX, no label, no picture."""
    if local(element) == "tex-math" or any(local(one) == "tex-math" for one in element.iter()):
        return ""
    labels = {id(inner) for one in element.iter("label") for inner in one.iter()}
    return "".join((one.text or "") * (id(one) not in labels) + (one.tail or "") for one in element.iter())


def _pieces(math: Element) -> Iterator[str]:
    stack: list[Element | str] = [math]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        else:
            stack.extend(reversed(list(_spread(item))))


def _spread(element: Element) -> Iterator[Element | str]:
    name, parts = local(element), list(element)
    if name in _HIDDEN:
        return
    if name == "mspace":
        yield " "
    elif name == "mo":
        sign = (element.text or "").strip()
        yield f" {sign} " if sign in _SPACED else f"{sign} " if sign in {",", ";"} else sign
    elif name == "mover":
        yield from parts[:1]  # a hat or a bar
    elif name == "mfrac" and len(parts) == 2:  # noqa: PLR2004 - above and below
        yield from (*_grouped(parts[0]), "/", *_grouped(parts[1]))
    elif name in {"msqrt", "mroot"}:
        yield "√("
        yield from parts[:1] if name == "mroot" else parts
        yield ")"
    elif name in {"msubsup", "munderover"} and len(parts) == 3:  # noqa: PLR2004 - base, below, above
        yield from (parts[0], "_", *_grouped(parts[1]), *_raised(parts[2]), " " if name == "munderover" else "")
    elif name in {"msup", "msub", "munder"} and len(parts) == 2:  # noqa: PLR2004 - base and what stands beside it
        yield parts[0]
        yield from _raised(parts[1]) if name == "msup" else (_BETWEEN[name], *_grouped(parts[1]))
    elif name == "mfenced":
        yield from (element.get("open", "("), *_joined(parts, ","), element.get("close", ")"))
    else:
        yield (element.text or "") if name == "mtext" else (element.text or "").strip()
        yield from _joined(parts, _BETWEEN.get(name, ""))


def _raised(power: Element) -> Iterator[Element | str]:
    if (power.text or "").strip() in _PRIMES and not len(power):
        yield power
    else:
        yield from ("^", *_grouped(power))


def _grouped(part: Element) -> Iterator[Element | str]:
    """A part in parentheses, if it has parts itself."""
    yield from ("(", part, ")") if len(part) > 1 and local(part) in {"mrow", "mstyle"} else (part,)


def _joined(parts: list[Element], between: str) -> Iterator[Element | str]:
    for at, part in enumerate(parts):
        if at and between:
            yield between
        yield part
