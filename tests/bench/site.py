"""How fast the claims of a large site are in a browser: `make bench-site`. No test: machines differ.

Invented reports are rendered by the same functions as the site's own and built by the same theme, with its styles,
scripts and policy; the pages of single reports are left out. Needs Playwright and a Chromium.
"""

from __future__ import annotations

import gzip
import http.server
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator import schema as s
from generator.render.beside import Site
from generator.render.claim_index import claim_index, distinct, ways_pages
from generator.render.report import report_page
from tests.built import framed
from tests.render.fake_report import report_of, work_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CLAIMS_A_REPORT = 15
WORKS_A_REPORT = 10
SIZES = ((15_000, 400.0), (150_000, 1200.0))
"""Claims of a site, and the milliseconds after navigation within which its first filtered rows must be painted."""

KEYSTROKE = 30.0
OWN_BYTES = 60 * 1024
REPORT_BYTES = 120 * 1024
HOSTED = Site(repository="https://github.com/an-organisation/its-claims")
QUERY = "?words=sleep+int4&status=verified"
WHOLE = ".cb-results[aria-busy=false] tbody tr"
TYPED = "latency of ward"
RUNS = 7
VOCABULARY = """
    accuracy across adults after awq baseline batch benchmark between bits calibration clinical cohort compared
    compression contrast cost cut dataset decline deployment different during effect encoder energy error evaluation
    evening failed fell finding float gain gptq group hardware hours images int4 int8 language latency layers longer
    lower mean measured memory method model night outcome patients perplexity points precision quality quantization
    rate reduction reports rose sample scale scores setting shorter sleep slower speed stable study systems task tea
    tests text tokens training trial under variance vision ward weights when without worse
""".split()


def main() -> None:
    """Prints the figures beside their targets; ends with 1 if one is missed, with 2 where there is no browser."""
    met = [*weights(), *browser()]
    raise SystemExit(0 if all(met) else 1)


# --- weights: no browser needed ---------------------------------------------------------------------------------------


def weights() -> Iterator[bool]:
    own = [*sorted((DOCS / "stylesheets").glob("*.css")), *sorted((DOCS / "javascripts").glob("*.js"))]
    for path in own:
        print(f"  {path.relative_to(DOCS).as_posix()}: {kib(len(path.read_bytes()))}")
    yield told("our own CSS and JS", sum(len(path.read_bytes()) for path in own), OWN_BYTES)
    page = report_page(report(random.Random(1), 0), site=HOSTED).text.split("\n---\n", 1)[1]
    parts = re.split(r"^## (.*?) \{.*$", page, flags=re.MULTILINE)
    for name, part in zip(("head", *parts[1::2]), parts[::2], strict=True):
        print(f"  {name}: {kib(len(part.encode()))}")
    body = sum(len(part.encode()) for part in parts[::2])
    yield told(
        f"body of a report of {CLAIMS_A_REPORT} claims and {WORKS_A_REPORT} works, without the theme",
        body,
        REPORT_BYTES,
    )


def kib(size: float) -> str:
    return f"{size / 1024:.1f} KiB"


def told(what: str, size: int, most: int) -> bool:
    print(f"{what}: {kib(size)} (at most {kib(most)}){'' if size <= most else ' TOO MUCH'}")
    return size <= most


# --- invented reports -----------------------------------------------------------------------------------------------


def reports(claims: int) -> tuple[s.Report, ...]:
    dice = random.Random(1)
    return tuple(report(dice, at) for at in range(claims // CLAIMS_A_REPORT))


def report(dice: random.Random, at: int) -> s.Report:
    """A report with invented claims; made without validation, which would take minutes for ten thousand."""
    whole = report_of()
    keys = [f"w-{at}-{n}" for n in range(WORKS_A_REPORT)]
    works = tuple(
        work_of(key, title=sentence(dice, 11), year=dice.randrange(2015, 2026)) if at == 0 else light(key, dice)
        for key in keys
    )
    passages, claims, verdicts, results = [], [], [], []
    for n in range(CLAIMS_A_REPORT):
        text, name = sentence(dice, dice.randrange(14, 30)), f"{at:05}{n:02}{dice.getrandbits(40):010x}"
        work = keys[n % WORKS_A_REPORT]
        passage = whole.passages[0].model_copy(
            update={"id": f"p-{name}", "work": work, "text": text, "end": 10 + len(text)}
        )
        result = whole.results[0].model_copy(
            update={
                "id": f"r-{name}",
                "work": work,
                "passage": passage.id,
                "value": Decimal(dice.randrange(400, 900)) / 10,
            }
        )
        passages.append(passage)
        results.append(result)
        claim = {"id": f"c-{name}", "text": text, "quote": text, "work": work, "passage": passage.id}
        kind = dice.choice(list(s.ClaimKind))
        claims.append(whole.claims[0].model_copy(update={**claim, "kind": kind, "results": (result.id,)}))
        status = dice.choice(list(s.ClaimStatus))
        sure = round(dice.random(), 2) if dice.random() < 0.5 else None
        verdicts.append(
            whole.verdicts[0].model_copy(update={"claim": claim["id"], "status": status, "confidence": sure})
        )
    question = whole.question.model_copy(
        update={
            "slug": f"question-{at:05}",
            "title": sentence(dice, 7)[:-1],
            "tags": (f"topic-{at % 40:02}", f"field-{at % 7}"),
        }
    )
    first = claims[0].id
    said = whole.answer.statements[0].model_copy(update={"claims": (first,), "derived": ()})
    answer = whole.answer.model_copy(update={"statements": (said,), "missing": (), "covered": (), "works": (keys[0],)})
    section = whole.sections[0].model_copy(
        update={"statements": tuple(said.model_copy(update={"claims": (one.id,)}) for one in claims)}
    )
    finding = whole.reviews[0].findings[0].model_copy(update={"claims": (first,), "works": (keys[0],)})
    return whole.model_copy(
        update={
            "question": question,
            "inclusions": tuple(whole.inclusions[0].model_copy(update={"work": key}) for key in keys),
            "works": works,
            "passages": tuple(passages),
            "results": tuple(results),
            "derived": (),
            "claims": tuple(claims),
            "verdicts": tuple(verdicts),
            "answer": answer,
            "sections": (section,),
            "reviews": tuple(one.model_copy(update={"findings": (finding,)}) for one in whole.reviews),
            "disputes": (),
            "dropped": (),
        }
    )


_LIGHT = work_of("w")


def light(key: str, dice: random.Random) -> s.Work:
    return _LIGHT.model_copy(update={"key": key, "title": sentence(dice, 11), "year": dice.randrange(2015, 2026)})


def sentence(dice: random.Random, words: int) -> str:
    chosen = dice.choices(VOCABULARY, k=words)
    chosen[words // 2] = f"{dice.randrange(1000) / 10}"
    return " ".join(chosen).capitalize() + "."


# --- the site in a folder, served -------------------------------------------------------------------------------------


def build(folder: Path, claims: int) -> Path:
    """The page of the claims as the site would have it, and its index."""
    made = reports(claims)
    rows = distinct(made)
    return framed(folder, (*ways_pages(made, rows), *claim_index(rows)))


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves files gzipped, as hosts of static pages do; each is packed once, before it is asked for."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer goes out whole: a head sent alone waits for its acknowledgement
    packed: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        kind, content = self.packed.get(path + "index.html" if path.endswith("/") else path, ("", b""))
        self.send_response(200 if kind else 404)
        if kind:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
        """Nothing: the figures are what is printed."""


KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    packed = {
        "/" + path.relative_to(folder).as_posix(): (KINDS[path.suffix], gzip.compress(path.read_bytes(), mtime=0))
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in KINDS
    }
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Packed", (Handler,), {"packed": packed}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


# --- the browser ------------------------------------------------------------------------------------------------------

WATCH = """
window.figures = {rows: 0, whole: 0, shift: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.figures.shift += one.value;
}).observe({type: "layout-shift", buffered: true});
const watch = new MutationObserver(() => {
  const results = document.querySelector(".cb-results");
  if (!results || !results.querySelector("tbody tr")) return;
  requestAnimationFrame(() => setTimeout(() => { window.figures.rows ||= performance.now(); }));
  if (results.getAttribute("aria-busy") !== "false") return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.figures.whole ||= performance.now(); }));
});
watch.observe(document, {childList: true, subtree: true, attributeFilter: ["aria-busy"]});
"""
"""Notes when rows, and when all matches, were first on the screen: after the frame that drew them."""

TYPE = """
async (text) => {
  const field = document.querySelector("[name=words]"), results = document.querySelector(".cb-results");
  const took = [];
  field.value = "";
  for (const key of text) {
    field.value += key;
    const start = performance.now();
    const done = new Promise((resolve) => {
      const watch = new MutationObserver(() => {
        if (results.getAttribute("aria-busy") === "false") { watch.disconnect(); resolve(performance.now()); }
      });
      watch.observe(results, {attributes: true, attributeFilter: ["aria-busy"]});
    });
    field.dispatchEvent(new Event("input", {bubbles: true}));
    took.push(await done - start);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return took;
}
"""
"""Types a text; for each key the milliseconds until the rows that match stand in the document."""


def browser() -> Iterator[bool]:
    if find_spec("playwright") is None:
        print("NOT MEASURED: Playwright cannot be imported: pip install playwright, and a Chromium", file=sys.stderr)
        raise SystemExit(2)
    api: Any = import_module("playwright.sync_api")  # not among the project's dependencies
    with api.sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"Chromium {chromium.version}, loopback, gzip, the built page with theme and policy")
        for claims, painted in SIZES:
            with tempfile.TemporaryDirectory() as name, served(build(Path(name), claims)) as host:
                yield from measured(chromium, host, claims, painted)
        chromium.close()


def measured(chromium: Any, host: str, claims: int, painted: float) -> Iterator[bool]:  # noqa: ANN401 - not typed here
    runs = [visit(chromium, f"{host}claims/{QUERY}") for _ in range(RUNS)]
    print(f"{claims} claims, {RUNS} visits to claims/{QUERY}, each with an empty cache; medians judged")
    print(f"  processes that wanted one of {os.cpu_count()} processors in the last minute: {os.getloadavg()[0]:.1f}")
    print(f"  said: {runs[0]['said']}")
    print(f"  bytes transferred (gzip): {kib(statistics.median(run['bytes'] for run in runs))}")
    print(f"  all matches counted after {spread([run['whole'] for run in runs])}")
    print(f"  layout shift without input: {max(run['shift'] for run in runs):.4f}")
    print(f"  errors in the console: {[one for run in runs for one in run['errors']]}")
    rows = [run["rows"] for run in runs]
    keys = [took for run in runs for took in run["keys"]]
    yield limit("first rows painted after navigation", rows, painted)
    yield limit(f"a keystroke, of {len(keys)}", keys, KEYSTROKE)
    print(f"  the slowest twentieth of them: from {statistics.quantiles(keys, n=20)[-1]:.1f} ms")
    yield not any(run["errors"] for run in runs)


def visit(chromium: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - not typed here
    """One visit with an empty cache: to the filtered page, then a text is typed."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: errors.append(str(one)))
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_selector(WHOLE, timeout=60_000)  # no wait for a function: the policy forbids to evaluate one
    page.wait_for_timeout(500)
    found: dict[str, Any] = page.evaluate("figures")
    sizes = "performance.getEntries().reduce((sum, one) => sum + (one.transferSize || 0), 0)"
    found |= {"bytes": page.evaluate(sizes), "said": page.text_content("[role=status]"), "errors": errors}
    page.select_option("[name=status]", "")
    page.wait_for_timeout(3_000)  # the shards that the first filter did not need
    found["keys"] = page.evaluate(TYPE, TYPED)
    context.close()
    return found


def spread(took: list[float]) -> str:
    return f"{statistics.median(took):.1f} ms ({min(took):.1f} to {max(took):.1f})"


def limit(what: str, took: list[float], most: float) -> bool:
    """Whether the median is within the limit; one visit among busy neighbours says little."""
    met = statistics.median(took) <= most
    print(f"  {what}: {spread(took)}, at most {most:.0f} ms{'' if met else ' TOO SLOW'}")
    return met


if __name__ == "__main__":
    main()
