"""What a table's cell holds: one main number with its unit, nothing, or something else; and what a unit is.

Pure. A cell with two main numbers, a range, a ratio or a bound is something else: "36 (15–54)" has one number, "15–54",
"11:24" and "<0.1" have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MARKS = "*\u2217\u204e†‡§¶#‖"
"""Signs that stand for notes; asterisks come in three kinds."""
LONGEST = 80
"""Characters from which on a cell is text."""

_ATOMS = r"""
    % ‰ °\s?C ° years? yrs? y months? mos? mths? weeks? wks? days? d hours? hrs? hr h minutes? mins? min
    seconds? secs? s ms [µμ]s kg g mg [µμ]g mcg ug ng pg fg lbs? m?IU kIU [µμu]I?U m?U mol [mµμunp]mol mEq mOsm
    [mµμn]?M [mdµμu]?[lL] cc k?m dm cm mm [µμ]m nm in ft mm\s?Hg cm\s?H2O k?Pa Torr bpm BPM beats breaths steps
    deg k?cal k?J MJ k?W N [kMG]?Hz dB [mµμ]?V mA [GMKT]i?B G?FLOPs tokens cells? copies CFU cfu points? pts pixels?
    times US\$ USD \$ € £ score log10 person[-\s]years patient[-\s]years [×x]?\s?10\^?[0-9]+ 10{2,5} 10{1,2},000
    1,000
"""
_ATOM = rf"(?:{'|'.join(_ATOMS.split())})(?:\^?[-−–]?[1-4])?"
_UNIT = re.compile(rf"(?:per )?{_ATOM}(?:\s?(?:/|·|⋅|\*|\.|per|-| )\s?{_ATOM}){{0,4}}")
_AMOUNT = re.compile(
    rf"""(?P<sign>[-−–+]?)\s?(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:[.·][0-9]+)?|[.·][0-9]+)
        (?P<unit>\s?[^\W\d_±(\[<>=]{{1,6}}(?:/[^\W\d_]+[0-9]?)?|\s?%)?
        (?P<spread>(?:\s?(?:±|\+/[-−])\s?[0-9.,·]+\s?%?)?(?:\s?\([^()]*\)?|\s?\[[^\[\]]*\]?){{0,2}})
        (?P<last>\s?%)?(?:,?\s?\(?[nN]\s?=\s?[0-9]+\)?)?[\s{MARKS}]*""",
    re.VERBOSE,
)
_ABSENT = re.compile(r"[-–—−.…/\s]*|n\.?/?[asdr]\.?|none|nil|ref(?:erence)?|yes|no|x|[✓✔✗]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell's main number, the unit that stands with it, and what follows: a spread or share, as it is printed."""

    value: Decimal
    unit: str | None
    spread: str


def amount(text: str) -> Amount | None:
    """The amount of a cell, or None where it holds something else."""
    match = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    unit = (match["unit"] or match["last"] or "").strip() or None
    if unit is not None and not is_unit(unit):
        return None
    sign = "-" if match["sign"] in {"-", "−", "–"} else ""
    number = match["number"].replace(",", "").replace("·", ".")
    return Amount(Decimal(sign + number), unit, match["spread"])


def is_absent(text: str) -> bool:
    """Whether a cell says that there is nothing: a dash, "n.a.", "Ref."; or only ticks something off."""
    return len(text) <= LONGEST and _ABSENT.fullmatch(text) is not None


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement: "kg/m2", "%", "months"."""
    return len(text) <= LONGEST and _UNIT.fullmatch(text.strip()) is not None
