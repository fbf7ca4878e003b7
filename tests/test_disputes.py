"""A dispute on its way: merged, asked for, locked, heard, recorded, shown and withdrawn; in the world of hum boxes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from generator import building, engine, pipeline
from generator.changes import changes, told_by
from generator.cli import cli
from generator.engine import Judgement
from generator.render.report import report_page
from generator.schema import DISPUTES, Change, ClaimLine, ClaimStatus, DisputeOutcome, Hearing, Report
from generator.workbench import Workbench
from tests.fakes import FixedJudge
from tests.loopback import Asked, Reply
from tests.makers import entry
from tests.refreshes import LATER, SLUG, lock, lock_bytes, project, refresh, server
from tests.render.reading import Reading
from tests.world import PAPERS, Paper, World

QUINCES = Paper(
    99,
    "Quinces in cellars",
    2022,
    abstract="Quinces keep for months. Hum boxes lowered the return rate of foragers in every cellar. Cellars differ.",
    authors=(("Quill", "Ada"),),
    venue="Annals of Cellars",
    doi="10.5555/cellar.99",
    pmid="90000099",
)
RAISED = "Hum boxes raised the return rate of foragers from 61.0% to 74.0%."
DAY = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Unsearched(World):
    """The world and a work that no search shows: it is given to whoever asks for it by its identifier."""

    papers: tuple[Paper, ...] = (*PAPERS, QUINCES)

    def answer(self, asked: Asked) -> Reply:
        said = unquote(" ".join((asked.path, *asked.params.values())))
        is_named = QUINCES.doi in said or QUINCES.pmid in said
        return World(self.papers if is_named else PAPERS).answer(asked)


class Reader(FixedJudge):
    """Finds that what was lowered was not raised."""

    def judge(self, asked: object) -> tuple[Judgement, ...]:
        assert isinstance(asked, list)
        self.asked += asked
        return tuple(map(self._of, asked))

    def _of(self, one: engine.Asked) -> Judgement:
        against = "lowered" in one.sentences[0]
        return Judgement(0.02, 0.95, 0.03) if against else Judgement(0.1, 0.1, 0.8)


BENCH = Workbench(judge=Reader())


def write(root: Path, claim: str, work: str = "doi:10.5555/cellar.99", name: str = "quinces") -> None:
    folder = root / DISPUTES
    folder.mkdir(exist_ok=True)
    text = f"claim: {claim}\nreport: {SLUG}\nevidence: {work}\nwhy: In cellars it fell.\nby: octo-cat\n"
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def built(root: Path) -> Report:
    (report,) = pipeline.build_all(root, BENCH)
    return report


def the(report: Report) -> Hearing:
    (found,) = report.disputes
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A refreshed project, nothing disputed."""
    root = project(tmp_path)
    with server(Unsearched()) as at:
        refresh(root, at, bench=BENCH)
    return root


def claim_of(root: Path) -> str:
    return next(claim.id for claim in built(root).claims if claim.text == RAISED)


def test_a_dispute_goes_from_its_file_to_the_page(root: Path) -> None:
    before = built(root)
    claim = claim_of(root)
    assert next(v.status for v in before.verdicts if v.claim == claim) is ClaimStatus.VERIFIED
    assert QUINCES.title not in {work.title for work in lock(root).works}

    write(root, claim)
    assert the(built(root)).outcome is DisputeOutcome.NOT_FOUND
    assert any("other concepts, disputes or another store_text" in line for line in building.stale(root))

    with server(Unsearched()) as at:
        (refreshed,) = refresh(root, at, now=LATER, bench=BENCH)
    assert refreshed.written
    assert building.stale(root) == ()
    named = [work for work in lock(root).works if work.title == QUINCES.title]
    assert {work.sightings[0].query for work in named} == {"by identifier"}
    sections = [section for work in named for version in work.versions for section in version.sections]
    assert {section.text for section in sections} == {None}, "its licence lets no text be kept"
    assert any("lowered" in one.text for section in sections for one in section.excerpts)

    after = built(root)
    assert (the(after).outcome, the(after).probability) == (DisputeOutcome.CONTRADICTS, 0.95)
    verdict = next(v for v in after.verdicts if v.claim == claim)
    assert verdict.status is ClaimStatus.CONTESTED
    assert the(after).evidence in verdict.contradicted_by
    assert [one.pinned for one in after.inclusions if one.work == the(after).work] == [None], "it passes by itself"

    lines = changes(told_by(()), before, DAY)
    (told,) = [
        line
        for line in changes(told_by(lines), after, DAY)
        if isinstance(line, ClaimLine) and line.claim == claim and line.event is Change.CONTRADICTED
    ]
    assert told.cause.what == (the(after).work,)
    assert told.cause.why == "it is new in the sources: the dispute quinces holds it against the claim"

    page = " ".join(Reading(report_page(after).text).text.split())
    assert "The claim was disputed by octo-cat with [" in page
    assert "“In cellars it fell.”. The work contradicts the claim. Probability 0.95." in page
    assert "Hum boxes lowered the return rate of foragers in every cellar." in page


def test_a_second_refresh_changes_nothing_and_a_withdrawn_dispute_takes_its_work_along(root: Path) -> None:
    write(root, claim_of(root))
    with server(Unsearched()) as at:
        refresh(root, at, bench=BENCH)
        held = lock_bytes(root)
        refresh(root, at, now=LATER, bench=BENCH)
        assert lock_bytes(root) == held
        (root / DISPUTES / "quinces.yml").unlink()
        refresh(root, at, now=LATER, bench=BENCH)
    assert QUINCES.title not in {work.title for work in lock(root).works}
    assert built(root).disputes == ()


def test_a_dispute_of_a_known_work_keeps_the_sentence_that_it_needs(tmp_path: Path) -> None:
    """The work is in the lock without its text, and nobody had quoted the sentence: the next refresh reads it again."""
    greenhouse = Paper(
        98,
        "Hum boxes in greenhouses",
        2022,
        abstract="Hum boxes stood beside the hives of bees that had to return. They lowered what we counted.",
        authors=(("Quill", "Ada"),),
        doi="10.5555/glass.98",
    )
    root, world = project(tmp_path), World((*PAPERS, greenhouse))
    with server(world) as at:
        refresh(root, at, bench=BENCH)
        assert "They lowered what we counted." not in lock_bytes(root).decode()
        write(root, claim_of(root), "doi:10.5555/glass.98")
        assert the(built(root)).outcome is DisputeOutcome.NEITHER
        assert building.stale(root)
        refresh(root, at, now=LATER, bench=BENCH)
    assert "They lowered what we counted." in lock_bytes(root).decode()
    assert building.stale(root) == ()
    assert the(built(root)).outcome is DisputeOutcome.CONTRADICTS


def test_a_retracted_work_overturns_nothing(root: Path) -> None:
    claim = claim_of(root)
    write(root, claim)
    papers = tuple(replace(one, notice="retraction") if one is QUINCES else one for one in (*PAPERS, QUINCES))
    with server(Unsearched(papers=papers)) as at:
        refresh(root, at, bench=BENCH)
    report = built(root)
    assert the(report).outcome is DisputeOutcome.BARRED
    assert next(v.status for v in report.verdicts if v.claim == claim) is ClaimStatus.VERIFIED


def test_explain_tells_of_the_dispute(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claim_of(root)
    write(root, claim, "doi:10.5555/nowhere")
    monkeypatch.setattr("generator.workbench.load", lambda *_: BENCH)
    said = CliRunner().invoke(cli, ["explain", claim, "--root", str(root)]).output
    assert f"Disputed by octo-cat in {SLUG} (quinces) with doi:10.5555/nowhere: In cellars it fell." in said
    assert "○ The work was not found: no library and no evidence lock has it" in said


def test_a_disputing_work_does_not_lead_the_answer(root: Path) -> None:
    """Each other work stays where it stood, and References say which claim it is kept for where it would not pass."""
    plain = built(root)
    last = plain.inclusions[-1].work
    name = next(work.ids.named[0] for work in plain.works if work.key == last)
    claim = next(one for one in plain.claims if one.work != last)
    write(root, claim.id, name)
    after = built(root)
    assert after.inclusions == plain.inclusions
    assert after.answer.statements[0] == plain.answer.statements[0]

    path = root / "questions" / f"{SLUG}.yml"
    path.write_text(
        path.read_text(encoding="utf-8") + f"limits:\n  works: {len(plain.inclusions) - 1}\n", encoding="utf-8"
    )
    after = built(root)
    assert after.inclusions[-1].pinned == f"named by a dispute of claim {claim.id} (quinces)"
    number = [one.id for one in after.claims].index(claim.id) + 1
    page = " ".join(Reading(report_page(after).text).text.split())
    assert f"Kept by hand: named by a dispute of claim C{number} (quinces)" in page


def test_the_command_says_who_has_the_work_already(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.workbench.load", lambda *_: BENCH)
    claim = next(one for one in built(root).claims if one.text == RAISED)
    locked = next(work.ids.named[0] for work in built(root).works if work.key != claim.work)

    def said(work: str) -> str:
        form = root / "form.json"
        form.write_text(json.dumps({"claim": claim.id, "report": SLUG, "evidence": work, "why": "It fell."}))
        found = CliRunner().invoke(cli, ["dispute", "--from-form", str(form), "--dry-run", "--root", str(root)])
        assert found.exit_code == 0, found.output
        return found.output.splitlines()[-1]

    assert said("doi:10.5555/nowhere").startswith("The work is asked for by the next claimbook refresh")
    assert said(locked).startswith("The work is in the evidence lock: the next claimbook build says")
    question = root / "questions" / f"{SLUG}.yml"
    (root / "questions" / "library").mkdir()
    (root / "questions" / "library" / "bees.bib").write_text(entry("moor2021", "Hum boxes", RAISED), encoding="utf-8")
    question.write_text(question.read_text(encoding="utf-8").replace("[services]", "[services, library]"))
    assert said("doi:10.5555/moor2021").startswith("The work is in a library: the next claimbook build says")
