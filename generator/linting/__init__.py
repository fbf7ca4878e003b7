"""Lints of questions: what a valid question file may still have wrong, each with a code; a file may silence them.

Stands above `pipeline`, which says what a question reads and what passes screening. It must not refuse a file (faults
do), nor know how a finding is printed (`checking` does).

    finding ─► stated (what the file says by itself), nearness (beside other questions), evidence (beside the works),
               approvals (beside the report's versions)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from generator import questions, selection
from generator.errors import InputError
from generator.identification import clashing_entries
from generator.linting import approvals, evidence, stated
from generator.linting.finding import CODES, NEEDLESS, Finding, of, told
from generator.linting.nearness import Near, near
from generator.questions import Examined, Tree
from generator.schema import Question
from generator.store import editions

__all__ = ["CODES", "Finding", "Near", "lints", "lints_of", "near"]


def lints(root: Path) -> tuple[Finding, ...]:
    """The findings on every valid question of the project at `root`, silenced ones with the reason, sorted by place.

    What needs the works of a question is left out where its libraries or its lock do not read: that has a fault.
    """
    known = questions.examined(root)
    records = [one.question for one in known if one.question]
    return tuple(sorted(finding for one in known for finding in _of_file(root, one, records)))


def _of_file(root: Path, one: Examined, known: Sequence[Question]) -> Iterator[Finding]:
    if one.question and one.tree:
        earlier = [other for other in known if other.slug < one.question.slug]
        yield from lints_of(root, one.question, one.tree, earlier)


def lints_of(root: Path, question: Question, tree: Tree, others: Sequence[Question]) -> tuple[Finding, ...]:
    """The findings on one question, which need not be a file yet; `others` are those that it may repeat."""
    found = [*stated.lints(question, tree), *_repeats(question, tree, others), *_approvals(root, question, tree)]
    try:
        works, passed = selection.screened(root, question)
    except InputError:
        works = ()
    else:
        found += evidence.lints(question, tree, works, passed)
        found += evidence.clashes(tree, clashing_entries(root, question))
    reasons: dict[str, str] = {one.code: one.reason for one in question.silence}
    silenced = [finding.under(reasons) for finding in found]
    return (*silenced, *_needless(question, tree, found, read_works=bool(works)))


def _approvals(root: Path, question: Question, tree: Tree) -> Iterator[Finding]:
    if question.approved_by:
        with suppress(InputError):  # a version that does not read has a fault
            yield from approvals.lints(question, tree, editions.load(root, question.slug))


def _repeats(question: Question, tree: Tree, others: Sequence[Question]) -> Iterator[Finding]:
    for one in near(question, others):
        message = f"asks much the same as {one.slug!r}: {one.why}."
        yield of("Q108", tree, ("question",), message, "Add to the other question, or say in both how they differ.")


def _needless(question: Question, tree: Tree, found: Sequence[Finding], *, read_works: bool) -> Iterator[Finding]:
    """Silences without a finding. Where no work could be read, nobody knows of those that need works."""
    codes = {finding.code for finding in found}
    for position, one in enumerate(question.silence):
        if one.code not in codes and (read_works or not told(one.code).reads_works):
            message = f"silences {one.code}, but there is no such finding."
            yield of(NEEDLESS, tree, ("silence", position, "code"), message, "Remove the entry.")
