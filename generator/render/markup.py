"""The one template environment, and the one way in which data becomes HTML.

Stands at the bottom of `render`. A template's data is encoded by `encode` whatever the template says, so no template
may use `safe`, and no other module may build a template environment. It knows nothing of reports.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# Control characters, lone surrogates, code points that are no characters (HTML allows none of them), and the marks that
# turn the reading order of the text behind them around.
_PLANES = range(0, 0x110000, 0x10000)
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_UNPRINTABLE = re.compile(rf"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NO_CHARACTERS}]")
# Signs with a meaning to Markdown extensions even inside HTML: attribute lists, macros, emoji.
_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", ":": "&#58;"})


def flat(text: str) -> str:
    """The text on one line: white space folded, characters that cannot be seen left out."""
    seen = _UNPRINTABLE.sub("", " ".join(text.split()))
    return " ".join(seen.split())  # what was left out may have stood between two spaces


def encode(text: str) -> Markup:
    """Text as HTML for an element or a quoted attribute; HTML gives back exactly `flat(text)`."""
    return Markup(html.escape(flat(text), quote=True).translate(_SIGNS))  # noqa: S704 - this is the escaping


def block(template: str, view: object) -> str:
    """One template filled with one view, as one HTML block: no blank line and no indentation for Markdown to read."""
    filled = _environment().get_template(template).render(v=view)
    return "\n".join(stripped for line in filled.split("\n") if (stripped := line.strip()))


def _finalize(value: object) -> Markup:
    """Encode every value a template prints; refuse what has no one wording for people (None, bool, float)."""
    if isinstance(value, Markup):  # the output of a macro of ours
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a template prints {value!r}; give the view a text for it")
    return encode(str(value))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("generator.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
