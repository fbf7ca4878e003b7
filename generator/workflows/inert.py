"""Text of strangers for GitHub's Markdown, made so that it says what it says and does nothing.

GitHub reads comments as Markdown, then as HTML, then looks for @names, #numbers, addresses and :emoji: in what is left.
Entities are read last by the first two, and the third leaves code alone; so every sign is an entity, within code.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[A-Za-z0-9 ]")
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""Categories of signs that cannot be seen, or that turn the direction of what follows."""


def inert(text: str, most: int = 300) -> str:
    """One line of code that shows `text`, at most `most` signs of it; an ellipsis says that there was more."""
    shown = seen(text)
    cut = shown if len(shown) <= most else shown[: most - 1] + "…"
    return f"<code>{''.join(map(_entity, cut))}</code>"


def _entity(sign: str) -> str:
    """ASCII that is no letter, digit or blank, as an entity; other signs mean nothing to Markdown or HTML."""
    return sign if _PLAIN.match(sign) or not sign.isascii() else f"&#{ord(sign)};"


def seen(text: str) -> str:
    """The text in one line, without signs that cannot be seen."""
    blank = " ".join(re.sub(r"\s", " ", text).split())
    return "".join(sign for sign in blank if unicodedata.category(sign) not in _UNSEEN)


def fenced(text: str) -> str:
    """Lines of a log as a block of code that none of them can end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def without_control(text: str) -> str:
    """A log's lines without colours and other signs that a terminal would obey; line breaks stay."""
    plain = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", text)
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in _UNSEEN)
