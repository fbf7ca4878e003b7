from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.errors import BusyError, InputError
from generator.locking import evidence, settled
from generator.schema import Lock, QuestionRun, Runs, SourceRun
from generator.store import locks
from tests.makers import question
from tests.test_locking import lock_of, searched, seen

SLUG = "zorvine-gout"
FILE = f"questions/evidence/{SLUG}.json"


@pytest.fixture
def lock() -> Lock:
    return settled(None, lock_of(searched(seen("a"), seen("b", licence="CC BY"))), list, lambda _: ())


def test_a_lock_is_read_as_it_was_written(tmp_path: Path, lock: Lock) -> None:
    assert locks.load(tmp_path, SLUG) is None
    assert locks.save(tmp_path, lock)
    assert locks.load(tmp_path, SLUG) == lock
    assert not locks.save(tmp_path, lock)


def test_each_field_has_its_own_line_and_keys_are_sorted(lock: Lock) -> None:
    lines = locks.lock_json(lock).decode().splitlines()
    assert all(line.count('": ') <= 1 for line in lines if '"text"' not in line)
    stated = json.loads(locks.lock_json(lock))
    assert list(stated) == sorted(stated)
    assert stated["format"] == "1"
    assert "notice" not in stated["works"][0], "what is unknown is not written"


def test_a_lock_that_was_cut_short_is_named_with_its_line(tmp_path: Path, lock: Lock) -> None:
    locks.save(tmp_path, lock)
    path = tmp_path / FILE
    data = path.read_bytes()
    for at in range(0, len(data) - 1, 97):
        path.write_bytes(data[:at])
        with pytest.raises(InputError, match=FILE):
            locks.load(tmp_path, SLUG)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "Not a lock"),
        (b'{"format": "2"}', "has the format '2'"),
        (b'{"format": "1"}', "Field required"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_lock_is_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(InputError, match=said):
        locks.load(tmp_path, SLUG)


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("halved flares", "doubled flares", "hash beside it"),
        ('"licence": "CC BY"', '"licence": "CC BY-NC"', "stored whole nevertheless"),
        ('"store_text": "open"', '"store_text": "quotes"', "stored whole nevertheless"),
        ('"source": "openalex"', '"source": "library/mine"', "no service"),
        ('"rank": 1', '"rank": 1, "url": "javascript:alert(1)"', "no address"),
    ],
)
def test_what_no_refresh_writes_is_refused(here: str, there: str, said: str, tmp_path: Path, lock: Lock) -> None:
    locks.save(tmp_path, lock)
    path = tmp_path / FILE
    told = path.read_text(encoding="utf-8")
    assert here in told
    path.write_text(told.replace(here, there), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        locks.load(tmp_path, SLUG)
    assert locks.faults(tmp_path, [SLUG])


def test_the_lock_of_another_question_is_refused(tmp_path: Path, lock: Lock) -> None:
    locks.save(tmp_path, lock)
    (tmp_path / FILE).rename(tmp_path / "questions/evidence/other.json")
    with pytest.raises(InputError, match="lock of the question 'zorvine-gout'"):
        locks.load(tmp_path, "other")
    assert [fault.file for fault in locks.faults(tmp_path, ["other"])] == ["questions/evidence/other.json"]


def test_a_lock_without_a_question_is_a_fault(tmp_path: Path, lock: Lock) -> None:
    locks.save(tmp_path, lock)
    assert not locks.faults(tmp_path, [SLUG])
    assert [fault.file for fault in locks.faults(tmp_path, [])] == [FILE]


def test_works_out_of_order_or_twice_are_no_lock(lock: Lock) -> None:
    for works in ((lock.works[1], lock.works[0]), (lock.works[0], lock.works[0])):
        with pytest.raises(ValueError, match="not sorted"):
            Lock.model_validate({**lock.model_dump(), "works": [work.model_dump() for work in works]})


def test_two_refreshes_do_not_run_at_once_and_leave_nothing_behind(tmp_path: Path, lock: Lock) -> None:
    refused = pytest.raises(BusyError, match="run claimbook refresh again")
    with locks.refreshing(tmp_path), refused, locks.refreshing(tmp_path):
        pass
    torn = tmp_path / "questions/evidence/.pears.json.4711"
    torn.write_text("{", encoding="utf-8")
    with locks.refreshing(tmp_path):
        locks.save(tmp_path, lock)
    assert [path.name for path in (tmp_path / "questions/evidence").iterdir()] == [f"{SLUG}.json"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, lock: Lock, monkeypatch: pytest.MonkeyPatch) -> None:
    locks.save(tmp_path, lock)
    before = (tmp_path / FILE).read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        locks.save(tmp_path, evidence(None, question(), [searched(seen("z"))]))
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == [f"{SLUG}.json"]


def test_the_run_record_is_kept_and_a_damaged_one_is_forgotten(tmp_path: Path) -> None:
    at = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
    run = SourceRun(source="openalex", answered=at, tried=at, works=3, new=1)
    record = Runs(questions=(QuestionRun(slug=SLUG, sources=(run,)),))
    assert locks.runs(tmp_path) == Runs()
    locks.save_runs(tmp_path, record)
    assert locks.runs(tmp_path) == record
    assert record.of(SLUG) == (run,)
    assert record.of("other") == ()
    (tmp_path / locks.RUNS).write_text("{", encoding="utf-8")
    assert locks.runs(tmp_path) == Runs()
