"""A good question file, faulty ones with the fault that each is due, and the faults that parsing gives."""

from __future__ import annotations

from typing import NamedTuple

from generator import questions
from generator.errors import Fault, InputError

GOOD = """\
title: Ripening of pears under red light
question: How does red light change the ripening of pears?
facets:
  population:
    - name: pears
      any: [pear]
  intervention:
    - name: red light
"""
"""A valid file of eight lines; what a case adds to it begins on line 9."""


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def faults_of(data: bytes | str, file: str = "questions/pears.yml") -> tuple[Fault, ...]:
    """The faults that parsing gives, () for none."""
    try:
        questions.parse(data if isinstance(data, bytes) else data.encode(), file)
    except InputError as error:
        return error.faults
    return ()


def faults_of_defaults(data: bytes) -> tuple[Fault, ...]:
    """The faults that parsing as defaults gives, () for none."""
    try:
        questions.parse_defaults(data)
    except InputError as error:
        return error.faults
    return ()


class Bad(NamedTuple):
    """A faulty file and one fault that is due: its line, path, and a fragment of its message."""

    data: bytes | str
    line: int
    path: str
    fragment: str


BAD = {
    # bytes and text
    "not utf-8": Bad(GOOD.encode() + b"owners: [\xff]\n", 9, "", "not UTF-8"),
    "utf-16": Bad(GOOD.encode("utf-16"), 1, "", "not UTF-8"),
    "byte order mark": Bad(b"\xef\xbb\xbf" + GOOD.encode(), 1, "", "begins with a byte order mark"),
    "byte order mark inside": Bad(GOOD + "tags: [\ufeffa]\n", 9, "", "U+FEFF"),
    "indented by tab": Bad(GOOD + "limits:\n\tworks: 3\n", 10, "", "tab indents"),
    "tab after a dash": Bad(GOOD + "tags:\n -\tfruit\n", 10, "", "tab indents"),
    "tab in text": Bad(swap("Ripening of", "Ripening\tof"), 1, "", "holds a tab"),
    "tab in a comment": Bad(GOOD + "#\tnote\n", 9, "", "holds a tab"),
    "nul": Bad(GOOD + "tags: [\0]\n", 9, "", "U+0000"),
    "escape character": Bad(swap("Ripening", "\x1b[2JRipening"), 1, "", "U+001B"),
    "bare carriage return": Bad(swap("Ripening of", "Ripening\rof"), 1, "", "U+000D"),
    "line separator": Bad(swap("Ripening of", "Ripening\u2028of"), 1, "", "U+2028"),
    "text direction override": Bad(swap("Ripening of", "Ripening\u202eof"), 1, "", "U+202E"),
    "too large": Bad(GOOD + "#" * questions.MAX_BYTES, 0, "", "larger than 64 KiB"),
    "empty": Bad("", 0, "", "empty"),
    "only a comment": Bad("# nothing\n", 0, "", "empty"),
    "only a document mark": Bad("---\n", 0, "", "empty"),
    # yaml that is refused or is none
    "two documents": Bad(GOOD + "---\n" + GOOD, 9, "", "second YAML document"),
    "list at the top": Bad("# a\n- title\n", 2, "", "holds a list"),
    "text at the top": Bad("How are pears?\n", 1, "", "holds text"),
    "anchor": Bad(swap("[pear]", "&p [pear]"), 6, "", "anchor &p"),
    "alias": Bad(GOOD + "tags: *p\n", 9, "", "alias *p"),
    "merge key": Bad(GOOD + "limits:\n  <<: {works: 3}\n", 10, "limits", "merge key"),
    "tag": Bad(swap("Ripening", "!!str Ripening"), 1, "", "tag !!str"),
    "python tag": Bad(
        GOOD + "tags: !!python/object/apply:os.getcwd []\n", 9, "", "tag !!python/object/apply:os.getcwd"
    ),
    "tag without a name": Bad(swap("[pear]", "! [pear]"), 6, "", "tag !"),
    "directive": Bad("%YAML 1.1\n---\n" + GOOD, 1, "", "directive"),
    "duplicate key": Bad(GOOD + "title: Again\n", 9, "title", "stands twice: on line 1 and here"),
    "duplicate key inside": Bad(
        swap("any: [pear]", "name: pear"), 6, "facets.population[0].name", "on line 5 and here"
    ),
    "number as key": Bad(GOOD + "1: a\n", 9, "", "A key is text, but here it is '1'"),
    "true as key": Bad(GOOD + "true: a\n", 9, "", "A key is text"),
    "null as key": Bad(GOOD + "~: a\n", 9, "", "A key is text"),
    "list as key": Bad(GOOD + "[a]: a\n", 9, "", "here it is a list"),
    "mapping as key": Bad(GOOD + "{a: b}: a\n", 9, "", "here it is a set of keys"),
    "too deep": Bad(GOOD + "tags:\n  " + "[" * 8 + "]" * 8 + "\n", 10, "", "nested more than 8"),
    "far too deep": Bad("[" * 60_000, 1, "", "nested more than 8"),
    "too many values": Bad(GOOD + "tags: [" + "a," * 5001 + "]\n", 9, "", "more than 5000 values"),
    "colon in text": Bad(swap("Ripening of", "Ripening: of"), 1, "", "mapping values are not allowed"),
    "open quote": Bad(swap("Ripening", '"Ripening'), 1, "", "unexpected end of stream"),
    "open bracket": Bad(GOOD + "tags: [a,\n  b\n", 9, "", "expected ',' or ']'"),
    "no colon": Bad(GOOD + "tags\n", 9, "", "could not find expected ':'"),
    "wrong indentation": Bad(GOOD + " tags: [a]\n", 9, "", "not valid YAML"),
    "reserved character": Bad(swap("[pear]", "@pear"), 6, "", "cannot start any token"),
    "escape beyond Unicode": Bad(swap("Ripening", r'"\UFFFFFFFF"#'), 1, "", "out of range"),
    "escape of a nul": Bad(swap("Ripening", r'"\0 pears and their ripening" #'), 1, "title", "U+0000"),
    "escape of half a character": Bad(swap("[pear]", r'["\ud800pear"]'), 6, "facets.population[0].any[0]", "U+D800"),
    # keys
    "misspelt key": Bad(GOOD + "tag: [fruit]\n", 9, "tag", "no known key"),
    "misspelt key inside": Bad(swap("any:", "synonyms:"), 6, "facets.population[0].synonyms", "no known key"),
    "unknown key with its value below": Bad(GOOD + "notes:\n  text\n", 9, "notes", "no known key"),
    "name of the field instead of the key": Bad(GOOD + "years: {from_: 2001}\n", 9, "years.from_", "no known key"),
    "slug": Bad(GOOD + "slug: pears\n", 9, "slug", "taken from the file's name"),
    "missing title": Bad(swap("title: Ripening of pears under red light\n", "# none\n"), 2, "title", "is missing"),
    "missing name": Bad(swap("name: red light", "required: true"), 8, "facets.intervention[0].name", "is missing"),
    "missing reason": Bad(GOOD + "pins:\n  - work: A trial\n", 10, "pins[0].reason", "is missing"),
    "key without a value": Bad(GOOD + "tags:\n", 9, "tags", "has no value"),
    # types
    "text for a list": Bad(GOOD + "tags: fruit\n", 9, "tags", "is the text 'fruit', but a list is due"),
    "text for concepts": Bad(
        swap("\n    - name: red light", " red light"), 7, "facets.intervention", "is the text 'red light', but a list"
    ),
    "keys for a list": Bad(
        swap("    - name: red light", "    name: red light"), 7, "facets.intervention", "but a list is due"
    ),
    "number for text": Bad(
        swap("Ripening of pears under red light", "2024"), 1, "title", "number 2024, but text is due"
    ),
    "true for text": Bad(GOOD + "tags: [true]\n", 9, "tags[0]", "is true, but text is due"),
    "list for text": Bad(swap("name: red light", "name: [red light]"), 8, "facets.intervention[0].name", "is a list"),
    "text for a concept": Bad(
        swap("name: red light", "red light"), 8, "facets.intervention[0]", "a set of keys is due"
    ),
    "number for keys": Bad(GOOD + "years: 2024\n", 9, "years", "number 2024, but a set of keys is due"),
    "quoted number": Bad(GOOD + 'limits:\n  works: "40"\n', 10, "limits.works", "a whole number is due"),
    "float": Bad(GOOD + "limits:\n  works: 4.0\n", 10, "limits.works", "text '4.0', but a whole number is due"),
    "yes for true": Bad(
        swap("any: [pear]", "required: yes"), 6, "facets.population[0].required", "true or false is due"
    ),
    # values
    "title too long": Bad(swap("Ripening", "R" * 200), 1, "title", "too long: 225 characters, at most 200 fit"),
    "title on two lines": Bad(swap("Ripening", "|\n  Ripening\n "), 1, "title", "one line"),
    "blank title": Bad(swap("Ripening of pears under red light", '" "'), 1, "title", "too short: 0 characters"),
    "question too short": Bad(
        swap("How does red light change the ripening of pears?", "Why?"), 2, "question", "too short: 4"
    ),
    "no question mark": Bad(swap("pears?", "pears."), 2, "question", "question mark"),
    "term too short": Bad(swap("[pear]", "[p]"), 6, "facets.population[0].any[0]", "too short"),
    "too many synonyms": Bad(
        swap("[pear]", str(["pear"] * 61)), 6, "facets.population[0].any", "61 entries, at most 60"
    ),
    "silence without a reason": Bad(GOOD + "silence:\n  - code: Q102\n", 10, "silence[0].reason", "is missing"),
    "silence of no lint": Bad(
        GOOD + "silence:\n  - code: Q999\n    reason: it is fine\n", 10, "silence[0].code", "is not one of: Q101"
    ),
    "silence of what cannot be": Bad(
        GOOD + "silence: [{code: Q001, reason: it is fine}]\n", 9, "silence[0].code", "is not one of: Q101"
    ),
    "silence twice": Bad(
        GOOD + "silence:\n  - {code: Q102, reason: a}\n  - {code: Q102, reason: b}\n", 9, "silence", "stands twice"
    ),
    "same concept twice": Bad(swap("name: red light", "name: PEARS"), 3, "facets", "'pears' stands twice"),
    "nothing required": Bad(
        swap("any: [pear]", "required: false") + "      required: false\n", 3, "facets", "no concept is required"
    ),
    "no facet": Bad(
        GOOD.partition("  population")[0].replace("facets:", "facets: {}"), 3, "facets", "no concept is required"
    ),
    "years out of order": Bad(GOOD + "years: {from: 2020, to: 2010}\n", 9, "years", "2020 to 2010"),
    "year too early": Bad(GOOD + "years:\n  from: 20\n", 10, "years.from", "is 20, but 1500 is the least"),
    "too many works": Bad(GOOD + "limits:\n\n  works: 501\n", 11, "limits.works", "is 501, but 500 is the most"),
    "unknown type": Bad(GOOD + "types:\n  - articel\n", 10, "types[0]", "not one of: article, conference_paper"),
    "number for a type": Bad(GOOD + "types: [3]\n", 9, "types[0]", "is the number 3, which is not one of"),
    "language name": Bad(GOOD + "languages: [English]\n", 9, "languages[0]", "'English' is no language code"),
    "no source": Bad(GOOD + "sources: []\n", 9, "sources", "is an empty list"),
    "unknown source": Bad(GOOD + "sources: [libary]\n", 9, "sources[0]", "'libary' names no source"),
    "source that climbs": Bad(GOOD + "sources: [library/../x]\n", 9, "sources[0]", "names no source"),
    "tag with a space": Bad(GOOD + "tags: [red light]\n", 9, "tags[0]", "is no tag"),
    "too many tags": Bad(GOOD + f"tags: {list('abcdefghijklm')}\n", 9, "tags", "13 entries, at most 12 fit"),
    "no such identifier": Bad(
        GOOD + "exclusions:\n  - work: doi:pear\n    reason: It is none.\n",
        10,
        "exclusions[0].work",
        "does not read as doi",
    ),
    "pinned and excluded": Bad(
        GOOD + "pins: [{work: 'doi:10.5555/Pear', reason: It began it.}]\n"
        "exclusions:\n  - {work: Plums, reason: None.}\n  - {work: 'doi:10.5555/pear', reason: A poster.}\n",
        12,
        "exclusions[1]",
        "'doi:10.5555/pear' is both pinned and excluded",
    ),
}
