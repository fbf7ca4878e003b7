import pytest

from generator import bodies
from generator.schema import Ids, WorkType


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Mina Ide", "Ide", "Mina"),
        ("Ana van der Berg", "van der Berg", "Ana"),
        ("Ide, Mina", "Ide", "Mina"),
        ("van der Berg, Ana", "van der Berg", "Ana"),
        ("Tobe Okoro Jr.", "Okoro Jr.", "Tobe"),
        ("Tobe Okoro, Jr.", "Okoro Jr.", "Tobe"),
        ("Tobe van Okoro III", "van Okoro III", "Tobe"),
        ("Sukarno", "Sukarno", None),
        ("Ide,", "Ide", None),
        ("van", "van", None),
        (",", ",", None),
        ("The Orchard Research Group", "The Orchard Research Group", None),
        ("University of Pears, Plum Campus", "University of Pears, Plum Campus", None),
        ("<b>Mina</b>\u200b Ide", "Ide", "Mina"),
    ],
)
def test_a_name_in_one_piece_is_taken_apart(name: str, family: str, given: str | None) -> None:
    author = bodies.person(name)
    assert author is not None
    assert (author.family, author.given) == (family, given)


@pytest.mark.parametrize("name", ["", "  ", "<b></b>", "\u200b"])
def test_no_name_is_no_author(name: str) -> None:
    assert bodies.person(name) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Abstract We tried.", "We tried."),
        ("ABSTRACT: We tried.", "We tried."),
        ("Abstract interpretation finds bugs.", "Abstract interpretation finds bugs."),
        ("Abstracts We tried.", "Abstracts We tried."),
        ("We read an Abstract Of pears.", "We read an Abstract Of pears."),
    ],
)
def test_a_heading_is_no_part_of_an_abstract(text: str, kept: str) -> None:
    described = {"id": "1"}

    def describe(_fields: bodies.Fields) -> bodies.Described:
        return bodies.Described("1", "Pears", WorkType.OTHER, Ids(), abstract=text)

    (work,), _ = bodies.works("orchard", "pears", [described], describe)
    assert work.versions[0].sections[0].text == kept


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, "soon", None])
def test_a_time_to_wait_that_is_none_is_unknown(value: object) -> None:
    assert bodies.failure("orchard", "wait", "", value).after is None
    assert "does not say why" in str(bodies.failure("orchard", "wait", ""))
