from dataclasses import replace

import pytest
from pydantic import ValidationError

from generator import pipeline
from generator.schema import ClaimStatus, DecisionStatus, DimensionName, Policy, Report, ReviewerName
from generator.stages.review import review
from tests.makers import dossier, entry, question, report

WHOLE = "Zorvine lowered the flare rate against placebo by {n}% in adults with gout."


def trials(count: int, claims: int = 5) -> str:
    return "".join(
        entry(f"t{at}", f"Trial {at}", " ".join(WHOLE.format(n=at * 10 + n) for n in range(1, claims + 1)))
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
    assert [
        found[DimensionName(name)] for name in ("novelty", "reproducibility", "safety_and_impact", "benchmark_validity")
    ] == [None] * 4


@pytest.mark.parametrize(("works", "expected"), [(1, 3.3), (2, 6.7), (3, 10.0), (4, 10.0)])
def test_evidence_strength_counts_works_up_to_three(works: int, expected: float) -> None:
    assert scores(report(trials(works)))[DimensionName.EVIDENCE_STRENGTH] == expected


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
    built = report(trials(3, claims=1))
    assert built.decision.status is DecisionStatus.WITHHELD
    assert built.decision.reasons == ("min_verified_on_topic: 3 verified claims on topic where 5 are due",)


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


def test_findings_point_at_claims_and_works() -> None:
    built = report(trials(1).replace("abstract =", "digest ="))
    challenger = built.reviews[0]
    assert challenger.findings[0].works == built.answer.works
    assert set(challenger.findings[1].claims) == {claim.id for claim in built.claims}


def test_an_undisclosed_weakness_lowers_the_score() -> None:
    built = report(trials(1))
    assert scores(built)[DimensionName.UNCERTAINTY_DISCLOSURE] == 10
    silenced = replace(dossier(built), limitations=())
    (challenger, *_), _ = review(silenced, pipeline.load_policy())
    (found,) = (d for d in challenger.dimensions if d.name is DimensionName.UNCERTAINTY_DISCLOSURE)
    assert found.score == 0
    assert "a single work behind the answer" in found.basis


def test_an_open_question_has_no_score() -> None:
    built = report("", question())
    assert [one.score for one in built.reviews] == [None, None, None]
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
