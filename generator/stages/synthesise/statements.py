"""Builds sentences of ours and checks each: traced, entailed, every number theirs or recomputed, no new name.

Pure; a part of the stage `synthesise`. A sentence that fails a check is returned with it, and left out by the caller.
What a sentence says of two figures is checked exactly, by reading its words and subtracting again; no model is asked,
for the judge does not see which of two numbers is the larger (docs/methodology.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from generator.numbers import absent, amount, quantities
from generator.results import Names
from generator.schema import (
    Check,
    CheckName,
    Claim,
    ClaimStatus,
    Derived,
    Evidence,
    Origin,
    Outcome,
    Passage,
    Result,
    Statement,
    Verdict,
    Work,
)
from generator.text import closed, longest_shared_run

STANDING = frozenset({ClaimStatus.VERIFIED, ClaimStatus.CONTESTED, ClaimStatus.DIGEST})
"""Statuses in which a sentence of ours may repeat a claim; of a contested one, the contest is told beside it."""

_NAME = re.compile(r"(?<![\w-])(?=[\w-]*[^\W\d_])(?=[\w-]*[A-Z\d])[\w.-]*\w")
_OPENING = re.compile(r"(?:^|[:.;“] ?)[A-Z](?=[a-z]+\b)")
_PLAIN = re.compile(r"[a-z]+(?:-[a-z]+)*(?: |$)")
_VERSION = re.compile(r"\bversions? \d[\w.]*(?: (?:to|and) \d[\w.]*)*")
_HALF_TENTH = Decimal("0.05")

_THEIRS = "\0"

PREPRINT = " (preprint version)"
"""What follows the name of a published work where its preprint is quoted."""

TALLIED = "derived"
"""The records that a sentence which counts differences names."""

CONTESTED = "evidence"
"""The records that a sentence which sets two passages side by side names."""

MOST_CONTESTS = 12
"""Contested pairs that a part of a report sets side by side; the claims table has all."""

MAX_SHARED_RUN = 8
"""Words in a row that a sentence of the abstract may share with a source's own words."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a sentence may rest on, by id; `works` in the order of screening."""

    works: Mapping[str, Work]
    passages: Mapping[str, Passage]
    claims: Mapping[str, Claim]
    verdicts: Mapping[str, Verdict]
    results: Mapping[str, Result]
    names: Names
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def usable(self) -> tuple[Claim, ...]:
        """Claims that may support an answer: in good standing, of works that were seen and not retracted."""
        return tuple(
            claim
            for claim in self.claims.values()
            if self.verdicts[claim.id].status in STANDING and self.works[claim.work].checked is not False
        )

    def is_of_preprint(self, passage: str) -> bool:
        """Whether a passage stands in the preprint of a work that was published: the article need not say so."""
        found = self.passages[passage]
        return self.works[found.work].is_of_preprint(found.version)

    def origin(self, claim: Claim) -> Origin:
        """Whose words the claim's quote has."""
        return self.passages[claim.passage].origin


def of_claim(material: Material, claim: Claim, *, under_heading: bool = False) -> Statement:
    """A claim with its owner: the source's words in quotation marks, ours never.

    `under_heading`: a heading says already that our digest of the work is speaking.
    """
    work, preprint = material.works[claim.work], material.is_of_preprint(claim.passage)
    byline = f"{work.byline}{PREPRINT}" if preprint else work.byline
    if under_heading:
        text = claim.text
    elif material.origin(claim) is Origin.DIGEST:
        text = f"Our digest of {byline} states: {claim.text}"
    elif claim.verbatim:
        text = f"{byline}: “{claim.text}”"
    else:
        text = f"{byline}, reworded: {claim.text}"
    return checked(material, text, (claim,))


def of_difference(material: Material, derived: Sequence[Derived]) -> Statement:
    """One result held against others: "4-bit AWQ at 61.3, 0.7 points below BF16 at 62.0"."""
    left = material.results[derived[0].left]
    parts = [
        _difference(one, [r for r in derived if r.op == "ratio" and r.right == one.right], material)
        for one in derived
        if one.op == "difference"
    ]
    works = dict.fromkeys(material.results[side].work for one in derived for side in (one.left, one.right))
    owner = listed([_owner(material, work, derived) for work in works])
    text = (
        f"{_thing(left)}: {left.method or left.system} stands at {_value(left)}, {listed(parts)}"
        f" (differences recomputed from {owner}, {left.place})."
    )
    return checked(material, text, _claims_behind(material, derived), tuple(derived))


def of_tally(material: Material, ours: str, theirs: str, derived: Sequence[Derived]) -> Statement:
    """How often the one stands above the other, and by how much: the plain answer of the figures."""
    ways = {way: [one for one in derived if _way(one) == way] for way in ("above", "below", "level with")}
    total = "the one comparison" if len(derived) == 1 else f"{len(derived)} comparisons"
    most_first = sorted((found for found in ways.values() if found), key=lambda found: -len(found))
    first, *rest = [_tallied(_way(found[0]), found, total, lone=len(derived) == 1) for found in most_first]
    text = f"{_capital(ours)} stands {first.replace(_THEIRS, theirs)}"
    text += "".join(f"; it stands {one.replace(_THEIRS, 'it')}" for one in rest)
    text += f"{_across(material, derived)}."
    counted = [str(len(found)) for found in (*ways.values(), derived)]
    counted += [str(len(names)) for names in _spread(material, derived)]
    made = checked(material, text, _claims_behind(material, derived), tuple(derived), (ours, theirs, *counted))
    return made.model_copy(update={"records": (TALLIED,)})


def _spread(material: Material, derived: Sequence[Derived]) -> tuple[list[str], list[str]]:
    """The systems and the data sets of the figures, each once."""
    left = [material.results[one.left] for one in derived]
    systems = dict.fromkeys(one.system for one in left if one.system)
    return list(systems), list(dict.fromkeys(one.dataset for one in left if one.dataset))


def _across(material: Material, derived: Sequence[Derived]) -> str:
    """Of how many systems and data sets comparisons are: four of one table are no four studies."""
    systems, sets = _spread(material, derived)
    metric = material.results[derived[0].left].metric
    named = [
        names[0] if len(names) == 1 else f"{len(names)} {what}"
        for names, what in ((systems, "systems"), (sets, "data sets"))
        if names
    ]
    return (f", in {metric}" if metric else "") + (f", on {' and '.join(named)}" if named else "")


def _capital(name: str) -> str:
    """A name at the start of a sentence: a plain word gets its capital, "mTOR" stays what it is."""
    return f"{name[0].upper()}{name[1:]}" if _PLAIN.match(name) else name


def of_contest(material: Material, claims: Sequence[Claim]) -> Iterator[Statement]:
    """What opposes the claims, once for each two passages: both stand in the sentence, and neither is preferred."""
    pairs: dict[frozenset[str], tuple[Claim, Evidence]] = {}
    for claim in claims:
        for one in (material.evidence[key] for key in material.verdicts[claim.id].contradicted_by):
            pairs.setdefault(frozenset((claim.passage, one.passage)), (claim, one))
    for claim, one in list(pairs.values())[:MOST_CONTESTS]:
        sides = [c for c in material.claims.values() if c.passage == one.passage and _stands(material, c)]
        passage = material.passages[one.passage]
        more = (passage.text, passage.place, *_names_in(material, {claim.passage, one.passage}))
        text = closed(f"Contested: {_head(material, claim, one)}: {one.why}")
        yield checked(material, text, (claim, *sides), more=more).model_copy(update={"records": (CONTESTED,)})
    if len(pairs) > MOST_CONTESTS:
        left = len(pairs) - MOST_CONTESTS
        yield of_records(f"Further contested pairs, which stand beside their claims: {left}.", CONTESTED)


def _names_in(material: Material, passages: set[str]) -> list[str]:
    """Names and values of the passages' results, in the form in which a sentence of ours prints them."""
    found = [result for result in material.results.values() if result.passage in passages]
    return [text for one in found for text in (one.system, one.method, one.dataset, one.metric, _value(one)) if text]


def _head(material: Material, claim: Claim, one: Evidence) -> str:
    """Who contests: another work, another version of the same one, or the work itself."""
    byline = material.works[one.work].byline
    if one.work != claim.work and material.is_of_preprint(one.passage):
        byline += PREPRINT
    if one.work != claim.work:
        quoted = "" if one.basis == "figures" else f" of “{claim.quote}”"
        return f"{byline} says otherwise{quoted}"
    versions = {_VERSION.search(material.passages[key].place) for key in (claim.passage, one.passage)}
    told = {match.group() for match in versions if match is not None}
    return f"the versions of {byline} differ" if len(told) > 1 else f"{byline} is at odds with itself"


def _stands(material: Material, claim: Claim) -> bool:
    return material.verdicts[claim.id].status in STANDING


def _claims_behind(material: Material, derived: Sequence[Derived]) -> tuple[Claim, ...]:
    sides = {side for one in derived for side in (one.left, one.right)}
    return tuple(claim for claim in material.claims.values() if sides & set(claim.results))


def _owner(material: Material, work: str, derived: Sequence[Derived]) -> str:
    sides = [material.results[side] for one in derived for side in (one.left, one.right)]
    digests = [material.passages[one.passage].origin is Origin.DIGEST for one in sides if one.work == work]
    preprints = [material.is_of_preprint(one.passage) for one in sides if one.work == work]
    citation = f"{material.works[work].citation}{PREPRINT if any(preprints) else ''}"
    return f"our digest of {citation}" if any(digests) else citation


def of_records(text: str, *records: str) -> Statement:
    """A sentence that counts or lists records of this report; `records` names them."""
    return Statement(
        text=text,
        records=records,
        checks=(_check(CheckName.TRACED, passed=True, why=f"computed from {', '.join(records)}"),),
    )


def checked(
    material: Material,
    text: str,
    claims: Sequence[Claim],
    derived: Sequence[Derived] = (),
    more: Sequence[str] = (),
) -> Statement:
    """A statement with its checks; `more` are texts beside the claims that its numbers and names may come from."""
    sources = [*_sources(material, claims), *more]
    return Statement(
        text=text,
        claims=tuple(claim.id for claim in claims),
        derived=tuple(one.id for one in derived),
        checks=(
            _traced(material, claims),
            _entailed(material, text, claims, derived, more),
            _numbers(text, [*sources, *_fields(material, derived), *_amounts(derived)]),
            _entities(text, [*sources, *_fields(material, derived)]),
        ),
    )


def in_own_words(material: Material, statement: Statement) -> Statement:
    """The statement with a check that no long run of words is a source's own."""
    sources = (p for p in material.passages.values() if p.origin is Origin.SOURCE)
    ours = statement.text
    for work in material.works.values():  # a title may name its work, whoever repeats it
        ours = ours.replace(work.byline, "").replace(work.title, "")
    longest = max((longest_shared_run(ours, passage.text) for passage in sources), default=0)
    check = _check(
        CheckName.OWN_WORDS,
        passed=longest <= MAX_SHARED_RUN,
        why=f"longest run shared with a source: {longest} word{'' if longest == 1 else 's'}",
    )
    return statement.model_copy(update={"checks": (*statement.checks, check)})


def failed(statement: Statement) -> bool:
    """Whether a check says that the statement may not be published."""
    return any(check.outcome is Outcome.FAILED for check in statement.checks)


def _traced(material: Material, claims: Sequence[Claim]) -> Check:
    fallen = [claim.id for claim in claims if material.verdicts[claim.id].status not in STANDING]
    if fallen or not claims:
        return _check(
            CheckName.TRACED, passed=False, why=f"claims that do not stand: {', '.join(fallen) or 'none given'}"
        )
    return _check(CheckName.TRACED, passed=True, why=f"rests on {len(claims)} claim{'s'[: len(claims) != 1]}")


def _sources(material: Material, claims: Sequence[Claim]) -> list[str]:
    """What a sentence may take numbers and names from: its claims' quotes, and what names their works and places."""
    works = dict.fromkeys(claim.work for claim in claims)
    found = [text for claim in claims for text in (claim.quote, material.passages[claim.passage].place)]
    return [*found, *chain.from_iterable((material.works[w].citation, material.works[w].title) for w in works)]


def _fields(material: Material, derived: Sequence[Derived]) -> list[str]:
    """Names of the operands in the form of `aliases.yml`, which a quote may spell in another way."""
    sides = [material.results[side] for one in derived for side in (one.left, one.right)]
    return [text for one in sides for text in (one.system, one.method, one.dataset, one.metric) if text]


def _amounts(derived: Sequence[Derived]) -> list[str]:
    """Each figure of ours as a sentence may print it: with its unit, and without where a range gives the unit once."""
    return [amount(abs(one.value), unit) for one in derived for unit in (one.unit, None)]


def _numbers(text: str, sources: Sequence[str]) -> Check:
    """Numbers of a statement come from its claims, its derived figures, or the years and places that name its works."""
    if not quantities(text):
        return Check(name=CheckName.NUMBERS, outcome=Outcome.NOT_APPLICABLE, why="no number in it")
    missing = absent(text, " \n ".join(sources))
    absentees = ", ".join(str(quantity) for quantity in missing)
    return _check(
        CheckName.NUMBERS,
        passed=not missing,
        why=f"number not found: {absentees}" if missing else "every number is a claim's or recomputed",
    )


def _entities(text: str, sources: Sequence[str]) -> Check:
    """Whether every name of the sentence stands in what it rests on; a name has a capital, or a digit and a letter."""
    known = {part.casefold() for part in _NAME.findall(" ".join(sources))}
    # The first word of a sentence or part has a capital whatever it is.
    new = [
        name for name in _NAME.findall(_OPENING.sub(lambda m: m.group().lower(), text)) if name.casefold() not in known
    ]
    if new:
        return _check(CheckName.ENTITIES, passed=False, why=f"name not found: {', '.join(dict.fromkeys(new))}")
    return _check(CheckName.ENTITIES, passed=True, why="every name is a claim's, or names its work")


def _entailed(
    material: Material, text: str, claims: Sequence[Claim], derived: Sequence[Derived], more: Sequence[str]
) -> Check:
    """Whether the claims bear the sentence out: it repeats them, or its figures say so when subtracted again."""
    if derived:
        wrong = [one.id for one in derived if not _recomputed(material, one)]
        bare = text
        for name in sorted({*_fields(material, derived), *_sources(material, claims), *more}, key=len, reverse=True):
            bare = bare.replace(name, " ")
        told = {way for way in ("above", "below") if re.search(rf"\b{way}\b", bare)}
        ways = {_way(one) for one in derived if one.op == "difference"} - {"level with"}
        passed = not wrong and told == ways
        count = f"{len(derived)} figure{'s'[: len(derived) != 1]}"
        why = f"{count} recomputed from the operands" if passed else "does not follow from its operands"
        return _check(CheckName.ENTAILED, passed=passed, why=why)
    repeats = any(claim.text in text for claim in claims)
    if repeats:
        return Check(name=CheckName.ENTAILED, outcome=Outcome.NOT_APPLICABLE, why="repeats its claim word for word")
    return Check(name=CheckName.ENTAILED, outcome=Outcome.NOT_APPLICABLE, why="quotes two places and concludes nothing")


def _recomputed(material: Material, one: Derived) -> bool:
    """Whether both operands stand in their quotes, and the figure is theirs subtracted."""
    left, right = material.results[one.left], material.results[one.right]
    stand = all(
        side.value in {q.value for q in quantities(material.passages[side.passage].text)} for side in (left, right)
    )
    change = left.value - right.value
    if one.op == "ratio":
        return stand and right.value > 0 and abs(change * 100 / right.value - one.value) <= _HALF_TENTH
    return stand and change == one.value


def listed(parts: Sequence[str]) -> str:
    """Parts as a sentence lists them: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _difference(one: Derived, ratios: Sequence[Derived], material: Material) -> str:
    right = material.results[one.right]
    other = f"{right.method or right.system} at {_value(right)}"
    if one.value == 0:
        return f"level with {other}"
    change = "".join(f" ({amount(abs(ratio.value), '%')})" for ratio in ratios)
    return f"{amount(abs(one.value), one.unit)}{change} {_way(one)} {other}"


def _way(one: Derived) -> str:
    return "above" if one.value > 0 else "below" if one.value < 0 else "level with"


def _tallied(way: str, found: Sequence[Derived], total: str, *, lone: bool) -> str:
    """One part of a tally: 0.3 to 1.2 points above the other in 2 of 2 comparisons."""
    values = sorted(abs(one.value) for one in found)
    low, high = amount(values[0], None), amount(values[-1], found[0].unit)
    span = high if values[0] == values[-1] else f"{low} to {high}"
    where = f"in {total} found" if lone else f"in {len(found)} of {total}"
    return f"level with {_THEIRS} {where}" if way == "level with" else f"{span} {way} {_THEIRS} {where}"


def _thing(result: Result) -> str:
    """What a result measures, by what its passage names: "Emu on Delta, F1", or "Sleep onset latency" alone."""
    where = (
        f"{result.system} on {result.dataset}" if result.system and result.dataset else result.system or result.dataset
    )
    named = ", ".join(part for part in (where, result.metric) if part)
    return named[:1].upper() + named[1:]


def _value(result: Result) -> str:
    return amount(result.value, result.unit)


def _check(name: CheckName, *, passed: bool, why: str) -> Check:
    return Check(name=name, outcome=Outcome.PASSED if passed else Outcome.FAILED, why=why)
