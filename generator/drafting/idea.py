"""What a concept is before it is one: words taken from a sentence or a form, which nobody has checked yet.

The lowest module of `drafting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.questions import UNWANTED
from generator.results import load_names
from generator.schema import MAX_SYNONYMS, Facet

Ideas = Mapping[Facet, Sequence["Idea"]]


@dataclass(frozen=True, slots=True)
class Idea:
    """A name with its synonyms; `schema.Concept` says whether it can be one."""

    name: str
    any: tuple[str, ...] = ()
    required: bool = True

    def stated(self) -> dict[str, object]:
        """As a question file has it."""
        more: dict[str, object] = {"any": list(self.any)} if self.any else {}
        return {"name": self.name} | more | ({} if self.required else {"required": False})


def clean(text: str) -> str:
    """One line of a stranger's text: what would leave the line or is invisible becomes a space."""
    return " ".join(UNWANTED.sub(" ", text).split())


def distinct(terms: Iterable[str], but: str = "") -> tuple[str, ...]:
    """Terms as they are, each once whatever its case, without empty ones and `but`."""
    found = {term.casefold(): term for term in reversed([clean(one) for one in terms]) if term}
    return tuple(term for key, term in reversed(found.items()) if key != but.casefold())


def with_aliases(idea: Idea) -> Idea:
    """The idea with the other names that `aliases.yml` has for it."""
    more = load_names().widened((idea.name, *idea.any))
    return Idea(idea.name, distinct(more, idea.name)[:MAX_SYNONYMS], idea.required)


def once(ideas: Ideas) -> dict[Facet, tuple[Idea, ...]]:
    """The ideas without those whose name an earlier one has: a name stands once in a question."""
    seen: set[str] = set()

    def new(some: Sequence[Idea]) -> Iterator[Idea]:
        for one in some:
            if re.search(r"\w", one.name) and one.name.casefold() not in seen:
                seen.add(one.name.casefold())
                yield one

    return {facet: tuple(new(ideas.get(facet, ()))) for facet in Facet}
