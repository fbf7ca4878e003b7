"""The kinds of pages of a site, a browser to open them, and a server on loopback to serve them."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNDER = "/claimbook/"
"""The path at which the site is served: the error page's links begin with that of the address it is built for."""

KINDS = {
    "home": r"",
    "reports": r"reports/",
    "report": r"reports/[^/]+/",
    "version": r"reports/[^/]+/v[0-9]+/",
    "claims": r"claims/",
    "claims-list": r"claims/(all|status|topic|report|year|topics|reports)/.*",
    "bibliography": r"bibliography/(\d+/)?",
    "benchmarks": r"benchmarks/(\d+/)?",
    "changes": r"changes/(\d+/)?",
    "coverage": r"coverage/(\d+/)?",
    "formats": r"schema/",
    "prose": r"(methodology|reading|contribute|operate)/",
    "evidence": r"evidence/",
    "reference": r"reference/[^/]+/",
    "missing": r"404\.html",
}
"""Patterns of the addresses of each kind of page. A page of a new kind gets its line here, and is tested with it."""


def browser_path() -> str | None:
    """The first of `BROWSERS` on the path."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def opened(path: str) -> Iterator[Browser]:
    """A browser that runs without a window; without its sandbox, which a container seldom allows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site under its path; what is not there gets the site's own error page."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(UNDER.rstrip("/")))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())

    def log_message(self, *_: object) -> None:
        """Say nothing: the browser's own record is what tests read."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a built site is served on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{UNDER}"
        server.shutdown()
        thread.join()


def addresses(folder: Path) -> tuple[str, ...]:
    """The address of every page of a built site, below its root."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    return tuple(sorted(path.removesuffix("index.html") for path in paths))


def kind_of(address: str) -> str | None:
    """The kind of the page at this address, or None if no kind is its own."""
    return next((kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, address)), None)


def examples(folder: Path) -> dict[str, str]:
    """The largest page of each kind that the site has: the one that shows most."""
    largest: dict[str, tuple[int, str]] = {}
    for address in addresses(folder):
        size = (folder / (address if address.endswith(".html") else f"{address}index.html")).stat().st_size
        kind = kind_of(address)
        if kind is not None:
            largest[kind] = max(largest.get(kind, (0, "")), (size, address))
    return {kind: largest[kind][1] for kind in KINDS if kind in largest}
