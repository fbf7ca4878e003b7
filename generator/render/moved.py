"""The page at an address that a report once had: where it is now, or why it is gone.

Stands above `versions`; pure. A plain link, which whoever comes follows; the new address is the canonical one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.render import addresses
from generator.render.markup import block
from generator.render.page import Front, Machine, Page, Part, compose
from generator.render.versions import VersionLink, version_links
from generator.schema import Edition, Moved


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Where the report is now (`href` is empty where it is nowhere), or why it is gone; its versions; all reports."""

    title: str
    href: str
    reason: str
    reports: str
    versions: tuple[VersionLink, ...]


def moved_page(moved: Moved, title: str, versions: Sequence[Edition] = ()) -> Page:
    """The page at a former address; `title` is that of the report it leads to; `versions` were recorded here."""
    here = addresses.report(moved.slug)
    there = addresses.report(moved.to) if moved.to else ""
    view = Tombstone(
        title=title,
        href=addresses.relative(here, there) if there else "",
        reason=moved.reason,
        reports=addresses.relative(here, addresses.REPORTS),
        versions=version_links(versions, here),
    )
    headline = "This report has moved" if there else "This report is gone"
    front = Front(
        title=headline,
        description="The address of a report that was renamed or removed.",
        searched=False,
        hide=("navigation", "toc"),
        machine=Machine(canonical=there) if there else None,
    )
    return compose(addresses.source_path(here), front, (Part(None, "", block("moved.html.j2", view)),))
