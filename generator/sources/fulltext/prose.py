"""Paragraphs, figures' captions and tables of a part of an article, in reading order; pure, and without recursion.

The tree has the element names of JATS, which `html` translates into. Every paragraph comes through `text.plain`; notes,
marks of citations and everything that is no part of the argument (see SKIPPED and `is_aside`) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from generator.errors import ArticleError
from generator.results import MARKS
from generator.sources.fulltext.formulas import NAMES as FORMULAS
from generator.sources.fulltext.formulas import formula, local
from generator.text import plain

MAX_CHARACTERS = 4_000_000
"""Of an article's whole text, tables included."""
DEEPEST = 6
"""Titles that a place has at most."""
LONGEST_TITLE = 120

SKIPPED = frozenset(
    "title label ref-list ref ack notes fn fn-group glossary supplementary-material media"
    " graphic inline-graphic object-id kwd-group permissions bio alt-text long-desc caption table-wrap-foot code"
    " preformat sig-block author-notes related-article related-object attrib front-stub abstract article-title"
    " contrib-group skipped".split()
)
_SECTIONS = frozenset({"sec", "app", "boxed-text"})
_BLOCKS = frozenset(
    "p list list-item disp-quote def-list def-item def statement speech verse-group verse-line app-group body back"
    " floats-group floats-wrap fig-group table-wrap-group document".split()
)
_LINES = frozenset({"break", "line", "inner", "term"})
_CITED = frozenset({"bibr", "ref", "other"})
_NOTED = frozenset({"fn", "table-fn", "author-notes", "corresp", "aff"})


class Place(NamedTuple):
    """Where a paragraph stands: the titles above it, outer to inner, and a number that tells equal titles apart."""

    titles: tuple[str, ...]
    number: int


@dataclass(slots=True)
class Prose:
    """What was read: paragraphs by their places, in order; captions of figures; elements of tables, unread."""

    paragraphs: dict[Place, list[str]] = field(default_factory=dict)
    figures: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    characters: int = 0

    def add(self, place: Place, text: str) -> None:
        """Raises ArticleError where the whole text becomes too long."""
        self.count(len(text))
        self.paragraphs.setdefault(place, []).append(text)

    def count(self, characters: int) -> None:
        """Raises ArticleError where the whole text becomes too long."""
        self.characters += characters
        if self.characters > MAX_CHARACTERS:
            raise ArticleError(f"its text has more than {MAX_CHARACTERS} characters")


class _Flush(NamedTuple):
    """Ends the paragraph that is being read; `heads` is an element that was nothing but a heading in bold."""

    place: Place
    heads: bool = False


class _Reader:
    def __init__(self, found: Prose) -> None:
        self.found = found
        self.parts: list[str] = []
        self.under: dict[Place, Place] = {}
        self.number = 0

    def new(self, titles: tuple[str, ...]) -> Place:
        self.number += 1
        return Place(titles, self.number)

    def read(self, root: Element) -> None:
        stack: list[tuple[Element | str | _Flush, Place]] = [(root, self.new(()))]
        while stack:
            item, place = stack.pop()
            if isinstance(item, str):
                self.parts.append(item)
            elif isinstance(item, _Flush):
                self.flush(item)
            else:
                if item is not root and item.tail:
                    stack.append((item.tail, place))
                stack.extend(reversed(list(self.opened(item, place))))

    def opened(self, element: Element, place: Place) -> Iterator[tuple[Element | str | _Flush, Place]]:
        """What stands in an element's stead."""
        name = local(element)
        if name in SKIPPED:
            return
        if name in {"fig", "table-wrap", "table"} and not _is_group(element):
            self.float(element)
            yield " ", place
        elif name in _SECTIONS:
            self.flush(_Flush(place))
            title = _title(element)
            if is_aside(title, element.get("sec-type", "")):
                return
            inner = self.new((*place.titles, title)[:DEEPEST] if title else place.titles)
            yield from ((child, inner) for child in element)
            yield _Flush(inner), inner
        elif name in _BLOCKS or name in {"fig", "table-wrap"}:
            self.flush(_Flush(place))
            yield from _inside(element, place)
            yield _Flush(place, heads=name == "p" and _is_heading(element)), place
        elif (text := _inline(element, name, self.parts)) is not None:
            yield text, place
        elif name in _LINES:
            yield from ((" ", place), *_inside(element, place), (" ", place))
        else:
            yield from _inside(element, place)

    def float(self, element: Element) -> None:
        if local(element) == "fig":
            label, caption = line(element.find("label")), captioned(element.find("caption"))
            self.found.figures += [(label, caption)] if caption else []
        else:
            self.found.tables.append(element)

    def flush(self, ended: _Flush) -> None:
        text, self.parts = readable("".join(self.parts)), []
        if not text or _ASIDE_TEXT.match(text):
            return
        if ended.heads:
            self.under[ended.place] = self.new((*ended.place.titles, titled(text))[:DEEPEST])
        else:
            self.found.add(self.under.get(ended.place, ended.place), text)


def _is_group(element: Element) -> bool:
    """Whether a table holds others with captions of their own."""
    inner = element.iter(element.tag)
    next(inner)
    return element.tag == "table-wrap" and next(inner, None) is not None


def _inside(element: Element, place: Place) -> Iterator[tuple[Element | str | _Flush, Place]]:
    yield element.text or "", place
    yield from ((child, place) for child in element)


def read(roots: Iterable[Element], found: Prose) -> None:
    """Adds what stands in some elements to what was found. Raises ArticleError where it becomes too long."""
    reader = _Reader(found)
    for root in roots:
        reader.read(root)


def captioned(caption: Element | None) -> tuple[str, ...]:
    """The paragraphs of a caption, its title first."""
    if caption is None:
        return ()
    lines = [line(one) for one in caption] if not (caption.text or "").strip() else []
    whole = lines if any(lines) and all(one.tag in {"title", "p"} for one in caption) else [line(caption)]
    return tuple(filter(None, whole))


def line(element: Element | None) -> str:
    """The text of a title, a label or a caption in one line."""
    if element is None:
        return ""
    parts: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        if item is not element:
            stack.append(item.tail or "")
            if (name := local(item)) in SKIPPED - {"title"}:
                continue
            if (text := _inline(item, name, parts)) is not None:
                parts.append(text)
                continue
            parts.append(" " if name in _LINES or name in _BLOCKS else "")
        stack.extend([*reversed(item), item.text or ""])
    return readable("".join(parts))


# --- titles ---------------------------------------------------------------------------------------------------------

_NUMBERING = re.compile(r"(?:(?:[0-9]+(?:\.[0-9]+)*|[IVX]{1,5}|[A-Z])[.):]\s*|[0-9]+(?:\.[0-9]+)*\s+)(?=[^\W\d_])")
_ASIDE = re.compile(
    r"(?:acknowledge?ments?|fundings?|financial (?:support|disclosures?)|grants?|sources? of (?:support|funding)"
    r"|(?:the )?authors?['’\u2018`]?s?['’\u2018`]? (?:contributions?|information|details|affiliations)"
    r"|contributors?(?:hip)?"
    r"|credit author\w*|competing (?:financial )?interests?|conflicts? of interests?|duality of interest"
    r"|declarations?|disclosures?|statements? of (?:competing|conflict)"
    r"|(?:data|code|software)(?: and (?:data|code|software|materials?))? (?:availability|accessibility|sharing)"
    r"|availability of (?:data|code|supporting|materials?)|contributions? (?:to authorship|of (?:the )?authors)|doi"
    r"|(?:list of )?abb?reviations?|nomenclature|glossary"
    r"|(?:electronic |online )?(?:supplement(?:ary|al|ary online)?|supporting) (?:materials?|data|information|files?"
    r"|content|appendix|tables?|figures?)|supplements?\b|web (?:extra|supplement)|additional (?:files?|information)"
    r"|multimedia appendi(?:x|ces)|pre-?publication history|consent for publication|publisher['’]s note|open access"
    r"|key ?words?|copyright|references?$|bibliography|literature cited|list of (?:figures|tables)|table of contents"
    r"|provenance and peer review|footnotes?$|trial status$|(?:neurips|iclr|icml)\b.*checklist"
    r"|ethics approval and consent|peer review|reviewer comments)\b",
    re.IGNORECASE,
)
_ASIDE_TYPES = re.compile(
    r"supplement|coi|conflict|\back|data-availab|fund|contrib|display-objects|additional-information|ref-list|abbrev"
)
_ASIDE_TEXT = re.compile(r"key ?words? ?(?::|-|–)|(?:copyright )?©|copyright (?:©|\(c\)|[12][0-9]{3})", re.IGNORECASE)


def is_aside(title: str, kind: str = "") -> bool:
    """Whether a section is no part of the argument: thanks, funding, interests, data, abbreviations, supplements."""
    return bool(_ASIDE.match(title) or _ASIDE_TYPES.search(kind.casefold()))


def titled(text: str) -> str:
    """A title as people say it: without its number and the sign at its end."""
    bare = _NUMBERING.sub("", text, count=1).rstrip(" .:;–—-") if text else ""
    return bare if len(bare) <= LONGEST_TITLE else bare[: LONGEST_TITLE - 1].rstrip() + "…"


def _title(section: Element) -> str:
    own = section.find("title")
    return titled(line(section.find("caption/title") if own is None else own)) or titled(line(section.find("label")))


def _is_heading(paragraph: Element) -> bool:
    """Whether a paragraph is a few words in bold and nothing else: a heading that was not marked as one."""
    if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip(" \n\t.:"):
        return False
    words = "".join(paragraph[0].itertext()).strip() if paragraph[0].tag == "bold" else ""
    return 0 < len(words) <= LONGEST_TITLE and not re.search(r"[.?!]\s|[,;]$", words) and words[0].isalpha()


# --- texts ----------------------------------------------------------------------------------------------------------

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around the mark of a citation until the line is whole; both are of the area for private use."""
_PRIVATE = str.maketrans("", "", _OPEN + _CLOSE)
_REF = rf"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}"
_RUN = re.compile(
    rf" ?(?P<left>[\[(] ?)?(?P<refs>{_REF}(?:(?: ?[,;–—-])* ?(?:and |& )?{_REF})*)(?P<right>[ ,;.]{{0,3}}[\])])?"
)
_LEANS = re.compile(
    r"(?:^|[\s(])(?:in|by|of|from|see|to|with|and|refs?\.?|references?|per|following|than)$", re.IGNORECASE
)
_WORDED = re.compile(r"[^\W\d_]{2}|(?:1[5-9]|20)[0-9]{2}")
_BRACKETED = re.compile(r"[\[(].*[\])]", re.DOTALL)
_EMPTY = re.compile(r" ?(?:\([ ,;–-]*\)|\[[ ,;–-]*\])")
_TWICE = re.compile(r"(?<=[,;])(?: ?[,;])+")
_EDGE = re.compile(r"(?<=[\[(])(?: ?[,;])+ ?| ?(?:[,;] ?)+(?=[\])])")

_MARK = re.compile(rf"[a-z]|[a-g]{{1,4}}|[{MARKS}∥,;\s]+|[a-z](?:\s?[,;]\s?[a-z])+")
_SIGNED = re.compile(r"[-−–][0-9]+")
_NUMBER = re.compile(r"[0-9]+")
_LIST = re.compile(r"[0-9]+(?:\s?[,;–-]\s?[0-9]+)+,?")
_ION = re.compile(r"[0-9]?[+−–-]{1,2}|[+−–-][0-9]")
_BASE = re.compile(r"(?<![0-9.])(?:[0-9]|10)$")
_UNIT = re.compile(
    r"(?<![^\W\d_])(?!(?:in|of|is|by|to|at|on|as|it|al|we|or|be|so|no|if|an|a)$)[^\W\d_]{1,2}$", re.IGNORECASE
)


def _inline(element: Element, name: str, before: list[str]) -> str | None:
    """The text of an element that is not read as it stands, or None for all others."""
    if name in FORMULAS or (name == "alternatives" and any(local(one) in FORMULAS for one in element.iter())):
        return f" {formula(element)} " if name == "disp-formula" else formula(element)
    if name == "xref":
        return _reference(element)
    if name == "sup":
        if any(one.get("ref-type") in _CITED for one in element.iter("xref")):
            return _OPEN + _CLOSE
        if next(element.iter("xref"), None) is not None:
            return ""
        return _raised("".join(element.itertext()).translate(_PRIVATE), "".join(before[-2:]), element.tail or "")
    return None


def _reference(xref: Element) -> str | None:
    kind = xref.get("ref-type")
    if kind in _NOTED:
        return ""
    if kind not in _CITED:
        return None
    is_raised = next(xref.iter("sup"), None) is not None
    return _OPEN + ("" if is_raised else "".join(xref.itertext()).translate(_PRIVATE)) + _CLOSE


def _raised(text: str, before: str, after: str) -> str:
    """A raised text as it reads in a line: the mark of a note or a source vanishes, a power gets a sign."""
    bare = text.strip()
    if bare.upper() == "TM":
        return "™"
    if _SIGNED.fullmatch(bare):
        return f"^{bare}" if before[-1:].isdigit() else bare
    if _ION.fullmatch(bare):
        return bare
    if _NUMBER.fullmatch(bare):
        if _BASE.search(before):
            return f"^{bare}"
        is_isotope = not before[-1:].strip(" ([") and after[:1].isupper()
        return text if is_isotope or _UNIT.search(before) else ""
    return "" if not bare or _MARK.fullmatch(bare) or _LIST.fullmatch(bare) else text


def readable(raw: str) -> str:
    """A line as people read it, without the marks of citations."""
    text = plain(raw)
    if _OPEN not in text:
        return text
    bare = _RUN.sub(lambda run: _kept(run, text), text).translate(_PRIVATE)
    return plain(_TWICE.sub("", _EDGE.sub("", _EMPTY.sub("", bare))))


def _kept(run: re.Match[str], text: str) -> str:
    """What stays of citations: what was said of them in words, and what a sentence leans on ("as in [12]")."""
    whole, refs = run.group(), run["refs"].translate(_PRIVATE).strip()
    if not refs.strip(" ,;–—-"):
        return " " if run["right"] is None and run["left"] is None and _parts_words(run, text) else _brackets(run)
    if _LEANS.search(text[max(0, run.start() - 12) : run.start()]):
        return whole
    if (run["left"] and run["right"]) or _BRACKETED.fullmatch(refs):
        return " " if _parts_words(run, text) else ""
    return whole if _WORDED.search(refs) else (" " if _parts_words(run, text) else "") + _brackets(run)


def _brackets(run: re.Match[str]) -> str:
    return "".join(filter(None, (" " + run["left"] if run["left"] else "", run["right"])))


def _parts_words(run: re.Match[str], text: str) -> bool:
    """Whether words on both sides would be glued together."""
    after = text[run.end() : run.end() + 1]
    return run.start() > 0 and (after.isalnum() or after in {"(", "["})
