"""What other programs read back from the exports is what the works say."""

from __future__ import annotations

import json
import warnings

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from generator import schema as s
from generator.render import site_files
from generator.render.exports import bibtex, csl_json, latex, ris
from generator.render.markup import flat
from generator.sources import library
from tests.render.fake_report import report_of, work_of

TITLES = [
    "Plain title",
    "Braces {in} pairs, 50 % & more_of #1 for $5",
    "A brace { without a partner",
    "A brace } the wrong way {",
    r"Back\slash, {\"o} and \textbf{bold}",
    "Über die Größe: naïve 漢字 und € 3",
    "Two\nlines,\ta tab  and spaces",
    "Dashes -- and --- and ``quotes'' and ?` !` ,, << >>",
    "~ tilde @ at = equals \" quote ' ",
    "% a comment\\",
    "@article{x, title={y}}",
    "ER  - \nTY  - JOUR",
    "<i>markup</i> &amp; [x](y)",
]
AUTHORS = [
    (),
    (s.Author(family="Okafor", given="Ada"),),
    (s.Author(family="The Tea and Sleep Trust, Ltd"), s.Author(family="van der Berg", given="J. {Q}.")),
    (s.Author(family="Doe and Sons", given="A, B"), s.Author(family="Østergård", given="Søren & Co")),
    (s.Author(family="X", given="and"), s.Author(family="others")),
]


def titled(title: str) -> s.Work:
    return work_of("key-1", title=title)


def bib_titles(text: str) -> list[str]:
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return [str(entry["title"]) for entry in library.entries]


def read_as_latex(title: str) -> str:
    """The decoder knows the circumflex of LaTeX as a letter of its own; LaTeX itself prints the plain sign."""
    return title.replace("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^")


@pytest.mark.parametrize("title", TITLES)
def test_bibtex_gives_the_title_back(title: str) -> None:
    assert bib_titles(bibtex((titled(title),))) == [flat(title)]


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1).filter(flat))
def test_bibtex_gives_any_ascii_title_back(title: str) -> None:
    assert next(read_as_latex(t) for t in bib_titles(bibtex((titled(title), work_of("key-2"))))) == flat(title)


@given(st.text())
def test_bibtex_can_count_the_braces_of_any_text(text: str) -> None:
    depth = 0
    for char in latex(text):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("authors", AUTHORS)
def test_bibtex_gives_authors_year_and_doi_back(authors: tuple[s.Author, ...]) -> None:
    text = bibtex((work_of("key-1", authors=authors),))
    names = [SeparateCoAuthors(), SplitNameParts()]
    library = bibtexparser.parse_string(text, append_middleware=names)
    assert library.failed_blocks == []
    (entry,) = library.entries
    decode = LatexNodes2Text().latex_to_text  # bibtexparser decodes no list of names
    names_read = entry["author"] if authors else []
    read = [(decode(" ".join([*n.von, *n.last])), decode(" ".join(n.first)) or None) for n in names_read]
    assert read == [(author.family, author.given) for author in authors]
    assert (entry["year"], entry["doi"]) == ("2021", "10.1000/key-1")


@pytest.mark.parametrize(
    "doi", ["10.1000/a_b(c)<d>{e;f", "10.1002/(sici)1097-0258(19980815)17:15<1661::aid>3.0.co;2-2"]
)
def test_bibtex_gives_a_wild_doi_back(doi: str) -> None:
    text = bibtex((work_of("key-1", ids=s.Ids(doi=doi)),))
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.entries[0]["doi"] == doi


def test_bibtex_leaves_out_what_is_unknown() -> None:
    text = bibtex((work_of("key-1", year=None, authors=(), venue=None, ids=s.Ids(), url=None),))
    assert "year" not in text
    assert "author" not in text
    assert "None" not in text


def test_bibtex_names_a_retraction() -> None:
    assert "note = {Notice: retraction}" in bibtex((work_of("key-1", notice=s.Notice.RETRACTION),))


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("34–56", "34", "56"),
        ("34--56", "34", "56"),
        ("S1-S12", "S1", "S12"),
        ("e1042", "e1042", ""),
        ("1–4, 9", "1–4, 9", ""),
    ],
)
def test_volume_number_and_pages_are_exported(pages: str, first: str, last: str) -> None:
    works = (work_of("key-1", volume="12", number="3 & 4", pages=pages),)
    file = bibtexparser.parse_string(bibtex(works), append_middleware=[LatexDecodingMiddleware()])
    (bib,) = file.entries
    assert (bib["volume"], bib["number"], bib["pages"]) == ("12", "3 & 4", f"{first}–{last}" if last else first)
    (entry,) = rispy.loads(ris(works))
    assert (entry["volume"], entry["number"], entry["start_page"]) == ("12", "3 & 4", first)
    assert entry.get("end_page", "") == last
    (item,) = json.loads(csl_json(works))
    assert (item["volume"], item["issue"], item["page"]) == ("12", "3 & 4", f"{first}-{last}" if last else first)


def test_bibtex_writes_a_range_with_two_hyphens() -> None:
    assert "pages = {34--56}," in bibtex((work_of("key-1", pages="34–56"),))


def test_a_library_reads_volume_number_and_pages_back_from_our_bibtex() -> None:
    work = work_of("key-1", volume="12", number="3", pages="34–56")
    (read,), dropped = library.parse(bibtex((work,)), "x.bib", "x")
    assert (read.volume, read.number, read.pages, dropped) == ("12", "3", "34–56", ())


def test_the_number_of_a_report_is_no_issue() -> None:
    (item,) = json.loads(csl_json((work_of("key-1", type=s.WorkType.REPORT),)))
    assert item["number"] == "3"
    assert "issue" not in item


def test_arxiv_is_named_for_both_dialects_of_bibtex() -> None:
    text = bibtex((work_of("key-1"),))
    assert "  eprinttype = {arxiv},\n  archiveprefix = {arXiv},\n" in text
    assert "archiveprefix" not in bibtex((work_of("key-1", ids=s.Ids()),))


def test_a_work_without_venue_names_its_preprint_where_styles_print_it() -> None:
    nowhere = {"venue": None, "ids": s.Ids(arxiv="2101.00001")}
    assert "howpublished = {arXiv:2101.00001}," in bibtex((work_of("key-1", type=s.WorkType.PREPRINT, **nowhere),))
    article = bibtex((work_of("key-1", notice=s.Notice.RETRACTION, **nowhere),))
    assert "note = {Notice: retraction. arXiv:2101.00001}," in article
    assert "journal" not in article
    assert "arXiv:" not in bibtex((work_of("key-1"),))


def seen_as(native_id: str, source: str = "library/tea") -> tuple[s.Sighting, ...]:
    other = s.Sighting(source="library/other", native_id="Other", query="tea", rank=1)
    return (s.Sighting(source=source, native_id=native_id, query="tea", rank=1), other)


def keys_of(works: tuple[s.Work, ...]) -> list[str]:
    file = bibtexparser.parse_string(bibtex(works))
    assert file.failed_blocks == []
    return [entry.key for entry in file.entries]


@pytest.mark.parametrize(
    ("native_id", "source", "key"),
    [
        ("lin2024:awq_x-1.0", "library/tea", "lin2024:awq_x-1.0"),
        ("lin 2024", "library/tea", "arxiv-2101.00001"),
        ("müller2024", "library/tea", "arxiv-2101.00001"),
        ("lin2024", "crossref", "arxiv-2101.00001"),
    ],
)
def test_an_entry_has_its_curators_key_where_bibtex_reads_it(native_id: str, source: str, key: str) -> None:
    work = work_of("arxiv-2101.00001", sightings=seen_as(native_id, source))
    assert keys_of((work,)) == [key]
    assert "claimbook = {arxiv-2101.00001}," in bibtex((work,))


@given(st.lists(st.sampled_from(["x", "X", "xa", "xA", "xb", "y"]), max_size=60))
def test_keys_of_a_file_stay_apart(native_ids: list[str]) -> None:
    works = tuple(work_of(f"w-{n}", sightings=seen_as(native_id)) for n, native_id in enumerate(native_ids))
    keys = keys_of(works)
    assert len({key.casefold() for key in keys}) == len(works)
    assert all(key.startswith(native_id) for key, native_id in zip(keys, native_ids, strict=True))


def test_a_repeated_key_gets_a_letter() -> None:
    works = tuple(work_of(f"w-{n}", sightings=seen_as("x")) for n in range(3))
    assert keys_of(works) == ["x", "xa", "xb"]


def test_citation_keys_that_bibtex_cannot_read_are_made_readable_and_stay_apart() -> None:
    library = bibtexparser.parse_string(bibtex((work_of("a,b {c}"), work_of("a=b {c}"))))
    assert len({entry.key for entry in library.entries}) == 2


@pytest.mark.parametrize("title", TITLES)
def test_ris_gives_the_title_back(title: str) -> None:
    (entry,) = rispy.loads(ris((titled(title),)))
    assert entry["title"] == flat(title)


@pytest.mark.parametrize("authors", AUTHORS)
def test_ris_gives_authors_year_and_doi_back(authors: tuple[s.Author, ...]) -> None:
    (entry,) = rispy.loads(ris((work_of("key-1", authors=authors),)))
    assert entry.get("authors", []) == [f"{a.family}, {a.given}" if a.given else a.family for a in authors]
    assert (entry["year"], entry["doi"]) == ("2021", "10.1000/key-1")


def test_ris_keeps_an_address_with_a_semicolon_whole() -> None:
    (entry,) = rispy.loads(ris((work_of("key-1", url="https://example.org/a;b"),)))
    assert entry["urls"] == ["https://example.org/a%3Bb"]


def test_ris_entries_do_not_run_into_each_other() -> None:
    assert len(rispy.loads(ris((titled("ER  - "), work_of("key-2"), work_of("key-3"))))) == 3


@given(st.text(min_size=1).filter(flat))
def test_ris_gives_any_title_back(title: str) -> None:
    (entry,) = rispy.loads(ris((titled(title),)))
    assert entry["title"] == flat(title)


@pytest.mark.parametrize("title", TITLES)
def test_csl_gives_the_title_back(title: str) -> None:
    item = CiteProcJSON(json.loads(csl_json((titled(title),))))["key-1"]
    assert str(item["title"]) == flat(title)


@pytest.mark.parametrize("authors", AUTHORS)
def test_csl_gives_authors_year_and_doi_back(authors: tuple[s.Author, ...]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # citeproc warns about a field that CSL does not have
        item = CiteProcJSON(json.loads(csl_json((work_of("key-1", authors=authors),))))["key-1"]
    read = [(name.get("family") or name.get("literal"), name.get("given")) for name in item.get("author", [])]
    assert read == [(author.family, author.given) for author in authors]
    assert item["issued"].year == 2021
    assert str(item["DOI"]) == "10.1000/key-1"


def everything() -> tuple[s.Work, ...]:
    """Works with every title and every list of authors above, and such without year, authors or identifiers."""
    titled_works = (work_of(f"t-{n}", title=title) for n, title in enumerate(TITLES))
    authored = (work_of(f"a-{n}", authors=authors) for n, authors in enumerate(AUTHORS))
    bare = work_of("bare", authors=(), year=None, venue=None, ids=s.Ids(), url=None, note=None)
    return (*titled_works, *authored, bare, work_of("wild", ids=s.Ids(doi="10.1000/a_b(c)<d>{e;f")))


def what_it_says(work: s.Work) -> tuple[str, tuple[tuple[str, str | None], ...], str, str]:
    """Title, authors, year and DOI as a reader has to get them."""
    authors = tuple((flat(a.family), None if a.given is None else flat(a.given)) for a in work.authors)
    return flat(work.title), authors, "" if work.year is None else str(work.year), work.ids.doi or ""


def test_the_three_files_of_the_bibliography_say_what_the_works_say() -> None:
    report = report_of()
    works = everything()
    inclusions = tuple(s.Inclusion(work=work.key, concepts=(), score=0, bm25=0) for work in works)
    whole = report.model_copy(
        update={"works": (*report.works, *works), "inclusions": (*report.inclusions, *inclusions)}
    )
    files = {page.path: page.text for page in site_files((whole,)) if page.path.startswith("bibliography/claimbook.")}
    wanted = {work.key: what_it_says(work) for work in (*report.works, *works)}
    assert read_bibtex(files["bibliography/claimbook.bib"]) == wanted
    assert read_csl(files["bibliography/claimbook.json"]) == wanted
    # RIS writes a name as one field, in which an organisation with a comma is no longer told from a person.
    joined = {
        key: (title, tuple(f"{family}, {given}" if given else family for family, given in authors), year, doi)
        for key, (title, authors, year, doi) in wanted.items()
    }
    assert read_ris(files["bibliography/claimbook.ris"]) == joined


def read_bibtex(text: str) -> dict[str, object]:
    parsed = [
        bibtexparser.parse_string(text, append_middleware=middleware)
        for middleware in ([LatexDecodingMiddleware()], [SeparateCoAuthors(), SplitNameParts()])
    ]
    assert all(library.failed_blocks == [] for library in parsed)
    decode = LatexNodes2Text().latex_to_text
    found: dict[str, object] = {}
    for entry, named in zip(parsed[0].entries, parsed[1].entries, strict=True):
        fields, names = entry.fields_dict, named.fields_dict
        authors = tuple(
            (decode(" ".join([*n.von, *n.last])), decode(" ".join(n.first)) or None)
            for n in (names["author"].value if "author" in names else [])
        )
        year, doi = (str(fields[name].value) if name in fields else "" for name in ("year", "doi"))
        found[str(entry["claimbook"])] = (read_as_latex(str(entry["title"])), authors, year, doi)
    return found


def read_ris(text: str) -> dict[str, object]:
    return {
        entry["id"]: (entry["title"], tuple(entry.get("authors", [])), entry.get("year", ""), entry.get("doi", ""))
        for entry in rispy.loads(text)
    }


def read_csl(text: str) -> dict[str, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # citeproc warns about a field that CSL does not have
        items = CiteProcJSON(json.loads(text))
    return {
        key: (
            str(item["title"]),
            tuple((n.get("family") or n.get("literal"), n.get("given")) for n in item.get("author", [])),
            str(item["issued"].year) if "issued" in item else "",
            str(item.get("DOI", "")),
        )
        for key, item in items.items()
    }


def test_every_type_of_work_is_exported() -> None:
    works = tuple(work_of(f"key-{kind.value}", type=kind) for kind in s.WorkType)
    assert (
        len(bib_titles(bibtex(works))) == len(rispy.loads(ris(works))) == len(json.loads(csl_json(works))) == len(works)
    )


def test_exports_are_the_same_each_time() -> None:
    works = report_of().works
    assert (bibtex(works), ris(works), csl_json(works)) == (bibtex(works), ris(works), csl_json(works))
