"""Makes claims of sentences by the smallest change: one word of direction exchanged, one denial put in or taken out.

Pure and seeded. Such pairs are no paraphrases; they teach the model to hold a claim word by word against its evidence
before it meets claims in other words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from generator.evaluate.corpora import CONTRADICTS, NEITHER, SUPPORTS, Article, Judged, Pair, window

_OPPOSITES = """increase:decrease increases:decreases increased:decreased increasing:decreasing higher:lower
 greater:smaller more:less more:fewer improve:worsen improves:worsens improved:worsened promote:inhibit
 promotes:inhibits promoted:inhibited enhance:impair enhances:impairs enhanced:impaired activate:inhibit
 activates:inhibits activated:inhibited upregulates:downregulates upregulated:downregulated better:worse
 outperform:underperform outperforms:underperforms longer:shorter faster:slower gain:loss gains:losses with:without
 positively:negatively positive:negative elevated:reduced increase:reduce increases:reduces increased:reduced
 larger:smaller stronger:weaker strong:weak high:low induce:prevent induces:prevents induced:prevented
 superior:inferior sufficient:insufficient necessary:unnecessary required:unnecessary stable:unstable common:rare
 frequent:rare essential:dispensable susceptible:resistant stimulates:suppresses stimulated:suppressed
 promotes:blocks promoted:blocked causes:prevents caused:prevented raises:lowers significant:insignificant
 similar:different"""
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|does|did|do|has been|have been|will|may)\b( not)?")
_OPENING = re.compile(
    r"^(?:Here|Thus|However|Moreover|Furthermore|In addition|In conclusion|Importantly|Finally|In contrast"
    r"|Interestingly),? ?"
)
_REPORTING = re.compile(
    r"^[^,]{5,80}? (?:show|shows|showed|find|found|demonstrate|demonstrated|demonstrates|suggest|suggests|indicate"
    r"|indicates|report|reveal|revealed) that (?P<said>.+)$"
)
_ADVERB = re.compile(r"\b(?:significantly|markedly|strongly|also|further|substantially|therefore) ")
_WORD = re.compile("[a-z]+")

SHORTEST, LONGEST = 60, 260
"""Characters of a sentence that is edited."""
SHORTEST_CLAIM = 40
_BY_WORD = 0.7
_CLAUSE = 0.4
_TWINS, _COPIES = 0.7, 0.85
"""Shares, cumulated, of twins on a sentence and of sentences held against their own edit; else of two sentences."""
_BARE = 0.6


def _both_ways() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in _OPPOSITES.split():
        left, right = pair.split(":")
        found.setdefault(left, []).append(right)
        found.setdefault(right, []).append(left)
    return found


OPPOSITES = _both_ways()


def opposed(text: str, rnd: random.Random) -> str | None:
    """The text with one word of direction turned, or one denial put in or taken out; None if it has neither."""
    words = [match for match in _WORD.finditer(text) if match.group() in OPPOSITES]
    auxiliaries = list(_AUXILIARY.finditer(text))
    if words and (not auxiliaries or rnd.random() < _BY_WORD):
        match = rnd.choice(words)
        return text[: match.start()] + rnd.choice(OPPOSITES[match.group()]) + text[match.end() :]
    if not auxiliaries:
        return None
    match = rnd.choice(auxiliaries)
    verb, denial = match.groups()
    return text[: match.start()] + (verb if denial else f"{verb} not") + text[match.end() :]


def shortened(text: str, rnd: random.Random) -> str:
    """The sentence without its opening words, some adverbs, or a clause: what it still says, it said."""
    bare = _OPENING.sub("", text)
    if reported := _REPORTING.match(bare):
        bare = reported["said"]
    if ", " in bare and rnd.random() < _CLAUSE:
        first, rest = bare.split(", ", 1)
        bare = max(first, rest, key=len)
    bare = _ADVERB.sub("", bare)
    return bare[:1].upper() + bare[1:]


def edited(articles: Sequence[Article], count: int, rnd: random.Random) -> Iterator[list[Pair]]:
    """`count` units of pairs: a sentence cut shorter and its opposite, an edited sentence, or two of one article."""
    places = [
        (article, at)
        for article in articles
        for at, sentence in enumerate(article.sentences)
        if at > 1 and SHORTEST < len(sentence) < LONGEST
    ]
    made = 0
    while places and made < count:
        unit = _unit(*rnd.choice(places), rnd)
        made += bool(unit)
        if unit:
            yield unit


def _unit(article: Article, at: int, rnd: random.Random) -> list[Pair]:
    sentence = article.sentences[at]
    claim = shortened(sentence, rnd)
    twin = opposed(claim, rnd)
    if twin is None or len(claim) < SHORTEST_CLAIM:
        return []
    kind = rnd.random()
    if kind < _TWINS:
        evidence = sentence if rnd.random() < _BARE else window(article, [at], rnd)
        return [Pair(evidence, claim, SUPPORTS), Pair(evidence, twin, CONTRADICTS)]
    if kind < _COPIES:
        against = opposed(sentence, rnd)
        return [Pair(against, sentence, CONTRADICTS)] if against else []
    other = rnd.randrange(len(article.sentences))
    return [Pair(article.sentences[other], claim, NEITHER)] if abs(other - at) > 1 else []


def mutual(judged: Sequence[Judged], count: int, rnd: random.Random) -> Iterator[list[Pair]]:
    """Up to `count` claims each against its twin, which it contradicts, and against itself cut shorter."""
    of_evidence: dict[tuple[str, tuple[tuple[int, ...], ...]], list[Judged]] = {}
    for one in judged:
        of_evidence.setdefault((one.article.title, one.decisive), []).append(one)
    groups = list(of_evidence.values())
    rnd.shuffle(groups)
    made = 0
    for group in groups:
        true = next((one.claim for one in group if one.target == SUPPORTS), None)
        false = next((one.claim for one in group if one.target == CONTRADICTS), None)
        if true is None or false is None or made == count:
            continue
        made += 1
        pair = (true, false) if rnd.random() < 1 / 2 else (false, true)
        yield [Pair(*pair, CONTRADICTS)]
        yield [Pair(true, shortened(true, rnd), SUPPORTS)]
