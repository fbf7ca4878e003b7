"""The static interface for programs, and llms.txt: lists over all reports, each with its JSON Schema.

Stands above `lookup` and `dates`; pure. docs/reference/addresses.md is its contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.labels import label
from generator.refusal import OWN
from generator.render import addresses
from generator.render.dates import Dates
from generator.render.lookup import standings
from generator.render.markup import flat
from generator.render.page import Page
from generator.schema import (
    ClaimList,
    Edition,
    ListedClaim,
    ListedReport,
    ListedResult,
    ListedVersion,
    ListedWork,
    Record,
    Report,
    ReportList,
    ResultList,
    Slug,
    Work,
    WorkList,
)

LLMS = "llms.txt"
LISTS: Mapping[str, type[Record]] = {
    "reports": ReportList,
    "claims": ClaimList,
    "works": WorkList,
    "results": ResultList,
}
"""The lists by the names of their files."""

WHAT = (
    "Literature syntheses whose every sentence can be checked: each leads to claims, each claim to the words, the place"
    " and the work that it comes from, and to the checks it passed."
)
HOW = (
    "Cite the works, not the reports. A preview rests on digests of ours; a question that is not answered says what is"
    " missing. Every report is also a record, report.json, beside its page."
)


def api_files(
    reports: tuple[Report, ...], dates: Mapping[str, Dates], versions: Mapping[str, Sequence[Edition]], site: str = OWN
) -> Iterator[Page]:
    """Every list with its schema, and llms.txt; `site` is what the site is called."""
    made = (listed_reports(reports, dates, versions), listed_claims(reports), listed_works(reports), _results(reports))
    for (name, kind), listed in zip(LISTS.items(), made, strict=True):
        yield Page(addresses.api(name), listed.model_dump_json(by_alias=True) + "\n")
        yield Page(addresses.api(f"{name}.schema"), json.dumps(_schema(kind), indent=1) + "\n")
    yield Page(LLMS, _llms(reports, site))


def _schema(kind: type[Record]) -> dict[str, Any]:
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, **kind.model_json_schema(by_alias=True, mode="serialization")}


def listed_reports(
    reports: tuple[Report, ...], dates: Mapping[str, Dates], versions: Mapping[str, Sequence[Edition]]
) -> ReportList:
    """Every report in brief, with its versions on record, the first one first."""
    slugs = [report.question.slug for report in reports]
    found = (_report(one, dates.get(slug), versions.get(slug, ())) for one, slug in zip(reports, slugs, strict=True))
    return ReportList(reports=tuple(found))


def _report(report: Report, dates: Dates | None, versions: Sequence[Edition]) -> ListedReport:
    question = report.question
    page = addresses.report(question.slug)
    return ListedReport(
        slug=question.slug,
        title=question.title,
        question=question.question,
        tags=question.tags,
        answer=report.answer.status,
        decision=report.decision.status,
        tier=report.decision.tier,
        consensus=report.decision.consensus,
        approved_by=tuple(one.name for one in question.approved_by),
        missing=tuple(missing.concept for missing in report.answer.missing),
        works=report.counts.included,
        claims=report.counts.claims,
        claims_by_status=report.counts.claims_by_status,
        first=dates.first if dates else None,
        changed=dates.changed if dates else None,
        page=page,
        record=f"{page}report.json",
        version=dates.version if dates else None,
        recorded=dates is not None and dates.recorded,
        versions=tuple(
            ListedVersion(
                number=one.number,
                date=one.date,
                page=addresses.version(one.slug, one.number),
                record=addresses.version_record(one.slug, one.number),
            )
            for one in versions
        ),
    )


def listed_claims(reports: tuple[Report, ...]) -> ClaimList:
    """Every claim once."""
    weakest = standings(reports)
    found: dict[str, ListedClaim] = {}
    for report in reports:
        verdicts = {verdict.claim: verdict for verdict in report.verdicts}
        for claim in report.claims:
            before = found.get(claim.id)
            found[claim.id] = ListedClaim(
                id=claim.id,
                text=claim.text,
                kind=claim.kind,
                status=weakest[claim.id],
                confidence=before.confidence if before else verdicts[claim.id].confidence,
                work=claim.work,
                reports=(*(before.reports if before else ()), report.question.slug),
            )
    return ClaimList(claims=tuple(found[key] for key in sorted(found)))


def listed_works(reports: tuple[Report, ...]) -> WorkList:
    """Every work once."""
    works: dict[str, Work] = {}
    included: dict[str, list[Slug]] = {}
    left: dict[str, list[Slug]] = {}
    for report in reports:
        kept = {one.work for one in report.inclusions}
        for work in report.works:
            works.setdefault(work.key, work)
            (included if work.key in kept else left).setdefault(work.key, []).append(report.question.slug)
    return WorkList(
        works=tuple(
            ListedWork(
                key=key,
                title=work.title,
                authors=work.authors,
                year=work.year,
                venue=work.venue,
                type=work.type,
                ids=work.ids,
                url=work.url,
                notice=work.notice,
                included_in=tuple(included.get(key, ())),
                left_out_of=tuple(left.get(key, ())),
            )
            for key, work in sorted(works.items())
        )
    )


def _results(reports: tuple[Report, ...]) -> ResultList:
    found: dict[str, ListedResult] = {}
    for report in reports:
        origins = {passage.id: passage.origin for passage in report.passages}
        for result in report.results:
            before = found.get(result.id)
            found[result.id] = ListedResult(
                **result.model_dump(exclude={"passage"}),
                origin=origins[result.passage],
                reports=(*(before.reports if before else ()), report.question.slug),
            )
    return ResultList(results=tuple(found[key] for key in sorted(found)))


def _llms(reports: tuple[Report, ...], site: str) -> str:
    """What a language model is told of the site (llmstxt.org); titles are escaped, for the file is Markdown."""
    lines = [
        f"# {_escaped(site)}",
        "",
        f"> {WHAT}",
        "",
        HOW,
        "",
        "## Reports",
        "",
        *(_linked(report) for report in reports),
        "",
        "## Data",
        "",
        *(f"- [{name}.json]({addresses.api(name)}): all {name}" for name in LISTS),
        f"- [Formats]({addresses.SCHEMA}): the JSON Schemas and the addresses that stay",
        "",
    ]
    return "\n".join(lines)


def _linked(report: Report) -> str:
    words = f"{label(report.answer.status).word}, {label(report.decision.status).word.lower()}"
    title, question = _escaped(report.question.title), _escaped(report.question.question)
    return f"- [{title}]({addresses.report(report.question.slug)}): {words}. {question}"


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\[]()<>`*_" else sign for sign in flat(text))
