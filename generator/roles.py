"""The rhetorical roles of sentences, and what a sentence shows of its role by its words and its place.

Pure: numbers from strings. The linear model that reads them is `models.roles`; it adds the sentence's embedding.
"""

from __future__ import annotations

import re
import zlib
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


class Role(StrEnum):
    """What a sentence does in its abstract. The order is that of the columns of every table of probabilities."""

    BACKGROUND = "background"
    OBJECTIVE = "objective"
    METHOD = "method"
    RESULT = "result"
    CONCLUSION = "conclusion"


ROLES = tuple(Role)


_HERE = (
    r"(?:this|the present|the current|our|present)(?: \w+)? (?:paper|work|study|article|trial|survey|review|research"
    r"|investigation|thesis|analysis|experiment)"
)
_FIND = (
    r"(?:find|found|show|showed|shows|observe|observed|demonstrate|demonstrated|reveal|revealed|reveals|indicate"
    r"|indicated|discover|discovered|confirm|confirmed)"
)
_ASK = (
    r"(?:investigat\w+|explor\w+|examin\w+|stud(?:y|ied)|ask|asked|analy[sz]e|address|revisit|aim|aimed|seek"
    r"|sought|want|wanted|test(?:ed)?|assess(?:ed)?|evaluated?|determined?|compared?|hypothesi[sz]ed?|set out)"
)
_BUILD = (
    r"(?:propos\w+|introduc\w+|present(?:s|ed)?|develop(?:s|ed)?|design(?:s|ed)?|use[ds]?|employ\w*|apply|applied"
    r"|construct\w*|create[ds]?|build|built|collect\w*|train(?:ed)?|train|annotat\w+|implement\w*|adopt\w*"
    r"|formulat\w+|conducted|performed|recruited|enrolled|randomi[sz]ed|releas\w+|provide|describe[ds]?)"
)
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:aim(?:s|ed)?|objectives?|purposes?|goals?)\b",
        r"^(?:the |our )?(?:\w+ ){0,3}(?:aim|objective|purpose|goal)s?\b",
        r"^to \w+",
        r"\bwhether\b",
        r"\bhypothes\w+",
        r"\b(?:we|authors) (?:\w+ )?" + _ASK + r"\b",
        r"\b" + _HERE + r",? (?:\w+ )?(?:aim|seek|investigat|explor|examin|address|stud|assess|evaluat|compar)\w*",
        r"^(?:in|with) " + _HERE,
        r"^" + _HERE,
        r"\b(?:we|authors) (?:\w+ )?" + _BUILD + r"\b",
        r"\b(?:we|authors) (?:\w+ )?" + _FIND + r"\b",
        r"\b(?:results?|experiments?|findings?|evaluations?|analys[ie]s|data) (?:\w+ ){0,6}?" + _FIND + r"\b",
        r"\b" + _FIND + r" that\b",
        r"\b(?:outperform\w*|surpass\w*|exceed\w*|achiev\w+|improv\w+|reduc\w+|increas\w+|decreas\w+)\b",
        r"\b(?:significant(?:ly)?|difference[sd]?|compared (?:with|to)|versus|vs|associated|correlat\w+)\b",
        r"\b(?:conclu\w+|suggest\w*|imply|implies|support(?:s|ed)? the|warrant\w*|therefore|thus|in summary|overall)\b",
        r"\b(?:should|may|might|could|can|recommend\w*|promising|potential|useful|feasible|effective|needed)\b",
        r"\b(?:future|further) (?:research|work|stud\w+|trials?|investigation)\b",
        r"\b(?:however|although|despite|yet|while|unfortunately|nevertheless)\b",
        r"\b(?:unknown|unclear|little is known|lack\w*|remains?|challeng\w+|difficult|limited|scarce|gap|few)\b",
        r"\b(?:recent(?:ly)?|previous(?:ly)?|prior|existing|traditional(?:ly)?|current(?:ly)?|conventional|past)\b",
        r"\b(?:has|have) (?:\w+ )?(?:been|shown|become|attracted|gained|led|received|made|achieved|emerged)\b",
        (
            r"\b(?:widely|commonly|often|typically|usually|generally|increasingly|important|crucial|essential|major"
            r"|common)\b"
        ),
        r"\b(?:is|are) (?:an?|the|one|among|known|considered)\b",
        r"\b(?:was|were)\b",
        r"\b(?:is|are|has|have)\b",
        r"\b(?:was|were) (?:\w+ )?\w+(?:ed|en|one|ade|ung)\b",
        r"\b(?:we|our|us)\b",
        r"\b(?:it|they|them|their|these|those|this)\b",
        r"^(?:these|this|our|the) (?:\w+ ){0,2}(?:results?|findings?|data|stud(?:y|ies)|observations?)\b",
        (
            r"\b(?:participants?|patients?|subjects|volunteers|women|men|children) (?:\w+ ){0,4}?(?:were|received"
            r"|underwent)\b"
        ),
        (
            r"\b(?:randomi[sz]ed|randomly|double-blind|placebo-controlled|cohort|cross-sectional|protocol|recruit\w*"
            r"|follow-up)\b"
        ),
        r"\b(?:will be|will)\b",
        (
            r"\b(?:outcomes?|endpoints?|measure[sd]?|assessed|evaluated|analy[sz]ed|calculated|using|dataset|corpus"
            r"|benchmark)\b"
        ),
        r"\bp ?[<>=≤≥] ?0?\.\d",
        r"\b(?:ci|confidence intervals?|odds ratio|hazard ratio|relative risk|or|hr|rr)\b[^.]{0,12}\d",
        r"\d ?%",
        r"\d\.\d",
        r"\bn ?= ?\d",
        r"\?$",
        r"\b(?:code|data|dataset|models?) (?:\w+ ){0,3}(?:available|released|public\w*|open-sourced)\b|https?://",
        r"\b(?:better|higher|lower|greater|more|less|fewer|longer|shorter|best|worse) (?:\w+ ){0,4}?than\b",
        r"\b(?:state-of-the-art|sota|baselines?|accuracy|f1|bleu)\b",
        r"\b(?:first|novel|new|to our knowledge)\b",
        r"\b(?:specifically|in particular|first(?:ly)?|then|finally|moreover|furthermore|in addition|namely)\b",
    )
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TERM = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[%<>=±?]")
_COUNTS = (0, 1, 3, 7)
_LENGTHS = (10, 18, 28, 45)
_BEGINNINGS = (1, 2, 3)
_PASSAGES = (6, 10, 15)
_STATIONS = 8
_AIM = re.compile(
    r"\b(?:we|this (?:paper|study|work|article|trial|review)|the authors?) (?:\w+ )?(?:aim|aims|aimed|seek"
    r"|sought|set out|asked?"
    r"|intended|wanted|hypothesi[sz]ed?)\b"
    r"|\b(?:aim|objective|purpose|goal)s? (?:of (?:this|our|the)(?: \w+){1,4} )?(?:was|were|is|are)\b"
    r"|\b(?:study|trial|paper|review|work) (?:was |were |is )?(?:aims?|aimed|designed|undertaken|conducted"
    r"|performed) to\b"
    r"|^to (?:determine|assess|evaluate|investigate|examine|explore|compare|study|test|describe|identify)\b"
    r"|\bwe (?:\w+ )?(?:investigated?|examined?|assess(?:ed)?|evaluated?|explored?|tested|compared|study"
    r"|studied|determined?)\b",
    re.IGNORECASE,
)
CUE_WIDTH = len(_CUES) + len(_COUNTS) + len(_LENGTHS)
PLACE_WIDTH = _STATIONS + 10
BUCKETS = 4096
"""Terms share this many weights: those that fall into one bucket share one."""


def cues(sentence: str) -> NDArray[np.float32]:
    """Which cues of a role the sentence has, how many numbers, and how short it is: float32[CUE_WIDTH] of 0 and 1."""
    numbers, length = len(_NUMBER.findall(sentence)), len(sentence.split())
    told = [cue.search(sentence) is not None for cue in _CUES]
    told += [numbers > count for count in _COUNTS]
    told += [length < limit for limit in _LENGTHS]
    return np.array(told, dtype=np.float32)


def terms(sentence: str) -> NDArray[np.intp]:
    """Buckets of the sentence's words, pairs of words and beginnings, sorted; all numbers are one word."""
    found = ["#" if word[0].isdigit() else word for word in _TERM.findall(sentence.casefold())]
    pairs = (f"{left} {right}" for left, right in pairwise(found))
    beginnings = ("^" + " ".join(found[:length]) for length in _BEGINNINGS)
    buckets = {zlib.crc32(term.encode()) % BUCKETS for term in (*found, *pairs, *beginnings)}
    return np.array(sorted(buckets), dtype=np.intp)


def places(count: int) -> NDArray[np.float32]:
    """Where each of a passage's sentences stands: float32[count, PLACE_WIDTH]; a lone sentence stands nowhere.

    The way through the passage, spread over its two nearest stations; whether it is one of the first three or last two;
    how long the passage is; whether the sentence is alone; and a one, for what holds of any sentence.
    """
    rows = np.zeros((count, PLACE_WIDTH), dtype=np.float32)
    rows[:, -1] = 1
    if count == 1:
        rows[0, -2] = 1
        return rows
    for at in range(count):
        way = at / (count - 1) * (_STATIONS - 1)
        rows[at, :_STATIONS] = np.maximum(0, 1 - np.abs(np.arange(_STATIONS) - way))
        edges = (at == 0, at == 1, at == 2, at == count - 1, at == count - 2)  # noqa: PLR2004 - the third sentence
        rows[at, _STATIONS:-2] = (*edges, *(count < limit for limit in _PASSAGES))
    return rows


def states_aim(sentence: str) -> bool:
    """Whether a sentence says by its words what the study is for: "we aimed to", "the purpose of this study was"."""
    return _AIM.search(sentence) is not None
