"""Statements, claims and passages as readers see them: what is said, what it rests on, how it was checked.

Stands above `works`; pure. Sentences are numbered through the whole report. It words what the verdicts say and judges
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator import ids
from generator.labels import Label, label
from generator.render.addresses import dispute as dispute_address
from generator.render.addresses import fragment
from generator.render.lookup import Lookup, cited_works
from generator.render.works import Link, citation, claim_link, named_citation, work_links
from generator.schema import Check, Claim, ClaimStatus, Evidence, Hearing, Notice, Origin, Passage, Statement, Work
from generator.text import closed

NO_MODEL = "no model judged it"


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check: what was asked, what came out, and why; `mark` ends the CSS class that draws the outcome's shape."""

    name: Label
    outcome: Label
    mark: str
    why: str
    probability: str


@dataclass(frozen=True, slots=True)
class SharedCheck:
    """A check that came out alike for several sentences, with their numbers."""

    check: CheckView
    sentences: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A sentence of ours with its number, its citations, the claims and derived figures behind it, and its checks.

    `records` names the records of the report that a sentence without citations rests on.
    """

    number: int
    text: str
    cites: tuple[Link, ...]
    claims: tuple[Link, ...]
    derived: tuple[Link, ...]
    records: str
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """A run of numbered sentences, and their checks; `unchecked` are the numbers of those without any."""

    items: tuple[StatementView, ...]
    checks: tuple[SharedCheck, ...]
    unchecked: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A located passage and where it stands. A digest is shown as ours and never in quotation marks.

    `text` are the words in question; `before` and `after` are the rest of the passage, which ends or begins with a
    space where `gap_before` or `gap_after` say so.
    """

    before: str
    gap_before: bool
    text: str
    gap_after: bool
    after: str
    digest: bool
    cite: Link
    where: str
    links: tuple[Link, ...]
    claims: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A passage that supports or contradicts a claim: how it stands to the claim's work, and how that is known."""

    standpoint: Label
    why: str
    probability: str
    passage: PassageView


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute of a claim: who holds which work against it and why, and what came of it.

    `found` says more of the outcome, `passage` is shown where it stands neither for nor against the claim already.
    """

    claim: str
    who: str
    work: Link
    why: str
    outcome: Label
    found: str
    probability: str
    passage: PassageView | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim, its checks, what stands for and against it; `own` marks words of ours whose status does not say so.

    `dispute` is the address of the form that disputes it, empty where there is none.
    """

    anchor: str
    permalink: str
    number: str
    text: str
    own: bool
    kind: Label
    status: Label
    checks: tuple[CheckView, ...]
    confidence: str
    passage: PassageView
    supports: tuple[WitnessView, ...]
    contradicts: tuple[WitnessView, ...]
    disputes: tuple[DisputeView, ...]
    dispute: str


def check_view(check: Check) -> CheckView:
    """A check, worded."""
    probability = "" if check.probability is None else f"{check.probability:.2f}"
    mark = check.outcome.value.replace("_", "-")
    return CheckView(label(check.name), label(check.outcome), mark, check.why, probability)


def _statement(lookup: Lookup, statement: Statement, number: int) -> StatementView:
    """A statement with its links; citations stand in the order of their numbers."""
    return StatementView(
        number=number,
        text=statement.text,
        cites=tuple(citation(lookup, key) for key in lookup.by_number(cited_works(lookup.claims, statement))),
        claims=tuple(claim_link(lookup, claim) for claim in statement.claims),
        derived=tuple(derived_link(lookup, figure) for figure in statement.derived),
        records=" ".join(statement.records),
        checks=tuple(check_view(check) for check in statement.checks),
    )


def sentences(lookup: Lookup, statements: tuple[Statement, ...], first: int) -> Sentences:
    """Statements with their links, numbered from `first`, and their checks."""
    items = tuple(_statement(lookup, statement, number) for number, statement in enumerate(statements, start=first))
    found: dict[CheckView, list[int]] = {}
    for item in items:
        for check in item.checks:
            found.setdefault(check, []).append(item.number)
    return Sentences(
        items=items,
        checks=tuple(SharedCheck(check, spans(numbers)) for check, numbers in found.items()),
        unchecked=spans([item.number for item in items if not item.checks]),
    )


def spans(numbers: list[int]) -> str:
    """Rising numbers for people: "1, 3 to 5, 8"."""
    runs: list[list[int]] = []
    for number in dict.fromkeys(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def derived_link(lookup: Lookup, figure: str) -> Link:
    """The short name of a derived figure (D2), leading to its row."""
    return Link(f"D{lookup.derived_numbers[figure]}", fragment(f"derived-{figure}"))


def passage_view(lookup: Lookup, passage: Passage, quote: str | None = None) -> PassageView:
    """A passage, or the quote within it, with its place and its work."""
    work = lookup.works[passage.work]
    text = passage.text if quote is None else quote
    at = max(passage.text.find(text), 0)
    before, after = passage.text[:at], passage.text[at + len(text) :]
    start = passage.start + at
    return PassageView(
        before=before,
        gap_before=before[-1:].isspace(),
        text=text,
        gap_after=after[:1].isspace(),
        after=after,
        digest=passage.origin is Origin.DIGEST,
        cite=named_citation(lookup, passage.work),
        where=f"{_place(passage)}{_of_preprint(work, passage)}, characters {start} to {start + len(text)}",
        links=work_links(work),
        claims=tuple(claim_link(lookup, claim.id) for claim in lookup.claims_of_passage(passage.id)),
    )


def _place(passage: Passage) -> str:
    """The place with the section it stands in; a row, and a sentence without a place of its own, say it already."""
    return passage.place if passage.place.startswith(passage.section) else f"{passage.place}; {passage.section}"


def _of_preprint(work: Work, passage: Passage) -> str:
    """Of a publication that was read as a preprint, too: that the passage stands in the preprint, where it does."""
    version = next((one for one in work.versions if one.id == passage.version), None)
    if version is None or not work.is_of_preprint(version.id):
        return ""
    what = "the withdrawn preprint" if version.notice is Notice.RETRACTION else "the preprint"
    return f" of {what} ({version.label})" if version.label else f" of {what}"


def claim_view(lookup: Lookup, claim: Claim, repository: str = "") -> ClaimView:
    """A claim with its verdict, its quote and its disputes; `repository` is the address at which it can be disputed."""
    verdict = lookup.verdicts[claim.id]
    passage = lookup.passages[claim.passage]
    return ClaimView(
        anchor=claim.id,
        permalink=fragment(claim.id),
        number=f"C{lookup.claim_numbers[claim.id]}",
        text=claim.text,
        own=passage.origin is Origin.DIGEST and verdict.status is not ClaimStatus.DIGEST,
        kind=label(claim.kind),
        status=label(verdict.status),
        checks=tuple(check_view(check) for check in verdict.checks),
        confidence=NO_MODEL if verdict.confidence is None else f"{verdict.confidence:.2f}",
        passage=passage_view(lookup, passage, claim.quote),
        supports=tuple(_witness(lookup, lookup.evidence[key]) for key in verdict.supported_by),
        contradicts=tuple(_witness(lookup, lookup.evidence[key]) for key in verdict.contradicted_by),
        disputes=dispute_views(lookup, *(one for one in lookup.report.disputes if one.dispute.claim == claim.id)),
        dispute=dispute_address(repository, lookup.report.question.slug, claim.id),
    )


def dispute_views(lookup: Lookup, *heard: Hearing) -> tuple[DisputeView, ...]:
    """Disputes, worded."""
    return tuple(_dispute(lookup, one) for one in heard)


def _dispute(lookup: Lookup, heard: Hearing) -> DisputeView:
    dispute = heard.dispute
    who = f"by {dispute.by}" if dispute.by else ""
    day = f"on {dispute.date.isoformat()}" if dispute.date else ""
    is_shown = heard.evidence is not None or heard.passage is None
    scheme, _, value = dispute.evidence.partition(":")
    return DisputeView(
        claim=dispute.claim,
        who=" ".join(filter(None, (who, day))),
        work=named_citation(lookup, heard.work) if heard.work else Link(dispute.evidence, ids.address(scheme, value)),
        why=dispute.why,
        outcome=label(heard.outcome),
        found="" if heard.evidence is not None else heard.why,
        probability="" if heard.probability is None else f"{heard.probability:.2f}",
        passage=None if is_shown else passage_view(lookup, lookup.passages[heard.passage or ""]),
    )


def _witness(lookup: Lookup, evidence: Evidence) -> WitnessView:
    return WitnessView(
        standpoint=label(evidence.standpoint),
        why=closed(evidence.why),
        probability="" if evidence.probability is None else f"{evidence.probability:.2f}",
        passage=passage_view(lookup, lookup.passages[evidence.passage]),
    )
