"""`claimbook eval contested`: how often two findings that have nothing to do with each other are called opposed.

Pairs are drawn with a fixed seed from the findings of two works each that share some words, since such pairs are what
the judge is asked about; nobody read them one by one, and a true contradiction among them would count as an error.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from generator.engine import Judge
from generator.evaluate.metrics import Result, mean
from generator.ids import digest
from generator.schema import TELLING, Claim, Stance, Work
from generator.stages.corroborate.others import Finding, by_judge, by_words
from generator.stages.extract import kind_of
from generator.text import content_words, sentences

PAIRS = 500
SHARED = 3
"""Content words that the two findings of a pair share at least."""
_SAME = ("one concept", "another")
"""Concepts that both claims of a pair are said to name: the gate before the judge is held open."""


def evaluate(works: Sequence[Work], judge: Judge, pairs: int = PAIRS, seed: int = 0) -> Result:
    """The share of pairs that are called a contradiction: by the judge, and by words where there is no judge."""
    drawn = list(draw(works, pairs, seed))
    titles = {work.key: work.title for work in works}
    asked = [_opposed(by_judge(pair, titles, judge, None)) for pair in drawn]
    words = [_opposed(by_words(pair, None)) for pair in drawn]
    return Result(
        task="contested",
        n=len(drawn),
        measures=(mean("falsely_contested", asked), mean("falsely_contested_by_words", words)),
        notes=(f"pairs of findings of two works that share {SHARED} content words or more, seed {seed}",),
        engine=(f"{judge.name} {judge.hash}",),
    )


def draw(works: Sequence[Work], pairs: int, seed: int) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of findings of different works, each finding in one pair at most."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible sample
    findings = [claim for work in works for claim in _findings(work)]
    chance.shuffle(findings)
    by_word: dict[str, list[Claim]] = {}
    for claim in findings:
        for word in set(content_words(claim.text)):
            by_word.setdefault(word, []).append(claim)
    used: set[str] = set()
    for claim in findings:
        if len(used) >= 2 * pairs:
            return
        own = set(content_words(claim.text))
        near = next(
            (
                other
                for word in sorted(own, key=lambda one: (len(by_word[one]), one))
                for other in by_word[word]
                if other.work != claim.work
                and other.id not in used
                and len(own & set(content_words(other.text))) >= SHARED
            ),
            None,
        )
        if claim.id not in used and near is not None:
            used |= {claim.id, near.id}
            yield claim, near


def _findings(work: Work) -> Iterator[Claim]:
    for version in work.versions:
        for section in version.sections:
            text = section.text or ""
            for start, end in sentences(text):
                kind = kind_of(text[start:end])
                if kind in TELLING:
                    yield Claim(
                        id=f"c-{digest(work.key, section.name, str(start))}",
                        text=text[start:end],
                        kind=kind,
                        work=work.key,
                        passage=f"p-{digest(work.key, section.name, str(start))}",
                        quote=text[start:end],
                        concepts=_SAME,
                        on_topic=True,
                    )


def _opposed(found: Iterator[Finding]) -> float:
    return float(any(one.stance is Stance.CONTRADICTS for one in found))
