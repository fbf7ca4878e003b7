"""What the fields of an entry say, whatever format it came in: a work, and what of the entry cannot be read.

The readers of the formats hand over an `Entry`, whose fields have the names that biblatex gives them. No text is
parsed here, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from generator import ids, languages, notices
from generator.schema import (
    Author,
    Dropped,
    Ids,
    Notice,
    Origin,
    Reason,
    Section,
    Sighting,
    Stage,
    Version,
    Work,
    WorkType,
)
from generator.text import REPLACED, plain

Fields = Mapping[str, str]

_TYPES: Mapping[str, WorkType] = {
    "article": WorkType.ARTICLE,
    "inproceedings": WorkType.CONFERENCE_PAPER,
    "conference": WorkType.CONFERENCE_PAPER,
    "incollection": WorkType.CHAPTER,
    "inbook": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "proceedings": WorkType.BOOK,
    "collection": WorkType.BOOK,
    "phdthesis": WorkType.THESIS,
    "mastersthesis": WorkType.THESIS,
    "thesis": WorkType.THESIS,
    "techreport": WorkType.REPORT,
    "report": WorkType.REPORT,
    "unpublished": WorkType.PREPRINT,
}
_LANGUAGES: Mapping[str, str] = {
    "english": "en", "american": "en", "british": "en", "german": "de", "ngerman": "de", "french": "fr",
    "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru", "chinese": "zh", "japanese": "ja",
}  # fmt: skip
_TEXT_FIELDS: Mapping[str, Origin] = {"abstract": Origin.SOURCE, "digest": Origin.DIGEST}
_NO_NOTICE = re.compile(r"(?:none|no|n/a|not)\b[^(,;]*\.?", re.IGNORECASE)
READ = frozenset(
    "abstract archiveprefix booktitle checked date digest doi eprint eprinttype journal journaltitle langid language"
    " note notice number pages pmid title url volume year".split()
)
"""The fields that a work is made of; what others hold is not looked at."""

_COUNTS_AS = {"notice": "counts as a retraction", "checked": "counts as no"}
_YES_NO: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}

MAX_FIELD = 200_000
"""Characters of a field from which on an entry is no description of a work, and is set aside whole."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a format's fields, to tell a slip of the pen from a field of somebody's own.

    `own` are those whose loss changes a report; `near` are other names of the format that look like one of them.
    `called` holds what the format calls a field of an `Entry`, where that is another name.
    """

    own: tuple[str, ...]
    near: frozenset[str]
    called: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a reader gives it: `fields` hold text without markup, `names` are the fields as the file has them."""

    key: str
    type: str
    line: int
    fields: Fields
    authors: tuple[Author, ...]
    names: tuple[str, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that is no work, or a field that is set aside: where it begins, counted from 1, and why."""

    line: int
    reason: Reason
    detail: str

    def dropped(self, path: str) -> Dropped:
        """The record of it, for the file `path`."""
        return Dropped(stage=Stage.SOURCE, item=f"{path}:{self.line}", reason=self.reason, detail=plain(self.detail))


def too_long(texts: Iterable[str]) -> bool:
    """Whether one of an entry's fields is longer than any description of a work."""
    return any(len(text) > MAX_FIELD for text in texts)


def first_of_each(entries: Iterable[Entry | Lost]) -> Iterator[Entry | Lost]:
    """The entries, but a key that another entry had before is lost."""
    seen: dict[str, int] = {}
    for entry in entries:
        line = seen.setdefault(entry.key, entry.line) if isinstance(entry, Entry) else entry.line
        if isinstance(entry, Entry) and line != entry.line:
            yield Lost(entry.line, Reason.DUPLICATE_KEY, f"{entry.key!r} is the key of the entry in line {line}, too")
        else:
            yield entry


def losses(entry: Entry) -> Iterator[Lost]:
    """Why the entry is no work, or which of its fields cannot be read and what they count as."""
    if too_long(entry.fields.values()):
        detail = f"{entry.key!r} has a field of more than {MAX_FIELD} characters"
        yield Lost(entry.line, Reason.UNREADABLE_ENTRY, detail)
    elif not entry.fields.get("title"):
        yield Lost(entry.line, Reason.MISSING_TITLE, f"{entry.key!r} has no title")
    else:
        for what in (*_slips(entry), *_unreadable_fields(entry.fields, entry.vocabulary.called)):
            yield Lost(entry.line, Reason.UNREADABLE_FIELD, f"{entry.key!r}: {what}")


def _slips(entry: Entry) -> Iterator[str]:
    words = entry.vocabulary
    for name in entry.names:
        if name not in words.own and name not in words.near:
            near = process.extractOne(name, words.own, scorer=fuzz.ratio, score_cutoff=80)
            if near is not None:
                yield f"the field {name!r} is not read; perhaps {near[0]!r} is meant"


def _unreadable_fields(fields: Fields, called: Mapping[str, str]) -> Iterator[str]:
    """What a field says that cannot be read, and what that counts as; the entry is kept."""
    for name in sorted(name for name, value in fields.items() if REPLACED in value):
        yield f"{called.get(name, name)} holds characters that are none; they stand as {REPLACED}"
    for name, reads in _checks(fields).items():
        if name in fields and not reads(fields[name]):
            said = f"{called.get(name, name)} = {fields[name]!r}"
            yield f"{said} does not read, and {_COUNTS_AS.get(name, 'is set aside')}"


def _checks(fields: Fields) -> Mapping[str, Callable[[str], object]]:
    """For each field with a form, what tells whether a value has it."""
    checks: Mapping[str, Callable[[str], object]] = {
        "checked": lambda raw: raw.casefold() in _YES_NO,
        "notice": lambda raw: _NO_NOTICE.fullmatch(raw) or notices.stated(raw) is not None,
        "doi": ids.doi,
        "pmid": ids.pmid,
        "url": ids.safe_url,
        "year": lambda _raw: _year(fields),
    }
    arxiv = (fields.get("archiveprefix") or fields.get("eprinttype") or "").casefold() == "arxiv"
    return {**checks, "eprint": ids.arxiv} if arxiv else checks


def work(entry: Entry, path: str, name: str, rank: int) -> Work:
    """The work that an entry with a title describes; `name` is its library's, and `rank` its place there.

    A library of the project has a bare name; one that was supplied to a question is named `supplied/<name>`.
    """
    fields = entry.fields
    found = _identifiers(fields)
    year = _year(fields)
    kind = _kind(entry.type, fields)
    first = entry.authors[0].family if entry.authors else ""
    key = ids.work_key(found.doi, found.arxiv, found.pmid, f"{ids.title_key(fields['title'])}|{first}|{year}")
    return Work(
        key=key,
        title=fields["title"],
        authors=entry.authors,
        year=year,
        venue=fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle"),
        volume=fields.get("volume"),
        number=fields.get("number"),
        pages=fields.get("pages"),
        type=kind,
        ids=found,
        url=ids.safe_url(fields.get("url", "")),
        language=_language(fields),
        checked=_checked(fields),
        notice=_notice(fields),
        note=fields.get("note"),
        versions=(_version(entry.key, fields, name, year, kind),),
        sightings=(Sighting(source=source_of(name), native_id=entry.key, query=path, rank=rank),),
    )


def source_of(name: str) -> str:
    """What reports call the library of this name."""
    return name if "/" in name else f"library/{name}"


def _checked(fields: Fields) -> bool | None:
    """Whether the curator saw the record. What does not read counts as no: doubt must not support an answer."""
    stated = fields.get("checked")
    return None if stated is None else _YES_NO.get(stated.casefold(), False)


def _version(key: str, fields: Fields, name: str, year: int | None, kind: WorkType) -> Version:
    sections = tuple(
        Section(origin=origin, name=field, text=fields[field], sha256=ids.sha256(fields[field]))
        for field, origin in _TEXT_FIELDS.items()
        if field in fields
    )
    return Version(
        id=f"{name}:{key}", label=f"as described in {source_of(name)}", year=year, kind=kind, sections=sections
    )


def _identifiers(fields: Fields) -> Ids:
    """DOI, arXiv and PubMed identifiers, wherever exporters put them; a DOI that arXiv made names its preprint."""
    doi = ids.doi(fields.get("doi", "")) or ids.doi(fields.get("url", ""))
    scheme = (fields.get("archiveprefix") or fields.get("eprinttype") or "").casefold()
    eprint = fields.get("eprint", "")
    arxiv = ids.arxiv(eprint) if scheme in {"", "arxiv"} else None
    arxiv = arxiv or (ids.arxiv_of_doi(doi) if doi else None)
    if arxiv is None and "arxiv.org/" in fields.get("url", ""):
        arxiv = ids.arxiv(fields["url"])
    pmid = ids.pmid(fields.get("pmid", "")) or (ids.pmid(eprint) if scheme == "pubmed" else None)
    return Ids(doi=doi, arxiv=arxiv, pmid=pmid)


def _year(fields: Fields) -> int | None:
    found = re.search(r"(?<!\d)(1[5-9]|20|21)\d\d(?!\d)", fields.get("year") or fields.get("date") or "")
    return int(found.group()) if found else None


def _kind(entry_type: str, fields: Fields) -> WorkType:
    """An entry is a preprint where it has an eprint and no place of publication."""
    published = any(field in fields for field in ("journal", "journaltitle", "booktitle"))
    venue = fields.get("journal", fields.get("journaltitle", ""))
    if re.match(r"(?:arxiv|biorxiv|medrxiv)\b", venue, re.IGNORECASE):
        return WorkType.PREPRINT
    generic = entry_type not in _TYPES or entry_type == "article"
    if generic and not published and ("eprint" in fields or "arxiv.org/" in fields.get("url", "")):
        return WorkType.PREPRINT
    return _TYPES.get(entry_type, WorkType.OTHER)


def _language(fields: Fields) -> str | None:
    raw = (fields.get("langid") or fields.get("language") or "").casefold()
    code = re.fullmatch(r"([a-z]{2,3})(?:[-_].*)?", raw)
    return _LANGUAGES.get(raw) or (languages.two_letters(code.group(1)) if code else None)


def _notice(fields: Fields) -> Notice | None:
    """What the entry says of a retraction or correction. A notice that does not read counts as the gravest."""
    if not _NO_NOTICE.fullmatch(fields.get("notice", "none")):
        return notices.stated(fields["notice"]) or Notice.RETRACTION
    return notices.in_title(fields["title"])
