"""Writes the abstract, the findings by work and the limitations; every sentence names what it rests on.

Pure; a part of the stage `synthesise`. The abstract is ours: counts, the answer, recomputed figures. A limitation is
written only where a record calls for it, and says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import locking
from generator.labels import label, source_name
from generator.schema import (
    OWN_FILES,
    Answer,
    AnswerStatus,
    ClaimStatus,
    Counts,
    Dropped,
    Facet,
    Missing,
    Origin,
    QueryRun,
    Question,
    Reason,
    ResultsSection,
    Stage,
    Statement,
    Work,
)
from generator.stages.synthesise.statements import Material, failed, in_own_words, of_claim, of_contest, of_records

_SET_ASIDE = (
    (
        {Reason.UNREADABLE_ENTRY, Reason.DUPLICATE_KEY, Reason.MISSING_TITLE},
        "Library entries that could not be read, and were left out",
    ),
    ({Reason.UNREADABLE_FIELD}, "Records kept without a field or characters that do not read"),
    ({Reason.COPYCAT_DOI}, "Works whose DOI stands under a prefix that is known for copies, kept"),
    ({Reason.IDENTIFIER_CLASH}, "Works that share an identifier but neither title nor first author, kept apart"),
    ({Reason.UNMATCHED_CHOICE}, "Pins and exclusions of the question that match no work found"),
)

_WOULD_BE = {
    AnswerStatus.ANSWERED: "be answered",
    AnswerStatus.PARTLY: "be answered in part",
    AnswerStatus.NOT_ANSWERED: "not be answered",
}


@dataclass(frozen=True, slots=True)
class Composition:
    """The written parts of a report, and the sentences that failed a check and are not among them."""

    answer: Answer
    abstract: tuple[Statement, ...]
    sections: tuple[ResultsSection, ...]
    limitations: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What happened on the way to the answer: searches, counts, and everything left out."""

    queries: tuple[QueryRun, ...]
    counts: Counts
    dropped: tuple[Dropped, ...]


def compose(question: Question, material: Material, answer: Answer, account: Account) -> Composition:
    """All written parts; a sentence that fails its checks is dropped with the reason."""
    abstract = [in_own_words(material, statement) for statement in _abstract(material, answer, account.counts)]
    sections = list(_by_work(material, answer))
    limitations = list(_limitations(question, material, answer, account))
    written = [*answer.statements, *abstract, *limitations, *(s for section in sections for s in section.statements)]
    return Composition(
        answer=answer.model_copy(update={"statements": _publishable(answer.statements)}),
        abstract=_publishable(abstract),
        sections=tuple(
            section.model_copy(update={"statements": kept})
            for section in sections
            if (kept := _publishable(section.statements))
        ),
        limitations=_publishable(limitations),
        dropped=tuple(
            Dropped(
                stage=Stage.SYNTHESISE,
                item=statement.text,
                reason=Reason.FAILED_STATEMENT,
                detail="; ".join(check.why for check in statement.checks if check.outcome == "failed"),
            )
            for statement in written
            if failed(statement)
        ),
    )


def _publishable(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(statement for statement in statements if not failed(statement))


def _abstract(material: Material, answer: Answer, counts: Counts) -> Iterator[Statement]:
    yield of_records(
        f"Works identified: {counts.identified}, of which {counts.duplicates_removed} were duplicates; screened"
        f" against the question: {counts.screened}; excluded with a reason: {counts.excluded}; included:"
        f" {counts.included}.",
        "counts",
    )
    central = {passage for one in answer.covered for passage in one.passages}
    for statement in answer.statements:
        passages = {material.claims[claim].passage for claim in statement.claims}
        if not passages or (statement.derived and passages & central):
            yield statement
    by_status = counts.claims_by_status
    verified, stated = by_status.get(ClaimStatus.VERIFIED, 0), by_status.get(ClaimStatus.DIGEST, 0)
    contested = by_status.get(ClaimStatus.CONTESTED, 0)
    rest = counts.claims - verified - stated - contested
    yield of_records(
        f"{_claims(counts.claims)} {_were(counts.claims)} taken from the included works: {verified} verified against"
        f" the source's own words, {stated} stated in our digests of the sources, {contested} contested by another"
        f" passage, {rest} with a failed or undecided check or from a retracted text.",
        "counts.claims_by_status",
    )
    if answer.status is not AnswerStatus.ANSWERED:
        yield of_records(answer.missing[0].would_need, "question.facets", "answer.missing")


def _by_work(material: Material, answer: Answer) -> Iterator[ResultsSection]:
    """What each included work says on the question, beyond what the answer repeats; the claims table has the rest."""
    told = {claim for statement in answer.statements for claim in statement.claims}
    for key, work in material.works.items():
        left = [c for c in material.usable() if c.work == key and c.id not in told]
        claims = [c for c in left if c.on_topic] or left
        digest_alone = all(material.origin(claim) is Origin.DIGEST for claim in claims)
        contested = [c for c in claims if material.verdicts[c.id].status is ClaimStatus.CONTESTED]
        if claims:
            yield ResultsSection(
                heading=(f"{work.byline}: {work.title}" if work.authors else work.byline)
                + (", as our digest states it" if digest_alone else ""),
                statements=(
                    *(of_claim(material, claim, under_heading=digest_alone) for claim in claims),
                    *of_contest(material, contested),
                ),
            )


def _limitations(question: Question, material: Material, answer: Answer, account: Account) -> Iterator[Statement]:
    yield from _of_search(question, account)
    yield from _of_texts(material, account.counts)
    yield from _of_answer(material, answer)
    yield from _of_figures(material)
    yield from (_of_gap(gap) for gap in answer.missing)
    optional = [concept.name for _, concept in question.facets.each() if not concept.required]
    if optional:
        yield of_records(f"Not required for the answer, and not checked: {'; '.join(optional)}.", "question.facets")


def _of_search(question: Question, account: Account) -> Iterator[Statement]:
    searched = ", ".join(f"{source_name(query.source)} ({_works(query.identified)})" for query in account.queries)
    asked = {query.source for query in account.queries}
    silent = ", ".join(source_name(service) for service in question.services if service not in asked)
    more = f" Not asked yet, or without an answer so far: {silent}." if silent else ""
    if all(source.startswith(OWN_FILES) for source in asked):
        told = f"Only curated libraries were searched: {searched}. A work that nobody put there was not seen.{more}"
    else:
        told = f"Searched: {searched}. A work that none of them gave was not seen.{more}"
    yield of_records(told, "queries")
    for reasons, text in _SET_ASIDE:
        items = dict.fromkeys(one.item for one in account.dropped if one.reason in reasons)
        if items:
            yield of_records(f"{text}: {'; '.join(items)}.", "dropped")
    over = [one for one in account.dropped if one.reason in {Reason.OVER_WORK_LIMIT, Reason.OVER_CLAIM_LIMIT}]
    if over:
        yield of_records(
            f"The question's limits left out {len(over)} works or passages that had passed screening.", "dropped"
        )


def _of_texts(material: Material, counts: Counts) -> Iterator[Statement]:
    sections = {(s.origin, s.name) for w in material.works.values() for v in w.versions for s in v.sections}
    if (Origin.DIGEST, "digest") in sections:
        stated = sum(material.origin(claim) is Origin.DIGEST for claim in material.claims.values())
        yield of_records(
            f"Claims that stand in digests that we wrote, not in the authors' words: {stated} of {counts.claims}. They"
            " cannot be checked against the sources here, and corroborate nothing.",
            "claims",
        )
    if material.works and sections <= {(Origin.DIGEST, "digest"), (Origin.SOURCE, "abstract")}:
        of_all = "the one included work" if counts.included == 1 else f"the {counts.included} works included"
        yield of_records(f"No full text of {of_all} was read.", "works")
    elif counts.full_texts < counts.included:
        yield of_records(
            f"Read in full: {counts.full_texts} of the {_works(counts.included)} included; of the others the abstract"
            " or our digest alone.",
            "works",
        )
    unseen = [work.byline for work in material.works.values() if work.checked is False]
    if unseen:
        yield of_records(f"Unverified records, which support nothing: {'; '.join(unseen)}.", "works")
    noted = [f"{work.byline} ({_noted(work)})" for work in material.works.values() if work.notices]
    if noted:
        yield of_records(f"Works with an editorial notice: {'; '.join(noted)}.", "works")
    reworded = [c for c in material.claims.values() if not c.verbatim]
    if reworded:
        judged = sum(material.verdicts[claim.id].confidence is not None for claim in reworded)
        by = "a lexical baseline, no entailment model, compared" if not judged else "an entailment model compared"
        yield of_records(
            f"{_claims(len(reworded))} {_were(len(reworded))} reworded into the third person; {by} wording and quote.",
            "claims",
        )


def _of_answer(material: Material, answer: Answer) -> Iterator[Statement]:
    if answer.works:
        groups = "one group" if answer.groups == 1 else f"{answer.groups} groups"
        more = ", and they do not agree" if answer.mixed else ""
        yield of_records(
            f"Groups of authors behind the answer, no two of which share a first or last author: {groups}{more}.",
            "answer.groups",
        )
    for one in answer.fragile:
        status = _WOULD_BE[one.status]
        yield of_records(
            f"If {material.works[one.work].byline} were left out, the question would {status}.", "answer.fragile"
        )
    if len(answer.works) == 1 and not answer.fragile:
        text = f"The answer rests on one work, {material.works[answer.works[0]].byline}."
        yield of_records(text, "answer.works")
    if answer.mixed:
        text = "Works behind the answer contradict each other; no rule here tells which is right."
        yield of_records(text, "answer.mixed")
    for key in answer.works:
        work = material.works[key]
        if work.note is not None:
            yield of_records(f"The library's curator notes on {work.byline}: {work.note}", "works")


def _of_figures(material: Material) -> Iterator[Statement]:
    results = [material.results[result] for claim in material.claims.values() for result in claim.results]
    unnamed = [r for r in results if r.metric is None]
    if unnamed:
        yield of_records(
            f"{len(unnamed)} of {len(results)} figures name no metric in the passage that gives them.",
            "results",
        )
    third = sorted(
        {material.works[r.work].byline for r in results if "not the paper" in r.place or "third party" in r.place}
    )
    if third:
        yield of_records(
            f"Figures taken from pages that are not the paper itself: {'; '.join(third)}.", "results", "passages"
        )


def _of_gap(gap: Missing) -> Statement:
    part = {Facet.SETTING: "setting", Facet.POPULATION: "population"}.get(gap.facet, gap.facet.value)
    where = (
        f"{_works(gap.found_elsewhere)} {'names' if gap.found_elsewhere == 1 else 'name'} it apart from the rest"
        if gap.found_elsewhere
        else "no included work in good standing names it"
    )
    return of_records(f"No evidence on the {part} “{gap.concept}” together with the rest: {where}.", "answer.missing")


def _works(number: int) -> str:
    return f"{number} work{'' if number == 1 else 's'}"


def _claims(number: int) -> str:
    return f"{number} claim{'' if number == 1 else 's'}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _noted(work: Work) -> str:
    """The notice on a work in a word; where only a preprint of it bears one, that it is the preprint's."""
    word = label(work.notices[0]).word.lower()
    return (word if work.notice is not None else f"the preprint version: {word}") + _said_by(work)


def _said_by(work: Work) -> str:
    """Who said it, where that is known from a source that is not asked for it any more."""
    kept = {one.source: locking.last_said(one.query) for one in work.sightings if locking.is_kept(one.query)}
    told = (f"{source_name(source)} on {day}" if day else source_name(source) for source, day in kept.items())
    return f", as last said by {' and '.join(told)}" if kept else ""
