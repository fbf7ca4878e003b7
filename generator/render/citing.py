"""How a report is cited, and what its page tells machines about it: tags, JSON-LD, an RO-Crate.

Stands above `works` and `exports`; pure. It says nothing that the report's records do not say: no date without a
ledger, no reviewer whom the question does not name, no author but the site, no address of a site that names none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.labels import label
from generator.refusal import OWN
from generator.render import addresses
from generator.render.beside import NOWHERE, Site
from generator.render.dates import Dates
from generator.render.exports import latex
from generator.render.lookup import Lookup
from generator.render.markup import flat
from generator.render.works import author_name, work_links
from generator.schema import Approval, Claim, DecisionStatus, Report, Work

FILES = (
    ("report.json", "application/json", "the whole report as one record, with every claim, check and count"),
    ("references.bib", "application/x-bibtex", "the included works for BibTeX and biblatex"),
    ("references.ris", "application/x-research-info-systems", "the included works for reference managers"),
    ("references.json", "application/vnd.citationstyles.csl+json", "the included works as CSL-JSON"),
)
"""Files beside a report's page: name, media type, what they hold."""
CRATE = "ro-crate-metadata.json"
UNKNOWN = "[address of this site]/"
"""Stands for the address of a site that states none; a false one would be cited."""


@dataclass(frozen=True, slots=True)
class Citing:
    """How to cite a report: in words, as BibTeX line by line, and what to mind.

    `edition` is its version of a day, or that none is recorded; `version` is its format and engine.
    """

    words: str
    bibtex: tuple[str, ...]
    caution: str
    edition: str
    version: str
    dates: str
    approval: str


def citing(report: Report, dates: Dates | None, site: Site) -> Citing:
    """How a report is cited: at the address of its version where it is one, for there it will not change.

    Where the site's own address is not known, the words say that it is left out, and BibTeX has none.
    """
    year = str(dates.changed.year) if dates else "no date"
    parts = [edition(dates)] if dates and dates.version else []
    told = ", ".join(["Literature synthesis", *parts, version(report)])
    words = f"{publisher(site)} ({year}). {report.question.title}. {told}."
    return Citing(
        words=f"{words} {located(site, cited_address(report, dates))}",
        bibtex=tuple(_bibtex(report, dates, site)),
        caution="" if report.decision.status is DecisionStatus.PUBLISHED else _caution(report),
        edition=edition(dates),
        version=version(report),
        dates=f"recorded on {dates.first}, last changed on {dates.changed}" if dates else "no date is recorded",
        approval=approval(report, dates),
    )


def publisher(site: Site) -> str:
    """Whom the reports of a site are cited by."""
    return flat(site.name) or OWN


def located(site: Site, path: str) -> str:
    """Where a page of the site is, in words: its address, or that the site's own is not known."""
    return f"{site.url or UNKNOWN}{path}"


def cited_address(report: Report, dates: Dates | None) -> str:
    """Where what a report says now is found again, below the site's own address."""
    slug = report.question.slug
    if dates is None or dates.version is None or not dates.recorded:
        return addresses.report(slug)
    return addresses.version(slug, dates.version)


def edition(dates: Dates | None) -> str:
    """Which version a report is, of which day; or that it is none yet."""
    if dates is None or dates.version is None:
        return "not recorded yet"
    told = f"version {dates.version} of {dates.versioned}"
    return told if dates.recorded else f"{told}, changed since, not recorded yet"


def version(report: Report) -> str:
    """The version of the report's format and of the program that made it."""
    engine = next((part.version for part in report.engine if part.task == "pipeline"), "unknown")
    return f"format {report.format}, engine {engine}"


def approval(report: Report, dates: Dates | None) -> str:
    """Who vouches for which version of the report, and whether it is still that one; or that nobody does."""
    if not report.question.approved_by:
        return "not reviewed by a person"
    last = dates.version if dates else None
    by = ", ".join(_approved(one, last) for one in report.question.approved_by)
    known = [one.version for one in report.question.approved_by if one.version and last and one.version <= last]
    if last is None or dates is None or not known or (max(known) == last and dates.recorded):
        return f"approved by {by}"
    now = f"version {last}" if max(known) < last else "what it says now"
    return f"approved by {by}; the report has changed since: {now} is not reviewed by a person"


def _approved(one: Approval, last: int | None) -> str:
    """A name with the version that was read; `last` is the last one on record."""
    if one.version is None:
        return one.name if last is None else f"{one.name} (version not named)"
    known = last is not None and one.version <= last
    return f"{one.name} (version {one.version})" if known else f"{one.name} (version {one.version}, not on record)"


def tags(report: Report, dates: Dates | None, site: Site = NOWHERE) -> tuple[tuple[str, str], ...]:
    """Meta tags of a report's page: Highwire, Dublin Core and Open Graph, by name; the template adds the address."""
    question = report.question
    told = f"{label(report.answer.status).word}: {question.question}"
    known = (
        ("citation_title", question.title),
        ("citation_author", publisher(site)),
        ("citation_technical_report_institution", publisher(site)),
        ("citation_technical_report_number", edition(dates) if dates and dates.version else ""),
        ("citation_publication_date", f"{dates.changed:%Y/%m/%d}" if dates else ""),
        ("citation_language", "en"),
        ("citation_keywords", "; ".join(question.tags)),
        ("DC.title", question.title),
        ("DC.creator", publisher(site)),
        ("DC.description", told),
        ("DC.subject", "; ".join(question.tags)),
        ("DC.type", "Text"),
        ("DC.language", "en"),
        ("DC.date", str(dates.changed) if dates else ""),
        ("og:type", "article"),
        ("og:site_name", publisher(site)),
        ("og:title", question.title),
        ("og:description", told),
    )
    return tuple((name, flat(content)) for name, content in known if content)


def json_ld(lookup: Lookup, dates: Dates | None, site: Site = NOWHERE) -> dict[str, object]:
    """The report in the words of schema.org; addresses are relative to its page."""
    report = lookup.report
    question = report.question
    days = {"datePublished": str(dates.first), "dateModified": str(dates.changed)} if dates else {}
    return _plain(
        {
            "@context": "https://schema.org",
            "@type": "Report",
            "name": question.title,
            "about": question.question,
            "abstract": " ".join(statement.text for statement in report.abstract),
            "creativeWorkStatus": f"{label(report.answer.status).word}; {label(report.decision.status).word}",
            "version": _versioned(report, dates),
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "keywords": list(question.tags),
            "creator": {"@type": "Organization", "name": publisher(site)},
            **({"reviewedBy": [one.name for one in question.approved_by]} if question.approved_by else {}),
            **days,
            **_same_as(report, dates),
            "encoding": [{"@type": "MediaObject", "contentUrl": n, "encodingFormat": kind} for n, kind, _ in FILES],
            "citation": [_cited(work, number) for number, work in enumerate(lookup.included, start=1)],
            "hasPart": [_claim(lookup, claim) for claim in report.claims],
        }
    )


def crate(lookup: Lookup, dates: Dates | None, site: Site = NOWHERE) -> str:
    """The files of a report as an RO-Crate 1.1, which wants a date of publication: without a ledger it has none."""
    question = lookup.report.question
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": question.title,
        "description": question.question,
        "keywords": ", ".join(question.tags),
        "version": _versioned(lookup.report, dates),
        **({"datePublished": str(dates.changed)} if dates else {}),
        "license": {"@id": "#rights"},
        "author": {"@id": "#claimbook"},
        "hasPart": [{"@id": name} for name, _, _ in FILES],
        "citation": [{"@id": f"#ref-{number}"} for number in range(1, len(lookup.included) + 1)],
    }
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        {"@id": "#claimbook", "@type": "Organization", "name": publisher(site)},
        {
            "@id": "#rights",
            "@type": "CreativeWork",
            "name": "Rights",
            "description": "Quotations stay with their authors; report.json states the licence of each text.",
        },
        *({"@id": n, "@type": "File", "encodingFormat": kind, "description": what} for n, kind, what in FILES),
        *(_cited(work, number) for number, work in enumerate(lookup.included, start=1)),
    ]
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return json.dumps(_plain(document), ensure_ascii=False, indent=1) + "\n"


def _versioned(report: Report, dates: Dates | None) -> str:
    return f"{edition(dates)}; {version(report)}" if dates and dates.version else version(report)


def _same_as(report: Report, dates: Dates | None) -> dict[str, str]:
    """The address of the version that the page shows, from the page on."""
    there = cited_address(report, dates)
    here = addresses.report(report.question.slug)
    return {} if there == here else {"sameAs": addresses.relative(here, there)}


def _caution(report: Report) -> str:
    return f"{label(report.decision.status).word}: cite the works, not this report."


def _bibtex(report: Report, dates: Dates | None, site: Site) -> Iterator[str]:
    # A report of a site with another name is still told as ours, or it could come back as evidence (`refusal`).
    kind = "" if publisher(site) == OWN else f"{OWN} report, "
    fields = {
        "title": "{" + latex(report.question.title) + "}",
        "author": "{" + latex(publisher(site)) + "}",
        "institution": latex(publisher(site)),
        "year": str(dates.changed.year) if dates else "",
        "type": "Literature synthesis",
        "number": edition(dates) if dates and dates.version else "",
        "note": f"{kind}{label(report.decision.status).word}, {version(report)}, {approval(report, dates)}",
        "url": f"{site.url}{cited_address(report, dates)}" if site.url else "",
    }
    yield f"@techreport{{claimbook:{report.question.slug},"
    for name, value in fields.items():
        if value:
            yield f"{name} = {{{latex(value) if name == 'note' else value}}},"
    yield "}"


def _cited(work: Work, number: int) -> dict[str, object]:
    address = next((link.href for link in work_links(work)), "")
    return {
        "@id": f"#ref-{number}",
        "@type": "ScholarlyArticle",
        "name": work.title,
        "author": [
            {"@type": "Person" if author.given else "Organization", "name": author_name(author)}
            for author in work.authors
        ],
        **({"datePublished": str(work.year)} if work.year is not None else {}),
        **({"sameAs": address} if address else {}),
    }


def _claim(lookup: Lookup, claim: Claim) -> dict[str, object]:
    number = lookup.work_numbers.get(claim.work)
    return {
        "@type": "Claim",
        "@id": f"#{claim.id}",
        "text": claim.text,
        "creativeWorkStatus": label(lookup.verdicts[claim.id].status).word,
        **({"appearance": {"@id": f"#ref-{number}"}} if number else {}),
    }


def _plain(value: Mapping[str, object]) -> dict[str, object]:
    """The same with every text on one line and without characters that cannot be seen."""
    return {key: _flattened(part) for key, part in value.items()}


def _flattened(value: object) -> object:
    if isinstance(value, str):
        return flat(value)
    if isinstance(value, dict):
        return _plain(value)
    return [_flattened(part) for part in value] if isinstance(value, list) else value
