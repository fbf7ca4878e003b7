"""Reads an open full text in JATS (NISO Z39.96): bytes in, an article out; fetches nothing, expands no entity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from generator import ids, licences
from generator.errors import ArticleError
from generator.markup import parsed
from generator.schema import Author, Ids
from generator.sources.fulltext.article import MAX_BYTES, MAX_DEPTH, Article, abstract, body
from generator.sources.fulltext.grid import read_table, size
from generator.sources.fulltext.prose import Prose, line, read

_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "arxiv": "arxiv"}
_DEPOSITED = re.compile(r"pmc|nihms|received|accepted|retract|corrected", re.IGNORECASE)
_LONGEST_LICENCE = 2000


def article(xml: bytes) -> Article:
    """The one article of a document. Raises ArticleError for one that cannot be read, or that holds none or several."""
    found = articles(xml)
    if len(found) != 1:
        raise ArticleError(f"the document holds {len(found)} articles" if found else "the document holds no article")
    return found[0]


def articles(xml: bytes) -> tuple[Article, ...]:
    """Every article of a document, but for those within others (answers, reviews). Raises ArticleError."""
    if len(xml) > MAX_BYTES:
        raise ArticleError(f"it has {len(xml)} bytes, and more than {MAX_BYTES} are not read")
    root = parsed(xml)
    _refuse_deep(root)
    return tuple(_article(one) for one in ([root] if root.tag == "article" else root.findall("article")))


def _refuse_deep(root: Element) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
    if level:
        raise ArticleError(f"its elements stand in more than {MAX_DEPTH} others")


def _article(root: Element) -> Article:
    meta = root.find("front/article-meta")
    front = Element("article-meta") if meta is None else meta
    said, told = Prose(), Prose()
    read((part for found in _abstracts(front) for part in found), said)
    told.count(said.characters)
    read(_body(root), told)
    tables = []
    for wrap in told.tables:
        table = read_table(wrap)
        told.count(size(table.rows))
        tables.append(table)
    return Article(
        title=line(front.find("title-group/article-title")),
        authors=tuple(_authors(front)),
        year=_year(front),
        venue=_venue(root),
        ids=_ids(front),
        licence=_licence(front),
        abstract=abstract(said),
        body=body(told),
        tables=tuple(tables),
    )


def _abstracts(front: Element) -> Iterator[Element]:
    """The article's own abstract: those with a type are for lay readers, editors or tables of contents."""
    yield from [found for found in front.findall("abstract") if not found.get("abstract-type")][:1]


def _body(root: Element) -> Iterator[Element]:
    """The body, the appendices, and the floats that stand apart."""
    yield from root.findall("body")
    for back in root.findall("back"):
        yield from (part for part in back if part.tag in {"sec", "app", "app-group"})
    yield from (part for part in root if part.tag in {"floats-group", "floats-wrap"})


# --- what is known of it --------------------------------------------------------------------------------------------


def _ids(front: Element) -> Ids:
    found: dict[str, str | None] = {}
    for one in front.findall("article-id"):
        scheme = _SCHEMES.get(one.get("pub-id-type", ""))
        if scheme and found.get(scheme) is None:
            found[scheme] = ids.normalise(scheme, one.text or "")
    return Ids(**found)


def _authors(front: Element) -> Iterator[Author]:
    for one in front.findall("contrib-group/contrib"):
        if one.get("contrib-type", "author") != "author":
            continue
        name = one.find("name") if one.find("name") is not None else one.find("name-alternatives/name")
        family, given = ("", "") if name is None else (line(name.find("surname")), line(name.find("given-names")))
        whole = family or line(one.find("collab")) or line(one.find("string-name"))
        if whole:
            yield Author(family=whole, given=(given or None) if family else None)


def _year(front: Element) -> int | None:
    """The year in which it first came out, on paper or on line."""
    years = []
    for date in front.findall("pub-date"):
        kind = date.get("pub-type") or date.get("date-type") or ""
        stated = _YEAR.fullmatch((date.findtext("year") or "").strip())
        if stated and not _DEPOSITED.search(kind):
            years.append(int(stated.group()))
    return min(years, default=None)


def _venue(root: Element) -> str | None:
    for path in ("journal-title-group/journal-title", "journal-title", "journal-id"):
        if found := line(root.find(f"front/journal-meta/{path}")):
            return found
    return None


def _licence(front: Element) -> str | None:
    """Addresses and words of the licence; all of them, so that the most restrictive part holds."""
    found = [one for permissions in front.findall("permissions") for one in permissions if one.tag.endswith("license")]
    said = " ".join(dict.fromkeys(part for one in found for part in (*_addresses(one.iter()), line(one)) if part))
    holder = " ".join(line(one) for one in front.findall("permissions/copyright-statement"))
    return (said or (holder if licences.normal(holder) else ""))[:_LONGEST_LICENCE] or None


def _addresses(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        for name, value in element.attrib.items():
            if name.rpartition(":")[2] in {"href", "resource", "about"} and "creativecommons.org" in value:
                yield value
