"""The composition root: questions and libraries in, reports out; the only place that knows every stage.

Reads the project's files, fetches nothing and writes nothing. The same files give the same reports, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import yaml

from generator import __version__, ids, questions
from generator.errors import PolicyError, UnknownNameError
from generator.schema import (
    Answer,
    Batch,
    CheckName,
    Claim,
    ClaimStatus,
    Counts,
    Dropped,
    EnginePart,
    Notice,
    Outcome,
    Passage,
    Policy,
    QueryRun,
    Question,
    Reason,
    Report,
    Stage,
    Verdict,
    Work,
    WorkType,
)
from generator.sources import library
from generator.stages.dedupe import clashes, dedupe
from generator.stages.extract import extract
from generator.stages.read import read
from generator.stages.review import Dossier, breaches, review
from generator.stages.screen import screen
from generator.stages.synthesise import Account, Evidence, Surroundings, answer, compose
from generator.stages.verify import LEXICAL_BASELINE, verify

PEER_REVIEWED = frozenset({WorkType.ARTICLE, WorkType.CONFERENCE_PAPER, WorkType.CHAPTER})
Key = TypeVar("Key", Reason, ClaimStatus)
_OFF_TOPIC = frozenset({Reason.NO_INTERVENTION, Reason.NO_POPULATION, Reason.TOO_FEW_CONCEPTS})


def build_all(root: Path) -> tuple[Report, ...]:
    """Every question's report, sorted by slug. Raises InputError with every fault of every question file."""
    policy = load_policy()
    return tuple(_from_files(root, question, policy) for question in questions.load(root))


def build_one(root: Path, slug: str) -> Report:
    """One question's report. Raises InputError, or UnknownNameError where no question has the slug."""
    known = questions.load(root)
    for question in known:
        if question.slug == slug:
            return _from_files(root, question, load_policy())
    raise UnknownNameError("question", slug, (question.slug for question in known))


def load_policy() -> Policy:
    """The policy that the package carries."""
    return Policy.model_validate(yaml.safe_load(_policy_text()))


def build(question: Question, batches: Sequence[Batch], policy: Policy) -> Report:
    """Runs every stage over what the sources gave. Raises PolicyError if the decision breaks the policy."""
    dropped = [one for batch in batches for one in batch.dropped]
    identified = tuple(work for batch in batches for work in batch.works)
    distinct, joined = dedupe(identified)
    dropped += clashes(identified)
    included, inclusions, excluded = screen(question, distinct)
    passages, unread = read(included)
    claims, results, passed_over = extract(question, passages)
    works = {work.key: work for work in included}
    verdicts = verify(claims, {p.id: p for p in passages}, works)
    evidence = Evidence(
        works=works,
        passages={passage.id: passage for passage in passages},
        claims={claim.id: claim for claim in claims},
        verdicts={verdict.claim: verdict for verdict in verdicts},
        results={result.id: result for result in results},
    )
    around = _surroundings(distinct, excluded)
    decided, derived = answer(question, evidence, around)
    dropped += [*joined, *excluded, *unread, *passed_over]
    counts = _counts(identified, distinct, included, excluded, passages, claims, verdicts, decided)
    queries = _queries(batches)
    written = compose(question, evidence, decided, Account(queries, counts, tuple(dropped)))
    dropped += written.dropped
    dossier = Dossier(
        answer=written.answer,
        statements=(
            *written.answer.statements,
            *written.abstract,
            *(s for section in written.sections for s in section.statements),
        ),
        limitations=written.limitations,
        claims=claims,
        verdicts=evidence.verdicts,
        results=results,
        works=works,
        dropped=tuple(dropped),
    )
    reviews, decision = review(dossier, policy)
    for rule in breaches(decision, dossier, policy):
        raise PolicyError(question.slug, rule)
    return Report(
        question=question,
        queries=queries,
        inclusions=inclusions,
        works=_published_works(included, distinct),
        passages=_quoted([*passages, *around.passages], claims, written.answer),
        results=results,
        derived=derived,
        claims=claims,
        verdicts=verdicts,
        answer=written.answer,
        abstract=written.abstract,
        sections=written.sections,
        limitations=written.limitations,
        reviews=reviews,
        decision=decision,
        dropped=tuple(dropped),
        counts=counts,
        engine=_engine(),
    )


def _from_files(root: Path, question: Question, policy: Policy) -> Report:
    return build(question, [one.search(question) for one in library.load(root, question.sources)], policy)


@cache
def _policy_text() -> str:
    return (files("generator") / "policy.yml").read_text(encoding="utf-8")


def _surroundings(works: Sequence[Work], excluded: Sequence[Dropped]) -> Surroundings:
    off_topic = {one.item for one in excluded if one.reason in _OFF_TOPIC}
    around = {work.key: work for work in works if work.key in off_topic}
    return Surroundings(works=around, passages=read(tuple(around.values()))[0])


def _queries(batches: Sequence[Batch]) -> tuple[QueryRun, ...]:
    return tuple(QueryRun(source=b.source, expression=b.query, identified=len(b.works)) for b in batches)


def _published_works(included: Sequence[Work], distinct: Sequence[Work]) -> tuple[Work, ...]:
    """Included works first, as screening ordered them; texts that are not ours stay out, their hashes stay in."""
    kept = {work.key for work in included}
    return tuple(_without_texts(work) for work in (*included, *(w for w in distinct if w.key not in kept)))


def _without_texts(work: Work) -> Work:
    versions = tuple(
        v.model_copy(update={"sections": tuple(s.model_copy(update={"text": None}) for s in v.sections)})
        for v in work.versions
    )
    return work.model_copy(update={"versions": versions})


def _quoted(passages: Sequence[Passage], claims: Sequence[Claim], decided: Answer) -> tuple[Passage, ...]:
    """The passages that the report quotes: it quotes, and does not republish whole texts."""
    named = {claim.passage for claim in claims} | {n.passage for gap in decided.missing for n in gap.nearest}
    named |= {passage for one in decided.covered for passage in one.passages}
    return tuple({passage.id: passage for passage in passages if passage.id in named}.values())


def _counts(  # noqa: PLR0913 - the one place where every count is made, from every kind of record
    identified: Sequence[Work],
    distinct: Sequence[Work],
    included: Sequence[Work],
    excluded: Sequence[Dropped],
    passages: Sequence[Passage],
    claims: Sequence[Claim],
    verdicts: Sequence[Verdict],
    decided: Answer,
) -> Counts:
    screened_out = [one.reason for one in excluded if one.stage is Stage.SCREEN]
    reworded = {claim.id for claim in claims if not claim.verbatim}
    judged = [
        check.outcome
        for verdict in verdicts
        if verdict.claim in reworded
        for check in verdict.checks
        if check.name in {CheckName.NUMBERS, CheckName.ENTAILED} and check.outcome is not Outcome.NOT_APPLICABLE
    ]
    return Counts(
        identified=len(identified),
        duplicates_removed=len(identified) - len(distinct),
        screened=len(distinct),
        excluded=len(screened_out),
        excluded_by_reason=_tally(screened_out),
        included=len(included),
        preprints=sum(work.type is WorkType.PREPRINT for work in included),
        peer_reviewed=sum(work.type in PEER_REVIEWED for work in included),
        retracted=sum(work.notice is Notice.RETRACTION for work in included),
        unchecked=sum(work.checked is not True for work in included),
        passages=len(passages),
        claims=len(claims),
        on_topic=sum(claim.on_topic for claim in claims),
        claims_by_status=_tally(verdict.status for verdict in verdicts),
        reworded_checks=len(judged),
        reworded_checks_passed=judged.count(Outcome.PASSED),
        works_behind_answer=len(decided.works),
    )


def _tally(values: Iterable[Key]) -> dict[Key, int]:
    return dict(sorted(Counter(values).items()))


def _engine() -> tuple[EnginePart, ...]:
    """What shaped the result, each with its version or the hash of its rules."""
    return (
        EnginePart(task="pipeline", name="claimbook", version=__version__),
        EnginePart(task="sentences", name="nupunkt", version=version("nupunkt")),
        EnginePart(task="ranking", name="BM25 (bm25s)", version=version("bm25s")),
        EnginePart(task="entailment", name=LEXICAL_BASELINE, version=__version__),
        EnginePart(task="policy", name="policy.yml", version=f"sha256 {ids.digest(_policy_text())}"),
    )
