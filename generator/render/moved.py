"""The page at an address that a report once had: where it is now, or why it is gone.

Stands above `page`; pure. A plain link, which whoever comes follows; the new address is the canonical one.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.render import addresses
from generator.render.markup import block
from generator.render.page import Front, Machine, Page, Part, compose
from generator.schema import Moved


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Where the report is now (`href` is empty where it is nowhere), or why it is gone; and all reports."""

    title: str
    href: str
    reason: str
    reports: str


def moved_page(moved: Moved, title: str) -> Page:
    """The page at a former address; `title` is that of the report it leads to, if it leads to one."""
    here = addresses.report(moved.slug)
    there = addresses.report(moved.to) if moved.to else ""
    view = Tombstone(
        title=title,
        href=addresses.relative(here, there) if there else "",
        reason=moved.reason,
        reports=addresses.relative(here, addresses.REPORTS),
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
