"""Reads results, which are measured levels with their owner, data set and metric, out of sentences and table rows.

Pure; stands above `text` and `numbers` and knows no record of the pipeline.

    names (aliases.yml) ─┬─► sentence
    figure ──────────────┴─► table
"""

from generator.results.figure import Figure, Role
from generator.results.names import Aliases, Entry, Names
from generator.results.sentence import read_figures

__all__ = ["Aliases", "Entry", "Figure", "Names", "Role", "read_figures"]
