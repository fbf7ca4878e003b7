"""Reads the sectioned abstract of a JATS article: sentences, and the role that each section's title gives them.

Shared by the training and the measuring of roles, and no more than they need: `sources.fulltext` reads the
tables of full texts. Fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from generator.markup import parsed
from generator.roles import Role
from generator.text import plain, sentences

_WORDS_OF_ROLE = {
    Role.BACKGROUND: "background introduction context importance rationale motivation",
    Role.OBJECTIVE: "objective objectives aim aims purpose purposes goal goals hypothesis hypotheses question",
    Role.METHOD: (
        "method methods methodology design designs setting settings participant participants patient patients subject "
        "subjects population sample intervention interventions exposure exposures measure measures measurement "
        "measurements material materials procedure procedures approach sources source extraction selection outcome "
        "outcomes endpoint endpoints analysis analyses statistics eligibility"
    ),
    Role.RESULT: "result results finding findings observation observations",
    Role.CONCLUSION: "conclusion conclusions interpretation discussion implication implications significance relevance",
}
_ROLE_OF_WORD = {word: role for role, listed in _WORDS_OF_ROLE.items() for word in listed.split()}
_ROLE_OF_TITLE = {
    "purpose of review": Role.OBJECTIVE,
    "purpose of the study": Role.OBJECTIVE,
    "recent findings": Role.RESULT,
    "data sources": Role.METHOD,
    "data collection and analysis": Role.METHOD,
    "search methods": Role.METHOD,
    "methods of the study": Role.METHOD,
    "author's conclusions": Role.CONCLUSION,
    "authors' conclusions": Role.CONCLUSION,
    "conclusions and relevance": Role.CONCLUSION,
    "implications for practice": Role.CONCLUSION,
}
"""Titles whose words say something else one by one."""

_BESIDE = frozenset(
    "main primary secondary principal key study research experimental trial clinical specific major search data "
    "statistical review selected general overall brief the and of or this".split()
)
"""Words that a title may have beside those that name its role; any other word makes it a title that names none."""
_LONGEST_TITLE = 8


def role_of_title(title: str) -> Role | None:
    """The role that a section's title gives its sentences, or None for one that names none, or more than one.

    "Design, Setting, and Participants" are all method; "Background and objectives" and "Methods and results" stay out,
    for which sentence is which is not said; so do registrations, funding, and whatever the lists do not hold.
    """
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain(title).casefold().replace("’", "'"))
    if bare in _ROLE_OF_TITLE:
        return _ROLE_OF_TITLE[bare]
    found = re.findall(r"[^\W\d_]+", bare)
    if len(found) > _LONGEST_TITLE or not _are_known(found):
        return None
    roles = {_ROLE_OF_WORD[word] for word in found if word in _ROLE_OF_WORD}
    return roles.pop() if len(roles) == 1 else None


def reads_as_title(words: str) -> bool:
    """Whether words are a title, of one role or of several: "METHODS AND RESULTS" are, "RESULTS RNA" are not."""
    found = re.findall(r"[^\W\d_]+", words.casefold())
    return _are_known(found) and any(word in _ROLE_OF_WORD for word in found)


def _are_known(words: list[str]) -> bool:
    return set(words) <= _ROLE_OF_WORD.keys() | _BESIDE


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an abstract under one title; `role` is None where the title names no single role."""

    title: str
    role: Role | None
    sentences: tuple[str, ...]


def sectioned_abstract(raw: bytes) -> tuple[Section, ...]:
    """The sections of the article's own abstract, in order; empty where it has none or names no section.

    Abstracts with a type (summaries for lay readers, graphical ones) and translations are not the article's own. Raises
    ArticleError as `parsed` does.
    """
    root = parsed(raw)
    own = next((found for found in root.iter("abstract") if found.get("abstract-type") is None), None)
    sections = tuple(_sections(own)) if own is not None else ()
    return sections if any(section.role for section in sections) else ()


def _sections(abstract: Element) -> Iterator[Section]:
    title, parts = "", list[str]()
    for is_title, text in _pieces(abstract):
        if is_title:
            yield from _section(title, parts)
            title, parts = text, []
        else:
            parts.append(text)
    yield from _section(title, parts)


def _section(title: str, parts: list[str]) -> Iterator[Section]:
    text = plain("".join(parts)).lstrip(":.–— ")
    if text:
        found = tuple(text[start:end] for start, end in sentences(text))
        yield Section(plain(title), role_of_title(title), found)


def _pieces(node: Element) -> Iterator[tuple[bool, str]]:
    """Text in reading order; True stands with titles, and with the bold or slanted words that serve as such."""
    for child in node:
        words = "".join(child.itertext())
        if child.tag == "title" or (_heads(node, child) and role_of_title(words) is not None):
            yield True, words
        else:
            yield from ((False, child.text or ""), *_pieces(child))
        yield False, (child.tail or "") + (" " if child.tag in {"p", "sec"} else "")


def _heads(node: Element, child: Element) -> bool:
    first = node[0] is child and not (node.text or "").strip()
    return child.tag in {"bold", "italic"} and (first or "".join(child.itertext()).rstrip().endswith((":", ".")))
