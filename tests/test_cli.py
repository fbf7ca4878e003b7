import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from generator import checking
from generator import cli as commands
from generator.commands import asking
from generator.errors import Fault, UnknownNameError
from generator.schema import Report
from generator.sources import SERVICES
from generator.sources.http import Door, Patience

GOOD = """\
title: Zorvine and gout
question: Does zorvine lower the flare rate of adults with gout?
facets:
  intervention:
    - name: zorvine
"""
SOUND = GOOD + "  outcome:\n    - name: flare rate\n"
LIBRARY = "@misc{a, title={Zorvine and the flare rate}, abstract={x}}"


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "generator", *arguments], capture_output=True, text=True, check=False)


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(commands.cli, arguments, catch_exceptions=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "zorvine.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "questions" / "library" / "lib.bib").write_text(LIBRARY, encoding="utf-8")
    return tmp_path


def test_check_is_silent_about_good_files(project: Path) -> None:
    (project / "questions" / "zorvine.yml").write_text(SOUND, encoding="utf-8")
    result = invoke("check", "--root", str(project))
    assert (result.exit_code, result.output) == (0, "No faults.\n")


def test_check_reports_questions_and_libraries_at_once(project: Path) -> None:
    (project / "questions" / "zorvine.yml").write_text(GOOD + "colour: blue\n", encoding="utf-8")
    (project / "questions" / "library" / "lib.bib").write_text(
        "@misc{a,\n title={T}\n@misc{b, title={U}}", encoding="utf-8"
    )
    result = invoke("check", "--root", str(project))
    assert result.exit_code == 2
    assert "questions/library/lib.bib:1: " in result.output
    assert "questions/zorvine.yml:6: colour: " in result.output
    assert "2 faults." in result.output


def test_check_speaks_json_and_annotations(project: Path) -> None:
    (project / "questions" / "zorvine.yml").write_text(GOOD + "colour: blue\n", encoding="utf-8")
    as_json = invoke("check", "--root", str(project), "--json")
    (fault,) = json.loads(as_json.output)["faults"]
    assert (fault["file"], fault["line"], fault["path"]) == ("questions/zorvine.yml", 6, "colour")
    annotated = invoke("check", "--root", str(project), "--format", "github")
    assert annotated.output.startswith("::error file=questions/zorvine.yml,line=6,title=")
    assert annotated.exit_code == as_json.exit_code == 2


def test_a_warning_ends_nothing_unless_that_is_asked_for(project: Path) -> None:
    file = project / "questions" / "zorvine.yml"
    file.write_text(SOUND + "    - name: flare severity\n", encoding="utf-8")
    told = invoke("check", "--root", str(project))
    assert (told.exit_code, told.output.splitlines()[-1]) == (0, "No faults, 1 warning.")
    assert told.output.startswith("questions/zorvine.yml:8: facets.outcome[1].name: Q201: no work at hand has 'flare ")
    assert invoke("check", "--strict", "--root", str(project)).exit_code == 2
    annotated = invoke("check", "--format", "github", "--root", str(project)).output
    assert annotated.startswith("::warning file=questions/zorvine.yml,line=8,title=Q201 A concept that no work names::")
    silence = "silence: [{code: Q201, reason: nobody measured it yet}]\n"
    file.write_text(SOUND + "    - name: flare severity\n" + silence, encoding="utf-8")
    silent = invoke("check", "--strict", "--root", str(project))
    assert silent.exit_code == 0
    assert "Q201 is silenced: nobody measured it yet\nNo faults, 1 silenced.\n" in silent.output
    assert invoke("check", "--format", "github", "--root", str(project)).output == ""
    (lint,) = json.loads(invoke("check", "--json", "--root", str(project)).output)["lints"]
    assert (lint["code"], lint["line"], lint["silenced"]) == ("Q201", 8, "nobody measured it yet")


def test_a_fault_cannot_forge_a_workflow_command() -> None:
    fault = Fault("a,b:c.yml", 0, "", "x%\n::set-output name=y::z", "mend")
    assert checking.annotation(fault) == (
        "::error file=a%2Cb%3Ac.yml,line=1,title=Question file::x%25%0A::set-output name=y::z Fix: mend"
    )


def test_report_prints_the_answer_first_and_names_its_claims(starter: Path) -> None:
    result = invoke("report", "awq-gqa-llava", "--root", str(starter))
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[3].startswith("● Answered")
    assert "0.7 points below BF16 at 62.0" in result.output
    assert "Limitations" in lines


def test_report_as_json_is_the_report(starter: Path, starter_reports: dict[str, Report]) -> None:
    result = invoke("report", "qat-scaling-llava", "--json", "--root", str(starter))
    assert Report.model_validate_json(result.output) == starter_reports["qat-scaling-llava"]


def test_explain_shows_what_is_behind_a_claim(starter: Path, starter_reports: dict[str, Report]) -> None:
    claim = starter_reports["awq-gqa-llava"].claims[0]
    result = invoke("explain", claim.id, "--root", str(starter))
    assert result.exit_code == 0
    assert claim.quote in result.output
    assert "Quote located: passed" in result.output
    assert f"reports/awq-gqa-llava/#{claim.id}" in result.output
    found = json.loads(invoke("explain", claim.id[:10], "--json", "--root", str(starter)).output)
    assert found["claim"]["id"] == claim.id


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "awq"), "There is no question 'awq'. Did you mean 'awq-gqa-llava'?"),
        (("report", "../etc"), "There is no question '../etc'."),
        (("explain", "c-zzz"), "There is no claim 'c-zzz'."),
        (("explain", ""), "There is no claim ''."),
        (("explain", "c-"), "There is no claim 'c-'."),
    ],
)
def test_names_that_name_nothing(arguments: tuple[str, ...], said: str, starter: Path) -> None:
    done = run(*arguments, "--root", str(starter))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_questions_is_said(tmp_path: Path) -> None:
    done = run("report", "x", "--root", str(tmp_path))
    assert done.returncode == 2
    assert "questions" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("report", "x", "--root", str(tmp_path / "absent")).returncode == 2


def test_schema_writes_and_then_has_nothing_to_write(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    assert invoke("schema", "--check", "--root", str(tmp_path)).exit_code == 1
    assert invoke("schema", "--root", str(tmp_path)).exit_code == 0
    current = invoke("schema", "--check", "--root", str(tmp_path))
    assert (current.exit_code, current.output) == (0, "")
    assert {path.name for path in (tmp_path / "docs" / "schema").iterdir()} >= {"question.json", "report.json"}


@pytest.mark.parametrize("command", [(), ("check",), ("report",), ("explain",), ("schema",)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    result = invoke(*command, "--help")
    assert result.exit_code == 0
    assert "--help" in result.output


def test_version() -> None:
    assert invoke("--version").output.startswith("claimbook, version ")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"10.1000/a": (200, 1), "10.48550/arxiv.2601.22709": (200, 1)}, 0),
        ({"10.1000/a": (404, 100), "10.48550/arxiv.2601.22709": (503, 0)}, 1),
        ({"10.1000/a": (200, 1), "10.48550/arxiv.2601.22709": (503, 0)}, 3),
    ],
)
def test_resolve_tells_missing_from_unasked(
    answers: dict[str, tuple[int, int]], code: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bib = "@misc{a, title={T}, doi={10.1000/a}}\n@misc{b, title={U}, eprint={2601.22709}}\n@misc{c, title={V}}\n"
    (project / "questions" / "library" / "lib.bib").write_text(bib, encoding="utf-8")

    def handler(request: httpx.Request) -> httpx.Response:
        status, response_code = answers[request.url.path.removeprefix("/api/handles/")]
        return httpx.Response(status, json={"responseCode": response_code})

    haste = Patience(first_wait=0.01, jitter=0)
    monkeypatch.setattr(asking, "Door", lambda: Door(transport=httpx.MockTransport(handler), patience=haste))
    result = invoke("resolve", "--json", "--root", str(project))
    rows = {row["key"]: row["existence"] for row in json.loads(result.output)}
    assert result.exit_code == code
    assert set(rows) == {"a", "b"}
    assert "lib.bib: a: 10.1000/a" in invoke("resolve", "--root", str(project)).output


def test_output_that_cannot_be_written_is_one_message(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", "--root", str(root)],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_narrow_terminal_gets_escapes_and_no_traceback(starter: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "report", "awq-gqa-llava", "--root", str(starter)],
        capture_output=True, check=False, env={"PATH": "/usr/bin", "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_query_shows_what_each_service_would_be_asked(project: Path) -> None:
    shown = invoke("query", "zorvine", "--root", str(project))
    assert shown.exit_code == 0
    assert shown.output.startswith("openalex\n  expression: zorvine\n  address: https://api.openalex.org/works?search")
    assert "  cut: nothing\n" in shown.output
    rows = json.loads(invoke("query", "zorvine", "--root", str(project), "--json").output)
    assert {"service": "crossref", "expression": "zorvine", "cut": []}.items() <= rows[1].items()
    assert [row["service"] for row in rows] == [service.name for service in SERVICES]


def test_query_tells_what_was_cut(project: Path) -> None:
    (project / "questions" / "zorvine.yml").write_text(GOOD + "      any: [ZRV-12]\n", encoding="utf-8")
    shown = invoke("query", "zorvine", "--root", str(project)).output
    assert "crossref\n  expression: zorvine\n" in shown
    assert "  cut: ZRV-12\n" in shown


def test_query_knows_the_nearest_question(project: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'zorvine'"):
        invoke("query", "zorvin", "--root", str(project))
