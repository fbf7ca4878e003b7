"""XML from strangers: what is refused, and how a formula reads in one line."""

import pytest

from generator import markup
from generator.errors import ArticleError
from generator.markup import line, parsed


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Rate exceeded.",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "https://example.org/b">]><a/>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"<a><x:b/></a>\xff",
    ],
)
@pytest.mark.parametrize("namespaces", [False, True])
def test_what_is_no_plain_document_is_refused(raw: bytes, namespaces: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with pytest.raises(ArticleError):
        parsed(raw, namespaces=namespaces)


def test_a_document_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_BYTES", 10)
    with pytest.raises(ArticleError, match="more than 10"):
        parsed(b"<a>12345678</a>")


def test_a_named_document_type_is_not_looked_for() -> None:
    assert parsed(b'<!DOCTYPE a PUBLIC "-//x//y" "https://example.org/a.dtd"><a>1</a>').text == "1"


def test_names_carry_their_namespace_on_demand_whatever_the_prefix() -> None:
    raw = b'<p:a xmlns:p="https://example.org/n" p:c="1"><b xmlns="https://example.org/n"/><d/></p:a>'
    assert [one.tag for one in parsed(raw).iter()] == ["p:a", "b", "d"]
    name = "{https://example.org/n}"
    assert [one.tag for one in parsed(raw, namespaces=True).iter()] == [f"{name}a", f"{name}b", "d"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<t>H<sub>2</sub>O at 10<sup>-3</sup> M</t>", "H2O at 10^-3 M"),
        ("<t>in adults<sup>2</sup>, see</t>", "in adults2, see"),
        (
            '<t><m:a xmlns:m="https://example.org/m"><m:msup><m:mn>10</m:mn><m:mn>3</m:mn></m:msup></m:a> cells</t>',
            "10^3 cells",
        ),
        ("<t>ratio <mfrac><mn>3</mn><mn>4</mn></mfrac></t>", "ratio 3/4"),
        ("<t>an <i>old <b>and</b> new</i> one</t>", "an old and new one"),
    ],
)
@pytest.mark.parametrize("namespaces", [False, True])
def test_powers_and_fractions_keep_a_sign(raw: str, text: str, namespaces: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert line(parsed(raw.encode(), namespaces=namespaces)) == text


def test_depth_is_no_danger() -> None:
    assert line(parsed(b"<a>" * 100_000 + b"1" + b"</a>" * 100_000)) == "1"


def test_no_element_has_no_text() -> None:
    assert line(None) == ""
