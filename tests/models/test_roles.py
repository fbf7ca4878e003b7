import hashlib
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.errors import ModelError
from generator.models import roles
from generator.models.onnx import WEIGHTS, WeightsFile, weights
from generator.models.roles import Chain, ChainRoles, Observed, observe
from generator.roles import BUCKETS, CUE_WIDTH, PLACE_WIDTH, ROLES, Role

ABSTRACT = (
    "Falls are common among older people.",
    "We aimed to find out whether daily tea prevents falls.",
    "In this trial, 240 adults were randomised to tea or water for one year.",
    "Falls were fewer with tea than with water (12% versus 19%; p = 0.03).",
    "Tea may be a simple way to prevent falls.",
)


class Letters:
    """An embedder of two numbers, for tests of what is done with them."""

    name = "letters"
    hash = "0" * 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[text.count("a"), text.count("e")] for text in texts], dtype=np.float32)


def _random_chain(width: int = 3) -> Chain:
    draw = np.random.default_rng(5).normal
    k = len(ROLES)
    return Chain(draw(size=(width, k)), draw(size=(BUCKETS, k)), draw(size=(k, k)), draw(size=k), draw(size=k))


def _file(folder: Path, **parts: NDArray[np.float64]) -> WeightsFile:
    path = folder / "roles.npz"
    np.savez(path, allow_pickle=False, **parts)
    return WeightsFile(path, hashlib.sha256(path.read_bytes()).hexdigest())


def _parts(chain: Chain) -> dict[str, NDArray[np.float64]]:
    return {name: getattr(chain, name) for name in ("rows", "terms", "steps", "first", "last")}


def test_probabilities_are_those_of_all_paths_counted_one_by_one() -> None:
    chain = _random_chain()
    rows = np.random.default_rng(6).normal(size=(3, 3))
    found = (np.array([1, 2]), np.array([7]), np.array([], dtype=np.intp))
    scores = rows @ chain.rows
    for at, buckets in enumerate(found):
        scores[at] += chain.terms[buckets].sum(axis=0) * roles.term_weight(len(buckets))
    expected = np.zeros((3, len(ROLES)))
    for path in product(range(len(ROLES)), repeat=3):
        score = chain.first[path[0]] + chain.last[path[-1]] + sum(scores[at, role] for at, role in enumerate(path))
        score += chain.steps[path[0], path[1]] + chain.steps[path[1], path[2]]
        for at, role in enumerate(path):
            expected[at, role] += np.exp(score)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(chain.probabilities(Observed(rows, found)), expected, rtol=1e-9)


def test_each_passage_gets_a_row_a_sentence(tmp_path: Path) -> None:
    chain = _random_chain(2 + CUE_WIDTH + PLACE_WIDTH)
    classifier = ChainRoles(Letters(), _file(tmp_path, **_parts(chain)))
    found = classifier.classify([ABSTRACT, (), ("Tea helps.",)])
    assert [one.shape for one in found] == [(5, 5), (0, 5), (1, 5)]
    np.testing.assert_allclose(np.concatenate(found).sum(axis=1), 1, rtol=1e-5)


def test_nothing_to_classify_is_no_error() -> None:
    assert observe([], Letters()) == ()


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = _file(tmp_path, **_parts(_random_chain(2 + CUE_WIDTH + PLACE_WIDTH)))
    with pytest.raises(ModelError, match="hash"):
        ChainRoles(Letters(), WeightsFile(file.path, "0" * 64))


def test_a_file_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no weights"):
        ChainRoles(Letters(), _file(tmp_path, rows=np.zeros((2, 5))))


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other features"):
        ChainRoles(Letters(), _file(tmp_path, **_parts(_random_chain(2))))


@pytest.fixture(scope="module")
def shipped() -> ChainRoles:
    from generator.models.embedder import MiniLmEmbedder  # noqa: PLC0415 - only this fixture loads the real model

    return ChainRoles(MiniLmEmbedder(), weights("roles.npz"))


def _named(classifier: ChainRoles, passage: Sequence[str]) -> list[Role]:
    (found,) = classifier.classify([passage])
    return [ROLES[at] for at in found.argmax(axis=1)]


def test_a_trial_is_read_as_a_reader_would(shipped: ChainRoles) -> None:
    found = _named(shipped, ABSTRACT)
    assert found[0] is Role.BACKGROUND
    assert found[1] in {Role.BACKGROUND, Role.OBJECTIVE}
    assert found[2:] == [Role.METHOD, Role.RESULT, Role.CONCLUSION]


def test_an_abstract_of_computer_science_is_read_as_a_reader_would(shipped: ChainRoles) -> None:
    found = _named(
        shipped,
        (
            "Sorting tickets by hand has become a burden for support teams.",
            "However, existing classifiers ignore the history of a ticket.",
            "We propose TicketFold, an encoder that reads all earlier messages.",
            "Experiments on two datasets show that TicketFold outperforms strong baselines by 3.2 points.",
        ),
    )
    assert found == [Role.BACKGROUND, Role.BACKGROUND, Role.METHOD, Role.RESULT]


@pytest.mark.parametrize(
    ("sentence", "roles_possible"),
    [
        ("Quantization of language models has attracted much attention in recent years.", {Role.BACKGROUND}),
        ("We propose a pruning method that needs no data.", {Role.METHOD}),
        ("Our method outperforms the baseline by 2.3 points on GQA.", {Role.RESULT}),
        ("In this paper, we investigate whether pruning harms rare words.", {Role.OBJECTIVE}),
    ],
)
def test_a_sentence_without_its_abstract(shipped: ChainRoles, sentence: str, roles_possible: set[Role]) -> None:
    assert _named(shipped, [sentence])[0] in roles_possible


def test_the_weights_are_small() -> None:
    assert (WEIGHTS / "roles.npz").stat().st_size < 1_000_000
