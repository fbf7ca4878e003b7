"""An issue that disputes a claim: a pull request with its file, or what to mend; hostile text in each field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from generator import pipeline, questions
from generator.schema import DISPUTES
from generator.workbench import RULES
from generator.workflows import asking
from generator.workflows.asking import DISPUTE_HEADINGS, MARK
from tests.makers import entry
from tests.refreshes import SLUG, project
from tests.workflows.github import ROOT, GitHub, Job, scripts
from tests.workflows.test_ask import HOSTILE, comments

FELL = "Hum boxes raised the return rate of foragers of honey bees to 74.0%, against 61.0% in silence."


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    written = project(tmp_path / "project")
    (written / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    file = written / "questions" / f"{SLUG}.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("[services]", "[library]"), encoding="utf-8")
    (written / "questions" / "library").mkdir()
    library = written / "questions" / "library" / "bees.bib"
    library.write_text(entry("moor2021", "Hum boxes", FELL), encoding="utf-8")
    github = GitHub(tmp_path, written, environment={"WORLD_PORT": "1"})
    github.tell(issues=[{"number": 7, "id": 7, "labels": ["dispute"], "state": "open"}])
    return github


@pytest.fixture
def good(github: GitHub) -> dict[str, str]:
    (report,) = pipeline.build_all(github.project, RULES)
    claim = report.claims[0].id
    return {"claim": claim, "report": SLUG, "evidence": "doi:10.5555/Quince.9", "why": "In cellars it fell."}


def body(told: dict[str, str]) -> str:
    return "\n\n".join(
        f"### {heading}\n\n{told.get(name) or '_No response_'}" for heading, name in DISPUTE_HEADINGS.items()
    )


def disputed(github: GitHub, told: dict[str, str], login: str = "octo-cat") -> dict[str, Job]:
    issue = {
        "number": 7,
        "state": "open",
        "title": HOSTILE,
        "body": body(told),
        "labels": [{"name": "dispute"}],
        "user": {"login": login},
        "created_at": "2026-11-20T08:09:10Z",
    }
    return github.run("ask", "issues", {"issue": issue, "repository": {"default_branch": "main"}})


def test_the_headings_are_those_of_the_form_and_its_fields_those_of_the_link() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "dispute.yml").read_text(encoding="utf-8"))
    shown = {part["attributes"]["label"]: part["id"] for part in form["body"] if part["type"] != "markdown"}
    assert shown == dict(DISPUTE_HEADINGS)
    assert list(shown) == list(DISPUTE_HEADINGS)
    assert form["labels"] == [asking.DISPUTE]


def test_an_issue_becomes_a_pull_request_with_a_valid_file(github: GitHub, good: dict[str, str]) -> None:
    jobs = disputed(github, good)
    assert {name: job.result for name, job in jobs.items()} == {"write": "success", "answer": "success"}, jobs
    assert github.executed == scripts("ask")
    assert github.log() == ["Begin"]
    name = f"{good['claim']}-doi-10-5555-quince-9"
    assert github.changed("claimbook/dispute-7") == [f"{DISPUTES}/{name}.yml"]
    text = github.git("show", f"claimbook/dispute-7:{DISPUTES}/{name}.yml")
    made = questions.examine_dispute(text.encode(), f"{DISPUTES}/{name}.yml").dispute
    assert made is not None
    assert (made.claim, made.report, made.evidence) == (good["claim"], SLUG, "doi:10.5555/quince.9")
    assert (made.why, made.by, str(made.date)) == ("In cellars it fell.", "octo-cat", "2026-11-20")
    (pull,) = github.asked["pulls"]
    assert pull["title"] == f"Dispute {name}"
    assert "Closes #7." in pull["body"]
    assert "holds the dispute as a file" in comments(github)[0]


def test_links_and_addresses_are_read_as_people_paste_them(github: GitHub, good: dict[str, str]) -> None:
    claim = good["claim"]
    pasted = {
        "claim": f"https://orchard.example/claims/reports/{SLUG}/#{claim}",
        "report": f"https://orchard.example/claims/reports/{SLUG}/",
        "evidence": "https://doi.org/10.5555/Quince.9",
        "why": "In cellars\n\nit fell.",
    }
    disputed(github, pasted, login="a-bot[bot]")
    (path,) = github.changed("claimbook/dispute-7")
    stated = yaml.safe_load(github.git("show", f"claimbook/dispute-7:{path}"))
    assert stated == {
        "claim": claim,
        "report": SLUG,
        "evidence": "doi:10.5555/quince.9",
        "why": "In cellars it fell.",
        "date": "2026-11-20",
    }


def test_an_edited_issue_changes_its_pull_request(github: GitHub, good: dict[str, str]) -> None:
    disputed(github, good)
    disputed(github, {**good, "evidence": "arxiv:2301.00001"})
    assert len(github.asked["pulls"]) == 1
    assert len(comments(github)) == 1
    assert github.changed("claimbook/dispute-7") == [f"{DISPUTES}/{good['claim']}-arxiv-2301-00001.yml"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("claim", "c-000000000000", "makes no claim 'c-000000000000'"),
        ("claim", "the first one", "claim: 'the first one' is no id of a claim"),
        ("claim", "", "claim: is missing"),
        ("report", "quinces", "report: 'quinces' is no report of this site"),
        ("evidence", "Quinces in cellars", "evidence: 'Quinces in cellars' is no identifier of a work"),
        ("evidence", "doi:10.5555/moor2021", "evidence: is the work that the claim comes from"),
        ("why", "", "why: is missing"),
        ("why", "x" * 501, "why: is too long"),
    ],
)
def test_what_cannot_become_a_file_is_answered_with_what_to_mend(
    github: GitHub, good: dict[str, str], field: str, text: str, said: str
) -> None:
    disputed(github, {**good, field: text})
    assert github.git("branch", "--list") == "* main"
    (told,) = comments(github)
    assert said in told
    assert told.endswith(MARK)
    disputed(github, good)
    assert "Pull request #" in comments(github)[0], "the same comment, once it is mended"


def test_the_same_dispute_is_not_made_twice(github: GitHub, good: dict[str, str]) -> None:
    folder = github.project / DISPUTES
    folder.mkdir()
    (folder / "before.yml").write_text(yaml.safe_dump(good), encoding="utf-8")
    github.push(github.project, "Merge a dispute")
    disputed(github, good)
    assert "is held against this claim already, in questions/disputes/before.yml" in comments(github)[0]


@pytest.mark.parametrize("field", [*DISPUTE_HEADINGS.values(), "by"])
def test_hostile_text_in_each_field_does_nothing(github: GitHub, good: dict[str, str], field: str) -> None:
    jobs = disputed(github, {**good, field: HOSTILE}, login=HOSTILE if field == "by" else "octo-cat")
    assert {job.result for job in jobs.values()} == {"success"}, [job.log for job in jobs.values()]
    assert not list(github.folder.rglob("pwned"))
    assert github.log() == ["Begin"]
    branches = github.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    for branch in set(branches) - {"main"}:
        (path,) = github.changed(branch)
        assert path.startswith(f"{DISPUTES}/c-")
        assert ".." not in path
    for said in comments(github):
        fence = next((line for line in said.splitlines() if line.startswith("```")), "")
        outside = said if not fence else said.split(fence)[0] + said.rsplit(fence.removesuffix("text"), 1)[1]
        assert "@octocat" not in outside


def test_the_command_follows_the_label(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    for labels, command in ((["question"], "new"), (["dispute"], "dispute"), (["dispute", "question"], "dispute")):
        issue = {"body": "", "labels": [{"name": one} for one in labels], "user": {"login": "o"}, "created_at": ""}
        event.write_text(json.dumps({"issue": issue}), encoding="utf-8")
        assert asking.command(event) == command
