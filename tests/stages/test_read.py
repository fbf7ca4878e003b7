import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.schema import Excerpt, Form, Origin, Reason
from generator.stages.read import read
from generator.text import plain
from tests.makers import section, tabled, work


@given(st.lists(st.text(max_size=200), max_size=3))
def test_every_passage_is_its_slice(texts: list[str]) -> None:
    sections = tuple(section(plain(text), name=f"s{n}") for n, text in enumerate(texts))
    passages, _ = read([work(sections=sections)])
    by_name = {one.name: one.text or "" for one in sections}
    for passage in passages:
        assert by_name[passage.section][passage.start : passage.end] == passage.text


def test_passages_have_ids_of_their_own_even_for_the_same_sentence() -> None:
    passages, _ = read([work(sections=(section("Flares fell. Flares fell."),))])
    assert len({one.id for one in passages}) == len(passages) == 2


def test_a_digest_says_where_its_figures_stand() -> None:
    text = (
        "Zorvine scores 5 (Table 2, version 5). It was blind. It costs (a lot). Mean was 3 (third party's page: blog)."
    )
    passages, _ = read([work(sections=(section(text, Origin.DIGEST, "digest"),))])
    assert [one.place for one in passages] == [
        "Table 2, version 5",
        "place not stated",
        "place not stated",
        "third party's page: blog",
    ]


def test_a_source_has_its_section_for_a_place() -> None:
    (passage,), _ = read([work(sections=(section("Flares fell (Table 2).", name="results"),))])
    assert passage.place == "results"


def test_a_span_without_a_word_is_dropped_with_the_reason() -> None:
    passages, dropped = read([work(sections=(section("—"),))])
    assert passages == ()
    assert [one.reason for one in dropped] == [Reason.EMPTY_SENTENCE]


def test_a_row_of_a_table_is_a_passage_with_its_number() -> None:
    table = tabled("Arm | Flares", "Arm: Zorvine | Flares: 3.5. And more.", "", "Arm: Placebo | Flares: 5")
    passages, dropped = read([work(sections=(table,))])
    assert [(one.place, one.text) for one in passages] == [
        ("Table 2", "Table 2. Flares by arm"),
        ("Table 2, row 1", "Arm | Flares"),
        ("Table 2, row 2", "Arm: Zorvine | Flares: 3.5. And more."),
        ("Table 2, row 4", "Arm: Placebo | Flares: 5"),
    ]
    assert {one.form for one in passages} == {Form.TABLE}
    assert [(table.text or "")[one.start : one.end] for one in passages] == [one.text for one in passages]
    assert dropped == ()


def test_a_text_of_several_paragraphs_says_which() -> None:
    text = "Flares fell. Pain fell\n\nSleep rose. No harm was seen."
    passages, _ = read([work(sections=(section(text, name="Results"),))])
    assert [(one.place, one.text) for one in passages] == [
        ("Results, paragraph 1", "Flares fell."),
        ("Results, paragraph 1", "Pain fell"),
        ("Results, paragraph 2", "Sleep rose."),
        ("Results, paragraph 2", "No harm was seen."),
    ]
    assert [text[one.start : one.end] for one in passages] == [one.text for one in passages]


def test_of_a_text_that_is_not_stored_the_excerpts_are_the_passages() -> None:
    text = "Flares fell. Pain fell.\n\nSleep rose."
    whole = section(text, name="Results")
    stored, _ = read([work(sections=(whole,))])
    kept = tuple(Excerpt(place=one.place, start=one.start, end=one.end, text=one.text) for one in stored[1:])
    withheld = whole.model_copy(update={"text": None, "excerpts": kept})
    assert read([work(sections=(withheld,))])[0] == stored[1:]


def test_an_excerpt_spans_its_text() -> None:
    with pytest.raises(ValidationError, match="offsets span its text"):
        Excerpt(place="Results", start=3, end=5, text="Flares")
