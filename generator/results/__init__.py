"""Reads results, which are measured levels with their owner, data set and metric, out of sentences and table rows.

Stands above `text` and `numbers` and knows no record of the pipeline.

    names (aliases.yml) ─┬─► tokens ► numerals ► measures ► levels ► chains ► sentence
    figure ──────────────┤
    lines, cells ► headers ► table
"""

from generator.results.cells import MARKS
from generator.results.figure import Figure, Role
from generator.results.headers import is_test
from generator.results.lines import Cell, read_line, written
from generator.results.names import Aliases, Entry, Names, load_names
from generator.results.sentence import read_figures
from generator.results.table import UNDER_SOMETHING, Layout, layout, read_row

__all__ = [
    "MARKS",
    "UNDER_SOMETHING",
    "Aliases",
    "Cell",
    "Entry",
    "Figure",
    "Layout",
    "Names",
    "Role",
    "is_test",
    "layout",
    "load_names",
    "read_figures",
    "read_line",
    "read_row",
    "written",
]
