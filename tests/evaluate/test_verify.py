import json
import math
from pathlib import Path

import numpy as np
import pytest

from generator.engine import Asked, Judgement
from generator.errors import InputError
from generator.evaluate import verify
from generator.evaluate.calibration import crossfit
from generator.evaluate.metrics import Predictions, ece
from generator.evaluate.verify import Labelled
from tests.fakes import FixedJudge

YES, NO, NEITHER = Judgement(0.9, 0.05, 0.05), Judgement(0.05, 0.9, 0.05), Judgement(0.1, 0.1, 0.8)
CORPUS = (
    '{"doc_id": 7, "title": "Pears", "abstract": ["Pears keep.", "Bees dance."]}\n{"doc_id": 8, "abstract": ["No."]}\n'
)
CLAIMS = (
    '{"id": 1, "claim": "Pears last.", "evidence": {"7": [{"sentences": [0], "label": "SUPPORT"}]},'
    ' "cited_doc_ids": [7, 8]}\n'
    '{"id": 2, "claim": "Pears rot.", "evidence": {"7": [{"sentences": [0], "label": "REFUTE"}]}, "doc_ids": [7]}\n'
)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_claim_meets_each_article_that_it_cites(tmp_path: Path) -> None:
    found = verify.read_claims(put(tmp_path, "c.jsonl", CLAIMS), put(tmp_path, "d.jsonl", CORPUS))
    assert [(one.asked.claim, one.asked.title, one.label) for one in found] == [
        ("Pears last.", "Pears", "supports"),
        ("Pears last.", "", "neither"),
        ("Pears rot.", "Pears", "contradicts"),
    ]
    assert found[0].asked.sentences == ("Pears keep.", "Bees dance.")


def test_an_article_that_the_corpus_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'9'"):
        verify.read_claims(
            put(tmp_path, "c.jsonl", '{"id": 1, "claim": "x", "cited_doc_ids": [9]}'), put(tmp_path, "d.jsonl", CORPUS)
        )


def test_an_article_that_comes_twice_is_named(tmp_path: Path) -> None:
    claims, twice = put(tmp_path, "c.jsonl", CLAIMS), put(tmp_path, "d.jsonl", CORPUS + CORPUS)
    with pytest.raises(InputError, match="Two records have the article"):
        verify.read_claims(claims, twice)


def test_claims_that_cite_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No claim cites an article"):
        verify.read_claims(put(tmp_path, "c.jsonl", '{"id": 1, "claim": "x"}'), put(tmp_path, "d.jsonl", CORPUS))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.jsonl", '{"premise": "Pears keep. Bees dance.", "hypothesis": "Pears last.", "label": "entailment"}\n'),
        ("p.tsv", "sentence1\tsentence2\tgold_label\nPears keep. Bees dance.\tPears last.\tSUPPORTS\n"),
    ],
)
def test_pairs_are_read_under_the_names_that_data_sets_use(tmp_path: Path, name: str, text: str) -> None:
    assert verify.read_pairs(put(tmp_path, name, text)) == (
        Labelled(Asked("Pears last.", "", ("Pears keep.", "Bees dance.")), "supports"),
    )


def test_a_label_that_nobody_knows_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"p\.jsonl:1: label"):
        verify.read_pairs(put(tmp_path, "p.jsonl", '{"premise": "x", "hypothesis": "y", "label": "maybe"}\n'))


def labelled(*labels: str, group: str | None = None) -> list[Labelled]:
    return [Labelled(Asked(f"claim {at}", "", ("text",)), label, group) for at, label in enumerate(labels)]


def test_what_would_be_verified_has_a_precision_and_a_coverage() -> None:
    some = labelled("supports", "contradicts", "supports", "neither")
    found = verify.evaluate(some, FixedJudge(YES, NO, NEITHER, YES))
    measures = {measure.name: measure.value for measure in found.measures}
    assert measures["accuracy"] == 0.5
    assert measures["precision"] == 0.5
    assert measures["coverage"] == 0.5
    assert "ece_crossfit" not in measures
    assert found.engine == ("fake judge, sha256 " + "f" * 64,)


def test_nothing_verified_has_no_precision() -> None:
    measures = {m.name: m.value for m in verify.evaluate(labelled("supports"), FixedJudge(NEITHER)).measures}
    assert math.isnan(measures["precision"])
    assert measures["coverage"] == 0


def test_a_group_is_right_when_all_of_it_is() -> None:
    some = [*labelled("supports", "contradicts", group="a"), *labelled("supports", "contradicts", group="b")]
    found = verify.evaluate(some, FixedJudge(YES, NO, YES, YES))
    assert {m.name: m.value for m in found.measures}["groups_right"] == 0.5


def test_a_set_that_only_tells_support_is_measured_on_that(tmp_path: Path) -> None:
    text = json.dumps({"premise": "x", "hypothesis": "y", "label": "not_entailment"})
    some = [*verify.read_pairs(put(tmp_path, "p.jsonl", text)), *labelled("supports")]
    found = verify.evaluate(some, FixedJudge(NO, YES))
    assert set(found.per_class) == {"supports", "not supports"}
    assert {m.name: m.value for m in found.measures}["macro_f1"] == 1


def test_calibrating_again_mends_what_is_too_sure() -> None:
    draw = np.random.default_rng(1)
    gold = draw.integers(3, size=3000)
    right = draw.random(3000) < 0.7
    said = np.where(right, gold, (gold + 1) % 3)
    sure = np.full((3000, 3), 0.005)
    sure[np.arange(3000), said] = 0.99
    items = Predictions.of("abc", ["abc"[at] for at in gold], probabilities=sure)
    again = crossfit(items)
    assert again is not None
    assert ece(items) > 0.25
    assert ece(again) < 0.06


def test_too_few_of_a_label_are_not_fitted() -> None:
    items = Predictions.of("ab", ["a"] * 30 + ["b"], probabilities=np.full((31, 2), 0.5))
    assert crossfit(items) is None
