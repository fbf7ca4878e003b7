"""`claimbook eval all`: every measure that Claimbook sets itself a target for, on labelled data beside the project.

Measured on what no model here was trained on and no threshold was chosen on: SciFact's dev claims,
Citation-Integrity's, held-out articles, and claims of our own on abstracts of their own. Reads files, writes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from generator import workbench
from generator.engine import Asked, Embedder, Entailment, Judge, Roles
from generator.evaluate import (
    answers,
    contested,
    corpora,
    dedupe,
    numbers,
    questions,
    results,
    retrieve,
    roles,
    speed,
    tables,
    verify,
)
from generator.evaluate.corpora import CONTRADICTS, SUPPORTS, Article, Judged
from generator.evaluate.metrics import Result
from generator.evaluate.mutations import Pair, mutate
from generator.evaluate.occurrence import Texts
from generator.evaluate.verify import LABELS, Labelled
from generator.results import load_names

WRITTEN = Path(__file__).parent / "written_claims.tsv"
"""Claims of ours on published abstracts, named by their keys; none of these abstracts was seen in training."""

ANNOTATED = Path(__file__).parent / "annotated_sentences.jsonl"
"""Results in sentences of the starter library and of the ACL Anthology, annotated by reading; no text stands there."""

REWORDED = Path(__file__).parent / "reworded_numbers.tsv"
"""Sentences with numbers in other words of ours: article, sentence, claim."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure must reach, and what it should; `least` says whether more is better."""

    says: str
    result: str
    measure: str
    must: float
    aim: float | None = None
    least: bool = True

    def met(self, value: float, wanted: float) -> bool:
        """Whether a value reaches what is wanted."""
        return value >= wanted if self.least else value <= wanted


TARGETS = (
    Target("SciFact dev, oracle abstracts: macro-F1 of three labels", "scifact", "macro_f1", 0.64, 0.72),
    Target("Citation-Integrity dev: macro-F1", "citation_integrity", "macro_f1", 0.38, 0.47),
    Target("SciFact dev, abstract retrieval: nDCG@10", "retrieval", "ndcg_at_10", 0.715, 0.74),
    Target("one number changed: refused", "numbers", "refused_number", 0.99),
    Target("two numbers exchanged: refused", "numbers", "refused_swap", 0.90),
    Target("a unit changed: refused", "numbers", "refused_unit", 0.95),
    Target("numbers left as they are: accepted", "numbers", "accepted_unchanged", 0.98),
    Target("direction flipped or negated, two claims a pair: both right", "directions", "groups_right", 0.75, 0.90),
    Target("SciFact dev: calibration error, cross-fitted", "scifact", "ece_crossfit", 0.06, least=False),
    Target("SciFact dev: Brier skill over base rates, cross-fitted", "scifact", "brier_skill_crossfit", 0.25),
    Target("SciFact dev: precision of what is verified", "scifact", "precision", 0.90, 0.95),
    Target("SciFact dev: share of the supported claims that is verified", "scifact", "coverage", 0.25),
    Target("roles, articles held out: macro-F1 of five", "roles", "macro_f1", 0.70, 0.80),
    Target("tables, all 30: precision of the results read", "tables", "precision", 0.95),
    Target("tables held out: precision of the results read", "tables", "precision_held_out", 0.95),
    Target("tables held out: recall of their results", "tables", "recall_held_out", 0.60),
    Target("questions with known verdicts, held out: right", "answers", "accuracy", 0.95),
    Target("the same: said to be answered, but not to be", "answers", "false_answered", 0.02, least=False),
    Target("results in sentences, all 150: precision of records", "results", "precision", 0.95),
    Target("results in sentences, all 150: recall of records", "results", "recall", 0.80),
    Target("results in sentences, held out: precision of records", "results", "precision_held_out", 0.95),
    Target("results in sentences, held out: recall of records", "results", "recall_held_out", 0.80),
    Target("unrelated findings called a contradiction", "contested", "falsely_contested", 0.02, least=False),
    Target("pairs of 128 tokens a second, two threads", "speed", "pairs_per_second", 150),
    Target("sentences embedded a second, one thread", "speed", "sentences_per_second_a_thread", 350),
    Target("peak memory of a build, MiB", "speed", "build_peak_mb", 700, least=False),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The models that are measured."""

    embedder: Embedder
    entailment: Entailment
    judge: Judge
    roles: Roles


def measure(data: Path, root: Path, parts: Parts) -> Iterator[tuple[str, Result]]:
    """Every result by its name, one after the other; `data` holds claims/, fulltext/, library/ and dedupe/."""
    claims = data / "claims"
    scifact, integrity = claims / "scifact", claims / "citation_integrity"
    articles = corpora.articles(scifact / "corpus.jsonl") | corpora.anthology(data / "library")
    dev, corpus = scifact / "claims_dev.jsonl", scifact / "corpus.jsonl"
    yield "scifact", verify.evaluate(verify.read_claims(dev, corpus), parts.judge)
    found = verify.read_claims(integrity / "claims_dev.jsonl", integrity / "corpus.jsonl")
    yield "citation_integrity", verify.evaluate(found, parts.judge)
    yield "retrieval", retrieve.evaluate(retrieve.read(corpus, dev), parts.embedder)
    yield "numbers", numbers.evaluate(mutants(claims, articles))
    yield "directions", verify.evaluate(twins(tuple(corpora.written(WRITTEN, articles))), parts.judge)
    yield "written", verify.evaluate([whole(one) for one in corpora.written(WRITTEN, articles)], parts.judge)
    kept = [one for one in roles.read(data / "fulltext") if roles.held_out(one.article)]
    yield "roles", roles.evaluate(kept, parts.roles)
    yield "tables", tables.evaluate(tables.read(tables.ANNOTATED, data / "fulltext"))
    pairs = data / "dedupe" / "dblp_acm_structured"
    yield "dedupe", dedupe.evaluate(dedupe.read(pairs / "test.txt"))
    yield "answers", _answers(data, root)
    yield "contested", contested.evaluate(answers.works(sorted((data / "library").glob("acl-*2024.bib"))), parts.judge)
    libraries = (root / "questions" / "library" / "quantization.bib", *sorted((data / "library").glob("acl-*.bib")))
    yield "results", results.evaluate(results.read(ANNOTATED, libraries), load_names())
    yield "speed", speed.evaluate(parts.entailment, parts.embedder, root)


def _answers(data: Path, root: Path) -> Result:
    """The verdicts on generated questions, of the half that nobody looked at, by the models of builds."""
    libraries = [*sorted((data / "library").glob("*.bib")), *sorted((root / "questions" / "library").glob("*.bib"))]
    texts = Texts(answers.works(libraries))
    cases = questions.generate(texts, load_names())
    kept = [case for case in cases if case.half == answers.HELD_OUT]
    return answers.evaluate(kept, texts, workbench.load(root))


def mutants(claims: Path, articles: Mapping[str, Article]) -> tuple[Pair, ...]:
    """Sentences of trials as they are, and sentences in other words, each with its mutants."""
    spans = (json.loads(line) for line in (claims / "evidence_inference" / "annotations.jsonl").open(encoding="utf-8"))
    plain = dict.fromkeys(" ".join(row["evidence"].split()) for row in spans if row["valid"] == "True")
    verbatim = [Pair(f"v{at}", text, text, group="verbatim") for at, text in enumerate(plain)]
    rows = (line.split("\t") for line in REWORDED.read_text(encoding="utf-8").splitlines())
    reworded = [
        Pair(f"r{at}", articles[key].sentences[int(sentence)], claim, group="reworded")
        for at, (key, sentence, claim) in enumerate(rows)
    ]
    return (*mutate(verbatim), *mutate(reworded))


def twins(written: Sequence[Judged]) -> list[Labelled]:
    """Claims that an abstract supports, each with its flipped twin, against the sentences that decide them."""
    found = []
    for at, (claim, twin) in enumerate(pairwise(written)):
        if (claim.target, twin.target) == (SUPPORTS, CONTRADICTS) and claim.decisive == twin.decisive:
            found += [labelled(one, decisive(one), f"g{at}") for one in (claim, twin) if one.article is claim.article]
    return found


def whole(one: Judged) -> Labelled:
    """A claim against all of its abstract."""
    return labelled(one, one.article.sentences)


def labelled(one: Judged, text: tuple[str, ...], group: str | None = None) -> Labelled:
    """A judged claim as `verify` takes it."""
    return Labelled(Asked(one.claim, one.article.title, text), LABELS[one.target.index(1.0)], group)


def decisive(one: Judged) -> tuple[str, ...]:
    """The sentences that decide a claim, in order."""
    return tuple(one.article.sentences[at] for at in sorted({at for some in one.decisive for at in some}))
