"""Our digests give way to the works' own texts, and are held against them: which of their sentences survive.

Pure. A work of which a source's text is there is read in that text alone. Each sentence of its digest then has to be
found again: its numbers in a passage of the work, and its meaning in what the judge makes of the nearest passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.attribution import mismatches
from generator.engine import Asked, Judge
from generator.schema import DigestFate, Origin, Outcome, Passage, Section, Work
from generator.text import content_words, sentences, words

NEAREST = 3
"""Passages of the work that a sentence of its digest is held against."""

SHARED = 0.6
"""Share of a sentence's content words that one passage must hold where no judge can be asked."""


def without_digests(works: Sequence[Work]) -> tuple[Work, ...]:
    """The works, those with a text of their own without our digests of them."""
    return tuple(_without(work) if _has_source(work) else work for work in works)


def fates(works: Sequence[Work], passages: Sequence[Passage], judge: Judge | None = None) -> tuple[DigestFate, ...]:
    """What became of each sentence of the digests that `without_digests` took away, in their order.

    `passages` are those of the works' own texts.
    """
    of: dict[str, list[Passage]] = {}
    for passage in passages:
        of.setdefault(passage.work, []).append(passage)
    stated = [(work, sentence) for work in works if _has_source(work) for sentence in _digest_sentences(work)]
    nearest = [_nearest(sentence, of.get(work.key, ())) for work, sentence in stated]
    supports = _judged(stated, nearest, judge)
    return tuple(
        _fate(work.key, sentence, near, support, judge)
        for (work, sentence), near, support in zip(stated, nearest, supports, strict=True)
    )


def _sections(work: Work, origin: Origin) -> Iterator[Section]:
    return (section for version in work.versions for section in version.sections if section.origin is origin)


def _has_source(work: Work) -> bool:
    return any(section.held for section in _sections(work, Origin.SOURCE))


def _without(work: Work) -> Work:
    versions = tuple(
        version.model_copy(update={"sections": tuple(s for s in version.sections if s.origin is not Origin.DIGEST)})
        for version in work.versions
    )
    return work.model_copy(update={"versions": versions})


def _digest_sentences(work: Work) -> Iterator[str]:
    for section in _sections(work, Origin.DIGEST):
        text = section.text or ""
        yield from (text[start:end] for start, end in sentences(text) if words(text[start:end]))


def _nearest(sentence: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that share most of the sentence's content words, the nearest first."""
    asked = set(content_words(sentence))
    shared = [(len(asked & set(content_words(passage.text))), at) for at, passage in enumerate(passages)]
    best = sorted((-count, at) for count, at in shared if count)[:NEAREST]
    return tuple(passages[at] for _, at in best)


def _judged(
    stated: Sequence[tuple[Work, str]], nearest: Sequence[tuple[Passage, ...]], judge: Judge | None
) -> list[tuple[float, ...] | None]:
    """The judge's support and contradiction for each sentence against its nearest passages; None without a judge."""
    if judge is None:
        return [None] * len(stated)
    asked = [at for at, near in enumerate(nearest) if near]
    found = judge.judge(
        [
            Asked(stated[at][1], stated[at][0].title, tuple(one.text for one in sorted(nearest[at], key=_position)))
            for at in asked
        ]
    )
    judged: Mapping[int, tuple[float, ...]] = {
        at: (one.supports, one.contradicts) for at, one in zip(asked, found, strict=True)
    }
    return [judged.get(at, (0.0, 0.0)) for at in range(len(stated))]


def _position(passage: Passage) -> tuple[str, str, int]:
    return passage.version, passage.section, passage.start


def _fate(
    work: str, sentence: str, near: tuple[Passage, ...], support: tuple[float, ...] | None, judge: Judge | None
) -> DigestFate:
    first = near[0].id if near else None

    def told(outcome: Outcome, why: str) -> DigestFate:
        return DigestFate(work=work, text=sentence, outcome=outcome, passage=first, why=why)

    if not near:
        return told(Outcome.FAILED, "no passage of the work shares a word with it")
    wrong = mismatches(sentence, " \n ".join(passage.text for passage in near))
    if wrong:
        return told(Outcome.FAILED, f"its numbers are not in the nearest passages: {'; '.join(map(str, wrong))}")
    if support is None or judge is None:
        asked = set(content_words(sentence))
        share = len(asked & set(content_words(near[0].text))) / max(1, len(asked))
        outcome = Outcome.PASSED if share >= SHARED else Outcome.ABSTAINED
        return told(outcome, f"lexical baseline: {share:.0%} of its words stand in the nearest passage")
    supports, contradicts = support
    values = f"support {supports:.2f}, contradiction {contradicts:.2f} by the nearest passages"
    if supports >= judge.supported_from:
        return told(Outcome.PASSED, values)
    return told(Outcome.FAILED if contradicts >= judge.contradicted_from else Outcome.ABSTAINED, values)
