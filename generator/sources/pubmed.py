"""PubMed by the E-utilities: esearch tells which records answer an expression, efetch gives them. Fetches nothing.

A page takes two calls. The body of esearch (JSON) holds numbers alone, so that its page has no works, and `following`
asks efetch for them; the body of efetch (XML) has the works, and is followed by the next esearch. PubMed shows the first
10,000 works of a search. Errors come with the status 200, too. Source: NCBI's E-utilities, NBK25499.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from generator import ids, medline
from generator.errors import ArticleError, ServiceError
from generator.markup import line, parsed
from generator.schema import Author, Dropped, Ids, Question, Reason, Work, WorkType
from generator.service import Expression, Page, Request
from generator.sightings import (
    Following,
    Place,
    Seen,
    any_of,
    asked_for,
    asking,
    author,
    expressed,
    json_object,
    language,
    library_codes,
    listed,
    parted,
    phrase,
    recorded,
    said,
    unread,
    unreadable,
    untitled_stop,
    whole,
    within,
    year,
)
from generator.text import plain

ADDRESS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
PAGE = 100
LAST = 9_900
"""Works of one search that are asked for at most: pages of 100 below the 10,000 that PubMed shows."""

_ESEARCH, _EFETCH = f"{ADDRESS}/esearch.fcgi", f"{ADDRESS}/efetch.fcgi"
_TAGS: Mapping[WorkType, str] = {
    WorkType.ARTICLE: '"journal article"[pt]',
    WorkType.PREPRINT: '"preprint"[pt]',
}
"""Publication types that PubMed can filter by; other types of ours have none that all their works carry."""

_OVERLOADED = re.compile(r"rate limit|too many requests", re.IGNORECASE)
_KEY = re.compile(r"api[ -]key", re.IGNORECASE)
_FAILING = re.compile(r"backend|unavailable|failed|internal|timed? ?out|try again|unable to", re.IGNORECASE)
_UNLABELLED = frozenset({"UNLABELLED", "UNLABELED", "UNASSIGNED"})
_TRANSLATED = re.compile(r"\[(.+)\]\.?")


class PubMed:
    """PubMed, as a service."""

    name = "pubmed"

    def expression(self, question: Question) -> Expression:
        """Concepts in title and abstract, languages, and types where PubMed has one for each that is asked for."""
        return expressed(question, lambda term: f"{phrase(term)}[tiab]", tuple(_filters(question)))

    def request(self, question: Question, expression: Expression) -> Request:
        """The first esearch, the most relevant works first, within the years of publication."""
        params = {
            "db": "pubmed",
            "term": expression.text,
            "retmode": "json",
            "retmax": str(PAGE),
            "retstart": "0",
            "sort": "relevance",
        }
        first, last = question.years.from_, question.years.to
        if first or last:
            params |= {
                "datetype": "pdat",
                "mindate": f"{first or 1000:04}/01/01",
                "maxdate": f"{last or 3000:04}/12/31",
            }
        return Request(_ESEARCH, tuple(params.items()))

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """Of esearch's body the request for its works, of efetch's the works. Raises ServiceError for errors.

        A record that efetch was asked for and did not give is told as one that cannot be read.
        """
        if body.lstrip()[:1] in {b"{", b"["} or asked.url == _ESEARCH:
            return _searched(json_object(self.name, body), asked)
        return _fetched(_set(body), asked, expression)


def _filters(question: Question) -> Iterator[str]:
    if codes := library_codes(question):
        yield any_of([f"{code}[la]" for code in codes])
    if question.types and all(kind in _TAGS for kind in question.types):
        yield any_of([_TAGS[kind] for kind in question.types])


# --- esearch --------------------------------------------------------------------------------------------------------


def _searched(answer: Mapping[str, object], asked: Request) -> Page:
    if "error" in answer:
        raise _error(said(answer["error"]))  # what stands beside it may repeat a key
    result = answer.get("esearchresult")
    if within(result, "ERROR") is not None:
        raise _error(said(within(result, "ERROR")))
    if fields := listed(within(result, "errorlist", "fieldsnotfound")):
        raise ServiceError(PubMed.name, "request", f"it knows no field {said(fields[0])!r}")
    total, start = whole(within(result, "count")), whole(asked_for(asked, "retstart")) or 0
    found = dict.fromkeys(filter(None, (ids.pmid(said(one)) for one in listed(within(result, "idlist")))))
    if total is None:
        raise ServiceError(PubMed.name, "broken", "it counts no works")
    if total > start and not found:
        raise ServiceError(PubMed.name, "broken", f"it counts {total} works and shows none from {start} on")
    return Page((), (), total, _fetch(tuple(found), asked, start, total) if found else None)


def _fetch(found: Sequence[str], asked: Request, start: int, total: int) -> Following:
    """The call for these works; the next search comes after it, as long as there is one."""
    params = (("db", "pubmed"), ("id", ",".join(found)), ("retmode", "xml"))
    after = start + len(found)
    more = Request(asked.url, asking(asked, retstart=str(after)), asked.accept) if after < min(total, LAST) else None
    return Following(_EFETCH, params, "application/xml", seen=start, then=more)


def _error(why: str) -> ServiceError:
    """The error for what PubMed says: its words are sorted, since it has no codes."""
    words = (("wait", _OVERLOADED), ("refused", _KEY), ("broken", _FAILING))
    kind = next((kind for kind, pattern in words if pattern.search(why)), "request")
    return ServiceError(
        PubMed.name, kind, (why[:300] if kind != "refused" else "the key is refused") or "it names no cause"
    )


# --- efetch ---------------------------------------------------------------------------------------------------------


def _set(body: bytes) -> Element:
    try:
        root = parsed(body)
    except ArticleError as error:
        raise unreadable(PubMed.name, body, f"the body is no XML: {error.why}") from error
    error_said = next(root.iter("ERROR"), None)
    if root.tag != "PubmedArticleSet" and error_said is not None:
        raise _error(plain(line(error_said)))
    if root.tag != "PubmedArticleSet":
        raise unreadable(PubMed.name, body, "the body is no set of records")
    return root


def _fetched(root: Element, asked: Request, expression: Expression) -> Page:
    seen, then = (asked.seen, asked.then) if isinstance(asked, Following) else (0, None)
    wanted = [one for one in asked_for(asked, "id").split(",") if one]
    places = [Place(PubMed.name, expression.text, seen + at) for at in range(1, max(len(root), len(wanted)) + 1)]
    works, dropped = parted([_record(one, place) for one, place in zip(root, places, strict=False)])
    given = {_citation(one)[1] for one in root}
    missing = tuple(
        unread(place, one, Reason.UNREADABLE_ENTRY, "it was found, but no record of it was given")
        for one, place in zip(wanted, places, strict=False)
        if one not in given
    )
    return Page(works, (*dropped, *missing), None, then)


def _citation(one: Element) -> tuple[Element | None, str]:
    """The part of a record that describes the work, and its number: books keep theirs elsewhere."""
    found = one.find("MedlineCitation") if one.tag == "PubmedArticle" else one.find("BookDocument")
    return found, "" if found is None else plain(line(found.find("PMID")))


def _record(one: Element, place: Place) -> Work | Dropped:
    citation, number = _citation(one)
    article = citation.find("Article") if citation is not None else None
    pmid = ids.pmid(number)
    if citation is None or article is None or pmid is None:
        why = "a record of a book" if one.tag == "PubmedBookArticle" else "it has no number or describes no article"
        return unread(place, number, Reason.UNREADABLE_ENTRY, why)
    types = _texts(article, "PublicationTypeList/PublicationType")
    links = [link.get("RefType", "") for link in citation.findall("CommentsCorrectionsList/CommentsCorrections")]
    if (word := medline.names_another(types, links)) is not None:
        return unread(place, pmid, Reason.UNREADABLE_ENTRY, f"a notice on another work: {word}")
    seen = Seen(
        native_id=pmid,
        title=_title(article),
        type=medline.kind(types),
        authors=tuple(filter(None, map(_author, article.findall("AuthorList/Author")))),
        year=year(*_dates(article)),
        venue=_text(article, "Journal/Title"),
        volume=_text(article, "Journal/JournalIssue/Volume"),
        number=_text(article, "Journal/JournalIssue/Issue"),
        pages=_text(article, "Pagination/MedlinePgn") or _text(article, "Pagination/StartPage"),
        ids=_ids(one, article, pmid),
        url=ids.address("pmid", pmid),
        language=language(_texts(article, "Language")),
        notice=medline.notice(types, links),
        abstract=_abstract(article),
    )
    return recorded(seen, place)


def _text(node: Element, path: str) -> str:
    return plain(line(node.find(path)))


def _texts(node: Element, path: str) -> list[str]:
    return [plain(line(one)) for one in node.findall(path)]


def _title(article: Element) -> str:
    """The title; a translated one stands in brackets, and one in the work's own language takes the place of none."""
    title = _text(article, "ArticleTitle")
    bare = _TRANSLATED.fullmatch(title)
    title = bare.group(1) if bare else title
    is_none = not title or title.casefold().rstrip(".") == "not available"
    return untitled_stop(_text(article, "VernacularTitle") if is_none else title)


def _author(one: Element) -> Author | None:
    family, given = _text(one, "LastName"), _text(one, "ForeName") or _text(one, "Initials")
    suffix = _text(one, "Suffix")
    return author(" ".join(filter(None, (family, suffix))), given) if family else author(_text(one, "CollectiveName"))


def _dates(article: Element) -> Iterator[str]:
    """When it was published, best first; a date may be words ("2019 Nov-Dec")."""
    yield _text(article, "Journal/JournalIssue/PubDate/Year")
    yield _text(article, "Journal/JournalIssue/PubDate/MedlineDate")
    yield _text(article, "ArticleDate/Year")


def _ids(one: Element, article: Element, pmid: str) -> Ids:
    """The identifiers of the work itself: the list below PubmedData, not those of the works that it cites."""
    stated = [node for node in one.findall("PubmedData/ArticleIdList/ArticleId") if node.get("IdType") == "doi"]
    located = [
        node
        for node in article.findall("ELocationID")
        if node.get("EIdType") == "doi" and node.get("ValidYN", "Y") == "Y"
    ]
    doi = next(filter(None, (ids.doi(plain(line(node))) for node in (*stated, *located))), None)
    return Ids(doi=doi, arxiv=ids.arxiv_of_doi(doi) if doi else None, pmid=pmid)


def _abstract(article: Element) -> str:
    """The abstract; a part of a structured one begins with its label, as PubMed prints it: "METHODS: …"."""
    parts = []
    for part in article.findall("Abstract/AbstractText"):
        label, text = plain(part.get("Label", "")).rstrip(": "), plain(line(part))
        if text:
            parts.append(f"{label}: {text}" if label and label.upper() not in _UNLABELLED else text)
    return " ".join(parts)
