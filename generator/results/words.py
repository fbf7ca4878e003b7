"""The English that a reader of results must know: verbs, changes, bounds and doubt. No name of any thing; pure data."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MEASURING = (
    "score|reach|achieve|attain|obtain|yield|report|record|get|receive|exhibit|secure|demonstrate|show|give|produce"
    "|deliver|post|earn|return|provide|generate|keep|retain|preserve|maintain|hit|register|see|observe|measure|showcase"
    "|have|perform|reveal|indicate|need|take|require|find"
).split("|")
_OTHER = (
    "be|outperform|surpass|use|claim|set|improve|increase|decrease|reduce|rank|exceed|beat|include|contain|employ"
    "|propose|introduce|present|make|help|allow|enable|lead|come|go|fall|rise|drop|boost|enhance|raise|lower|win|place|participate|submit"
    "|train|evaluate|test|apply|compare|suggest|select|detect|identify|predict|classify|distinguish|leverage|combine"
    "|perform|struggle|remain|become|depend|rely|address|tackle|work|differ|vary|range|result|bring|gain|save|cut|double"
).split("|")
_IRREGULAR = {
    "get": ("got",), "give": ("gave", "given"), "keep": ("kept",), "have": ("has", "had"), "see": ("saw", "seen"),
    "take": ("took", "taken"), "show": ("shown",), "be": ("is", "are", "was", "were", "been"), "beat": ("beaten",),
    "make": ("made",), "lead": ("led",), "come": ("came",), "go": ("went", "goes"), "fall": ("fell", "fallen"),
    "rise": ("rose", "risen"), "win": ("won",), "submit": ("submitted",), "find": ("found",), "bring": ("brought",),
    "become": ("became",), "drop": ("dropped",),
}  # fmt: skip


def _forms(verbs: Sequence[str], *endings: str) -> frozenset[str]:
    """Verbs with the endings, regular ones by the rules of spelling."""
    found: set[str] = set()
    for verb in verbs:
        turns = verb[-1] == "y" and verb[-2] not in "aeo"
        stem = verb[:-1] if turns or verb.endswith("e") else verb
        regular = {
            "": verb,
            "s": f"{stem}ies" if turns else f"{verb}{'es' if verb.endswith(('ch', 'ss', 'x')) else 's'}",
            "d": f"{stem}{'ied' if turns else 'ed'}",
            "ing": f"{verb if turns else stem}ing",
        }
        found |= {regular[ending] for ending in endings}
        if "d" in endings:
            found |= set(_IRREGULAR.get(verb, ()))
    return frozenset(found)


FINITE = _forms(_MEASURING, "", "s", "d")
"""What says that somebody has a value: "reaches 61.3"."""

PARTICIPLES = _forms(_MEASURING, "ing") | {"getting", "hitting"}
"""The same beside another verb: "ranks first, reaching 61.3"."""

MEASURING = FINITE | PARTICIPLES
BEING = frozenset(
    {"is", "are", "was", "were", "being", "=", ":", "as", "at", "equals", "averages", "averaged", "averaging"}
)
VERBS = (FINITE | _forms(_OTHER, "", "s", "d")) - frozenset(
    """
    result results test tests work works place places range set sets report record records train rank need needs use
    uses measure measures post cut hit earn gain double return drop
    """.split()
) | {"shows"}
"""Words that end a subject; those that are more often nouns are none."""

SAYING = frozenset({"show", "shows", "showed", "demonstrate", "demonstrates", "demonstrated", "indicate", "indicates",
    "indicated", "reveal", "reveals", "revealed", "suggest", "suggests", "find", "finds", "found", "observe", "see",
    "confirm", "confirms", "confirmed", "report", "note", "illustrate", "prove", "highlight"})  # fmt: skip
"""What comes before the sentence that matters: "results show that …"."""

REACHING = frozenset(
    word
    for word in MEASURING
    if word.startswith(("reach", "achiev", "attain", "obtain", "hit", "scor", "get", "yield"))
) | {"got"}

PREPOSITIONS = frozenset(
    """
    on in for at across over under with without using via through by from of to after before within between among
    against than versus vs vs. during following despite compared per about into upon as based near
    """.split()
)
PLACING = frozenset({"on", "in", "for", "at", "across", "over"})
"""Prepositions before the place where something is measured."""

DETERMINERS = frozenset(
    """
    a an the our its their his her this that these those both all any each every some several another such same
    respective
    """.split()
)
VAGUE = frozenset(
    """
    this that these those such same respective it them all each every some several various many multiple different
    two three four five six seven eight nine ten both either
    """.split()
)
"""What a name of a place does not begin with."""

CHANGES = frozenset(
    """
    improvement improvements gain gains increase increases decrease decreases reduction reductions drop drops
    decline declines boost boosts loss losses difference differences margin margins gap gaps increment increments
    speedup speedups speed-up speed-ups degradation enhancement enhancements deviation deviations relative absolute
    more less fewer higher lower better worse faster slower larger smaller stronger weaker greater bigger improved
    increased reduced additional extra saving savings growth rise lead advantage deficit change changes lesser lift
    improving shorter longer worsening jump surge overhead overheads deterioration advancement
    """.split()
)
"""What makes a number a change."""

GAINS = CHANGES - frozenset(
    """
    more less fewer higher lower better worse faster slower larger smaller shorter longer
    """.split()
)
"""Those that are not also said of levels ("a lower error")."""

BEATING = frozenset(
    "surpassing outperforming exceeding beating besting superseding overtaking than versus against".split()
)
"""What stands before the level of something else: "surpassing an F1 of 0.5"."""

CHANGING = frozenset(
    form
    for verb in ("improve increase decrease reduce outperform surpass exceed beat boost enhance raise lower gain drop"
                 " save cut add lose worsen degrade advance trail lag fall rise narrow close lift").split()
    for form in _forms([verb], "", "s", "d", "ing")
) | {"fell", "rose", "cutting", "beating", "dropped", "dropping", "lagged", "beaten"}  # fmt: skip

BOUNDS = re.compile(
    r"(?:(?:^|[\s(])(?:over|above|below|under|nearly|almost|beyond|exceeding|exceeds|exceeded|surpassing|less|than|minimum"
    r"|maximum|up|upto|least|most|close to|near|up to|as much as|as high as|as low as|as few as|max|between|within"
    r"|every|top|by|another|further|additional|some)|[<>≤≥±+\-–−~^])\s*$",
    re.IGNORECASE,
)
"""What stands before a number that is no level: "more than 80", "up to 91", "by 2"."""

FILLERS = frozenset(
    """
    about around approximately roughly only just merely even ca. circa still ~ ≈ an a the exactly respectively
    again also
    """.split()
)
"""Words between a verb and its value that do not change it."""

EVALUATIVE = frozenset(
    """
    best highest lowest new impressive remarkable notable competitive promising robust significant peak top final
    overall state-of-the-art sota strong good high low outstanding solid excellent moderate respectable commendable
    baseline reasonable decent superior average mean averaged poor official maximum minimum perfect better higher
    lower improved first second third resulting corresponding respective following reported own current
    cross-validated comparable similar next top-performing greatest satisfactory considerable noteworthy
    very near-perfect acceptable encouraging initial astounding astonishing exceptional exemplary stunning amazing
    incredible staggering striking surprising substantial strongest sound fair modest admirable laudable formidable
    mere whopping unprecedented leading winning great consistent increased enhanced maximal minimal typical
    favorable favourable near-human human-level real true only
    """.split()
)
"""Words before the name of a metric that are no part of it."""

RESULTS = re.compile(
    r"\b(?:results?|experiments?|experimentation|evaluations?|findings?)\b"
    r"|\b(?:analys[ei]s|stud(?:y|ies)|paper|work|tests?|comparisons?|performance|scores?|outcomes?|investigations?|research"
    r"|observations?|simulations?)$"
    r"|^(?:\w+ )?(?:possibility|ability|introduction|addition|use|importance|impact|effect|presence|absence|inclusion)"
    r" (?:of|to)\b"
    r"|\b(?:possibility|ability|metrics?)$",
    re.IGNORECASE,
)
"""Subjects that are no system."""

BOUNDED_ASIDE = re.compile(
    r"\s*\((?:Tables?|Fig(?:ure|\.)s?|Section|Appendix|up to|at least|at most|more than|less than|over|under|from"
    r"|between)\s[^()]{1,60}\)",
    re.IGNORECASE,
)
"""A bound or a place in parentheses: no level, and no part of a name."""

DOUBT = re.compile(
    r"\b(?:not(?! only\b)|never|nobody|none|nor|neither|no one|if|whether|unless|unlike|expect\w*|would|could|may|might"
    r"|should|hardly|barely|almost|nearly|rarely|seldom|reportedly|cannot|fails?|says?|project(?:ed|ion)|hypothetical\w*"
    r"|assum(?:e|es|ed|ing)|claim(?:s|ed)?\s+(?:that|to)|aims? to|target(?:s|ed|ing)?\s+(?:of|at)|need(?:s|ed)? to"
    r"|require\w* to|suppose\w*|imagin\w+)\b|n['’]t\b",
    re.IGNORECASE,
)
"""What denies, supposes or hands on a claim of others."""

COMPARING = re.compile(
    r"\b(?:against|compared\s+(?:with|to)|in comparison (?:with|to)|versus|vs\.?|outperform\w*|surpass\w*"
    r"|supersed\w*|exceed\w*|than|besting|beating|over|relative to|whereas|unlike|while)(?=\W|$)",
    re.IGNORECASE,
)
"""What stands before a value that something is held against."""
