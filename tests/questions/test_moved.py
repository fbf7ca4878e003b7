"""Former addresses: questions/_moved.yml, its faults, and the pages that stand there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator import questions
from generator.errors import InputError
from generator.render import Beside, site_files
from generator.schema import Moved
from tests.questions.cases import GOOD
from tests.render.fake_report import report_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "pears.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "questions" / "library" / "lib.bib").write_text("", encoding="utf-8")
    return tmp_path


def write(root: Path, text: str) -> None:
    (root / "questions" / "_moved.yml").write_text(text, encoding="utf-8")


def test_without_the_file_nothing_has_moved(root: Path) -> None:
    assert questions.moved(root) == ()


def test_a_former_slug_leads_to_a_question_or_says_why_not(root: Path) -> None:
    write(root, "plums: pears\napples:\n  reason: Nobody asked.\n")
    assert questions.faults(root) == ()
    assert questions.moved(root) == (Moved(slug="apples", reason="Nobody asked."), Moved(slug="plums", to="pears"))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("plums: pears\nquinces: plums\n", 2, "leads to 'plums', which is no question"),
        ("pears: pears\n", 1, "still has a question"),
        ("plums: null\n", 1, "leads nowhere and gives no reason"),
        ("plums: {reason: ''}\n", 1, "leads nowhere and gives no reason"),
        ("plums: {to: pears, because: x}\n", 1, "leads nowhere and gives no reason"),
        ("plums: {to: nowhere}\n", 1, "leads nowhere and gives no reason"),
        ("plums: {to: nowhere, reason: x}\n", 1, "leads nowhere and gives no reason"),
        ("plums: {slug: pears, reason: x}\n", 1, "leads nowhere and gives no reason"),
        ("Plums: pears\n", 1, "is no slug"),
        ("- plums\n", 1, "holds a list"),
        ("", 0, "The file is empty"),
    ],
)
def test_every_fault_names_its_line(root: Path, text: str, line: int, said: str) -> None:
    write(root, text)
    (fault,) = questions.faults(root)
    assert (fault.file, fault.line) == ("questions/_moved.yml", line)
    assert said in str(fault)
    for read in (questions.moved, questions.load):
        with pytest.raises(InputError, match=r"_moved\.yml"):
            read(root)


def test_at_a_former_address_stands_a_link_or_the_reason() -> None:
    moved = (Moved(slug="old-tea", to="tea-and-sleep"), Moved(slug="no-tea", reason="<b>Gone</b> {x}"))
    made = {page.path: page.text for page in site_files((report_of(),), Beside(moved=moved))}
    assert '<a href="../tea-and-sleep/">Tea and sleep</a>' in made["reports/old-tea/index.md"]
    front = yaml.safe_load(made["reports/old-tea/index.md"][4:].partition("\n---\n")[0])
    assert front["claimbook"] == {"canonical": "reports/tea-and-sleep/"}
    assert "&lt;b&gt;Gone&lt;/b&gt; &#123;x&#125;" in made["reports/no-tea/index.md"]
    assert "claimbook:" not in made["reports/no-tea/index.md"]
