"""Real exports that broke other parsers, held against another parser's reading of them.

Nothing of ../shared stands here: only what is measured against it, and why some readings differ.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.schema import Dropped, Work
from generator.sources import library
from generator.text import plain

FILES = ("torture/*", "parser_cases/**/*.bib", "zotero_export.bib")


@dataclass(frozen=True, slots=True)
class Reading:
    """Title, authors and year of one entry in one file, folded to letters and digits."""

    title: str
    authors: tuple[str, ...]
    year: str


def folded(text: str) -> str:
    """Letters and digits in lower case: parsers differ in quotation marks, dashes and markup."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", plain(text)).casefold())


def ours(work: Work) -> Reading:
    authors = tuple(folded(f"{one.family}{one.given or ''}") for one in work.authors)
    return Reading(folded(work.title), authors, str(work.year or ""))


def theirs(fields: Mapping[str, Any]) -> Reading:
    parts = ("prefix", "lastName", "suffix", "firstName", "name")
    authors = tuple(folded("".join(str(name.get(part) or "") for part in parts)) for name in fields.get("author") or ())
    year = re.search(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)", str(fields.get("year") or fields.get("date") or ""))
    return Reading(folded(str(fields["title"])), authors, year.group() if year else "")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An entry of which the two parsers read something else, and what each read."""

    file: str
    key: str
    reason: str
    ours: object
    theirs: object


def read(path: Path) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    return library.parse(path.read_bytes().decode("utf-8-sig", "replace"), "questions/library/lib.bib", "lib")


def compared(folder: Path) -> tuple[int, list[Disagreement], list[str]]:
    """How many entries with a title both read, on which of them they disagree, and which we do not read and why."""
    both = 0
    differing: list[Disagreement] = []
    unread: list[str] = []
    for file in sorted((folder / "torture_expected").glob("*.yaml")):
        expected = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
        if not isinstance(expected, dict):
            continue  # the other parser refused the file
        works, dropped = read(folder / "torture" / file.stem)
        found = {work.sightings[0].native_id: work for work in reversed(works)}
        for entry in expected["entries"]:
            if entry["key"] not in found:
                unread.append(f"{file.stem}: {entry['key']!r}: {'; '.join(one.detail for one in dropped)[:160]}")
            elif entry["fields"].get("title"):
                both += 1
                differing += differences(file.stem, entry["key"], ours(found[entry["key"]]), theirs(entry["fields"]))
    return both, differing, unread


def differences(file: str, key: str, one: Reading, other: Reading) -> Iterator[Disagreement]:
    """At most one: the first thing on which the readings differ."""
    if one.title != other.title:
        yield Disagreement(file, key, "title", one.title, other.title)
    elif one.authors != other.authors:
        others = (*one.authors, "others") == other.authors
        reason = '"and others" names nobody for us' if others else "authors"
        yield Disagreement(file, key, reason, one.authors, other.authors)
    elif one.year != other.year:
        yield Disagreement(file, key, "year", one.year, other.year)


def table(both: int, differing: list[Disagreement], unread: list[str]) -> str:
    """What was measured, and every disagreement under its reason."""
    lines = [f"{both} entries read by both, {len(differing)} of them differently, {len(unread)} not read by us"]
    for reason in sorted({one.reason for one in differing}):
        listed = [one for one in differing if one.reason == reason]
        lines.append(f"{reason}: {len(listed)}")
        lines += [f"  {one.file}: {one.key}: {one.ours} / {one.theirs}" for one in listed]
    return "\n".join([*lines, *(f"not read: {one}" for one in unread)])


def test_every_real_export_is_read_without_a_traceback(shared: Path) -> None:
    files = [path for pattern in FILES for path in sorted((shared / "data" / "bib").glob(pattern)) if path.is_file()]
    assert len(files) > 700
    for path in files:
        works, dropped = read(path)
        assert all(record.detail for record in dropped), path
        assert all(work.title for work in works), path


def test_titles_authors_and_years_agree_with_another_parser(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both, differing, unread = compared(shared / "data" / "bib")
    with capsys.disabled():
        sys.stdout.write(f"\n{table(both, differing, unread)}\n")
    assert both > 1000
    assert len(unread) < 0.01 * both
    assert len(differing) < 0.03 * both
