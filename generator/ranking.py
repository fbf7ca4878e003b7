"""Ranks documents by how well they fit what is asked: by words (BM25), by meaning (embeddings), or by both.

Pure; screening and `claimbook eval retrieve` rank with this one code. Scores are rounded, so that ties are ties on
every machine, and ties go by key. Without an embedder the fused ranking is that of BM25.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import bm25s
import numpy as np
from numpy.typing import NDArray
from snowballstemmer.among import Among
from snowballstemmer.english_stemmer import EnglishStemmer

from generator.engine import Embedder
from generator.text import carries_meaning, content_words, words

K1 = 1.2
B = 0.75
"""Lucene's own; on the training claims of SciFact (nDCG@10) no other pair is better by 0.003."""

TITLE_WEIGHT = 2
"""How often a word of the title counts."""

BM25_SHARE = 0.35
"""What the words weigh against the meaning in the fused ranking; tuned on the training claims of SciFact."""

DIGITS = 3
"""Decimals of every score. An embedder in int8 differs by about 0.001 between machines; more digits would be noise."""

_JOINT = re.compile(r"[-’']")
_TABLES: dict[int, tuple[dict[str, int], int]] = {
    id(among): ({one.s: one.result for one in among}, max(len(one.s) for one in among))
    for name, among in vars(EnglishStemmer).items()
    if name.startswith("a_")
}
"""Snowball's tables of beginnings and endings, each with the number of every one and the length of the longest."""


class _Stemmer(EnglishStemmer):  # type: ignore[misc] # it has no types
    """Snowball's own rules; an ending is looked up, where Snowball compares it letter by letter."""

    current: str
    cursor: int
    limit: int
    limit_backward: int

    def find_among_b(self, among: list[Among]) -> int:
        """Moves the cursor before the longest of the endings that stands at it; gives its number, or 0."""
        endings, longest = _TABLES[id(among)]
        start = max(self.limit_backward, self.cursor - longest)
        for at in range(start, self.cursor + 1):
            result = endings.get(self.current[at : self.cursor])
            if result is not None:
                self.cursor = at
                return result
        return 0

    def find_among(self, among: list[Among]) -> int:
        """Moves the cursor behind the longest of the beginnings that stands at it; gives its number, or 0."""
        beginnings, longest = _TABLES[id(among)]
        for at in range(min(self.limit, self.cursor + longest), self.cursor - 1, -1):
            result = beginnings.get(self.current[self.cursor : at])
            if result is not None:
                self.cursor = at
                return result
        return 0


_stemmer = _Stemmer()


class Ranking(StrEnum):
    """By what documents are ranked."""

    FUSED = "fused"
    BM25 = "bm25"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class Document:
    """What can be ranked: a title and what stands below it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document's key and scores; `cosine` is None where there is no embedder, and `score` is what it ranks by."""

    key: str
    score: float
    bm25: float
    cosine: float | None


class Index:
    """Documents made ready for many questions; each is embedded once, title and text together."""

    def __init__(self, documents: Sequence[Document], embedder: Embedder | None = None) -> None:
        self._keys = [document.key for document in documents]
        self._places = np.argsort(np.argsort(np.array(self._keys, dtype=np.str_), kind="stable"), kind="stable")
        self._embedder = embedder
        numbers = _Numbers()
        corpus = [[*numbers.read(one.title) * TITLE_WEIGHT, *numbers.read(one.text)] for one in documents]
        self._known = numbers.of_stem
        self._bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        if self._known:
            self._bm25.index((corpus, self._known), create_empty_token=False, show_progress=False)
        self._vectors = (
            None
            if embedder is None or not documents
            else embedder.encode([f"{one.title} {one.text}".strip() for one in documents])
        )

    def rank(
        self, question: str, terms: Sequence[str] = (), *, by: Ranking = Ranking.FUSED, limit: int | None = None
    ) -> tuple[Ranked, ...]:
        """The documents, best first, at most `limit` of them.

        `terms` adds words for BM25 to those of the question, names of its concepts say; only the question is
        embedded. Raises ValueError for a ranking by embedding without an embedder.
        """
        words = self._by_words(" ".join([question, *terms]))
        cosines = self._by_meaning(question)
        if by is Ranking.EMBEDDING and cosines is None:
            raise ValueError("a ranking by embedding needs an embedder")
        scores = _scores(by, words, cosines)
        best = np.lexsort((self._places, -scores))[:limit]
        return tuple(
            Ranked(self._keys[at], float(scores[at]), float(words[at]), None if cosines is None else float(cosines[at]))
            for at in best
        )

    def _by_words(self, question: str) -> NDArray[np.float64]:
        asked = sorted(self._known.keys() & tokens(question))
        if not asked:
            return np.zeros(len(self._keys))
        return _rounded(self._bm25.get_scores(asked))

    def _by_meaning(self, question: str) -> NDArray[np.float64] | None:
        if self._embedder is None or self._vectors is None:
            return None
        (asked,) = self._embedder.encode([question])
        return _rounded(self._vectors @ asked)


class _Numbers(dict[str, tuple[int, ...]]):
    """For each word the numbers of its stems, given out as they come; `of_stem` has the number of every stem."""

    def __init__(self) -> None:
        super().__init__()
        self.of_stem: dict[str, int] = {}

    def __missing__(self, word: str) -> tuple[int, ...]:
        stems = _stems(word) if carries_meaning(word) else ()
        self[word] = tuple(self.of_stem.setdefault(stem, len(self.of_stem)) for stem in stems)
        return self[word]

    def read(self, text: str) -> list[int]:
        """The text's tokens, each by its number."""
        return [at for word in words(text) for at in self[word]]


def _scores(by: Ranking, words: NDArray[np.float64], cosines: NDArray[np.float64] | None) -> NDArray[np.float64]:
    if by is Ranking.BM25 or cosines is None:
        return words
    return cosines if by is Ranking.EMBEDDING else fused(words, cosines)


def fused(words: NDArray[np.float64], cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """BM25 as a share of the best document's, and the cosine, weighed.

    Unlike ranks and z-scores this does not change with the documents that fit badly, so that it ranks ten works as
    it ranks thousands.
    """
    best = words.max(initial=0.0)
    share = words / best if best > 0 else words
    return _rounded(BM25_SHARE * share + (1 - BM25_SHARE) * cosines)


def _rounded(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.array(np.round(scores.astype(np.float64), DIGITS), dtype=np.float64)


def tokens(text: str) -> list[str]:
    """The stems (Snowball's English stemmer) of the words that carry meaning; a hyphened word gives its parts."""
    return [stem for word in content_words(text) for stem in _stems(word)]


def _stems(word: str) -> tuple[str, ...]:
    return tuple(_stem(part) for part in _JOINT.split(word))


@lru_cache(maxsize=1 << 18)  # 20,000 abstracts have 60,000 words and parts of hyphened ones
def _stem(part: str) -> str:
    return str(_stemmer.stemWord(part))
