from typing import Any

import pytest

from generator.engine import Judgement
from generator.schema import (
    CheckName,
    Claim,
    ClaimStatus,
    Excerpt,
    Ids,
    Notice,
    Origin,
    Outcome,
    Passage,
    Verdict,
    Work,
)
from generator.stages.verify import verify
from tests.fakes import FixedJudge
from tests.makers import claim, passage, section, work

TEXT = "We saw that zorvine lowers flares by 40%."


def subject(text: str = TEXT, origin: Origin = Origin.SOURCE, **more: Any) -> tuple[Work, Passage]:  # noqa: ANN401 - any field
    name = "abstract" if origin is Origin.SOURCE else "digest"
    of = work(sections=(section(text, origin, name),), **more)
    return of, passage(of, text, origin=origin)


def judged(of: Work, at: Passage, one: Claim) -> Verdict:
    return verify([one], {at.id: at}, {of.key: of})[0]


def outcome(verdict: Verdict, name: CheckName) -> Outcome:
    return next(check.outcome for check in verdict.checks if check.name is name)


def why(verdict: Verdict, name: CheckName) -> str:
    return next(check.why for check in verdict.checks if check.name is name)


def test_a_verbatim_claim_passes_what_applies_and_invents_no_probability() -> None:
    of, at = subject()
    verdict = judged(of, at, claim(at))
    assert verdict.status is ClaimStatus.VERIFIED
    assert [check.name for check in verdict.checks] == ["resolves", "located", "numbers", "entailed"]
    assert outcome(verdict, CheckName.ENTAILED) is Outcome.NOT_APPLICABLE
    assert verdict.confidence is None
    assert all(check.probability is None for check in verdict.checks)


@pytest.mark.parametrize(
    ("text", "failing", "said"),
    [
        ("The authors saw that zorvine lowers flares by 41%.", CheckName.NUMBERS, "number not found: 41 %"),
        ("The authors saw that zorvine lowers flares by 40.", CheckName.NUMBERS, "number not found: 40"),
        ("The authors saw that zorvine raises flares by 40%.", CheckName.ENTAILED, "words differ: lowers, raises"),
        ("The authors never saw that zorvine lowers flares by 40%.", CheckName.ENTAILED, "words differ: never"),
        ("The authors saw that zorvine lowers flares.", CheckName.ENTAILED, "words differ: 40"),
    ],
)
def test_a_reworded_claim_that_says_something_else_fails(text: str, failing: CheckName, said: str) -> None:
    of, at = subject()
    verdict = judged(of, at, claim(at, text))
    assert outcome(verdict, failing) is Outcome.FAILED
    assert said in why(verdict, failing)
    assert verdict.status is ClaimStatus.UNVERIFIED


def test_the_third_person_passes_by_a_baseline_that_calls_itself_so() -> None:
    of, at = subject()
    verdict = judged(of, at, claim(at, "The authors saw that zorvine lowers flares by 40%."))
    assert verdict.status is ClaimStatus.VERIFIED
    assert "lexical baseline" in why(verdict, CheckName.ENTAILED)


def test_a_quote_that_is_not_at_its_offsets_fails() -> None:
    of, at = subject()
    moved = at.model_copy(update={"start": at.start + 1, "end": at.end + 1})
    assert outcome(judged(of, moved, claim(moved)), CheckName.LOCATED) is Outcome.FAILED
    shortened = claim(at, quote=TEXT[:20], text=TEXT[:20])
    assert outcome(judged(of, at, shortened), CheckName.LOCATED) is Outcome.FAILED
    edited = work(sections=(section("Another text altogether."),))
    assert outcome(judged(edited, at, claim(at)), CheckName.LOCATED) is Outcome.FAILED


def withheld(of: Work, kept: str, start: int = 0) -> Work:
    """The work without its text, of which an excerpt is kept."""
    (version,) = of.versions
    (whole,) = version.sections
    excerpt = Excerpt(place="abstract", start=start, end=start + len(kept), text=kept)
    without = whole.model_copy(update={"text": None, "excerpts": (excerpt,)})
    return of.model_copy(update={"versions": (version.model_copy(update={"sections": (without,)}),)})


def test_a_quote_of_a_text_that_is_not_stored_is_found_among_its_excerpts_and_says_so() -> None:
    of, at = subject()
    verdict = judged(withheld(of, TEXT), at, claim(at))
    assert outcome(verdict, CheckName.LOCATED) is Outcome.PASSED
    told = why(verdict, CheckName.LOCATED)
    assert "the text itself is not stored: the sentence was located in it when it was retrieved" in told
    assert f"SHA-256 {of.versions[0].sections[0].sha256[:12]}…" in told
    assert verdict.status is ClaimStatus.VERIFIED


@pytest.mark.parametrize(("kept", "start"), [("We saw that zorvine lowers flares by 41%.", 0), (TEXT, 1)])
def test_a_quote_that_is_no_excerpt_fails(kept: str, start: int) -> None:
    of, at = subject()
    assert outcome(judged(withheld(of, kept, start), at, claim(at)), CheckName.LOCATED) is Outcome.FAILED


def test_a_reworded_claim_of_a_text_that_is_not_stored_is_held_against_its_quote() -> None:
    of, at = subject()
    reworded = claim(at, "The authors saw that zorvine lowers flares by 40%.")
    judge = FixedJudge(Judgement(0.9, 0.0, 0.1))
    verify([reworded], {at.id: at}, {of.key: withheld(of, TEXT)}, judge)
    assert [one.sentences for one in judge.asked] == [(TEXT,)]


def test_a_claim_without_its_passage_or_work_is_unverified() -> None:
    _, at = subject()
    verdict = verify([claim(at)], {}, {})[0]
    assert verdict.status is ClaimStatus.UNVERIFIED
    assert outcome(verdict, CheckName.RESOLVES) is Outcome.FAILED


@pytest.mark.parametrize(
    ("more", "expected", "said"),
    [
        ({"ids": Ids(doi="10.1000/a")}, Outcome.PASSED, "doi:10.1000/a, seen by the curator"),
        ({"checked": False}, Outcome.FAILED, "unverified record"),
        ({"checked": None}, Outcome.NOT_ASSESSED, "nobody states to have seen it"),
        ({"url": None}, Outcome.FAILED, "neither identifier nor address"),
    ],
)
def test_resolves_says_what_it_knows(more: dict[str, Any], expected: Outcome, said: str) -> None:
    of, at = subject(**more)
    verdict = judged(of, at, claim(at))
    assert outcome(verdict, CheckName.RESOLVES) is expected
    assert said in why(verdict, CheckName.RESOLVES)


def test_a_digest_is_never_verified() -> None:
    of, at = subject(origin=Origin.DIGEST)
    assert judged(of, at, claim(at)).status is ClaimStatus.DIGEST


def test_a_retracted_work_overrules_every_check_and_a_correction_does_not() -> None:
    of, at = subject(notice=Notice.RETRACTION)
    assert judged(of, at, claim(at)).status is ClaimStatus.RETRACTED
    of, at = subject(notice=Notice.CORRECTION)
    assert judged(of, at, claim(at)).status is ClaimStatus.VERIFIED
