"""Hostile strings at every source's door: what comes in is text that can be printed, and what was lost is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from generator import bodies
from generator.schema import Dropped, Ids, Reason, Work, WorkType
from generator.sources import library
from tests.render.hostile import STRINGS, SURROGATES

Read = tuple[tuple[Work, ...], tuple[Dropped, ...]]
NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
LOST = ("pear \x00 pear", "pear \x1b[31m", *SURROGATES)


def by_service(text: str) -> Read:
    """A work whose every text a service sends so, in JSON, which can say what no file can."""
    entry = json.loads(json.dumps({"text": text}))

    def described(record: bodies.Fields) -> bodies.Described:
        said = f"Pears {bodies.text(record['text'])}"
        author = bodies.person(said)
        return bodies.Described(
            native_id="W1",
            title=said,
            kind=WorkType.ARTICLE,
            ids=Ids(),
            authors=(author,) if author else (),
            venue=said,
            volume=said,
            abstract=said,
            url=bodies.text(record["text"]),
        )

    return bodies.works("somewhere", "pears", [entry], described)


def by_csl(text: str) -> Read:
    item = {"id": "k", "type": "article-journal", "title": f"Pears {text}", "container-title": text, "URL": text}
    said = {"author": [{"family": f"Pear {text}", "given": text}], "abstract": f"Pears keep. {text}", "volume": text}
    return library.parse(json.dumps([item | said]), "questions/library/lib.json", "lib")


def texts(work: Work) -> list[str]:
    people = [name for author in work.authors for name in (author.family, author.given or "")]
    sections = [section.text or "" for version in work.versions for section in version.sections]
    return [work.title, work.venue or "", work.volume or "", work.url or "", *people, *sections]


each_door = pytest.mark.parametrize("read", [by_service, by_csl])


@each_door
def test_what_comes_in_is_text_that_can_be_printed(read: Callable[[str], Read]) -> None:
    for hostile in (*STRINGS, *SURROGATES):
        works, dropped = read(hostile)
        assert len(works) == 1, (hostile, dropped)
        for text in texts(works[0]):
            assert not NO_TEXT.search(text), hostile
            assert text.encode().decode() == text
        assert works[0].url is None or works[0].url.startswith(("https://", "http://"))


@each_door
@pytest.mark.parametrize("text", LOST)
def test_what_is_no_character_is_replaced_and_said(read: Callable[[str], Read], text: str) -> None:
    (work,), dropped = read(text)
    assert "\ufffd" in work.title
    assert any(one.reason is Reason.UNREADABLE_FIELD and "stand as \ufffd" in one.detail for one in dropped)


@each_door
def test_whole_text_loses_nothing_and_says_nothing(read: Callable[[str], Read]) -> None:
    (work,), dropped = read("that keep; naïve 漢字 אגס")
    assert work.title == "Pears that keep; naïve 漢字 אגס"
    assert not [one for one in dropped if "\ufffd" in one.detail]


@each_door
def test_a_title_of_a_megabyte_drops_the_work_and_says_why(read: Callable[[str], Read]) -> None:
    works, (dropped,) = read("pear " * 200_000)
    assert works == ()
    assert dropped.reason is Reason.UNREADABLE_ENTRY
    assert "more than 200000 characters" in dropped.detail
