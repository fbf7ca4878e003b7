"""What the site shows beside the reports, read from a project's files: ledgers, versions, measurements, the run record.

Stands above `render` and `store`, below whoever writes pages.
"""

from __future__ import annotations

from pathlib import Path

from generator import questions
from generator.errors import Fault, InputError
from generator.render import Beside, Measured, read_measured
from generator.schema import Moved, Report
from generator.store import editions, ledger, locks

EVIDENCE = Path("docs", "evidence.json")
NO_REASON = "no reason is on record."


def beside_of(root: Path, reports: tuple[Report, ...], site_url: str) -> Beside:
    """What stands beside the reports of a project: its ledgers, and the measurements in its documentation.

    A question that is gone without a word of why keeps its versions, and an address from which they are reached. Raises
    InputError for a line of a ledger, a version, a file of measurements, or one of former slugs that does not read.
    """
    slugs = [report.question.slug for report in reports]
    held = ledger.load_all(root, slugs)
    # A recording that was killed, or whoever deleted a version, may leave its folder empty.
    versions = {slug: found for slug, found in editions.load_all(root, editions.slugs(root)).items() if found}
    moved = questions.moved(root)
    known = {*slugs, *(one.slug for one in moved)}
    gone = tuple(Moved(slug=slug, reason=NO_REASON) for slug in versions if slug not in known)
    return Beside(
        ledgers={slug: one.lines for slug, one in zip(slugs, held, strict=True)},
        measured=_measured(root),
        runs=locks.runs(root),
        moved=tuple(sorted((*moved, *gone), key=lambda one: one.slug)),
        site_url=site_url,
        editions=versions,
    )


def _measured(root: Path) -> tuple[Measured, ...]:
    path = root / EVIDENCE
    if not path.is_file():
        return ()
    try:
        return read_measured(path.read_text(encoding="utf-8"))
    except ValueError:
        fix = "Restore the file, or write it again with make eval."
        raise InputError([Fault(EVIDENCE.as_posix(), 0, "", "This does not read as measurements.", fix)]) from None
