from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import building, pipeline
from generator.errors import NetworkError
from generator.schema import Report
from tests.refreshes import SLUG, project, refresh, server


def by_socket(method: str, *arguments: object, kind: int = socket.SOCK_STREAM) -> None:
    with socket.socket(type=kind) as one:
        getattr(one, method)(*arguments)


ASKING: dict[str, Callable[[], object]] = {
    "connect": lambda: by_socket("connect", ("127.0.0.1", 9)),
    "connect_ex": lambda: by_socket("connect_ex", ("127.0.0.1", 9)),
    "sendto": lambda: by_socket("sendto", b"x", ("127.0.0.1", 9), kind=socket.SOCK_DGRAM),
    "sendmsg": lambda: by_socket("sendmsg", [b"x"], [], 0, ("127.0.0.1", 9), kind=socket.SOCK_DGRAM),
    "getaddrinfo": lambda: socket.getaddrinfo("localhost", 80),
    "gethostbyaddr": lambda: socket.gethostbyaddr("127.0.0.1"),
    "getnameinfo": lambda: socket.getnameinfo(("127.0.0.1", 80), 0),
    "a program": lambda: subprocess.run(["true"], check=True, env={"KEY": "planted-secret"}),
    "a shell": lambda: os.system("true"),  # noqa: S605 - any program
}


@pytest.mark.parametrize("way", sorted(ASKING))
def test_whatever_asks_somebody_ends_a_build_without_a_network(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path)

    def asking(_root: Path) -> tuple[Report, ...]:
        ASKING[way]()
        return ()

    monkeypatch.setattr(pipeline, "build_all", asking)
    with pytest.raises(NetworkError, match="asks nobody") as caught:
        building.build(tmp_path, None, offline=True)
    assert "planted-secret" not in str(caught.value)
    assert socket.getaddrinfo("127.0.0.1", 80), "and it is over with the build"


def test_a_build_from_its_locks_needs_nobody(tmp_path: Path) -> None:
    project(tmp_path)
    assert building.stale(tmp_path) == (f"{SLUG}: there is no evidence lock; run claimbook refresh {SLUG}",)
    with server() as played:
        refresh(tmp_path, played)
    assert building.stale(tmp_path) == ()
    assert building.build(tmp_path, tmp_path / "out", offline=True).startswith("1 report built")
    assert (tmp_path / "out" / "reports" / SLUG / "index.md").is_file()


def test_a_lock_of_another_wording_is_stale(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
    path = tmp_path / "questions" / f"{SLUG}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("slow tones", "low tones"), encoding="utf-8")
    told = building.stale(tmp_path)
    assert any("other concepts" in line for line in told)
    assert any("arxiv was asked otherwise" in line for line in told)
