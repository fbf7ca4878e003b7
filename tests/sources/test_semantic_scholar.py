import json
from typing import Any

import pytest

from generator.errors import ServiceError
from generator.schema import Notice, Reason, WorkType
from generator.service import Expression, Page, Request
from generator.sources.semantic_scholar import MAX_TEXT, SemanticScholar
from tests import makers

SERVICE = SemanticScholar()
WORK: dict[str, Any] = {
    "paperId": "ab12",
    "externalIds": {"DOI": "10.5555/PEARS", "ArXiv": "2101.00001", "PubMed": "123", "CorpusId": 7},
    "url": "https://www.semanticscholar.org/paper/ab12",
    "title": "Red light keeps pears firm",
    "abstract": "We tried.",
    "venue": "Orchard Letters",
    "year": 2021,
    "publicationTypes": ["JournalArticle", "Conference"],
    "journal": {"name": "Orch. Lett.", "volume": "3", "pages": "\n  10-12 "},
    "authors": [{"authorId": "1", "name": "Mina Ide"}, {"name": None}],
}


def asked(*more: tuple[str, str]) -> Request:
    return Request("https://api.semanticscholar.org/graph/v1/paper/search/bulk", (("query", "pears"), *more))


def parsed(answer: object, *more: tuple[str, str]) -> Page:
    return SERVICE.parse(json.dumps(answer).encode(), asked(*more), Expression("pears"))


def listed(*works: object, **more: object) -> Page:
    return parsed({"total": len(works), "token": None, "data": works} | more)


def test_a_question_becomes_operators_and_phrases() -> None:
    expression = SERVICE.expression(makers.question())
    assert expression.text == (
        '("adults with gout" | gout) + (zorvine | "ZRV 12") + placebo + ("flare rate" | flares | flare)'
    )
    many = [f"term {number} {'x' * 90}" for number in range(40)]
    fitted = SERVICE.expression(makers.question({"intervention": [{"name": "zorvine", "any": many}]}))
    assert len(fitted.text) <= MAX_TEXT
    assert fitted.cut == tuple(reversed(many[-len(fitted.cut) :]))


@pytest.mark.parametrize(
    ("years", "sent"), [({"from": 2019, "to": 2022}, "2019-2022"), ({"from": 2019}, "2019-"), ({"to": 2022}, "-2022")]
)
def test_years_are_sent_with_open_ends(years: dict[str, int], sent: str) -> None:
    assert dict(SERVICE.request(makers.question(years=years), Expression("x")).params)["year"] == sent


def test_types_are_sent_only_if_each_has_a_word() -> None:
    books = SERVICE.request(makers.question(types=(WorkType.BOOK, WorkType.CONFERENCE_PAPER)), Expression("x"))
    assert dict(books.params)["publicationTypes"] == "Book,Conference"
    mixed = SERVICE.request(makers.question(types=(WorkType.BOOK, WorkType.PREPRINT)), Expression("x"))
    assert {"publicationTypes", "year"} & set(dict(mixed.params)) == set()


def test_a_record_becomes_a_work() -> None:
    (work,) = listed(WORK).works
    assert (work.ids.doi, work.ids.arxiv, work.ids.pmid) == ("10.5555/pears", "2101.00001", "123")
    assert (work.venue, work.volume, work.pages, work.year) == ("Orchard Letters", "3", "10-12", 2021)
    assert (work.type, work.language, work.notice) == (WorkType.CONFERENCE_PAPER, None, None)
    assert [(author.family, author.given) for author in work.authors] == [("Ide", "Mina")]
    assert work.versions[0].id == "semantic_scholar:ab12"
    assert work.sightings[0].url == work.url == "https://www.semanticscholar.org/paper/ab12"


def test_what_may_be_null_may_be_null() -> None:
    (work,) = listed({"paperId": "ab12", "title": "Pears", **dict.fromkeys(WORK.keys() - {"paperId", "title"})}).works
    assert (work.type, work.venue, work.versions[0].sections) == (WorkType.OTHER, None, ())


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"venue": "arXiv.org"}, WorkType.PREPRINT),
        ({"venue": "", "journal": {"name": "ArXiv"}}, WorkType.PREPRINT),
        ({"venue": "", "journal": None}, WorkType.PREPRINT),
        ({"publicationTypes": ["Review"]}, WorkType.ARTICLE),
        ({"publicationTypes": ["Book", "JournalArticle"]}, WorkType.BOOK),
        ({"publicationTypes": ["News"]}, WorkType.OTHER),
    ],
)
def test_types(changed: dict[str, object], kind: WorkType) -> None:
    assert listed(WORK | changed).works[0].type is kind


def test_a_title_is_its_only_sign_of_a_retraction() -> None:
    assert listed(WORK | {"title": "Retracted: pears"}).works[0].notice is Notice.RETRACTION


def test_what_does_not_read_is_set_aside_with_its_reason() -> None:
    page = listed({"citingPaper": WORK}, WORK | {"title": None}, "x")
    assert [record.reason for record in page.dropped] == [
        Reason.UNREADABLE_ENTRY,
        Reason.MISSING_TITLE,
        Reason.UNREADABLE_ENTRY,
    ]


def test_tokens_follow_each_other_until_one_repeats() -> None:
    following = listed(WORK, token="t1").following  # noqa: S106 - where a list goes on
    assert following is not None
    assert following.params == (("query", "pears"), ("token", "t1"))
    answer = {"total": 2, "token": "t2", "data": [WORK]}
    onward = parsed(answer, ("token", "t1")).following
    assert onward is not None
    assert onward.params == (("query", "pears"), ("token", "t2"))
    assert parsed(answer, ("token", "t2")).following is None
    assert listed(WORK).following is None
    assert listed(token="t1").following is None  # noqa: S106


def test_no_hits_are_an_empty_page() -> None:
    assert parsed({"total": 0, "offset": 0}) == Page(works=(), total=0)
    assert listed() == Page(works=(), total=0)


def test_batches_and_look_ups_give_their_works() -> None:
    assert parsed([None, WORK]).works == parsed(WORK).works == listed(WORK).works


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            {"message": "Too Many Requests. Please wait, or see https://example.org/#api-key-form", "code": "429"},
            "wait",
        ),
        ({"message": "Forbidden"}, "refused"),
        ({"message": "Internal Server Error"}, "broken"),
        ({"message": "Endpoint request timed out"}, "wait"),
        ({"error": "Unrecognized or unsupported fields: [colour]"}, "request"),
        ({"error": "Response would exceed maximum size"}, "request"),
        ({"total": 5}, "broken"),
        (["2026-01-01"], "broken"),
        (None, "broken"),
    ],
)
def test_errors_have_their_kind(answer: object, kind: str) -> None:
    with pytest.raises(ServiceError) as raised:
        parsed(answer)
    assert (raised.value.service, raised.value.kind) == ("semantic_scholar", kind)


def test_the_number_at_pubmed_central_is_read() -> None:
    (work,) = listed(WORK | {"externalIds": {"PubMedCentral": "04221854"}}).works
    assert work.ids.pmcid == "PMC4221854"
    assert (work.versions[0].licence, work.same_as) == (None, ())
