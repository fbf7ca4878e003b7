"""Where works come from; each source is one module that knows no other."""

from generator.service import FullText, LooksUp, Service
from generator.sources.arxiv import Arxiv
from generator.sources.crossref import Crossref
from generator.sources.datacite import DataCite
from generator.sources.europe_pmc import EuropePmc
from generator.sources.fulltext import ArxivHtml, EuropePmcFullText
from generator.sources.openalex import OpenAlex
from generator.sources.pubmed import PubMed
from generator.sources.semantic_scholar import SemanticScholar
from generator.sources.unpaywall import Unpaywall

SERVICES: tuple[Service, ...] = (
    OpenAlex(),
    Crossref(),
    SemanticScholar(),
    Arxiv(),
    EuropePmc(),
    PubMed(),
)
"""Every scholarly service, in the order in which they are asked and told."""

LOOK_UPS: tuple[LooksUp, ...] = (
    OpenAlex(),
    Crossref(),
    DataCite(),
    Arxiv(),
    EuropePmc(),
    PubMed(),
    Unpaywall(),
)
"""Every service that can be asked for works by their identifiers, in the order in which they are asked and told."""

FULL_TEXTS: tuple[FullText, ...] = (EuropePmcFullText(), ArxivHtml())
"""Every service that has open full texts."""
