"""The filter in a browser: it finds what a search through the records finds, and fails softly.

Needs Playwright and a Chromium on the path; skipped, with the reason, where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from generator import schema as s
from generator.render.claim_index import Row, distinct
from tests.bench.site import WHOLE, build, reports, served

CLAIMS = 6_000


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    return distinct(reports(CLAIMS))


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build(tmp_path_factory.mktemp("site"), CLAIMS)) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda one: errors.append(str(one)))
    yield made
    context.close()
    assert errors == []


def said(page: Page, host: str, query: str) -> str:
    page.goto(f"{host}claims/{query}")
    page.wait_for_selector(WHOLE)
    return str(page.text_content("[role=status]"))


QUERIES = [
    ("?words=sleep", lambda row: "sleep" in f"{row.text} {row.work}".lower()),
    ("?words=SLEEP+int4", lambda row: all(word in f"{row.text} {row.work}".lower() for word in ("sleep", "int4"))),
    ("?status=verified", lambda row: row.standing is s.ClaimStatus.VERIFIED),
    ("?kind=caveat&status=digest", lambda row: (row.does, row.standing) == (s.ClaimKind.CAVEAT, s.ClaimStatus.DIGEST)),
    ("?topic=topic-07", lambda row: "topic-07" in row.tags),
    ("?report=question-00012", lambda row: row.reports[0].slug == "question-00012"),
    ("?confidence=0.8", lambda row: row.confidence is not None and row.confidence >= 0.8),
    ("?words=tea&topic=field-3&confidence=0.5", lambda row: "tea" in f"{row.text} {row.work}".lower()
        and "field-3" in row.tags and row.confidence is not None and row.confidence >= 0.5),
]  # fmt: skip


@pytest.mark.parametrize(("query", "matches"), QUERIES, ids=[query for query, _ in QUERIES])
def test_the_filter_finds_what_a_search_through_the_records_finds(
    page: Page,
    host: str,
    rows: tuple[Row, ...],
    query: str,
    matches: Callable[[Row], bool],
) -> None:
    wanted = [row for row in rows if matches(row)]
    assert wanted
    assert said(page, host, query) == f"{len(wanted):,} of {CLAIMS:,} claims match."
    texts = page.eval_on_selector_all("tbody tr td:first-child a", "all => all.map((one) => one.textContent)")
    assert texts == [row.text for row in wanted[:50]]
    link = page.eval_on_selector("tbody tr a", "one => one.href")
    assert link == f"{host}reports/{wanted[0].reports[0].slug}/#{wanted[0].anchor}"


def test_letters_that_are_added_and_taken_away_keep_the_count_right(
    page: Page,
    host: str,
    rows: tuple[Row, ...],
) -> None:
    said(page, host, "?words=t")
    page.focus("[name=words]")
    page.keyboard.press("End")
    for keys, words in (("ea", "tea"), (" in", "tea in"), ("Backspace", "tea i")):
        if keys == "Backspace":
            page.keyboard.press(keys)
        else:
            page.keyboard.type(keys)
        page.wait_for_timeout(500)
        wanted = [row for row in rows if all(word in f"{row.text} {row.work}".lower() for word in words.split())]
        assert page.text_content("[role=status]") == f"{len(wanted):,} of {CLAIMS:,} claims match."


def test_the_keyboard_alone_filters_turns_pages_and_clears(page: Page, host: str) -> None:
    page.goto(f"{host}claims/")
    for _ in range(40):  # past the theme's header and tabs
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "words":
            break
    page.keyboard.type("sleep")
    page.wait_for_selector(WHOLE)
    assert page.url == f"{host}claims/?words=sleep"
    first = page.text_content("tbody td")
    page.focus("button[data-step='1']")
    page.keyboard.press("Enter")
    assert page.url == f"{host}claims/?words=sleep&page=2"
    assert page.evaluate("document.activeElement.matches('.cb-results')")
    assert page.text_content("tbody td") != first
    page.go_back()
    expect(page).to_have_url(f"{host}claims/?words=sleep")
    expect(page.locator("tbody td").first).to_have_text(str(first))
    page.focus(".cb-filter button[type=reset]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{host}claims/")
    expect(page.locator("#by-status")).to_be_visible()
    expect(page.locator(".cb-results")).to_be_hidden()


def test_an_index_that_does_not_come_leaves_the_page_and_says_so(page: Page, host: str) -> None:
    page.route("**/api/index/claims/2.json", lambda route: route.fulfill(status=503))
    page.goto(f"{host}claims/?words=sleep")
    page.get_by_text("its index did not load").wait_for()
    assert page.is_visible("#by-status")
    assert page.is_hidden(".cb-results")
    page.unroute("**/api/index/claims/2.json")
    page.fill("[name=words]", "tea")
    page.wait_for_selector(WHOLE)
    assert page.is_hidden("#by-status")


def test_nothing_is_fetched_before_something_is_asked_for(page: Page, host: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.removeprefix(host)))
    page.goto(f"{host}claims/")
    page.wait_for_timeout(300)
    assert [one for one in asked if one.startswith("api/")] == []
    said(page, host, "?words=sleep")
    assert {one for one in asked if one.startswith("api/")} == {
        "api/index/claims.json",
        "api/index/claims/1.json",
        "api/index/claims/2.json",
    }


def test_a_value_that_no_shard_has_fetches_none(page: Page, host: str) -> None:
    def without_verified(route: Route) -> None:
        book = route.fetch().json()
        book["shards"][1]["has"]["status"] = [1, 2, 3, 4, 5]
        route.fulfill(json=book)

    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.removeprefix(host)))
    page.route("**/api/index/claims.json", without_verified)
    said(page, host, "?status=verified")
    assert "api/index/claims/1.json" in asked
    assert "api/index/claims/2.json" not in asked


def test_without_scripts_the_lists_stay_and_the_form_is_away(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}claims/")
    assert page.is_visible("#by-status")
    assert page.is_hidden("form")
    context.close()


def test_no_control_has_the_name_by_which_the_theme_opens_its_search(page: Page, host: str) -> None:
    page.goto(f"{host}claims/")
    names = page.eval_on_selector_all("form [name]", "all => all.map((one) => one.name)")
    assert names
    assert "q" not in names


def test_text_of_a_claim_never_becomes_markup(page: Page, host: str) -> None:
    hostile = "<img src=x onerror=window.PWN=1> sleep"

    def poisoned(route: Route) -> None:
        shard = route.fetch().json()
        shard["rows"][1] = [hostile] * len(shard["rows"][1])
        shard["works"] = [[hostile, hostile] for _ in shard["works"]]
        route.fulfill(json=shard)

    page.route("**/api/index/claims/*.json", poisoned)
    said(page, host, "?words=onerror")
    assert page.text_content("tbody td a") == hostile
    assert page.query_selector("tbody img") is None
    assert page.evaluate("window.PWN") is None
