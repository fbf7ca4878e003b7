import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from generator import pipeline, recording
from generator.changes import changes, told_by
from generator.errors import BusyError, InputError
from generator.schema import LedgerLine, Report
from generator.store import ledger, writing
from tests.makers import entry, report

DAY = date(2026, 1, 2)
SLUG = "zorvine-gout"
MEASURED = "Zorvine cut the flare rate of adults with gout by {cut}% compared with placebo – “{who}”."
FIRST = entry("ide2019", "Zorvine in gout: a trial", MEASURED.format(cut=38, who="Ide"))
SECOND = entry("okoro2021", "Zorvine for gout", MEASURED.format(cut=31, who="Okoro"), author="Okoro, Tobe")

THIRD = entry("diet2018", "Zorvine and diet in gout", "Adults with gout ate 30 cherries a day with zorvine.")


@pytest.fixture(scope="module")
def stages() -> tuple[Report, ...]:
    """A report, the report after a work went and another one came, and the report when none answers any more."""
    return report(FIRST), report(SECOND), report(THIRD)


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Report]]:
    """What a recording builds: put a report into the list."""
    reports: list[Report] = []
    monkeypatch.setattr(pipeline, "build_all", lambda _root: tuple(reports))
    yield reports
    assert reports, "nothing was built"


def record(root: Path, build: list[Report], built: Report) -> bytes:
    """Records the report as the command does; returns the ledger's bytes."""
    build[:] = [built]
    recording.record(root, (), DAY)
    return file_of(root).read_bytes()


def file_of(root: Path) -> Path:
    return root / ledger.FOLDER / f"{SLUG}.jsonl"


def lines_of(built: Report) -> tuple[LedgerLine, ...]:
    return changes(told_by([]), built, DAY)


def test_what_was_appended_reads_the_same(tmp_path: Path, stages: tuple[Report, ...]) -> None:
    (tmp_path / ledger.FOLDER).mkdir(parents=True)
    first, second = lines_of(stages[0]), changes(told_by(lines_of(stages[0])), stages[1], DAY)
    ledger.append(ledger.load(tmp_path, SLUG), first)
    written = file_of(tmp_path).read_bytes()
    ledger.append(ledger.load(tmp_path, SLUG), second)
    found = ledger.load(tmp_path, SLUG)
    assert (found.lines, found.torn) == ((*first, *second), 0)
    assert file_of(tmp_path).read_bytes().startswith(written)
    assert found.whole == file_of(tmp_path).stat().st_size


def test_there_may_be_no_ledger_yet(tmp_path: Path) -> None:
    found = ledger.load(tmp_path, SLUG)
    assert (found.lines, found.whole, found.torn) == ((), 0, 0)
    assert not (tmp_path / ledger.FOLDER).exists()


def test_a_second_recording_adds_no_byte(tmp_path: Path, build: list[Report], stages: tuple[Report, ...]) -> None:
    once = record(tmp_path, build, stages[0])
    stamp = file_of(tmp_path).stat().st_mtime_ns
    assert record(tmp_path, build, stages[0]) == once
    assert file_of(tmp_path).stat().st_mtime_ns == stamp
    grown = record(tmp_path, build, stages[1])
    assert grown.startswith(once)
    assert len(grown) > len(once)
    assert record(tmp_path, build, stages[1]) == grown


@pytest.mark.parametrize(("earlier", "later"), [(None, 0), (0, 1), (1, 2), (2, 0)])
def test_a_recording_that_was_cut_at_any_byte_is_completed(
    earlier: int | None, later: int, tmp_path: Path, build: list[Report], stages: tuple[Report, ...]
) -> None:
    before = b"" if earlier is None else record(tmp_path, build, stages[earlier])
    built = stages[later]
    whole = record(tmp_path, build, built)
    assert whole.startswith(before)
    assert whole.count(b"\n", len(before)) >= 3
    for cut in range(len(before), len(whole)):
        file_of(tmp_path).write_bytes(whole[:cut])
        kept = whole[: whole.rfind(b"\n", 0, cut) + 1]
        torn = ledger.load(tmp_path, SLUG)
        assert (torn.whole, torn.torn) == (len(kept), cut - len(kept))
        assert record(tmp_path, build, built) == whole


def test_a_torn_line_goes_even_if_nothing_takes_its_place(
    tmp_path: Path, build: list[Report], stages: tuple[Report, ...]
) -> None:
    whole = record(tmp_path, build, stages[0])
    file_of(tmp_path).write_bytes(whole + b'{"subject":"cl\xe2')
    assert record(tmp_path, build, stages[0]) == whole


def test_the_lines_go_out_in_one_write_and_reach_the_disk(
    tmp_path: Path, build: list[Report], stages: tuple[Report, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    write, fsync = os.write, os.fsync

    def writing(handle: int, data: bytes) -> int:
        done.append("write")
        return write(handle, data)

    def syncing(handle: int) -> None:
        done.append("fsync")
        fsync(handle)

    monkeypatch.setattr(os, "write", writing)
    monkeypatch.setattr(os, "fsync", syncing)
    record(tmp_path, build, stages[0])
    assert done == ["write", "fsync", "fsync"]  # the last one is of the version, which comes after its lines


def test_a_full_disk_is_said_and_the_ledger_can_be_completed(
    tmp_path: Path, build: list[Report], stages: tuple[Report, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda handle, data: write(handle, data[:700]))
        with pytest.raises(OSError, match="run claimbook record again"):
            record(tmp_path, build, stages[0])
    assert ledger.load(tmp_path, SLUG).torn > 0
    completed = record(tmp_path, build, stages[0])
    file_of(tmp_path).unlink()
    assert record(tmp_path, build, stages[0]) == completed


@pytest.mark.parametrize(
    "damage",
    [
        b"garbage", b"", b"{}", b'{"subject":"claim"}', b'{"subject":"inputs","date":"x"}', b"[" * 5000, b"\xff\xfe",
        b"<<<<<<< ours",
    ],
)  # fmt: skip
def test_a_damaged_line_is_named_and_nothing_is_written(
    damage: bytes, tmp_path: Path, build: list[Report], stages: tuple[Report, ...]
) -> None:
    whole = record(tmp_path, build, stages[0])
    first, _, rest = whole.partition(b"\n")
    damaged = first + b"\n" + damage + b"\n" + rest
    file_of(tmp_path).write_bytes(damaged)
    with pytest.raises(InputError, match=r"questions/ledger/zorvine-gout\.jsonl:2: .*Restore the line") as raised:
        record(tmp_path, build, stages[1])
    assert len(raised.value.faults) == 1
    assert "\n" not in str(raised.value)
    assert file_of(tmp_path).read_bytes() == damaged


def test_a_line_of_another_format_is_refused(tmp_path: Path, build: list[Report], stages: tuple[Report, ...]) -> None:
    whole = record(tmp_path, build, stages[0])
    file_of(tmp_path).write_bytes(whole.replace(b'"format":"1"', b'"format":"2"'))
    with pytest.raises(InputError, match="Input should be '1'"):
        ledger.load(tmp_path, SLUG)


def test_what_contradicts_its_event_is_no_line(tmp_path: Path, build: list[Report], stages: tuple[Report, ...]) -> None:
    whole = record(tmp_path, build, stages[0])
    file_of(tmp_path).write_bytes(whole.replace(b'"event":"born"', b'"event":"weakened"', 1))
    with pytest.raises(InputError, match=r"jsonl:1: claim: .*a claim is born from nothing"):
        ledger.load(tmp_path, SLUG)


def test_one_damaged_ledger_keeps_all_from_being_written(
    tmp_path: Path, build: list[Report], stages: tuple[Report, ...]
) -> None:
    other = stages[0].model_copy(update={"question": stages[0].question.model_copy(update={"slug": "pears"})})
    record(tmp_path, build, stages[0])
    (tmp_path / ledger.FOLDER / "pears.jsonl").write_bytes(b"garbage\n")
    before = file_of(tmp_path).read_bytes()
    build[:] = [stages[1], other]
    with pytest.raises(InputError, match=r"pears\.jsonl:1: "):
        recording.record(tmp_path, (), DAY)
    assert file_of(tmp_path).read_bytes() == before


def test_a_ledger_that_is_a_link_is_refused(tmp_path: Path, build: list[Report], stages: tuple[Report, ...]) -> None:
    (tmp_path / ledger.FOLDER).mkdir(parents=True)
    aim = tmp_path / "elsewhere"
    file_of(tmp_path).symlink_to(aim)
    with pytest.raises(InputError, match="no plain file"):
        record(tmp_path, build, stages[0])
    assert not aim.exists()


@pytest.mark.parametrize("can_lock_folders", sorted({False, writing.CAN_LOCK_FOLDERS}))
def test_two_recordings_do_not_mix(
    can_lock_folders: bool,  # noqa: FBT001 - a table of cases
    tmp_path: Path,
    build: list[Report],
    stages: tuple[Report, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "CAN_LOCK_FOLDERS", can_lock_folders)
    with ledger.recording(tmp_path), pytest.raises(BusyError, match="Another command is writing to 'questions/led"):
        record(tmp_path, build, stages[0])
    assert not file_of(tmp_path).exists()
    assert record(tmp_path, build, stages[0])
    assert [path.name for path in file_of(tmp_path).parent.iterdir()] == [f"{SLUG}.jsonl"]


def test_a_lock_that_was_left_behind_is_named(
    tmp_path: Path, build: list[Report], stages: tuple[Report, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CAN_LOCK_FOLDERS", False)
    (tmp_path / ledger.FOLDER).mkdir(parents=True)
    (tmp_path / ledger.FOLDER / writing.LOCK).touch()
    with pytest.raises(BusyError, match=r"delete questions/ledger/\.lock"):
        record(tmp_path, build, stages[0])
    (tmp_path / ledger.FOLDER / writing.LOCK).unlink()
    assert record(tmp_path, build, stages[0])
