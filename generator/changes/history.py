"""What a ledger's lines add up to: the claims that were made, the answer, the decision, and the inputs.

Stands above `inputs`. It takes every line at its word: whether a line is valid is told where it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.changes.inputs import Inputs, with_line
from generator.schema import AnswerLine, ClaimLine, DecisionLine, InputsLine, LedgerLine


@dataclass(slots=True)
class History:
    """The last line of every claim that was ever made, in the order of their births, and of answer and decision."""

    claims: dict[str, ClaimLine] = field(default_factory=dict)
    answer: AnswerLine | None = None
    decision: DecisionLine | None = None
    inputs: Inputs | None = None

    @property
    def standing(self) -> tuple[ClaimLine, ...]:
        """The last lines of the claims that were not retired."""
        return tuple(line for line in self.claims.values() if line.after is not None)

    def reworded(self, work: str, quote: str, without: Iterable[str]) -> str | None:
        """The youngest claim with this quote of this work, not counting those of `without`."""
        left = set(without)
        same = (line.claim for line in self.claims.values() if (line.work, line.quote) == (work, quote))
        return next((claim for claim in reversed(list(same)) if claim not in left), None)


def told_by(lines: Iterable[LedgerLine]) -> History:
    """What the lines of a ledger add up to."""
    history = History()
    for line in lines:
        match line:
            case ClaimLine():
                if line.before is None:
                    history.claims.pop(line.claim, None)
                history.claims[line.claim] = line
            case AnswerLine():
                history.answer = line
            case DecisionLine():
                history.decision = line
            case InputsLine():
                history.inputs = with_line(history.inputs, line)
    return history
