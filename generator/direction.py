"""Which way a sentence points: words of more and of less, and of denial; pure, above `text`.

Embedders see "raises" and "lowers" as near the same word, so that whoever compares sentences compares this too. A
word's sign is that of the change that it names; what is good or bad is not told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.text import words

_MORE_STEMS = """increas elevat enhanc promot upregulat induc activat improv stimulat accelerat outperform exceed
 surpass superior augment strengthen amplif expand beneficial facilitat enabl predispos contribut trigger aggravat
 exacerbat worsen sensitiz indispensabl doubl""".split()
_MORE_WORDS = """rise rises rising rose risen raise raises raised raising higher more greater gain gains gained longer
 faster better boost boosts boosted larger stronger most majority abundant causes caused cause leads lead led drives
 drive driven effective sufficient necessary essential required requires require upward positively positive grows grew
 grown common frequent frequently broad broadly benefit benefits harmful up""".split()
_LESS_STEMS = """decreas reduc inhibit suppress downregulat diminish attenuat declin underperform inferior prevent
 impair weaken deplet abolish abrogat ameliorat alleviat mitigat hinder hamper disrupt antagoni counteract restrict
 insufficient ineffective desensitiz infrequent uncommon unnecessary degrad deteriorat eliminat protect""".split()
_LESS_WORDS = """lower lowers lowered less fewer worse slower shorter block blocks blocked loss lose loses lost drop
 drops dropped fall falls fell fallen smaller weaker halves halved minority rare delays delayed limits limited downward
 negative negatively shrinks shrank dispensable avoids lack lacks lacking absent absence down harmless""".split()
_DENIAL = frozenset(
    """not no nor never none neither without cannot fail fails failed nothing hardly rarely independent independently
 irrespective regardless unaffected unchanged similar similarly comparable unrelated unlikely""".split()
)
_CONTRACTED = re.compile(r"n['’]t$")


_SIGNS = (
    (+1, frozenset(_MORE_WORDS), tuple(_MORE_STEMS)),
    (-1, frozenset(_LESS_WORDS), tuple(_LESS_STEMS)),
)


@dataclass(frozen=True, slots=True)
class Direction:
    """How many words of more, of less and of denial a sentence has."""

    more: int
    less: int
    denials: int

    @property
    def sign(self) -> int:
        """Which way it points, +1 or -1, a denial turning it round; 0 where it has words of both or of neither."""
        way = (self.more > 0) - (self.less > 0)
        return -way if self.denials % 2 else way


def direction(text: str) -> Direction:
    """The direction of a text. Words of the lists count, and words that begin with a stem of them."""
    found = words(text)
    signs = [_sign(word) for word in found]
    denials = sum(word in _DENIAL or bool(_CONTRACTED.search(word)) for word in found)
    return Direction(signs.count(1), signs.count(-1), denials)


def agree(left: str, right: str) -> bool:
    """Whether two sentences deny as often and have as many words of more and of less: what a paraphrase would keep."""
    return direction(left) == direction(right)


def _sign(word: str) -> int:
    plain = word.replace("-", "")
    for sign, whole, stems in _SIGNS:
        if plain in whole or plain.startswith(stems):
            return sign
    return 0
