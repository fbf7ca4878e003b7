"""Sentences, terms and words in text: pure functions on strings, offsets in code points.

Stands above `ids` and `numbers`; knows nothing of works or questions. `plain` is the one door by which text from
outside enters: behind it there is no markup, no control character and no run of white space.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from nupunkt import sent_spans

from generator.ids import digest
from generator.numbers import quantities

_ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))*\s*/?>"
_TAG = re.compile(
    r"</?(?:(?:jats|mml|xhtml):[a-z0-9-]+|abstract|address|alternatives|article|aside|audio|base|blockquote|body|br|button"
    r"|canvas|caption|center|dd|disp-formula|div|dl|dt|embed|ext-link|fig|figcaption|figure|footer|form|frame|frameset"
    r"|graphic|h[1-6]|head|header|hr|html|iframe|img|inline-formula|inline-graphic|input|label|li|link|list|list-item"
    r"|main|math|meta|named-content|nav|object|ol|option|p|param|pre|script|sec|section|select|source|styled-content"
    r"|style|svg|table|tbody|td|tex-math|textarea|tfoot|th|thead|title|tr|ul|video|xref)" + _ATTRIBUTES,
    re.IGNORECASE,
)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bold|cite|code|em|font|i|italic|mark|q|s|sc|small|span|strong|sub|sup|tt|u|var)"
    + _ATTRIBUTES
    + r"|</?jats:(?:bold|italic|monospace|sc|sub|sup|underline)"
    + _ATTRIBUTES,
    re.IGNORECASE,
)
_POWER = re.compile(r"(?<=[0-9])<(?:jats:)?sup>(?=[-−+]?[0-9])", re.IGNORECASE)
_MARKS = re.compile(r"([\u0300-\u036f]{8})[\u0300-\u036f]+")
_HIDDEN = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
REPLACED = "\ufffd"
"""What stands where a source sent something that is no character."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNCLEAN = re.compile(
    r"[<&\x00-\x1f\x7f-\xa0\xad\u0300-\u036f\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ud800-\udfff\ufeff\ufffe\uffff]"
    r"|^ | $| [ ,.;:!?)\]]"
)
"""Whatever of a text `plain` could change, but for letters that are not composed: most texts are clean already."""

_PART = (
    r"(?i:(?:study |trial |main |primary |key |principal )?(?:backgrounds?|introduction|importance|significance"
    r"|contexts?|rationale|objectives?|aims?|goals?|purposes?|hypothes[ie]s|questions?|problem|motivation|materials?|methods?"
    r"|methodology|approach|designs?|settings?|participants?|patients?|subjects|population|interventions?|exposures?"
    r"|outcomes?(?: measures?)?|outcomes? and measures?|measurements?|data sources?|study selection|data extraction"
    r"|data synthesis|results?|findings?|observations?|discussion|conclusions?|interpretations?|implications?|relevance"
    r"|limitations?|funding|registration|trial registration(?: number)?|summary))"
)
_LABEL = re.compile(
    rf"(?:\([0-9]\) )?(?P<label>{_PART}(?:(?:, | ?/ ?| & | (?i:and|of) )(?:(?i:and) )?{_PART})*)"
    r"(?:(?P<colon> ?: ?)(?=\S)|(?P<dash> [-–—] )(?=[^a-z\s])|(?P<bare> )(?=[A-Z]?[a-z]|A [a-z]|[0-9]))"
)
"""What a part of a structured abstract begins with: "Results: ", "(2) METHODS: ", "Background - ", "RESULTS We"."""

_BEFORE_LABEL = re.compile(r"(?<=[.!?;)\]])(?<!\([0-9]\)) (?=\([0-9]\) [A-Z]|[A-Z])")

_GAP_OF_PARAGRAPHS = re.compile(r"\n{2,}")
_GAP = re.compile(r"[\s\-‐‑‒–—_/]+")
_GAP_PATTERN = r"[\s\-‐‑‒–—_/]*"
_LEFT_OUT = "-‐‑‒–—_/\u0307"
"""Gaps, and the dot that is left of a Turkish capital I in lower case."""

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_FIRST_PERSON = {
    "we": "the authors",
    "our": "their",
    "ours": "theirs",
    "us": "them",
    "ourselves": "themselves",
}
_FIRST_PERSON_WORD = re.compile(r"\b(" + "|".join(f"{w}|{w.capitalize()}" for w in _FIRST_PERSON) + r")\b")
_NEGATION = re.compile(
    r"\b(?:not|no|nor|never|none|neither|without|cannot|fails?|failed|lacks?)\b|n't\b", re.IGNORECASE
)
_PLACE_WORD = re.compile(
    r"\b(?:tables?|figures?|section|appendix|abstract|text|page|readme|model zoo|model card|version)\b", re.IGNORECASE
)
_LONGEST_PLACE = 300
_AUTHORS = r"[^\W\d_][\w'’-]+(?:,? (?:et al\.?|(?:and|&) [^\W\d_][\w'’-]+),?|,) (?:19|20)[0-9]{2}[a-z]?"
_CITATION = re.compile(
    r"\[?<\|\w{1,20}\|>\]?"  # how corpora of citations mask them
    r"|(?<![0-9%=] )(?<![0-9%=])\[[0-9]{1,3}(?:\s?[,;–-]\s?[0-9]{1,3})*\]"
    rf"|\((?:(?:see|e\.g\.,?|cf\.) )?{_AUTHORS}(?:; {_AUTHORS})*\)"
)
_SPACE_BEFORE_SIGN = re.compile(r" ([.,;:])")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?P<y>ies)|(?<![siu])s)$")
"""The end of a plural: its singular is found, too."""

_IZE = re.compile(r"(?<=\w{3}[iy])[sz](?=(?:e[sdr]?|ing|ations?)$)", re.IGNORECASE)
_OUR = re.compile(r"(?<=\w{3}o)u?(?=r(?:s|al)?$)", re.IGNORECASE)

MIN_PART = 4
"""Letters from which a part of a hyphened name says something by itself."""

_FUNCTION_WORDS = frozenset(
    "a an and as at be been by for from has have in into is it its of on or that the their them they this to was were"
    " with which authors".split()
)


def plain(raw: str) -> str:
    """Text as people read it: markup stripped, entities resolved, white space folded, NFC.

    Control characters and lone surrogates become U+FFFD; zero-width and bidirectional controls vanish.
    """
    return _cleaned(raw) if _UNCLEAN.search(raw) or not unicodedata.is_normalized("NFC", raw) else raw


def _cleaned(raw: str) -> str:
    stripped = raw
    for _ in range(2):  # services send markup that is escaped once more
        stripped = html.unescape(_without_tags(_without_hidden(stripped)))
    stripped = _UNPRINTABLE.sub(REPLACED, _INVISIBLE.sub("", _without_tags(stripped)))
    # Normalising sorts a run of marks in quadratic time; no script needs more than a few on one letter.
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", _MARKS.sub(r"\1", stripped))).strip()
    return re.sub(r" ([,.;:!?)\]])(?=\s|$)", r"\1", folded)


def _without_tags(raw: str) -> str:
    """Tags inside a sentence vanish, so that H<sub>2</sub>O stays one word; others part what they stood between."""
    return _TAG.sub(" ", _INLINE_TAG.sub("", _POWER.sub("^", raw)))


def _without_hidden(raw: str) -> str:
    """Text without what a browser hides: scripts, styles, comments. One left open hides nothing. Linear in time."""
    for opening, closing in _HIDDEN:
        lower, parts, at = raw.casefold() if len(raw.casefold()) == len(raw) else raw, [], 0
        while (start := lower.find(opening, at)) >= 0 and (end := lower.find(closing, start)) >= 0:
            parts.append(raw[at:start])
            at = end + len(closing)
        raw = " ".join([*parts, raw[at:]])
    return raw


def place_of(sentence: str) -> str | None:
    """The place that a parenthesis at the sentence's end names, as "Table 2, version 5", or None. Linear in time."""
    bare = sentence.rstrip(" .!?")
    start = bare.rfind("(")
    inside = bare[start + 1 : -1] if start >= 0 and bare.endswith(")") else ""
    return inside.strip() if _PLACE_WORD.search(inside[:_LONGEST_PLACE]) and ")" not in inside else None


def without_place(sentence: str) -> str:
    """The sentence without the parenthesis that names its place, and without its full stop."""
    bare = sentence.rstrip(" .!?")
    return bare if place_of(sentence) is None else bare[: bare.rfind("(")].rstrip()


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the paragraphs of a text, which a blank line parts; a text without one is a single paragraph."""
    edges = [0, *(at for gap in _GAP_OF_PARAGRAPHS.finditer(text) for at in gap.span()), len(text)]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences, without the white space around them (splitter: nupunkt, a Punkt implementation).

    None goes on beyond its paragraph, and none holds the label of a part of a structured abstract: that is a heading,
    and no word of what its authors say in the sentence behind it.
    """
    spans: list[tuple[int, int]] = []
    for from_, to in paragraphs(text):
        for start, end in sent_spans(text[from_:to]):
            piece = text[from_ + start : from_ + end]
            left = from_ + start + len(piece) - len(piece.lstrip())
            right = from_ + start + len(piece.rstrip())
            if right > left:
                spans += _unlabelled(text, left, right)
    return tuple(spans)


def _unlabelled(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without the label that it begins with, parted where another one stands within it."""
    starts = [start, *(gap.end() for gap in _BEFORE_LABEL.finditer(text, start, end) if _label(text, gap.end(), end))]
    for from_, to in pairwise([*starts, end]):
        label = _label(text, from_, to)
        left = from_ + label
        right = left + len(text[left:to].rstrip(" ;" if to < end else " "))
        yield (left, right) if right > left else (from_, from_ + len(text[from_:to].rstrip()))


def _label(text: str, start: int, end: int) -> int:
    """How many signs the label takes that stands here; 0 where none does. One without a colon is in capitals."""
    found = _LABEL.match(text, start, end)
    if found is None or not found["label"][0].isupper() or (found["bare"] and not found["label"].isupper()):
        return 0
    return found.end() - start


def uncited(sentence: str) -> str:
    """The sentence without its citations, "[3, 7]" or "(Doe et al., 2020)": they are no part of what it claims."""
    return _SPACE_BEFORE_SIGN.sub(r"\1", " ".join(_CITATION.sub(" ", sentence).split()))


def names(text: str, terms: tuple[str, ...]) -> bool:
    """Whether any of the terms stands in the text as words of their own; see `term_pattern`."""
    folded = _folded(text)
    return any(anchor in folded and pattern.search(text) for anchor, pattern in _sought(terms))


def may_name(text: str, terms: tuple[str, ...]) -> bool:
    """Whether some part of the text may name one of the terms: false only where `names` is, of every slice of it."""
    folded = _folded(text)
    return any(anchor in folded for anchor, _ in _sought(terms))


@lru_cache(maxsize=4096)
def _sought(terms: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((_anchor(term), term_pattern(term)) for term in terms)


@lru_cache(maxsize=64)  # a text is asked for one concept after the other
def _folded(text: str) -> str:
    """The text without case and gaps: letters that a pattern takes for each other are one. Goes sign by sign."""
    folded = "".join(text.casefold().split())
    for sign in _LEFT_OUT:
        folded = folded.replace(sign, "")
    return folded.replace("\u0131", "i")  # a dotless i


def _anchor(term: str) -> str:
    """The longest run of letters that stands, folded, in every text that names the term: most texts lack it.

    Looking for it takes a small part of the time that the pattern does. It ends where spellings differ.
    """
    parts = [_spelt(part, z="\n", u="\n") for part in _GAP.split(term.strip()) if part]
    if parts:
        parts[-1] = _PLURAL.sub("\n", parts[-1])
    return max((_folded(run) for run in "".join(parts).split("\n")), key=len, default="")


@lru_cache(maxsize=65536)
def term_pattern(term: str) -> re.Pattern[str]:
    """Pattern for a term: hyphens and spaces are alike or absent, a plural may follow, acronyms keep their case."""
    parts = [_spelt(re.escape(part)) for part in _GAP.split(term.strip()) if part]
    if not parts:
        return re.compile(r"(?!)")  # a term without a letter or digit is found nowhere, not everywhere
    parts[-1] = _PLURAL.sub(lambda match: "(?:y|ies)" if match["y"] else "s?", parts[-1])
    is_acronym = any(c.isalpha() for c in term) and not any(c.islower() for c in term)
    ends_in_digit = term[-1:].isdigit()
    tail = r"(?!\.?\d)(?![^\W\d_])" if ends_in_digit else r"(?:s|es)?(?![^\W\d_])"
    return re.compile(
        r"(?<![^\W_])" + (r"(?<!\d[.,])" if term.strip()[:1].isdigit() else "") + _GAP_PATTERN.join(parts) + tail,
        re.NOFLAG if is_acronym else re.IGNORECASE,
    )


def _spelt(part: str, z: str = "[sz]", u: str = "u?") -> str:
    """A word's pattern for British and American spelling: quantisation and quantization, tumour and tumor."""
    return _OUR.sub(u, _IZE.sub(z, part))


def words(text: str) -> tuple[str, ...]:
    """Words in lower case; hyphened words and decimals stay whole."""
    return tuple(map(str.casefold, _WORD.findall(text)))


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """Words that carry meaning: those that are no function words."""
    return tuple(word for word in words(text) if carries_meaning(word))


def carries_meaning(word: str) -> bool:
    """Whether a word, as `words` gives it, is no function word."""
    return word not in _FUNCTION_WORDS


def name_parts(name: str) -> frozenset[str]:
    """Content words of a name in lower case; a hyphened word splits where all its parts have four letters or more.

    MultiModal-Multilingual-HumanEval gives multimodal, multilingual, humaneval; state-of-the-art stays whole.
    """
    parts: set[str] = set()
    for word in content_words(name):
        pieces = _GAP.split(word)
        parts |= set(pieces) if all(len(piece) >= MIN_PART for piece in pieces) else {word}
    return frozenset(parts)


def reword(sentence: str) -> str:
    """The sentence with its first person turned into the authors: "We show our" becomes "The authors show their"."""

    def third(match: re.Match[str]) -> str:
        word = match.group()
        if word[0].isupper() and (_begins_a_name(sentence, match) or not _begins_a_sentence(sentence, match)):
            return word
        changed = _FIRST_PERSON[word.casefold()]
        return changed[0].upper() + changed[1:] if word[0].isupper() else changed

    return _FIRST_PERSON_WORD.sub(third, sentence)


def _begins_a_name(sentence: str, match: re.Match[str]) -> bool:
    """Whether a capital follows, as in Our World in Data."""
    return sentence[match.end() : match.end() + 2].strip()[:1].isupper()


def _begins_a_sentence(sentence: str, match: re.Match[str]) -> bool:
    return not sentence[: match.start()].rstrip(' "“(').rstrip()[-1:].strip(".!?:;")


def negations(text: str) -> int:
    """How many words of negation the text has."""
    return len(_NEGATION.findall(text))


def longest_shared_run(ours: str, theirs: str) -> int:
    """Length, in words, of the longest run of words that both texts have."""
    left, right = words(ours), words(theirs)
    best = 0
    row = [0] * (len(right) + 1)
    for word in left:
        previous = 0
        for at, other in enumerate(right, start=1):
            previous, row[at] = row[at], previous + 1 if word == other else 0
            best = max(best, row[at])
    return best


def fingerprint(text: str) -> str:
    """Hash of a text's words, numbers and relations, for recognising a repeated sentence whatever its punctuation."""
    return digest(*words(text), *(str(quantity) for quantity in quantities(text)), *re.findall(r"[<>≤≥=±]", text))


def closed(sentence: str) -> str:
    """The sentence with its full stop, unless a quotation at its end brings one."""
    return sentence if sentence.endswith((".”", "!”", "?”")) else f"{sentence}."
