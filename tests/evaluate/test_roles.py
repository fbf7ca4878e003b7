import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.errors import InputError
from generator.evaluate.roles import Labelled, evaluate, read
from generator.roles import ROLES, Role

TEA = Labelled(
    "tea",
    ("Falls are common.", "We aimed to test tea.", "Adults drank tea.", "Falls were fewer.", "Tea may help."),
    (Role.BACKGROUND, Role.BACKGROUND, Role.METHOD, Role.RESULT, Role.CONCLUSION),
)


class Always:
    """Gives the roles that it was made with, whatever the sentences."""

    name = "always"
    hash = "0" * 64

    def __init__(self, *roles: Role) -> None:
        self.roles = roles
        self.sizes: list[int] = []

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        self.sizes = [len(passage) for passage in passages]
        flat = iter(self.roles)
        table = np.eye(len(ROLES), dtype=np.float32)
        return tuple(np.array([table[ROLES.index(next(flat))] for _ in passage]) for passage in passages)


def _measures(result_of: Sequence[Role], *, alone: bool = False) -> dict[str, float]:
    result = evaluate([TEA], Always(*result_of), alone=alone, clock=iter([0.0, 1.0]).__next__)
    return {one.name: round(one.value, 4) for one in result.measures}


def test_the_title_is_the_label() -> None:
    titles = [role for role in TEA.roles if role]
    assert _measures(titles)["macro_f1"] == 1
    assert _measures(titles)["macro_f1_aims"] < 1


def test_aims_may_count_as_objectives() -> None:
    read_so = (Role.BACKGROUND, Role.OBJECTIVE, Role.METHOD, Role.RESULT, Role.CONCLUSION)
    found = _measures(read_so)
    assert found["macro_f1_aims"] == 1
    assert found["accuracy"] == 0.8


def test_background_taken_for_a_finding_is_counted() -> None:
    found = _measures((Role.RESULT, Role.OBJECTIVE, Role.METHOD, Role.RESULT, Role.CONCLUSION))
    assert found["background_as_finding"] == 0.5


def test_sentences_can_be_judged_by_themselves() -> None:
    classifier = Always(*(role for role in TEA.roles if role))
    result = evaluate([TEA], classifier, alone=True)
    assert classifier.sizes == [1] * 5
    assert result.n == 5


def test_sentences_without_a_role_are_context_only() -> None:
    abstract = Labelled("a", ("One.", "Two."), (None, Role.RESULT))
    classifier = Always(Role.METHOD, Role.RESULT)
    assert evaluate([abstract], classifier).n == 1
    assert classifier.sizes == [2]


def test_an_abstract_a_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(
        json.dumps({"id": 7, "sentences": ["One.", "Two."], "labels": ["BACKGROUND", "Results"]}) + "\n", "utf-8"
    )
    assert read(path) == (Labelled("7", ("One.", "Two."), (Role.BACKGROUND, Role.RESULT)),)


def test_a_sentence_a_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [
        {"article": "a", "sentence": "One.", "label": "methods"},
        {"article": "a", "text": "Two.", "label": None},
        {"article": "b", "sentence": "Three.", "label": "conclusion"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert read(path) == (
        Labelled("a", ("One.", "Two."), (Role.METHOD, None)),
        Labelled("b", ("Three.",), (Role.CONCLUSION,)),
    )


@pytest.mark.parametrize(
    "row",
    [
        {"article": "a", "sentences": ["One."], "labels": ["result", "result"]},
        {"article": "a", "sentences": ["One."], "labels": ["poem"]},
        {"sentences": ["One."], "labels": ["result"]},
        {"article": "a", "sentences": [], "labels": []},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: dict[str, object]) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.faults[0].line == 1


ARTICLE = (
    "<article><front><abstract><sec><title>Methods</title><p>Adults drank tea.</p></sec>"
    "<sec><title>Methods and results</title><p>Some fell.</p></sec>"
    "<sec><title>Results</title><p>Falls were fewer.</p></sec></abstract></front></article>"
)


def test_a_folder_of_articles(tmp_path: Path) -> None:
    (tmp_path / "one.nxml").write_text(ARTICLE, "utf-8")
    (tmp_path / "plain.xml").write_text("<article><abstract><p>Tea.</p></abstract></article>", "utf-8")
    labelled = Labelled("one", ("Adults drank tea.", "Falls were fewer."), (Role.METHOD, Role.RESULT))
    assert read(tmp_path) == (labelled,)
    assert read(tmp_path / "one.nxml") == (labelled,)


@pytest.mark.parametrize("text", ["<article>", "", "<article><abstract><p>Tea.</p></abstract></article>"])
def test_an_article_that_gives_nothing_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.nxml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"one\.nxml"):
        read(path)


def test_an_empty_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.nxml"):
        read(tmp_path)
    with pytest.raises(InputError, match="Cannot be read"):
        read(tmp_path / "none.nxml")


def test_real_articles_are_read(shared: Path) -> None:
    found = read(shared / "data" / "fulltext")
    assert len(found) > 150
    assert {role for one in found for role in one.roles} == set(ROLES)
