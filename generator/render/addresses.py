"""Addresses of the site's pages: the contract that links from elsewhere rely on (schema/index.md lists it).

Stands beside `markup`; pure. Pages are named by their address below the site's root ("reports/x/"), links between
them are relative, so that the site works under any path.
"""

from __future__ import annotations

import posixpath
from urllib.parse import quote, urlencode

from generator.schema import ClaimStatus

HOME = ""
REPORTS = "reports/"
CLAIMS = "claims/"
BIBLIOGRAPHY = "bibliography/"
BENCHMARKS = "benchmarks/"
CHANGES = "changes/"
COVERAGE = "coverage/"
FEED = "changes/feed.xml"
CLAIM_INDEX = "api/index/claims.json"
WORK_INDEX = "api/index/works.json"
SCHEMA = "schema/"
METHODOLOGY = "methodology/"
READING = "reading/"
CONTRIBUTE = "contribute/"
REASONS = "reference/reasons/"
RUNS = "api/runs.json"


def report(slug: str) -> str:
    """Address of a report."""
    return f"reports/{slug}/"


def version(slug: str, number: int) -> str:
    """Address of a recorded version of a report."""
    return f"reports/{slug}/v{number}/"


def version_record(slug: str, number: int) -> str:
    """Address of the record of a version."""
    return f"reports/{slug}/v{number}/version.json"


def api(name: str) -> str:
    """Address of a list for programs."""
    return f"api/v1/{name}.json"


def claims_all(number: int) -> str:
    """Address of one of the pages that list all claims, counted from 1."""
    return f"claims/all/{number}/"


def claims_by_status(status: ClaimStatus, number: int) -> str:
    """Address of one of the pages of the claims with this status."""
    return f"claims/status/{status.value}/{number}/"


def claims_by_topic(tag: str, number: int) -> str:
    """Address of one of the pages of the claims of reports with this tag."""
    return f"claims/topic/{tag}/{number}/"


def claims_by_report(slug: str, number: int) -> str:
    """Address of one of the pages of one report's claims."""
    return f"claims/report/{slug}/{number}/"


def claims_by_year(year: int | None, number: int) -> str:
    """Address of one of the pages of the claims of works of this year; None is a year that is not stated."""
    return f"claims/year/{'unknown' if year is None else year}/{number}/"


def claim_topics(number: int) -> str:
    """Address of one of the pages that list topics, where there are more than a page of ways in may list."""
    return f"claims/topics/{number}/"


def claim_reports(number: int) -> str:
    """Address of one of the pages that list the reports with claims, where there are as many."""
    return f"claims/reports/{number}/"


def feed(slug: str) -> str:
    """Address of the feed of one report's changes."""
    return f"reports/{slug}/changes.xml"


def numbered(first: str, number: int) -> str:
    """Address of a page of a list whose first page stands at the list's own address."""
    return first if number == 1 else f"{first}{number}/"


def bibliography(number: int) -> str:
    """Address of one of the bibliography's pages; the first is the bibliography itself."""
    return numbered(BIBLIOGRAPHY, number)


def source_path(address: str) -> str:
    """The path of the Markdown file that MkDocs serves at a page's address."""
    return f"{address}index.md"


def relative(here: str, there: str) -> str:
    """The relative link from the page at `here` to the page or file at `there`, which may carry a fragment."""
    target, mark, fragment = there.partition("#")
    way = posixpath.relpath("/" + target, "/" + here)
    slash = "/" if target.endswith("/") or not target else ""
    return f"{way}{slash}{mark}{fragment}"


def fragment(anchor: str) -> str:
    """The fragment that leads to an element with this id."""
    return "#" + quote(anchor, safe="")


def dispute(repository: str, slug: str, claim: str) -> str:
    """Address of the form that disputes a claim, filled in; empty where the site has no repository."""
    if not repository:
        return ""
    told = {"template": "dispute.yml", "title": f"Dispute: {claim}", "claim": claim, "report": slug}
    return f"{repository}/issues/new?{urlencode(told)}"
