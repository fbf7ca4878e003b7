import json
import math
from pathlib import Path

import pytest

from generator.evaluate import page, suite, table
from generator.evaluate.corpora import CONTRADICTS, NEITHER, SUPPORTS, Article, Judged
from generator.evaluate.metrics import Measure, Result
from generator.evaluate.verify import CURVE

ROOT = Path(__file__).parents[2]


def stored(value: float = 0.7) -> dict[str, dict[str, object]]:
    result = Result(
        "verify",
        340,
        (Measure("macro_f1", value, 0.6, 0.8), Measure("ece_crossfit", 0.09, 0.05, 0.1)),
        per_class={"supports": {"f1": 0.5}},
        confusion={"supports": {"supports": 3}},
        notes=("a note",),
        engine=("a model",),
    )
    return {"scifact": json.loads(table.as_json(result))}


def test_a_target_that_is_not_met_is_said_so() -> None:
    lines = list(page.told(stored(0.5)))
    assert lines[0].startswith("NOT MET     0.5 >= 0.64")
    assert any(line.startswith("NOT MET    0.09 <= 0.06") for line in lines)
    assert "| 0.7 | 0.6 to 0.8 | 340 | yes |" in page.tables(stored())
    assert "| **no** |" in page.tables(stored(0.5))


def test_what_is_measured_in_groups_stands_in_a_table_of_its_own() -> None:
    found = stored()
    found["results"] = found["scifact"] | {"recall_ours": 0.5, "intervals": {"recall_ours": [0.25, 0.75]}, "n": 3}
    text = page.tables(found)
    assert "`results`, all records, by half, and by source in each half:" in text
    assert "| `recall_ours` | 0.5 | 0.25 to 0.75 |" in text


def test_the_judges_errors_and_its_reliability_are_told() -> None:
    found = stored()
    found["scifact"] |= {
        "precision": 0.889,
        "coverage": 0.348,
        "intervals": {"precision": [0.79, 0.98], "coverage": [0.3, 0.4]},
        "notes": [f"{CURVE}0.43 said, 0.47 true (n = 34); 0.96 said, 0.94 true (n = 34)"],
    }
    text = page.tables(found)
    assert "Of 100 claims that the judge calls supported, 89 are (79 to 98;" in text
    assert "It is that sure of 35 of 100 supported" in text
    assert "| `scifact` |\n| --- |\n| 0.43 → 0.47 |\n| 0.96 → 0.94 |" in text
    assert CURVE not in text


def test_a_measure_without_a_value_meets_nothing() -> None:
    assert not suite.TARGETS[0].met(math.nan, 0.64)


def test_figures_stand_between_the_marks_alone() -> None:
    text = f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n"
    once = page.spliced(text, stored())
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "old" not in once
    assert page.spliced(once, stored()) == once


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="make eval"):
        page.spliced("no marks", stored())


def test_the_page_shows_the_stored_figures() -> None:
    kept = json.loads((ROOT / "docs" / "evidence.json").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert page.spliced(text, kept) == text
    assert {target.result for target in suite.TARGETS} <= set(kept)


def test_twins_are_a_supported_claim_and_the_contradicted_one_after_it() -> None:
    article = Article("Pears", ("Pears keep.", "Bees dance."))
    judged = [
        Judged("pears last", article, SUPPORTS, ((0,),)),
        Judged("pears rot", article, CONTRADICTS, ((0,),)),
        Judged("bees rest", article, CONTRADICTS, ((1,),)),
        Judged("figs last", article, NEITHER, ((0,),)),
    ]
    found = suite.twins(judged)
    assert [(one.asked.claim, one.label, one.group) for one in found] == [
        ("pears last", "supports", "g0"),
        ("pears rot", "contradicts", "g0"),
    ]
    assert found[0].asked.sentences == ("Pears keep.",)
    assert suite.whole(judged[0]).asked.sentences == article.sentences


def test_what_is_measured_on_was_not_trained_on() -> None:
    def articles(path: str) -> set[str]:
        return {line.split("\t")[0] for line in (ROOT / path).read_text(encoding="utf-8").splitlines()}

    trained = articles("generator/training/written_claims.tsv")
    calibrated = articles("generator/training/written_claims_held.tsv")
    measured = articles("generator/evaluate/written_claims.tsv")
    assert not trained & measured
    assert not calibrated & (trained | measured)


def test_no_written_claim_is_on_an_abstract_that_a_dev_claim_cites(shared: Path) -> None:
    lines = (shared / "data" / "claims" / "scifact" / "claims_dev.jsonl").read_text(encoding="utf-8").splitlines()
    cited = {str(key) for line in lines for key in json.loads(line)["cited_doc_ids"]}
    for name in ("training/written_claims.tsv", "training/written_claims_held.tsv"):
        written = (ROOT / "generator" / name).read_text(encoding="utf-8").splitlines()
        assert not cited & {line.split("\t")[0] for line in written}
