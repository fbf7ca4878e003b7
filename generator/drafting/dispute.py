"""A dispute's file out of the fields of the form "Dispute this claim", as a workflow hands them over.

Above `form` and `writing`. The dispute is valid by the rules of its file, its report makes the claim, and the work is
not the claim's own: or there is no draft, and InputError says what to mend. It must not ask whether the work says what
the form says: the build does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator import ids, pipeline, questions
from generator.drafting import form, writing
from generator.drafting.idea import clean
from generator.errors import Fault, InputError
from generator.schema import DISPUTES, GITHUB_NAME, OWN_FILES, Dispute, Report
from generator.store.writing import created

FIELDS = ("claim", "report", "evidence", "why", "by", "date")
"""Those of `.github/ISSUE_TEMPLATE/dispute.yml` by their identifiers, and who filled them in, when."""

MAX_NAME = 80
_CLAIM = re.compile(r"c-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_ADDRESS = re.compile(r"reports/([^/#?\s]+)")


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """A file that is valid and not written yet, and what becomes of it, in a sentence."""

    name: str
    text: str
    follows: str = ""

    @property
    def file(self) -> str:
        """Where it belongs."""
        return f"{DISPUTES}/{self.name}.yml"


def from_form(root: Path, data: bytes) -> DisputeDraft:
    """A draft of the fields of a form, in JSON. Raises InputError with every fault, each named after its field."""
    told = {key: clean(text) for key, text in form.fields_of(data, FIELDS).items()}
    stated = {key: _read(key, text) for key, text in told.items() if key != "by" or re.match(GITHUB_NAME, text)}
    name = _name(root, stated.get("claim", ""), stated.get("evidence", ""))
    draft = DisputeDraft(name, writing.written(stated, head=writing.DISPUTE_HEAD))
    examined = questions.examine_dispute(draft.text.encode(), draft.file)
    if examined.dispute is None:
        raise InputError({_of_field(one) for one in examined.faults})
    report = _report(root, examined.dispute)
    wrong = list(_faults(root, examined.dispute, report))
    if wrong or report is None:
        raise InputError(wrong)
    return replace(draft, follows=_follows(report, examined.dispute))


def _name(root: Path, claim: str, evidence: str) -> str:
    """A name for the file; with a hash of the work where another dispute has it, or a long identifier is cut."""
    whole = ids.slugify(f"{claim}-{evidence}") or "dispute"
    if len(whole) <= MAX_NAME and not (root / DISPUTES / f"{whole}.yml").exists():
        return whole
    ending = ids.digest(evidence, length=8)
    return f"{whole[: MAX_NAME - len(ending) - 1].strip('-')}-{ending}"


def _read(key: str, text: str) -> str:
    """A field as its file has it, out of what people paste: a link to the claim, an address of a report or a work."""
    if key == "claim":
        found = _CLAIM.search(text)
        return found.group().lower() if found else text
    if key == "report":
        address = _ADDRESS.search(text)
        return address[1] if address else text
    return form.work_of(text) if key == "evidence" else text


def _of_field(one: Fault) -> Fault:
    return replace(one, file=form.FORM, line=0)


def _report(root: Path, dispute: Dispute) -> Report | None:
    """The report that the dispute names, wherever it moved; None where there is none."""
    led = {one.slug: one.to for one in questions.moved(root)}
    slug = led.get(dispute.report) or dispute.report
    return pipeline.build_one(root, slug) if slug in questions.slugs(root) else None


def _follows(report: Report, dispute: Dispute) -> str:
    """What comes next: it depends on who has the work already, and on whether anybody can be asked for it."""
    heard = "the next claimbook build says what came of the dispute."
    known = [one for one in report.works if dispute.evidence in (*one.ids.named, *one.same_as)]
    if any(seen.source.startswith(OWN_FILES) for one in known for seen in one.sightings):
        return f"The work is in a library: {heard}"
    if known:
        return f"The work is in the evidence lock: {heard} If its text is not there, claimbook refresh reads it again."
    if report.question.services:
        return "The work is asked for by the next claimbook refresh; the build after it says what came of the dispute."
    return "No library has the work, and the question names no service to ask: it is heard once a library has it."


def _faults(root: Path, dispute: Dispute, report: Report | None) -> Iterator[Fault]:
    """What keeps a valid dispute from being heard."""
    if report is None:
        fix = "Write the last part of the report's address."
        yield form.fault("report", f"{dispute.report!r} is no report of this site.", fix)
        return
    slug = report.question.slug
    claim = next((one for one in report.claims if one.id == dispute.claim), None)
    if claim is None:
        fix = "Follow the link beside the claim; a claim whose words changed has another id."
        yield form.fault("claim", f"The report {slug!r} makes no claim {dispute.claim!r}.", fix)
        return
    work = next(one for one in report.works if one.key == claim.work)
    if dispute.evidence in {*work.ids.named, *work.same_as}:
        yield form.fault("evidence", "is the work that the claim comes from.", "Name another work.")
    for one in questions.disputes(root):
        if (one.report, one.claim, one.evidence) == (slug, dispute.claim, dispute.evidence):
            fix = "Nothing needs to be done; the report shows what came of it."
            yield form.fault("evidence", f"is held against this claim already, in {DISPUTES}/{one.name}.yml.", fix)


def write(root: Path, draft: DisputeDraft) -> None:
    """Writes a draft to its file. Raises InputError where there is such a file."""
    path = root / draft.file
    try:
        created(path, draft.text.encode())
    except FileExistsError:
        fix = "Add to that dispute, or remove its file."
        raise InputError([Fault(draft.file, 0, "", "There is such a file; it was left as it is.", fix)]) from None


def told(draft: DisputeDraft, *, was_written: bool) -> Iterator[str]:
    """What a person reads: the file, and what to do next."""
    yield from (f"{draft.file}: written",) if was_written else draft.text.splitlines()
    yield draft.follows
