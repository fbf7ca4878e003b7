"""The question and its parts: where the flow begins.

Stands above `base` and `words`, and asks `ids` how an identifier reads. It checks what one question says by itself;
it must not read files (`generator.questions` does) nor know works, claims or reports.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from generator import ids
from generator.schema.base import Line, Record, Term
from generator.schema.words import Facet, StoreText, WorkType

MAX_SYNONYMS = 60
MAX_CONCEPTS = 20


class Concept(Record):
    """One idea of a facet; it is found where its name or any synonym is found (OR)."""

    name: Term = Field(description="The concept as the question words it; it is searched for, too.")
    any: Annotated[tuple[Term, ...], Field(max_length=MAX_SYNONYMS)] = Field(
        default=(), description="Synonyms and narrower terms, OR-ed with the name."
    )
    required: bool = Field(default=True, description="Whether an answer must cover it. Required concepts are AND-ed.")

    @property
    def terms(self) -> tuple[str, ...]:
        """Name and synonyms, without repeats, in their order."""
        return tuple(dict.fromkeys((self.name, *self.any)))


class Facets(Record):
    """The question taken apart (PICO and setting); each facet is a list of concepts."""

    population: tuple[Concept, ...] = Field(
        default=(), max_length=MAX_CONCEPTS, description="Who or what is studied: systems, patients."
    )
    intervention: tuple[Concept, ...] = Field(default=(), max_length=MAX_CONCEPTS, description="What is done to them.")
    comparator: tuple[Concept, ...] = Field(
        default=(), max_length=MAX_CONCEPTS, description="What it is compared with."
    )
    outcome: tuple[Concept, ...] = Field(default=(), max_length=MAX_CONCEPTS, description="What is measured.")
    setting: tuple[Concept, ...] = Field(
        default=(), max_length=MAX_CONCEPTS, description="Benchmarks, data sets, places."
    )

    def of(self, facet: Facet) -> tuple[Concept, ...]:
        """The concepts of one facet."""
        concepts: tuple[Concept, ...] = getattr(self, facet.value)
        return concepts

    def each(self) -> tuple[tuple[Facet, Concept], ...]:
        """Every concept with its facet, in the order of the facets."""
        return tuple((facet, concept) for facet in Facet for concept in self.of(facet))

    def required(self) -> tuple[tuple[Facet, Concept], ...]:
        """Every required concept with its facet."""
        return tuple((facet, concept) for facet, concept in self.each() if concept.required)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [concept.name.casefold() for _, concept in self.each()]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"the concept {name!r} stands twice")
        if not self.required():
            raise ValueError("no concept is required; an answer could then cover nothing")
        return self


class Years(Record):
    """Publication years, both ends included; None leaves an end open."""

    from_: Annotated[int, Field(ge=1500, le=2200)] | None = Field(default=None, alias="from")
    to: Annotated[int, Field(ge=1500, le=2200)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError(f"years run from {self.from_} to {self.to}, which no work can meet")
        return self


class Limits(Record):
    """How much a report may hold."""

    works: Annotated[int, Field(ge=1, le=500)] = Field(default=40, description="Included works at most.")
    retrieved: Annotated[int, Field(ge=1, le=2000)] = Field(
        default=100, description="Works taken from each scholarly service at most, the most relevant first."
    )
    claims: Annotated[int, Field(ge=1, le=1000)] = Field(default=60, description="Claims at most.")


class WorkChoice(Record):
    """A work that a person put in or left out, and why."""

    work: Line = Field(description="doi:…, arxiv:…, pmid:…, pmcid:… or the full title.")
    reason: Line = Field(description="Why; it is printed on the report.")

    @field_validator("work")
    @classmethod
    def _identifier_reads(cls, value: str) -> str:
        scheme, _, rest = value.partition(":")
        if scheme in ids.SCHEMES and ids.normalise(scheme, rest) is None:
            raise ValueError(f"{value!r} does not read as {scheme}")
        return value

    @property
    def named(self) -> str:
        """The work in one form, however the identifier or the title is written."""
        scheme, _, rest = self.work.partition(":")
        return f"{scheme}:{ids.normalise(scheme, rest)}" if scheme in ids.SCHEMES else ids.title_key(self.work)


def _is_not_pinned(choice: WorkChoice, info: ValidationInfo) -> WorkChoice:
    """Refuses an exclusion of a pinned work where it stands, so that it is told with every other fault."""
    if choice.named in {one.named for one in info.data.get("pins", ())}:
        raise ValueError(f"{choice.work!r} is both pinned and excluded")
    return choice


Exclusion = Annotated[WorkChoice, AfterValidator(_is_not_pinned)]
"""A work that is left out; `pins` is read before."""

LintCode = Literal[
    "Q101", "Q102", "Q103", "Q104", "Q105", "Q106", "Q107", "Q108", "Q109",
    "Q201", "Q202", "Q203", "Q204", "Q205", "Q206",
]  # fmt: skip
"""Codes of the lints of questions, in their order; `generator.linting` says what each looks for."""

LINT_CODES: tuple[LintCode, ...] = get_args(LintCode)


class Silence(Record):
    """A lint that a person looked at and found to be as it should be, and why."""

    code: LintCode = Field(description="The code of the lint: Q201.")
    reason: Line = Field(description="Why the finding is as it should be; it is printed on the report.")


LIBRARY_ENDINGS = (".bib", ".json", ".ris")
"""What the names of library files end in: BibTeX, CSL-JSON, RIS."""

SUPPLIED = "questions/supplied"
"""The folder with a folder for each question that brings files of its own."""

ARTICLE_ENDING = ".xml"
"""What the names of supplied articles end in: JATS."""

SUPPLIED_ENDINGS = (*LIBRARY_ENDINGS, ARTICLE_ENDING)
"""What the names of such files end in."""

SERVICE_NAMES = ("openalex", "crossref", "semantic_scholar", "arxiv", "europe_pmc", "pubmed")
"""What a question's `sources` calls the scholarly services that can be searched."""

ALL_SERVICES = "services"
SourceName = Annotated[
    str,
    StringConstraints(pattern=rf"^(library(/[a-z0-9][a-z0-9-]*)?|{ALL_SERVICES}|{'|'.join(SERVICE_NAMES)})$"),
]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=ids.SLUG_PATTERN, max_length=80)]


def _or_a_name(schema: dict[str, Any]) -> None:
    """An approval may be a name alone: the same place holds text or keys."""
    name = schema["properties"]["name"]
    schema["type"] = ["string", "object"]
    schema |= {key: name[key] for key in ("minLength", "maxLength", "pattern") if key in name}


class Approval(Record):
    """A person who read the report and stands by it, and the version that they read; None where they do not say.

    In a question's file, and in report.json, a name alone stands for one who does not say.
    """

    model_config = ConfigDict(json_schema_extra=_or_a_name)

    name: Line = Field(description="Who read the report.")
    version: Annotated[int, Field(ge=1, le=999_999)] | None = Field(
        default=None, description="The number of the version that was read."
    )

    @model_validator(mode="before")
    @classmethod
    def _of_a_name(cls, value: object) -> object:
        return {"name": value} if isinstance(value, str) else value

    @model_serializer(mode="wrap")
    def _as_a_name(self, told: SerializerFunctionWrapHandler) -> str | dict[str, Any]:
        return self.name if self.version is None else dict(told(self))


class Moved(Record):
    """A slug that a question no longer has: the one that it has now, or None and the reason why it is gone."""

    slug: Slug
    to: Slug | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.to is None and not self.reason:
            raise ValueError("a question that leads nowhere says why")
        return self


class Question(Record):
    """A research question as its file and the site-wide defaults give it."""

    slug: Slug = Field(description="The file's name without its ending; the report's address.")
    title: Annotated[Line, Field(max_length=200)] = Field(description="Heading of the report; asserts no finding.")
    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=15, max_length=2000)] = Field(
        description="The whole question, one sentence that ends with a question mark."
    )
    facets: Facets = Field(description="The question taken apart; it follows the sentence and nothing else.")
    years: Years = Field(default=Years(), description="Publication years, both ends included.")
    types: tuple[WorkType, ...] = Field(default=(), description="Work types to keep; empty keeps all.")
    languages: tuple[Language, ...] = Field(default=(), description="ISO 639 codes to keep; empty keeps all.")
    sources: Annotated[tuple[SourceName, ...], Field(min_length=1)] = Field(
        default=("library",),
        description="library (every file in questions/library), library/<file name>, services (all), or one's name.",
    )
    limits: Limits = Field(default=Limits(), description="How much the report may hold.")
    store_text: StoreText = Field(
        default=StoreText.OPEN,
        description="Texts that a refresh stores: open (licence permitting), quotes (quoted sentences), all.",
    )
    pins: tuple[WorkChoice, ...] = Field(
        default=(), description="Works kept whatever screening says, if they have a text to read, with reasons."
    )
    exclusions: tuple[Exclusion, ...] = Field(default=(), description="Works left out, with reasons.")
    silence: tuple[Silence, ...] = Field(
        default=(), description="Lints of claimbook check that are as they should be, with reasons."
    )
    tags: Annotated[tuple[Tag, ...], Field(max_length=12)] = Field(
        default=(), description="Topics, lower case with hyphens."
    )
    owners: tuple[Line, ...] = Field(default=(), description="GitHub names of who looks after the question.")
    approved_by: tuple[Approval, ...] = Field(
        default=(),
        description="People who read the report and stand by it, as names or as {name, version}; without one it says"
        " that nobody did.",
    )

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the scholarly services that its sources ask for, in the order of SERVICE_NAMES."""
        return tuple(name for name in SERVICE_NAMES if name in self.sources or ALL_SERVICES in self.sources)

    @field_validator("question")
    @classmethod
    def _is_a_sentence(cls, value: str) -> str:
        folded = re.sub(r"\s+", " ", value)
        if not folded.endswith("?"):
            raise ValueError("the question does not end with a question mark")
        return folded

    @field_validator("silence")
    @classmethod
    def _codes_differ(cls, value: tuple[Silence, ...]) -> tuple[Silence, ...]:
        codes = [one.code for one in value]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"{code} stands twice")
        return value
