"""Articles that a question brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import pipeline
from generator.errors import InputError
from generator.schema import Origin
from generator.sources import fulltext
from tests.refreshes import SLUG, project
from tests.world import PAPERS, jats

PAPER = PAPERS[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = project(tmp_path) / "questions" / "supplied" / SLUG
    made.mkdir(parents=True)
    return made


def test_a_supplied_article_is_a_work_with_its_full_text(folder: Path, tmp_path: Path) -> None:
    (folder / "trial.xml").write_text(jats(PAPER), encoding="utf-8")
    (batch,) = fulltext.supplied(tmp_path, SLUG)
    assert (batch.source, batch.query) == ("supplied/trial.xml", f"the article in questions/supplied/{SLUG}/trial.xml")
    (work,) = batch.works
    assert (work.title, work.ids.doi) == (PAPER.title, PAPER.doi)
    report = pipeline.build_one(tmp_path, SLUG)
    assert report.counts.full_texts == 1
    assert {passage.origin for passage in report.passages} == {Origin.SOURCE}
    assert [query.source for query in report.queries] == ["supplied/trial.xml"]
    assert report.answer.works == (work.key,)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "No element found"),
        (b"<html>no</html>", "article"),
        (b'<!DOCTYPE a [<!ENTITY e "e">]><article>&e;</article>', "entit"),
        (b"<article><front/></article>", "title"),
    ],
)
def test_what_is_no_article_is_a_fault_of_its_file(data: bytes, said: str, folder: Path, tmp_path: Path) -> None:
    (folder / "trial.xml").write_bytes(data)
    with pytest.raises(InputError, match=said) as raised:
        fulltext.supplied(tmp_path, SLUG)
    assert [fault.file for fault in raised.value.faults] == [f"questions/supplied/{SLUG}/trial.xml"]


def test_a_link_that_leaves_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    outside.write_text(jats(PAPER), encoding="utf-8")
    (folder / "trial.xml").symlink_to(outside)
    with pytest.raises(InputError, match="no file of the folder"):
        fulltext.supplied(tmp_path, SLUG)
