"""Hostile strings in a browser: none runs, none hides or covers the page, each can be read as the text that it is."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.render.markup import flat
from tests.browser import pages
from tests.browser.conftest import Site
from tests.browser.hostile_reports import REPORTS, reports
from tests.browser.test_pages import DESK, barriers, in_every_look, search, shown, unfold
from tests.render.hostile import STRINGS
from tests.render.test_hostile import leaves
from tests.render.test_hostile import shown as shown_texts

LISTS = ("home", "reports", "claims", "claims-list", "bibliography", "benchmarks", "changes", "coverage")
FORMER = "reports/tea-of-old/"


def harmless(page: Page, own: str) -> Iterator[str]:
    """What a page must not have let happen."""
    if page.evaluate("() => window.PWN") is not None:
        yield "a string ran"
    if not page.url.startswith(own):
        yield f"the page led to {page.url}"
    last = page.locator("article p:visible, article li:visible, article td:visible").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_visible()
    if not last.evaluate(
        """node => {
            const box = node.getBoundingClientRect();
            const top = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
            return node.contains(top) || top.contains(node);
        }"""
    ):
        yield "its last paragraph is covered"


def words(page: Page) -> str:
    """The text that the page shows once everything is unfolded, white space folded."""
    unfold(page)
    return " ".join(str(page.locator("article").inner_text()).split())


@pytest.mark.parametrize("number", range(REPORTS))
def test_a_report_shows_hostile_strings_as_text(browser: Browser, hostile: Site, number: int) -> None:
    texts = dict(leaves(reports()[number].model_dump()))
    ways = shown_texts()["reports/tea-and-sleep/index.md"]
    with shown(browser, hostile, f"reports/hostile-{number}/") as watched:
        seen = words(watched.page)
        assert [way for way in ways if flat(texts[way]) not in seen] == []
        assert list(harmless(watched.page, hostile.address)) == []
        assert watched.wrong == []
        title = watched.page.title()
        assert " ".join(title.split()).startswith(flat(texts["/question/title"]))


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("number", range(REPORTS))
def test_a_version_shows_hostile_strings_as_text(browser: Browser, hostile: Site, number: int, version: str) -> None:
    report = reports()[number]
    kept = report.claims if version == "v1" else report.claims[1:]
    texts = [report.question.question, *(one.text for one in report.answer.statements), *(one.text for one in kept)]
    with shown(browser, hostile, f"reports/hostile-{number}/{version}/") as watched:
        seen = words(watched.page)
        assert [text for text in texts if flat(text) not in seen] == []
        assert list(harmless(watched.page, hostile.address)) == []
        assert watched.wrong == []


def test_every_hostile_string_stands_on_a_report() -> None:
    ways = shown_texts()["reports/tea-and-sleep/index.md"]
    shown_on = [flat(dict(leaves(report.model_dump()))[way]) for report in reports() for way in ways]
    assert [string for string in STRINGS if not any(flat(f"x {string}")[2:] in text for text in shown_on)] == []


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_stands_hostile_strings(browser: Browser, hostile: Site, kind: str) -> None:
    with shown(browser, hostile, pages.examples(hostile.folder)[kind]) as watched:
        assert list(harmless(watched.page, hostile.address)) == []
        assert watched.wrong == []
        assert any(flat(string) in words(watched.page) for string in STRINGS if len(string) > 20)


@pytest.mark.parametrize("way", ["benchmarks/", "changes/", "coverage/", FORMER])
def test_a_page_that_shows_what_the_own_site_may_not_have_has_no_barrier(
    browser: Browser, hostile: Site, way: str
) -> None:
    """Events of ledgers, and the page at an address that a report once had."""
    with shown(browser, hostile, way) as watched:
        found = {look: barriers(watched.page) for look in in_every_look(watched.page)}
        assert {look: what for look, what in found.items() if what} == {}
        assert watched.page.evaluate("() => document.documentElement.scrollWidth") <= DESK
        assert watched.wrong == []


@pytest.mark.parametrize(
    "way",
    [
        "reports/hostile-0/#%E0%A4%A",
        "reports/hostile-0/#%00",
        "reports/hostile-0/#%22%3E%3Cimg%20src=x%20onerror=window.PWN=1%3E",
        "reports/hostile-0/?h=(((%3Cscript%3E",
        "claims/?words=%00%ff%3Cscript%3E&page=1e400&status=__proto__&topic=constructor&confidence=NaN&report=toString",
        "bibliography/?words=[[&type=toString&page=-Infinity",
    ],
)
def test_what_an_address_asks_for_is_text_too(browser: Browser, hostile: Site, way: str) -> None:
    with shown(browser, hostile, way) as watched:
        watched.page.wait_for_timeout(500)
        assert watched.page.evaluate("() => window.PWN") is None
        assert watched.wrong == []


def test_the_search_shows_hostile_titles_as_text(browser: Browser, hostile: Site) -> None:
    with shown(browser, hostile, "") as watched:
        search(watched.page, "sleep")
        assert watched.page.locator(".md-search-result__link").count() >= REPORTS // 2
        assert watched.page.evaluate("() => window.PWN") is None
        assert watched.page.locator(".md-search-result :is(img, iframe, form, svg *[onload], script)").count() == 0
        assert watched.wrong == []


def test_data_for_machines_stays_readable(browser: Browser, hostile: Site) -> None:
    with shown(browser, hostile, "reports/hostile-0/") as watched:
        for text in watched.page.locator("script[type$=json]").all_text_contents():
            assert json.loads(text)


@pytest.mark.parametrize("number", [0, REPORTS - 1])
def test_without_scripts_a_report_reads_the_same(browser: Browser, hostile: Site, number: int) -> None:
    """But for the buttons that copy, which scripts add, since nothing else could serve them."""
    way = f"reports/hostile-{number}/"
    with shown(browser, hostile, way) as watched:
        watched.page.evaluate(
            "() => document.querySelectorAll('article button.cb-button').forEach(one => one.remove())"
        )
        with_scripts = " ".join(str(watched.page.locator("article").text_content()).split())
    with shown(browser, hostile, way, scripts=False) as watched:
        assert " ".join(str(watched.page.locator("article").text_content()).split()) == with_scripts
        assert watched.outside == []
