"""The schemas, the committed files and the documentation keep up with the records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator import questions
from tests import starters
from tests.questions.cases import BAD, GOOD, faults_of

ROOT = Path(__file__).parents[2]
OWN = sorted(path.stem for path in (ROOT / "questions").glob("[!_]*.yml"))
"""The question files that are here, whichever they are."""


def committed(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "docs" / "schema" / name).read_text(encoding="utf-8"))
    return schema


@pytest.mark.parametrize("name", ["question.json", "defaults.json", "report.json", "preview.json"])
def test_committed_schemas_are_current_and_valid(name: str) -> None:
    text = (ROOT / "docs" / "schema" / name).read_text(encoding="utf-8")
    assert text == questions.schema_files()[name], f"docs/schema/{name} is out of date; run `claimbook schema`"
    assert committed(name)["$id"] == f"schema/{name}"
    Draft202012Validator.check_schema(committed(name))


def test_no_schema_is_left_over() -> None:
    assert {path.name for path in (ROOT / "docs" / "schema").glob("*.json")} == set(questions.schema_files())


def test_the_committed_questions_load() -> None:
    assert [question.slug for question in questions.load(ROOT)] == OWN


def test_the_starter_questions_load_as_they_were_asked(starter: Path) -> None:
    found = questions.load(starter)
    assert [question.slug for question in found] == list(starters.SLUGS)
    assert all(question.languages == ("en",) for question in found)
    assert all(".." not in question.question and "?." not in question.question for question in found)


@pytest.mark.parametrize("name", OWN)
def test_the_committed_questions_meet_their_schema(name: str) -> None:
    text = (ROOT / "questions" / f"{name}.yml").read_text(encoding="utf-8")
    Draft202012Validator(committed("question.json")).validate(yaml.safe_load(text))


@pytest.mark.parametrize("name", [*starters.SLUGS, "_defaults"])
def test_the_starter_files_meet_their_schema_and_name_it(name: str, starter: Path) -> None:
    text = (starter / "questions" / f"{name}.yml").read_text(encoding="utf-8")
    schema = "defaults.json" if name == "_defaults" else "question.json"
    assert text.startswith(f"# yaml-language-server: $schema=../docs/schema/{schema}\n")
    Draft202012Validator(committed(schema)).validate(yaml.safe_load(text))


UNSEEN_BY_EDITORS = {
    "silence twice",
    "same concept twice",  # rules between values, which JSON Schema cannot put
    "nothing required",
    "years out of order",
    "no such identifier",
    "pinned and excluded",
    "blank title",  # it does not strip text
    "merge key",  # gone before the schema sees the data
    "duplicate key",
    "duplicate key inside",
    "escape of a nul",
    "escape of half a character",
    "float",  # 4.0 is an integer to JSON Schema
    "yes for true",  # and true to YAML 1.1
}


@pytest.mark.parametrize("name", [name for name, bad in BAD.items() if bad.path and name not in UNSEEN_BY_EDITORS])
def test_faulty_files_fail_the_committed_schema(name: str) -> None:
    data = BAD[name].data
    assert isinstance(data, str)
    assert not Draft202012Validator(committed("question.json")).is_valid(yaml.safe_load(data))


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        3,
        2024,
        501,
        "library",
        "en",
        "Text",
        "a b",
        " padded ",
        "x" * 130,
        [],
        ["en"],
        ["library/a"],
        ["article"],
        {"from": 2000},
        {"works": 3},
        {"name": "ab"},
        [{"name": "cd", "any": ["ef"]}],
        [{"work": "T", "reason": "R"}],
        "folded\n",
    ]
)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(sorted(questions.json_schema()["properties"])), VALUES, max_size=4), VALUES)
def test_whatever_loads_meets_the_schema(changes: dict[str, Any], facet: object) -> None:
    data = {**yaml.safe_load(GOOD), **changes}
    if "facets" not in changes and facet is not None:
        data["facets"] = {**data["facets"], "outcome": facet}
    if not faults_of(yaml.safe_dump(data)):
        Draft202012Validator(questions.json_schema()).validate(data)


def property_names(schema: object) -> Iterator[str]:
    """Every property name in a JSON Schema, at any depth."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from property_names(part)


@pytest.mark.parametrize("name", sorted({*property_names(questions.json_schema())}))
def test_every_key_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "questions.md").read_text(encoding="utf-8")
    assert re.search(rf"`(?:[a-z]+\.)*{name}`", page), f"`{name}` is not in docs/reference/questions.md"


def test_the_examples_in_the_documentation_are_valid() -> None:
    page = (ROOT / "docs" / "reference" / "questions.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(# yaml-language-server: \S+/(\w+)\.json\n.*?)```", page, re.DOTALL)
    assert sorted(kind for _, kind in examples) == ["defaults", "question"]
    for text, kind in examples:
        if kind == "defaults":
            questions.parse_defaults(text.encode())
        else:
            questions.parse(text.encode(), "questions/example.yml")
