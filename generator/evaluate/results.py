"""`claimbook eval results`: whether the results that are read from sentences are those that a reader finds there.

Reads sentences that were annotated by hand, each named by its library entry and the hash of its text; the text itself
stands in the library files and not here. A read record and an annotated one are compared so:

- Value and unit are equal, and so is each field that the read record names of system, method, data set, split and
  metric; a field that the annotation leaves empty must be empty. Names are compared in the form of `aliases.yml`,
  without articles, case, hyphens and the words of `FOLDED`, methods without their width. Of two names of a system or a
  method one may contain the other; a record that names only one of the two may mean the annotation's other one.
- A read record that agrees with an annotated one is *right*. Each annotated record is matched once at most.
- An annotated record is *found* if a right record names its metric and its data set wherever the annotation does.

Precision is right records among all that were read, recall is found records among all that were annotated. Roles
(subject or held against it), widths, shots and versions of matched records are reported as shares beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from math import nan
from pathlib import Path
from time import perf_counter
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from generator.evaluate import files, metrics
from generator.evaluate.metrics import Measure, Result
from generator.results import Figure, Names, read_figures
from generator.sources.library import parse
from generator.text import sentences

FOLDED = frozenset(
    "a an the score scores value values average mean overall best highest set sets data dataset datasets benchmark"
    " benchmarks task tasks text texts language languages".split()
)
"""Words in which two names of one thing may differ."""

_EXAMPLE = '{"source": "acl", "entry": "doe-2024", "half": "development", "sha": "0123456789abcdef", "results": []}'
_SHA = 16
_WORD = re.compile(r"[^\W_]+(?:[.@+%][^\W_]+)*\+*")
_BRACKETED = re.compile(r"\([^()]*\)")
_ENTRY = re.compile(r"^(?=@)", re.MULTILINE)
_KEY = re.compile(r"@\w+\s*\{\s*(?P<key>[^\s,]+)\s*,")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str | None = None
    method: str | None = None
    dataset: str | None = None
    split: str | None = None
    metric: str | None = None
    value: Decimal
    unit: str | None = None
    role: Literal["subject", "comparator", "baseline"] = "subject"
    protocol: Mapping[str, str] = {}


class _Line(files.Row):
    source: str
    entry: str
    half: str
    sha: str
    results: tuple[_Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence with the results that a reader found in it."""

    source: str
    half: str
    sentence: str
    results: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What was counted in a sentence: records read, right, annotated, found.

    Of the right ones, those whose role and whose conditions are the annotated ones.
    """

    read: int
    right: int
    annotated: int
    found: int
    roles: int
    conditions: int


def read(annotated: Path, libraries: Iterable[Path]) -> tuple[Annotated, ...]:
    """The annotated sentences with their text from the library files. Raises InputError where one is not there."""
    rows = files.jsonl(annotated, _Line, _EXAMPLE)
    wanted = {row.entry for row in rows}
    texts = {sha: text for path in libraries for sha, text in _sentences(path, wanted)}
    missing = next((row for row in rows if (row.entry, row.sha) not in texts), None)
    if missing is not None:
        raise files.refusal(
            annotated,
            rows.index(missing) + 1,
            f"No sentence of the entry {missing.entry!r} has the hash {missing.sha!r}.",
            "Name the library file that the sentence was taken from with --library.",
        )
    return tuple(
        Annotated(row.source, row.half, texts[row.entry, row.sha], tuple(_figure(one) for one in row.results))
        for row in rows
    )


def sha_of(sentence: str) -> str:
    """The hash by which an annotation names its sentence."""
    return sha256(sentence.encode()).hexdigest()[:_SHA]


def _sentences(path: Path, wanted: set[str]) -> Iterable[tuple[tuple[str, str], str]]:
    """Sentences of the wanted entries by key and hash; the others are not parsed, as a library may hold thousands."""
    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise files.refusal(path, 0, f"Cannot be read: {error}.", "Name a BibTeX file in UTF-8.") from None
    strings, *entries = _ENTRY.split(raw)
    for entry in entries:
        key = _KEY.match(entry)
        if key is None or key["key"] not in wanted:
            continue
        works, _ = parse(f"{strings}{entry}", str(path), path.stem)
        for work in works:
            for section in (section for version in work.versions for section in version.sections):
                for start, end in sentences(section.text or ""):
                    text = (section.text or "")[start:end]
                    yield (key["key"], sha_of(text)), text


def _figure(one: _Record) -> Figure:
    return Figure(
        one.system, one.method, one.dataset, one.split, one.metric, one.value, one.unit, one.role, dict(one.protocol)
    )


def evaluate(annotated: Sequence[Annotated], names: Names, clock: Callable[[], float] = perf_counter) -> Result:
    """Precision, recall and F1 of all, of each half, and of each source in a half; intervals resample sentences."""
    start = clock()
    figures = [read_figures(one.sentence, names) for one in annotated]
    seconds = clock() - start
    scores = [score(mine, one.results, names) for mine, one in zip(figures, annotated, strict=True)]
    groups: dict[str, list[Score]] = {"": scores}
    for one, each in zip(annotated, scores, strict=True):
        half = one.half.replace("-", "_")
        for name in (f"_{half}", f"_{half}_{one.source}"):
            groups.setdefault(name, []).append(each)
    return Result(
        task="results",
        n=len(annotated),
        measures=tuple(
            measure
            for name, some in [("", scores), *sorted((k, v) for k, v in groups.items() if k)]
            for measure in _measures(name, some)
        ),
        notes=(
            f"{sum(one.annotated for one in scores)} records annotated; intervals resample sentences",
            "role, conditions: shares of the right records",
        ),
        speed=metrics.speed("sentences_per_second", len(annotated), seconds),
    )


def _measures(group: str, scores: Sequence[Score]) -> tuple[Measure, ...]:
    counts = np.array(
        [(s.read, s.right, s.annotated, s.found, s.roles, s.conditions) for s in scores], dtype=np.float64
    )

    def share(of: int, base: int) -> Callable[[metrics.Indices], float]:
        return lambda at: _ratio(counts[at, of].sum(), counts[at, base].sum())

    def f1(at: metrics.Indices) -> float:
        precision, recall = share(1, 0)(at), share(3, 2)(at)
        return _ratio(2 * precision * recall, precision + recall)

    statistics = {"precision": share(1, 0), "recall": share(3, 2), "f1": f1}
    if not group:
        statistics |= {"role": share(4, 1), "conditions": share(5, 1)}
    return tuple(metrics.measure(f"{name}{group}", statistic, len(scores)) for name, statistic in statistics.items())


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else nan


def score(mine: Sequence[Figure], annotated: Sequence[Figure], names: Names) -> Score:
    """The records of one sentence, matched one to one; those that are found are matched first."""
    open_, matched = list(annotated), []
    unmatched = list(mine)
    for fits in (_finds, _agrees):
        for one in tuple(unmatched):
            gold = next((gold for gold in open_ if _agrees(one, gold, names) and fits(one, gold, names)), None)
            if gold is not None:
                open_.remove(gold)
                unmatched.remove(one)
                matched.append((one, gold))
    return Score(
        read=len(mine),
        right=len(matched),
        annotated=len(annotated),
        found=sum(_finds(one, gold, names) for one, gold in matched),
        roles=sum((one.role == "subject") == (gold.role == "subject") for one, gold in matched),
        conditions=sum(_conditions(one, names) == _conditions(gold, names) for one, gold in matched),
    )


def _finds(one: Figure, gold: Figure, names: Names) -> bool:  # noqa: ARG001 - same form as _agrees
    return all(getattr(one, name) is not None or getattr(gold, name) is None for name in ("metric", "dataset"))


def _agrees(one: Figure, gold: Figure, names: Names) -> bool:
    """Whether the value is the same and no field that the record names is another one in the annotation."""
    if (one.value, one.unit) != (gold.value, gold.unit):
        return False
    if not all(_same(name, getattr(one, name), getattr(gold, name), names) for name in ("dataset", "split", "metric")):
        return False
    if one.system is not None and one.method is not None:
        return _same("system", one.system, gold.system, names) and _same("method", one.method, gold.method, names)
    only = one.system if one.method is None else one.method
    return any(_same(name, only, getattr(gold, name), names) for name in ("system", "method"))


def _same(field: str, mine: str | None, gold: str | None, names: Names) -> bool:
    if mine is None:
        return True
    if gold is None:
        return False
    ours, theirs = _form(field, mine, names), _form(field, gold, names)
    contained = field in {"system", "method"} and (_holds(ours, theirs) or _holds(theirs, ours))
    return ours == theirs or contained


def _form(field: str, printed: str, names: Names) -> tuple[str, ...]:
    """A name in the words that count."""
    form = {
        "metric": names.metric, "dataset": names.dataset, "split": names.split,
        "system": names.system, "method": names.same_method,
    }[field]  # fmt: skip
    known = form(printed)
    if known == printed:
        kept = [word for word in _BRACKETED.sub(" ", printed).split() if word.casefold() not in FOLDED]
        known = form(" ".join(kept)) if kept else printed
    found = tuple(word.casefold() for word in _WORD.findall(known or printed))
    return tuple(word for word in found if word not in FOLDED) or found


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    return any(tuple(whole[at : at + len(part)]) == tuple(part) for at in range(len(whole) - len(part) + 1))


def _conditions(one: Figure, names: Names) -> dict[str, str]:
    """Widths, shots and versions; settings are told in too many words to be compared."""
    bits = names.bits(one.method) or names.bits(one.system)
    known = {"bits": bits, **{key: value for key, value in one.protocol.items() if key in {"bits", "shots"}}}
    return {key: value for key, value in known.items() if value is not None}
