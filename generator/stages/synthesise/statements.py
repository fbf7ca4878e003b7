"""Builds sentences of ours and checks each: traced to claims that stand, and every number theirs or recomputed.

Pure; a part of the stage `synthesise`. A sentence that fails a check is returned with it, and left out by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.numbers import absent, amount, quantities
from generator.schema import (
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Derived,
    Origin,
    Outcome,
    Passage,
    Result,
    Statement,
    Verdict,
    Work,
)
from generator.text import longest_shared_run

STANDING = frozenset({ClaimStatus.VERIFIED, ClaimStatus.DIGEST})
"""Statuses in which a claim may be repeated by a sentence of ours."""

MAX_SHARED_RUN = 8
"""Words in a row that a sentence of the abstract may share with a source's own words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a sentence may rest on, by id; `works` in the order of screening."""

    works: Mapping[str, Work]
    passages: Mapping[str, Passage]
    claims: Mapping[str, Claim]
    verdicts: Mapping[str, Verdict]
    results: Mapping[str, Result]

    def usable(self) -> tuple[Claim, ...]:
        """Claims that may support an answer: in good standing, of works that were seen and not retracted."""
        return tuple(
            claim
            for claim in self.claims.values()
            if self.verdicts[claim.id].status in STANDING and self.works[claim.work].checked is not False
        )

    def origin(self, claim: Claim) -> Origin:
        """Whose words the claim's quote has."""
        return self.passages[claim.passage].origin


def of_claim(evidence: Evidence, claim: Claim, *, under_heading: bool = False) -> Statement:
    """A claim with its owner: the source's words in quotation marks, ours never.

    `under_heading`: a heading says already that our digest of the work is speaking.
    """
    byline = evidence.works[claim.work].byline
    if under_heading:
        text = claim.text
    elif evidence.origin(claim) is Origin.DIGEST:
        text = f"Our digest of {byline} states: {claim.text}"
    elif claim.verbatim:
        text = f"{byline}: “{claim.text}”"
    else:
        text = f"{byline}, reworded: {claim.text}"
    return checked(evidence, text, (claim,))


def of_difference(evidence: Evidence, derived: Sequence[Derived]) -> Statement:
    """One result held against others of its sentence: "4-bit AWQ at 61.3, 0.7 points below BF16 at 62.0"."""
    left = evidence.results[derived[0].left]
    differences = listed([_difference(one, evidence.results[one.right]) for one in derived])
    work, origin = evidence.works[left.work], evidence.passages[left.passage].origin
    owner = f"our digest of {work.citation}" if origin is Origin.DIGEST else work.citation
    text = (
        f"{left.system} on {left.dataset}: {left.method or left.system} stands at {_value(left)}, {differences}"
        f" (differences recomputed from {owner}, {left.place})."
    )
    passages = {left.passage, *(evidence.results[one.right].passage for one in derived)}
    claims = tuple(claim for claim in evidence.claims.values() if claim.passage in passages)
    return checked(evidence, text, claims, tuple(derived))


def of_records(text: str, *records: str) -> Statement:
    """A sentence that counts or lists records of this report; `records` names them."""
    return Statement(
        text=text,
        records=records,
        checks=(_check(CheckName.TRACED, passed=True, why=f"computed from {', '.join(records)}"),),
    )


def checked(evidence: Evidence, text: str, claims: Sequence[Claim], derived: Sequence[Derived] = ()) -> Statement:
    """A statement with its checks."""
    return Statement(
        text=text,
        claims=tuple(claim.id for claim in claims),
        derived=tuple(one.id for one in derived),
        checks=(_traced(evidence, claims), _numbers(evidence, text, claims, derived)),
    )


def in_own_words(evidence: Evidence, statement: Statement) -> Statement:
    """The statement with a check that no long run of words is a source's own."""
    sources = (p for p in evidence.passages.values() if p.origin is Origin.SOURCE)
    ours = statement.text
    for work in evidence.works.values():  # a title may name its work, whoever repeats it
        ours = ours.replace(work.byline, "").replace(work.title, "")
    longest = max((longest_shared_run(ours, passage.text) for passage in sources), default=0)
    check = _check(
        CheckName.OWN_WORDS, passed=longest <= MAX_SHARED_RUN, why=f"longest run shared with a source: {longest} words"
    )
    return statement.model_copy(update={"checks": (*statement.checks, check)})


def failed(statement: Statement) -> bool:
    """Whether a check says that the statement may not be published."""
    return any(check.outcome is Outcome.FAILED for check in statement.checks)


def _traced(evidence: Evidence, claims: Sequence[Claim]) -> Check:
    fallen = [claim.id for claim in claims if evidence.verdicts[claim.id].status not in STANDING]
    if fallen or not claims:
        return _check(
            CheckName.TRACED, passed=False, why=f"claims that do not stand: {', '.join(fallen) or 'none given'}"
        )
    return _check(CheckName.TRACED, passed=True, why=f"rests on {len(claims)} claim{'s'[: len(claims) != 1]}")


def _numbers(evidence: Evidence, text: str, claims: Sequence[Claim], derived: Sequence[Derived]) -> Check:
    """Numbers of a statement come from its claims, its derived figures, or the years and places that name its works."""
    if not quantities(text):
        return Check(name=CheckName.NUMBERS, outcome=Outcome.NOT_APPLICABLE, why="no number in it")
    sources = [claim.quote for claim in claims]
    sources += [amount(abs(one.value), one.unit) for one in derived]
    sources += [evidence.works[claim.work].citation for claim in claims]
    sources += [evidence.passages[claim.passage].place for claim in claims]
    missing = absent(text, " \n ".join(sources))
    absentees = ", ".join(str(quantity) for quantity in missing)
    return _check(
        CheckName.NUMBERS,
        passed=not missing,
        why=f"number not found: {absentees}" if missing else "every number is a claim's or recomputed",
    )


def listed(parts: Sequence[str]) -> str:
    """Parts as a sentence lists them: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _difference(one: Derived, right: Result) -> str:
    other = f"{right.method or right.system} at {_value(right)}"
    if one.value == 0:
        return f"level with {other}"
    return f"{amount(abs(one.value), one.unit)} {'above' if one.value > 0 else 'below'} {other}"


def _value(result: Result) -> str:
    return amount(result.value, result.unit)


def _check(name: CheckName, *, passed: bool, why: str) -> Check:
    return Check(name=name, outcome=Outcome.PASSED if passed else Outcome.FAILED, why=why)
