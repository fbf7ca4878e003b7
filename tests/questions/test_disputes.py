"""Files of questions/disputes: what they hold, their faults, and what holds across them."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - as in schema.ledger
from pathlib import Path

import pytest
import yaml

from generator import questions
from generator.errors import InputError
from generator.questions.records import MAX_SLUG
from generator.schema import DISPUTES, Dispute
from tests.questions.cases import GOOD
from tests.render.hostile import STRINGS

TEXT = """claim: c-0123456789ab
report: pears
evidence: doi:10.1000/Quince
why: It measured the opposite in the same store.
by: octo-cat
date: 2026-11-20
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "pears.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "questions" / "library" / "lib.bib").write_text("", encoding="utf-8")
    (tmp_path / DISPUTES).mkdir()
    return tmp_path


def write(root: Path, text: str = TEXT, name: str = "quince.yml") -> None:
    (root / DISPUTES / name).write_text(text, encoding="utf-8")


def test_without_the_folder_nothing_is_disputed(root: Path) -> None:
    (root / DISPUTES).rmdir()
    assert questions.disputes(root) == ()


def test_a_file_is_a_dispute(root: Path) -> None:
    write(root)
    assert questions.faults(root) == ()
    assert questions.disputes(root) == (
        Dispute(
            name="quince",
            claim="c-0123456789ab",
            report="pears",
            evidence="doi:10.1000/quince",
            why="It measured the opposite in the same store.",
            by="octo-cat",
            date=Date(2026, 11, 20),
        ),
    )
    assert questions.slugs(root) == ("pears",), "a dispute is no question"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("doi:https://doi.org/10.1000/X", "doi:10.1000/x"),
        ("doi:10.48550/arXiv.2301.00001", "arxiv:2301.00001"),
        ("arxiv:2301.00001v3", "arxiv:2301.00001"),
        ("pmid:0012", "pmid:12"),
        ("pmcid:12", "pmcid:PMC12"),
    ],
)
def test_an_identifier_is_kept_in_its_normal_form(root: Path, written: str, kept: str) -> None:
    write(root, TEXT.replace("doi:10.1000/Quince", written))
    assert [one.evidence for one in questions.disputes(root)] == [kept]


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ("c-0123456789ab", "c-0123", 1, "claim: 'c-0123' is no id of a claim"),
        ("c-0123456789ab", "C-0123456789AB", 1, "is no id of a claim"),
        ("claim: c-0123456789ab\n", "", 1, "claim: is missing"),
        ("report: pears", "report: quinces", 2, "report: 'quinces' is no question"),
        ("report: pears", "report: pear", 2, "Did you mean 'pears'?"),
        ("report: pears", "report: ../pears", 2, "report: '../pears' is no slug"),
        ("doi:10.1000/Quince", "Quinces in store", 3, "'Quinces in store' is no identifier of a work"),
        ("doi:10.1000/Quince", "doi:quince", 3, "is no identifier of a work"),
        ("doi:10.1000/Quince", "https://example.org/x", 3, "is no identifier of a work"),
        ("It measured", '"It\\nmeasured', 4, "not valid YAML"),
        ("It measured the opposite in the same store.", '""', 4, "why: is too short"),
        ("It measured the opposite in the same store.", "x" * 501, 4, "why: is too long"),
        ("octo-cat", '"@octo-cat"', 5, "by: '@octo-cat' is no name at GitHub"),
        ("octo-cat", "octo--cat", 5, "is no name at GitHub"),
        ("octo-cat", "o" * 40, 5, "by: is too long"),
        ("2026-11-20", "20.11.2026", 6, "date: is no day"),
        ("by: octo-cat", "name: quince", 5, "name: is taken from the file's name"),
        ("by: octo-cat", "title: Quinces", 5, "title: is no known key. Fix: Keys here: claim, report, evidence"),
        ("by: octo-cat", "by: [a, b]", 5, "by: is a list, but text is due"),
        ("by: octo-cat", "by: *octo", 5, "The alias *octo is not read"),
        ("by: octo-cat", "by: !!python/object/apply:os.system [x]", 5, "The tag !!python"),
    ],
)
def test_every_fault_names_its_line(root: Path, was: str, now: str, line: int, said: str) -> None:
    assert was in TEXT
    write(root, TEXT.replace(was, now))
    (fault,) = questions.faults(root)
    assert (fault.file, fault.line) == (f"{DISPUTES}/quince.yml", line)
    assert said in str(fault)
    assert fault.fix
    for read in (questions.disputes, questions.load):
        with pytest.raises(InputError, match=r"quince\.yml"):
            read(root)


def test_all_faults_are_told_at_once(root: Path) -> None:
    write(root, "claim: 3\nwhat: now\n", "Quince.yml")
    write(root, TEXT.replace("pears", "quinces"), "b.yml")
    write(root, TEXT, "c.yaml")
    told = [str(fault) for fault in questions.faults(root)]
    assert len(told) == 8
    assert sum("Quince.yml" in one for one in told) == 6
    assert any("The file's name is no slug" in one for one in told)
    assert any("Rename it to c.yml." in one for one in told)


def test_the_same_dispute_twice_is_a_fault_of_the_second_file(root: Path) -> None:
    write(root, TEXT, "a.yml")
    write(root, TEXT.replace("Quince", "quince").replace("It measured", "They measured"), "b.yml")
    (fault,) = questions.faults(root)
    assert (fault.file, fault.line) == (f"{DISPUTES}/b.yml", 3)
    assert f"as {DISPUTES}/a.yml" in fault.message
    write(root, TEXT.replace("89ab", "89ac"), "b.yml")
    assert questions.faults(root) == ()


def test_a_report_that_moved_is_followed_and_one_that_is_gone_is_a_fault(root: Path) -> None:
    write(root, TEXT.replace("report: pears", "report: old-pears"))
    (root / "questions" / "_moved.yml").write_text("old-pears: pears\nplums: {reason: Why not.}\n", encoding="utf-8")
    assert questions.faults(root) == ()
    assert [one.report for one in questions.disputes(root)] == ["pears"]
    write(root, TEXT, "again.yml")
    (fault,) = questions.faults(root)
    assert "holds the same work against the same claim" in fault.message
    write(root, TEXT.replace("report: pears", "report: plums"), "again.yml")
    (fault,) = questions.faults(root)
    assert "'plums' was removed" in fault.message


def test_what_is_no_plain_small_file_of_the_project_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.yml"
    outside.write_text(TEXT, encoding="utf-8")
    (root / DISPUTES / "link.yml").symlink_to(outside)
    (root / DISPUTES / "folder.yml").mkdir()
    write(root, "#" * (64 * 1024 + 1), "large.yml")
    write(root, f"{TEXT}---\n{TEXT}", "two.yml")
    write(root, "a: " + "[" * 50 + "]" * 50, "deep.yml")
    write(root, TEXT, f"{'x' * (MAX_SLUG + 1)}.yml")
    told = {fault.file.rpartition("/")[2]: str(fault) for fault in questions.faults(root)}
    assert "leaves the project" in told["link.yml"]
    assert "is no file" in told["folder.yml"]
    assert "larger than 64 KiB" in told["large.yml"]
    assert "second YAML document" in told["two.yml"]
    assert "more than 8 deep" in told["deep.yml"]
    assert "longer than 80 characters" in told[f"{'x' * (MAX_SLUG + 1)}.yml"]


def test_a_link_in_place_of_the_folder_is_not_followed_out_of_the_project(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.yml").write_text(TEXT, encoding="utf-8")
    (root / DISPUTES).rmdir()
    (root / DISPUTES).symlink_to(outside)
    (fault,) = questions.faults(root)
    assert "leaves the project" in fault.message


def test_a_file_in_place_of_the_folder_is_a_fault(root: Path) -> None:
    (root / DISPUTES).rmdir()
    (root / DISPUTES).write_text("x", encoding="utf-8")
    (fault,) = questions.faults(root)
    assert (fault.file, "cannot be read" in fault.message) == (DISPUTES, True)


@pytest.mark.parametrize("key", ["claim", "report", "evidence", "why", "by", "date"])
def test_hostile_text_is_a_value_or_a_fault_and_nothing_else(root: Path, key: str) -> None:
    stated = yaml.safe_load(TEXT) | {"date": "2026-11-20"}
    for hostile in STRINGS:
        write(root, yaml.safe_dump({**stated, key: hostile}, allow_unicode=True))
        faults = questions.faults(root)
        assert all(fault.file == f"{DISPUTES}/quince.yml" and str(fault).isprintable() for fault in faults)
        if not faults:
            (read,) = questions.disputes(root)
            assert key in {"by", "evidence", "why"}
            assert getattr(read, key).strip() == getattr(read, key)
            assert "\n" not in getattr(read, key)
