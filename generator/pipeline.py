"""The composition root: questions and libraries in, reports out; the only place that knows every stage.

Reads the project's files, fetches nothing and writes nothing but the archive of libraries, which changes no report;
models come from `workbench`. The same files give the same reports, byte for byte.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import yaml

from generator import __version__, ids, questions, workbench
from generator.counting import counted
from generator.errors import PolicyError
from generator.identification import Identified, identify, of_files
from generator.results import load_names
from generator.roles import ROLES, Role
from generator.schema import (
    Answer,
    Batch,
    Claim,
    Derived,
    Dispute,
    Dropped,
    EnginePart,
    Form,
    Hearing,
    Passage,
    Policy,
    Question,
    Reason,
    Report,
    Work,
)
from generator.selection import Selection, select, widened
from generator.stages.corroborate import Witnesses, corroborate, hear, hearings
from generator.stages.digests import fates, without_digests
from generator.stages.extract import extract
from generator.stages.once import once
from generator.stages.read import read
from generator.stages.results import Measured, results
from generator.stages.review import Dossier, breaches, review
from generator.stages.synthesise import Account, Composition, Material, Surroundings, answer, compose, may_be_near
from generator.stages.verify import verify
from generator.text import names
from generator.workbench import RULES, Workbench

_OFF_TOPIC = frozenset({Reason.NO_INTERVENTION, Reason.NO_POPULATION, Reason.TOO_FEW_CONCEPTS})


def build_all(root: Path, bench: Workbench | None = None, slugs: Container[str] | None = None) -> tuple[Report, ...]:
    """Every question's report, sorted by slug; of `slugs` alone, if given.

    Raises InputError with every fault of every question file.
    """
    policy, models = load_policy(), workbench.load(root) if bench is None else bench
    disputes = questions.disputes(root)
    chosen = (one for one in questions.load(root) if slugs is None or one.slug in slugs)
    return tuple(_from_files(root, question, policy, models, disputes) for question in chosen)


def build_one(root: Path, slug: str) -> Report:
    """One question's report. Raises InputError, or UnknownNameError where no question has the slug."""
    question = questions.find(root, slug)
    return _from_files(root, question, load_policy(), workbench.load(root), questions.disputes(root))


def load_policy() -> Policy:
    """The policy that the package carries."""
    return Policy.model_validate(yaml.safe_load(_packaged("policy.yml")))


def build(
    question: Question,
    batches: Sequence[Batch],
    policy: Policy,
    models: Workbench = RULES,
    disputes: Sequence[Dispute] = (),
) -> Report:
    """Runs every stage over what the sources gave. Raises PolicyError if the decision breaks the policy.

    Of `disputes` those of this report are heard.
    """
    return _built(question, identify(batches), policy, models, disputes)


def _built(
    question: Question, identified: Identified, policy: Policy, models: Workbench, disputes: Sequence[Dispute]
) -> Report:
    question = widened(question)
    chosen = select(question, identified, models, disputes)
    material, hearings, passed_over = _take(question, chosen, models)
    around = _surroundings(question, chosen)
    decided, derived = answer(question, material, around)
    counts = counted(chosen, material, decided)
    account = Account(identified.queries, counts, (*chosen.dropped, *passed_over))
    written = compose(question, material, decided, account)
    dossier = _dossier(question, material, written, derived, account)
    reviews, decision = review(dossier, policy)
    for rule in breaches(decision, dossier, policy):
        raise PolicyError(question.slug, rule)
    quoted = _quoted([*material.passages.values(), *around.passages], material, written.answer, hearings)
    return Report(
        question=question,
        queries=account.queries,
        inclusions=chosen.inclusions,
        works=_published_works(chosen),
        passages=quoted,
        results=tuple(result for result in dossier.results if result.passage in {passage.id for passage in quoted}),
        derived=derived,
        claims=dossier.claims,
        verdicts=tuple(material.verdicts.values()),
        evidence=tuple(material.evidence.values()),
        answer=written.answer,
        abstract=written.abstract,
        sections=written.sections,
        limitations=written.limitations,
        reviews=reviews,
        decision=decision,
        disputes=hearings,
        digests=fates(chosen.included, tuple(material.passages.values()), models.judge),
        dropped=dossier.dropped,
        counts=counts,
        engine=_engine(models),
    )


def _take(
    question: Question, chosen: Selection, models: Workbench
) -> tuple[Material, tuple[Hearing, ...], tuple[Dropped, ...]]:
    """Passages, results, claims with their verdicts, what stands for and against them; disputes; what gave no claim."""
    passages, measured, claims, left = _extracted(question, chosen.included, models)
    by_id = {passage.id: passage for passage in passages}
    works = {work.key: work for work in without_digests(chosen.included)}
    heard = hear(chosen.cases, claims, by_id, models.judge, models.embedder)
    evidence, verdicts = corroborate(
        claims,
        verify(claims, by_id, works, models.judge),
        Witnesses(works, by_id, measured, load_names(), heard),
        models.judge,
        models.embedder,
    )
    material = Material(
        works=works,
        passages=by_id,
        claims={claim.id: claim for claim in claims},
        verdicts={verdict.claim: verdict for verdict in verdicts},
        results={result.id: result for found in measured.values() for result in found},
        names=load_names(),
        evidence={one.id: one for one in evidence},
    )
    return material, hearings(heard, evidence), left


def _extracted(
    question: Question, included: Sequence[Work], models: Workbench
) -> tuple[tuple[Passage, ...], Measured, tuple[Claim, ...], tuple[Dropped, ...]]:
    """The passages of the works, each wording once, their results, the claims, and what was left on the way."""
    works = without_digests(included)
    sentences, unread = read(works)
    passages, repeated = once(sentences, works)
    measured = results(passages, load_names())
    claims, passed_over = extract(question, passages, _roles(passages, models), models.embedder, measured)
    return passages, measured, claims, (*unread, *repeated, *passed_over)


def _roles(passages: Sequence[Passage], models: Workbench) -> dict[str, Role]:
    """The most probable role of every sentence among those of its text; empty without the model. Rows have no role."""
    if models.roles is None:
        return {}
    texts: dict[tuple[str, str, str, str], list[Passage]] = {}
    for passage in (one for one in passages if one.form is Form.PROSE):
        texts.setdefault((passage.work, passage.version, passage.origin, passage.section), []).append(passage)
    tables = models.roles.classify([[passage.text for passage in text] for text in texts.values()])
    return {
        passage.id: ROLES[int(row.argmax())]
        for text, table in zip(texts.values(), tables, strict=True)
        for passage, row in zip(text, table, strict=True)
    }


def _dossier(
    question: Question, material: Material, written: Composition, derived: tuple[Derived, ...], account: Account
) -> Dossier:
    sections = (statement for section in written.sections for statement in section.statements)
    return Dossier(
        question=question,
        answer=written.answer,
        statements=(*written.answer.statements, *written.abstract, *sections),
        limitations=written.limitations,
        claims=tuple(material.claims.values()),
        verdicts=material.verdicts,
        passages=material.passages,
        results=tuple(material.results.values()),
        derived=derived,
        evidence=tuple(material.evidence.values()),
        works=material.works,
        dropped=(*account.dropped, *written.dropped),
    )


def _from_files(
    root: Path, question: Question, policy: Policy, models: Workbench, disputes: Sequence[Dispute]
) -> Report:
    return _built(question, of_files(root, question), policy, models, disputes)


def quotable(
    question: Question, found: Sequence[Batch], models: Workbench = RULES, disputes: Sequence[Dispute] = ()
) -> tuple[Passage, ...]:
    """The passages that a report quotes: of claims, of disputes, and the first of each work that names each concept.

    A table of which a row is quoted is quoted whole: its rows can only be read together.
    """
    question = widened(question)
    chosen = select(question, identify(found), models, disputes)
    passages, _, claims, _ = _extracted(question, chosen.included, models)
    quoted = {claim.passage for claim in claims}
    by_id = {passage.id: passage for passage in passages}
    heard = hear(chosen.cases, claims, by_id, models.judge, models.embedder)
    quoted |= {finding.passage for one in heard for finding in one.findings}
    quoted |= {one.nearest for one in heard if one.nearest}
    terms = [concept.terms for _, concept in question.facets.required()]
    named: set[tuple[str, int]] = set()
    for passage in passages:
        here = {(passage.work, at) for at, one in enumerate(terms) if names(passage.text, one)} - named
        named |= here
        if here:
            quoted.add(passage.id)
    tables = {_table(passage) for passage in passages if passage.id in quoted and passage.form is Form.TABLE}
    return tuple(passage for passage in passages if passage.id in quoted or _table(passage) in tables)


def _table(passage: Passage) -> tuple[str, str, str]:
    return passage.work, passage.version, passage.section


@cache
def _packaged(name: str) -> str:
    return (files("generator") / name).read_text(encoding="utf-8")


def _surroundings(question: Question, chosen: Selection) -> Surroundings:
    off_topic = {one.item for one in chosen.excluded if one.reason in _OFF_TOPIC}
    around = {work.key: work for work in chosen.distinct if work.key in off_topic and may_be_near(question, work)}
    return Surroundings(works=around, passages=read(tuple(around.values()))[0])


def _published_works(chosen: Selection) -> tuple[Work, ...]:
    """Included works first, as screening ordered them; texts that are not ours stay out, their hashes stay in."""
    kept = {work.key for work in chosen.included}
    left = (work for work in chosen.distinct if work.key not in kept)
    return tuple(_without_texts(work) for work in (*chosen.included, *left))


def _without_texts(work: Work) -> Work:
    versions = tuple(
        v.model_copy(
            update={"sections": tuple(s.model_copy(update={"text": None, "excerpts": ()}) for s in v.sections)}
        )
        for v in work.versions
    )
    return work.model_copy(update={"versions": versions})


def _quoted(
    passages: Sequence[Passage], material: Material, decided: Answer, heard: Sequence[Hearing]
) -> tuple[Passage, ...]:
    """The passages that the report quotes: it quotes, and does not republish whole texts."""
    named = {claim.passage for claim in material.claims.values()} | {one.passage for one in material.evidence.values()}
    named |= {near.passage for gap in decided.missing for near in gap.nearest}
    named |= {passage for one in decided.covered for passage in one.passages}
    named |= {one.passage for one in heard if one.passage}
    return tuple({passage.id: passage for passage in passages if passage.id in named}.values())


def _engine(models: Workbench) -> tuple[EnginePart, ...]:
    """What shaped the result, each with its version or the hash of its rules."""
    return (
        EnginePart(task="pipeline", name="claimbook", version=__version__),
        EnginePart(task="sentences", name="nupunkt", version=version("nupunkt")),
        EnginePart(task="ranking", name="BM25 (bm25s)", version=version("bm25s")),
        *models.parts(),
        EnginePart(task="policy", name="policy.yml", version=f"sha256 {ids.digest(_packaged('policy.yml'))}"),
        EnginePart(task="names", name="aliases.yml", version=f"sha256 {ids.digest(_packaged('aliases.yml'))}"),
    )
