"""Tree to record: one file's data, with the defaults merged in, checked as a `Question`.

The third step of `questions`, after `tree`. It sees one file at a time and reads no disk; `files` does, and knows what
holds across files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from generator import ids, schema
from generator.errors import Fault, InputError
from generator.questions.schemas import DefaultKeys, defaults_json_schema, json_schema
from generator.questions.text import line_fault
from generator.questions.tree import Tree, tree_of
from generator.questions.wording import worded
from generator.schema import Question

FOLDER = "questions"
DEFAULTS_FILE = f"{FOLDER}/_defaults.yml"
MERGED_KEYS = ("years", "limits")
MAX_SLUG = 80

R = TypeVar("R", bound=schema.Record)


@dataclass(frozen=True, slots=True)
class Defaults:
    """The valid keys of _defaults.yml as written; they are merged into a question before it is checked."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def under(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """A question's own keys laid over the defaults: whole keys, but `years` and `limits` key by key."""
        merged = {**self.values, **own}
        for key in MERGED_KEYS:
            below, above = self.values.get(key), own.get(key)
            if isinstance(below, dict) and isinstance(above, dict):
                merged[key] = {**below, **above}
        return merged


class Examined(NamedTuple):
    """What came of one question file: a question if it is valid, its tree if it is YAML, its faults if not."""

    file: str
    question: Question | None
    tree: Tree | None
    faults: tuple[Fault, ...]


def parse(data: bytes, file: str, defaults: Defaults = Defaults()) -> Question:
    """The question that the bytes of `file` (a path like questions/<slug>.yml) hold; reads no disk.

    Raises InputError with every fault found.
    """
    outcome = examine(data, file, defaults)
    if outcome.question is None:
        raise InputError(outcome.faults)
    return outcome.question


def parse_defaults(data: bytes, file: str = DEFAULTS_FILE) -> Defaults:
    """The defaults that the bytes of `file` hold; reads no disk.

    Raises InputError with every fault found.
    """
    tree, found = examine_defaults(data, file)
    if found:
        raise InputError(found)
    return Defaults(tree.data if tree else {})


def examine(data: bytes, file: str, defaults: Defaults) -> Examined:
    """Everything that can be said of one question file by itself."""
    try:
        tree, found = tree_of(data, file)
    except InputError as error:
        return Examined(file, None, None, (*name_faults(file), *error.faults))
    found += [*name_faults(file), *_slug_key_faults(tree)]
    own = {key: value for key, value in tree.data.items() if key != "slug"}
    # A name that is no slug has its fault already; the rest of the file is checked under a name that is one.
    slug = "unnamed" if name_faults(file) else PurePosixPath(file).stem
    try:
        question = validated(Question, {**defaults.under(own), "slug": slug})
    except ValidationError as error:
        found += worded(error, tree, json_schema())
        return Examined(file, None, tree, tuple(found))
    return Examined(file, None if found else question, tree, tuple(found))


def examine_defaults(data: bytes, file: str) -> tuple[Tree | None, tuple[Fault, ...]]:
    """The defaults' tree without its faulty keys, and the faults."""
    try:
        tree, found = tree_of(data, file)
    except InputError as error:
        return None, error.faults
    bad: set[object] = set()
    try:
        validated(DefaultKeys, tree.data)
    except ValidationError as error:
        found += worded(error, tree, defaults_json_schema())
        bad = {details["loc"][0] for details in error.errors() if details["loc"]}
    good = {key: value for key, value in tree.data.items() if key not in bad}
    return Tree(file, good, tree.keys, tree.values), tuple(found)


def validated(model: type[R], data: Mapping[str, Any]) -> R:
    """The record of a file's data. Raises ValidationError."""
    # By way of JSON: only there is strict validation (no "40" for 40) at ease with lists and the values of enums.
    return model.model_validate_json(json.dumps(data), strict=True, by_alias=True, by_name=False)


def name_faults(file: str) -> list[Fault]:
    """The fault of a file whose name is no slug."""
    stem = PurePosixPath(file).stem
    if len(stem) > MAX_SLUG:
        return [line_fault(file, 0, f"The file's name is longer than {MAX_SLUG} characters.", "Shorten it.")]
    if re.fullmatch(ids.SLUG_PATTERN, stem):
        return []
    better = ids.slugify(stem)[:MAX_SLUG].strip("-") or "my-question"
    message = "The file's name is no slug: lower-case letters and digits, parted by single hyphens."
    return [line_fault(file, 0, message, f"Rename it to {better}.yml.")]


def _slug_key_faults(tree: Tree) -> list[Fault]:
    if "slug" not in tree.data:
        return []
    line = tree.keys["slug",]
    return [Fault(tree.file, line, "slug", "is taken from the file's name.", "Remove it; rename the file instead.")]
