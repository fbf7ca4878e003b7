"""What the judge's probabilities make of a reworded claim."""

from collections.abc import Sequence

import pytest

from generator.engine import Asked, Judgement
from generator.likeness import opposed
from generator.schema import Outcome
from generator.stages.verify import entailed


class Sure:
    """A judge whose thresholds are all that is asked for."""

    name, hash, supported_from, contradicted_from = "sure", "0", 0.8, 0.7

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        return tuple(Judgement(0.9, 0.05, 0.05) for _ in asked)


@pytest.mark.parametrize(
    ("judgement", "turned", "outcome"),
    [
        (Judgement(0.9, 0.05, 0.05), False, Outcome.PASSED),
        (Judgement(0.9, 0.05, 0.05), True, Outcome.ABSTAINED),
        (Judgement(0.1, 0.8, 0.1), True, Outcome.FAILED),
        (Judgement(0.5, 0.3, 0.2), False, Outcome.ABSTAINED),
    ],
)
def test_a_turned_claim_never_passes(judgement: Judgement, turned: bool, outcome: Outcome) -> None:  # noqa: FBT001
    assert entailed(judgement, Sure(), turned=turned).outcome is outcome


def test_what_counts_as_turned() -> None:
    assert opposed("The lamp is unsafe.", "The lamp is safe.")
    assert opposed("Figs are better than pears.", "Pears are better than figs.")
    assert not opposed("The authors show that pears keep.", "The authors show that pears keep.")
