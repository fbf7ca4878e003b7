import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ArticleError
from generator.results import Cell, read_line, written
from generator.schema import Form, Origin
from generator.sources.fulltext import Table, section, tables
from generator.text import plain


def article(rows: str, label: str = "Table 2", caption: str = "Flares by arm", foot: str = "") -> bytes:
    return (
        f"<article><body><table-wrap id='t2'><label>{label}</label><caption><p>{caption}</p></caption>"
        f"<table>{rows}</table><table-wrap-foot><p>{foot}</p></table-wrap-foot></table-wrap></body></article>"
    ).encode()


def only(rows: str) -> Table:
    (table,) = tables(article(rows))
    assert table.fault == ""
    return table


def head(*labels: str) -> str:
    return "<thead><tr>" + "".join(f"<th>{label}</th>" for label in labels) + "</tr></thead>"


def body(*rows: tuple[str, ...]) -> str:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<tbody>{''.join(lines)}</tbody>"


def lines(rows: str) -> list[str]:
    return (section(only(rows)).text or "").split("\n")


def test_a_table_has_its_label_caption_and_notes() -> None:
    (table,) = tables(article(head("", "Zorvine") + body(("Flares", "3")), foot="* In all.<fn><p>a One lost.</p></fn>"))
    assert (table.id, table.label, table.caption) == ("t2", "Table 2", "Flares by arm")
    assert table.notes == ("* In all. a One lost.",)
    assert [(row.kind, row.cells) for row in table.rows] == [("header", ("", "Zorvine")), ("body", ("Flares", "3"))]


def test_headers_below_each_other_and_spans_are_repeated_in_every_place() -> None:
    rows = (
        "<thead><tr><th rowspan='2'>Measure</th><th colspan='2'>Zorvine</th></tr><tr><th>Before</th><th>After</th></tr>"
        "</thead><tbody><tr><td rowspan='2'>Flares</td><td>4</td><td>2</td></tr><tr><td>5</td><td>3</td></tr></tbody>"
    )
    assert [row.cells for row in only(rows).rows] == [
        ("Measure", "Zorvine", "Zorvine"),
        ("Measure", "Before", "After"),
        ("Flares", "4", "2"),
        ("Flares", "5", "3"),
    ]
    assert lines(rows)[3:] == [
        "Measure: Flares | Zorvine / Before: 4 | Zorvine / After: 2",
        "Measure: Flares | Zorvine / Before: 5 | Zorvine / After: 3",
    ]


def test_a_number_that_spans_places_is_one_figure() -> None:
    rows = head("", "N", "A", "B") + (
        "<tbody><tr><td>Pain</td><td rowspan='2'>40</td><td>3.1</td><td>2.9</td></tr>"
        "<tr><td>Sleep</td><td colspan='2'>7.5</td></tr></tbody>"
    )
    assert [row.cells for row in only(rows).rows[1:]] == [("Pain", "40", "3.1", "2.9"), ("Sleep", "", "7.5", "")]


def test_labels_that_are_set_in_stand_under_the_one_above() -> None:
    rows = head("", "A") + body(
        ("Sex, n (%)", ""), ("\u2003Women", "4 (20)"), ("\u2003\u2003over 60", "1"), ("• Men", "2"), ("Age", "50")
    )
    assert [(row.kind, row.under) for row in only(rows).rows[1:]] == [
        ("section", ()),
        ("body", ("Sex, n (%)",)),
        ("body", ("Sex, n (%)", "Women")),
        ("body", ("Sex, n (%)",)),
        ("body", ()),
    ]


@pytest.mark.parametrize(("first", "under"), [((), ("After surgery",)), ((("Weight (kg)", "70"),), ("…",))])
def test_where_it_ends_what_a_heading_is_over_must_be_seen(
    first: tuple[tuple[str, ...], ...], under: tuple[str, ...]
) -> None:
    rows = head("", "A") + body(*first, ("<bold>After surgery</bold>", ""), ("Pneumonia", "3"), ("Fever", "1"))
    assert {row.under for row in only(rows).rows if row.cells[0] in {"Pneumonia", "Fever"}} == {under}


def test_a_heading_may_have_a_p_value_beside_it() -> None:
    rows = head("", "A", "P value") + body(("Sex", "", "0.04"), ("\u00a0Women", "4", ""))
    assert [row.kind for row in only(rows).rows] == ["header", "section", "body"]
    assert lines(rows)[2] == "Sex |  | 0.04"


def test_headers_further_down_take_the_place_of_those_above() -> None:
    rows = head("", "A", "B") + body(("Pain", "3", "4"), ("", "A vs B", "B vs A"), ("Change", "1", "2"))
    assert lines(rows)[3:] == ["| A vs B | B vs A", "Change | A vs B: 1 | B vs A: 2"]


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("12.3<sup>a</sup>", "12.3"),
        ("12.3<sup>*,†</sup>", "12.3"),
        ("12.3<xref ref-type='table-fn' rid='n1'>b</xref>", "12.3"),
        ("kg/m<sup>2</sup>", "kg/m2"),
        ("10<sup>9</sup>/L", "10^9/L"),
        ("10<sup>−3</sup>", "10^−3"),
        ("Placebo<sup>1</sup>", "Placebo"),
        ("CD4<sup>+</sup>", "CD4+"),
        ("A<break/>B", "A B"),
        ("<italic>P</italic> value", "P value"),
    ],
)
def test_marks_of_notes_are_no_part_of_a_text(raw: str, read: str) -> None:
    assert only(head("", "A") + body((raw, "1"))).rows[1].cells[0] == read


def test_a_table_without_a_head_is_headed_by_its_first_row_of_words() -> None:
    assert lines(body(("Arm", "Flares"), ("Zorvine", "3")))[2] == "Arm: Zorvine | Flares: 3"
    assert lines(body(("Zorvine", "3"), ("Placebo", "5")))[1:] == ["Zorvine | 3", "Placebo | 5"]


def test_the_section_has_the_caption_and_then_a_line_a_row() -> None:
    made = section(only(head("Arm", "Flares") + body(("Zorvine", "3"), ("", ""), ("Placebo", "5"))))
    assert (made.origin, made.form, made.name) == (Origin.SOURCE, Form.TABLE, "Table 2")
    assert (made.text or "").split("\n") == [
        "Table 2. Flares by arm",
        "Arm | Flares",
        "Arm: Zorvine | Flares: 3",
        "",
        "Arm: Placebo | Flares: 5",
    ]


texts = st.text("ab:/|\\ .…1", max_size=6).map(plain)
labels = st.lists(texts.filter(bool), max_size=2).map(tuple)


@given(st.lists(st.builds(Cell, labels, labels), max_size=4))
def test_a_line_is_read_back_without_loss(cells: list[Cell]) -> None:
    if any(cell.text for cell in cells):
        assert read_line(written(cells)) == tuple(cells)
    else:
        assert written(cells) == ""


@given(st.text(max_size=60))
def test_any_line_can_be_read(line: str) -> None:
    assert all(isinstance(cell, Cell) for cell in read_line(line))


@pytest.mark.parametrize(
    "raw",
    [
        b"<article>",
        b"<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;'>]><article>&y;</article>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><article>&x;</article>",
    ],
)
def test_broken_and_hostile_articles_are_refused(raw: bytes) -> None:
    with pytest.raises(ArticleError, match=r"The article cannot be read: .* Get it again"):
        tables(raw)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("<tr><td colspan='99999'>1</td></tr>", "more than 200 columns"),
        ("<tr><td>1</td></tr>" * 20_001, "more than 20000 cells"),
        ("<tr><td><table><tr><td>1</td></tr></table></td></tr>", "2 tables stand under one label"),
        (f"<tr><th>{'x' * 2000}</th></tr>" + "<tr><td>1</td></tr>" * 2000, "more than 2000000 characters"),
    ],
)
def test_a_table_that_cannot_be_read_is_kept_with_its_fault(rows: str, fault: str) -> None:
    (table,) = tables(article(rows))
    assert (table.rows, table.fault) == ((), fault)
    assert section(table).text == "Table 2. Flares by arm"


def test_huge_tables_take_no_longer_than_their_size() -> None:
    start = time.perf_counter()
    tables(article("<tr>" + "<td rowspan='99999'>x</td>" * 100 + "</tr>" + "<tr/>" * 100_000))
    tables(article("<tr><td>" + "<bold>" * 50_000 + "</bold>" * 50_000 + "</td></tr>"))
    tables(article(body(*(("\u00a0" * at, "1") for at in range(5000)))))
    assert time.perf_counter() - start < 20
