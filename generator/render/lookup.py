"""A report's records by their ids, and the numbers that the page gives to works, claims and derived figures.

Stands above `schema`; pure. It joins and numbers, and words nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.schema import (
    Claim,
    ClaimStatus,
    Derived,
    Dropped,
    Evidence,
    Passage,
    Report,
    Result,
    Stage,
    Statement,
    Verdict,
    Work,
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One report, opened for its page.

    `included` stands in the order of the references: works are numbered as the report first cites them, then those
    that it does not cite. `excluded` pairs what screening left out with its work, where the report has it.
    """

    report: Report
    works: dict[str, Work]
    passages: dict[str, Passage]
    claims: dict[str, Claim]
    verdicts: dict[str, Verdict]
    results: dict[str, Result]
    derived: dict[str, Derived]
    evidence: dict[str, Evidence]
    included: tuple[Work, ...]
    excluded: tuple[tuple[Dropped, Work | None], ...]
    work_numbers: dict[str, int]
    claim_numbers: dict[str, int]
    derived_numbers: dict[str, int]

    @classmethod
    def of(cls, report: Report) -> Lookup:
        """Open a report; its records refer only to records that it holds."""
        works = {work.key: work for work in report.works}
        excluded = tuple((one, works.get(one.item)) for one in report.dropped if one.stage is Stage.SCREEN)
        included = _in_order_of_citation(report, [works[one.work] for one in report.inclusions])
        return cls(
            report=report,
            works=works,
            passages={passage.id: passage for passage in report.passages},
            claims={claim.id: claim for claim in report.claims},
            verdicts={verdict.claim: verdict for verdict in report.verdicts},
            results={result.id: result for result in report.results},
            derived={figure.id: figure for figure in report.derived},
            evidence={one.id: one for one in report.evidence},
            included=included,
            excluded=excluded,
            work_numbers=_numbered(work.key for work in included),
            claim_numbers=_numbered(claim.id for claim in report.claims),
            derived_numbers=_numbered(figure.id for figure in report.derived),
        )

    def by_number(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Work keys without repeats in the order of the references; works without a reference come last."""
        last = len(self.work_numbers) + 1
        return tuple(sorted(dict.fromkeys(keys), key=lambda key: self.work_numbers.get(key, last)))

    def claims_of_work(self, key: str) -> tuple[Claim, ...]:
        """The claims taken from a work."""
        return tuple(claim for claim in self.report.claims if claim.work == key)

    def claims_of_passage(self, passage: str) -> tuple[Claim, ...]:
        """The claims taken from a passage."""
        return tuple(claim for claim in self.report.claims if claim.passage == passage)

    def claims_of_result(self, result: str) -> tuple[Claim, ...]:
        """The claims that carry a figure."""
        return tuple(claim for claim in self.report.claims if result in claim.results)


def standings(reports: Iterable[Report]) -> dict[str, ClaimStatus]:
    """Every distinct claim with its status; where reports differ, for their libraries do, the weakest holds."""
    weakness = {status: rank for rank, status in enumerate(ClaimStatus)}
    found: dict[str, ClaimStatus] = {}
    for verdict in (verdict for report in reports for verdict in report.verdicts):
        found[verdict.claim] = max(found.get(verdict.claim, verdict.status), verdict.status, key=weakness.__getitem__)
    return found


def statements(report: Report) -> Iterator[Statement]:
    """Every statement of a report, in the order in which the page prints them."""
    yield from report.answer.statements
    yield from report.abstract
    for section in report.sections:
        yield from section.statements
    yield from report.limitations


def cited_works(lookup_claims: dict[str, Claim], statement: Statement) -> tuple[str, ...]:
    """Keys of the works behind a statement's claims, without repeats, in the order of the claims."""
    return tuple(dict.fromkeys(lookup_claims[claim].work for claim in statement.claims))


def _in_order_of_citation(report: Report, included: list[Work]) -> tuple[Work, ...]:
    claims = {claim.id: claim for claim in report.claims}
    cited = [key for statement in statements(report) for key in cited_works(claims, statement)]
    cited += [claim.work for claim in report.claims]
    rank = _numbered(dict.fromkeys(cited))
    return tuple(sorted(included, key=lambda work: rank.get(work.key, len(rank) + 1)))


def _numbered(keys: Iterable[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(keys, start=1)}
