"""Every hostile string in every free text of a report: the pages keep their shape, and readers see the text itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import html5lib
import pytest
import yaml
from markdown import Markdown

from generator import schema as s
from generator.render import Page, site_files
from generator.render.markup import flat
from tests.render.fake_report import report_of
from tests.render.hostile import ROUTES, STRINGS
from tests.render.reading import Reading

ROOT = Path(__file__).parents[2]
ALLOWED_EXTENSIONS = ("admonition", "attr_list", "tables", "toc")
FRONT_MATTER = {"title", "description", "hide", "search", "claimbook"}
MARK = re.compile(r"qq[0-9]+qq")

each_route = pytest.mark.parametrize("route", ROUTES)


class Marks:
    """Gives each free text a mark of its own: where a mark is seen, the text is shown."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, default: str) -> str:
        self.count += 1
        return f"{default} qq{self.count}qq"


def leaves(value: object, way: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record, by the way that leads to it."""
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{way}/{name}")
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{way}/{at}")


def pages(report: s.Report) -> dict[str, Page]:
    return {page.path: page for page in site_files((report,)) if page.path.endswith(".md")}


def body(page: Page) -> str:
    return page.text.split("\n---\n", 1)[1]


def words(page: Page) -> str:
    return " ".join(Reading(body(page)).text.split())


@cache
def shown() -> dict[str, tuple[str, ...]]:
    """By page, the ways to the texts of a report that stand in it whole."""
    report = report_of(Marks())
    texts = {way: text for way, text in leaves(report.model_dump()) if MARK.search(text)}
    found = defaultdict(list)
    for path, page in pages(report).items():
        seen = words(page)
        for way, text in texts.items():
            if flat(text) in seen:
                found[path].append(way)
    return {path: tuple(ways) for path, ways in found.items()}


@cache
def shapes() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {path: Reading(body(page)).tags for path, page in pages(report_of()).items()}


def changed(hostile: str) -> s.Report:
    return report_of(lambda default: f"{default} {hostile}")


@cache
def hostile_pages(hostile: str) -> dict[str, Page]:
    return pages(changed(hostile))


def in_shape(hostile: str, page: Page) -> list[str]:
    """What is wrong with a page's tags, its front matter or its Markdown."""
    reading = Reading(body(page))
    front = yaml.safe_load(page.text[4 : page.text.index("\n---\n")])
    wrong = []
    if reading.tags != shapes()[page.path]:
        wrong.append("it has other elements or attributes than with plain text")
    if reading.unpaired or reading.open:
        wrong.append("its elements do not close")
    if not set(front) <= FRONT_MATTER or {'"', "<", ">"} & set(front["title"] + front["description"]):
        wrong.append("its front matter holds more than text")
    return [f"{page.path} with {hostile[:40]!r}: {what}" for what in wrong]


def test_there_are_at_least_a_hundred_and_twenty() -> None:
    assert len(STRINGS) == len(set(STRINGS)) >= 120


def test_most_free_texts_of_a_report_are_shown_on_some_page() -> None:
    ways = {re.sub(r"[0-9]+", "n", way) for found in shown().values() for way in found}
    wanted = "question/title question/question works/n/title claims/n/text passages/n/text abstract/n/text"
    assert {f"/{way}" for way in wanted.split()} <= ways
    assert {"/question/facets/population/n/name", "/works/n/venue", "/works/n/authors/n/family"} <= ways
    assert len(ways) >= 30


@each_route
def test_pages_keep_their_shape(route: str) -> None:
    wrong = [w for text in ROUTES[route] for page in hostile_pages(text).values() for w in in_shape(text, page)]
    assert wrong == []


@each_route
def test_readers_see_every_text_as_it_is(route: str) -> None:
    for hostile in ROUTES[route]:
        texts = dict(leaves(changed(hostile).model_dump()))
        for path, page in hostile_pages(hostile).items():
            seen = words(page)
            unseen = [way for way in shown().get(path, ()) if flat(texts[way]) not in seen]
            assert unseen == [], f"{path} with {hostile[:40]!r}"


@each_route
def test_a_browsers_parser_finds_the_elements_that_plain_text_gives(route: str) -> None:
    """All strings of a route at once, and read by the rules of HTML itself."""
    everything = " ".join(ROUTES[route])
    plain, hostile = (
        [element.tag for element in html5lib.parse(body(pages(report)["reports/tea-and-sleep/index.md"])).iter()]
        for report in (report_of(), changed(everything))
    )
    assert [str(tag) for tag in hostile] == [str(tag) for tag in plain]


@each_route
def test_the_sites_markdown_leaves_every_block_as_it_is(route: str) -> None:
    configuration = configured()
    markdown = Markdown(extensions=list(configuration))
    for hostile in ROUTES[route]:
        page = hostile_pages(hostile)["reports/tea-and-sleep/index.md"]
        converted = markdown.reset().convert(body(page))
        assert [b for b in body(page).strip().split("\n\n") if b.startswith("<") and b not in converted] == []


def configured() -> tuple[str, ...]:
    """The extensions of mkdocs.yml, which has tags of its own."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (block,) = re.findall(r"^markdown_extensions:\n(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    return tuple(name if isinstance(name, str) else next(iter(name)) for name in yaml.safe_load(block))


def test_the_site_uses_the_allowed_extensions_and_no_other() -> None:
    assert configured() == ALLOWED_EXTENSIONS


def test_the_site_uses_no_plugin_that_reads_what_pages_say() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (block,) = re.findall(r"^plugins:\n(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert [next(iter(plugin)) for plugin in yaml.safe_load(block)] == ["search", "gen-files"]
