"""The commands `claimbook eval TASK`: each reads files, measures, and prints a result; one function a task."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from generator import models, workbench
from generator.errors import ModelError
from generator.evaluate import answers as answers_task
from generator.evaluate import contested as contested_task
from generator.evaluate import dedupe as dedupe_task
from generator.evaluate import files, suite, table
from generator.evaluate import numbers as numbers_task
from generator.evaluate import page as report_page
from generator.evaluate import questions as questions_task
from generator.evaluate import results as results_task
from generator.evaluate import retrieve as retrieve_task
from generator.evaluate import roles as roles_task
from generator.evaluate import speed as speed_task
from generator.evaluate import tables as tables_task
from generator.evaluate import verify as verify_task
from generator.evaluate.metrics import Result
from generator.evaluate.occurrence import Texts
from generator.models.embedder import MiniLmEmbedder
from generator.models.entailment import MiniLmEntailment
from generator.ranking import Ranking
from generator.results import load_names

P = ParamSpec("P")
Made = TypeVar("Made")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PATH = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EVERY = "all"


def options(command: Callable[P, None]) -> Callable[P, None]:
    """The options that every task has: `--json` and `--out`."""
    for option in (
        click.option(
            "--out", type=click.Path(dir_okay=False, path_type=Path), help="Store the JSON in this file, too."
        ),
        click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of words for people."),
    ):
        command = option(command)
    return command


def give(result: Result, *, as_json: bool, out: Path | None) -> None:
    """Prints a result, and stores it where it was asked for: what was measured is shown even if it cannot be stored."""
    text = table.as_json(result) if as_json else table.as_text(result)
    click.echo("".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text))
    if out is not None:
        out.write_text(table.as_json(result) + "\n", encoding="utf-8")


@click.group("eval")
def evaluate() -> None:
    """Measure a part of Claimbook on labelled data, with 95 % bootstrap intervals.

    Exit code 0 whatever the figures are, 2 if a file is wrong.
    """


@evaluate.command()
@click.option("--corpus", type=FILE, required=True, help="JSONL of documents, as SciFact or BEIR has them.")
@click.option("--queries", type=FILE, required=True, help="JSONL of queries, as SciFact or BEIR has them.")
@click.option("--qrels", type=FILE, help="TSV of query, document, grade, or SciFact claims; else --queries are claims.")
@click.option(
    "--relevant",
    type=click.Choice([one.value for one in retrieve_task.Relevant]),
    default=retrieve_task.Relevant.CITED.value,
    show_default=True,
    help="Of claims: the documents that they cite, as in BEIR, or those with evidence alone.",
)
@click.option(
    "--ranking",
    type=click.Choice([*(one.value for one in Ranking), EVERY]),
    default=Ranking.FUSED.value,
    show_default=True,
    help="Rank by words and meaning, by one of them, or measure all three.",
)
@options
def retrieve(  # noqa: PLR0913 - an argument each option
    *, corpus: Path, queries: Path, qrels: Path | None, relevant: str, ranking: str, as_json: bool, out: Path | None
) -> None:
    """How well works are ranked: nDCG@10, recall@10 and recall@100."""
    benchmark = retrieve_task.read(corpus, queries, qrels, retrieve_task.Relevant(relevant))
    rankings = tuple(Ranking) if ranking == EVERY else (Ranking(ranking),)
    embedder = None if rankings == (Ranking.BM25,) else models.load().embedder
    if embedder is None and Ranking.EMBEDDING in rankings:
        raise click.UsageError("There is no embedder to rank by: give --ranking fused or --ranking bm25.")
    give(retrieve_task.evaluate(benchmark, embedder, rankings), as_json=as_json, out=out)


@evaluate.command()
@click.option("--pairs", type=FILE, required=True, help="Labelled pairs: Ditto's lines, or a CSV of ids into tables.")
@click.option("--left", type=FILE, help="CSV of the left records, for pairs given by ids.")
@click.option("--right", type=FILE, help="CSV of the right records, for pairs given by ids.")
@options
def dedupe(*, pairs: Path, left: Path | None, right: Path | None, as_json: bool, out: Path | None) -> None:
    """How well records of one work are told from those of two: precision, recall and F1."""
    if (left is None) != (right is None):
        raise click.UsageError("--left and --right go together: give both tables or neither.")
    give(dedupe_task.evaluate(dedupe_task.read(pairs, left, right)), as_json=as_json, out=out)


@evaluate.command()
@click.option("--claims", type=FILE, help="JSONL of claims, as SciFact has them; goes with --corpus.")
@click.option("--corpus", type=FILE, help="JSONL of articles, as SciFact has them.")
@click.option("--pairs", type=FILE, help="JSONL, TSV or CSV of premise, hypothesis, label, and group if there is one.")
@options
def verify(*, claims: Path | None, corpus: Path | None, pairs: Path | None, as_json: bool, out: Path | None) -> None:
    """How well support, contradiction and neither are told apart, and how sure the judge may be."""
    if pairs is not None and claims is None and corpus is None:
        labelled = verify_task.read_pairs(pairs)
    elif pairs is None and claims is not None and corpus is not None:
        labelled = verify_task.read_claims(claims, corpus)
    else:
        raise click.UsageError("Give --claims with --corpus, or --pairs alone.")
    give(verify_task.evaluate(labelled, _needed("entailment", models.load().judge)), as_json=as_json, out=out)


@evaluate.command()
@click.option(
    "--data", type=PATH, required=True, help="JSONL of abstracts or sentences, a JATS file, or a folder of them."
)
@click.option("--alone", is_flag=True, help="Show the model each sentence without its abstract.")
@options
def roles(*, data: Path, alone: bool, as_json: bool, out: Path | None) -> None:
    """How well background, objective, method, result and conclusion are told apart."""
    model = _needed("roles", models.load().roles)
    give(roles_task.evaluate(roles_task.read(data), model, alone=alone), as_json=as_json, out=out)


@evaluate.command()
@click.option(
    "--pairs", type=FILE, required=True, help="JSONL of evidence, claim and change; unchanged ones get mutants."
)
@click.option(
    "--limit", type=click.IntRange(1), default=numbers_task.LIMIT, show_default=True, help="Mutants of a kind."
)
@options
def numbers(*, pairs: Path, limit: int, as_json: bool, out: Path | None) -> None:
    """How well changed, exchanged and misdimensioned numbers are refused, and true ones accepted."""
    give(numbers_task.evaluate(numbers_task.read(pairs, limit=limit)), as_json=as_json, out=out)


LIBRARY = click.option(
    "--library", "libraries", type=FILE, multiple=True, required=True, help="A BibTeX file; give it for each library."
)


@evaluate.command()
@click.option("--questions", type=FILE, required=True, help="JSONL of questions with the verdicts that they must get.")
@LIBRARY
@click.option("--half", type=click.Choice(questions_task.HALVES), help="Ask the questions of one half alone.")
@click.option("--rules", is_flag=True, help="Build without any model.")
@options
def answers(  # noqa: PLR0913 - an argument each option
    *, questions: Path, libraries: tuple[Path, ...], half: str | None, rules: bool, as_json: bool, out: Path | None
) -> None:
    """How well questions that are answered, answered in part and not answered are told apart."""
    cases = answers_task.read(questions)
    if half is not None:
        cases = answers_task.of_half(questions, cases, half)
    texts = Texts(answers_task.works(libraries))
    answers_task.check(questions, cases, texts)
    bench = workbench.RULES if rules else workbench.load(Path())
    give(answers_task.evaluate(cases, texts, bench), as_json=as_json, out=out)


@evaluate.command("questions")
@LIBRARY
@click.option(
    "--count", type=click.IntRange(4), default=questions_task.COUNT, show_default=True, help="Questions with an answer."
)
@click.option("--seed", type=int, default=questions_task.SEED, show_default=True, help="What is drawn.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of to the terminal.")
def write_questions(*, libraries: tuple[Path, ...], count: int, seed: int, out: Path | None) -> None:
    """Write questions on libraries with the verdicts that they must get, for `eval answers`."""
    texts = Texts(answers_task.works(libraries))
    cases = questions_task.generate(texts, load_names(), count=count, seed=seed)
    lines = "".join(f"{case.line()}\n" for case in cases)
    if out is None:
        click.echo(lines, nl=False)
    else:
        out.write_text(lines, encoding="utf-8")


@evaluate.command()
@LIBRARY
@click.option("--pairs", type=click.IntRange(1), default=contested_task.PAIRS, show_default=True, help="Pairs drawn.")
@click.option("--seed", type=int, default=0, show_default=True, help="What is drawn.")
@options
def contested(*, libraries: tuple[Path, ...], pairs: int, seed: int, as_json: bool, out: Path | None) -> None:
    """How often two findings of different works that share some words are called a contradiction."""
    judge = _needed("entailment", models.load().judge)
    give(contested_task.evaluate(answers_task.works(libraries), judge, pairs, seed), as_json=as_json, out=out)


@evaluate.command()
@click.option("--annotated", type=FILE, required=True, help="JSONL of tables whose results a person marked.")
@click.option("--articles", type=FOLDER, required=True, help="The folder with the JATS articles that they stand in.")
@options
def tables(*, annotated: Path, articles: Path, as_json: bool, out: Path | None) -> None:
    """How well results are read from tables of full texts."""
    give(tables_task.evaluate(tables_task.read(annotated, articles)), as_json=as_json, out=out)


@evaluate.command()
@click.option(
    "--annotated", type=FILE, default=suite.ANNOTATED, help="JSONL of sentences' results; else the package's own."
)
@click.option("--library", "libraries", type=FILE, multiple=True, required=True, help="BibTeX of annotated entries.")
@options
def results(*, annotated: Path, libraries: tuple[Path, ...], as_json: bool, out: Path | None) -> None:
    """How well results are read from sentences: precision and recall of records, by half and source."""
    give(results_task.evaluate(results_task.read(annotated, libraries), load_names()), as_json=as_json, out=out)


@evaluate.command()
@click.option("--root", type=FOLDER, default=Path(), help="The project whose build's memory is measured.")
@options
def speed(*, root: Path, as_json: bool, out: Path | None) -> None:
    """How fast the models are here, and what memory a build needs."""
    give(speed_task.evaluate(MiniLmEntailment(), MiniLmEmbedder(), root), as_json=as_json, out=out)


def _needed(task: str, model: Made | None) -> Made:
    """The model, or a ModelError that says what is wrong with its file: without it there is nothing to measure."""
    if model is None:
        raise ModelError(task, dict(models.load().missing).get(task, "is missing"))
    return model


def _marked(page: Path) -> None:
    """Raises InputError, before anything is measured, for a page that has no place for the figures."""
    text = page.read_bytes().decode("utf-8", errors="replace")
    if report_page.BEGIN not in text or report_page.END not in text.partition(report_page.BEGIN)[2]:
        raise files.refusal(
            page, 0, "Has no place for the figures.", f"Put {report_page.BEGIN} and, below it, {report_page.END}."
        )


@evaluate.command("all")
@click.option("--data", type=FOLDER, required=True, help="The folder with claims/, fulltext/, library/ and dedupe/.")
@click.option("--root", type=FOLDER, default=Path(), help="The project whose build's memory is measured.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Store all results in this JSON file.")
@click.option("--page", type=FILE, help="Write the figures into this page, between its two marks.")
def every(*, data: Path, root: Path, out: Path | None, page: Path | None) -> None:
    """Measure everything that has a target, and say which are met."""
    if page is not None:
        _marked(page)
    found = models.load()
    parts = suite.Parts(
        MiniLmEmbedder(), MiniLmEntailment(), _needed("entailment", found.judge), _needed("roles", found.roles)
    )
    stored = {}
    for name, result in suite.measure(data, root, parts):
        click.echo(f"{name}: {result.n} items", err=True)
        stored[name] = json.loads(table.as_json(result))
    if out is not None:
        out.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if page is not None:
        page.write_text(report_page.spliced(page.read_text(encoding="utf-8"), stored), encoding="utf-8")
    for line in report_page.told(stored):
        click.echo(line)
