from __future__ import annotations

from collections.abc import Sequence

import pytest

from generator.engine import Asked, Judgement
from generator.schema import Origin, Outcome, Version, Work, WorkType
from generator.stages.digests import fates, without_digests
from generator.stages.read import read
from tests.makers import section, work

OWN = "Zorvine lowered the flare rate to 2.1 a year. Placebo left it at 4.0 a year."


def described(*digest: str, own: str = OWN) -> Work:
    sections = [section(" ".join(digest), Origin.DIGEST, "digest")] if digest else []
    sections += [section(own)] if own else []
    version = Version(id="lib:1", label="", year=2021, kind=WorkType.ARTICLE, sections=tuple(sections))
    return work(versions=(version,))


class FixedJudge:
    """A judge that always gives the same probabilities."""

    name = hash = "fixed"
    supported_from, contradicted_from = 0.7, 0.6

    def __init__(self, supports: float, contradicts: float = 0.0) -> None:
        self.answer = Judgement(supports, contradicts, 1 - supports - contradicts)
        self.asked: list[Asked] = []

    def judge(self, asked: Sequence[Asked]) -> tuple[Judgement, ...]:
        self.asked += asked
        return (self.answer,) * len(asked)


def outcomes(one: Work, judge: FixedJudge | None = None) -> list[tuple[str, Outcome]]:
    passages, _ = read(without_digests([one]))
    return [(fate.text, fate.outcome) for fate in fates([one], passages, judge)]


def test_a_digest_gives_way_to_the_works_own_text_and_only_then() -> None:
    both, alone = described("The flare rate fell."), described("The flare rate fell.", own="")
    assert {one.origin for one in read(without_digests([both]))[0]} == {Origin.SOURCE}
    assert without_digests([alone]) == (alone,)
    assert outcomes(alone) == []


def test_a_sentence_with_a_figure_that_the_text_does_not_have_fails() -> None:
    (fate,) = fates([described("Zorvine lowered the flare rate to 1.2 a year.")], read([described()])[0])
    assert fate.outcome is Outcome.FAILED
    assert "1.2" in fate.why


def test_a_sentence_that_shares_no_word_with_the_text_fails() -> None:
    assert outcomes(described("Pears ripened.")) == [("Pears ripened.", Outcome.FAILED)]


@pytest.mark.parametrize(
    ("supports", "contradicts", "outcome"),
    [(0.9, 0.0, Outcome.PASSED), (0.3, 0.1, Outcome.ABSTAINED), (0.1, 0.8, Outcome.FAILED)],
)
def test_the_judge_decides_on_the_rest(supports: float, contradicts: float, outcome: Outcome) -> None:
    judge = FixedJudge(supports, contradicts)
    said = "Zorvine lowered the flare rate to 2.1 a year."
    assert outcomes(described(said), judge) == [(said, outcome)]
    assert judge.asked[0].sentences == (
        "Zorvine lowered the flare rate to 2.1 a year.",
        "Placebo left it at 4.0 a year.",
    )


def test_without_a_judge_words_decide_and_nothing_fails_by_them() -> None:
    found = outcomes(described("Zorvine lowered the flare rate.", "A rate of weather and pears changed somewhere."))
    assert [outcome for _, outcome in found] == [Outcome.PASSED, Outcome.ABSTAINED]


def test_each_fate_names_the_passage_that_comes_nearest() -> None:
    one = described("Placebo left the rate at 4.0 a year.")
    passages, _ = read(without_digests([one]))
    (fate,) = fates([one], passages)
    assert fate.passage == passages[1].id
