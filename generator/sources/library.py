"""The embedded default: works that people curated in BibTeX or biblatex files under questions/library/.

`parse` reads text and cannot open a file; `Library.search` gives the whole file, since a library is taken whole and
screened afterwards. An entry that cannot be read becomes a record with file, line and cause, never silence.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import bibtexparser
from bibtexparser.middlewares import NameParts, NormalizeFieldKeys, SeparateCoAuthors, SplitNameParts
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.macrospec import LatexContextDb
from rapidfuzz import fuzz, process

from generator import ids, notices
from generator.errors import Fault, InputError
from generator.schema import (
    Author,
    Batch,
    Dropped,
    Ids,
    Notice,
    Origin,
    Question,
    Reason,
    Section,
    Sighting,
    Stage,
    Version,
    Work,
    WorkType,
)
from generator.text import plain

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
_SIGN = re.compile(r"\\.|\$\s*(?:\\[a-zA-Z]+|[-+<>=±~])\s*\$|\$[^\s$](?:[^$]*[^\s\\$])?\$(?!\d)|[$%]", re.DOTALL)
_JOINED = re.compile(r'"\s*#\s*"')
# What the decoder's own tables would swallow: words in boxes and fonts, and signs that carry the meaning of a number.
_SILENT = ("today", "title", "author", "date", "maketitle", "input", "include")
_WRAPPERS = (
    "url",
    "mbox",
    "hbox",
    "texttt",
    "textsf",
    "textmd",
    "textup",
    "textnormal",
    "textsubscript",
    "underline",
    "fbox",
)
_SIGNS: Mapping[str, str] = {
    "textless": "<", "textgreater": ">", "textminus": "−", "textleq": "≤", "textgeq": "≥", "textapprox": "≈",
    "permil": "‰", "textperthousand": "‰", "degree": "°", "micro": "µ", "celsius": "°C", "textpercent": "%",
    "percent": "%",
}  # fmt: skip
_VERBATIM = frozenset({"url", "doi", "eprint", "pmid", "archiveprefix", "eprinttype"})
_NO_NOTICE = re.compile(r"(?:none|no|n/a|not)\b[^(,;]*\.?", re.IGNORECASE)
_REMEDIES: Mapping[Reason, str] = {
    Reason.UNREADABLE_ENTRY: "close every brace and quotation mark, and give each field once, parted by commas",
    Reason.DUPLICATE_KEY: "rename one of the two entries, or remove it",
    Reason.MISSING_TITLE: "give the entry a title",
    Reason.UNREADABLE_FIELD: "mend the field's name or value, or remove the field",
}
_COUNTS_AS = {"notice": "counts as a retraction", "checked": "counts as no"}
_OWN_FIELDS = ("abstract", "author", "booktitle", "checked", "digest", "eprint", "journal", "notice", "title", "year")
"""Fields whose loss changes a report: a name that is nearly one of these is a slip, not somebody's own field."""

_OTHER_FIELDS = frozenset(
    "annote authortype booksubtitle booktitleaddon editor edition entryset eprintclass eprinttype"
    " journalsubtitle journaltitle maintitle note origtitle shortauthor shortjournal shorttitle subtitle titleaddon"
    " type urlyear".split()
)
_YES_NO: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False}

MAX_BYTES = 64 * 1024 * 1024
MAX_FIELD = 200_000
"""Characters of a field from which on an entry is no description of a work, and is set aside whole."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.bib")
Fields = Mapping[str, str]

# Every block that fails is reported by `parse` with its place; the library's own log would say it twice.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Library:
    """One library file, already read; `path` is relative to the project's root."""

    name: str
    path: str
    text: str

    def search(self, _question: Question) -> Batch:
        """Every work of the file, and a record of every entry that could not be read."""
        works, dropped = parse(self.text, self.path, self.name)
        return Batch(source=f"library/{self.name}", query=f"every entry of {self.path}", works=works, dropped=dropped)


def load(root: Path, names: tuple[str, ...]) -> tuple[Library, ...]:
    """The libraries that a question's source names stand for, in the order of their names.

    Raises InputError with every file that cannot be read: links that leave the folder, files that are no text or too
    large, names that no question could give.
    """
    folder = root / "questions" / "library"
    found: list[Library] = []
    wrong: list[Fault] = []
    for path in sorted(folder.glob("*.bib")) if folder.is_dir() else ():
        if "library" in names or f"library/{path.stem}" in names:
            try:
                found.append(_read(path, folder))
            except InputError as error:
                wrong += error.faults
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _read(path: Path, folder: Path) -> Library:
    file = f"questions/library/{path.name}"
    if not _NAME.fullmatch(path.name):
        raise _unreadable_file(
            file, "the file's name is no name of a source", "use lower-case letters, digits, hyphens"
        )
    try:
        if not path.is_file() or path.resolve().parent != folder.resolve():
            raise _unreadable_file(file, "not a file of this folder", "put the file itself there, not a link or folder")
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable_file(file, f"larger than {MAX_BYTES} bytes", "split the library")
        data = path.read_bytes()
        return Library(path.stem, file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _unreadable_file(file, "not UTF-8", "save the file as UTF-8", line) from error
    except OSError as error:
        raise _unreadable_file(file, f"cannot be read: {error.strerror}", "mend the file or its rights") from error


def _unreadable_file(file: str, message: str, fix: str, line: int = 0) -> InputError:
    return InputError([Fault(file, line, "", f"{message}.", f"{fix[0].upper()}{fix[1:]}.")])


def faults(library: Library) -> tuple[Fault, ...]:
    """What a person should mend in a library file: entries that do not read and keys that stand twice."""
    works, dropped = parse(library.text, library.path, library.name)
    if not works and not dropped:
        return (Fault(library.path, 0, "", "holds no entry.", "add one, as docs/reference/library.md shows."),)
    return tuple(
        Fault(
            library.path,
            int(record.item.rpartition(":")[2]),
            "",
            f"{record.detail}.",
            f"{_REMEDIES[record.reason]}; docs/reference/library.md shows how.",
        )
        for record in dropped
    )


@lru_cache(maxsize=16)  # a build asks for the same files once a question, and reading is its slowest part
def parse(text: str, path: str, name: str) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """Works of a BibTeX or biblatex text, in its order, and what could not be read, each with file and line."""
    library = bibtexparser.parse_string(
        text, append_middleware=[NormalizeFieldKeys(), SeparateCoAuthors(), SplitNameParts()]
    )
    works: list[Work] = []
    dropped = [_unreadable(block, path) for block in library.failed_blocks]
    for rank, entry in enumerate(library.entries, start=1):
        if any(len(field.value) > MAX_FIELD for field in entry.fields if isinstance(field.value, str)):
            detail = f"{plain(entry.key)!r} has a field of more than {MAX_FIELD} characters"
            dropped.append(_record(path, entry.start_line, Reason.UNREADABLE_ENTRY, detail))
            continue
        fields = _fields(entry)
        if not fields.get("title"):
            dropped.append(_record(path, entry.start_line, Reason.MISSING_TITLE, f"{plain(entry.key)!r} has no title"))
        else:
            works.append(_work(entry, fields, path, name, rank))
            dropped += [
                _record(path, entry.start_line, Reason.UNREADABLE_FIELD, f"{plain(entry.key)!r}: {what}")
                for what in _unreadable_fields(fields)
            ]
    return tuple(works), tuple(dropped)


def _unreadable(block: Block, path: str) -> Dropped:
    twice = isinstance(block, DuplicateBlockKeyBlock)
    reason = Reason.DUPLICATE_KEY if twice else Reason.UNREADABLE_ENTRY
    error = getattr(block, "error", None)
    cause = str(getattr(error, "abort_reason", "") or error or type(block).__name__)
    first_line = (block.raw or "").strip().split("\n", 1)[0]
    return _record(path, block.start_line, reason, f"{cause}, in the entry that begins {first_line!r}")


def _record(path: str, line: int | None, reason: Reason, detail: str) -> Dropped:
    place = f"{path}:{(line or 0) + 1}"
    return Dropped(stage=Stage.SOURCE, item=place, reason=reason, detail=plain(detail))


def _fields(entry: Entry) -> dict[str, str]:
    return {
        name: text
        for field in entry.fields
        if isinstance(field.value, str)
        and (
            text := plain(
                _literal(field.value) if (name := field.key.casefold()) in _VERBATIM else _decoded(field.value)
            )
        )
    }


def _literal(raw: str) -> str:
    """An address or identifier: only the escapes that exporters add are taken back."""
    return re.sub(r"\\([%_&#~$])", r"\1", raw)


def _decoded(raw: str) -> str:
    """LaTeX as text. A bare per cent sign is one: in BibTeX it opens no comment, and none may swallow a sentence.

    A dollar sign opens mathematics only where it closes again as Pandoc has it: no space inside, no digit after.
    """
    if not re.search(r"[\\{}$~%#]|--|``|''", raw):
        return raw
    raw = _JOINED.sub("", raw)[1:-1] if _JOINED.search(raw) and raw[:1] == raw[-1:] == '"' else raw
    raw = re.sub(r"(?<=[0-9])\\textsuperscript\{([-−+]?[0-9]+)\}", r"^\1", raw)
    safe = _SIGN.sub(lambda match: match.group() if len(match.group()) > 1 else f"\\{match.group()}", raw)
    try:
        return str(_latex().latex_to_text(safe))
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        return raw  # what the decoder cannot read is kept as it stands


def _latex() -> LatexNodes2Text:
    """A decoder for one field: decoders remember a title and give it to whoever asks for it next."""
    return LatexNodes2Text(latex_context=_latex_context(), math_mode="text", strict_latex_spaces=False)


@cache
def _latex_context() -> LatexContextDb:
    context = get_default_latex_context_db()
    shown = {**dict.fromkeys(_SILENT, ""), **dict.fromkeys(_WRAPPERS, "%s"), **_SIGNS}
    macros = [MacroTextSpec(name, simplify_repl=text) for name, text in shown.items()]
    context.add_context_category("fields", prepend=True, macros=macros)
    return context


def _unreadable_fields(fields: Fields) -> Iterator[str]:
    """What a field says that cannot be read, and what that counts as; the entry is kept."""
    checks: Mapping[str, Callable[[str], object]] = {
        "checked": lambda raw: raw.casefold() in _YES_NO,
        "notice": lambda raw: _NO_NOTICE.fullmatch(raw) or notices.stated(raw) is not None,
        "doi": ids.doi,
        "pmid": ids.pmid,
        "url": ids.safe_url,
        "year": lambda _raw: _year(fields),
    }
    if (fields.get("archiveprefix") or fields.get("eprinttype") or "").casefold() == "arxiv":
        checks = {**checks, "eprint": ids.arxiv}
    for name in fields:
        near = process.extractOne(name, _OWN_FIELDS, scorer=fuzz.ratio, score_cutoff=80)
        if near is not None and name not in {*_OWN_FIELDS, *_OTHER_FIELDS}:
            yield f"the field {name!r} is not read; did you mean {near[0]!r}?"
    for name, reads in checks.items():
        if name in fields and not reads(fields[name]):
            yield f"{name} = {fields[name]!r} does not read, and {_COUNTS_AS.get(name, 'is set aside')}"


def _work(entry: Entry, fields: Fields, path: str, name: str, rank: int) -> Work:
    found = _identifiers(fields)
    authors = tuple(_authors(entry))
    year = _year(fields)
    kind = _kind(entry.entry_type.casefold(), fields)
    first = authors[0].family if authors else ""
    key = ids.work_key(found.doi, found.arxiv, found.pmid, f"{ids.title_key(fields['title'])}|{first}|{year}")
    return Work(
        key=key,
        title=fields["title"],
        authors=authors,
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
        versions=(_version(plain(entry.key), fields, name, year, kind),),
        sightings=(Sighting(source=f"library/{name}", native_id=plain(entry.key), query=path, rank=rank),),
    )


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
    return Version(id=f"{name}:{key}", label=f"as described in library/{name}", year=year, kind=kind, sections=sections)


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


def _authors(entry: Entry) -> Iterator[Author]:
    field = entry.fields_dict.get("author")
    for parts in field.value if field is not None and isinstance(field.value, list) else ():
        if isinstance(parts, NameParts):
            family = _bare(*parts.von, *parts.last, *parts.jr)
            given = _bare(*parts.first)
            if (family or given) and (family, given) != ("others", ""):
                yield Author(family=family or given, given=given if family and given else None)


def _bare(*parts: str) -> str:
    """A name without the braces that keep an organisation's name in one piece."""
    return plain(_decoded(" ".join(parts)).replace("{", "").replace("}", ""))


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
    code = re.fullmatch(r"([a-z]{2})(?:[-_].*)?", raw)
    return _LANGUAGES.get(raw) or (code.group(1) if code else None)


def _notice(fields: Fields) -> Notice | None:
    """What the entry says of a retraction or correction. A notice that does not read counts as the gravest."""
    if not _NO_NOTICE.fullmatch(fields.get("notice", "none")):
        return notices.stated(fields["notice"]) or Notice.RETRACTION
    return notices.in_title(fields["title"])
