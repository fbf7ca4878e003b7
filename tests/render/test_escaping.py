"""Escaping is total: no text in any field becomes a tag, an attribute or Markdown."""

from __future__ import annotations

import html
from functools import cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from generator import schema as s
from generator.render import Page, site_files
from generator.render.markup import encode, flat
from generator.render.report import report_page
from generator.render.works import work_links
from tests.render.fake_report import Wording, report_of, work_of
from tests.render.reading import Reading

# Worse than mkdocs.yml has, so that a site which turns one of these on stays whole. Not md_in_html: see mkdocs.yml.
EXTENSIONS = [
    *(
        "abbr",
        "admonition",
        "attr_list",
        "def_list",
        "fenced_code",
        "footnotes",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    ),
    *("pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.inlinehilite"),
    *("pymdownx.magiclink", "pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences"),
    *("pymdownx.tasklist", "pymdownx.tilde"),
]
NASTY = [
    "*x* _y_ **z**",
    "# heading",
    "## heading { #id onclick=alert(1) }",
    "| a | b |",
    "[x](javascript:alert(1))",
    "![i](x){ onerror=alert(1) }",
    "{{ 7*7 }} {% raw %} {# c #}",
    '--8<-- "mkdocs.yml"',
    ":smile: :material-account:",
    "<script>alert(1)</script>",
    "</div></td></details><h1>out",
    "`code` ```fence ~~~",
    "\n\n    indented\n\n~~~\nfence\n~~~\n",
    "\n---\ntemplate: redirect.html\nlocation: https://evil.example\n---\n",
    "a\x02wzxhzdk:0\x03b \x00 \x85 \u2028 \u202e",
    '" onmouseover="alert(1)" x="',
    "' onmouseover='alert(1)",
    "&lt;b&gt; &#x3c;b&#x3e; &amp;",
    "<!-- comment --> <![CDATA[ x ]]> <?php ?>",
    "*[abbr]: x\n\n[^1]: note\n\n[x]: http://x",
    "{++ins++} {--del--} ==mark==",
    "www.example.org https://example.org a@b.example",
    "[[wiki]] [TOC] +++",
]
TEXTS = st.one_of(
    st.text(max_size=60), st.sampled_from(NASTY), st.lists(st.sampled_from(NASTY), max_size=3).map(" ".join)
)


def replaced(hostile: str) -> Wording:
    return lambda default: f"{default}{hostile}"


@cache
def plain_shapes() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {
        page.path: Reading(body(page.text)).tags for page in site_files((report_of(),)) if page.path.endswith(".md")
    }


def body(page: str) -> str:
    return page.split("\n---\n", 1)[1]


def blocks(page: str) -> list[str]:
    return [block for block in body(page).strip().split("\n\n") if block.startswith("<")]


def hostile_pages(hostile: str) -> list[Page]:
    return [page for page in site_files((report_of(replaced(hostile)),)) if page.path.endswith(".md")]


@given(TEXTS)
@settings(max_examples=60)
def test_no_text_becomes_a_tag_or_an_attribute(hostile: str) -> None:
    shapes = plain_shapes()
    for page in hostile_pages(hostile):
        reading = Reading(body(page.text))
        assert reading.tags == shapes[page.path], page.path
        assert not reading.unpaired
        assert not reading.open


@given(TEXTS)
@settings(max_examples=20)
def test_markdown_leaves_every_block_as_it_is(hostile: str) -> None:
    for page in hostile_pages(hostile):
        converted = Markdown(extensions=EXTENSIONS).convert(body(page.text))
        for block in blocks(page.text):
            assert block in converted, page.path


@given(TEXTS)
@settings(max_examples=60)
def test_pages_are_our_front_matter_our_headings_and_whole_blocks(hostile: str) -> None:
    for page in hostile_pages(hostile):
        front = yaml.safe_load(page.text[4 : page.text.index("\n---\n")])
        assert set(front) <= {"title", "description", "hide", "search", "claimbook"}
        assert not {'"', "<", ">"} & set(front["title"] + front["description"])
        for block in body(page.text).strip().split("\n\n"):
            assert block.startswith(("## ", "# ", "<div class=", "<ul class="))
            assert block.startswith("<") or "\n" not in block


@given(TEXTS)
@settings(max_examples=60)
def test_readers_see_the_text_itself(hostile: str) -> None:
    report = report_of(replaced(hostile))
    seen = " ".join(Reading(body(report_page(report).text)).text.split())
    for text in (report.works[0].title, report.claims[0].text, report.passages[0].text, report.reviews[0].mandate):
        assert flat(text) in seen


@given(st.text())
def test_encoding_gives_back_the_flat_text(text: str) -> None:
    assert html.unescape(encode(text)) == flat(text)


@given(st.text())
def test_flattening_twice_changes_nothing(text: str) -> None:
    assert flat(flat(text)) == flat(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://user:secret@example.org/",
        'https://example.org/" onclick="x',
        "//example.org",
        "/etc/passwd",
        "https://",
        "vbscript:x",
    ],
)
def test_only_safe_addresses_become_links(url: str) -> None:
    report = report_of()
    works = (report.works[0].model_copy(update={"url": url}), *report.works[1:])
    for page in site_files((report.model_copy(update={"works": works}),)):
        if page.path.endswith(".md"):
            assert url not in Reading(body(page.text)).links


@pytest.mark.parametrize(
    ("address", "links"), [("https://example.org/x", ["https://example.org/x"]), ("http://example.org/x", [])]
)
def test_only_https_becomes_a_link(address: str, links: list[str]) -> None:
    work = work_of("plain", ids=s.Ids(), url=address)
    assert [link.href for link in work_links(work)] == links
