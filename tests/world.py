"""A small literature that nobody wrote, on bees and hum boxes, played in the true shape of each service.

Every search finds every work that its service holds, in one order; filters are not heeded, nor is a query read. So what
a page holds follows from its offset alone. `World.answer` suits the server of `tests/loopback.py`:

    Server({host: world.answer for host in world.HOSTS})
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import escape

from generator import manners
from tests.loopback import Asked, Reply, page

SIX = frozenset({"openalex", "crossref", "semantic_scholar", "arxiv", "europe_pmc", "pubmed"})
JOURNALS = SIX - {"arxiv"}
XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Paper:
    """A work of the world. `at` names the services that hold it; `version_of` is the DOI of its published version.

    `licence` is "by", "by-nc" or ""; with one, and a number at PubMed Central or arXiv, it has an open full text.
    """

    number: int
    title: str
    year: int
    kind: str = "article"
    abstract: str = ""
    authors: tuple[tuple[str, str], ...] = (("Moor", "Ilse"), ("Tamm", "Anders"))
    venue: str = "Journal of Orchard Acoustics"
    doi: str = ""
    arxiv: str = ""
    pmid: str = ""
    pmcid: str = ""
    language: str = "en"
    licence: str = ""
    notice: str = ""
    version_of: str = ""
    at: frozenset[str] = JOURNALS


PAPERS: tuple[Paper, ...] = (
    Paper(
        1, "Hum boxes and the return of honey bees: a field trial", 2021,
        abstract="We placed hum boxes beside 40 hives in two orchards. Hum boxes raised the return rate of foragers"
        " from 61.0% to 74.0%. Hives without a box stayed at 60.0%.",
        doi="10.5555/hum.1", pmid="90000001", pmcid="PMC9000001", licence="by",
    ),
    Paper(
        2, "Slow tones call honey bees home", 2021,
        abstract="Slow tones raised the return rate of foragers to 71.5%, against 62.5% in silence, in 24 hives.",
        authors=(("Okafor", "Ruth"), ("Brandt", "Jo")), venue="Annals of Hive Science", doi="10.5555/hum.2",
        pmid="90000002",
    ),
    Paper(
        3, "Slow tones call bees home", 2020, kind="preprint",
        abstract="Slow tones raised the return rate of foragers to 70.0%, against 62.5% in silence, in 20 hives.",
        authors=(("Okafor", "Ruth"), ("Brandt", "Jo")), venue="arXiv", doi="10.48550/arxiv.2001.00003",
        arxiv="2001.00003", licence="by", version_of="10.5555/hum.2",
        at=frozenset({"arxiv", "openalex", "semantic_scholar"}),
    ),
    Paper(
        4, "Hum boxes double the honey of a hive", 2019,
        abstract="Hum boxes doubled the yield of honey, from 11.0 kg to 22.0 kg, in six hives.",
        authors=(("Pell", "Greta"),), doi="10.5555/hum.4", pmid="90000004", notice="retraction",
    ),
    Paper(
        5, "A law of tones for all winged insects", 2022, kind="preprint",
        abstract="One law gives the tone that calls any winged insect home.", authors=(("Vane", "Ola"),), venue="arXiv",
        doi="10.48550/arxiv.2202.00005", arxiv="2202.00005", notice="withdrawal", at=frozenset({"arxiv", "openalex"}),
    ),
    Paper(
        6, "Return rates of foragers near hum boxes in rain", 2020,
        abstract="In rain, hum boxes left the return rate of foragers at 48.0%, against 47.5% without them.",
        authors=(("Tamm", "Anders"), ("Ito", "Mina")), doi="10.5555/hum.6", pmid="90000006", pmcid="PMC9000006",
        licence="by", notice="correction",
    ),
    Paper(
        7, "Hearing hives: a benchmark of hum boxes", 2023, kind="conference",
        abstract="We compare nine hum boxes on 30 hives. The best one reached a return rate of 76.0%.",
        authors=(("de Wit", "Noor"), ("Hale", "Sam")), venue="Proceedings of the Meeting on Listening Machines",
        doi="10.5555/hum.7", at=frozenset({"openalex", "crossref", "semantic_scholar"}),
    ),
    Paper(
        8, "Night tones and the sleep of bees", 2024, kind="preprint",
        abstract="Night tones shortened the sleep of bees by 12 minutes.", authors=(("Reyes", "Luz"),),
        venue="Hive Preprints", doi="10.5555/pre.8", at=frozenset({"europe_pmc", "crossref"}),
    ),
    Paper(
        9, "Modelling the way home: tones as beacons", 2018, kind="preprint",
        abstract="A model of tones as beacons predicts a return rate of 69.0% for < 100 m.",
        authors=(("Aalto", "Pia"), ("Nkemelu", "Chidi")), venue="arXiv", doi="10.48550/arxiv.1803.00009",
        arxiv="1803.00009", at=frozenset({"arxiv"}),
    ),
    Paper(
        10, "Thoughts on hum boxes", 2017, authors=(("Lund", "Karl"),), doi="10.5555/hum.10",
        at=frozenset({"openalex", "crossref"}),
    ),
    Paper(
        11, "Brummkästen am Bienenstand", 2016, abstract="Brummkästen erhöhten die Rückkehr der Bienen auf 68,0 %.",
        authors=(("Huber", "Vroni"),), venue="Imkerblatt", doi="10.5555/hum.11", pmid="90000011", language="de",
        at=frozenset({"openalex", "pubmed", "europe_pmc"}),
    ),
    Paper(
        12, "Sound in the apiary: a review", 2025, kind="review",
        abstract="Of 14 trials of hum boxes, 11 report a higher return rate of foragers.",
        authors=(("Moor", "Ilse"),), doi="10.5555/hum.12", pmid="90000012", pmcid="PMC9000012", licence="by-nc",
        at=JOURNALS - {"crossref"},
    ),
)  # fmt: skip


def more(count: int) -> tuple[Paper, ...]:
    """Plain works that every service holds, so that a search has several pages."""
    return tuple(
        Paper(
            n, f"Hum boxes, hive {n}", 2015 + n % 10, abstract=f"In hive {n} the return rate was {50 + n % 40}.0%.",
            authors=((f"Surname{n}", "Given"),), doi=f"10.5555/more.{n}", arxiv=f"2301.{n:05}",
            pmid=str(91_000_000 + n), at=SIX,
        )
        for n in range(101, 101 + count)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Papers, and how their services go wrong between pages.

    With `shift` 1 a work vanishes behind the first page, with -1 one comes in, so that another comes twice. With
    `repeats` a cursor or token leads back to the second page for ever. `token_page` is how many works Semantic Scholar
    gives.
    """

    papers: Sequence[Paper] = PAPERS
    shift: int = 0
    repeats: bool = False
    token_page: int = 100

    def held(self, service: str) -> list[Paper]:
        """What a service holds, in its order."""
        return [one for one in self.papers if service in one.at]

    def answer(self, asked: Asked) -> Reply:
        """What the service of this host answers."""
        play = _PLAYS.get(asked.host)
        return Reply(b"No such host.", 404, "text/plain") if play is None else play(self, asked)

    def cut(self, service: str, start: int, size: int) -> list[Paper]:
        """A page of a search."""
        at = start + self.shift if start else 0
        return self.held(service)[at : at + size]

    def total(self, service: str, start: int) -> int:
        """How many works a page counts."""
        return len(self.held(service)) - (self.shift if start else 0)

    def cursor(self, service: str, start: int, size: int) -> str:
        """What leads on from a page, or nothing at the end."""
        following = start + size
        if self.repeats and start >= 2 * size:
            return f"at-{size}"
        return f"at-{following}" if following < self.total(service, start) or self.repeats else ""

    def by_doi(self, path: str, service: str | None = None) -> Paper | None:
        """The work whose DOI ends a path."""
        said = unquote(path).casefold().replace("doi:", "")
        found = (one for one in self.papers if one.doi and said.endswith(f"/{one.doi}"))
        return next((one for one in found if service is None or service in one.at), None)


def _start(cursor: str) -> int:
    found = re.fullmatch(r"at-([0-9]+)", cursor)
    return int(found.group(1)) if found else 0


def _not_found(said: str = "Resource not found.") -> Reply:
    return Reply(said.encode(), 404, "text/plain")


# --- OpenAlex -------------------------------------------------------------------------------------------------------


def _openalex(world: World, asked: Asked) -> Reply:
    if asked.path != "/works":
        found = world.by_doi(asked.path, "openalex")
        return page(_openalex_work(found)) if found else Reply(b"<html>Not found</html>", 404, "text/html")
    number, size = int(asked.params.get("page", "1")), int(asked.params.get("per_page", "25"))
    works = world.cut("openalex", (number - 1) * size, size)
    total = world.total("openalex", number - 1)
    meta = {"count": total, "page": number, "per_page": size, "db_response_time_ms": 9}
    return page({"meta": meta, "results": [_openalex_work(one) for one in works], "group_by": []})


def _openalex_work(one: Paper) -> dict[str, object]:
    named = f"https://openalex.org/W{4_400_000_000 + one.number}"
    kinds = {"conference": "conference-paper"}
    pmc = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{one.pmcid[3:]}" if one.pmcid else None
    ids = {"openalex": named, "doi": _doi_url(one), "pmid": _pmid_url(one), "pmcid": pmc}
    return {
        "id": named,
        "doi": _doi_url(one),
        "title": one.title,
        "publication_year": one.year,
        "publication_date": f"{one.year}-05-01",
        "language": one.language,
        "type": kinds.get(one.kind, one.kind),
        "ids": {name: value for name, value in ids.items() if value},
        "authorships": [
            {"author": {"display_name": f"{given} {family}", "orcid": None}, "raw_author_name": f"{given} {family}"}
            for family, given in one.authors
        ],
        "abstract_inverted_index": _inverted(one.abstract),
        "primary_location": _openalex_places(one)[0],
        "best_oa_location": _openalex_places(one)[0] if one.licence else None,
        "locations": _openalex_places(one),
        "open_access": {"is_oa": bool(one.licence), "oa_status": "gold" if one.licence else "closed", "oa_url": None},
        "biblio": {"volume": str(one.year - 2000), "issue": "2", "first_page": str(one.number), "last_page": None},
        "cited_by_count": one.number,
        "is_retracted": one.notice == "retraction",
    }


def _openalex_places(one: Paper) -> list[dict[str, object]]:
    is_preprint = one.kind == "preprint"
    licence = f"cc-{one.licence}" if one.licence else None
    own: dict[str, object] = {
        "is_oa": bool(one.licence), "landing_page_url": _doi_url(one), "pdf_url": None, "license": licence,
        "version": "submittedVersion" if is_preprint else "publishedVersion",
        "source": {"display_name": one.venue, "type": "repository" if is_preprint else "journal"},
    }  # fmt: skip
    if not one.arxiv:
        return [own]
    address = f"http://arxiv.org/abs/{one.arxiv}"
    repository = {"display_name": "arXiv (Cornell University)", "type": "repository"}
    return [own, own | {"landing_page_url": address, "version": "submittedVersion", "source": repository}]


def _doi_url(one: Paper) -> str | None:
    return f"https://doi.org/{one.doi}" if one.doi else None


def _pmid_url(one: Paper) -> str | None:
    return f"https://pubmed.ncbi.nlm.nih.gov/{one.pmid}" if one.pmid else None


def _inverted(text: str) -> dict[str, list[int]] | None:
    index: dict[str, list[int]] = {}
    for at, word in enumerate(text.split()):
        index.setdefault(word, []).append(at)
    return index or None


# --- Crossref -------------------------------------------------------------------------------------------------------


def _crossref(world: World, asked: Asked) -> Reply:
    if asked.path != "/works":
        found = world.by_doi(asked.path, "crossref")
        return page({"status": "ok", "message-type": "work", "message": _item(world, found)}) if found else _not_found()
    start, size = int(asked.params.get("offset", "0")), int(asked.params.get("rows", "20"))
    message = {
        "total-results": world.total("crossref", start),
        "items-per-page": size,
        "items": [_item(world, one) for one in world.cut("crossref", start, size)],
    }
    return page({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})


def _item(world: World, one: Paper) -> dict[str, object]:
    kinds = {"conference": "proceedings-article", "preprint": "posted-content"}
    found: dict[str, object] = {
        "DOI": one.doi,
        "URL": _doi_url(one),
        "type": kinds.get(one.kind, "journal-article"),
        "title": [one.title],
        "author": [{"given": given, "family": family, "sequence": "first"} for family, given in one.authors],
        "container-title": [] if one.kind == "preprint" else [one.venue],
        "publisher": "Orchard Press",
        "issued": {"date-parts": [[one.year, 5, 1]]},
        "volume": str(one.year - 2000),
        "issue": "2",
        "page": str(one.number),
        "language": one.language,
        "score": 20.0 - one.number / 100,
    }
    if one.kind == "preprint":
        found["subtype"] = "preprint"
    if one.abstract:
        found["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{escape(one.abstract)}</jats:p>"
    if one.licence:
        found["license"] = [{"URL": _licence_url(one), "content-version": "vor", "delay-in-days": 0}]
    if one.notice:
        date = {"date-parts": [[one.year + 1, 3, 1]], "date-time": f"{one.year + 1}-03-01T00:00:00Z"}
        label = one.notice.capitalize()
        found["updated-by"] = [
            {"DOI": f"{one.doi}.n", "type": one.notice, "label": label, "source": "publisher", "updated": date}
        ]
    earlier = [other for other in world.papers if other.version_of == one.doi]
    if earlier:
        found["relation"] = {
            "has-preprint": [{"id": other.doi, "id-type": "doi", "asserted-by": "subject"} for other in earlier]
        }
    return found


def _licence_url(one: Paper) -> str:
    return f"https://creativecommons.org/licenses/{one.licence}/4.0/"


# --- Semantic Scholar -----------------------------------------------------------------------------------------------


def _semantic_scholar(world: World, asked: Asked) -> Reply:
    start, size = _start(asked.params.get("token", "")), world.token_page
    total = world.total("semantic_scholar", start)
    if not total:
        return page({"total": 0, "offset": 0})
    token = world.cursor("semantic_scholar", start, size)
    data = [_paper(one) for one in world.cut("semantic_scholar", start, size)]
    return page({"total": total, "data": data} | ({"token": token} if token else {}))


def _paper(one: Paper) -> dict[str, object]:
    known = {
        "DOI": one.doi.upper(), "ArXiv": one.arxiv, "PubMed": one.pmid, "PubMedCentral": one.pmcid[3:],
        "CorpusId": 260_000_000 + one.number,
    }  # fmt: skip
    kinds = {"conference": ["Conference"], "review": ["Review", "JournalArticle"], "preprint": None}
    return {
        "paperId": f"{one.number:040x}",
        "externalIds": {name: value for name, value in known.items() if value},
        "url": f"https://www.semanticscholar.org/paper/{one.number:040x}",
        "title": one.title,
        "abstract": None if one.kind == "conference" else one.abstract or None,  # as where a publisher withholds it
        "venue": "arXiv.org" if one.venue == "arXiv" else one.venue,
        "year": one.year,
        "publicationTypes": kinds.get(one.kind, ["JournalArticle"]),
        "journal": {"name": one.venue, "volume": str(one.year - 2000), "pages": str(one.number)},
        "authors": [{"authorId": None, "name": f"{given} {family}"} for family, given in one.authors],
    }


# --- arXiv ----------------------------------------------------------------------------------------------------------


def _arxiv(world: World, asked: Asked) -> Reply:
    if asked.path.startswith("/html/"):
        return _arxiv_page(world, asked.path)
    start, size = int(asked.params.get("start", "0")), int(asked.params.get("max_results", "10"))
    wanted = [one.partition("v")[0] for one in asked.params.get("id_list", "").split(",") if one]
    held = [one for one in world.held("arxiv") if one.arxiv in wanted] if wanted else world.held("arxiv")
    shown, total = (held, len(held)) if wanted else (world.cut("arxiv", start, size), world.total("arxiv", start))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><title>arXiv Query</title>'
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{''.join(map(_entry, shown))}</feed>"
    )
    return Reply(body.encode(), kind="application/atom+xml; charset=utf-8")


def _entry(one: Paper) -> str:
    people = "".join(f"<author><name>{escape(f'{given} {family}')}</name></author>" for family, given in one.authors)
    is_withdrawn = one.notice == "withdrawal"
    comment = "This paper has been withdrawn by the author: the law does not hold" if is_withdrawn else "9 pages"
    doi = f"<arxiv:doi>{one.version_of}</arxiv:doi>" if one.version_of else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{one.arxiv}v1</id><title>{escape(one.title)}</title>"
        f"<published>{one.year}-01-03T00:00:00Z</published><updated>{one.year}-01-03T00:00:00Z</updated>"
        f"<summary>{escape(one.abstract)}</summary>{people}<arxiv:comment>{comment}</arxiv:comment>{doi}"
        '<arxiv:primary_category term="q-bio.PE"/><category term="q-bio.PE"/></entry>'
    )


def _arxiv_page(world: World, path: str) -> Reply:
    number = re.sub(r"v[0-9]+\Z", "", path.removeprefix("/html/"))
    found = next((one for one in world.held("arxiv") if one.arxiv == number and one.licence), None)
    if found is None:
        return Reply(b"<html><title>No HTML</title></html>", 404, "text/html")
    text = (
        f'<!DOCTYPE html><html lang="en"><head><title>{escape(found.title)}</title></head><body><article'
        f' class="ltx_document"><h1 class="ltx_title ltx_title_document">{escape(found.title)}</h1>'
        f'<div class="ltx_abstract"><p class="ltx_p">{escape(found.abstract)}</p></div>'
        '<section class="ltx_section" id="S1"><h2 class="ltx_title ltx_title_section">Results</h2>'
        f'<div class="ltx_para"><p class="ltx_p">{escape(_result(found))}</p></div></section></article></body></html>'
    )
    return Reply(text.encode(), kind="text/html; charset=utf-8")


# --- Europe PMC -----------------------------------------------------------------------------------------------------


def _europe_pmc(world: World, asked: Asked) -> Reply:
    if found := re.fullmatch(r"/europepmc/webservices/rest/(PMC[0-9]+)/fullTextXML", asked.path):
        return _full_text(world, found.group(1))
    start, size = _start(asked.params.get("cursorMark", "*")), int(asked.params.get("pageSize", "25"))
    following = world.cursor("europe_pmc", start, size)
    answer = {
        "version": "6.9",
        "hitCount": world.total("europe_pmc", start),
        "resultList": {"result": [_record(one) for one in world.cut("europe_pmc", start, size)]},
    }
    return page(answer | ({"nextCursorMark": following} if following else {}))


def _record(one: Paper) -> dict[str, object]:
    is_preprint = one.kind == "preprint"
    number = f"PPR{one.number}" if is_preprint else one.pmid or f"IND{one.number}"
    types = (
        ["Preprint"] if is_preprint else ["Review", "Journal Article"] if one.kind == "review" else ["Journal Article"]
    )
    types += ["Retracted Publication"] if one.notice == "retraction" else []
    links = {"retraction": "Retraction in", "correction": "Erratum in"}
    people = [
        {"fullName": f"{family} {given[0]}", "firstName": given, "lastName": family, "initials": given[0]}
        for family, given in one.authors
    ]
    found: dict[str, object] = {
        "id": number,
        "source": "PPR" if is_preprint else "MED" if one.pmid else "AGR",
        "doi": one.doi,
        "title": f"{one.title}.",
        "authorString": ", ".join(str(person["fullName"]) for person in people) + ".",
        "authorList": {"author": people},
        "pubYear": str(one.year),
        "firstPublicationDate": f"{one.year}-05-01",
        "abstractText": f"<h4>Results</h4>{escape(one.abstract)}" if one.abstract else "",
        "language": {"de": "ger"}.get(one.language, "eng"),
        "pubTypeList": {"pubType": types},
        "isOpenAccess": "Y" if one.licence else "N",
        "inEPMC": "Y" if one.pmcid else "N",
        "journalInfo": {"volume": str(one.year - 2000), "issue": "2", "journal": {"title": one.venue}},
        "pageInfo": str(one.number),
    }
    found |= {name: value for name, value in (("pmid", one.pmid), ("pmcid", one.pmcid)) if value}
    found |= {"license": f"cc {one.licence}"} if one.licence else {}
    if one.notice in links:
        link = {"id": str(95_000_000 + one.number), "source": "MED", "type": links[one.notice], "reference": one.venue}
        found["commentCorrectionList"] = {"commentCorrection": [link]}
    return found


def _full_text(world: World, pmcid: str) -> Reply:
    found = next((one for one in world.papers if one.pmcid == pmcid and one.licence), None)
    return Reply(b"", 404, XML) if found is None else Reply(jats(found).encode(), kind=XML)


def _result(one: Paper) -> str:
    return f"Beside the figures of the summary, {one.number + 3} hives were watched at night, and none swarmed."


def jats(one: Paper) -> str:
    """The full text of a paper: its abstract, a section with results, a table, and references that nobody reads."""
    people = "".join(
        f'<contrib contrib-type="author"><name><surname>{family}</surname><given-names>{given}</given-names></name>'
        "</contrib>"
        for family, given in one.authors
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><article xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' article-type="research-article"><front><article-meta>'
        f'<article-id pub-id-type="pmcid">{one.pmcid}</article-id><article-id pub-id-type="doi">{one.doi}</article-id>'
        f"<title-group><article-title>{escape(one.title)}</article-title></title-group>"
        f"<contrib-group>{people}</contrib-group><pub-date><year>{one.year}</year></pub-date><permissions>"
        f'<license xlink:href="{_licence_url(one)}"><license-p>An open licence.</license-p></license></permissions>'
        f"<abstract><p>{escape(one.abstract)}</p></abstract></article-meta></front><body>"
        "<sec><title>Methods</title><p>Foragers were counted at dusk for 30 days.</p></sec>"
        f"<sec><title>Results</title><p>{escape(one.abstract)}</p><p>{escape(_result(one))}</p>"
        '<table-wrap id="t1"><label>Table 1</label><caption><p>Return rate of foragers.</p></caption><table><thead><tr>'
        "<th>Hives</th><th>Return rate (%)</th></tr></thead><tbody><tr><td>Hum box</td><td>74.0</td></tr><tr>"
        "<td>No box</td><td>60.0</td></tr></tbody></table></table-wrap></sec></body><back><ref-list><ref>"
        "<mixed-citation>A work that was cited.</mixed-citation></ref></ref-list></back></article>"
    )


# --- PubMed ---------------------------------------------------------------------------------------------------------


def _pubmed(world: World, asked: Asked) -> Reply:
    if asked.path.endswith("/esearch.fcgi"):
        start, size = int(asked.params.get("retstart", "0")), int(asked.params.get("retmax", "20"))
        found = [one.pmid for one in world.cut("pubmed", start, size)]
        result = {"count": str(world.total("pubmed", start)), "retmax": str(len(found)), "retstart": str(start)}
        header = {"type": "esearch", "version": "0.3"}
        return page({"header": header, "esearchresult": result | {"idlist": found, "querytranslation": "hum boxes"}})
    wanted = asked.params.get("id", "").split(",")
    held = {one.pmid: one for one in world.held("pubmed")}
    records = "".join(_article(held[number]) for number in wanted if number in held)
    body = f'<?xml version="1.0" ?><PubmedArticleSet>{records}</PubmedArticleSet>'
    return Reply(body.encode(), kind="text/xml; charset=UTF-8")


def _article(one: Paper) -> str:
    people = "".join(
        f'<Author ValidYN="Y"><LastName>{family}</LastName><ForeName>{given}</ForeName></Author>'
        for family, given in one.authors
    )
    types = ["Journal Article", *(["Review"] if one.kind == "review" else [])]
    types += ["Retracted Publication"] if one.notice == "retraction" else []
    links = {"retraction": "RetractionIn", "correction": "ErratumIn"}
    notice = (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{links[one.notice]}"><RefSource>A notice</RefSource>'
        f'<PMID Version="1">{95_000_000 + one.number}</PMID></CommentsCorrections></CommentsCorrectionsList>'
        if one.notice in links
        else ""
    )
    abstract = f"<Abstract><AbstractText>{escape(one.abstract)}</AbstractText></Abstract>" if one.abstract else ""
    language = {"de": "ger"}.get(one.language, "eng")
    pmc = f'<ArticleId IdType="pmc">{one.pmcid}</ArticleId>' if one.pmcid else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{one.pmid}</PMID><Article><Journal>'
        f"<JournalIssue><Volume>{one.year - 2000}</Volume><Issue>2</Issue><PubDate><Year>{one.year}</Year></PubDate>"
        f"</JournalIssue><Title>{escape(one.venue)}</Title></Journal><ArticleTitle>{escape(one.title)}.</ArticleTitle>"
        f"<Pagination><MedlinePgn>{one.number}</MedlinePgn></Pagination>{abstract}"
        f'<AuthorList CompleteYN="Y">{people}</AuthorList><Language>{language}</Language>'
        f"<PublicationTypeList>{''.join(f'<PublicationType>{kind}</PublicationType>' for kind in types)}"
        f"</PublicationTypeList></Article>{notice}</MedlineCitation><PubmedData><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{one.pmid}</ArticleId><ArticleId IdType="doi">{one.doi}</ArticleId>{pmc}'
        "</ArticleIdList></PubmedData></PubmedArticle>"
    )


# --- smaller services -----------------------------------------------------------------------------------------------


def _unpaywall(world: World, asked: Asked) -> Reply:
    if "@" not in asked.params.get("email", ""):
        return page({"HTTP_status_code": 422, "error": True, "message": "Please use your own email"}, status=422)
    found = world.by_doi(asked.path)
    if found is None or not found.doi.startswith("10.5555/"):
        return page({"HTTP_status_code": 404, "error": True, "message": f"{asked.path} isn't in Unpaywall"}, status=404)
    place = {
        "url": _doi_url(found), "url_for_pdf": None, "url_for_landing_page": _doi_url(found), "host_type": "publisher",
        "license": f"cc-{found.licence}", "version": "publishedVersion",
    }  # fmt: skip
    is_oa = bool(found.licence)
    return page({
        "doi": found.doi, "is_oa": is_oa, "oa_status": "gold" if is_oa else "closed",
        "best_oa_location": place if is_oa else None, "oa_locations": [place] if is_oa else [],
        "title": found.title, "year": found.year,
    })  # fmt: skip


def _datacite(world: World, asked: Asked) -> Reply:
    held = [one for one in world.papers if one.doi.startswith("10.48550/")]
    if asked.path != "/dois":
        found = world.by_doi(asked.path)
        is_held = found is not None and found in held
        return page({"data": _doi_record(found)}) if found is not None and is_held else page({"errors": []}, status=404)
    size, number = int(asked.params.get("page[size]", "25")), int(asked.params.get("page[number]", "1"))
    shown = held[(number - 1) * size : number * size]
    return page({"data": [_doi_record(one) for one in shown], "meta": {"total": len(held), "page": number}})


def _doi_record(one: Paper) -> dict[str, object]:
    related = [{"relationType": "IsVersionOf", "relatedIdentifier": one.version_of, "relatedIdentifierType": "DOI"}]
    people = [{"name": f"{family}, {given}", "givenName": given, "familyName": family} for family, given in one.authors]
    return {"id": one.doi, "type": "dois", "attributes": {
        "doi": one.doi, "titles": [{"title": one.title}], "creators": people, "publisher": "arXiv",
        "publicationYear": one.year, "types": {"resourceTypeGeneral": "Preprint"}, "language": "en",
        "descriptions": [{"description": one.abstract, "descriptionType": "Abstract"}],
        "rightsList": [{"rightsUri": _licence_url(one)}] if one.licence else [],
        "relatedIdentifiers": related if one.version_of else [], "url": f"https://arxiv.org/abs/{one.arxiv}",
    }}  # fmt: skip


def _doi(world: World, asked: Asked) -> Reply:
    found = world.by_doi(asked.path)
    return page({"responseCode": 1}) if found else page({"responseCode": 100}, status=404)


_PLAYS: Mapping[str, Callable[[World, Asked], Reply]] = {
    manners.OPENALEX: _openalex,
    manners.CROSSREF: _crossref,
    manners.SEMANTIC_SCHOLAR: _semantic_scholar,
    manners.ARXIV: _arxiv,
    "arxiv.org": _arxiv,
    manners.EUROPE_PMC: _europe_pmc,
    manners.NCBI: _pubmed,
    manners.UNPAYWALL: _unpaywall,
    manners.DATACITE: _datacite,
    manners.DOI: _doi,
}
HOSTS = tuple(_PLAYS)
"""Every host that is played."""


def answer(asked: Asked) -> Reply:
    """What the services of the dozen papers answer."""
    return World().answer(asked)
