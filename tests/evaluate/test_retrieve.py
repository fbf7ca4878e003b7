from pathlib import Path

import pytest

from generator.errors import InputError
from generator.evaluate import retrieve
from generator.evaluate.retrieve import Relevant
from generator.ranking import Ranking

CORPUS = """\
{"doc_id": 1, "title": "Zorvine and gout", "abstract": ["Flares were fewer.", "No harm was seen."]}
{"_id": "2", "title": "Pears", "text": "Red light ripened them."}
"""
CLAIMS = """\
{"id": 5, "claim": "Zorvine lowers flares.", "evidence": {"1": []}, "cited_doc_ids": [1, 2]}
{"id": 6, "claim": "Pears ripen in light.", "evidence": {}, "cited_doc_ids": [2]}
"""


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def read(folder: Path, qrels: Path | None = None, corpus: str = CORPUS, queries: str = CLAIMS) -> retrieve.Benchmark:
    return retrieve.read(put(folder, "corpus.jsonl", corpus), put(folder, "queries.jsonl", queries), qrels)


def test_both_forms_of_documents_are_read(tmp_path: Path) -> None:
    first, second = read(tmp_path).documents
    assert (first.key, first.text) == ("1", "Flares were fewer. No harm was seen.")
    assert (second.key, second.text) == ("2", "Red light ripened them.")


def test_claims_say_what_is_relevant(tmp_path: Path) -> None:
    corpus, queries = put(tmp_path, "c.jsonl", CORPUS), put(tmp_path, "q.jsonl", CLAIMS)
    cited = retrieve.read(corpus, queries)
    assert [dict(one.relevant) for one in cited.queries] == [{"1": 1, "2": 1}, {"2": 1}]
    evidence = retrieve.read(corpus, queries, None, Relevant.EVIDENCE)
    assert [dict(one.relevant) for one in evidence.queries] == [{"1": 1}]
    assert evidence.left_out == 1
    assert retrieve.read(corpus, queries, queries) == cited


@pytest.mark.parametrize("header", ["", "query-id\tcorpus-id\tscore\n"])
@pytest.mark.parametrize("iteration", ["", "0\t"])
def test_qrels_are_read_with_and_without_a_header(header: str, iteration: str, tmp_path: Path) -> None:
    qrels = put(tmp_path, "test.tsv", f"{header}5\t{iteration}2\t3\n5\t{iteration}1\t0\n")
    found = read(tmp_path, qrels, queries='{"_id": "5", "text": "x"}\n{"_id": "6", "text": "y"}\n')
    assert [dict(one.relevant) for one in found.queries] == [{"2": 3, "1": 0}]
    assert found.left_out == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ({"corpus": CORPUS + CORPUS}, "Two records have the id '1'"),
        ({"corpus": CORPUS.splitlines()[1]}, "Names the document '1', which is not there"),
        ({"queries": '{"id": 1, "text": "x"}'}, "Query '1' does not say what it cites. Fix: Give --qrels"),
        ({"queries": '{"id": 1, "claim": "x", "cited_doc_ids": []}'}, "No query has a relevant document"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(text: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, None, text.get("corpus", CORPUS), text.get("queries", CLAIMS))


@pytest.mark.parametrize(
    ("line", "said"), [("5\t1", ":2: 2 columns instead of 3"), ("5\t1\tx", ":2: grade: .*valid integer")]
)
def test_a_line_of_qrels_that_does_not_read_is_refused(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, put(tmp_path, "test.tsv", f"5\t1\t1\n{line}\n"))


def test_the_first_ranking_gives_the_main_figures(tmp_path: Path) -> None:
    result = retrieve.evaluate(read(tmp_path), None, (Ranking.FUSED, Ranking.BM25), clock=iter([0.0, 2.0]).__next__)
    values = {one.name: one.value for one in result.measures}
    assert (result.task, result.n) == ("retrieve", 2)
    assert values["ndcg_at_10"] == values["bm25_ndcg_at_10"] == 1.0
    assert set(values) == {
        f"{by}{name}" for by in ("", "bm25_") for name in ("ndcg_at_10", "recall_at_10", "recall_at_100")
    }
    assert result.speed["queries_per_second"] == 2.0
    assert any("no embedder" in note for note in result.notes)


def test_bm25_is_what_was_published_of_scifact_or_better(shared: Path) -> None:
    folder = shared / "data" / "claims" / "scifact"
    found = retrieve.read(folder / "corpus.jsonl", folder / "claims_dev.jsonl")
    assert (len(found.documents), len(found.queries)) == (5183, 300)
    result = retrieve.evaluate(found, None, (Ranking.BM25,))
    assert result.measures[0].value >= 0.679
