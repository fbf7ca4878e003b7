"""What a full text gives, whichever format it came in: an article, its sections, and the version that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator import ids, licences
from generator.schema import Author, Ids, Origin, Section, Version, WorkType
from generator.sources.fulltext.grid import Table, section
from generator.sources.fulltext.prose import Prose

MAX_BYTES = 32 * 2**20
"""Of a body."""
MAX_DEPTH = 256
"""Elements within each other. Real articles have some 50; a bound keeps the time linear in the size."""
PARAGRAPH = "\n\n"
"""What stands between two paragraphs of a section; within one there is no line break."""
UNTITLED = "Text"
"""The name of what stands under no title."""

_FIGURE = re.compile(r"fig(?:ure|s?\.|)\s*(?=S?[0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Article:
    """A full text. `licence` is as its source words it; sections are of the source, named as people name them."""

    title: str
    authors: tuple[Author, ...]
    year: int | None
    venue: str | None
    ids: Ids
    licence: str | None
    abstract: tuple[Section, ...]
    body: tuple[Section, ...]
    tables: tuple[Table, ...]


def sections_of(article: Article) -> tuple[Section, ...]:
    """Abstract, body, captions of figures, tables: each with a name of its own, whatever its case."""
    found = (*article.abstract, *article.body, *(section(table) for table in article.tables))
    taken: dict[str, int] = {}
    return tuple(_named(one, taken) for one in found)


def version(article: Article, kind: WorkType, id: str, label: str) -> Version:  # noqa: A002 - as the record calls it
    """The state of a work that the article is."""
    return Version(
        id=id,
        label=label,
        year=article.year,
        kind=kind,
        licence=licences.normal(article.licence or ""),
        sections=sections_of(article),
    )


def abstract(prose: Prose) -> tuple[Section, ...]:
    """One section; a part of a structured abstract begins with its title, as PubMed prints it: "Methods: …"."""
    paragraphs: list[str] = []
    for place, texts in prose.paragraphs.items():
        title = "" if not place.titles or place.titles[-1].casefold() in {"abstract", "summary"} else place.titles[-1]
        paragraphs += [f"{title}: {texts[0]}" if title else texts[0], *texts[1:]]
    return (_section("abstract", paragraphs),) if paragraphs else ()


def body(prose: Prose) -> tuple[Section, ...]:
    """A section for each place, then the captions of figures."""
    return (*_places(prose), *(_section(_figure(label), caption) for label, caption in prose.figures))


def _places(prose: Prose) -> Iterator[Section]:
    for place, paragraphs in prose.paragraphs.items():
        yield _section(", ".join(place.titles) or UNTITLED, paragraphs)


def _figure(label: str) -> str:
    return _FIGURE.sub("Figure ", label.rstrip(".:|– "), count=1) or "Figure"


def _section(name: str, paragraphs: Iterable[str]) -> Section:
    text = PARAGRAPH.join(paragraphs)
    return Section(origin=Origin.SOURCE, name=name, text=text, sha256=ids.sha256(text))


def _named(one: Section, taken: dict[str, int]) -> Section:
    """The section, with a number behind its name where that is taken; `taken` has the last number of every name."""
    name = one.name
    while name.casefold() in taken:
        taken[one.name.casefold()] += 1
        name = f"{one.name} ({taken[one.name.casefold()]})"
    taken[name.casefold()] = 1
    return one if name == one.name else one.model_copy(update={"name": name})
