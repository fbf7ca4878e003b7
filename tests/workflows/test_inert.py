"""Foreign text in GitHub's Markdown shows itself and does nothing."""

from __future__ import annotations

import re
from html import unescape

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.workflows.inert import fenced, inert, seen, without_control
from tests.render.hostile import STRINGS


@given(st.text(max_size=200))
def test_any_text_is_code_of_letters_digits_and_entities(text: str) -> None:
    shown = inert(text)
    inner = shown.removeprefix("<code>").removesuffix("</code>")
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|&#\d+;|[^\x00-\x7f])*", inner)
    assert unescape(inner) == seen(text)


@pytest.mark.parametrize(
    "text", ["@octocat", "#1", "orchard/claims#1", "https://e.example", "www.e.example", "<b>", "*a*"]
)
def test_no_sign_that_github_looks_for_is_left(text: str) -> None:
    assert text not in inert(text)
    assert markdown.markdown(inert(text)).count("<") == len(["<p>", "<code>", "</code>", "</p>"])


def test_what_cannot_be_seen_is_left_out_and_lines_are_one() -> None:
    assert seen("a\u202eb\x00c\n\n d\u200be") == "abc de"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert inert("a" * 20, most=5) == "<code>aaaa…</code>"


@given(st.text(alphabet="`~\n ab@", max_size=80))
def test_a_block_of_code_cannot_be_ended_from_within(text: str) -> None:
    block = fenced(text)
    fence = block.split("text\n")[0]
    assert set(fence) == {"`"}
    assert fence not in text
    assert block == f"{fence}text\n{text}\n{fence}"


def test_colours_and_commands_of_a_terminal_are_taken_out() -> None:
    assert without_control("\x1b[31mred\x1b[0m\r\nline\x07") == "red\nline"


@pytest.mark.parametrize("text", STRINGS)
def test_no_hostile_string_becomes_more_than_text(text: str) -> None:
    shown = markdown.markdown(f"- {inert(text)}\n")
    assert not re.findall(r"<(?!/?(?:ul|li|code)>)", shown)
