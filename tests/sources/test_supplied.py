"""Files that a question brings itself: taken whatever its sources say, and checked like libraries."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator import pipeline, questions
from generator.cli import cli
from generator.errors import InputError
from generator.sources import library
from tests.makers import entry, question

SHARED = entry("a", "A trial", "Zorvine lowered the flare rate against placebo by 40% in adults with gout.")
OWN = entry("own2020", "Our own trial", "Zorvine lowered the flare rate by 12% against placebo in adults with gout.")
SLUG = "zorvine-gout"
PLACE = f"questions/supplied/{SLUG}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two questions, one of which has an own file."""
    for folder in ("questions/library", PLACE):
        (tmp_path / folder).mkdir(parents=True)
    for slug, more in ((SLUG, ""), ("other", "again ")):
        stated = question().model_dump(mode="json", include={"title", "question", "facets"})
        stated |= {"title": f"{more}{stated['title']}", "question": f"{more}{stated['question']}"}
        stated |= {"sources": ["library/lib"]}
        (tmp_path / "questions" / f"{slug}.yml").write_text(yaml.safe_dump(stated), encoding="utf-8")
    (tmp_path / "questions/library/lib.bib").write_text(SHARED, encoding="utf-8")
    (tmp_path / PLACE / "mine.bib").write_text(OWN, encoding="utf-8")
    return tmp_path


def checked(root: Path) -> list[str]:
    result = CliRunner().invoke(cli, ["check", "--root", str(root)])
    lines = [line for line in result.output.splitlines() if " Q108: " not in line]  # the two questions are much alike
    assert result.exit_code == (0 if lines == ["No faults, 1 warning."] else 2)
    return lines


def test_a_supplied_file_is_taken_for_its_question_and_no_other(root: Path) -> None:
    assert checked(root) == ["No faults, 1 warning."]
    other, own = pipeline.build_all(root)
    assert [run.source for run in other.queries] == ["library/lib"]
    assert [(run.source, run.expression, run.identified) for run in own.queries] == [
        ("library/lib", "every entry of questions/library/lib.bib", 1),
        ("supplied/mine", f"every entry of {PLACE}/mine.bib", 1),
    ]
    assert {work.sightings[0].source for work in own.works} == {"library/lib", "supplied/mine"}
    (version,) = own.works[[work.sightings[0].native_id for work in own.works].index("own2020")].versions
    assert (version.id, version.label) == ("supplied/mine:own2020", "as described in supplied/mine")


def test_a_pin_may_name_a_supplied_work(root: Path) -> None:
    path = root / "questions" / f"{SLUG}.yml"
    (root / PLACE / "more.ris").write_text(
        "TY  - JOUR\nTI  - Bees in May\nAB  - Bees dance.\nER  - \n", encoding="utf-8"
    )
    assert "Bees in May" not in {one.work for one in pipeline.build_one(root, SLUG).inclusions if one.pinned}
    path.write_text(path.read_text("utf-8") + "pins:\n- {work: Bees in May, reason: Asked for.}\n", encoding="utf-8")
    built = pipeline.build_one(root, SLUG)
    (pinned,) = (one for one in built.inclusions if one.pinned)
    assert next(work.title for work in built.works if work.key == pinned.work) == "Bees in May"


def test_a_file_of_the_same_name_and_key_as_a_library_keeps_its_own_text(root: Path) -> None:
    (root / PLACE / "lib.bib").write_text(SHARED.replace("40%", "41%"), encoding="utf-8")
    (joined,) = (work for work in pipeline.build_one(root, SLUG).works if len(work.sightings) > 1)
    assert [version.id for version in joined.versions] == ["lib:a", "supplied/lib:a"]


def test_check_names_file_and_line_of_a_supplied_entry(root: Path) -> None:
    (root / PLACE / "mine.bib").write_text(f"{OWN}\n@article{{b, year={{2020}}}}\n", encoding="utf-8")
    (fault,) = checked(root)[:-1]
    line = OWN.count("\n") + 2
    assert fault.startswith(f"{PLACE}/mine.bib:{line}: ")
    assert "has no title" in fault


def test_files_that_no_question_takes_are_faults(root: Path) -> None:
    (root / PLACE / "notes.docx").write_text("?", encoding="utf-8")
    (root / PLACE / ".hidden").write_text("", encoding="utf-8")
    (root / "questions/supplied/zorvin-gout").mkdir()
    (root / "questions/supplied/stray.bib").write_text(OWN, encoding="utf-8")
    places = ["questions/supplied/stray.bib", "questions/supplied/zorvin-gout", f"{PLACE}/notes.docx"]
    found = checked(root)[:-1]
    assert [line.partition(": ")[0].partition(":")[0] for line in found] == places
    assert f"Did you mean '{SLUG}'?" in found[1]
    with pytest.raises(InputError) as caught:
        questions.load(root)
    assert [fault.file for fault in caught.value.faults] == places


def test_a_supplied_link_that_leaves_the_folder_is_refused(root: Path) -> None:
    (root / PLACE / "link.bib").symlink_to(root / "questions/library/lib.bib")
    with pytest.raises(InputError, match="not a file of this folder"):
        library.supplied(root, SLUG)
    assert any(line.startswith(f"{PLACE}/link.bib") for line in checked(root))
