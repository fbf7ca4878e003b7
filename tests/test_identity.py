import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import identity
from generator.schema import Author, Work, WorkType
from tests.makers import work

TITLE = "Red light and the firmness of stored pears"
NAMES = (Author(family="Ide", given="Mina"), Author(family="Okoro", given="Tobe"), Author(family="Lind", given="Maja"))
PEARS = work(TITLE, authors=NAMES, year=2021, venue="Orchard Trials")


def one(left: Work, right: Work) -> bool:
    likeness = identity.likeness(identity.describe(left), identity.describe(right))
    assert likeness == identity.likeness(identity.describe(right), identity.describe(left))
    return likeness > 0


def pears(title: str = TITLE, **more: object) -> Work:
    fields: dict[str, object] = {"authors": NAMES, "year": 2021, "venue": "Orchard Trials"}
    return work(title, **fields | more)


@pytest.mark.parametrize(
    "other",
    [
        pears(authors=NAMES[::-1]),
        pears(authors=(Author(family="OKORO", given="T."), Author(family="Íde", given="M."))),
        pears("Red light & the firmness of stored pears"),
        pears("Red light and the firmnes of stored pears"),
        pears("Red light and the firmness of stored pears: a trial of three seasons"),
        pears("RETRACTED: Red light and the firmness of stored pears"),
        pears(year=2019, type=WorkType.PREPRINT),
        pears(authors=()),
        pears(year=None),
        pears(f"{TITLE} 2021", year=None),
        pears(f"{TITLE} Maja Lind, T. Okoro, Mina K. Ide", authors=()),
        pears(f"{TITLE} Orchard Trials", venue=None),
        pears(f"{TITLE} Mina Ide Tobe Okoro Maja Lind Orchard Trials 2021", authors=(), venue=None, year=None),
    ],
)
def test_one_work_told_in_two_ways(other: Work) -> None:
    assert one(PEARS, other)


@pytest.mark.parametrize(
    "other",
    [
        pears(year=2020),
        pears(year=2018, type=WorkType.PREPRINT),
        pears(authors=(Author(family="Ide", given="Zoe"),)),
        pears("Red light and the firmness of stored plums", authors=NAMES[:2]),
        pears("Red light and the firmness of stored pears, part 2"),
        pears("Red light and the firmness of pears not stored"),
        pears("Erratum: Red light and the firmness of stored pears"),
        pears("Blue light, and what it does to pears in a store"),
        pears(authors=(), year=None),
    ],
)
def test_two_works_that_look_alike(other: Work) -> None:
    assert not one(PEARS, other)


def test_other_volumes_and_first_pages_part_publications() -> None:
    assert not one(pears(pages="1-9"), pears(pages="11-19"))
    assert not one(pears(volume="3"), pears(volume="4"))
    assert one(pears(pages="1-9", volume="3"), pears(pages="1–9", volume="3", year=2022))


def test_a_generic_title_asks_for_more() -> None:
    alone = {"authors": NAMES[:1], "year": 2021}
    assert not one(work("Introduction", **alone), work("Introduction", **alone))
    printed = {"volume": "3", "pages": "1-2"}
    assert one(work("Introduction", **alone, **printed), work("Introduction", **alone, **printed))
    assert one(work("Guest editorial", authors=NAMES), work("Guest editorial", authors=NAMES[::-1]))


def test_names_behind_both_titles_may_stand_in_another_order() -> None:
    left = pears(f"{TITLE} Mina Ide Tobe Okoro", authors=())
    assert one(left, pears(f"{TITLE} Tobe Okoro Mina Ide Trials", authors=(), venue=None))
    assert not one(left, pears(f"{TITLE} Jo Bakshi Lena Thoma", authors=()))


def test_two_titles_without_venues_do_not_lose_their_ends() -> None:
    left = pears("Large orchards and light for clinical stores", venue=None)
    assert not one(left, pears("Large orchards and light improve clinical pears", venue=None))


WORDS = st.sampled_from("red light pears trial of the 2 2021 Ide Okoro Mina Trials vldb conference".split())


@given(st.data())
def test_the_relation_is_symmetric(data: st.DataObject) -> None:
    left, right = (
        work(
            " ".join(data.draw(st.lists(WORDS, min_size=1, max_size=9))),
            authors=tuple(data.draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))),
            year=data.draw(st.sampled_from([None, 2020, 2021])),
            venue=data.draw(st.sampled_from([None, "Orchard Trials", "Very Light Data Conference"])),
            type=data.draw(st.sampled_from([WorkType.ARTICLE, WorkType.PREPRINT])),
        )
        for _ in range(2)
    )
    one(left, right)
