"""What a pull request would change: two builds are held against each other, and the summary becomes a comment.

Stands above `pipeline` and `sources`; `cli` calls it. The summary is made beside a stranger's code and read elsewhere:
`read` takes it only if it fits its schema, and `comment` shows every word of it as code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from generator import pipeline, selection
from generator.errors import Fault, InputError
from generator.labels import label
from generator.schema import (
    ClaimStatus,
    Preview,
    PreviewClaims,
    PreviewDispute,
    PreviewFault,
    PreviewOverlap,
    PreviewQuery,
    PreviewQuestion,
    Question,
    Report,
)
from generator.schema.preview import MOST_LISTED, MOST_QUESTIONS, MOST_SIGNS
from generator.sources import SERVICES
from generator.workflows.inert import inert

MAX_BYTES = 2**20
MAX_COMMENT = 24_000
"""Signs of a comment; GitHub takes 65,536, and a job's environment 131,072 bytes."""


def preview(before: Path, after: Path, faults: Iterable[Fault]) -> Preview:
    """What changes between two checkouts of a project; nothing but the faults where `after` has any.

    A checkout of before that does not build counts as empty. Raises InputError where `after` does not build.
    """
    found = tuple(faults)
    if found:
        return Preview(faults=tuple(_fault(one) for one in found[:MOST_LISTED]))
    reports = pipeline.build_all(after)
    old = _reports(before)
    changed = [report for report in reports if _differs(old.get(report.question.slug), report)]
    gone = sorted(set(old) - {report.question.slug for report in reports})
    return Preview(
        questions=tuple(_question(old.get(one.question.slug), one, reports) for one in changed[:MOST_QUESTIONS]),
        more=max(0, len(changed) - MOST_QUESTIONS),
        gone=tuple(gone[:MOST_LISTED]),
    )


def read(path: Path) -> Preview:
    """The summary in a file. Raises InputError for one that is too large or does not fit its schema."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _strange(path, f"It is larger than {MAX_BYTES} bytes")
        return Preview.model_validate_json(path.read_bytes())
    except ValidationError as error:
        where = error.errors(include_url=False, include_input=False)[0]
        raise _strange(path, f"{'.'.join(map(str, where['loc']))}: {where['msg']}") from None


def comment(told: Preview, address: str) -> str:
    """The comment, in Markdown; `address` is that of the run, from whose page the preview is downloaded."""
    lines = [f"[The website as it would become]({address}#artifacts) is an artefact of the run, to download.", ""]
    lines += _parts(told)
    text = ""
    for line in lines:
        if len(text) + len(line) > MAX_COMMENT:
            return f"{text}\n\nThere is more than a comment holds: the preview shows it.\n"
        text += f"{line}\n"
    return text


# --- what changes -----------------------------------------------------------------------------------------------------


def _reports(root: Path) -> Mapping[str, Report]:
    try:
        return {report.question.slug: report for report in pipeline.build_all(root)}
    except InputError:
        return {}


def _differs(before: Report | None, after: Report) -> bool:
    if before is None or before.question != after.question or before.disputes != after.disputes:
        return True
    return _standing(before) != _standing(after)


def _standing(report: Report) -> tuple[object, ...]:
    """What a reader takes from a report: its answer, its decision, and how each claim stands."""
    return report.answer.status, report.decision.status, _statuses(report)


def _statuses(report: Report) -> dict[str, ClaimStatus]:
    return {verdict.claim: verdict.status for verdict in report.verdicts}


def _question(before: Report | None, after: Report, reports: tuple[Report, ...]) -> PreviewQuestion:
    return PreviewQuestion(
        slug=after.question.slug,
        title=_short(after.question.title),
        before=before.answer.status if before else None,
        answer=after.answer.status,
        decided_before=before.decision.status if before else None,
        decision=after.decision.status,
        missing=tuple(_short(gap.concept) for gap in after.answer.missing[:MOST_LISTED]),
        works=len(after.inclusions),
        added=_claims(after, before),
        removed=_claims(before, after),
        restated=_restated(before, after),
        queries=tuple(_queries(after.question)),
        overlaps=tuple(_overlaps(after, reports))[:3],
        disputes=tuple(_disputes(before, after))[:MOST_LISTED],
    )


def _disputes(before: Report | None, after: Report) -> Iterator[PreviewDispute]:
    """The disputes of which something comes that did not before."""
    known = set(before.disputes) if before else set()
    for one in after.disputes:
        if one not in known:
            heard = one.dispute
            yield PreviewDispute(
                name=heard.name, claim=heard.claim, evidence=_short(heard.evidence), outcome=one.outcome
            )


def _claims(these: Report | None, others: Report | None) -> PreviewClaims:
    """Claims of the one that the other does not make."""
    known = {claim.id for claim in others.claims} if others else set()
    texts = [claim.text for claim in these.claims if claim.id not in known] if these else []
    return PreviewClaims(count=len(texts), first=tuple(map(_short, texts[:10])))


def _restated(before: Report | None, after: Report) -> PreviewClaims:
    """Claims of both that have another status."""
    old, new = _statuses(before) if before else {}, _statuses(after)
    texts = [
        f"{label(old[claim.id]).word} → {label(new[claim.id]).word}: {claim.text}"
        for claim in after.claims
        if claim.id in old and old[claim.id] is not new[claim.id]
    ]
    return PreviewClaims(count=len(texts), first=tuple(map(_short, texts[:10])))


def _queries(question: Question) -> Iterator[PreviewQuery]:
    wide = selection.widened(question)
    for service in SERVICES:
        if service.name in question.services:
            asked = service.expression(wide)
            yield PreviewQuery(source=service.name, expression=_short(asked.text), cut=len(asked.cut))


def _overlaps(report: Report, reports: tuple[Report, ...]) -> list[PreviewOverlap]:
    """Other questions that include works of this one's, those with most of them first."""
    ours = {one.work for one in report.inclusions}
    found = []
    for other in reports:
        shared = len(ours & {one.work for one in other.inclusions})
        if shared and other.question.slug != report.question.slug:
            title = _short(other.question.title)
            found.append(PreviewOverlap(slug=other.question.slug, title=title, shared=shared, works=len(ours)))
    return sorted(found, key=lambda one: (-one.shared, one.slug))


def _fault(one: Fault) -> PreviewFault:
    message = f"{one.path}: {one.message} Fix: {one.fix}" if one.path else f"{one.message} Fix: {one.fix}"
    return PreviewFault(file=_short(one.file), line=one.line, message=_short(message))


def _short(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1] + "…"


def _strange(path: Path, message: str) -> InputError:
    return InputError([Fault(path.name, 0, "", f"This is no summary of a preview: {message}.", "Run the check again.")])


# --- the comment ------------------------------------------------------------------------------------------------------


def _parts(told: Preview) -> Iterator[str]:
    if told.faults:
        yield "**The questions have faults**, which the run also shows at their lines:"
        yield ""
        yield from (f"- {inert(one.file)} line {one.line}: {inert(one.message, 600)}" for one in told.faults)
        return
    if not (told.questions or told.gone):
        yield "No question changes, and no answer, decision, claim or dispute."
    for one in told.questions:
        yield from _told(one)
    if told.more:
        yield f"{told.more} more change; the preview shows them."
    yield from (f"- {inert(slug)} is gone." for slug in told.gone)


def _told(one: PreviewQuestion) -> Iterator[str]:
    before = "new" if one.before is None else f"was: {label(one.before).word}"
    decided = "" if one.decided_before in {None, one.decision} else f" (was: {label(one.decided_before).word})"
    yield f"### {inert(one.slug)}"
    yield ""
    yield inert(one.title)
    yield ""
    yield f"- Answer: **{label(one.answer).word}** ({before}); report: {label(one.decision).word}{decided}"
    yield from (f"- Missing: {inert(concept)}" for concept in one.missing)
    moved = f"claims added: {one.added.count}, removed: {one.removed.count}, with another status: {one.restated.count}"
    yield f"- Works included: {one.works}; {moved}"
    for heard in one.disputes:
        named = f"{inert(heard.name)}, {inert(heard.evidence)} against {inert(heard.claim)}"
        yield f"- Dispute {named}: **{label(heard.outcome).word}**"
    for other in one.overlaps:
        yield f"- Shares {other.shared} of its {other.works} works with {inert(other.slug)}, {inert(other.title)}"
    if not one.overlaps:
        yield "- Shares no work with another question"
    yield ""
    yield from _folded("Queries", (_asked(query) for query in one.queries))
    yield from _folded("Claims added", (f"- {inert(text, 600)}" for text in one.added.first))
    yield from _folded("Claims with another status", (f"- {inert(text, 600)}" for text in one.restated.first))
    yield from _folded("Claims removed", (f"- {inert(text, 600)}" for text in one.removed.first))


def _asked(query: PreviewQuery) -> str:
    cut = f"; {query.cut} terms cut" if query.cut else ""
    return f"- {inert(query.source)}{cut}: {inert(query.expression, 600)}"


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if listed:
        yield from (f"<details><summary>{title}</summary>", "", *listed, "", "</details>", "")
