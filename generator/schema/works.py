"""Works, their text and its passages, and what is dropped on the way to them: what sources give and screening keeps.

Stands above `base` and `words`; `report` builds on it. It must not know claims: a passage does not say what it is
good for.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from generator import ids
from generator.schema.base import Record
from generator.schema.words import Form, Notice, Origin, Outcome, Reason, Stage, WorkType

OWN_FILES = ("library/", "supplied/")
"""What the names of sources begin with that are files of the project."""


class Author(Record):
    """A person, or an organisation (then `given` is None)."""

    family: str = Field(min_length=1)
    given: str | None = None


class Ids(Record):
    """Identifiers in their normal form (see `generator.ids`); None is unknown."""

    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None
    pmcid: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Each with its scheme in front ("doi:10.1000/x"); the DOI of a preprint at arXiv as arXiv's own."""
        found = []
        for scheme in ids.SCHEMES:
            if value := getattr(self, scheme):
                arxiv = ids.arxiv_of_doi(value) if scheme == "doi" else None
                found.append(f"arxiv:{arxiv}" if arxiv else f"{scheme}:{value}")
        return tuple(dict.fromkeys(found))


class Excerpt(Record):
    """A sentence or table row kept of a text that may not be: where it stood in it, and its `place` in words."""

    place: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    text: str

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("an excerpt's offsets span its text")
        return self


class Section(Record):
    """A run of text of one version; passages count offsets, in code points, into `text`.

    A table's text has its caption and then a line a row, as `results.lines` writes it. `text` is None where it may not
    be republished; `sha256` always is of the whole text. What an evidence lock keeps of such a text are its `excerpts`,
    and `named`, the concepts of the question that it was found to name.
    """

    origin: Origin
    name: str
    text: str | None
    sha256: str
    form: Form = Form.PROSE
    excerpts: tuple[Excerpt, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def held(self) -> str:
        """The text, or as much of it as is kept."""
        return "\n".join(one.text for one in self.excerpts) if self.text is None else self.text


class Version(Record):
    """One state of a work: a preprint's version, the published article, or the state that a library describes.

    `licence` is that of its text in the form of `generator.licences` ("CC BY"); None is not stated. `notice` is one on
    this version alone: a preprint may be withdrawn whose article stands.
    """

    id: str
    label: str
    year: int | None
    kind: WorkType
    licence: str | None = None
    notice: Notice | None = None
    sections: tuple[Section, ...] = ()


class Sighting(Record):
    """One source saw one work."""

    source: str
    native_id: str
    query: str
    rank: int
    url: str | None = None

    @property
    def retrieved(self) -> bool:
        """Whether a service gave the record, and no file of the project."""
        return not self.source.startswith(OWN_FILES)


class Work(Record):
    """A publication, with every version and sighting of it that was joined.

    `pages` is a range as the source prints it ("12–34") or an article number. `checked` says whether title, authors and
    abstract were seen at the source, by a curator or by retrieving them there; None is not stated. `same_as` are
    identifiers ("doi:10.1000/x") of other versions of the work: those that a source asserts, and those of joined
    records that `ids` has no room for.
    """

    key: str
    title: str
    authors: tuple[Author, ...]
    year: int | None
    venue: str | None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    type: WorkType
    ids: Ids
    url: str | None
    language: str | None = None
    checked: bool | None = None
    notice: Notice | None = None
    note: str | None = None
    same_as: tuple[str, ...] = ()
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    sightings: Annotated[tuple[Sighting, ...], Field(min_length=1)]

    @property
    def retrieved_from(self) -> tuple[str, ...]:
        """The services that gave its record, sorted."""
        return tuple(sorted({one.source for one in self.sightings if one.retrieved}))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices on the work and on single versions of it, each once, the gravest first."""
        found = {self.notice, *(version.notice for version in self.versions)}
        return tuple(notice for notice in Notice if notice in found)

    def is_retracted(self, version: str) -> bool:
        """Whether the text of a version stands no longer: the work was retracted, or that version was."""
        on_version = (one.notice for one in self.versions if one.id == version)
        return Notice.RETRACTION in (self.notice, *on_version)

    def is_of_preprint(self, version: str) -> bool:
        """Whether a version is the preprint of a work that was published otherwise, too."""
        kinds = {one.id: one.kind for one in self.versions}
        return self.type is not WorkType.PREPRINT and kinds.get(version) is WorkType.PREPRINT

    @property
    def byline(self) -> str:
        """How running text names the work: family names and year, or its title where no author is known."""
        return f"{self._names()} ({self._year()})"

    @property
    def citation(self) -> str:
        """How a parenthesis names the work: "Chen et al., 2026"."""
        return f"{self._names()}, {self._year()}"

    def _year(self) -> str:
        return "no year" if self.year is None else str(self.year)

    def _names(self) -> str:
        families = [author.family for author in self.authors]
        if len(families) > 2:  # noqa: PLR2004 - two names are given in full, three become "et al."
            return f"{families[0]} et al."
        return " and ".join(families) or self.title


class Dropped(Record):
    """Something left out: by which stage, what, why. `item` is a work key, a passage id or a place in a file."""

    stage: Stage
    item: str
    reason: Reason
    detail: str = ""


class Batch(Record):
    """What one source gave for one question; `cut` are the terms that its limits left no room for."""

    source: str
    query: str
    works: tuple[Work, ...]
    dropped: tuple[Dropped, ...] = ()
    cut: tuple[str, ...] = ()


class Passage(Record):
    """A located sentence or table row, `text == section.text[start:end]` in code points; `place` is where."""

    id: str
    work: str
    version: str
    origin: Origin
    section: str
    place: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    text: str
    form: Form = Form.PROSE

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("a passage's offsets span its text")
        return self


class DigestFate(Record):
    """What became of a sentence of our digest when the work's own text was read: whether a passage of it says so.

    `passage` is the one that comes nearest; None where none shares a word.
    """

    work: str
    text: str
    outcome: Outcome
    passage: str | None
    why: str


class Inclusion(Record):
    """Why a work was included: the required concepts found in it, or the pin that kept it, and how it ranks.

    `score` is what it ranks by: BM25 and cosine fused, or BM25 alone where `cosine` is None for want of an embedder.
    `unstated` names what the question limits and the work does not state (year, language): it was kept all the same.
    """

    work: str
    concepts: tuple[str, ...]
    score: float
    bm25: float
    cosine: float | None = None
    unstated: tuple[str, ...] = ()
    pinned: str | None = None
