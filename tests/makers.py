"""Makers of small records for tests, so that a test states only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest import mock

from generator import ids, pipeline
from generator.schema import (
    Author,
    Batch,
    Claim,
    ClaimKind,
    Form,
    Ids,
    Origin,
    Passage,
    Question,
    Report,
    Section,
    Sighting,
    Statement,
    Version,
    Work,
    WorkType,
)
from generator.sources import library
from generator.stages.review import Dossier, review

DRUG = {"name": "zorvine", "any": ["ZRV-12"]}
FACETS: Mapping[str, Any] = {
    "population": [{"name": "adults with gout", "any": ["gout"]}],
    "intervention": [DRUG],
    "comparator": [{"name": "placebo"}],
    "outcome": [{"name": "flare rate", "any": ["flares", "flare"]}],
}


def question(facets: Mapping[str, Any] = FACETS, **more: Any) -> Question:  # noqa: ANN401 - any field of a question
    fields: dict[str, Any] = {
        "slug": "zorvine-gout",
        "title": "Zorvine and gout flares",
        "question": "Does zorvine lower the flare rate of adults with gout compared with placebo?",
        "facets": facets,
    }
    return Question.model_validate(fields | more)


def work(title: str = "A trial of zorvine", **more: Any) -> Work:  # noqa: ANN401 - any field of a work
    key = more.pop("key", f"w-{ids.digest(title)}")
    sections = more.pop("sections", ())
    fields: dict[str, Any] = {
        "key": key,
        "title": title,
        "authors": (Author(family="Ide", given="Mina"),),
        "year": 2021,
        "venue": "Journal of Invented Trials",
        "type": WorkType.ARTICLE,
        "ids": Ids(),
        "url": "https://example.org/trial",
        "checked": True,
        "versions": (
            Version(id=f"lib:{key}", label="as described", year=2021, kind=WorkType.ARTICLE, sections=sections),
        ),
        "sightings": (Sighting(source="library/lib", native_id=key, query="lib", rank=1),),
    }
    return Work.model_validate(fields | more)


def section(text: str, origin: Origin = Origin.SOURCE, name: str = "abstract") -> Section:
    return Section(origin=origin, name=name, text=text, sha256=ids.sha256(text))


def tabled(*lines: str, name: str = "Table 2", caption: str = "Flares by arm") -> Section:
    """A table's section: its caption, then the lines of its rows."""
    text = "\n".join([f"{name}. {caption}", *lines])
    return Section(origin=Origin.SOURCE, name=name, text=text, sha256=ids.sha256(text), form=Form.TABLE)


def passage(of: Work, text: str, start: int = 0, origin: Origin = Origin.SOURCE) -> Passage:
    return Passage(
        id=f"p-{ids.digest(of.key, text)}",
        work=of.key,
        version=of.versions[0].id,
        origin=origin,
        section="abstract" if origin is Origin.SOURCE else "digest",
        place="abstract",
        start=start,
        end=start + len(text),
        text=text,
    )


def claim(of: Passage, text: str | None = None, **more: Any) -> Claim:  # noqa: ANN401 - any field of a claim
    fields: dict[str, Any] = {
        "id": f"c-{ids.digest(of.id, text or of.text)}",
        "text": text or of.text,
        "kind": ClaimKind.FINDING,
        "work": of.work,
        "passage": of.id,
        "quote": of.text,
        "concepts": (),
        "on_topic": True,
    }
    return Claim.model_validate(fields | more)


def entry(key: str, title: str, text: str, field: str = "abstract", **more: str) -> str:
    """A BibTeX entry of an invented article; `more` adds or replaces fields, an empty value leaves one out."""
    fields = {
        "title": title,
        "author": "Ide, Mina and Okoro, Tobe",
        "year": "2021",
        "journal": "Journal of Invented Trials",
        "doi": f"10.5555/{key}",
        "checked": "yes",
        field: text,
    } | more
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{key},\n{lines}}}\n"


def report(bib: str, asked: Question | None = None) -> Report:
    """The report on a question from one invented library."""
    works, dropped = library.parse(bib, "questions/library/lib.bib", "lib")
    batch = Batch(source="library/lib", query="every entry", works=works, dropped=dropped)
    return pipeline.build(asked or question(), [batch], pipeline.load_policy())


def examined(bib: str, asked: Question | None = None) -> Dossier:
    """What the reviewers see while the report is built: the same records, and with them the texts."""
    with mock.patch.object(pipeline, "review", wraps=review) as watched:
        report(bib, asked)
    seen: Dossier = watched.call_args.args[0]
    return seen


def written(built: Report) -> tuple[Statement, ...]:
    """Every sentence of ours but the limitations."""
    sections = (statement for section in built.sections for statement in section.statements)
    return (*built.answer.statements, *built.abstract, *sections)


def dossier(built: Report) -> Dossier:
    """What the reviewers can see of a published report, which holds no texts."""
    return Dossier(
        question=built.question,
        answer=built.answer,
        statements=written(built),
        limitations=built.limitations,
        claims=built.claims,
        verdicts={verdict.claim: verdict for verdict in built.verdicts},
        passages={passage.id: passage for passage in built.passages},
        results=built.results,
        derived=built.derived,
        evidence=built.evidence,
        works={one.key: one for one in built.works},
        dropped=built.dropped,
    )
