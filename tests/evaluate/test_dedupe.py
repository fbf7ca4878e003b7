from pathlib import Path

import pytest

from generator.errors import InputError
from generator.evaluate import dedupe
from generator.evaluate.dedupe import Pair, Record

ONE = Record(title="A trial of zorvine", authors="Mina Ide , Tobe Okoro", venue="trials", year="2021")


def line(left: Record, right: Record, label: str) -> str:
    return "\t".join([*(_ditto(one) for one in (left, right)), label])


def _ditto(one: Record) -> str:
    return " ".join(f"COL {name} VAL {getattr(one, name)}" for name in ("title", "authors", "venue", "year")) + " "


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_dittos_lines_are_read(tmp_path: Path) -> None:
    bare = Record(title="A trial")
    path = put(tmp_path, "test.txt", f"{line(ONE, bare, '0')}\n{line(ONE, ONE, '1')}\n")
    assert dedupe.read(path) == (Pair(ONE, bare, same=False), Pair(ONE, ONE, same=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\tb", ":1: 2 columns instead of 3. Fix: Write COL title"),
        ("title\tCOL title VAL x\t1", ":1: a record begins with 'title'"),
        (line(ONE, ONE, "2"), ":1: label: "),
        (line(ONE, ONE, "1").replace("2021", "two"), ":1: left.year: "),
        ("", ":0: The file holds no record"),
    ],
)
def test_a_line_that_does_not_read_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        dedupe.read(put(tmp_path, "test.txt", text))


def test_tables_and_ids_are_read(tmp_path: Path) -> None:
    left = put(tmp_path, "a.csv", 'id,title,authors,venue,year\n1,A trial of pears,"Mina Ide, Tobe Okoro",,2021\n')
    right = put(
        tmp_path, "b.csv", "id,title,authors,venue,year,doi\n1,A Trial of Pears,Mina Ide,trials,2021,10.1000/a\n"
    )
    pairs = put(tmp_path, "test.csv", "ltable_id,rtable_id,label\n1,1,1\n")
    (pair,) = dedupe.read(pairs, left, right)
    assert (pair.left.authors, pair.right.doi, pair.same) == ("Mina Ide, Tobe Okoro", "10.1000/a", True)
    assert dedupe.same(pair.left, pair.right)
    with pytest.raises(InputError, match="Names the left record '2'"):
        dedupe.read(put(tmp_path, "wrong.csv", "ltable_id,rtable_id,label\n2,1,1\n"), left, right)


def test_a_record_becomes_a_work() -> None:
    found = dedupe.work(ONE.model_copy(update={"year": "2021.0", "arxiv": "2601.00001v2", "doi": "none"}), "left")
    assert [(one.given, one.family) for one in found.authors] == [("Mina", "Ide"), ("Tobe", "Okoro")]
    assert (found.year, found.ids.arxiv, found.ids.doi) == (2021, "2601.00001", None)
    assert dedupe.work(Record(), "left").authors == ()


def test_figures_are_those_of_same() -> None:
    other = ONE.model_copy(update={"title": "Pears under red light"})
    reworded = ONE.model_copy(update={"title": "What zorvine does to gout"})
    pairs = [Pair(ONE, ONE, same=True), Pair(ONE, reworded, same=True), Pair(ONE, other, same=False)]
    result = dedupe.evaluate(pairs, clock=iter([0.0, 1.5]).__next__)
    assert {one.name: round(one.value, 3) for one in result.measures} == {"precision": 1.0, "recall": 0.5, "f1": 0.667}
    assert result.confusion == {"same": {"same": 1, "other": 1}, "other": {"same": 0, "other": 1}}
    assert result.speed["pairs_per_second"] == 2.0


def test_letters_written_as_entities_are_read(tmp_path: Path) -> None:
    path = put(tmp_path, "test.txt", f"{line(Record(authors='m &#233; lie &#214; zal'), ONE, '0')}\n")
    assert dedupe.read(path)[0].left.authors == "mélie Özal"


@pytest.mark.parametrize(("kind", "least"), [("structured", 0.98), ("dirty", 0.96)])
def test_real_records_are_joined_rightly(kind: str, least: float, shared: Path) -> None:
    result = dedupe.evaluate(dedupe.read(shared / "data" / "dedupe" / f"dblp_acm_{kind}" / "test.txt"))
    assert result.n == 2473
    assert result.measures[0].value >= 0.98
    assert result.measures[2].value >= least
