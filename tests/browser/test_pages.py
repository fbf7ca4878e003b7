"""Every kind of page in a browser: nothing from elsewhere, no error, no barrier that axe knows, no sideways scroll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import pages
from tests.browser.conftest import Site

PHONE, DESK = 360, 1280
Scheme = Literal["light", "dark"]
SCHEMES: dict[Scheme, str] = {"light": "default", "dark": "slate"}

each_kind = pytest.mark.parametrize("kind", pages.KINDS)


class Watched:
    """A page and all that went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.said: list[str] = []
        self.asked: list[str] = []
        self.failed: dict[str, str] = {}
        page.on("console", lambda said: self.said.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda asked: self.asked.append(asked.url))
        page.on("requestfailed", lambda asked: self.failed.update({asked.url: str(asked.failure)}))

    @property
    def outside(self) -> list[str]:
        """Requests that went to another place than the site; those that the policy stopped went nowhere."""
        return [url for url in self.asked if not url.startswith(self.address) and self.failed.get(url) != "csp"]

    @property
    def wrong(self) -> list[str]:
        """Errors, warnings, requests that failed, requests to other places."""
        return [*self.said, *self.failed, *self.outside]


@contextmanager
def shown(  # noqa: PLR0913 - each is a way to look at a page
    browser: Browser, site: Site, way: str, width: int = DESK, scheme: Scheme = "light", *, scripts: bool = True
) -> Iterator[Watched]:
    """The page at `way` below the site, once its scripts have run."""
    looks: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with browser.new_context(**looks, java_script_enabled=scripts) as window:
        window.add_init_script(Axe().axe_script)
        page = window.new_page()
        watched = Watched(page, site.address)
        page.goto(site.address + way)
        if scripts:
            expect(page.locator("html")).to_have_class(re.compile(r"\bjs\b"))
        yield watched


def barriers(page: Page) -> list[str]:
    """What axe finds, a line for each place."""
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) >= 10, "axe looked at the page"
    return [f"{one['id']}: {node['html'][:100]}" for one in found["violations"] for node in one["nodes"]]


def in_every_look(page: Page) -> Iterator[str]:
    """Show the page on a phone and on a desk, in light and dark, and name the look that it has just taken."""
    for scheme, named in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", named)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("() => Promise.allSettled(document.getAnimations().map(one => one.finished))")
            yield f"{scheme}, {width} px"


def test_every_page_of_the_site_is_of_a_kind(own: Site) -> None:
    assert [address for address in pages.addresses(own.folder) if pages.kind_of(address) is None] == []
    assert set(pages.examples(own.folder)) == set(pages.KINDS)


@each_kind
def test_a_page_has_no_error_and_no_barrier(browser: Browser, own: Site, kind: str) -> None:
    with shown(browser, own, pages.examples(own.folder)[kind]) as watched:
        found = {look: barriers(watched.page) for look in in_every_look(watched.page)}
        assert {look: what for look, what in found.items() if what} == {}
        assert watched.wrong == []


@each_kind
def test_a_page_does_not_scroll_sideways_on_a_phone(browser: Browser, own: Site, kind: str) -> None:
    way = pages.examples(own.folder)[kind]
    with shown(browser, own, way, PHONE) as watched:
        for opened in (False, True):  # what is folded may be wider than what is not
            watched.page.evaluate(
                "on => document.querySelectorAll('details').forEach(one => { one.open = on })", opened
            )
            assert watched.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE


@each_kind
def test_no_short_word_is_broken_at_a_desk(browser: Browser, own: Site, kind: str) -> None:
    """A cell that is one word of usual length stands on one line."""
    with shown(browser, own, pages.examples(own.folder)[kind]) as watched:
        unfold(watched.page)
        broken = watched.page.evaluate("""() => [...document.querySelectorAll("article td")].filter(cell => {
            if (!/^\\w{2,14}$/.test(cell.textContent.trim())) return false;
            const all = document.createRange();
            all.selectNodeContents(cell);
            const tops = [...all.getClientRects()].map(one => one.top);
            return Math.max(...tops) - Math.min(...tops) > 10; // the padding of code is less, a line is more
        }).map(cell => cell.textContent)""")
        assert broken == []


def test_a_reliability_curve_can_be_seen(browser: Browser, own: Site) -> None:
    with shown(browser, own, "coverage/") as watched:
        curves = watched.page.locator("svg:has(.cb-plot__line)")
        assert curves.count() >= 1
        for at in range(curves.count()):
            fills = curves.nth(at).locator("rect").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
            assert fills == ["none"], "what frames the curve covers what stands behind it"


def unfold(page: Page, *, opened: bool = True) -> None:
    page.evaluate("on => document.querySelectorAll('details').forEach(one => { one.open = on })", opened)


def test_the_search_answers_and_has_no_barrier(browser: Browser, own: Site) -> None:
    with shown(browser, own, "") as watched:
        search(watched.page, "quantization")
        found = {look: barriers(watched.page) for look in in_every_look(watched.page)}
        assert {look: what for look, what in found.items() if what} == {}
        watched.page.locator(".md-search-result__link").first.click()
        expect(watched.page).not_to_have_url(own.address)
        assert watched.wrong == []


def search(page: Page, word: str) -> None:
    page.keyboard.press("/")
    page.locator("input.md-search__input").press_sequentially(word)  # the theme listens for keys
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=20_000)


def test_the_colours_can_be_chosen_and_stay(browser: Browser, own: Site) -> None:
    with shown(browser, own, "reading/", scheme="dark") as watched:
        body = watched.page.locator("body")
        expect(body).to_have_attribute("data-md-color-scheme", "slate")
        watched.page.get_by_title("Use light colours").click()
        expect(body).to_have_attribute("data-md-color-scheme", "default")
        watched.page.reload()
        expect(body).to_have_attribute("data-md-color-scheme", "default")
        assert watched.wrong == []


def test_an_unknown_address_leads_back(browser: Browser, own: Site) -> None:
    with shown(browser, own, "no/such/page/") as watched:
        assert len(watched.wrong) == 1, "the browser itself says that the page is missing"
        watched.page.get_by_role("link", name="All reports").click()
        expect(watched.page).to_have_url(f"{own.address}reports/")


def test_what_the_policy_forbids_does_not_happen(browser: Browser, own: Site) -> None:
    """The escaping set aside: what gets into the page's source anyway must not run, load or be sent."""
    with shown(browser, own, "") as watched:
        watched.page.evaluate("""() => {
            const add = html => document.body.append(document.createRange().createContextualFragment(html));
            add("<img src=x onerror=window.PWN=1><script>window.PWN=1</script>");
            add("<script src=https://pears.example/x.js></script><img src=https://pears.example/x.png>");
            add("<style>body{color:red}</style><base href=https://pears.example/>");
            add("<iframe srcdoc='<script>parent.PWN=1</script>'></iframe><object data=x></object>");
            add("<a id=trap href='javascript:window.PWN=1'>x</a>");
            document.getElementById("trap").click();
        }""")
        watched.page.wait_for_timeout(500)
        assert watched.page.evaluate("() => window.PWN") is None
        assert watched.page.evaluate("() => document.baseURI") == own.address
        assert len([said for said in watched.said if "Content Security Policy" in said]) >= 7
        assert watched.outside == []


def test_on_a_phone_a_benchmark_has_the_names_of_its_own_columns(browser: Browser, own: Site) -> None:
    """The heads of a report's table of figures, which style sheets know, must not stand before other cells."""
    with shown(browser, own, "benchmarks/", PHONE) as watched:
        told = (
            watched.page.locator(".cb-benchmarks tbody tr")
            .first.locator("td")
            .evaluate_all(
                "cells => cells.map(cell => [cell.dataset.label, getComputedStyle(cell, '::before').content])"
            )
        )
    assert len(told) == 8
    assert [said for _, said in told] == [f'"{label}"' for label, _ in told]


def test_on_a_phone_a_benchmark_is_a_few_lines(browser: Browser, own: Site) -> None:
    """What a work does not name is said to be so, with the name of the column; the other names are heard, not seen."""
    for scripts in (True, False):
        with shown(browser, own, "benchmarks/", PHONE, scripts=scripts) as watched:
            rows = watched.page.locator(".cb-benchmarks tbody tr")
            heights = [rows.nth(at).bounding_box()["height"] for at in range(5)]  # type: ignore[index]
            assert max(heights) < 130, "five lines and their padding"
            unsaid = watched.page.locator(".cb-benchmarks td.cb-unsaid[data-label=Metric]").first
            assert unsaid.evaluate("one => getComputedStyle(one, '::before').position") == "static"
            assert unsaid.inner_text() == "not stated"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_reliability_curve_is_seen_in_its_frame(browser: Browser, own: Site, scheme: Scheme) -> None:
    with shown(browser, own, "coverage/", scheme=scheme) as watched:
        plot = watched.page.locator(".cb-plot--curve").first
        frame = plot.locator("rect")
        assert frame.evaluate("one => getComputedStyle(one).fill") == "none"
        assert plot.locator("circle").first.evaluate("one => getComputedStyle(one).fill") != "none"
        assert plot.evaluate("one => one.getBoundingClientRect().width") < DESK / 2, "letters keep their size"


def test_a_facet_stands_on_one_line(browser: Browser, own: Site) -> None:
    """A word that breaks in its midst ("Interventio", "n") makes its cell two lines high."""
    with shown(browser, own, "coverage/") as watched:
        heights = watched.page.locator(".cb-coverage td[data-label=Facet]").evaluate_all(
            """cells => cells.map(cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return [cell.textContent, range.getClientRects().length];
            })"""
        )
    assert "Intervention" in {facet for facet, _ in heights}
    assert {lines for _, lines in heights} == {1}
