"""Reads included works: every sentence, and every row of a table, becomes a passage with its place and exact offsets.

Pure. A passage is a slice of its section, to the letter; nothing is normalised after `text.plain` at the door. Of a
text that may not be stored, the excerpts are the passages: slices of a text that is elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from generator import ids
from generator.schema import Dropped, Form, Origin, Passage, Reason, Section, Stage, Version, Work
from generator.text import paragraphs, place_of, sentences, words


def read(works: Sequence[Work]) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    """Passages of the works, in their order and the text's, and the spans that hold no word."""
    passages: list[Passage] = []
    dropped: list[Dropped] = []
    for work in works:
        for version, section in _sections(work):
            for passage in _passages(work, version, section):
                if not passage.text:
                    continue  # a row without any text keeps its number, and says nothing
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
    for place, start, end, text in _located(section):
        yield Passage(
            id=f"p-{ids.digest(work.key, version.id, section.origin, section.name, str(start), text)}",
            work=work.key,
            version=version.id,
            origin=section.origin,
            section=section.name,
            place=place,
            start=start,
            end=end,
            text=text,
            form=section.form,
        )


def _located(section: Section) -> Iterator[tuple[str, int, int, str]]:
    """Place, offsets and text of everything in a section that becomes a passage."""
    text = section.text
    if text is None:
        yield from ((one.place, one.start, one.end, one.text) for one in section.excerpts)
    elif section.form is Form.TABLE:
        for at, (start, end) in enumerate(_lines(text)):
            yield f"{section.name}, row {at}" if at else section.name, start, end, text[start:end]
    else:
        breaks = [end for _, end in paragraphs(text)]
        for start, end in sentences(text):
            yield _place(section, text[start:end], bisect_left(breaks, end), len(breaks)), start, end, text[start:end]


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of a table's lines, the empty ones too, so that a line's number is that of its row."""
    ends = [at for at, character in enumerate(text) if character == "\n"]
    return tuple(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True))


def _place(section: Section, sentence: str, paragraph: int, of: int) -> str:
    """Where in the work a sentence stands, `paragraph` counted from 0 of so many.

    A digest names it at the sentence's end, a source has its sections, and paragraphs where a section has several.
    """
    if section.origin is Origin.DIGEST:
        return place_of(sentence) or "place not stated"
    return f"{section.name}, paragraph {paragraph + 1}" if of > 1 else section.name
