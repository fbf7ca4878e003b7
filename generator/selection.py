"""PRISMA's screening: which of the distinct works the report on a question reads, and why not the rest.

Stands above `identification` and below `pipeline`. Asks a model for nothing but the order of works, writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.identification import Identified, identify, of_files
from generator.results import load_names
from generator.schema import (
    MAX_SYNONYMS,
    Batch,
    Concept,
    Dispute,
    Dropped,
    Facet,
    Facets,
    Inclusion,
    Question,
    Reason,
    Stage,
    Work,
)
from generator.stages.corroborate import Case
from generator.stages.screen import screen
from generator.workbench import RULES, Workbench


def widened(question: Question) -> Question:
    """The question with the other names, by `aliases.yml`, of what its concepts name."""
    facets = {facet.value: tuple(_with_aliases(concept) for concept in question.facets.of(facet)) for facet in Facet}
    return question.model_copy(update={"facets": Facets(**facets)})


def _with_aliases(concept: Concept) -> Concept:
    more = load_names().widened(concept.terms)[len(concept.terms) :]
    return concept.model_copy(update={"any": (*concept.any, *more)[:MAX_SYNONYMS]})


@dataclass(frozen=True, slots=True)
class Selection:
    """Works from identification to inclusion, and everything left out on the way."""

    identified: int
    distinct: tuple[Work, ...]
    included: tuple[Work, ...]
    inclusions: tuple[Inclusion, ...]
    excluded: tuple[Dropped, ...]
    dropped: tuple[Dropped, ...]
    cases: tuple[Case, ...]


def select(
    question: Question, identified: Identified, models: Workbench, disputes: Sequence[Dispute] = ()
) -> Selection:
    """The works that pass screening, and those that a dispute of this report names, whatever screening says of them."""
    ours = [one for one in disputes if one.report == question.slug]
    named = [(one, _named_by(one, identified.distinct)) for one in ours]
    disputed = {work.key: f"named by a dispute of claim {one.claim} ({one.name})" for one, work in named[::-1] if work}
    included, inclusions, excluded = screen(question, identified.distinct, models.embedder, disputed)
    left = {one.item: one for one in excluded if one.stage is Stage.SCREEN}
    return Selection(
        identified=identified.count,
        distinct=identified.distinct,
        included=included,
        inclusions=inclusions,
        excluded=excluded,
        dropped=(*identified.dropped, *excluded),
        cases=tuple(
            Case(one, work, left.get(work.key) if work else None, served=bool(question.services)) for one, work in named
        ),
    )


def _named_by(dispute: Dispute, works: Sequence[Work]) -> Work | None:
    """The work that a dispute names; one of which this is another version, if none goes by the identifier itself."""
    own = (work for work in works if dispute.evidence in work.ids.named)
    other = (work for work in works if dispute.evidence in work.same_as and work.ids.named)
    return next(own, None) or next(other, None)


def screened(root: Path, question: Question) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
    """The distinct works that a question reads, and those of them that pass screening, however many these are.

    No model is asked. Raises InputError for a library or a lock that does not read.
    """
    chosen = select(widened(question), of_files(root, question), RULES)
    left = {one.item for one in chosen.excluded if one.reason is not Reason.OVER_WORK_LIMIT}
    return chosen.distinct, tuple(work for work in chosen.distinct if work.key not in left)


def included(
    question: Question, found: Sequence[Batch], models: Workbench = RULES, disputes: Sequence[Dispute] = ()
) -> tuple[Work, ...]:
    """The distinct works that pass screening, best first."""
    return select(widened(question), identify(found), models, disputes).included
