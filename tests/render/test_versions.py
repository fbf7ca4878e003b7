"""Versions of reports on the site: their pages, their records, and what other pages say of them."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache

import pytest
import yaml

from generator import schema as s
from generator.changes import History, as_json, changes, next_edition, told_by
from generator.render import Beside, site_files
from generator.render.beside import Site
from generator.render.citing import approval, cited_address, citing, json_ld, tags
from generator.render.dates import dates_of
from generator.render.lookup import Lookup
from generator.render.markup import flat
from generator.render.pages import ROWS
from generator.render.versions import LISTED, Present, version_files
from tests.render.fake_report import Wording, plainly, report_of
from tests.render.hostile import STRINGS
from tests.render.reading import Reading

SITE = "https://example.org/book/"
FIRST, SECOND = date(2026, 3, 1), date(2026, 11, 21)
SLUG = "tea-and-sleep"
SINCE = "; the report has changed since:"


def renamed(report: s.Report, title: str) -> s.Report:
    return report.model_copy(update={"question": report.question.model_copy(update={"title": title})})


def weakened(report: s.Report) -> s.Report:
    """The report without its first claim's good standing, and with an answer of other sentences."""
    first, *others = report.verdicts
    verdict = first.model_copy(update={"status": s.ClaimStatus.UNVERIFIED, "confidence": None})
    answer = report.answer.model_copy(update={"statements": (*report.answer.statements, report.abstract[0])})
    return report.model_copy(update={"verdicts": (verdict, *others), "answer": answer})


def history(*states: tuple[s.Report, date]) -> tuple[tuple[s.LedgerLine, ...], tuple[s.Edition, ...]]:
    """The ledger and the versions after recording these states one after the other."""
    lines: tuple[s.LedgerLine, ...] = ()
    versions: tuple[s.Edition, ...] = ()
    for report, day in states:
        lines = (*lines, *changes(told_by(lines), report, day))
        made = next_edition(report, lines, versions[-1] if versions else None, day)
        versions = (*versions, made) if made else versions
    return lines, versions


def beside(report: s.Report, *states: tuple[s.Report, date], moved: tuple[s.Moved, ...] = ()) -> Beside:
    lines, versions = history(*states)
    slug = report.question.slug
    return Beside({slug: lines}, site_url=SITE, editions={slug: versions}, moved=moved)


def two(word: Wording = plainly) -> tuple[s.Report, Beside]:
    """A report that was recorded twice, and stands as it was recorded last."""
    old = report_of(word)
    new = weakened(old)
    return new, beside(new, (old, FIRST), (new, SECOND))


def site(report: s.Report, around: Beside) -> dict[str, str]:
    return {page.path: page.text for page in site_files((report,), around)}


def front(page: str) -> dict[str, object]:
    loaded = yaml.safe_load(page[4 : page.index("\n---\n")])
    assert isinstance(loaded, dict)
    return loaded


def words(page: str) -> str:
    return " ".join(Reading(page.split("\n---\n", 1)[1]).text.split())


def test_every_version_has_a_page_and_its_record_beside_it() -> None:
    report, around = two()
    files = site(report, around)
    for edition in around.editions[SLUG]:
        assert files[f"reports/{SLUG}/v{edition.number}/version.json"] == as_json(edition)
        page = files[f"reports/{SLUG}/v{edition.number}/index.md"]
        assert all(f'id="{claim.id}"' in page for claim in edition.claims)
        assert all(flat(claim.quote or claim.text) in words(page) for claim in edition.claims)
        assert all(flat(work.title) in words(page) for work in edition.works)
        assert 'href="version.json"' in page


def test_an_earlier_version_says_what_took_its_place_and_what_is_different() -> None:
    report, around = two()
    page = site(report, around)[f"reports/{SLUG}/v1/index.md"]
    told = words(page)
    assert "This is version 1 of 2026-03-01, superseded by version 2 of 2026-11-21." in told
    assert "The report as it is now: Tea and sleep." in told
    assert 'href="../"' in page
    assert 'href="../v2/"' in page
    assert "1 claim changed status" in told
    assert "→ ○ Unverified" in told
    assert "The answer is worded otherwise." in told
    cited = "Claimbook (2026). Tea and sleep. Literature synthesis, version 1 of 2026-03-01."
    assert f"To cite it: {cited} {SITE}reports/{SLUG}/v1/" in told


def test_the_last_version_says_that_it_is_the_last() -> None:
    report, around = two()
    told = words(site(report, around)[f"reports/{SLUG}/v2/index.md"])
    assert "This is version 2 of 2026-11-21, the last one on record." in told
    assert "superseded" not in told
    assert "What is different" not in told


def test_search_engines_are_led_to_the_report_of_today() -> None:
    report, around = two()
    told = front(site(report, around)[f"reports/{SLUG}/v1/index.md"])
    assert told["claimbook"] == {"canonical": f"reports/{SLUG}/", "noindex": True}
    assert told["search"] == {"exclude": True}


def test_a_report_says_which_version_it_is_and_lists_them_newest_first() -> None:
    report, around = two()
    page = site(report, around)[f"reports/{SLUG}/index.md"]
    assert '<a href="#versions">Version 2 of 2026-11-21</a>; format 1' in page
    assert 'id="versions"' in page
    assert "2 recorded versions" in page
    assert page.index('href="v2/"') < page.index('href="v1/"')
    assert "1 claim weakened, sentences of the answer reworded" in page


def test_a_report_that_changed_since_says_so() -> None:
    old = report_of()
    new = renamed(old, "Tea, sleep and age")
    around = beside(new, (old, FIRST))
    files = site(new, around)
    assert "Version 1 of 2026-03-01, changed since, not recorded yet</a>" in files[f"reports/{SLUG}/index.md"]
    assert "It has changed since the last version; that is not recorded yet." in words(
        files[f"reports/{SLUG}/v1/index.md"]
    )
    listed = json.loads(files["api/v1/reports.json"])["reports"][0]
    assert (listed["version"], listed["recorded"]) == (1, False)


def test_without_a_version_a_report_says_so_and_has_no_list() -> None:
    report = report_of()
    files = site(report, Beside())
    page = files[f"reports/{SLUG}/index.md"]
    assert "Version: not recorded yet; format 1" in page
    assert "#versions" not in page
    listed = json.loads(files["api/v1/reports.json"])["reports"][0]
    assert (listed["version"], listed["recorded"], listed["versions"]) == (None, False, [])


def test_programs_are_told_of_every_version() -> None:
    report, around = two()
    listed = json.loads(site(report, around)["api/v1/reports.json"])["reports"][0]
    assert (listed["version"], listed["recorded"]) == (2, True)
    assert listed["versions"][0] == {
        "number": 1,
        "date": "2026-03-01",
        "page": f"reports/{SLUG}/v1/",
        "record": f"reports/{SLUG}/v1/version.json",
    }


def test_the_changes_list_the_newest_versions_of_all_reports() -> None:
    report, around = two()
    page = site(report, around)["changes/index.md"]
    assert page.index(f'href="../reports/{SLUG}/v2/"') < page.index(f'href="../reports/{SLUG}/v1/"')


def test_a_citation_leads_to_the_version_that_was_read() -> None:
    report, around = two()
    dates = dates_of(around.ledgers[SLUG], around.editions[SLUG], report)
    assert dates is not None
    assert (dates.version, dates.versioned, dates.recorded) == (2, SECOND, True)
    cited = citing(report, dates, Site(SITE))
    assert cited.words == (
        "Claimbook (2026). Tea and sleep. Literature synthesis, version 2 of 2026-11-21, format 1, engine unknown."
        f" {SITE}reports/{SLUG}/v2/"
    )
    assert f"url = {{{SITE}reports/{SLUG}/v2/}}," in cited.bibtex
    assert "number = {version 2 of 2026-11-21}," in cited.bibtex
    told = dict(tags(report, dates))
    assert told["citation_publication_date"] == "2026/11/21"
    assert told["citation_technical_report_number"] == "version 2 of 2026-11-21"
    linked = json_ld(Lookup.of(report), dates)
    assert (linked["sameAs"], linked["dateModified"]) == ("v2/", "2026-11-21")
    assert str(linked["version"]).startswith("version 2 of 2026-11-21; format 1")
    crate = json.loads(site(report, around)[f"reports/{SLUG}/ro-crate-metadata.json"])
    root = next(one for one in crate["@graph"] if one["@id"] == "./")
    assert (root["datePublished"], root["version"][:9]) == ("2026-11-21", "version 2")


def test_a_report_that_changed_since_is_cited_where_it_stands() -> None:
    old = report_of()
    new = renamed(old, "Tea, sleep and age")
    lines, versions = history((old, FIRST))
    dates = dates_of(lines, versions, new)
    assert cited_address(new, dates) == f"reports/{SLUG}/"
    assert "version 1 of 2026-03-01, changed since, not recorded yet" in citing(new, dates, Site(SITE)).words
    assert "sameAs" not in json_ld(Lookup.of(new), dates)


def approved(report: s.Report, *by: s.Approval) -> s.Report:
    return report.model_copy(update={"question": report.question.model_copy(update={"approved_by": by})})


@pytest.mark.parametrize(
    ("version", "since", "told"),
    [
        (2, False, "approved by Ada Okafor (version 2)"),
        (
            1,
            False,
            f"approved by Ada Okafor (version 1){SINCE} version 2 is not reviewed by a person",
        ),
        (
            2,
            True,
            f"approved by Ada Okafor (version 2){SINCE} what it says now is not reviewed by a person",
        ),
        (None, False, "approved by Ada Okafor (version not named)"),
        (7, False, "approved by Ada Okafor (version 7, not on record)"),
    ],
)
def test_an_approval_is_of_one_version(version: int | None, since: bool, told: str) -> None:  # noqa: FBT001 - cases
    report, around = two()
    lines, versions = around.ledgers[SLUG], around.editions[SLUG]
    now = renamed(report, "Tea, sleep and age") if since else report
    now = approved(now, s.Approval(name="Ada Okafor", version=version))
    assert approval(now, dates_of(lines, versions, now)) == told


def test_an_approval_of_a_name_alone_is_as_it_was_where_no_version_is() -> None:
    assert approval(approved(report_of(), s.Approval(name="Ada Okafor")), None) == "approved by Ada Okafor"


def test_a_moved_report_keeps_its_versions_at_the_former_address() -> None:
    report = report_of()
    around = beside(report, (report, FIRST))
    old = tuple(one.model_copy(update={"slug": "tea-of-old"}) for one in around.editions[SLUG])
    moved = (s.Moved(slug="tea-of-old", to=SLUG), s.Moved(slug="tea-that-went", reason="It asked too much."))
    gone = tuple(one.model_copy(update={"slug": "tea-that-went"}) for one in old)
    files = site(report, Beside(editions={"tea-of-old": old, "tea-that-went": gone}, moved=moved))
    for slug in ("tea-of-old", "tea-that-went"):
        assert 'href="v1/"' in files[f"reports/{slug}/index.md"]
        page = files[f"reports/{slug}/v1/index.md"]
        assert "The report has moved, or is gone:" in words(page)
        assert 'href="../"' in page


def test_many_versions_and_gaps_in_their_numbers() -> None:
    report, around = two()
    first, last = around.editions[SLUG]
    numbers = [1, *range(3, 2 * ROWS)]
    versions = tuple(
        (first if number == 1 else last).model_copy(update={"number": number, "date": SECOND}) for number in numbers
    )
    files = site(report, Beside(around.ledgers, editions={SLUG: versions}))
    assert f"reports/{SLUG}/v2/index.md" not in files
    assert files["changes/index.md"].count("/v") == ROWS
    page = files[f"reports/{SLUG}/v1/index.md"]
    assert f"superseded by version {numbers[-1]}" in page
    assert '"../v2/"' not in page
    report_page = files[f"reports/{SLUG}/index.md"]
    assert f"{len(numbers)} recorded versions" in report_page
    assert report_page.count('href="v') == 2 * LISTED
    # Whoever follows the one before from the newest on comes to the first.
    reached = [numbers[-1]]
    while reached[-1] != 1:
        linked = re.findall(r'href="\.\./v(\d+)/"', files[f"reports/{SLUG}/v{reached[-1]}/index.md"])
        reached.append(min(map(int, linked)))
    assert reached == numbers[::-1]


def test_the_pages_are_the_same_bytes_again() -> None:
    assert site(*two()) == site(*two())


# --- strangers' words -------------------------------------------------------------------------------------------------


def pages_of(word: Wording) -> list[str]:
    report, around = two(word)
    present = Present(report.question.title, f"reports/{SLUG}/", recorded=True)
    files = version_files(around.editions[SLUG], present)
    return [file.text for file in files if file.path.endswith(".md")]


@cache
def tags_of_plain_pages() -> list[list[tuple[str, tuple[str, ...]]]]:
    return [Reading(page.split("\n---\n", 1)[1]).tags for page in pages_of(plainly)]


@pytest.mark.parametrize("string", STRINGS, ids=lambda string: string[:20])
def test_a_hostile_string_in_every_field_of_a_version_stays_text(string: str) -> None:
    pages = pages_of(lambda default: f"{default} {string}")
    for page, expected in zip(pages, tags_of_plain_pages(), strict=True):
        assert set(front(page)) == {"title", "description", "search", "hide", "claimbook"}
        read = Reading(page.split("\n---\n", 1)[1])
        assert read.tags == expected
        assert not read.unpaired
        assert flat(f"x {string}")[2:][:1000] in read.text


def test_an_edition_from_elsewhere_names_claims_and_works_that_it_has_not() -> None:
    report, around = two()
    odd = around.editions[SLUG][0]
    statements = (s.EditionStatement(text="It says so.", claims=("c-none", odd.claims[0].id)),)
    claims = (odd.claims[0].model_copy(update={"work": "w-none"}),)
    answer = odd.answer.model_copy(update={"statements": statements})
    odd = odd.model_copy(update={"answer": answer, "claims": claims, "works": ()})
    files = site(report, Beside(around.ledgers, editions={SLUG: (odd,)}))
    page = files[f"reports/{SLUG}/v1/index.md"]
    assert "c-none" not in page
    assert '<a href="#references">w-none</a>' in page


def test_history_without_a_ledger_is_no_version() -> None:
    assert next_edition(report_of(), changes(History(), report_of(), FIRST), None, FIRST) is not None
    assert dates_of(()) is None
