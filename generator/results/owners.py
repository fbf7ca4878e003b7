"""Whose value it is: the subject of the clause in which a value stands, and whether the clause may be believed.

Pure; works on the tokens of `tokens`. A subject that is a pronoun, a list or a whole clause is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.results import words
from generator.results.names import Names
from generator.results.tokens import Token, low

_PRONOUNS = frozenset(
    """
    we it they this these that those which who i he she there one both authors researchers
    """.split()
)
_PARTS = frozenset({";"})
_CLAUSES = frozenset("while whereas but although though because since however where whose".split())
_ADVERBS = frozenset(
    """
    also further even still then finally consistently only respectively can successfully could is are was were has
    have been subsequently thus thereby
    """.split()
)
_WITHIN = frozenset(
    """
    with using under without on in for based trained fine-tuned finetuned from via by over at after when across
    """.split()
)
_BEFORE_PARTICIPLES = frozenset(", by while when thus thereby and then hence ) — – -".split())
_LONGEST = 12
_INTRODUCING = frozenset(
    """
    employing overall when evaluated tested trained applied next further third first second last lastly besides also
    then thus hence yet still here due since because finally therefore
    """.split()
)


def clause(found: Sequence[Token], at: int) -> int:
    """The first token of the clause in which `at` stands."""
    for back in range(at - 1, -1, -1):
        token = found[back]
        if token.text in _PARTS or token.low in _CLAUSES or (token.text == "." and back + 1 < at):
            return back + 1
        comma = found[back - 1].text == "," if back else False
        joined = (
            token.low == "and" and back + 1 < at and found[back + 1].low in {"we", "it", "our", "they", "its", "their"}
        )
        if joined and _begins(found, back, at):
            return back + 1
        if (
            token.low in {"and", "we", "it", "our", "they"}
            and comma
            and _begins(found, back, at)
            and _has_verb(found, back)
        ):
            return back + (token.low == "and")
    return 0


def _has_verb(found: Sequence[Token], at: int) -> bool:
    """Whether a clause stands before, rather than an introduction: "In the task, we"."""
    opens = found[0].low in words.PREPOSITIONS | words.PARTICIPLES | {"when"} or found[0].low.endswith("ed")
    return not opens and any(is_verb(found, here) for here in range(at))


def clause_end(found: Sequence[Token], at: int) -> int:
    """The token at which a clause ends."""
    for here in range(at, len(found)):
        token = found[here]
        if token.text == ";" or token.low in _CLAUSES | {"which"}:
            return here
        if (
            token.text == ","
            and low(found, here + 1) in {"and", "we", "it", "our", "they"}
            and here + 1 < len(found)
            and _begins(found, here + 1, len(found))
        ):
            return here
    return len(found)


def _begins(found: Sequence[Token], at: int, limit: int) -> bool:
    """Whether a clause with a subject of its own begins: ", and we", ", our model achieves"."""
    start = at + 1 if found[at].low == "and" else at
    return (
        start < limit
        and found[start].low in {"we", "it", "our", "they", "the", "its", "their"}
        and any(is_verb(found, here) for here in range(start + 1, min(start + 6, limit + 1, len(found))))
    )


def past_determiners(found: Sequence[Token], at: int) -> int:
    """The token before `at` that is no determiner."""
    before = at - 1
    while before > 0 and found[before].low in words.DETERMINERS:
        before -= 1
    return before


def is_verb(found: Sequence[Token], at: int) -> bool:
    """Whether a verb stands here, rather than a word of a name: "the proposed model" has none."""
    before = low(found, at - 1) if at == 1 or low(found, at - 1) != "a" else found[at - 1].text  # "Task A achieved"
    describes = found[at].low.endswith("ed") and (
        before in words.DETERMINERS | words.EVALUATIVE or before.endswith("ly")
    )
    return found[at].kind == "word" and found[at].low in words.VERBS and not describes


def subject(found: Sequence[Token], start: int, at: int, *, verb: int | None) -> tuple[int, int] | None:
    """The tokens of the subject that has the values at `at`, in the clause from `start`; None if it is not told."""
    begin = _after_saying(found, start, at)
    governing = verb
    if verb is None:
        governing = _governing(found, begin, at)
    elif found[verb].low not in words.FINITE and found[verb - 1].low not in _BEFORE_PARTICIPLES:
        return _back_from(found, _opening(found, begin, verb), verb)
    elif found[verb].low not in words.FINITE:
        governing = _first_verb(found, _past_introduction(found, begin, at), at)
    if governing is None or any(one.low in {"which", "that", "who", "us", "we"} for one in found[governing + 1 : at]):
        return None
    before = governing
    if before > begin + 1 and found[before - 1].low == "to":
        if found[before - 2].low not in {"able", "managed", "manages"}:
            return None
        before -= 2
    while before > begin and found[before - 1].low in _ADVERBS:
        before -= 1
    if before > begin and (found[before - 1].text == "," or found[before - 1].low in {"and", "which", "that", "who"}):
        if found[before - 1].low in {"which", "that", "who"}:
            return None
        return _main(found, begin, at)
    return _back_from(found, begin, before)


def _opening(found: Sequence[Token], begin: int, at: int) -> int:
    """Where the noun phrase before a participle begins: "with Emu achieving"."""
    for back in range(at - 1, begin, -1):
        if found[back].text == "," or found[back].low in {"with", "and", "that"}:
            return back + 1
    return begin


def _after_saying(found: Sequence[Token], start: int, at: int) -> int:
    """Behind "results show that" and behind "In the task,"."""
    begin = start
    for here in range(start, at):
        token = found[here]
        if token.low == "that" and here > start and found[here - 1].low in words.SAYING | {"fact", "is"}:
            begin = here + 1
        if token.low in words.SAYING and here + 1 < at and found[here + 1].low in {"our", "the"} and here > start:
            said = found[start:here]
            if any(words.RESULTS.search(one.text) for one in said) or said[-1].low == "we":
                begin = here + 1
    return begin


def _governing(found: Sequence[Token], begin: int, at: int) -> int | None:
    """The verb whose subject has the value: the nearest finite verb of measuring, else the clause's first verb."""
    for back in range(at - 1, begin, -1):
        low = found[back].low
        if low in words.PARTICIPLES or low == "with":
            break
        if low in words.FINITE and is_verb(found, back):
            return back
    return _first_verb(found, _past_introduction(found, begin, at), at)


def _first_verb(found: Sequence[Token], begin: int, at: int) -> int | None:
    return next((here for here in range(begin + 1, at) if is_verb(found, here)), None)


def _past_introduction(found: Sequence[Token], begin: int, at: int) -> int:
    """Behind phrases and adverbs that a comma closes: "In the task, …", "Notably, …"."""
    here = begin
    while here < at:
        opens = found[here].low in words.PREPOSITIONS | words.PARTICIPLES | _INTRODUCING or (
            found[here].low.endswith(("ly", "ing"))
            or found[here].low in {"however", "moreover", "furthermore", "ultimately", "more", "in"}
        )
        if not opens:
            return here
        if found[here].low == "for" and found[here + 1].low in {"instance", "example"} and found[here + 2].text != ",":
            here += 2
            continue
        comma = next((one for one in range(here, at) if found[one].text == ","), None)
        if comma is None:
            return here
        here = comma + 1
    return begin


def _main(found: Sequence[Token], begin: int, at: int) -> tuple[int, int] | None:
    start = _past_introduction(found, begin, at)
    verb = _first_verb(found, start, at)
    return None if verb is None else _back_from(found, start, verb)


def _back_from(found: Sequence[Token], begin: int, before: int) -> tuple[int, int] | None:
    """The noun phrase that ends before a verb."""
    while before > begin and (found[before - 1].low in _ADVERBS or found[before - 1].low.endswith("ly")):
        before -= 1
    start = _past_introduction(found, begin, before)
    comma = next((one for one in range(start, before) if found[one].text in {",", "("}), None)
    if comma is not None and found[comma].text == ",":
        before = comma  # an aside follows: "Our system, based on X, achieved"
    if start >= before or before - start > _LONGEST:
        return None
    return start, before


def _is_bearer(inside: Sequence[Token], names: Names) -> bool:
    """Whether a subject is a name, or a noun that says what can have a value: "our best model", "the control group"."""
    if len(inside) == 1 and inside[0].low.endswith("ing"):
        return False  # "Tuning reaches"
    if len(inside) == 1:
        return inside[0].text[0].isupper() or inside[0].low.rstrip("s") in names.aliases.bearers
    proper = any(
        one.text[1:].lower() != one.text[1:] or one.text[0].isupper() for one in inside[1:] if one.kind == "word"
    )
    first = inside[0].text[1:]
    head = next((at for at, one in enumerate(inside) if one.low == "of"), len(inside)) - 1
    noun = inside[head].low
    bears = noun in names.aliases.bearers or noun.removesuffix("s") in names.aliases.bearers
    gerund = inside[0].low.endswith("ing") and inside[1].low in words.DETERMINERS
    return not gerund and (proper or bears or first.lower() != first or any(c.isdigit() for c in inside[0].text))


def _is_hidden_verb(inside: Sequence[Token], at: int) -> bool:
    """A word in "ed" behind a noun: "the process engaged two"."""
    word, before = inside[at].low, inside[at - 1].low
    plain = word.endswith("ed") and "-" not in word and not inside[at].named
    return plain and not (
        before in words.DETERMINERS | words.EVALUATIVE or before.endswith(("ly", "ed", "best", "most"))
    )


def named(  # noqa: PLR0911 - each line is a reason to name nobody
    found: Sequence[Token], text: str, span: tuple[int, int], names: Names
) -> tuple[str | None, str | None, str | None]:
    """System, method and setting of a subject: "Emu with KQ", "Emu without tuning"; None where it is no system."""
    start, stop = span
    while start < stop and found[start].low in {"the", "a", "an", "even"}:
        start += 1
    if start >= stop or found[start].low in _PRONOUNS | words.PREPOSITIONS | words.PARTICIPLES | {"when", "and", "by"}:
        return None, None, None
    head = next((at for at in range(start + 1, stop) if found[at].low in _WITHIN), stop)
    name = text[found[start].start : found[head - 1].end]
    inside = found[start:head]
    if any(_is_hidden_verb(inside, at) for at in range(1, len(inside))) or not _is_bearer(inside, names):
        return None, None, None
    if any(one.kind != "word" and one.text not in {"/", "&", "(", ")", "+", "’", "'"} for one in inside):
        return None, None, None
    if any(
        one.low in {"which", "that", "we", "and", "when", "than"} | words.SAYING for one in inside
    ) or words.RESULTS.search(name):
        return None, None, None
    rest = text[found[head].end : found[stop - 1].end].strip() if head < stop else ""
    if rest and found[head].low == "without":
        return name, None, f"without {rest}"
    if rest and found[head].low in {"with", "using", "under"} and not set(rest.split()) & {"and", "of", "a", "an"}:
        return name, rest.removeprefix("the "), None
    return name, None, None
