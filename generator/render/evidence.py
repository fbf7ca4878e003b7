"""Statements, claims and passages as readers see them: what is said, what it rests on, how it was checked.

Stands above `works`; pure. It words what the verdicts say and judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.labels import Label, label
from generator.render.addresses import fragment
from generator.render.lookup import Lookup, cited_works
from generator.render.works import Link, citation, claim_link, named_citation, work_links
from generator.schema import Check, Claim, Evidence, Origin, Passage, Statement

NO_MODEL = "no model judged it"


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check: what was asked, what came out, and why."""

    name: Label
    outcome: Label
    why: str
    probability: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A sentence of ours with its citations, the claims and derived figures behind it, and its checks.

    `records` names the records of the report that a sentence without citations rests on.
    """

    text: str
    cites: tuple[Link, ...]
    claims: tuple[Link, ...]
    derived: tuple[Link, ...]
    records: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A located passage and where it stands. A digest is shown as ours and never in quotation marks."""

    text: str
    digest: bool
    cite: Link
    where: str
    links: tuple[Link, ...]
    claims: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A passage that supports or contradicts a claim: how it stands to the claim's work, and how that is known."""

    stance: Label
    standpoint: Label
    why: str
    probability: str
    passage: PassageView


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A row of the claims table; `reworded` says whether the claim's text differs from its quote."""

    anchor: str
    permalink: str
    number: str
    text: str
    reworded: bool
    kind: Label
    status: Label
    checks: tuple[CheckView, ...]
    confidence: str
    passage: PassageView
    witnesses: tuple[WitnessView, ...]


def check_view(check: Check) -> CheckView:
    """A check, worded."""
    probability = "" if check.probability is None else f"{check.probability:.2f}"
    return CheckView(label(check.name), label(check.outcome), check.why, probability)


def statement_view(lookup: Lookup, statement: Statement) -> StatementView:
    """A statement with its links; citations stand in the order of their numbers."""
    return StatementView(
        text=statement.text,
        cites=tuple(citation(lookup, key) for key in lookup.by_number(cited_works(lookup.claims, statement))),
        claims=tuple(claim_link(lookup, claim) for claim in statement.claims),
        derived=tuple(derived_link(lookup, figure) for figure in statement.derived),
        records=" ".join(statement.records),
        checks=tuple(check_view(check) for check in statement.checks),
    )


def statement_views(lookup: Lookup, statements: tuple[Statement, ...]) -> tuple[StatementView, ...]:
    """Statements with their links."""
    return tuple(statement_view(lookup, statement) for statement in statements)


def derived_link(lookup: Lookup, figure: str) -> Link:
    """The short name of a derived figure (D2), leading to its row."""
    return Link(f"D{lookup.derived_numbers[figure]}", fragment(f"derived-{figure}"), "Figure computed by Claimbook")


def passage_view(lookup: Lookup, passage: Passage, quote: str | None = None) -> PassageView:
    """A passage, or the quote within it, with its place and its work."""
    work = lookup.works[passage.work]
    text = passage.text if quote is None else quote
    start = passage.start + max(passage.text.find(text), 0)
    return PassageView(
        text=text,
        digest=passage.origin is Origin.DIGEST,
        cite=named_citation(lookup, passage.work),
        where=f"{_place(passage)}, characters {start} to {start + len(text)}",
        links=work_links(work),
        claims=tuple(claim_link(lookup, claim.id) for claim in lookup.claims_of_passage(passage.id)),
    )


def _place(passage: Passage) -> str:
    """The place with the section it stands in; a row, and a sentence without a place of its own, say it already."""
    return passage.place if passage.place.startswith(passage.section) else f"{passage.place}; {passage.section}"


def claim_view(lookup: Lookup, claim: Claim) -> ClaimView:
    """A claim with its verdict and its quote."""
    verdict = lookup.verdicts[claim.id]
    return ClaimView(
        anchor=claim.id,
        permalink=fragment(claim.id),
        number=f"C{lookup.claim_numbers[claim.id]}",
        text=claim.text,
        reworded=not claim.verbatim,
        kind=label(claim.kind),
        status=label(verdict.status),
        checks=tuple(check_view(check) for check in verdict.checks),
        confidence=NO_MODEL if verdict.confidence is None else f"{verdict.confidence:.2f}",
        passage=passage_view(lookup, lookup.passages[claim.passage], claim.quote),
        witnesses=tuple(
            _witness(lookup, lookup.evidence[key]) for key in (*verdict.contradicted_by, *verdict.supported_by)
        ),
    )


def _witness(lookup: Lookup, evidence: Evidence) -> WitnessView:
    return WitnessView(
        stance=label(evidence.stance),
        standpoint=label(evidence.standpoint),
        why=evidence.why,
        probability="" if evidence.probability is None else f"{evidence.probability:.2f}",
        passage=passage_view(lookup, lookup.passages[evidence.passage]),
    )
