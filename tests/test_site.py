"""The whole site, built from a fake report by both runners as a person would build it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urljoin

import pytest
from mkdocs.exceptions import PluginError

from generator import site
from generator.changes import History, changes
from generator.errors import InputError
from generator.published import beside_of
from generator.render import Beside
from generator.store import ledger
from tests.built import ROOT, build, project
from tests.render.fake_report import report_of, site_of
from tests.render.reading import Reading

if TYPE_CHECKING:
    from mkdocs_gen_files.editor import FilesEditor

RUNNERS = ("properdocs", "mkdocs")
BUILT_BY = re.compile(r'<meta name="generator" content="[^"]*">')


class Pages(dict[str, str]):
    """A sink that keeps what it is given."""

    def write(self, path: str, text: str) -> None:
        assert path not in self, "no file is written twice"
        self[path] = text


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = project(tmp_path_factory.mktemp("project"), "tests.render.fake_report", "site_of")
    return {runner: build(root, root / f"site-{runner}", runner) for runner in RUNNERS}


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def addresses_of(folder: Path) -> dict[str, Reading]:
    """Every page of ours by its address below the site."""
    found = {}
    for path in folder.rglob("*.html"):
        if path.name != "404.html" and "assets" not in path.parts:
            address = path.relative_to(folder).as_posix().removesuffix("index.html")
            found[address] = Reading(path.read_text(encoding="utf-8"))
    return found


def test_both_runners_build_the_same_site(sites: dict[str, Path]) -> None:
    ours, theirs = (files(sites[runner]) for runner in RUNNERS)
    assert set(ours) == set(theirs)
    for path, content in ours.items():
        if path.endswith(".html"):
            left, right = content.decode(), theirs[path].decode()
            assert BUILT_BY.sub("", left) == BUILT_BY.sub("", right), path
        elif not path.startswith("sitemap.xml"):  # it holds the day of the build
            assert content == theirs[path], path


def test_generated_files_lie_at_their_addresses(sites: dict[str, Path]) -> None:
    report = sites["properdocs"] / "reports" / "tea-and-sleep"
    assert (report / "index.html").is_file()
    assert json.loads((report / "report.json").read_text(encoding="utf-8"))["format"] == "1"
    assert (sites["properdocs"] / "schema" / "report.json").is_file()
    assert not (sites["properdocs"] / "overrides").exists()


def test_every_link_leads_to_a_page_and_an_anchor(sites: dict[str, Path]) -> None:
    folder = sites["properdocs"]
    pages = addresses_of(folder)
    for address, reading in pages.items():
        for link in reading.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = urljoin(f"http://site/{address}", link).removeprefix("http://site/").partition("#")
            assert target in pages or (folder / target).is_file(), f"{address}: {link}"
            if anchor and target in pages:
                assert unquote(anchor) in pages[target].ids, f"{address}: {link}"


def test_no_page_asks_another_site_for_anything(sites: dict[str, Path]) -> None:
    for path in sites["properdocs"].rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\bsrc="([^"]*)"', page)
        loaded += re.findall(r'<link[^>]*rel="(?:stylesheet|icon|preconnect)"[^>]*href="([^"]*)"', page)
        assert loaded or path.name == "404.html"
        assert [address for address in loaded if "//" in address] == []


def test_every_page_has_one_policy_and_nothing_that_it_would_block(sites: dict[str, Path]) -> None:
    for path in sites["properdocs"].rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert page.count('http-equiv="Content-Security-Policy"') == 1, path
        names = {name for _, attributes in Reading(page).tags for name in attributes}
        assert not {name for name in names if name == "style" or name.startswith("on")}, path


def test_a_report_of_usual_size_is_light(sites: dict[str, Path]) -> None:
    """15 claims, 10 works, 30 figures and 40 works left out, with Material's frame: at most 120 KB."""
    page = sites["properdocs"] / "reports/tea-at-length/index.html"
    assert page.read_text(encoding="utf-8").count('<details class="cb-claim">') == 15
    assert page.read_text(encoding="utf-8").count("Dispute this claim</a>") == 15
    assert page.stat().st_size <= 120_000


def test_a_report_tells_machines_what_it_is(sites: dict[str, Path]) -> None:
    page = (sites["properdocs"] / "reports/tea-and-sleep/index.html").read_text(encoding="utf-8")
    head = page.partition("</head>")[0]
    assert '<meta name="citation_title" content="Tea and sleep">' in head
    assert '<meta property="og:title" content="Tea and sleep">' in head
    assert re.search(r'<meta name="DC.identifier" content="https://[^"]*/reports/tea-and-sleep/">', head)
    told = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert [json.loads(one)["@type"] for one in told] == ["Report"]
    home = (sites["properdocs"] / "index.html").read_text(encoding="utf-8")
    assert "ld+json" not in home


def test_heads_name_the_feeds(sites: dict[str, Path]) -> None:
    folder = sites["properdocs"]
    link = re.compile(r'<link rel="alternate feed" type="application/atom\+xml" title="([^"]*)" href="([^"]*)">')
    for address, wanted in {
        "": ["changes/feed.xml"],
        "changes/": ["changes/feed.xml"],
        "reports/tea-and-sleep/": ["reports/tea-and-sleep/changes.xml", "changes/feed.xml"],
        "reading/": [],
    }.items():
        named = link.findall((folder / address / "index.html").read_text(encoding="utf-8"))
        paths = [urljoin(f"http://site/{address}", href).removeprefix("http://site/") for _, href in named]
        assert paths == wanted, address
        assert all((folder / path).is_file() for path in paths)
        assert len({title for title, _ in named}) == len(named)


def test_what_machines_are_told_cannot_leave_its_place(sites: dict[str, Path]) -> None:
    page = (sites["properdocs"] / "reports/tea-hostile/index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert told["hasPart"][0]["text"].endswith('</script><script>alert(1)</script>" onload="alert(1)')
    tags = [tag for tag in re.findall(r"<meta [^>]*>", page) if "alert(1)" in tag]
    assert tags
    assert not [tag for tag in tags if re.search(r'"\s+onload=', tag)]


def test_a_former_address_names_the_present_one_as_its_own(sites: dict[str, Path]) -> None:
    page = (sites["properdocs"] / "reports/tea-of-old/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<link rel="canonical" href="[^"]*/(reports/[^"]*)">', page) == ["reports/tea-and-sleep/"]
    assert "ld+json" not in page


def test_no_report_stands_in_the_navigation(sites: dict[str, Path]) -> None:
    home = (sites["properdocs"] / "index.html").read_text(encoding="utf-8")
    for navigation in re.findall(r'<nav class="md-(?:nav md-nav--primary|tabs)".*?</nav>', home, re.DOTALL):
        assert "tea-and-sleep" not in navigation


def test_the_search_knows_answers_and_not_the_lists(sites: dict[str, Path]) -> None:
    index = json.loads((sites["properdocs"] / "search" / "search_index.json").read_text(encoding="utf-8"))
    places = [entry["location"] for entry in index["docs"]]
    assert "reports/tea-and-sleep/#answer" in places
    assert not [place for place in places if place.startswith(("claims/", "bibliography/"))]
    assert not [place for place in places if place.endswith(("#claims", "#references", "#excluded"))]


def test_the_search_leaves_out_how_sentences_were_checked(sites: dict[str, Path]) -> None:
    index = json.loads((sites["properdocs"] / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    for anchor, sentence in (("answer", "Adults slept 0.6 hours less."), ("abstract", "Five records were found.")):
        text = texts[f"reports/tea-and-sleep/#{anchor}"]
        assert text.count(sentence) == 1
        assert "because of its records" not in text
    plotted = texts["reports/tea-at-length/#answer"]
    assert "The same as a table" not in plotted
    assert "Rule that decided" not in plotted


def test_the_search_dialog_has_a_name(sites: dict[str, Path]) -> None:
    assert 'role="dialog" aria-label="Search"' in (sites["properdocs"] / "index.html").read_text(encoding="utf-8")


def test_the_page_named_in_the_skip_link_exists(sites: dict[str, Path]) -> None:
    page = (sites["properdocs"] / "reports/tea-and-sleep/index.html").read_text(encoding="utf-8")
    assert re.search(r'<a href="#answer" class="md-skip">', page)


def test_feeds_scripts_and_indexes_lie_at_their_addresses(sites: dict[str, Path]) -> None:
    folder = sites["properdocs"]
    claims = len({claim.id for report in site_of() for claim in report.claims})
    assert (folder / "changes" / "feed.xml").read_text(encoding="utf-8").startswith("<?xml")
    assert (folder / "reports" / "tea-and-sleep" / "changes.xml").is_file()
    assert json.loads((folder / "api" / "index" / "claims.json").read_text(encoding="utf-8"))["total"] == claims
    page = (folder / "claims" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'<script src="(\.\./javascripts/[^"]+)" defer', page)
    assert [(folder / "claims" / script).resolve().is_file() for script in scripts] == [True] * 2


@pytest.mark.parametrize("way", ["claims", "bibliography"])
def test_the_filter_is_asked_for_before_anything_that_makes_it_wait(sites: dict[str, Path], way: str) -> None:
    """Behind the policy, which is to guard it, and before style sheets and the theme's scripts."""
    page = (sites["properdocs"] / way / "index.html").read_text(encoding="utf-8")
    policy, script, style = (
        page.index(mark) for mark in ("Content-Security-Policy", "javascripts/filter.js", "stylesheet")
    )
    assert policy < script < style
    (told,) = re.findall(r'<script src="\.\./javascripts/filter\.js"(.*?) fetchpriority="high" async>', page)
    attributes = dict(re.findall(r' data-(\w+)="([^"]*)"', told))
    assert attributes["root"] == "../"
    assert (sites["properdocs"] / way / attributes["index"]).resolve().is_file()
    assert "filter.js" not in (sites["properdocs"] / "index.html").read_text(encoding="utf-8")


def test_what_stands_beside_the_reports_comes_from_the_project(tmp_path: Path) -> None:
    report = report_of()
    assert beside_of(tmp_path, (report,), "") == Beside(ledgers={"tea-and-sleep": ()})
    lines = changes(History(), report, date(2026, 3, 1))
    folder = tmp_path / "questions" / "ledger"
    folder.mkdir(parents=True)
    text = "".join(f"{ledger.as_json(line)}\n" for line in lines)
    (folder / "tea-and-sleep.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "evidence.json", tmp_path / "docs")
    beside = beside_of(tmp_path, (report,), "https://example.org/")
    assert beside.ledgers == {"tea-and-sleep": lines}
    assert beside.measured[0].name == "scifact"
    assert beside.site_url == "https://example.org/"


def test_measurements_that_do_not_read_name_their_file(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "evidence.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"docs/evidence\.json"):
        beside_of(tmp_path, (), "")


def test_everything_goes_through_the_sink_once() -> None:
    pages = Pages()
    site.write_site((report_of(),), pages)
    assert "reports/tea-and-sleep/index.md" in pages
    assert all(not path.startswith(("/", ".")) for path in pages)


def test_a_faulty_question_stops_the_build_with_one_message(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "bad.yml").write_text("title: Half a question\n", encoding="utf-8")
    editor = SimpleNamespace(config=SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml")))
    with pytest.raises(PluginError, match=r"questions/bad\.yml"):
        site.run(cast("FilesEditor", editor))
