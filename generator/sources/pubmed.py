"""PubMed, https://eutils.ncbi.nlm.nih.gov/entrez/eutils: expression, requests and reading of its bodies.

Documentation: NCBI's E-utilities, NBK25499. A page takes two calls. The body of esearch (JSON) holds numbers alone, so
that its page has no works, and `following` asks efetch for them; the body of efetch (XML) has the works, and the next
esearch follows. Errors come with the status 200, too. It fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from generator import bodies, ids, medline, notices
from generator.errors import ArticleError, ServiceError
from generator.markup import line, parsed
from generator.schema import Author, Dropped, Ids, Notice, Question, Work, WorkType
from generator.service import (
    Expression,
    Following,
    Page,
    Request,
    batches,
    filtered,
)
from generator.text import plain

PAGE = 100
MAX_WORKS = 9_900
"""Works of one search that are asked for: pages below the 10000 that PubMed shows."""

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"

_ESEARCH, _EFETCH = f"{ADDRESS}/esearch.fcgi", f"{ADDRESS}/efetch.fcgi"
_TAGS: Mapping[WorkType, str] = {WorkType.ARTICLE: '"journal article"[pt]', WorkType.PREPRINT: "preprint[pt]"}
"""Publication types to filter by; for our other types PubMed has none that all their works carry."""

_FAILING = re.compile(r"backend|unavailable|failed|internal|unable to", re.IGNORECASE)
_UNLABELLED = frozenset({"UNLABELLED", "UNLABELED", "UNASSIGNED"})
_TRANSLATED = re.compile(r"\[(.+)\]\.?")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


class PubMed:
    """The service."""

    name = "pubmed"

    def expression(self, question: Question) -> Expression:
        """Synonyms joined by OR, concepts by AND, in title and abstract; and the filters for languages and types."""
        return filtered(question, lambda term: f"{term}[tiab]", _filters(question))

    def request(self, question: Question, expression: Expression) -> Request:
        """The first esearch, the most relevant works first, within the years of publication."""
        return Request(
            _ESEARCH,
            (
                ("db", "pubmed"),
                ("term", expression.text),
                ("retmode", "json"),
                ("retmax", str(PAGE)),
                ("retstart", "0"),
                ("sort", "relevance"),
                *_years(question),
            ),
        )

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """By PubMed's number, straight from efetch; it takes nothing else."""
        return tuple(batches(dict.fromkeys(one.pmid for one in wanted if one.pmid), PAGE, _of_numbers))

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """Of esearch's body the request for its works, of efetch's the works. Raises ServiceError for errors.

        A record that efetch was asked for and did not give is told as one that could not be read.
        """
        if body.lstrip()[:1] in {b"{", b"["} or asked.url == _ESEARCH:
            return _searched(bodies.fields(bodies.tree(self.name, body)), asked)
        return _fetched(_set(body), asked, expression)


def _filters(question: Question) -> Iterator[str]:
    if found := medline.codes(question):
        yield medline.either([f"{code}[la]" for code in found])
    if question.types and all(kind in _TAGS for kind in question.types):
        yield medline.either([_TAGS[kind] for kind in question.types])


def _years(question: Question) -> Iterator[tuple[str, str]]:
    """Both ends always: PubMed reads neither alone."""
    first, last = question.years.from_, question.years.to
    if first is not None or last is not None:
        yield "datetype", "pdat"
        yield "mindate", f"{first or 1500}/01/01"
        yield "maxdate", f"{last or 3000}/12/31"


# --- esearch --------------------------------------------------------------------------------------------------------


def _searched(answer: bodies.Fields, asked: Request) -> Page:
    if "error" in answer:
        raise _error(bodies.text(answer["error"]))  # what stands beside it repeats keys and addresses
    result = bodies.fields(answer.get("esearchresult"))
    if "ERROR" in result:
        raise _error(bodies.text(result["ERROR"]))
    unknown = bodies.items(bodies.fields(result.get("errorlist")).get("fieldsnotfound"))
    if unknown:
        raise bodies.failure(PubMed.name, "request", f"it knows no field {bodies.text(unknown[0])}")
    total, start = _count(bodies.word(result.get("count"))), _count(dict(asked.params).get("retstart", "")) or 0
    numbers = (ids.pmid(bodies.word(one)) for one in bodies.items(result.get("idlist")))
    found = tuple(dict.fromkeys(filter(None, numbers)))
    if total is None or (total > start and not found):
        raise bodies.failure(PubMed.name, "broken", f"it counts {total} works and shows none from {start} on")
    return Page((), (), total, _fetch(found, asked, start, total) if found else None)


def _fetch(found: Sequence[str], asked: Request, start: int, total: int) -> Following:
    """The call for these works; the next search comes after it, as long as there is one."""
    after = start + len(found)
    params = tuple((name, str(after) if name == "retstart" else value) for name, value in asked.params)
    is_last = after >= min(total, MAX_WORKS) or "retstart" not in dict(asked.params)
    call = _of_numbers(found)
    return Following(
        call.url, call.params, call.accept, seen=start, then=None if is_last else replace(asked, params=params)
    )


def _of_numbers(found: Sequence[str]) -> Request:
    return Request(_EFETCH, (("db", "pubmed"), ("id", ",".join(found)), ("retmode", "xml")), "application/xml")


def _error(said: str) -> ServiceError:
    """The error that PubMed words; it has no codes. A key that it may repeat is not told on."""
    kind = bodies.kind_of(said, "broken" if _FAILING.search(said) else "request")
    return bodies.failure(PubMed.name, kind, "the key is refused" if kind == "refused" else said)


def _count(digits: str) -> int | None:
    return int(digits) if re.fullmatch(r"[0-9]{1,12}", digits) else None


# --- efetch ---------------------------------------------------------------------------------------------------------


def _set(body: bytes) -> Element:
    try:
        root = parsed(body)
    except ArticleError as error:
        raise bodies.foreign(PubMed.name, body, "set of records") from error
    if root.tag != "PubmedArticleSet":
        if (told := next(root.iter("ERROR"), None)) is not None:
            raise _error(plain(line(told)))
        raise bodies.foreign(PubMed.name, body, "set of records")
    return root


def _fetched(root: Element, asked: Request, expression: Expression) -> Page:
    seen, then = (asked.seen, asked.then) if isinstance(asked, Following) else (0, None)
    found = [_made(one, expression.text, rank) for rank, one in enumerate(root, start=seen + 1)]
    given = {_citation(one)[1] for one in root}
    wanted = filter(None, dict(asked.params).get("id", "").split(","))
    missing = tuple(
        bodies.left(PubMed.name, rank, f"the record {number} was asked for, but not given")
        for rank, number in enumerate(wanted, start=seen + 1)
        if number not in given
    )
    works, dropped = bodies.told(found)
    return Page(works, (*dropped, *missing), None, then)


def _citation(one: Element) -> tuple[Element | None, str]:
    """The part of a record that describes the work, and its number: books keep theirs elsewhere."""
    found = one.find("MedlineCitation") if one.tag == "PubmedArticle" else one.find("BookDocument")
    return found, "" if found is None else _text(found, "PMID")


def _made(one: Element, query: str, rank: int) -> Work | Dropped:
    citation, number = _citation(one)
    article = citation.find("Article") if citation is not None else None
    pmid = ids.pmid(number)
    if citation is None or article is None or pmid is None:
        is_book = one.tag == "PubmedBookArticle"
        return bodies.left(PubMed.name, rank, "a record of a book" if is_book else "it is no numbered article")
    types = _texts(article, "PublicationTypeList/PublicationType")
    links = [link.get("RefType", "") for link in citation.findall("CommentsCorrectionsList/CommentsCorrections")]
    if (word := medline.names_another(types, links)) is not None:
        return bodies.left(PubMed.name, rank, f"a notice about another work: {word[: bodies.MAX_QUOTED]}")
    described = replace(
        _described(article, pmid),
        kind=medline.kind(types),
        ids=bodies.identifiers(doi=_doi(one, article), pmid=pmid, pmcid=_pmcid(one)),
        same_as=tuple(_versions(citation, types)),
    )
    return bodies.made(PubMed.name, query, replace(described, notice=_notice(types, links, described.title)), rank)


def _notice(types: Sequence[str], links: Sequence[str], title: str) -> Notice | None:
    return medline.notice(types, links) or notices.in_title(title)


def _described(article: Element, pmid: str) -> bodies.Described:
    """What stands in the article itself; its type, DOI and notice take more to tell."""
    address = ids.address("pmid", pmid)
    return bodies.Described(
        native_id=pmid,
        title=_title(article),
        kind=WorkType.OTHER,
        ids=bodies.identifiers(pmid=pmid),
        authors=tuple(_authors(article)),
        year=_year(article),
        venue=_text(article, "Journal/Title"),
        volume=_text(article, "Journal/JournalIssue/Volume"),
        number=_text(article, "Journal/JournalIssue/Issue"),
        pages=_text(article, "Pagination/MedlinePgn") or _text(article, "Pagination/StartPage"),
        url=address,
        language=_language(_texts(article, "Language")),
        abstract=_abstract(article),
        licence=_text(article, "Abstract/CopyrightInformation"),
        seen_at=address,
    )


def _text(node: Element, path: str) -> str:
    return plain(line(node.find(path)))


def _texts(node: Element, path: str) -> list[str]:
    return [plain(line(one)) for one in node.findall(path)]


def _language(stated: Sequence[str]) -> str:
    """The language; of a work in several none is the one to screen by."""
    return stated[0] if len(stated) == 1 else ""


def _title(article: Element) -> str:
    """The title; a translated one stands in brackets, and where there is none the one in the work's own language."""
    title = _text(article, "ArticleTitle")
    translated = _TRANSLATED.fullmatch(title)
    title = translated.group(1) if translated else title
    is_none = title.casefold().rstrip(".") in {"", "not available"}
    return medline.without_stop(_text(article, "VernacularTitle") if is_none else title)


def _authors(article: Element) -> Iterator[Author]:
    for one in article.findall("AuthorList/Author"):
        family = " ".join(filter(None, (_text(one, "LastName"), _text(one, "Suffix"))))
        given = _text(one, "ForeName") or _text(one, "Initials")
        name = family or _text(one, "CollectiveName") or given
        if name:
            yield Author(family=name, given=(given or None) if family else None)


def _year(article: Element) -> int | None:
    """The year of publication, from the best date that has one; a date may be words ("2019 Nov-Dec")."""
    issue = "Journal/JournalIssue/PubDate"
    dates = (_text(article, path) for path in (f"{issue}/Year", f"{issue}/MedlineDate", "ArticleDate/Year"))
    found = (_YEAR.search(date) for date in dates)
    return next((bodies.year(int(match.group())) for match in found if match), None)


def _doi(one: Element, article: Element) -> str:
    """The DOI of the work itself: from the list below PubmedData, not from those of the works that it cites."""
    stated = [node for node in one.findall("PubmedData/ArticleIdList/ArticleId") if node.get("IdType") == "doi"]
    located = [node for node in article.findall("ELocationID") if node.get("EIdType") == "doi"]
    valid = [plain(line(node)) for node in (*stated, *located) if node.get("ValidYN", "Y") == "Y"]
    return next(filter(ids.doi, valid), "")


def _pmcid(one: Element) -> str:
    """The number at PubMed Central of the work itself."""
    listed = one.findall("PubmedData/ArticleIdList/ArticleId")
    return next((plain(line(node)) for node in listed if node.get("IdType") == "pmc"), "")


def _versions(citation: Element, types: Sequence[str]) -> Iterator[str]:
    """The records that are linked as preprint or publication of this one.

    PubMed links a preprint to its publication as to an update. An update of anything else, a Cochrane review say, is
    another publication.
    """
    is_preprint = medline.kind(types) is WorkType.PREPRINT
    for link in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        name = link.get("RefType", "")
        if medline.is_of_a_version(name) or (is_preprint and name == "UpdateIn"):
            yield f"pmid:{_text(link, 'PMID')}"


def _abstract(article: Element) -> str:
    """The abstract; a part of a structured one begins with its label, as PubMed prints it: "METHODS: …"."""
    parts = []
    for part in article.findall("Abstract/AbstractText"):
        label, text = plain(part.get("Label", "")).rstrip(": "), plain(line(part))
        if text:
            parts.append(f"{label}: {text}" if label and label.upper() not in _UNLABELLED else text)
    return " ".join(parts)
