"""Reads an arXiv paper in HTML, as LaTeXML writes it (classes `ltx_…`): bytes in, an article out; fetches nothing.

The page is translated into a tree with the element names of JATS, so that one reader serves both formats. The standard
library's parser is not used: on open comments and quotes its time grows with the square of the input. The one here
knows what LaTeXML writes, takes anything, and reads every character once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

from generator import ids
from generator.errors import ArticleError
from generator.schema import Author, Ids
from generator.sources.fulltext.article import MAX_BYTES, MAX_DEPTH, Article, abstract, body
from generator.sources.fulltext.grid import read_table, size
from generator.sources.fulltext.prose import Prose, line, read
from generator.text import plain

MAX_ELEMENTS = 2_000_000
VENUE = "arXiv"

_BY_CLASS: Mapping[str, str] = {
    "ltx_bibliography": "skipped",
    "ltx_TOC": "skipped",
    "ltx_acknowledgements": "skipped",
    "ltx_keywords": "skipped",
    "ltx_classification": "skipped",
    "ltx_dates": "skipped",
    "ltx_note": "skipped",
    "ltx_note_mark": "skipped",
    "ltx_ERROR": "skipped",
    "ltx_index": "skipped",
    "ltx_rdf": "skipped",
    "ltx_picture": "skipped",
    "ltx_listing": "skipped",
    "ltx_lstlisting": "skipped",
    "ltx_algorithm": "skipped",
    "ltx_float_algorithm": "skipped",
    "ltx_eqn_eqno": "skipped",
    "ltx_tag_equation": "skipped",
    "ltx_author_notes": "skipped",
    "ltx_page_footer": "skipped",
    "ltx_page_navbar": "skipped",
    "ltx_document": "document",
    "ltx_abstract": "abstract",
    "ltx_authors": "contrib-group",
    "ltx_personname": "personname",
    "ltx_title_document": "article-title",
    "ltx_title": "title",
    "ltx_caption": "caption",
    "ltx_part": "sec",
    "ltx_chapter": "sec",
    "ltx_section": "sec",
    "ltx_subsection": "sec",
    "ltx_subsubsection": "sec",
    "ltx_paragraph": "sec",
    "ltx_subparagraph": "sec",
    "ltx_appendix": "sec",
    "ltx_theorem": "statement",
    "ltx_proof": "statement",
    "ltx_equation": "disp-formula",
    "ltx_equationgroup": "disp-formula",
    "ltx_eqn_table": "disp-formula",
    "ltx_table": "table-wrap",
    "ltx_figure": "fig",
    "ltx_itemize": "list",
    "ltx_enumerate": "list",
    "ltx_description": "list",
    "ltx_item": "list-item",
    "ltx_quote": "disp-quote",
    "ltx_verse": "disp-quote",
    "ltx_para": "p",
    "ltx_p": "p",
    "ltx_tabular": "table",
    "ltx_thead": "thead",
    "ltx_tbody": "tbody",
    "ltx_tfoot": "tfoot",
    "ltx_tr": "tr",
    "ltx_th": "th",
    "ltx_td": "td",
    "ltx_cite": "xref",
    "ltx_tag": "label",
    "ltx_font_bold": "bold",
}
"""What an element is by its class; of several classes the first of this list counts."""

_ORDER = {name: at for at, name in enumerate(_BY_CLASS)}
_BY_NAME: Mapping[str, str] = {
    "br": "break",
    "sup": "sup",
    "sub": "sub",
    "b": "bold",
    "strong": "bold",
    "svg": "skipped",
    "nav": "skipped",
    "footer": "skipped",
    "button": "skipped",
    "select": "skipped",
    "template": "skipped",
    "title": "page-title",
    "p": "p",
    "td": "td",
    "th": "th",
    "tr": "tr",
}
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN = frozenset({"script", "style"})
_CELLS = frozenset({"td", "th"})
_TABULAR = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_MARKER = re.compile(r"\W*(?:[0-9.]+|[ivxIVX]+|[a-zA-Z]|)\W*")
_STAMP = re.compile(r"arXiv:(?P<id>\S+?)(?:v[0-9]+)?\s.{0,40}?(?P<year>(?:19|20)[0-9]{2})\s*$", re.DOTALL)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,5}")
_PEOPLE = re.compile(r"\s*(?:,|;|&|\band\b|\\AND)\s*")


def article(html: bytes) -> Article:
    """The paper of a page. Raises ArticleError for a page that holds none, and for one that is too large."""
    if len(html) > MAX_BYTES:
        raise ArticleError(f"it has {len(html)} bytes, and more than {MAX_BYTES} are not read")
    root = _tree(html)
    paper = next(root.iter("document"), None)
    if paper is None:
        raise ArticleError("the page holds no paper that LaTeXML wrote")
    _label(paper)
    said, told = Prose(), Prose()
    for own in (one for found in _first(paper, "abstract") for one in found):
        read((own,), said)
    told.count(said.characters)
    read((paper,), told)
    tables = []
    for wrap in told.tables:
        table = read_table(wrap)
        told.count(size(table.rows))
        tables.append(table)
    stamp = _STAMP.match(_by_id(root, "watermark-tr"))
    return Article(
        title=line(next(paper.iter("article-title"), None)) or line(next(root.iter("page-title"), None)),
        authors=tuple(_authors(paper)),
        year=int(stamp["year"]) if stamp else None,
        venue=VENUE,
        ids=Ids(arxiv=ids.arxiv(stamp["id"]) if stamp else None),
        licence=_licence(root, paper),
        abstract=abstract(said),
        body=body(told),
        tables=tuple(tables),
    )


def words(html: bytes) -> str:
    """The text of a page, or of what pretends to be one, as one line: what a service says instead of an article."""
    return plain(" ".join(token for token in _tokens(html.decode(errors="replace")) if isinstance(token, str)))


def _first(paper: Element, name: str) -> Iterator[Element]:
    found = next(paper.iter(name), None)
    if found is not None:
        yield found


def _authors(paper: Element) -> Iterator[Author]:
    """Those whose names can be told: before the first line break, and before addresses."""
    for one in paper.iter("personname"):
        first = (one.text or "") + "".join(_before_break(one))
        for name in _PEOPLE.split(plain(first)):
            if _NAME.fullmatch(name):
                given, _, family = name.rpartition(" ")
                yield Author(family=family, given=given)


def _before_break(name: Element) -> Iterator[str]:
    for part in name:
        if part.tag == "break":
            return
        yield (line(part) if part.tag not in {"sup", "skipped"} else "") + (part.tail or "")


def _by_id(root: Element, wanted: str) -> str:
    return next((line(one) for one in root.iter() if one.get("id") == wanted), "")


def _licence(root: Element, paper: Element) -> str | None:
    """What the page says beside the paper: a paper may name licences of other works."""
    within = {id(one) for one in paper.iter()}
    for one in root.iter():
        address = one.get("href", "")
        is_stated = one.get("id") == "license-tr" or "license" in one.get("rel", "").split()
        if id(one) not in within and (is_stated or "creativecommons.org/" in address):
            said = line(one)
            return (said if said and "info.arxiv.org" in address else f"{address} {said}".strip()) or None
    return None


def _label(paper: Element) -> None:
    """Gives tables and figures the label that stands within their captions; a figure called a table becomes one."""
    for one in [found for found in paper.iter() if found.tag in {"fig", "table-wrap"}]:
        inner = (part for child in one for part in (child, *child))
        captions = [part for part in inner if part.tag == "caption"]
        if not captions:
            continue
        label = next(captions[0].iter("label"), None)
        if captions[0] not in list(one):
            one.append(captions[0])
        if label is None:
            continue
        own = Element("label")
        own.text = line(label).rstrip(": ")
        label.text = ""
        del label[:]
        one.insert(0, own)
        if one.tag == "fig" and own.text.casefold().startswith("tab"):
            one.tag = "table-wrap"


# --- from bytes to a tree -------------------------------------------------------------------------------------------


class _Tag(NamedTuple):
    name: str
    closes: bool
    attributes: str


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_SIGN = re.compile(r"[\"'>]")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_KEPT = frozenset({"class", "id", "href", "rel", "alttext", "colspan", "rowspan", "open", "close"})


def _tokens(text: str) -> Iterator[_Tag | str]:
    """Tags and texts, in linear time: what is never closed is looked for once."""
    at, absent = 0, set[str]()
    while (start := text.find("<", at)) >= 0:
        if start > at:
            yield unescape(text[at:start])
        if text.startswith(("<!", "<?"), start):
            sign = "-->" if text.startswith("<!--", start) else ">"
            end = text.find(sign, start)
            if end < 0:
                return
            at = end + len(sign)
            continue
        tag = _TAG.match(text, start)
        if tag is None:
            yield "<"
            at = start + 1
            continue
        end = _end(text, tag.end(), absent)
        if end < 0:
            return
        name = tag[2].casefold()
        yield _Tag(name, bool(tag[1]), text[tag.end() : end])
        at = end + 1
        if name in _HIDDEN and not tag[1]:
            hidden = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            if hidden is None:
                return
            at = hidden.start()
    if at < len(text):
        yield unescape(text[at:])


def _end(text: str, at: int, absent: set[str]) -> int:
    """Where a tag ends, whatever its quotes hold; -1 where it never does."""
    while (sign := _SIGN.search(text, at)) is not None:
        if sign[0] == ">":
            return sign.start()
        at = sign.end()
        if sign[0] not in absent:
            closed = text.find(sign[0], at)
            if closed < 0:
                absent.add(sign[0])
            else:
                at = closed + 1
    return -1


def _attributes(raw: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(raw):
        if (name := one[1].casefold()) in _KEPT:
            found.setdefault(name, unescape(one[2] or one[3] or one[4] or ""))
    return found


class _Builder:
    """Builds the tree; remembers what is open, so that a tag that closes nothing is passed over without a search."""

    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.tree.start("page", {})
        self.names: list[tuple[str, str]] = []
        self.by_name: Counter[str] = Counter()
        self.by_tag: Counter[str] = Counter()
        self.elements = 0

    def open(self, tag: _Tag) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise ArticleError(f"it has more than {MAX_ELEMENTS} elements")
        if tag.name in _CELLS | {"tr", "li", "p"} and self.names and self.names[-1][0] == tag.name:
            self.close(tag.name)
        attributes = _attributes(tag.attributes) if "=" in tag.attributes else {}
        made = self.translated(tag.name, attributes.get("class", ""))
        if made == "xref":
            attributes["ref-type"] = "bibr"
        self.tree.start(made, attributes)
        if tag.name in _VOID or tag.attributes.endswith("/"):
            self.tree.end(made)
            return
        self.names.append((tag.name, made))
        if len(self.names) > MAX_DEPTH:
            raise ArticleError(f"its elements stand in more than {MAX_DEPTH} others")
        self.by_name[tag.name] += 1
        self.by_tag[made] += 1

    def translated(self, name: str, classes: str) -> str:
        """What an element is called in JATS, where it stands; what is in a formula keeps its name."""
        if name == "math" or self.by_tag["math"]:
            return name
        known = min((one for one in classes.split() if one in _ORDER), key=_ORDER.__getitem__, default="")
        made = _BY_CLASS.get(known) or _BY_NAME.get(name, "line" if name == "div" else "inline")
        is_set = self.by_tag["td"] or self.by_tag["th"]
        if self.by_tag["disp-formula"] and made != "skipped":
            return "inline"
        if made == "table" and (is_set or self.by_tag["inner"]):
            return "inner"  # a table in a cell, which breaks a line
        if made in _TABULAR - {"table"} and (self.by_tag["inner"] or not self.by_tag["table"]):
            return "line"
        if made == "p" and (is_set or self.by_tag["p"] or self.by_tag["caption"]):
            return "line"
        return made

    def close(self, name: str) -> None:
        if not self.by_name[name]:
            return
        while True:
            found, made = self.names.pop()
            self.by_name[found] -= 1
            self.by_tag[made] -= 1
            self.tree.end(made)
            if found == name:
                return

    def whole(self) -> Element:
        for _, made in reversed(self.names):
            self.tree.end(made)
        self.tree.end("page")
        return self.tree.close()


def _tree(html: bytes) -> Element:
    builder = _Builder()
    for token in _tokens(html.decode(errors="replace").removeprefix("\ufeff")):
        if isinstance(token, str):
            builder.tree.data(token)
        elif token.closes:
            builder.close(token.name)
        else:
            builder.open(token)
    return builder.whole()
