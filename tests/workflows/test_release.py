"""A tag becomes a release with its notes; checks run what a person runs; and no script is left untried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import __version__
from tests.refreshes import project
from tests.workflows.github import WORKFLOWS, GitHub, scripts

TRIED = {
    "nightly": "test_nightly.py",
    "questions": "test_questions.py",
    "comment": "test_questions.py",
    "ask": "test_ask.py",
    "release": "test_release.py",
    "ci": "test_release.py",
}
"""Where the scripts of each workflow are run; a test there fails if one of them does not work."""


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path, project(tmp_path / "project"))


SILENCE = """\
silence:
  - {code: Q105, reason: the words stand as people say them}
  - {code: Q205, reason: the first night brings its works}
"""


def tagged(github: GitHub, tag: str, changelog: str, silence: str = SILENCE) -> dict[str, str]:
    """Ends of the jobs that a tag starts."""
    (question,) = (github.project / "questions").glob("*.yml")
    question.write_text(question.read_text(encoding="utf-8").rstrip() + "\n" + silence, encoding="utf-8")
    (github.project / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    github.push(github.project, "Release")
    github.git("tag", tag, "main")
    jobs = github.run("release", "push", ref=f"refs/tags/{tag}")
    return {name: job.result for name, job in jobs.items()}


def test_a_tag_becomes_a_release_with_its_section_as_notes(github: GitHub) -> None:
    changelog = (
        f"# Changelog\n\n## Unreleased\n\n- next\n\n## {__version__} (2026-01-01)\n\n- this\n\n## 0.0.1\n\n- old\n"
    )
    assert tagged(github, f"v{__version__}", changelog) == {"build": "success", "publish": "success"}
    (call,) = [call for call in github.asked["calls"] if call[0] == "release"]
    assert call[1] == f"v{__version__}"
    assert [Path(path).name for path in call[2:4]] == ["claimbook.tar.gz", "claimbook.whl"]
    notes = github.folder / f"run-{github.runs}-publish" / "work" / "release" / "notes.md"
    assert notes.read_text(encoding="utf-8") == "- this\n"
    assert github.executed == scripts("release")


def test_a_warning_that_nobody_silenced_is_not_released(github: GitHub) -> None:
    changelog = f"## {__version__}\n\n- this\n"
    assert tagged(github, f"v{__version__}", changelog, silence="") == {"build": "failure", "publish": "skipped"}


@pytest.mark.parametrize(
    ("tag", "changelog"),
    [("v9.9.9", f"## {__version__}\n\n- this\n"), (f"v{__version__}", "## Unreleased\n\n- this\n")],
)
def test_a_tag_that_is_no_version_becomes_no_release(github: GitHub, tag: str, changelog: str) -> None:
    assert tagged(github, tag, changelog) == {"build": "failure", "publish": "skipped"}
    assert not [call for call in github.asked["calls"] if call[0] == "release"]


def test_the_checks_run_what_a_person_runs(github: GitHub) -> None:
    jobs = github.run("ci", "pull_request")
    assert {name: job.result for name, job in jobs.items()} == {"test": "success", "lowest": "success"}
    assert re.findall(r"^make (\w+)$", jobs["test"].log, re.MULTILINE) == ["actionlint", "check", "test"]
    assert github.executed == scripts("ci")
    github.environment["FAKE_MAKE_FAILS"] = "test"
    assert github.run("ci", "pull_request")["test"].result == "failure"


def test_every_workflow_has_a_test_that_runs_it() -> None:
    assert {path.stem for path in WORKFLOWS.glob("*.yml")} == set(TRIED)
    assert [file for file in TRIED.values() if not (Path(__file__).parent / file).is_file()] == []
