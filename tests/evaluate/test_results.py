import json
from decimal import Decimal
from pathlib import Path

import pytest

from generator.errors import InputError
from generator.evaluate import results, suite
from generator.results import Figure, load_names

SENTENCE = "Emu achieves an F1 score of 0.76 on Delta."
ENTRY = "@article{doe2020,\n title = {Birds},\n author = {Doe, Jo},\n year = {2020},\n abstract = {%s Pears keep.}\n}\n"


def figure(value: str = "0.76", **fields: str | None) -> Figure:
    known: dict[str, str | None] = dict.fromkeys(("system", "method", "dataset", "split", "metric", "unit"))
    told = known | fields
    return Figure(
        told["system"], told["method"], told["dataset"], told["split"], told["metric"], Decimal(value), told["unit"],
        "subject",
    )  # fmt: skip


def put(folder: Path, *rows: object) -> tuple[Path, Path]:
    annotated, library = folder / "annotated.jsonl", folder / "birds.bib"
    annotated.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    library.write_text(ENTRY % SENTENCE + "@article{other, title = {X}}\n", encoding="utf-8")
    return annotated, library


def row(**changes: object) -> dict[str, object]:
    record = {"system": "Emu", "dataset": "Delta", "metric": "F1", "value": "0.76", "protocol": {}, "role": "subject"}
    told = {"source": "ours", "entry": "doe2020", "half": "held-out", "sha": results.sha_of(SENTENCE)}
    return told | {"results": [record]} | changes


def test_sentences_come_from_the_library(tmp_path: Path) -> None:
    annotated, library = put(tmp_path, row())
    (one,) = results.read(annotated, [library])
    assert (one.source, one.half, one.sentence) == ("ours", "held-out", SENTENCE)
    assert one.results == (figure(system="Emu", dataset="Delta", metric="F1"),)


def test_a_sentence_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    annotated, library = put(tmp_path, row(), row(sha="0" * 16))
    with pytest.raises(InputError, match=r"annotated.jsonl:2: No sentence of the entry 'doe2020'"):
        results.read(annotated, [library])


def test_a_library_that_does_not_read_is_a_fault(tmp_path: Path) -> None:
    annotated, library = put(tmp_path, row())
    library.write_bytes(b"\xff")
    with pytest.raises(InputError, match="Cannot be read"):
        results.read(annotated, [library])


def test_figures_by_half_and_source(tmp_path: Path) -> None:
    annotated, library = put(tmp_path, row())
    found = {one.name: one.value for one in results.evaluate(results.read(annotated, [library]), load_names()).measures}
    assert found["precision"] == found["recall_held_out"] == found["f1_held_out_ours"] == found["role"] == 1.0


@pytest.mark.parametrize(
    ("mine", "right", "found"),
    [
        (figure(system="emu", dataset="the Delta benchmark", metric="F1-score"), 1, 1),
        (figure(system="our Emu", dataset="Delta", metric="F1"), 1, 1),
        (figure(method="Emu", dataset="Delta", metric="F1"), 1, 1),
        (figure(metric="F1"), 1, 0),
        (figure(dataset="Delta"), 1, 0),
        (figure("0.77", dataset="Delta", metric="F1"), 0, 0),
        (figure(unit="%", dataset="Delta", metric="F1"), 0, 0),
        (figure(system="Rhea", dataset="Delta", metric="F1"), 0, 0),
        (figure(system="Emu", method="KQ", dataset="Delta", metric="F1"), 0, 0),
        (figure(dataset="Gamma", metric="F1"), 0, 0),
        (figure(dataset="Delta", metric="macro F1"), 0, 0),
        (figure(dataset="Delta", split="test set", metric="F1"), 0, 0),
    ],
)
def test_a_record_is_right_if_nothing_that_it_names_is_another(mine: Figure, right: int, found: int) -> None:
    gold = figure(system="Emu", dataset="Delta", metric="F1")
    score = results.score([mine], [gold], load_names())
    assert (score.read, score.annotated, score.right, score.found) == (1, 1, right, found)


def test_widths_are_conditions_and_no_part_of_a_name() -> None:
    gold = Figure("Emu", "KQ", "Delta", None, None, Decimal(61), None, "subject", {"bits": "4"})
    score = results.score([figure("61", system="Emu", method="4-bit KQ", dataset="Delta")], [gold], load_names())
    assert (score.right, score.conditions) == (1, 1)


def test_each_annotated_record_is_matched_once() -> None:
    mine = [figure(metric="F1"), figure(metric="F1", dataset="Delta")]
    score = results.score(mine, [figure(metric="F1", dataset="Delta")], load_names())
    assert (score.read, score.right, score.found) == (2, 1, 1)


def test_the_packages_annotations_are_read(shared: Path) -> None:
    root = Path(__file__).parents[2]
    libraries = (root / "questions/library/quantization.bib", *sorted((shared / "data/library").glob("acl-*.bib")))
    annotated = results.read(suite.ANNOTATED, libraries)
    assert {one.source for one in annotated} == {"starter", "acl"}
    found = {one.name: one.value for one in results.evaluate(annotated, load_names()).measures}
    assert found["precision_development"] >= 0.95
    assert found["recall_development"] >= 0.80
