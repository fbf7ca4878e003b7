"""Holds every claim against its own work and against the others: support, contradiction, reprints.

Pure. `own` finds where a work is at odds with itself, `others` what other works say, `disputed` what a work says that
somebody holds against a claim. A claim that something opposes is
*contested*: it stays, and whoever repeats it says so. Without a judge, findings without figures are not held together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import ids
from generator.engine import Embedder, Judge
from generator.independence import related
from generator.results import Names
from generator.schema import (
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Evidence,
    Origin,
    Outcome,
    Passage,
    Result,
    Stance,
    Standpoint,
    Verdict,
    Work,
)
from generator.stages.corroborate.disputed import Case, Heard, hear, hearings
from generator.stages.corroborate.others import Finding, by_figures, by_judge, by_words
from generator.stages.corroborate.own import oppositions

__all__ = ["Case", "Heard", "Witnesses", "corroborate", "hear", "hearings"]

_CONTESTABLE = frozenset({ClaimStatus.VERIFIED, ClaimStatus.DIGEST})


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What claims are held against: passages, results by passage, works by key.

    `names` tell what is one thing; what was `heard` of disputes counts as what is found otherwise.
    """

    works: Mapping[str, Work]
    passages: Mapping[str, Passage]
    results: Mapping[str, Sequence[Result]]
    names: Names
    heard: Sequence[Heard] = ()


def corroborate(
    claims: Sequence[Claim],
    verdicts: Sequence[Verdict],
    witnesses: Witnesses,
    judge: Judge | None = None,
    embedder: Embedder | None = None,
) -> tuple[tuple[Evidence, ...], tuple[Verdict, ...]]:
    """Evidence for and against claims in good standing, and the verdicts with the check `consistent`."""
    status = {verdict.claim: verdict.status for verdict in verdicts}
    standing = [claim for claim in claims if status[claim.id] in _CONTESTABLE and _seen(claim, witnesses)]
    found = {
        one.id: one
        for one in (
            *_against_own_work(standing, witnesses),
            *_in_other_works(standing, witnesses, judge, embedder),
            *_disputed(standing, witnesses),
        )
    }
    compared = {one.claim for one in found.values()}
    evidence = tuple(found.values())
    return evidence, tuple(_weighed(verdict, evidence, held=verdict.claim in compared) for verdict in verdicts)


def _seen(claim: Claim, witnesses: Witnesses) -> bool:
    return witnesses.works[claim.work].checked is not False


def _against_own_work(claims: Sequence[Claim], witnesses: Witnesses) -> Iterator[Evidence]:
    by_passage: dict[str, list[Claim]] = {}
    for claim in claims:
        by_passage.setdefault(claim.passage, []).append(claim)
    for work in dict.fromkeys(claim.work for claim in claims):
        own = [passage for passage in witnesses.passages.values() if passage.work == work]
        for opposition in oppositions(own, witnesses.results, witnesses.names):
            for here, there in ((opposition.left, opposition.right), (opposition.right, opposition.left)):
                for claim in by_passage.get(here, ()):
                    yield Evidence(
                        id=f"e-{ids.digest(claim.id, there, 'own', opposition.why)}",
                        claim=claim.id,
                        passage=there,
                        work=work,
                        stance=Stance.CONTRADICTS,
                        standpoint=Standpoint.OWN_WORK,
                        basis="own_figures",
                        why=opposition.why,
                    )


def _in_other_works(
    claims: Sequence[Claim], witnesses: Witnesses, judge: Judge | None, embedder: Embedder | None
) -> Iterator[Evidence]:
    by_id = {claim.id: claim for claim in claims}
    good = {key: found for key, found in witnesses.results.items() if _may_testify(witnesses.passages[key], witnesses)}
    for finding in by_figures(claims, good, witnesses.names):
        if finding.reprinted or finding.stance is Stance.CONTRADICTS or _own_words(finding, by_id, witnesses):
            yield _evidence(finding, by_id, witnesses, "figures")
    own = [claim for claim in claims if witnesses.passages[claim.passage].origin is Origin.SOURCE]
    if judge is None:
        yield from (_evidence(one, by_id, witnesses, "words") for one in by_words(own, embedder))
        return
    titles = {key: work.title for key, work in witnesses.works.items()}
    yield from (_evidence(one, by_id, witnesses, "judge") for one in by_judge(own, titles, judge, embedder))


def _disputed(claims: Sequence[Claim], witnesses: Witnesses) -> Iterator[Evidence]:
    by_id = {claim.id: claim for claim in claims}
    findings = (finding for one in witnesses.heard for finding in one.findings if finding.claim in by_id)
    yield from (_evidence(finding, by_id, witnesses, "judge") for finding in findings)


def _may_testify(passage: Passage, witnesses: Witnesses) -> bool:
    work = witnesses.works[passage.work]
    return work.checked is not False and not work.is_retracted(passage.version)


def _own_words(finding: Finding, claims: Mapping[str, Claim], witnesses: Witnesses) -> bool:
    """Whether both stand in sources' own words: a digest of ours corroborates nothing."""
    both = (claims[finding.claim].passage, finding.passage)
    return all(witnesses.passages[one].origin is Origin.SOURCE for one in both)


def _evidence(finding: Finding, claims: Mapping[str, Claim], witnesses: Witnesses, basis: str) -> Evidence:
    own, other = witnesses.works[claims[finding.claim].work], witnesses.works[witnesses.passages[finding.passage].work]
    return Evidence.model_validate(
        {
            "id": f"e-{ids.digest(finding.claim, finding.passage, basis, finding.why)}",
            "claim": finding.claim,
            "passage": finding.passage,
            "work": other.key,
            "stance": finding.stance,
            "standpoint": _standpoint(finding, own, other),
            "basis": basis,
            "probability": None if finding.probability is None else round(finding.probability, 4),
            "why": finding.why,
        }
    )


def _standpoint(finding: Finding, own: Work, other: Work) -> Standpoint:
    if finding.reprinted:
        return Standpoint.SAME_FIGURE
    return Standpoint.RELATED if related(own, other) else Standpoint.INDEPENDENT


def _weighed(verdict: Verdict, evidence: Sequence[Evidence], *, held: bool) -> Verdict:
    """The verdict with what was found; only a claim that stood can become contested."""
    for_it = tuple(e.id for e in evidence if e.claim == verdict.claim and e.stance is Stance.SUPPORTS)
    against = tuple(e.id for e in evidence if e.claim == verdict.claim and e.stance is Stance.CONTRADICTS)
    if verdict.status not in _CONTESTABLE:
        return verdict
    outcome = Outcome.FAILED if against else Outcome.PASSED if held else Outcome.NOT_APPLICABLE
    why = next((e.why for e in evidence if e.id in against), None) or (
        "nothing that was held against it says otherwise" if held else "nothing read could be held against it"
    )
    check = Check(name=CheckName.CONSISTENT, outcome=outcome, why=why)
    return verdict.model_copy(
        update={
            "checks": (*verdict.checks, check),
            "status": ClaimStatus.CONTESTED if against else verdict.status,
            "supported_by": for_it,
            "contradicted_by": against,
        }
    )
