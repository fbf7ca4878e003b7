"""The short terms of a sentence that a reader could ask for: names, established phrases, and what is measured.

A phrase is established where several titles have it: titles are made of the words that a field is searched by. Pure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

MIN_TITLES = 4
"""Titles that must have a phrase."""

COHESION = 4.0
"""Bits of pointwise mutual information from which two words are one phrase."""

WHOLE = 0.5
"""Share of its occurrences in which a phrase is part of one longer phrase, from which it is a fragment of that one."""

_WORD = re.compile(r"[^\W_]+(?:[-+.’'][^\W_]+)*")
_NAME = re.compile(r"(?=(?:.*[A-Z]){2}|[A-Z].*\d)(?=.*[A-Za-z]{2})[A-Za-z](?:[\w+-]|\.(?=\d))*[\w+]")
_PART = re.compile(r"[,;:()\[\]?!\"“”]|\.\s|\s[–—-]\s")
_SLIGHT = frozenset(
    "a al an and any approach approaches are as at average based baseline baselines be benchmark benchmarks best"
    " better between beyond by can case corpora corpus dataset datasets different do does each effective efficient"
    " enhancing et evaluating evaluation existing experiments exploring findings first five for four from good"
    " great have high higher how if improved improving in into is it its learned less leveraging low lower many"
    " method methods metric metrics more most much multiple new no non not novel of on one only or other our over"
    " overview own paper point points previous proceedings proposed recent results same score scores second set"
    " sets several shared significant simple some state state-of-the-art strong study such system systematic"
    " systems task tasks test than that the their them these they third this those three through to toward towards"
    " trained two under understanding up us used using various via was we were what when where which while who why"
    " with without work workshop your".split()
)
_NO_NAMES = frozenset(
    "NLP NLU NLG AI ML SOTA CV ACL EMNLP NAACL COLING LREC GPU GPUs CPU URL API II III IV PhD CITATION MAP EM".split()
)
_MEASURED = re.compile(
    r"\b(?:accuracy|mAP|MAP|BLEU|chrF|COMET|ROUGE(?:-[12L])?|METEOR|BERTScore|perplexity|precision|recall|latency"
    r"|throughput"
    r"|(?:macro|micro|weighted)[- ](?:averaged? )?F1|F1|F-score|F-measure|MRR|nDCG|UAS|LAS|AUC"
    r"|(?:word|character|label|sentence) error rate|WER|CER|exact match|inference (?:time|speed|cost)"
    r"|training (?:time|cost|speed)|decoding speed|memory (?:usage|footprint|consumption)|robustness|faithfulness"
    r"|fluency|factuality|toxicity|hallucinations?|calibration|interpretability|sample efficiency|data efficiency"
    r"|(?:translation|generation|summary|response|output|retrieval|annotation) quality|generali[sz]ability|diversity"
    r"|coherence|correlation|inter-annotator agreement|readability|consistency|catastrophic forgetting|gender bias"
    r"|social bias(?:es)?)\b"
)
_PERFORMANCE = re.compile(r"\bperformance\b")


class Term(NamedTuple):
    """A term as a sentence prints it, and where it begins there."""

    text: str
    start: int


def measured(sentence: str) -> list[Term]:
    """What the sentence says was measured, in its order; performance where it says no more."""
    found = list(_MEASURED.finditer(sentence)) or list(_PERFORMANCE.finditer(sentence))
    return [Term(match.group(), match.start()) for match in found]


def is_name(term: str) -> bool:
    """Whether a term is written as names are: one word with two capitals, or with a capital and a digit."""
    return _NAME.fullmatch(term) is not None and term not in _NO_NAMES


class Phrases:
    """The established phrases of two and three words, counted in titles."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._one: Counter[tuple[str, ...]] = Counter()
        self._two: Counter[tuple[str, ...]] = Counter()
        self._three: Counter[tuple[str, ...]] = Counter()
        for part in (words for title in titles for words in _parts(title)):
            folded = [word.text.casefold() for word in part]
            self._one.update((word,) for word in folded)
            self._two.update(pairwise(folded))
            self._three.update(zip(folded, folded[1:], folded[2:], strict=False))
        self._total = sum(self._one.values())
        self._fragments = frozenset(
            pair
            for words, count in self._three.items()
            for pair in (words[:2], words[1:])
            if count >= WHOLE * self._two[pair] and _is_weighty(words)
        )

    def of(self, sentence: str) -> list[Term]:
        """Names and established phrases of a sentence in its order; where they overlap, the longer, else the first."""
        found: list[Term] = []
        for words in _parts(sentence):
            at = 0
            while at < len(words):
                length = next((n for n in (3, 2) if self._is_phrase(words[at : at + n], n)), 0)
                if length:
                    last = words[at + length - 1]
                    found.append(Term(sentence[words[at].start : last.start + len(last.text)], words[at].start))
                elif is_name(words[at].text):
                    found.append(words[at])
                at += max(length, 1)
        return found

    def _is_phrase(self, words: list[Term], length: int) -> bool:
        folded = tuple(word.text.casefold() for word in words)
        if len(folded) != length or not _is_weighty(folded):
            return False
        if any(self._cohesion(pair) < COHESION for pair in pairwise(folded)):
            return False
        titles = self._three[folded] if length > len(folded[:2]) else self._two[folded]
        return titles >= MIN_TITLES and folded not in self._fragments

    def _cohesion(self, pair: tuple[str, ...]) -> float:
        """Pointwise mutual information of two words in bits; no pair that no title has holds together."""
        both, left, right = self._two[pair], self._one[pair[:1]], self._one[pair[1:]]
        return math.log2(both * self._total / (left * right)) if both else -math.inf


def _is_weighty(words: tuple[str, ...]) -> bool:
    """Whether no word is one of function, of praise or of procedure, nor a participle that opens or an adverb."""
    slight = any(word in _SLIGHT or len(word) < 3 or word.endswith("ly") for word in words)  # noqa: PLR2004
    return not slight and not (words[0].endswith(("ing", "ed")) and "-" not in words[0])


def _parts(text: str) -> Iterator[list[Term]]:
    """The words between the text's marks of punctuation."""
    at = 0
    for mark in (*_PART.finditer(text), None):
        end = len(text) if mark is None else mark.start()
        yield [Term(word.group(), word.start()) for word in _WORD.finditer(text, at, end)]
        at = end if mark is None else mark.end()
