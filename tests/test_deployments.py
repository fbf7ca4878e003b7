"""`claimbook diff --before`: two deployments held against each other, folders, addresses and the checkout."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from generator import building, cli, deployments
from generator.deployments import Deployment
from generator.errors import InputError, NetworkError, UnknownNameError
from generator.labels import label
from generator.manners import Gate
from generator.schema import ClaimStatus
from generator.sources.http import Door
from tests.makers import entry
from tests.test_recording import IDE, OKORO, project, write

__all__ = ["project"]  # a fixture
LISTS = ("reports", "claims", "works")
AT_ONCE = Gate(every=0.001, at_once=4)


@pytest.fixture
def before(project: Path, tmp_path: Path) -> Path:
    """The site as it was built of both works."""
    folder = tmp_path / "before"
    building.build(project, folder, offline=False)
    return folder


def invoke(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["diff", "--root", str(project), *arguments], catch_exceptions=False)


def listed(site: Path, name: str) -> Path:
    return site / "api" / "v1" / f"{name}.json"


def edited(site: Path, name: str, change: Callable[[dict[str, list[dict[str, object]]]], object]) -> None:
    data = json.loads(listed(site, name).read_text(encoding="utf-8"))
    change(data)
    listed(site, name).write_text(json.dumps(data), encoding="utf-8")


def test_a_site_and_the_checkout_that_it_was_built_of_are_the_same(project: Path, before: Path) -> None:
    told = invoke(project, "--before", str(before), "--exit-code")
    assert (told.exit_code, told.output) == (0, f"{before} → this checkout: 0 reports differ\n")


def test_what_came_and_went_is_told_with_its_status(project: Path, before: Path, tmp_path: Path) -> None:
    write(project, IDE + entry("diet2018", "Zorvine and diet in gout", "Zorvine cut the flare rate of gout by 12%."))
    after = tmp_path / "after"
    building.build(project, after, offline=False)
    told = invoke(project, "--before", str(before), "--after", str(after), "--exit-code", "zorvine-gout")
    assert told.exit_code == 1
    lines = told.output.splitlines()
    assert lines[0] == f"{before} → {after}: 1 report differs"
    assert lines[1] == "zorvine-gout: 1 claim came, 1 claim went, 1 work came, 1 work went"
    assert lines[2].startswith("  + c-")
    assert lines[2].endswith("): Zorvine cut the flare rate of gout by 12%.")
    assert lines[3].startswith("  - c-")
    assert lines[3].endswith("(Verified): Zorvine cut the flare rate of adults with gout by 31% compared with placebo.")
    assert lines[4:] == [
        "  + work doi-10.5555-diet2018: Zorvine and diet in gout",
        "  - work doi-10.5555-okoro2021: Zorvine for recurrent gout",
    ]


def test_a_retraction_an_answer_and_a_status_are_told(project: Path, before: Path) -> None:
    write(project, (IDE + OKORO).replace("@article{ide2019,", "@article{ide2019,\n notice = {retraction},"))
    told = invoke(project, "--before", str(before), "zorvine-gout").output
    assert "1 claim changed status" in told
    assert f"(Verified → {label(ClaimStatus.RETRACTED).word})" in told
    assert "! work doi-10.5555-ide2019 (no notice → Retracted): Zorvine in gout: a trial" in told
    write(project, entry("diet2018", "Zorvine and diet in gout", "Adults with gout ate cherries with zorvine."))
    told = invoke(project, "--before", str(before), "zorvine-gout").output
    assert "  answer: Answered → Not answered\n" in told
    assert "  decision: " in told


def test_confidence_is_told_from_the_step_on(project: Path, before: Path, tmp_path: Path) -> None:
    def set_to(site: Path, value: float) -> None:
        edited(site, "claims", lambda data: data["claims"][0].update(confidence=value))

    building.build(project, tmp_path / "after", offline=False)
    set_to(before, 0.7)
    set_to(tmp_path / "after", 0.719)
    assert "0 reports differ" in invoke(project, "--before", str(before), "--after", str(tmp_path / "after")).output
    set_to(tmp_path / "after", 0.72)
    told = invoke(project, "--before", str(before), "--after", str(tmp_path / "after")).output
    assert "1 claim changed confidence" in told
    assert "(confidence 0.70 → 0.72)" in told


def test_reports_that_came_and_went_are_told(project: Path, before: Path) -> None:
    (project / "questions" / "zorvine-stones.yml").rename(project / "questions" / "zorvine-kidney.yml")
    told = invoke(project, "--before", str(before)).output
    assert "zorvine-kidney: new (" in told
    assert "zorvine-stones: gone (" in told


def test_the_same_for_programs(project: Path, before: Path) -> None:
    write(project, IDE)
    told = json.loads(invoke(project, "--before", str(before), "--json").output)
    assert (told["before"], told["after"]) == (str(before), "this checkout")
    gout = told["reports"][0]
    assert (gout["slug"], gout["report"], gout["answer"]) == ("zorvine-gout", "changed", None)
    assert [claim["status"] for claim in gout["claims"]["went"]] == ["verified"]
    assert [work["key"] for work in gout["works"]["went"]] == ["doi-10.5555-okoro2021"]


def test_a_site_of_another_version_is_read_as_far_as_it_is_known(project: Path, before: Path) -> None:
    edited(before, "reports", lambda data: data["reports"][0].update(of_tomorrow={"a": 1}))
    edited(before, "reports", lambda data: [data["reports"][1].pop(key) for key in ("version", "versions", "recorded")])
    assert "0 reports differ" in invoke(project, "--before", str(before)).output


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Invalid JSON"),
        (b"\xff", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b'{"format":"2"}', "Input should be '1'"),
        (b'{"format":"1"}', "Field required"),
        (b"<html>", "Invalid JSON"),
    ],
)
def test_a_list_that_does_not_read_is_one_error_with_file_cause_and_remedy(
    name: str, data: bytes, why: str, before: Path
) -> None:
    listed(before, name).write_bytes(data)
    with pytest.raises(InputError) as told:
        deployments.of_folder(before)
    (fault,) = told.value.faults
    assert fault.file == f"{before}/api/v1/{name}.json"
    assert fault.message.startswith(f"Not a list of {name}: {why}")
    assert "Build that site again" in fault.fix


def test_a_folder_without_a_site_and_a_list_that_is_too_large(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"nothing/api/v1/reports\.json:0: It cannot be read"):
        deployments.of_folder(tmp_path / "nothing")
    monkeypatch.setattr(deployments, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="more than 100 bytes"):
        deployments.of_folder(before)


def test_a_pipe_in_a_folder_is_not_waited_for(before: Path) -> None:
    listed(before, "reports").unlink()
    os.mkfifo(listed(before, "reports"))
    with pytest.raises(InputError, match="It cannot be read: It is no plain file"):
        deployments.of_folder(before)


def test_words_of_a_site_reach_no_terminal_as_commands(project: Path, before: Path) -> None:
    edited(before, "reports", lambda data: data["reports"][0].update(title="Pears\x1b[31m\nFake: line"))
    edited(before, "works", lambda data: data["works"][0].update(key="pears", title="Apples\u202esraeP\u2066"))
    told = invoke(project, "--before", str(before)).output
    assert "\x1b" not in told
    assert "\nFake" not in told
    assert "work pears: Apples\\x202esraeP\\x2066" in told


def test_options_that_do_not_go_together_and_names_that_name_nothing(project: Path, before: Path) -> None:
    assert invoke(project, "--after", str(before)).exit_code == 2
    assert invoke(project, "--before", str(before), "--date", "2026-01-02").exit_code == 2
    with pytest.raises(UnknownNameError, match="Did you mean 'zorvine-gout'"):
        invoke(project, "--before", str(before), "zorvine-gut")


# --- addresses --------------------------------------------------------------------------------------------------------


def fetched(address: str, answer: Callable[[httpx.Request], httpx.Response]) -> Deployment:
    async def through_the_door() -> Deployment:
        gates = {"example.org": AT_ONCE}
        patience = deployments.PATIENCE
        async with Door(transport=httpx.MockTransport(answer), gates=gates, patience=patience) as door:
            return await deployments.of_address(address, door)

    return asyncio.run(through_the_door())


def test_an_address_is_read_like_a_folder(before: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=(before / request.url.path.removeprefix("/book/")).read_bytes())

    found = fetched("https://example.org/book", answer)
    assert found.reports == deployments.of_folder(before).reports
    assert asked == [f"https://example.org/book/api/v1/{name}.json" for name in LISTS]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "https://", "ftp://example.org/", "https://ada:secret@example.org/",
        "https://example.org/?x=1", "https://example.org/#x", "javascript://example.org/", "https://[", "https://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_not_asked(address: str) -> None:
    with pytest.raises(InputError, match="not the https address of a site"):
        fetched(address, lambda _request: pytest.fail("it was asked"))


def test_a_site_that_is_not_there_or_leads_elsewhere_says_so() -> None:
    with pytest.raises(NetworkError, match=r"it answered 404; is it a site of Claimbook's\?"):
        fetched("https://example.org/", lambda _request: httpx.Response(404))
    with pytest.raises(NetworkError, match="redirect"):
        fetched(
            "https://example.org/",
            lambda _request: httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
        )


def test_an_answer_that_is_no_list_names_its_address() -> None:
    with pytest.raises(InputError, match=r"https://example\.org/api/v1/reports\.json:0: reports: Not a list"):
        fetched("https://example.org/", lambda _request: httpx.Response(200, content=b"{}"))


def test_a_site_that_cannot_be_asked_is_exit_code_three(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(address: str, _door: Door) -> Deployment:
        raise NetworkError(address, "it cannot be reached")

    monkeypatch.setattr(deployments, "of_address", nobody)
    told = invoke(project, "--before", "https://example.org/")
    assert told.exit_code == 3
    assert "No usable answer from https://example.org/: it cannot be reached." in told.stderr
