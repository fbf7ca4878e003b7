import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.errors import ServiceError
from generator.schema import Author, Notice, Reason, WorkType
from generator.service import Expression, Following, Page, Request
from generator.sources.pubmed import MAX_WORKS, PubMed
from tests import makers

SERVICE = PubMed()
ESEARCH = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi"
EFETCH = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
EXPRESSION = Expression("pears[tiab]")
JOURNAL = (
    "<Journal><JournalIssue><Volume>3</Volume><Issue>2</Issue><PubDate>{date}</PubDate></JournalIssue>"
    "<Title>Orchard Letters</Title></Journal>"
)
ABSTRACT = (
    '<Abstract><AbstractText Label="METHODS">Pears under light.</AbstractText><AbstractText Label="UNLABELLED">'
    "Firmness rose by 10<sup>-3</sup> (p &lt; 0.05) in <i>Ostara</i> &amp;amp; others.</AbstractText></Abstract>"
)
AUTHORS = (
    "<AuthorList><Author><LastName>Lind</LastName><ForeName>Maja</ForeName><Initials>M</Initials></Author>"
    "<Author><LastName>Okoro</LastName><Initials>D</Initials><Suffix>Jr</Suffix></Author>"
    "<Author><CollectiveName>World Pear Union</CollectiveName></Author><Author/></AuthorList>"
)


def article(  # noqa: PLR0913 - each is a part of a record that a test varies
    number: str = "123",
    title: str = "<ArticleTitle>Red <i>light</i> keeps pears firm.</ArticleTitle>",
    date: str = "<Year>2021</Year>",
    types: tuple[str, ...] = ("Journal Article",),
    links: tuple[str, ...] = (),
    more: str = "<Language>eng</Language>",
    data: str = '<ArticleIdList><ArticleId IdType="doi">10.5555/Pears</ArticleId></ArticleIdList>',
) -> str:
    said = "".join(f"<PublicationType>{one}</PublicationType>" for one in types)
    corrections = "".join(f"<CommentsCorrections RefType='{one}'/>" for one in links)
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article>{JOURNAL.format(date=date)}{title}"
        f"<Pagination><MedlinePgn>10-2</MedlinePgn></Pagination>{ABSTRACT}{AUTHORS}{more}"
        f"<PublicationTypeList>{said}</PublicationTypeList></Article>"
        f"<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList></MedlineCitation>"
        f"<PubmedData>{data}<ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.5555/other</ArticleId>"
        "</ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>"
    )


def fetched(*records: str, of: Request | None = None) -> Page:
    body = f"<?xml version='1.0'?><PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()
    return SERVICE.parse(body, of or Request(EFETCH), EXPRESSION)


def searching(start: int = 0) -> Request:
    return Request(
        ESEARCH, (("db", "pubmed"), ("term", "pears[tiab]"), ("retstart", str(start)), ("sort", "relevance"))
    )


def searched(*numbers: str, count: object = "2", start: int = 0, **more: object) -> Page:
    result = {"count": count, "idlist": list(numbers)} | more
    return SERVICE.parse(json.dumps({"esearchresult": result}).encode(), searching(start), EXPRESSION)


def refused(body: bytes, of: Request) -> ServiceError:
    with pytest.raises(ServiceError) as error:
        SERVICE.parse(body, of, EXPRESSION)
    return error.value


def test_a_question_becomes_an_expression_and_a_search() -> None:
    question = makers.question(years={"from": 2020}, languages=["en", "de"], types=["article", "preprint"])
    expression = SERVICE.expression(question)
    assert expression.text == (
        '("adults with gout"[tiab] OR gout[tiab]) AND (zorvine[tiab] OR "ZRV 12"[tiab]) AND placebo[tiab]'
        ' AND ("flare rate"[tiab] OR flares[tiab] OR flare[tiab]) AND (eng[la] OR ger[la])'
        ' AND ("journal article"[pt] OR preprint[pt])'
    )
    assert dict(SERVICE.request(question, expression).params) == {
        "db": "pubmed",
        "term": expression.text,
        "retmode": "json",
        "retmax": "100",
        "retstart": "0",
        "sort": "relevance",
        "datetype": "pdat",
        "mindate": "2020/01/01",
        "maxdate": "3000/12/31",
    }


def test_without_years_and_types_of_its_own_nothing_is_filtered() -> None:
    question = makers.question(types=["article", "thesis"])
    expression = SERVICE.expression(question)
    assert expression.text.endswith("flare[tiab])")
    assert "mindate" not in dict(SERVICE.request(question, expression).params)


def test_a_search_is_followed_by_the_call_for_its_works_and_that_by_the_next_search() -> None:
    page = searched("7", "007", "9", "odd", count="300", start=100)
    assert (page.works, page.dropped, page.total) == ((), (), 300)
    assert isinstance(page.following, Following)
    assert page.following.url == EFETCH
    assert dict(page.following.params) == {"db": "pubmed", "id": "7,9", "retmode": "xml"}
    works = fetched(article("7"), article("9"), of=page.following)
    assert [work.sightings[0].rank for work in works.works] == [101, 102]
    assert works.total is None
    assert works.following == searching(102)


@pytest.mark.parametrize(("count", "start"), [("2", 0), ("90000", MAX_WORKS - 2)])
def test_the_last_page_is_followed_by_no_search(count: str, start: int) -> None:
    following = searched("7", "9", count=count, start=start).following
    assert isinstance(following, Following)
    assert following.then is None
    assert fetched(article("7"), article("9"), of=following).following is None


def test_nothing_found_is_an_empty_page() -> None:
    assert searched(count="0") == Page((), (), 0, None)
    assert fetched() == Page((), (), None, None)


def test_a_record_becomes_a_work() -> None:
    (work,) = fetched(article()).works
    assert (work.key, work.title) == ("doi-10.5555-pears", "Red light keeps pears firm")
    assert work.authors == (
        Author(family="Lind", given="Maja"),
        Author(family="Okoro Jr", given="D"),
        Author(family="World Pear Union"),
    )
    assert (work.year, work.venue, work.volume, work.number, work.pages) == (2021, "Orchard Letters", "3", "2", "10-2")
    assert (work.type, work.language, work.notice) == (WorkType.ARTICLE, "en", None)
    assert (work.ids.doi, work.ids.pmid, work.url) == ("10.5555/pears", "123", "https://pubmed.ncbi.nlm.nih.gov/123")
    (section,) = work.versions[0].sections
    assert section.text == "METHODS: Pears under light. Firmness rose by 10^-3 (p < 0.05) in Ostara & others."


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("<ArticleTitle>[Pears and light].</ArticleTitle>", "Pears and light"),
        (
            "<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Birnen im Licht.</VernacularTitle>",
            "Birnen im Licht",
        ),
        ("<ArticleTitle/><VernacularTitle>Birnen</VernacularTitle>", "Birnen"),
        ("<ArticleTitle>Pears [and] light</ArticleTitle>", "Pears [and] light"),
    ],
)
def test_translated_and_missing_titles_are_understood(title: str, read: str) -> None:
    assert fetched(article(title=title)).works[0].title == read


@pytest.mark.parametrize(
    ("date", "more", "year"),
    [
        ("<MedlineDate>2019 Nov-Dec</MedlineDate>", "", 2019),
        ("<Season>Spring</Season>", "<ArticleDate><Year>2018</Year></ArticleDate>", 2018),
        ("", "", None),
    ],
)
def test_a_year_is_read_from_words_too(date: str, more: str, year: int | None) -> None:
    assert fetched(article(date=date, more=more)).works[0].year == year


def test_a_work_in_several_languages_states_none_to_screen_by() -> None:
    assert fetched(article(more="<Language>ger</Language><Language>eng</Language>")).works[0].language is None
    assert fetched(article(more="<Language>fre</Language>")).works[0].language == "fr"


def test_the_doi_of_a_cited_work_is_not_its_own() -> None:
    assert fetched(article(data="")).works[0].ids.doi is None
    located = (
        '<ELocationID EIdType="doi" ValidYN="N">10.5555/a</ELocationID>'
        '<ELocationID EIdType="doi">10.5555/b</ELocationID>'
    )
    assert fetched(article(data="", more=located)).works[0].ids.doi == "10.5555/b"


@pytest.mark.parametrize(
    ("types", "links", "notice"),
    [
        (("Journal Article", "Retracted Publication"), (), Notice.RETRACTION),
        ((), ("ErratumIn", "RetractionIn"), Notice.RETRACTION),
        ((), ("ExpressionOfConcernIn",), Notice.CONCERN),
        ((), ("ErratumIn",), Notice.CORRECTION),
        ((), ("CommentIn", "UpdateIn"), None),
    ],
)
def test_notices_are_told_apart(types: tuple[str, ...], links: tuple[str, ...], notice: Notice | None) -> None:
    assert fetched(article(types=types, links=links)).works[0].notice is notice


def test_a_marked_title_counts_as_retracted() -> None:
    assert fetched(article(title="<ArticleTitle>RETRACTED: Pears.</ArticleTitle>")).works[0].notice is Notice.RETRACTION


def test_what_is_no_work_is_set_aside_with_its_reason() -> None:
    records = (
        article(types=("Retraction of Publication",)),
        "<PubmedBookArticle><BookDocument><PMID>8</PMID></BookDocument></PubmedBookArticle>",
        article(number="odd"),
        article(title="<ArticleTitle/>"),
        article("7"),
    )
    page = fetched(*records, of=Following(EFETCH, (("id", "123,8,7,6"),), seen=10))
    assert [(one.item, one.reason, one.detail) for one in page.dropped] == [
        ("pubmed:11", Reason.UNREADABLE_ENTRY, "a notice about another work: Retraction of Publication"),
        ("pubmed:12", Reason.UNREADABLE_ENTRY, "a record of a book"),
        ("pubmed:13", Reason.UNREADABLE_ENTRY, "it is no numbered article"),
        ("pubmed:14", Reason.MISSING_TITLE, "'123' has no title"),
        ("pubmed:14", Reason.UNREADABLE_ENTRY, "the record 6 was asked for, but not given"),
    ]
    assert [work.sightings[0].native_id for work in page.works] == ["7"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "API rate limit exceeded", "api-key": "203.0.113.7", "count": "4"}, "wait"),
        ({"error": "API key invalid: hush"}, "refused"),
        ({"esearchresult": {"ERROR": "Empty term and query_key - nothing todo"}}, "request"),
        ({"esearchresult": {"ERROR": "Search Backend failed: odd"}}, "broken"),
        ({"esearchresult": {"count": "9", "idlist": ["1"], "errorlist": {"fieldsnotfound": ["tiba"]}}}, "request"),
        ({"esearchresult": {"count": "9", "idlist": []}}, "broken"),
        ({"esearchresult": {}}, "broken"),
        ({}, "broken"),
        ([], "broken"),
    ],
)
@pytest.mark.parametrize("of", [searching(), Request(EFETCH)])
def test_errors_in_json_are_told_apart_whatever_was_asked(answer: object, kind: str, of: Request) -> None:
    error = refused(json.dumps(answer).encode(), of)
    assert (error.service, error.kind) == ("pubmed", kind)
    assert "hush" not in str(error)
    assert "203.0.113.7" not in str(error)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>", "request"),
        (b"<eFetchResult><ERROR>Backend unavailable</ERROR></eFetchResult>", "broken"),
        (b"<pmc-articleset/>", "broken"),
        (b"<PubmedArticleSet><PubmedArticle>", "broken"),
        (b"<html><title>Too Many Requests</title></html>", "wait"),
        (b"", "broken"),
        (b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>', "broken"),
    ],
)
def test_errors_in_xml_are_told_apart(body: bytes, kind: str) -> None:
    assert refused(body, Request(EFETCH)).kind == kind


def test_phrases_that_were_not_found_are_no_error() -> None:
    assert searched(count="0", errorlist={"phrasesnotfound": ["zorvine"], "fieldsnotfound": []}).total == 0


ODD = st.text(max_size=20).map(lambda text: text.translate({ord(c): None for c in "<&>'{}"}))


@given(ODD, ODD, ODD, ODD, ODD)
@example("1", "\x7f", "", "", "")
def test_whatever_the_fields_hold_a_record_is_a_work_or_set_aside(
    number: str, title: str, date: str, kind: str, link: str
) -> None:
    record = article(number, f"<ArticleTitle>{title}</ArticleTitle>", f"<Year>{date}</Year>", (kind,), (link,))
    try:
        page = SERVICE.parse(
            f"<PubmedArticleSet>{record}</PubmedArticleSet>".encode("utf-8", "replace"), Request(EFETCH), EXPRESSION
        )
    except ServiceError:
        return
    damaged = [one for one in page.dropped if one.reason is Reason.UNREADABLE_FIELD]  # told of a work that is kept
    assert len(page.works) + len(page.dropped) - len(damaged) == 1
    assert len(damaged) <= len(page.works)


@given(st.integers(0, 1800), st.binary(max_size=3))
def test_a_body_that_is_cut_or_changed_raises_nothing_else(at: int, change: bytes) -> None:
    body = f"<PubmedArticleSet>{article()}</PubmedArticleSet>".encode()
    for damaged in (body[:at], body[:at] + change + body[at + 1 :]):
        try:
            SERVICE.parse(damaged, Request(EFETCH), EXPRESSION)
        except ServiceError:
            continue


def test_the_number_at_pubmed_central_is_that_of_the_work_itself() -> None:
    data = '<ArticleIdList><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>'
    assert fetched(article(data=data)).works[0].ids.pmcid == "PMC77"


def test_the_licence_is_what_the_note_on_the_abstract_names() -> None:
    note = "</AbstractText><CopyrightInformation>{}</CopyrightInformation></Abstract>"
    open_, closed = (
        fetched(article().replace("</AbstractText></Abstract>", note.format(words))).works[0].versions[0]
        for words in ("The Authors. Creative Commons Attribution License.", "Orchard Press. All rights reserved.")
    )
    assert (open_.licence, closed.licence) == ("CC BY", None)
    assert fetched(article()).works[0].versions[0].licence is None


@pytest.mark.parametrize(
    ("kind", "link", "same"),
    [
        ("Preprint", "UpdateIn", ("pmid:9",)),
        ("Journal Article", "UpdateIn", ()),
        ("Journal Article", "UpdateOf", ()),
        ("Journal Article", "PreprintIn", ("pmid:9",)),
        ("Preprint", "CommentIn", ()),
    ],
)
def test_a_preprint_is_linked_to_its_publication_and_no_update_of_a_review(
    kind: str, link: str, same: tuple[str, ...]
) -> None:
    linked = f"<CommentsCorrections RefType='{link}'><PMID>9</PMID></CommentsCorrections></CommentsCorrectionsList>"
    record = article(types=(kind,)).replace("</CommentsCorrectionsList>", linked)
    assert fetched(record).works[0].same_as == same
