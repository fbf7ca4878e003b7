"""Names of metrics among the tokens of a sentence: "macro-averaged F1 score", "word error rate (WER)".

Pure. The nouns come from `aliases.yml`; the words before a noun belong to the name as far as an article, a preposition,
a verb or a value opens the phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.results import words
from generator.results.names import Names, metric_words
from generator.results.tokens import Token

_LONGEST = 5
"""Words of a metric's name."""

_NO_MODIFIERS = frozenset("and or respectively which where when while we it whose but et un une de".split())
_OPENING = words.PREPOSITIONS | words.DETERMINERS | words.MEASURING | words.CHANGES | {"and", "or"}


def with_metrics(found: Sequence[Token], names: Names, text: str) -> tuple[Token, ...]:
    """The tokens with names of metrics joined: what stands before the noun, the noun, and its sign in brackets."""
    made: list[Token] = []
    at = 0
    while at < len(found):
        length = known(found, at, names)
        if not length or _is_verb(found, at, length):
            made.append(found[at])
            at += 1
            continue
        end = _tail(found, at + length, names)
        start = _head(found, at, made)
        one = _joined(found[start:end], text, names)
        if made and made[-1].kind == "metric" and text[made[-1].end : one.start].isspace():
            last = made.pop()  # "Cohen's K agreement" is one name
            name = text[last.start : one.end]
            one = replace(one, start=last.start, text=name, metric=name)
        made.append(one)
        at = end
    return tuple(made)


def _joined(parts: Sequence[Token], text: str, names: Names) -> Token:
    """One token for a name; a bare "score" names no metric."""
    name = text[parts[0].start : parts[-1].end]
    bare = all(one.low.rstrip("s") in names.aliases.measures for one in parts)
    return Token("metric", name, parts[0].start, parts[-1].end, metric=None if bare else name)


def _head(found: Sequence[Token], at: int, made: list[Token]) -> int:
    """Where the name begins whose noun stands at `at`; takes the words before it back from `made`."""
    start = at
    for _ in range(_LONGEST):
        step = 3 if _closes_a_short_name(made) else int(bool(made) and _modifies(made[-1], found, start))
        if not step:
            break
        del made[-step:]
        start -= step
    first = start if start == at or _opens(found, start) else at
    while first < at and found[first].low in words.EVALUATIVE:
        first += 1
    made += found[start:first]
    return first


def _is_verb(found: Sequence[Token], at: int, length: int) -> bool:
    """Whether "scores" says that somebody scores: a value follows at once."""
    after = at + length
    while after < len(found) and found[after].low in words.FILLERS:
        after += 1
    return found[at].low in words.FINITE and after < len(found) and found[after].kind == "value"


def _closes_a_short_name(made: Sequence[Token]) -> bool:
    """Whether "(POS)" stands before, inside the name of a metric: "part-of-speech (POS) tagging accuracy"."""
    return len(made) > 3 and made[-1].text == ")" and made[-3].text == "(" and made[-2].named  # noqa: PLR2004


def _opens(found: Sequence[Token], start: int) -> bool:
    """Whether the words before the noun make a phrase with it: what stands before them could open one."""
    before = found[start - 1] if start else None
    return before is None or before.kind != "word" or before.low in _OPENING


def _modifies(token: Token, found: Sequence[Token], start: int) -> bool:
    """Whether a word before the name of a metric belongs to the name."""
    low = token.low
    if token.kind != "word" or found[start - 1] is not token:
        return False
    plural = low.endswith("s") and not low.endswith(("ss", "'s", "’s", "us", "is"))
    closed = low in words.PREPOSITIONS | words.DETERMINERS | words.VERBS | words.PARTICIPLES | words.CHANGING
    return not (plural or closed or low in words.CHANGES | words.FILLERS | _NO_MODIFIERS or low.endswith("ly"))


def known(found: Sequence[Token], at: int, names: Names) -> int:
    """How many tokens from here on are the name of a metric; 0 where there is none."""
    if found[at].kind != "word":
        return 0
    pieces: list[str] = []
    ends: dict[int, int] = {}
    for length, token in enumerate(found[at : at + _LONGEST + 3], start=1):
        if token.kind != "word":
            break
        pieces += metric_words(token.text)
        ends[len(pieces)] = length
    for many in names.metric_terms.get(pieces[0] if pieces else "", ()):
        if len(many) in ends and (*pieces[: len(many) - 1], _singular(pieces[len(many) - 1], many[-1])) == many:
            return ends[len(many)]
    return int(_is_measure(found[at], names))


def _singular(piece: str, wanted: str) -> str:
    return wanted if piece in {f"{wanted}s", f"{wanted}es"} else piece


def _is_measure(token: Token, names: Names) -> bool:
    last = metric_words(token.text)[-1:]
    return bool(last) and (last[0] in names.aliases.measures or last[0].removesuffix("s") in names.aliases.measures)


def _tail(found: Sequence[Token], at: int, names: Names) -> int:
    """The end of a metric's name: "score(s)" and a short name in brackets, "word error rate (WER)"."""
    end = at
    for _ in range(2):
        while end < len(found) and found[end].kind == "word" and _is_measure(found[end], names):
            end += 1
        inside = found[end + 1 : end + 2]
        closed = len(found) > end + 2 and found[end].text == "(" and found[end + 2].text == ")"
        if closed and inside[0].kind == "word" and inside[0].named:
            end += 3
    return end
