"""Where works come from; each source is one module that knows no other."""

from generator.service import Service
from generator.sources.crossref import Crossref
from generator.sources.openalex import OpenAlex
from generator.sources.semantic_scholar import SemanticScholar

SERVICES: tuple[Service, ...] = (
    OpenAlex(),
    Crossref(),
    SemanticScholar(),
)
"""Every scholarly service, in the order in which they are asked and told."""
