"""Changes as Atom feeds (RFC 4287): of the whole site, and of each report.

Stands above `chronicle`; pure. Ids are tag addresses (RFC 4151) made of the site's address, the question and the line's
number in its ledger, which is append-only: so an entry keeps its id. Dates are those of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET  # it only writes here

from generator.render.beside import Site
from generator.render.chronicle import Event
from generator.render.citing import publisher
from generator.render.markup import flat
from generator.render.page import Page

NEWEST = 200
"""Entries that a feed holds at most: readers fetch it again and again."""

NAMESPACE = "http://www.w3.org/2005/Atom"
MINTED = "2026"
"""The year that tag addresses name; it must never change, or every entry would be new to every reader."""


def feed(path: str, title: str, page: str, events: Sequence[Event], site: Site) -> Page:
    """The feed at `path` of at least one event, newest first; `page` is what it tells of."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(root, "id", _tag(site.url, path))
    _text(root, "title", title)
    _text(root, "updated", _moment(events[0]))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": urljoin(site.url, path)})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": urljoin(site.url, page)})
    _text(ET.SubElement(root, "author"), "name", publisher(site))
    for event in events[:NEWEST]:
        _entry(root, event, site.url)
    ET.indent(root, " ")
    return Page(path, '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n")


def _entry(root: ET.Element, event: Event, site_url: str) -> None:
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", _tag(site_url, f"{event.slug}/{event.number}"))
    _text(entry, "title", f"{event.report}: {event.headline}")
    _text(entry, "updated", _moment(event))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": urljoin(site_url, event.address)})
    summary = f"{event.text} {event.because}".strip()
    if summary:
        _text(entry, "summary", summary)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = flat(text)


def _moment(event: Event) -> str:
    """A ledger knows days, in UTC; a feed needs a moment, and midnight stands for the day."""
    return f"{event.date}T00:00:00Z"


def _tag(site_url: str, what: str) -> str:
    site = urlsplit(site_url)
    return f"tag:{site.hostname},{MINTED}:{site.path}ledger/{what}"
