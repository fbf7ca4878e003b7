from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputError
from generator.schema import Author, Notice, Origin, Reason, Work, WorkType
from generator.sources import library
from tests import makers

PATH = "questions/library/lib.bib"


def one(bib: str) -> Work:
    works, dropped = library.parse(bib, PATH, "lib")
    assert dropped == ()
    (work,) = works
    return work


def test_an_entry_becomes_a_work() -> None:
    work = one(makers.entry("ide2021", 'A {ZRV} trial of 5\\% and {\\"o}', "Flares fell.", url="https://example.org/x"))
    assert work.key == "doi-10.5555-ide2021"
    assert work.title == "A ZRV trial of 5% and ö"
    assert work.authors == (Author(family="Ide", given="Mina"), Author(family="Okoro", given="Tobe"))
    assert (work.year, work.venue, work.type) == (2021, "Journal of Invented Trials", WorkType.ARTICLE)
    assert work.checked is True
    (section,) = work.versions[0].sections
    assert (section.origin, section.name, section.text) == (Origin.SOURCE, "abstract", "Flares fell.")
    assert work.sightings[0].native_id == "ide2021"


def test_a_digest_is_never_the_source() -> None:
    work = one(makers.entry("k", "T", "Our words.", field="digest"))
    assert work.versions[0].sections[0].origin is Origin.DIGEST


def test_organisations_keep_their_names_whole() -> None:
    work = one("@misc{k, title={T}, author={{{Society of Trials and Tests}} and van der Berg, Ludo}, year=2020}")
    assert work.authors == (
        Author(family="Society of Trials and Tests", given=None),
        Author(family="van der Berg", given="Ludo"),
    )


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("@misc{k, title={T}, eprint={2601.22709}, archiveprefix={arXiv}}", WorkType.PREPRINT),
        ("@article{k, title={T}, journal={arXiv preprint arXiv:2601.22709}}", WorkType.PREPRINT),
        ("@inproceedings{k, title={T}, booktitle={Proc}, eprint={2601.22709}}", WorkType.CONFERENCE_PAPER),
        ("@online{k, title={T}, url={https://example.org}}", WorkType.OTHER),
        ("@phdthesis{k, title={T}, school={S}, eprint={2601.22709}}", WorkType.THESIS),
        ("@article{k, title={T}, journaltitle={J}, date={2020-05}}", WorkType.ARTICLE),
    ],
)
def test_work_types(entry: str, kind: WorkType) -> None:
    assert one(entry).type is kind


def test_identifiers_are_found_where_exporters_put_them() -> None:
    work = one("@misc{k, title={T}, url={https://arxiv.org/abs/2601.22709v2}}")
    assert work.ids.arxiv == "2601.22709"
    assert one("@misc{k, title={T}, url={https://doi.org/10.1000/X}}").ids.doi == "10.1000/x"
    assert one("@misc{k, title={T}, eprint={123}, eprinttype={pubmed}}").ids.pmid == "123"
    assert one("@misc{k, title={T}, doi={10.48550/arXiv.2601.22709}}").ids.arxiv == "2601.22709"


def test_biblatex_dates_and_languages() -> None:
    work = one("@article{k, title={T}, date={2019-03-04/2020}, langid={ngerman}}")
    assert (work.year, work.language) == (2019, "de")
    assert one("@article{k, title={T}, langid={en-GB}}").language == "en"


@pytest.mark.parametrize(
    ("field", "notice"),
    [
        ("notice={retraction}", Notice.RETRACTION),
        ("notice={Expression of concern}", Notice.CONCERN),
        ("notice={correction}", Notice.CORRECTION),
        ("notice={Retracted}", Notice.RETRACTION),
        ("notice={withdrawn}", Notice.RETRACTION),
        ("notice={Retracted (2025)}", Notice.RETRACTION),
    ],
)
def test_notices_are_told_apart(field: str, notice: Notice) -> None:
    assert one(f"@article{{k, title={{T}}, {field}}}").notice is notice


@pytest.mark.parametrize(
    ("title", "notice"),
    [
        ("RETRACTED: A trial", Notice.RETRACTION),
        ("Retracted article: a trial", Notice.RETRACTION),
        ("[Withdrawal] A trial", Notice.RETRACTION),
        ("A trial (Retracted 2025)", Notice.RETRACTION),
        ("RETRACTED ARTICLE A trial", Notice.RETRACTION),
        ("Notice of retraction: a trial", Notice.RETRACTION),
        ("Retraction note: a trial", Notice.RETRACTION),
        ("A trial - RETRACTED", Notice.RETRACTION),
        ("Withdrawn behaviour of mice", None),
        ("Nicotine addiction (withdrawal symptoms)", None),
        ("Withdrawal: heroin and its effects", None),
        ("Retraction: how lips move in speech", None),
        ("Retracted claims on social media", None),
    ],
)
def test_a_title_that_says_retracted_is_believed(title: str, notice: Notice | None) -> None:
    assert one(f"@article{{k, title={{{title}}}}}").notice is notice


def test_every_failed_block_is_kept_with_file_line_and_cause() -> None:
    bib = (
        "@article{a, title={Fine}}\n"
        "@article{a, title={Same key}}\n"
        "@article{b, title={Never closed, year=2020\n"
        "@article{c, title={Twice}, title={Twice}}\n"
        "@article{d, author={Nobody}}\n"
    )
    works, dropped = library.parse(bib, PATH, "lib")
    assert [work.title for work in works] == ["Fine"]
    assert sorted((d.item, d.reason) for d in dropped) == [
        (f"{PATH}:2", Reason.DUPLICATE_KEY),
        (f"{PATH}:3", Reason.UNREADABLE_ENTRY),
        (f"{PATH}:4", Reason.UNREADABLE_ENTRY),
        (f"{PATH}:5", Reason.MISSING_TITLE),
    ]
    assert all(record.detail for record in dropped)


def test_faults_name_line_and_remedy() -> None:
    bib = "@article{a, title={Fine}}\n@article{a, title={Same key}}\n"
    (fault,) = library.faults(library.Library("lib", PATH, bib))
    assert (fault.file, fault.line) == (PATH, 2)
    assert fault.message
    assert fault.fix


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("fell by 40% in adults. More.", "fell by 40% in adults. More."),
        ("fell by 40\\% in adults", "fell by 40% in adults"),
        ("$p < 0.05$ and $\\alpha$", "p < 0.05 and α"),
        ("{\\'e}t{\\'e} \\textit{in vitro} a~b", "été in vitro a b"),
        ("a {group} of \\unknownmacro{x} things", "a group of x things"),
        ("costs $5 and $6 a day", "costs $5 and $6 a day"),
        ("is \\mbox{not} better, \\texttt{never} worse", "is not better, never worse"),
        ("p {\\textless} 0.05 and {\\textminus}5\\%", "p < 0.05 and −5%"),
        ("$-$5\\% and $<$0.05 and $\\geq$90", "-5% and <0.05 and ≥90"),
        ("10\\textsuperscript{5} tokens", "10^5 tokens"),
        ("H\\textsubscript{2}O in \\LaTeX{}", "H2O in LaTeX"),
        ("see \\href{https://example.org/~a}{our site}", "see our site"),
        ("It {is. But $x. Y$ and \\%} so. It fell.", "It is. But x. Y and % so. It fell."),
    ],
)
def test_latex_is_read_and_swallows_nothing(raw: str, expected: str) -> None:
    assert one(makers.entry("k", "T", raw)).versions[0].sections[0].text == expected


def test_addresses_are_not_read_as_latex() -> None:
    work = one("@misc{k, title={T}, url={https://example.org/~ide/a\\_b?x=1%202}}")
    assert work.url == "https://example.org/~ide/a_b?x=1%202"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice", "whatever"),
        ("checked", "perhaps"),
        ("doi", "not-a-doi"),
        ("pmid", "x"),
        ("url", "javascript:alert(1)"),
        ("year", "soon"),
    ],
)
def test_a_field_that_does_not_read_is_set_aside_and_said(field: str, value: str) -> None:
    bib = makers.entry("k", "T", "x", **{field: value})
    (work,), (record,) = library.parse(bib, PATH, "lib")
    assert work.title == "T"
    assert record.reason is Reason.UNREADABLE_FIELD
    assert value in record.detail
    (fault,) = library.faults(library.Library("lib", PATH, bib))
    assert (fault.line, field in fault.message) == (1, True)


@pytest.mark.parametrize(("slip", "meant"), [("abstrakt", "abstract"), ("cheked", "checked"), ("Digests", "digest")])
def test_a_slip_in_a_fields_name_is_said(slip: str, meant: str) -> None:
    _, (record,) = library.parse(f"@article{{k, title={{T}}, {slip}={{x}}}}", PATH, "lib")
    assert f"perhaps {meant!r} is meant" in record.detail


def test_other_fields_are_somebodys_own_business() -> None:
    bib = "@article{k, title={T}, keywords={x}, file={y}, editor={Z, A}, month={may}, issn={1}, annotation={n}}"
    assert library.parse(bib, PATH, "lib")[1] == ()


def test_an_arxiv_number_that_is_none_is_said() -> None:
    _, (record,) = library.parse("@misc{k, title={T}, eprint={12}, archiveprefix={arXiv}}", PATH, "lib")
    assert record.reason is Reason.UNREADABLE_FIELD


def test_nothing_is_truncated() -> None:
    long = " ".join(f"word{n}" for n in range(2000)) + "."
    work = one(makers.entry("k", long, long))
    assert work.title == long
    assert work.versions[0].sections[0].text == long


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    library.parse(text, PATH, "lib")


@given(st.text(alphabet='@{}\\",=#%articlkey \n', max_size=200))
def test_no_broken_bibtex_breaks_the_reader(text: str) -> None:
    library.parse(text, PATH, "lib")


def test_load_takes_the_named_files_only(tmp_path: Path) -> None:
    folder = tmp_path / "questions" / "library"
    folder.mkdir(parents=True)
    for name in ("alpha", "beta"):
        (folder / f"{name}.bib").write_text(makers.entry(name, name, "x"), encoding="utf-8")
    assert [one.name for one in library.load(tmp_path, ("library",))] == ["alpha", "beta"]
    (beta,) = library.load(tmp_path, ("library/beta",))
    assert (beta.name, beta.path) == ("beta", "questions/library/beta.bib")
    assert beta.query == "every entry of questions/library/beta.bib"


def test_a_notice_that_does_not_read_counts_as_the_gravest() -> None:
    (work,), (record,) = library.parse("@article{k, title={T}, notice={whatever}}", PATH, "lib")
    assert work.notice is Notice.RETRACTION
    assert "counts as a retraction" in record.detail


@pytest.mark.parametrize("stated", ["none", "no", "n/a", "no retraction", "not retracted", "none known"])
def test_no_notice_is_none(stated: str) -> None:
    assert one(f"@article{{k, title={{T}}, notice={{{stated}}}}}").notice is None


def test_a_correction_that_denies_a_retraction_is_a_correction() -> None:
    assert one("@article{k, title={T}, notice={corrected (not retracted)}}").notice is Notice.CORRECTION


@pytest.mark.parametrize(("stated", "expected"), [("yes", True), ("no", False), ("no, abstract not seen", False)])
def test_a_doubtful_record_is_not_checked(stated: str, expected: bool) -> None:  # noqa: FBT001 - a table
    works, _ = library.parse(f"@article{{k, title={{T}}, checked={{{stated}}}}}", PATH, "lib")
    assert works[0].checked is expected


def test_field_names_in_any_case_and_names_that_name_nobody() -> None:
    work = one("@article{k, Title={T}, AUTHOR={Doe, Jo and others}, Abstract={x}}")
    assert work.authors == (Author(family="Doe", given="Jo"),)


def test_joined_strings_are_joined() -> None:
    assert one('@article{k, title={T}, abstract = "One half" # " and the other."}').versions[0].sections[0].text == (
        "One half and the other."
    )


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ('"Ide, Mina" # { and Okoro, Tobe}', ["Ide", "Okoro"]),
        ("WHO # { and Okoro, Tobe}", ["Berg", "Okoro"]),
        ("{Okoro, Tobe and } # who", ["Okoro", "Berg"]),
        ("{Number {#} Nine}", ["Nine"]),
    ],
)
def test_parts_of_a_value_are_joined(value: str, names: list[str]) -> None:
    work = one(f'@string{{who = "Berg, Ludo"}}\n@article{{k, title={{T}}, author = {value}}}')
    assert [author.family for author in work.authors] == names


def test_an_editors_name_that_cannot_be_split_loses_no_work() -> None:
    assert one("@book{k, title={T}, author={Ide, Mina}, editor={A, B, C, D, E}}").authors[0].family == "Ide"


def test_latex_neither_tells_the_date_nor_remembers_a_title() -> None:
    first = makers.entry("a", "T", "\\title{Injected words} As of \\today.")
    works, _ = library.parse(first + makers.entry("b", "U", "\\maketitle Fine."), PATH, "lib")
    texts = [work.versions[0].sections[0].text for work in works]
    assert texts == ["As of.", "Fine."]


def test_a_field_beyond_measure_is_set_aside_with_the_reason() -> None:
    works, (record,) = library.parse(makers.entry("k", "x" * (library.MAX_FIELD + 1), "t"), PATH, "lib")
    assert works == ()
    assert record.reason is Reason.UNREADABLE_ENTRY


def put(root: Path, name: str, data: bytes) -> Path:
    folder = root / "questions" / "library"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lib.bib", "@misc{a,\n title={Müller}}".encode("latin-1"), "lib.bib:2: not UTF-8"),
        ("lib.bib", "@misc{a, title={T}}".encode("utf-16"), "not UTF-8"),
        ("Lib File.bib", b"@misc{a, title={T}}", "no name of a source"),
        ("z\n::error::pwned.bib", b"@misc{a, title={T}}", "z\\x0a::error::pwned.bib:0"),
    ],
)
def test_files_that_are_no_libraries_stop_the_reading(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    put(tmp_path, name, data)
    with pytest.raises(InputError) as caught:
        library.load(tmp_path, ("library",))
    assert said in str(caught.value)


def test_links_out_of_the_folder_and_folders_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.bib"
    secret.write_text("@misc{a, title={Secret}}", encoding="utf-8")
    folder = put(tmp_path, "lib.bib", b"@misc{a, title={T}}")
    (folder / "link.bib").symlink_to(secret)
    (folder / "broken.bib").symlink_to(tmp_path / "nowhere")
    (folder / "dir.bib").mkdir()
    with pytest.raises(InputError) as caught:
        library.load(tmp_path, ("library",))
    assert [fault.file.rpartition("/")[2] for fault in caught.value.faults] == ["broken.bib", "dir.bib", "link.bib"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "lib.bib", b"@misc{a, title={T}}")
    put(tmp_path, "lib.ris", b"TY  - GEN")
    put(tmp_path, "other.json", b"[]")
    assert [one.path for one in library.load(tmp_path, ("library/other",))] == ["questions/library/other.json"]
    with pytest.raises(InputError, match=r"lib\.ris:0: has the name of lib\.bib") as caught:
        library.load(tmp_path, ("library/lib",))
    assert [fault.fix for fault in caught.value.faults] == ["Rename one of the two files, or join them."]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    put(tmp_path, "lib.bib", b"\xef\xbb\xbf@misc{a, title={T}}")
    (loaded,) = library.load(tmp_path, ("library",))
    assert len(library.parse(loaded.text, loaded.path, loaded.name)[0]) == 1


@pytest.mark.parametrize("text", ["", "article{a, title={x}}", "% nothing"])
def test_a_library_without_an_entry_is_a_fault(text: str) -> None:
    (fault,) = library.faults(library.Library("lib", PATH, text))
    assert "no entry" in fault.message


@pytest.mark.parametrize(
    ("stated", "notice"),
    [("removal", Notice.RETRACTION), ("addendum", Notice.CORRECTION), ("clarification", Notice.CORRECTION)],
)
def test_words_of_registrars_are_read_as_notices(stated: str, notice: Notice) -> None:
    assert one(f"@article{{k, title={{T}}, notice={{{stated}}}}}").notice is notice
