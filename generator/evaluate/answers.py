"""`claimbook eval answers`: whether questions with known verdicts get them, from the build that makes the site.

Reads JSON lines: a question as in a question file, the verdict that it must get, and edits of the library under which
it must. Each is built over the works that name two of its concepts by a search of its own (`occurrence`), which finds
more than that of the pipeline. No answer can rest on the others: the verdict is that of a build over the whole library.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from pydantic import Field, field_validator

from generator import pipeline
from generator.errors import Fault, InputError
from generator.evaluate import files, metrics
from generator.evaluate.metrics import Measure, Predictions, Result
from generator.evaluate.occurrence import Texts, edited
from generator.results import Names, load_names
from generator.schema import AnswerStatus, Batch, Question, Work
from generator.sources import library
from generator.stages.dedupe import dedupe
from generator.workbench import Workbench

STATUSES = tuple(status.value for status in AnswerStatus)
MIN_CONCEPTS = 2
"""Concepts of a question that a work must name to bear on its verdict; one, if the question has no more."""

HELD_OUT = "held_out"
Half = Literal["", "development", "held_out"]

_EXAMPLE = '{"id": "q1", "expected": "answered", "question": {"title": "…", "question": "…?", "facets": {…}}}'


class Edits(files.Row):
    """What is done to the library first: works left out by their keys, and names replaced everywhere."""

    drop: tuple[str, ...] = ()
    rename: Mapping[str, str] = Field(default_factory=dict)


class Case(files.Row):
    """A question, the verdict that it must get, and why; `kind` and `group` are counted apart, `of` is its origin."""

    id: str
    kind: str = ""
    group: str = ""
    half: Half = ""
    expected: AnswerStatus
    question: Question
    library: Edits = Edits()
    of: str = ""
    because: str = ""

    @field_validator("question", mode="before")
    @classmethod
    def _has_a_slug(cls, fields: object) -> object:
        """A question file's name is its slug; here it has none, and needs none."""
        return {"slug": "question", **fields} if isinstance(fields, dict) else fields

    def line(self) -> str:
        """The case as a line of JSON, without what is empty."""
        fields: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        fields["question"].pop("slug")
        return json.dumps(fields, ensure_ascii=False)


def read(path: Path) -> tuple[Case, ...]:
    """The questions of a file. Raises InputError with the faults of all lines."""
    cases = files.jsonl(path, Case, _EXAMPLE)
    files.unique(path, (case.id for case in cases), "id")
    return cases


def of_half(path: Path, cases: Sequence[Case], half: str) -> tuple[Case, ...]:
    """The questions of one half. Raises InputError where there is none."""
    kept = tuple(case for case in cases if case.half == half)
    if not kept:
        raise files.refusal(path, 0, f"No question is of the half {half!r}.", 'Give some "half".')
    return kept


def check(path: Path, cases: Sequence[Case], texts: Texts) -> None:
    """Raises InputError where a question's edits leave out a work that the libraries do not have."""
    keys = {work.key: work for work in texts.works}
    files.known(path, (drop for case in cases for drop in case.library.drop), keys, "work")


def works(paths: Sequence[Path]) -> tuple[Work, ...]:
    """The distinct works of library files. Raises InputError for a file that cannot be read or holds no work."""
    return dedupe([work for path in paths for work in _works_of(path)])[0]


def _works_of(path: Path) -> tuple[Work, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fix = "Give a BibTeX file in UTF-8."
        raise InputError([Fault(str(path), 0, "", f"Cannot be read: {error}.", fix)]) from None
    found, _ = library.parse(text, str(path), path.stem)
    if not found:
        raise files.refusal(path, 0, "The file holds no work.", "Give a BibTeX file with entries.")
    return found


def evaluate(cases: Sequence[Case], texts: Texts, models: Workbench) -> Result:
    """Precision and recall of each status, and how many are right, over all and of each kind, group and half.

    `false_answered` is the share of "answered" among the questions that must not be. What went wrong is listed, but not
    of the half that is held out: who reads it there has held out nothing.
    """
    start = perf_counter()
    said = [verdict(case, texts, models) for case in cases]
    seconds = perf_counter() - start
    items = Predictions.of(STATUSES, [case.expected for case in cases], said)
    return Result(
        task="answers",
        n=len(cases),
        measures=tuple(_measures(cases, said)),
        per_class=metrics.per_class(items),
        confusion=metrics.confusion(items),
        notes=(f"{len(texts.works)} works",),
        engine=tuple(_engine(models)),
        speed=metrics.speed("questions_per_second", len(cases), seconds),
        wrong=tuple(_told(case, one) for case, one in zip(cases, said, strict=True) if _may_be_told(case, one)),
    )


def verdict(case: Case, texts: Texts, models: Workbench) -> AnswerStatus:
    """What the pipeline says to a case's question over the edited library."""
    chosen = [texts.works[at] for at in sorted(_bearing(case, texts, load_names()))]
    found = edited(chosen, case.library.drop, tuple(case.library.rename.items()))
    batch = Batch(source="library/evaluated", query="every work that names two concepts", works=found)
    return pipeline.build(case.question, [batch], pipeline.load_policy(), models).answer.status


def _engine(models: Workbench) -> Iterator[str]:
    """The models that took part, as the other measures name them."""
    if models.embedder is not None:
        yield models.embedder.name
    yield from (f"{one.name}, sha256 {one.hash}" for one in (models.roles, models.judge) if one is not None)


def _bearing(case: Case, texts: Texts, names: Names) -> frozenset[int]:
    """The works that can bear on a question, and those in which a name is replaced."""
    concepts = [concept for _, concept in case.question.facets.required()]
    found = Counter(at for concept in concepts for at in texts.having(names.widened(concept.terms)))
    least = min(MIN_CONCEPTS, len(concepts))
    return frozenset(at for at, count in found.items() if count >= least) | texts.having(case.library.rename)


def _measures(cases: Sequence[Case], said: Sequence[AnswerStatus]) -> Iterator[Measure]:
    halves = sorted({case.half for case in cases})
    for half in ("", *(halves if len(halves) > 1 else ())):
        chosen = [pair for pair in zip(cases, said, strict=True) if half in {"", pair[0].half}]
        suffix = f"_{half}" if half else ""
        yield metrics.mean(f"accuracy{suffix}", [float(one == case.expected) for case, one in chosen])
        others = [one for case, one in chosen if case.expected is not AnswerStatus.ANSWERED]
        yield metrics.mean(f"false_answered{suffix}", [float(one is AnswerStatus.ANSWERED) for one in others])
        for name in _names(case for case, _ in chosen):
            of = [float(one == case.expected) for case, one in chosen if name in _names([case])]
            yield metrics.mean(f"accuracy_{name}{suffix}", of)


def _names(cases: Iterable[Case]) -> tuple[str, ...]:
    """Kinds, and groups within kinds, in their order."""
    found = {name: None for case in cases for name in (case.kind, f"{case.kind}_{case.group}" if case.group else "")}
    return tuple(name for name in found if name)


def _may_be_told(case: Case, said: AnswerStatus) -> bool:
    return said != case.expected and case.half != HELD_OUT


def _told(case: Case, said: AnswerStatus) -> Mapping[str, str]:
    return {
        "id": case.id,
        "expected": case.expected.value,
        "said": said.value,
        "question": case.question.question,
        "because": case.because,
    }
