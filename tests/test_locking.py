from __future__ import annotations

from collections.abc import Iterable

import pytest

from generator import ids, locking
from generator.locking import BY_IDENTIFIER, Retrieved, batches, evidence, is_kept, settled
from generator.schema import (
    Dropped,
    Failure,
    Form,
    Lock,
    Notice,
    Origin,
    Passage,
    Question,
    Reason,
    Search,
    Section,
    Sighting,
    Stage,
    StoreText,
    Version,
    Work,
    WorkType,
    place,
)
from tests.makers import question, work

FAILED = Failure(kind="wait", why="asked too often")
TEXT = "Zorvine halved flares of gout. Placebo did not. The weather was fine."


def seen(native: str, source: str = "openalex", query: str = "gout", rank: int = 1, **more: object) -> Work:
    text = str(more.get("text", TEXT))
    section = Section(origin=Origin.SOURCE, name="abstract", text=text, sha256=ids.sha256(text))
    licence = more.get("licence")
    version = Version(
        id=f"{source}:{native}",
        label="as described",
        year=2021,
        kind=WorkType.ARTICLE,
        licence=str(licence) if licence else None,
        sections=(section,),
    )
    sighting = Sighting(source=source, native_id=native, query=query, rank=rank)
    return work(f"Work {native}", key=f"w-{native}", versions=(version,), sightings=(sighting,))


def searched(*works: Work, source: str = "openalex", query: str = "gout", failure: Failure | None = None) -> Retrieved:
    return Retrieved(source, query, works, Search(source=source, expression=query), failure=failure)


def names_of(lock: Lock) -> list[str]:
    return [one.sightings[0].native_id for one in lock.works]


def lock_of(*retrieved: Retrieved, old: Lock | None = None, asked: Question | None = None) -> Lock:
    return evidence(old, asked or question(), retrieved)


def test_works_stand_sorted_by_source_and_identifier() -> None:
    lock = lock_of(searched(seen("b"), seen("a")), searched(seen("c", "arxiv"), source="arxiv"))
    assert names_of(lock) == ["c", "a", "b"]
    assert [search.source for search in lock.queries] == ["arxiv", "openalex"]


def test_a_source_that_fails_keeps_what_it_gave_and_adds_what_came_before_it_failed() -> None:
    old = lock_of(searched(seen("a"), seen("b")), searched(seen("c", "arxiv"), source="arxiv"))
    new = lock_of(searched(seen("d"), failure=FAILED), searched(source="arxiv", failure=FAILED), old=old)
    assert names_of(new) == ["c", "a", "b", "d"]


def test_a_source_that_fails_after_the_question_was_reworded_keeps_its_works_and_its_search() -> None:
    old = lock_of(searched(seen("a")))
    new = lock_of(searched(query="gout AND pears", failure=FAILED), old=old)
    assert new.works == old.works
    assert new.queries == old.queries


def test_a_work_that_the_same_search_no_longer_shows_is_evidence_still() -> None:
    old = lock_of(searched(seen("a"), seen("b")))
    assert names_of(lock_of(searched(seen("b")), old=old)) == ["a", "b"]


def test_a_work_that_its_search_no_longer_shows_is_as_a_look_up_describes_it_and_where_it_was_found() -> None:
    old = lock_of(searched(seen("a"), seen("b")))
    told = seen("a", query=BY_IDENTIFIER, text="Retracted.")
    new = lock_of(searched(seen("b")), Retrieved("openalex", BY_IDENTIFIER, (told,)), old=old)
    assert new.works[0].sightings == old.works[0].sightings
    assert new.works[0].versions == told.versions
    shown = lock_of(searched(seen("a")), Retrieved("openalex", BY_IDENTIFIER, (told,)), old=old)
    assert shown.works[0].versions == old.works[0].versions


def test_a_search_that_is_worded_otherwise_starts_anew() -> None:
    old = lock_of(searched(seen("a"), seen("b")))
    new = lock_of(searched(seen("b", query="pears"), query="pears"), old=old)
    assert names_of(new) == ["b"]


def test_a_source_that_is_no_longer_asked_leaves_the_lock() -> None:
    old = lock_of(searched(seen("a")), searched(seen("c", "arxiv"), source="arxiv"))
    assert names_of(lock_of(searched(seen("a")), old=old)) == ["a"]


def retracted(native: str, source: str = "crossref", query: str = "gout") -> Work:
    return seen(native, source, query).model_copy(update={"notice": Notice.RETRACTION})


def kept_of(lock: Lock) -> dict[str, str]:
    return {place(one)[1]: one.sightings[0].query for one in lock.works if is_kept(one.sightings[0].query)}


def test_what_tells_of_a_retraction_stays_without_its_texts_when_its_source_is_no_longer_asked() -> None:
    old = lock_of(searched(seen("a")), searched(retracted("c"), seen("d", "crossref"), source="crossref"))
    new = evidence(old, question(), [searched(seen("a"))], {"crossref": "2026-11-20"})
    assert kept_of(new) == {"c": "kept for its retraction, last said on 2026-11-20"}
    assert names_of(new) == ["c", "a"]
    assert new.works[0].versions[0].sections == ()
    again = evidence(new, question(), [searched(seen("a"))], {"crossref": "2026-11-21"})
    assert again == new
    failed = lock_of(searched(source="crossref", failure=FAILED), old=new)
    assert kept_of(failed) == kept_of(new)
    lifted = lock_of(searched(seen("c", "crossref"), source="crossref"), old=new)
    assert kept_of(lifted) == {}
    assert names_of(lifted) == ["c"]


def test_what_stands_with_a_full_text_is_no_word_of_its_source() -> None:
    old = lock_of(Retrieved("arxiv_html", "full text", (retracted("x", "arxiv_html", query="full text"),)))
    assert names_of(lock_of(searched(seen("a")), old=old)) == ["a"]


def test_a_build_hears_of_retractions_from_services_that_the_question_does_not_name() -> None:
    lock = lock_of(searched(seen("a")), searched(retracted("c"), seen("d", "crossref"), source="crossref"))
    for sources in (("openalex",), ("library",)):
        *_, last = batches(lock, question(sources=sources))
        assert (last.source, last.query) == ("crossref", "kept for its retraction")
        assert [one.sightings[0].native_id for one in last.works] == ["c"]


def test_a_look_up_holds_what_is_asked_for_now_and_a_failed_one_what_it_had() -> None:
    looked = seen("x", query=BY_IDENTIFIER)
    old = lock_of(searched(seen("a")), Retrieved("openalex", BY_IDENTIFIER, (looked,)))
    gone = lock_of(searched(seen("a")), Retrieved("openalex", BY_IDENTIFIER), old=old)
    kept = lock_of(searched(seen("a")), Retrieved("openalex", BY_IDENTIFIER, failure=FAILED), old=old)
    assert names_of(gone) == ["a"]
    assert names_of(kept) == ["a", "x"]


def test_a_known_work_keeps_the_rank_at_which_it_was_first_seen() -> None:
    old = lock_of(searched(seen("a", rank=1), seen("b", rank=2)))
    new = lock_of(searched(seen("c", rank=1), seen("b", rank=2), seen("a", rank=3)), old=old)
    assert {one.sightings[0].native_id: one.sightings[0].rank for one in new.works} == {"a": 1, "b": 2, "c": 1}


def test_what_does_not_exist_is_kept_as_absent_also_while_its_source_fails() -> None:
    old = lock_of(Retrieved("arxiv_html", "full text", absent=("1v1",)))
    assert old.absent == ("arxiv_html:1v1",)
    assert lock_of(Retrieved("arxiv_html", "full text", failure=FAILED), old=old).absent == ("arxiv_html:1v1",)
    assert lock_of(Retrieved("arxiv_html", "full text"), old=old).absent == ()


def test_entries_that_could_not_be_read_stand_in_one_order() -> None:
    lost = [
        Dropped(stage=Stage.SOURCE, item="openalex:3", reason=Reason.UNREADABLE_ENTRY, detail=f"entry {number}")
        for number in range(20)
    ]
    found = lock_of(Retrieved("openalex", "gout", unread=tuple(reversed(lost))))
    assert [one.detail for one in found.unread] == sorted(one.detail for one in lost)


# --- texts ------------------------------------------------------------------------------------------------------------


def passage_of(one: Work, start: int, end: int) -> Passage:
    return Passage(
        id=f"p-{start}",
        work=one.key,
        version=one.versions[0].id,
        origin=Origin.SOURCE,
        section="abstract",
        place="abstract",
        start=start,
        end=end,
        text=TEXT[start:end],
        form=Form.PROSE,
    )


def concepts(text: str) -> tuple[str, ...]:
    return ("gout",) if "gout" in text else ()


def only_section(lock: Lock) -> Section:
    return lock.works[0].versions[0].sections[0]


@pytest.mark.parametrize(
    ("store_text", "licence", "whole"),
    [
        ("open", "CC BY", True),
        ("open", "CC0", True),
        ("open", "CC BY-NC", False),
        ("open", None, False),
        ("quotes", "CC0", False),
        ("all", None, True),
    ],
)
def test_a_text_is_stored_whole_where_it_may_be(store_text: str, licence: str | None, whole: bool) -> None:  # noqa: FBT001 - a case
    one = seen("a", licence=licence)
    asked = question(store_text=StoreText(store_text).value)
    lock = settled(None, lock_of(searched(one), asked=asked), lambda: [passage_of(one, 0, 30)], concepts)
    section = only_section(lock)
    assert (section.text == TEXT) is whole
    assert [excerpt.text for excerpt in section.excerpts] == ([] if whole else ["Zorvine halved flares of gout."])
    assert section.named == (() if whole else ("gout",))
    assert section.sha256 == ids.sha256(TEXT)


def test_nothing_is_quoted_where_everything_may_be_kept() -> None:
    def quotable() -> Iterable[Passage]:
        raise AssertionError("asked for nothing")

    settled(None, lock_of(searched(seen("a", licence="CC0"))), quotable, concepts)


def test_a_lock_in_which_nothing_is_new_is_the_old_one() -> None:
    one = seen("a")
    old = settled(None, lock_of(searched(one)), lambda: [passage_of(one, 0, 30)], concepts)
    again = lock_of(searched(seen("a", rank=7)), old=old)
    assert settled(old, again, lambda: [passage_of(one, 31, 47)], concepts) is old


def test_excerpts_of_before_stay_beside_new_ones() -> None:
    one, other = seen("a"), seen("b")
    old = settled(None, lock_of(searched(one)), lambda: [passage_of(one, 0, 30)], concepts)
    new = settled(old, lock_of(searched(one, other), old=old), lambda: [passage_of(one, 31, 47)], concepts)
    assert [excerpt.start for excerpt in only_section(new).excerpts] == [0, 31]


def test_a_text_that_changed_loses_the_excerpts_of_the_old_one() -> None:
    one = seen("a")
    old = settled(None, lock_of(searched(one)), lambda: [passage_of(one, 0, 30)], concepts)
    new = settled(old, lock_of(searched(seen("a", text="Gout again.")), old=old), list, concepts)
    assert only_section(new).excerpts == ()
    assert only_section(new).named == ()


def test_a_failed_source_keeps_its_excerpts_and_what_its_texts_name() -> None:
    one = seen("a")
    old = settled(None, lock_of(searched(one)), lambda: [passage_of(one, 0, 30)], concepts)
    arxiv = searched(seen("c", "arxiv"), source="arxiv")
    new = settled(old, lock_of(searched(failure=FAILED), arxiv, old=old), list, concepts)
    kept = next(work for work in new.works if work.sightings[0].source == "openalex")
    assert kept.versions[0].sections[0] == only_section(old)


def test_news_are_counted_by_source() -> None:
    old = lock_of(searched(seen("a"), seen("b")))
    new = lock_of(searched(seen("a", text="Another text."), seen("b"), seen("c")), old=old)
    assert locking.news(old, new) == {"openalex": 2}
    assert locking.news(old, old) == {}
    assert locking.news(None, old) == {"openalex": 2}


def test_the_hash_of_the_concepts_tells_another_term() -> None:
    plain = question()
    more = question(facets={"intervention": [{"name": "zorvine"}], "population": [{"name": "gout"}]})
    assert locking.concepts_hash(plain) != locking.concepts_hash(more)
    assert locking.concepts_hash(plain) == locking.concepts_hash(question())
