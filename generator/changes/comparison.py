"""What differs between two states of one report: two of its versions, or what two deployments of the site say of it.

Stands above `strength`; pure. Claims are the same where their ids are; a change of confidence counts from where
it is an event of the ledger. It must not say why something differs: the ledger does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from generator.changes.strength import CONFIDENCE_STEP
from generator.schema import AnswerStatus, ClaimStatus, DecisionStatus, Edition, Notice

_DECIMALS = 6  # as in strength
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """A claim as one state has it."""

    id: str
    text: str
    status: ClaimStatus
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A work as one state has it."""

    key: str
    title: str
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class State:
    """A report at one time: claims and works by their ids, in the state's order."""

    title: str
    question: str
    answer: AnswerStatus
    decision: DecisionStatus
    claims: Mapping[str, Held]
    works: Mapping[str, Cited]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs from one state to another; a pair is before and after, None where it is the same.

    `changed` are claims with another status, `moved` those whose confidence alone is another, `noticed` works whose
    editorial notice came, went or changed.
    """

    title: tuple[str, str] | None = None
    question: tuple[str, str] | None = None
    answer: tuple[AnswerStatus, AnswerStatus] | None = None
    decision: tuple[DecisionStatus, DecisionStatus] | None = None
    came: tuple[Held, ...] = ()
    went: tuple[Held, ...] = ()
    changed: tuple[tuple[Held, Held], ...] = ()
    moved: tuple[tuple[Held, Held], ...] = ()
    works_came: tuple[Cited, ...] = ()
    works_went: tuple[Cited, ...] = ()
    noticed: tuple[tuple[Cited, Cited], ...] = field(default=())

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return self == _NONE


_NONE = Difference()


def state_of(edition: Edition) -> State:
    """What an edition says."""
    return State(
        title=edition.title,
        question=edition.question,
        answer=edition.answer.status,
        decision=edition.decision.status,
        claims={c.id: Held(c.id, c.text, c.status, c.confidence) for c in edition.claims},
        works={w.key: Cited(w.key, w.title, w.notice) for w in edition.works},
    )


def compared(before: State, after: State) -> Difference:
    """What differs from one state of a report to another."""
    both = [(before.claims[key], one) for key, one in after.claims.items() if key in before.claims]
    works = [(before.works[key], one) for key, one in after.works.items() if key in before.works]
    return Difference(
        title=_pair(before.title, after.title),
        question=_pair(before.question, after.question),
        answer=_pair(before.answer, after.answer),
        decision=_pair(before.decision, after.decision),
        came=_only(after.claims, before.claims),
        went=_only(before.claims, after.claims),
        changed=tuple(pair for pair in both if pair[0].status is not pair[1].status),
        moved=tuple(pair for pair in both if pair[0].status is pair[1].status and _is_step(*pair)),
        works_came=_only(after.works, before.works),
        works_went=_only(before.works, after.works),
        noticed=tuple(pair for pair in works if pair[0].notice is not pair[1].notice),
    )


def _pair(before: T, after: T) -> tuple[T, T] | None:
    return None if before == after else (before, after)


def _only(these: Mapping[str, T], others: Mapping[str, T]) -> tuple[T, ...]:
    return tuple(one for key, one in these.items() if key not in others)


def _is_step(before: Held, after: Held) -> bool:
    if before.confidence is None or after.confidence is None:
        return before.confidence is not after.confidence
    return round(abs(after.confidence - before.confidence), _DECIMALS) >= CONFIDENCE_STEP
