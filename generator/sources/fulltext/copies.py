"""Where open full texts are had: Europe PMC by PubMed Central number, arXiv's HTML by identifier and version."""

from __future__ import annotations

from rapidfuzz import fuzz

from generator import bodies, ids
from generator.schema import Version, Work, WorkType
from generator.service import Request
from generator.sources.fulltext.answers import arxiv_article, arxiv_html, europe_pmc_article, europe_pmc_full_text
from generator.sources.fulltext.article import Article, version

SAME_TITLE = 80
"""Similarity of titles (rapidfuzz, 0 to 100) below which a text is taken for another work's."""


class EuropePmcFullText:
    """The open access subset of Europe PMC, in JATS."""

    name = "europe_pmc_full_text"

    def identifier(self, work: Work) -> str | None:
        """The work's PubMed Central number."""
        return work.ids.pmcid

    def request(self, identifier: str) -> Request:
        """The call for the article."""
        return europe_pmc_full_text(identifier)

    def version(self, body: bytes, identifier: str, work: Work) -> Version:
        """The article as a version. Raises ServiceError and ArticleError."""
        article = europe_pmc_article(body)
        stated = article.ids.pmcid
        if stated != identifier and (stated or not article.title):
            said = f"the text is of another work: {stated}" if stated else "the text does not say of which work it is"
            raise bodies.failure(self.name, "broken", said)
        article = _of(self.name, article, work)
        kind = WorkType.ARTICLE if work.type is WorkType.PREPRINT else work.type
        return version(article, kind, f"{self.name}:{identifier}", f"{identifier}, full text")


class ArxivHtml:
    """arXiv's HTML of papers."""

    name = "arxiv_html"

    def identifier(self, work: Work) -> str | None:
        """The work's arXiv identifier, with the version that arXiv last described, if it did."""
        if work.ids.arxiv is None:
            return None
        described = (one.id.removeprefix("arxiv:") for one in work.versions if one.id.startswith("arxiv:"))
        return next((one for one in described if ids.arxiv(one) == work.ids.arxiv), work.ids.arxiv)

    def request(self, identifier: str) -> Request:
        """The call for the page."""
        return arxiv_html(identifier)

    def version(self, body: bytes, identifier: str, work: Work) -> Version:
        """The paper as a version. Raises ServiceError and ArticleError."""
        article = _of(self.name, arxiv_article(body), work)
        return version(article, WorkType.PREPRINT, f"{self.name}:{identifier}", f"arXiv {identifier}, full text")


def _of(service: str, article: Article, work: Work) -> Article:
    """The article, if its title is the work's: a number may lead to another's text."""
    if article.title and fuzz.token_sort_ratio(_folded(article.title), _folded(work.title)) < SAME_TITLE:
        raise bodies.failure(service, "broken", f"the text is of another work: {article.title}")
    return article


def _folded(title: str) -> str:
    return title.casefold()
