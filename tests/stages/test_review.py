from dataclasses import replace

import pytest
from pydantic import ValidationError

from generator import pipeline
from generator.schema import (
    AnswerStatus,
    ClaimStatus,
    DecisionStatus,
    DimensionName,
    Evidence,
    Fragility,
    Policy,
    Report,
    ReviewerName,
    Stance,
    Standpoint,
)
from generator.stages.review import review
from tests.makers import FACETS, dossier, entry, examined, question, report

WHOLE = "Zorvine lowered the flare rate against placebo by {n}% in adults with gout."


NAMES = ("Ide", "Okoro", "Lind", "Sato")
OPEN = "Zorvine was not studied in children with gout."


def trials(count: int, claims: int = 5, *, authors: tuple[str, ...] = NAMES, more: str = OPEN) -> str:
    return "".join(
        entry(
            f"t{at}",
            f"Trial {at}",
            f"{' '.join(WHOLE.format(n=at * 10 + n) for n in range(1, claims + 1))} {more}",
            author=f"{authors[at - 1]}, Mina",
        )
        for at in range(1, count + 1)
    )


def scores(built: Report) -> dict[DimensionName, float | None]:
    return {d.name: d.score for one in built.reviews for d in one.dimensions}


def test_three_reviewers_with_mandates_and_eight_dimensions_with_basis_and_definition() -> None:
    built = report(trials(3))
    assert [one.reviewer for one in built.reviews] == list(ReviewerName)
    dimensions = [d for one in built.reviews for d in one.dimensions]
    assert {d.name for d in dimensions} == set(DimensionName)
    assert all(d.basis and d.definition for d in dimensions)
    assert all(one.mandate for one in built.reviews)


def test_what_no_record_tells_is_not_assessed() -> None:
    found = scores(report(trials(3)))
    assert found[DimensionName.REPRODUCIBILITY] is found[DimensionName.SAFETY_AND_IMPACT] is None


def test_what_is_assessed_depends_on_the_question_and_not_on_the_evidence() -> None:
    setting = {**FACETS, "setting": [{"name": "hospital"}]}
    text = WHOLE.format(n=31).replace("gout.", "gout in hospital.")
    assert scores(report(trials(3)))[DimensionName.BENCHMARK_VALIDITY] is None
    assert scores(report(entry("t", "T", text), question(setting)))[DimensionName.BENCHMARK_VALIDITY] == 0
    no_outcome = question({name: FACETS[name] for name in ("population", "intervention")})
    assert scores(report(trials(3), no_outcome))[DimensionName.NUMERICAL_CONSISTENCY] is None
    assert scores(report(trials(3)))[DimensionName.NOVELTY] == 0


@pytest.mark.parametrize(("works", "expected"), [(1, 3.3), (2, 6.7), (3, 10.0), (4, 10.0)])
def test_evidence_strength_counts_works_up_to_three(works: int, expected: float) -> None:
    assert scores(report(trials(works)))[DimensionName.EVIDENCE_STRENGTH] == expected


def test_works_of_one_group_are_one_work_of_evidence_and_the_challenger_says_so() -> None:
    built = report(trials(3, authors=("Ide", "Ide", "Ide")))
    assert scores(built)[DimensionName.EVIDENCE_STRENGTH] == 3.3
    (found,) = (one for one in built.reviews[0].findings if "one voice" in one.text)
    assert set(found.works) == set(built.answer.works)


def test_a_part_of_an_answer_counts_a_sixth() -> None:
    bib = "".join(
        entry(
            f"t{at}", f"T{at}", f"Zorvine lowered the flare rate by {at}.5% in adults with gout.", author=f"{who}, Al"
        )
        for at, who in enumerate(NAMES)
    )
    built = report(bib)
    assert built.answer.status is AnswerStatus.PARTLY
    assert scores(built)[DimensionName.EVIDENCE_STRENGTH] == 1.7


@pytest.mark.parametrize(
    ("dimension", "claims", "more", "expected"),
    [
        (DimensionName.CITATION_GROUNDING, 1, "", 1),
        (DimensionName.CITATION_GROUNDING, 8, "", 8),
        (DimensionName.CITATION_GROUNDING, 12, "", 10),
        (DimensionName.NUMERICAL_CONSISTENCY, 1, "", 3.3),
        (DimensionName.NUMERICAL_CONSISTENCY, 3, "", 10),
        (DimensionName.UNCERTAINTY_DISCLOSURE, 3, "", 0),
        (DimensionName.UNCERTAINTY_DISCLOSURE, 3, OPEN, 5),
        (DimensionName.UNCERTAINTY_DISCLOSURE, 3, "Zorvine lowered gout flares (95% CI 2.1 to 3.4).", 5),
        (DimensionName.NOVELTY, 3, OPEN, 0),
    ],
)
def test_each_score_counts_up_to_what_is_enough(
    dimension: DimensionName, claims: int, more: str, expected: float
) -> None:
    assert scores(report(trials(1, claims, more=more)))[dimension] == expected


def test_a_wrong_number_takes_the_score_for_numbers_and_the_claim_away() -> None:
    seen = examined(trials(3).replace("Zorvine lowered", "We saw that zorvine lowered"))
    of = next(one for one in seen.claims if not one.verbatim)
    wrong = of.model_copy(update={"text": of.text.replace("1%", "8%")})
    planted = replace(seen, claims=tuple(wrong if one == of else one for one in seen.claims))
    (_, confirmer, _), decision = review(planted, pipeline.load_policy())
    assert {one.name: one.score for one in confirmer.dimensions}[DimensionName.NUMERICAL_CONSISTENCY] == 0
    assert "11% " not in wrong.text
    assert [one.claims for one in confirmer.findings if "bear out" in one.text] == [(wrong.id,)]
    assert any(reason.startswith("max_failed_statements: ") for reason in decision.reasons)


def test_a_digest_grounds_nothing_and_halves_the_strength() -> None:
    bib = trials(3).replace("abstract =", "digest =")
    built = report(bib)
    assert scores(built)[DimensionName.CITATION_GROUNDING] == 0
    assert scores(built)[DimensionName.EVIDENCE_STRENGTH] == 5.0
    assert built.decision.status is DecisionStatus.PREVIEW
    assert built.decision.tier is None


def test_verified_claims_of_other_works_do_not_lift_an_answer_from_digests() -> None:
    beside = entry("own", "Own", " ".join(f"Zorvine lowered the flare rate by {n}%." for n in range(1, 9)))
    built = report(trials(3).replace("abstract =", "digest =") + beside)
    assert any(verdict.status is ClaimStatus.VERIFIED for verdict in built.verdicts)
    assert built.decision.status is DecisionStatus.PREVIEW


def test_findings_that_deny_each_other_are_not_published() -> None:
    built = report(trials(3) + entry("no", "No", "Zorvine did not lower the flare rate against placebo in gout."))
    assert built.decision.status is DecisionStatus.WITHHELD
    assert any("allow_mixed_findings" in reason for reason in built.decision.reasons)


def test_an_unseen_source_grounds_nothing() -> None:
    built = report(trials(3).replace("  checked = {yes},\n", ""))
    assert scores(built)[DimensionName.CITATION_GROUNDING] == 0


def test_five_distinct_verified_claims_are_due() -> None:
    assert report(trials(3)).decision.status is DecisionStatus.PUBLISHED
    built = report(trials(3, claims=1, more=""))
    assert built.decision.status is DecisionStatus.WITHHELD
    assert "min_verified_on_topic: 3 verified claims on topic where 5 are due" in built.decision.reasons


def test_one_paper_published_thrice_is_one_work_of_evidence() -> None:
    text = " ".join(WHOLE.format(n=n) for n in range(1, 6))
    bib = "".join(entry(f"t{n}", "The same trial", text, year=str(2019 + n)) for n in range(3))
    built = report(bib)
    assert len(built.answer.works) == 3
    assert scores(built)[DimensionName.EVIDENCE_STRENGTH] == 3.3


def test_the_same_sentence_in_another_work_is_no_further_claim() -> None:
    bib = "".join(entry(f"t{at}", f"Trial {at}", WHOLE.format(n=1)) for at in range(6))
    assert any("min_verified_on_topic: 1 verified" in one for one in report(bib).decision.reasons)


def test_the_integrator_is_the_mean_of_the_two_and_names_the_lower() -> None:
    challenger, confirmer, integrator = report(trials(2)).reviews
    assert challenger.score is not None
    assert confirmer.score is not None
    assert integrator.score == round((challenger.score + confirmer.score) / 2, 1)
    assert "challenger" in integrator.findings[0].text
    assert "points apart" in integrator.findings[1].text


def test_findings_point_at_claims_and_works() -> None:
    built = report(trials(1).replace("abstract =", "digest ="))
    challenger = built.reviews[0]
    assert challenger.findings[0].works == built.answer.works
    assert "the answer is gone" in challenger.findings[0].text
    assert set(challenger.findings[1].claims) == {claim.id for claim in built.claims}


def test_the_challenger_names_what_the_answer_hangs_on_and_what_contradicts_it() -> None:
    seen = examined(trials(2))
    fragile = (Fragility(work=seen.answer.works[0], status=AnswerStatus.PARTLY),)
    first = seen.claims[0]
    last = next(one for one in seen.claims if one.work != first.work)
    against = Evidence(
        id="e-1", claim=first.id, passage=last.passage, work=last.work, stance=Stance.CONTRADICTS,
        standpoint=Standpoint.INDEPENDENT, basis="figures", why="41% against 11%",
    )  # fmt: skip
    contested = {first.id: seen.verdicts[first.id].model_copy(update={"status": ClaimStatus.CONTESTED})}
    torn = replace(
        seen,
        answer=seen.answer.model_copy(update={"fragile": fragile}),
        verdicts={**seen.verdicts, **contested},
        evidence=(against,),
    )
    (challenger, *_), decision = review(torn, pipeline.load_policy())
    hangs, contradicted = challenger.findings
    assert "covers a part of the question only" in hangs.text
    assert hangs.works == (fragile[0].work,)
    assert "41% against 11%" in contradicted.text
    assert (set(contradicted.claims), set(contradicted.works)) == ({first.id, last.id}, {first.work, last.work})
    assert decision.status is DecisionStatus.WITHHELD


def test_an_undisclosed_weakness_lowers_the_score() -> None:
    built = report(trials(1))
    assert scores(built)[DimensionName.UNCERTAINTY_DISCLOSURE] == 5
    silenced = replace(dossier(built), limitations=())
    (challenger, *_), _ = review(silenced, pipeline.load_policy())
    (found,) = (d for d in challenger.dimensions if d.name is DimensionName.UNCERTAINTY_DISCLOSURE)
    assert found.score == 0
    assert "a single work behind the answer" in found.basis


def test_an_open_question_has_no_score() -> None:
    built = report("", question())
    assert [one.score for one in built.reviews] == [None, None, None]
    assert set(scores(built).values()) == {None}
    assert built.decision.status is DecisionStatus.OPEN


@pytest.mark.parametrize(
    "tiers",
    [
        [{"name": "a", "from": 6.5, "to": 8}, {"name": "b", "from": 7.5, "to": 10.01}],
        [{"name": "a", "from": 6.5, "to": 7}, {"name": "b", "from": 7.5, "to": 10.01}],
        [{"name": "a", "from": 5, "to": 10.01}],
        [{"name": "a", "from": 6.5, "to": 10}],
    ],
    ids=["overlap", "gap", "below the gate", "ten is left out"],
)
def test_a_policy_with_unsound_tiers_does_not_load(tiers: list[dict[str, object]]) -> None:
    stated = pipeline.load_policy().model_dump() | {"tiers": tiers}
    with pytest.raises(ValidationError, match="without gap or overlap"):
        Policy.model_validate(stated)
