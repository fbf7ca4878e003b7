"""Words for people: one label for every member of every enum of `schema`, and nowhere else.

Stands above `schema`, which it alone imports; used by `render`, the command line and the reference pages. It holds no
rule: a definition here says what a word means, `policy.yml` and the stages say when it applies. Exhaustive by test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from generator.schema import (
    AnswerStatus,
    CauseKind,
    Change,
    CheckName,
    ClaimKind,
    ClaimStatus,
    DecisionStatus,
    DimensionName,
    DisputeOutcome,
    Facet,
    Form,
    Notice,
    Origin,
    Outcome,
    Reason,
    ReviewerName,
    Stage,
    Stance,
    Standpoint,
    StoreText,
    WorkType,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A word for people with its one-sentence definition; a standing also has a shape and a tone.

    `shape` is a sign that differs between standings without colour; `tone` is the ending of a CSS class.
    `brief` is the definition in a few words, for the legend of a list.
    """

    word: str
    definition: str
    shape: str = ""
    tone: str = ""
    brief: str = ""


# Members of two enums may share a value ("digest", "source"), and equal strings are equal keys: hence a table by type.
_TABLE: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = MappingProxyType(
    {
        AnswerStatus: {
            AnswerStatus.ANSWERED: Label(
                "Answered", "The included literature covers every required concept of the question.", "●", "good"
            ),
            AnswerStatus.PARTLY: Label(
                "Partly answered",
                "The included literature covers some, not all, of what the question asks.",
                "◐",
                "part",
            ),
            AnswerStatus.NOT_ANSWERED: Label(
                "Not answered",
                "The included literature does not answer the question; what is missing is named.",
                "○",
                "open",
                "the report names what is missing",
            ),
        },
        DecisionStatus: {
            DecisionStatus.PUBLISHED: Label("Published", "The report meets every gate of the policy.", "■", "good"),
            DecisionStatus.PREVIEW: Label(
                "Preview",
                "The report rests on digests of ours, which nobody should cite before the sources are read.",
                "◇",
                "part",
                "the report rests on our digests and is not for citing",
            ),
            DecisionStatus.OPEN: Label(
                "Open",
                "The question is not answered; the report shows what is missing and carries no score.",
                "○",
                "open",
            ),
            DecisionStatus.WITHHELD: Label(
                "Withheld", "The report breaks a gate of the policy and must not be relied on.", "✕", "bad"
            ),
        },
        ClaimStatus: {
            ClaimStatus.VERIFIED: Label(
                "Verified",
                "No check that could be made failed: the quote stands in the source’s own words, with every number.",
                "✓",
                "good",
            ),
            ClaimStatus.CONTESTED: Label(
                "Contested",
                "Another passage, of the same work or of another, says the opposite; both are shown.",
                "⇄",
                "bad",
                "another passage says the opposite",
            ),
            ClaimStatus.DIGEST: Label(
                "Stated in our digest",
                "The claim stands in our restatement of the work; the source’s own words were not read.",
                "◇",
                "part",
                "the words are our restatement of a work, not its own",
            ),
            ClaimStatus.ABSTAINED: Label(
                "Undecided",
                "The judge could not tell whether the quote says what the reworded claim says; nothing rests on it.",
                "≈",
                "open",
            ),
            ClaimStatus.UNVERIFIED: Label(
                "Unverified", "At least one check failed, so nothing in the report rests on the claim.", "○", "open"
            ),
            ClaimStatus.RETRACTED: Label(
                "Retracted",
                "The claim comes from a retracted work, or from a withdrawn version of one, and supports nothing.",
                "✕",
                "bad",
            ),
        },
        StoreText: {
            StoreText.OPEN: Label(
                "Open texts", "A text is stored whole where its licence lets it be kept, of others what is quoted."
            ),
            StoreText.QUOTES: Label("Quoted sentences", "No text is stored whole, only what is quoted of it."),
            StoreText.ALL: Label(
                "All texts", "Every text is stored whole, which its licence may not allow for a public repository."
            ),
        },
        Outcome: {
            Outcome.PASSED: Label("passed", "The check was made and holds.", "✓", "good"),
            Outcome.FAILED: Label("failed", "The check was made and does not hold.", "✕", "bad"),
            Outcome.ABSTAINED: Label(
                "abstained",
                "The judge was asked and could not tell: its probability lies between its thresholds.",
                "≈",
                "open",
            ),
            Outcome.NOT_APPLICABLE: Label(
                "not applicable", "The check asks something that this sentence does not raise.", "–", "quiet"
            ),
            Outcome.NOT_ASSESSED: Label(
                "not assessed",
                "The check applies but could not be made, for instance for want of a model.",
                "?",
                "open",
            ),
        },
        CheckName: {
            CheckName.RESOLVES: Label(
                "Work identified",
                "The claim’s work has an identifier or address, and a curator states to have seen it there.",
            ),
            CheckName.LOCATED: Label("Quote located", "The quote stands, letter for letter, at the offsets given."),
            CheckName.NUMBERS: Label("Numbers found", "Every number of the sentence stands in what it rests on."),
            CheckName.ENTAILED: Label("Follows from the quote", "A reworded claim says no more than its quote does."),
            CheckName.CONSISTENT: Label(
                "Consistent", "No figure and no finding that was read says the opposite of the claim."
            ),
            CheckName.TRACED: Label(
                "Traced", "The sentence names claims, figures or records that exist in this report."
            ),
            CheckName.ENTITIES: Label(
                "No new name", "Every name in the sentence stands in what it rests on, or names its work."
            ),
            CheckName.OWN_WORDS: Label(
                "Own words", "The sentence is ours and does not copy a run of the source’s text."
            ),
        },
        Stance: {
            Stance.SUPPORTS: Label("supports", "The passage says the same."),
            Stance.CONTRADICTS: Label("contradicts", "The passage says the opposite."),
        },
        DisputeOutcome: {
            DisputeOutcome.CONTRADICTS: Label(
                "contradicts the claim", "A passage of the work says the opposite of the claim.", "⇄", "bad"
            ),
            DisputeOutcome.SUPPORTS: Label("supports the claim", "A passage of the work says the same.", "✓", "good"),
            DisputeOutcome.NEITHER: Label(
                "neither supports nor contradicts the claim",
                "No passage of the work that was read says the same or the opposite, by the rules for all evidence.",
                "≈",
                "open",
            ),
            DisputeOutcome.NOT_ASSESSED: Label(
                "was not judged", "The work is there, but nothing could judge what it says of the claim.", "?", "open"
            ),
            DisputeOutcome.NO_TEXT: Label(
                "has no text to read", "The work is there, its own text is not.", "?", "open"
            ),
            DisputeOutcome.NOT_FOUND: Label(
                "was not found", "No library and no evidence lock has the work.", "○", "open"
            ),
            DisputeOutcome.LEFT_OUT: Label(
                "is left out", "Screening left the work out, whoever names it.", "–", "quiet"
            ),
            DisputeOutcome.BARRED: Label(
                "may not testify", "The work was retracted, or its record was not seen at the source.", "✕", "bad"
            ),
            DisputeOutcome.SAME_WORK: Label(
                "is the claim’s own work", "A work is no other work’s witness.", "–", "quiet"
            ),
            DisputeOutcome.CLAIM_GONE: Label(
                "disputes a claim that is gone", "The report does not make the claim any more.", "–", "quiet"
            ),
        },
        Standpoint: {
            Standpoint.INDEPENDENT: Label("independent", "Another work, by others, with a measurement of its own."),
            Standpoint.RELATED: Label(
                "related group", "Another work, which shares its first or last author: it counts for less."
            ),
            Standpoint.SAME_FIGURE: Label(
                "same figure reported", "The same value, reprinted from one measurement: it adds nothing."
            ),
            Standpoint.OWN_WORK: Label("same work", "Another passage of the claim’s own work."),
        },
        Form: {
            Form.PROSE: Label("prose", "Running text."),
            Form.TABLE: Label("table row", "A row of a table, with the header cells that it stands under."),
        },
        Change: {
            Change.BORN: Label("born", "It was not there at the last recording.", "+", "open"),
            Change.STRENGTHENED: Label(
                "strengthened", "Its standing, its confidence or its support rose.", "▲", "good"
            ),
            Change.WEAKENED: Label("weakened", "Its standing, its confidence or its support fell.", "▼", "part"),
            Change.CONTRADICTED: Label("contradicted", "A passage that says the opposite was found.", "⇄", "bad"),
            Change.RETIRED: Label("retired", "The claim is no longer made.", "–", "quiet"),
            Change.CHANGED: Label(
                "changed", "The answer has another status, or the report another decision.", "↻", "open"
            ),
        },
        CauseKind: {
            CauseKind.WORK: Label("work", "Works came, went, or have another record or an editorial notice."),
            CauseKind.TEXT: Label("text", "Works have another text."),
            CauseKind.QUESTION: Label("question", "The question’s file says something else."),
            CauseKind.MODEL: Label("model", "A model, or a package that the engine uses, is another one."),
            CauseKind.RULE: Label("rule", "The rules are others: Claimbook’s own, or the policy’s."),
            CauseKind.EVIDENCE: Label(
                "evidence", "Passages of works that did not change are held against the claim now, or no longer."
            ),
            CauseKind.INPUTS: Label("inputs", "Inputs of several kinds changed; which of them it was is not known."),
        },
        ClaimKind: {
            ClaimKind.FINDING: Label("finding", "Says what was found."),
            ClaimKind.COMPARISON: Label("comparison", "Sets two methods, systems or groups against each other."),
            ClaimKind.NUMBER: Label("number", "Gives a figure."),
            ClaimKind.METHOD: Label("method", "Says how something was done."),
            ClaimKind.CAVEAT: Label("caveat", "Limits what was found."),
            ClaimKind.BACKGROUND: Label(
                "background", "Says what was known or thought before the work; no finding of its own."
            ),
        },
        Origin: {
            Origin.SOURCE: Label("source text", "The words are the source’s own."),
            Origin.DIGEST: Label("our digest", "The words are ours: a restatement of the source, not a quotation."),
        },
        WorkType: {
            WorkType.ARTICLE: Label("peer-reviewed: journal article", "An article in a journal."),
            WorkType.CONFERENCE_PAPER: Label(
                "peer-reviewed: conference paper", "A paper in a conference’s proceedings."
            ),
            WorkType.CHAPTER: Label("peer-reviewed: book chapter", "A chapter of an edited book."),
            WorkType.BOOK: Label("book", "A book as a whole."),
            WorkType.PREPRINT: Label("preprint", "A manuscript made public without, or before, peer review."),
            WorkType.THESIS: Label("thesis", "A dissertation or thesis."),
            WorkType.REPORT: Label("report", "A report of an institution, not peer-reviewed."),
            WorkType.OTHER: Label("other", "A publication of another or an unknown kind."),
        },
        Notice: {
            Notice.RETRACTION: Label("Retracted", "The publisher or the authors withdrew the work.", "✕", "bad"),
            Notice.CONCERN: Label(
                "Expression of concern", "The publisher warns that the work’s reliability is in doubt.", "!", "part"
            ),
            Notice.CORRECTION: Label("Corrected", "A correction to the work was published.", "±", "part"),
        },
        Facet: {
            Facet.POPULATION: Label("Population", "Who or what is studied: systems, patients."),
            Facet.INTERVENTION: Label("Intervention", "What is done to them."),
            Facet.COMPARATOR: Label("Comparator", "What it is compared with."),
            Facet.OUTCOME: Label("Outcome", "What is measured."),
            Facet.SETTING: Label("Setting", "Benchmarks, data sets, places."),
        },
        Stage: {
            Stage.SOURCE: Label("Retrieval", "Entries are read from a library or a database."),
            Stage.DEDUPE: Label("Deduplication", "Records of the same work are joined."),
            Stage.SCREEN: Label("Screening", "Works that do not bear on the question are left out."),
            Stage.READ: Label("Reading", "Texts are cut into sentences with their places."),
            Stage.EXTRACT: Label("Extraction", "Sentences that claim something on the question are kept."),
            Stage.SYNTHESISE: Label("Synthesis", "Statements of ours are written from claims and checked."),
        },
        Reason: {
            Reason.UNREADABLE_ENTRY: Label("Unreadable entry", "The entry could not be read as a record of a work."),
            Reason.DUPLICATE_KEY: Label("Repeated key", "Another entry of the same file has the same key."),
            Reason.MISSING_TITLE: Label("No title", "The entry has no title, so no reader could find the work."),
            Reason.UNREADABLE_FIELD: Label(
                "Field that does not read",
                "A field, or characters in it, do not read; the record was kept without them.",
            ),
            Reason.UNMATCHED_CHOICE: Label(
                "Pin or exclusion without a work", "The question pins or excludes a work that no source gave."
            ),
            Reason.IDENTIFIER_CLASH: Label(
                "Identifier clash", "Two works share an identifier, but neither title nor first author; both are kept."
            ),
            Reason.COPYCAT_DOI: Label(
                "DOI of a copy", "The DOI stands under a prefix that is known for copies; the work is kept."
            ),
            Reason.DUPLICATE_WORK: Label("Duplicate", "Another record of the same work was kept; the two were joined."),
            Reason.EXCLUDED_BY_QUESTION: Label("Left out by the question", "The question’s file leaves the work out."),
            Reason.OWN_REPORT: Label("Report of ours", "A report of Claimbook’s; resting on it would be circular."),
            Reason.NO_WORK: Label("No work of its own", "A notice, a peer review or a component of another work."),
            Reason.OUTSIDE_YEARS: Label("Outside the years", "The work is older or newer than the question asks for."),
            Reason.TYPE_NOT_ASKED: Label("Type not asked for", "The question asks for other kinds of publication."),
            Reason.LANGUAGE_NOT_ASKED: Label(
                "Language not asked for", "The question asks for works in other languages."
            ),
            Reason.NO_TEXT: Label("No text", "Neither an abstract, a full text nor a digest was at hand."),
            Reason.NO_INTERVENTION: Label(
                "No intervention", "Title and text name no intervention that the question requires."
            ),
            Reason.NO_POPULATION: Label(
                "No population",
                "The question requires no intervention, and title and text name no population that it requires.",
            ),
            Reason.TOO_FEW_CONCEPTS: Label(
                "Too few concepts", "Title and text name fewer than two of the concepts that the question requires."
            ),
            Reason.OVER_WORK_LIMIT: Label(
                "Over the limit of works", "More works passed than the question allows, and this one ranks below them."
            ),
            Reason.EMPTY_SENTENCE: Label("Empty sentence", "Nothing but marks or markup was left of the sentence."),
            Reason.REPEATED_SENTENCE: Label(
                "Repeated sentence", "Another version of the work has the sentence word for word and was read instead."
            ),
            Reason.OFF_TOPIC_PASSAGE: Label("Off topic", "The passage does not name what the question asks about."),
            Reason.NO_CLAIM_CUE: Label(
                "Claims nothing", "The passage has no sign of a finding, comparison, figure, method or caveat."
            ),
            Reason.REPEATED_CLAIM: Label("Repeated claim", "The same work already makes the same claim."),
            Reason.OVER_CLAIM_LIMIT: Label(
                "Over the limit of claims",
                "More claims were found than the question allows, and this one ranks below them.",
            ),
            Reason.FAILED_STATEMENT: Label(
                "Failed statement", "A statement of ours failed a check and was not printed."
            ),
        },
        DimensionName: {
            DimensionName.EVIDENCE_STRENGTH: Label("Evidence strength", "How much evidence there is and of what kind."),
            DimensionName.CITATION_GROUNDING: Label(
                "Citation grounding", "Whether claims lead to located text of works."
            ),
            DimensionName.NUMERICAL_CONSISTENCY: Label(
                "Numerical consistency", "Whether figures agree with their sources."
            ),
            DimensionName.BENCHMARK_VALIDITY: Label("Benchmark validity", "Whether what is compared can be compared."),
            DimensionName.NOVELTY: Label("Novelty", "Whether the synthesis says more than one of its works does."),
            DimensionName.UNCERTAINTY_DISCLOSURE: Label(
                "Uncertainty disclosure", "Whether doubts and gaps are stated."
            ),
            DimensionName.REPRODUCIBILITY: Label(
                "Reproducibility", "Whether data and code of the works behind the answer are open."
            ),
            DimensionName.SAFETY_AND_IMPACT: Label(
                "Safety and impact", "Whether harm could follow from a wrong answer."
            ),
        },
        ReviewerName: {
            ReviewerName.CHALLENGER: Label("Challenger", "Looks for weaknesses."),
            ReviewerName.CONFIRMER: Label("Confirmer", "Examines evidence and method."),
            ReviewerName.INTEGRATOR: Label("Integrator", "Weighs the other two and sums up."),
        },
    }
)


def label(member: StrEnum) -> Label:
    """The label of an enum member; every enum of `schema` has its labels."""
    return _TABLE[type(member)][member]


SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "openalex": "OpenAlex",
        "crossref": "Crossref",
        "semantic_scholar": "Semantic Scholar",
        "arxiv": "arXiv",
        "europe_pmc": "Europe PMC",
        "pubmed": "PubMed",
        "datacite": "DataCite",
        "unpaywall": "Unpaywall",
        "europe_pmc_full_text": "Europe PMC (full texts)",
        "arxiv_html": "arXiv (full texts)",
    }
)
"""What services call themselves, in the order in which they are told."""


def source_name(source: str) -> str:
    """What people call a source; a file of the project goes by its own name."""
    return SOURCES.get(source, source)


def labelled() -> tuple[tuple[type[StrEnum], tuple[tuple[StrEnum, Label], ...]], ...]:
    """Every enum with its members and their labels, for the reference pages and the test of exhaustiveness."""
    return tuple((kind, tuple(labels.items())) for kind, labels in _TABLE.items())
