"""Reads results, which are measured levels with their owner, data set and metric, out of sentences and table rows.

Stands above `text` and `numbers` and knows no record of the pipeline.

    names (aliases.yml) ─┬─► tokens ► numerals ► measures ► levels ► chains ► sentence
    figure ──────────────┘             (what a sentence's reading goes through)
"""

from generator.results.figure import Figure, Role
from generator.results.names import Aliases, Entry, Names, load_names
from generator.results.sentence import read_figures

__all__ = ["Aliases", "Entry", "Figure", "Names", "Role", "load_names", "read_figures"]
