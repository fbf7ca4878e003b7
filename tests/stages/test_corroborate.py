"""What stands for and against a claim: within its own work, and in others. Names and figures are invented."""

import random

import pytest

from generator import pipeline
from generator.engine import Judgement
from generator.schema import AnswerStatus, Batch, ClaimStatus, Evidence, Report, Stance, Standpoint
from generator.sources import library
from generator.workbench import Workbench
from tests.fakes import FixedJudge
from tests.makers import entry, question, report

FACETS = {
    "population": [{"name": "Emu-3"}],
    "intervention": [{"name": "KQ"}],
    "outcome": [{"name": "score", "any": ["scores", "outperform"]}],
}
BOAST = "On every benchmark the 4-bit KQ models outperform the FP16 baselines (abstract)."
BELOW = "Emu-3 scores 61.2 on Delta under 4-bit KQ, against 62.0 in BF16 (Table 2)."
ABOVE = "Emu-3 scores 63.2 on Delta under 4-bit KQ, against 62.0 in BF16 (Table 2)."


def built(*texts: str, field: str = "digest", same_authors: bool = False) -> Report:
    people = ["Ide, Mina", "Okoro, Tobe", "Lind, Eva", "Sato, Ren"]
    entries = (
        entry(f"w{at}", f"Work {at}", text, field=field, author="Ide, Mina" if same_authors else people[at])
        for at, text in enumerate(texts)
    )
    return report("".join(entries), question(FACETS))


def against(made: Report) -> list[Evidence]:
    return [one for one in made.evidence if one.stance is Stance.CONTRADICTS]


def test_a_boast_is_held_against_the_works_own_figures() -> None:
    made = built(f"{BOAST} {BELOW}")
    assert {one.standpoint for one in against(made)} == {Standpoint.OWN_WORK}
    assert {verdict.status for verdict in made.verdicts} == {ClaimStatus.CONTESTED}
    (why,) = {one.why for one in against(made)}
    assert "61.2 under 4-bit KQ, below 62.0 under BF16 (Table 2)" in why
    assert "(abstract)" in why
    assert "“" not in why


@pytest.mark.parametrize(
    "text",
    [
        f"{BOAST} {ABOVE}",
        f"{BOAST.replace('On every benchmark the', 'The')} {BELOW}",
        f"{BOAST.replace('outperform', 'do not outperform')} {BELOW}",
        f"{BOAST.replace('4-bit', '8-bit')} {BELOW.replace('4-bit KQ', '4-bit LQ')}",
        f"{BOAST} {BELOW.replace('4-bit KQ', '4-bit LQ')} KQ learns.",
        f"{BOAST.replace('FP16 baselines', 'LQ models')} {BELOW}",
        BELOW,
    ],
    ids=[
        "it holds",
        "not everywhere",
        "denied",
        "another width and method",
        "another method",
        "another rival",
        "alone",
    ],
)
def test_what_is_no_contradiction_is_not_called_one(text: str) -> None:
    assert against(built(text)) == []


def test_two_values_of_one_cell_at_two_places_contest_each_other() -> None:
    made = built(f"{BELOW} Emu-3 scores 63.0 on Delta in FP16 (abstract).")
    (why,) = {one.why for one in against(made)}
    assert why == "Emu-3 on Delta stands at 62.0 under BF16 (Table 2), but at 63.0 under FP16 (abstract)"
    assert against(built(f"{BELOW} Emu-3 scores 63.0 on Rho in FP16 (abstract).")) == []
    assert against(built(f"{BELOW} Emu-4 scores 63.0 on Delta in FP16 (abstract).")) == []


@pytest.mark.parametrize("again", ["62.00", "61.96", "0.620"])
def test_a_value_rounded_or_told_as_a_share_is_the_same_value(again: str) -> None:
    assert against(built(f"{BELOW} Emu-3 scores {again} on Delta in FP16 (abstract).")) == []


@pytest.mark.parametrize("again", ["62.1", "61.9", "0.66", "0.612"])
def test_a_value_further_off_is_another_value(again: str) -> None:
    assert against(built(f"{BELOW} Emu-3 scores {again} on Delta in FP16 (abstract).")) != []


def test_the_contest_stands_in_the_answer() -> None:
    made = built(f"{BOAST} {BELOW}")
    assert made.answer.status is AnswerStatus.ANSWERED
    said = [one.text for one in made.answer.statements]
    assert any(one.startswith("Contested: Ide (2021) is at odds with itself") for one in said)
    assert not made.answer.mixed


def test_another_work_supports_by_the_same_direction_and_contradicts_by_the_opposite() -> None:
    again = BELOW.replace("61.2", "60.9").replace("62.0", "61.8")
    made = built(BELOW, again, ABOVE.replace("62.0", "61.5"), field="abstract")
    stances = {(one.stance, one.standpoint) for one in made.evidence}
    assert stances == {(Stance.SUPPORTS, Standpoint.INDEPENDENT), (Stance.CONTRADICTS, Standpoint.INDEPENDENT)}
    assert made.answer.mixed


def test_another_system_or_data_set_contradicts_nothing() -> None:
    assert built(BELOW, ABOVE.replace("Emu-3", "Emu-3-Large"), field="abstract").evidence == ()
    assert built(BELOW, ABOVE.replace("Delta", "Rho"), field="abstract").evidence == ()


def test_an_equal_value_is_one_measurement() -> None:
    made = built(BELOW, BELOW.replace("61.2", "59.9"), field="abstract")
    by_standpoint = {one.standpoint for one in made.evidence if one.stance is Stance.SUPPORTS}
    assert by_standpoint == {Standpoint.SAME_FIGURE, Standpoint.INDEPENDENT}
    alone = built(BELOW, BELOW, field="abstract")
    assert {one.standpoint for one in alone.evidence} == {Standpoint.SAME_FIGURE}


def test_works_of_the_same_authors_are_related() -> None:
    again = BELOW.replace("61.2", "60.9").replace("62.0", "61.8")
    made = built(BELOW, again, field="abstract", same_authors=True)
    assert {one.standpoint for one in made.evidence} == {Standpoint.RELATED}


def test_digests_corroborate_nothing() -> None:
    again = BELOW.replace("61.2", "60.9").replace("62.0", "61.8")
    assert built(BELOW, again).evidence == ()


def judged(judgement: Judgement, other: str) -> tuple[Report, FixedJudge]:
    """Two findings of two works in sources' own words, and what a judge makes of the pair, both ways round."""
    judge = FixedJudge(judgement)
    bib = entry("a", "A trial", FELL, author="Ide, Mina") + entry("b", "B trial", other, author="Lind, Eva")
    works, dropped = library.parse(bib, "lib.bib", "lib")
    batch = Batch(source="library/lib", query="every entry", works=works, dropped=dropped)
    return pipeline.build(question(), [batch], pipeline.load_policy(), Workbench(judge=judge)), judge


FELL = "Zorvine lowered the flare rate of adults with gout against placebo."


def test_the_judge_supports_with_its_probability() -> None:
    made, judge = judged(
        Judgement(0.9, 0.05, 0.05), "Against placebo, zorvine cut flares in adults with gout by a third."
    )
    assert {(one.stance, one.basis, one.probability) for one in made.evidence} == {(Stance.SUPPORTS, "judge", 0.9)}
    assert {asked.title for asked in judge.asked} == {"A trial", "B trial"}


def test_the_judge_alone_contests_nothing() -> None:
    """A contradiction counts only where both name the same things and point opposite ways."""
    against = Judgement(0.05, 0.9, 0.05)
    assert judged(against, "Zorvine cut flares in adults with gout, against placebo, too.")[0].evidence == ()
    made, _ = judged(against, "Zorvine raised the flare rate of adults with gout against placebo.")
    assert {one.stance for one in made.evidence} == {Stance.CONTRADICTS}
    assert made.answer.mixed
    assert (
        judged(Judgement(0.3, 0.3, 0.4), "Zorvine raised flares of adults with gout against placebo.")[0].evidence == ()
    )


@pytest.mark.parametrize(
    "other",
    [
        "Zorvine prolonged flares of adults with gout against placebo.",
        "Flares of adults with gout did not differ between zorvine and placebo.",
        "Flares of adults with gout were 31.2 under zorvine and 30.9 under placebo.",
    ],
)
def test_a_judge_that_is_wrong_lends_no_support_to_another_way(other: str) -> None:
    assert judged(Judgement(0.95, 0.03, 0.02), other)[0].evidence == ()


def test_what_the_judge_contests_stands_in_the_answer_word_for_word() -> None:
    other = "Conclusions: Zorvine prolonged flares of adults with gout (95% CI 1 to 4) against placebo."
    made, _ = judged(Judgement(0.05, 0.9, 0.05), other)
    assert {one.status for one in made.verdicts} == {ClaimStatus.CONTESTED}
    told = [one.text for one in made.answer.statements if one.text.startswith("Contested")]
    assert told[0] == f"Contested: Lind (2021) says otherwise of “{FELL}”: “{made.claims[1].quote}”"
    assert not any(one.reason == "failed_statement" for one in made.dropped)


def test_within_one_sentence_a_difference_needs_a_metric_alone() -> None:
    text = "In adults with gout the flare rate was 22.0% under zorvine, against 33.0% under placebo."
    made = report(entry("a", "A trial", text), question())
    assert [(str(one.value), one.unit) for one in made.derived] == [("-11.0", "points")]
    told = " ".join(one.text for one in made.answer.statements)
    assert "lare rate: zorvine stands at 22.0%, 11.0 points below placebo at 33.0%" in told


def test_unrelated_claims_contest_each_other_never() -> None:
    """500 pairs of claims that share a system, a data set or a pair of methods, and never all of them."""
    rng = random.Random(4)  # noqa: S311 - a seeded sample
    systems, sets, methods = ("Emu-3", "Emu-4", "Rhea-7B"), ("Delta", "Rho", "Sigma"), ("KQ", "LQ", "MQ")
    false = 0
    for _ in range(500):
        one, two = ((rng.choice(systems), rng.choice(sets), rng.choice(methods)) for _ in range(2))
        if one == two:
            two = (*two[:2], "NQ")
        texts = [
            f"{s} scores {rng.uniform(40, 90):.1f} on {d} under 4-bit {m}, against {rng.uniform(40, 90):.1f} in BF16."
            for s, d, m in (one, two)
        ]
        facets = {"intervention": [{"name": "KQ", "any": ["LQ", "MQ", "NQ"]}], "outcome": [{"name": "scores"}]}
        bib = "".join(entry(f"w{n}", f"Work {n}", text, author=f"Ide{n}, Mina") for n, text in enumerate(texts))
        false += any(one.stance is Stance.CONTRADICTS for one in report(bib, question(facets)).evidence)
    assert false == 0
