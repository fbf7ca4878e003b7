"""The enums of the records: words with one meaning each.

The lowest module of `schema`; it imports nothing of the project. It holds no word for people (those stand in
`generator.labels`) and no rule of when a word applies (those stand in policy.yml and the stages).
"""

from __future__ import annotations

from enum import StrEnum


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
    """Editorial notice on a work, the gravest first; only a retraction bars it from supporting an answer."""

    RETRACTION = "retraction"
    CONCERN = "expression_of_concern"
    CORRECTION = "correction"


class StoreText(StrEnum):
    """Which texts of works an evidence lock holds whole; of the others it holds a hash and what is quoted."""

    OPEN = "open"
    QUOTES = "quotes"
    ALL = "all"


class ClaimKind(StrEnum):
    """What a claim does."""

    FINDING = "finding"
    COMPARISON = "comparison"
    NUMBER = "number"
    METHOD = "method"
    CAVEAT = "caveat"
    BACKGROUND = "background"


TELLING = frozenset({ClaimKind.FINDING, ClaimKind.COMPARISON, ClaimKind.NUMBER})
"""Kinds of claim that say something of an outcome; methods, caveats and background do not."""


class CheckName(StrEnum):
    """The separate questions that verification asks."""

    RESOLVES = "resolves"
    LOCATED = "located"
    NUMBERS = "numbers"
    ENTAILED = "entailed"
    CONSISTENT = "consistent"
    TRACED = "traced"
    ENTITIES = "entities"
    OWN_WORDS = "own_words"


class Outcome(StrEnum):
    """Answer to one check."""

    PASSED = "passed"
    FAILED = "failed"
    ABSTAINED = "abstained"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASSESSED = "not_assessed"


class ClaimStatus(StrEnum):
    """Standing of a claim after its checks."""

    VERIFIED = "verified"
    CONTESTED = "contested"
    DIGEST = "digest"
    ABSTAINED = "abstained"
    UNVERIFIED = "unverified"
    RETRACTED = "retracted"


class Stance(StrEnum):
    """What a passage does to a claim; one that does neither is no evidence and is not kept."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class DisputeOutcome(StrEnum):
    """What came of a dispute: what the work that it names does to the claim, or why the two were not held together."""

    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    NEITHER = "neither"
    NOT_ASSESSED = "not_assessed"
    NO_TEXT = "no_text"
    NOT_FOUND = "not_found"
    LEFT_OUT = "left_out"
    BARRED = "barred"
    SAME_WORK = "same_work"
    CLAIM_GONE = "claim_gone"


class Standpoint(StrEnum):
    """How evidence stands to the claim's own work; only `independent` and `related` are other measurements."""

    INDEPENDENT = "independent"
    RELATED = "related"
    SAME_FIGURE = "same_figure"
    OWN_WORK = "own_work"


class Form(StrEnum):
    """Whether a text is running prose or the rows of a table."""

    PROSE = "prose"
    TABLE = "table"


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
    UNREADABLE_FIELD = "unreadable_field"
    UNMATCHED_CHOICE = "unmatched_choice"
    IDENTIFIER_CLASH = "identifier_clash"
    COPYCAT_DOI = "copycat_doi"
    DUPLICATE_WORK = "duplicate_work"
    EXCLUDED_BY_QUESTION = "excluded_by_question"
    OWN_REPORT = "own_report"
    NO_WORK = "no_work"
    OUTSIDE_YEARS = "outside_years"
    TYPE_NOT_ASKED = "type_not_asked"
    LANGUAGE_NOT_ASKED = "language_not_asked"
    NO_TEXT = "no_text"
    NO_INTERVENTION = "no_intervention"
    NO_POPULATION = "no_population"
    TOO_FEW_CONCEPTS = "too_few_concepts"
    OVER_WORK_LIMIT = "over_work_limit"
    EMPTY_SENTENCE = "empty_sentence"
    REPEATED_SENTENCE = "repeated_sentence"
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


class Change(StrEnum):
    """What the ledger tells: one word an event. Of an answer or a decision it tells `born` and `changed` alone."""

    BORN = "born"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    CONTRADICTED = "contradicted"
    RETIRED = "retired"
    CHANGED = "changed"


class CauseKind(StrEnum):
    """Because of what something changed."""

    WORK = "work"
    TEXT = "text"
    QUESTION = "question"
    MODEL = "model"
    RULE = "rule"
    EVIDENCE = "evidence"
    INPUTS = "inputs"


class ReviewerName(StrEnum):
    """The three reviewers, each with a mandate of its own."""

    CHALLENGER = "challenger"
    CONFIRMER = "confirmer"
    INTEGRATOR = "integrator"
