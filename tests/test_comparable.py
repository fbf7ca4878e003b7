"""Which results may be subtracted, and which are one and the same measurement. Names and figures are invented."""

from decimal import Decimal
from typing import Any

import pytest

from generator.comparable import better, by_setting, comparable, same_condition, setting
from generator.results import load_names
from generator.schema import Result

NAMES = load_names()


def result(**more: Any) -> Result:  # noqa: ANN401 - any field of a result
    fields: dict[str, Any] = {
        "id": "r-1", "work": "w", "passage": "p", "system": "Emu-3", "method": "4-bit KQ", "dataset": "Delta",
        "metric": None, "value": Decimal("61.3"), "unit": None, "protocol": {"bits": "4"}, "place": "Table 2",
        "role": "subject",
    }  # fmt: skip
    return Result.model_validate(fields | more)


BASE = result(method="BF16", protocol={}, value=Decimal("62.0"), role="baseline")


@pytest.mark.parametrize(
    ("other", "may"),
    [
        (BASE, True),
        (result(method="4-bit LQ"), True),
        (result(method="8-bit KQ", protocol={"bits": "8"}), True),
        (result(method="8-bit LQ", protocol={"bits": "8"}), False),
        (result(), False),
        (BASE.model_copy(update={"system": "Emu-4"}), False),
        (BASE.model_copy(update={"dataset": "Rho"}), False),
        (BASE.model_copy(update={"split": "test"}), False),
        (BASE.model_copy(update={"metric": "F1"}), False),
        (BASE.model_copy(update={"protocol": {"shots": "5"}}), False),
        (BASE.model_copy(update={"protocol": {"version": "2"}}), False),
        (BASE.model_copy(update={"place": "Table 3"}), False),
        (BASE.model_copy(update={"work": "v"}), False),
        (BASE.model_copy(update={"value": Decimal("0.62")}), False),
        (BASE.model_copy(update={"dataset": None}), False),
    ],
)
def test_results_are_comparable_if_they_differ_in_the_method_alone(other: Result, may: bool) -> None:  # noqa: FBT001
    assert comparable(result(), other, NAMES) is comparable(other, result(), NAMES) is may


def test_percent_and_a_score_without_a_unit_are_one_scale_and_gigabytes_are_not() -> None:
    assert setting(result(unit="%")) == setting(result())
    assert setting(result(unit="GB")) != setting(result())


def test_names_of_one_baseline_are_one_condition_and_no_method_is_the_released_precision() -> None:
    assert same_condition(BASE, result(method="FP16", protocol={}), NAMES)
    assert same_condition(BASE, result(method=None, protocol={}), NAMES)
    assert not same_condition(result(), result(method=None, protocol={}), NAMES)
    assert not same_condition(BASE, result(method="placebo", protocol={}), NAMES)


def test_what_is_better_depends_on_the_metric_and_may_be_unknown() -> None:
    low, high = result(value=Decimal(5)), result(value=Decimal(6))
    assert better(low, high, NAMES) == -1
    by = {"metric": "perplexity"}
    assert better(low.model_copy(update=by), high.model_copy(update=by), NAMES) == 1
    by = {"metric": "number of dreams"}
    assert better(low.model_copy(update=by), high.model_copy(update=by), NAMES) is None


def test_results_are_grouped_by_what_they_measure() -> None:
    groups = by_setting([result(), BASE, result(dataset="Rho"), result(dataset=None)])
    assert [len(group) for group in groups.values()] == [2, 1]
