"""A page as text, and the Markdown frame around its HTML blocks: front matter and our own headings.

Stands above `markup`. Headings are constants of ours and the only Markdown on a generated page; data comes in as
finished HTML blocks, or escaped in the front matter. It writes nothing.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from generator.render.markup import flat


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: its path below the site's source folder, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What a page tells machines: meta tags by name, a JSON-LD document, and the canonical address if it is another.

    `feeds` are Atom feeds of what the page tells of: titles, and addresses as seen from the page. `index` is what the
    script of the page's filter is told, by name.
    """

    tags: tuple[tuple[str, str], ...] = ()
    json_ld: dict[str, object] = field(default_factory=dict)
    canonical: str = ""
    feeds: tuple[tuple[str, str], ...] = ()
    index: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """Front matter of a page: title, description, search, hide and claimbook, and no other key can be written.

    `headline` is a heading of ours for a page whose name in the navigation differs from what should stand above it.
    `machine` goes under the key claimbook as it is: docs/overrides/main.html encodes it.
    """

    title: str
    description: str
    searched: bool = True
    hide: tuple[str, ...] = ()
    headline: str = ""
    machine: Machine | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page: a heading of ours (None before the first one) over an HTML block."""

    heading: str | None
    anchor: str
    html: str
    searched: bool = True


def compose(path: str, front: Front, parts: Iterable[Part]) -> Page:
    """The page of these parts, in their order."""
    headline = (f"# {front.headline}",) if front.headline else ()
    return Page(path, "\n\n".join((_front_matter(front), *headline, *(_part(part) for part in parts))) + "\n")


def _front_matter(front: Front) -> str:
    # Material prints title and description without escaping them, so they are escaped here.
    keys: dict[str, object] = {
        "title": html.escape(flat(front.title), quote=True),
        "description": html.escape(flat(front.description), quote=True),
    }
    if front.hide:
        keys["hide"] = list(front.hide)
    if not front.searched:
        keys["search"] = {"exclude": True}
    if front.machine is not None and (told := _told(front.machine)):
        keys["claimbook"] = told
    dumped = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{dumped}---"


def _told(machine: Machine) -> dict[str, object]:
    told: dict[str, object] = {}
    if machine.canonical:
        told["canonical"] = machine.canonical
    if machine.json_ld:
        told |= {"tags": [list(tag) for tag in machine.tags], "json_ld": machine.json_ld}
    if machine.feeds:
        told["feeds"] = [list(feed) for feed in machine.feeds]
    if machine.index:
        told["index"] = [list(one) for one in machine.index]
    return told


def _part(part: Part) -> str:
    if part.heading is None:
        return part.html
    excluded = "" if part.searched else " data-search-exclude"
    return f"## {part.heading} {{ #{part.anchor}{excluded} }}\n\n{part.html}"
