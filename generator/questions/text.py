"""Text of a question file, in and out: its bytes as plain text, and parts of it as messages show them.

The first step of `questions`; imports only `errors` of the project. It must not know YAML, nor mend what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.errors import Fault, InputError

GUIDE = "docs/reference/questions.md"
MAX_BYTES = 64 * 1024
MAX_SHOWN = 100

# C0 and C1 controls, line separators that editors do not count, bidirectional overrides, byte order marks and what is
# no character at all: either PyYAML refuses them, or a reader would see another text than the program does.
UNWANTED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def line_fault(file: str, line: int, message: str, fix: str) -> Fault:
    """A fault of a line, or of the whole file (line 0), rather than of one key."""
    return Fault(file, line, "", message, fix)


def path_of(loc: Iterable[int | str]) -> str:
    """A place in a file as people write it: facets.population[0].name."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{printable(step)}" for step in loc).lstrip(".")


def printable(text: str) -> str:
    """Text for a message: its beginning, with whatever would leave the line or steer a terminal as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in clip(text))


def clip(text: str) -> str:
    """The beginning of a long text, with an ellipsis; a short one whole."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def text_of(data: bytes, file: str) -> str:
    """The file's text with line feeds for line ends, or InputError if it holds anything but plain printable UTF-8."""
    if len(data) > MAX_BYTES:
        raise InputError([line_fault(file, 0, f"The file is larger than {MAX_BYTES // 1024} KiB.", "Shorten it.")])
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([line_fault(file, line, "The file is not UTF-8.", "Save it as UTF-8.")]) from None
    found = list(_unwanted(text, file))
    if found:
        raise InputError(found)
    return text


def _unwanted(text: str, file: str) -> Iterator[Fault]:
    """One fault for each line that holds a character which is no part of a question."""
    for number, line in enumerate(text.split("\n"), start=1):
        first = UNWANTED.search(line)
        if first:
            yield line_fault(file, number, *_unwanted_words(line, first.start(), at_top=number == 1))


def _unwanted_words(line: str, position: int, *, at_top: bool) -> tuple[str, str]:
    character = line[position]
    if character == "\t" and not line[:position].strip(" -"):
        return "A tab indents the line.", "Indent with two spaces for each level."
    if character == "\t":
        return "The line holds a tab.", "Put a space in its place."
    if character == "\ufeff" and at_top and position == 0:
        return "The file begins with a byte order mark.", 'Save it as "UTF-8", not as "UTF-8 with BOM".'
    return f"The line holds the invisible character U+{ord(character):04X}.", "Delete the character."
