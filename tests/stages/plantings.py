"""Plants one fault of a kind into what the reviewers of a sound report see, marks and checks left as they were.

Each planter gives the dossier with the fault and what a finding has to point at: the id of a claim, the key of a work,
or the words of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TypeVar

from generator import ids
from generator.schema import (
    Author,
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Evidence,
    Origin,
    Outcome,
    Passage,
    Result,
    Section,
    Stance,
    Standpoint,
    Statement,
    Verdict,
    Work,
)
from generator.stages.review import Dossier
from tests.makers import claim, passage, section, work

Item = TypeVar("Item")
Planted = tuple[Dossier, str]
Planter = Callable[[Dossier, Random], Planted]
PASSED = (Check(name=CheckName.TRACED, outcome=Outcome.PASSED, why="rests on 1 claim"),)


def off_topic(seen: Dossier, random: Random) -> Planted:
    """A work of another field: behind the answer, or among the claims; or a claim of a work at hand that strays."""
    words = random.choice(
        (
            "Pears keep 12 weeks in the cold.",
            "Tides reached 4.5 metres in March.",
            "Diet did not change flares against placebo.",
            "Full precision reached an accuracy of 61.3 on TerraQA.",
        )
    )
    if random.random() < 0.3:
        key = random.choice(list(seen.works))
        grown, added = _with_sentence(seen, key, words, on_topic=True)
        return grown, added.id
    stray = work(f"On other things {random.random()}", authors=(Author(family="Stray", given="Al"),))
    grown, added = _with_sentence(
        replace(seen, works={**seen.works, stray.key: stray}), stray.key, words, on_topic=random.random() < 0.5
    )
    if random.random() < 0.5:
        statement = Statement(text=f"{stray.byline}: “{words}”", claims=(added.id,), checks=PASSED)
        answer = seen.answer.model_copy(
            update={
                "works": (*seen.answer.works, stray.key),
                "statements": (*seen.answer.statements, statement),
            }
        )
        grown = replace(grown, answer=answer, statements=(*grown.statements, statement))
    return grown, random.choice((stray.key, added.id))


def wrong_number(seen: Dossier, random: Random) -> Planted:
    """Another number in a claim, which is reworded then, or in a sentence of ours, or in a figure on record."""
    where = random.choice(("claim", "statement", "figure", "difference"))
    if where == "figure" and seen.results:
        result = random.choice(seen.results)
        changed = result.model_copy(update={"value": result.value + Decimal("0.7")})
        return replace(seen, results=_swap(seen.results, result, changed)), result.work
    if where == "difference" and seen.derived:
        one = random.choice(seen.derived)
        changed_one = one.model_copy(update={"value": random.choice((-one.value, one.value + 1))})
        (source,) = (result for result in seen.results if result.id == one.left)
        return replace(seen, derived=_swap(seen.derived, one, changed_one)), source.work
    if where == "statement":
        told = random.choice([one for one in seen.statements if (one.claims or one.derived) and _numbers(one.text)])
        altered = told.model_copy(update={"text": _other_number(told.text, random)})
        return replace(seen, statements=_swap(seen.statements, told, altered)), altered.text
    of = random.choice([one for one in seen.claims if _numbers(one.text)])
    other = of.model_copy(update={"text": _other_number(of.text, random)})
    return replace(seen, claims=_swap(seen.claims, of, other)), of.id


def uncited(seen: Dossier, random: Random) -> Planted:
    """A sentence that rests on nothing, or on ids and records that the report does not have."""
    text = f"All of this holds in general, as sentence {random.randint(1, 999)} says."
    told = random.choice(
        (
            Statement.model_construct(text=text, claims=(), derived=(), records=(), checks=PASSED),
            Statement(text=text, claims=("c-none",), checks=PASSED),
            Statement(text=text, claims=(seen.claims[0].id, "c-none"), checks=PASSED),
            Statement(text=text, derived=("d-none",), checks=PASSED),
            Statement(text=text, records=(random.choice(("memory", "counts.guessed", "answer.works.first")),)),
        )
    )
    if random.random() < 0.3:
        return replace(seen, limitations=_inserted(seen.limitations, told, random)), text
    return replace(seen, statements=_inserted(seen.statements, told, random)), text


def figures(seen: Dossier) -> list[Result]:
    """The figures that name what they measure, so that one printed again can be told from another."""
    return [one for one in seen.results if one.role == "subject" and one.system and one.dataset]


def reprinted(seen: Dossier, random: Random) -> Planted:
    """A figure of one work in another one, with its sentence and without a word of where it is from."""
    result = random.choice(figures(seen))
    key = random.choice([key for key in seen.works if key != result.work])
    sentence = f"{result.system} reaches an accuracy of {result.value} on {result.dataset} under {result.method}."
    grown, added = _with_sentence(seen, key, sentence, on_topic=True)
    again = result.model_copy(
        update={
            "id": f"r-{ids.digest(added.id)}",
            "work": key,
            "passage": added.passage,
            "method": random.choice((result.method, None)),
        }
    )
    linked = added.model_copy(update={"results": random.choice(((again.id,), ()))})
    grown = replace(grown, results=(*grown.results, again), claims=_swap(grown.claims, added, linked))
    return grown, random.choice((added.id, key))


def cut(seen: Dossier, random: Random) -> Planted:
    """A quote that begins or ends inside its sentence, alone or with its passage; or offsets that lead elsewhere."""
    of = random.choice(seen.claims)
    read = seen.passages[of.passage]
    first, last = _inside(read.text, random)
    how = random.choice(("quote", "passage", "offsets"))
    if how == "quote":
        shorter = of.model_copy(update={"quote": read.text[first:last], "text": read.text[first:last]})
        return replace(seen, claims=_swap(seen.claims, of, shorter)), of.id
    if how == "offsets":
        moved = read.model_copy(update={"start": read.start + 1, "end": read.end + 1})
        return replace(seen, passages={**seen.passages, read.id: moved}), of.id
    piece = read.text[first:last]
    shorter = of.model_copy(update={"quote": piece, "text": piece})
    smaller = read.model_copy(update={"start": read.start + first, "end": read.start + last, "text": piece})
    grown = replace(seen, passages={**seen.passages, read.id: smaller}, claims=_swap(seen.claims, of, shorter))
    return grown, of.id


def self_citation(seen: Dossier, random: Random) -> Planted:
    """Works of one author behind the whole answer, or support among them that is marked as independent."""
    boss = Author(family="Boss", given=random.choice(("Ana", "A.", None)))
    if random.random() < 0.4:
        signed = {key: _signed(one, boss, random) for key, one in seen.works.items()}
        return replace(seen, works=signed), random.choice(seen.answer.works)
    of = random.choice([one for one in seen.claims if one.work in seen.works])
    key = random.choice([key for key in seen.works if key != of.work] if random.random() < 0.8 else [of.work])
    pair = {one: _signed(seen.works[one], boss, random) for one in (of.work, key)}
    read = random.choice([one for one in seen.passages.values() if one.work == key])
    record = Evidence(
        id="e-planted", claim=of.id, passage=read.id, work=key, stance=Stance.SUPPORTS,
        standpoint=Standpoint.INDEPENDENT, basis="judge", probability=0.97, why="support 0.97",
    )  # fmt: skip
    return replace(seen, works={**seen.works, **pair}, evidence=(*seen.evidence, record)), of.id


def _signed(one: Work, boss: Author, random: Random) -> Work:
    guest = Author(family=f"Guest{ids.digest(one.key)}", given="G.")
    return one.model_copy(update={"authors": random.choice(((boss, guest), (guest, boss), (boss,)))})


def _with_sentence(seen: Dossier, key: str, text: str, *, on_topic: bool) -> tuple[Dossier, Claim]:
    """The dossier with one more text of a work, and a claim with every check passed that is taken from it."""
    of = seen.works[key]
    grown = _with_section(of, section(text, name=f"section {ids.digest(text)}"))
    read: Passage = passage(of, text).model_copy(
        update={"section": grown.versions[0].sections[-1].name, "version": grown.versions[0].id}
    )
    added = claim(read, on_topic=on_topic)
    verdict = Verdict(claim=added.id, checks=PASSED, status=ClaimStatus.VERIFIED)
    return (
        replace(
            seen,
            works={**seen.works, key: grown},
            passages={**seen.passages, read.id: read},
            claims=(*seen.claims, added),
            verdicts={**seen.verdicts, added.id: verdict},
        ),
        added,
    )


def _with_section(of: Work, new: Section) -> Work:
    assert new.origin is Origin.SOURCE
    first, *others = of.versions
    return of.model_copy(update={"versions": (first.model_copy(update={"sections": (*first.sections, new)}), *others)})


def _numbers(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])", text))


def _other_number(text: str, random: Random) -> str:
    """The text with another number for one of its own: a new one, a slip of a digit, or another of the text's."""
    found = random.choice(_numbers(text))
    was = found.group()
    others = [str(random.randint(2, 9999)), was[::-1], f"{was}1", f"{Decimal(was) + 1}", f"{Decimal(was) / 10}"]
    others += [one.group() for one in _numbers(text)]
    new = random.choice([one for one in others if not one.endswith(".") and Decimal(one) != Decimal(was)])
    return text[: found.start()] + new + text[found.end() :]


def _inside(text: str, random: Random) -> tuple[int, int]:
    """A span of the text, at least one character of which is left out at one end."""
    first = random.choice((0, random.randint(1, len(text) // 3)))
    last = (
        random.randint(2 * len(text) // 3, len(text) - 1) if first == 0 else random.choice((len(text), len(text) - 1))
    )
    return first, last


def _swap(items: Sequence[Item], old: Item, new: Item) -> tuple[Item, ...]:
    return tuple(new if one == old else one for one in items)


def _inserted(items: Sequence[Statement], new: Statement, random: Random) -> tuple[Statement, ...]:
    at = random.randint(0, len(items))
    return (*items[:at], new, *items[at:])
