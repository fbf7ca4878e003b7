import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.attribution import mismatches, stated
from generator.attribution.reading import mentions, names


def told(claim: str, evidence: str) -> list[str]:
    return [str(one) for one in mismatches(claim, evidence)]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Half of the plants bloomed.", "50% of the plants bloomed."),
        ("Output rose threefold.", "Output rose 3x."),
        ("Two sites took part.", "2 sites took part."),
        ("It holds 1,234 records.", "It holds 1234 records."),
        ("It scores 0.7.", "It scores 0.70."),
        ("It loses 70 percent.", "It loses 70%."),
        ("The difference counts (p<.05).", "The difference counts (P < 0.05)."),
        ("It was given at 10 mg per kg.", "It was given at 10 mg/kg."),
        ("It lasts 3 to 5 days.", "It lasts 3-5 days."),
        ("It has 10^3 cells.", "It has 1000 cells."),
        ("It fell by 0.7 points.", "It changed by −0.7 points."),
        ("One in five failed.", "20% failed."),
        ("A third of them left.", "33.3% of them left."),
        ("The dose was 0.5 g.", "The dose was 500 mg."),
        ("They were mixed 3:1.", "They were mixed at a ratio of 3:1."),
        ("A model of seven billion parameters.", "A 7B model."),
        ("It costs about 0.80.", "It costs 0.7986."),
        ("Over 80% agreed.", "84.4% agreed."),
        ("The interval is 0.81 to 0.90.", "The interval is 0.81–0.90."),
        ("It slept 2.3 hours a week less.", "Sleep fell by 2.3 (SD 4.6) h/wk."),
        ("Of 627,383 users 10,860 wrote.", "10 860 of 627 383 users wrote."),
        ("It helps in type 2 diabetes.", "It helps in diabetes."),
        ("It began in the 1990s.", "It began in the 1990s."),
        ("It came eighteenth.", "It is long."),
        ("Nothing to see.", "Nothing."),
        ("It covers 2,500 square kilometres.", "A 2500-km(2) plot."),
        ("It holds five percent tin.", "It holds 5 wt % tin."),
        ("The dose is 2 nM.", "The dose is 2 nmol/L."),
        ("Mice with trisomy 21 age early.", "T21 mice age early."),
        ("The cargo needs importin 7.", "The cargo needs Imp7."),
        ("It rose between 1970 and 1996.", "It rose in 1970-96."),
        ("Nearly a third of them left.", "32% of them left."),
        ("More than half of the lines grew.", "Four out of seven lines grew."),
        ("About four of five came.", "81% of them came."),
        ("The risk is about threefold.", "The hazard ratio was 2.9 (95% CI 2.1-4.0)."),
        ("They were followed for nearly five years.", "They were followed for 4.8 years."),
        ("It costs over two billion dollars.", "It costs $2.17bn."),
        ("It helps those aged 45 or more.", "It helps persons 45 years of age or older."),
        ("It waits 44 days (23 to 61).", "It waits 23-61 days (median 44)."),
        ("The score is 97.1 percent.", "The score is 97.1\\%."),
        ("It is drawn from parts one and two.", "It is drawn from parts 1 and 2."),
        ("The 3' end is cut.", "The end is cut."),
        ("The dose was 0.2 mg/kg.", "The dose was 0.2 mg.kg-1."),
        ("It turns at 40 per second.", "It turns at 40 s(-1)."),
        ("They walked for six days in a row.", "They walked for 5 to 6 consecutive days."),
        ("They slept four hours or more.", "They slept 4 or more hours."),
        ("Those in the bottom quarter ate less.", "Those in the lowest quartile ate less."),
        ("It is the third of these surveys.", "It is the third survey."),
        ("It counts 21 women and 31 men.", "It counts 52 (31M, 21F)."),
        ("It treats 1,420 TB patients.", "It treats 1420 patients."),
        ("They took 6 milligrams daily.", "They took 6 mg/day."),
        ("They took 6 mg/day.", "They took 6 mg daily."),
        ("They took 6 mg/week.", "They took 6 mg weekly."),
        ("The rate was 1e-5.", "The rate was 0.00001."),
        ("It loses 11 million hectares every year.", "It loses 11 million hectares per year."),
        ("It gains four times.", "It gains by factors of 4 and 90."),
        ("A gave 9.9 months, B 7.1 months and C 8.8.", "A, B and C gave 9.9, 7.1, and 8.8 months, respectively."),
        ("The poor had 4.4 times the risk.", "The risk ratio, poor against rich and all ages taken together, was 4.4."),
        ("It came 41st.", "It ranked 41/84."),
        ("The ratio is not above 0.3.", "A ratio of 0.3 or less."),
        ("Emotion scored 0.58 and polarity 0.64.", "It scored 0.58 for emotion,0.64 for polarity."),
        ("Up to 3.4 micrometres.", "A range of 0.94 to 3.4 micro m."),
        ("Nine million tweets.", "9 millions of tweets."),
        ("Meetings took place in 2013 and 2012.", "It met in 2012 and 2013."),
        ("With salt gain was larger (14.5% versus 19.1%).", "Gain was greater with salt (14.5% versus 19.1%)."),
        ("The study held 16 without and 51 with a dog.", "METHODS 51 with and 16 without a dog took part."),
        ("Risk was more likely in A (Padj = 0.0009) than in B (Padj = 0.001).", "A: Padj = 0.0009; B: Padj = 0.001."),
        ("We compared 136 controls and 51 patients.", "We compared 51 patients with 136 controls."),
        ("The tests came at three months and eight months.", "The tests came at 3 (after the end) and 8 months."),
        ("Speed rose by three orders of magnitude.", "It is a thousand times as fast."),
    ],
)
def test_what_the_evidence_says_in_other_words_is_accepted(claim: str, evidence: str) -> None:
    assert told(claim, evidence) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "number"),
    [
        ("It scores 70.2.", "It scores 70.1.", "70.2"),
        ("It falls by 54.", "It falls by 54%.", "54"),
        ("It gains 5 points.", "It gains 5%.", "5 points"),
        ("It was 5 g.", "It was 5 mg.", "5 g"),
        ("It took 5 s.", "It took 5 ms.", "5 s"),
        ("It took 5 weeks.", "It took 5 days.", "5 weeks"),
        ("It rises by 0.7.", "It rises by -0.7.", "0.7"),
        ("The effect counts (p > 0.05).", "The effect counts (p < 0.05).", "0.05"),
        ("Five sites took part.", "Four sites took part.", "Five"),
        ("It doubled to 12.", "It doubled to 11.", "12"),
        ("It helps in type 1 diabetes.", "It helps in type 2 diabetes.", "1"),
        ("It is a 38-item form.", "This 37-item form.", "38"),
        ("It runs in INT8.", "It runs in INT4.", "int8"),
        ("Over 12% agreed.", "13% agreed.", "12 %"),
        ("Only 10 of them left.", "Only 14 of them left.", "10"),
        ("A third of them left.", "41% of them left.", "A third of"),
        ("Half of them left.", "47% of them left.", "Half of"),
        ("Of these, 18 vs. 33% left the trial.", "Of these, 18% vs. 33% left the trial.", "18"),
        ("Up to 40 points of it.", "14 of 35 (40%), or 40 in all.", "40 points"),
        ("It needs importin 8.", "It needs Imp7.", "8"),
        ("The dose was 0.2 mg/kg.", "The dose was 0.2 mg.L-1.", "0.2 mg/kg"),
        ("They took 6 milligrams.", "They took 6 mg/day.", "6 milligrams"),
        ("They took 6 mg weekly.", "They took 6 mg daily.", "6 mg"),
        ("They took 6 mg twice daily.", "They took 6 mg once daily.", "6 mg"),
        ("They took 600 mg each hour.", "They took 600 mg/day.", "600 mg"),
        ("The rate was 1e-5.", "The rate was 1e5.", "1e-5"),
        ("It holds 30 parameters.", "It holds 30M parameters.", "30"),
        ("They walked for six weeks.", "They walked for 5 to 6 consecutive days.", "six weeks"),
    ],
)
def test_what_it_does_not_say_is_absent(claim: str, evidence: str, number: str) -> None:
    assert told(claim, evidence) == [f"number not found: {number}"]


TABLE = "AWQ scores 61.3 on the set, while BF16 scores 62.0."


def test_a_number_of_another_name_is_misplaced_and_the_owner_is_named() -> None:
    assert told("On the set BF16 reaches 61.3 and AWQ reaches 62.0.", TABLE) == ["61.3 belongs to AWQ, not to BF16"]
    assert told("On the set BF16 reaches 62.0 and AWQ reaches 61.3.", TABLE) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "fault"),
    [
        ("BF16 reaches 61.3.", TABLE, "61.3 belongs to AWQ, not to BF16"),
        ("AWQ reaches 61.3.", TABLE, None),
        ("AWQ reaches 61.3, less than BF16.", TABLE, None),
        ("The quantised model loses: 61.3 against BF16.", TABLE, None),
        ("Death took 30%.", "Life kept 70% and death took 30%.", None),
        ("Mortality was 30%.", "Survival was 30% and mortality was 70%.", "30 % belongs to Survival, not to Mortality"),
    ],
)
def test_a_single_number_is_not_given_to_another_ones_owner(claim: str, evidence: str, fault: str | None) -> None:
    assert told(claim, evidence) == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("evidence", "true", "false"),
    [
        (
            "Relief came at 17.5 h for the cream and at 22.9 h for the tablet.",
            "With the tablet relief took 22.9 hours, with the cream 17.5 hours.",
            "With the tablet relief took 17.5 hours, with the cream 22.9 hours.",
        ),
        (
            "Oslo, Rome and Kyiv had 12%, 34% and 56%, respectively.",
            "It was 56% in Kyiv and 12% in Oslo.",
            "It was 12% in Kyiv and 56% in Oslo.",
        ),
        (
            "Yield was 9.6 kg and 9.5 kg in field 1 and field 2, respectively.",
            "Field 2 gave 9.5 kg and field 1 gave 9.6 kg.",
            "Field 2 gave 9.6 kg and field 1 gave 9.5 kg.",
        ),
        ("It rose from 60 to 70.", "An increase from 60 to 70 was seen.", "An increase from 70 to 60 was seen."),
        ("The share is 1-7%.", "The share lies between 1% and 7%.", "The share lies between 7% and 1%."),
        ("Bees: 85.2 ± 4.6; wasps: 80.5 ± 4.1.", "Wasps had 80.5 ± 4.1.", "Wasps had 4.1 ± 80.5."),
        (
            "Bees had 85.2 ± 4.6 and wasps 80.5 ± 4.1.",
            "Wasps came to 80.5 ± 4.1 and bees to 85.2 ± 4.6.",
            "Wasps came to 80.5 ± 4.6 and bees to 85.2 ± 4.1.",
        ),
        ("The slope is 0.27 (p = 0.04).", "The slope, with p = 0.04, is 0.27.", "The slope, with p = 0.27, is 0.04."),
        (
            "The treated lived for 28 months, the controls for 7 months.",
            "They lived longer, 28 versus 7 months.",
            "They lived longer, 7 versus 28 months.",
        ),
        (
            "It reached 20% in a site in Peru (4) to 46% in a site in Chad (5).",
            "In Chad it was 46% and in Peru 20%.",
            "In Chad it was 20% and in Peru 46%.",
        ),
        (
            "Most (718 out of 769) preferred tea.",
            "Of 769 asked, 718 preferred tea.",
            "Of 718 asked, 769 preferred tea.",
        ),
        (
            "In A scores (85 kg) are higher than in wasps (71 kg).",
            "Wasps weigh 71 kg, less than the 85 kg of the others.",
            "Wasps weigh 85 kg, less than the 71 kg of the others.",
        ),
        (
            "It rose from 9.4 litres in 1996 to 11.3 litres in 2011.",
            "By 2011 it had come to 11.3 litres, up from 9.4 in 1996.",
            "By 2011 it had come to 9.4 litres, up from 11.3 in 1996.",
        ),
        (
            "Wasps were lighter than bees (21.2 versus 24.6 mg).",
            "Bees weigh 24.6 mg, well above the 21.2 mg of wasps.",
            "Bees weigh 21.2 mg, well above the 24.6 mg of wasps.",
        ),
        (
            "The share was respectively 25% and 13% in oaks and pines.",
            "It was 13% in pines and 25% in oaks.",
            "It was 25% in pines and 13% in oaks.",
        ),
        (
            "Screening from 30 to at least 66 every 4-5 years does best.",
            "Best is a test every four to five years, beginning at 30 and going on to 66 or older.",
            "Best is a test every four to 66 years, beginning at 30 and going on to five or older.",
        ),
        (
            "The gene was found in 4/13 (31%) patients and in 3/44 (7%) healthy persons.",
            "Of 44 healthy persons 3 (7%) had the gene, in contrast to 4 of 13 patients (31%).",
            "Of 44 healthy persons 4 (7%) had the gene, in contrast to 3 of 13 patients (31%).",
        ),
        (
            "The search gave 782 papers, of which 21 had relevant data.",
            "Just 21 of the 782 papers had data.",
            "Just 782 of the 21 papers had data.",
        ),
        ("14 of 153 papers were kept.", "Of the papers 14 out of 153 stayed.", "Of the papers 153 out of 14 stayed."),
    ],
)
def test_exchanged_numbers_are_told_from_reordered_ones(evidence: str, true: str, false: str) -> None:
    assert told(true, evidence) == []
    assert told(false, evidence)


def test_a_copy_has_its_numerals_in_their_places() -> None:
    quote = "The aims (Ito 2011; Abe 2012) were met on days 3, 5 and 8."
    assert told(quote, f"Before. {quote} After.") == []
    assert told(quote.replace("3, 5", "5, 3"), f"Before. {quote}")


@given(st.text())
def test_no_text_breaks_it_and_none_mismatches_itself(text: str) -> None:
    assert mismatches(text, text) == ()
    assert all(0 <= one.start < one.end <= len(text) for one in mentions(text))
    assert all(isinstance(name, str) for name in names(text))


@given(st.text(alphabet="0123456789.,-±%() x^e andto<=", max_size=60))
def test_no_run_of_signs_breaks_it(text: str) -> None:
    mismatches(text, "5 % of 7 (3-5)")
    assert mismatches(text, text) == ()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=1, max_value=1000))
def test_a_changed_number_is_seen(value: Decimal) -> None:
    assert mismatches(f"it scores {value + Decimal('0.01'):f} here", f"on it {value:f} was scored")


@pytest.mark.parametrize(
    "piece", ["1,", "1 ", "1.", "a-1-", "one ", "two hundred and ", "(1", "1 ± ", "5 mg/", "x10^", "1 to "]
)
def test_it_stays_quick_on_long_runs(piece: str) -> None:
    text = piece * 1500
    start = time.perf_counter()
    mentions(text)
    assert time.perf_counter() - start < 20


def test_the_numbers_that_are_asked_for() -> None:
    assert stated("One of two models gained 41% on the first day.") == ("two", "41 %")
