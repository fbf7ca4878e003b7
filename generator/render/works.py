"""Works as readers see them: citations, references, identifiers, marks.

Stands above `labels`, `ids` and `addresses`; pure. Every author and the whole title are always printed; only the short
name of a work, shown where its reference is one link away, names the first author alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator import ids
from generator.labels import Label, label
from generator.render.addresses import fragment
from generator.render.lookup import Lookup, cited_works, statements
from generator.schema import Author, Ids, Inclusion, Version, Work

NO_AUTHORS = "Authors not stated"
NO_YEAR = "year not stated"


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text, and what a pointer over it says, or nothing."""

    text: str
    href: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class WorkView:
    """A work in full. `notice` is a label of its own or None; `checked` is a sentence for people."""

    key: str
    title: str
    authors: str
    year: str
    venue: str
    kind: Label
    links: tuple[Link, ...]
    notice: Label | None
    unchecked: bool
    checked: str
    note: str
    read: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered entry of the references with the sentences that cite it and the claims that use it."""

    anchor: str
    number: int
    work: WorkView
    reason: str
    claims: tuple[Link, ...]
    sentences: tuple[Link, ...]


def author_name(author: Author) -> str:
    """An author's name as it is read aloud."""
    return f"{author.given} {author.family}" if author.given else author.family


def excluded_anchor(item: str) -> str:
    """The id of an excluded work's row."""
    return f"excluded-{item}"


def work_view(work: Work) -> WorkView:
    """A work in full, worded."""
    return WorkView(
        key=work.key,
        title=work.title,
        authors=", ".join(author_name(author) for author in work.authors) or NO_AUTHORS,
        year=str(work.year) if work.year is not None else NO_YEAR,
        venue=work.venue or "",
        kind=label(work.type),
        links=work_links(work),
        notice=label(work.notice) if work.notice else None,
        unchecked=work.checked is not True,
        checked={True: "yes", False: "no", None: "not stated"}[work.checked],
        note=work.note or "",
        read=_versions_read(work),
    )


def _versions_read(work: Work) -> str:
    """Which versions were read; a library's version has no name of its own but says who described it."""
    labels = tuple(dict.fromkeys(_version_read(version) for version in work.versions if version.label))
    if not labels:
        return ""
    described = all(label.startswith("as described in ") for label in labels)
    return f"{'Read' if described else 'Version read:' if len(labels) == 1 else 'Versions read:'} {'; '.join(labels)}."


def _version_read(version: Version) -> str:
    """A version by its label, with the notice that it alone bears."""
    return f"{version.label} ({label(version.notice).word.lower()})" if version.notice else version.label


def work_links(work: Work) -> tuple[Link, ...]:
    """A work's identifiers as links, and its own https address where no identifier leads there already."""
    links = identifier_links(work.ids)
    own = ids.safe_url(work.url) if work.url else None
    if own and own.startswith("https:") and own not in {link.href for link in links}:
        return (*links, Link(own, own))
    return links


def identifier_links(of: Ids) -> tuple[Link, ...]:
    """Identifiers as links."""
    named = (
        ("doi", "doi:", of.doi),
        ("arxiv", "arXiv:", of.arxiv),
        ("pmid", "PMID ", of.pmid),
        ("pmcid", "", of.pmcid),
    )
    links = [Link(f"{prefix}{value}", ids.address(scheme, value)) for scheme, prefix, value in named if value]
    if of.arxiv and of.doi == f"10.48550/arxiv.{of.arxiv}":
        del links[0]  # arXiv's own DOI says nothing that its number does not
    return tuple(links)


def citation(lookup: Lookup, key: str) -> Link:
    """The numbered citation of an included work, leading to its reference; an excluded one goes by its short name.

    The short name is what a pointer over the number says where no script shows the whole reference.
    """
    work = lookup.works[key]
    number = lookup.work_numbers.get(key)
    if number:
        return Link(f"[{number}]", f"#ref-{number}", work.citation)
    return Link(work.citation, fragment(excluded_anchor(key)), work.title)


def named_citation(lookup: Lookup, key: str) -> Link:
    """The citation with the work's short name, for where a passage says where it stands."""
    cite = citation(lookup, key)
    name = lookup.works[key].citation
    text = f"{cite.text} {name}" if key in lookup.work_numbers else f"{name} (left out)"
    return Link(text, cite.href, cite.title)


def claim_link(lookup: Lookup, claim: str) -> Link:
    """The short name of a claim (C7), leading to its row."""
    return Link(f"C{lookup.claim_numbers[claim]}", fragment(claim))


def _numbered(inclusion: Inclusion, lookup: Lookup) -> str:
    """Why a person had the work kept; the claim of a dispute goes by its number where the report still makes it."""
    said = inclusion.pinned or ""
    for one in lookup.report.disputes:
        claim, number = one.dispute.claim, lookup.claim_numbers.get(one.dispute.claim)
        if one.work == inclusion.work and number is not None:
            said = said.replace(f"claim {claim} (", f"claim C{number} (")
    return said


def references(lookup: Lookup) -> tuple[Reference, ...]:
    """The included works, numbered, each with why it is included, and where the report cites and uses it."""
    cited: dict[str, list[Link]] = {}
    for number, statement in enumerate(statements(lookup.report), start=1):
        for key in cited_works(lookup.claims, statement):
            cited.setdefault(key, []).append(Link(str(number), f"#s-{number}"))
    reasons = {inclusion.work: _why_included(inclusion, lookup) for inclusion in lookup.report.inclusions}
    return tuple(
        Reference(
            anchor=f"ref-{number}",
            number=number,
            work=work_view(work),
            reason=reasons.get(work.key, ""),
            claims=tuple(claim_link(lookup, claim.id) for claim in lookup.claims_of_work(work.key)),
            sentences=tuple(cited.get(work.key, ())),
        )
        for number, work in enumerate(lookup.included, start=1)
    )


def _why_included(inclusion: Inclusion, lookup: Lookup) -> str:
    if inclusion.pinned is not None:
        return f"Kept by hand: {_numbered(inclusion, lookup)}"
    of = "BM25 alone" if inclusion.cosine is None else f"BM25 {inclusion.bm25:.2f}, cosine {inclusion.cosine:.2f}"
    return f"Included because it names: {', '.join(inclusion.concepts)}. Rank score {inclusion.score:.2f} ({of})."
