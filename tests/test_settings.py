from pathlib import Path

import pytest
from pydantic import ValidationError

from generator.errors import InputError
from generator.settings import ENV_FILE, KEY_VARIABLES, NO_KEYS, Keys, keys

SECRET = "planted-0123456789"  # noqa: S105 - invented


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEY_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_without_either_there_are_none(tmp_path: Path) -> None:
    assert keys(tmp_path) == NO_KEYS
    assert NO_KEYS.secrets == ()


def test_each_variable_sets_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in enumerate(KEY_VARIABLES):
        monkeypatch.setenv(name, "ana@orchard.example" if name == "CLAIMBOOK_CONTACT" else f"{SECRET}{number}")
    found = keys(tmp_path)
    held = (found.openalex, found.semantic_scholar, found.ncbi, found.crossref_plus)
    assert [one.get_secret_value() for one in held if one] == [f"{SECRET}{number}" for number in range(4)]
    assert found.secrets == tuple(f"{SECRET}{number}" for number in range(4))
    assert found.contact == "ana@orchard.example"
    assert SECRET not in f"{found!r} {found} {found.model_dump_json()}"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"# ours\nexport OPENALEX_API_KEY='{SECRET}a'\nNCBI_API_KEY={SECRET}b # mine\nX=$x\nCROSSREF_PLUS_TOKEN=\n"
    (tmp_path / ENV_FILE).write_text("\ufeff" + text, encoding="utf-8")
    monkeypatch.setenv("NCBI_API_KEY", f"{SECRET}c")
    monkeypatch.setenv("OPENALEX_API_KEY", "")
    assert keys(tmp_path).secrets == (f"{SECRET}a", f"{SECRET}c")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"OPENALEX_API_KEY={SECRET}\n=no name {SECRET}\n".encode(), 2),
        (f"A=1\nNCBI_API_KEY='{SECRET}\n".encode(), 2),
        (f"A=1\nB=2\nNCBI_API_KEY={SECRET}\xe9".encode(), 3),
        (f"NCBI_API_KEY={SECRET}\n\nOPENALEX_API_KEY={SECRET}\xff\n".encode("latin-1"), 3),
        (f'A=1\nOPENALEX_API_KEY="{SECRET}\\nX-Evil: 1"\n'.encode(), 2),
        (f"OPENALEX_API_KEY={SECRET} {SECRET}".encode(), 1),
        (b"OPENALEX_API_KEY=short", 1),
        (f"CLAIMBOOK_CONTACT={SECRET}".encode(), 1),
    ],
)
def test_a_garbled_file_is_one_error_with_its_line_and_no_value(text: bytes, line: int, tmp_path: Path) -> None:
    (tmp_path / ENV_FILE).write_bytes(text)
    with pytest.raises(InputError) as caught:
        keys(tmp_path)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [(ENV_FILE, line)]
    assert SECRET not in f"{caught.value!r} {caught.value} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "short" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ENV_FILE).mkdir()
    with pytest.raises(InputError, match=r"\.env:0: It cannot be read"):
        keys(tmp_path)


@pytest.mark.parametrize("bad", [f"{SECRET}\n", f"{SECRET}\r\nX: y", f"{SECRET}é", f"{SECRET} "])
def test_a_bad_key_never_becomes_one_nor_is_shown(bad: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Keys.model_validate({"openalex": bad})
    assert SECRET not in str(caught.value)


def test_a_key_of_the_environment_is_held_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_KEY", f"{SECRET}\nX-Evil: 1")
    with pytest.raises(InputError, match="environment:0: SEMANTIC_SCHOLAR_API_KEY") as caught:
        keys(tmp_path)
    assert SECRET not in str(caught.value)
