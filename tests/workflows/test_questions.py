"""A pull request from a fork: checked and previewed without a right, worded without trust, commented in one place."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.labels import label
from generator.schema import AnswerStatus, ClaimStatus, DisputeOutcome, Preview
from generator.workflows import preview as previews
from generator.workflows.commenting import MARK, MAX_MEMBER
from generator.workflows.inert import inert
from tests.refreshes import QUESTION, project
from tests.workflows.github import REPOSITORY, TOKEN, GitHub, Job, load, scripts

LIBRARY = """
@article{moor2021hum, title = {Hum boxes and the return of honey bees}, author = {Moor, Ilse}, year = {2021},
  journal = {Orchard Acoustics}, doi = {10.5555/hum.1}, checked = {yes},
  abstract = {Hum boxes raised the return rate of foragers from 61.0\\% to 74.0\\%, against 60.0\\% without a box.} }
"""
HOSTILE = "@octocat #1 <img src=x onerror=alert(1)> [x](javascript:y) `a` **b** | ![](http://e.example/) <!-- $(id) -->"
BRANCH = "a;touch pwned&`id`"


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    written = project(tmp_path / "project", more="").joinpath("questions")
    (written / "library").mkdir()
    (written / "library" / "bees.bib").write_text(LIBRARY, encoding="utf-8")
    (written / "hum-boxes.yml").write_text(QUESTION.replace("[services]", "[library]"), encoding="utf-8")
    return GitHub(tmp_path, written.parent, environment={"WORLD_PORT": "1"})


def opened(github: GitHub, change: Callable[[Path], None]) -> dict[str, Job]:
    """A stranger's pull request that `change` makes of the project, and what its own run does."""
    base = github.git("rev-parse", "main")
    change(github.project / "questions")
    commit = github.push(github.project, "Ask", "stranger")
    github.git("update-ref", "refs/pull/7/merge", commit)
    head = {"ref": BRANCH, "sha": commit, "user": {"login": "mallory"}}
    github.tell(pulls=[{"number": 7, "state": "open", "head": head}])
    payload = {"pull_request": {"base": {"sha": base}, "title": HOSTILE}}
    github.secrets = {"OPENALEX_API_KEY": "planted-key"}
    return github.run("questions", "pull_request", payload, ref="refs/pull/7/merge")


def commented(github: GitHub, **more: object) -> dict[str, Job]:
    commit = github.asked["pulls"][0]["head"]["sha"]
    told = {
        "id": 12, "event": "pull_request", "conclusion": "success", "head_branch": BRANCH, "head_sha": commit,
        "head_repository": {"full_name": "mallory/claims", "owner": {"login": "mallory"}},
    }  # fmt: skip
    return github.run("comment", "workflow_run", {"workflow_run": {**told, **more}})


def body(github: GitHub) -> str:
    (found,) = github.asked["comments"]
    return str(found["body"])


def ask(title: str = "Slow tones and bees") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        told = QUESTION.replace("title: Hum boxes and the return of honey bees", f"title: {json.dumps(title)}")
        told = told.replace("[services]", "[library, services]").replace("than silence?", "than no box?")
        told = told.replace("compared with silence?", "compared with hives that hear nothing at all?")
        (folder / "slow-tones.yml").write_text(told, encoding="utf-8")

    return change


def test_a_question_of_a_fork_is_previewed_and_commented(github: GitHub) -> None:
    jobs = opened(github, ask())
    assert jobs["preview"].result == "success", jobs["preview"].log
    assert (github.folder / "artefacts" / "site" / "reports" / "slow-tones" / "report.json").is_file()
    jobs = commented(github)
    assert {name: job.result for name, job in jobs.items()} == {"word": "success", "put": "success"}, jobs["word"].log
    assert github.executed == scripts("questions", "comment")
    text = body(github)
    assert github.asked["comments"][0]["issue"] == 7
    assert f"(https://github.com/{REPOSITORY}/actions/runs/12#artifacts)" in text
    assert f"### {inert('slow-tones')}" in text
    assert "- Answer: **Answered** (new)" in text
    assert f"- Shares 1 of its 1 works with {inert('hum-boxes')}" in text
    assert re.search(r"claims added: [1-9]\d*, removed: 0, with another status: 0", text)
    asked = set(re.findall(r"^- <code>([a-z&#0-9;]+)</code>(?:; \d+ terms cut)?: <code>", text, re.MULTILINE))
    six = {"openalex", "crossref", "semantic&#95;scholar", "arxiv", "europe&#95;pmc", "pubmed"}
    assert asked == six
    assert text.endswith(MARK)


def test_the_comment_is_updated_in_its_place(github: GitHub) -> None:
    opened(github, ask())
    commented(github)
    jobs = opened(github, lambda folder: (folder / "slow-tones.yml").unlink())
    assert jobs["preview"].result == "success", jobs["preview"].log
    commented(github)
    assert "No question changes, and no answer, decision, claim or dispute." in body(github)


def test_claims_that_go_are_told(github: GitHub) -> None:
    def change(folder: Path) -> None:
        (folder / "library" / "bees.bib").write_text("@misc{a, title={Bees}, year={2020}}\n", encoding="utf-8")

    opened(github, change)
    commented(github)
    text = body(github)
    assert "(was: Answered)" in text
    assert re.search(r"claims added: 0, removed: [1-9]", text)
    assert "<summary>Claims removed</summary>" in text


def test_an_answer_that_falls_with_a_retraction_is_told(github: GitHub) -> None:
    def change(folder: Path) -> None:
        bees = folder / "library" / "bees.bib"
        told = bees.read_text(encoding="utf-8").replace("checked = {yes},", "checked = {yes}, notice = {retraction},")
        bees.write_text(told, encoding="utf-8")

    opened(github, change)
    commented(github)
    text = body(github)
    assert f"- Answer: **{label(AnswerStatus.NOT_ANSWERED).word}** (was: {label(AnswerStatus.ANSWERED).word})" in text
    assert re.search(r"report: \w+ \(was: \w+\)", text)
    assert re.search(r"claims added: 0, removed: 0, with another status: [1-9]", text)
    _, restated = text.split("<summary>Claims with another status</summary>")
    assert label(ClaimStatus.RETRACTED).word in restated


def test_what_comes_of_a_dispute_is_told(github: GitHub) -> None:
    def change(folder: Path) -> None:
        told = "claim: c-0123456789ab\nreport: hum-boxes\nevidence: doi:10.5555/hum.9\nwhy: No difference was found.\n"
        (folder / "disputes").mkdir()
        (folder / "disputes" / "hum-boxes-again.yml").write_text(told, encoding="utf-8")

    jobs = opened(github, change)
    assert jobs["preview"].result == "success", jobs["preview"].log
    commented(github)
    named = f"{inert('hum-boxes-again')}, {inert('doi:10.5555/hum.9')} against {inert('c-0123456789ab')}"
    assert f"- Dispute {named}: **{label(DisputeOutcome.CLAIM_GONE).word}**" in body(github)


def test_a_broken_question_is_annotated_and_told_of(github: GitHub) -> None:
    def change(folder: Path) -> None:
        (folder / "broken.yml").write_text(f"title: {json.dumps(HOSTILE)}\nqestion: x\n", encoding="utf-8")

    jobs = opened(github, change)
    assert jobs["preview"].result == "failure"
    assert jobs["preview"].exit_codes["Check the questions"] == 2
    assert "::error file=questions/broken.yml,line=2," in jobs["preview"].log
    assert not (github.folder / "artefacts" / "site").exists()
    commented(github, conclusion="failure")
    text = body(github)
    assert "**The questions have faults**" in text
    assert f"- {inert('questions/broken.yml')} line 2: " in text


def test_hostile_words_do_nothing_in_the_comment(github: GitHub) -> None:
    opened(github, ask(HOSTILE))
    jobs = commented(github)
    text = body(github)
    assert inert(HOSTILE) in text
    left = re.sub(r"<code>[A-Za-z0-9 &#;]*</code>", "", text)
    assert not [sign for sign in ("@", "octocat", "<img", "javascript", "`", "e.example") if sign in left]
    assert "octocat" not in "".join(job.log for job in jobs.values())
    assert not list(github.folder.rglob("pwned"))


def packed(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(name, data)
    return held.getvalue()


GOOD = Preview(gone=("pears",)).model_dump_json().encode()


@pytest.mark.parametrize(
    ("artefact", "said"),
    [
        (b"no zip", "does not read: BadZipFile"),
        (packed("../preview.json", GOOD), "does not read: KeyError"),
        (packed("preview.json", b" " * (MAX_MEMBER + 1)), "is larger than"),
        (packed("preview.json", b"{"), "This is no summary"),
        (packed("preview.json", GOOD.replace(b"pears", b"@octocat")), "This is no summary"),
        (packed("preview.json", GOOD.replace(b'"more"', b'"pull": 8, "more"')), "This is no summary"),
        (packed("preview.json", GOOD.replace(b'"more":0', b'"more":-1')), "This is no summary"),
    ],
    ids=["no-zip", "other-path", "bomb", "cut-short", "no-slug", "other-key", "other-number"],
)
def test_an_artefact_that_is_no_summary_is_not_commented(github: GitHub, artefact: bytes, said: str) -> None:
    github.tell(pulls=[{"number": 7, "state": "open", "head": {"sha": "0" * 40, "ref": BRANCH}}])
    (github.folder / "artefacts").mkdir()
    (github.folder / "artefacts" / "summary").write_bytes(artefact)
    jobs = commented(github)
    assert {name: job.result for name, job in jobs.items()} == {"word": "failure", "put": "skipped"}
    assert said in jobs["word"].log
    assert github.asked["comments"] == []


def test_a_run_that_left_no_summary_ends_well_and_says_why_nobody_comments(github: GitHub) -> None:
    github.environment["FAKE_MAKE_FAILS"] = "install"
    assert opened(github, ask())["preview"].result == "failure"
    jobs = commented(github, conclusion="failure")
    assert {name: job.result for name, job in jobs.items()} == {"word": "success", "put": "skipped"}
    assert jobs["word"].summary == (
        "Run 12 left no artefact 'summary': it failed before it wrote one. There is no comment.\n"
    )
    assert jobs["word"].steps["Install"] == "skipped", "which would fail here, too"
    assert github.asked["comments"] == []


def test_a_commit_that_is_no_pull_requests_end_is_not_commented(github: GitHub) -> None:
    opened(github, ask())
    jobs = commented(github, head_sha="1" * 40)
    assert "nothing to comment" in jobs["put"].log
    assert github.asked["comments"] == []


def test_a_comment_of_a_stranger_with_our_mark_is_left_alone(github: GitHub) -> None:
    opened(github, ask())
    github.tell(comments=[{"issue": 7, "id": 3, "number": 3, "body": MARK, "user": {"login": "mallory"}}])
    commented(github)
    assert [one["body"] == MARK for one in github.asked["comments"]] == [True, False]


def test_a_comment_is_never_longer_than_it_may_be() -> None:
    long = Preview.model_validate({"faults": [{"file": "@" * 600, "line": 1, "message": "<" * 600}] * 25})
    text = previews.comment(long, "https://example.org/")
    assert len(text) <= previews.MAX_COMMENT + 100
    assert "There is more than a comment holds" in text


def test_the_job_of_a_fork_has_no_right_no_secret_and_no_token() -> None:
    workflow = load("questions")
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read"}]
    text = json.dumps(workflow, default=str)
    assert "secrets." not in text
    assert "token" not in text
    assert TOKEN not in text
