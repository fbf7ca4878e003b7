"""The commands that show what was built, or would be asked: `report`, `explain`, `query`. They write nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict
from rapidfuzz import process

from generator import labels, pipeline, questions, selection, settings
from generator.commands.options import AsJson, Root, show, with_nearest
from generator.errors import UnknownNameError
from generator.schema import Claim, Hearing, Passage, Question, Report, Statement, Verdict, Work
from generator.service import Service
from generator.sources import SERVICES


@click.command()
@click.argument("slug")
@Root
@AsJson
def report(slug: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Build one question's report and print it: answer, what is missing, limitations, decision.

    SLUG is the question file's name without its ending. Nothing is written. Exit code 0 whatever the answer is, 2 if
    a file is wrong or there is no such question.
    """
    try:
        built = pipeline.build_one(settings.load(root).root, slug)
    except UnknownNameError as error:
        raise with_nearest(error) from None
    if as_json:
        click.echo(built.model_dump_json(indent=1))
    else:
        show(_report_lines(built))


@click.command()
@click.argument("claim_id")
@Root
@AsJson
def explain(claim_id: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show everything behind a claim: quote, place, source, each check, and the sentences that rest on it.

    CLAIM_ID is the id that the site shows beside a claim, such as c-1a2b3c4d5e6f; its first characters do if they fit
    one claim alone. Exit code 2 if no claim has it.
    """
    found = _find(pipeline.build_all(settings.load(root).root), claim_id)
    if as_json:
        click.echo(found.model_dump_json(indent=1))
    else:
        show(_explanation_lines(found))


@click.command()
@click.argument("slug")
@Root
@AsJson
def query(slug: str, root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what each scholarly service would be asked for a question: expression, address, and what was cut.

    SLUG is the question file's name without its ending. No service is asked. Exit code 2 if a file is wrong or there is
    no such question.
    """
    try:
        question = questions.find(settings.load(root).root, slug)
    except UnknownNameError as error:
        raise with_nearest(error) from None
    asked = [_asked(service, selection.widened(question)) for service in SERVICES]
    if as_json:
        click.echo(json.dumps(asked, indent=1, ensure_ascii=False))
    else:
        show(line for one in asked for line in _asked_lines(one))


def _asked(service: Service, question: Question) -> dict[str, str | tuple[str, ...]]:
    expression = service.expression(question)
    address = service.request(question, expression).address
    return {"service": service.name, "expression": expression.text, "address": address, "cut": expression.cut}


def _asked_lines(one: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    yield f"{one['service']}"
    yield f"  expression: {one['expression']}"
    yield f"  address: {one['address']}"
    yield f"  cut: {', '.join(one['cut']) or 'nothing'}"


def _report_lines(built: Report) -> Iterator[str]:
    answer = labels.label(built.answer.status)
    decision = labels.label(built.decision.status)
    yield built.question.title
    yield built.question.question
    yield ""
    yield f"{answer.shape} {answer.word}: {built.answer.rule}"
    yield from (f"  {line}" for statement in built.answer.statements for line in _statement(statement))
    for gap in built.answer.missing:
        yield f"  missing {labels.label(gap.facet).word.lower()}: {gap.concept}"
    yield ""
    yield f"{decision.shape} {decision.word}" + (
        "" if built.decision.consensus is None else f", {built.decision.consensus} of 10"
    )
    yield from (f"  {reason}" for reason in built.decision.reasons)
    yield ""
    yield "Limitations"
    yield from (f"  {statement.text}" for statement in built.limitations)
    yield ""
    counts = built.counts
    yield (
        f"{counts.identified} works identified, {counts.included} included, {counts.claims} claims;"
        f" all of them: claimbook report {built.question.slug} --json"
    )


def _statement(statement: Statement) -> Iterator[str]:
    yield f"- {statement.text}"
    if statement.claims:
        yield f"    {', '.join(statement.claims)}"


class Explanation(BaseModel):
    """A claim with everything behind it, and the sentences that rest on it, by report."""

    model_config = ConfigDict(frozen=True)

    claim: Claim
    verdict: Verdict
    passage: Passage
    work: Work
    statements: dict[str, tuple[Statement, ...]]
    disputes: tuple[Hearing, ...]


def _find(reports: tuple[Report, ...], claim_id: str) -> Explanation:
    """The one claim with the id or, failing that, with ids that begin so; else UnknownNameError."""
    wanted = claim_id.removeprefix("#")
    known = {claim.id for built in reports for claim in built.claims}
    fitting = [name for name in sorted(known) if name.startswith(wanted) and len(wanted) > len("c-")]
    exact = wanted if wanted in known else fitting[0] if len(fitting) == 1 else None
    if exact is None:
        close = [name for name, _, _ in process.extract(wanted, sorted(known), limit=3)]
        raise UnknownNameError("claim", claim_id, fitting[:5] or close)
    return _explanation(exact, [built for built in reports if any(c.id == exact for c in built.claims)])


def _explanation(claim_id: str, reports: Sequence[Report]) -> Explanation:
    """A claim is the same in every report that has it: same passage, same checks."""
    first = reports[0]
    claim = next(c for c in first.claims if c.id == claim_id)
    return Explanation(
        claim=claim,
        verdict=next(v for v in first.verdicts if v.claim == claim.id),
        passage=next(p for p in first.passages if p.id == claim.passage),
        work=next(w for w in first.works if w.key == claim.work),
        statements={built.question.slug: tuple(_resting_on(built, claim)) for built in reports},
        disputes=tuple(one for built in reports for one in built.disputes if one.dispute.claim == claim_id),
    )


def _resting_on(built: Report, claim: Claim) -> Iterator[Statement]:
    sections = (statement for section in built.sections for statement in section.statements)
    written = (*built.answer.statements, *built.abstract, *sections)
    by_text = {statement.text: statement for statement in written if claim.id in statement.claims}
    return iter(by_text.values())


def _explanation_lines(one: Explanation) -> Iterator[str]:
    status, passage, work = labels.label(one.verdict.status), one.passage, one.work
    yield f"{one.claim.id}  {status.shape} {status.word}: {status.definition}"
    yield ""
    yield f"Claim: {one.claim.text}"
    yield f"{labels.label(passage.origin).word}: {one.claim.quote}"
    yield f"Place: {passage.place} ({passage.section}, characters {passage.start} to {passage.end})"
    yield f"Work: {work.byline}, {work.title}"
    yield ""
    for check in one.verdict.checks:
        probability = "" if check.probability is None else f", probability {check.probability:.2f}"
        yield f"{labels.label(check.name).word}: {labels.label(check.outcome).word}{probability}: {check.why}"
    for heard in one.disputes:
        yield ""
        yield from _dispute_lines(heard)
    for slug, statements in one.statements.items():
        yield ""
        yield f"In reports/{slug}/#{one.claim.id}" + ("" if statements else ", in its table of claims alone")
        yield from (f"  {statement.text}" for statement in statements)


def _dispute_lines(heard: Hearing) -> Iterator[str]:
    dispute, told = heard.dispute, labels.label(heard.outcome)
    who = f" by {dispute.by}" if dispute.by else ""
    probability = "" if heard.probability is None else f", probability {heard.probability:.2f}"
    yield f"Disputed{who} in {dispute.report} ({dispute.name}) with {dispute.evidence}: {dispute.why}"
    yield f"  {told.shape} The work {told.word}{probability}: {heard.why}"
