"""No score rises where evidence is taken away, doubled or joined by what is off topic; and order changes nothing.

The reports are built by the pipeline, from libraries drawn of parts of two invented fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import pipeline
from generator.schema import (
    Claim,
    ClaimStatus,
    DecisionStatus,
    Evidence,
    Question,
    Report,
    Stance,
    Standpoint,
)
from generator.stages.review import Dossier, review
from tests.makers import entry, examined, report
from tests.stages import fields

LAWS = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
FEW = ("Ide", "Okoro", "Lind", "Sato")
BESIDE = {
    "trials": (
        "Zorvine did not lower the flare rate against placebo in adults with gout, by {n}.5%.",
        "Zorvine cut the flare rate by {n}.2% in adults with gout.",
        "Zorvine worked better than placebo in {n}.1% of them.",
    ),
    "papers": (
        "Quillon reaches an accuracy of 61.31 on TerraQA under folding, against 7{n}.1 under full precision.",
        "Folding Quillon lowers accuracy on TerraQA by {n}.2 points.",
        "Folding costs {n}.1% against full precision.",
    ),
}
"""Findings against the others, figures that others print too, and findings that tell a part."""
OFF_TOPIC = "Pears keep 12 weeks in the cold. Pears lost 3.5% of their weight, less than apples (p = 0.01)."


@dataclass(frozen=True)
class Entry:
    at: int
    authors: str
    said: tuple[str, ...]
    field: str
    checked: str

    def bib(self, subject: str, key: str = "", doi: str = "") -> str:
        """The record in a library; under another key and with another DOI it is the same work once more."""
        return entry(
            f"{subject}{self.at}{key}", f"{subject} {self.at}", " ".join(self.said) or "Nothing.", self.field,
            author=self.authors, checked=self.checked, doi=f"10.5555/{subject}{self.at}{doi}",
        )  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    subject: str
    entries: tuple[Entry, ...]

    def report(self, more: str = "", pins: Sequence[Mapping[str, str]] = ()) -> Report:
        question = fields.asked(self.subject)
        asked = Question.model_validate({**question.model_dump(), "pins": list(pins)})
        return report("".join(one.bib(self.subject) for one in self.entries) + more, asked)


def entries(subject: str, at: int) -> st.SearchStrategy[Entry]:
    every = (*fields.sentences(subject, at), *(one.format(n=at) for one in BESIDE[subject]))
    return st.builds(
        Entry,
        at=st.just(at),
        authors=st.lists(st.sampled_from(FEW), min_size=1, max_size=3, unique=True).map(
            lambda names: " and ".join(f"{name}, Mina" for name in names)
        ),
        said=st.lists(st.sampled_from(every), max_size=6, unique=True).map(tuple),
        field=st.sampled_from(("abstract", "abstract", "abstract", "digest")),
        checked=st.sampled_from(("yes", "yes", "yes", "", "no")),
    )


def shelves() -> st.SearchStrategy[Shelf]:
    return st.sampled_from(("trials", "papers")).flatmap(
        lambda subject: st.builds(
            Shelf,
            subject=st.just(subject),
            entries=st.lists(st.integers(0, 5), min_size=1, max_size=5, unique=True).flatmap(
                lambda chosen: st.tuples(*(entries(subject, at) for at in chosen))
            ),
        )
    )


def scores(built: Report) -> dict[str, float | None]:
    return {one.reviewer.value: one.score for one in built.reviews} | {"consensus": built.decision.consensus}


def assert_no_higher(less: Report, than: Report) -> None:
    before = scores(than)
    for name, score in scores(less).items():
        known = before[name]
        assert score is None or (known is not None and score <= known), (name, known, score)


@LAWS
@given(shelves(), st.data())
def test_taking_away_a_work_or_a_sentence_raises_no_score(shelf: Shelf, data: st.DataObject) -> None:
    whole = shelf.report()
    at = data.draw(st.integers(0, len(shelf.entries) - 1))
    one = shelf.entries[at]
    without = (*shelf.entries[:at], *shelf.entries[at + 1 :])
    assert_no_higher(replace(shelf, entries=without).report(), whole)
    if one.said:
        sentence = data.draw(st.sampled_from(one.said))
        fewer = replace(one, said=tuple(said for said in one.said if said != sentence))
        assert_no_higher(replace(shelf, entries=(fewer, *without)).report(), whole)


@LAWS
@given(shelves(), st.data())
def test_duplicates_works_off_topic_and_another_order_raise_no_score(shelf: Shelf, data: st.DataObject) -> None:
    whole = shelf.report()
    again = data.draw(st.sampled_from(shelf.entries))
    assert_no_higher(shelf.report(again.bib(shelf.subject, "again")), whole)
    assert_no_higher(shelf.report(again.bib(shelf.subject, "again", "/v2")), whole)
    stray = entry("stray", "On pears", OFF_TOPIC, author="Tamm, Uku")
    assert_no_higher(shelf.report(stray), whole)
    assert_no_higher(shelf.report(stray, [{"work": "On pears", "reason": "a mistake"}]), whole)
    shuffled = replace(shelf, entries=tuple(data.draw(st.permutations(shelf.entries))))
    assert scores(shuffled.report()) == scores(whole)


def reviewed(seen: Dossier) -> dict[str, float]:
    reviews, _ = review(seen, pipeline.load_policy())
    return {one.reviewer.value: one.score for one in reviews if one.score is not None}


@pytest.mark.parametrize("subject", ["trials", "papers"])
def test_claims_taken_out_or_doubled_or_turned_about_raise_no_score(subject: str) -> None:
    seen = examined(fields.shelf(subject), fields.asked(subject))
    whole = reviewed(seen)
    assert len(whole) == 3
    for one in seen.claims:
        fewer = reviewed(replace(seen, claims=tuple(claim for claim in seen.claims if claim != one)))
        assert all(fewer[name] <= score for name, score in whole.items())
        assert reviewed(replace(seen, claims=(*seen.claims, one))) == whole
    turned = replace(
        seen, claims=seen.claims[::-1], results=seen.results[::-1], works=dict(reversed(list(seen.works.items())))
    )
    assert reviewed(turned) == whole


@pytest.mark.parametrize("subject", ["trials", "papers"])
def test_a_contradiction_lowers_no_score_and_support_of_relatives_raises_none(subject: str) -> None:
    seen = examined(fields.shelf(subject), fields.asked(subject))
    first, *_, last = seen.claims
    against = evidence(first, last, Stance.CONTRADICTS, Standpoint.INDEPENDENT)
    contested = seen.verdicts[first.id].model_copy(
        update={"status": ClaimStatus.CONTESTED, "contradicted_by": (against.id,)}
    )
    torn = replace(seen, evidence=(against,), verdicts={**seen.verdicts, first.id: contested})
    assert all(reviewed(torn)[name] >= score for name, score in reviewed(seen).items())
    one_team = {
        key: work.model_copy(update={"authors": seen.works[first.work].authors}) for key, work in seen.works.items()
    }
    related = replace(seen, works=one_team)
    backed = replace(related, evidence=(evidence(first, last, Stance.SUPPORTS, Standpoint.INDEPENDENT),))
    assert reviewed(backed) == reviewed(related)


def evidence(of: Claim, by: Claim, stance: Stance, standpoint: Standpoint) -> Evidence:
    return Evidence(
        id=f"e-{of.id}-{by.id}", claim=of.id, passage=by.passage, work=by.work, stance=stance, standpoint=standpoint,
        basis="judge", probability=0.95, why="support 0.95",
    )  # fmt: skip


@pytest.mark.parametrize("subject", ["trials", "papers"])
def test_a_sound_library_scores_and_an_empty_one_does_not(subject: str) -> None:
    assert report(fields.shelf(subject), fields.asked(subject)).decision.status is DecisionStatus.PUBLISHED
    assert scores(Shelf(subject, ()).report())["consensus"] is None
