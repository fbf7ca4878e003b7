"""Open full texts (JATS, and arXiv's HTML): bytes in, articles out, with sections and tables in place.

`answers` asks and tells articles from messages, `jats` and `html` read, `article` is what they give; `prose`,
`formulas` and `grid` read the tree that both make. Nothing of it fetches.
"""

from generator.sources.fulltext.answers import (
    arxiv_article,
    arxiv_html,
    europe_pmc_article,
    europe_pmc_full_text,
)
from generator.sources.fulltext.article import Article, sections_of, version
from generator.sources.fulltext.copies import ArxivHtml, EuropePmcFullText
from generator.sources.fulltext.grid import Row, Table, section, tables
from generator.sources.fulltext.supplied import supplied

__all__ = [
    "Article",
    "ArxivHtml",
    "EuropePmcFullText",
    "Row",
    "Table",
    "arxiv_article",
    "arxiv_html",
    "europe_pmc_article",
    "europe_pmc_full_text",
    "section",
    "sections_of",
    "supplied",
    "tables",
    "version",
]
