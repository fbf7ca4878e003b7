r"""Works as BibTeX, RIS and CSL-JSON.

Stands above `ids` and `schema`; pure. BibTeX is escaped by hand: bibtexparser's encoder leaves `$…$` and addresses
unescaped, and turns an unpaired brace into `\{`, which BibTeX itself still counts, so that the entry never ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count, product
from string import ascii_lowercase

from generator import ids
from generator.render.markup import flat
from generator.schema import Author, Work, WorkType

_BIBTEX_TYPES = {
    WorkType.ARTICLE: "article",
    WorkType.CONFERENCE_PAPER: "inproceedings",
    WorkType.CHAPTER: "incollection",
    WorkType.BOOK: "book",
    WorkType.PREPRINT: "misc",
    WorkType.THESIS: "phdthesis",
    WorkType.REPORT: "techreport",
    WorkType.OTHER: "misc",
}
_BIBTEX_VENUES = {
    WorkType.ARTICLE: "journal",
    WorkType.CONFERENCE_PAPER: "booktitle",
    WorkType.CHAPTER: "booktitle",
    WorkType.BOOK: "publisher",
    WorkType.THESIS: "school",
    WorkType.REPORT: "institution",
}
_RIS_TYPES = {
    WorkType.ARTICLE: "JOUR",
    WorkType.CONFERENCE_PAPER: "CPAPER",
    WorkType.CHAPTER: "CHAP",
    WorkType.BOOK: "BOOK",
    WorkType.PREPRINT: "UNPB",
    WorkType.THESIS: "THES",
    WorkType.REPORT: "RPRT",
    WorkType.OTHER: "GEN",
}
_CSL_TYPES = {
    WorkType.ARTICLE: "article-journal",
    WorkType.CONFERENCE_PAPER: "paper-conference",
    WorkType.CHAPTER: "chapter",
    WorkType.BOOK: "book",
    WorkType.PREPRINT: "article",
    WorkType.THESIS: "thesis",
    WorkType.REPORT: "report",
    WorkType.OTHER: "document",
}
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "%&#$_"},
}
_PAIRED = {"{": r"\{", "}": r"\}"}
# BibTeX counts braces whether or not they are escaped, so those without a partner must not be written as braces.
_UNPAIRED = {"{": r"\ensuremath{\lbrace}", "}": r"\ensuremath{\rbrace}"}
# Pairs that TeX would print as one sign: --, ``, '', ?` and the like.
_LIGATURE = re.compile(r"([-'`,<>])(?=\1)|[?!](?=`)")
_PLAIN_DOI = re.compile(r"[a-z0-9./()_:;-]+")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9.:/+-]+")
_PLAIN_WORK_KEY = re.compile(r"[\w.:;()/+-]+", re.ASCII)
_CURATORS_KEY = re.compile(r"[A-Za-z0-9:_.-]+")
_RANGE = re.compile(r"(\w+)\s*[-\u2013\u2014]+\s*(\w+)")


def bibtex(works: tuple[Work, ...]) -> str:
    """Works as BibTeX in UTF-8; titles are braced whole so that no style changes their capitals.

    An entry has the key that its curator gave it, as long as no other of the file has it; `claimbook` is ours.
    """
    return "\n".join(_bibtex_entry(work, key) for work, key in zip(works, _citation_keys(works), strict=True))


def ris(works: tuple[Work, ...]) -> str:
    """Works as RIS (Research Information Systems tags), one field a line, in UTF-8."""
    return "\n".join(_ris_entry(work) for work in works)


def csl_json(works: tuple[Work, ...]) -> str:
    """Works as CSL-JSON (Citation Style Language 1.0.2 input)."""
    return json.dumps([_csl_item(work) for work in works], ensure_ascii=False, indent=1) + "\n"


def latex(text: str) -> str:
    """Text as LaTeX that prints exactly `flat(text)`, with braces that BibTeX can count."""
    line = flat(text)
    braces = _PAIRED if _balanced(line) else _UNPAIRED
    parts = [{**_LATEX, **braces}.get(char, char) for char in _LIGATURE.sub(lambda m: f"{m.group()}\0", line)]
    return "".join(parts).replace("\0", "{}")


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _bibtex_entry(work: Work, key: str) -> str:
    fields = {
        "title": "{" + latex(work.title) + "}",
        "author": " and ".join(_bibtex_name(author) for author in work.authors),
        "year": str(work.year) if work.year is not None else "",
        **_bibtex_venue(work),
        "volume": latex(work.volume or ""),
        "number": latex(work.number or ""),
        "pages": _bibtex_pages(work.pages or ""),
        "doi": _bibtex_doi(work.ids.doi or ""),
        "eprint": work.ids.arxiv or "",
        "eprinttype": "arxiv" if work.ids.arxiv else "",
        "archiveprefix": "arXiv" if work.ids.arxiv else "",
        "pmid": work.ids.pmid or "",
        "url": _address(work).replace("{", "%7B").replace("}", "%7D"),
        "note": _bibtex_note(work),
        "claimbook": work.key if _PLAIN_WORK_KEY.fullmatch(work.key) else latex(work.key),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{_BIBTEX_TYPES[work.type]}{{{key},\n{''.join(lines)}}}\n"


def _bibtex_venue(work: Work) -> dict[str, str]:
    """The venue; without one the arXiv id, since classic styles print no eprint."""
    field = _BIBTEX_VENUES.get(work.type, "howpublished")
    if work.venue or not work.ids.arxiv or field != "howpublished":
        return {field: latex(work.venue or "")}
    return {field: f"arXiv:{work.ids.arxiv}"}


def _bibtex_note(work: Work) -> str:
    """The notice, and the arXiv id of a work without venue whose type has no howpublished."""
    unplaced = work.ids.arxiv and not work.venue and work.type in _BIBTEX_VENUES
    return ". ".join(part for part in (_notice(work), f"arXiv:{work.ids.arxiv}" if unplaced else "") if part)


def _bibtex_pages(pages: str) -> str:
    first, last = _page_range(pages)
    return f"{latex(first)}--{latex(last)}" if last else latex(first)


def _page_range(pages: str) -> tuple[str, str]:
    """First and last page; what is no plain range, such as an article number, is the first."""
    found = _RANGE.fullmatch(flat(pages))
    return (found[1], found[2]) if found else (pages, "")


def _bibtex_name(author: Author) -> str:
    if author.given is None:
        return "{" + latex(author.family) + "}"
    return f"{_name_part(author.family)}, {_name_part(author.given)}"


def _name_part(name: str) -> str:
    """A part of a name, in braces where BibTeX would otherwise cut it at a comma or the word "and"."""
    text = latex(name)
    return "{" + text + "}" if "," in text or re.search(r"\band\b", text, re.IGNORECASE) else text


def _bibtex_doi(doi: str) -> str:
    """A DOI as BibTeX tools expect it, verbatim; one with signs that would break the file is escaped."""
    return doi if _PLAIN_DOI.fullmatch(doi) else latex(doi)


def _citation_keys(works: tuple[Work, ...]) -> tuple[str, ...]:
    """One key for each work. BibTeX takes keys that differ in case alone for one, so they are told apart, too."""
    taken: set[str] = set()
    keys = []
    for work in works:
        wanted = _citation_key(work)
        key = next(f"{wanted}{suffix}" for suffix in _suffixes() if f"{wanted}{suffix}".casefold() not in taken)
        taken.add(key.casefold())
        keys.append(key)
    return tuple(keys)


def _suffixes() -> Iterator[str]:
    """Nothing, a to z, aa, ab and so on."""
    yield ""
    for length in count(1):
        yield from ("".join(letters) for letters in product(ascii_lowercase, repeat=length))


def _citation_key(work: Work) -> str:
    """The key that the first library gave the work if BibTeX reads it anywhere, else one made of the work's key."""
    first = work.sightings[0]
    if first.source.startswith(("library/", "supplied/")) and _CURATORS_KEY.fullmatch(first.native_id):
        return first.native_id
    if _PLAIN_KEY.fullmatch(work.key):
        return work.key
    return f"{re.sub(r'[^A-Za-z0-9.:/+-]+', '-', work.key)}-{ids.digest(work.key, length=6)}"


def _ris_entry(work: Work) -> str:
    first_page, last_page = _page_range(work.pages or "")
    fields = [
        ("TY", _RIS_TYPES[work.type]),
        ("ID", work.key),
        ("TI", work.title),
        *(("AU", _ris_name(author)) for author in work.authors),
        ("PY", str(work.year) if work.year is not None else ""),
        ("T2", work.venue or ""),
        ("VL", work.volume or ""),
        ("IS", work.number or ""),
        ("SP", first_page),
        ("EP", last_page),
        ("DO", work.ids.doi or ""),
        ("AN", f"PMID:{work.ids.pmid}" if work.ids.pmid else ""),
        # Readers take a semicolon in UR for the end of an address.
        ("UR", _address(work).replace(";", "%3B")),
        ("N1", _notice(work)),
    ]
    lines = [f"{tag}  - {flat(value)}\n" for tag, value in fields if flat(value)]
    return "".join(lines) + "ER  - \n"


def _ris_name(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.family


def _csl_item(work: Work) -> dict[str, object]:
    item: dict[str, object] = {"id": work.key, "type": _CSL_TYPES[work.type], "title": flat(work.title)}
    if work.authors:
        item["author"] = [_csl_name(author) for author in work.authors]
    if work.year is not None:
        item["issued"] = {"date-parts": [[work.year]]}
    texts = {
        "container-title": flat(work.venue or ""),
        "volume": flat(work.volume or ""),
        "number" if work.type is WorkType.REPORT else "issue": flat(work.number or ""),
        "page": "-".join(part for part in _page_range(flat(work.pages or "")) if part),
        "DOI": work.ids.doi or "",
        "PMID": work.ids.pmid or "",
        "URL": _address(work),
        "language": work.language or "",
        "note": _notice(work),
    }
    return {**item, **{key: value for key, value in texts.items() if value}}


def _csl_name(author: Author) -> dict[str, str]:
    if author.given is None:
        return {"literal": flat(author.family)}
    return {"family": flat(author.family), "given": flat(author.given)}


def _address(work: Work) -> str:
    """The work's own address, else that of its best identifier, else nothing."""
    own = ids.safe_url(work.url) if work.url else None
    if own:
        return own
    named = (("doi", work.ids.doi), ("arxiv", work.ids.arxiv), ("pmid", work.ids.pmid))
    return next((ids.address(scheme, value) for scheme, value in named if value), "")


def _notice(work: Work) -> str:
    return "" if work.notice is None else f"Notice: {work.notice.value.replace('_', ' ')}"
