"""Reads the labelled corpora that the entailment model learns from and is measured on.

Pairs hold a piece of evidence and a claim; judged claims hold an article, of which they name the decisive sentences.
"""

from __future__ import annotations

import csv
import html
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nupunkt import sent_spans

SUPPORTS, CONTRADICTS, NEITHER = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


_ENTRY = re.compile(r"@\w+\{([^,]+),(.*?)\n\}", re.DOTALL)
_ABSTRACT = re.compile(r"\n\s*abstract\s*=\s*[{\"](.*?)[\"}],?\n", re.DOTALL)
_TITLE = re.compile(r"\n\s*title\s*=\s*[{\"](.*?)[\"}],\n", re.DOTALL)

SHORTEST, LONGEST = 40, 500
"""Characters of a piece of evidence of a trial."""
OTHER_OUTCOMES = 0.6
"""Share of the comparisons that are also shown with the evidence on another outcome of their trial."""
BEFORE = 0.35
"""Share of the decided claims that are also shown with a sentence from before what decides them."""
BARE, AMONG_NEIGHBOURS = 0.4, 0.7
"""Shares, cumulated, in which decisive sentences are shown bare and with their neighbours; else under the title."""
FEW, WINDOW = 2, 4
"""Decisive sentences that get company, and sentences that a window may have."""

Target = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """Evidence, a claim, and the probabilities of supports, contradicts and neither that a reader gives."""

    evidence: str
    claim: str
    target: Target


@dataclass(frozen=True, slots=True)
class Article:
    """A title and the sentences of an abstract."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim judged against an article, and the sets of sentences that decide it (for neither: the nearest ones)."""

    claim: str
    article: Article
    target: Target
    decisive: tuple[tuple[int, ...], ...]


def anthology(folder: Path) -> dict[str, Article]:
    """The articles of the ACL Anthology's BibTeX files that have an abstract, by key.

    Sentences are numbered in `written_claims.tsv`, so that this reading of the fields must stay as it is.
    """
    found = {}
    for path in sorted(folder.glob("acl-anthology-*.bib")):
        for key, body in _ENTRY.findall(path.read_text(encoding="utf-8")):
            abstract, title = _ABSTRACT.search(f"{body}\n"), _TITLE.search(body)
            if abstract and title:
                text = re.sub(r"\s+", " ", re.sub(r"[{}]", "", abstract[1]))
                parts = (text[a:b].strip() for a, b in sent_spans(text))
                found[key.strip()] = Article(re.sub(r"[{}]", "", title[1]), tuple(part for part in parts if part))
    return found


def snli_counterfactual(folder: Path, *names: str) -> Iterable[Pair]:
    """SNLI with counterfactual edits (Kaushik et al. 2020), of the named files."""
    label = {"entailment": SUPPORTS, "contradiction": CONTRADICTS, "neutral": NEITHER}
    for name in names:
        with (folder / "snli_counterfactual" / f"{name}.tsv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Pair(row["sentence1"], row["sentence2"], label[row["gold_label"]])


def negated(folder: Path) -> Iterable[Pair]:
    """MNLI's pairs with a denial put into premise or hypothesis (Hossain et al. 2020)."""
    label = {"entailment": SUPPORTS, "contradiction": CONTRADICTS, "neutral": NEITHER}
    with (folder / "negation" / "MNLI.txt").open(encoding="cp1252", errors="replace") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["gold_label"] in label:
                yield Pair(row["Text"], row["Hypothesis"], label[row["gold_label"]])


def fever(folder: Path) -> Iterable[Pair]:
    """Not entailed means refuted here: the set holds FEVER's supported and refuted claims only."""
    names = ("dev.raw.input0", "dev.raw.input1", "dev.label")
    columns = [(folder / "fever_pairs" / name).read_text(encoding="utf-8").splitlines() for name in names]
    rows = zip(*columns, strict=True)
    for evidence, claim, label in rows:
        plain = evidence.replace("-LRB-", "(").replace("-RRB-", ")").replace("-LSB-", "[").replace("-RSB-", "]")
        yield Pair(plain, claim, SUPPORTS if label == "entailment" else CONTRADICTS)


_LABELS = {
    "SUPPORT": SUPPORTS,
    "CONTRADICT": CONTRADICTS,
    "S": SUPPORTS,
    "C": CONTRADICTS,
    "N": NEITHER,
}


def articles(path: Path) -> dict[str, Article]:
    """The articles of a corpus in SciFact's form, by id."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {str(row["doc_id"]): Article(row["title"], tuple(s.strip() for s in row["abstract"])) for row in rows}


def scifact(folder: Path, name: str) -> Iterable[Judged]:
    """Each claim with each article that it cites; without evidence it is neither."""
    corpus = articles(folder / "scifact" / "corpus.jsonl")
    with (folder / "scifact" / f"claims_{name}.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for key in map(str, row["cited_doc_ids"]):
                sets = row["evidence"].get(key, [])
                target = _LABELS[sets[0]["label"]] if sets else NEITHER
                decisive = tuple(tuple(one["sentences"]) for one in sets)
                yield Judged(row["claim"], corpus[key], target, decisive)


def written(path: Path, corpus: Mapping[str, Article]) -> Iterable[Judged]:
    """Claims written for this project: lines of article, label, sentences, claim."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            key, label, sentences, claim = line.rstrip("\n").split("\t")
            decisive = tuple(int(n) for n in sentences.split(",") if n.strip().isdigit())
            yield Judged(claim, corpus[key], _LABELS[label], (decisive,))


_MORE = (
    "{i} significantly increased {o} compared with {c}.",
    "{o} was higher with {i} than with {c}.",
    "Compared to {c}, {i} led to greater {o}.",
    "{c} resulted in lower {o} than {i}.",
    "{i} raises {o} relative to {c}.",
)
_LESS = (
    "{i} significantly decreased {o} compared with {c}.",
    "{o} was lower with {i} than with {c}.",
    "Compared to {c}, {i} led to a reduction in {o}.",
    "{c} resulted in higher {o} than {i}.",
    "{i} lowers {o} relative to {c}.",
)
_SAME = (
    "{i} and {c} did not differ in {o}.",
    "There was no significant difference in {o} between {i} and {c}.",
    "{i} had no significant effect on {o} relative to {c}.",
    "{o} was similar with {i} and with {c}.",
)
_DIRECTIONS = {
    "significantly increased": _MORE,
    "significantly increase": _MORE,
    "significantly decreased": _LESS,
    "no significant difference": _SAME,
}


def evidence_inference(folder: Path, rnd: random.Random) -> Iterable[Pair]:
    """Each judged comparison as a supported and a contradicted claim, and some with another outcome's sentence."""
    with (folder / "evidence_inference" / "annotations.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    of_article: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        of_article.setdefault(row["pmcid"], []).append((row["outcome"], row["evidence"]))
    seen: set[tuple[str, str]] = set()
    for row in rows:
        span = " ".join(row["evidence"].split())
        key = (row["outcome"], span)
        if (
            row["valid"] != "True"
            or key in seen
            or not SHORTEST <= len(span) <= LONGEST
            or "\n" in row["evidence"].strip()
        ):
            continue
        seen.add(key)
        right = _DIRECTIONS[row["label"]]
        wrong = rnd.choice([forms for forms in (_MORE, _LESS, _SAME) if forms is not right])
        yield Pair(span, _comparison(row, right, rnd), SUPPORTS)
        yield Pair(span, _comparison(row, wrong, rnd), CONTRADICTS)
        words = set(row["outcome"].casefold().split())
        others = [
            e
            for o, e in of_article[row["pmcid"]]
            if not words & set(o.casefold().split()) and not words & set(e.casefold().split())
        ]
        if others and rnd.random() < OTHER_OUTCOMES:
            other = " ".join(rnd.choice(others).split())[:LONGEST]
            yield Pair(other, _comparison(row, rnd.choice((_MORE, _LESS, _SAME)), rnd), NEITHER)


def _comparison(row: Mapping[str, str], forms: Sequence[str], rnd: random.Random) -> str:
    clean = {
        name: " ".join(html.unescape(row[key]).split()).strip(" ;,.:")
        for name, key in (("i", "intervention"), ("c", "comparator"), ("o", "outcome"))
    }
    text = rnd.choice(forms).format(**clean)
    return text[0].upper() + text[1:]


def spans(judged: Judged, rnd: random.Random) -> Iterable[Pair]:
    """One reading of a judged claim: its decisive sentences, bare, among their neighbours or under the title.

    Often also a sentence from before all of them, as neither: what an abstract opens with rarely decides a claim.
    """
    decisive = rnd.choice(judged.decisive) if judged.decisive else ()
    text = judged.article.sentences
    chosen = sorted({n for n in decisive if 0 <= n < len(text)}) or [rnd.randrange(len(text))]
    yield Pair(window(judged.article, chosen, rnd), judged.claim, judged.target)
    every = {n for one in judged.decisive for n in one}
    first = min(every, default=0)
    if judged.target != NEITHER and first > 1 and rnd.random() < BEFORE:
        yield Pair(window(judged.article, [rnd.randrange(first - 1)], rnd), judged.claim, NEITHER)


def window(article: Article, chosen: Sequence[int], rnd: random.Random) -> str:
    """The chosen sentences as evidence: bare, among their neighbours, or under the article's title."""
    form = rnd.random()
    if form < BARE or len(chosen) > FEW:
        return " ".join(article.sentences[n] for n in chosen)
    if form < AMONG_NEIGHBOURS:
        first, last = max(0, min(chosen) - 1), min(len(article.sentences), max(chosen) + 2)
        near = range(first, last) if last - first <= WINDOW else chosen
        return " ".join(article.sentences[n] for n in near)
    return " ".join([article.title.rstrip(".") + ".", *(article.sentences[n] for n in chosen)])
