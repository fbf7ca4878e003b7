"""Nights, each run step by step as GitHub would: quiet, with news, with an outage, broken, proposed, raced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.workflows.committing import BRANCH
from generator.workflows.reporting import MARK
from tests.loopback import Reply, Server
from tests.refreshes import SLUG, project, server
from tests.workflows.github import TOKEN, GitHub, Job, scripts
from tests.world import HOSTS, PAPERS, World

SNOW = replace(
    PAPERS[0], number=99, title="Hum boxes in snow", doi="10.5555/hum.99", pmid="90000099", pmcid="",
    abstract="In snow, hum boxes raised the return rate of foragers from 31.0% to 44.0%.",
)  # fmt: skip
SECRETS = {"OPENALEX_API_KEY": "planted-key-of-openalex", "NCBI_API_KEY": "planted-key-of-ncbi"}
LOCK, LEDGER = f"questions/evidence/{SLUG}.json", f"questions/ledger/{SLUG}.jsonl"


@pytest.fixture
def world() -> Iterator[Server]:
    with server() as played:
        yield played


@pytest.fixture
def github(tmp_path: Path, world: Server) -> GitHub:
    written = project(tmp_path / "project")
    (written / ".gitignore").write_text(".venv/\nsite/\n.cache/\nquestions/*/.*\n", encoding="utf-8")
    environment = {"WORLD_PORT": str(world.port)}
    return GitHub(tmp_path, written, environment=environment, secrets=dict(SECRETS))


def night(github: GitHub) -> dict[str, Job]:
    return github.run("nightly", "schedule")


def results(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.result for name, job in jobs.items()}


def fine(**others: str) -> dict[str, str]:
    """How a night of one shard ends that goes well, but for some jobs."""
    names = ("plan", "refresh", "score", "build", "commit", "deploy", "report", "awake")
    return dict.fromkeys(names, "success") | {"score": "skipped"} | others


PUSHED = dict.fromkeys(("plan", "refresh", "commit", "awake"), "skipped")
"""What a push leaves out."""


def play(world: Server, papers: World) -> None:
    for host in HOSTS:
        world.play(host, papers.answer)


def test_a_first_night_commits_its_evidence_at_once_and_publishes(github: GitHub) -> None:
    jobs = night(github)
    assert results(jobs) == fine(), jobs["build"].log
    assert github.changed() == [LOCK, LEDGER]
    (subject, *body) = github.git("log", "-1", "--format=%B").splitlines()
    assert subject.startswith("Record the evidence of 20")
    assert body[1].startswith(f"{SLUG}: ")
    assert "claims born" in body[1]
    assert github.git("log", "-1", "--format=%an <%ae>").startswith("github-actions[bot] <")
    assert len(github.log()) == 2
    assert (github.published / "reports" / SLUG / "report.json").is_file()
    assert "2 files changed: committed to main." in jobs["commit"].log
    one_shard = {one for one in scripts("nightly") if one[1] != "score"}
    assert github.executed == one_shard, "test_shards.py has the others"
    assert jobs["commit"].summary == "2 files changed: committed to main.\n"


def test_a_night_with_nothing_new_makes_no_commit_and_says_so(github: GitHub) -> None:
    night(github)
    before = github.git("rev-parse", "main")
    jobs = night(github)
    assert results(jobs) == fine()
    assert github.git("rev-parse", "main") == before
    assert jobs["commit"].outputs == {"state": "quiet"}
    assert "Nothing new: no commit was made." in jobs["commit"].summary
    assert "- No claim, answer or decision is another." in jobs["build"].summary
    assert github.asked["issues"] == []
    assert ["PUT", "actions/workflows/nightly.yml/enable", {}, None] in github.asked["calls"], "kept awake"


def test_a_night_with_one_new_work_changes_what_that_touches_and_the_ledger_says_why(
    github: GitHub, world: Server
) -> None:
    night(github)
    before = json.loads(github.git("show", f"main:{LOCK}"))["works"]
    lines = github.git("show", f"main:{LEDGER}").splitlines()
    github.forget()
    play(world, World((SNOW, *PAPERS)))
    jobs = night(github)
    assert results(jobs) == fine()
    assert github.changed() == [LOCK, LEDGER]
    after = json.loads(github.git("show", f"main:{LOCK}"))["works"]
    assert [work for work in after if work["title"] != SNOW.title] == before
    told = github.git("show", f"main:{LEDGER}").splitlines()
    assert told[: len(lines)] == lines
    new = [json.loads(line) for line in told[len(lines) :]]
    born = [one for one in new if one["event"] == "born"]
    assert {one["text"].removeprefix("Results: ") for one in born} == {SNOW.abstract}, "one service heads abstracts"
    causes = [one["cause"] for one in new if "cause" in one]
    assert causes
    assert all(one["kind"] in {"work", "evidence"} for one in causes)
    assert {name for one in causes for name in one["what"]} == {"doi-10.5555-hum.99"}
    (inputs,) = [one for one in new if one["subject"] == "inputs"]
    assert list(inputs["works"]) == ["doi-10.5555-hum.99"]


def test_an_outage_gives_a_site_of_the_last_good_evidence_and_a_dated_notice(github: GitHub, world: Server) -> None:
    night(github)
    before = github.git("rev-parse", "main")
    github.forget()
    for host in HOSTS:
        world.play(host, Reply(b"no", 503))
    jobs = night(github)
    assert results(jobs) == fine()
    assert jobs["refresh"].exit_codes["Refresh"] == 0
    assert "last answered 20" in jobs["refresh"].log
    assert github.git("rev-parse", "main") == before, "an outage is no evidence"
    assert "<code>hum&#45;boxes</code>: <code>openalex</code>" in jobs["build"].summary
    runs = json.loads((github.published / "api" / "runs.json").read_text(encoding="utf-8"))
    (question,) = runs["questions"]
    failed = {one["source"]: one for one in question["sources"] if one.get("failure")}
    assert {"openalex", "crossref", "pubmed"} <= set(failed)
    assert all(one["answered"] < one["tried"] for one in failed.values()), "carried over from the last deployment"
    claims = json.loads((github.published / "api" / "v1" / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert claims


@pytest.mark.parametrize("damage", ["", "{", '{"format": "9"}', '{"questions": [{"slug": "../x"}]}'])
def test_a_run_record_that_does_not_read_is_no_obstacle(github: GitHub, damage: str) -> None:
    (github.published / "api").mkdir(parents=True)
    (github.published / "api" / "runs.json").write_text(damage, encoding="utf-8")
    assert results(night(github)) == fine()


def test_a_broken_question_deploys_nothing_and_opens_one_issue(github: GitHub) -> None:
    night(github)
    site = (github.published / "reports" / SLUG / "report.json").read_bytes()
    broken = github.project / "questions" / "broken.yml"
    github.git("pull", "--quiet", f"file://{github.origin}", "main", where=github.project)
    broken.write_text("title: <img src=x> @octocat ``` $(touch pwned)\n", encoding="utf-8")
    github.push(github.project, "Break a question")
    before = github.git("rev-parse", "main")
    for _ in range(2):
        jobs = night(github)
        assert results(jobs) == fine(refresh="failure", build="failure", commit="skipped", deploy="skipped")
    assert jobs["build"].exit_codes["Check questions and libraries"] == 2
    assert github.git("rev-parse", "main") == before
    assert (github.published / "reports" / SLUG / "report.json").read_bytes() == site
    (issue,) = github.asked["issues"]
    assert issue["title"] == "The website was not built"
    assert MARK in issue["body"]
    assert "step <code>Check questions and libraries</code>" in issue["body"]
    assert "questions/broken.yml:1:" in issue["body"]
    assert "/actions/runs/3)" in issue["body"], "updated, not opened again"
    assert issue["state"] == "open"
    broken.unlink()
    github.push(github.project, "Mend it")
    assert results(night(github)) == fine()
    (issue,) = github.asked["issues"]
    assert issue["state"] == "closed"


@pytest.mark.parametrize(("target", "step"), [("install", "Install"), ("site", "Build")])
def test_any_step_that_fails_is_named_and_its_log_cannot_leave_its_block(
    github: GitHub, target: str, step: str
) -> None:
    github.apart["Build"] = {"FAKE_MAKE_FAILS": target}
    jobs = night(github)
    assert results(jobs) == fine(build="failure", commit="skipped", deploy="skipped")
    assert github.log() == ["Begin"]
    assert not github.published.exists()
    (issue,) = github.asked["issues"]
    assert f"step <code>{step}</code>" in issue["body"]
    block = issue["body"].split("````text\n")[1].split("\n````")[0]
    assert f"make: *** [{target}] Error 1: ```@octocat" in block
    assert block.endswith("##[error]Process completed with exit code 2.")


def test_an_issue_of_a_stranger_is_not_taken_for_ours(github: GitHub) -> None:
    forged = {"number": 1, "id": 1, "title": "x", "body": MARK, "state": "open", "labels": ["nightly"]}
    github.tell(issues=[{**forged, "user": {"login": "mallory"}}])
    github.environment["FAKE_MAKE_FAILS"] = "site"
    night(github)
    assert [one["body"] == MARK for one in github.asked["issues"]] == [True, False]


def test_by_a_variable_the_evidence_is_proposed_and_published_once_merged(github: GitHub, world: Server) -> None:
    github.variables["COMMIT_BY"] = "pull-request"
    jobs = night(github)
    assert results(jobs) == fine(deploy="skipped")
    assert github.log() == ["Begin"]
    assert github.changed(BRANCH) == [LOCK, LEDGER]
    (pull,) = github.asked["pulls"]
    assert (pull["head"]["ref"], pull["base"]) == (BRANCH, "main")
    assert f"{SLUG}: " in pull["body"]
    github.forget()
    play(world, World((SNOW, *PAPERS)))
    night(github)
    (pull,) = github.asked["pulls"]
    assert len(github.log(BRANCH)) == 2, "the second night takes the place of the first"
    github.git("update-ref", "refs/heads/main", BRANCH)
    jobs = github.run("nightly", "push")
    assert results(jobs) == fine(**PUSHED)
    assert (github.published / "reports" / SLUG / "report.json").is_file()


def test_a_push_builds_and_publishes_and_asks_nobody(github: GitHub, world: Server) -> None:
    jobs = github.run("nightly", "push")
    assert results(jobs) == fine(**PUSHED)
    assert world.log == []
    assert jobs["build"].steps["Gather"] == "skipped"


def test_a_branch_that_went_on_meanwhile_gets_the_commit_on_its_end(
    github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    raced(github, monkeypatch, "README.md")
    jobs = night(github)
    assert results(jobs) == fine(), jobs["commit"].log
    assert github.log()[1:] == ["Meanwhile", "Begin"]
    assert github.changed() == [LOCK, LEDGER]


def test_a_branch_whose_evidence_changed_meanwhile_is_left_alone(
    github: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    raced(github, monkeypatch, LEDGER)
    jobs = night(github)
    assert results(jobs) == fine(commit="failure", deploy="skipped")
    assert github.log() == ["Meanwhile", "Begin"]
    assert "somebody else changed questions/ledger/" in github.asked["issues"][0]["body"]


def raced(github: GitHub, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Another one pushes after the job for commits has its checkout."""
    remember = GitHub._remember  # noqa: SLF001

    def after(self: GitHub, name: str, job: Job) -> None:
        remember(self, name, job)

    original = GitHub.git

    def git(self: GitHub, *arguments: str, where: Path | None = None) -> str:
        said = original(self, *arguments, where=where)
        if arguments[:2] == ("checkout", "--quiet") and where and where.parent.name.endswith("-commit"):
            monkeypatch.setattr(GitHub, "git", original)
            target = github.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("meanwhile\n", encoding="utf-8")
            github.push(github.project, "Meanwhile")
        return said

    monkeypatch.setattr(GitHub, "_remember", after)
    monkeypatch.setattr(GitHub, "git", git)


def test_no_planted_secret_is_shown_or_kept(github: GitHub, world: Server, tmp_path: Path) -> None:
    def telltale(asked: object) -> Reply:
        return Reply(str(asked).encode(), 403)

    for host in HOSTS:
        world.play(host, telltale)
    jobs = night(github)
    assert any(secret in str(one.asked) for one in world.log for secret in SECRETS.values()), "the keys were used"
    shown = "".join(job.log + job.summary for job in jobs.values())
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "runs.json" for path in written)
    for secret in (*SECRETS.values(), TOKEN):
        assert secret not in shown
        assert [path for path in written if secret.encode() in path.read_bytes()] == []
