"""Takes out of an answer what nobody may read, however it is written there. Pure; texts in, texts out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}


@dataclass(frozen=True, slots=True)
class Hidden:
    """What nobody may read, also as JSON, HTML or an address may write it: "a&b" as "a&amp;b" or "a%26b".

    `telling` is its longest run of letters and digits, which none of them changes: what lacks it need not be searched.
    """

    telling: str
    forms: re.Pattern[str]

    @classmethod
    def of(cls, secret: str) -> Hidden:
        """For a text of printable ASCII."""
        runs = re.findall(r"[A-Za-z0-9]+", secret)
        return cls(max(runs, key=len, default=""), re.compile("".join(map(_forms, secret)), re.IGNORECASE))

    def taken_out(self, text: str) -> str:
        """The text with stars where it stood."""
        return self.forms.sub("***", text) if self.telling in text else text


def without_any(hidden: Sequence[Hidden], body: bytes) -> bytes:
    """The body, to the byte, without what is to be hidden."""
    text = body.decode("latin-1")
    for one in hidden:
        text = one.taken_out(text)
    return text.encode("latin-1")


def _forms(sign: str) -> str:
    """A pattern for a sign as it is, behind backslashes, as one of JSON's or HTML's escapes, or percent-encoded."""
    code, entity = ord(sign), f"|{_ENTITIES[sign]}" if sign in _ENTITIES else ""
    # What escapes may have been escaped itself. The bounds keep the time linear.
    html = rf"&(?:amp;){{0,2}}(?:#0{{0,4}}{code}|#x0{{0,4}}{code:x}{entity});"
    return rf"(?:\\{{0,3}}{re.escape(sign)}|\\{{1,3}}u00{code:02x}|%(?:25){{0,2}}{code:02x}|{html})"
