"""Changes as a page and as Atom feeds: a validator of RFC 4287 in our own words reads them back."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from generator import schema as s
from generator.changes import History, changes
from generator.render import Beside, site_files
from generator.render.chronicle import events
from generator.render.feeds import NEWEST
from tests.render.fake_report import Wording, plainly, report_of
from tests.render.test_escaping import NASTY
from tests.render.test_lists import again

SITE = "https://example.org/claimbook/"
ATOM = "{http://www.w3.org/2005/Atom}"


def ledger(report: s.Report) -> tuple[s.LedgerLine, ...]:
    """Two recordings: everything is new, then one claim is retired."""
    first = changes(History(), report, date(2026, 3, 1))
    born = next(line for line in first if isinstance(line, s.ClaimLine))
    cause = s.Cause(kind=s.CauseKind.WORK, what=(born.work,), why="it is gone")
    gone = born.model_copy(
        update={
            "event": s.Change.RETIRED,
            "before": born.after,
            "after": None,
            "date": date(2026, 5, 2),
            "cause": cause,
        }
    )
    return (*first, gone)


def made(word: Wording = plainly, site_url: str = SITE) -> dict[str, str]:
    report = report_of(word)
    other = again(report)
    ledgers = {report.question.slug: ledger(report), other.question.slug: changes(History(), other, date(2026, 4, 9))}
    # Sorted by slug, as the site has them.
    reports = (other, report)
    return {page.path: page.text for page in site_files(reports, Beside(ledgers=ledgers, site_url=site_url))}


def faults(feed: str) -> list[str]:
    """What RFC 4287 forbids, in the parts of it that our feeds use."""
    root = ET.fromstring(feed)  # noqa: S314 - our own file
    if root.tag != f"{ATOM}feed":
        return ["the root is no feed"]
    entries = root.findall(f"{ATOM}entry")
    found = [f"feed: {fault}" for fault in _faults(root)]
    found += [f"entry {n}: {fault}" for n, one in enumerate(entries) for fault in _faults(one)]
    ids = [one.findtext(f"{ATOM}id") for one in (root, *entries)]
    if len(set(ids)) != len(ids):
        found.append("4.2.6: an id stands twice")
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("4.1.1: neither the feed nor its entries have an author")
    if not any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link")):
        found.append("4.1.1: a feed should say where it stands")
    found += [f"{one.tag}: unknown element" for one in root.iter() if one.tag.removeprefix(ATOM) not in ELEMENTS]
    return found


ELEMENTS = set("feed entry id title updated link author name summary".split())


def _faults(one: ET.Element) -> list[str]:
    found = [
        f"{name} stands {len(one.findall(ATOM + name))} times, not once"
        for name in ("id", "title", "updated")
        if len(one.findall(ATOM + name)) != 1
    ]
    name = one.findtext(f"{ATOM}id", "")
    if not re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[\w/.~!$&'()*+,;=:@%?-]+", name):
        found.append(f"4.2.6: {name!r} is no tag address")
    moment = one.findtext(f"{ATOM}updated", "")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", moment):
        found.append(f"3.3: {moment!r} is no moment of RFC 3339")
    else:
        datetime.fromisoformat(moment)
    if not (one.findtext(f"{ATOM}title") or "").strip():
        found.append("4.2.14: the title is empty")
    links = [link for link in one.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    if len(links) != 1:
        found.append("4.1.2: without content there is one alternate link")
    if any(urlsplit(link.get("href", "")).scheme not in {"http", "https"} for link in one.findall(f"{ATOM}link")):
        found.append("a link is not absolute")
    return found


FEEDS = ("changes/feed.xml", "reports/tea-again/changes.xml", "reports/tea-and-sleep/changes.xml")


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_valid_atom(path: str) -> None:
    assert faults(made()[path]) == []


@pytest.mark.parametrize("hostile", NASTY)
def test_no_text_makes_a_feed_invalid(hostile: str) -> None:
    pages = made(lambda default: default + hostile)
    for path in FEEDS:
        assert faults(pages[path]) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<updated>2026-05-02T00:00:00Z", "<updated>2026-05-02", "3.3"),
        ("<id>tag:", "<id>tea:", "4.2.6"),
        ("<title>", "<subtitle>", "title stands 0 times"),
        ('rel="self"', 'rel="alternate"', "4.1.2"),
        ("<name>Claimbook</name>", "", "4.1.1"),
        (f'href="{SITE}', 'href="', "not absolute"),
    ],
)
def test_the_validator_sees_what_is_wrong(before: str, after: str, fault: str) -> None:
    feed = made()[FEEDS[0]]
    assert before in feed
    wrong = feed.replace(before, after).replace("</title>", "</subtitle>" if "subtitle" in after else "</title>")
    assert any(fault in one for one in faults(wrong))


def test_a_feed_begins_with_the_newest_and_leads_to_the_report() -> None:
    root = ET.fromstring(made()[FEEDS[0]])  # noqa: S314 - our own file
    moments = [one.findtext(f"{ATOM}updated") for one in root.findall(f"{ATOM}entry")]
    assert moments == sorted(moments, key=str, reverse=True)
    assert root.findtext(f"{ATOM}updated") == moments[0] == "2026-05-02T00:00:00Z"
    first = root.find(f"{ATOM}entry")
    assert first is not None
    assert first.findtext(f"{ATOM}title") == "Tea and sleep: Claim retired (Verified)"
    assert "Because of work Okafor and Tea & Sleep Trust, 2021: it is gone." in str(first.findtext(f"{ATOM}summary"))
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{SITE}reports/tea-and-sleep/#c-1"


def test_an_entry_keeps_its_id_when_the_ledger_grows() -> None:
    report = report_of()
    lines = ledger(report)

    def ids(of: tuple[s.LedgerLine, ...]) -> set[str]:
        beside = Beside(ledgers={report.question.slug: of}, site_url=SITE)
        text = next(page.text for page in site_files((report,), beside) if page.path == FEEDS[0])
        return set(re.findall(r"<id>(.*?)</id>", text))

    earlier, later = ids(lines[:-1]), ids(lines)
    assert earlier < later
    assert len(later - earlier) == 1


def test_a_feed_holds_no_more_than_the_newest() -> None:
    report = report_of()
    born = next(line for line in ledger(report) if isinstance(line, s.ClaimLine))
    lines = tuple(born.model_copy(update={"claim": f"c-{n}"}) for n in range(NEWEST + 5))
    pages = {p.path: p.text for p in site_files((report,), Beside({report.question.slug: lines}, site_url=SITE))}
    assert pages[FEEDS[0]].count("<entry>") == NEWEST
    assert pages["changes/index.md"].count("<tr><td") + pages["changes/2/index.md"].count("<tr><td") == NEWEST + 5


def test_the_page_tells_every_event_with_its_standings_and_cause() -> None:
    page = made()["changes/index.md"]
    rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
    assert len(rows) == 13, "two ledgers of four claims, an answer and a decision, and one claim that went"
    assert "2026-05-02" in rows[0]
    assert "Claim retired" in rows[0]
    assert 'href="feed.xml"' in page
    assert 'href="../reports/tea-again/changes.xml"' in page
    assert all('class="cb-shape"' in row for row in rows)


def test_a_first_recording_is_said_once_for_a_report_and_a_day() -> None:
    report = report_of()
    told = events((report,), {report.question.slug: ledger(report)})
    assert [event.because for event in told if "recording" in event.because] == [
        "The first recording: none was completed before."
    ]
    assert [bool(event.because) for event in told[:3]] == [True, True, False]
    pages = made()
    assert pages["changes/index.md"].count("The first recording") == 2
    assert pages[FEEDS[0]].count("The first recording") == 2


def test_a_claim_that_is_gone_leads_to_its_report() -> None:
    report = report_of()
    without = report.model_copy(update={"claims": report.claims[1:], "verdicts": report.verdicts[1:]})
    told = events((without,), {report.question.slug: ledger(report)})
    assert told[0].address == "reports/tea-and-sleep/"


def test_without_a_ledger_the_page_says_so_and_there_is_no_feed() -> None:
    pages = {page.path: page.text for page in site_files((report_of(),), Beside(site_url=SITE))}
    assert "No change was recorded yet." in pages["changes/index.md"]
    assert not [path for path in pages if path.endswith(".xml")]


def test_a_site_that_does_not_know_its_address_has_no_feed() -> None:
    pages = made(site_url="")
    assert not [path for path in pages if path.endswith(".xml")]
    assert "feed.xml" not in pages["changes/index.md"]
    assert "Claim retired" in pages["changes/index.md"]
