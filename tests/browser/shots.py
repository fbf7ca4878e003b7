"""Takes pictures of each kind of page: light, dark, on a phone, and on paper. To be looked at, one by one.

python -m tests.browser.shots [folder]    # .cache/shots unless a folder is named
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import pages
from tests.built import ROOT, build

LOOKS = {
    "light": (1280, "light", "screen"),
    "dark": (1280, "dark", "screen"),
    "phone": (360, "light", "screen"),
    "print": (794, "light", "print"),  # A4 is 794 pixels wide
}


def pictures(browser: Browser, address: str, examples: dict[str, str], folder: Path) -> Iterator[Path]:
    """A picture of each page in each look, a PDF of each page, and pictures of the search."""
    for look, (width, scheme, media) in LOOKS.items():
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page.emulate_media(media=media)  # type: ignore[arg-type]
        for kind, way in examples.items():
            page.goto(address + way, wait_until="networkidle")
            yield taken(page, folder / f"{kind}-{look}.png")
            if media == "print":
                page.pdf(path=folder / f"{kind}.pdf", prefer_css_page_size=True)
                yield folder / f"{kind}.pdf"
        if media == "screen":
            page.goto(address, wait_until="networkidle")
            page.keyboard.press("/")
            page.locator("input.md-search__input").press_sequentially("quantization")
            expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=20_000)
            yield taken(page, folder / f"search-{look}.png", whole=False)
        page.close()


def taken(page: Page, path: Path, *, whole: bool = True) -> Path:
    """The page's picture, all of it or what the window shows."""
    page.screenshot(path=path, full_page=whole, animations="disabled")
    return path


def main() -> None:
    """Build the site, take the pictures, say where they lie."""
    parser = argparse.ArgumentParser(prog="make shots", description=str(__doc__).partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".cache" / "shots")
    folder: Path = parser.parse_args().folder
    browser_path = pages.browser_path()
    if browser_path is None:
        sys.exit(f"No pictures: none of {', '.join(pages.BROWSERS)} is on the path. Install one of them.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        site = build(ROOT, Path(made) / pages.UNDER.strip("/"))
        with pages.served(site) as address, pages.opened(browser_path) as browser:
            count = sum(1 for _ in pictures(browser, address, pages.examples(site), folder))
    sys.stdout.write(f"{count} pictures and PDFs in {folder}\n")


if __name__ == "__main__":
    main()
