"""A dispute's file out of a form: under which name it is written, and which works it may not name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import pipeline, questions, workbench
from generator.drafting import dispute
from generator.drafting.dispute import DisputeDraft
from generator.errors import InputError
from generator.schema import Report
from generator.workbench import RULES
from tests.makers import entry
from tests.refreshes import SLUG, project

RAISED = "Hum boxes raised the return rate of foragers of honey bees to 74.0%, against 61.0% in silence."
SICI = "doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(workbench, "load", lambda _root: RULES)
    root = project(tmp_path)
    file = root / "questions" / f"{SLUG}.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("[services]", "[library]"), encoding="utf-8")
    (root / "questions" / "library").mkdir()
    (root / "questions" / "library" / "bees.bib").write_text(entry("moor2021", "Hum boxes", RAISED), encoding="utf-8")
    return root


def drafted(root: Path, evidence: str) -> DisputeDraft:
    claim = pipeline.build_one(root, SLUG).claims[0].id
    told = {"claim": claim, "report": SLUG, "evidence": evidence, "why": "In cellars it fell."}
    return dispute.from_form(root, json.dumps(told).encode())


@pytest.mark.parametrize(
    ("first", "second"), [("doi:10.5555/quince.9", "doi:10.5555/quince-9"), (f"{SICI}2", f"{SICI}3")]
)
def test_two_works_against_one_claim_are_two_files(root: Path, first: str, second: str) -> None:
    """However alike their identifiers look, once no sign but letters, digits and hyphens is left of them."""
    names = set()
    for evidence in (first, second):
        draft = drafted(root, evidence)
        dispute.write(root, draft)
        names.add(draft.name)
    assert all(len(name) <= dispute.MAX_NAME for name in names)
    assert {one.name for one in questions.disputes(root)} == names
    with pytest.raises(InputError, match="is held against this claim already"):
        drafted(root, second)


def test_another_version_of_the_claims_own_work_is_the_same_work(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.build_one

    def with_a_preprint(root: Path, slug: str) -> Report:
        report = whole(root, slug)
        works = tuple(one.model_copy(update={"same_as": ("arxiv:2301.00001",)}) for one in report.works)
        return report.model_copy(update={"works": works})

    monkeypatch.setattr(pipeline, "build_one", with_a_preprint)
    with pytest.raises(InputError, match="is the work that the claim comes from"):
        drafted(root, "https://arxiv.org/abs/2301.00001v2")
