"""What asks for a full text, and what tells an article from a service's message; pure.

ServiceError is for a body that is no article: a message, a page that stands in for one. ArticleError is for an article
that cannot be read.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from generator import bodies
from generator.service import Request
from generator.sources.fulltext import html, jats
from generator.sources.fulltext.article import Article

EUROPE_PMC, ARXIV = "europe_pmc", "arxiv"

_XML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html)|<!--|<(?:pmc-articleset|article)\b)", re.IGNORECASE
)
_MESSAGE = re.compile(rb"<(?:error|errors|responseWrapper|html|fault)\b|<!DOCTYPE\s+html", re.IGNORECASE)
_ARTICLE = re.compile(rb"<article[\s>]")
_PAPER = re.compile(rb"class\s*=\s*[\"'][^\"'<>]*\bltx_document\b")
_NO_HTML = re.compile(
    r"\bno html (?:for|version|is available)\b|\bhtml is not available\b|\bnot found\b", re.IGNORECASE
)
_LOOKED_AT = 20_000
"""Bytes at a body's beginning in which a message is looked for."""


def europe_pmc_full_text(pmcid: str) -> Request:
    """The call for the JATS of an article (Europe PMC's RESTful web service, `fullTextXML`; its open access subset)."""
    return Request(
        f"https://www.ebi.ac.uk/europepmc/webservices/rest/{quote(pmcid, safe='')}/fullTextXML", (), "application/xml"
    )


def arxiv_html(arxiv_id: str) -> Request:
    """The call for arXiv's HTML of a paper, of the version that its identifier names, else of the last one."""
    return Request(f"https://arxiv.org/html/{quote(arxiv_id, safe='/')}", (), "text/html")


def europe_pmc_article(body: bytes) -> Article:
    """The article of a body. Raises ServiceError for a message, ArticleError for what cannot be read."""
    start = body[:_LOOKED_AT]
    if not _XML.match(start) or (_MESSAGE.search(start) and not _ARTICLE.search(start)):
        raise _told(EUROPE_PMC, body)
    return jats.article(body)


def arxiv_article(body: bytes) -> Article:
    """The article of a page. Raises ServiceError for one without a paper, ArticleError for what cannot be read."""
    if not _PAPER.search(body):
        raise _told(ARXIV, body)
    return html.article(body)


def _told(service: str, body: bytes) -> Exception:
    """An error in the service's own words: `absent` where it says that there is no such text, else `broken`."""
    said = html.words(body[:_LOOKED_AT])
    return bodies.failure(service, "absent" if _NO_HTML.search(said) else "broken", said or "the body is empty")
