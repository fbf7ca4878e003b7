"""Whatever the bytes: faults in words, and never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.questions.cases import GOOD, faults_of, faults_of_defaults

PIECES = (
    *"\n :-[]{},&*!|>'\"%@`#?~<\\\t",
    *("\n  ", "- ", ": ", "\n...\n", "\n---\n", "title", "facets", "name", "any", "limits", "true", "1", "é", "9" * 30),
    *("!!int", "!<%0a>", "&a", "*a", "<<", "\\x", '"\\U', '"\\n', "%YAML 1.1\n", "\r\n", "\x00", "\ufeff", GOOD),
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates() | st.binary(max_size=9)
)
KEYS = st.sampled_from(["title", "question", "facets", "years", "limits", "name", "any", "from", "works"]) | st.text(
    max_size=9
)
NESTED = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=30
)


def only_faults(data: bytes) -> None:
    """Neither parser raises anything but InputError, and every fault of it is in words."""
    lines = data.count(b"\n") + 1
    for fault in (*faults_of(data), *faults_of_defaults(data)):
        assert 0 <= fault.line <= lines
        assert fault.message
        assert fault.fix
        assert str(fault).isprintable()  # one line, and no command to a terminal
        assert "is not valid (" not in fault.message  # an error of pydantic that nobody worded


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_faults_only(data: bytes) -> None:
    only_faults(data)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("? ? ? ? ? ? ? ? ? ? a")
@example("a: !<%ff> b")
@example("%YAML 1." + "9" * 5000 + "\n--- a")
@example('"\\U7fffffff"')
@example("- \n" * 4000)
@example("{a: {b: {c: " * 9)
@example('"a\\n::error::b": c\ntags: "a\\n::error::b"\ntypes: ["\\n"]\nowners: [{"\\n": 1}]')
@example("a: !<%0a%1b> b")
def test_arbitrary_pieces_of_yaml_give_faults_only(text: str) -> None:
    only_faults(text.encode())


@settings(max_examples=300)
@given(st.dictionaries(KEYS, NESTED, max_size=6))
def test_arbitrary_nested_data_gives_faults_only(data: dict[str, Any]) -> None:
    only_faults(yaml.safe_dump(data, allow_unicode=True).encode())


@pytest.mark.parametrize(
    "data", [b"[" * 65_000, b"[\n" * 32_000, b"- " * 32_000, b"{a: " * 16_000, b"? " * 32_000, b"a:\n" * 21_000]
)
def test_bytes_made_to_exhaust_a_parser_are_refused(data: bytes) -> None:
    only_faults(data)
