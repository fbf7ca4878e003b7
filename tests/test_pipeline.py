import json
from pathlib import Path

import pytest
import yaml

from generator import pipeline, settings
from generator.errors import ClaimbookError, InputError, UnknownNameError
from generator.schema import Batch, CheckName, Form, Outcome, Report, Work
from generator.sources import library
from tests.makers import entry, question, report, tabled, work

WHOLE = "Zorvine lowered the flare rate against placebo by 40% in adults with gout."
BIB = entry("a", "A trial", WHOLE) + entry("b", "B trial", WHOLE + " We saw it.") + entry("c", "Bees", "Bees dance.")


def test_a_report_reads_back_from_its_json() -> None:
    built = report(BIB)
    assert Report.model_validate_json(built.model_dump_json()) == built


def test_the_order_of_a_library_changes_nothing_but_its_ranks() -> None:
    works, _ = library.parse(BIB, "lib.bib", "lib")
    policy = pipeline.load_policy()

    def built(order: tuple[Work, ...]) -> dict[str, object]:
        batch = Batch(source="library/lib", query="q", works=order)
        dump: dict[str, object] = json.loads(pipeline.build(question(), [batch], policy).model_dump_json())
        return dump

    assert built(works) == built(works[::-1])


def test_a_second_source_of_the_same_works_adds_duplicates_and_nothing_else() -> None:
    works, _ = library.parse(BIB, "lib.bib", "lib")
    again, _ = library.parse(BIB, "more.bib", "more")
    policy = pipeline.load_policy()
    batches = [
        Batch(source="library/lib", query="q", works=works),
        Batch(source="library/more", query="q", works=again),
    ]
    twice, once = pipeline.build(question(), batches, policy), pipeline.build(question(), batches[:1], policy)
    assert twice.counts.identified == 2 * once.counts.identified
    assert twice.counts.duplicates_removed == len(works)
    assert twice.counts.included == once.counts.included
    assert twice.answer.status == once.answer.status


def test_unreadable_entries_reach_the_report() -> None:
    built = report(BIB + "@article{broken, title={Never closed\n")
    assert any("lib.bib:" in one.item for one in built.dropped)
    assert any("could not be read" in one.text for one in built.limitations)


def write(root: Path, **fields: object) -> None:
    (root / "questions" / "library").mkdir(parents=True)
    stated = question().model_dump(mode="json", include={"title", "question", "facets"}) | fields
    (root / "questions" / "zorvine-gout.yml").write_text(yaml.safe_dump(stated), encoding="utf-8")
    (root / "questions" / "library" / "lib.bib").write_text(BIB, encoding="utf-8")


def test_build_one_names_what_is_near(tmp_path: Path) -> None:
    write(tmp_path)
    assert pipeline.build_one(tmp_path, "zorvine-gout").counts.identified == 3
    with pytest.raises(UnknownNameError, match="There is no question 'zorvine'"):
        pipeline.build_one(tmp_path, "zorvine")


def test_a_wrong_question_stops_the_build_with_all_its_faults(tmp_path: Path) -> None:
    write(tmp_path, colour="blue", tags=["Not A Tag"])
    with pytest.raises(InputError) as caught:
        pipeline.build_all(tmp_path)
    assert len(caught.value.faults) == 2
    assert isinstance(caught.value, ClaimbookError)


def test_settings_find_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    below = tmp_path / "questions" / "library"
    monkeypatch.delenv(settings.ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(below)
    assert settings.load().root == tmp_path
    monkeypatch.setenv(settings.ROOT_VARIABLE, str(below))
    assert settings.load().root == below
    assert settings.load(tmp_path).root == tmp_path


def test_a_table_of_a_work_becomes_claims_that_are_located_in_it() -> None:
    table = tabled(
        "| Zorvine (n = 30) | Placebo (n = 31)",
        "Adults with gout / Flare rate (%) | Zorvine (n = 30): 12.5 | Placebo (n = 31): 20.1",
    )
    batch = Batch(source="library/lib", query="q", works=(work(sections=(table,)),))
    built = pipeline.build(question(), [batch], pipeline.load_policy())
    (claim,), (verdict,) = built.claims, built.verdicts
    (passage,) = (one for one in built.passages if one.id == claim.passage)
    assert (passage.form, passage.place, claim.text) == (Form.TABLE, "Table 2, row 2", passage.text)
    assert {check.name: check.outcome for check in verdict.checks}[CheckName.LOCATED] is Outcome.PASSED
    assert [(one.metric, one.method, str(one.value), one.unit, one.role) for one in built.results] == [
        ("Adults with gout / Flare rate", "Zorvine", "12.5", "%", "subject"),
        ("Adults with gout / Flare rate", "Placebo", "20.1", "%", "baseline"),
    ]
    assert built.answer.status == "answered"
