import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from snowballstemmer.english_stemmer import EnglishStemmer

from generator import ranking
from generator.ranking import Document, Index, Ranking
from generator.text import content_words

SNOWBALL = EnglishStemmer()

WORKS = (
    Document("a", "Zorvine and gout", "Flares were fewer with zorvine."),
    Document("b", "Pears under red light", "The red light ripened the pears."),
    Document("c", "Gout in winter", "Attacks of joints in cold months."),
)


class Fake:
    """An embedder with one axis for medicine and one for fruit."""

    name = "two axes"
    hash = "0"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [
            [sum(word in text.lower() for word in ("gout", "joint", "zorvine")) + 0.1, float("pear" in text.lower())]
            for text in texts
        ]
        vectors = np.array(rows, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def keys(index: Index, question: str, by: Ranking = Ranking.FUSED) -> list[str]:
    return [one.key for one in index.rank(question, by=by)]


def test_words_are_stemmed_and_hyphened_words_give_their_parts() -> None:
    assert ranking.tokens("Randomised trials of IL-6-blocking drugs") == [
        "randomis",
        "trial",
        "il",
        "6",
        "block",
        "drug",
    ]
    assert ranking.tokens("the patient's 1.5 doses") == ["patient", "s", "1.5", "dose"]


def test_bm25_finds_a_word_in_another_form() -> None:
    assert keys(Index(WORKS), "flare of a pear", Ranking.BM25)[0] in {"a", "b"}
    assert keys(Index(WORKS), "ripening pear", Ranking.BM25)[0] == "b"


def test_a_word_of_the_title_counts_more() -> None:
    documents = [Document("a", "cold rivers", "warm lakes dry"), Document("b", "warm lakes", "cold rivers dry")]
    assert keys(Index(documents), "rivers") == ["a", "b"]
    assert keys(Index(documents), "lakes") == ["b", "a"]


def test_meaning_finds_what_words_do_not() -> None:
    index = Index(WORKS, Fake())
    first = index.rank("zorvine for joints", by=Ranking.EMBEDDING)
    assert {one.key for one in first[:2]} == {"a", "c"}
    assert first[0].score == first[0].cosine
    assert keys(index, "pear", Ranking.FUSED)[0] == "b"


def test_terms_add_words_and_are_not_embedded() -> None:
    index = Index(WORKS, Fake())
    plain, wider = index.rank("gout"), index.rank("gout", ["red light"])
    assert {one.key: one.cosine for one in plain} == {one.key: one.cosine for one in wider}
    assert {one.key: one.bm25 for one in wider}["b"] > 0 == {one.key: one.bm25 for one in plain}["b"]


def test_the_fused_score_weighs_the_share_of_the_best_and_the_cosine() -> None:
    scores = ranking.fused(np.array([4.0, 2.0, 0.0]), np.array([0.0, 0.5, 1.0]))
    share = ranking.BM25_SHARE
    assert scores.tolist() == pytest.approx([share, share / 2 + (1 - share) / 2, 1 - share], abs=1e-3)
    assert ranking.fused(np.zeros(2), np.array([0.5, 0.1])).tolist() == pytest.approx(
        [(1 - share) * 0.5, (1 - share) * 0.1], abs=1e-3
    )


def test_without_an_embedder_the_fused_ranking_is_that_of_words() -> None:
    assert Index(WORKS).rank("gout") == Index(WORKS).rank("gout", by=Ranking.BM25)
    assert Index(WORKS).rank("gout")[0].cosine is None
    with pytest.raises(ValueError, match="needs an embedder"):
        Index(WORKS).rank("gout", by=Ranking.EMBEDDING)


@pytest.mark.parametrize("embedder", [None, Fake()])
def test_nothing_to_rank_and_nothing_asked(embedder: Fake | None) -> None:
    assert Index([], embedder).rank("gout") == ()
    silent = Index([Document("b", "", ""), Document("a", "", "")], embedder)
    assert keys(silent, "") == keys(silent, "gout") == ["a", "b"]
    assert keys(Index(WORKS, embedder), "the of")[0] is not None
    assert [one.bm25 for one in Index(WORKS, embedder).rank("the of")] == [0.0] * 3


def test_no_more_than_the_limit() -> None:
    assert len(Index(WORKS).rank("gout", limit=2)) == 2
    assert Index(WORKS).rank("gout", limit=0) == ()


@given(st.permutations(WORKS), st.sampled_from(["gout", "red zorvine", "light in winter", ""]))
def test_the_order_of_the_documents_does_not_matter(documents: list[Document], question: str) -> None:
    assert Index(documents, Fake()).rank(question) == Index(WORKS, Fake()).rank(question)


@given(st.from_regex(r"[a-zéß0-9']{0,14}(ing|edly|ational|ness|ies|ys|fulli|ement|'s)?", fullmatch=True))
def test_endings_that_are_looked_up_stem_as_endings_that_are_compared(word: str) -> None:
    assert ranking.tokens(word) == [
        SNOWBALL.stemWord(part) for one in content_words(word) for part in re.split("[-’']", one)
    ]
