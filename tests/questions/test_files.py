"""A folder of files: which are read, which are refused, and what must hold across them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator import questions
from generator.errors import Fault, InputError
from tests.questions.cases import GOOD


def write(project: Path, **files: str) -> None:
    for stem, text in files.items():
        (project / "questions" / f"{stem}.yml").write_text(text, encoding="utf-8")


def other(word: str) -> str:
    return GOOD.replace("pears", word)


def places(found: tuple[Fault, ...]) -> list[tuple[str, int, str]]:
    return [(fault.file.removeprefix("questions/"), fault.line, fault.path) for fault in found]


def test_questions_come_sorted_by_slug_and_drafts_stay_out(project: Path) -> None:
    write(project, plums=other("plums"), apples=other("apples"), _draft="title: [", _defaults="tags: [fruit]\n")
    (project / "questions" / ".hidden.yml").write_text("no: [")
    (project / "questions" / "notes.txt").write_text("no: [")
    found = questions.load(project)
    assert [question.slug for question in found] == ["apples", "plums"]
    assert {question.tags for question in found} == {("fruit",)}


def test_every_fault_of_every_file_is_reported_sorted(project: Path) -> None:
    write(
        project,
        b=other("b0") + "tags: x\nlimits: 3\n",
        a="title: [\n",
        _defaults="languages: en\ntitle: A\n",
        c=other("c0"),
    )
    with pytest.raises(InputError) as caught:
        questions.load(project)
    assert places(caught.value.faults) == [
        ("_defaults.yml", 1, "languages"),
        ("_defaults.yml", 2, "title"),
        ("a.yml", 1, ""),
        ("b.yml", 9, "tags"),
        ("b.yml", 10, "limits"),
    ]
    assert questions.faults(project) == caught.value.faults
    assert "not to the defaults" in caught.value.faults[1].message


def test_an_empty_folder_holds_no_question_and_a_missing_one_is_a_fault(project: Path, tmp_path: Path) -> None:
    assert questions.load(project) == ()
    assert places(questions.faults(tmp_path / "elsewhere")) == [("questions", 0, "")]


@pytest.mark.parametrize("name", ["pears.yaml", "pears.YML", "_defaults.yaml", "_draft.Yaml"])
def test_another_ending_is_a_fault(project: Path, name: str) -> None:
    (project / "questions" / name).write_text(GOOD)
    found = questions.faults(project)
    assert places(found) == [(name, 0, "")]
    assert found[0].fix == f"Rename it to {Path(name).stem}.yml."


def test_a_link_out_of_the_project_is_refused(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.yml"
    outside.write_text(GOOD)
    (project / "questions" / "pears.yml").symlink_to(outside)
    found = questions.faults(project)
    assert places(found) == [("pears.yml", 0, "")]
    assert "leaves the project" in found[0].message


def test_a_link_inside_the_project_is_read(project: Path) -> None:
    (project / "pears.txt").write_text(GOOD)
    (project / "questions" / "pears.yml").symlink_to(project / "pears.txt")
    assert len(questions.load(project)) == 1


def test_what_is_no_readable_file_is_a_fault(project: Path) -> None:
    folder = project / "questions"
    (folder / "a-folder.yml").mkdir()
    (folder / "b-dead-link.yml").symlink_to(folder / "nowhere")
    (folder / "c-loop.yml").symlink_to(folder / "c-loop.yml")
    os.mkfifo(folder / "d-pipe.yml")
    (folder / "_defaults.yml").mkdir()
    found = questions.faults(project)
    assert [fault.file for fault in found] == [
        f"questions/{name}.yml" for name in ("_defaults", "a-folder", "b-dead-link", "c-loop", "d-pipe")
    ]
    assert {fault.line for fault in found} == {0}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_fault(project: Path) -> None:
    write(project, pears=GOOD)
    (project / "questions" / "pears.yml").chmod(0)
    assert "cannot be read" in questions.faults(project)[0].message


def test_a_file_that_fails_on_reading_is_a_fault(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    write(project, pears=GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    assert questions.faults(project)[0].message == "The file cannot be read: Permission denied."


def test_a_name_that_would_break_a_message_is_shown_escaped(project: Path) -> None:
    (project / "questions" / "a\nb.yml").write_text(GOOD)
    (project / "questions" / os.fsdecode(b"c\xff.yml")).write_text(GOOD)
    found = questions.faults(project)
    assert [fault.file for fault in found[:2]] == ["questions/a\\nb.yml", "questions/c\\udcff.yml"]
    assert all(str(fault).isprintable() for fault in found)


def test_a_large_file_is_not_read_to_its_end(project: Path) -> None:
    write(project, pears="#" * (2 * questions.MAX_BYTES))
    assert "larger than 64 KiB" in questions.faults(project)[0].message


def test_the_same_title_or_question_names_the_other_file(project: Path) -> None:
    same_title = GOOD.replace("Ripening of", "RIPENING  of").replace("How does", "How much does")
    same_question = GOOD.replace("Ripening of", "On").replace("How does red light", ">\n  How does\n  red light")
    write(project, a=GOOD, b=same_title, c=same_question)
    found = questions.faults(project)
    assert places(found) == [("b.yml", 1, "title"), ("c.yml", 2, "question")]
    assert {fault.message for fault in found} == {"is the same as in questions/a.yml."}


def test_a_source_is_a_file_of_the_library(project: Path) -> None:
    write(project, a=GOOD + "sources:\n  - library/orchard\n  - library/orchid\n")
    found = questions.faults(project)
    assert places(found) == [("a.yml", 11, "sources[1]")]
    assert found[0].message == "questions/library/orchid with the ending .bib, .json or .ris does not exist."
    assert found[0].fix == "Did you mean 'orchard'? Files there: orchard."


@pytest.mark.parametrize("ending", ["ris", "json"])
def test_a_library_may_be_in_another_format(ending: str, project: Path) -> None:
    (project / "questions" / "library" / f"orchid.{ending}").write_text("")
    write(project, a=GOOD + "sources: [library/orchid]\n")
    assert questions.faults(project) == ()


def test_faulty_files_have_their_sources_checked_too(project: Path) -> None:
    write(project, a=GOOD + "sources: [library/nut, 3]\ntags: x\n")
    assert places(questions.faults(project)) == [
        ("a.yml", 9, "sources[0]"),
        ("a.yml", 9, "sources[1]"),
        ("a.yml", 10, "tags"),
    ]


def test_the_library_needs_a_file(project: Path) -> None:
    (project / "questions" / "library" / "orchard.bib").unlink()
    write(project, a=other("a0"), b=other("b0") + "sources: [library]\n")
    assert places(questions.faults(project)) == [("a.yml", 1, "sources[0]"), ("b.yml", 9, "sources[0]")]
    write(project, _defaults="sources: [library, library/nut]\n")
    assert places(questions.faults(project)) == [
        ("_defaults.yml", 1, "sources[0]"),
        ("_defaults.yml", 1, "sources[1]"),
        ("b.yml", 9, "sources[0]"),
    ]
    (project / "questions" / "library").rmdir()
    assert len(questions.faults(project)) == 3


def test_a_faulty_default_is_one_fault_and_not_one_for_each_question(project: Path) -> None:
    write(project, a=other("a0"), b=other("b0"), _defaults="limits: {works: 0}\nlanguages: [en]\nlanguages: [de]\n")
    assert places(questions.faults(project)) == [
        ("_defaults.yml", 1, "limits.works"),
        ("_defaults.yml", 3, "languages"),
    ]


def test_what_is_no_library_file_is_a_fault(project: Path) -> None:
    folder = project / "questions" / "library"
    for name in (".gitkeep", ".notes.swp", "README", "README.md", "Nuts.BIB", "works.xlsx", "notes.txt"):
        (folder / name).write_text("")
    (folder / "old").mkdir()
    found = {fault.file.rpartition("/")[2]: fault for fault in questions.faults(project)}
    assert set(found) == {"Nuts.BIB", "works.xlsx", "notes.txt", "old"}
    assert found["Nuts.BIB"].fix == "Rename it to nuts.bib."
    assert "ends in .bib, .json or .ris" in found["works.xlsx"].fix


def test_a_library_that_is_there_in_capitals_is_named(project: Path) -> None:
    (project / "questions" / "library" / "Nut.BIB").write_text("")
    write(project, a=GOOD + "sources: [library/nut]\n")
    (fault,) = (one for one in questions.faults(project) if one.line)
    assert fault.fix == "Rename questions/library/Nut.BIB to nut.bib. Files there: orchard."
