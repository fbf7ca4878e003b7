"""What a reader finds who has no JavaScript and follows links: every claim, every quote, every reference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest

from generator import pipeline
from generator.render.markup import flat
from generator.schema import Report
from tests.built import ROOT, build, project
from tests.render.fake_report import site_of

HOST = "http://site/"
UNSEEN = {"head", "script", "style", "template"}


class Place(NamedTuple):
    """A page below the site's root, and an anchor on it."""

    address: str
    anchor: str


class Crawled(NamedTuple):
    """What links lead to from the home page: the text of each page and of each of its anchors, and places linked."""

    pages: dict[str, dict[str, str]]
    linked: Counter[Place]

    @property
    def bibliography(self) -> set[str]:
        """The keys of all works that stand in it."""
        return {one for address, ids in self.pages.items() if address.startswith("bibliography/") for one in ids}


def elements(root: Element) -> Iterator[Element]:
    """The elements that can be seen without a script; what is folded can be opened, what is hidden cannot."""
    for child in root:
        if child.tag not in UNSEEN and "hidden" not in child.attrib:
            yield child
            yield from elements(child)


def text_of(element: Element) -> str:
    """The text in an element, but for what is hidden in it."""
    said = element.text or ""
    for child in element:
        if child.tag not in UNSEEN and "hidden" not in child.attrib:
            said += text_of(child)
        said += child.tail or ""
    return said


def crawl(folder: Path) -> Crawled:
    """Follow every link from the home page."""
    found = Crawled({}, Counter())
    due = [""]
    while due:
        address = due.pop()
        path = folder / address / "index.html" if address.endswith("/") or not address else folder / address
        if address in found.pages or path.suffix != ".html":
            continue
        tree = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        seen = list(elements(tree))
        boxes = {child: box for box in seen if box.tag == "details" for child in box}
        anchored = {
            e.attrib["id"]: boxes.get(e, e) for e in seen if "id" in e.attrib
        }  # what a fold is headed by is in it
        found.pages[address] = {anchor: " ".join(text_of(e).split()) for anchor, e in anchored.items()}
        for href in (e.attrib["href"] for e in seen if e.tag == "a" and "href" in e.attrib):
            whole = urljoin(HOST + address, href)
            if whole.startswith(HOST):
                target, _, anchor = whole.removeprefix(HOST).partition("#")
                found.linked[Place(target, unquote(anchor))] += 1
                due.append(target)
    return found


def lost(found: Crawled, report: Report) -> Iterator[str]:
    """Each claim, quote and reference of a report that no link leads to, or that is not there when one does."""
    address = f"reports/{report.question.slug}/"
    texts = {
        place: words for place, words in found.pages.get(address, {}).items() if found.linked[Place(address, place)]
    }
    for claim in report.claims:
        for kind, words in (("claim", claim.text), ("quote", claim.quote)):
            if flat(words) not in texts.get(claim.id, ""):
                yield f"{kind}: {address}#{claim.id} {words[:60]!r}"
    works = {work.key: work for work in report.works}
    references = {texts.get(f"ref-{number}", "") for number in range(1, len(report.inclusions) + 1)} - {""}
    if len(references) < len(report.inclusions):
        yield f"references: {address} {len(references)} of {len(report.inclusions)}"
    for one in report.inclusions:
        if not any(flat(works[one.work].title) in words for words in references):
            yield f"title: {address} {works[one.work].title[:60]!r}"
    for work in report.works:
        if work.key not in found.bibliography:
            yield f"work: {work.key}"


def counted(found: Crawled, reports: tuple[Report, ...]) -> Counter[str]:
    """How many different claims, with their quotes, and references links lead to."""
    slugs = {f"reports/{report.question.slug}/" for report in reports}
    there = {place for place in found.linked if place.address in slugs and place.anchor in found.pages[place.address]}
    claims = {claim.id for report in reports for claim in report.claims}
    return Counter(
        "claim" if place.anchor in claims else "reference"
        for place in there
        if place.anchor in claims or re.fullmatch(r"ref-[0-9]+", place.anchor)
    )


@pytest.fixture(scope="module", params=["the project's own", "hostile"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Report, ...]]:
    if request.param == "hostile":
        root = project(tmp_path_factory.mktemp("crawled"), "tests.render.fake_report", "site_of")
        return build(root, root / "site"), site_of()
    return build(ROOT, tmp_path_factory.mktemp("crawled")), pipeline.build_all(ROOT)


def test_links_lead_from_the_home_page_to_everything(site: tuple[Path, tuple[Report, ...]]) -> None:
    folder, reports = site
    found = crawl(folder)
    assert [what for report in reports for what in lost(found, report)] == []
    assert counted(found, reports) == {
        "claim": sum(len(report.claims) for report in reports),
        "reference": sum(len(report.inclusions) for report in reports),
    }


def test_links_lead_to_every_page(site: tuple[Path, tuple[Report, ...]]) -> None:
    folder, _ = site
    built = {path.relative_to(folder).as_posix().removesuffix("index.html") for path in folder.rglob("*.html")}
    # Whoever has a former address comes there, and from there to its versions; nobody else does.
    former = {f"reports/tea-of-old/{page}" for page in ("", "v1/", "v2/")}
    assert built - set(crawl(folder).pages) - former == {"404.html"}


def test_the_crawl_misses_what_only_a_script_could_show(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!doctype html><p hidden><a href="hidden/">x</a></p><template><a href="template/">x</a></template>'
        '<details><summary>x</summary><a href="folded/#here">x</a></details>',
        encoding="utf-8",
    )
    for name in ("hidden", "template", "folded"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text('<p id="here">pear<b hidden>plum</b></p>', encoding="utf-8")
    found = crawl(tmp_path)
    assert found.pages == {"": {}, "folded/": {"here": "pear"}}
    assert list(found.linked) == [Place("folded/", "here")]
