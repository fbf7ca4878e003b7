import math
import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.evaluate import metrics
from generator.evaluate.metrics import Predictions

LABELS = ("yes", "no", "open")


def of(gold: str, predicted: str) -> Predictions:
    """Items by the first letters of their labels."""
    name = {label[0]: label for label in LABELS}
    return Predictions.of(LABELS, [name[c] for c in gold], [name[c] for c in predicted])


def sure(gold: str, *chances: tuple[float, float, float]) -> Predictions:
    name = {label[0]: label for label in LABELS}
    return Predictions.of(LABELS, [name[c] for c in gold], probabilities=np.array(chances).reshape(len(gold), 3))


def test_figures_of_a_worked_example() -> None:
    items = of("yyynno", "yynnoo")
    assert metrics.accuracy(items) == pytest.approx(4 / 6)
    assert metrics.precision(items, "yes") == 1.0
    assert metrics.recall(items, "yes") == pytest.approx(2 / 3)
    assert metrics.f1(items, "yes") == pytest.approx(0.8)
    assert metrics.macro_f1(items) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert metrics.confusion(items)["yes"] == {"yes": 2, "no": 1, "open": 0}
    assert metrics.per_class(items)["open"] == {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "n": 1}


def test_labels_that_do_not_occur_have_no_figures_and_no_weight() -> None:
    items = of("yyn", "yyn")
    assert metrics.macro_f1(items) == 1.0
    assert math.isnan(metrics.precision(items, "open"))
    assert math.isnan(metrics.f1(items, "open"))


def test_no_items_no_figures() -> None:
    empty = sure("")
    for figure in (metrics.accuracy, metrics.macro_f1, metrics.ece, metrics.brier, metrics.brier_skill):
        one = empty.measure("x", figure)
        assert math.isnan(one.value)
        assert one.low is one.high is None
    assert metrics.reliability(empty) == ()


def test_wrong_labels_and_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="no label 'maybe'"):
        Predictions.of(LABELS, ["maybe"], ["yes"])
    with pytest.raises(ValueError, match="1 predictions for 2 items"):
        Predictions.of(LABELS, ["yes", "no"], ["yes"])
    with pytest.raises(ValueError, match="probabilities are"):
        Predictions.of(LABELS, ["yes"], probabilities=np.ones((1, 2)))
    with pytest.raises(ValueError, match="neither"):
        Predictions.of(LABELS, ["yes"])
    with pytest.raises(ValueError, match="no probabilities"):
        metrics.ece(of("y", "y"))


def test_calibration_of_a_worked_example() -> None:
    # Two bins: 0.6 and 0.6, one of them right; 0.9 and 1.0, both right.
    items = sure("nyyy", (0.6, 0.3, 0.1), (0.6, 0.3, 0.1), (0.9, 0.1, 0.0), (1.0, 0.0, 0.0))
    low, high = metrics.reliability(items, bins=2)
    assert [low.confidence, low.accuracy, low.n] == pytest.approx([0.6, 0.5, 2])
    assert [high.confidence, high.accuracy, high.n] == pytest.approx([0.95, 1.0, 2])
    assert metrics.ece(items, bins=2) == pytest.approx((0.1 * 2 + 0.05 * 2) / 4)


def test_equal_confidences_share_a_bin() -> None:
    items = sure("yyno", *[(0.5, 0.3, 0.2)] * 4)
    (only,) = metrics.reliability(items)
    assert (only.n, only.accuracy) == (4, 0.5)
    assert metrics.ece(items) == pytest.approx(0.0)


def test_brier_skill_is_one_for_the_truth_and_nought_for_base_rates() -> None:
    assert metrics.brier_skill(sure("yno", (1, 0, 0), (0, 1, 0), (0, 0, 1))) == pytest.approx(1)
    assert metrics.brier_skill(sure("yyno", *[(0.5, 0.25, 0.25)] * 4)) == pytest.approx(0)
    assert metrics.brier(sure("y", (0, 1, 0))) == pytest.approx(2)
    assert math.isnan(metrics.brier_skill(sure("yy", (1, 0, 0), (1, 0, 0))))


def test_precision_and_coverage_at_a_threshold() -> None:
    items = sure("ynyn", (0.9, 0.1, 0.0), (0.8, 0.2, 0.0), (0.5, 0.4, 0.1), (0.0, 1.0, 0.0))
    assert metrics.precision_at(items, 0.8) == pytest.approx(2 / 3)
    assert metrics.coverage_at(items, 0.8) == 0.75
    assert metrics.precision_at(items, 0.8, "yes") == 0.5
    assert metrics.coverage_at(items, 0.8, "yes") == pytest.approx(2 / 3)
    assert math.isnan(metrics.precision_at(items, 1.1))
    assert metrics.coverage_at(items, 1.1) == 0.0


def test_ndcg_of_a_worked_example() -> None:
    assert metrics.ndcg_at_10(["x", "a"], {"a": 1}) == pytest.approx(1 / math.log2(3))
    graded = metrics.ndcg_at_10(["b", "a"], {"a": 2, "b": 1, "c": 0})
    assert graded == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert metrics.ndcg_at_10([*map(str, range(10)), "a"], {"a": 1}) == 0.0
    assert math.isnan(metrics.ndcg_at_10(["a"], {"a": 0}))


def test_recall_counts_what_is_among_the_first() -> None:
    assert metrics.recall_at_k(["a", "x", "b"], {"a": 1, "b": 2, "c": 0}, 2) == 0.5
    assert math.isnan(metrics.recall_at_k(["a"], {}, 2))


def test_the_interval_holds_the_value_and_is_the_same_each_time() -> None:
    items = of("yyno" * 50, "yynn" * 50)
    one = items.measure("accuracy", metrics.accuracy)
    assert one == items.measure("accuracy", metrics.accuracy)
    assert one.low is not None
    assert one.high is not None
    # The normal approximation of a share: 0.75 ± 1.96 · sqrt(0.75 · 0.25 / 200).
    assert [one.low, one.high] == pytest.approx([0.69, 0.81], abs=0.015)
    assert metrics.bootstrap(lambda at: float(at.mean()), 30, seed=1) != metrics.bootstrap(
        lambda at: float(at.mean()), 30, seed=2
    )


def test_rounds_without_a_value_are_left_out() -> None:
    assert metrics.bootstrap(lambda at: math.nan if 0 in at else 1.0, 3) == (1.0, 1.0)
    assert metrics.bootstrap(lambda _: math.nan, 3) is None


def test_a_mean_has_an_interval() -> None:
    one = metrics.mean("x", [0.0, 1.0, 1.0, 1.0])
    assert one.value == 0.75
    assert one.low is not None
    assert one.low < 0.75
    assert math.isnan(metrics.mean("x", []).value)


def test_thousands_of_items_take_little_processor_time() -> None:
    draw = np.random.default_rng(0)
    chances = draw.dirichlet(np.ones(3), size=5000)
    items = Predictions.of(LABELS, [LABELS[at] for at in draw.integers(3, size=5000)], probabilities=chances)
    start = time.process_time()
    items.measure("macro_f1", metrics.macro_f1)
    items.measure("ece", metrics.ece)
    assert time.process_time() - start < 10


def test_speed_counts_and_weighs() -> None:
    found = metrics.speed("pairs_per_second", 10, 2.0)
    assert found["pairs_per_second"] == 5.0
    assert found["peak_mb"] > 1
    assert math.isnan(metrics.speed("x", 1, 0.0)["x"])


names = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=30)


@given(names, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(pairs: list[tuple[str, str]], chance: random.Random) -> None:
    shuffled = pairs.copy()
    chance.shuffle(shuffled)
    one, other = (Predictions.of(LABELS, [g for g, _ in rows], [p for _, p in rows]) for rows in (pairs, shuffled))
    assert metrics.macro_f1(one) == metrics.macro_f1(other)
    assert metrics.confusion(one) == metrics.confusion(other)
    assert 0 <= metrics.macro_f1(one) <= 1
