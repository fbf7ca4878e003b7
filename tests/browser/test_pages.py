"""Every kind of page in a browser: nothing from elsewhere, no error, no barrier that axe knows, no sideways scroll."""

from __future__ import annotations

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

each_kind = pytest.mark.parametrize("kind", pages.KINDS)
each_width = pytest.mark.parametrize("width", [PHONE, DESK])
each_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


class Watched:
    """A page and all that went wrong on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(address) else self.wrong.append(asked.url))
        page.on("requestfailed", lambda asked: self.wrong.append(f"{asked.url}: {asked.failure}"))


@contextmanager
def shown(browser: Browser, site: Site, way: str, width: int, scheme: Scheme) -> Iterator[Watched]:
    """The page at `way` below the site, in a window of `width` pixels, once it stands still."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    watched = Watched(page, site.address)
    page.goto(site.address + way, wait_until="networkidle")
    yield watched
    context.close()


def barriers(page: Page) -> list[str]:
    """What axe finds, a line for each place."""
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) >= 10, "axe looked at the page"
    return [
        f"{one['id']}: {node['target']} {node['html'][:90]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def test_every_page_of_the_site_is_of_a_kind(own: Site) -> None:
    assert [address for address in pages.addresses(own.folder) if pages.kind_of(address) is None] == []
    assert set(pages.examples(own.folder)) == set(pages.KINDS)


@each_kind
@each_scheme
@each_width
def test_a_page_has_no_barrier(browser: Browser, own: Site, kind: str, width: int, scheme: Scheme) -> None:
    with shown(browser, own, pages.examples(own.folder)[kind], width, scheme) as watched:
        wanted = "slate" if scheme == "dark" else "default"
        assert watched.page.locator("body").get_attribute("data-md-color-scheme") == wanted
        assert barriers(watched.page) == []
        assert watched.wrong == []


@each_kind
def test_a_page_does_not_scroll_sideways_on_a_phone(browser: Browser, own: Site, kind: str) -> None:
    with shown(browser, own, pages.examples(own.folder)[kind], PHONE, "light") as watched:
        assert watched.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE
