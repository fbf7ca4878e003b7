"""Decides of each number of a claim whether it stands in the evidence, and whether it belongs there to the same thing.

Pure rules, no model, above `text`. A number that does not stand in the evidence with its unit, sign and bound is
absent; one that stands there beside another name, or at another end of a range, is misplaced. `reading` finds numbers,
`presence` tells which may be the same, `contexts` what each stands beside, `placement` whose each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from generator.attribution import designations, placement, presence, rates, retelling, shares
from generator.attribution.mention import Mention
from generator.attribution.reading import mentions, names, normal
from generator.attribution.words import stem

_LONGEST = 20_000
_NOUN_LETTERS = 4
_MOST_PAIRS = 100_000
"""Numbers of the claim times numbers of the evidence, above which only their readings are compared."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number of the claim that the evidence does not bear out: `owner` is whose it is there, `given` whose here."""

    kind: Literal["absent", "misplaced"]
    number: str
    owner: str | None = None
    given: str | None = None

    def __str__(self) -> str:
        if self.kind == "absent":
            return f"number not found: {self.number}"
        return f"{self.number} belongs to {self.owner}, not to {self.given}"


def mismatches(claim: str, evidence: str) -> tuple[Mismatch, ...]:
    """Every number of the claim that does not stand in the evidence or stands there elsewhere, in the claim's order.

    Empty if all do, and if there is none. Misplaced numbers are looked for only where none is absent. Words such as
    "one" and "first" are not asked for; a label (type 2) is if the evidence has it with another number.
    """
    ours, theirs = mentions(claim), mentions(evidence)
    if len(ours) * len(theirs) > _MOST_PAIRS:
        known = {reading for other in theirs for reading in other.readings}
        return tuple(dict.fromkeys(Mismatch("absent", str(one)) for one in ours if not one.readings & known))
    candidates = [_candidates(one, theirs, claim, evidence) for one in ours]
    borne = _borne_otherwise(claim, evidence, ours, theirs)
    dropped = retelling.units_dropped(claim, evidence, ours, theirs)
    absent = [
        Mismatch("absent", str(one))
        for at, one in enumerate(ours)
        if at in dropped
        or (not candidates[at] and at not in borne and not one.weak and _asserted(one, theirs, evidence))
    ]
    absent += [Mismatch("absent", name) for name in _renamed(claim, evidence)]
    if absent or len(claim) + len(evidence) > _LONGEST:
        return tuple(dict.fromkeys(absent))
    copied = retelling.exchanged(claim, evidence)
    if copied is not None:
        return tuple(Mismatch("misplaced", *one) for one in copied)
    sides = (placement.Side(claim, ours), placement.Side(evidence, theirs))
    wrong = placement.misplaced(*sides, candidates)
    return tuple(Mismatch("misplaced", one.number, one.owner, one.given) for one in wrong)


def stated(claim: str) -> tuple[str, ...]:
    """The numbers of a claim that `mismatches` asks for, as a message names them."""
    return tuple(dict.fromkeys(str(one) for one in mentions(claim) if not one.weak))


def _candidates(one: Mention, theirs: Sequence[Mention], claim: str, evidence: str) -> tuple[int, ...]:
    """The numbers of the evidence that this one may be; a unit that contradicts the printed one is no loose match."""
    rate = rates.beside(claim, one)
    found = tuple(
        at
        for at, other in enumerate(theirs)
        if presence.may_be(one, other, claim, evidence)
        and (rate is None or rates.beside(evidence, other) in {None, rate})
    )
    if one.unit is None or any(presence.exactly(one, theirs[at]) for at in found):
        return found
    often = rates.said(claim, one)  # "5 mg daily" is 5 mg/day
    if often is not None and (same := tuple(at for at in found if rates.said(evidence, theirs[at]) == often)):
        return same
    rivals = {other.value for other in theirs if other.unit is not None and other.value is not None}
    return () if one.value in rivals and all(theirs[at].value == one.value for at in found) else found


def _borne_otherwise(claim: str, evidence: str, ours: Sequence[Mention], theirs: Sequence[Mention]) -> frozenset[int]:
    """The numbers of the claim that say a share of the evidence, or are part of a name that it abbreviates."""
    shared = shares.printed(normal(evidence), theirs)
    known = designations.lettered(names(evidence))
    found = {
        at for at, one in enumerate(ours) if shares.said(one, shared) or designations.named(normal(claim), one, known)
    }
    return frozenset(found) | shares.counted(normal(claim), ours, shared)


def _asserted(one: Mention, theirs: Sequence[Mention], evidence: str) -> bool:
    """A label or the number in a compound may be part of a name; the evidence has to give it another number."""
    if one.label is None and one.noun is None:
        return True
    word = one.label or stem(one.noun or "")
    for other in theirs:
        following = evidence[other.end : other.end + 20].strip(" -").casefold()
        if word in {other.label, stem(other.noun or "")} or (
            one.noun is not None and following.startswith(one.noun[:_NOUN_LETTERS])
        ):
            return True
    return False


def _renamed(claim: str, evidence: str) -> Iterator[str]:
    """Names that the evidence has with other digits only: INT8, where the evidence knows INT4."""
    ours, theirs = names(claim), names(evidence)
    shapes = {re.sub("[0-9]+", "#", name) for name in theirs - ours}
    for name in sorted(ours - theirs):
        if name[0].isalpha() and re.sub("[0-9]+", "#", name) in shapes:
            yield name
