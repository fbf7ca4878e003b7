"""Workflows are pinned, hold no rights they do not need, and call commands that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.y*ml"))
PINNED = re.compile(r"^[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def load(path: Path) -> dict[Any, Any]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


def scripts() -> str:
    """Every script of every workflow, and .ci/run."""
    runs = [step["run"] for path in WORKFLOWS for step in steps(path) if "run" in step]
    return "\n".join([*runs, (ROOT / ".ci" / "run").read_text(encoding="utf-8")])


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "nightly.yml", "questions.yml"]


@pytest.mark.parametrize("path", sorted(GITHUB.rglob("*.y*ml")), ids=lambda path: path.relative_to(GITHUB).as_posix())
def test_every_file_is_yaml(path: Path) -> None:
    assert load(path)


@each_workflow
def test_actions_are_pinned_to_a_commit_and_say_its_version(path: Path) -> None:
    uses = re.findall(r"^[ -]+uses: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(uses) == sum("uses" in step for step in steps(path))
    assert [action for action in uses if not PINNED.match(action)] == []


@each_workflow
def test_rights_are_given_by_the_job(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert all(job.get("permissions") for job in workflow["jobs"].values())


@each_workflow
def test_jobs_end_by_themselves(path: Path) -> None:
    workflow = load(path)
    assert "group" in workflow["concurrency"]
    assert all(job["timeout-minutes"] <= 30 for job in workflow["jobs"].values())


@each_workflow
def test_credentials_are_not_left_in_the_checkout(path: Path) -> None:
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@each_workflow
def test_nothing_is_pasted_into_a_script(path: Path) -> None:
    # A branch or a title may be a command: values go through the environment.
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@each_workflow
def test_no_stranger_runs_with_our_rights(path: Path) -> None:
    triggers = load(path)[True]  # YAML 1.1 reads the key `on` so
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers)


def test_pull_requests_get_no_right_to_write() -> None:
    asked = [load(path) for path in WORKFLOWS if "pull_request" in load(path)[True]]
    rights = {right for workflow in asked for job in workflow["jobs"].values() for right in job["permissions"].values()}
    assert rights == {"read"}


def test_every_target_that_a_workflow_makes_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    made = set(re.findall(r"^\s*make ([a-z]+)", scripts(), re.MULTILINE))
    assert made
    assert made <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_every_command_that_a_workflow_or_the_makefile_runs_exists() -> None:
    if not (ROOT / "generator" / "cli.py").exists():
        pytest.skip("generator/cli.py is not there yet")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"(?:bin/claimbook|-m generator) ([a-z]+)(.*)", scripts() + "\n" + makefile)
    assert called
    for command, rest in called:
        run = [sys.executable, "-m", "generator", command, "--help"]
        shown = subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in shown] == []
