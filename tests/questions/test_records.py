"""One file: what its keys say, under the defaults."""

from __future__ import annotations

import pytest

from generator import questions
from generator.errors import InputError
from tests.questions.cases import GOOD, faults_of_defaults, swap


def test_a_good_file_gives_its_question() -> None:
    question = questions.parse(GOOD.encode(), "questions/pears.yml")
    assert question.slug == "pears"
    assert question.title == "Ripening of pears under red light"
    assert question.facets.population[0].terms == ("pears", "pear")
    assert question.sources == ("library",)
    assert question.limits.works == 40


def test_every_key_is_read() -> None:
    more = """\
years: {from: 2001, to: 2024}
types: [article, preprint]
languages: [en, no]
sources: [library/orchard]
limits: {works: 5}
pins:
  - {work: "doi:10.1000/1", reason: The first trial.}
exclusions:
  - {work: "arxiv:2301.00001", reason: About apples.}
tags: [fruit, red-light]
owners: ["1234", on, 2024-01-01]
"""
    question = questions.parse((GOOD + more).encode(), "questions/pears.yml")
    assert (question.years.from_, question.years.to) == (2001, 2024)
    assert question.languages == ("en", "no")
    assert (question.limits.works, question.limits.claims) == (5, 60)
    assert question.pins[0].reason == "The first trial."
    assert question.owners == ("1234", "on", "2024-01-01")


@pytest.mark.parametrize(
    "word",
    ["no", "on", "Yes", "off", "1e3", "2024-01-01", "12:30:45", "010", "0x10", "+5", "1_000", ".5", "1.50", "=", "y"],
)
def test_text_that_yaml_1_1_takes_for_something_else_stays_text(word: str) -> None:
    question = questions.parse((GOOD + f"owners:\n  - {word}\n").encode(), "questions/pears.yml")
    assert question.owners == (word,)


@pytest.mark.parametrize(("word", "value"), [("true", True), ("True", True), ("FALSE", False), ("false", False)])
def test_true_and_false_are_read(word: str, value: bool) -> None:  # noqa: FBT001 - the value under test
    text = GOOD + f"  outcome:\n    - name: firmness\n      required: {word}\n"
    assert questions.parse(text.encode(), "questions/pears.yml").facets.outcome[0].required is value


def test_a_null_opens_an_end_of_the_years() -> None:
    defaults = questions.parse_defaults(b"years: {from: 2000, to: 2010}\n")
    question = questions.parse((GOOD + "years:\n  to: null\n").encode(), "questions/pears.yml", defaults)
    assert (question.years.from_, question.years.to) == (2000, None)


def test_windows_line_ends_and_folded_text_are_read() -> None:
    text = swap("How does red light change", ">\n  How does red light\n  change").replace("\n", "\r\n")
    assert questions.parse(text.encode(), "questions/pears.yml").question.startswith("How does red light change the")


DEFAULTS = """\
years: {from: 2000, to: 2020}
limits: {works: 7, claims: 8}
languages: [en]
tags: [fruit]
owners: [someone]
"""


def test_own_keys_replace_defaults_but_years_and_limits_merge() -> None:
    defaults = questions.parse_defaults(DEFAULTS.encode())
    text = GOOD + "years: {to: 2010}\nlimits: {claims: 9}\ntags: [light]\nlanguages: []\n"
    question = questions.parse(text.encode(), "questions/pears.yml", defaults)
    assert (question.years.from_, question.years.to) == (2000, 2010)
    assert (question.limits.works, question.limits.claims) == (7, 9)
    assert (question.tags, question.languages, question.owners) == (("light",), (), ("someone",))


def test_years_that_clash_with_the_defaults_are_a_fault_of_the_question() -> None:
    defaults = questions.parse_defaults(DEFAULTS.encode())
    with pytest.raises(InputError) as caught:
        questions.parse((GOOD + "years:\n  to: 1990\n").encode(), "questions/pears.yml", defaults)
    assert [(fault.line, fault.path) for fault in caught.value.faults] == [(9, "years")]


@pytest.mark.parametrize(
    ("text", "line", "path", "fragment"),
    [
        ("# none\n", 0, "", "empty"),
        ("tags: [a]\n\nquestion: Why?\n", 3, "question", "belongs to a question"),
        ("tags: [a]\npins: []\n", 2, "pins", "belongs to a question"),
        ("language: [en]\n", 1, "language", "no known key"),
        ("limits:\n  work: 3\n", 2, "limits.work", "no known key"),
        ("sources: []\n", 1, "sources", "empty list"),
        ("- tags\n", 1, "", "holds a list"),
    ],
)
def test_defaults_are_checked_by_themselves(text: str, line: int, path: str, fragment: str) -> None:
    (fault,) = faults_of_defaults(text.encode())
    assert (fault.file, fault.line, fault.path) == ("questions/_defaults.yml", line, path)
    assert fragment in fault.message
