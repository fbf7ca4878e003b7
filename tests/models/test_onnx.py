import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from generator import models
from generator.errors import ModelError
from generator.models.embedder import WIDTH, MiniLmEmbedder
from generator.models.onnx import WEIGHTS, weights

SENTENCES = ["Red light keeps pears firm.", "Pears stay firm under red light.", "The bees danced."]


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WEIGHTS, tmp_path / "weights"))


def test_every_file_of_weights_is_the_one_in_the_manifest() -> None:
    listed = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(path.name for path in WEIGHTS.iterdir() if path.name != "manifest.json") == sorted(listed)
    for name in listed:
        assert len(weights(name).read()) < 25_000_000


def test_near_sentences_are_near(embedder: MiniLmEmbedder) -> None:
    cosines = (vectors := embedder.encode(SENTENCES)) @ vectors.T
    assert vectors.shape == (3, WIDTH)
    assert np.allclose(np.diag(cosines), 1, atol=1e-5)
    assert cosines[0, 1] > 0.8
    assert cosines[0, 2] < 0.3


def test_a_text_has_the_same_vector_in_any_company(embedder: MiniLmEmbedder) -> None:
    alone = embedder.encode(SENTENCES[:1])
    among = embedder.encode(["a longer sentence " * 30, *SENTENCES, ""])
    assert np.array_equal(alone[0], among[1])


def test_no_text_no_vector(embedder: MiniLmEmbedder) -> None:
    assert embedder.encode([]).shape == (0, WIDTH)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?")])
def test_a_file_that_is_missing_or_another_one_is_refused(folder: Path, harm: object) -> None:
    harm(folder / "embedder.onnx")  # type: ignore[operator]
    with pytest.raises(ModelError, match=r"embedder\.onnx"):
        MiniLmEmbedder(folder)


@pytest.mark.parametrize(("name", "cause"), [("embedder.onnx", "onnxruntime"), ("tokenizer.json", "no tokenizer")])
def test_a_file_that_the_manifest_vouches_for_but_is_no_model_is_refused(folder: Path, name: str, cause: str) -> None:
    (folder / name).write_bytes(b"no model")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest[name]["sha256"] = sha256(b"no model").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=cause):
        MiniLmEmbedder(folder)


def test_without_its_files_a_build_has_no_models_and_says_why(tmp_path: Path) -> None:
    found = models.load(tmp_path)
    assert (found.embedder, found.roles, found.judge) == (None, None, None)
    assert [task for task, _ in found.missing] == ["embeddings", "roles", "entailment"]
    assert all("manifest.json" in why for _, why in found.missing)
