"""An issue that asks a question: a pull request with its file, or what to mend; hostile text in each field."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from generator.errors import CommandError
from generator.workflows import asking
from generator.workflows.asking import HEADINGS, MARK
from generator.workflows.runs import GitHub as GitHubAt
from tests.refreshes import project
from tests.workflows.github import ROOT, GitHub, Job, scripts

HOSTILE = (
    "$(touch pwned) `touch pwned` ; touch pwned\n### Title\n\nnot me\n::error::x\n${{ secrets.KEY }} @octocat ]]>"
    "\nEOF\nname=../../x.yml\n```\n--- !!python/object/apply:os.system ['touch pwned']"
)
GOOD = {
    "title": "Slow tones and bees",
    "question": "Do slow tones raise the return rate of bees?",
    "population": "bees: foragers",
    "intervention": "slow tones: hum boxes",
    "outcome": "return rate",
    "why": "Beekeepers would buy other boxes.",
}


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    written = project(tmp_path / "project")
    (written / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    (written / "questions" / "library").mkdir()
    (written / "questions" / "library" / "bees.bib").write_text("@misc{a, title={Bees}, year={2020}}", encoding="utf-8")
    github = GitHub(tmp_path, written, environment={"WORLD_PORT": "1"})
    github.tell(issues=[{"number": 5, "id": 5, "labels": ["question"], "state": "open"}])
    return github


def body(told: dict[str, str]) -> str:
    return "\n\n".join(f"### {heading}\n\n{told.get(name) or '_No response_'}" for heading, name in HEADINGS.items())


def asked(github: GitHub, told: dict[str, str], *labels: str) -> dict[str, Job]:
    held = [{"name": label} for label in labels or ("question",)]
    issue = {"number": 5, "state": "open", "title": HOSTILE, "body": body(told), "labels": held}
    return github.run("ask", "issues", {"issue": issue, "repository": {"default_branch": "main"}})


def comments(github: GitHub) -> list[str]:
    return [str(one["body"]) for one in github.asked["comments"]]


def test_the_headings_are_those_of_the_form() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "question.yml").read_text(encoding="utf-8"))
    shown = {part["attributes"]["label"]: part["id"] for part in form["body"] if part["type"] != "markdown"}
    assert shown == dict(HEADINGS)
    assert list(shown) == list(HEADINGS)


def test_an_issue_becomes_a_pull_request_with_a_valid_file(github: GitHub) -> None:
    jobs = asked(github, GOOD)
    assert {name: job.result for name, job in jobs.items()} == {"write": "success", "answer": "success"}, jobs
    assert github.executed == scripts("ask")
    assert github.log() == ["Begin"]
    assert github.changed("claimbook/question-5") == ["questions/slow-tones-bees.yml"]
    (pull,) = github.asked["pulls"]
    assert pull["title"] == "Ask slow-tones-bees"
    assert "Closes #5." in pull["body"]
    assert "Pull request #" in comments(github)[0]


def test_an_edited_issue_changes_its_pull_request(github: GitHub) -> None:
    asked(github, GOOD)
    asked(github, {**GOOD, "question": "Do slow tones raise the return rate of old bees?"})
    assert len(github.asked["pulls"]) == 1
    assert len(comments(github)) == 1
    assert github.log("claimbook/question-5") == ["Ask slow-tones-bees", "Begin"]
    assert "old bees" in github.git("show", "claimbook/question-5:questions/slow-tones-bees.yml")


def test_what_cannot_become_a_file_is_answered_with_what_to_mend(github: GitHub) -> None:
    asked(github, {**GOOD, "question": "Slow tones."})
    assert github.git("branch", "--list") == "* main"
    (said,) = comments(github)
    assert "question: is too short" in said
    assert said.endswith(MARK)
    asked(github, GOOD)
    assert "Pull request #" in comments(github)[0], "the same comment, once it is mended"


@pytest.mark.parametrize("field", sorted(HEADINGS.values()))
def test_hostile_text_in_each_field_does_nothing(github: GitHub, field: str) -> None:
    jobs = asked(github, {**GOOD, field: HOSTILE})
    assert {job.result for job in jobs.values()} == {"success"}, [job.log for job in jobs.values()]
    assert not list(github.folder.rglob("pwned"))
    assert github.log() == ["Begin"]
    branches = github.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    for branch in set(branches) - {"main"}:
        (path,) = github.changed(branch)
        assert path.startswith("questions/")
        assert ".." not in path
    for said in comments(github):
        fence = next((line for line in said.splitlines() if line.startswith("```")), "")
        outside = said if not fence else said.split(fence)[0] + said.rsplit(fence.removesuffix("text"), 1)[1]
        assert "@octocat" not in outside


def test_an_issue_without_the_label_is_left_alone(github: GitHub) -> None:
    jobs = asked(github, GOOD, "bug")
    assert {job.result for job in jobs.values()} == {"skipped"}
    assert github.asked["calls"] == []


def test_a_heading_in_a_text_does_not_name_a_field_again(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    told = {**GOOD, "why": "Because.\n### Title\n\nAnother\n### Population\n\nothers"}
    event.write_text(json.dumps({"issue": {"body": body(told).replace("\n", "\r\n")}}), encoding="utf-8")
    read = asking.fields(event)
    assert (read["title"], read["population"], read["comparator"]) == (GOOD["title"], GOOD["population"], "")
    assert read["why"] == told["why"]


@pytest.mark.parametrize("stated", [None, "", "### Nothing", "### Title"])
def test_an_issue_without_the_forms_fields_has_empty_ones(tmp_path: Path, stated: str | None) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"issue": {"body": stated}}), encoding="utf-8")
    assert asking.fields(event) == dict.fromkeys(HEADINGS.values(), "")


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"pears.yml": 10}, "pears.yml"),
        ({}, None),
        ({"pears.yml": 10, "apples.yml": 10}, None),
        ({"pears.yml": asking.MAX_FILE + 1}, None),
        ({"_defaults.yml": 10}, None),
        ({"library/pears.yml": 10}, None),
        ({"disputes/c-1-quince.yml": 10}, "disputes/c-1-quince.yml"),
        ({"disputes/c-1-quince.yml": 10, "pears.yml": 10}, None),
        ({"disputes/deeper/c-1.yml": 10}, None),
    ],
)
def test_one_new_question_is_handed_on_and_nothing_else(
    tmp_path: Path, files: dict[str, int], name: str | None
) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for file, size in files.items():
        path = tmp_path / "questions" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * size, encoding="utf-8")
    found = asking.written(tmp_path)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "name",
    [
        "../x.yml",
        "disputes/../x.yml",
        "disputes/X.yml",
        "disputes/",
        "x.sh",
        "_defaults.yml",
        "X.yml",
        "",
        "a/b.yml",
        "x.yml\n",
    ],
)
def test_a_name_that_is_no_questions_is_not_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="is no name of a question's or dispute's file"):
        asking.propose(tmp_path, GitHubAt("orchard/claims"), 5, asking.File(name, "x"), "main")
    assert list(tmp_path.iterdir()) == []
