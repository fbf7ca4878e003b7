"""Plots: whole numbers within their box, and the same data in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.plots import MAX_COLUMNS, WIDTH, Step, Value, columns, dots, flow, year_counts

VALUES = st.lists(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6), min_size=1)


def value(number: str | Decimal, name: str = "tea", place: str = "Table 2") -> Value:
    return Value(name=name, place=place, value=Decimal(number), shown=str(number), own=False)


@given(VALUES)
def test_every_value_stands_on_the_axis_in_its_order(numbers: list[Decimal]) -> None:
    plot = dots("Hours slept", [value(number) for number in numbers])
    at = [dot.x for dot in plot.dots]
    assert at == sorted(at, reverse=True)
    assert all(plot.left <= x <= plot.right for x in at)
    assert [dot.value.value for dot in plot.dots] == sorted(numbers, reverse=True)
    assert all(dot.y < plot.height for dot in plot.dots)


def test_values_stand_in_proportion() -> None:
    low, middle, high = reversed(dots("Hours slept", [value("6"), value("7"), value("8")]).dots)
    assert middle.x - low.x == high.x - middle.x > 0


def test_digits_stay_in_the_box() -> None:
    high, low = dots("Hours slept", [value("8"), value("6")]).dots
    assert (high.before, low.before) == (True, False)
    assert high.text_x < high.x
    assert low.text_x > low.x


def test_a_place_is_told_only_where_places_differ() -> None:
    assert [dot.place for dot in dots("x", [value("1"), value("2")]).dots] == ["", ""]
    assert [dot.place for dot in dots("x", [value("2"), value("1", place="abstract")]).dots] == ["Table 2", "abstract"]


def test_a_name_too_long_for_a_line_is_whole_in_the_table() -> None:
    dot = dots("x", [value("1", name="t" * 80)]).dots[0]
    assert (len(dot.name), dot.name[-1], dot.value.name) == (56, "\u2026", "t" * 80)


def test_columns_are_as_tall_as_their_counts() -> None:
    plot = columns("Works by year", ("Year", "Works"), [("2020", 4), ("2021", 0), ("2022", 2)])
    assert [column.height for column in plot.columns] == [70, 0, 35]
    assert all(column.y + column.height == plot.base for column in plot.columns)
    assert all(column.x >= 0 and column.x + column.width <= WIDTH for column in plot.columns)
    assert plot.description == "Works by year. 2020: 4; 2022: 2."


def test_a_plot_of_nothing_says_so() -> None:
    assert columns("Works", ("Year", "Works"), [("2020", 0)]).description == "Works by year. Nothing to count."


@pytest.mark.parametrize(
    ("years", "counts"),
    [
        ([], ()),
        ([None], (("no year", 1),)),
        ([2020, 2022, 2020, None], (("2020", 2), ("2021", 0), ("2022", 1), ("no year", 1))),
        ([2010, 2018], (("2010", 1), *((str(year), 0) for year in range(2011, 2018)), ("2018", 1))),
        ([1990, 1999], (("1990\u201391", 1), ("1992\u201393", 0), ("1994\u201395", 0), ("1996\u201397", 0),
                        ("1998\u201399", 1))),
    ],
)  # fmt: skip
def test_years_are_counted(years: list[int | None], counts: tuple[tuple[str, int], ...]) -> None:
    assert year_counts(years) == counts


@given(st.lists(st.one_of(st.none(), st.integers(1500, 2200)), max_size=60))
def test_every_work_is_counted_in_one_year(years: list[int | None]) -> None:
    counts = year_counts(years)
    assert sum(count for _, count in counts) == len(years)
    assert len(counts) <= MAX_COLUMNS + 1


def test_a_flow_goes_down_and_what_leaves_it_stands_aside() -> None:
    steps = (Step("Found", 5, "x"), Step("Twice", 1, "x", aside=True), Step("Read", 4, "x"))
    found, twice, read = (plot := flow("Flow", steps)).boxes
    assert (found.arrow, twice.arrow, read.arrow) == (False, True, True)
    assert (twice.y, twice.x > found.x + plot.box_width) == (found.y, True)
    assert read.y > found.y + plot.box_height
    assert read.y + plot.box_height <= plot.height
    assert plot.description == "Found: 5; Twice: 1; Read: 4."
