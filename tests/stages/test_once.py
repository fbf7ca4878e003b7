from __future__ import annotations

from generator.schema import Origin, Passage, Reason, Version, Work, WorkType
from generator.stages.once import once
from generator.stages.read import read
from tests.makers import section, tabled, work

ABSTRACT = "Zorvine halved flares. Placebo did not."


def version(name: str, *sections: object, licence: str | None = None) -> Version:
    return Version.model_validate(
        {"id": name, "label": name, "year": 2021, "kind": WorkType.ARTICLE, "licence": licence, "sections": sections}
    )


def read_once(*works: Work) -> tuple[list[tuple[str, str]], list[tuple[str, Reason, str]]]:
    passages, dropped = once(read(works)[0], works)
    return [(one.version, one.text) for one in passages], [(one.item, one.reason, one.detail) for one in dropped]


def test_an_abstract_that_two_services_give_is_read_once() -> None:
    one = work(key="w-1", versions=(version("crossref:1", section(ABSTRACT)), version("openalex:1", section(ABSTRACT))))
    passages, dropped = read_once(one)
    assert passages == [("crossref:1", "Zorvine halved flares."), ("crossref:1", "Placebo did not.")]
    assert dropped == [("w-1", Reason.REPEATED_SENTENCE, "2 of openalex:1")]


def test_the_version_that_may_be_kept_goes_before_and_then_the_fuller_one() -> None:
    closed, free = version("a:1", section(ABSTRACT)), version("b:1", section(ABSTRACT), licence="CC BY")
    assert {name for name, _ in read_once(work(versions=(closed, free)))[0]} == {"b:1"}
    full = version("c:1", section(ABSTRACT), section("More was said.", name="Results"))
    assert {name for name, _ in read_once(work(versions=(closed, full)))[0]} == {"c:1"}


def test_sentences_that_differ_in_a_figure_are_both_read() -> None:
    one = work(
        versions=(
            version("a:1", section("Flares fell by 3.1 points.")),
            version("b:1", section("Flares fell by 31 points.")),
        )
    )
    assert len(read_once(one)[0]) == 2


def test_works_keep_each_its_own_sentence_and_a_version_what_it_repeats_itself() -> None:
    first, second = (
        work("One", versions=(version("a:1", section(ABSTRACT)),)),
        work("Two", versions=(version("b:1", section(ABSTRACT)),)),
    )
    assert len(read_once(first, second)[0]) == 4
    twice = work(versions=(version("a:1", section("Flares fell."), section("Flares fell.", name="Results")),))
    assert len(read_once(twice)[0]) == 2


def test_a_table_counts_as_a_whole() -> None:
    rows = ("Arm; Flares", "zorvine; 2", "placebo; 5")
    same = work(versions=(version("a:1", tabled(*rows)), version("b:1", tabled(*rows))))
    other = work(versions=(version("a:1", tabled(*rows)), version("b:1", tabled(*rows[:-1], "placebo; 6"))))
    assert len(read_once(same)[0]) == 4
    assert len(read_once(other)[0]) == 8


def test_the_source_and_our_digest_are_never_one() -> None:
    one = work(versions=(version("a:1", section(ABSTRACT), section(ABSTRACT, Origin.DIGEST, "digest")),))
    assert len(read_once(one)[0]) == 4


def test_a_second_pass_leaves_nothing_out() -> None:
    one = work(versions=(version("a:1", section(ABSTRACT)), version("b:1", section(ABSTRACT))))
    passages: tuple[Passage, ...] = once(read([one])[0], [one])[0]
    assert once(passages, [one]) == (passages, ())
