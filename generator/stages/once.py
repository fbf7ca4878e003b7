"""Reads no sentence of a work twice: several services give the same abstract, and a full text has it again.

Pure. Of passages of one work with the same words, that of the fullest version stays, where it may be kept whole before
where it may not, and never that of a version that was withdrawn before that of one that stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator import licences
from generator.schema import Dropped, Form, Passage, Reason, Stage, Work


def once(passages: Sequence[Passage], works: Sequence[Work]) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    """The passages in their order, each wording of a work once, and how many of each version were left out.

    A table counts as one wording: its rows can only be read together.
    """
    standing = {
        (work.key, version.id): (
            work.is_retracted(version.id),
            not licences.is_open(version.licence),
            -len(version.sections),
            version.id,
        )
        for work in works
        for version in work.versions
    }
    keys = _keys(passages)
    best: dict[tuple[str, str, str], str] = {}
    for passage in passages:
        key, work = keys[passage.id], passage.work
        other = best.setdefault(key, passage.version)
        if standing[work, passage.version] < standing[work, other]:
            best[key] = passage.version
    left = Counter((p.work, p.version) for p in passages if best[keys[p.id]] != p.version)
    return tuple(passage for passage in passages if best[keys[passage.id]] == passage.version), tuple(
        Dropped(stage=Stage.READ, item=work, reason=Reason.REPEATED_SENTENCE, detail=f"{count} of {version}")
        for (work, version), count in sorted(left.items())
    )


def _keys(passages: Sequence[Passage]) -> dict[str, tuple[str, str, str]]:
    """Whose words each passage has, by passage: those of its sentence, or of its whole table."""
    tables: dict[tuple[str, str, str], list[str]] = {}
    for passage in passages:
        if passage.form is Form.TABLE:
            tables.setdefault((passage.work, passage.version, passage.section), []).append(passage.text)
    words = {key: " ".join("\n".join(rows).casefold().split()) for key, rows in tables.items()}
    return {
        passage.id: (
            passage.work,
            passage.origin,
            words.get((passage.work, passage.version, passage.section)) or " ".join(passage.text.casefold().split()),
        )
        for passage in passages
    }
