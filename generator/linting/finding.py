"""What a lint found, and the codes that there are.

The lowest module of `linting`. A code keeps its meaning for good: what a question silences must not come to mean
something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from generator.errors import Fault, one_line
from generator.questions import Tree

NEEDLESS = "Q001"
"""The code of a silence that silences nothing; the only one that cannot be silenced, for removing it is simpler."""

PAGE = "docs/reference/lints.md"
"""Where each code has a section."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a lint looks for, in a few words, and whether it looks at works."""

    title: str
    reads_works: bool = False


CODES: Mapping[str, Code] = MappingProxyType(
    {
        NEEDLESS: Code("A silence without a finding"),
        "Q101": Code("Neither intervention nor population"),
        "Q102": Code("Nothing is measured"),
        "Q103": Code("A concept repeats the question"),
        "Q104": Code("A concept that says nothing"),
        "Q105": Code("A term of function words alone"),
        "Q106": Code("One term in two concepts"),
        "Q107": Code("Too broad: fewer than two required concepts"),
        "Q108": Code("Much the same as another question"),
        "Q109": Code("An approval of no version, or of an older one"),
        "Q201": Code("A concept that no work names", reads_works=True),
        "Q202": Code("A name that no work mentions", reads_works=True),
        "Q203": Code("Too broad: every work passes", reads_works=True),
        "Q204": Code("The years leave out every work", reads_works=True),
        "Q205": Code("No work to read", reads_works=True),
        "Q206": Code("Two works under one identifier", reads_works=True),
    }
)
"""Every code, in its order."""


def told(code: str) -> Code:
    """What a code looks for."""
    return CODES[code]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """A warning at a place of a question file; `silenced` is the reason for which a person let it stand."""

    fault: Fault
    code: str
    silenced: str | None = None

    def under(self, reasons: Mapping[str, str]) -> Finding:
        """The finding with the reason that silences its code, if there is one."""
        return replace(self, silenced=reasons.get(self.code))

    def __str__(self) -> str:
        if self.silenced is None:
            return f"{replace(self.fault, message=f'{self.code}: {self.fault.message}')} (warning)"
        place = f"{self.fault.file}:{self.fault.line}: {self.fault.path}"
        return one_line(f"{place}: {self.code} is silenced: {self.silenced}")


def of(code: str, tree: Tree, loc: tuple[int | str, ...], message: str, fix: str) -> Finding:
    """A finding at a place of a file, or at the deepest value on the way there."""
    return Finding(tree.fault(loc, message, f"{fix} See {PAGE}#{code.lower()}."), code)
