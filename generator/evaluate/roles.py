"""`claimbook eval roles`: whether sentences of abstracts get the role that a person, or a section's title, gave them.

Reads JSONL (an abstract a line, or a sentence a line) and JATS articles whose abstracts have sections. The label is the
section's title, so that an aim at the end of a background section is background; the measure with `aims` in its name
counts such sentences as objectives, which is how a reader takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from generator.engine import Roles
from generator.errors import ArticleError, Fault, InputError
from generator.evaluate import files, metrics
from generator.evaluate.jats import role_of_title, sectioned_abstract
from generator.evaluate.metrics import Measure, Predictions, Result
from generator.roles import ROLES, Role, states_aim

_NAMES = tuple(role.value for role in ROLES)
_JATS = frozenset({".nxml", ".xml"})
_EXAMPLE = (
    '{"article": "a1", "sentences": ["…", "…"], "labels": ["background", "result"]} or '
    '{"article": "a1", "sentence": "…", "label": "background"}'
)
_SINGLE = frozenset({"sentence", "text", "label", "role"})
_USUAL = {
    "id": "article",
    "doc_id": "article",
    "sentence": "sentences",
    "text": "sentences",
    "label": "labels",
    "role": "labels",
    "roles": "labels",
}
_FINDINGS = [ROLES.index(Role.RESULT), ROLES.index(Role.CONCLUSION)]


HELD = 5
"""One abstract of so many is never learnt from."""


def held_out(article: str) -> bool:
    """Whether the abstract of this name is one of those that `training` keeps for measuring."""
    return int(sha256(article.encode()).hexdigest(), 16) % HELD == 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """The sentences of an abstract in order, each with its role; None for one whose role was not said."""

    article: str
    sentences: tuple[str, ...]
    roles: tuple[Role | None, ...]


class _Line(files.Row):
    """An abstract, or one sentence of one; a missing label is null."""

    article: str
    sentences: tuple[str, ...]
    labels: tuple[str | None, ...]

    @model_validator(mode="before")
    @classmethod
    def _named_as_usual(cls, told: object) -> object:
        """One sentence is a list of one; keys may have the other names that data sets give them."""
        if not isinstance(told, dict):
            return told
        lists = {key: [value] if key in _SINGLE else value for key, value in told.items()}
        return {_USUAL[key]: value for key, value in lists.items() if key in _USUAL} | lists

    @model_validator(mode="after")
    def _as_many(self) -> _Line:
        if len(self.sentences) != len(self.labels) or not self.sentences:
            raise ValueError(f"{len(self.sentences)} sentences and {len(self.labels)} labels")
        for label in self.labels:
            _role(label)
        return self


def _role(label: str | None) -> Role | None:
    """The role that a label names in any usual spelling: result, Results, METHODS."""
    if label is None:
        return None
    found = role_of_title(label)
    if found is None:
        raise ValueError(f"no role {label!r} among {', '.join(_NAMES)}; null for a sentence without one")
    return found


def read(path: Path) -> tuple[Labelled, ...]:
    """Labelled abstracts of a JSONL file, a JATS article, or all the articles of a folder. Raises InputError."""
    if path.is_dir():
        articles = sorted(file for file in path.rglob("*") if file.suffix.lower() in _JATS)
        if not articles:
            raise files.refusal(path, 0, "The folder holds no .nxml or .xml file.", "Name a folder of JATS articles.")
        return _of_articles(path, articles)
    return _of_articles(path, [path]) if path.suffix.lower() in _JATS else _of_lines(path)


def _of_lines(path: Path) -> tuple[Labelled, ...]:
    """Neighbouring lines of one article are one abstract."""
    found = []
    for article, lines in groupby(files.jsonl(path, _Line, _EXAMPLE), key=lambda line: line.article):
        pairs = [pair for line in lines for pair in zip(line.sentences, line.labels, strict=True)]
        found.append(Labelled(article, tuple(text for text, _ in pairs), tuple(_role(label) for _, label in pairs)))
    return tuple(found)


def _of_articles(path: Path, articles: Iterable[Path]) -> tuple[Labelled, ...]:
    found: list[Labelled] = []
    faults: list[Fault] = []
    for file in articles:
        try:
            abstract = of_article(file.stem, file.read_bytes())
        except OSError as error:
            faults.append(Fault(str(file), 0, "", f"Cannot be read: {error.strerror}.", "Name a file that exists."))
        except ArticleError as error:
            faults.append(Fault(str(file), 0, "", f"Not read: {error.why}.", "Give well-formed JATS without entities."))
        else:
            found += [abstract] if abstract.sentences else []
    if faults:
        raise InputError(faults)
    if not found:
        raise files.refusal(path, 0, "No abstract has sections.", "Give articles with sectioned abstracts.")
    return tuple(found)


def of_article(name: str, raw: bytes) -> Labelled:
    """The abstract of a JATS article without the sections whose title names no single role; empty if none is left."""
    pairs = [(text, part.role) for part in sectioned_abstract(raw) if part.role for text in part.sentences]
    return Labelled(name, tuple(text for text, _ in pairs), tuple(role for _, role in pairs))


def evaluate(
    abstracts: Sequence[Labelled], roles: Roles, *, alone: bool = False, clock: Callable[[], float] = perf_counter
) -> Result:
    """Macro-F1, accuracy and the share of background taken for findings, with intervals over resampled articles.

    `alone` hides each sentence's abstract from the classifier.
    """
    start = clock()
    rows = _classified(abstracts, roles, alone=alone)
    seconds = clock() - start
    kept = [np.array([role is not None for role in one.roles]) for one in abstracts]
    chances = np.concatenate([row[keep] for row, keep in zip(rows, kept, strict=True)])
    by_title = [role for one in abstracts for role in one.roles if role]
    items = Predictions.of(_NAMES, by_title, probabilities=chances)
    by_aim = [_with_aim(text, role) for one in abstracts for text, role in zip(one.sentences, one.roles, strict=True)]
    relabelled = Predictions.of(_NAMES, [role for role in by_aim if role], probabilities=chances)
    groups = _groups([one.article for one, keep in zip(abstracts, kept, strict=True) for _ in range(keep.sum())])
    return Result(
        task="roles",
        n=len(items),
        measures=(
            _measure("macro_f1", metrics.macro_f1, items, groups),
            _measure("accuracy", metrics.accuracy, items, groups),
            _measure("macro_f1_aims", metrics.macro_f1, relabelled, groups),
            _measure("background_as_finding", _background_as_finding, items, groups),
        ),
        per_class=metrics.per_class(items),
        confusion=metrics.confusion(items),
        notes=(f"{len(groups)} articles; intervals resample articles",),
        speed=metrics.speed("sentences_per_second", sum(map(len, rows)), seconds),
    )


def _classified(abstracts: Sequence[Labelled], roles: Roles, *, alone: bool) -> list[NDArray[np.float32]]:
    if not alone:
        return list(roles.classify([one.sentences for one in abstracts]))
    singles = roles.classify([(text,) for one in abstracts for text in one.sentences])
    stacked = np.concatenate(singles)
    return np.split(stacked, np.cumsum([len(one.sentences) for one in abstracts])[:-1])


def _with_aim(sentence: str, role: Role | None) -> Role | None:
    return Role.OBJECTIVE if role is Role.BACKGROUND and states_aim(sentence) else role


def _groups(articles: Sequence[str]) -> list[NDArray[np.intp]]:
    """Positions of the sentences of each article."""
    at: dict[str, list[int]] = {}
    for position, article in enumerate(articles):
        at.setdefault(article, []).append(position)
    return [np.array(positions, dtype=np.intp) for positions in at.values()]


def _measure(
    name: str, statistic: Callable[[Predictions], float], items: Predictions, groups: Sequence[NDArray[np.intp]]
) -> Measure:
    return metrics.measure(
        name, lambda drawn: statistic(items.take(np.concatenate([groups[at] for at in drawn]))), len(groups)
    )


def _background_as_finding(items: Predictions) -> float:
    """Share of the background sentences that are taken for results or conclusions."""
    background = items.gold == ROLES.index(Role.BACKGROUND)
    return float(np.isin(items.predicted[background], _FINDINGS).mean()) if background.any() else float("nan")
