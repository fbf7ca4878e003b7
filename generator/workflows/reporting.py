"""A run that failed becomes one issue, with the step that failed and the end of its log; a good run closes it.

So does a run that only some of its shards failed in: it went on without them.

What is told is read from GitHub's own record of the run, whose logs have the secrets masked, so that a job which could
not even be set up is told of, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.errors import CommandError
from generator.workflows.inert import fenced, inert, without_control
from generator.workflows.runs import BOT, GitHub

TITLE = "The website was not built"
PART = "A part of the evidence was not renewed"
"""Titles of the issue: of a run that published nothing, and of one that went on without some of its shards."""
LABEL = "nightly"
MARK = "<!-- claimbook: a failed night -->"
LINES = 60
MOST = 12_000
"""Lines, and signs, of a log's end that an issue shows."""
WHOLE = 36_000
"""Signs of all logs together: GitHub takes 65,536 in an issue."""
SHARDS = ("Refresh (", "Score (")
"""How the names of the jobs begin without which a run goes on."""
_BAD = {"failure", "timed_out", "cancelled"}
"""Ends of jobs and steps. One that ran out of time is cancelled; of a run that a person cancels nobody reports."""
_TIME = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Failed:
    """A step that failed: its job, its name, and the end of the job's log up to there."""

    job: str
    step: str
    log: str


def report(github: GitHub, run: int, own: str) -> str:
    """Opens, updates or closes the issue, by how the jobs of the run ended; says what was done.

    `own` is the name of the job that asks. Raises CommandError where gh does.
    """
    jobs = [job for job in github.get(f"actions/runs/{run}/jobs?per_page=100")["jobs"] if job["name"] != own]
    issue = next(_open_issues(github), None)
    bad = [job for job in jobs if job["conclusion"] in _BAD]
    if bad:
        bad.sort(key=lambda job: job["name"].startswith(SHARDS))
        in_part = bad[0]["name"].startswith(SHARDS)
        first = tuple(_failed(github, job) for job in bad[: WHOLE // MOST])
        told = {"title": PART if in_part else TITLE, "body": _body(_address(github.repository, run), bad, first)}
        if issue is None:
            number = github.send("POST", "issues", {**told, "labels": [LABEL]})["number"]
            return f"The run failed: opened issue {number}."
        github.send("PATCH", f"issues/{issue}", told)
        return f"The run failed: updated issue {issue}."
    if issue is None:
        return "Nothing to report."
    github.send("POST", f"issues/{issue}/comments", {"body": f"{_address(github.repository, run)} went well."})
    github.send("PATCH", f"issues/{issue}", {"state": "closed", "state_reason": "completed"})
    return f"The run went well: closed issue {issue}."


def _open_issues(github: GitHub) -> Iterator[int]:
    """Issues that a run opened itself: a stranger may write the mark, and cannot be the account."""
    for one in github.get(f"issues?state=open&labels={LABEL}&per_page=100"):
        if one["user"]["login"] == BOT and MARK in (one["body"] or "") and "pull_request" not in one:
            yield int(one["number"])


def _failed(github: GitHub, job: dict[str, Any]) -> Failed:
    steps = [step["name"] for step in job.get("steps") or () if step["conclusion"] in _BAD]
    try:
        log = _end(github.text(f"actions/jobs/{int(job['id'])}/logs"))
    except CommandError as error:
        log = f"The log could not be had: {error.why}"
    return Failed(job["name"], steps[0] if steps else "Set up job", log)


def _end(log: str) -> str:
    """The end of a log, up to the last error that GitHub marked in it: what follows only cleans up."""
    lines = without_control(_TIME.sub("", log)).splitlines()
    last = max((at for at, line in enumerate(lines) if line.startswith("##[error]")), default=len(lines) - 1)
    return "\n".join(lines[: last + 1][-LINES:])[-MOST:]


def _body(address: str, bad: Sequence[Mapping[str, Any]], first: tuple[Failed, ...]) -> str:
    if bad[0]["name"].startswith(SHARDS):
        told = "The questions of their shards keep their last good evidence where nothing newer was handed on"
        parts = [f"{address} went on without these jobs. {told}, and the site says so."]
    else:
        parts = [f"{address} failed. The site of before stays as it is."]
    for one in first:
        parts += [f"**{inert(one.job)}**, step {inert(one.step)}. The end of its log:", fenced(one.log)]
    if rest := [inert(str(job["name"])) for job in bad[len(first) :]]:
        parts.append(f"Failed besides: {', '.join(rest)}.")
    parts += ["The next run that fails replaces this text, and the next one that goes well closes the issue.", MARK]
    return "\n\n".join(parts)


def _address(repository: str, run: int) -> str:
    return f"[Run {run}](https://github.com/{repository}/actions/runs/{run})"
