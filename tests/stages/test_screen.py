from generator.schema import Author, Ids, Inclusion, Reason, Sighting, Work, WorkType
from generator.stages.screen import screen
from tests.makers import question, section, work

ON_TOPIC = "Zorvine lowered the flare rate against placebo in adults with gout."


def telling(title: str, text: str = ON_TOPIC, **more: object) -> Work:
    return work(title, sections=(section(text),), **more)


def reasons(asked: object, *works: Work) -> dict[str, Reason]:
    _, _, dropped = screen(asked, works)  # type: ignore[arg-type]
    by_key = {one.key: one.title for one in works}
    return {by_key[one.item]: one.reason for one in dropped}


def test_a_work_on_the_question_is_included_with_what_it_names() -> None:
    found = telling("Zorvine trial")
    (kept,), (inclusion,), dropped = screen(question(), [found])
    assert kept == found
    assert inclusion == Inclusion(
        work=found.key,
        concepts=("adults with gout", "zorvine", "placebo", "flare rate"),
        score=inclusion.score,
        bm25=inclusion.bm25,
    )
    assert dropped == ()


def test_each_excluded_work_has_its_reason() -> None:
    asked = question(
        years={"from": 2020, "to": 2022},
        types=["article"],
        languages=["en"],
        exclusions=[{"work": "Left out", "reason": "retold elsewhere"}],
    )
    assert reasons(
        asked,
        telling("Left out"),
        telling("Too old", year=1999),
        telling("A thesis", type=WorkType.THESIS),
        telling("Auf Deutsch", language="de"),
        work("Bare"),
        telling("Another drug", "Placebo did not change the flare rate of adults with gout."),
        telling("Drug alone", "Zorvine is a molecule."),
        telling("Erratum: Kept"),
        telling("Kept"),
    ) == {
        "Erratum: Kept": Reason.NO_WORK,
        "Left out": Reason.EXCLUDED_BY_QUESTION,
        "Too old": Reason.OUTSIDE_YEARS,
        "A thesis": Reason.TYPE_NOT_ASKED,
        "Auf Deutsch": Reason.LANGUAGE_NOT_ASKED,
        "Bare": Reason.NO_TEXT,
        "Another drug": Reason.NO_INTERVENTION,
        "Drug alone": Reason.TOO_FEW_CONCEPTS,
    }


def test_what_a_work_does_not_state_excludes_it_from_nothing() -> None:
    asked = question(years={"from": 2020}, languages=["en"])
    assert reasons(asked, telling("Undated", year=None, language=None)) == {}


def test_without_an_intervention_the_population_is_the_gate() -> None:
    asked = question({"population": [{"name": "gout"}], "outcome": [{"name": "flare rate"}, {"name": "pain"}]})
    assert reasons(asked, telling("Knees", "Pain and the flare rate of knees.")) == {"Knees": Reason.NO_POPULATION}


def test_a_pin_passes_the_topic_gate_but_not_an_exclusion() -> None:
    pinned = telling("Pinned", "Nothing of it.", ids=Ids(doi="10.1000/p"))
    asked = question(pins=[{"work": "doi:10.1000/P", "reason": "seminal"}])
    _, (inclusion,), _ = screen(asked, [pinned])
    assert inclusion.pinned == "seminal"
    both = question(
        pins=[{"work": "doi:10.1000/p", "reason": "seminal"}], exclusions=[{"work": "Pinned", "reason": "no"}]
    )
    assert reasons(both, pinned) == {"Pinned": Reason.EXCLUDED_BY_QUESTION}


def test_more_concepts_come_first_and_the_limit_is_said() -> None:
    asked = question(limits={"works": 1})
    part = telling("Part", "Zorvine and placebo, zorvine and placebo again.")
    whole = telling("Whole")
    kept, _, (dropped,) = screen(asked, [part, whole])
    assert [one.title for one in kept] == ["Whole"]
    assert (dropped.item, dropped.reason) == (part.key, Reason.OVER_WORK_LIMIT)


def test_a_work_that_a_dispute_names_stands_where_it_would_stand_unnamed() -> None:
    asked = question(limits={"works": 2})
    whole, part = telling("Whole"), telling("Part", "Zorvine and placebo, zorvine and placebo again.")
    plain = screen(asked, [whole, part])
    assert screen(asked, [whole, part], None, {part.key: "named by a dispute"}) == plain
    first = screen(question(limits={"works": 1}), [whole, part], None, {part.key: "named by a dispute"})
    assert [(one.work, one.pinned) for one in first[1]] == [(whole.key, None), (part.key, "named by a dispute")]
    assert first[2] == ()


def test_a_disputing_work_that_would_not_pass_stands_last_and_moves_no_other() -> None:
    works = [telling("Part", "Zorvine and placebo."), telling("Whole")]
    lost = telling("Zorvine zorvine", "Zorvine, zorvine, zorvine.", year=1999)
    asked = question(years={"from": 2000}, limits={"works": 2})
    _, alone, _ = screen(asked, works)
    _, (*others, last), dropped = screen(asked, [lost, *works], None, {lost.key: "named by a dispute"})
    assert tuple(others) == alone
    assert (last.work, last.pinned) == (lost.key, "named by a dispute")
    assert dropped == ()
    excluded = question(exclusions=[{"work": "Zorvine zorvine", "reason": "no"}])
    assert screen(excluded, [lost], None, {lost.key: "named by a dispute"})[0] == ()


def test_the_order_of_the_works_changes_nothing() -> None:
    works = [telling(f"Trial {n}", ON_TOPIC + " zorvine" * n) for n in range(5)]
    assert screen(question(), works) == screen(question(), works[::-1])


def test_a_report_of_ours_is_refused_whatever_a_pin_says() -> None:
    ours = [
        telling("By venue", venue="Claimbook reports"),
        telling("By author", authors=(Author(family="Claimbook"),)),
        telling("By address", url="https://example.org/claimbook/reports/zorvine-gout/"),
        telling("By note", note="A Claimbook report."),
    ]
    asked = question(pins=[{"work": one.title, "reason": "it agrees"} for one in ours])
    assert reasons(asked, *ours, telling("Kept")) == {one.title: Reason.OWN_REPORT for one in ours}


def test_a_sightings_address_tells_a_report_of_ours_too() -> None:
    seen = Sighting(
        source="openalex", native_id="W1", query="x", rank=1, url="https://claimbook.example.org/reports/zorvine-gout/"
    )
    assert reasons(question(), telling("Crawled", sightings=(seen,))) == {"Crawled": Reason.OWN_REPORT}
