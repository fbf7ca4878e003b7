"""Names of metrics, data sets, methods and systems in one form each, as `aliases.yml` lists them; none stands in code.

Above `text`; pure but for `load_names`, which reads the file of the package. A name that no entry knows stays as it is
printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from generator.text import names as stands_in
from generator.text import term_pattern

_FOLDED = re.compile(r"[\s\-‐‑‒–—_]+")
_BITS = re.compile(r"\d+")
_AT = re.compile(r"@\d+")

LONGEST_BASELINE = 5
"""Words from which on a name is more than that of a baseline."""


class Entry(BaseModel):
    """One thing and its names; `better` for metrics only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    any: tuple[str, ...] = ()
    better: Literal["higher", "lower"] | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """Every name."""
        return self.name, *self.any


class Aliases(BaseModel):
    """The file `aliases.yml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metrics: tuple[Entry, ...]
    datasets: tuple[Entry, ...]
    widths: tuple[Entry, ...]
    baselines: tuple[Entry, ...]
    methods: tuple[Entry, ...]
    systems: tuple[Entry, ...]
    splits: tuple[Entry, ...] = ()
    measures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    bearers: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()


@cache
def load_names() -> Names:
    """The names of metrics, data sets and methods that the package carries."""
    return Names(Aliases.model_validate(yaml.safe_load((files("generator") / "aliases.yml").read_text("utf-8"))))


class Names:
    """Looks names up; made once from the file's entries."""

    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases
        self._metrics = _index(aliases.metrics)
        self._datasets = _index(aliases.datasets)
        self._baselines = _index(aliases.baselines)
        self._methods = _index(aliases.methods)
        self._systems = _index(aliases.systems)
        self._splits = _index(aliases.splits)
        self._told: dict[str, str | None] = {}
        self.metric_terms = _by_first_word(aliases.metrics)
        """The words of every name of a metric, by its first word; see `metric_words`."""

    def metric(self, printed: str | None) -> str | None:
        """A metric's name in its one form; numbers after @ stay as they are printed."""
        if printed is None:
            return None
        known = self._metrics.get(_fold(printed)) or self._metrics.get(_fold(_AT.sub("@k", printed)))
        rank = _AT.search(printed)
        return printed if known is None else known.replace("@k", rank.group()) if rank else known

    def dataset(self, printed: str | None) -> str | None:
        """A data set's name in its one form."""
        return _canonical(self._datasets, printed)

    def split(self, printed: str | None) -> str | None:
        """A part of the data in its one form: "test" for "official test set"."""
        if printed is None or not self.is_split(printed):
            return printed
        return self._splits.get(_fold(printed)) or self._splits[_fold(printed.removesuffix("s"))]

    def is_split(self, printed: str) -> bool:
        """Whether the name is one of a part of the data, in the singular or the plural."""
        return _fold(printed) in self._splits or _fold(printed.removesuffix("s")) in self._splits

    def system(self, printed: str | None) -> str | None:
        """A system's name in its one form."""
        return _canonical(self._systems, printed)

    def method(self, printed: str | None) -> str | None:
        """A method's name with its width written as "4-bit", whatever the passage calls it; baselines stay."""
        if printed is None or self.baseline(printed) is not None:
            return printed
        text = printed
        for width in self.aliases.widths:
            for term in width.terms:
                text = term_pattern(term).sub(width.name, text)
        return text

    def same_method(self, printed: str | None) -> str | None:
        """What methods are compared by: without the width, under the first of their names; baselines by their entry."""
        if printed is None:
            return None
        known = self.baseline(printed)
        if known is not None:
            return known
        text = self.method(printed) or ""
        for width in self.aliases.widths:
            text = term_pattern(width.name).sub(" ", text)
        return _canonical(self._methods, " ".join(text.split()))

    def bits(self, printed: str | None) -> str | None:
        """The width that a method's or a system's name carries: "4" for "INT4 GRACE", or None."""
        found = [w for w in self.aliases.widths if printed and stands_in(printed, w.terms)]
        return _BITS.findall(found[0].name)[0] if len(found) == 1 else None

    def baseline(self, printed: str | None) -> str | None:
        """The entry of `baselines` that a name has in it, or None: "BF16" and "the FP16 model" are one condition."""
        if printed is None or len(printed.split()) > LONGEST_BASELINE:
            return None
        if printed not in self._told:  # asked for every pair of results
            known = self._baselines.get(_fold(printed))
            found = (entry.name for entry in self.aliases.baselines if stands_in(printed, entry.terms))
            self._told[printed] = known or next(found, None)
        return self._told[printed]

    def better(self, metric: str | None) -> Literal["higher", "lower"] | None:
        """Whether more of a metric is better; None where no entry says so. More is better of a score without a name."""
        if metric is None:
            return "higher"
        name = _AT.sub("@k", self.metric(metric) or "")
        entry = next((one for one in self.aliases.metrics if one.name == name), None)
        return None if entry is None else entry.better

    def metrics(self) -> tuple[str, ...]:
        """Every name of every metric, for a reader of sentences."""
        return tuple(term for entry in self.aliases.metrics for term in entry.terms)

    def widened(self, terms: Sequence[str]) -> tuple[str, ...]:
        """A concept's terms with the other names of what they name exactly; nothing is added for the rest."""
        more = [other for term in terms for entry in self._entries() if _is_of(term, entry) for other in entry.terms]
        known = {_fold(term) for term in terms}
        return tuple(dict.fromkeys((*terms, *(one for one in more if _fold(one) not in known))))

    def _entries(self) -> Iterator[Entry]:
        a = self.aliases
        for group in (a.metrics, a.datasets, a.methods, a.systems):
            yield from group


def _index(entries: Sequence[Entry]) -> Mapping[str, str]:
    return {_fold(term): entry.name for entry in entries for term in entry.terms}


def metric_words(text: str) -> tuple[str, ...]:
    """The words by which a metric is found in text: hyphens part them, and the number after @ is any.

    Capitals alone stay, so that MAP is no map; all else is in lower case.
    """
    return tuple(
        word if word.isupper() and word.isalpha() else word.casefold()
        for word in _FOLDED.split(_AT.sub("@k", text).strip())
        if word
    )


def _by_first_word(entries: Sequence[Entry]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Longest names first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for words in (metric_words(term) for entry in entries for term in entry.terms):
        found.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(some, key=lambda words: (-len(words), words))) for first, some in found.items()}


def _canonical(index: Mapping[str, str], printed: str | None) -> str | None:
    return None if printed is None else index.get(_fold(printed), printed)


def _is_of(term: str, entry: Entry) -> bool:
    return any(_fold(term) == _fold(one) for one in entry.terms)


def _fold(text: str) -> str:
    """Names are one whatever their hyphens; a name in capitals alone keeps its case, so that SQA is not "Sqa"."""
    bare = _FOLDED.sub(" ", text.strip())
    return bare if bare.isupper() and len(bare) > 1 else bare.casefold()
