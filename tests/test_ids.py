import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import ids


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("10.1000/ABC.5", "10.1000/abc.5"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("doi: 10.1000/abc.", "10.1000/abc"),
        ("10.1000/x/", "10.1000/x"),
        ("https://doi.org/10.1000/%28x%29", "10.1000/(x)"),
        ("10.1000//", None),
        ("10.1000/a//%2541", "10.1000/a//%2541"),
        ("10.1000/", None),
        ("11.1000/abc", None),
        ("10.1000/a b", None),
        ("", None),
    ],
)
def test_doi(raw: str, expected: str | None) -> None:
    assert ids.doi(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2601.22709", "2601.22709"),
        ("arXiv:2601.22709v5", "2601.22709"),
        ("https://arxiv.org/abs/2601.22709v2", "2601.22709"),
        ("https://arxiv.org/pdf/2601.22709v2.pdf", "2601.22709"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("2601.227", None),
        ("twelve", None),
    ],
)
def test_arxiv(raw: str, expected: str | None) -> None:
    assert ids.arxiv(raw) == expected


def test_an_arxiv_doi_names_its_preprint_and_no_other_doi_does() -> None:
    assert ids.arxiv_of_doi("10.48550/arxiv.2601.22709") == "2601.22709"
    assert ids.arxiv_of_doi("10.1000/arxiv.2601.22709") is None


@pytest.mark.parametrize(("raw", "expected"), [("PMID: 0123", "123"), ("0", None), ("x1", None)])
def test_pmid(raw: str, expected: str | None) -> None:
    assert ids.pmid(raw) == expected


@given(st.sampled_from(ids.SCHEMES), st.text())
def test_normal_forms_are_idempotent(scheme: str, raw: str) -> None:
    once = ids.normalise(scheme, raw)
    assert once is None or ids.normalise(scheme, once) == once


@given(st.from_regex(r"10\.\d{4}/[a-zA-Z0-9._/()-]{1,20}", fullmatch=True))
def test_doi_normal_form_of_a_doi_is_idempotent(raw: str) -> None:
    once = ids.doi(raw)
    assert once is None or ids.doi(once) == once


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/x",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org/a b",
        'https://example.org/"onload=',
        "https://[half",
        "//example.org/x",
    ],
)
def test_unsafe_addresses_are_refused(raw: str) -> None:
    assert ids.safe_url(raw) is None


def test_safe_addresses_pass_as_they_are() -> None:
    assert ids.safe_url(" https://example.org/a?b=c#d ") == "https://example.org/a?b=c#d"


def test_address_is_percent_encoded() -> None:
    assert ids.address("doi", '10.1/a"<b>') == "https://doi.org/10.1/a%22%3Cb%3E"


def test_digest_tells_parts_apart() -> None:
    assert ids.digest("ab", "c") != ids.digest("a", "bc")


def test_keys_of_dois_that_differ_in_a_hidden_character_differ() -> None:
    assert ids.work_key("10.1000/a_b", None, None, "") != ids.work_key("10.1000/a-b", None, None, "")
    assert ids.work_key("10.1000/a/b", None, None, "") != ids.work_key("10.1000/a-b", None, None, "")
    assert ids.work_key("10.1000/x", "2601.1", None, "") == "arxiv-2601.1"
    assert ids.work_key(None, None, "12", "") == "pmid-12"


@given(st.text(max_size=60))
def test_slugs_are_slugs_or_empty(title: str) -> None:
    slug = ids.slugify(title)
    assert slug == "" or re.fullmatch(ids.SLUG_PATTERN, slug)


def test_title_key_ignores_case_marks_and_punctuation() -> None:
    assert ids.title_key("Über Models: a Study!") == ids.title_key("uber models — a study")


@pytest.mark.parametrize("raw", ["\u0661\u0662\u0663", "\uff12\uff13\uff10\uff11.\uff10\uff10\uff10\uff10\uff11"])
def test_only_ascii_digits_make_identifiers(raw: str) -> None:
    assert ids.pmid(raw) is None
    assert ids.arxiv(raw) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("PMC12", "PMC12"),
        ("pmc0012", "PMC12"),
        ("12", "PMC12"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC77/", "PMC77"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/77", "PMC77"),
        ("https://europepmc.org/articles/PMC77", "PMC77"),
        ("PMC", None),
        ("PMC000", None),
        ("PMC12x", None),
    ],
)
def test_pmcid(raw: str, expected: str | None) -> None:
    assert ids.pmcid(raw) == expected
