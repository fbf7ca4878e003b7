import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from generator.engine import Asked
from generator.errors import ModelError
from generator.models.judge import FEATURES, WindowJudge, features
from generator.models.onnx import WeightsFile
from tests.fakes import KeywordEntailment, WordEmbedder

ASKED = Asked("red light keeps pears firm", "Pears", ("Bees dance.", "red light keeps pears firm", "We rested."))


def calibration(folder: Path, **changed: object) -> WeightsFile:
    """Reads the greatest support against the greatest contradiction, and nothing else."""
    rows = np.zeros((3, len(FEATURES)))
    rows[0, 0], rows[1, 1] = 5, 5
    stored = {
        "coefficients": rows.tolist(),
        "intercepts": [0, 0, -5],
        "supported_from": 0.9,
        "contradicted_from": 0.7,
    } | changed
    path = folder / "calibration.json"
    path.write_text(json.dumps(stored))
    return WeightsFile(path, sha256(path.read_bytes()).hexdigest())


def test_the_windows_decide(tmp_path: Path) -> None:
    judge = WindowJudge(KeywordEntailment(), WordEmbedder(), calibration(tmp_path))
    yes, no = judge.judge([ASKED, Asked("pears rot", "", ("This refutes it.",))])
    assert yes.supports > 0.9 > yes.contradicts
    assert no.contradicts > 0.9 > no.supports
    assert sum(yes) == pytest.approx(1)
    assert (judge.supported_from, judge.contradicted_from) == (0.9, 0.7)


def test_a_text_without_a_sentence_does_neither(tmp_path: Path) -> None:
    judge = WindowJudge(KeywordEntailment(), WordEmbedder(), calibration(tmp_path))
    assert [found.neither for found in judge.judge([Asked("x", "", ())])] == [1.0]
    assert judge.judge([]) == ()


def test_the_hash_is_that_of_all_parts(tmp_path: Path) -> None:
    one = WindowJudge(KeywordEntailment(), WordEmbedder(), calibration(tmp_path))
    two = WindowJudge(KeywordEntailment(), WordEmbedder(), calibration(tmp_path, supported_from=0.8))
    assert one.hash != two.hash


@pytest.mark.parametrize("changed", [{"coefficients": [[1.0]]}, {"intercepts": None}, {"supported_from": "often"}])
def test_a_calibration_of_other_features_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(ModelError, match=r"calibration\.json"):
        WindowJudge(KeywordEntailment(), WordEmbedder(), calibration(tmp_path, **changed))


def test_a_calibration_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text("{")
    with pytest.raises(ModelError, match="holds no calibration"):
        WindowJudge(KeywordEntailment(), WordEmbedder(), WeightsFile(path, sha256(b"{").hexdigest()))


def test_a_claim_is_read_without_its_citations() -> None:
    bare, cited = (
        features([Asked(claim, "", ("Red light keeps pears firm",))], KeywordEntailment(), WordEmbedder())
        for claim in ("red light keeps pears", "red light keeps pears [12]")
    )
    assert bare.tolist() == cited.tolist()


def test_a_turned_direction_a_denial_and_a_strange_number_are_seen() -> None:
    def seen(claim: str, name: str) -> float:
        rows = features([Asked(claim, "", ("Zorvine lowers pain by 9 points",))], KeywordEntailment(), WordEmbedder())
        return float(rows[0, FEATURES.index(name)])

    way = "claim and nearest sentence point the same way (1), opposite ways (-1)"
    number = "a number of the claim is nowhere in the text"
    assert (seen("Zorvine reduces pain", way), seen("Zorvine raises pain", way)) == (1, -1)
    assert (seen("Zorvine reduces pain by 9 points", number), seen("Zorvine reduces pain by 8 points", number)) == (
        0,
        1,
    )
    assert seen("Zorvine does not lower pain", "one of claim and nearest sentence is denied") == 1
