"""Approvals of what a report no longer says: of no version, of an older one, or of one that is not on record.

Pure; the versions are passed in. Whether the report has changed since its last version is not looked at: that takes a
build, and the report's page says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.linting.finding import Finding, of
from generator.questions import Tree
from generator.schema import Edition, Question

CODE = "Q109"


def lints(question: Question, tree: Tree, versions: Sequence[Edition]) -> Iterator[Finding]:
    """The findings on the approvals of a report with these versions; none where no version is on record."""
    if not versions:
        return
    last = versions[-1].number
    for position, one in enumerate(question.approved_by):
        loc = ("approved_by", position)
        if one.version is None:
            message = f"{one.name!r} approves no version by its number; the last one is version {last}."
            yield of(CODE, tree, loc, message, f"Write {{name: …, version: {last}}} once that one was read.")
        elif one.version not in {version.number for version in versions}:
            message = f"{one.name!r} approves version {one.version}, which is not on record; the last is {last}."
            yield of(CODE, tree, loc, message, "Name the version that was read.")
        elif one.version < last:
            message = f"{one.name!r} approves version {one.version}; the report has changed since, to version {last}."
            yield of(CODE, tree, loc, message, "Read the new version and name it, or take the approval out.")
