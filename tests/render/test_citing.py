"""How a report is cited, and what its page and the files beside it tell machines."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from generator import __version__
from generator import schema as s
from generator.refusal import own_report
from generator.render import Beside, report_files, site_files
from generator.render.beside import NOWHERE, Site
from generator.render.citing import FILES, citing, json_ld, tags
from generator.render.dates import Dates, dates_of
from generator.render.lookup import Lookup
from tests.render.fake_report import report_of

ROOT = Path(__file__).parents[2]
DATES = Dates(date(2026, 3, 1), date(2026, 11, 2))
SITE = "https://example.org/book/"


def with_question(report: s.Report, **changed: object) -> s.Report:
    return report.model_copy(update={"question": report.question.model_copy(update=changed)})


def text_of(report: s.Report, name: str, dates: Dates | None = None) -> str:
    return next(file.text for file in report_files(report, (), dates) if file.path.endswith(name))


def line(day: date) -> s.AnswerLine:
    cause = s.Cause(kind=s.CauseKind.QUESTION, what=("tea-and-sleep",), why="asked")
    return s.AnswerLine(date=day, event=s.Change.BORN, after=s.AnswerStatus.PARTLY, works=(), cause=cause)


def test_dates_are_those_of_events_and_not_of_inputs() -> None:
    later = s.InputsLine(date=date(2026, 12, 24))
    assert dates_of((line(DATES.changed), line(DATES.first), later)) == DATES
    assert dates_of((later,)) is None


def test_without_a_ledger_a_report_has_no_date() -> None:
    report = report_of()
    cited = citing(report, None, NOWHERE)
    assert "(no date)" in cited.words
    assert not [one for one in cited.bibtex if one.startswith(("year", "url"))]
    assert not {name for name, _ in tags(report, None)} & {"citation_publication_date", "DC.date"}
    assert "datePublished" not in json_ld(Lookup.of(report), None)


def test_a_report_is_cited_with_its_year_version_and_address() -> None:
    cited = citing(report_of(), DATES, Site(SITE))
    address = f"{SITE}reports/tea-and-sleep/"
    assert cited.words == (
        "Claimbook (2026). Tea and sleep. Literature synthesis, format 1, engine unknown. " + address
    )
    assert "year = {2026}," in cited.bibtex
    assert f"url = {{{address}}}," in cited.bibtex


def test_the_bibtex_of_a_report_reads_back() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    report = with_question(report_of(), title="Tea & sleep: 50% {more", approved_by=(s.Approval(name="Ada_O"),))
    entry = bibtexparser.parse_string("\n".join(citing(report, DATES, Site(SITE)).bibtex)).entries[0]
    assert (entry.key, entry["year"], entry["url"]) == (
        "claimbook:tea-and-sleep",
        "2026",
        f"{SITE}reports/tea-and-sleep/",
    )
    assert r"Tea \& sleep: 50\%" in entry["title"]


def test_a_preview_is_not_for_citing_and_a_published_report_is() -> None:
    report = report_of()
    assert "cite the works" in citing(report, None, NOWHERE).caution
    published = report.decision.model_copy(update={"status": s.DecisionStatus.PUBLISHED})
    assert citing(report.model_copy(update={"decision": published}), None, NOWHERE).caution == ""


def test_a_report_says_who_approved_it_or_that_nobody_did() -> None:
    report = report_of()
    page = text_of(report, "index.md")
    assert "Not reviewed by a person" in page
    assert "<dd>not reviewed by a person</dd>" in page
    approved = with_question(report, approved_by=(s.Approval(name="Ada Okafor"), s.Approval(name="Tobe Ide")))
    assert "Approved by Ada Okafor, Tobe Ide" in text_of(approved, "index.md")
    assert json_ld(Lookup.of(approved), None)["reviewedBy"] == ["Ada Okafor", "Tobe Ide"]


def test_every_tag_has_a_text_on_one_line() -> None:
    found = tags(report_of(lambda text: f"{text}\n\x00 x"), DATES)
    names = [name for name, _ in found]
    assert len(names) == len(set(names))
    assert {"citation_title", "citation_author", "DC.title", "og:title", "og:type"} <= set(names)
    assert all(content and content.isprintable() for _, content in found)


def test_json_ld_holds_every_claim_and_every_work_with_their_anchors() -> None:
    report = report_of()
    told = json.loads(json.dumps(json_ld(Lookup.of(report), DATES)))
    assert told["@type"] == "Report"
    assert [(claim["@id"], claim["text"]) for claim in told["hasPart"]] == [(f"#{c.id}", c.text) for c in report.claims]
    assert {claim["@type"] for claim in told["hasPart"]} == {"Claim"}
    assert [work["@id"] for work in told["citation"]] == ["#ref-1", "#ref-2"]
    assert told["citation"][0]["author"] == [
        {"@type": "Person", "name": "Ada Okafor"},
        {"@type": "Organization", "name": "Tea & Sleep Trust"},
    ]
    page = text_of(report, "index.md")
    assert all(f'id="{claim["@id"][1:]}"' in page for claim in told["hasPart"])


def test_the_front_matter_carries_the_same_through_a_serialiser() -> None:
    report = report_of(lambda text: f'{text} "</script>\n---\ntemplate: x.html')
    page = text_of(report, "index.md")
    front = yaml.safe_load(page[4 : page.index("\n---\n")])
    assert set(front) == {"title", "description", "hide", "claimbook"}
    assert front["claimbook"]["json_ld"] == json_ld(Lookup.of(report), None)
    assert [tuple(tag) for tag in front["claimbook"]["tags"]] == list(tags(report, None))


def test_the_crate_names_every_file_beside_the_page() -> None:
    report = report_of()
    crate = json.loads(text_of(report, "ro-crate-metadata.json", DATES))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = entities["./"]
    assert root["datePublished"] == "2026-11-02"
    named = [*root["hasPart"], *root["citation"], root["license"], root["author"]]
    assert all(one["@id"] in entities for one in named), "every reference leads to an entity"
    beside = {file.path.rpartition("/")[2] for file in report_files(report)} - {"index.md", "ro-crate-metadata.json"}
    assert {one["@id"] for one in root["hasPart"]} == beside == {name for name, _, _ in FILES}


def test_a_crate_without_a_ledger_makes_up_no_date() -> None:
    crate = json.loads(text_of(report_of(), "ro-crate-metadata.json"))
    root = next(entity for entity in crate["@graph"] if entity["@id"] == "./")
    assert "datePublished" not in root


def test_the_ledger_dates_reports_and_puts_the_last_changed_first() -> None:
    report = report_of()
    report = report.model_copy(update={"answer": report.answer.model_copy(update={"status": s.AnswerStatus.PARTLY})})
    newer = with_question(report, slug="tea-later", title="Tea later")
    undated = with_question(report, slug="tea-undated", title="Tea undated")
    ledgers = {"tea-and-sleep": (line(DATES.first), line(DATES.changed)), "tea-later": (line(date(2026, 11, 9)),)}
    home = next(page.text for page in site_files((report, newer, undated), Beside(ledgers)) if page.path == "index.md")
    places = [home.index(f"/{slug}/") for slug in ("tea-later", "tea-and-sleep", "tea-undated")]
    assert places == sorted(places)
    assert "New on 2026-11-09." in home
    assert "Changed on 2026-11-02." in home
    assert home.count("on 2026-") == 2


def test_the_program_is_cited_by_its_own_version() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cff["cff-version"] == "1.2.0"
    assert cff["version"] == __version__
    assert (cff["license"], cff["authors"]) == (project["license"], project["authors"])
    assert {"message", "title", "type"} <= set(cff)


ORCHARD = Site(SITE, name="Pears & {Plums}")


def test_a_site_is_cited_by_its_own_name() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    report = report_of()
    cited = citing(report, DATES, ORCHARD)
    assert cited.words.startswith("Pears & {Plums} (2026). Tea and sleep.")
    entry = bibtexparser.parse_string("\n".join(cited.bibtex)).entries[0]
    assert r"Pears \& " in entry["author"]
    assert r"Pears \& " in entry["institution"]
    told = dict(tags(report, DATES, ORCHARD))
    assert {told[name] for name in ("citation_author", "DC.creator", "og:site_name")} == {ORCHARD.name}
    assert json_ld(Lookup.of(report), DATES, ORCHARD)["creator"] == {"@type": "Organization", "name": ORCHARD.name}
    beside = Beside({"tea-and-sleep": (line(DATES.first),)}, site_url=SITE, name=ORCHARD.name)
    made = {page.path: page.text for page in site_files((report,), beside)}
    assert "title: Pears &amp; {Plums}\n" in made["index.md"]
    assert "<name>Pears &amp; {Plums}</name>" in made["changes/feed.xml"]
    assert '"name": "Pears & {Plums}"' in made["reports/tea-and-sleep/ro-crate-metadata.json"]
    assert "Claimbook (" not in "".join(made.values())


def test_a_report_of_a_site_with_another_name_is_no_evidence_for_it() -> None:
    (note,) = (one for one in citing(report_of(), DATES, ORCHARD).bibtex if one.startswith("note = "))
    assert own_report("Tea and sleep", None, note, (ORCHARD.name,), ()) == "its note says so"


def test_a_site_that_names_no_address_gets_none() -> None:
    report = report_of()
    cited = citing(report, DATES, NOWHERE)
    assert cited.words.endswith(" [address of this site]/reports/tea-and-sleep/")
    assert not [one for one in cited.bibtex if one.startswith("url")]
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.search(r'^site_url: !ENV \[SITE_URL, ""\]', configuration, re.MULTILINE)
