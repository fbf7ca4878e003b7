import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import licences
from generator.errors import ArticleError, ServiceError
from generator.schema import Author, Form, WorkType
from generator.sources.fulltext import (
    arxiv_article,
    arxiv_html,
    europe_pmc_article,
    europe_pmc_full_text,
    formulas,
    grid,
    html,
    jats,
    prose,
    sections_of,
    version,
)
from generator.sources.fulltext.article import MAX_BYTES, MAX_DEPTH
from generator.stages.read import read
from generator.stages.verify import HASH_DIGITS
from tests.makers import work

FRONT = """<front><journal-meta><journal-title-group><journal-title>Journal of Pears</journal-title>
</journal-title-group></journal-meta><article-meta><article-id pub-id-type="pmc">123</article-id>
<article-id pub-id-type="pmid">45</article-id>
<article-id pub-id-type="doi">10.5555/PEAR</article-id><title-group><article-title>Pears <italic>under</italic> light
</article-title></title-group><contrib-group><contrib contrib-type="author"><name><surname>Ide</surname>
<given-names>Mina</given-names></name><xref ref-type="aff">1</xref></contrib><contrib contrib-type="author"><collab>The
Pear Group</collab></contrib><contrib contrib-type="editor"><name><surname>No</surname></name></contrib></contrib-group>
<pub-date pub-type="epub"><year>2019</year></pub-date><pub-date pub-type="ppub"><year>2020</year></pub-date>
<pub-date pub-type="pmc-release"><year>2018</year></pub-date><permissions><license
xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Open.</license-p></license></permissions>
<abstract><title>Abstract</title><sec><title>Aim</title><p>We lit pears.</p></sec><sec><title>Results:</title><p>They
keep.</p></sec></abstract><abstract abstract-type="summary"><p>For all.</p></abstract></article-meta></front>"""


def article(body: str, back: str = "") -> bytes:
    return f"<article xmlns:xlink='x'>{FRONT}<body>{body}</body><back>{back}</back></article>".encode()


def texts(body: str, back: str = "") -> dict[str, str]:
    found = sections_of(jats.article(article(body, back)))
    return {one.name: one.text or "" for one in found if one.name != "abstract"}


def only(paragraph: str) -> str:
    return texts(f"<p>{paragraph}</p>")["Text"]


def page(paper: str, beside: str = "") -> bytes:
    return f'<html><body>{beside}<article class="ltx_document">{paper}</article></body></html>'.encode()


def paper(inside: str) -> dict[str, str]:
    return {one.name: one.text or "" for one in sections_of(html.article(page(inside)))}


def test_what_is_known_of_an_article() -> None:
    found = jats.article(article("<p>Text.</p>"))
    assert (found.title, found.venue, found.year) == ("Pears under light", "Journal of Pears", 2019)
    assert found.authors == (Author(family="Ide", given="Mina"), Author(family="The Pear Group"))
    assert (found.ids.doi, found.ids.pmid, found.ids.pmcid) == ("10.5555/pear", "45", "PMC123")
    assert licences.normal(found.licence or "") == "CC BY"
    assert [one.text for one in found.abstract] == ["Aim: We lit pears.\n\nResults: They keep."]


def test_a_version_has_the_licence_in_its_form() -> None:
    made = version(jats.article(article("<p>Text.</p>")), WorkType.ARTICLE, "europe_pmc:PMC123", "PMC123")
    assert (made.licence, made.year, made.label) == ("CC BY", 2019, "PMC123")
    assert [one.name for one in made.sections] == ["abstract", "Text"]


def test_sections_are_named_by_the_titles_above_them() -> None:
    body = (
        "<sec><title>2. Methods</title><p>First.</p><sec><title>2.1 Data:</title><p>One.</p><p>Two.</p></sec></sec>"
        "<sec><title>Results</title><p>A.</p></sec><sec><title>Results</title><p>B.</p></sec>"
    )
    assert texts(body) == {"Methods": "First.", "Methods, Data": "One.\n\nTwo.", "Results": "A.", "Results (2)": "B."}


def test_a_paragraph_in_bold_alone_is_a_heading() -> None:
    assert texts("<sec><title>M</title><p><bold>Setting.</bold></p><p>A farm.</p></sec>") == {"M, Setting": "A farm."}


@pytest.mark.parametrize(
    "title",
    "Acknowledgements;Funding;Authors’ contributions;Competing interests;Data availability;Abbreviations;Declarations"
    ";Supplementary material;Conflict of interest;Availability of data and materials;References".split(";"),
)
def test_what_is_no_part_of_the_argument_is_left_out(title: str) -> None:
    aside = f"<sec><title>{title}</title><p>Aside.</p><sec><title>More</title><p>Aside.</p></sec></sec>"
    assert texts(f"<p>Kept.</p>{aside}", aside + "<ack><p>Thanks.</p></ack><ref-list><ref>R</ref></ref-list>") == {
        "Text": "Kept."
    }


def test_appendices_captions_and_lists_are_read_in_their_places() -> None:
    body = (
        "<p>Before <fig><label>Fig. 2.</label><caption><title>Pears.</title><p>In light.</p></caption></fig>and after:"
        "<list><list-item><label>1</label><p>ripe</p></list-item><list-item><p>firm</p></list-item></list>done.</p>"
    )
    assert texts(body, "<app-group><app><title>Appendix A</title><p>More.</p></app></app-group>") == {
        "Text": "Before and after:\n\nripe\n\nfirm\n\ndone.",
        "Appendix A": "More.",
        "Figure 2": "Pears.\n\nIn light.",
    }


CITED = "<xref ref-type='bibr'>{}</xref>"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (f"It fell [{CITED.format(1)}, {CITED.format(2)}–{CITED.format(4)}]. So", "It fell. So"),
        (f"It fell.<sup>{CITED.format(1)},{CITED.format(2)}</sup> So", "It fell. So"),
        (f"It fell{CITED.format('<sup>7</sup>')} and", "It fell and"),
        (f"It fell ({CITED.format('Ide, 2020')}; {CITED.format('Doe, 2021')}) so", "It fell so"),
        (f"As {CITED.format('Ide et al. (2020)')} say", "As Ide et al. (2020) say"),
        (f"(see Ide et al., {CITED.format(2020)})", "(see Ide et al., 2020)"),
        (f"as in [{CITED.format(12)}].", "as in [12]."),
        (f"five [{CITED.format(7)}](page 4)", "five (page 4)"),
        ("See <xref ref-type='table'>Table 2</xref>.", "See Table 2."),
        ("10<sup>6</sup> H<sub>2</sub>O at 5 m s<sup>−1</sup> and 4 m<sup>2</sup>", "10^6 H2O at 5 m s−1 and 4 m2"),
        ("Ca<sup>2+</sup>, CD4<sup>+</sup>, <sup>125</sup>I, 5<sup>th</sup>", "Ca2+, CD4+, 125I, 5th"),
        ("pears<sup>a</sup> kept<sup>12</sup> well", "pears kept well"),
        ("Let <math><mi>y</mi><mo>=</mo><msup><mi>x</mi><mn>2</mn></msup></math> hold", "Let y = x^2 hold"),
        ("Let <tex-math>\\documentclass{x}</tex-math> hold", "Let [formula] hold"),
        ("A note<fn><p>Not here.</p></fn> ends", "A note ends"),
        ("two\nlines,   one", "two lines, one"),
    ],
)
def test_lines_read_as_people_read_them(written: str, told: str) -> None:
    assert only(written) == told


LATEX = """<h1 class="ltx_title ltx_title_document">Pears</h1><div class="ltx_authors"><span class="ltx_personname">Mina
Ide<sup>1</sup>, Tobe Okoro<br class="ltx_break">Orchard 5</span></div><div class="ltx_abstract"><h6 class="ltx_title">
Abstract</h6><p class="ltx_p">We light pears.</p></div><section class="ltx_section"><h2 class="ltx_title"><span
class="ltx_tag">1 </span>Intro</h2><div class="ltx_para"><p class="ltx_p">Pears rot <cite class="ltx_cite">[<a>1</a>]
</cite>.<span class="ltx_note"><sup class="ltx_note_mark">1</sup>Note.</span> Let</p><table class="ltx_equation"><tr>
<td><math alttext="y"><semantics><mi>y</mi><annotation>\\y</annotation></semantics></math></td>
<td class="ltx_eqn_eqno">(1)</td></tr></table><p class="ltx_p">be it.</p></div>
<section class="ltx_subsection"><h3 class="ltx_title">1.1 Data</h3>
<ul class="ltx_itemize"><li class="ltx_item"><span class="ltx_tag">(i)</span><div class="ltx_para"><p class="ltx_p">One.
</p></div></li></ul></section></section>
<section class="ltx_bibliography"><h2 class="ltx_title">References</h2>R</section>
<figure class="ltx_figure"><figcaption class="ltx_caption"><span class="ltx_tag">Figure 1: </span>A pear.</figcaption>
</figure><figure class="ltx_table" id="T1"><figcaption class="ltx_caption"><span class="ltx_tag">Table 1: </span>Light.
</figcaption><table class="ltx_tabular"><thead class="ltx_thead"><tr class="ltx_tr"><th class="ltx_th">Lamp</th><th
class="ltx_th">Kept</th></tr></thead><tr class="ltx_tr"><td class="ltx_td"><span class="ltx_tabular">
<span class="ltx_tr"><span class="ltx_td">Red</span></span>
<span class="ltx_tr"><span class="ltx_td">lamp</span></span></span></td><td
class="ltx_td">58%</td></tr></table></figure>"""
BESIDE = (
    '<a id="license-tr" href="https://info.arxiv.org/help/license">License: CC BY 4.0</a>'
    '<div id="watermark-tr">arXiv:2401.01234v2 [cs.CL] 05 Feb 2024</div><nav class="ltx_TOC">Contents</nav>'
)


def test_a_paper_in_html_is_an_article_like_any_other() -> None:
    found = html.article(page(LATEX, BESIDE))
    assert (found.title, found.year, found.ids.arxiv) == ("Pears", 2024, "2401.01234")
    assert found.authors == (Author(family="Ide", given="Mina"), Author(family="Okoro", given="Tobe"))
    assert licences.normal(found.licence or "") == "CC BY"
    assert {one.name: one.text for one in sections_of(found)} == {
        "abstract": "We light pears.",
        "Intro": "Pears rot. Let y be it.",
        "Intro, Data": "One.",
        "Figure 1": "A pear.",
        "Table 1": "Table 1. Light\nLamp | Kept\nLamp: Red lamp | Kept: 58%",
    }


def test_a_licence_that_the_paper_itself_names_is_not_the_papers() -> None:
    link = '<a id="license-tr" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>'
    assert html.article(page(f'<p class="ltx_p">Data: {link}</p>')).licence is None


def test_requests_name_what_they_ask_for() -> None:
    asked = europe_pmc_full_text("PMC123")
    assert asked.address == "https://www.ebi.ac.uk/europepmc/webservices/rest/PMC123/fullTextXML"
    assert (asked.accept, arxiv_html("2401.01234v2").accept) == ("application/xml", "text/html")
    assert arxiv_html("math/0309136").address == "https://arxiv.org/html/math/0309136"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "broken"),
        (b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>", "broken"),
        (b"<errors><error>Not found</error></errors>", "absent"),
        (b'{"errCode":404}', "broken"),
        (b"<html><h1>No HTML for '2401.00001'</h1></html>", "absent"),
    ],
)
def test_a_message_is_no_article(body: bytes, kind: str) -> None:
    for reader in (europe_pmc_article, arxiv_article):
        with pytest.raises(ServiceError) as raised:
            reader(body)
        assert raised.value.kind == kind


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><article><body><p>cut",
        b"<!DOCTYPE article [<!ENTITY x 'y'>]><article><body><p>&x;</p></body></article>",
        b"<pmc-articleset></pmc-articleset>",
        b"<pmc-articleset><article/><article/></pmc-articleset>",
        b"<article>" + b"<sec>" * 10_000 + b"</sec>" * 10_000 + b"</article>",
    ],
)
def test_an_article_that_cannot_be_read_says_so(body: bytes) -> None:
    with pytest.raises(ArticleError):
        europe_pmc_article(body)


def test_sizes_have_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "MAX_CHARACTERS", 30)
    with pytest.raises(ArticleError, match="more than 30 characters"):
        jats.article(article("<p>" + "pear " * 10 + "</p>"))
    for module, body in ((jats, article("")), (html, page(""))):
        monkeypatch.setattr(module, "MAX_BYTES", 10)
        with pytest.raises(ArticleError, match="more than 10 are not read"):
            module.article(body)


@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<a b='",
        "</p",
        "<",
        "<script>",
        "<p class=ltx_p>",
        "<cite class=ltx_cite>[",
        "</div>",
        "<td class=ltx_td>",
    ],
)
def test_a_broken_page_takes_no_longer_than_its_size(unit: str) -> None:
    started = time.perf_counter()
    outcome(html.article, page("")[:-7] + unit.encode() * 50_000)
    assert time.perf_counter() - started < 10


def test_tables_too_large_to_read_are_told_so_in_bounded_time() -> None:
    wide = f"<table-wrap><table><tr><td colspan='200'>{'pear ' * 5000}</td></tr></table></table-wrap>"
    started = time.perf_counter()
    found = jats.article(article(wide * 50))
    assert {one.fault for one in found.tables} == {"more than 2000000 characters"}
    assert time.perf_counter() - started < 10


def outcome(reader: object, raw: bytes) -> None:
    assert callable(reader)
    try:
        found = reader(raw)
    except (ArticleError, ServiceError):
        return
    whole = work(sections=sections_of(found))
    held = {one.name: one.text or "" for one in whole.versions[0].sections}
    assert len(held) == len(whole.versions[0].sections)
    for name, text in held.items():
        assert "\n" not in text.replace("\n\n", "") or any(
            one.name == name and one.form is Form.TABLE for one in whole.versions[0].sections
        )
    for passage in read([whole])[0]:
        assert held[passage.section][passage.start : passage.end] == passage.text


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_a_typed_error(raw: bytes) -> None:
    for reader in (jats.article, html.article, europe_pmc_article, arxiv_article):
        outcome(reader, raw)
    outcome(jats.article, b"<article><body><p>" + raw + b"</p></body></article>")
    outcome(html.article, page("")[:-7] + raw)


WHOLE = article(
    "<sec><title>A</title><p>One [<xref ref-type='bibr'>1</xref>].<sup>2</sup> <bold>Two</bold>.</p><table-wrap><label>"
    "Table 1</label><table><tr><th>a</th><th>b</th></tr><tr><td rowspan='2'>c</td><td>1</td></tr></table>"
    "</table-wrap></sec>"
)


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=2**32))
def test_a_damaged_article_is_an_article_or_a_typed_error(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage for a test
    for reader, whole in ((jats.article, WHOLE), (html.article, page(LATEX, BESIDE))):
        parts = whole.replace(b"<", b"\0<").split(b"\0")
        for _ in range(chance.randrange(1, 6)):
            at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
            parts[at : at + chance.randrange(3)] = parts[other : other + chance.randrange(3)]
            parts = parts or [b""]
        outcome(reader, b"".join(parts))


def test_the_limits_in_the_documentation_are_those_of_the_code(root: Path) -> None:
    told = (root / "docs" / "reference" / "fulltext.md").read_text(encoding="utf-8")
    for limit in (
        f"| {MAX_BYTES // 2**20} MiB |",
        f"included | {prose.MAX_CHARACTERS} characters |",
        f"each other | {MAX_DEPTH} |",
        f"HTML | {html.MAX_ELEMENTS} |",
        f"text of a table | {grid.MAX_CHARACTERS} characters |",
        f"cells of a table | {grid.MAX_CELLS} |",
        f"columns of a table | {grid.MAX_COLUMNS} |",
        f"more than {formulas.LONGEST} ",
        f"the first {HASH_DIGITS} digits",
    ):
        assert limit in " ".join(told.split()), limit
