"""Reads included works: every sentence, and every row of a table, becomes a passage with its place and exact offsets.

Pure. A passage is a slice of its section, to the letter; nothing is normalised after `text.plain` at the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import ids
from generator.schema import Dropped, Form, Origin, Passage, Reason, Section, Stage, Version, Work
from generator.text import place_of, sentences, words


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
    text = section.text or ""
    spans = sentences(text) if section.form is Form.PROSE else _lines(text)
    for at, (start, end) in enumerate(spans):
        sentence = text[start:end]
        yield Passage(
            id=f"p-{ids.digest(work.key, version.id, section.origin, section.name, str(start), sentence)}",
            work=work.key,
            version=version.id,
            origin=section.origin,
            section=section.name,
            place=_place(section, sentence, at),
            start=start,
            end=end,
            text=sentence,
            form=section.form,
        )


def _lines(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of a table's lines, the empty ones too, so that a line's number is that of its row."""
    ends = [at for at, character in enumerate(text) if character == "\n"]
    return tuple(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True))


def _place(section: Section, sentence: str, at: int) -> str:
    """Where in the work a passage stands.

    A digest names it at the sentence's end, a source has its sections; a table's first line is its caption, the others
    are its rows.
    """
    if section.form is Form.TABLE:
        return f"{section.name}, row {at}" if at else section.name
    return place_of(sentence) or "place not stated" if section.origin is Origin.DIGEST else section.name
