from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.independence import independent_groups, independent_weight, related
from generator.schema import Author, Work
from tests.makers import work

PEOPLE = [Author(family=family, given="A.") for family in ("Ide", "Okoro", "Lind", "Sato", "Mol", "Berg")]
TEAMS = st.lists(st.lists(st.sampled_from(PEOPLE), max_size=3), max_size=9)


def by(*authors: Author, title: str = "") -> Work:
    return work(title or f"By {authors!r}", authors=authors)


def works_of(teams: list[list[Author]]) -> list[Work]:
    return [by(*team, title=f"Work {at}") for at, team in enumerate(teams)]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((("Ide", "Mina"), ("Okoro", "T.")), (("Lind", "Eva"), ("OKORO", "Tobe")), True),
        ((("Ide", "Mina"), ("Okoro", "T.")), (("Okoro", "T."), ("Lind", "Eva")), True),
        ((("Ide", "Mina"), ("Okoro", "T.")), (("Ide", "Kenji"), ("Lind", "Eva")), False),
        ((("Ide", None),), (("Ide", "Kenji"),), True),
        ((("Ide", "M"), ("Okoro", "T"), ("Lind", "E")), (("Sato", "R"), ("Okoro", "T"), ("Mol", "J")), False),
        ((), (("Ide", "Mina"),), False),
        ((), (), True),
    ],
    ids=["last", "last and first", "another initial", "no initial", "in the middle", "one without", "both without"],
)
def test_works_are_related_by_their_first_and_last_authors(
    left: tuple[tuple[str, str | None], ...], right: tuple[tuple[str, str | None], ...], *, expected: bool
) -> None:
    one, other = (
        by(*(Author(family=family, given=given) for family, given in team), title=f"Title {at}")
        for at, team in enumerate((left, right))
    )
    assert related(one, other) is related(other, one) is expected


def test_works_of_one_title_are_related_whoever_signs_them() -> None:
    assert related(by(PEOPLE[0], title="A trial"), by(PEOPLE[1], title="a Trial"))


@given(TEAMS, st.data())
def test_the_weight_is_that_of_the_best_choice_of_all(teams: list[list[Author]], data: st.DataObject) -> None:
    works = works_of(teams)
    weights = data.draw(st.lists(st.integers(1, 2), min_size=len(works), max_size=len(works)))
    choices = (chosen for size in range(len(works) + 1) for chosen in combinations(range(len(works)), size))
    best = max(
        sum(weights[at] for at in chosen)
        for chosen in choices
        if not any(related(works[a], works[b]) for a, b in combinations(chosen, 2))
    )
    assert independent_weight(works, weights) == best


@given(TEAMS)
def test_groups_never_grow_where_a_work_is_taken_away_and_ignore_order(teams: list[list[Author]]) -> None:
    works = works_of(teams)
    groups = independent_groups(works)
    assert all(independent_groups([*works[:at], *works[at + 1 :]]) <= groups for at in range(len(works)))
    assert independent_groups(list(reversed(works))) == groups


def test_a_greedy_choice_is_not_enough() -> None:
    ide, okoro, lind, sato = PEOPLE[:4]
    chain = [by(okoro, lind), by(ide, okoro), by(lind, sato)]
    assert independent_groups(chain) == 2


def test_two_hundred_works_of_one_laboratory_and_forty_of_a_ring_are_counted_at_once() -> None:
    laboratory = [by(PEOPLE[0], Author(family=f"Guest{at}"), title=f"Lab {at}") for at in range(200)]
    ring = [
        by(Author(family=f"Ring{at}"), Author(family=f"Ring{(at + 1) % 40}"), title=f"Ring {at}") for at in range(40)
    ]
    assert independent_groups(laboratory) == 1
    assert independent_groups(ring) == 20
