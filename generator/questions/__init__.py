"""Question files: bytes of YAML in, checked `Question` records out; and the JSON Schemas that describe them.

First step of the flow; stands above `schema`, `ids` and `errors` and imports nothing else of the project. It reads
questions/*.yml and looks up which library files there are. It must not write, fetch, or repair what a person wrote:
whatever is wrong becomes a Fault with its line and its remedy, and all of them are reported together.

    bytes ─► text ─► nodes with their lines (Tree) ─► defaults merged in ─► Question ─► checks across files
             text    tree                             records, wording, schemas         files
"""

from generator.questions.disputes import examine_dispute
from generator.questions.files import defaults, disputes, examined, faults, find, load, moved, slugs
from generator.questions.records import Defaults, Examined, examine, parse, parse_defaults
from generator.questions.schemas import (
    defaults_json_schema,
    dispute_json_schema,
    json_schema,
    report_json_schema,
    schema_files,
)
from generator.questions.text import MAX_BYTES, UNWANTED, path_of
from generator.questions.tree import Tree, tree_of

__all__ = [
    "MAX_BYTES",
    "UNWANTED",
    "Defaults",
    "Examined",
    "Tree",
    "defaults",
    "defaults_json_schema",
    "dispute_json_schema",
    "disputes",
    "examine",
    "examine_dispute",
    "examined",
    "faults",
    "find",
    "json_schema",
    "load",
    "moved",
    "parse",
    "parse_defaults",
    "path_of",
    "report_json_schema",
    "schema_files",
    "slugs",
    "tree_of",
]
