import pytest

from generator.errors import ArticleError
from generator.evaluate.jats import Section, role_of_title, sectioned_abstract
from generator.roles import Role


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Background", Role.BACKGROUND),
        ("INTRODUCTION:", Role.BACKGROUND),
        ("Objective", Role.OBJECTIVE),
        ("Aims of the study", Role.OBJECTIVE),
        ("Methods/Design", Role.METHOD),
        ("Design, Setting, and Participants", Role.METHOD),
        ("Main outcome measures", Role.METHOD),
        ("Research design and methods", Role.METHOD),
        ("2. Materials & Methods", Role.METHOD),
        ("Main results", Role.RESULT),
        ("Findings.", Role.RESULT),
        ("Interpretation", Role.CONCLUSION),
        ("Authors’ conclusions", Role.CONCLUSION),
        ("Conclusions and Relevance", Role.CONCLUSION),
        ("Purpose of review", Role.OBJECTIVE),
        ("Background and objectives", None),
        ("Methods and results", None),
        ("Methodology/Principal Findings", None),
        ("Trial registration", None),
        ("Funding", None),
        ("What do these findings mean?", None),
        ("", None),
    ],
)
def test_a_title_names_one_role_or_none(title: str, role: Role | None) -> None:
    assert role_of_title(title) is role


def _article(abstract: str) -> bytes:
    return f"<!DOCTYPE article SYSTEM 'a.dtd'><article><front>{abstract}</front></article>".encode()


def test_sections_are_read_in_order() -> None:
    found = sectioned_abstract(
        _article(
            "<abstract><title>Abstract</title><sec><title>Background</title><p>Tea is <italic>old</italic>. It is hot."
            "</p></sec><sec><title>Results:</title><p>Falls were fewer (<italic>p</italic> &lt; 0.01).</p></sec>"
            "</abstract>"
        )
    )
    assert found == (
        Section("Background", Role.BACKGROUND, ("Tea is old.", "It is hot.")),
        Section("Results:", Role.RESULT, ("Falls were fewer (p < 0.01).",)),
    )


def test_bold_words_may_serve_as_titles() -> None:
    found = sectioned_abstract(
        _article(
            "<abstract><p><bold>Aims:</bold> To test tea. <bold>Results:</bold> It <bold>helps</bold>.</p></abstract>"
        )
    )
    assert [(one.role, one.sentences) for one in found] == [
        (Role.OBJECTIVE, ("To test tea.",)),
        (Role.RESULT, ("It helps.",)),
    ]


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "<abstract><p>Tea is old.</p></abstract>",
        "<abstract abstract-type='summary'><sec><title>Results</title><p>Tea.</p></sec></abstract>",
        "<trans-abstract><sec><title>Results</title><p>Tea.</p></sec></trans-abstract>",
    ],
)
def test_what_has_no_sections_of_its_own_gives_none(abstract: str) -> None:
    assert sectioned_abstract(_article(abstract)) == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<article>",
        b"not xml",
        b"<!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;'>]><article>&y;</article>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><article>&x;</article>",
        "<!DOCTYPE a [<!ENTITY x 'xx'>]><article>&x;</article>".encode("utf-16"),
    ],
)
def test_broken_and_hostile_articles_are_refused(raw: bytes) -> None:
    with pytest.raises(ArticleError):
        sectioned_abstract(raw)
