import json
import time
from typing import Any

import pytest

from generator.errors import ServiceError
from generator.schema import Notice, Reason, WorkType
from generator.service import Expression, Page, Request
from generator.sources.crossref import Crossref
from tests import makers

SERVICE = Crossref()
WORK: dict[str, Any] = {
    "DOI": "10.5555/PEARS",
    "title": ["Red light keeps pears firm"],
    "subtitle": ["A trial"],
    "type": "journal-article",
    "author": [
        {"given": "Mina", "family": "Ide", "sequence": "first"},
        {"name": "The <b>Orchard</b> Group"},
        {"given": "Sukarno"},
        {},
        None,
    ],
    "abstract": (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>To keep pears firm.</jats:p>"
        "<jats:title>Results:</jats:title><jats:p>Firmness rose (p < 0.05) &amp;lt; 3 N in H<jats:sub>2</jats:sub>O."
        "</jats:p></jats:sec>"
    ),
    "issued": {"date-parts": [[None]]},
    "published": {"date-parts": [[2021, 5]]},
    "container-title": ["Orchard Letters"],
    "volume": "3",
    "issue": "2",
    "article-number": "e12",
    "language": "en-GB",
    "URL": "https://doi.org/10.5555/pears",
}


def asked(offset: int = 0) -> Request:
    return Request("https://api.crossref.org/works", (("query.bibliographic", "pears"), ("offset", str(offset))))


def parsed(answer: object, offset: int = 0) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), asked(offset), Expression("pears"))


def listed(*works: object, total: int = 1, offset: int = 0) -> Page:
    message = {"total-results": total, "items": works}
    return parsed({"status": "ok", "message-type": "work-list", "message": message}, offset)


def test_a_question_becomes_the_names_of_its_concepts_each_word_once() -> None:
    facets = {"population": [{"name": "Green pears"}], "outcome": [{"name": "pears kept firm", "any": ["firmness"]}]}
    assert SERVICE.expression(makers.question(facets)) == Expression("Green pears kept firm", ("firmness",))


def test_filters_are_those_of_the_question() -> None:
    question = makers.question(years={"to": 2022}, types=(WorkType.PREPRINT, WorkType.THESIS), languages=("en",))
    request = SERVICE.request(question, Expression("pears & plums"))
    assert request.address == (
        "https://api.crossref.org/works?query.bibliographic=pears+%26+plums"
        "&filter=until-pub-date%3A2022-12-31%2Ctype%3Aposted-content%2Ctype%3Adissertation&rows=100&offset=0"
    )
    assert "filter" not in dict(SERVICE.request(makers.question(types=(WorkType.OTHER,)), Expression("x")).params)
    since = SERVICE.request(makers.question(years={"from": 1999}), Expression("x"))
    assert dict(since.params)["filter"] == "from-pub-date:1999-01-01"


def test_a_record_becomes_a_work() -> None:
    (work,) = listed(WORK).works
    assert (work.key, work.title, work.year) == ("doi-10.5555-pears", "Red light keeps pears firm: A trial", 2021)
    assert [(author.family, author.given) for author in work.authors] == [
        ("Ide", "Mina"),
        ("The Orchard Group", None),
        ("Sukarno", None),
    ]
    assert (work.venue, work.volume, work.number, work.pages) == ("Orchard Letters", "3", "2", "e12")
    assert (work.language, work.type, work.url) == ("en", WorkType.ARTICLE, "https://doi.org/10.5555/pears")


def test_an_abstract_keeps_the_titles_of_its_sections_and_what_looks_like_markup() -> None:
    (work,) = listed(WORK).works
    assert work.versions[0].sections[0].text == (
        "Aim: To keep pears firm. Results: Firmness rose (p < 0.05) < 3 N in H2O."
    )
    titled = "<jats:title>Red Light keeps pears firm: a trial</jats:title><jats:title/><jats:p>We tried.</jats:p>"
    assert listed(WORK | {"abstract": titled}).works[0].versions[0].sections[0].text == "We tried."


def test_titles_left_open_are_read_in_linear_time() -> None:
    entry = WORK | {"abstract": "<jats:title>" * 16_000}
    started = time.process_time()
    assert listed(entry).works
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("updates", "notice"),
    [
        (["new_version"], None),
        (["correction"], Notice.CORRECTION),
        (["Erratum", "expression_of_concern"], Notice.CONCERN),
        (["correction", "Retraction"], Notice.RETRACTION),
        (["partial-retraction"], Notice.RETRACTION),
        (["removal"], Notice.RETRACTION),
        (["withdrawal"], Notice.RETRACTION),
        ([None, 7], None),
    ],
)
def test_notices_are_told_apart_by_kind(updates: list[object], notice: Notice | None) -> None:
    entry = WORK | {"updated-by": [{"DOI": "10.5555/n", "type": kind} for kind in updates]}
    assert listed(entry).works[0].notice is notice


def test_a_marked_title_is_a_second_sign() -> None:
    marked = WORK | {"title": ["RETRACTED: Pears"], "updated-by": [{"type": "correction"}]}
    assert listed(marked).works[0].notice is Notice.RETRACTION


def test_a_notice_is_no_paper_and_not_itself_retracted() -> None:
    notice = WORK | {"title": ["On pears"], "update-to": [{"DOI": "10.5555/other", "type": "retraction"}]}
    (work,) = listed(notice).works
    assert (work.type, work.notice) == (WorkType.OTHER, None)
    itself = WORK | {"update-to": [{"DOI": "10.5555/pears", "type": "correction"}]}
    version = WORK | {"update-to": [{"DOI": "10.5555/other", "type": "new_version"}]}
    assert [work.type for work in listed(itself, version).works] == [WorkType.ARTICLE] * 2


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"type": "posted-content", "subtype": "preprint"}, WorkType.PREPRINT),
        ({"type": "posted-content"}, WorkType.PREPRINT),
        ({"type": "posted-content", "subtype": "other"}, WorkType.OTHER),
        ({"type": "proceedings-article"}, WorkType.CONFERENCE_PAPER),
        ({"type": "component"}, WorkType.OTHER),
        ({"type": ["journal-article"]}, WorkType.OTHER),
    ],
)
def test_types(stated: dict[str, object], kind: WorkType) -> None:
    assert listed(WORK | stated).works[0].type is kind


def test_a_preprint_at_arxiv_that_the_publisher_names_is_the_same_work() -> None:
    relation = {"has-preprint": [{"id": "10.5555/x"}, {"id": "10.48550/arXiv.2101.00001", "id-type": "doi"}, 3]}
    (work,) = listed(WORK | {"relation": relation}).works
    assert (work.key, work.ids.doi, work.ids.arxiv) == ("arxiv-2101.00001", "10.5555/pears", "2101.00001")


@pytest.mark.parametrize("parts", [None, [], [[]], [[None]], [["2021"]], [[99999]], [{}], "2021"])
def test_dates_that_say_nothing(parts: object) -> None:
    entry = {name: value for name, value in WORK.items() if name != "published"} | {"issued": {"date-parts": parts}}
    assert listed(entry).works[0].year is None


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = listed(7, WORK | {"DOI": "none"}, WORK | {"title": []}, WORK | {"title": ["<b></b>"]}, total=4)
    assert [record.reason for record in page.dropped] == [
        Reason.UNREADABLE_ENTRY,
        Reason.UNREADABLE_ENTRY,
        Reason.MISSING_TITLE,
        Reason.MISSING_TITLE,
    ]


def test_offsets_follow_each_other_until_the_end_or_the_limit() -> None:
    following = listed(WORK, total=101).following
    assert following is not None
    assert dict(following.params)["offset"] == "100"
    assert listed(WORK, total=101, offset=100).following is None
    assert listed(WORK, total=10**7, offset=9_900).following is None
    assert listed(total=10**7).following is None
    assert listed(WORK, total=200, offset=100).works[0].sightings[0].rank == 101


def test_a_look_up_gives_its_work() -> None:
    page = parsed({"status": "ok", "message-type": "work", "message": WORK})
    assert (page.works, page.following) == (listed(WORK).works, None)


def test_no_hits_are_an_empty_page() -> None:
    assert listed(total=0) == Page(works=(), total=0)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            {"status": "failed", "message-type": "validation-failure", "message": [{"message": "rows: not a number"}]},
            "request",
        ),
        ({"status": "failed", "message-type": "resource-failure", "message": [{"type": "cursor-invalid"}]}, "request"),
        ({"status": "failed", "message-type": "exception", "message": "broke"}, "broken"),
        ({"status": "error", "message": "Too Many Requests"}, "wait"),
        ({"status": "ok", "message-type": "member-list", "message": {"items": []}}, "broken"),
        ({"status": "ok", "message-type": "work-list", "message": {"items": None}}, "broken"),
        ([WORK], "broken"),
    ],
)
def test_errors_have_their_kind(answer: object, kind: str) -> None:
    with pytest.raises(ServiceError) as raised:
        parsed(answer)
    assert (raised.value.service, raised.value.kind) == ("crossref", kind)


def test_words_instead_of_json_are_read_for_their_kind() -> None:
    for body, kind in ((b"Resource not found.", "request"), (b" @article{pears, title={P}}", "broken")):
        with pytest.raises(ServiceError) as raised:
            SERVICE.parse(body, asked(), Expression("pears"))
        assert raised.value.kind == kind


def test_relations_between_versions_are_asserted_and_others_are_not() -> None:
    relation = {
        "is-preprint-of": [{"id": "10.5555/PEARS", "id-type": "doi"}, {"id": "10.5555/Plums", "id-type": "doi"}],
        "has-preprint": [{"id": "2101.00001", "id-type": "arxiv"}],
        "is-version-of": [{"id": "10.5555/v1", "id-type": "doi"}, {"id": "7", "id-type": "pmid"}],
        "has-version": [{"id": "10.48550/arXiv.2202.00002", "id-type": "doi"}, {"id": "none", "id-type": "doi"}, None],
        "is-identical-to": {"id": "10.5555/odd"},
        "has-review": [{"id": "10.5555/review", "id-type": "doi"}],
    }
    (work,) = listed(WORK | {"relation": relation}).works
    assert work.same_as == ("doi:10.5555/plums", "doi:10.5555/v1", "arxiv:2202.00002")
    assert work.ids.arxiv == "2101.00001"


BY, NC = "http://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0"


@pytest.mark.parametrize(
    ("stated", "licence"),
    [
        ([{"URL": BY, "content-version": "vor"}], "CC BY"),
        ([{"URL": BY, "content-version": "unspecified"}], "CC BY"),
        ([{"URL": BY, "content-version": "am"}, {"URL": BY, "content-version": "tdm"}], None),
        ([{"URL": BY, "content-version": "unspecified"}, {"URL": NC, "content-version": "vor"}], "CC BY-NC"),
        ([{"URL": BY, "content-version": "vor"}, {"URL": NC, "content-version": "vor"}], "CC BY-NC"),
        ([{"URL": "https://example.org/terms", "content-version": "vor"}], None),
        ([{"URL": BY, "content-version": "vor", "delay-in-days": 365}], None),
        ([{"URL": BY, "content-version": "vor", "start": {"date-time": "2021-05-01T00:00:00Z"}}], "CC BY"),
        ([{"URL": BY, "content-version": "vor", "start": {"date-time": "2023-05-01T00:00:00Z"}}], None),
        ([None, "x"], None),
        ({}, None),
    ],
)
def test_the_licence_is_that_of_the_version_of_record_once_it_holds(stated: object, licence: str | None) -> None:
    entry = WORK | {"license": stated, "indexed": {"date-time": "2022-01-01T10:00:00Z"}}
    assert listed(entry).works[0].versions[0].licence == licence
