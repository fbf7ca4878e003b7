"""What shards hand on is taken only if a shard could have written it; nothing is lost, whatever comes first."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator import questions
from generator.errors import CommandError, InputError
from generator.schema import Failure, QuestionRun, Runs, SourceRun
from generator.sharding import Shard
from generator.store import locks, scores
from generator.store.scores import Kept
from generator.workflows import gathering, sharing
from generator.workflows.committing import pack
from generator.workflows.sharing import Part
from tests.refreshes import FIRST, LATER, lock_bytes, project, refresh, server

ALL = ("apples", "bees", "cherries", "dates")
NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
KEY = "0123456789abcdef"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of four questions, refreshed on the first night."""
    written = project(tmp_path / "project", *ALL)
    with server() as played:
        refresh(written, played, now=FIRST)
    return written


def handed(root: Path, folder: Path, *numbers: int, of: int = 2, scored: bool = True) -> Path:
    """What these shards hand on of a second night."""
    for number in numbers:
        shard, job = Shard(number, of), folder.parent / f"job-{number}"
        shutil.copytree(root, job)
        with server() as played:
            refresh(job, played, *shard.part(ALL), now=LATER)
        scores.save(job, "embeddings", Kept("m", {}, {f"{number}{KEY}": (float(number), 2.0)}))
        sharing.hand(job, Part.REFRESHED, shard, folder / f"refreshed-{number}")
        if scored:
            sharing.hand(job, Part.SCORED, shard, folder / f"scored-{number}")
    folder.mkdir(exist_ok=True)
    return folder


def gathered(root: Path, folder: Path, of: int = 2) -> list[str]:
    return list(gathering.night(root, folder, of, NOW, folder.parent / "night"))


def tried(root: Path) -> dict[str, set[datetime]]:
    return {one.slug: {run.tried for run in one.sources} for one in locks.runs(root).questions}


def test_all_shards_together_are_what_one_refresh_gives(root: Path, tmp_path: Path) -> None:
    whole = shutil.copytree(root, tmp_path / "whole")
    with server() as played:
        refresh(whole, played, now=LATER)
    for slug in ALL:
        (root / locks.FOLDER / f"{slug}.json").unlink()
    gathered(root, handed(whole, tmp_path / "handed", 1, 2))
    assert {slug: lock_bytes(root, slug) for slug in ALL} == {slug: lock_bytes(whole, slug) for slug in ALL}
    assert (root / locks.RUNS).read_bytes() == (whole / locks.RUNS).read_bytes()


def test_scores_of_all_shards_and_of_before_are_kept_and_the_first_one_counts(root: Path, tmp_path: Path) -> None:
    scores.save(root, "embeddings", Kept("m", {}, {KEY: (1.0, 1.0)}))
    folder = handed(root, tmp_path / "handed", 1, 2)
    for number in (1, 2):
        held = scores.stored(folder / f"scored-{number}", "embeddings")
        assert held is not None
        more = {f"9{KEY}": (float(number), 3.0)}
        scores.save(folder / f"scored-{number}", "embeddings", Kept("m", {}, held.stored | more))
    gathered(root, folder)
    kept = scores.load(root, "embeddings", "m").stored
    assert kept == {KEY: (1.0, 1.0), f"1{KEY}": (1.0, 2.0), f"2{KEY}": (2.0, 2.0), f"9{KEY}": (1.0, 3.0)}


def test_a_shard_that_is_not_there_keeps_the_evidence_of_before_and_the_record_says_so(
    root: Path, tmp_path: Path
) -> None:
    before = {slug: lock_bytes(root, slug) for slug in ALL}
    told = gathered(root, handed(root, tmp_path / "handed", 2))
    assert told[0] == "Shard 1/2: 0 of 2 questions have a lock; it was not brought to its end"
    assert told[2:] == [f"{slug}: not reached this night; its evidence of before stays" for slug in ALL[:2]]
    assert {slug: lock_bytes(root, slug) for slug in ALL} == before
    assert tried(root) == {"apples": {NOW}, "bees": {NOW}, "cherries": {LATER}, "dates": {LATER}}
    runs = {one.slug: one.sources for one in locks.runs(root).questions}
    assert {(run.answered, run.failure.kind) for run in runs["bees"] if run.failure} == {(FIRST, gathering.UNASKED)}
    assert all(run.failure for run in runs["bees"])
    assert not any(run.failure for run in runs["dates"])
    summary = pack(root, tmp_path / "packed")
    assert "<code>bees</code>: <code>openalex</code> (<code>unasked&#58;" in summary


def test_a_shard_that_was_not_scored_does_not_count_unless_it_is_alone(root: Path, tmp_path: Path) -> None:
    gathered(root, handed(root, tmp_path / "handed", 1, 2, scored=False))
    assert set.union(*tried(root).values()) == {NOW}
    shutil.rmtree(tmp_path / "handed")
    shutil.rmtree(tmp_path / "job-1")
    gathered(root, handed(root, tmp_path / "handed", 1, of=1, scored=False), of=1)
    assert set.union(*tried(root).values()) == {LATER}


def test_a_shard_speaks_for_its_own_questions_alone(root: Path, tmp_path: Path) -> None:
    folder = handed(root, tmp_path / "handed", 1, 2)
    forged = SourceRun(source="arxiv", answered=NOW, tried=NOW, failure=Failure(kind="broken", why="x"))
    record = Runs(questions=(QuestionRun(slug="dates", sources=(forged,)),))
    (folder / "refreshed-1" / "runs.json").write_text(record.model_dump_json(), encoding="utf-8")
    gathered(root, folder)
    assert tried(root) == {"apples": {NOW}, "bees": {NOW}, "cherries": {LATER}, "dates": {LATER}}


def test_without_anything_the_night_goes_on(root: Path, tmp_path: Path) -> None:
    told = gathered(root, tmp_path / "nothing", of=3)
    assert len(told) == 3 + len(ALL)


# --- strange things ---------------------------------------------------------------------------------------------------


def other_lock(folder: Path) -> None:
    shutil.copyfile(folder / "refreshed-2/questions/evidence/dates.json",
                    folder / "refreshed-1/questions/evidence/dates.json")  # fmt: skip


def wrong_lock(folder: Path) -> None:
    path = folder / "refreshed-1/questions/evidence/bees.json"
    stated = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(stated | {"slug": "dates"}), encoding="utf-8")


def forged_text(folder: Path) -> None:
    path = folder / "refreshed-1/questions/evidence/bees.json"
    path.write_text(path.read_text(encoding="utf-8").replace("61.0%", "99.0%"), encoding="utf-8")


def link(folder: Path) -> None:
    path = folder / "refreshed-1/questions/evidence/bees.json"
    path.unlink()
    path.symlink_to("/etc/passwd")


def linked_record(folder: Path) -> None:
    (folder / "refreshed-1/runs.json").unlink()
    (folder / "refreshed-1/runs.json").symlink_to("/etc/passwd")


def ledger(folder: Path) -> None:
    (folder / "refreshed-1/questions/ledger").mkdir()


def question(folder: Path) -> None:
    (folder / "refreshed-1/questions/bees.yml").write_text("title: x\n", encoding="utf-8")


def folder_besides(folder: Path) -> None:
    (folder / "refreshed-3").mkdir()


def no_record(folder: Path) -> None:
    (folder / "refreshed-1/runs.json").write_text('{"questions": [{"slug": "../x"}]}', encoding="utf-8")


def long_told(folder: Path) -> None:
    (folder / "refreshed-1/refresh.txt").write_bytes(b"x" * (gathering.MAX_TOLD + 1))


def no_score(folder: Path) -> None:
    (folder / "scored-2/questions/scores/embeddings.tsv").write_text(f"model\tm\n{KEY}\tnan 1\n", encoding="utf-8")


def other_task(folder: Path) -> None:
    (folder / "scored-2/questions/scores/opinions.tsv").write_text("model\tm\n", encoding="utf-8")


def other_model(folder: Path) -> None:
    (folder / "scored-2/questions/scores/embeddings.tsv").write_text(f"model\tx\n{KEY}\t1 1\n", encoding="utf-8")


def large_score(folder: Path) -> None:
    with (folder / "scored-2/questions/scores/embeddings.tsv").open("ab") as file:
        file.truncate(scores.MAX_BYTES + 1)


def folder_for_record(folder: Path) -> None:
    (folder / "refreshed-1/runs.json").unlink()
    (folder / "refreshed-1/runs.json").mkdir()


def pipe_for_told(folder: Path) -> None:
    os.mkfifo(folder / "refreshed-1/refresh.txt")


def folder_for_score(folder: Path) -> None:
    (folder / "scored-1/questions/scores/embeddings.tsv").unlink()
    (folder / "scored-1/questions/scores/embeddings.tsv").mkdir()


def file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder / "scored-1/questions")
    (folder / "scored-1/questions").write_text("", encoding="utf-8")


def longer_vectors(folder: Path) -> None:
    (folder / "scored-2/questions/scores/embeddings.tsv").write_text(f"model\tm\n9{KEY}\t1 2 3\n", encoding="utf-8")


STRANGE = [
    other_lock, wrong_lock, forged_text, link, linked_record, ledger, question, folder_besides, no_record, long_told,
    no_score, other_task, other_model, large_score, folder_for_record, pipe_for_told, folder_for_score, file_for_folder,
    longer_vectors,
]  # fmt: skip


def test_what_no_shard_writes_ends_the_gathering_and_nothing_is_taken(root: Path, tmp_path: Path) -> None:
    good = handed(root, tmp_path / "handed", 1, 2)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for change in STRANGE:
        folder = shutil.copytree(good, tmp_path / change.__name__)
        change(folder)
        with pytest.raises(InputError):
            gathered(root, folder)
        assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before, change.__name__


def test_a_lock_that_does_not_read_is_a_fault_of_the_shard_that_left_it(root: Path, tmp_path: Path) -> None:
    """The project's own lock of that name is whole: nobody is sent to restore it."""
    folder = handed(root, tmp_path / "handed", 1, 2)
    forged_text(folder)
    with pytest.raises(InputError) as told:
        gathered(root, folder)
    assert {one.file for one in told.value.faults} == {"refreshed-1/questions/evidence/bees.json"}
    assert {one.fix for one in told.value.faults} == {"Look at the job that made it, then run the workflow again."}


def test_the_job_that_scores_a_shard_takes_no_other_folder_and_no_link(root: Path, tmp_path: Path) -> None:
    folder = handed(root, tmp_path / "handed", 1, scored=False)
    shutil.move(folder / "refreshed-1", tmp_path / "elsewhere")
    for to in (tmp_path / "elsewhere", tmp_path / "nowhere"):
        (folder / "refreshed-1").symlink_to(to)
        with pytest.raises(InputError, match="No shard hands this on"):
            list(gathering.evidence(root, folder, Shard(1, 2)))
        (folder / "refreshed-1").unlink()


# --- planning ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("each", "told"),
    [("", "shards=[1]\ncount=1\n"), ("4", "shards=[1]\ncount=1\n"), ("3", "shards=[1, 2]\ncount=2\n")],
)
def test_a_plan_is_of_the_number_of_questions(tmp_path: Path, each: str, told: str) -> None:
    written = project(tmp_path, *ALL)
    for name in ("_defaults.yml", "_moved.yml", ".hidden.yml"):
        (written / "questions" / name).write_text("", encoding="utf-8")
    (written / "questions" / "library").mkdir()
    assert sharing.slugs(written) == questions.slugs(written) == ALL
    assert sharing.plan(written, each) == told


@pytest.mark.parametrize("each", ["0", "-1", "many", "1 2", "10001", "$(id)", "٣"])
def test_what_is_no_number_of_questions_is_refused(tmp_path: Path, each: str) -> None:
    with pytest.raises(CommandError, match="QUESTIONS_A_SHARD"):
        sharing.plan(project(tmp_path), each)
