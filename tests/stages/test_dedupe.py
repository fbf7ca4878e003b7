import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ids import digest
from generator.schema import Author, Ids, Notice, Reason, Sighting, Version, Work, WorkType
from generator.stages.dedupe import clashes, copycats, dedupe
from tests.makers import work


def seen(native_id: str, source: str = "library/lib") -> dict[str, object]:
    return {
        "sightings": (Sighting(source=source, native_id=native_id, query="lib", rank=1),),
        "versions": (Version(id=f"{source}:{native_id}", label="x", year=2021, kind=WorkType.ARTICLE),),
    }


def test_same_doi_joins_and_keeps_what_each_adds() -> None:
    first = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), year=None, notice=Notice.CORRECTION, **seen("a"))
    second = work("A Trial of Zorvine!", ids=Ids(doi="10.1000/a", pmid="7"), **seen("b"), type=WorkType.PREPRINT)
    (kept,), (dropped,) = dedupe([first, second])
    assert kept.ids == Ids(doi="10.1000/a", pmid="7")
    assert (kept.type, kept.year, kept.notice) == (WorkType.ARTICLE, 2021, Notice.CORRECTION)
    assert len(kept.versions) == len(kept.sightings) == 2
    assert dropped.reason is Reason.DUPLICATE_WORK
    assert kept.key in dropped.detail


def a_preprint(native: str = "p", **more: object) -> Work:
    version = Version(id=f"arxiv:{native}", label="arXiv v2", year=2020, kind=WorkType.PREPRINT)
    described = {"ids": Ids(arxiv="2001.1"), "type": WorkType.PREPRINT, **seen(native, "arxiv"), "versions": (version,)}
    return work("A trial of zorvine", **{**described, **more})


@given(st.permutations(["article", "preprint", "other service's"]))
def test_a_withdrawn_preprint_leaves_its_article_in_good_standing(order: list[str]) -> None:
    records = {
        "article": work("A trial of zorvine", ids=Ids(doi="10.1000/a"), same_as=("arxiv:2001.1",), **seen("a")),
        # arXiv's record has the article's DOI, as its authors typed it
        "preprint": a_preprint(notice=Notice.RETRACTION, ids=Ids(arxiv="2001.1", doi="10.1000/a")),
        "other service's": a_preprint("q"),
    }
    (kept,), _ = dedupe([records[one] for one in order])
    assert kept.notice is None
    assert kept.notices == (Notice.RETRACTION,)
    assert {one.id: kept.is_retracted(one.id) for one in kept.versions} == {
        "arxiv:p": True, "arxiv:q": True, "library/lib:a": False,
    }  # fmt: skip


def test_a_retracted_article_takes_its_preprint_with_it_and_a_preprint_alone_is_its_work() -> None:
    article = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), notice=Notice.RETRACTION, **seen("a"))
    (both,), _ = dedupe([article, a_preprint(same_as=("doi:10.1000/a",))])
    (alone,), _ = dedupe([a_preprint(notice=Notice.RETRACTION), a_preprint("q")])
    for kept in (both, alone):
        assert kept.notice is Notice.RETRACTION
        assert all(kept.is_retracted(one.id) for one in kept.versions)


def test_a_record_that_calls_the_article_a_preprint_speaks_of_the_article() -> None:
    article = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), **seen("a"))
    mistyped = a_preprint("m", ids=Ids(doi="10.1000/a"), notice=Notice.RETRACTION)
    (kept,), _ = dedupe([article, mistyped])
    assert kept.notice is Notice.RETRACTION


def test_arxiv_versions_are_one_work() -> None:
    (kept,), _ = dedupe(
        [
            work("Zorvine in adults with gout", ids=Ids(arxiv="2601.1"), **seen("a")),
            work("Zorvine in adults with gout: a trial", ids=Ids(arxiv="2601.1"), **seen("b")),
        ]
    )
    assert kept.key == "arxiv-2601.1"


def test_title_first_author_and_year_join_preprint_and_article() -> None:
    preprint = work("A trial: of zorvine", ids=Ids(arxiv="2601.1"), type=WorkType.PREPRINT, **seen("a"))
    article = work("A Trial of Zorvine", ids=Ids(doi="10.1000/a"), **seen("b"))
    (kept,), _ = dedupe([preprint, article])
    assert kept.type is WorkType.ARTICLE
    assert kept.ids == Ids(doi="10.1000/a", arxiv="2601.1")


def test_two_publisher_dois_are_never_joined_on_title_alone() -> None:
    part_one = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), **seen("a"))
    part_two = work("A trial of zorvine", ids=Ids(doi="10.1000/b"), **seen("b"))
    without = work("A trial of zorvine", **seen("c"))
    kept, _ = dedupe([part_one, part_two, without])
    assert {one.ids.doi for one in kept} == {"10.1000/a", "10.1000/b"}


def test_other_year_or_author_or_none_of_them_does_not_join() -> None:
    base = work("A trial of zorvine", **seen("a"))
    others = [
        work("A trial of zorvine", year=2020, **seen("b")),
        work("A trial of zorvine", authors=(Author(family="Another"),), **seen("c")),
        work("A trial of zorvine", authors=(), **seen("d")),
        work("A trial of zorvine", year=None, **seen("e")),
    ]
    assert len(dedupe([base, *others])[0]) == 5


WORKS = st.lists(
    st.builds(
        lambda n, title, doi, arxiv, year, kind, same_as: work(
            title, ids=Ids(doi=doi, arxiv=arxiv), year=year, type=kind, same_as=same_as, **seen(f"k{n}")
        ),
        st.integers(0, 9),
        st.sampled_from(["A trial of zorvine", "a Trial of Zorvine", "A trial of zorvine, part 2"]),
        st.sampled_from([None, None, "10.1000/a", "10.1000/b"]),
        st.sampled_from([None, "2601.1", "2601.2"]),
        st.sampled_from([2020, 2021, None]),
        st.sampled_from([WorkType.ARTICLE, WorkType.PREPRINT]),
        st.sampled_from([(), (), ("doi:10.1000/a",), ("doi:10.1000/b", "arxiv:2601.2"), ("arxiv:2601.1",)]),
    ),
    max_size=7,
)


@given(WORKS, st.randoms())
def test_order_changes_nothing(works: list[Work], random: object) -> None:
    shuffled = list(works)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dedupe(works) == dedupe(shuffled)


@given(WORKS)
def test_a_second_pass_changes_nothing(works: list[Work]) -> None:
    kept, _ = dedupe(works)
    again, dropped = dedupe(kept)
    assert (again, dropped) == (kept, ())


@given(WORKS)
def test_every_sighting_is_kept_or_recorded(works: list[Work]) -> None:
    kept, dropped = dedupe(works)
    assert len(kept) + len(dropped) == len(works)
    assert {s for one in kept for s in one.sightings} == {s for one in works for s in one.sightings}


def test_an_entry_cannot_put_its_words_into_another_works_mouth() -> None:
    famous = work("A famous trial", ids=Ids(arxiv="2601.1"), authors=(Author(family="Famous"),), **seen("a"))
    evil = work("Something else", ids=Ids(arxiv="2601.1"), authors=(Author(family="Evil"),), **seen("b"))
    kept, dropped = dedupe([famous, evil])
    assert len({one.key for one in kept}) == len(kept) == 2
    assert dropped == ()
    (clash,) = clashes([famous, evil])
    assert clash.reason is Reason.IDENTIFIER_CLASH


def test_keys_that_collide_are_told_apart() -> None:
    kept, _ = dedupe(
        [work("Editorial", key="w-1", authors=(), **seen("a")), work("Editorial", key="w-1", authors=(), **seen("b"))]
    )
    assert len({one.key for one in kept}) == 2


def test_a_preprint_joins_its_publication_of_the_next_year_and_other_articles_do_not() -> None:
    article = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), year=2022, **seen("a"))
    preprint = work("A trial of zorvine", ids=Ids(arxiv="2601.1"), year=2021, type=WorkType.PREPRINT, **seen("b"))
    assert len(dedupe([article, preprint])[0]) == 1
    assert len(dedupe([article, work("A trial of zorvine", year=2021, **seen("c"))])[0]) == 2


def test_one_doubt_about_a_record_is_doubt_about_the_work() -> None:
    one = work("A", ids=Ids(doi="10.1000/a"), checked=True, **seen("a"))
    two = work("A", ids=Ids(doi="10.1000/a"), checked=False, **seen("b"))
    assert dedupe([one, two])[0][0].checked is False


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Quantization of models", Author(family="Wang", given="Mei")),
        ("Pears", Author(family="Evil", given="M")),
    ],
    ids=["the same family name", "a part of the title"],
)
def test_a_namesake_or_a_part_of_the_title_is_not_enough(title: str, author: Author) -> None:
    pears = work(
        "Red light and the firmness of pears", ids=Ids(doi="10.1000/a"), authors=(Author(family="Wang", given="Qi"),),
        **seen("a"),
    )  # fmt: skip
    other = work(title, ids=Ids(doi="10.1000/a"), authors=(author,), **seen("b"))
    assert len(dedupe([pears, other])[0]) == 2


def test_a_preprint_servers_doi_is_no_publishers() -> None:
    preprint = work("A trial of zorvine", ids=Ids(doi="10.1101/a"), year=2020, type=WorkType.PREPRINT, **seen("a"))
    article = work("A trial of zorvine", ids=Ids(doi="10.1000/a"), year=2021, **seen("b"))
    assert len(dedupe([preprint, article])[0]) == 1


def test_thousands_of_distinct_works_do_not_clash() -> None:
    """With a short hash of the record, some did."""
    one = work("A trial of zorvine")
    works = [one.model_copy(update={"key": f"w-{n}", "title": digest(str(n)), "authors": ()}) for n in range(12_000)]
    assert clashes(works) == ()


def test_a_chain_does_not_join_works_that_an_identifier_tells_apart() -> None:
    title = "Zorvine and the flares of adults with gout"
    one = work(title, ids=Ids(doi="10.1000/a"), **seen("a"))
    two = work(title, ids=Ids(doi="10.1000/b"), **seen("b"))
    between = [work(title, ids=Ids(arxiv=f"2601.{n}"), type=WorkType.PREPRINT, **seen(f"c{n}")) for n in range(3)]
    kept, _ = dedupe([one, two, *between])
    assert {one.ids.doi for one in kept} == {"10.1000/a", "10.1000/b", None}
    assert len({one.ids.arxiv for one in kept}) == len(kept) == 3


@given(WORKS)
def test_no_two_publishers_dois_or_arxiv_identifiers_are_joined_for_their_looks(works: list[Work]) -> None:
    apart = [one.model_copy(update={"ids": Ids(doi=f"10.1000/{at}")}) for at, one in enumerate(works)]
    articles = [one.model_copy(update={"type": WorkType.ARTICLE, "same_as": ()}) for one in apart]
    assert len(dedupe(articles)[0]) == len(works)


def test_a_copycats_doi_is_flagged_and_neither_joins_nor_parts() -> None:
    copied = work("A trial of zorvine", ids=Ids(doi="10.65215/x"), **seen("a"))
    other = work("Pears under red light", ids=Ids(doi="10.65215/x"), authors=(), **seen("c"))
    (kept, apart), _ = dedupe([copied, work("A trial of zorvine", ids=Ids(doi="10.1000/a"), **seen("b")), other])
    assert {kept.ids.doi, apart.ids.doi} == {"10.1000/a", "10.65215/x"}
    assert [one.reason for one in copycats([copied, kept])] == [Reason.COPYCAT_DOI]


def test_many_sightings_of_one_work_are_joined() -> None:
    works = [work("Zorvine in adults with gout", **seen(f"k{n}")) for n in range(60)]
    assert len(dedupe(works)[0]) == 1


PREPRINT = work(
    "Does zorvine help?", ids=Ids(doi="10.1101/p"), year=2016, type=WorkType.PREPRINT, same_as=("doi:10.1000/a",),
    **seen("p"),
)  # fmt: skip
ARTICLE = work("Zorvine helps adults with gout", ids=Ids(doi="10.1000/a", pmid="7"), **seen("a"))


def saying(one: Work, *same_as: str, **more: object) -> Work:
    return one.model_copy(update={"same_as": same_as, **more})


@pytest.mark.parametrize(
    ("preprint", "article"),
    [
        (PREPRINT, ARTICLE),
        (saying(PREPRINT, "pmid:7"), ARTICLE),
        (saying(PREPRINT), saying(ARTICLE, "doi:10.1101/p")),
        (saying(PREPRINT, ids=Ids(arxiv="2601.00001")), saying(ARTICLE, "doi:10.48550/arxiv.2601.00001")),
    ],
    ids=["by the preprint", "by another number", "by the article", "by arXiv's DOI"],
)
def test_an_asserted_version_joins_in_either_direction_whatever_its_title_and_year_became(
    preprint: Work, article: Work
) -> None:
    (kept,), _ = dedupe([preprint, article])
    assert (kept.title, kept.ids.doi, kept.ids.pmid) == (ARTICLE.title, "10.1000/a", "7")
    assert len(dedupe([saying(preprint), saying(article)])[0]) == 2, "without the relation nothing speaks for one work"


def test_a_relation_is_confirmed_by_title_or_first_author() -> None:
    stranger = (Author(family="Evil"),)
    assert len(dedupe([saying(PREPRINT, "doi:10.1000/a", authors=stranger), ARTICLE])[0]) == 2
    same = saying(PREPRINT, "doi:10.1000/a", authors=stranger, title=ARTICLE.title)
    assert len(dedupe([same, ARTICLE])[0]) == 1


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Zorvine helps adults with gout", 1),
        ("Zorvine helps adults with gout!", 1),
        ("Zorvine helps adults with gout, part 2", 2),
        ("Zorvine helps adults with gout not", 2),
        ("Zorvine helps children with gout", 2),
    ],
)
@pytest.mark.parametrize("found", [Ids(doi="10.1000/b"), Ids(arxiv="2601.2"), Ids(pmid="8"), Ids(pmcid="PMC8")])
def test_two_publications_identifiers_join_on_a_relation_only_if_titles_agree(
    title: str, count: int, found: Ids
) -> None:
    left = ARTICLE.model_copy(update={"ids": Ids(doi="10.1000/a", arxiv="2601.1", pmid="7", pmcid="PMC7")})
    right = work(title, ids=found, same_as=("doi:10.1000/a",), **seen("b"))
    assert len(dedupe([left, right])[0]) == count


def test_an_identifier_that_a_joined_work_has_no_room_for_still_finds_it() -> None:
    (kept,), _ = dedupe([PREPRINT, ARTICLE])
    assert kept.same_as == ("doi:10.1101/p",)
    again, _ = dedupe([kept, saying(PREPRINT)])
    assert [one.key for one in again] == [kept.key]


def test_a_relation_joins_before_looks_do() -> None:
    """Of two articles with the preprint's title the asserted one has it, although the other is as like."""
    title = "Zorvine and the flares of adults with gout"
    preprint = saying(PREPRINT, "doi:10.1000/b", title=title, year=2021)
    articles = [work(title, ids=Ids(doi=f"10.1000/{end}"), **seen(end)) for end in "abc"]
    kept, _ = dedupe([preprint, *articles])
    assert [one.ids.doi for one in kept if len(one.sightings) == 2] == ["10.1000/b"]


def test_a_relation_to_a_copycats_doi_joins_nothing() -> None:
    copied = saying(ARTICLE, ids=Ids(doi="10.65215/x"))
    assert len(dedupe([saying(PREPRINT, "doi:10.65215/x"), copied])[0]) == 2


def test_a_preprints_numbers_at_pubmed_are_not_its_publications() -> None:
    title = "Zorvine and the flares of adults with gout"
    preprint = work(title, ids=Ids(pmid="1", pmcid="PMC1"), type=WorkType.PREPRINT, **seen("a"))
    article = work(title, ids=Ids(pmid="2", pmcid="PMC2"), **seen("b"))
    (kept,), _ = dedupe([preprint, article])
    assert (kept.ids.pmid, kept.same_as) == ("2", ("pmcid:PMC1", "pmid:1"))
    assert len(dedupe([article, preprint.model_copy(update={"type": WorkType.ARTICLE})])[0]) == 2
