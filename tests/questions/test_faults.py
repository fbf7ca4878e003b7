"""Every fault of a file at its line, in words that say what to write."""

from __future__ import annotations

import pytest

from tests.questions.cases import BAD, GOOD, faults_of


@pytest.mark.parametrize("name", BAD)
def test_each_fault_is_found_at_its_line(name: str) -> None:
    bad = BAD[name]
    found = faults_of(bad.data)
    assert [(fault.line, fault.path) for fault in found] == [(bad.line, bad.path)], found
    assert bad.fragment in found[0].message
    assert found[0].file == "questions/pears.yml"
    assert found[0].fix.endswith((".", "?", "fruit", "light", "true"))


FIXES = {
    "misspelt key": "Did you mean 'tags'? Keys here: title, question, facets",
    "name of the field instead of the key": "Did you mean 'from'?",
    "text for a list": "Write it as a list: - fruit",
    "text for concepts": "Write it as a list: - name: red light",
    "number for text": 'Put it in quotes: "2024".',
    "true for text": 'Put it in quotes: "true".',
    "text for a concept": "Write it as 'name: red light'.",
    "unknown type": "Did you mean 'article'?",
    "unknown source": "services, or one of openalex, crossref, semantic_scholar, arxiv, europe_pmc, pubmed.",
    "missing title": "Add 'title: …' (Heading of the report; asserts no finding).",
    "colon in text": "in quotes",
}


@pytest.mark.parametrize(("name", "fix"), FIXES.items())
def test_a_fix_says_what_to_write(name: str, fix: str) -> None:
    assert fix in faults_of(BAD[name].data)[0].fix


def test_one_file_reports_all_its_faults_in_order() -> None:
    text = GOOD + "tags: fruit\nlimits: {works: 0, claim: 3}\ntitle: Again\nsources: [libary]\n"
    found = faults_of(text.replace("pears?", "pears"))
    assert [(fault.line, fault.path) for fault in found] == [
        (2, "question"),
        (9, "tags"),
        (10, "limits.claim"),
        (10, "limits.works"),
        (11, "title"),
        (12, "sources[0]"),
    ]


def test_a_work_that_is_pinned_and_excluded_is_told_with_the_other_faults() -> None:
    clash = "pins:\n  - {work: Plums, reason: Old.}\nexclusions:\n  - {work: plums, reason: No.}\n"
    found = faults_of(GOOD + f"tags: fruit\n{clash}limits: {{works: 0}}\n")
    assert [(fault.line, fault.path) for fault in found] == [(9, "tags"), (13, "exclusions[0]"), (14, "limits.works")]
    assert found[1].fix == "Leave it in one of the two lists."


def test_every_line_with_a_tab_is_named() -> None:
    assert [fault.line for fault in faults_of(GOOD + "a:\tb\nc: d\ne:\tf\n")] == [9, 11]


def test_a_long_value_is_not_quoted_whole() -> None:
    assert len(faults_of(GOOD + f"tags: {'x' * 5000}\n")[0].message) < 150


@pytest.mark.parametrize(
    "stem", ["Pears", "red_pears", "-pears", "pears-", "a--b", "birnen-süß", "a b", "x" * 81, "pears\n"]
)
def test_a_file_name_that_is_no_slug_is_a_fault_beside_the_others(stem: str) -> None:
    found = faults_of(GOOD + "tags: fruit\n", f"questions/{stem}.yml")
    assert [(fault.line, fault.path) for fault in found] == [(0, ""), (9, "tags")]
    assert "name" in found[0].message
