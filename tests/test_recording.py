"""`claimbook record` and `claimbook diff`, from files to files."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from generator import cli, recording, workbench
from generator.errors import InputError, UnknownNameError
from generator.store import editions, ledger
from generator.workbench import RULES
from tests.makers import FACETS, entry

MEASURED = "Zorvine cut the flare rate of adults with gout by {cut}% compared with placebo."
IDE = entry("ide2019", "Zorvine in gout: a trial", MEASURED.format(cut=38))
OKORO = entry("okoro2021", "Zorvine for recurrent gout", MEASURED.format(cut=31), author="Okoro, Tobe")
GONE = "because of work doi-10.5555-okoro2021: no source gives it any more"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(workbench, "load", lambda _root: RULES)
    (tmp_path / "questions" / "library").mkdir(parents=True)
    for slug, outcome in (("zorvine-gout", "flare"), ("zorvine-stones", "kidney stones")):
        facets = {**FACETS, "outcome": [{"name": outcome}]}
        asked = {"title": slug, "question": f"Does zorvine change the {outcome} rate of adults?", "facets": facets}
        (tmp_path / "questions" / f"{slug}.yml").write_text(yaml.safe_dump(asked, sort_keys=False), encoding="utf-8")
    write(tmp_path, IDE + OKORO)
    return tmp_path


def write(project: Path, library: str) -> None:
    (project / "questions" / "library" / "lib.bib").write_text(library, encoding="utf-8")


def ledgers(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((project / ledger.FOLDER).glob("*.jsonl"))}


def invoke(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, [*arguments, "--root", str(project)], catch_exceptions=False)


def new_lines(project: Path, *slugs: str) -> Sequence[dict[str, object]]:
    shown = json.loads(invoke(project, "diff", *slugs, "--json", "--date", "2026-01-02").output)
    return [line for one in shown for line in one["lines"]]


def test_recording_twice_appends_once(project: Path) -> None:
    first = invoke(project, "record", "--date", "2026-01-02")
    assert first.exit_code == 0
    assert first.output == (
        "zorvine-gout: 2 claims born, decision born, answer born, inputs, version 1\n"
        "zorvine-stones: 2 claims born, decision born, answer born, inputs, version 1\n"
    )
    before = ledgers(project)
    again = invoke(project, "record", "--date", "2026-01-03")
    assert again.output == "zorvine-gout: nothing new\nzorvine-stones: nothing new\n"
    assert ledgers(project) == before


def test_diff_shows_to_the_byte_what_record_appends(project: Path) -> None:
    shown = new_lines(project, "zorvine-gout")
    assert ledgers(project) == {}
    invoke(project, "record", "zorvine-gout", "--date", "2026-01-02")
    written = ledgers(project)["zorvine-gout.jsonl"].decode()
    assert [json.loads(line) for line in written.splitlines()] == shown
    assert written.splitlines() == [
        json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in shown
    ]
    assert {line["date"] for line in shown} == {"2026-01-02"}


def test_diff_tells_events_and_causes_in_words(project: Path) -> None:
    invoke(project, "record")
    write(project, IDE)
    shown = invoke(project, "diff", "zorvine-gout").output
    assert shown.startswith("zorvine-gout: 1 claim retired, inputs, version 2\n")
    assert "  retired c-" in shown
    assert "(Verified): Zorvine cut the flare rate of adults with gout by 31% compared with placebo.\n" in shown
    assert shown.count(GONE) == 1
    assert shown.endswith("  inputs: 1 work gone\n")
    write(project, IDE.replace("38%", "37%"))
    shown = invoke(project, "diff", "zorvine-gout").output
    assert "because of text Ide and Okoro, 2021: its text differs" in shown
    assert shown.endswith("  inputs: 1 work new or changed, 1 work gone\n")


def test_of_a_first_recording_it_is_said_once(project: Path) -> None:
    shown = invoke(project, "diff", "zorvine-gout").output
    assert shown.count("the first recording") == 1
    assert "because of" not in shown


def test_diff_tells_a_changed_answer(project: Path) -> None:
    invoke(project, "record", "zorvine-gout")
    write(project, entry("diet2018", "Zorvine and diet in gout", "Adults with gout ate cherries with zorvine."))
    shown = invoke(project, "diff", "zorvine-gout").output
    assert "  answer changed: Answered → Not answered\n    because of work doi-10.5555-ide2019; doi-10" in shown
    assert "doi-10.5555-okoro2021; Ide and Okoro, 2021: several inputs changed" in shown
    assert "  decision changed: " in shown


def test_the_exit_code_tells_only_if_it_is_asked(project: Path) -> None:
    assert invoke(project, "diff").exit_code == 0
    assert invoke(project, "diff", "--exit-code").exit_code == 1
    invoke(project, "record")
    assert invoke(project, "diff", "--exit-code").exit_code == 0
    write(project, IDE)
    assert invoke(project, "diff", "--exit-code", "--json").exit_code == 1


def test_a_torn_line_is_reported_by_both(project: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    before = ledgers(project)
    path = project / ledger.FOLDER / "zorvine-gout.jsonl"
    path.write_bytes(before[path.name][:-9])
    lines = before[path.name].count(b"\n")
    place = f"questions/ledger/zorvine-gout.jsonl:{lines}: a recording was cut short here, "
    shown = invoke(project, "diff", "--exit-code")
    assert place in shown.stderr
    assert "the next recording takes its place" in shown.stderr
    assert shown.exit_code == 1
    assert path.read_bytes() == before[path.name][:-9]
    assert place in invoke(project, "record", "--date", "2026-01-02").stderr
    assert ledgers(project) == before


def test_the_date_is_today_where_none_is_given(project: Path) -> None:
    early = datetime.now(tz=UTC).date().isoformat()
    invoke(project, "record", "zorvine-gout")
    late = datetime.now(tz=UTC).date().isoformat()
    dates = {json.loads(line)["date"] for line in ledgers(project)["zorvine-gout.jsonl"].splitlines()}
    assert dates <= {early, late}


@pytest.mark.parametrize("command", ["record", "diff"])
def test_a_slug_that_names_nothing_is_said(command: str, project: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'zorvine-gout'"):
        invoke(project, command, "zorvine-gut")
    assert not (project / ledger.FOLDER).exists() or ledgers(project) == {}
    assert invoke(project, command, "zorvine-gout", "--date", "yesterday").exit_code == 2


def test_a_slug_given_twice_is_recorded_once(project: Path) -> None:
    found = recording.record(project, ("zorvine-stones", "zorvine-gout", "zorvine-gout"), datetime.now(tz=UTC).date())
    assert [one.slug for one in found] == ["zorvine-gout", "zorvine-stones"]


# --- versions ---------------------------------------------------------------------------------------------------------


def versions(project: Path) -> dict[str, bytes]:
    folder = project / editions.FOLDER
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.json"))}


def test_a_recording_writes_a_version_and_a_quiet_one_writes_nothing(project: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    first = versions(project)
    assert list(first) == ["zorvine-gout/1.json", "zorvine-stones/1.json"]
    invoke(project, "record", "--date", "2026-01-03")
    assert versions(project) == first
    write(project, IDE)
    invoke(project, "record", "zorvine-gout", "--date", "2026-01-04")
    both = versions(project)
    assert set(both) - set(first) == {"zorvine-gout/2.json"}
    assert all(both[name] == data for name, data in first.items())
    second = editions.load(project, "zorvine-gout")[1]
    assert [(cause.count, cause.what) for cause in second.causes] == [(1, ("doi-10.5555-okoro2021",))]


def test_another_title_alone_is_a_version(project: Path) -> None:
    invoke(project, "record", "zorvine-gout", "--date", "2026-01-02")
    before = ledgers(project)
    file = project / "questions" / "zorvine-gout.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: zorvine-gout", "title: Gout"), encoding="utf-8")
    told = invoke(project, "diff", "zorvine-gout", "--exit-code")
    assert (told.exit_code, told.output) == (1, "zorvine-gout: inputs, version 2\n  inputs: the question\n")
    invoke(project, "record", "zorvine-gout", "--date", "2026-01-03")
    assert editions.load(project, "zorvine-gout")[1].reworded == ("title",)
    assert set(before) == set(ledgers(project))


def test_a_recording_that_is_killed_anywhere_is_healed_by_the_next(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each of its syncs: two ledgers and two versions, each file's data and no more after that."""
    invoke(project, "record", "--date", "2026-01-02")
    write(project, IDE)
    start = {path: path.read_bytes() for path in (project / "questions").rglob("*.json*")}
    invoke(project, "record", "--date", "2026-01-03")
    whole = ledgers(project), versions(project)
    assert list(whole[1]) == [f"zorvine-{one}/{n}.json" for one in ("gout", "stones") for n in (1, 2)]
    killed = 0
    for kill in range(1, 10):
        for path in (project / "questions").rglob("*.json*"):
            path.unlink()
        for path, data in start.items():
            path.write_bytes(data)
        left = iter(range(kill - 1))

        def sync(_handle: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        with monkeypatch.context() as cut:
            cut.setattr(os, "fsync", sync)
            try:
                recording.record(project, (), date(2026, 1, 3))
            except KeyboardInterrupt:
                killed += 1
        invoke(project, "record", "--date", "2026-01-03")
        assert (ledgers(project), versions(project)) == whole
    assert killed == 4


def test_a_ledger_from_before_there_were_versions_gets_its_first_one(project: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    before = ledgers(project)
    shutil.rmtree(project / editions.FOLDER)
    told = invoke(project, "record", "--date", "2026-01-05").output
    assert told == "zorvine-gout: version 1\nzorvine-stones: version 1\n"
    assert ledgers(project) == before
    assert {one.date for one in editions.load(project, "zorvine-gout")} == {date(2026, 1, 5)}


def test_a_ledger_that_lost_what_a_version_knows_is_said(project: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    write(project, IDE)
    invoke(project, "record", "--date", "2026-01-03")
    (project / ledger.FOLDER / "zorvine-gout.jsonl").unlink()
    before = ledgers(project), versions(project)
    for command in ("diff", "record"):
        with pytest.raises(InputError, match=r"ends before line 6, which version 2.*Restore it from its history"):
            invoke(project, command)
    assert (ledgers(project), versions(project)) == before


def test_a_gap_in_the_numbers_is_gone_past(project: Path) -> None:
    for day, library in enumerate((IDE + OKORO, IDE, IDE + OKORO), start=2):
        write(project, library)
        invoke(project, "record", "zorvine-gout", "--date", f"2026-01-0{day}")
    (project / editions.FOLDER / "zorvine-gout" / "2.json").unlink()
    assert invoke(project, "record", "zorvine-gout").output == "zorvine-gout: nothing new\n"
    write(project, IDE)
    invoke(project, "record", "zorvine-gout")
    assert [one.number for one in editions.load(project, "zorvine-gout")] == [1, 3, 4]


def test_a_version_that_does_not_read_ends_check_build_and_record_alike(project: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    (project / editions.FOLDER / "zorvine-gout" / "1.json").write_bytes(b"{}")
    before = ledgers(project)
    for command in ("build", "record", "diff"):
        with pytest.raises(InputError, match=r"questions/versions/zorvine-gout/1\.json:0"):
            invoke(project, command)
    told = invoke(project, "check")
    assert told.exit_code == 2
    assert "questions/versions/zorvine-gout/1.json:0" in told.output
    assert ledgers(project) == before


def test_versions_of_a_question_that_is_gone_stay_reachable(project: Path, tmp_path: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    (project / "questions" / "zorvine-stones.yml").unlink()
    out = tmp_path / "out"
    invoke(project, "build", "--out", str(out))
    gone = (out / "reports" / "zorvine-stones" / "index.md").read_text(encoding="utf-8")
    assert "no reason is on record." in gone
    assert 'href="v1/"' in gone
    page = (out / "reports" / "zorvine-stones" / "v1" / "index.md").read_text(encoding="utf-8")
    assert "the last one on record" in page
    record = (out / "reports" / "zorvine-stones" / "v1" / "version.json").read_bytes()
    assert record == versions(project)["zorvine-stones/1.json"]


def test_a_folder_without_a_version_is_no_report(project: Path, tmp_path: Path) -> None:
    """What a recording leaves that was killed before its first version of a report."""
    (project / editions.FOLDER / "ghosts").mkdir(parents=True)
    (project / editions.FOLDER / "ghosts" / ".1.json.4711").write_text('{"answ', encoding="utf-8")
    invoke(project, "build", "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out" / "reports" / "ghosts").exists()


def test_versions_of_a_question_that_was_renamed_stay_at_its_former_address(project: Path, tmp_path: Path) -> None:
    invoke(project, "record", "--date", "2026-01-02")
    (project / "questions" / "zorvine-stones.yml").rename(project / "questions" / "kidney-stones.yml")
    (project / "questions" / "_moved.yml").write_text("zorvine-stones: kidney-stones\n", encoding="utf-8")
    assert (
        "kidney-stones: 2 claims born, decision born, answer born, inputs, version 1"
        in invoke(project, "record").output
    )
    out = tmp_path / "out"
    invoke(project, "build", "--out", str(out))
    assert 'href="v1/"' in (out / "reports" / "zorvine-stones" / "index.md").read_text(encoding="utf-8")
    assert (out / "reports" / "zorvine-stones" / "v1" / "index.md").is_file()
    assert (out / "reports" / "kidney-stones" / "v1" / "index.md").is_file()
