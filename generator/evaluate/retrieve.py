"""`claimbook eval retrieve`: how well the ranking of works finds the documents that bear on a claim.

Reads SciFact's files and those of BEIR (Thakur et al. 2021), and ranks with `generator.ranking`, as screening does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from generator.engine import Embedder
from generator.evaluate import files, metrics
from generator.evaluate.metrics import Measure, Result
from generator.ranking import Document, Index, Ranked, Ranking

DEEPEST = 100
"""Down to which rank documents are looked at."""

_CORPUS = '{"_id": "1", "title": "…", "text": "…"} or {"doc_id": 1, "title": "…", "abstract": ["…", "…"]}'
_QUERIES = '{"_id": "1", "text": "…"} or {"id": 1, "claim": "…"}'
_CLAIMS = '{"id": 1, "claim": "…", "evidence": {"7": […]}, "cited_doc_ids": [7]}'
_QRELS = "query-id, corpus-id and score, parted by tabs"


class Relevant(StrEnum):
    """Which documents count where a file of claims says what is relevant."""

    CITED = "cited"
    EVIDENCE = "evidence"


def _joined(value: object) -> object:
    return " ".join(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else value


class _DocumentRow(files.Row):
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {"_id": "id", "doc_id": "id", "abstract": "text"}

    id: str
    title: str = ""
    text: Annotated[str, BeforeValidator(_joined)]


class _QueryRow(files.Row):
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {"_id": "id", "claim": "text"}

    id: str
    text: str
    cited_doc_ids: tuple[str, ...] | None = None
    evidence: Mapping[str, object] | None = None


class _ClaimRow(files.Row):
    id: str
    cited_doc_ids: tuple[str, ...]
    evidence: Mapping[str, object] | None = None


class _QrelRow(files.Row):
    query: str
    document: str
    grade: int


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and the grade of every document that bears on it."""

    key: str
    text: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Documents and the queries about them that have a relevant one; `left_out` counts the others."""

    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    left_out: int


def read(corpus: Path, queries: Path, qrels: Path | None = None, relevant: Relevant = Relevant.CITED) -> Benchmark:
    """A benchmark from its files; without `qrels` the queries have to be claims that say what they cite.

    Raises InputError for a file in another form, for an identifier that comes twice, and for files that do not belong
    together.
    """
    documents = files.jsonl(corpus, _DocumentRow, _CORPUS)
    files.unique(corpus, (row.id for row in documents), "id")
    asked = files.jsonl(queries, _QueryRow, _QUERIES)
    files.unique(queries, (row.id for row in asked), "id")
    grades = _of_claims(queries, asked, relevant) if qrels is None else _of_qrels(qrels, relevant)
    known = {row.id: row for row in documents}
    files.known(qrels or queries, (key for of_query in grades.values() for key in of_query), known, "document")
    kept = tuple(
        Query(row.id, row.text, grades[row.id])
        for row in asked
        if any(grade > 0 for grade in grades.get(row.id, {}).values())
    )
    if not kept:
        raise files.refusal(qrels or queries, 0, "No query has a relevant document.", "Give its qrels.")
    found = tuple(Document(row.id, row.title, row.text) for row in documents)
    return Benchmark(found, kept, len(asked) - len(kept))


def _of_claims(path: Path, rows: Sequence[_QueryRow], relevant: Relevant) -> dict[str, dict[str, int]]:
    silent = next((row.id for row in rows if row.cited_doc_ids is None), None)
    if silent is not None:
        raise files.refusal(
            path, 0, f"Query {silent!r} does not say what it cites.", f"Give --qrels, or claims as {_CLAIMS}."
        )
    return {row.id: _graded(row.cited_doc_ids or (), row.evidence, relevant) for row in rows}


def _of_qrels(path: Path, relevant: Relevant) -> dict[str, dict[str, int]]:
    if path.suffix.lower() in {".jsonl", ".json"}:
        claims = files.jsonl(path, _ClaimRow, _CLAIMS)
        return {row.id: _graded(row.cited_doc_ids, row.evidence, relevant) for row in claims}
    grades: dict[str, dict[str, int]] = {}
    for row in files.each(path, _without_header(path), _qrel, f"Write {_QRELS}."):
        grades.setdefault(row.query, {})[row.document] = row.grade
    return grades


def _without_header(path: Path) -> list[tuple[int, str]]:
    """The lines of a table of qrels; a first line whose last column is no number names the columns."""
    rows = list(files.lines(path))
    return rows[1:] if rows and not rows[0][1].split("\t")[-1].strip().lstrip("-").isdigit() else rows


def _qrel(line: str) -> _QrelRow:
    columns = line.split("\t")
    if len(columns) == 4:  # noqa: PLR2004 - trec_eval's own form has an iteration in its second column
        del columns[1]
    if len(columns) != 3:  # noqa: PLR2004 - query, document, grade
        raise ValueError(f"{len(columns)} columns instead of 3")
    return _QrelRow.model_validate(dict(zip(("query", "document", "grade"), columns, strict=True)))


def _graded(cited: Sequence[str], evidence: Mapping[str, object] | None, relevant: Relevant) -> dict[str, int]:
    return dict.fromkeys(evidence or () if relevant is Relevant.EVIDENCE else cited, 1)


# --- measuring ------------------------------------------------------------------------------------------------------


def evaluate(
    benchmark: Benchmark,
    embedder: Embedder | None,
    rankings: Sequence[Ranking] = (Ranking.FUSED,),
    clock: Callable[[], float] = perf_counter,
) -> Result:
    """nDCG@10 and recall@10 and @100 of the first ranking; those of the others carry their name.

    Raises ValueError for a ranking by embedding without an embedder. `speed` counts queries, indexing included.
    """
    start = clock()
    index = Index(benchmark.documents, embedder)
    found = {by: [index.rank(one.text, by=by, limit=DEEPEST) for one in benchmark.queries] for by in rankings}
    seconds = clock() - start
    measures = [
        measure
        for at, by in enumerate(rankings)
        for measure in _measures(f"{by}_" if at else "", benchmark.queries, found[by])
    ]
    return Result(
        task="retrieve",
        n=len(benchmark.queries),
        measures=tuple(measures),
        engine=() if embedder is None else (embedder.name,),
        notes=tuple(_notes(benchmark, embedder, rankings)),
        speed=metrics.speed("queries_per_second", len(benchmark.queries) * len(rankings), seconds),
    )


def _measures(prefix: str, queries: Sequence[Query], found: Sequence[Sequence[Ranked]]) -> list[Measure]:
    pairs = [([one.key for one in ranked], query.relevant) for query, ranked in zip(queries, found, strict=True)]
    return [
        metrics.mean(f"{prefix}ndcg_at_10", [metrics.ndcg_at_10(*pair) for pair in pairs]),
        metrics.mean(f"{prefix}recall_at_10", [metrics.recall_at_k(*pair, 10) for pair in pairs]),
        metrics.mean(f"{prefix}recall_at_100", [metrics.recall_at_k(*pair, DEEPEST) for pair in pairs]),
    ]


def _notes(benchmark: Benchmark, embedder: Embedder | None, rankings: Sequence[Ranking]) -> list[str]:
    notes = [f"{len(benchmark.documents)} documents"]
    if benchmark.left_out:
        notes.append(f"{benchmark.left_out} queries without a relevant document left out")
    if embedder is None and Ranking.FUSED in rankings:
        notes.append("no embedder: the fused ranking is that of BM25 alone")
    return notes
