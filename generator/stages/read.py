"""Reads included works: every sentence becomes a passage with its origin, its place and exact offsets.

Pure. A passage is a slice of its section, to the letter; nothing is normalised after `text.plain` at the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import ids
from generator.schema import Dropped, Origin, Passage, Reason, Section, Stage, Version, Work
from generator.text import place_of, sentences, words


def read(works: Sequence[Work]) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    """Passages of the works, in their order and the text's, and the spans that hold no word."""
    passages: list[Passage] = []
    dropped: list[Dropped] = []
    for work in works:
        for version, section in _sections(work):
            for passage in _passages(work, version, section):
                if words(passage.text):
                    passages.append(passage)
                else:
                    dropped.append(Dropped(stage=Stage.READ, item=passage.id, reason=Reason.EMPTY_SENTENCE))
    return tuple(passages), tuple(dropped)


def _sections(work: Work) -> Iterator[tuple[Version, Section]]:
    for version in work.versions:
        for section in version.sections:
            yield version, section


def _passages(work: Work, version: Version, section: Section) -> Iterator[Passage]:
    text = section.text or ""
    for start, end in sentences(text):
        sentence = text[start:end]
        yield Passage(
            id=f"p-{ids.digest(work.key, version.id, section.origin, section.name, str(start), sentence)}",
            work=work.key,
            version=version.id,
            origin=section.origin,
            section=section.name,
            place=_place(section, sentence),
            start=start,
            end=end,
            text=sentence,
        )


def _place(section: Section, sentence: str) -> str:
    """Where in the work a sentence stands: a digest names it at the sentence's end, a source has its sections."""
    return place_of(sentence) or "place not stated" if section.origin is Origin.DIGEST else section.name
