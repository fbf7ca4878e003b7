"""Tree to record: a file of questions/disputes, and what must hold across all of them.

Beside `records`, over `tree`; it reads no disk, `files` does. It must not say whether a claim exists: that is known
only once its report is built.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from pydantic import ValidationError

from generator.errors import Fault, InputError
from generator.questions.records import name_faults, validated
from generator.questions.schemas import dispute_json_schema
from generator.questions.text import printable
from generator.questions.tree import Tree, tree_of
from generator.questions.wording import guess, worded
from generator.schema import Dispute, Moved


class ExaminedDispute(NamedTuple):
    """What came of one file: a dispute if it is valid, its tree if it is YAML, its faults if not."""

    dispute: Dispute | None
    tree: Tree | None
    faults: tuple[Fault, ...]


def examine_dispute(data: bytes, file: str) -> ExaminedDispute:
    """Everything that can be said of one file (a path like questions/disputes/<name>.yml) by itself."""
    try:
        tree, found = tree_of(data, file)
    except InputError as error:
        return ExaminedDispute(None, None, (*name_faults(file), *error.faults))
    found += name_faults(file)
    if "name" in tree.data:
        found.append(tree.fault(("name",), "is taken from the file's name.", "Remove it; rename the file instead."))
    own = {key: value for key, value in tree.data.items() if key != "name"}
    # A name that is no slug has its fault already; the rest of the file is checked under a name that is one.
    name = "unnamed" if name_faults(file) else PurePosixPath(file).stem
    try:
        dispute = validated(Dispute, {**own, "name": name})
    except ValidationError as error:
        found += worded(error, tree, dispute_json_schema())
        return ExaminedDispute(None, tree, tuple(found))
    return ExaminedDispute(None if found else dispute, tree, tuple(found))


def settled_disputes(
    examined: Iterable[ExaminedDispute], slugs: Collection[str], moved: Iterable[Moved]
) -> tuple[tuple[Dispute, ...], tuple[Fault, ...]]:
    """The disputes under the slugs that their reports have now, and every fault that all files have together."""
    led = {one.slug: one.to for one in moved}
    found: list[Dispute] = []
    faults: list[Fault] = []
    first: dict[tuple[str, str, str], str] = {}
    for dispute, tree, own in examined:
        faults += own
        if dispute is None or tree is None:
            continue
        here = led.get(dispute.report) or dispute.report
        wrong = list(_of_report(tree, here, slugs, gone=dispute.report in led and led[dispute.report] is None))
        same = first.setdefault((here, dispute.claim, dispute.evidence), tree.file)
        if same != tree.file:
            message = f"holds the same work against the same claim as {same}."
            wrong.append(tree.fault(("evidence",), message, "Keep one of the two files."))
        faults += wrong
        if not wrong:
            found.append(dispute.model_copy(update={"report": here}))
    return tuple(sorted(found, key=lambda one: one.name)), tuple(faults)


def _of_report(tree: Tree, slug: str, slugs: Collection[str], *, gone: bool) -> Iterator[Fault]:
    if slug in slugs:
        return
    if gone:
        yield tree.fault(("report",), f"{printable(slug)!r} was removed.", "Remove the dispute, too.")
    else:
        fix = f"{guess(slug, sorted(slugs))}Write the slug of the report, as it stands in its address."
        yield tree.fault(("report",), f"{printable(slug)!r} is no question.", fix)
