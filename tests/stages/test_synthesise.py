"""The answer rule and the sentences of ours, through the pipeline on invented libraries."""

import pytest

from generator.schema import AnswerStatus, CheckName, ClaimStatus, Facet, Outcome, Reason, Report
from generator.stages.synthesise.rule import RULES
from tests.makers import FACETS, entry, question, report

WHOLE = "Zorvine lowered the flare rate against placebo by 40% in adults with gout."


def missing(built: Report) -> list[str]:
    return [gap.concept for gap in built.answer.missing]


def test_one_passage_that_names_everything_answers() -> None:
    built = report(entry("a", "A trial", WHOLE))
    assert built.answer.status is AnswerStatus.ANSWERED
    assert built.answer.rule == RULES["one_passage"]
    assert [one.concept for one in built.answer.covered] == ["adults with gout", "zorvine", "placebo", "flare rate"]
    assert all(one.passages for one in built.answer.covered)


def test_passages_of_one_work_that_no_passage_joins_do_not_answer() -> None:
    text = "Adults with gout took zorvine or placebo, assigned at random. Zorvine lowered the flare rate by 40%."
    assert report(entry("a", "A trial", text)).answer.status is AnswerStatus.NOT_ANSWERED


def test_results_of_one_table_answer_together_and_are_held_against_each_other() -> None:
    text = (
        "Zorvine scores 61.3 on GoutScale under 4-mg dosing (Table 2). Zorvine scores 60.1 on GoutScale under 2-mg"
        " dosing (Table 2)."
    )
    facets = {
        "intervention": [{"name": "4-mg dosing"}],
        "comparator": [{"name": "2-mg dosing"}],
        "outcome": [{"name": "GoutScale"}],
    }
    built = report(entry("a", "A trial", text, field="digest"), question(facets))
    assert (built.answer.status, built.answer.rule) == (AnswerStatus.ANSWERED, RULES["one_table"])
    assert [str(one.value) for one in built.derived] == ["1.2"]
    (tally,) = (one.text for one in built.answer.statements if "comparison" in one.text)
    assert (
        tally
        == "4-mg dosing stands 1.2 points above 2-mg dosing in the one comparison found, on Zorvine and GoutScale."
    )
    elsewhere = text.replace("2-mg dosing (Table 2)", "2-mg dosing (Table 2, version 3)")
    split = report(entry("a", "A trial", elsewhere, field="digest"), question(facets))
    assert split.answer.status is not AnswerStatus.ANSWERED
    assert split.derived == ()


@pytest.mark.parametrize(
    ("finding", "status"),
    [
        ("Zorvine outperformed both placebo and ZRV-9 on the flare rate of adults with gout.", AnswerStatus.ANSWERED),
        ("Colchicine outperformed both placebo and zorvine on flares of adults with gout.", AnswerStatus.PARTLY),
        ("Unlike placebo, zorvine lowered the flare rate of adults with gout.", AnswerStatus.ANSWERED),
        ("The flare rate of adults with gout did not differ between zorvine and placebo.", AnswerStatus.ANSWERED),
        ("Placebo and zorvine both lowered the flare rate of adults with gout.", AnswerStatus.PARTLY),
    ],
)
def test_a_passage_answers_only_if_it_holds_the_two_against_each_other(finding: str, status: AnswerStatus) -> None:
    assert report(entry("a", "A trial", finding)).answer.status is status


LOWER = "Zorvine lowered the flare rate of adults with gout compared with placebo."
DEARER = "Zorvine raised the cost of each flare of adults with gout compared with placebo."
RARER = "Unlike placebo, zorvine reduced flares of adults with gout."


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ((LOWER, DEARER, RARER), ["on zorvine against placebo, 1 tells of more and 2 of less"]),
        ((LOWER, RARER), []),
        ((LOWER, DEARER.replace(" compared with placebo", "")), []),
    ],
    ids=["two ways", "one way", "another comparison"],
)
def test_findings_that_point_in_different_directions_are_told_once(findings: tuple[str, ...], told: list[str]) -> None:
    entries = (entry(name, f"{name} trial of {name}", text) for name, text in zip("abc", findings, strict=False))
    built = report("".join(entries))
    assert built.answer.status is AnswerStatus.ANSWERED
    assert [one.text for one in built.answer.statements if "different directions" in one.text] == [
        f"Findings behind the answer point in different directions: {one}. They may be of different outcomes."
        for one in told
    ]
    assert not any("contradict" in one.text for one in built.answer.statements)


def test_passages_of_two_works_do_not() -> None:
    built = report(
        entry("a", "A trial", "Adults with gout took zorvine or placebo, assigned at random.")
        + entry("b", "B trial", "Zorvine lowered the flare rate by 40%.")
    )
    assert built.answer.status is AnswerStatus.NOT_ANSWERED


def test_passages_of_one_work_on_other_things_do_not() -> None:
    text = "Zorvine was compared with placebo in mice. Adults with gout were asked about the flare rate, which fell."
    assert report(entry("a", "A review", text)).answer.status is AnswerStatus.NOT_ANSWERED


def test_naming_everything_without_telling_anything_does_not_answer() -> None:
    text = "This protocol uses zorvine and placebo to measure the flare rate of adults with gout."
    assert report(entry("a", "A protocol", text)).answer.status is AnswerStatus.NOT_ANSWERED


def test_a_missing_comparator_makes_it_part_of_an_answer() -> None:
    built = report(entry("a", "A cohort", "Zorvine lowered the flare rate by 40% in adults with gout."))
    assert built.answer.status is AnswerStatus.PARTLY
    assert missing(built) == ["placebo"]
    assert "placebo" in built.answer.statements[0].text


def test_an_optional_concept_is_not_missed_but_said() -> None:
    facets = {
        "intervention": [{"name": "zorvine"}],
        "comparator": [{"name": "placebo", "required": False}],
        "outcome": [{"name": "flare rate"}],
    }
    built = report(entry("a", "A cohort", "Zorvine lowered the flare rate by 40%."), question(facets))
    assert built.answer.status is AnswerStatus.ANSWERED
    assert any("placebo" in one.text for one in built.limitations)


@pytest.mark.parametrize(
    "more", [{"notice": "retraction"}, {"checked": "no"}], ids=["a retracted work", "an unverified record"]
)
def test_some_works_support_nothing(more: dict[str, str]) -> None:
    built = report(entry("a", "A trial", WHOLE, **more))
    assert built.answer.status is AnswerStatus.NOT_ANSWERED
    assert built.claims


def test_an_empty_library_answers_nothing_and_names_everything() -> None:
    built = report("")
    assert built.answer.status is AnswerStatus.NOT_ANSWERED
    assert missing(built) == ["adults with gout", "zorvine", "placebo", "flare rate"]
    assert built.counts.identified == 0
    assert "zorvine" in built.answer.missing[0].would_need


def test_nearest_evidence_is_of_included_works_first() -> None:
    text = "Zorvine is well tolerated by adults with gout, the authors report."
    built = report(
        entry("a", "Zorvine in adults with gout", text) + entry("b", "B", "Zorvine was compared with placebo in mice.")
    )
    (placebo,) = (gap for gap in built.answer.missing if gap.concept == "placebo")
    assert placebo.found_elsewhere == 1
    quoted = {one.id: one.text for one in built.passages}
    assert [quoted[one.passage] for one in placebo.nearest] == ["Zorvine was compared with placebo in mice."]


def test_a_setting_that_nobody_names_gets_things_of_a_similar_name() -> None:
    facets = {
        "intervention": [{"name": "zorvine"}],
        "outcome": [{"name": "flare rate"}],
        "setting": [{"name": "Nordic-Harbour-Registry"}],
    }
    built = report(
        entry("a", "A cohort", "Zorvine lowered the flare rate.")
        + entry("b", "The Nordic Harbour cohort", "It follows dock workers of the nordic coast.")
        + entry("c", "Unrelated", "Bees dance."),
        question(facets),
    )
    (gap,) = built.answer.missing
    assert (gap.facet, gap.found_elsewhere) == (Facet.SETTING, 0)
    assert ["similar name" in one.why for one in gap.nearest] == [True]


def test_differences_are_recomputed_exactly_and_held_against_the_right_figures() -> None:
    text = (
        "Zorvine scores 61.3 on GoutScale under 4-mg dosing, against 61.2 under 2-mg dosing and 62.0 under placebo,"
        " in adults with gout with flares (Table 2)."
    )
    built = report(entry("a", "A trial", text, field="digest"))
    by_id = {one.id: one for one in built.results}
    found = {(by_id[d.left].method, by_id[d.right].method): str(d.value) for d in built.derived}
    assert found == {
        ("4-mg dosing", "2-mg dosing"): "0.1",
        ("4-mg dosing", "placebo"): "-0.7",
        ("2-mg dosing", "placebo"): "-0.8",
    }
    said = " ".join(one.text for one in built.answer.statements)
    assert "0.7 points below placebo at 62.0" in said
    assert "our digest of" in said


def test_every_statement_is_traced_and_has_its_numbers() -> None:
    built = report(entry("a", "A trial", WHOLE))
    written = [*built.answer.statements, *built.abstract, *(s for sec in built.sections for s in sec.statements)]
    assert written
    for statement in written:
        assert statement.claims or statement.derived or statement.records
        assert [c.outcome for c in statement.checks if c.name is CheckName.TRACED] == [Outcome.PASSED]
        assert all(check.outcome is not Outcome.FAILED for check in statement.checks)


def test_a_digest_never_stands_in_quotation_marks_and_a_source_does() -> None:
    (source,) = (s.text for s in report(entry("a", "A trial", WHOLE)).answer.statements if s.claims)
    (ours,) = (s.text for s in report(entry("a", "A trial", WHOLE, field="digest")).answer.statements if s.claims)
    assert source == f"Ide and Okoro (2021): “{WHOLE}”"
    assert ours == f"Our digest of Ide and Okoro (2021) states: {WHOLE}"
    assert "“" not in ours


def test_limits_that_leave_something_out_are_a_limitation() -> None:
    bib = entry("a", "A trial", WHOLE) + entry("b", "B trial", WHOLE)
    built = report(bib, question(limits={"works": 1}))
    assert any(one.reason is Reason.OVER_WORK_LIMIT for one in built.dropped)
    assert any("limits left out 1" in one.text for one in built.limitations)


def test_an_answer_in_part_misses_what_its_own_passage_lacks() -> None:
    built = report(
        entry("a", "A cohort", "Zorvine lowered the flare rate by 40% in adults with gout.")
        + entry("b", "B cohort", "Against placebo, zorvine lowered the flare rate by 3% in adults of all kinds.")
    )
    assert built.answer.status is AnswerStatus.PARTLY
    assert missing(built) == ["placebo"]
    assert {one.concept for one in built.answer.covered}.isdisjoint(missing(built))


def test_a_concept_in_the_title_alone_is_covered_there() -> None:
    built = report(entry("a", "Zorvine in adults with gout", "Zorvine lowered the flare rate against placebo."))
    assert built.answer.status is AnswerStatus.ANSWERED
    (by_title,) = (one for one in built.answer.covered if one.titles)
    assert (by_title.concept, by_title.passages, by_title.titles) == ("adults with gout", (), built.answer.works)


def test_an_outcome_in_the_title_is_none() -> None:
    text = "Adults with gout took zorvine, and it reduced pain against placebo."
    assert report(entry("a", "The flare rate under zorvine", text)).answer.status is not AnswerStatus.ANSWERED


def test_works_in_bad_standing_are_no_nearest_evidence() -> None:
    built = report(
        entry("a", "A trial", WHOLE, checked="no")
        + entry("b", "B trial", "Gout and placebo, as reported.", notice="retraction")
        + entry("c", "C trial", "Gout and placebo, as reported.")
    )
    titles = {work.key: work.title for work in built.works}
    assert {titles[near.work] for gap in built.answer.missing for near in gap.nearest} <= {"C trial"}
    assert "in good standing" in built.answer.statements[0].text


def test_a_pin_that_matches_nothing_is_said_and_not_counted() -> None:
    asked = question(pins=[{"work": "doi:10.1000/none", "reason": "seminal"}])
    built = report(entry("a", "A trial", WHOLE), asked)
    assert any("doi:10.1000/none" in one.text for one in built.limitations)
    assert built.counts.excluded == 0


@pytest.mark.parametrize(
    "text",
    [
        "We found no trial of zorvine against placebo that reported the flare rate of adults with gout.",
        "Whether zorvine lowers the flare rate of adults with gout better than placebo remains unclear.",
        "We aim to show that zorvine lowers the flare rate of adults with gout against placebo.",
        "Zorvine against placebo for the flare rate of adults with gout has never been tested, which costs lives.",
        "No study has compared zorvine with placebo for the flare rate of adults with gout so far.",
        "We did not compare zorvine with placebo by the flare rate of adults with gout, which is lower.",
        "We never measured whether zorvine is better than placebo at 4 weeks for the flare rate of adults with gout.",
        "A future trial will show whether zorvine beats placebo for the flare rate of adults with gout.",
        "Is zorvine better than placebo for the flare rate of adults with gout?",
    ],
)
def test_naming_everything_to_say_that_it_is_not_known_does_not_answer(text: str) -> None:
    assert report(entry("a", "A review", text)).answer.status is AnswerStatus.NOT_ANSWERED


@pytest.mark.parametrize("field", ["abstract", "digest"])
def test_whom_a_trial_was_on_does_not_answer(field: str) -> None:
    asked = question({facet: FACETS[facet] for facet in ("population", "intervention", "outcome")})
    text = "Adults with gout and a reduced kidney function were assigned to zorvine or placebo after flares."
    built = report(entry("a", "A trial", text, field), asked)
    assert built.answer.status is AnswerStatus.NOT_ANSWERED
    assert report(entry("a", "A trial", text + " Zorvine cut flares in gout.", field), asked).answer.works


def test_every_work_that_meets_the_rule_stands_behind_the_answer() -> None:
    text = "Zorvine {verb} the flare rate of adults with gout against placebo."
    built = report(
        entry("a", "A trial", text.format(verb="lowered"))
        + entry("b", "B trial", text.format(verb="did not lower"), author="Lind, Eva")
    )
    assert len(built.answer.works) == built.answer.groups == 2
    assert built.answer.fragile == ()
    assert built.answer.mixed
    lead = built.answer.statements[0].text
    assert "Ide and Okoro (2021) and Lind (2021) contradict each other." in lead
    assert lead in [one.text for one in built.abstract]
    assert "below" not in lead
    assert any("contradict each other" in one.text for one in built.limitations)
    assert {verdict.status for verdict in built.verdicts} == {ClaimStatus.CONTESTED}


def test_one_work_is_counted_in_words() -> None:
    built = report(entry("a", "A trial", WHOLE))
    said = " ".join(one.text for one in (*built.answer.statements, *built.abstract, *built.limitations))
    assert "answered by the one included work: Ide and Okoro (2021)." in said
    assert "No full text of the one included work was read." in said
    assert "the 1 " not in said


def test_what_a_single_work_carries_is_said() -> None:
    built = report(entry("a", "A trial", WHOLE))
    assert [(one.work, one.status) for one in built.answer.fragile] == [
        (built.answer.works[0], AnswerStatus.NOT_ANSWERED)
    ]
    assert any(one.text.startswith("If Ide and Okoro (2021) were left out") for one in built.limitations)


def test_findings_that_agree_are_not_mixed() -> None:
    bib = entry("a", "A trial", WHOLE) + entry("b", "B trial", WHOLE.replace("40", "30"))
    assert not report(bib).answer.mixed


def test_an_outcome_that_is_named_and_not_told_is_missing() -> None:
    text = "Zorvine, a pill for adults with gout, is widely used. A framework weighs the flare rate against placebo."
    built = report(entry("a", "A framework", text))
    assert "flare rate" in missing(built)
    assert "flare rate" not in {one.concept for one in built.answer.covered}


def test_the_answer_compares_only_methods_that_were_asked_about() -> None:
    facets = {
        "intervention": [{"name": "4-mg dosing"}],
        "outcome": [{"name": "GoutScale"}],
    }
    text = (
        "Zorvine scores 61.3 on GoutScale under 4-mg dosing, against 62.0 under placebo (Table 2)."
        " Zorvine scores 50.0 on GoutScale under 9-mg dosing, against 62.0 under placebo (Table 2)."
    )
    built = report(entry("a", "A trial", text, field="digest"), question(facets))
    assert [str(one.value) for one in built.derived] == ["-0.7"]
    told = [one.text for one in built.answer.statements if one.claims]
    assert len(told) == 2
    assert "50.0" in told[1]


def test_a_difference_needs_one_scale() -> None:
    text = "Zorvine scores 0.613 on GoutScale under 4-mg dosing, against 62.0 under placebo (Table 2)."
    facets = {"intervention": [{"name": "4-mg dosing"}], "outcome": [{"name": "GoutScale"}]}
    assert report(entry("a", "A trial", text, field="digest"), question(facets)).derived == ()


def test_a_title_that_stands_in_an_abstract_is_no_theft() -> None:
    text = (
        f"In the trial called zorvine and placebo and the flare rate of adults with gout, {WHOLE[0].lower()}{WHOLE[1:]}"
    )
    built = report(entry("a", "Zorvine and placebo and the flare rate of adults with gout", text, author=""))
    assert not any(one.reason is Reason.FAILED_STATEMENT for one in built.dropped)


def test_a_clash_of_identifiers_is_said() -> None:
    built = report(
        entry("a", "A trial", WHOLE, doi="10.1000/x")
        + entry("b", "Bees", "Bees dance.", doi="10.1000/x", author="Zed, A")
    )
    assert any("share an identifier" in one.text for one in built.limitations)


def test_caveats_and_aims_together_are_no_answer() -> None:
    facets = {"intervention": [{"name": "zorvine"}], "comparator": [{"name": "placebo"}]}
    text = "No trial compared zorvine with placebo. To assess whether zorvine helps, we used tablets."
    assert report(entry("a", "A plan", text), question(facets)).answer.status is AnswerStatus.NOT_ANSWERED
