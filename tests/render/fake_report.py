"""A small report in our own words, whose every free text can be replaced; works are invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as Date  # noqa: N812 - as in schema.ledger
from decimal import Decimal

from generator import schema as s

Wording = Callable[[str], str]


def plainly(text: str) -> str:
    return text


def _line(text: str, longest: int = 2000) -> str:
    return re.sub(r"[\r\n\t]", " ", text)[:longest].strip()


class _Maker:
    """Makes the report; `word` turns each default text into the text that stands there."""

    def __init__(self, word: Wording) -> None:
        self.word = word

    def line(self, text: str, longest: int = 2000) -> str:
        return _line(self.word(text), longest)

    def question(self) -> s.Question:
        line = self.line
        return s.Question(
            slug="tea-and-sleep",
            title=line("Tea and sleep", 200),
            question=f"{line('Does tea in the evening shorten the sleep of adults', 1900)}?",
            facets=s.Facets(
                population=(s.Concept(name=line("1 adults", 120), any=(line("grown-ups", 120),)),),
                intervention=(s.Concept(name=line("2 tea", 120)),),
                outcome=(s.Concept(name=line("3 sleep", 120), any=(line("hours slept", 120),)),),
                setting=(s.Concept(name=line("4 at home", 120), required=False),),
            ),
            years=s.Years.model_validate({"from": 1990, "to": 2024}),
            types=(s.WorkType.ARTICLE, s.WorkType.PREPRINT),
            pins=(s.WorkChoice(work=line("The full title of a pinned work"), reason=line("It started the debate")),),
            exclusions=(s.WorkChoice(work="doi:10.1000/left.out", reason=line("It is a duplicate")),),
            tags=("sleep", "tea"),
            owners=(line("octocat"),),
        )

    def work(self, key: str, **given: object) -> s.Work:
        word = self.word
        base: dict[str, object] = {
            "key": key,
            "title": word(f"Title of {key}"),
            "authors": (s.Author(family=word("Okafor"), given=word("Ada")), s.Author(family=word("Tea & Sleep Trust"))),
            "year": 2021,
            "venue": word("Journal of Evenings"),
            "volume": word("12"),
            "number": word("3"),
            "pages": word("34–56"),
            "type": s.WorkType.ARTICLE,
            "ids": s.Ids(doi=f"10.1000/{key}", arxiv="2101.00001", pmid="123456"),
            "url": f"https://example.org/{key}",
            "language": "en",
            "checked": True,
            "note": word("Read twice"),
            "versions": (
                s.Version(
                    id=f"{key}-v1",
                    label=word("version 1"),
                    year=2021,
                    kind=s.WorkType.ARTICLE,
                    sections=(s.Section(origin=s.Origin.SOURCE, name="abstract", text=None, sha256="0" * 64),),
                ),
            ),
            "sightings": (s.Sighting(source="library/tea", native_id=key, query="tea", rank=1),),
        }
        return s.Work.model_validate({**base, **given})

    def works(self) -> tuple[s.Work, ...]:
        withdrawn = {"type": s.WorkType.PREPRINT, "notice": s.Notice.RETRACTION, "checked": None}
        bare = {"authors": (), "year": None, "venue": None, "pages": None, "ids": s.Ids(), "url": None, "note": None}
        return (self.work("okafor2021"), self.work("withdrawn2020", **withdrawn), self.work("bare", **bare))

    def passage(self, number: int, work: str, origin: s.Origin, text: str) -> s.Passage:
        text = self.word(text)
        return s.Passage(
            id=f"p-{number}",
            work=work,
            version=f"{work}-v1",
            origin=origin,
            section=self.word("abstract"),
            place=self.word("Table 2"),
            start=10,
            end=10 + len(text),
            text=text,
        )

    def passages(self) -> tuple[s.Passage, ...]:
        return (
            self.passage(1, "okafor2021", s.Origin.SOURCE, "We saw adults sleep 6.5 hours with tea."),
            self.passage(2, "okafor2021", s.Origin.DIGEST, "Adults slept 7.1 hours without tea."),
            self.passage(3, "withdrawn2020", s.Origin.SOURCE, "Tea doubles sleep."),
            self.passage(4, "bare", s.Origin.DIGEST, "A work that was left out comes near."),
        )

    def claim(self, passage: s.Passage, number: int, text: str | None = None, **given: object) -> s.Claim:
        base: dict[str, object] = {
            "id": f"c-{number}",
            "text": passage.text if text is None else self.word(text),
            "kind": s.ClaimKind.FINDING,
            "work": passage.work,
            "passage": passage.id,
            "quote": passage.text,
            "concepts": ("1 adults",),
            "on_topic": True,
        }
        return s.Claim.model_validate({**base, **given})

    def check(self, name: s.CheckName, outcome: s.Outcome, probability: float | None = None) -> s.Check:
        return s.Check(name=name, outcome=outcome, probability=probability, why=self.word("because of its records"))

    def verdict(self, claim: str, status: s.ClaimStatus, confidence: float | None = None) -> s.Verdict:
        checks = (
            self.check(s.CheckName.LOCATED, s.Outcome.PASSED),
            self.check(s.CheckName.NUMBERS, s.Outcome.FAILED),
            self.check(s.CheckName.ENTAILED, s.Outcome.NOT_ASSESSED, confidence),
        )
        return s.Verdict(claim=claim, checks=checks, status=status, confidence=confidence)

    def result(self, number: int, value: str, **given: object) -> s.Result:
        base: dict[str, object] = {
            "id": f"r-{number}",
            "work": "okafor2021",
            "passage": f"p-{number}",
            "system": self.word("adults"),
            "method": self.word("tea"),
            "dataset": self.word("diaries"),
            "metric": None,
            "value": Decimal(value),
            "unit": self.word("hours"),
            "place": self.word("Table 2"),
            "role": "subject",
        }
        return s.Result.model_validate({**base, **given})

    def statement(self, text: str, **given: tuple[str, ...]) -> s.Statement:
        checks = (self.check(s.CheckName.TRACED, s.Outcome.PASSED),)
        return s.Statement.model_validate({"text": self.word(text), "checks": checks, **given})

    def answer(self) -> s.Answer:
        coverage = s.Coverage(facet=s.Facet.POPULATION, concept=self.word("1 adults"), passages=("p-1",))
        nearest = (
            s.Nearest(passage="p-1", work="okafor2021", concepts=(self.word("2 tea"),), why=self.word("it names both")),
            s.Nearest(passage="p-4", work="bare", concepts=(), why=self.word("it has a similar name")),
        )
        missing = tuple(
            s.Missing(
                facet=facet,
                concept=self.word(name),
                found_elsewhere=1,
                nearest=nearest,
                would_need=self.word("Measure."),
            )
            for facet, name in ((s.Facet.OUTCOME, "3 sleep"), (s.Facet.INTERVENTION, "2 tea"))
        )
        return s.Answer(
            status=s.AnswerStatus.PARTLY,
            rule=self.word("one work names two of three concepts"),
            statements=(self.statement("Adults slept 0.6 hours less.", claims=("c-1", "c-2"), derived=("d-1",)),),
            covered=(coverage,),
            missing=missing,
            works=("okafor2021",),
        )

    def reviews(self) -> tuple[s.Review, ...]:
        word = self.word
        dimensions = (
            s.Dimension(
                name=s.DimensionName.EVIDENCE_STRENGTH, score=4.5, basis=word("one work"), definition=word("how much")
            ),
            s.Dimension(
                name=s.DimensionName.NOVELTY,
                score=None,
                basis=word("nothing to hold it against"),
                definition=word("new"),
            ),
        )
        finding = s.Finding(text=word("One work carries all."), claims=("c-1",), works=("okafor2021", "bare"))
        return tuple(
            s.Review(
                reviewer=reviewer, mandate=word("looks closely"), dimensions=dimensions, score=4.5, findings=(finding,)
            )
            for reviewer in s.ReviewerName
        )

    def disputes(self) -> tuple[s.Hearing, ...]:
        """One that decides nothing, one with a work that nobody found, and one of a claim that is gone."""

        def dispute(name: str, claim: str, work: str, **more: object) -> s.Dispute:
            why = self.line("It says the opposite", 500)
            told = {"name": name, "claim": claim, "report": "tea-and-sleep", "evidence": work, "why": why}
            return s.Dispute.model_validate(told | more)

        named = {"by": "octo-cat", "date": Date(2026, 3, 2)}
        held = dispute("it-says-the-opposite", "c-444444444444", "doi:10.1000/withdrawn2020", **named)
        return (
            s.Hearing(
                dispute=held,
                outcome=s.DisputeOutcome.NEITHER,
                work="withdrawn2020",
                passage="p-3",
                why=self.word("the nearest passage says something else"),
            ),
            s.Hearing(
                dispute=dispute("nowhere", "c-444444444444", 'doi:10.1000/<b>"nowhere'),
                outcome=s.DisputeOutcome.NOT_FOUND,
                why=self.word("no library has it"),
            ),
            s.Hearing(
                dispute=dispute("too-late", "c-000000000000", "arxiv:2101.00001"),
                outcome=s.DisputeOutcome.CLAIM_GONE,
                work="okafor2021",
                why=self.word("the report makes no claim with this id"),
            ),
        )

    def dropped(self) -> tuple[s.Dropped, ...]:
        detail = self.word("names no tea")
        return (
            s.Dropped(stage=s.Stage.SCREEN, item="bare", reason=s.Reason.NO_INTERVENTION, detail=detail),
            s.Dropped(stage=s.Stage.SCREEN, item="no-record", reason=s.Reason.OUTSIDE_YEARS),
            s.Dropped(stage=s.Stage.EXTRACT, item="p-9", reason=s.Reason.NO_CLAIM_CUE),
        )

    def counts(self) -> s.Counts:
        return s.Counts(
            identified=5, duplicates_removed=1, screened=4, excluded=2, included=2, preprints=1, peer_reviewed=1,
            retracted=1, unchecked=1, full_texts=1, passages=4, claims=4, on_topic=3, reworded_checks=6,
            reworded_checks_passed=5, works_behind_answer=1,
            excluded_by_reason={s.Reason.NO_INTERVENTION: 1, s.Reason.OUTSIDE_YEARS: 1},
            claims_by_status={s.ClaimStatus.VERIFIED: 2, s.ClaimStatus.DIGEST: 1, s.ClaimStatus.RETRACTED: 1},
        )  # fmt: skip

    def report(self) -> s.Report:
        word = self.word
        passages = self.passages()
        claims = (
            self.claim(passages[0], 1, "The authors saw adults sleep 6.5 hours with tea.", results=("r-1",)),
            self.claim(passages[1], 2, kind=s.ClaimKind.NUMBER, results=("r-2",)),
            self.claim(passages[2], 3, kind=s.ClaimKind.CAVEAT, on_topic=False),
            self.claim(passages[0], 4, kind=s.ClaimKind.COMPARISON, id="c-444444444444"),
        )
        return s.Report(
            question=self.question(),
            queries=(
                s.QueryRun(source=word("library/tea"), expression=word('"tea" AND (sleep OR rest)'), identified=5),
            ),
            inclusions=(
                s.Inclusion(work="okafor2021", concepts=(word("2 tea"),), score=0.61, bm25=3.25, cosine=0.48),
                s.Inclusion(work="withdrawn2020", concepts=(word("2 tea"),), score=1.5, bm25=1.5),
            ),
            works=self.works(),
            passages=passages,
            results=(
                self.result(1, "6.5"),
                self.result(2, "7.1", method=None, unit="%", role="baseline"),
                self.result(3, "2", work="withdrawn2020"),
            ),
            derived=(
                s.Derived(id="d-1", op="difference", left="r-1", right="r-2", value=Decimal("-0.6"), unit="hours"),
            ),
            claims=claims,
            verdicts=(
                self.verdict("c-1", s.ClaimStatus.VERIFIED, 0.93),
                self.verdict("c-2", s.ClaimStatus.DIGEST),
                self.verdict("c-3", s.ClaimStatus.RETRACTED),
                self.verdict("c-444444444444", s.ClaimStatus.VERIFIED),
            ),
            answer=self.answer(),
            abstract=(self.statement("Five records were found.", records=("counts",)),),
            sections=(
                s.ResultsSection(
                    heading=word("Sleep"), statements=(self.statement("Tea mattered.", claims=("c-444444444444",)),)
                ),
                s.ResultsSection(heading=word("Aside"), statements=(self.statement("Tea doubles.", claims=("c-3",)),)),
            ),
            limitations=(self.statement("One work was retracted.", records=("works",)),),
            reviews=self.reviews(),
            decision=s.Decision(
                status=s.DecisionStatus.PREVIEW,
                consensus=4.5,
                tier=None,
                reasons=(word("it rests on digests: ours"), word("min_consensus: the consensus is 4.5")),
            ),
            disputes=self.disputes(),
            dropped=self.dropped(),
            counts=self.counts(),
            engine=(s.EnginePart(task=word("sentences"), name=word("splitter"), version=word("1.0")),),
        )


def report_of(word: Wording = plainly) -> s.Report:
    """The report with every free text as `word` makes it from the default."""
    return _Maker(word).report()


def site_of() -> tuple[s.Report, ...]:
    """A site of three reports: this one, one of usual size, and one whose every text would leave its place."""
    hostile = report_of(lambda text: text + '</script><script>alert(1)</script>" onload="alert(1)')
    question = hostile.question.model_copy(update={"slug": "tea-hostile"})
    return report_of(), grown_report(), hostile.model_copy(update={"question": question})


def work_of(key: str, **given: object) -> s.Work:
    """A work with everything stated but what `given` says otherwise."""
    return _Maker(plainly).work(key, **given)


def grown_report(claims: int = 15, works: int = 10, figures: int = 30, left_out: int = 40) -> s.Report:
    """A report as large as a usual one, with texts as long as usual ones, under the address `tea-at-length`."""
    maker = _Maker(plainly)
    small = maker.report()
    titled = "A cohort of adults who drank tea in the evening and wrote their sleep down for a year: part"
    kept = tuple(maker.work(f"doi-10.1000-{n:04}", title=f"{titled} {n}") for n in range(works))
    lost = tuple(maker.work(f"doi-10.2000-{n:04}", title=f"{titled} {n}") for n in range(left_out))
    said = "Adults who drank two cups of tea within three hours of going to bed slept 6.5 hours, against 7.1 hours"
    passages = tuple(
        maker.passage(n, kept[n % works].key, s.Origin.SOURCE, f"{said} for those who drank none, in month {n} of 12.")
        for n in range(claims)
    )
    taken = tuple(maker.claim(passage, n + 100, results=(f"r-{n}",)) for n, passage in enumerate(passages))
    why = "abstract, characters 834 to 945, seen by the curator"
    checks = tuple(s.Check(name=name, outcome=s.Outcome.PASSED, why=why) for name in (*s.CheckName,)[:5])
    told = tuple(
        maker.statement(f"{said} in month {n} (Okafor et al., 2021, Table 2).", claims=(taken[n].id,))
        for n in range(claims)
    )
    return small.model_copy(
        update={
            "question": small.question.model_copy(update={"slug": "tea-at-length", "title": "Tea and sleep at length"}),
            "works": (*kept, *lost),
            "inclusions": tuple(s.Inclusion(work=w.key, concepts=("2 tea",), score=0.6, bm25=3.2) for w in kept),
            "passages": passages,
            "claims": taken,
            "verdicts": tuple(s.Verdict(claim=c.id, checks=checks, status=s.ClaimStatus.VERIFIED) for c in taken),
            "results": tuple(
                maker.result(n, f"{5 + n / 10:.1f}", passage=passages[n % claims].id, work=kept[n % works].key)
                for n in range(figures)
            ),
            "derived": (),
            "disputes": (),
            "dropped": tuple(
                s.Dropped(stage=s.Stage.SCREEN, item=w.key, reason=s.Reason.NO_INTERVENTION, detail="names no tea")
                for w in lost
            ),
            "reviews": tuple(review.model_copy(update={"findings": ()}) for review in small.reviews),
            "answer": small.answer.model_copy(
                update={
                    "status": s.AnswerStatus.ANSWERED,
                    "statements": told[:8],
                    "covered": (),
                    "missing": (),
                    "works": tuple(w.key for w in kept[:3]),
                }
            ),
            "abstract": told[:4],
            "sections": (s.ResultsSection(heading="Sleep", statements=told[8:]),),
        }
    )
