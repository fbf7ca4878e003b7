"""A library and a question of another field, in files, give a sensible report without a change of code.

The drug, the trials, their authors and their figures are invented.
"""

from pathlib import Path

import pytest
import yaml

from generator import pipeline
from generator.schema import AnswerStatus, ClaimStatus, DecisionStatus, Report
from tests.makers import entry

QUESTION = {
    "title": "Zorvine for the prevention of gout flares",
    "question": "Does zorvine, compared with placebo, lower the rate of flares in adults with gout?",
    "facets": {
        "population": [{"name": "adults with gout", "any": ["gout"]}],
        "intervention": [{"name": "zorvine", "any": ["ZRV-12"]}],
        "comparator": [{"name": "placebo", "any": ["dummy tablets"]}],
        "outcome": [{"name": "flares", "any": ["flare", "attacks"]}],
    },
    "years": {"from": 2015},
    "sources": ["library/rheumatology"],
    "tags": ["gout"],
}
TRIAL = (
    "Gout is painful. We randomised {n} adults with gout to zorvine or placebo for a year. In adults with gout, zorvine"
    " cut flares by {cut}% compared with placebo ({p}). Fewer attacks of gout occurred under zorvine than under dummy"
    " tablets, {few} against {many} a year. Zorvine was not studied in children with gout, in whom flares are rare."
)
LIBRARY = (
    entry("ide2019", "Zorvine in gout: a randomised trial",
          TRIAL.format(n=412, cut=38, p="p = 0.01", few="0.8", many="1.3"), year="2019")
    + entry("okoro2021", "Zorvine for recurrent gout", author="Okoro, Tobe and Lind, Eva",
            text=TRIAL.format(n=655, cut=31, p="p < 0.001", few="0.9", many="1.4"))
    + entry("lind2023", "Long-term zorvine in gout", author="Lind, Eva",
            text=TRIAL.format(n=1204, cut=35, p="p < 0.001", few="0.7", many="1.2"), year="2023")
    + entry("sato2020", "Zorvine in gout, withdrawn", TRIAL.format(n=90, cut=95, p="p < 0.001", few="0.1", many="2.0"),
            notice="retraction", author="Sato, Ren")
    + entry("mol2018", "Dietary advice in gout", "Diet did not change flares of adults with gout against placebo.")
    + entry("old2009", "Zorvine in mice", "Zorvine cut flares in mice against placebo.", year="2009")
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = tmp_path_factory.mktemp("medicine")
    (root / "questions" / "library").mkdir(parents=True)
    (root / "questions" / "zorvine-gout.yml").write_text(yaml.safe_dump(QUESTION, sort_keys=False), encoding="utf-8")
    (root / "questions" / "library" / "rheumatology.bib").write_text(LIBRARY, encoding="utf-8")
    return pipeline.build_one(Path(root), "zorvine-gout")


def test_it_is_answered_by_the_three_trials_in_their_own_words(built: Report) -> None:
    titles = {work.key: work.title for work in built.works}
    assert built.answer.status is AnswerStatus.ANSWERED
    assert {titles[key] for key in built.answer.works} == {
        "Zorvine in gout: a randomised trial", "Zorvine for recurrent gout", "Long-term zorvine in gout",
    }  # fmt: skip
    said = [statement.text for statement in built.answer.statements]
    assert any(
        "“In adults with gout, zorvine cut flares by 38% compared with placebo (p = 0.01).”" in one for one in said
    )


def test_it_meets_the_policy_and_is_published(built: Report) -> None:
    assert built.decision.status is DecisionStatus.PUBLISHED
    assert built.decision.consensus is not None
    assert built.decision.consensus >= 6.5
    assert built.decision.tier in {"published", "strong", "flagship"}


def test_the_first_person_is_gone_from_the_claims_and_checked(built: Report) -> None:
    reworded = [claim for claim in built.claims if not claim.verbatim]
    assert {claim.text.split(" adults")[0] for claim in reworded} >= {"The authors randomised 412"}
    assert built.counts.reworded_checks_passed == built.counts.reworded_checks > 0


def test_a_retracted_trial_is_shown_and_supports_nothing(built: Report) -> None:
    (retracted,) = (work for work in built.works if work.notice is not None)
    assert retracted.key not in built.answer.works
    of_it = [v for v in built.verdicts if v.claim in {c.id for c in built.claims if c.work == retracted.key}]
    assert {verdict.status for verdict in of_it} == {ClaimStatus.RETRACTED}
    assert any("Sato" in one.text and "notice" in one.text for one in built.limitations)
    assert not any("95%" in one.text for one in (*built.answer.statements, *built.abstract))


def test_what_is_not_about_it_is_excluded_with_the_reason(built: Report) -> None:
    titles = {work.key: work.title for work in built.works}
    reasons = {titles[one.item]: one.reason.value for one in built.dropped if one.stage == "screen"}
    assert reasons == {"Dietary advice in gout": "no_intervention", "Zorvine in mice": "outside_years"}


def test_texts_that_are_not_ours_are_quoted_and_not_republished(built: Report) -> None:
    assert all(s.text is None and len(s.sha256) == 64 for w in built.works for v in w.versions for s in v.sections)
    assert not any("Gout is painful." in passage.text for passage in built.passages)
