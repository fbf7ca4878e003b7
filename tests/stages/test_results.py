from generator.results import load_names
from generator.schema import Passage, Result, Section
from generator.stages.read import read
from generator.stages.results import results
from tests.makers import section, tabled, work

HEAD = "| Zorvine (n = 30) | Placebo (n = 31)"
PAIN = "Pain | Zorvine (n = 30): 3 | Placebo (n = 31): 4"


def found(*sections: Section) -> list[Result]:
    passages: tuple[Passage, ...] = read([work(sections=sections)])[0]
    return [one for those in results(passages, load_names()).values() for one in those]


def test_sentences_and_rows_are_read_each_by_its_own_reader() -> None:
    prose = section(f"Emu scores 61.3 on Delta. {PAIN}", name="results")
    assert [(str(one.value), one.place) for one in found(prose, tabled(HEAD, PAIN))] == [
        ("61.3", "results"),
        ("3", "Table 2, row 2, column 2"),
        ("4", "Table 2, row 2, column 3"),
    ]


def test_each_table_has_axes_of_its_own_even_under_one_name() -> None:
    rows = ("Method | Delta", "Method: KQ | MMMU: 61.3", "Method: RTN | MMMU: 60.0")
    read_ = found(tabled(HEAD, PAIN), tabled(*rows), tabled(HEAD, PAIN, name="Table 3"))
    assert [(one.metric, one.dataset, one.role) for one in read_] == [
        ("Pain", None, "subject"),
        ("Pain", None, "baseline"),
        (None, "MMMU", "subject"),
        (None, "MMMU", "subject"),
        ("Pain", None, "subject"),
        ("Pain", None, "baseline"),
    ]
    assert len({one.id for one in read_}) == len(read_)


def test_bits_and_times_are_part_of_the_protocol() -> None:
    rows = ("Method | Bits | MMMU", "Method: KQ | Bits: 4 | MMMU: 61.3", "Method: RTN | Bits: 4 | MMMU: 60.0")
    assert [one.protocol for one in found(tabled(*rows))] == [{"bits": "4"}, {"bits": "4"}]
    when = tabled("| Zorvine group | Control", "Pain | Zorvine group / Week 4: 3 | Control / Week 4: 4")
    assert [one.protocol for one in found(when)] == [{"setting": "Week 4"}, {"setting": "Week 4"}]
