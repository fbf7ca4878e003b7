"""The reader of LaTeX that takes words in one step reads what pylatexenc's own reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latexwalker import LatexWalker

from generator.sources.library import latex

SIGNS = "ab9 .,:;/()[]*<>~&^_-!?`'\n{}$%\\é"
MORE = ["word", "two words", "3.5", "--", "``", "''", "!`", r"\'e", '\\"', r"\emph", r"\c c", r"\frac", r"\textbf{b}"]
COMMANDS = [r"\sqrt[3]{x}", r"\begin{a}", r"\end{a}", r"\verb+x y+", r"\item"]
PIECES = st.sampled_from([*SIGNS, "  ", "\n\n", *MORE, *COMMANDS])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_words_in_one_step_are_the_words_letter_by_letter(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fast = latex.decoded(text)
        patch.setattr(latex, "_Walker", LatexWalker)
        assert fast == latex.decoded(text)
