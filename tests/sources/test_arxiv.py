from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ServiceError
from generator.schema import Author, Notice, Origin, Reason, WorkType
from generator.service import MAX_ENCODED, Expression, Page, Request, fits_an_address
from generator.sources.arxiv import MAX_WORKS, PAUSE_S, Arxiv
from tests import makers

SERVICE = Arxiv()
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"'
    ' xmlns:x="http://arxiv.org/schemas/atom"><o:totalResults>{total}</o:totalResults>{entries}</feed>'
)


def entry(address: str = "http://arxiv.org/abs/2101.00001v3", **more: str) -> str:
    fields = {
        "title": "Red light keeps\n pears firm",
        "summary": "Red light raises firmness by 10&lt;sup&gt;-3&lt;/sup&gt;.",
        "published": "2021-01-02T03:04:05Z",
        "updated": "2022-05-06T07:08:09Z",
        "x:comment": "12 pages",
        "x:doi": "10.5555/Pears",
    } | more
    lines = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<entry><id>{address}</id>{lines}<author><name>Ana de Vries</name></author></entry>"


def parsed(*entries: str, total: int | None = None, start: int = 0) -> Page:
    body = FEED.format(total=len(entries) if total is None else total, entries="".join(entries))
    return SERVICE.parse(body.encode(), asked(start), Expression("all:pears"))


def asked(start: int = 0) -> Request:
    return Request(
        "https://export.arxiv.org/api/query",
        (("search_query", "all:pears"), ("start", str(start)), ("max_results", "100")),
    )


def refused(body: bytes) -> ServiceError:
    with pytest.raises(ServiceError) as error:
        SERVICE.parse(body, asked(), Expression("all:pears"))
    return error.value


def test_a_question_becomes_phrases_in_all_fields_and_years() -> None:
    expression = SERVICE.expression(makers.question(years={"from": 2020, "to": 2024}))
    assert expression.text == (
        '(all:"adults with gout" OR all:gout) AND (all:zorvine OR all:"ZRV 12") AND all:placebo'
        ' AND (all:"flare rate" OR all:flares OR all:flare) AND submittedDate:[202001010000 TO 202412312359]'
    )
    assert dict(SERVICE.request(makers.question(), expression).params)["search_query"] == expression.text


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ({"from": 2020}, "submittedDate:[202001010000 TO 220012312359]"),
        ({"to": 2020}, "submittedDate:[199101010000 TO 202012312359]"),
    ],
)
def test_an_open_end_of_the_years_is_closed(years: dict[str, int], text: str) -> None:
    assert SERVICE.expression(makers.question(years=years)).text.endswith(text)


def test_what_an_address_has_no_room_for_is_cut_and_told() -> None:
    many = [f"synonym number {number} of a list that is far too long" for number in range(60)]
    expression = SERVICE.expression(makers.question({"intervention": [{"name": "zorvine", "any": many}]}))
    assert fits_an_address(expression.text)
    assert len(expression.text) > MAX_ENCODED / 2
    assert expression.cut[0] == many[-1]
    assert set(expression.cut) < set(many)


def test_an_entry_becomes_a_preprint_with_its_version() -> None:
    (work,) = parsed(entry()).works
    assert (work.key, work.type, work.year, work.venue) == ("arxiv-2101.00001", WorkType.PREPRINT, 2021, None)
    assert work.title == "Red light keeps pears firm"
    assert work.authors == (Author(family="de Vries", given="Ana"),)
    assert (work.ids.arxiv, work.ids.doi) == ("2101.00001", "10.5555/pears")
    assert (work.language, work.notice, work.url) == (None, None, "https://arxiv.org/abs/2101.00001")
    (version,) = work.versions
    assert (version.id, version.label, version.year) == ("arxiv:2101.00001v3", "arXiv v3", 2022)
    (section,) = version.sections
    assert (section.origin, section.name, section.text) == (
        Origin.SOURCE,
        "abstract",
        "Red light raises firmness by 10^-3.",
    )


def test_old_identifiers_and_unnumbered_versions_are_read() -> None:
    (work,) = parsed(entry("https://arxiv.org/abs/astro-ph/0601001")).works
    assert (work.key, work.versions[0].label) == ("arxiv-astro-ph-0601001", "arXiv v1")


@pytest.mark.parametrize(
    "more",
    [
        {"x:comment": "This paper has been withdrawn by the author"},
        {"x:comment": "Withdrawn due to an error in Lemma 2"},
        {"x:comment": "withdrawn from arXiv by its authors"},
        {"x:comment": "10 pages. This paper has been withdrawn for want of a proof"},
        {"x:comment": "arXiv admin note: submission has been withdrawn by arXiv administrators"},
        {"x:comment": "Paper withdrawn"},
        {"x:comment": "The authors have withdrawn this paper"},
        {"x:comment": "12 pages, retracted"},
        {"summary": "This submission has been removed by arXiv administrators."},
        {"summary": "The manuscript was withdrawn: a sign is wrong."},
        {"title": "RETRACTED: Red light"},
    ],
)
def test_a_withdrawn_paper_counts_as_retracted(more: dict[str, str]) -> None:
    assert parsed(entry(**more)).works[0].notice is Notice.RETRACTION


@pytest.mark.parametrize(
    "comment",
    [
        "Withdrawn from the Pear Conference, resubmitted",
        "Replaces a withdrawn paper",
        "9 pages",
        "Replaces 2001.00001, which has been withdrawn",
        "Submission withdrawn from the Pear Conference",
    ],
)
def test_other_comments_are_no_withdrawal(comment: str) -> None:
    assert parsed(entry(**{"x:comment": comment})).works[0].notice is None


def test_of_several_dois_the_first_that_reads_counts() -> None:
    assert parsed(entry(**{"x:doi": "none 10.5555/a 10.5555/b"})).works[0].ids.doi == "10.5555/a"


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = parsed(entry("http://example.org/abs/1"), entry(title=" "), entry(title="x" * 200_001), entry())
    assert [(one.item, one.reason) for one in page.dropped] == [
        ("arxiv:1", Reason.UNREADABLE_ENTRY),
        ("arxiv:2", Reason.MISSING_TITLE),
        ("arxiv:3", Reason.UNREADABLE_ENTRY),
    ]
    assert [work.sightings[0].rank for work in page.works] == [4]


def test_pages_follow_each_other_until_the_end_or_the_limit() -> None:
    page = parsed(entry(), entry(), total=250, start=100)
    assert page.total == 250
    assert [work.sightings[0].rank for work in page.works] == [101, 102]
    assert page.following is not None
    assert dict(page.following.params) == {"search_query": "all:pears", "start": "102", "max_results": "100"}
    assert parsed(entry(), total=101, start=100).following is None
    near = parsed(entry(), total=90_000, start=MAX_WORKS - 51).following
    assert near is not None
    assert dict(near.params)["max_results"] == "50"
    assert parsed(entry(), total=90_000, start=MAX_WORKS - 1).following is None


def test_nothing_found_is_an_empty_page() -> None:
    assert parsed() == Page((), (), 0, None)
    assert parsed(total=1) == Page((), (), 1, None)


def test_a_page_left_empty_in_the_midst_is_to_be_asked_again() -> None:
    with pytest.raises(ServiceError, match="counts 250 works and shows none from 100") as error:
        parsed(total=250, start=100)
    assert error.value.kind == "broken"


@pytest.mark.parametrize(
    ("body", "kind", "after"),
    [
        (b"Rate exceeded.", "wait", PAUSE_S),
        (b" ", "wait", PAUSE_S),
        (b"<html><title>Bad gateway</title>rate limit", "broken", None),
        (b"<!DOCTYPE html><title>Too many requests</title>", "wait", PAUSE_S),
        (b"<html/>", "broken", None),
        (b'{"a": 1}', "broken", None),
        (
            FEED.format(total=1, entries=entry("https://arxiv.org/api/errors#odd", summary="odd id")).encode(),
            "request",
            None,
        ),
        (b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>', "broken", None),
    ],
)
def test_errors_are_told_apart(body: bytes, kind: str, after: float | None) -> None:
    error = refused(body)
    assert (error.service, error.kind, error.after) == ("arxiv", kind, after)


def test_an_error_feed_is_told_in_its_own_words() -> None:
    assert (
        refused(FEED.format(total=1, entries=entry("http://arxiv.org/api/errors#x", summary="odd id")).encode()).why
        == "odd id"
    )


ODD = st.text(max_size=20).map(lambda text: text.translate({ord(c): None for c in "<&>"}))


@given(
    st.lists(
        st.fixed_dictionaries({"title": ODD, "summary": ODD, "published": ODD, "x:comment": ODD, "x:doi": ODD}),
        max_size=3,
    ),
    ODD,
)
def test_whatever_the_fields_hold_no_other_exception_is_raised(fields: Sequence[dict[str, str]], address: str) -> None:
    entries = [entry(f"http://arxiv.org/abs/{address}", **one) for one in fields]
    body = FEED.format(total=3, entries="".join(entries)).encode("utf-8", "replace")
    try:
        page = SERVICE.parse(body, asked(), Expression("all:pears"))
    except ServiceError:
        return
    assert len(page.works) + len(page.dropped) == len(entries)


@given(st.integers(0, 900), st.binary(max_size=3))
def test_a_body_that_is_cut_or_changed_raises_nothing_else(at: int, change: bytes) -> None:
    body = FEED.format(total=2, entries=entry() * 2).encode()
    for damaged in (body[:at], body[:at] + change + body[at + 1 :]):
        try:
            SERVICE.parse(damaged, asked(), Expression("all:pears"))
        except ServiceError:
            continue


def test_abstracts_are_given_away() -> None:
    assert parsed(entry()).works[0].versions[0].licence == "CC0"
