"""What a library is found to say, as the facets that a question on it would have, each with its place.

Two readings: a sentence that tells a finding of its authors, taken apart by its verb and prepositions; and two results
of one work that differ in method alone, as `results` reads them. Sentences that deny, suppose, aim or tell what others
found give no frame: its truth has to be plain. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from generator.evaluate import phrases
from generator.evaluate.occurrence import Texts, key, stands
from generator.evaluate.phrases import Phrases, Term
from generator.results import Figure, Names, read_figures
from generator.schema import Facet
from generator.text import place_of

LONGEST = 60
"""Words of a sentence; what is longer is a list or two sentences."""

OPENING = 2
"""Sentences with which a text opens, on what was known before it."""

MAX_WORDS = 4
"""Words of a term; longer ones are quotations."""

_VERB = re.compile(
    r"\b(?:outperforms?|outperformed|improves|achieves|achieved|attains|attained|reaches|surpasses|surpassed|exceeds"
    r"|exceeded|reduces|boosts|lowers|raises|degrades|yields|yielded|obtains|obtained|leads to|led to|results in"
    r"|(?:significantly|consistently|substantially|greatly|further|also) (?:improves?|improved|reduces?|reduced"
    r"|increases?))\b"
)
_OWN = re.compile(
    r"\b(?:our|we|results?|experiments?|evaluations?|experimental|empirical\w*|analys[ei]s|compared (?:to|with))\b|\d",
    re.IGNORECASE,
)
_NOT_PLAIN = re.compile(
    r"\b(?:not|no|nor|never|none|neither|without|cannot|fail\w*|lacks?|lacking|hardly|barely|rarely|little|less|limited"
    r"|may|might|could|would|should|can|if|whether|unless|aims?|aimed|hypothesi[sz]\w+|expect\w*|potential\w*"
    r"|hop(?:e|ing)|try|attempt\w*|seek|goal|propos\w+|introduc\w+|presents?|investigat\w+|explor\w+|existing|prior"
    r"|previous\w*|recent\w*|traditional\w*|conventional\w*|often|typically|usually|however|although|though|despite"
    r"|while|whereas|but|unlike|has been|have been|only|rather than|instead|suffer\w*|drops?|challeng\w+|future"
    r"|question|unclear)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:we|our|this (?:paper|work|study)|propos\w+|introduc\w+|presents?|presented|develop\w*|called|named|dubbed"
    r"|term\w*)\b",
    re.IGNORECASE,
)
_BEFORE = 3
"""Words before a term among which its preposition is looked for: "on the popular SQuAD"."""

_HELD_AGAINST = frozenset("than over against versus vs outperforms outperform surpasses exceeds".split())
_WITHIN = frozenset("on in for of across".split())
_OTHERWISE = frozenset("to with from by using when at via under and or".split())
_LEADING = _HELD_AGAINST | _WITHIN | _OTHERWISE
_NEXT_TO = re.compile(r"\)?(?: [a-z-]+){0,2} ")
"""What may stand between a subject and its verb: "Zorvec [pre-training consistently] improves"."""

_ASIDE = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """A term for each facet; `work` is a place in `Texts`, `sentences` are those of its evidence, counted from 1."""

    work: int
    sentences: tuple[int, ...]
    terms: Mapping[Facet, str]
    result: bool = False

    def of(self, *facets: Facet) -> tuple[str, ...]:
        """The terms of these facets, of all if none is given."""
        return tuple(term for facet, term in self.terms.items() if not facets or facet in facets)


def findings(texts: Texts, known: Phrases, work: int) -> Iterator[Frame]:
    """The frames of a work's own findings, one a sentence; each names intervention, outcome and population."""
    for at, sentence in enumerate(texts.sentences(work)):
        if at >= OPENING and tells_plainly(sentence):
            terms = _facets(sentence, known)
            if all(facet in terms for facet in (Facet.INTERVENTION, Facet.OUTCOME, Facet.POPULATION)):
                yield Frame(work, (at + 1,), terms)


def tells_plainly(sentence: str) -> bool:
    """Whether a sentence tells a finding of its authors without ifs and buts."""
    return (
        len(sentence.split()) <= LONGEST
        and _VERB.search(sentence) is not None
        and _OWN.search(sentence) is not None
        and _NOT_PLAIN.search(sentence) is None
    )


def mentioned(texts: Texts, known: Phrases, work: int) -> Iterator[Term]:
    """Terms that a work names in passing: in no sentence that says what its authors made or found, nor in its title."""
    sentences = texts.sentences(work)
    apart = [one for one in sentences if not _INTRODUCES.search(one) and not _VERB.search(one)]
    others = [texts.works[work].title, *(one for one in sentences if one not in apart)]
    for sentence in apart:
        for term in known.of(sentence):
            if not any(stands(other, [term.text]) for other in others):
                yield term


def elsewhere(texts: Texts, known: Phrases, frame: Frame) -> Iterator[Term]:
    """On what a work tells another finding of the frame's intervention: one of something else that was measured."""
    (outcome,) = frame.of(Facet.OUTCOME)
    for sentence in texts.sentences(frame.work):
        tells = _VERB.search(sentence) is not None and bool(phrases.measured(sentence))
        if tells and not stands(sentence, [outcome]) and stands(sentence, frame.of(Facet.INTERVENTION)):
            yield from (term for term in known.of(sentence) if _led_by(sentence, term, _WITHIN))


def pairs(texts: Texts, names: Names, work: int) -> Iterator[Frame]:
    """Two results of a work that differ in method alone, from one sentence or one table."""
    read = [
        (at, place_of(sentence), figure)
        for at, sentence in enumerate(texts.sentences(work), start=1)
        for figure in read_figures(sentence, names)
    ]
    for (first, place, left), (second, other, right) in combinations(read, 2):
        together = first == second or (place == other and place is not None and "table" in place.casefold())
        if together and left.role != "baseline" and _differ_in_method(left, right, names):
            terms = _terms(left, right)
            if terms is not None:
                yield Frame(work, tuple(dict.fromkeys((first, second))), terms, result=True)


def _differ_in_method(left: Figure, right: Figure, names: Names) -> bool:
    same = (left.system, left.dataset, left.split, left.metric, left.unit, left.protocol) == (
        right.system, right.dataset, right.split, right.metric, right.unit, right.protocol,
    )  # fmt: skip
    bits = names.bits(left.method), names.bits(right.method)
    return same and left.method != right.method and (right.role == "baseline" or bits[0] == bits[1])


def _terms(left: Figure, right: Figure) -> dict[Facet, str] | None:
    """The terms of a pair, or None where one is missing or too long to be asked for."""
    found = {
        Facet.POPULATION: left.system,
        Facet.INTERVENTION: left.method,
        Facet.COMPARATOR: right.method,
        Facet.OUTCOME: left.metric or "score",
        Facet.SETTING: left.dataset,
    }
    terms = {facet: _ASIDE.sub("", term) for facet, term in found.items() if term is not None}
    fits = len(terms) == len(found) and all(
        len(term.split()) <= MAX_WORDS and "(" not in term and key(term) for term in terms.values()
    )
    return terms if fits and _differ(list(terms.values())) else None


def _facets(sentence: str, known: Phrases) -> dict[Facet, str]:
    """Terms by facet: what does it stands before the verb, what is measured and where behind it or a preposition."""
    verb = _VERB.search(sentence)
    outcomes = phrases.measured(sentence)
    if verb is None or not outcomes:
        return {}
    outcome = next((one for one in outcomes if one.start > verb.start()), outcomes[0])
    found: dict[Facet, str] = {Facet.OUTCOME: outcome.text}
    terms = [term for term in known.of(sentence) if not any(_overlap(term, one) for one in outcomes)]
    before = [term for term in terms if term.start < verb.start()]
    subject = next((term for term in before[-1:] if _NEXT_TO.fullmatch(sentence[_end(term) : verb.start()])), None)
    if subject is None or _led_by(sentence, subject, _LEADING):
        return {}
    for term in (subject, *(one for one in terms if one != subject)):
        facet = Facet.INTERVENTION if term == subject else _facet(sentence, term)
        if facet is Facet.POPULATION and facet in found and phrases.is_name(term.text):
            facet = Facet.SETTING
        if facet is not None and facet not in found and _differ([*found.values(), term.text]):
            found[facet] = term.text
    return found


def _facet(sentence: str, term: Term) -> Facet | None:
    if _led_by(sentence, term, _HELD_AGAINST):
        return Facet.COMPARATOR
    return Facet.POPULATION if _led_by(sentence, term, _WITHIN) else None


def _led_by(sentence: str, term: Term, words: frozenset[str]) -> bool:
    """Whether the nearest preposition before a term is one of these."""
    near = re.findall(r"\w+|[,;:]", sentence[: term.start])[-_BEFORE:]
    return (
        next((word for word in reversed(near) if word.casefold() in _LEADING or word in ",;:"), "").casefold() in words
    )


def _overlap(left: Term, right: Term) -> bool:
    return left.start < _end(right) and right.start < _end(left)


def _end(term: Term) -> int:
    return term.start + len(term.text)


def _differ(terms: Sequence[str]) -> bool:
    """Whether no term stands within another."""
    return not any(stands(a, [b]) or stands(b, [a]) for a, b in combinations(terms, 2))
