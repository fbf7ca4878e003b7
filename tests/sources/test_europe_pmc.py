import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ServiceError
from generator.schema import Author, Notice, Reason, WorkType
from generator.service import Expression, Following, Page, Request
from generator.sources.europe_pmc import EuropePmc
from tests import makers

SERVICE = EuropePmc()
WORK: dict[str, Any] = {
    "id": "123",
    "source": "MED",
    "pmid": "123",
    "doi": "10.5555/Pears",
    "title": "Red <i>light</i> keeps pears firm.",
    "authorList": {
        "author": [
            {"fullName": "Lind M", "firstName": "Maja", "lastName": "Lind", "initials": "M"},
            {"fullName": "Okoro D", "lastName": "Okoro", "initials": "D"},
            {"collectiveName": "World Pear Union"},
            {"fullName": "Ide M"},
            None,
        ]
    },
    "journalInfo": {"volume": "3", "issue": "2", "yearOfPublication": 2022, "journal": {"title": "Orchard Letters"}},
    "pubYear": "2021",
    "pageInfo": "10-12",
    "abstractText": "<h4>Background</h4>Pears soften.<h4>Results: </h4>Firmness rose by 10<sup>-3</sup> (p < 0.05).",
    "language": "eng",
    "pubTypeList": {"pubType": ["research-article", "Journal Article"]},
}


def asked(cursor: str = "*") -> Request:
    return Request("https://www.ebi.ac.uk/search", (("query", "pears"), ("cursorMark", cursor)))


def parsed(answer: object, of: Request | None = None) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), of or asked(), Expression("pears"))


def listed(*works: object, count: int = 1, **more: object) -> Page:
    return parsed({"version": "6.9", "hitCount": count, "resultList": {"result": works}} | more)


def refused(body: bytes) -> ServiceError:
    with pytest.raises(ServiceError) as error:
        SERVICE.parse(body, asked(), Expression("pears"))
    return error.value


def test_a_question_becomes_an_expression_with_its_filters() -> None:
    question = makers.question(years={"from": 2020, "to": 2024}, languages=["en", "ger"], types=["article"])
    expression = SERVICE.expression(question)
    assert expression.text == (
        '(TITLE_ABS:"adults with gout" OR TITLE_ABS:gout) AND (TITLE_ABS:zorvine OR TITLE_ABS:"ZRV 12")'
        ' AND TITLE_ABS:placebo AND (TITLE_ABS:"flare rate" OR TITLE_ABS:flares OR TITLE_ABS:flare)'
        " AND FIRST_PDATE:[2020-01-01 TO 2024-12-31] AND (LANG:eng OR LANG:ger) AND NOT SRC:PPR"
    )
    assert dict(SERVICE.request(question, expression).params) == {
        "query": expression.text,
        "format": "json",
        "resultType": "core",
        "pageSize": "100",
        "cursorMark": "*",
    }


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({"types": ["preprint"]}, "AND SRC:PPR"),
        ({"types": ["preprint", "article"]}, "TITLE_ABS:flare)"),
        ({"languages": ["en", "qq"]}, "TITLE_ABS:flare)"),
        ({"years": {"from": 2020}}, "AND FIRST_PDATE:[2020-01-01 TO 2200-12-31]"),
        ({"years": {"to": 2020}}, "AND FIRST_PDATE:[1500-01-01 TO 2020-12-31]"),
    ],
)
def test_filters_say_no_more_than_the_question(more: dict[str, Any], end: str) -> None:
    assert SERVICE.expression(makers.question(**more)).text.endswith(end)


def test_a_record_becomes_a_work() -> None:
    (work,) = listed(WORK).works
    assert (work.key, work.title) == ("doi-10.5555-pears", "Red light keeps pears firm")
    assert work.authors == (
        Author(family="Lind", given="Maja"),
        Author(family="Okoro", given="D"),
        Author(family="World Pear Union"),
        Author(family="Ide M"),
    )
    assert (work.year, work.venue, work.volume, work.number, work.pages) == (2021, "Orchard Letters", "3", "2", "10-12")
    assert (work.type, work.language, work.notice) == (WorkType.ARTICLE, "en", None)
    assert (work.ids.doi, work.ids.pmid) == ("10.5555/pears", "123")
    assert work.url == "https://europepmc.org/article/MED/123"
    (section,) = work.versions[0].sections
    assert section.text == "Background: Pears soften. Results: Firmness rose by 10^-3 (p < 0.05)."
    assert (work.sightings[0].native_id, work.sightings[0].rank) == ("MED/123", 1)


def test_a_line_of_authors_takes_the_place_of_the_list() -> None:
    (work,) = listed({**WORK, "authorList": None, "authorString": "de Lind MA, Okoro D, World Pear Union."}).works
    assert work.authors == (
        Author(family="de Lind", given="MA"),
        Author(family="Okoro", given="D"),
        Author(family="World Pear Union"),
    )


def test_what_stands_alone_may_stand_without_a_list() -> None:
    alone = WORK | {"authorList": {"author": WORK["authorList"]["author"][0]}, "pubTypeList": {"pubType": "Preprint"}}
    (work,) = parsed({"hitCount": 1, "resultList": {"result": alone}}).works
    assert (work.type, work.authors) == (WorkType.PREPRINT, (Author(family="Lind", given="Maja"),))


@pytest.mark.parametrize(
    ("more", "year"),
    [
        ({"pubYear": None, "firstPublicationDate": "2020-12-30"}, 2020),
        ({"pubYear": None}, 2022),
        ({"pubYear": "0", "journalInfo": {"yearOfPublication": 0}}, None),
    ],
)
def test_the_year_is_the_best_that_is_said(more: dict[str, Any], year: int | None) -> None:
    assert listed(WORK | more).works[0].year == year


@pytest.mark.parametrize(
    ("source", "types", "kind"),
    [
        ("PPR", ["Preprint"], WorkType.PREPRINT),
        ("ETH", [], WorkType.THESIS),
        ("NBK", ["Book"], WorkType.BOOK),
        ("PAT", ["Patent"], WorkType.OTHER),
        ("MED", ["Journal Article", "Editorial"], WorkType.OTHER),
        ("MED", [], WorkType.OTHER),
    ],
)
def test_types_are_told_by_the_source_or_its_words(source: str, types: list[str], kind: WorkType) -> None:
    assert listed(WORK | {"source": source, "pubTypeList": {"pubType": types}}).works[0].type is kind


@pytest.mark.parametrize(
    ("more", "notice"),
    [
        ({"pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]}}, Notice.RETRACTION),
        ({"commentCorrectionList": {"commentCorrection": [{"type": "Retraction in"}]}}, Notice.RETRACTION),
        ({"commentCorrectionList": {"commentCorrection": [{"type": "Expression of concern in"}]}}, Notice.CONCERN),
        ({"commentCorrectionList": {"commentCorrection": {"type": "Erratum in"}}}, Notice.CORRECTION),
        (
            {"commentCorrectionList": {"commentCorrection": [{"type": "Erratum in"}, {"type": "Retraction in"}]}},
            Notice.RETRACTION,
        ),
        ({"commentCorrectionList": {"commentCorrection": [{"type": "Comment in"}, {"type": "Preprint in"}]}}, None),
        ({"title": "WITHDRAWN: Red light."}, Notice.RETRACTION),
    ],
)
def test_notices_are_told_apart(more: dict[str, Any], notice: Notice | None) -> None:
    assert listed(WORK | more).works[0].notice is notice


@pytest.mark.parametrize(
    "more",
    [
        {"pubTypeList": {"pubType": ["Retraction of Publication"]}},
        {"pubTypeList": {"pubType": ["Journal Article", "Published Erratum"]}},
        {"commentCorrectionList": {"commentCorrection": [{"type": "Retraction of"}]}},
    ],
)
def test_a_notice_about_another_work_is_no_work(more: dict[str, Any]) -> None:
    (record,) = listed(WORK | more).dropped
    assert record.reason is Reason.UNREADABLE_ENTRY
    assert record.detail.startswith("a notice about another work: ")


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = listed(7, {}, WORK | {"title": " . "}, WORK | {"abstractText": "x" * 200_001}, WORK)
    assert [(one.item, one.reason) for one in page.dropped] == [
        ("europe_pmc:1", Reason.UNREADABLE_ENTRY),
        ("europe_pmc:2", Reason.UNREADABLE_ENTRY),
        ("europe_pmc:3", Reason.MISSING_TITLE),
        ("europe_pmc:4", Reason.UNREADABLE_ENTRY),
    ]
    assert [work.sightings[0].rank for work in page.works] == [5]


def test_pages_follow_each_other_by_cursor() -> None:
    following = listed(WORK, count=3, nextCursorMark="AoE=").following
    assert isinstance(following, Following)
    assert (dict(following.params)["cursorMark"], following.seen) == ("AoE=", 1)
    answer = {"hitCount": 3, "nextCursorMark": "AoF=", "resultList": {"result": [WORK]}}
    page = parsed(answer, following)
    assert [work.sightings[0].rank for work in page.works] == [2]
    assert isinstance(page.following, Following)
    assert parsed(answer | {"nextCursorMark": "AoG="}, page.following).following is None, "all three were seen"


@pytest.mark.parametrize("cursor", ["*", None, "", 7])
def test_a_cursor_that_repeats_or_is_absent_ends_the_search(cursor: object) -> None:
    assert listed(WORK, count=9, nextCursorMark=cursor).following is None


def test_an_empty_page_ends_the_search() -> None:
    assert listed(count=0, nextCursorMark="AoE=") == Page((), (), 0, None)
    answer = {"hitCount": 9, "nextCursorMark": "AoF=", "resultList": {"result": []}}
    assert parsed(answer, asked("AoE=")) == Page((), (), 9, None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"version": "6.9"}', "request"),
        (b'{"errCode": 404, "errMsg": "Odd page size"}', "request"),
        (b'{"errCode": 429, "errMsg": "Slower"}', "wait"),
        (b'{"errCode": 403}', "refused"),
        (b'{"errCode": 500}', "broken"),
        (b'{"errMsg": "Odd"}', "broken"),
        (b'{"hitCount": 5, "resultList": {}}', "broken"),
        (b"[]", "broken"),
        (b"<html><title>Too many requests</title></html>", "wait"),
        (b"<responseWrapper/>", "broken"),
        (b"[" * 100_000, "broken"),
        (b"", "broken"),
    ],
)
def test_errors_are_told_apart(body: bytes, kind: str) -> None:
    assert (refused(body).service, refused(body).kind) == ("europe_pmc", kind)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["\ud800", "<h4>x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "author", "title"]), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*WORK, "commentCorrectionList", "authorString"]), VALUES))
def test_whatever_the_fields_hold_a_record_is_a_work_or_set_aside(fields: dict[str, object]) -> None:
    page = listed(WORK | fields, count=1)
    lost = [one for one in page.dropped if one.reason is not Reason.UNREADABLE_FIELD]  # its work is kept
    assert len(page.works) + len(lost) == 1


@given(st.dictionaries(st.sampled_from(["hitCount", "resultList", "errCode", "nextCursorMark", "version"]), VALUES))
def test_whatever_the_body_holds_no_other_exception_is_raised(answer: dict[str, object]) -> None:
    try:
        parsed(answer)
    except ServiceError:
        return


def test_licence_and_number_at_pubmed_central_are_read() -> None:
    (work,) = listed(WORK | {"license": "cc by-nc", "pmcid": "PMC77"}).works
    assert (work.versions[0].licence, work.ids.pmcid) == ("CC BY-NC", "PMC77")
    assert listed(WORK).works[0].versions[0].licence is None


def test_preprint_and_publication_are_linked_by_what_the_record_asserts() -> None:
    links = [
        {"id": "123", "source": "MED", "type": "Preprint of"},
        {"id": "456", "source": "MED", "type": "Preprint of"},
        {"id": "PMC9", "source": "PMC", "type": "Published in"},
        {"id": "PPR3", "source": "PPR", "type": "Preprint in"},
        {"id": "8", "source": "MED", "type": "Comment in"},
        None,
    ]
    (work,) = listed(WORK | {"commentCorrectionList": {"commentCorrection": links}}).works
    assert work.same_as == ("pmid:456", "pmcid:PMC9"), "neither itself, nor a number of Europe PMC's own, nor a comment"
    assert work.notice is None
