import time
from decimal import Decimal

import pytest

from generator.results import Cell, Figure, layout, load_names, read_row, written

NAMES = load_names()
Row = tuple[str | None, str | None, str | None, str, str | None]


def lines(heads: tuple[str, ...], *rows: tuple[str, ...], caption: str = "Table 1. Outcomes") -> list[str]:
    """A table's text; " > " parts labels and headers that stand below each other."""
    cells = [[Cell(_path(head), _path(text)) for head, text in zip(heads, row, strict=True)] for row in rows]
    return [caption, *map(written, cells)]


def _path(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(" > ") if part)


def figures(heads: tuple[str, ...], *rows: tuple[str, ...], caption: str = "Table 1. Outcomes") -> list[Figure]:
    text = lines(heads, *rows, caption=caption)
    axes = layout(text, NAMES)
    return [figure for line in text if axes is not None for figure in read_row(line, axes, NAMES)]


def read(heads: tuple[str, ...], *rows: tuple[str, ...], caption: str = "Table 1. Outcomes") -> list[Row]:
    return [
        (one.metric, one.method, one.dataset, str(one.value), one.unit)
        for one in figures(heads, *rows, caption=caption)
    ]


ARMS = ("", "Zorvine (n = 30)", "Placebo (n = 31)")


def test_rows_are_measures_and_columns_arms() -> None:
    assert read(
        ARMS, ("Age (years), mean (SD)", "56.7 (9.9)", "60.8 (11.7)"), ("Women, n (%)", "4 (13)", "5 (16)")
    ) == [
        ("Age", "Zorvine", None, "56.7", "years"),
        ("Age", "Placebo", None, "60.8", "years"),
        ("Women", "Zorvine", None, "4", None),
        ("Women", "Placebo", None, "5", None),
    ]


def test_the_arm_that_others_are_held_against_is_a_baseline() -> None:
    found = figures(ARMS, ("Flares", "3", "7"))
    assert [(one.role, one.column) for one in found] == [("subject", 2), ("baseline", 3)]


def test_p_values_tests_and_intervals_are_left_out() -> None:
    heads = (*ARMS, "P value", "95% CI", "χ2 (df)", "Difference")
    assert [row[3] for row in read(heads, ("Flares", "3", "7", "0.04", "1.2", "4.1", "4"))] == ["3", "7"]
    rows = (
        ("Age", "50", "51"),
        ("Flares", "3", "7"),
        ("P value", "0.5", "0.1"),
        ("Pain", "4", "5"),
        ("95% CI", "1", "2"),
        ("n", "30", "31"),
    )
    assert [row[0] for row in read(ARMS, *rows)] == ["Age", "Age", "Flares", "Flares", "Pain", "Pain"]


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("36 (15–54)", "36", None),
        ("35.33±11.30", "35.33", None),
        ("0.527 ± 0.213**", "0.527", None),
        ("71.2% (319/448)", "71.2", "%"),
        ("−1.8 (0.2)†", "-1.8", None),
        ("1,234", "1234", None),
        ("12·5", "12.5", None),
        ("5.2 mg/dL", "5.2", "mg/dL"),
        ("3.7 (1.5; 8.7", "3.7", None),
        ("1.0000000000000000000000000000000000001", "1.0000000000000000000000000000000000001", None),
    ],
)
def test_the_main_number_of_a_cell(cell: str, value: str, unit: str | None) -> None:
    assert read(ARMS, ("Flares", cell, "7"))[0][3:] == (value, unit)


@pytest.mark.parametrize(
    "cell",
    ["11:24", "9/6", "<0.1", "15–54", "–", "n.a.", "781 (133) 721 (105)", "12,5", "0.5/ 0.6", "(3)", "1 a", "9" * 90],
)
def test_what_has_no_main_number_is_no_figure(cell: str) -> None:
    assert [row[3] for row in read(ARMS, ("Age", "5", "6"), ("Flares", cell, "7"))] == ["5", "6", "7"]


@pytest.mark.parametrize(
    ("label", "metric", "unit"),
    [
        ("BMI (kg/m2), mean (SD)", "BMI", "kg/m2"),
        ("Age, years", "Age", "years"),
        ("Age, mean years (SD)", "Age", "years"),
        ("Age [median years (IQR)]", "Age", "years"),
        ("Weight (kg, mean ± SD)", "Weight", "kg"),
        ("Responders (%)", "Responders", "%"),
        ("% with flares", "% with flares", "%"),
        ("Depression (BDI-II)", "Depression (BDI-II)", None),
        ("Baseline adjusted mean (se)", "Baseline adjusted mean", None),
        ("Major flares*†", "Major flares", None),
        ("• Total", "Total", None),
        ("Time (min)", "Time", "min"),
    ],
)
def test_units_and_statistics_are_no_part_of_a_name(label: str, metric: str, unit: str | None) -> None:
    assert read(ARMS, ("Flares", "1", "2"), (label, "3", "7"))[2][::4] == (metric, unit)


def test_a_share_behind_a_number_tells_that_it_is_a_count() -> None:
    assert read(ARMS, ("Responders (%)", "12 (40)", "40.5"))[0][3:] == ("12", None)


def test_labels_that_stand_under_others_are_joined() -> None:
    assert read(ARMS, ("Sex, n (%) > Women", "4 (13)", "5"))[0][0] == "Sex / Women"
    assert read(ARMS, ("… > Women", "4", "5")) == []


def test_times_are_conditions_whether_they_stand_above_or_beside() -> None:
    above = figures(
        ("", "Zorvine group > Baseline", "Zorvine group > Week 4", "Control > Week 4"), ("Pain", "5", "3", "4")
    )
    assert [(one.metric, one.method, one.protocol) for one in above] == [
        ("Pain", "Zorvine group", {"setting": "Baseline"}),
        ("Pain", "Zorvine group", {"setting": "Week 4"}),
        ("Pain", "Control", {"setting": "Week 4"}),
    ]
    beside = figures(ARMS, ("Pain > Baseline", "5", "4"), ("Pain > Week 4", "3", "2"), ("Age > 6 years", "1", "2"))
    assert [(one.metric, one.protocol) for one in beside[::2]] == [
        ("Pain", {"setting": "Baseline"}),
        ("Pain", {"setting": "Week 4"}),
        ("Age / 6 years", {}),
    ]


def test_groups_and_measures_may_both_stand_beside() -> None:
    rows = (("Zorvine (n = 30)", "Pain (mm)", "52", "30"), ("Placebo (n = 31)", "Pain (mm)", "50", "49"))
    assert read(("Group", "Measure", "Before", "After"), *rows)[1] == ("Pain", "Zorvine", None, "30", "mm")


def test_rows_are_groups_and_columns_measures() -> None:
    heads = ("Group", "Age (years)", "Flares")
    assert read(heads, ("Zorvine", "56.7", "3"), ("Placebo", "60.8", "7")) == [
        ("Age", "Zorvine", None, "56.7", "years"),
        ("Flares", "Zorvine", None, "3", None),
        ("Age", "Placebo", None, "60.8", "years"),
        ("Flares", "Placebo", None, "7", None),
    ]


def test_measures_below_an_arm_are_joined_with_the_rows() -> None:
    heads = (
        "Item",
        "Zorvine, n = 9 mean baseline (SD)",
        "Zorvine, n = 9 mean change",
        "Placebo, n = 8 mean change (SE)",
    )
    assert read(heads, ("Sleep (4)", "4.1 (1.2)", "−1.9 (0.1)", "−1.5 (0.2)"))[1:] == [
        ("Sleep (4) / mean change", "Zorvine", None, "-1.9", None),
        ("Sleep (4) / mean change", "Placebo", None, "-1.5", None),
    ]


def test_counts_and_shares_below_an_arm() -> None:
    heads = ("", "Zorvine group > n", "Zorvine group > %", "Control group > n", "Control group > %")
    assert read(heads, ("Nausea", "3", "10", "4", "13"))[:2] == [
        ("Nausea", "Zorvine group", None, "3", None),
        ("Nausea", "Zorvine group", None, "10", "%"),
    ]


def test_methods_on_benchmarks() -> None:
    heads = ("Model", "Method", "Bits", "MMMU", "Quux")
    found = figures(heads, ("Emu-3", "KQ", "4", "61.3", "70.1"), ("Emu-3", "BF16", "16", "62.0", "71.0"))
    assert [(one.system, one.method, one.dataset, one.metric, str(one.value), one.protocol) for one in found[:2]] == [
        ("Emu-3", "KQ", "MMMU", None, "61.3", {"bits": "4"}),
        ("Emu-3", "KQ", "Quux", None, "70.1", {"bits": "4"}),
    ]
    assert [one.role for one in found] == ["subject", "subject", "baseline", "baseline"]


def test_a_caption_names_the_metric_that_no_header_names() -> None:
    rows = (("KQ", "61.3"), ("RTN", "60.0"))
    assert read(("Method", "MMMU"), *rows, caption="Table 3. Accuracy on MMMU")[0] == (
        "accuracy",
        "KQ",
        "MMMU",
        "61.3",
        None,
    )
    assert read(("Method", "Accuracy (%)"), *rows)[0] == ("Accuracy", "KQ", None, "61.3", "%")


def test_columns_that_a_test_compares_are_those_of_whom_the_figures_are() -> None:
    rows = (("Age (years)", "34.0", "32.4", "0.06"), ("Weight (kg)", "70", "71", "0.5"))
    assert read(("", "LGI", "HF", "P"), *rows)[0] == ("Age", "LGI", None, "34.0", "years")
    assert read(("", "LGI", "P", "HF"), *rows) == []


@pytest.mark.parametrize(
    ("heads", "rows", "caption"),
    [
        (("", "KQ", "RTN"), (("Emu", "1", "2"),), "Table 1. Scores"),
        (("Method", "Alpha", "Beta"), (("KQ", "1", "2"),), "Table 1. Scores"),
        (("Group", "Placebo (n = 3)", "Zorvine (n = 4)"), (("Placebo", "1", "2"), ("Zorvine", "3", "4")), "Table 1"),
        (ARMS, (("Flares", "1", "2"),), "Table 1. Odds ratios of logistic regression"),
        (("Week", "Placebo (n = 3)", "Zorvine (n = 4)"), (("1", "5", "6"), ("2", "7", "8")), "Table 1"),
        (
            ("", "Placebo (n = 3)", "", "Zorvine (n = 4)"),
            (("Pain", "1", "mild", "2"), ("Pain", "3", "sharp", "4")),
            "Table 1",
        ),
        ((*ARMS, ""), (("Age", "1", "2", "3"),), "Table 1. A header too few"),
        (("", "", ""), (("Age", "1", "2"),), "Table 1. No header"),
    ],
)
def test_where_the_axes_cannot_be_told_nothing_is_read(
    heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], caption: str
) -> None:
    assert read(heads, *rows, caption=caption) == []


def test_labels_that_come_back_below_several_others_may_be_those_of_groups() -> None:
    rows = [(f"{metric} > {who}", "1", "2") for metric in ("Protein", "Sugar") for who in ("Former", "Current")]
    assert read(("", "Males (n = 3)", "Females (n = 4)"), ("Protein", "3", "4"), *rows) == [
        ("Protein", "Males", None, "3", None),
        ("Protein", "Females", None, "4", None),
    ]
    arms = [(f"{metric} > {who}", "1", "2") for metric in ("Pain", "Sleep") for who in ("Zorvine", "Placebo")]
    assert read(("Outcome", "Before", "After"), *arms)[0] == ("Pain", "Zorvine", None, "1", None)


def test_rows_below_other_headers_are_not_read() -> None:
    text = [*lines(ARMS, ("Pain", "3", "4")), *lines(("", "Zorvine vs placebo", "Y"), ("Change", "1", "2"))[1:]]
    axes = layout(text, NAMES)
    assert axes is not None
    assert [len(read_row(line, axes, NAMES)) for line in text] == [0, 2, 0]


def test_all_of_a_group_is_the_group_and_all_of_everybody_is_nobodys() -> None:
    heads = ("", "Men > Zorvine group", "Men > All", "Total (n = 61)")
    assert [row[1] for row in read(heads, ("Pain", "1", "2", "3"))] == ["Men / Zorvine group", "Men / All", None]


def test_the_value_keeps_its_digits() -> None:
    assert figures(ARMS, ("Dose (mg)", "5.50", "−0.10"))[1].value == Decimal("-0.10")


@pytest.mark.parametrize(
    "text", ["post treatment " * 5000 + "x", "1m" * 20_000, "(" * 40_000, "9" * 40_000, "a, " * 20_000]
)
def test_long_labels_and_cells_take_no_longer_than_their_length(text: str) -> None:
    start = time.perf_counter()
    read((text, "Zorvine (n = 30)", text), (text, text, "3"), ("Pain", "1", text), caption=text)
    assert time.perf_counter() - start < 5


def test_large_tables_take_no_longer_than_their_size() -> None:
    start = time.perf_counter()
    rows = [(f"Part {at % 50} > Pain {at}", "1", "2") for at in range(5000)]
    assert len(read(ARMS, *rows)) == 10_000
    assert time.perf_counter() - start < 20
