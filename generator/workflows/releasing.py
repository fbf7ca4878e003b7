"""The notes of a release: the section of CHANGELOG.md that its tag names."""

from __future__ import annotations

import re
from pathlib import Path

from generator import __version__
from generator.errors import Fault, InputError

CHANGELOG = "CHANGELOG.md"


def notes(root: Path, tag: str, version: str = __version__) -> str:
    """The text of the section that a tag, "v1.2.3", names. Raises InputError for no section or another version."""
    if tag != f"v{version}":
        message = f"The tag {tag!r} is not that of version {version!r}."
        raise InputError([Fault("generator/__init__.py", 0, "", message, "Set the version, then tag that commit.")])
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(version)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None or not found.group(1).strip():
        fix = "Give the section 'Unreleased' the version's name, then tag that commit."
        raise InputError([Fault(CHANGELOG, 0, "", f"There is no section for {version!r}.", fix)])
    return found.group(1).strip() + "\n"
