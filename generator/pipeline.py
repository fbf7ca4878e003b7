"""The composition root: questions and libraries in, reports out; the only place that knows every stage.

Reads the project's files, fetches nothing and writes nothing but the archive of libraries, which changes no report;
models come from `workbench`. The same files give the same reports, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import yaml

from generator import __version__, ids, locking, notices, questions, workbench
from generator.errors import PolicyError
from generator.results import load_names
from generator.roles import ROLES, Role
from generator.schema import (
    MAX_SYNONYMS,
    Answer,
    Batch,
    CheckName,
    Claim,
    ClaimStatus,
    Concept,
    Counts,
    Derived,
    Dispute,
    Dropped,
    EnginePart,
    Facet,
    Facets,
    Form,
    Hearing,
    Inclusion,
    Lock,
    Notice,
    Origin,
    Outcome,
    Passage,
    Policy,
    QueryRun,
    Question,
    Reason,
    Report,
    Stage,
    Work,
    WorkChoice,
    WorkType,
)
from generator.sources import fulltext, library
from generator.sources.library import Library
from generator.stages.corroborate import Case, Witnesses, corroborate, hear, hearings
from generator.stages.dedupe import clashes, copycats, dedupe
from generator.stages.digests import fates, without_digests
from generator.stages.extract import extract
from generator.stages.once import once
from generator.stages.read import read
from generator.stages.results import Measured, results
from generator.stages.review import Dossier, breaches, review
from generator.stages.screen import screen
from generator.stages.synthesise import Account, Composition, Material, Surroundings, answer, compose, may_be_near
from generator.stages.verify import verify
from generator.store import archive, locks
from generator.store.archive import Archive, Kept
from generator.text import names
from generator.workbench import RULES, Workbench

PEER_REVIEWED = frozenset({WorkType.ARTICLE, WorkType.CONFERENCE_PAPER, WorkType.CHAPTER})
Key = TypeVar("Key", Reason, ClaimStatus)
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
    chosen = _select(question, identified, models, disputes)
    material, hearings, passed_over = _take(question, chosen, models)
    around = _surroundings(question, chosen)
    decided, derived = answer(question, material, around)
    counts = _counts(chosen, material, decided)
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


def widened(question: Question) -> Question:
    """The question with the other names, by `aliases.yml`, of what its concepts name."""
    facets = {facet.value: tuple(_with_aliases(concept) for concept in question.facets.of(facet)) for facet in Facet}
    return question.model_copy(update={"facets": Facets(**facets)})


def _with_aliases(concept: Concept) -> Concept:
    more = load_names().widened(concept.terms)[len(concept.terms) :]
    return concept.model_copy(update={"any": (*concept.any, *more)[:MAX_SYNONYMS]})


@dataclass(frozen=True, slots=True)
class Identified:
    """What sources gave, joined: the same for every question that reads them. `dropped` is what was lost or joined."""

    queries: tuple[QueryRun, ...]
    distinct: tuple[Work, ...]
    dropped: tuple[Dropped, ...]

    @property
    def count(self) -> int:
        """Works before they were joined."""
        return sum(query.identified for query in self.queries)


def identify(batches: Sequence[Batch]) -> Identified:
    """The distinct works of the batches, and records of what could not be read, is flagged, or was joined.

    What was kept for a retraction is no search: it gives no work, and marks those that it is about.
    """
    kept = [work for batch in batches if locking.is_kept(batch.query) for work in batch.works]
    batches = [batch for batch in batches if not locking.is_kept(batch.query)]
    unread = (one for batch in batches for one in batch.dropped)
    works = tuple(work for batch in batches for work in batch.works)
    distinct, joined = dedupe(works)
    queries = tuple(QueryRun(source=b.source, expression=b.query, identified=len(b.works), cut=b.cut) for b in batches)
    return Identified(queries, notices.told(distinct, kept), (*unread, *clashes(works), *copycats(works), *joined))


@dataclass(frozen=True, slots=True)
class _Selection:
    """Works from identification to inclusion, and everything left out on the way."""

    identified: int
    distinct: tuple[Work, ...]
    included: tuple[Work, ...]
    inclusions: tuple[Inclusion, ...]
    excluded: tuple[Dropped, ...]
    dropped: tuple[Dropped, ...]
    cases: tuple[Case, ...]


def _select(
    question: Question, identified: Identified, models: Workbench, disputes: Sequence[Dispute] = ()
) -> _Selection:
    """The works that pass screening; one that a dispute of this report names is kept as a pin is."""
    ours = [one for one in disputes if one.report == question.slug]
    named = [(one, _named_by(one, identified.distinct)) for one in ours]
    pins = (
        WorkChoice(work=work.ids.named[0], reason=f"named by the dispute {one.name}") for one, work in named if work
    )
    pinned = question.model_copy(update={"pins": (*question.pins, *pins)})
    included, inclusions, excluded = screen(pinned, identified.distinct, models.embedder)
    left = {one.item: one for one in excluded if one.stage is Stage.SCREEN}
    return _Selection(
        identified=identified.count,
        distinct=identified.distinct,
        included=included,
        inclusions=inclusions,
        excluded=excluded,
        dropped=(*identified.dropped, *excluded),
        cases=tuple(
            Case(one, work, left.get(work.key) if work else None, served=bool(question.services)) for one, work in named
        ),
    )


def _named_by(dispute: Dispute, works: Sequence[Work]) -> Work | None:
    """The work that a dispute names; one of which this is another version, if none goes by the identifier itself."""
    own = (work for work in works if dispute.evidence in work.ids.named)
    other = (work for work in works if dispute.evidence in work.same_as and work.ids.named)
    return next(own, None) or next(other, None)


def _take(
    question: Question, chosen: _Selection, models: Workbench
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
    return _built(question, _identified_of(root, question), policy, models, disputes)


def _identified_of(root: Path, question: Question) -> Identified:
    lock, articles = locks.load(root, question.slug), fulltext.supplied(root, question.slug)
    if lock is None and not articles:
        return _identified(_files(root, question), archive.at(root))
    return identify(_batches(root, question, articles, lock))


def screened(root: Path, question: Question) -> tuple[tuple[Work, ...], tuple[Work, ...]]:
    """The distinct works that a question reads, and those of them that pass screening, however many these are.

    No model is asked. Raises InputError for a library or a lock that does not read.
    """
    chosen = _select(widened(question), _identified_of(root, question), RULES)
    left = {one.item for one in chosen.excluded if one.reason is not Reason.OVER_WORK_LIMIT}
    return chosen.distinct, tuple(work for work in chosen.distinct if work.key not in left)


def batches(root: Path, question: Question, lock: Lock | None) -> tuple[Batch, ...]:
    """What the files of a question and a lock of it hold. Raises InputError for a file that does not read."""
    return _batches(root, question, fulltext.supplied(root, question.slug), lock)


def _batches(root: Path, question: Question, articles: Sequence[Batch], lock: Lock | None) -> tuple[Batch, ...]:
    kept = archive.at(root)
    return (*(_batch(one, kept) for one in _files(root, question)), *articles, *locking.batches(lock, question))


def _files(root: Path, question: Question) -> tuple[Library, ...]:
    return (*library.load(root, question.sources), *library.supplied(root, question.slug))


def quotable(
    question: Question, found: Sequence[Batch], models: Workbench = RULES, disputes: Sequence[Dispute] = ()
) -> tuple[Passage, ...]:
    """The passages that a report quotes: of claims, of disputes, and the first of each work that names each concept.

    A table of which a row is quoted is quoted whole: its rows can only be read together.
    """
    question = widened(question)
    chosen = _select(question, identify(found), models, disputes)
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


def included(
    question: Question, found: Sequence[Batch], models: Workbench = RULES, disputes: Sequence[Dispute] = ()
) -> tuple[Work, ...]:
    """The distinct works that pass screening, best first."""
    return _select(widened(question), identify(found), models, disputes).included


@lru_cache(maxsize=4)  # questions that read the same libraries join their works once
def _identified(libraries: tuple[Library, ...], kept: Archive) -> Identified:
    def joined() -> Kept:
        found = identify([_batch(one, kept) for one in libraries])
        counts = tuple(query.identified for query in found.queries)
        return Kept(works=found.distinct, dropped=found.dropped, counts=counts)

    place = f"joined/{ids.digest(*(one.path for one in libraries))}"
    found = kept.get(place, [part for one in libraries for part in (one.path, one.text)], joined)
    queries = (
        QueryRun(source=one.source, expression=one.query, identified=count)
        for one, count in zip(libraries, found.counts, strict=True)
    )
    return Identified(tuple(queries), found.works, found.dropped)


def _batch(one: Library, kept: Archive) -> Batch:
    def read() -> Kept:
        works, dropped = library.parse(one.text, one.path, one.name)
        return Kept(works=works, dropped=dropped)

    found = kept.get(f"library/{ids.digest(one.path)}", (one.path, one.text), read)
    return one.batch(found.works, found.dropped)


@cache
def _packaged(name: str) -> str:
    return (files("generator") / name).read_text(encoding="utf-8")


def _surroundings(question: Question, chosen: _Selection) -> Surroundings:
    off_topic = {one.item for one in chosen.excluded if one.reason in _OFF_TOPIC}
    around = {work.key: work for work in chosen.distinct if work.key in off_topic and may_be_near(question, work)}
    return Surroundings(works=around, passages=read(tuple(around.values()))[0])


def _published_works(chosen: _Selection) -> tuple[Work, ...]:
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


def _counts(chosen: _Selection, material: Material, decided: Answer) -> Counts:
    """Every count there is; the one place where any is made."""
    claims, verdicts = material.claims.values(), material.verdicts.values()
    screened_out = [one.reason for one in chosen.excluded if one.stage is Stage.SCREEN]
    judged = [
        check.outcome
        for verdict in verdicts
        if not material.claims[verdict.claim].verbatim
        for check in verdict.checks
        if check.name in {CheckName.NUMBERS, CheckName.ENTAILED} and check.outcome is not Outcome.NOT_APPLICABLE
    ]
    return Counts(
        identified=chosen.identified,
        duplicates_removed=chosen.identified - len(chosen.distinct),
        screened=len(chosen.distinct),
        excluded=len(screened_out),
        excluded_by_reason=_tally(screened_out),
        included=len(chosen.included),
        preprints=sum(work.type is WorkType.PREPRINT for work in chosen.included),
        peer_reviewed=sum(work.type in PEER_REVIEWED for work in chosen.included),
        retracted=sum(work.notice is Notice.RETRACTION for work in chosen.included),
        unchecked=sum(work.checked is not True for work in chosen.included),
        full_texts=sum(_is_whole(work) for work in chosen.included),
        passages=len(material.passages),
        claims=len(claims),
        on_topic=sum(claim.on_topic for claim in claims),
        claims_by_status=_tally(verdict.status for verdict in verdicts),
        reworded_checks=len(judged),
        reworded_checks_passed=judged.count(Outcome.PASSED),
        works_behind_answer=len(decided.works),
    )


def _is_whole(work: Work) -> bool:
    """Whether more than an abstract is there in the work's own words."""
    return any(
        section.origin is Origin.SOURCE and section.form is Form.PROSE and section.name != "abstract"
        for version in work.versions
        for section in version.sections
    )


def _tally(values: Iterable[Key]) -> dict[Key, int]:
    return dict(sorted(Counter(values).items()))


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
