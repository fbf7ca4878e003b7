import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import cli, pipeline, workbench
from generator.engine import Judgement
from generator.roles import Role
from generator.schema import Batch, CheckName, ClaimKind, ClaimStatus, Outcome, Report
from generator.sources import library
from generator.store import locks
from generator.workbench import Workbench
from tests.fakes import FixedJudge, FixedRoles, WordEmbedder
from tests.makers import entry, question

FOUND = "We found that zorvine lowered the flare rate against placebo by 40% in adults with gout."


def built(bench: Workbench, text: str = FOUND) -> Report:
    works, _ = library.parse(entry("a", "A trial", text), "lib.bib", "lib")
    batch = Batch(source="library/lib", query="q", works=works)
    return pipeline.build(question(), [batch], pipeline.load_policy(), bench)


@pytest.mark.parametrize(
    ("judgement", "outcome", "status"),
    [
        (Judgement(0.9, 0.05, 0.05), Outcome.PASSED, ClaimStatus.VERIFIED),
        (Judgement(0.5, 0.2, 0.3), Outcome.ABSTAINED, ClaimStatus.ABSTAINED),
        (Judgement(0.1, 0.8, 0.1), Outcome.FAILED, ClaimStatus.UNVERIFIED),
    ],
)
def test_a_reworded_claim_is_what_the_judge_says(judgement: Judgement, outcome: Outcome, status: ClaimStatus) -> None:
    judge = FixedJudge(judgement)
    (verdict,) = built(Workbench(judge=judge)).verdicts
    (check,) = (one for one in verdict.checks if one.name is CheckName.ENTAILED)
    assert (check.outcome, verdict.status) == (outcome, status)
    assert check.probability == verdict.confidence == judgement.supports
    assert judge.asked[0].sentences == (FOUND,)


def test_a_verbatim_claim_is_not_judged() -> None:
    judge = FixedJudge(Judgement(0, 1, 0))
    (verdict,) = built(Workbench(judge=judge), FOUND.replace("We found that z", "Z")).verdicts
    assert judge.asked == []
    assert (verdict.status, verdict.confidence) == (ClaimStatus.VERIFIED, None)


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.BACKGROUND, ClaimKind.BACKGROUND),
        (Role.OBJECTIVE, ClaimKind.METHOD),
        (Role.RESULT, ClaimKind.COMPARISON),
        (Role.CONCLUSION, ClaimKind.COMPARISON),
    ],
)
def test_background_and_aims_are_no_findings(role: Role, kind: ClaimKind) -> None:
    (claim,) = built(Workbench(roles=FixedRoles({"zorvine": role}))).claims
    assert (claim.kind, claim.role) == (kind, role)


def test_the_report_says_which_models_took_part_and_what_stands_in_for_the_others() -> None:
    bench = Workbench(embedder=WordEmbedder(), missing=(("roles", "the file is gone"),))
    report = built(bench)
    said = {part.task: (part.name, part.version) for part in report.engine}
    assert said["embeddings"] == ("fake embedder", f"sha256 {'e' * 64}")
    assert said["roles"] == ("none: kinds of claims go by cue words alone", "the file is gone")
    assert said["entailment"][0] == "none: a lexical baseline takes its place"
    assert report.inclusions[0].cosine is not None
    assert built(Workbench()).inclusions[0].cosine is None


def test_without_the_files_of_the_models_a_build_goes_on(root: Path, tmp_path: Path) -> None:
    bench = workbench.load(root, tmp_path)
    assert (bench.embedder, bench.roles, bench.judge) == (None, None, None)
    assert all("manifest.json" in part.version for part in bench.parts())


def test_what_the_starter_questions_ask_of_the_models_is_stored(root: Path, starter: Path) -> None:
    if (root / locks.FOLDER).is_dir():
        pytest.skip("a night was recorded here, which stores what its evidence needs and no more")
    done = CliRunner().invoke(cli.cli, ["score", "--root", str(starter), "--check"])
    assert done.exit_code == 0, done.output


def test_scores_are_stored_and_then_complete(tmp_path: Path) -> None:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    stated = question().model_dump(mode="json", include={"title", "question", "facets"})
    (tmp_path / "questions" / "zorvine-gout.yml").write_text(json.dumps(stated), encoding="utf-8")
    (tmp_path / "questions" / "library" / "lib.bib").write_text(entry("a", "A trial", FOUND), encoding="utf-8")
    run = CliRunner().invoke
    assert run(cli.cli, ["score", "--root", str(tmp_path), "--check"]).exit_code == 1
    assert run(cli.cli, ["score", "--root", str(tmp_path)]).exit_code == 0
    assert run(cli.cli, ["score", "--root", str(tmp_path), "--check"]).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "questions" / "scores").iterdir()) == [
        "embeddings.tsv",
        "entailment.tsv",
        "roles.tsv",
    ]


def test_scoring_without_a_model_fails_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    monkeypatch.setattr(workbench, "load", lambda _: Workbench(missing=(("roles", "roles.npz is gone"),)))
    found = CliRunner().invoke(cli.cli, ["score", "--root", str(tmp_path), "--check"])
    assert found.exit_code == 1
    assert "roles: no model, nothing scored: roles.npz is gone" in found.output
