import json
from decimal import Decimal
from pathlib import Path

import pytest

from generator.errors import InputError
from generator.evaluate import tables
from generator.evaluate.tables import Cell, agrees
from generator.results import Figure, load_names

ARTICLE = """<article><table-wrap id="T1"><label>Table 1</label><table>
<thead><tr><th/><th>Zorvine (n = 30)</th><th>Placebo (n = 31)</th></tr></thead>
<tbody><tr><td>Age (years)</td><td>56.7 (9.9)</td><td>60.8</td></tr><tr><td>Pain</td><td>3</td><td>4</td></tr></tbody>
</table></table-wrap></article>"""
AGE = {"row": 1, "col": 1, "metric": "age", "method": "Zorvine", "dataset": None, "value": "56.70", "unit": "years"}
PAIN = {"row": 2, "col": 2, "metric": "Pain", "method": None, "dataset": None, "value": "4", "unit": None}


def put(folder: Path, *results: object, **more: object) -> Path:
    (folder / "a.nxml").write_text(ARTICLE, encoding="utf-8")
    line = {"file": "a.nxml", "table": "T1", "half": "development", "rows_annotated": [1, 2], "results": results} | more
    path = folder / "tables.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def test_records_are_counted_by_half(tmp_path: Path) -> None:
    result = tables.evaluate(tables.read(put(tmp_path, AGE, PAIN), tmp_path))
    found = {one.name: one.value for one in result.measures}
    assert result.per_class == {"development": {"read": 4, "right": 1, "annotated": 2, "n": 1}}
    assert (found["precision"], found["recall"], found["tables_read"]) == (0.25, 0.5, 1)
    assert found["precision_development"] == 0.25


def test_rows_that_nobody_annotated_do_not_count(tmp_path: Path) -> None:
    result = tables.evaluate(tables.read(put(tmp_path, AGE, rows_annotated=[1, 1]), tmp_path))
    assert result.per_class["development"]["read"] == 2


def test_a_table_without_results_counts_for_precision_alone(tmp_path: Path) -> None:
    found = {one.name: one.value for one in tables.evaluate(tables.read(put(tmp_path), tmp_path)).measures}
    assert found["precision"] == 0
    assert str(found["recall"]) == str(found["tables_read"]) == "nan"


@pytest.mark.parametrize(
    ("metric", "method", "unit", "time", "right"),
    [
        ("Pain / Rest", "Arm A", "mm", None, True),
        ("rest / pain", "arm a", None, None, True),
        (None, "Arm A", None, None, True),
        ("Pain", "Arm A", None, None, False),
        ("Pain / Rest", "Arm B", None, None, False),
        ("Pain / Rest", "Arm A", "cm", None, False),
        ("Pain", "Arm A", None, "Rest", True),
        ("Pain", "Arm A", None, "Week 4", False),
    ],
)
def test_a_record_is_right_if_it_says_nothing_else(
    metric: str | None,
    method: str | None,
    unit: str | None,
    time: str | None,
    right: bool,  # noqa: FBT001 - a table of cases
) -> None:
    cell = Cell(row=1, col=1, metric="Pain / Rest", method="Arm A", dataset=None, value="4", unit="mm")
    protocol = {} if time is None else {"setting": time}
    figure = Figure(None, method, None, None, metric, Decimal(4), unit, "subject", protocol, 2)
    assert agrees(figure, cell, load_names()) is right
    assert not agrees(figure, None, load_names())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"table": "T9"}, "Has no table 'T9'"),
        ({"file": "b.nxml"}, r"b\.nxml:0: Cannot be read"),
        ({"results": [PAIN | {"value": "many"}]}, r"tables\.jsonl:1: results\.0\.value: .*'many' is no number"),
    ],
)
def test_faults_name_their_file(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        tables.read(put(tmp_path, **changed), tmp_path)


def test_a_broken_article_is_named(tmp_path: Path) -> None:
    path = put(tmp_path)
    (tmp_path / "a.nxml").write_text("<article>", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.nxml:0: Not read: no element found"):
        tables.read(path, tmp_path)


def test_the_annotated_tables_stand_in_the_articles(shared: Path) -> None:
    found = tables.read(tables.ANNOTATED, shared / "data" / "fulltext")
    assert {table.half for table in found} <= {"development", "held_out"}
