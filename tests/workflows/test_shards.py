"""Nights of several shards, each run step by step as GitHub would: what one shard suffers costs the others nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import Reply, Server
from tests.refreshes import project, server
from tests.workflows.github import TOKEN, GitHub, Job, scripts
from tests.world import HOSTS

SLUGS = ("apples", "bees", "cherries")
SECRETS = {"OPENALEX_API_KEY": "planted-key-of-openalex", "NCBI_API_KEY": "planted-key-of-ncbi"}
ENDS = ("plan", "refresh", "score", "build", "commit", "deploy", "report", "awake")


@pytest.fixture
def world() -> Iterator[Server]:
    with server() as played:
        yield played


@pytest.fixture
def github(tmp_path: Path, world: Server) -> GitHub:
    """Three questions, each a shard of its own."""
    written = project(tmp_path / "project", *SLUGS)
    (written / ".gitignore").write_text(".venv/\nsite/\n.cache/\nquestions/*/.*\n", encoding="utf-8")
    environment = {"WORLD_PORT": str(world.port), "FAKE_MODELS": "1"}
    variables = {"QUESTIONS_A_SHARD": "1"}
    return GitHub(tmp_path, written, environment=environment, secrets=dict(SECRETS), variables=variables)


def night(github: GitHub) -> dict[str, Job]:
    return github.run("nightly", "schedule")


def results(jobs: dict[str, Job]) -> dict[str, str]:
    return {name: job.result for name, job in jobs.items()}


def fine(**others: str) -> dict[str, str]:
    return dict.fromkeys(ENDS, "success") | others


def sources(github: GitHub, slug: str) -> list[dict[str, Any]]:
    """What the published run record says of a question's sources."""
    record = json.loads((github.published / "api" / "runs.json").read_text(encoding="utf-8"))
    return next((one["sources"] for one in record["questions"] if one["slug"] == slug), [])


def test_three_shards_go_one_after_the_other_and_come_together(github: GitHub, tmp_path: Path) -> None:
    jobs = night(github)
    assert results(jobs) == fine(), jobs["build"].log
    assert github.executed == scripts("nightly")
    shown = [one["name"] for one in github.asked["jobs"]["1"]]
    assert shown[1:7] == [f"{name} ({number})" for name in ("Refresh", "Score") for number in (1, 2, 3)]
    told = [re.findall(r"^Shard .*$", one.log, re.MULTILINE)[0] for one in jobs["refresh"].parts]
    assert told == ["Shard 1/3: apples", "Shard 2/3: bees", "Shard 3/3: cherries"]
    restored = [re.findall(r"Cache restored from key: (\S+)", one.log) for one in jobs["refresh"].parts]
    assert restored == [[], ["answers-1-1"], ["answers-1-2"]], "each goes on with the answers of the one before"
    files = [f"questions/{kind}/{slug}.{end}" for kind, end in (("evidence", "json"), ("ledger", "jsonl"))
             for slug in SLUGS]  # fmt: skip
    assert github.changed() == [*files, "questions/scores/embeddings.tsv"]
    together = github.git("show", "main:questions/scores/embeddings.tsv")
    github.variables.clear()
    again = night(github)
    assert results(again) == fine(score="skipped"), "one shard"
    assert again["commit"].outputs == {"state": "quiet"}, "three shards write what one writes, byte for byte"
    assert github.git("show", "main:questions/scores/embeddings.tsv") == together
    shown_text = "".join(job.log + job.summary for job in (*jobs.values(), *again.values()))
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (*SECRETS.values(), TOKEN):
        assert secret not in shown_text
        assert [path for path in kept if secret.encode() in path.read_bytes()] == []


def test_what_one_shard_suffers_costs_the_others_nothing(github: GitHub, world: Server) -> None:
    night(github)
    for host in HOSTS:  # what answers now is the cache alone, if anything
        world.play(host, Reply(b"no", 503))
    before = {slug: github.git("show", f"main:questions/evidence/{slug}.json") for slug in SLUGS}
    github.apart = {"Refresh (2)": {"FAKE_MAKE_FAILS": "install"}}
    jobs = night(github)
    assert results(jobs) == fine(refresh="failure"), jobs["build"].log
    assert [one.result for one in jobs["refresh"].parts] == ["success", "failure", "success"]
    assert {slug: github.git("show", f"main:questions/evidence/{slug}.json") for slug in SLUGS} == before
    assert {one["failure"]["kind"] for one in sources(github, "bees")} == {"unasked"}
    assert "unasked" not in {(one.get("failure") or {}).get("kind") for one in sources(github, "apples")}
    page = (github.published / "reports" / "bees" / "index.md").read_text(encoding="utf-8")
    assert "unasked&#58; the refresh ended before it was asked" in page
    assert "<code>bees</code>: <code>openalex</code> (<code>unasked&#58;" in jobs["build"].summary
    (issue,) = github.asked["issues"]
    assert issue["title"] == "A part of the evidence was not renewed"
    assert "<code>Refresh &#40;2&#41;</code>**, step <code>Install</code>" in issue["body"]
    assert "last good evidence" in issue["body"]
    github.apart = {"Build": {"FAKE_MAKE_FAILS": "site"}, "Score (1)": {"FAKE_MAKE_FAILS": "install"}}
    jobs = night(github)
    assert results(jobs) == fine(score="failure", build="failure", commit="skipped", deploy="skipped")
    (issue,) = github.asked["issues"]
    assert issue["title"] == "The website was not built"
    assert issue["body"].index("**<code>Build</code>**, step <code>Build</code>") < issue["body"].index("Score")
    github.apart = {}
    assert results(night(github)) == fine()
    assert github.asked["issues"][0]["state"] == "closed"


@pytest.mark.parametrize(("end", "said"), [("crash", "exit code 1"), ("hang", "has timed out after 22 minutes")])
def test_a_shard_that_is_killed_or_hangs_hands_on_what_it_has(github: GitHub, end: str, said: str) -> None:
    github.variables["QUESTIONS_A_SHARD"] = "2"  # apples · bees, cherries
    github.apart = {"Refresh (2)": {"FAKE_ENDS": end}}
    github.minute = 1.0
    jobs = night(github)
    assert results(jobs) == fine(refresh="failure"), jobs["build"].log
    assert said in jobs["refresh"].parts[1].log
    there = {path.rpartition("/")[2] for path in github.changed() if "evidence" in path}
    assert "apples.json" in there
    assert len(there) == 2, "of the second shard one question was through"
    assert "not reached this night" in jobs["build"].log
    assert "step <code>Refresh</code>" in github.asked["issues"][0]["body"]


def test_without_any_shard_the_last_good_evidence_is_published(github: GitHub) -> None:
    night(github)
    before = github.git("rev-parse", "main")
    github.apart = {f"Refresh ({number})": {"FAKE_MAKE_FAILS": "install"} for number in (1, 2, 3)}
    jobs = night(github)
    assert results(jobs) == fine(refresh="failure")
    assert github.git("rev-parse", "main") == before
    assert {one["failure"]["kind"] for slug in SLUGS for one in sources(github, slug)} == {"unasked"}
    body = github.asked["issues"][0]["body"]
    assert all(f"<code>Refresh &#40;{number}&#41;</code>" in body for number in (1, 2, 3))


def test_a_number_of_questions_that_is_none_ends_the_night(github: GitHub) -> None:
    github.variables["QUESTIONS_A_SHARD"] = "some; touch pwned"
    jobs = night(github)
    skipped = dict.fromkeys(("refresh", "score", "build", "commit", "deploy"), "skipped")
    assert results(jobs) == fine(plan="failure", **skipped)
    assert "::error::plan failed" in jobs["plan"].log
    assert "step <code>Share the questions out</code>" in github.asked["issues"][0]["body"]
    assert not list(github.folder.rglob("pwned"))
