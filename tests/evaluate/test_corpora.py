import json
import random
from pathlib import Path

import pytest

from generator.evaluate import corpora
from generator.evaluate.corpora import CONTRADICTS, NEITHER, SUPPORTS, Article, Judged, Pair

PEARS = Article(
    "Pears and light.", ("Pears are old.", "We lit pears.", "We waited.", "Pears kept.", "Light helps pears.")
)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_scifacts_claims_meet_the_articles_they_cite(tmp_path: Path) -> None:
    put(
        tmp_path / "scifact" / "corpus.jsonl",
        json.dumps({"doc_id": 7, "title": "T", "abstract": [" A. ", "B."]}) + "\n",
    )
    rows = (
        {"claim": "a", "cited_doc_ids": [7], "evidence": {"7": [{"sentences": [1], "label": "CONTRADICT"}]}},
        {"claim": "b", "cited_doc_ids": [7], "evidence": {}},
    )
    put(tmp_path / "scifact" / "claims_dev.jsonl", "".join(f"{json.dumps(row)}\n" for row in rows))
    article = Article("T", ("A.", "B."))
    assert list(corpora.scifact(tmp_path, "dev")) == [
        Judged("a", article, CONTRADICTS, ((1,),)),
        Judged("b", article, NEITHER, ()),
    ]


def test_written_claims_name_their_article_and_sentences(tmp_path: Path) -> None:
    path = put(tmp_path / "w.tsv", "p\tS\t3,4\tPears last.\np\tN\t1\tFigs last.\n")
    assert list(corpora.written(path, {"p": PEARS})) == [
        Judged("Pears last.", PEARS, SUPPORTS, ((3, 4),)),
        Judged("Figs last.", PEARS, NEITHER, ((1,),)),
    ]


def test_the_anthologys_abstracts_are_cut_into_sentences(tmp_path: Path) -> None:
    abstract = "abstract = {One is here. Two is {T}here.}"
    bib = f"@inproceedings{{a-2022-b,\n    title = {{A {{B}}}},\n    {abstract},\n    year = 2022\n}}\n"
    put(tmp_path / "acl-anthology-1.bib", bib + "@inproceedings{none,\n    title = {C},\n    year = 2022\n}\n")
    assert corpora.anthology(tmp_path) == {"a-2022-b": Article("A B", ("One is here.", "Two is There."))}


def test_pairs_of_everyday_sentences(tmp_path: Path) -> None:
    put(
        tmp_path / "snli_counterfactual" / "dev.tsv",
        "sentence1\tsentence2\tgold_label\nA dog.\tAn animal.\tentailment\n",
    )
    put(tmp_path / "fever_pairs" / "dev.raw.input0", "Rome -LRB- Italy -RRB- .\nOslo .\n")
    put(tmp_path / "fever_pairs" / "dev.raw.input1", "Rome is in Italy.\nOslo is in Italy.\n")
    put(tmp_path / "fever_pairs" / "dev.label", "entailment\nnot_entailment\n")
    assert list(corpora.snli_counterfactual(tmp_path, "dev")) == [Pair("A dog.", "An animal.", SUPPORTS)]
    assert [(pair.evidence, pair.target) for pair in corpora.fever(tmp_path)] == [
        ("Rome ( Italy ) .", SUPPORTS),
        ("Oslo .", CONTRADICTS),
    ]


def test_a_trial_gives_a_right_and_a_wrong_claim_of_its_direction(tmp_path: Path) -> None:
    row = {
        "pmcid": "1",
        "intervention": "zorvine",
        "comparator": "placebo",
        "outcome": "flares",
        "label": "significantly decreased",
        "evidence": "Flares were rarer with zorvine than with placebo in this trial.",
        "valid": "True",
    }
    put(
        tmp_path / "evidence_inference" / "annotations.jsonl",
        json.dumps(row) + "\n" + json.dumps(row | {"valid": "False"}),
    )
    right, wrong = corpora.evidence_inference(tmp_path, random.Random(1))  # noqa: S311 - a reproducible sample
    assert (right.target, wrong.target) == (SUPPORTS, CONTRADICTS)
    assert right.evidence == wrong.evidence == row["evidence"]
    assert {"zorvine", "placebo"} <= set(right.claim.casefold().rstrip(".").replace(",", "").split())
    assert right.claim != wrong.claim


@pytest.mark.parametrize("seed", range(20))
def test_a_claim_is_read_with_what_decides_it(seed: int) -> None:
    judged = Judged("Pears last.", PEARS, SUPPORTS, ((3,), (4,)))
    first, *others = corpora.spans(judged, random.Random(seed))  # noqa: S311 - a reproducible sample
    assert first.target == SUPPORTS
    assert "Pears kept." in first.evidence or "Light helps pears." in first.evidence
    assert all(pair.target == NEITHER and "kept" not in pair.evidence for pair in others)
