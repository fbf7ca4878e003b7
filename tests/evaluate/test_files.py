from pathlib import Path
from typing import ClassVar

import pytest

from generator.errors import InputError
from generator.evaluate import files


class Pear(files.Row):
    OTHER_NAMES: ClassVar = {"_id": "id"}

    id: str
    grams: int


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path: Path, form: str = "jsonl") -> str:
    with pytest.raises(InputError) as caught:
        files.jsonl(path, Pear, '{"id": "a"}') if form == "jsonl" else files.table(path, Pear, "id,grams")
    return str(caught.value).replace(str(path), "FILE")


def test_jsonl_takes_other_names_numbers_as_ids_and_unknown_keys(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '\ufeff{"id": 7, "grams": 3, "colour": "x"}\r\n\n{"_id": "b\u2028", "grams": 4}\n')
    assert files.jsonl(path, Pear, "") == (Pear(id="7", grams=3), Pear(id="b\u2028", grams=4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "grams": 1}\n{"id": "b"}\n', "FILE:2: grams: Field required. Fix: Write one JSON object a line"),
        ('{"id": "a", "grams": "x"}\n', "FILE:1: grams: Input should be a valid integer"),
        ('\n{"id": \n', "FILE:2: Invalid JSON"),
        ("[1]\n", "FILE:1: Input should be an object"),
        ("", "FILE:0: The file holds no record."),
        (b'{"id": "\xff"}\n', "FILE:1: Not UTF-8"),
    ],
)
def test_every_fault_has_its_line_and_its_remedy(text: str | bytes, said: str, tmp_path: Path) -> None:
    message = refused(put(tmp_path, "a.jsonl", text))
    assert said in message
    assert "Fix: " in message


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "Cannot be read: No such file" in refused(tmp_path / "absent.jsonl")
    assert "Cannot be read: Is a directory" in refused(tmp_path)


def test_a_file_in_another_form_is_not_told_line_by_line(tmp_path: Path) -> None:
    assert len(refused(put(tmp_path, "a.jsonl", "no\n" * 1000)).splitlines()) == files.MAX_FAULTS


def test_csv_is_quoted_and_tsv_is_not(tmp_path: Path) -> None:
    quoted = put(tmp_path, "a.csv", '_id,grams\n\n"a, ""b""\n\nc",2\n')
    assert files.table(quoted, Pear, "") == (Pear(id='a, "b"\n\nc', grams=2),)
    assert files.table(put(tmp_path, "a.tsv", 'id\tgrams\n"a\t3\n'), Pear, "") == (Pear(id='"a', grams=3),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,grams\n\na,1,2\n", "FILE:3: 3 columns where the header has 2. Fix: Write columns as id,grams."),
        ("id,grams\na,x\n", "FILE:2: grams: Input should be a valid integer"),
        ('id,grams\n"a"b,1\n', "FILE:2: Not a table"),
        ("id,grams\n", "FILE:0: The file holds no record."),
        ("", "FILE:0: The file holds no record."),
    ],
)
def test_every_fault_of_a_table_has_its_line(text: str, said: str, tmp_path: Path) -> None:
    assert said in refused(put(tmp_path, "a.csv", text), "table")


def test_identifiers_come_once_and_name_what_is_there(tmp_path: Path) -> None:
    files.unique(tmp_path, ["a", "b"], "id")
    files.known(tmp_path, ["a"], {"a": 1}, "pear")
    with pytest.raises(InputError, match="Two records have the id 'a'"):
        files.unique(tmp_path, ["a", "b", "a"], "id")
    with pytest.raises(InputError, match="Names the pear 'c', which is not there"):
        files.known(tmp_path, ["a", "c"], {"a": 1}, "pear")
