"""Finds what contradicts the records that it rests on: six kinds of fault, each derived again from texts and figures.

Pure; stands above `dossier`. No mark that an earlier stage left is trusted: not `on_topic`, not a check, not a verdict,
not `independent`. A fault names the claims and works concerned, and quotes the sentence that it is about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from pydantic import BaseModel

from generator.attribution import mismatches
from generator.independence import independent_groups, related
from generator.numbers import amount, quantities
from generator.schema import (
    Claim,
    Concept,
    Derived,
    Facet,
    Form,
    Passage,
    Report,
    Result,
    Section,
    Standpoint,
    Statement,
)
from generator.stages.review.dossier import Dossier, figure_key, named_in
from generator.text import sentences

Number = tuple[Decimal, str | None]
Asked = TypeVar("Asked")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SHORTEST_NAME = 2

TALLIED, CONTESTED = "derived", "evidence"
"""Records that sentences name which count differences, or set two passages side by side."""


class FaultKind(StrEnum):
    """What can be wrong with a record: the challenger looks for the first three, the confirmer for the others."""

    OFF_TOPIC = "off topic"
    REPRINTED = "reprinted figure"
    SELF_CITATION = "self-citation"
    WRONG_NUMBER = "wrong number"
    UNCITED = "uncited sentence"
    CUT = "cut text"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and the claims and works concerned; `unseats` names the claims that may support nothing for it."""

    kind: FaultKind
    text: str
    claims: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    unseats: tuple[str, ...] = ()
    statement: Statement | None = None


def faults(dossier: Dossier) -> tuple[Fault, ...]:
    """Every fault of the records, by kind."""
    return tuple(
        chain(
            _off_topic(dossier),
            _reprinted(dossier),
            _self_citations(dossier),
            _wrong_numbers(dossier),
            _uncited(dossier),
            _cut(dossier),
        )
    )


# --- the challenger's -----------------------------------------------------------------------------------------------


def _off_topic(dossier: Dossier) -> Iterator[Fault]:
    """Works behind the answer, works with claims, and claims said to be on topic that are not about the question."""
    read: dict[str, list[str]] = {key: [] for key in dossier.answer.works}
    for passage in dossier.passages.values():
        read.setdefault(passage.work, []).append(passage.text)
    population = dossier.required(Facet.POPULATION)
    for key in dict.fromkeys((*dossier.answer.works, *(claim.work for claim in dossier.claims))):
        told = " \n ".join(read.get(key, ()))
        title = dossier.works[key].title if key in dossier.works else ""
        behind = key in dossier.answer.works
        of = tuple(claim.id for claim in dossier.claims if claim.work == key)
        if not named_in(told, dossier.about()):
            yield _astray(dossier, key, of, dossier.about(), behind=behind)
        elif behind and population and not named_in(f"{title}\n{told}", population):
            yield _astray(dossier, key, of, population, behind=behind)
        else:
            yield from (
                Fault(
                    FaultKind.OFF_TOPIC,
                    "A claim is marked as on topic, and its passage is not about the question.",
                    claims=(claim.id,),
                    works=_known(dossier, key),
                    unseats=(claim.id,),
                )
                for claim in dossier.claims
                if claim.work == key
                and claim.on_topic
                and not dossier.on_topic(named_in(dossier.text_of(claim), dossier.required()))
            )


def _astray(
    dossier: Dossier, key: str, claims: tuple[str, ...], lacking: tuple[Concept, ...], *, behind: bool
) -> Fault:
    byline = dossier.works[key].byline if key in dossier.works else key
    where = "stands behind the answer" if behind else "has claims here"
    text = f"{byline} {where}, and none of its passages names {' or '.join(concept.name for concept in lacking)}."
    return Fault(FaultKind.OFF_TOPIC, text, claims=claims, works=_known(dossier, key), unseats=claims)


def _reprinted(dossier: Dossier) -> Iterator[Fault]:
    """One value of one system, data set and metric in two works: one measurement may be counted as two."""
    alike: dict[tuple[str, ...], list[Result]] = {}
    for result in dossier.results:
        if result.system is not None and result.dataset is not None:
            alike.setdefault(figure_key(result), []).append(result)
    for group in alike.values():
        for same in _of_one_method(group):
            claims = dossier.claims_of({one.id for one in same})
            works = {claim.work for claim in dossier.claims if claim.id in claims}
            if len(works) > 1:
                first = same[0]
                text = (
                    f"{first.system} stands at {amount(first.value, first.unit)} on {first.dataset} in {len(works)}"
                    " works: a figure that one prints again from the other is one measurement."
                )
                yield Fault(FaultKind.REPRINTED, text, claims=claims, works=_known(dossier, *sorted(works)))


def _of_one_method(results: Sequence[Result]) -> Iterator[list[Result]]:
    """The results by method; those whose sentence names none may be of any."""
    unnamed = [one for one in results if one.method is None]
    methods = dict.fromkeys(one.method for one in results if one.method is not None)
    yield from ([*unnamed, *(one for one in results if one.method == method)] for method in methods)
    if not methods:
        yield unnamed


def _self_citations(dossier: Dossier) -> Iterator[Fault]:
    works = [dossier.works[key] for key in dossier.answer.works if key in dossier.works]
    groups = independent_groups(works)
    keys = tuple(work.key for work in works)
    if len(works) > 1 and groups == 1:
        text = f"The {len(works)} works behind the answer share first or last authors: they are one voice."
        yield Fault(FaultKind.SELF_CITATION, text, works=keys)
    elif dossier.answer.groups > groups:
        text = (
            f"The works behind the answer count as {dossier.answer.groups} groups; by their authors they are {groups}."
        )
        yield Fault(FaultKind.SELF_CITATION, text, works=keys)
    of = {claim.id: claim.work for claim in dossier.claims}
    for one in dossier.evidence:
        own = of.get(one.claim, one.work)
        known = _known(dossier, own, one.work)
        independent = len(known) > 1 and not related(*(dossier.works[key] for key in known))
        if one.standpoint is Standpoint.INDEPENDENT and not independent:
            text = f"A work of the same authors {one.stance.value} a claim and is counted as independent of it."
            yield Fault(FaultKind.SELF_CITATION, text, claims=(one.claim,) if one.claim in of else (), works=known)


# --- the confirmer's ------------------------------------------------------------------------------------------------


def _wrong_numbers(dossier: Dossier) -> Iterator[Fault]:
    for claim in dossier.claims:
        wrong = () if claim.verbatim else _not_borne(claim.text, claim.quote)
        if wrong:
            text = f"A reworded claim has numbers that its quote does not bear out: {'; '.join(wrong)}."
            yield Fault(
                FaultKind.WRONG_NUMBER, text, claims=(claim.id,), works=_known(dossier, claim.work), unseats=(claim.id,)
            )
    results = {result.id: result for result in dossier.results}
    yield from (fault for result in dossier.results if (fault := _misread(dossier, result)) is not None)
    yield from (fault for one in dossier.derived if (fault := _miscomputed(dossier, one, results)) is not None)
    for statement in dossier.everything_written():
        wrong = tuple(_unfounded(dossier, statement, results))
        if wrong:
            yield Fault(
                FaultKind.WRONG_NUMBER,
                f"A sentence has numbers that its claims do not give ({'; '.join(wrong)}): {statement.text}",
                claims=tuple(claim.id for claim in _claims_of(dossier, statement)),
                statement=statement,
            )


def _not_borne(text: str, quote: str) -> tuple[str, ...]:
    """What is wrong with the numbers of a text against its quote."""
    return tuple(str(one) for one in mismatches(text, quote)) or tuple(_not_in_place(text, quote))


def _not_in_place(text: str, quote: str) -> Iterator[str]:
    """Digits and quantities of a text that do not follow each other as in the quote: in a name, too, as in INT4."""
    found = [*_out_of_order(_DIGITS.findall(text), _DIGITS.findall(quote))]
    found += [_shown(number) for number in _out_of_order(_numbers(text), _numbers(quote))]
    yield from (f"not found in its place: {one}" for one in dict.fromkeys(found))


def _misread(dossier: Dossier, result: Result) -> Fault | None:
    passage = dossier.passages.get(result.passage)
    if passage is not None and result.value in {number.value for number in quantities(passage.text)}:
        return None
    text = f"A figure is recorded as {amount(result.value, result.unit)}, which its passage does not print."
    claims = dossier.claims_of({result.id})
    return Fault(FaultKind.WRONG_NUMBER, text, claims=claims, works=_known(dossier, result.work))


def _miscomputed(dossier: Dossier, one: Derived, results: dict[str, Result]) -> Fault | None:
    left, right = results.get(one.left), results.get(one.right)
    if left is not None and right is not None and _recomputed(one, left, right) == one.value:
        return None
    text = f"A derived figure stands at {amount(one.value, one.unit)}, which its two figures do not give."
    works = _known(dossier, *(side.work for side in (left, right) if side is not None))
    return Fault(FaultKind.WRONG_NUMBER, text, claims=dossier.claims_of({one.left, one.right}), works=works)


def _recomputed(one: Derived, left: Result, right: Result) -> Decimal | None:
    """The value of a derived figure to as many digits as it is given with; None where nothing can be divided."""
    if one.op == "difference":
        return left.value - right.value
    if right.value == 0:
        return None
    return (100 * (left.value - right.value) / right.value).quantize(one.value)


def _unfounded(dossier: Dossier, statement: Statement, results: dict[str, Result]) -> Iterator[str]:
    """Numbers of a sentence that neither its quotes nor its figures have, each as often as it stands in them.

    A name of a work, a figure's names and its place may hold digits that are no claim's.
    """
    derived = [one for one in dossier.derived if one.id in statement.derived]
    claims = _claims_of(dossier, statement)
    if derived and TALLIED in statement.records:
        sides = [results[key] for one in derived for key in (one.left, one.right) if key in results]
        concepts = {concept.name for concept in dossier.required()}
        spread = [str(len({getattr(side, part) for side in sides})) for part in ("system", "dataset")]
        yield from _outside(statement.text, [*_counted(derived), *spread], concepts | _names_of(dossier, sides))
    elif CONTESTED in statement.records:
        opposed = [one for one in dossier.evidence if one.claim in statement.claims]
        read = [dossier.passages[one.passage] for one in opposed if one.passage in dossier.passages]
        told = [part for one in read for part in (one.text, one.place)]
        told += [dossier.passages[claim.passage].place for claim in claims if claim.passage in dossier.passages]
        here = {claim.passage for claim in claims} | {one.id for one in read}
        names = _names_of(dossier, [result for result in dossier.results if result.passage in here])
        rest = _without_bylines(dossier, statement.text, claims)
        yield from _outside(rest, [*told, *(claim.quote for claim in claims)], names)
    elif derived:
        sides = [results[key] for one in derived for key in (one.left, one.right) if key in results]
        rest = _without_names(statement.text, _names_of(dossier, sides))
        yield from (_shown(number) for number in _out_of_order(_numbers(rest), _numbers_of(derived, results)))
    elif claims:
        rest = _without_bylines(dossier, statement.text, claims)
        quotes = " \n ".join(claim.quote for claim in claims)
        if len(claims) == 1:
            yield from _not_in_place(rest, quotes)
        else:
            yield from (_shown(number) for number in Counter(_numbers(rest)) - Counter(_numbers(quotes)))


def _outside(text: str, sources: Sequence[str], names: Iterable[str]) -> Iterator[str]:
    """Numbers of a text that none of the sources has, names aside."""
    known = {number for source in sources for number in _numbers(source)}
    yield from (_shown(number) for number in _numbers(_without_names(text, set(names))) if number not in known)


def _counted(derived: Sequence[Derived]) -> list[str]:
    """What a sentence that counts differences may print: each, with its unit and without, and how many go which way."""
    ways = Counter((one.value > 0) - (one.value < 0) for one in derived)
    values = [amount(abs(one.value), unit) for one in derived for unit in (one.unit, None)]
    return [*values, *(str(count) for count in (*ways.values(), len(derived)))]


def _claims_of(dossier: Dossier, statement: Statement) -> tuple[Claim, ...]:
    return tuple(claim for claim in dossier.claims if claim.id in statement.claims)


def _numbers_of(derived: Sequence[Derived], results: dict[str, Result]) -> tuple[Number, ...]:
    """The numbers of a sentence on derived figures, in its order: what is compared, each difference and other side."""
    parts = [amount(one.value, one.unit) for key in (derived[0].left,) if (one := results.get(key)) is not None]
    for figure in derived:
        right = results.get(figure.right)
        parts += [amount(abs(figure.value), figure.unit)]
        parts += [] if right is None else [amount(right.value, right.unit)]
    return _numbers(", ".join(parts))


def _names_of(dossier: Dossier, results: Sequence[Result]) -> set[str]:
    names = {name for one in results for name in (one.system, one.method, one.dataset, one.metric, one.place) if name}
    names |= {dossier.works[one.work].citation for one in results if one.work in dossier.works}
    return {name for name in names if len(name) >= _SHORTEST_NAME}


def _without_names(text: str, names: set[str]) -> str:
    for name in sorted(names, key=lambda one: (-len(one), one)):
        text = text.replace(name, "")
    return text


def _without_bylines(dossier: Dossier, text: str, claims: Sequence[Claim]) -> str:
    for key in dict.fromkeys(claim.work for claim in claims if claim.work in dossier.works):
        text = text.replace(dossier.works[key].byline, "", 1)
    return text


@lru_cache(maxsize=65536)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple((one.value, one.unit) for one in quantities(text))


def _out_of_order(asked: Sequence[Asked], offered: Sequence[Asked]) -> Iterator[Asked]:
    """What is asked for and does not follow, among what is offered, on the one before."""
    at = 0
    for one in asked:
        if one in offered[at:]:
            at = offered.index(one, at) + 1
        else:
            yield one


def _shown(number: Number) -> str:
    return amount(*number)


def _uncited(dossier: Dossier) -> Iterator[Fault]:
    """Sentences that name nothing that they rest on, or what this report does not have."""
    known = {claim.id for claim in dossier.claims}
    derived = {one.id for one in dossier.derived}
    for statement in dossier.everything_written():
        lacking = [key for key in statement.claims if key not in known]
        lacking += [key for key in statement.derived if key not in derived]
        lacking += [path for path in statement.records if not _is_record(path)]
        if not lacking and (statement.claims or statement.derived or statement.records):
            continue
        what = (
            f"names what is not in this report ({', '.join(lacking)})" if lacking else "names nothing that it rests on"
        )
        yield Fault(
            FaultKind.UNCITED,
            f"A sentence {what}: {statement.text}",
            claims=tuple(key for key in statement.claims if key in known),
            statement=statement,
        )


def _is_record(path: str) -> bool:
    """Whether a dotted path, as "counts.included", leads to a field of the report."""
    model: type[BaseModel] | None = Report
    for name in path.split("."):
        if model is None or name not in model.model_fields:
            return False
        kind = model.model_fields[name].annotation
        model = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    return True


def _cut(dossier: Dossier) -> Iterator[Fault]:
    edges: dict[str, frozenset[tuple[int, int]]] = {}
    for claim in dossier.claims:
        why = _why_cut(dossier, claim, edges)
        if why is not None:
            yield Fault(
                FaultKind.CUT,
                f"A claim's quote is not a whole sentence of its text: {why}.",
                claims=(claim.id,),
                works=_known(dossier, claim.work),
                unseats=(claim.id,),
            )


def _why_cut(dossier: Dossier, claim: Claim, edges: dict[str, frozenset[tuple[int, int]]]) -> str | None:
    passage = dossier.passages.get(claim.passage)
    if passage is None or passage.work != claim.work:
        return "its passage is not among those read from its work"
    if claim.quote != passage.text:
        return "it is not what its passage says, from its first word to its last"
    sections = list(dossier.sections_of(passage))
    if any(section.text is None for section in sections):  # a published report holds no texts that are not ours
        return None
    at_place = [s for s in sections if s.text is not None and s.text[passage.start : passage.end] == passage.text]
    if not at_place:
        return "it does not stand at its offsets"
    if any((passage.start, passage.end) in _edges(section, edges) for section in at_place):
        return None
    return _where_cut(passage)


def _where_cut(passage: Passage) -> str:
    return f"characters {passage.start} to {passage.end} begin or end inside a {_UNIT[passage.form]}"


_UNIT = {Form.PROSE: "sentence", Form.TABLE: "row"}


def _edges(section: Section, known: dict[str, frozenset[tuple[int, int]]]) -> frozenset[tuple[int, int]]:
    """The spans of the sentences of a text, or of the rows of a table."""
    text = section.text or ""
    if section.sha256 not in known:
        known[section.sha256] = frozenset(sentences(text) if section.form is Form.PROSE else _rows(text))
    return known[section.sha256]


def _rows(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _known(dossier: Dossier, *keys: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key in dossier.works))
