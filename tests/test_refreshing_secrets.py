"""No key that stands in the environment or in `.env` is written anywhere, whatever fails."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator import cli, manners
from generator.commands import asking, options
from generator.settings import KEY_VARIABLES, Keys
from generator.sources.http import Door
from tests.loopback import Asked, Reply, Server, page
from tests.refreshes import OPEN_GATES, QUICK, project
from tests.world import HOSTS, World

PLANTED = {name: f"planted/secret+{number}=={name.lower()}&z" for number, name in enumerate(sorted(KEY_VARIABLES))}
CONTACT = "maintainer@example.org"


def telltale(asked: Asked) -> Reply:
    """A service that says back everything that it was told, as an error."""
    told = {"error": f"Forbidden: {dict(asked.headers)} {dict(asked.query)}", "message": "no"}
    return page(told, status=403, headers=(("X-Seen", str(asked.query)),))


def breaking(asked: Asked) -> Reply:
    """One that breaks off in the middle of what it was told."""
    return Reply(json.dumps({"results": [str(asked.headers), str(asked.query)]}).encode(), cut=40, reset=True)


def redirecting(asked: Asked) -> Reply:
    """One that leads to another host, with everything in the address."""
    return Reply(b"", 302, headers=(("Location", f"https://elsewhere.example/?{asked.query}{asked.headers}"),))


def escaping(asked: Asked) -> Reply:
    """One that says it back as PHP, Gson or a page for people would write it: "\\/", "\\u003d", "&amp;"."""
    said = f"Forbidden: {dict(asked.headers)} {dict(asked.query)}"
    escaped = json.dumps({"error": said, "message": html.escape(said)}).replace("/", "\\/").replace("=", "\\u003d")
    return Reply(escaped.encode(), 403)


def naming(asked: Asked) -> Reply:
    """One that names who asked, each in the form of its errors."""
    said = f"The address {CONTACT} asks too much"
    if asked.host == manners.CROSSREF:
        return page({"status": "failed", "message": [{"type": "a", "value": "b", "message": said}]}, status=400)
    return page({"error": said, "message": said, "HTTP_status_code": 422}, status=422)


@pytest.mark.parametrize("play", [World().answer, telltale, breaking, redirecting, escaping, naming])
@pytest.mark.parametrize("by_file", [False, True])
def test_no_planted_secret_is_found_in_what_a_refresh_writes(
    play: Callable[[Asked], Reply],
    by_file: bool,  # noqa: FBT001 - a table of cases
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    project(tmp_path / "project")
    values = {name: CONTACT if name == "CLAIMBOOK_CONTACT" else PLANTED[name] for name in KEY_VARIABLES}
    for name, value in values.items():
        monkeypatch.delenv(name, raising=False)
        if not by_file:
            monkeypatch.setenv(name, value)
    lines = [f"{name}={value}\n" for name, value in values.items()] if by_file else []
    (tmp_path / "project" / ".env").write_text("".join(lines), encoding="utf-8")
    caplog.set_level(logging.DEBUG)
    with Server(dict.fromkeys(HOSTS, play)) as played:

        def door(keys: Keys, cache: Path | None) -> Door:
            return Door(keys, cache, played.transport(), OPEN_GATES, QUICK)

        monkeypatch.setattr(asking, "Door", door)
        told = CliRunner().invoke(cli.cli, ["refresh", "--root", str(tmp_path / "project")])
        reached = {host for host in HOSTS if played.seen(host)}
        sent = " ".join(str(one.asked) for one in played.log)
    assert told.exit_code in {0, options.UNASKED}, told.output
    assert manners.OPENALEX in reached
    assert any(secret in sent for secret in PLANTED.values()), "the keys were really used"
    (tmp_path / "project" / ".env").unlink()
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name == "runs.json" for path in written)
    for name, secret in PLANTED.items():
        if name == "CLAIMBOOK_CONTACT":
            continue
        assert secret not in told.output
        assert secret not in caplog.text
        assert not [path for path, data in written.items() if secret.encode() in data], name
    shown = {path.name for path, data in written.items() if CONTACT.encode() in data}
    assert not shown, "nor is the address of whoever asks"
