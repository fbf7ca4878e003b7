"""Forty faulty question files, each kind of fault or lint: the right code on the right line, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import checking, cli, linting, questions, selection
from generator.linting import CODES, evidence, near
from generator.render import site_files
from generator.schema import LINT_CODES, Question, Report
from generator.store import editions
from tests.makers import question as made
from tests.store.test_editions import edition

ORCHARD = """\
@article{lind, title = {Red light and pears}, year = {2021}, language = {en},
  abstract = {Red light raised the firmness of pears in the store beyond darkness.}}
@article{amari, title = {Blue light and apples}, year = {2023}, language = {en},
  abstract = {The OrchardNet-7B model graded apples on PearBench by sugar content.}}
"""

GOOD = """\
title: Firmness of pears under red light
question: Does red light raise the firmness of pears in the store compared with darkness?
facets:
  population:
    - name: pears
  intervention:
    - name: red light
  comparator:
    - name: darkness
  outcome:
    - name: firmness
sources: [library/orchard]
"""
"""A file of twelve lines without a finding."""


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


class Case(NamedTuple):
    """A faulty file, and where what stands: a line and a code, or "fault"."""

    text: str
    found: tuple[tuple[int, str], ...]


def fault(text: str, line: int) -> Case:
    return Case(text, ((line, "fault"),))


def lint(text: str, *found: tuple[int, str]) -> Case:
    return Case(text, found)


NO_ANCHOR = """\
title: Firmness in darkness
question: How firm does anything at all become in darkness?
facets:
  comparator:
    - name: darkness
  outcome:
    - name: firmness
"""

CASES = {
    # faults of the schema
    "not utf-8": fault("title: \udcff\n", 1),
    "a tab": fault(swap("sources:", "\tsources:"), 12),
    "no yaml": fault(swap("title: Firmness", "title: a: Firmness"), 1),
    "an empty file": fault("", 0),
    "a list": fault("- title\n", 1),
    "an anchor": fault(swap("[library/orchard]", "&a [library/orchard]"), 12),
    "a key twice": fault(GOOD + "title: Again\n", 13),
    "an unknown key": fault(GOOD + "colour: red\n", 13),
    "no title": fault(GOOD.partition("\n")[2], 1),
    "no question mark": fault(swap("darkness?", "darkness"), 2),
    "a wrong type": fault(GOOD + "tags: fruit\n", 13),
    "nothing required": fault(
        "title: T\nquestion: Do pears ripen at all?\nfacets:\n  outcome: [{name: size, required: false}]\n", 3
    ),
    "years out of order": fault(GOOD + "years: {from: 2024, to: 2020}\n", 13),
    "no such library": fault(swap("library/orchard", "library/orchid"), 12),
    "no such identifier": fault(GOOD + "pins:\n  - work: doi:pear\n    reason: it is known\n", 14),
    "an unknown service": fault(swap("[library/orchard]", "[library/orchard, google]"), 12),
    "too long a tag": fault(GOOD + f"tags: [{'a' * 41}]\n", 13),
    "an unknown lint": fault(GOOD + "silence: [{code: Q777, reason: none}]\n", 13),
    "a silence without a reason": fault(GOOD + "silence: [{code: Q102}]\n", 13),
    # what a file says by itself
    "neither intervention nor population": lint(NO_ANCHOR, (3, "Q101")),
    "an optional anchor is none": lint(
        swap("name: pears", "{name: pears, required: false}").replace(
            "name: red light", "{name: red light, required: false}"
        ),
        (3, "Q101"),
    ),
    "no outcome": lint(swap("  outcome:\n    - name: firmness\n", ""), (3, "Q102")),
    "a question mark in a concept": lint(swap("name: darkness", "name: darkness?"), (9, "Q103"), (9, "Q201")),
    "a concept as long as the question": lint(
        swap("name: firmness", "name: red light raise the firmness of pears in the store compared with darkness"),
        (11, "Q103"),
        (11, "Q201"),
    ),
    "yes as a concept": lint(swap("name: firmness", 'name: "yes"\n      any: [firmness]'), (11, "Q104")),
    "no as a concept": lint(swap("name: darkness", "name: darkness\n      any: [dark, No]"), (10, "Q104")),
    "n/a as a concept": lint(swap("name: darkness", "name: N/A\n      any: [darkness]"), (9, "Q104")),
    "stop words": lint(swap("name: pears", "name: pears\n      any: [of the]"), (6, "Q105")),
    "more stop words": lint(swap("name: darkness", "name: how much\n      any: [darkness]"), (9, "Q105")),
    "a synonym of two": lint(swap("name: firmness", "name: firmness\n      any: [hardness, Pears]"), (12, "Q106")),
    "a synonym with a hyphen": lint(swap("name: darkness", "name: darkness\n      any: [Red  light]"), (10, "Q106")),
    "one concept": lint(
        "title: T\nquestion: Do pears ripen at all?\nfacets: {population: [{name: pears}]}\n", (3, "Q102"), (3, "Q107")
    ),
    "another concept is optional": lint(
        "title: T\nquestion: How firm is a pear of ours?\nfacets:\n"
        "  outcome: [{name: firmness}]\n  population:\n    - {name: pears, required: false}\n",
        (3, "Q101"),
        (3, "Q107"),
    ),
    # beside the works
    "a concept that no work names": lint(swap("name: firmness", "name: fragrance"), (11, "Q201")),
    "nor by its synonyms": lint(swap("name: firmness", "name: fragrance\n      any: [scent, smell]"), (11, "Q201")),
    "an optional one": lint(
        swap("name: firmness", "name: firmness\n    - {name: scent, required: false}"), (12, "Q201")
    ),
    "a model that no work mentions": lint(swap("name: pears", "name: OrchardNet-70B\n      any: [pears]"), (5, "Q202")),
    "a benchmark that no work mentions": lint(
        swap("sources:", "  setting:\n    - name: PlumBench\nsources:"), (13, "Q202")
    ),
    "each name of one concept": lint(
        swap("name: pears", "name: OrchardNet-70B\n      any: [pears, PearNet-2, pear net 2, Pear-Net-2]"),
        (5, "Q202"),
        (6, "Q202"),
    ),
    "a name among synonyms that are found": lint(
        swap("name: pears", "name: pears\n      any:\n        - pear\n        - PearNet-2"), (8, "Q202")
    ),
    "one that aliases.yml lists": lint(swap("sources:", "  setting:\n    - name: ScienceQA\nsources:"), (13, "Q202")),
    "years before every work": lint(GOOD + "years: {to: 2020}\n", (13, "Q204")),
    "years after every work": lint(GOOD + "tags: [fruit]\nyears:\n  from: 2024\n", (14, "Q204")),
    "nothing to read": lint(swap("[library/orchard]", "[arxiv]"), (12, "Q205")),
    "a needless silence": lint(GOOD + "silence:\n  - {code: Q107, reason: it is narrow}\n", (14, "Q001")),
    "two at once": lint(swap("name: firmness", "name: fragrance") + "years: {to: 1999}\n", (11, "Q201"), (13, "Q204")),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "library" / "orchard.bib").write_text(ORCHARD, encoding="utf-8")
    return tmp_path


def write(project: Path, text: str, slug: str = "red-light-pears") -> None:
    (project / "questions" / f"{slug}.yml").write_bytes(text.encode("utf-8", "surrogateescape"))


def checked(project: Path) -> list[tuple[int, str]]:
    """Lines and codes that `claimbook check` tells; any exception of it comes out here."""
    done = CliRunner().invoke(cli.cli, ["check", "--json", "--root", str(project)], catch_exceptions=False)
    told = json.loads(done.output)
    found = [(one["line"], "fault") for one in told["faults"]]
    assert done.exit_code == (2 if found else 0)
    return [*found, *((one["line"], one["code"]) for one in told["lints"] if one["silenced"] is None)]


def test_there_are_forty_kinds_and_every_code_has_one(project: Path) -> None:
    assert len(CASES) >= 40
    codes = {code for case in CASES.values() for _, code in case.found}
    assert codes == {"fault", *CODES} - {"Q108", "Q109", "Q203", "Q206"}, "these have a test of their own"
    write(project, GOOD)
    assert checked(project) == []


def test_each_name_is_told_by_itself(project: Path) -> None:
    told = "name: pears\n      any:\n        - PlumBench\n        - pears in stores\n        - PearNet-2"
    write(project, swap("name: pears", told))
    lines = CliRunner().invoke(cli.cli, ["check", "--root", str(project)]).output.splitlines()
    assert [line.partition(": Q202: ")[2].partition(".")[0] for line in lines if "Q202" in line] == [
        "no work at hand mentions 'PlumBench'",
        "no work at hand mentions 'PearNet-2'",
    ]


@pytest.mark.parametrize("name", CASES)
def test_each_file_gets_its_code_at_its_line(name: str, project: Path) -> None:
    write(project, CASES[name].text)
    assert checked(project) == list(CASES[name].found)


def test_a_code_may_be_silenced_and_the_reason_is_kept(project: Path) -> None:
    write(project, swap("name: firmness", "name: fragrance") + "silence: [{code: Q201, reason: nobody sniffed}]\n")
    (found,) = linting.lints(project)
    assert (found.code, found.silenced) == ("Q201", "nobody sniffed")
    assert checked(project) == []


def test_the_report_prints_what_is_silenced_and_why(starter_reports: dict[str, Report]) -> None:
    built = starter_reports["grace-int4-multilingual"]
    assert built.question.silence
    page = next(one.text for one in site_files((built,)) if one.path == "reports/grace-int4-multilingual/index.md")
    for one in built.question.silence:
        assert f"Lint {one.code}, which is silenced" in page
        assert one.reason in page


def test_every_code_that_there_is_can_be_silenced_but_that_of_needless_silences() -> None:
    assert ("Q001", *LINT_CODES) == tuple(CODES)


def test_a_silence_of_what_needs_works_is_not_needless_without_them(project: Path) -> None:
    silence = "silence: [{code: Q201, reason: it is new}, {code: Q205, reason: refresh has not run}]\n"
    write(project, swap("[library/orchard]", "[arxiv]") + silence)
    assert checked(project) == []


def test_a_library_that_does_not_read_is_one_fault_and_no_lint(project: Path) -> None:
    (project / "questions" / "library" / "orchard.bib").write_bytes(b"\xff")
    write(project, swap("name: firmness", "name: fragrance"))
    assert checked(project) == [(1, "fault")]


def test_every_work_passes(project: Path) -> None:
    one = "@article{{k{0}, title = {{Red light on pears, trial {0}}}, abstract = {{Firmness, darkness.}}}}\n"
    works = [one.format(word) for word in ("one", "two", "three", "four", "five")]
    file = project / "questions" / "library" / "orchard.bib"
    write(project, GOOD)
    file.write_text("".join(works[:4]), encoding="utf-8")
    assert checked(project) == []
    file.write_text("".join(works), encoding="utf-8")
    assert len(selection.screened(project, questions.find(project, "red-light-pears"))[0]) == 5
    assert checked(project) == [(3, "Q203")]
    write(project, GOOD + "limits: {works: 1}\n")
    assert checked(project) == [(3, "Q203")], "the limit leaves works out; screening does not"


def test_a_question_much_like_another_names_it(project: Path) -> None:
    write(project, GOOD, "a-first")
    write(project, swap("raise the firmness", "increase the firmness").replace("title: Firm", "title: On the firm"))
    (found,) = linting.lints(project)
    assert (found.code, found.fault.file, found.fault.line) == ("Q108", "questions/red-light-pears.yml", 2)
    assert "'a-first'" in found.fault.message


def question(text: str, slug: str) -> Question:
    return questions.parse(text.encode(), f"questions/{slug}.yml")


def test_likeness_needs_sentences_or_concepts() -> None:
    ours = question(GOOD, "ours")
    other_words = swap("Does red light raise the firmness", "What does red light do to the firmness")
    same_concepts = question(other_words.replace("title: Firmness of", "title: How firm are"), "same-concepts")
    apart = question(
        swap("pears", "plums").replace("of pears", "of plums").replace("name: pears", "name: plums")
        .replace("red light", "blue lamps").replace("darkness", "sunlight"), "apart",
    )  # fmt: skip
    (found,) = near(ours, [same_concepts, apart, ours])
    assert found.slug == "same-concepts"
    assert "the same concepts" in found.why


def test_numbers_tell_two_questions_apart() -> None:
    ours = swap("red light raise", "5 mg of zorvine raise").replace("name: red light", "name: zorvine 5 mg")
    theirs = ours.replace("5 mg", "10 mg")
    assert near(question(ours, "five"), [question(theirs, "ten")]) == ()


@pytest.mark.parametrize(
    ("term", "is_name"),
    [
        ("LLaVA-1.5", True), ("Llama 2 7B", True), ("MMMU", True), ("Science QA", True), ("SEED-Bench", True),
        ("multimodal models like InternLM", False), ("type 2 diabetes", False), ("ICU patients", False),
        ("German", False), ("storage", False),
    ],
)  # fmt: skip
def test_a_name_is_told_from_a_description(term: str, is_name: bool) -> None:  # noqa: FBT001 - a table of cases
    assert evidence.is_name(term) is is_name


def test_the_starter_questions_have_no_warning(starter: Path) -> None:
    assert [str(one) for one in linting.lints(starter) if one.silenced is None] == []


@settings(max_examples=40, suppress_health_check=[*HealthCheck])
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=40))
def test_no_text_ends_the_lints(project: Path, first: str, second: str, asked: str) -> None:
    facets = {"population": [{"name": first, "any": [second]}], "setting": [{"name": second}]}
    stated = {"title": first, "question": f"{asked} and what else?", "facets": facets, "sources": ["library/orchard"]}
    write(project, yaml.safe_dump(stated, allow_unicode=True))
    checked(project)


def test_a_record_of_the_makers_is_near_to_itself_alone() -> None:
    assert near(made(), [made()]) == ()


# --- approvals --------------------------------------------------------------------------------------------------------


def recorded(project: Path, *numbers: int) -> None:
    for number in numbers:
        editions.write(project, edition(number, slug="red-light-pears"))


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("Ada Okafor", [(13, "Q109")]),
        ("{name: Ada Okafor}", [(13, "Q109")]),
        ("{name: Ada Okafor, version: 1}", [(13, "Q109")]),
        ("{name: Ada Okafor, version: 2}", [(13, "Q109")]),
        ("{name: Ada Okafor, version: 3}", []),
        ("{name: Ada Okafor, version: 4}", [(13, "Q109")]),
        ("Ada Okafor, {name: Tobe Ide, version: 3}", [(13, "Q109")]),
    ],
)
def test_an_approval_names_the_version_that_is_the_last(
    entry: str, found: list[tuple[int, str]], project: Path
) -> None:
    write(project, f"{GOOD}approved_by: [{entry}]\n")
    assert checked(project) == []
    recorded(project, 1, 3)
    assert checked(project) == found


def test_an_approval_may_be_silenced_and_versions_that_do_not_read_are_faults_alone(project: Path) -> None:
    silence = "approved_by: [Ada Okafor]\nsilence: [{code: Q109, reason: she reads every version}]\n"
    write(project, GOOD + silence)
    recorded(project, 1)
    assert checked(project) == []
    (project / editions.FOLDER / "red-light-pears" / "1.json").write_bytes(b"{}")
    assert [fault.file for fault in checking.faults(project)] == ["questions/versions/red-light-pears/1.json"]


@pytest.mark.parametrize(
    "entry", ["3", "''", "{version: 2}", "{name: Ada, version: 0}", "{name: Ada, version: two}", "{name: Ada, on: 2}"]
)
def test_an_approval_that_is_none_is_a_fault_at_its_line(entry: str, project: Path) -> None:
    write(project, f"{GOOD}approved_by:\n  - {entry}\n")
    assert checked(project) == [(14, "fault")]


def test_an_identifier_of_another_work_is_told_with_both_entries(project: Path) -> None:
    other = (
        "@article{b, title = {Pears in the dark}, author = {Amari, Bo}, doi = {10.5555/one}, abstract = {No pears.}}"
    )
    told = ORCHARD.replace("year = {2021}", "doi = {10.5555/ONE}, author = {Lind, Eva}, year = {2021}") + other
    (project / "questions" / "library" / "orchard.bib").write_text(told, encoding="utf-8")
    write(project, GOOD)
    assert checked(project) == [(12, "Q206")]
    said = CliRunner().invoke(cli.cli, ["check", "--root", str(project)]).output
    assert "questions/library/orchard.bib:1 ('Red light and pears')" in said
    assert "questions/library/orchard.bib:5 ('Pears in the dark')" in said
    assert "share doi:10.5555/one" in said
    write(project, GOOD + "silence: [{code: Q206, reason: the publisher gave it twice}]\n")
    assert checked(project) == []
