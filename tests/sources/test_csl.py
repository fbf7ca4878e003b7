import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.exports import csl_json
from generator.schema import Author, Notice, Reason, Work, WorkType
from generator.sources import library
from tests import makers

PATH = "questions/library/lib.json"


def one(**item: Any) -> Work:  # noqa: ANN401 - any variable
    works, dropped = library.parse(
        json.dumps([{"id": "a", "type": "article-journal", "title": "T", **item}]), PATH, "lib"
    )
    assert dropped == ()
    (work,) = works
    return work


def test_an_item_becomes_a_work() -> None:
    work = one(
        title="A <i>trial</i> of H<sub>2</sub>O",
        author=[
            {"family": "Ide", "given": "Mina"},
            {"family": "Berg", "given": "Ludo", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "Society of Trials"},
        ],
        issued={"date-parts": [["2021", 5, 3]], "season": 2},
        volume=4,
        issue="2",
        page="10-19",
        DOI="10.5555/IDE",
        PMID=123,
        URL="https://example.org/x",
        language="en-GB",
        abstract="Flares fell.",
        ISSN=None,
        **{"container-title": "Journal of Invented Trials"},
    )
    assert work.title == "A trial of H2O"
    authors = (("Ide", "Mina"), ("van der Berg Jr.", "Ludo"), ("Society of Trials", None))
    assert work.authors == tuple(Author(family=family, given=given) for family, given in authors)
    assert (work.year, work.venue, work.volume, work.number) == (2021, "Journal of Invented Trials", "4", "2")
    assert (work.pages, work.ids.doi, work.ids.pmid, work.language) == ("10-19", "10.5555/ide", "123", "en")
    assert (work.type, work.sightings[0].native_id) == (WorkType.ARTICLE, "a")


def test_lines_of_the_note_carry_what_csl_has_no_variable_for() -> None:
    work = one(note="checked: yes\ndigest: Ours.\nNotice: retraction\nSeen twice.\nPMID: 77\narXiv:2401.00001 [cs.CL]")
    assert (work.checked, work.notice, work.note) == (True, Notice.RETRACTION, "Seen twice.")
    assert (work.ids.pmid, work.ids.arxiv) == ("77", "2401.00001")
    assert [(text.name, text.text) for text in work.versions[0].sections] == [("digest", "Ours.")]


def test_identifiers_and_dates_are_found_where_exporters_put_them() -> None:
    assert one(type="article", number="arXiv:2401.00001").ids.arxiv == "2401.00001"
    assert one(issued={"literal": "circa 1999"}).year == 1999
    assert one(issued={"raw": "May 2003"}).year == 2003
    assert one(issued={"date-parts": [[None]]}).year is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("article", WorkType.PREPRINT), ("paper-conference", WorkType.CONFERENCE_PAPER), ("dataset", WorkType.OTHER)],
)
def test_work_types(kind: str, expected: WorkType) -> None:
    assert one(type=kind).type is expected


def test_whatever_is_lost_has_line_cause_and_remedy() -> None:
    text = """[
  {"id": "a", "title": "Fine"},
  {"id": "a", "title": "Same id"},
  {"title": "No id"},
  {"id": "b", "title": "Twice", "title": "Twice"},
  {"id": "c",
   "title" "No colon",
   "author": [{"family": "X"}]},
  {"id": "d", "title": "Again", "DOI": "none", "abstrakt": "x", "note": "digets: y"},
  {"id": "e"},
  {"id": "f", "title": "Wrong date", "issued": "2020"},
  "no item"
]"""
    works, dropped = library.parse(text, PATH, "lib")
    assert [work.title for work in works] == ["Fine", "Again"]
    assert [(record.item.rpartition(":")[2], record.reason) for record in dropped] == [
        ("3", Reason.DUPLICATE_KEY),
        ("4", Reason.UNREADABLE_ENTRY),
        ("5", Reason.UNREADABLE_ENTRY),
        ("6", Reason.UNREADABLE_ENTRY),
        ("9", Reason.UNREADABLE_FIELD),
        ("9", Reason.UNREADABLE_FIELD),
        ("9", Reason.UNREADABLE_FIELD),
        ("10", Reason.MISSING_TITLE),
        ("11", Reason.UNREADABLE_ENTRY),
        ("12", Reason.UNREADABLE_ENTRY),
    ]
    details = [record.detail for record in dropped]
    assert "'title' is given twice" in details[2]
    assert "(line 7)" in details[3]
    assert "perhaps 'abstract' is meant" in details[4]
    assert "perhaps 'digest' is meant" in details[5]
    assert "DOI = 'none'" in details[6]
    assert "issued: " in details[8]
    found = library.faults(library.Library("lib", PATH, text))
    assert len(found) == len(dropped)
    assert all("JSON" in fault.fix for fault in found if "JSON" in fault.message)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"id": "a"}', 1, "no array"),
        ('[\n{"id": "a", "title": "T"}', 2, "']' that ends the array, is missing"),
        ('[{"id": "a", "title": "T"\n,]}]', 1, "what follows is not read either"),
        ('[{"id": ' + "1" * 5000 + "}]", 1, "no JSON"),
        ("[" * 100_000, 1, "no JSON"),
    ],
)
def test_text_that_is_no_json_is_said(text: str, line: int, said: str) -> None:
    record = library.parse(text, PATH, "lib")[1][-1]
    assert record.item == f"{PATH}:{line}"
    assert said in record.detail


def test_variables_of_csl_are_no_slips() -> None:
    variables = (
        "annote archive container-author container-title-short director editor event-title"
        " genre illustrator interviewer"
        " journalAbbreviation keyword number-of-pages original-author original-date original-title part-title"
        " references"
        " reviewed-author reviewed-title section shortTitle source status submitted title-short translator"
        " volume-title"
        " accessed citation-key collection-title dimensions jurisdiction medium publisher recipient version custom"
    )
    works, dropped = library.parse(
        json.dumps([{"id": "a", "title": "T", **dict.fromkeys(variables.split(), "x")}]), PATH, "lib"
    )
    assert (len(works), dropped) == (1, ())


def test_what_is_exported_is_read_again() -> None:
    bib = makers.entry("k", "A trial of things", "Flares fell.", notice="retraction", pages="3-9", pmid="77")
    (work,), _ = library.parse(bib, "questions/library/lib.bib", "lib")
    (again,), dropped = library.parse(csl_json((work,)), PATH, "lib")
    assert dropped == ()
    kept = ("key", "title", "authors", "year", "venue", "pages", "type", "ids", "notice")
    assert [getattr(again, name) for name in kept] == [getattr(work, name) for name in kept]


@given(st.text(alphabet='[]{}",:\\ \nidtle1', max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    library.parse(text, PATH, "lib")
    library.parse(f"[{text}", PATH, "lib")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
variables = st.sampled_from(["id", "title", "author", "issued", "note", "page", "DOI", "type", "number"])


@given(st.lists(st.dictionaries(variables, json_values), max_size=3))
def test_no_item_breaks_the_reader(items: list[dict[str, object]]) -> None:
    library.parse(json.dumps(items), PATH, "lib")
