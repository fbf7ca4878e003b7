"""Every count of a report, and the only place where any is made. Stands below `pipeline`; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from generator.schema import (
    Answer,
    CheckName,
    ClaimStatus,
    Counts,
    Form,
    Notice,
    Origin,
    Outcome,
    Reason,
    Stage,
    Work,
    WorkType,
)
from generator.selection import Selection
from generator.stages.synthesise import Material

PEER_REVIEWED = frozenset({WorkType.ARTICLE, WorkType.CONFERENCE_PAPER, WorkType.CHAPTER})
Key = TypeVar("Key", Reason, ClaimStatus)


def counted(chosen: Selection, material: Material, decided: Answer) -> Counts:
    """What a report counts, of works, passages, claims and checks."""
    claims, verdicts = material.claims.values(), material.verdicts.values()
    screened_out = [one.reason for one in chosen.excluded if one.stage is Stage.SCREEN]
    judged = [
        check.outcome
        for verdict in verdicts
        if not material.claims[verdict.claim].verbatim
        for check in verdict.checks
        if check.name in {CheckName.NUMBERS, CheckName.ENTAILED} and check.outcome is not Outcome.NOT_APPLICABLE
    ]
    return Counts(
        identified=chosen.identified,
        duplicates_removed=chosen.identified - len(chosen.distinct),
        screened=len(chosen.distinct),
        excluded=len(screened_out),
        excluded_by_reason=_tally(screened_out),
        included=len(chosen.included),
        preprints=sum(work.type is WorkType.PREPRINT for work in chosen.included),
        peer_reviewed=sum(work.type in PEER_REVIEWED for work in chosen.included),
        retracted=sum(work.notice is Notice.RETRACTION for work in chosen.included),
        unchecked=sum(work.checked is not True for work in chosen.included),
        full_texts=sum(_is_whole(work) for work in chosen.included),
        passages=len(material.passages),
        claims=len(claims),
        on_topic=sum(claim.on_topic for claim in claims),
        claims_by_status=_tally(verdict.status for verdict in verdicts),
        reworded_checks=len(judged),
        reworded_checks_passed=judged.count(Outcome.PASSED),
        works_behind_answer=len(decided.works),
    )


def _is_whole(work: Work) -> bool:
    """Whether more than an abstract is there in the work's own words."""
    return any(
        section.origin is Origin.SOURCE and section.form is Form.PROSE and section.name != "abstract"
        for version in work.versions
        for section in version.sections
    )


def _tally(values: Iterable[Key]) -> dict[Key, int]:
    return dict(sorted(Counter(values).items()))
