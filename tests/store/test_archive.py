"""The archive changes no byte of a report, and what is damaged in it is never believed."""

import json
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import identification, pipeline
from generator.sources import library
from generator.store import archive
from generator.store.archive import Archive, Kept
from tests.makers import entry, question

TEXT = entry("a", "A trial", "Zorvine lowered the flare rate against placebo by 40% in adults with gout.")
PATH = "questions/library/lib.bib"
MADE = Kept(
    works=library.parse(TEXT, PATH, "lib")[0], dropped=library.parse("@article{x,", PATH, "lib")[1], counts=(1,)
)


def never() -> Kept:
    raise AssertionError("the entry is there, and need not be made")


def kept(folder: Path) -> Path:
    """The one entry of a fresh archive."""
    assert Archive(folder).get("lib", (PATH, TEXT), lambda: MADE) == MADE
    (path,) = (folder / "lib").iterdir()
    return path


def test_an_entry_is_made_once_and_then_read(tmp_path: Path) -> None:
    kept(tmp_path)
    found = Archive(tmp_path).get("lib", (PATH, TEXT), never)
    assert found == MADE
    assert found.model_dump_json() == MADE.model_dump_json()


@pytest.mark.parametrize("texts", [(PATH, TEXT + " "), (PATH + "x", TEXT), (PATH + TEXT, ""), (TEXT, PATH)])
def test_other_texts_have_other_entries_and_take_the_old_one_s_place(tmp_path: Path, texts: tuple[str, ...]) -> None:
    old, other = kept(tmp_path), Kept(works=(), dropped=())
    assert Archive(tmp_path).get("lib", texts, lambda: other) == other
    assert not old.exists()
    assert len(list((tmp_path / "lib").iterdir())) == 1


@pytest.mark.parametrize("what", ["FORMAT", "code"])
def test_another_format_or_code_makes_the_entry_again(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path)
    monkeypatch.setattr(archive, what, "another" if what == "FORMAT" else lambda: "another")
    other = Kept(works=(), dropped=())
    assert Archive(tmp_path).get("lib", (PATH, TEXT), lambda: other) == other


def _body(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return damage


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _forged(path: Path) -> None:
    """A body that is no record, with its own right hash."""
    key = path.stem
    body = json.dumps({"works": [{"key": "x"}], "dropped": []}).encode()
    path.write_bytes(archive._head(key, body) + b"\n" + body)  # noqa: SLF001 - as a hand that knows the form would


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": _body(lambda _: b""),
    "truncated": _body(lambda data: data[:-7]),
    "no body": _body(lambda data: data.split(b"\n")[0]),
    "one bit": _body(lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]),
    "longer": _body(lambda data: data + b" "),
    "a pickle": _body(lambda _: b"\x80\x04cos\nsystem\n."),
    "a folder": _folder,
    "forged": _forged,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = kept(tmp_path)
    damage(path)
    asked = []

    def make() -> Kept:
        asked.append(1)
        return MADE

    assert Archive(tmp_path).get("lib", (PATH, TEXT), make) == MADE
    assert asked == [1]
    if path.is_file():
        assert Archive(tmp_path).get("lib", (PATH, TEXT), never) == MADE
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_to_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for _ in range(2):
        assert Archive(tmp_path / "file").get("lib", (PATH, TEXT), lambda: MADE) == MADE
    assert Archive(None).get("lib", (PATH, TEXT), lambda: MADE) == MADE


def test_small_texts_are_not_kept(tmp_path: Path) -> None:
    assert archive.at(tmp_path).get("lib", (PATH, TEXT), lambda: MADE) == MADE
    assert list(tmp_path.iterdir()) == []


def _race(folder: str) -> bool:
    """Reads, damages and makes an entry again and again; whether each answer was right."""
    found = []
    for at in range(60):
        found.append(Archive(Path(folder)).get("lib", (PATH, TEXT), lambda: MADE) == MADE)
        if at % 7 == 0:
            shutil.rmtree(Path(folder, "lib"), ignore_errors=True)
    return all(found)


def test_two_builds_at_once_get_the_right_works(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_race, [str(tmp_path)] * 2) == [True, True]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from("abcd"),
        st.sampled_from(["A trial", "A Trial.", "Bees", "Zorvine and gout in winter"]),
        st.sampled_from(
            ["Zorvine lowered the flare rate by 40% against placebo in gout.", "Bees dance — \ud7ff \U0001d6fc.", ""]
        ),
    )
    | st.sampled_from(
        ["@article{broken, title={Never closed\n", "% a remark\n", "@misc{t, title={Caf{\\'e} \\\"o}}\n"]
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(ENTRIES, ENTRIES)
def test_the_archive_changes_no_byte_of_a_report(first: list[str], second: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        root = Path(name)
        (root / "questions/library").mkdir(parents=True)
        stated = question().model_dump(mode="json", include={"title", "question", "facets"})
        (root / "questions/zorvine-gout.yml").write_text(yaml.safe_dump(stated), encoding="utf-8")
        for file, texts in (("one", first), ("two", second)):
            (root / f"questions/library/{file}.bib").write_text("\n".join(texts), encoding="utf-8")
        reports = []
        for least in (1 << 30, 0, 0):  # without it, while it is made, and from it
            patch.setattr(archive, "LEAST", least)
            identification._of_libraries.cache_clear()  # noqa: SLF001 - a second build is a second process
            reports.append(pipeline.build_one(root, "zorvine-gout").model_dump_json())
            assert (root / archive.FOLDER).is_dir() is (least == 0)
        assert len(set(reports)) == 1
