"""A report by mouse and by keyboard: what a number leads to, claims that open, tables that sort, BibTeX to copy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_pages import shown

WAY = "reports/qat-vs-ptq-scienceqa/"


def cited(page: Page) -> tuple[Locator, list[str]]:
    """The first numbered citation of the answer, and what its card has to say: authors, year, title."""
    link = page.locator("#answer ~ .cb-answer .cb-cites a").first
    entry = page.locator(f"li{link.get_attribute('href')}")
    authors, title = (str(entry.locator(part).text_content()) for part in (".cb-authors", ".cb-title"))
    (year,) = re.findall(r"\((\d{4})\)", str(entry.locator("p").first.text_content()))[:1]
    return link, [authors, year, title]


def says(card: Locator, parts: list[str]) -> None:
    expect(card).to_be_visible()
    for part in parts:
        expect(card).to_contain_text(part)


def test_a_citation_shows_its_work_to_the_pointer(browser: Browser, own: Site) -> None:
    """WCAG 1.4.13: the card stays while the pointer is on it, goes with Escape, and goes when the pointer does."""
    with shown(browser, own, WAY) as watched:
        page, card = watched.page, watched.page.locator("#cb-peek")
        link, parts = cited(page)
        link.hover()
        says(card, parts)
        expect(link).to_have_attribute("aria-describedby", "cb-peek")
        card.hover()
        page.wait_for_timeout(1_000)
        says(card, parts)
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        link.hover()
        expect(card).to_be_visible()
        page.wait_for_timeout(3_000)
        expect(card).to_be_visible()
        page.mouse.move(5, 500)
        page.locator("h1").hover()
        expect(card).to_be_hidden()
        assert watched.wrong == []


def test_a_citation_shows_its_work_to_the_keyboard(browser: Browser, own: Site) -> None:
    with shown(browser, own, WAY) as watched:
        page, card = watched.page, watched.page.locator("#cb-peek")
        link, parts = cited(page)
        link.focus()
        says(card, parts)
        page.wait_for_timeout(1_000)
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(link).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        says(card, parts)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"#ref-\d+$"))
        expect(page.locator("li:target")).to_be_in_viewport()


def test_a_reference_leads_back_to_where_it_is_cited(browser: Browser, own: Site) -> None:
    """Every sentence that a reference names is there, cites it, and is opened where it is folded."""
    with shown(browser, own, WAY) as watched:
        page = watched.page
        entry = page.locator(".cb-references li[id=ref-1]")
        back = entry.locator("a[href^='#s-']")
        assert back.count() >= 3
        for at in {0, back.count() // 2, back.count() - 1}:
            back.nth(at).click()
            target = page.locator(f"li{back.nth(at).get_attribute('href')}")
            expect(target).to_be_in_viewport()
            assert target.locator("a[href='#ref-1']").count() == 1
            page.go_back()


def test_a_claim_opens_by_keyboard(browser: Browser, own: Site) -> None:
    with shown(browser, own, WAY) as watched:
        claim = watched.page.locator("details.cb-claim").first
        expect(claim.locator(".cb-checks")).to_be_hidden()
        claim.locator("summary").focus()
        watched.page.keyboard.press("Enter")
        expect(claim.locator(".cb-checks")).to_be_visible()
        watched.page.keyboard.press("Space")
        expect(claim.locator(".cb-checks")).to_be_hidden()


def test_the_figures_of_a_report_sort_by_keyboard(browser: Browser, own: Site) -> None:
    with shown(browser, own, WAY) as watched:
        table = watched.page.locator("table.cb-table--figures").first
        column = table.locator("th:nth-child(6)")
        column.locator("button").focus()
        for direction in ("ascending", "descending"):
            watched.page.keyboard.press("Enter")
            expect(column).to_have_attribute("aria-sort", direction)
            values = [float(one.split()[0]) for one in table.locator("td:nth-child(6)").all_text_contents()]
            assert len(values) >= 3
            assert values == sorted(values, reverse=direction == "descending")


@pytest.mark.parametrize("allowed", [True, False])
def test_copying_says_what_became_of_it(browser: Browser, own: Site, *, allowed: bool) -> None:
    with shown(browser, own, WAY) as watched:
        page = watched.page
        if allowed:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        else:
            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
        button = page.get_by_role("button", name="Copy BibTeX of this report")
        button.focus()
        page.keyboard.press("Enter")
        said = button.locator("xpath=following-sibling::*[@role='status']")
        expect(said).to_contain_text("Copied." if allowed else "Not copied")
        if allowed:
            held = page.evaluate("() => navigator.clipboard.readText()")
            assert held.strip().startswith("@")
            assert held.strip() == str(page.locator(".cb-copy pre").text_content()).strip()
