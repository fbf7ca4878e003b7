"""The records that cross boundaries, frozen; the JSON Schemas of questions and reports come from here.

Stands below every stage and above `ids` and `text`. It holds no rule of the pipeline: only what a valid
record is. A field that is unknown is None; a field that does not apply is empty. Nothing is truncated.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from generator import ids

REPORT_FORMAT = "1"
"""Version of the report.json contract: raised when a reader of the old one would misread the new one."""

MAX_SYNONYMS = 60

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\r\n\t]*$")]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120, pattern=r"^[^\r\n\t]*$")]
Score = Annotated[float, Field(ge=0, le=10)]


class Record(BaseModel):
    """Base of every record: frozen, and closed to keys that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


# --- words with one meaning each (labels for people: generator/labels.py) -----------------------------------------


class Facet(StrEnum):
    """Facets of a question: PICO, with a setting for benchmarks and places."""

    POPULATION = "population"
    INTERVENTION = "intervention"
    COMPARATOR = "comparator"
    OUTCOME = "outcome"
    SETTING = "setting"


class WorkType(StrEnum):
    """What kind of publication a work is; `article`, `conference_paper`, `chapter` are taken as peer-reviewed."""

    ARTICLE = "article"
    CONFERENCE_PAPER = "conference_paper"
    CHAPTER = "chapter"
    BOOK = "book"
    PREPRINT = "preprint"
    THESIS = "thesis"
    REPORT = "report"
    OTHER = "other"


class Origin(StrEnum):
    """Whose words a passage has: the source's own, or our restatement of it."""

    SOURCE = "source"
    DIGEST = "digest"


class Notice(StrEnum):
    """Editorial notice on a work; only a retraction bars it from supporting an answer."""

    RETRACTION = "retraction"
    CONCERN = "expression_of_concern"
    CORRECTION = "correction"


class ClaimKind(StrEnum):
    """What a claim does."""

    FINDING = "finding"
    COMPARISON = "comparison"
    NUMBER = "number"
    METHOD = "method"
    CAVEAT = "caveat"


class CheckName(StrEnum):
    """The separate questions that verification asks."""

    RESOLVES = "resolves"
    LOCATED = "located"
    NUMBERS = "numbers"
    ENTAILED = "entailed"
    TRACED = "traced"
    OWN_WORDS = "own_words"


class Outcome(StrEnum):
    """Answer to one check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"


class ClaimStatus(StrEnum):
    """Standing of a claim after its checks."""

    VERIFIED = "verified"
    DIGEST = "digest"
    UNVERIFIED = "unverified"
    RETRACTED = "retracted"


class AnswerStatus(StrEnum):
    """Whether the included literature answers the question."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_ANSWERED = "not_answered"


class DecisionStatus(StrEnum):
    """What becomes of a report under policy.yml."""

    PUBLISHED = "published"
    PREVIEW = "preview"
    OPEN = "open"
    WITHHELD = "withheld"


class Stage(StrEnum):
    """Stages that may drop something."""

    SOURCE = "source"
    DEDUPE = "dedupe"
    SCREEN = "screen"
    READ = "read"
    EXTRACT = "extract"
    SYNTHESISE = "synthesise"


class Reason(StrEnum):
    """Why something was dropped or set aside; every reason is documented in docs/reference/reasons.md."""

    UNREADABLE_ENTRY = "unreadable_entry"
    DUPLICATE_KEY = "duplicate_key"
    MISSING_TITLE = "missing_title"
    DUPLICATE_WORK = "duplicate_work"
    EXCLUDED_BY_QUESTION = "excluded_by_question"
    OUTSIDE_YEARS = "outside_years"
    TYPE_NOT_ASKED = "type_not_asked"
    LANGUAGE_NOT_ASKED = "language_not_asked"
    NO_TEXT = "no_text"
    NO_INTERVENTION = "no_intervention"
    NO_POPULATION_OR_SETTING = "no_population_or_setting"
    TOO_FEW_CONCEPTS = "too_few_concepts"
    OVER_WORK_LIMIT = "over_work_limit"
    EMPTY_SENTENCE = "empty_sentence"
    OFF_TOPIC_PASSAGE = "off_topic_passage"
    NO_CLAIM_CUE = "no_claim_cue"
    REPEATED_CLAIM = "repeated_claim"
    OVER_CLAIM_LIMIT = "over_claim_limit"
    FAILED_STATEMENT = "failed_statement"


class DimensionName(StrEnum):
    """The eight quality dimensions."""

    EVIDENCE_STRENGTH = "evidence_strength"
    CITATION_GROUNDING = "citation_grounding"
    NUMERICAL_CONSISTENCY = "numerical_consistency"
    BENCHMARK_VALIDITY = "benchmark_validity"
    NOVELTY = "novelty"
    UNCERTAINTY_DISCLOSURE = "uncertainty_disclosure"
    REPRODUCIBILITY = "reproducibility"
    SAFETY_AND_IMPACT = "safety_and_impact"


class ReviewerName(StrEnum):
    """The three reviewers, each with a mandate of its own."""

    CHALLENGER = "challenger"
    CONFIRMER = "confirmer"
    INTEGRATOR = "integrator"


# --- the question ------------------------------------------------------------------------------------------------


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

    population: tuple[Concept, ...] = Field(default=(), description="Who or what is studied: systems, patients.")
    intervention: tuple[Concept, ...] = Field(default=(), description="What is done to them.")
    comparator: tuple[Concept, ...] = Field(default=(), description="What it is compared with.")
    outcome: tuple[Concept, ...] = Field(default=(), description="What is measured.")
    setting: tuple[Concept, ...] = Field(default=(), description="Benchmarks, data sets, places.")

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
                raise ValueError(f"the concept {name!r} stands twice; give each concept one name in one facet")
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
    claims: Annotated[int, Field(ge=1, le=1000)] = Field(default=60, description="Claims at most.")


class WorkChoice(Record):
    """A work that a person put in or left out, and why."""

    work: Line = Field(description="doi:…, arxiv:…, pmid:… or the full title.")
    reason: Line = Field(description="Why; it is printed on the report.")

    @field_validator("work")
    @classmethod
    def _identifier_reads(cls, value: str) -> str:
        scheme, _, rest = value.partition(":")
        if scheme in ids.SCHEMES and ids.normalise(scheme, rest) is None:
            raise ValueError(f"{value!r} does not read as {scheme}")
        return value


SourceName = Annotated[str, StringConstraints(pattern=r"^library(/[a-z0-9][a-z0-9-]*)?$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=ids.SLUG_PATTERN, max_length=80)]


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
        default=("library",), description="library (every file in questions/library) or library/<file name>."
    )
    limits: Limits = Field(default=Limits(), description="How much the report may hold.")
    pins: tuple[WorkChoice, ...] = Field(default=(), description="Works kept whatever screening says, with reasons.")
    exclusions: tuple[WorkChoice, ...] = Field(default=(), description="Works left out, with reasons.")
    tags: Annotated[tuple[Tag, ...], Field(max_length=12)] = Field(
        default=(), description="Topics, lower case with hyphens."
    )
    owners: tuple[Line, ...] = Field(default=(), description="GitHub names of who looks after the question.")

    @field_validator("question")
    @classmethod
    def _is_a_sentence(cls, value: str) -> str:
        folded = re.sub(r"\s+", " ", value)
        if not folded.endswith("?"):
            raise ValueError("the question does not end with a question mark; give the whole sentence")
        return folded


# --- works and their text ------------------------------------------------------------------------------------------


class Author(Record):
    """A person, or an organisation (then `given` is None)."""

    family: str = Field(min_length=1)
    given: str | None = None


class Ids(Record):
    """Identifiers in their normal form (see `generator.ids`); None is unknown."""

    doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None


class Section(Record):
    """A run of text of one version; passages count offsets, in code points, into `text`.

    `text` is None in a published report where it may not be republished; `sha256` always is of the whole text.
    """

    origin: Origin
    name: str
    text: str | None
    sha256: str


class Version(Record):
    """One state of a work: a preprint's version, the published article, or the state that a library describes."""

    id: str
    label: str
    year: int | None
    kind: WorkType
    sections: tuple[Section, ...] = ()


class Sighting(Record):
    """One source saw one work."""

    source: str
    native_id: str
    query: str
    rank: int
    url: str | None = None


class Work(Record):
    """A publication, with every version and sighting of it that was joined.

    `checked` says whether the curator saw title, authors and abstract at the source; None is not stated.
    """

    key: str
    title: str
    authors: tuple[Author, ...]
    year: int | None
    venue: str | None
    type: WorkType
    ids: Ids
    url: str | None
    language: str | None = None
    checked: bool | None = None
    notice: Notice | None = None
    note: str | None = None
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    sightings: Annotated[tuple[Sighting, ...], Field(min_length=1)]


class Batch(Record):
    """What one source gave for one question."""

    source: str
    query: str
    works: tuple[Work, ...]
    dropped: tuple[Dropped, ...] = ()


class Passage(Record):
    """One located sentence: `text == section.text[start:end]`, in code points; `place` names where in the work."""

    id: str
    work: str
    version: str
    origin: Origin
    section: str
    place: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    text: str

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("a passage's offsets span its text")
        return self


# --- claims and what they carry -------------------------------------------------------------------------------------


class Result(Record):
    """A figure as a record; None is what its passage does not say. `value` keeps the digits that were printed."""

    id: str
    work: str
    passage: str
    system: str | None
    method: str | None
    dataset: str | None
    metric: str | None
    value: Decimal
    unit: str | None
    place: str
    role: Literal["subject", "comparator", "baseline"]


class Derived(Record):
    """A figure of ours: `value = left - right`, recomputed from two results that differ in method alone."""

    id: str
    op: Literal["difference"]
    left: str
    right: str
    value: Decimal
    unit: str


class Claim(Record):
    """A sentence taken from a passage: its quote, or the quote reworded so that "we" names the authors.

    id = hash(work, version, quote, text). `concepts` are the names of the question's concepts found in the quote.
    """

    id: str
    text: str
    kind: ClaimKind
    work: str
    passage: str
    quote: str
    concepts: tuple[str, ...]
    on_topic: bool
    results: tuple[str, ...] = ()

    @property
    def verbatim(self) -> bool:
        """Whether the claim's text is its quote to the letter."""
        return self.text == self.quote


class Check(Record):
    """One check and what it found; `probability` only where a model gave one."""

    name: CheckName
    outcome: Outcome
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    why: str


class Verdict(Record):
    """All checks of a claim and the status that follows from them; `confidence` is None where no model judged."""

    claim: str
    checks: tuple[Check, ...]
    status: ClaimStatus
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class Statement(Record):
    """A sentence of ours. It rests on claims, derived figures, or named records of the same report."""

    text: str
    claims: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not (self.claims or self.derived or self.records):
            raise ValueError("a statement names the claims, derived figures or records that it rests on")
        return self


class Coverage(Record):
    """A required concept and the passages, among those of the answer, where it was found."""

    facet: Facet
    concept: str
    passages: tuple[str, ...]


class Nearest(Record):
    """A passage that comes nearest to what is missing: the required concepts that it does have, and why it is shown."""

    passage: str
    work: str
    concepts: tuple[str, ...]
    why: str


class Missing(Record):
    """A required concept that the nearest evidence lacks, and what a study would have to measure."""

    facet: Facet
    concept: str
    found_elsewhere: Annotated[int, Field(ge=0)]
    nearest: tuple[Nearest, ...]
    would_need: str


class Answer(Record):
    """The answer, or what is missing for one; `rule` names the rule that decided."""

    status: AnswerStatus
    rule: str
    statements: tuple[Statement, ...]
    covered: tuple[Coverage, ...]
    missing: tuple[Missing, ...]
    works: tuple[str, ...]

    @model_validator(mode="after")
    def _fits_its_status(self) -> Self:
        if self.status is AnswerStatus.ANSWERED and self.missing:
            raise ValueError("an answered question misses nothing")
        if self.status is AnswerStatus.ANSWERED and not self.statements:
            raise ValueError("an answered question has statements")
        if self.status is not AnswerStatus.ANSWERED and not self.missing:
            raise ValueError("an unanswered question names what is missing")
        return self


class ResultsSection(Record):
    """A part of the results: a heading and statements."""

    heading: str
    statements: tuple[Statement, ...]


# --- review, decision, account --------------------------------------------------------------------------------------


class Dimension(Record):
    """A quality dimension: a score out of ten or None (not assessed), what it rests on and how it is defined."""

    name: DimensionName
    score: Score | None
    basis: str
    definition: str


class Finding(Record):
    """What a reviewer found, pointing at the claims or works concerned."""

    text: str
    claims: tuple[str, ...] = ()
    works: tuple[str, ...] = ()


class Review(Record):
    """One reviewer's score (mean of its assessed dimensions; None if the question stands open) and findings."""

    reviewer: ReviewerName
    mandate: str
    dimensions: tuple[Dimension, ...]
    score: Score | None
    findings: tuple[Finding, ...]


class Decision(Record):
    """What policy.yml makes of the reviews; `tier` only for published reports."""

    status: DecisionStatus
    consensus: Score | None
    tier: str | None
    reasons: tuple[str, ...]


class Dropped(Record):
    """Something left out: by which stage, what, why. `item` is a work key, a passage id or a place in a file."""

    stage: Stage
    item: str
    reason: Reason
    detail: str = ""


class Counts(Record):
    """The only counts there are, computed once from the records (PRISMA 2020 names)."""

    identified: int
    duplicates_removed: int
    screened: int
    excluded: int
    excluded_by_reason: dict[Reason, int]
    included: int
    preprints: int
    peer_reviewed: int
    retracted: int
    unchecked: int
    passages: int
    claims: int
    on_topic: int
    claims_by_status: dict[ClaimStatus, int]
    checks_not_trivial: int
    checks_not_trivial_passed: int
    works_behind_answer: int
    failed_statements: int


class QueryRun(Record):
    """A search as it was run (PRISMA-S): where, the exact expression, and how many works it gave."""

    source: str
    expression: str
    identified: int


class EnginePart(Record):
    """A part of the engine that shaped the result: what it does, what it is, and its version or hash."""

    task: str
    name: str
    version: str


class Report(Record):
    """One question's synthesis: the contract between pipeline and site, published as report.json."""

    format: Literal["1"] = REPORT_FORMAT
    question: Question
    queries: tuple[QueryRun, ...]
    works: tuple[Work, ...]
    passages: tuple[Passage, ...]
    results: tuple[Result, ...]
    derived: tuple[Derived, ...]
    claims: tuple[Claim, ...]
    verdicts: tuple[Verdict, ...]
    answer: Answer
    abstract: tuple[Statement, ...]
    sections: tuple[ResultsSection, ...]
    limitations: tuple[Statement, ...]
    reviews: tuple[Review, ...]
    decision: Decision
    dropped: tuple[Dropped, ...]
    counts: Counts
    engine: tuple[EnginePart, ...]


Batch.model_rebuild()
