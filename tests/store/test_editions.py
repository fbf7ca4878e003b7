"""The files of versions: written whole, read back, and refused where they are not what a recording wrote."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from generator.changes import as_json, seal_of
from generator.errors import InputError
from generator.schema import MAX_NUMBER, AnswerStatus, DecisionStatus, Edition, EditionAnswer, EditionDecision
from generator.store import editions

SLUG = "pears"


def edition(number: int = 1, title: str = "Pears – “ripe”", slug: str = SLUG) -> Edition:
    made = Edition(
        slug=slug,
        number=number,
        date=date(2026, 1, number),
        title=title,
        question="Do pears ripen?",
        answer=EditionAnswer(status=AnswerStatus.NOT_ANSWERED),
        decision=EditionDecision(status=DecisionStatus.OPEN),
        ledger=number,
    )
    return made.model_copy(update={"seal": seal_of(json.loads(as_json(made)))})


def file_of(root: Path, name: str = "1.json") -> Path:
    return root / editions.FOLDER / SLUG / name


def test_what_was_written_reads_the_same_in_the_order_of_numbers(tmp_path: Path) -> None:
    written = [edition(number) for number in (1, 2, 10)]
    for one in reversed(written):
        editions.write(tmp_path, one)
    assert list(editions.load(tmp_path, SLUG)) == written
    assert b"\r" not in file_of(tmp_path).read_bytes()
    assert editions.slugs(tmp_path) == (SLUG,)
    assert editions.faults(tmp_path) == ()


def test_without_a_folder_there_is_no_version(tmp_path: Path) -> None:
    assert editions.load(tmp_path, SLUG) == ()
    assert editions.slugs(tmp_path) == ()
    assert editions.faults(tmp_path) == ()


def test_a_kill_leaves_no_half_of_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editions.write(tmp_path, edition())
    with monkeypatch.context() as cut:
        cut.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            editions.write(tmp_path, edition(2))
    assert editions.load(tmp_path, SLUG) == (edition(),)
    # What a killed process leaves is passed over, and goes with the next one that is written.
    left = file_of(tmp_path, ".2.json.4711")
    left.write_bytes(b'{"answ')
    assert editions.load(tmp_path, SLUG) == (edition(),)
    editions.write(tmp_path, edition(2))
    assert not left.exists()


def damaged(how: str) -> bytes:
    whole = as_json(edition())
    return {
        "cut": whole.encode()[:90],
        "empty": b"",
        "no UTF-8": b"\xff\xfe",
        "deep": b"[" * 100_000,
        "a list": b"[]",
        "conflict": b"<<<<<<< ours\n" + whole.encode(),
        "another format": whole.replace('"format": "1"', '"format": "2"').encode(),
        "a key too many": whole.replace('"format"', '"extra": 1,\n "format"').encode(),
        "a word that is none": whole.replace("not_answered", "answered perhaps").encode(),
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "cut", "empty", "no UTF-8", "deep", "a list", "conflict", "another format", "a key too many",
        "a word that is none",
    ],
)  # fmt: skip
def test_a_damaged_file_is_one_fault_with_its_name_and_the_remedy(how: str, tmp_path: Path) -> None:
    editions.write(tmp_path, edition(2))
    file_of(tmp_path).write_bytes(damaged(how))
    with pytest.raises(InputError) as told:
        editions.load(tmp_path, SLUG)
    (fault,) = told.value.faults
    assert fault.file == "questions/versions/pears/1.json"
    assert fault.message.startswith("Not a version: ")
    assert "Restore the file from its history" in fault.fix
    assert editions.faults(tmp_path) == (fault,)


def test_an_edited_file_is_noticed_and_other_white_space_is_not(tmp_path: Path) -> None:
    text = as_json(edition())
    editions.write(tmp_path, edition())
    file_of(tmp_path).write_bytes(text.replace("\n", "\r\n").encode())
    assert editions.load(tmp_path, SLUG) == (edition(),)
    file_of(tmp_path).write_text(text.replace("ripen", "rot"), encoding="utf-8")
    with pytest.raises(InputError, match="It was edited"):
        editions.load(tmp_path, SLUG)


def test_a_file_of_another_report_or_number_says_where_it_belongs(tmp_path: Path) -> None:
    editions.write(tmp_path, edition())
    file_of(tmp_path).rename(file_of(tmp_path, "3.json"))
    with pytest.raises(InputError, match=r"version 1 of 'pears'.*questions/versions/pears/1\.json"):
        editions.load(tmp_path, SLUG)
    editions.write(tmp_path, edition(slug="apples"))
    file_of(tmp_path, "3.json").unlink()
    (tmp_path / editions.FOLDER / "apples" / "1.json").rename(file_of(tmp_path))
    with pytest.raises(InputError, match="version 1 of 'apples'"):
        editions.load(tmp_path, SLUG)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    editions.write(tmp_path, edition())
    file_of(tmp_path).write_bytes(as_json(edition()).encode() + b" " * editions.MAX_BYTES)
    with pytest.raises(InputError, match="no more than 1048576 bytes"):
        editions.load(tmp_path, SLUG)


@pytest.mark.parametrize("name", ["01.json", "0.json", "1.txt", "1", "notes.json", "1234567.json"])
def test_what_no_recording_writes_is_a_fault(name: str, tmp_path: Path) -> None:
    editions.write(tmp_path, edition())
    file_of(tmp_path, name).write_bytes(b"{}")
    with pytest.raises(InputError, match="No recording writes this"):
        editions.load(tmp_path, SLUG)


def test_links_are_not_followed(tmp_path: Path) -> None:
    editions.write(tmp_path, edition())
    file_of(tmp_path, "2.json").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="No recording writes this"):
        editions.load(tmp_path, SLUG)
    file_of(tmp_path, "2.json").unlink()
    (tmp_path / editions.FOLDER / "apples").symlink_to(tmp_path / editions.FOLDER / SLUG)
    with pytest.raises(InputError, match="no plain folder"):
        editions.load(tmp_path, "apples")


@pytest.mark.parametrize("to", ["a file", "a link", "a link to nothing"])
def test_what_holds_all_versions_is_a_folder_or_nothing(to: str, tmp_path: Path) -> None:
    place = tmp_path / editions.FOLDER
    place.parent.mkdir()
    if to == "a file":
        place.write_text("{}", encoding="utf-8")
    else:
        place.symlink_to(tmp_path if to == "a link" else tmp_path / "nowhere")
    (fault,) = editions.faults(tmp_path)
    assert (fault.file, fault.message) == ("questions/versions", "This is no plain folder.")
    for read in (lambda: editions.slugs(tmp_path), lambda: editions.load_all(tmp_path, ("apples", "pears"))):
        with pytest.raises(InputError) as told:
            read()
        assert told.value.faults == (fault,)


def test_a_number_that_none_could_follow_is_refused(tmp_path: Path) -> None:
    """Else the next recording, and every build, ended in an error of nobody's."""
    made = edition().model_copy(update={"number": MAX_NUMBER, "seal": ""})
    editions.write(tmp_path, made.model_copy(update={"seal": seal_of(json.loads(as_json(made)))}))
    (fault,) = editions.faults(tmp_path)
    assert (fault.path, fault.message) == ("number", "No version can follow number 999999.")


def test_faults_of_several_reports_are_told_together(tmp_path: Path) -> None:
    for slug in ("apples", "pears"):
        editions.write(tmp_path, edition(slug=slug))
        (tmp_path / editions.FOLDER / slug / "1.json").write_bytes(b"{")
    (tmp_path / editions.FOLDER / "Notes.txt").write_bytes(b"")
    with pytest.raises(InputError) as told:
        editions.load_all(tmp_path, ("apples", "pears"))
    assert len(told.value.faults) == 2
    assert [fault.file for fault in editions.faults(tmp_path)] == [
        "questions/versions/Notes.txt",
        "questions/versions/apples/1.json",
        "questions/versions/pears/1.json",
    ]
