"""Entries of a BibTeX or biblatex text, and its blocks that are none."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache

import bibtexparser
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    BlockMiddleware,
    NameParts,
    NormalizeFieldKeys,
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
    SeparateCoAuthors,
    SplitNameParts,
)
from bibtexparser.model import Block, DuplicateBlockKeyBlock
from bibtexparser.model import Entry as Parsed

from generator.schema import Author, Reason
from generator.sources.library.fields import READ, Entry, Lost, Vocabulary, too_long
from generator.sources.library.latex import decoded, literal
from generator.text import plain

# Every block that fails is given with its place; the library's own log would say it twice.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_PART = re.compile(r'"(?:[^"{}]|\{[^{}]*\})*"|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|[^\s"{}#]+')
_PARTS = re.compile(rf"\s*(?:{_PART.pattern})\s*(?:#\s*(?:{_PART.pattern})\s*)*")
_VERBATIM = frozenset({"url", "doi", "eprint", "pmid", "archiveprefix", "eprinttype"})
VOCABULARY = Vocabulary(
    own=("abstract", "author", "booktitle", "checked", "digest", "eprint", "journal", "notice", "title", "year"),
    near=frozenset(
        "annote authortype booksubtitle booktitleaddon editor edition entryset eprintclass eprinttype"
        " journalsubtitle journaltitle maintitle note origtitle shortauthor shortjournal shorttitle subtitle titleaddon"
        " type urlyear".split()
    ),
    called={},
)


def entries(text: str) -> Iterator[Entry | Lost]:
    """What could not be read, and then every entry in the text's order."""
    library = bibtexparser.parse_string(
        text,
        parse_stack=[
            _Joined(),
            ResolveStringReferencesMiddleware(),
            RemoveEnclosingMiddleware(),
            NormalizeFieldKeys(),
            SeparateCoAuthors(name_fields=("author",)),
            SplitNameParts(name_fields=("author",)),
        ],
    )
    yield from map(_unreadable, library.failed_blocks)
    yield from map(_entry, library.entries)


class _Joined(BlockMiddleware):
    """Joins the parts of a value, `"One" # { two} # MAY`; a name that stands for no text stands for itself."""

    def transform_entry(self, entry: Parsed, library: Library) -> Parsed:
        """The entry, its values in one pair of braces each."""
        for field in entry.fields:
            if isinstance(field.value, str) and "#" in field.value:
                parts = _PART.findall(field.value)
                if len(parts) > 1 and _PARTS.fullmatch(field.value):
                    field.value = "{" + "".join(_part(part, library) for part in parts) + "}"
        return entry


def _part(part: str, library: Library) -> str:
    if part[0] in '{"':
        return part[1:-1]
    named = next((one for name, one in library.strings_dict.items() if name.casefold() == part.casefold()), None)
    value = str(named.value) if named else part
    return value[1:-1] if value[:1] in {"{", '"'} else value


def _entry(parsed: Parsed) -> Entry:
    raw = {field.key.casefold(): field.value for field in parsed.fields if isinstance(field.value, str)}
    read = raw if too_long(raw.values()) else {name: _text(name, raw[name]) for name in raw if name in READ}
    return Entry(
        key=plain(parsed.key),
        type=parsed.entry_type.casefold(),
        line=(parsed.start_line or 0) + 1,
        fields={name: text for name, text in read.items() if text},
        authors=tuple(_authors(parsed)),
        names=tuple(name for name in raw if raw[name]),
        vocabulary=VOCABULARY,
    )


def _text(name: str, raw: str) -> str:
    return plain(literal(raw) if name in _VERBATIM else decoded(raw))


def _unreadable(block: Block) -> Lost:
    twice = isinstance(block, DuplicateBlockKeyBlock)
    reason = Reason.DUPLICATE_KEY if twice else Reason.UNREADABLE_ENTRY
    error = getattr(block, "error", None)
    cause = str(getattr(error, "abort_reason", "") or error or type(block).__name__)
    first_line = (block.raw or "").strip().split("\n", 1)[0]
    return Lost((block.start_line or 0) + 1, reason, f"{cause}, in the entry that begins {first_line!r}")


def _authors(parsed: Parsed) -> Iterator[Author]:
    field = parsed.fields_dict.get("author")
    for parts in field.value if field is not None and isinstance(field.value, list) else ():
        if isinstance(parts, NameParts):
            family = _bare(*parts.von, *parts.last, *parts.jr)
            given = _bare(*parts.first)
            if (family or given) and (family, given) != ("others", ""):
                yield Author(family=family or given, given=given if family and given else None)


@lru_cache(maxsize=4096)  # many people have one given name, and some have written many works
def _bare(*parts: str) -> str:
    """A name without the braces that keep an organisation's name in one piece."""
    return plain(decoded(" ".join(parts)).replace("{", "").replace("}", ""))
