from pathlib import Path

import numpy as np
import pytest

from generator.engine import Asked, Judgement
from generator.errors import InputError
from generator.roles import Role
from generator.store import scores
from generator.store.scores import Kept, KeptEmbedder, KeptJudge, KeptRoles
from tests.fakes import FixedJudge, FixedRoles, WordEmbedder

TEXTS = ["pears keep", "plums keep", "pears keep"]


def test_what_was_stored_is_not_asked_again_and_reads_the_same(tmp_path: Path) -> None:
    model = WordEmbedder()
    kept = scores.load(tmp_path, "embeddings", model.hash)
    fresh = KeptEmbedder(model, kept).encode(TEXTS)
    assert kept.missing == 2
    scores.save(tmp_path, "embeddings", kept)

    again = WordEmbedder()
    stored = scores.load(tmp_path, "embeddings", again.hash)
    assert np.array_equal(KeptEmbedder(again, stored).encode(TEXTS), fresh)
    assert again.asked == []
    assert stored.missing == 0


def test_each_text_is_asked_once() -> None:
    model = WordEmbedder()
    KeptEmbedder(model, Kept(model.hash, {})).encode(TEXTS)
    assert model.asked == ["pears keep", "plums keep"]


def test_rounding_moves_a_cosine_by_little() -> None:
    model = WordEmbedder()
    texts = ["red light keeps pears firm", "pears stay firm in red light", "bees dance"]
    exact, kept = model.encode(texts), KeptEmbedder(model, Kept(model.hash, {})).encode(texts)
    assert np.allclose(kept @ kept.T, exact @ exact.T, atol=0.02)
    assert np.allclose(np.linalg.norm(kept, axis=1), 1)


def test_another_model_does_not_get_what_was_stored(tmp_path: Path) -> None:
    model = WordEmbedder()
    kept = scores.load(tmp_path, "embeddings", model.hash)
    KeptEmbedder(model, kept).encode(TEXTS)
    scores.save(tmp_path, "embeddings", kept)
    assert scores.load(tmp_path, "embeddings", "b" * 64).stored == {}


def test_roles_and_judgements_come_back_as_they_were(tmp_path: Path) -> None:
    roles, judge = FixedRoles({"Bees": Role.BACKGROUND}), FixedJudge(Judgement(0.91234567, 0.05, 0.03765433))
    passages = (("Bees dance.", "We saw it."), ("Pears keep.",))
    asked = [Asked("Pears keep.", "", ("Pears keep well.",))]
    for task, model in (("roles", roles), ("entailment", judge)):
        kept = scores.load(tmp_path, task, model.hash)
        KeptRoles(roles, kept).classify(passages) if task == "roles" else KeptJudge(judge, kept).judge(asked)
        scores.save(tmp_path, task, kept)

    kept = scores.load(tmp_path, "roles", roles.hash)
    tables = KeptRoles(FixedRoles({}), kept).classify(passages)
    assert [table.shape for table in tables] == [(2, 5), (1, 5)]
    assert tables[0][0].argmax() == 0
    silent = FixedJudge()
    assert KeptJudge(silent, scores.load(tmp_path, "entailment", judge.hash)).judge(asked) == (
        Judgement(0.9123, 0.05, 0.0377),
    )
    assert silent.asked == []


def test_saving_forgets_what_nobody_asked_for(tmp_path: Path) -> None:
    model = WordEmbedder()
    kept = scores.load(tmp_path, "embeddings", model.hash)
    KeptEmbedder(model, kept).encode(TEXTS)
    scores.save(tmp_path, "embeddings", kept)
    later = scores.load(tmp_path, "embeddings", model.hash)
    KeptEmbedder(model, later).encode(["plums keep"])
    scores.save(tmp_path, "embeddings", later)
    assert len(scores.load(tmp_path, "embeddings", model.hash).stored) == 1


def test_a_damaged_line_is_named_with_its_remedy(tmp_path: Path) -> None:
    model = WordEmbedder()
    kept = scores.load(tmp_path, "embeddings", model.hash)
    KeptEmbedder(model, kept).encode(TEXTS)
    path = scores.save(tmp_path, "embeddings", kept)
    path.write_text(path.read_text() + "abc\tnot a number\n")
    with pytest.raises(InputError, match=r"embeddings.tsv:4: .*run claimbook score"):
        scores.load(tmp_path, "embeddings", model.hash)


@pytest.mark.parametrize("line", ["a\tnan nan", "a\t0 0", "a\t1", "a\t", "a\t300 1", "a", "\udcff\tx"])
def test_numbers_that_no_model_says_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / scores.FOLDER / "embeddings.tsv"
    path.parent.mkdir(parents=True)
    path.write_bytes(f"model\tm\nfirst\t3 4\n{line}\n".encode(errors="surrogateescape"))
    with pytest.raises(InputError, match=r"embeddings.tsv:3: .*run claimbook score"):
        scores.load(tmp_path, "embeddings", "m")


@pytest.mark.parametrize("row", ["1 0 0 0 1", "0.5 0.5 0 0", "-1 2 0 0 0"])
def test_probabilities_that_make_no_one_are_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / scores.FOLDER / "roles.tsv"
    path.parent.mkdir(parents=True)
    path.write_text(f"model\tm\na\t{row}\n")
    with pytest.raises(InputError, match="Not a stored score"):
        scores.load(tmp_path, "roles", "m")


@pytest.mark.parametrize("text", ["", "model\tm\na\t1 0 0 0 0", "garbage\n"])
def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / scores.FOLDER / "roles.tsv"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(InputError, match="Not a stored score"):
        scores.load(tmp_path, "roles", "m")
