import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import cli, models
from generator.errors import InputError
from generator.evaluate import metrics, table
from generator.evaluate.metrics import Measure

CORPUS = '{"_id": "1", "title": "Zorvine", "text": "Fewer flares."}\n{"_id": "2", "title": "Pears", "text": "Red."}\n'
CLAIMS = '{"id": 5, "claim": "Zorvine lowers flares.", "cited_doc_ids": [1]}\n'
PAIR = "COL title VAL A trial of zorvine COL authors VAL Mina Ide COL year VAL 2021"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["eval", *arguments], catch_exceptions=False)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "test.txt"
    path.write_text(f"{PAIR}\t{PAIR}\t1\n{PAIR}\t{PAIR.replace('trial', 'pear')}\t0\n", encoding="utf-8")
    return path


@pytest.fixture
def benchmark(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "corpus.jsonl").write_text(CORPUS, encoding="utf-8")
    (tmp_path / "claims.jsonl").write_text(CLAIMS, encoding="utf-8")
    return "retrieve", "--corpus", str(tmp_path / "corpus.jsonl"), "--queries", str(tmp_path / "claims.jsonl")


def without_speed(text: str) -> dict[str, object]:
    return {key: value for key, value in json.loads(text).items() if key != "speed"}


def test_json_is_one_object_and_the_same_each_time(pairs: Path, tmp_path: Path) -> None:
    first = invoke("dedupe", "--pairs", str(pairs), "--json", "--out", str(tmp_path / "out.json"))
    assert first.exit_code == 0
    found = json.loads(first.output)
    assert (found["task"], found["n"], found["f1"], found["intervals"]["f1"]) == ("dedupe", 2, 1.0, [1.0, 1.0])
    assert set(found["speed"]) == {"pairs_per_second", "peak_mb"}
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == found
    assert without_speed(invoke("dedupe", "--pairs", str(pairs), "--json").output) == without_speed(first.output)


def test_people_get_a_table(pairs: Path) -> None:
    output = invoke("dedupe", "--pairs", str(pairs)).output
    assert output.startswith("dedupe: 2 items\n\nmeasure    value")
    assert "f1         1.000  1.000 to 1.000" in output
    assert "pairs_per_second: " in output


def test_tables_come_in_twos(pairs: Path) -> None:
    result = invoke("dedupe", "--pairs", str(pairs), "--left", str(pairs))
    assert result.exit_code == 2
    assert "--left and --right go together" in result.output


def test_bm25_asks_no_model(benchmark: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "load", None)
    found = json.loads(invoke(*benchmark, "--ranking", "bm25", "--json").output)
    assert (found["ndcg_at_10"], found["engine"]) == (1.0, [])


def test_without_an_embedder_the_fused_ranking_says_so(
    benchmark: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = models.Models(None, None, None, (("embeddings", "gone"), ("roles", "gone, too")))
    monkeypatch.setattr(models, "load", lambda: missing)
    found = json.loads(invoke(*benchmark, "--json").output)
    assert found["engine"] == []
    assert any("no embedder" in note for note in found["notes"])
    refused = invoke(*benchmark, "--ranking", "embedding")
    assert refused.exit_code == 2
    assert "no embedder" in refused.output


def test_the_projects_own_embedder_ranks(benchmark: tuple[str, ...]) -> None:
    if models.load().embedder is None:
        pytest.skip("the embedder's files are not here")
    found = json.loads(invoke(*benchmark, "--ranking", "all", "--json").output)
    assert found["ndcg_at_10"] == found["embedding_ndcg_at_10"] == 1.0
    assert found["engine"] == ["all-MiniLM-L6-v2 (int8)"]


def test_what_has_no_value_is_null_and_a_dash() -> None:
    result = metrics.Result("x", 0, (Measure("accuracy", float("nan")),), {"yes": {"f1": float("nan"), "n": 0}})
    found = json.loads(table.as_json(result))
    assert (found["accuracy"], found["per_class"], found["intervals"]) == (None, {"yes": {"f1": None, "n": 0}}, {})
    assert "accuracy      –              –" in table.as_text(result)
    assert "yes     –  0" in table.as_text(result)


def test_a_page_without_a_place_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"\xff no marks")
    with pytest.raises(InputError, match="no place for the figures"):
        invoke("all", "--data", str(tmp_path), "--page", str(tmp_path / "page.md"))


def test_a_result_is_shown_even_where_it_cannot_be_stored(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "x.json"
    found = CliRunner().invoke(cli.cli, ["eval", "dedupe", "--pairs", str(pairs), "--out", str(out)])
    assert found.exit_code != 0
    assert "precision" in found.output
