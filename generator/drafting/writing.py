"""A draft as the text of a question file: YAML by a serialiser, read back before anybody sees it.

Above `idea`. It must not write to a disk; `store` does.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import yaml

from generator.drafting.idea import clean
from generator.questions import tree_of

HEAD = "# yaml-language-server: $schema=../docs/schema/question.json\n"
DISPUTE_HEAD = "# yaml-language-server: $schema=../../docs/schema/dispute.json\n"
WIDTH = 100
_WHOLE = 1 << 20
_COMMANDS = ("::", "##[")
"""What a line must not begin with: a workflow that prints the file would obey it."""


class _Plain(yaml.SafeDumper):
    """Writes every value out: our reader takes no aliases."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indents lists below their keys, as people do."""
        super().increase_indent(flow, indentless=False)


def written(stated: Mapping[str, object], why: str = "", head: str = HEAD) -> str:
    """The file's text; `why` it matters is a comment below its `head`. It says what `stated` does, or this raises."""
    comment = "".join(f"# {line}\n" for line in textwrap.wrap(clean(f"Why it matters: {why}"), WIDTH)) if why else ""
    text = f"{head}{comment}{_dumped(stated, WIDTH)}"
    if any(line.lstrip().startswith(_COMMANDS) for line in text.splitlines()):
        text = f"{head}{comment}{_dumped(stated, _WHOLE)}"
    tree, faults = tree_of(text.encode(), "a draft")
    if faults or tree.data != stated:
        raise AssertionError("a draft does not read as it was meant: its serialiser and its reader disagree")
    return text


def _dumped(stated: Mapping[str, object], width: int) -> str:
    return yaml.dump(dict(stated), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=width)
