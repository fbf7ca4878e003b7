"""Numbers that are no values but parts of names: years, "subtasks 1 and 2", "WMT 2014", "SQuAD 2.0", "8 shots".

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.results.measures import known
from generator.results.names import Names
from generator.results.tokens import Token

_NUMERAL = re.compile(r"\d{1,4}[A-Za-z]?|\d\.\d")
_NUMBERED = frozenset(
    """
    task tasks subtask subtasks sub-task sub-tasks track tracks phase stage version level part table section step
    round fold grade class challenge dataset question sets set layer tier
    """.split()
)


def without_numerals(found: Sequence[Token], names: Names) -> Iterator[Token]:
    """The tokens, those numbers as words that belong to a name."""
    last: Token | None = None  # the last token that is no comma and no "and"
    for at, token in enumerate(found):
        if token.kind == "value" and token.quantity is not None and _is_numeral(token, found, at, last, names):
            token = replace(token, kind="word", quantity=None)  # noqa: PLW2901 - the same token, read again
            last = replace(token, text="task")
        elif token.text not in {",", "&", "/", "and", "or"}:
            last = token
        yield token


def _is_numeral(token: Token, found: Sequence[Token], at: int, last: Token | None, names: Names) -> bool:
    if last is None or not _NUMERAL.fullmatch(token.text):
        return False
    year = len(token.text) == 4 and token.text[:2] in {"19", "20"}  # noqa: PLR2004 - digits of a year
    previous = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if year or last.low in _NUMBERED or (after is not None and after.low in {"shot", "shots"}):
        return True
    # "CoVoST 2" and "SQuAD 2.0" are names; "BLEU 34" is a value.
    title = previous is not None and previous.kind == "word" and previous.text[0].isupper() and at > 1
    counted = after is not None and token.text.isdigit() and after.low in names.metric_terms
    return title and not counted and previous is not None and not known([previous], 0, names)
