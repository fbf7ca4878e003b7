"""What goes from the job that may read to the one that may write: files of a night, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import CommandError, InputError
from generator.store import editions
from generator.workflows import committing
from generator.workflows.committing import State, Target
from generator.workflows.runs import GitHub


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    origin, root = tmp_path / "origin.git", tmp_path / "root"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", origin], check=True)
    subprocess.run(["git", "init", "--quiet", "-b", "main", root], check=True)
    named = ["git", "-C", str(root), "-c", "user.name=ana", "-c", "user.email=ana@example.org"]
    subprocess.run([*named, "commit", "--quiet", "--allow-empty", "-m", "Begin"], check=True)
    subprocess.run(["git", "-C", root, "remote", "add", "origin", origin], check=True)
    subprocess.run(["git", "-C", root, "push", "--quiet", "origin", "main"], check=True)
    return root


def packed(folder: Path, path: str = "questions/ledger/pears.jsonl") -> Path:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("{}\n", encoding="utf-8")
    return folder


def tree(root: Path) -> list[str]:
    told = subprocess.run(
        ["git", "-C", root, "ls-tree", "-r", "--name-only", "origin/main"], check=True, capture_output=True, text=True
    )
    return told.stdout.split()


def test_files_of_a_night_are_committed_and_others_are_not(checkout: Path, tmp_path: Path) -> None:
    pack = packed(packed(tmp_path / "pack"), "generator/cli.py")
    packed(pack, "questions/pears.yml")
    state, told = committing.commit(checkout, pack, "2026-11-21", Target("main"))
    assert (state, told) == (State.PUSHED, "1 file changed: committed to main.")
    assert tree(checkout) == ["questions/ledger/pears.jsonl"]


def link(folder: Path) -> None:
    (folder / "questions" / "ledger" / "apples.jsonl").symlink_to("/etc/passwd")


def script(folder: Path) -> None:
    packed(folder, "questions/ledger/apples.sh")


def inner(folder: Path) -> None:
    packed(folder, "questions/evidence/more/apples.json")


def deeper(folder: Path) -> None:
    packed(folder, "questions/versions/pears/more/1.json")


def unnumbered(folder: Path) -> None:
    packed(folder, "questions/versions/pears/latest.json")


def unnamed(folder: Path) -> None:
    packed(folder, "questions/versions/1.json")


def linked(folder: Path) -> None:
    (folder / "questions" / "versions").mkdir(parents=True)
    (folder / "questions" / "versions" / "pears").symlink_to("/etc")


@pytest.mark.parametrize("change", [link, script, inner, deeper, unnumbered, unnamed, linked])
def test_a_pack_with_anything_else_in_these_folders_is_refused(
    checkout: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    pack = packed(tmp_path / "pack")
    change(pack)
    with pytest.raises(InputError, match="No refresh or recording writes this"):
        committing.commit(checkout, pack, "2026-11-21", Target("main"))
    assert tree(checkout) == []


@pytest.mark.parametrize("name", ["questions", "questions/versions"])
def test_a_folder_of_a_pack_that_is_a_link_or_a_file_is_refused(checkout: Path, tmp_path: Path, name: str) -> None:
    elsewhere, pack = tmp_path / "elsewhere", tmp_path / "pack"
    packed(elsewhere, "pears/1.json" if "/" in name else "versions/pears/1.json")
    (pack / name).parent.mkdir(parents=True)
    for change in (lambda: (pack / name).symlink_to(elsewhere), lambda: (pack / name).write_text("", encoding="utf-8")):
        change()
        with pytest.raises(InputError, match=f"{name}:0: This is no plain folder"):
            committing.commit(checkout, pack, "2026-11-21", Target("main"))
        (pack / name).unlink()
    assert tree(checkout) == []


def test_a_pack_that_is_not_there_is_no_quiet_night(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no such folder"):
        committing.commit(checkout, tmp_path / "nothing", "2026-11-21", Target("main"))


def test_a_night_with_news_of_thousands_of_questions_is_committed(checkout: Path, tmp_path: Path) -> None:
    pack = packed(tmp_path / "pack")
    lines = [f"on-pears-and-cellars-number-{n}: 12 claims born, answer changed, version 2" for n in range(5000)]
    (pack / committing.RECORDED).write_text("\n".join(lines), encoding="utf-8")
    committing.commit(checkout, pack, "2026-11-21", Target("main"))
    told = subprocess.run(
        ["git", "-C", checkout, "log", "-1", "--format=%B"], check=True, capture_output=True, text=True
    )
    *kept, more = told.stdout.strip().splitlines()[2:]
    assert kept == lines[: len(kept)]
    assert more == f"And {5000 - len(kept)} more of 5000 questions."
    assert 50_000 - 100 < len("\n".join(kept)) <= 50_000


def test_what_is_a_link_in_the_repository_is_not_written_through(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (checkout / "questions").mkdir()
    (checkout / "questions" / "ledger").symlink_to(elsewhere)
    with pytest.raises(InputError, match="it is a link"):
        committing.commit(checkout, packed(tmp_path / "pack"), "2026-11-21", Target("main"))
    assert list(elsewhere.iterdir()) == []


def test_versions_go_with_a_night_and_one_that_is_there_is_never_changed(checkout: Path, tmp_path: Path) -> None:
    pack = packed(tmp_path / "pack", "questions/versions/pears/1.json")
    committing.commit(checkout, pack, "2026-11-21", Target("main"))
    packed(pack, "questions/versions/pears/2.json")
    committing.commit(checkout, pack, "2026-11-22", Target("main"))
    assert tree(checkout) == ["questions/versions/pears/1.json", "questions/versions/pears/2.json"]
    (pack / "questions" / "versions" / "pears" / "1.json").write_text("[]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"versions/pears/1\.json.*says something else"):
        committing.commit(checkout, pack, "2026-11-23", Target("main"))


def test_a_version_that_is_too_large_is_refused(checkout: Path, tmp_path: Path) -> None:
    pack = packed(tmp_path / "pack", "questions/versions/pears/1.json")
    (pack / "questions" / "versions" / "pears" / "1.json").write_bytes(b" " * (committing.MAX_FROZEN + 1))
    with pytest.raises(InputError, match="larger than 1048576 bytes"):
        committing.commit(checkout, pack, "2026-11-21", Target("main"))
    assert editions.MAX_BYTES == committing.MAX_FROZEN


def test_a_folder_of_versions_that_is_a_link_is_not_written_through(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (checkout / "questions" / "versions").mkdir(parents=True)
    (checkout / "questions" / "versions" / "pears").symlink_to(elsewhere)
    with pytest.raises(InputError, match="it is a link"):
        committing.commit(
            checkout, packed(tmp_path / "pack", "questions/versions/pears/1.json"), "2026-11-21", Target("main")
        )
    assert list(elsewhere.iterdir()) == []


def test_what_a_night_wrote_is_packed_and_what_a_killed_one_left_is_not(tmp_path: Path) -> None:
    root = packed(packed(tmp_path / "root"), "questions/versions/pears/1.json")
    packed(root, "questions/versions/pears/.2.json.4711")
    committing.pack(root, tmp_path / "out")
    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {"questions/ledger/pears.jsonl", "questions/versions/pears/1.json"}


@pytest.mark.parametrize("name", ["", "orchard", "orchard/claims/issues", "orchard/claims?x", "a b/c", "../x/y"])
def test_what_is_no_repository_is_not_asked(name: str) -> None:
    with pytest.raises(CommandError, match="is no repository"):
        GitHub(name)


def test_a_git_that_fails_says_what_it_said_and_no_credential(checkout: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "-C", checkout, "remote", "set-url", "origin", tmp_path / "gone.git"], check=True)
    with pytest.raises(CommandError) as told:
        committing.commit(checkout, packed(tmp_path / "pack"), "2026-11-21", Target("main"))
    assert "gone.git" in told.value.why
    assert "credential" not in told.value.command
