import pytest

from generator.results import load_names
from generator.schema import TELLING, ClaimKind, Origin, Passage, Question, Reason
from generator.stages.extract import extract, kind_of
from generator.stages.read import read
from generator.stages.results import results
from tests.makers import question, section, tabled, work

WHOLE = "Zorvine lowered the flare rate against placebo by 40% in adults with gout."


def passages(*sentences: str, title: str = "A trial", origin: Origin = Origin.SOURCE) -> tuple[Passage, ...]:
    name = "abstract" if origin is Origin.SOURCE else "digest"
    return read([work(title, sections=(section(" ".join(sentences), origin, name),))])[0]


def texts(*sentences: str, asked: Question | None = None) -> list[str]:
    claims, _ = extract(asked or question(), passages(*sentences))
    return [claim.text for claim in claims]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Flares were 40% lower than under placebo.", ClaimKind.COMPARISON),
        ("Flares fell by 1.5 points.", ClaimKind.NUMBER),
        ("It stands at 62.0 there.", ClaimKind.NUMBER),
        ("It stands at 62 there.", None),
        ("The drug was better.", ClaimKind.FINDING),
        ("The drug reduced flares.", ClaimKind.FINDING),
        ("Long-term harm has not been studied.", ClaimKind.CAVEAT),
        ("The authors propose a dosing scheme.", ClaimKind.METHOD),
        ("We found no trial of the drug that reduced flares.", ClaimKind.CAVEAT),
        ("Whether the drug reduces flares is unknown.", ClaimKind.CAVEAT),
        ("Flares have not yet been compared with placebo, which is lower.", ClaimKind.CAVEAT),
        ("This study aims to find whether flares fall.", ClaimKind.METHOD),
        ("To assess whether flares fall, 40 adults were assigned.", ClaimKind.METHOD),
        ("HbA1c did not differ between the groups.", ClaimKind.FINDING),
        ("Outcomes were similar in both groups.", ClaimKind.FINDING),
        ("The drug was noninferior to placebo.", ClaimKind.FINDING),
        ("It reaches 61.3% without calibration data, compared with 59.2%.", ClaimKind.COMPARISON),
        ("It fell by 1.1% versus placebo; further research is warranted.", ClaimKind.COMPARISON),
        ("It fell, regardless of whether they smoked.", ClaimKind.FINDING),
        ("More adults reached the goal than under placebo.", ClaimKind.FINDING),
        ("None of the trials compared the drug with placebo.", ClaimKind.CAVEAT),
        ("Nobody compared the drug with placebo.", ClaimKind.CAVEAT),
        ("The two were not directly compared, which is worse.", ClaimKind.CAVEAT),
        ("They have never before been compared, which is worse.", ClaimKind.CAVEAT),
        ("No large, multi-centre, double-blind trial compared it.", ClaimKind.CAVEAT),
        ("If the drug lowered flares, we would know.", ClaimKind.CAVEAT),
        ("The aim was to detect a 5% difference against placebo.", ClaimKind.METHOD),
        ("The primary outcome was the flare rate compared with placebo.", ClaimKind.METHOD),
        ("A blue sky.", None),
        ("A blue sky (Table 2, 5.5 points below).", None),
    ],
)
def test_kinds(sentence: str, kind: ClaimKind | None) -> None:
    assert kind_of(sentence) is kind


HEART = question(
    facets={
        "population": [{"name": "heart failure", "any": ["heart failure with preserved ejection fraction"]}],
        "intervention": [{"name": "dapagliflozin"}],
        "outcome": [{"name": "hospitalization", "any": ["hospitalizations"]}],
    }
)


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "Patients with heart failure and a reduced ejection fraction were assigned to dapagliflozin or placebo"
            " after a hospitalization."
        ),
        "Patients with heart failure and reduced ejection fraction received dapagliflozin during hospitalization.",
        "Patients with heart failure at increased risk received dapagliflozin during hospitalization.",
        "Patients with heart failure who were at higher risk received dapagliflozin during hospitalization.",
        "In heart failure with a reduced ejection fraction, hospitalization was counted after dapagliflozin.",
        (
            "Adults with heart failure and a preserved ejection fraction were assigned to dapagliflozin after a"
            " hospitalization."
        ),
        (
            "Heart failure with preserved ejection fraction was treated in 40 adults who underwent hospitalization and"
            " were given dapagliflozin."
        ),
        (
            "Patients had heart failure, a reduced ejection fraction and were allocated to dapagliflozin after"
            " hospitalization."
        ),
        (
            "Patients with heart failure and an ejection fraction of 40% or less were assigned to dapagliflozin after a"
            " hospitalization."
        ),
        "After a hospitalization, 400 adults with heart failure were randomised to dapagliflozin versus placebo.",
        "We compared dapagliflozin with placebo in heart failure after a hospitalization.",
        "Dapagliflozin was recorded at each hospitalization of reduced-ejection-fraction heart failure.",
    ],
)
def test_whom_a_study_is_on_and_who_was_given_what_are_no_findings(sentence: str) -> None:
    claims, _ = extract(HEART, passages(sentence))
    assert [claim.kind for claim in claims] == [ClaimKind.METHOD]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dapagliflozin reduced hospitalization by 21 in heart failure.",
        "In heart failure, hospitalization was reduced with dapagliflozin.",
        "Dapagliflozin led to reduced hospitalization in heart failure.",
        "Dapagliflozin resulted in a reduced hospitalization rate in heart failure.",
        "Patients with heart failure who received dapagliflozin had a reduced rate of hospitalization.",
        "Patients with heart failure on dapagliflozin were at increased risk of hospitalization.",
        "Dapagliflozin was safe in patients with heart failure and reduced hospitalization.",
        "In heart failure, dapagliflozin was linked with reduced hospitalization.",
        "In patients with heart failure, reduced hospitalization was recorded with dapagliflozin.",
        (
            "Patients with heart failure and a reduced ejection fraction were assigned to dapagliflozin, which reduced"
            " hospitalization."
        ),
        "In heart failure with reduced ejection fraction, hospitalization fell on dapagliflozin.",
        "Dapagliflozin compared favourably with placebo in heart failure for hospitalization.",
        "In heart failure, hospitalizations were fewer on dapagliflozin than on placebo.",
    ],
)
def test_what_was_found_stays_found_beside_words_of_design(sentence: str) -> None:
    claims, _ = extract(HEART, passages(sentence))
    assert {claim.kind for claim in claims} <= {ClaimKind.FINDING, ClaimKind.COMPARISON, ClaimKind.NUMBER}
    assert claims


@pytest.mark.parametrize("figure", ["40% or less", "at least 40%", "below 40%"])
def test_a_bound_on_who_took_part_is_no_figure_that_was_found(figure: str) -> None:
    assert kind_of(f"Adults with a fraction of {figure} were assigned to zorvine.") is ClaimKind.METHOD
    assert kind_of(f"Adults were assigned to zorvine, and pain was seen in {figure}.") in TELLING


def test_the_first_person_becomes_the_authors_in_a_source() -> None:
    (claim,), _ = extract(question(), passages("We found that zorvine reduces flares."))
    assert claim.text == "The authors found that zorvine reduces flares."
    assert claim.quote == "We found that zorvine reduces flares."
    assert not claim.verbatim


def test_a_digest_is_taken_to_the_letter() -> None:
    (claim,), _ = extract(question(), passages("Zorvine reduces our flares.", origin=Origin.DIGEST))
    assert claim.verbatim


def test_on_topic_needs_the_intervention_and_one_concept_more() -> None:
    claims, dropped = extract(
        question(), passages("Zorvine reduces flares.", "Zorvine reduces cost.", "Placebo reduces flares.")
    )
    assert [(claim.text, claim.on_topic) for claim in claims] == [
        ("Zorvine reduces flares.", True),
        ("Zorvine reduces cost.", False),
    ]
    assert [one.reason for one in dropped] == [Reason.OFF_TOPIC_PASSAGE]


def test_figures_of_a_work_that_covers_everything_come_along() -> None:
    assert texts(WHOLE, "Pain fell by 12%.", "The sky was seen to be blue.") == [WHOLE, "Pain fell by 12%."]


def test_repeated_and_cueless_sentences_have_their_reasons() -> None:
    _, dropped = extract(
        question(), passages("Zorvine reduces flares.", "Zorvine reduces flares.", "Zorvine, a gout pill.")
    )
    assert sorted(one.reason for one in dropped) == [Reason.NO_CLAIM_CUE, Reason.REPEATED_CLAIM]


def test_the_limit_keeps_the_claims_that_say_most_and_names_the_rest() -> None:
    asked = question(limits={"claims": 1})
    claims, dropped = extract(asked, passages("Zorvine reduces flares.", WHOLE))
    assert [claim.text for claim in claims] == [WHOLE]
    assert [one.reason for one in dropped] == [Reason.OVER_CLAIM_LIMIT]


def test_claim_ids_are_stable_and_depend_on_work_and_text() -> None:
    first, again = (extract(question(), passages(WHOLE))[0][0].id for _ in range(2))
    other = extract(question(), passages(WHOLE, title="Another trial"))[0][0].id
    assert first == again != other


def test_figures_become_results_with_their_place() -> None:
    sentence = "Zorvine scores 5.5 on GoutScale under 2-mg dosing, against 6.0 under placebo (Table 3)."
    read = passages(sentence, origin=Origin.DIGEST)
    measured = results(read, load_names())
    (claim,), _ = extract(question(), read, results=measured)
    (found,) = measured.values()
    assert [(r.method, str(r.value), r.role, r.place) for r in found] == [
        ("2-mg dosing", "5.5", "subject", "Table 3"),
        ("placebo", "6.0", "baseline", "Table 3"),
    ]
    assert claim.results == tuple(r.id for r in found)


def test_a_row_of_a_table_tells_the_numbers_that_were_read_from_it_and_nothing_else_does() -> None:
    table = tabled(
        "| Zorvine (n = 30) | Placebo (n = 31)",
        "Flare rate (%) | Zorvine (n = 30): 12.5 | Placebo (n = 31): 20.1",
        "Higher flare rate than us | Zorvine (n = 30): 11:24 | Placebo (n = 31): more",
        caption="Zorvine lowered the flare rate by 40% against placebo",
    )
    read_ = read([work(sections=(table,))])[0]
    measured = results(read_, load_names())
    claims, dropped = extract(question(), read_, results=measured)
    (found,) = measured.values()
    assert [(one.metric, one.method, str(one.value), one.place) for one in found] == [
        ("flare rate", "Zorvine", "12.5", "Table 2, row 2, column 2"),
        ("flare rate", "Placebo", "20.1", "Table 2, row 2, column 3"),
    ]
    assert [(claim.kind, claim.text, claim.results) for claim in claims] == [
        (ClaimKind.NUMBER, table.text.split("\n")[2] if table.text else "", tuple(one.id for one in found))
    ]
    assert {one.reason for one in dropped} == {Reason.NO_CLAIM_CUE}
