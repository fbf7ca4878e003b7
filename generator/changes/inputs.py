"""What a report was built from, as short hashes: the question, the works with their texts, the parts of the engine.

The lowest module of `changes`. It must not say what follows from a difference: `causes` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - as in schema.ledger

from generator import ids
from generator.schema import InputsLine, Question, Report, Stage, Work, WorkState

RULES = frozenset({"pipeline", "policy", "names"})
"""Tasks of the engine's parts that are rules; every other part is a model, or a package that works like one."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The hash of the question, the state of every work by its key, name and version of the engine's parts by task."""

    question: str
    works: Mapping[str, WorkState]
    engine: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between the inputs of the last recording, None if there was none, and those of today."""

    before: Inputs | None
    now: Inputs

    @property
    def question(self) -> bool:
        """Whether the question says something else."""
        return self.before is not None and self.before.question != self.now.question

    @property
    def parts(self) -> tuple[str, ...]:
        """The tasks whose part of the engine came, went or is another, sorted."""
        if self.before is None:
            return ()
        old, new = self.before.engine, self.now.engine
        return tuple(sorted(task for task in {*old, *new} if old.get(task) != new.get(task)))

    @property
    def works(self) -> tuple[str, ...]:
        """The works that came, went or changed and that were included before or are now, sorted.

        To be taken in or left out is no change of a work: it follows from one.
        """
        keys = {*(self.before.works if self.before else ()), *self.now.works}
        return tuple(sorted(key for key in keys if self._bears(key)))

    def of(self, work: str) -> tuple[WorkState | None, WorkState | None]:
        """A work's state before and now; None where no source gave it."""
        return self.before.works.get(work) if self.before else None, self.now.works.get(work)

    def _bears(self, work: str) -> bool:
        states = [state for state in self.of(work) if state is not None]
        differ = len(states) == 1 or states[0].model_copy(update={"left": states[1].left}) != states[1]
        return differ and any(state.left is None for state in states)


def inputs_of(report: Report) -> Inputs:
    """What a report was built from."""
    left = {one.item: one.reason for one in report.dropped if one.stage is Stage.SCREEN}
    included = {one.work for one in report.inclusions}
    return Inputs(
        question=_question_hash(report.question),
        works={
            work.key: WorkState(
                text=_text_hash(work),
                record=_record_hash(work),
                notice=next(iter(work.notices), None),
                left=None if work.key in included else left.get(work.key),
            )
            for work in sorted(report.works, key=lambda work: work.key)
        },
        engine={part.task: f"{part.name} {part.version}" for part in report.engine},
    )


def with_line(before: Inputs | None, line: InputsLine) -> Inputs:
    """The inputs after a line that holds what differs from the lines before it."""
    known = before or Inputs("", {}, {})
    return Inputs(
        question=known.question if line.question is None else line.question,
        works={key: state for key, state in {**known.works, **line.works}.items() if key not in line.gone},
        engine=known.engine if line.engine is None else line.engine,
    )


def line_of(differences: Differences, day: Date) -> InputsLine | None:
    """The line that holds what differs; None where nothing does."""
    before, now = differences.before, differences.now
    if before == now:
        return None
    old = before or Inputs("", {}, {})
    return InputsLine(
        date=day,
        question=now.question if now.question != old.question else None,
        works={key: state for key, state in now.works.items() if old.works.get(key) != state},
        gone=tuple(sorted(set(old.works) - set(now.works))),
        engine=dict(now.engine) if now.engine != old.engine else None,
    )


def _question_hash(question: Question) -> str:
    """Of what can change a report; a field that a later version adds changes nothing as long as nobody sets it."""
    return ids.digest(
        question.model_dump_json(exclude={"slug", "tags", "owners", "approved_by", "silence"}, exclude_defaults=True)
    )


def _text_hash(work: Work) -> str:
    """Of the texts of every version; claims of another version are other claims."""
    parts = (
        (version.id, section.origin, section.name, section.sha256)
        for version in work.versions
        for section in version.sections
    )
    return ids.digest(*(word for part in parts for word in part))


def _record_hash(work: Work) -> str:
    """Of what screening and checks see of a work besides its texts and its notice."""
    shown = {"key", "note", "notice", "sightings", "versions"}
    return ids.digest(work.model_dump_json(exclude=shown, exclude_defaults=True))
