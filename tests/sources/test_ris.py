import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.exports import ris
from generator.schema import Author, Notice, Reason, Work, WorkType
from generator.sources import library
from tests import makers

PATH = "questions/library/lib.ris"


def one(*lines: str) -> Work:
    works, dropped = library.parse("\n".join(("TY  - JOUR", "TI  - T", *lines, "ER  - ")), PATH, "lib")
    assert dropped == ()
    (work,) = works
    return work


def test_an_entry_becomes_a_work() -> None:
    work = one(
        "ID  - ide2021",
        "AU  - Ide, Mina",
        "A1  - de Okoro, Tobe, Jr.",
        "AU  - Society of Trials",
        "Y1  - 2021/05/03",
        "JF  - Journal of Invented Trials",
        "JA  - J Inv Tri",
        "VL  - 4",
        "IS  - 2",
        "SP  - 10",
        "EP  - 19",
        "DO  - https://doi.org/10.5555/IDE",
        "AN  - PMID: 123",
        "UR  - https://example.org/a;b",
        "LA  - eng",
        "N2  - Flares fell by 5% in",
        "adults of H<sub>2</sub>O.",
        "XX  - nobody reads this",
    )
    authors = (("Ide", "Mina"), ("Society of Trials", None), ("de Okoro Jr.", "Tobe"))
    assert work.authors == tuple(Author(family=family, given=given) for family, given in authors)
    assert (work.year, work.venue, work.volume, work.number) == (2021, "Journal of Invented Trials", "4", "2")
    assert (work.pages, work.ids.doi, work.ids.pmid) == ("10–19", "10.5555/ide", "123")
    assert (work.url, work.language, work.type) == ("https://example.org/a;b", "en", WorkType.ARTICLE)
    assert work.versions[0].sections[0].text == "Flares fell by 5% in adults of H2O."
    assert work.sightings[0].native_id == "ide2021"


def test_remarks_carry_what_ris_has_no_tag_for() -> None:
    work = one(
        "N1  - <p>Checked: yes</p>",
        "N1  - digest: Ours.",
        "N1  - digest: More.",
        "N1  - Notice: expression of concern",
        "N1  - Seen twice.",
        "M2  - arXiv: 2401.00001 [cs.CL]",
    )
    assert (work.checked, work.notice, work.note) == (True, Notice.CONCERN, "Seen twice.")
    assert work.ids.arxiv == "2401.00001"
    assert [(text.name, text.text) for text in work.versions[0].sections] == [("digest", "Ours. More.")]


def test_of_two_statements_the_doubtful_one_counts() -> None:
    remarks = ("checked: yes", "checked: no", "notice: none", "notice: retraction")
    text = "TY  - GEN\nTI  - T\n" + "".join(f"N1  - {remark}\n" for remark in remarks) + "ER  - "
    (work,), dropped = library.parse(text, PATH, "lib")
    assert (work.checked, work.notice) == (False, Notice.RETRACTION)
    assert [record.reason for record in dropped] == [Reason.UNREADABLE_FIELD]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("TY  - CPAPER\nTI  - T", WorkType.CONFERENCE_PAPER),
        ("TY  - GEN\nTI  - T\nUR  - https://arxiv.org/abs/2401.00001", WorkType.PREPRINT),
        ("TY  - JOUR\nTI  - T\nT2  - bioRxiv", WorkType.PREPRINT),
        ("TY  - DATA\nTI  - T", WorkType.OTHER),
    ],
)
def test_work_types(lines: str, kind: WorkType) -> None:
    (work,), _ = library.parse(f"{lines}\nER  - ", PATH, "lib")
    assert work.type is kind


def test_whatever_is_lost_has_line_cause_and_remedy() -> None:
    lines = (
        "Provider: somebody",
        "TY - JOUR",
        "TI  - Astray",
        "TY  - JOUR",
        "TI  - Never ended",
        "TY  - JOUR",
        "ID  - a",
        "TI  - Fine",
        "ER  - ",
        "",
        "TY  - JOUR",
        "ID  - a",
        "TI  - Same key",
        "ER  - ",
        "TY  - JOUR",
        "AU  - Nobody, Jo",
        "ER  - ",
        "TY  - JOUR",
        "TI  - Slips",
        "DO  - none",
        "N1  - cheked: yes",
        "ER  - ",
        "TY  - JOUR",
    )
    text = "\r\n".join(lines)
    works, dropped = library.parse(text, PATH, "lib")
    assert [work.title for work in works] == ["Fine", "Slips"]
    assert [(record.item.rpartition(":")[2], record.reason) for record in dropped] == [
        ("2", Reason.UNREADABLE_ENTRY),
        ("4", Reason.UNREADABLE_ENTRY),
        ("11", Reason.DUPLICATE_KEY),
        ("15", Reason.MISSING_TITLE),
        ("18", Reason.UNREADABLE_FIELD),
        ("18", Reason.UNREADABLE_FIELD),
        ("23", Reason.UNREADABLE_ENTRY),
    ]
    assert "perhaps 'checked' is meant" in dropped[4].detail
    assert "DO = 'none'" in dropped[5].detail
    found = library.faults(library.Library("lib", PATH, text))
    assert "'TY  - '" in found[0].fix


def test_an_entry_without_id_is_named_by_its_doi_or_title() -> None:
    assert one("DO  - 10.5555/x").sightings[0].native_id == "10.5555/x"
    assert one("PY  - 2020").sightings[0].native_id == one("PY  - 2020", "VL  - 3").sightings[0].native_id


def test_what_is_exported_is_read_again() -> None:
    bib = makers.entry("k", "A trial of things", "Flares fell.", notice="retraction", pages="3--9", pmid="77")
    (work,), _ = library.parse(bib, "questions/library/lib.bib", "lib")
    (again,), dropped = library.parse(ris((work,)), PATH, "lib")
    assert dropped == ()
    kept = ("key", "title", "authors", "year", "venue", "pages", "type", "ids", "notice")
    assert [getattr(again, name) for name in kept] == [getattr(work, name) for name in kept]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    library.parse(text, PATH, "lib")


@given(st.lists(st.sampled_from(["TY  - JOUR", "ER  - ", "TI  - T", "N1  - digest:", "AU  - , ,", "ID  -", "x", ""])))
def test_no_broken_entry_breaks_the_reader(lines: list[str]) -> None:
    library.parse("\n".join(lines), PATH, "lib")
