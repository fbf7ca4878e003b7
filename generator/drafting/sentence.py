"""Concepts by facet out of the wording of a question: a proposal, which a person must look at.

Pure. It knows the openings that research questions have ("Does A improve B …", "What is the effect of A on B …") and
the words that part what follows ("compared with C", "in D", "on E"). It must not pass a guess off as more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.drafting.idea import Idea, Ideas, clean, distinct, once, with_aliases
from generator.results import Entry, load_names
from generator.schema import Facet
from generator.text import content_words, term_pattern

LONGEST = 120
"""Characters of a concept's name."""

_VERBS = (
    r"(?:(?:help|manage)s? to )?(?:improv|increas|reduc|rais|lower|decreas|affect|influenc|chang|impact|preserv|"
    r"prevent|degrad|enhanc|delay|caus|boost|speed up|slow|hurt|harm|outperform|keep|limit|predict|alter|maintain|"
    r"accelerat|weaken|strengthen|shorten|prolong|cut|treat|cur|avoid|cost|los|gain|perform|work|differ|vary|compar|retain)"
    r"(?:e|es|s|d|ed|ing|ies|t)?"
)
_AUXILIARY = r"(?:does|do|did|can|could|will|would|should|may|might)"
_EFFECT = r"(?:\w+ )?(?:effects?|impacts?|influences?|consequences?|benefits?|role)"
_HOW = r"how(?: (?:much|well|strongly|far|often))?|to what extent|by how much|in what way|why|when"
_COMPARES = r"(?:compare|vary|differ|change)(?: (?P<rest>.+))?"
_KEEPS = r"(?:lose|gain|keep|show|need)(?: (?P<rest>.+))?"
_DEGREE = r"(?:(?:more|less|as|equally) (?P<outcome>[\w-]+)|(?:better|worse))"
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what (?:is|are|was|were) the {_EFFECT} of (?P<intervention>.+?) on (?P<outcome>.+)",
        rf"how {_AUXILIARY} the (?P<outcome>[\w-]+(?: [\w-]+)?) of (?P<intervention>.+?) {_COMPARES}",
        rf"(?:(?:{_HOW}) )?{_AUXILIARY} (?P<intervention>.+?) (?P<verb>{_VERBS})(?: (?P<outcome>.+))?",
        rf"how (?:much|many) (?P<outcome>.+?) {_AUXILIARY} (?P<population>.+?) {_KEEPS}",
        rf"(?:is|are|was|were) (?P<intervention>.+?) {_DEGREE} (?P<rest>(?:than|as|for|in|at|on) .+)",
        rf"(?:which|what) (?P<intervention>.+?) (?P<verb>{_VERBS})(?: (?P<outcome>.+))?",
        r"what (?:is|are|was|were) the (?P<outcome>.+)",
    )
)
"""How research questions begin, the narrower patterns first."""

_CUES: tuple[tuple[Facet, str], ...] = (
    (Facet.COMPARATOR, r"(?:as )?compared (?:with|to)|in comparison (?:with|to)|compared against|relative to"),
    (Facet.COMPARATOR, r"versus|vs\.?|rather than|instead of|against|than|over"),
    (Facet.OUTCOME, r"in terms of|as measured by|measured by|with respect to|with regard to"),
    (Facet.INTERVENTION, r"when (?:applying|using|given|treated with)|by (?:applying|using|means of)|after|when"),
    (Facet.SETTING, r"on|at|during|across|under|within"),
    (Facet.POPULATION, r"in|for|among"),
)
_CUE = re.compile(
    r"(?:^|(?<=\s))(?:" + "|".join(f"(?P<c{at}>{pattern})" for at, (_, pattern) in enumerate(_CUES)) + r")(?=\s)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:benchmarks?|data ?sets?|corpus|corpora|leaderboards?|test sets?|hospitals?|clinics?|schools?|"
    r"countr(?:y|ies)|storage|laborator(?:y|ies))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|their|its|using|applying|use of|to|with)\s+)+", re.IGNORECASE)
_EXAMPLES = re.compile(r"\s*,?\s*\b(?:such as|like|for example|e\.g\.)\s+", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s+or\s+|\s*,\s*", re.IGNORECASE)
_AND = re.compile(r"\s*,?\s+and\s+|\s*,\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]{2,60})\)")


class Read(NamedTuple):
    """The concepts by facet, and what a person must look at."""

    ideas: Ideas
    look_at: tuple[str, ...]


def read(question: str) -> Read:
    """The concepts that the wording of a question shows; none where it shows none."""
    bare = clean(question).rstrip("?!. ").strip()
    notes: list[str] = []
    found: dict[Facet, list[str]] = {facet: [] for facet in Facet}
    opened = next((match for opening in _OPENINGS if (match := opening.fullmatch(bare))), None)
    if opened is None:
        notes.append("The sentence has none of the known forms; the facets are a guess by its names and prepositions.")
        if not any(_with_known_names(bare, dict.fromkeys(Facet, ())).values()):
            _take(found, Facet.INTERVENTION, bare)
    else:
        groups = {name: part for name, part in opened.groupdict().items() if part and name != "verb"}
        for facet in (one for one in Facet if one.value in groups):
            _take(found, facet, groups[facet.value])
        if "rest" in groups:
            compared = re.match(r"(?:to|with) ", groups["rest"], re.IGNORECASE)  # "How does A of B compare to …"
            _take(found, Facet.COMPARATOR if compared else Facet.OUTCOME, groups["rest"])
    ideas = once({facet: [idea for part in parts for idea in _ideas(facet, part)] for facet, parts in found.items()})
    ideas = _with_known_names(bare, ideas)
    widened = {facet: tuple(map(with_aliases, some)) for facet, some in ideas.items()}
    return Read(widened, (*notes, *_empty(widened)))


def _empty(ideas: Ideas) -> Iterator[str]:
    for facet in (Facet.POPULATION, Facet.INTERVENTION, Facet.OUTCOME):
        if not ideas[facet]:
            yield f"No {facet.value} was found in the sentence: add it if the question has one."


def _take(found: dict[Facet, list[str]], facet: Facet, text: str) -> None:
    """Parts the text at its cues; what stands before the first one is of `facet`."""
    start, here = 0, facet
    for match in _CUE.finditer(text):
        there = next(one for at, (one, _) in enumerate(_CUES) if match[f"c{at}"])
        if there is Facet.INTERVENTION and (found[there] or here is Facet.INTERVENTION):
            continue
        _put(found, here, text[start : match.start()])
        start, here = match.end(), there
    _put(found, here, text[start:])


def _put(found: dict[Facet, list[str]], facet: Facet, text: str) -> None:
    part = _ARTICLE.sub("", clean(text).strip(" ,;:.")).strip()
    if facet is Facet.OUTCOME and " of " in part:
        part, _, whose = part.partition(" of ")
        _put(found, Facet.POPULATION, whose)
    if facet is Facet.POPULATION and (_PLACE.search(part) or _of_group(part) is Facet.SETTING):
        facet = Facet.SETTING
    if part and content_words(part):
        found[facet].append(part)


def _ideas(facet: Facet, part: str) -> Iterator[Idea]:
    """One idea for a part, or several outcomes; examples and abbreviations in brackets are synonyms."""
    if facet is Facet.OUTCOME and not _EXAMPLES.search(part):
        pieces = [piece for piece in _AND.split(part) if piece.strip()]
    else:
        pieces = [part]
    for piece in pieces:
        bracketed = _BRACKET.findall(piece)
        name = clean(_BRACKET.sub("", piece))[:LONGEST].strip()
        whole, *examples = _EXAMPLES.split(name, maxsplit=1)
        either = _OR.split(examples[0] if examples else name)
        more = [*([whole] if examples else []), *(either if examples or len(either) > 1 else []), *bracketed]
        yield Idea(name, distinct(more, name))


def _with_known_names(text: str, ideas: Ideas) -> dict[Facet, tuple[Idea, ...]]:
    """The ideas, with names of `aliases.yml` that stand in the sentence and in none of them."""
    found = {facet: tuple(some) for facet, some in ideas.items()}
    named = " | ".join(term for some in found.values() for one in some for term in (one.name, *one.any))
    terms = [(facet, term) for facet, entries in _groups() for entry in entries for term in entry.terms]
    for facet, term in sorted(terms, key=lambda one: -len(one[1])):  # "word error rate" before "error rate"
        match = term_pattern(term).search(text)
        if match and not term_pattern(term).search(named):
            found[facet] = (*found[facet], Idea(match.group()))
            named = " | ".join((named, match.group(), *load_names().widened((term,))))
    return found


def _of_group(term: str) -> Facet | None:
    """The facet of a name that `aliases.yml` lists."""
    return next((facet for facet, entries in _groups() for one in entries if term in one.terms), None)


def _groups() -> tuple[tuple[Facet, tuple[Entry, ...]], ...]:
    aliases = load_names().aliases
    return (
        (Facet.POPULATION, aliases.systems),
        (Facet.INTERVENTION, aliases.methods),
        (Facet.OUTCOME, aliases.metrics),
        (Facet.SETTING, aliases.datasets),
    )
