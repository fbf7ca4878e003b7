"""Takes claims from passages: what kind each is, which figures it holds, and its wording without "we".

Pure and rule-based. A claim's text is its quote, or the quote in which the first person became the authors; nothing
else is ever reworded. A figure's field that the sentence does not name stays None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator import ids
from generator.design import is_design, without_design, without_limits
from generator.engine import Embedder
from generator.likeness import repeats
from generator.numbers import quantities
from generator.roles import Role
from generator.schema import (
    TELLING,
    Claim,
    ClaimKind,
    Concept,
    Dropped,
    Facet,
    Form,
    Origin,
    Passage,
    Question,
    Reason,
    Result,
    Stage,
)
from generator.text import fingerprint, names, reword, term_pattern, without_place

LONGEST = 20_000
MIN_CONCEPTS = 2
"""Required concepts, the intervention among them, that make a passage bear on the question by itself."""

_COMPARISON = re.compile(
    r"\b(?:than|against|compared|versus|vs|relative to|outperform\w*|exceed\w*|surpass\w*|beats?|better|worse|higher"
    r"|lower|comparable|competitive|matche[sd]|on par|below|above|behind|ahead)\b",
    re.IGNORECASE,
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_STUDIED = r"(?:test|measur|evaluat|assess|stud[iy]|compar|examin|report|investigat)\w*\b"
_STUDIES = r"(?:stud(?:y|ies)|trials?|rcts?|experiments?|meta-analys[ie]s|reviews?|research|authors?|papers?|works?)\b"
_CAVEAT = _any_of(
    r"\b(?:limitations?|is limited (?:to|by)|caution|caveats?|unclear|not clear|underexplored)\b",
    r"\blittle (?:studied|is known)\b",
    r"\b(?:not|never|hardly)(?: (?:yet|ever|before|directly|formally|previously|been))* " + _STUDIED,
    r"\b\w+n't(?: (?:yet|ever|directly|been))* " + _STUDIED,
    r"\b(?:not|never|hardly) (?:yet )?been (?:shown|established|demonstrated)\b",
    r"\b(?:no|few|zero|lack of|insufficient|none of the) (?:[\w,-]+ ){0,5}?" + _STUDIES + r" (?:\w+ ){0,3}?" + _STUDIED,
    r"\bno (?:\w+ ){0,2}?(?:trial|study|direct comparison|head-to-head comparison)\b",
    r"\bno (?:direct |published )?(?:evidence|data) (?:exists?|on)\b",
    r"\b(?:nobody|no one) (?:\w+ ){0,3}?" + _STUDIED,
    r"\b(?:paucity|pending|planned trial|may not|does not hold|remains? to be|yet to be|is unknown)\b",
    r"\bremains? (?:unknown|uncertain|untested|unexplored)\b",
    r"\b(?:will (?:show|tell|reveal|determine|compare)|future (?:work|research|stud(?:y|ies)|trials?))\b",
    r"^(?:if|unless)\b",
    r"\b(?:it )?cannot be (?:concluded|said|inferred|shown)\b|\bit is not (?:true|clear|known) that\b|^suppose\b",
    r"\b(?:would|should) (?:reach|score|achieve|attain|reduce|lower|raise|improve|increase|outperform|be better)\b",
    r"\b(?:the (?:target|goal|hope) is that|will be (?:randomi[sz]ed|assigned|given|tested|compared|measured))\b",
    r"\b(?:we (?:expect|speculate|hypothesi[sz]e)|is expected to|claimed to|should be (?:compared|tested))\b",
)
_OBJECTIVE = _any_of(
    r"(?<!regardless of )(?<!irrespective of )\bwhether\b(?! or not)",
    r"\baim(?:s|ed)? (?:to|at)\b",
    r"\bhypothes[ie]s\b|\bwe ask\b",
    r"\b(?:the|our) (?:primary |main )?(?:goal|objective|purpose|aim|outcome|endpoint)s? (?:was|is|were)\b",
    r"^to (?:determine|assess|evaluate|investigate|examine|explore|compare|study|test|measure|estimate)\b",
    r"\bwe (?:\w+ )?(?:set out|sought|wanted) to\b",
)
_SAID = r"(?:\w+ )?(?:found|show|report|observ|conclud|state)"
_OF_OTHERS = _any_of(
    r"^according to [A-Z]",
    r"^[A-Z][\w'’-]+(?: et al\.?| and [A-Z][\w'’-]+)?,? \((?:19|20)\d\d[a-z]?\) " + _SAID,
    r"^(?:earlier|previous|prior) (?:\w+ ){0,2}?" + _STUDIES + r" (?:\[[\d, ]+\] )?" + _SAID,
)
"""What other works found, told by this one."""

_POWER = _any_of(r"\bto detect an? ", r"\bsample size\b", r"\bpower(?:ed)? to ")
_AFTERTHOUGHT = _any_of(
    r"[;,] (?:but |although |however,? )?(?:further|larger|longer|future|more)\b[^;,]*(?:needed|warranted|required)\W*$"
)
_FINDING = re.compile(
    r"\b(?:f(?:inds?|ound)|show(?:s|ed|n)?|observ\w+|report(?:s|ed)|improv\w+|reduc\w+|increas\w+|decreas\w+|f[ae]lls?"
    r"|fallen|fell|r[io]s(?:es?|en)|rose|lower(?:s|ed)|rais(?:es|ed)|dropp?\w*|los(?:es?|t|s)|gain\w*|reach\w*|scor\w+"
    r"|achiev\w+|attain\w*|keeps?|kept|costs?"
    r"|degrad\w+|cuts?|predict\w*|leads?|led|grows?|affect\w*|associated|benefi\w+|harm\w*|allows?|remains?|fails?"
    r"|differ(?:s|ed|ences?)?|similar\w*|same|equal\w*|equivalent|indistinguishable|identical|(?:non-?)?inferior\w*"
    r"|superior\w*|preserv\w+|retain\w*|maintain\w*|prevent\w*|normali[sz]\w+|halv\w+|doubl\w+|diminish\w*"
    r"|collaps\w+|recover\w*|works?|matters?|stands? out|dominates?|optimal|suggest\w*|conclude\w*|significant\w*"
    r"|effective|ineffective|caus(?:es|ed)|result(?:s|ed)? in)\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:propos\w+|introduc\w+|presents?|presented|combin\w+|unit(?:es|ed)|uses?|used|consists?|adds?|extends?"
    r"|learns?|quanti[sz]es|randomi[sz]ed|assign\w+|compar(?:es?|ed)|measur\w+|stud(?:y|ies|ied)|analy[sz]\w+"
    r"|allocat\w+|enrol+ed|recruited|received|underwent|(?:was|were) (?:\w+ )?(?:given|counted|recorded)"
    r"|framework|benchmark|survey|trial|cohort|gives?|splits?|rotates?|weights?)\b",
    re.IGNORECASE,
)


_DENIED = {Role.BACKGROUND: ClaimKind.BACKGROUND, Role.OBJECTIVE: ClaimKind.METHOD}


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    concepts: tuple[str, ...]
    kind: ClaimKind | None
    role: Role | None
    anchored: bool
    on_topic: bool
    work_rank: int


def extract(
    question: Question,
    passages: Sequence[Passage],
    roles: Mapping[str, Role] | None = None,
    embedder: Embedder | None = None,
    results: Mapping[str, Sequence[Result]] | None = None,
) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    """Claims in the order of the passages, with the `results` of each, and every passage that gave none and why.

    A passage gives a claim if it names the intervention (the population, if the question has none); it is on topic if
    it names one more required concept by itself. Other passages give claims only if they hold figures or comparisons
    and their work covers every required concept: they are the answer's surroundings.
    """
    measured = results or {}
    candidates = _candidates(question, passages, roles or {}, measured)
    chosen: list[_Candidate] = []
    dropped: list[Dropped] = []
    seen: set[tuple[str, str]] = set()
    complete = _complete_works(question, candidates)
    for candidate in candidates:
        reason = _reason(candidate, complete, seen)
        if reason is None:
            chosen.append(candidate)
        else:
            dropped.append(Dropped(stage=Stage.EXTRACT, item=candidate.passage.id, reason=reason))
    again = repeats([c.passage.text for c in chosen], [c.passage.work for c in chosen], embedder)
    dropped += [
        Dropped(stage=Stage.EXTRACT, item=chosen[at].passage.id, reason=Reason.REPEATED_CLAIM) for at in sorted(again)
    ]
    chosen = [candidate for at, candidate in enumerate(chosen) if at not in again]
    kept = sorted(chosen, key=lambda c: (not c.on_topic, -len(c.concepts), c.work_rank))[: question.limits.claims]
    within = {id(candidate) for candidate in kept}
    over = [c for c in chosen if id(c) not in within]
    dropped += [Dropped(stage=Stage.EXTRACT, item=c.passage.id, reason=Reason.OVER_CLAIM_LIMIT) for c in over]
    claims = tuple(_claim(c, measured.get(c.passage.id, ())) for c in chosen if id(c) in within)
    return claims, tuple(dropped)


def _candidates(
    question: Question,
    passages: Sequence[Passage],
    roles: Mapping[str, Role],
    measured: Mapping[str, Sequence[Result]],
) -> list[_Candidate]:
    required = question.facets.required()
    about = _anchors(required)
    rank: dict[str, int] = {}
    candidates = []
    for passage in passages:
        found = tuple(concept.name for _, concept in required if names(passage.text, concept.terms))
        candidates.append(
            _Candidate(
                passage=passage,
                concepts=found,
                kind=_kind(question, passage, roles.get(passage.id), measured.get(passage.id, ())),
                role=roles.get(passage.id),
                anchored=bool(about & set(found)),
                on_topic=bool(about & set(found)) and len(found) >= min(MIN_CONCEPTS, len(required)),
                work_rank=rank.setdefault(passage.work, len(rank)),
            )
        )
    return candidates


def _anchors(required: Sequence[tuple[Facet, Concept]]) -> set[str]:
    """The concepts without which a passage is not about the question: interventions, else populations, else any."""
    of = [{concept.name for at, concept in required if at is facet} for facet in (Facet.INTERVENTION, Facet.POPULATION)]
    return next((found for found in of if found), {concept.name for _, concept in required})


def _complete_works(question: Question, candidates: Sequence[_Candidate]) -> frozenset[str]:
    """Works whose passages together name every required concept."""
    found: dict[str, set[str]] = {}
    for candidate in candidates:
        found.setdefault(candidate.passage.work, set()).update(candidate.concepts)
    every = {concept.name for _, concept in question.facets.required()}
    return frozenset(work for work, concepts in found.items() if concepts >= every)


def _reason(candidate: _Candidate, complete: frozenset[str], seen: set[tuple[str, str]]) -> Reason | None:
    surrounds = candidate.passage.work in complete and candidate.kind in {ClaimKind.COMPARISON, ClaimKind.NUMBER}
    if not candidate.anchored and not surrounds:
        return Reason.OFF_TOPIC_PASSAGE
    if candidate.kind is None:
        return Reason.NO_CLAIM_CUE
    key = candidate.passage.work, fingerprint(candidate.passage.text)
    if key in seen:
        return Reason.REPEATED_CLAIM
    seen.add(key)
    return None


def _kind(question: Question, passage: Passage, role: Role | None, results: Sequence[Result]) -> ClaimKind | None:
    """A row of a table tells the numbers that were read from it: its words, as a caption's, are no sentence's cues."""
    if passage.form is Form.TABLE:
        return ClaimKind.NUMBER if results else None
    return _by_role(kind_of(passage.text, question.facets.required()), role)


def _by_role(kind: ClaimKind | None, role: Role | None) -> ClaimKind | None:
    """The kind, unless the sentence's role denies it: what is background, or an aim, was not found here."""
    return _DENIED.get(role, kind) if role is not None and kind in TELLING else kind


def kind_of(sentence: str, required: Sequence[tuple[Facet, Concept]] = ()) -> ClaimKind | None:
    """What a sentence does, by its cue words, or None; the place at its end counts for nothing.

    Caveats and objectives come first: "no trial compared" and "to assess whether" name everything and tell nothing. Nor
    does a question, or a run of text too long to be a sentence. Nor do words that only say whom a study is on, or that
    stand in a `required` concept's own terms.
    """
    bare = without_place(sentence)
    if sentence.rstrip().endswith("?") or len(bare) > LONGEST:
        return None
    bare = _AFTERTHOUGHT.sub("", bare)
    within = without_limits(bare)
    told = _told(within, required)
    numbers = quantities(within)
    printed = any(q.unit in {"%", "x", "points"} or "." in str(q.value) for q in numbers)
    cues = (
        (ClaimKind.BACKGROUND, bool(_OF_OTHERS.search(bare))),
        (ClaimKind.CAVEAT, bool(_CAVEAT.search(bare))),
        (ClaimKind.METHOD, bool(_POWER.search(bare)) or (bool(_OBJECTIVE.search(bare)) and not printed)),
        (ClaimKind.COMPARISON, bool(numbers) and bool(_COMPARISON.search(told))),
        (ClaimKind.NUMBER, printed),
        (ClaimKind.FINDING, bool(_FINDING.search(told) or _COMPARISON.search(told))),
        (ClaimKind.METHOD, bool(_METHOD.search(bare))),
    )
    return next((kind for kind, holds in cues if holds), None)


def _told(sentence: str, required: Sequence[tuple[Facet, Concept]]) -> str:
    """The sentence without the words that are no cues: those of its design, and those of the concepts' own names.

    An outcome's name may be what was found ("weight loss"), but not where the sentence says who was given what.
    """
    outcomes = [term for facet, concept in required if facet is Facet.OUTCOME for term in concept.terms]
    others = [term for facet, concept in required if facet is not Facet.OUTCOME for term in concept.terms]
    bare = without_design(sentence, tuple(term_pattern(term) for term in outcomes))
    for term in (*others, *(outcomes if is_design(sentence) else ())):
        bare = term_pattern(term).sub("_", bare)
    return bare


def _claim(candidate: _Candidate, results: Sequence[Result]) -> Claim:
    passage = candidate.passage
    is_told = passage.origin is Origin.SOURCE and passage.form is Form.PROSE
    text = reword(passage.text) if is_told else passage.text
    assert candidate.kind is not None  # noqa: S101 - _reason let only passages with a kind through
    return Claim(
        id=f"c-{ids.digest(passage.work, passage.version, passage.text, text)}",
        text=text,
        kind=candidate.kind,
        role=candidate.role,
        work=passage.work,
        passage=passage.id,
        quote=passage.text,
        concepts=candidate.concepts,
        on_topic=candidate.on_topic,
        results=tuple(result.id for result in results),
    )
