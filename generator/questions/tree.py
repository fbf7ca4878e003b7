"""Text to tree: a YAML file as plain data, with the line of every key and value.

The second step of `questions`, after `text`. Nothing of the file is constructed: nodes are read, never loaded, and
YAML by which a file says something else than it shows is refused. It must not know what a question is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.errors import Fault, InputError
from generator.questions.text import GUIDE, UNWANTED, clip, line_fault, path_of, printable, text_of

MAX_DEPTH = 8
MAX_NODES = 5000

Loc = tuple[int | str, ...]
"""Place of a value in a file: keys and list positions from the top."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# No leading zero, sign "+", underscore, base or sexagesimal: those stay text, as they were meant.
_INT = re.compile(r"0|-?[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's data and, for every key and value in it, the line where a person finds it."""

    file: str
    data: Mapping[str, Any]
    keys: Mapping[Loc, int]
    values: Mapping[Loc, int]

    def line(self, loc: Loc) -> int:
        """Line of the deepest value on the way to `loc` that the file has."""
        while loc not in self.values:
            loc = loc[:-1]
        return self.values[loc]

    def fault(self, loc: Loc, message: str, fix: str) -> Fault:
        """A fault at `loc`, or at the deepest value on the way there."""
        return Fault(self.file, self.line(loc), path_of(loc), message, fix)


def tree_of(data: bytes, file: str) -> tuple[Tree, list[Fault]]:
    """The data with its lines, and the faults that still let it be checked; InputError for those that do not."""
    text = text_of(data, file)
    refused = _refusals(text, file)
    if refused:
        raise InputError(refused)
    # The base loader gives nodes and no Python objects: nothing of the file is ever constructed.
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value.strip()):
        raise InputError([line_fault(file, 0, "The file is empty.", "Write its keys, or delete it.")])
    if not isinstance(root, yaml.MappingNode):
        message = f"The file holds {_kind_of(root)}, but a set of keys is due at the top."
        raise InputError([line_fault(file, _line(root), message, "Begin each part with its key, such as 'title: …'.")])
    walk = _Walk(file)
    walk.values[()] = _line(root)
    return Tree(file, walk.mapping(root, ()), walk.keys, walk.values), walk.faults


def _refusals(text: str, file: str) -> list[Fault]:
    """Faults of the YAML itself: syntax, and everything beyond plain mappings, lists and scalars."""
    loader = yaml.BaseLoader(text)
    found: list[Fault] = []
    try:
        # Lazily, so that a file made to be deep or long is left at its first event too many.
        for event in _within_bounds(_events(loader), file):
            found += _refused_parts(event, file)
    except InputError as error:
        found += error.faults
    except yaml.MarkedYAMLError as error:
        found.append(_syntax_fault(error, text, file))
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML lets Python's own errors through for numbers that are none: "\UFFFFFFFF", "%YAML 1.999…".
        message, fix = "The line is not valid YAML: a number in it is out of range.", "Write the character itself."
        found.append(line_fault(file, loader.line + 1, message, fix))
    return found


def _events(loader: yaml.BaseLoader) -> Iterator[yaml.Event]:
    while loader.check_event():
        yield loader.get_event()  # type: ignore[no-untyped-call]


def _within_bounds(events: Iterable[yaml.Event], file: str) -> Iterator[yaml.Event]:
    """The events as they come; InputError at the first that is too deep, too many, or of a second document."""
    depth = nodes = documents = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            _stop(event, file, f"Values are nested more than {MAX_DEPTH} deep.", f"Nest them as {GUIDE} does.")
        if nodes > MAX_NODES:
            _stop(event, file, f"The file holds more than {MAX_NODES} values.", "Shorten it.")
        if documents > 1:
            _stop(event, file, "A second YAML document begins.", "Give each question its own file; remove '---'.")
        yield event


def _stop(event: yaml.Event, file: str, message: str, fix: str) -> None:
    raise InputError([line_fault(file, _line(event), message, fix)])


def _refused_parts(event: yaml.Event, file: str) -> Iterator[Fault]:
    """Faults for parts of YAML by which a file says something else than it shows."""
    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        yield line_fault(file, line, f"The alias *{event.anchor} is not read.", "Write the value out in full.")
    elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        yield line_fault(file, line, f"The anchor &{event.anchor} is not read.", "Remove it; put '&' in quotes.")
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        tag = printable(event.tag.replace("tag:yaml.org,2002:", "!!"))
        yield line_fault(file, line, f"The tag {tag} is not read.", "Remove it; put '!' in quotes.")
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        yield line_fault(file, line, "A YAML directive (a line with '%') is not read.", "Remove the line.")


_SYNTAX_FIXES = (
    ("mapping values are not allowed", "Put text that holds a colon and a space in quotes, and check the indentation."),
    ("cannot start any token", "Put text that begins with this character in quotes."),
    ("could not find expected ':'", "Write 'key: value'; indent text that goes on from the line above."),
    ("unexpected end of stream", "Close the quote that opens here."),
    ("<stream end>", "Close the bracket that opens here."),
    ("expected <block end>", "Line it up with the keys or dashes that it belongs to."),
    ("expected ',' or", "Close the bracket, and part its values with commas."),
)


_BEGUN = ("unexpected end of stream", "<stream end>", "could not find expected ':'")
"""Problems that PyYAML notices late: the line to look at is the one where the quote, bracket or key began."""


def _syntax_fault(error: yaml.MarkedYAMLError, text: str, file: str) -> Fault:
    """PyYAML's error in our form, at the line to look at."""
    problem = error.problem or "it does not parse"
    begun = error.context_mark if any(part in problem for part in _BEGUN) else None
    mark = begun or error.problem_mark
    # What is missing at the end is missing on the last line that has anything on it.
    line = min(mark.line + 1 if mark else 0, text.rstrip().count("\n") + 1)
    fix = next((fix for part, fix in _SYNTAX_FIXES if part in problem), "Correct the line, or put the text in quotes.")
    return line_fault(file, line, f"The line is not valid YAML: {problem}.", fix)


@dataclass(slots=True)
class _Walk:
    """Turns nodes into plain data, and collects lines and faults on its way."""

    file: str
    keys: dict[Loc, int] = field(default_factory=dict)
    values: dict[Loc, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def value(self, node: yaml.Node, loc: Loc, key_line: int | None = None) -> object:
        """The node's data. A mapping or list counts as standing where its key does, a scalar where it begins."""
        if isinstance(node, yaml.ScalarNode):
            self.values[loc] = _line(node)
            return self.scalar(node, loc)
        self.values[loc] = key_line or _line(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        return [self.value(item, (*loc, position)) for position, item in enumerate(node.value)]

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        """The first value of every key that is text; each other key is a fault."""
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self.key(key_node, loc)
            if key in data:
                first = self.keys[*loc, key]
                self.note(key_node, (*loc, key), f"stands twice: on line {first} and here.", "Keep one of the two.")
            elif key is not None:
                self.keys[*loc, key] = _line(key_node)
                data[key] = self.value(value_node, (*loc, key), _line(key_node))
        return data

    def key(self, node: yaml.Node, loc: Loc) -> str | None:
        """The key's text, or None and a fault."""
        key = self.scalar(node, loc) if isinstance(node, yaml.ScalarNode) else None
        if key == "<<":
            self.note(node, loc, "The merge key '<<' is not read.", "Write the keys out in full.")
        elif not isinstance(key, str):
            shown = repr(clip(node.value)) if isinstance(node, yaml.ScalarNode) else _kind_of(node)
            self.note(node, loc, f"A key is text, but here it is {shown}.", f"Use the keys of {GUIDE}.")
        else:
            return key
        return None

    def scalar(self, node: yaml.ScalarNode, loc: Loc) -> str | int | None:
        """The scalar by the only rules there are: null, true and false, whole numbers; all else is text."""
        text: str = node.value
        unwanted = UNWANTED.search(text)
        if unwanted:
            message = f"holds the invisible character U+{ord(unwanted.group()):04X}, written as an escape."
            self.note(node, loc, message, "Remove the escape.")
            return UNWANTED.sub("\ufffd", text)
        if node.style is not None:
            return text
        if text in _NULL:
            return None
        return _BOOL[text] if text in _BOOL else int(text) if _INT.fullmatch(text) else text

    def note(self, node: yaml.Node, loc: Loc, message: str, fix: str) -> None:
        """Add a fault at the node's line."""
        self.faults.append(Fault(self.file, _line(node), path_of(loc), message, fix))


def _line(marked: yaml.Node | yaml.Event) -> int:
    mark = marked.start_mark
    return mark.line + 1 if mark else 0


def _kind_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a set of keys"
    return "a list" if isinstance(node, yaml.SequenceNode) else "text"
