"""The reader of LaTeX that takes words in one step reads what pylatexenc's own reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latexwalker import LatexWalker

from generator.sources.library import latex

SIGNS = "ab9 .,:;/()[]*<>~&^_-!?`'\n{}$%\\é"
MORE = r"word|two words|3.5|\'e|\"|\emph|\c c|\frac|\textbf{b}|\sqrt[3]{x}|--|``|''|!`|\begin{a}|\end{a}|\verb+x y+|\item".split(
    "|"
)
PIECES = st.sampled_from([*SIGNS, "  ", "\n\n", *MORE])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_words_in_one_step_are_the_words_letter_by_letter(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fast = latex.decoded(text)
        patch.setattr(latex, "_Walker", LatexWalker)
        assert fast == latex.decoded(text)
