"""The MkDocs hook that keeps the search index small: titles, answers, abstracts, openings of prose, if they fit.

Stands at the top, beside `csp`; MkDocs calls `on_post_build` (see mkdocs.yml) once the search plugin has written its
index. The theme's search fetches the whole index with the first query, so each report makes that query slower. It
rewrites the index and nothing else.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

INDEX = Path("search", "search_index.json")
BYTES = 280_000
"""What the index may weigh as hosts send it, packed by gzip; with the theme's search, 12 kB, less than 300 kB."""

ALL = 1_000_000
STEPS = ((ALL, ALL), (ALL, 2), (6, 1), (4, 1), (4, 0), (3, 0), (2, 0), (1, 0), (0, 0))
"""Sentences of each answer and of each abstract: the first pair of numbers with which the index is light enough."""

_REPORT = re.compile(r"reports/[^/#]+/(?:#(?:answer|abstract))?")
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_SENTENCE = re.compile(r"<li>.*?</li>\s*", re.DOTALL)

Entry = dict[str, str]


@event_priority(-50)  # after the search plugin
def on_post_build(config: MkDocsConfig) -> None:
    """Rewrite the index below the built site, if there is one."""
    path = Path(config.site_dir) / INDEX
    if path.is_file():
        path.write_text(lean(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def lean(index: str, most: int = BYTES) -> str:
    """The index with titles, answers, abstracts and openings: whole if it weighs at most `most` bytes packed, else cut.

    With more reports than their titles leave room for it weighs more than `most`, and holds titles.
    """
    held = json.loads(index)
    entries = list(_entries(held["docs"]))
    made = ""
    for answer, abstract in STEPS:
        docs = [_cut(entry, answer, abstract) for entry in entries]
        made = json.dumps({**held, "docs": docs}, ensure_ascii=False, separators=(",", ":"))
        if len(gzip.compress(made.encode(), mtime=0)) <= most:
            break
    return made


def _entries(docs: list[Entry]) -> Iterator[Entry]:
    """A page that is no report keeps title and first paragraph; an abstract loses what the answer before it says."""
    said: frozenset[str] = frozenset()
    for entry in docs:
        if not _REPORT.fullmatch(entry["location"]):
            opening = None if "#" in entry["location"] else _PARAGRAPH.search(entry["text"])
            yield {**entry, "text": opening[0] if opening else ""}
        elif entry["location"].endswith("#abstract"):
            yield {**entry, "text": _without(said, entry["text"])}
        else:
            said = frozenset(one.strip() for one in _SENTENCE.findall(entry["text"]))
            yield entry


def _without(said: frozenset[str], text: str) -> str:
    return _SENTENCE.sub(lambda found: "" if found[0].strip() in said else found[0], text)


def _cut(entry: Entry, answer: int, abstract: int) -> Entry:
    """The entry with its first sentences; where an abstract has none left, the entry is its title."""
    most = abstract if entry["location"].endswith("#abstract") else answer
    sentences = _SENTENCE.findall(entry["text"])
    if len(sentences) <= most:
        return entry
    if most == 0:
        return {**entry, "text": ""}
    kept = iter(sentences[:most])
    return {**entry, "text": _SENTENCE.sub(lambda _: next(kept, ""), entry["text"])}
