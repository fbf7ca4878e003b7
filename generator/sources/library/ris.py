"""Entries of a RIS text: lines of a tag and its value, between `TY  - ` and `ER  - `.

The tags are those that EndNote, Zotero and publishers write; rispy takes the lines of an entry apart, and where each
entry begins and ends is told here, so that whatever is lost has its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import rispy

from generator import ids
from generator.schema import Author, Reason
from generator.sources.library import notes
from generator.sources.library.fields import Entry, Lost, Vocabulary, first_of_each
from generator.text import plain

TYPES: Mapping[str, str] = {
    "JOUR": "article", "EJOUR": "article", "JFULL": "article", "INPR": "article",
    "CONF": "inproceedings", "CPAPER": "inproceedings",
    "CHAP": "incollection", "ECHAP": "incollection",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book",
    "THES": "thesis", "RPRT": "report", "UNPB": "unpublished", "UNPD": "unpublished", "MANSCPT": "unpublished",
}  # fmt: skip
TAGS: Mapping[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT"),
    "author": ("AU", "A1"),
    "year": ("PY", "Y1", "DA"),
    "journal": ("JF", "C3", "T2", "JO", "BT", "JA", "J2"),
    "volume": ("VL",),
    "number": ("IS",),
    "pages": ("SP", "EP"),
    "doi": ("DO",),
    "pmid": ("AN",),
    "url": ("UR",),
    "language": ("LA",),
    "abstract": ("AB", "N2"),
    "note": ("N1", "M2"),
    "key": ("ID",),
}
"""Where each field stands. Of several tags the first that is there counts; authors, pages and notes take them all."""

_VOCABULARY = Vocabulary(
    own=notes.OWN, near=frozenset({"note"}), called={name: tags[0] for name, tags in TAGS.items() if name != "note"}
)
_ALL = tuple(tag for tags in TAGS.values() for tag in tags)
_PARSER = rispy.RisParser(
    mapping={tag: tag for tag in ("TY", "ER", *_ALL)},
    list_tags=list(_ALL),
    delimiter_tags_mapping={},
    skip_unknown_tags=True,
)
_LINE = re.compile(r"[A-Z][A-Z0-9]  -")
_NEARLY = re.compile(r"\s*[A-Z][A-Z0-9]\s*-")
_PUBMED = re.compile(r"pmid:?\s*(\d+)|pubmed:?\s*(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class _Block:
    """Lines of one entry, or lines outside of any; a value that goes on in further lines is joined to one."""

    line: int
    lines: list[str] = field(default_factory=list)
    closed: bool = False


def entries(text: str) -> Iterator[Entry | Lost]:
    """Every entry in the text's order; a repeated key, an entry that does not end and tags outside of one are lost."""
    return first_of_each(_entries(text))


def _entries(text: str) -> Iterator[Entry | Lost]:
    for block in _blocks(text):
        if block.closed:
            (tags,) = _PARSER.parse("\n".join(block.lines))
            yield _entry(tags, block.line)
        elif block.lines[0].startswith("TY"):
            cause = f"no line 'ER  - ' ends the entry that begins {block.lines[0]!r}"
            yield Lost(block.line, Reason.UNREADABLE_ENTRY, cause)
        else:
            cause = f"{block.lines[0]!r} stands in no entry; a line 'TY  - ' begins one"
            yield Lost(block.line, Reason.UNREADABLE_ENTRY, cause)


def _blocks(text: str) -> Iterator[_Block]:
    """Entries, and runs of lines outside of any that look like lines of one; other text is a remark."""
    block = _Block(1)
    for number, line in enumerate(re.split(r"\r\n|[\r\n]", text), start=1):
        tag = line[:2] if _LINE.match(line) else ""
        inside = bool(block.lines) and block.lines[0].startswith("TY")
        if tag == "TY":
            if block.lines:
                yield block
            block = _Block(number, [line])
        elif inside and tag == "ER":
            yield _Block(block.line, [*block.lines, line], closed=True)
            block = _Block(number)
        elif tag or (not inside and _NEARLY.match(line)):
            block = block if block.lines else _Block(number)
            block.lines.append(line)
        elif inside and line.strip():
            block.lines[-1] += f" {line.strip()}"
    if block.lines:
        yield block


def _entry(tags: Mapping[str, list[str]], line: int) -> Entry:
    remarks, names = notes.read(plain(note) for tag in TAGS["note"] for note in tags.get(tag, ()))
    own = {name: plain(_first(tags, name)) for name in TAGS if name not in {"author", "note", "pages", "pmid"}}
    own |= {"pages": _pages(tags), "pmid": _pmid(_first(tags, "pmid"))}
    known = {**remarks, **{name: text for name, text in own.items() if text}}
    key = known.pop("key", "") or known.get("doi") or ids.digest(known.get("title", ""), known.get("year", ""))
    return Entry(
        key=key,
        type=TYPES.get(str(tags["TY"]).upper(), "misc"),
        line=line,
        fields=known,
        authors=tuple(_author(plain(name)) for tag in TAGS["author"] for name in tags.get(tag, ()) if plain(name)),
        names=names,
        vocabulary=_VOCABULARY,
    )


def _first(tags: Mapping[str, list[str]], name: str) -> str:
    return next((value for tag in TAGS[name] for value in tags.get(tag, ()) if value), "")


def _pages(tags: Mapping[str, list[str]]) -> str:
    first, last = (plain(next(iter(tags.get(tag, ())), "")) for tag in TAGS["pages"])
    return f"{first}–{last}" if first and last and last != first else first or last


def _pmid(raw: str) -> str:
    """The PubMed number that an accession number is said to be; other databases have numbers of their own."""
    found = _PUBMED.fullmatch(raw.strip())
    return found[1] or found[2] if found else ""


def _author(name: str) -> Author:
    """`Family, Given, Suffix`; a name without a comma is an organisation's or the only one."""
    family, given, suffix = (*(part.strip() for part in name.split(",", 2)), "", "")[:3]
    whole = " ".join(part for part in (family, suffix) if part)
    return Author(family=whole or given or name, given=given if whole and given else None)
