"""The eight quality dimensions: each a formula over what stands of the records, or not assessed.

Pure; stands above `reading`. Every formula counts what there is, up to a number that is enough, and takes nothing off
for what else there is: no score rises where evidence is taken away. Only a fault takes a score away. Whether a
dimension is assessed depends on the question alone: where evidence is missing, the score is nought and not unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from generator import ids
from generator.independence import independent_groups
from generator.schema import AnswerStatus, ClaimKind, ClaimStatus, Dimension, DimensionName, Facet, Work
from generator.stages.review.dossier import Dossier, named_in
from generator.stages.review.faults import FaultKind
from generator.stages.review.reading import SOURCE, Reading
from generator.text import fingerprint

ENOUGH_WORKS = 3
"""Independent works that answer the question from which more add nothing to the score of evidence strength."""
ENOUGH_CLAIMS = 10
ENOUGH_NUMBERS = 3
ENOUGH_FIGURES = 2
ENOUGH_JOINED = 3
ENOUGH_OPEN = 2
IN_PART = 6
"""What an answer in part is divided by, so that it never beats a whole one: one work from a digest is a sixth, too."""

_UNCERTAINTY = re.compile(
    r"±|\+/-|\bp\s?(?:[<>=≤≥]|&lt;)|\bp[- ]values?\b|\b(?:confidence|credible|prediction) (?:interval|limit|band)s?\b"
    r"|\bc\.?i\.?\b|\bstandard (?:error|deviation)s?\b|\bs\.?[de]\.? ?=?|\binter-?quartile\b|\bvariance\b",
    re.IGNORECASE,
)

Scored = tuple[float | None, str]


def dimension(reading: Reading, name: DimensionName) -> Dimension:
    """One dimension, rounded to one decimal; an open question has a basis and no score."""
    definition, formula = DIMENSIONS[name]
    score, basis = formula(reading)
    is_open = reading.dossier.answer.status is AnswerStatus.NOT_ANSWERED
    return Dimension(
        name=name, score=None if score is None or is_open else round(score, 1), basis=basis, definition=definition
    )


def _evidence_strength(reading: Reading) -> Scored:
    whole, part = _strength(reading, reading.whole), _strength(reading, reading.part)
    keys = sorted(reading.whole or reading.part)
    groups = independent_groups([reading.dossier.works[key] for key in keys])
    answer = "answer a part of the question" if reading.part and not reading.whole else "answer the question"
    return 10 * max(whole, part / IN_PART), (
        f"works that {answer} by their own claims: {len(keys)}, of which {groups} independent"
        f" ({_of(_weight(reading, frozenset(keys)), ENOUGH_WORKS)})"
    )


def _strength(reading: Reading, works: frozenset[str]) -> float:
    return min(1.0, _weight(reading, works) / SOURCE / ENOUGH_WORKS)


def _weight(reading: Reading, works: frozenset[str]) -> int:
    """The weight of the independent works, and no more than that of the measurements that they report."""
    claims = [claim for claim in reading.telling() if claim.work in works]
    return min(reading.heaviest(works, claims), sum(reading.facts(claims).values()))


def _citation_grounding(reading: Reading) -> Scored:
    """A quote located in our own digest grounds nothing, nor does a record that nobody states to have seen."""
    dossier = reading.dossier
    grounded = {
        fingerprint(dossier.text_of(claim))
        for claim in reading.sound
        if reading.on_topic(claim) and dossier.at_source(claim) and _was_seen(dossier.works[claim.work])
    }
    return (
        10 * min(1.0, len(grounded) / ENOUGH_CLAIMS),
        f"distinct claims on topic in a source's own words: {len(grounded)} of {ENOUGH_CLAIMS} that are enough",
    )


def _was_seen(work: Work) -> bool:
    return work.checked is True and (work.url is not None or any(getattr(work.ids, scheme) for scheme in ids.SCHEMES))


def _numerical_consistency(reading: Reading) -> Scored:
    if not reading.dossier.required(Facet.OUTCOME):
        return None, "the question asks for no outcome"
    wrong = sum(fault.kind is FaultKind.WRONG_NUMBER for fault in reading.faults)
    if wrong:
        return 0.0, f"claims, figures or sentences with a number that their records do not give: {wrong}"
    numbered = reading.numbered()
    held = sum(numbered.values())
    return (
        10 * min(1.0, held / SOURCE / ENOUGH_NUMBERS),
        f"measurements read again in their passages: {len(numbered)} ({_of(held, ENOUGH_NUMBERS)}); none wrong",
    )


def _benchmark_validity(reading: Reading) -> Scored:
    settings = reading.dossier.required(Facet.SETTING)
    if not settings:
        return None, "the question asks for no setting"
    described = {
        one.passage
        for one, _ in reading.figures()
        if one.system and one.dataset and (one.method or one.metric)
        and named_in(reading.dossier.passages[one.passage].text, settings)
    }  # fmt: skip
    figures = reading.facts([claim for claim in reading.telling() if claim.passage in described])
    held = sum(figures.values())
    return (
        10 * min(1.0, held / SOURCE / ENOUGH_FIGURES),
        f"distinct figures, wholly named, on a setting of the question: {len(figures)} ({_of(held, ENOUGH_FIGURES)})",
    )


def _novelty(reading: Reading) -> Scored:
    joined = reading.joined()
    held = sum(joined.values())
    return (
        10 * min(1.0, held / SOURCE / ENOUGH_JOINED),
        f"pairs of figures held against each other: {len(joined)} ({_of(held, ENOUGH_JOINED)})",
    )


def _uncertainty_disclosure(reading: Reading) -> Scored:
    untold = [what for cue, what in _due_disclosures(reading.dossier) if cue not in _told(reading.dossier)]
    if untold:
        return 0.0, f"not under Limitations: {', '.join(untold)}"
    open_ones = [
        claim
        for claim in reading.bearing()
        if claim.kind is ClaimKind.CAVEAT or _UNCERTAINTY.search(reading.dossier.text_of(claim))
    ]
    works = {claim.work for claim in open_ones}
    held = reading.heaviest(works, open_ones)
    return (
        10 * min(1.0, held / SOURCE / ENOUGH_OPEN),
        (
            f"works with a caveat, an interval or a p value of their own: {len(works)} ({_of(held, ENOUGH_OPEN)});"
            " what the records call for stands under Limitations"
        ),
    )


def _told(dossier: Dossier) -> str:
    return " ".join(statement.text for statement in dossier.limitations)


def _due_disclosures(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """What the records call for, as the words that must stand under Limitations and a name for it."""
    if any(verdict.status is ClaimStatus.DIGEST for verdict in dossier.verdicts.values()):
        yield "digests that we wrote", "claims from digests"
    if len(dossier.answer.works) == 1 and dossier.answer.works[0] in dossier.works:
        yield dossier.works[dossier.answer.works[0]].byline, "a single work behind the answer"
    for gap in dossier.answer.missing:
        yield gap.concept, f"the gap “{gap.concept}”"
    for work in dossier.works.values():
        if work.checked is False or work.notices:
            yield work.byline, f"the record of {work.byline}"


def _not_assessed(why: str) -> Callable[[Reading], Scored]:
    return lambda _reading: (None, why)


def _of(weight: int, enough: int) -> str:
    return f"weight {weight / SOURCE:g} of {enough} that is enough"


DIMENSIONS: Mapping[DimensionName, tuple[str, Callable[[Reading], Scored]]] = {
    DimensionName.EVIDENCE_STRENGTH: (
        (
            f"10 × min(1, weight of the independent works that answer the question / {ENOUGH_WORKS}); works that answer"
            f" only a part of it count a sixth"
        ),
        _evidence_strength,
    ),
    DimensionName.CITATION_GROUNDING: (
        f"10 × min(1, distinct claims on topic in the words of a source that was seen / {ENOUGH_CLAIMS})",
        _citation_grounding,
    ),
    DimensionName.NUMERICAL_CONSISTENCY: (
        (
            f"10 × min(1, weight of the distinct measurements with a number that are read again in their passages /"
            f" {ENOUGH_NUMBERS}); 0 where a number is wrong"
        ),
        _numerical_consistency,
    ),
    DimensionName.BENCHMARK_VALIDITY: (
        (
            f"10 × min(1, weight of the distinct figures on a setting of the question that name system, data set and"
            f" method or metric / {ENOUGH_FIGURES})"
        ),
        _benchmark_validity,
    ),
    DimensionName.NOVELTY: (
        (
            "10 × min(1, weight of the pairs of figures of one sentence that are held against each other"
            f" / {ENOUGH_JOINED})"
        ),
        _novelty,
    ),
    DimensionName.UNCERTAINTY_DISCLOSURE: (
        (
            f"10 × min(1, weight of independent works that give a caveat, an interval or a p value / {ENOUGH_OPEN}); 0"
            " where a weakness that the records show does not stand under Limitations"
        ),
        _uncertainty_disclosure,
    ),
    DimensionName.REPRODUCIBILITY: (
        "whether data and code of the works behind the answer are open",
        _not_assessed("abstracts and digests seldom say where data and code are, so that their silence tells nothing"),
    ),
    DimensionName.SAFETY_AND_IMPACT: (
        "whether acting on the answer could do harm",
        _not_assessed("no rule over records can tell"),
    ),
}
