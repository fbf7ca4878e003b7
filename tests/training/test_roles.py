"""The fitting of roles; needs scipy of the `train` dependency group."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from generator.evaluate.roles import read
from generator.models.onnx import weights
from generator.models.roles import Chain, Observed
from generator.roles import BUCKETS, ROLES, Role

pytest.importorskip("scipy", reason="scipy is in the train dependency group, which is not installed")

from generator.training import roles as training
from generator.training.chain import TAIL, Example, K, Penalty, _Batch, _chain, fit


def _example(seed: int, length: int, known: Sequence[int | None], weight: float = 1.0) -> Example:
    draw = np.random.default_rng(seed)
    terms = tuple(np.sort(draw.integers(0, BUCKETS, size=3)) for _ in range(length))
    allowed = np.array([[role is None or role == at for at in range(K)] for role in known])
    return Example(Observed(draw.normal(size=(length, 2)), terms), allowed, weight)


EXAMPLES = (_example(1, 3, (0, None, 3)), _example(2, 5, (0, 1, 2, 3, 4), 2.0), _example(3, 1, (2,)))


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    batch = _Batch(EXAMPLES)
    draw = np.random.default_rng(4)
    flat = draw.normal(size=2 * K + BUCKETS * K + TAIL) * 0.3
    _, gradient = batch.loss(_chain(flat, 2))
    for at in [0, 7, *(len(flat) - 1 - np.arange(TAIL))]:
        step = np.zeros_like(flat)
        step[at] = 1e-3
        slope = (batch.loss(_chain(flat + step, 2))[0] - batch.loss(_chain(flat - step, 2))[0]) / 2e-3
        assert gradient[at] == pytest.approx(slope, abs=2e-3)


def test_a_fitted_chain_knows_its_examples_and_is_the_same_twice() -> None:
    penalty = Penalty(0.01, 0.01, 0.01)
    chain, again = (fit(EXAMPLES, penalty, rounds=40) for _ in range(2))
    for example in EXAMPLES:
        best = chain.probabilities(example.passage).argmax(axis=1)
        assert all(example.allowed[at, role] for at, role in enumerate(best))
    assert training.packed(chain) == training.packed(again)


def test_headings_in_capitals_are_roles_and_vanish() -> None:
    found = training.unheaded(
        "a",
        ("BACKGROUND Falls are common.", "Tea is old.", "METHODS AND RESULTS We gave tea.", "CONCLUSIONS: Tea helps."),
    )
    assert found.sentences == ("Falls are common.", "Tea is old.", "Tea helps.")
    assert found.roles == (Role.BACKGROUND, Role.BACKGROUND, Role.CONCLUSION)


def test_an_acronym_is_no_heading() -> None:
    assert training.unheaded("a", ("RESULTS RNA levels fell.", "DNA was stable.")).sentences == (
        "RNA levels fell.",
        "DNA was stable.",
    )


def test_the_file_is_entered_into_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"other": {"sha256": "1"}}), "utf-8")
    k = len(ROLES)
    chain = Chain(np.ones((2, k)), np.ones((BUCKETS, k)), np.ones((k, k)), np.ones(k), np.ones(k))
    target = training.write(chain, tmp_path)
    assert weights(target.name, tmp_path).sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert "other" in json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    np.testing.assert_array_equal(Chain.load(weights(target.name, tmp_path)).rows, chain.rows)


def test_the_own_abstracts_are_read() -> None:
    own = read(training.EXTRA)
    assert {role for one in own for role in one.roles} == set(Role)
