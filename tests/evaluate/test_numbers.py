import json
from pathlib import Path

import pytest

from generator.errors import InputError
from generator.evaluate import numbers
from generator.evaluate.mutations import Pair

TRUE = {"id": 1, "evidence": "Bees gained 12%.", "claim": "The gain of bees was 12%."}


def put(folder: Path, *rows: object) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_changed_pairs_are_read_as_they_are(tmp_path: Path) -> None:
    other = {"id": "2", "quote": "It is 5 mg.", "text": "It is 5 g.", "change": "unit", "group": "copied"}
    assert numbers.read(put(tmp_path, TRUE, other)) == (
        Pair("1", "Bees gained 12%.", "The gain of bees was 12%."),
        Pair("2", "It is 5 mg.", "It is 5 g.", "unit", "copied"),
    )


def test_of_true_pairs_the_mutants_are_made(tmp_path: Path) -> None:
    assert {pair.change for pair in numbers.read(put(tmp_path, TRUE))} == {"none", "number", "unit"}
    with pytest.raises(InputError, match="No claim has a number"):
        numbers.read(put(tmp_path, TRUE | {"claim": "Bees gained."}))


def test_another_change_is_a_fault_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"pairs.jsonl:2: change"):
        numbers.read(put(tmp_path, TRUE, TRUE | {"change": "sign"}))


def test_each_change_has_its_share_and_each_group() -> None:
    result = numbers.evaluate(
        (
            Pair("1", "It is 5 mg.", "It is 5 mg.", "none", "copied"),
            Pair("2", "It is 5 mg.", "It weighs 6 mg.", "none", "reworded"),
            Pair("3", "It is 5 mg.", "It is 6 mg.", "number", "copied"),
            Pair("4", "It is 5 mg.", "It is 5 g.", "unit", "copied"),
        )
    )
    found = {measure.name: measure.value for measure in result.measures}
    assert found["accepted_unchanged"] == 0.5
    assert found["accepted_unchanged_copied"] == 1
    assert found["accepted_unchanged_reworded"] == 0
    assert (found["refused_number"], found["refused_unit"]) == (1, 1)
    assert "refused_swap" not in found
    assert result.per_class["accepted_unchanged"] == {"right": 1, "n": 2}
    assert result.n == 4
    assert all(measure.low is not None for measure in result.measures)
