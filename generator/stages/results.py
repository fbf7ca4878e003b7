"""Reads results from passages: every measured level becomes a record, with its names in the form of `aliases.yml`.

Pure. A field that the passage does not name stays None. The text's version, where the passage names it, is part of the
protocol, so that two versions of one table are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator import ids
from generator.results import Figure, Names, read_figures
from generator.schema import Passage, Result

_VERSION = re.compile(r"\bversions? (?P<version>\d[\w.]*(?: (?:to|and) \d[\w.]*)*)")


def results(passages: Sequence[Passage], names: Names) -> dict[str, tuple[Result, ...]]:
    """The results of every passage that has any, by passage, in the order of the passages and of their text."""
    found = {
        passage.id: tuple(
            _result(passage, at, figure, names) for at, figure in enumerate(read_figures(passage.text, names))
        )
        for passage in passages
    }
    return {passage: read for passage, read in found.items() if read}


def _result(passage: Passage, at: int, figure: Figure, names: Names) -> Result:
    protocol = dict(figure.protocol)
    bits = names.bits(figure.method) or names.bits(figure.system)
    if bits is not None:
        protocol.setdefault("bits", bits)
    version = _VERSION.search(passage.place)
    if version is not None:
        protocol.setdefault("version", version["version"])
    return Result(
        id=f"r-{ids.digest(passage.id, str(at))}",
        work=passage.work,
        passage=passage.id,
        system=names.system(figure.system),
        method=names.method(figure.method),
        dataset=names.dataset(figure.dataset),
        split=names.split(figure.split),
        metric=names.metric(figure.metric),
        value=figure.value,
        unit=figure.unit,
        protocol=dict(sorted(protocol.items())),
        place=passage.place,
        role=figure.role,
    )
