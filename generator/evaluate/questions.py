"""`claimbook eval questions`: questions on a library whose verdicts are known by how they are made.

    answered      pair, finding      what one sentence, or two results of one table, say
    not answered  never_together     concepts of which no work names two together (group no_work); or that a work names
                                     together, yet tells of them apart (bystander: it mentions one in passing; crossed:
                                     it tells of one thing here and of another there)
                  deleted, renamed   an answered question whose one work, or one name, is taken out of the library
    partly        uncompared         a finding, with a comparator that no work names beside its intervention
    unchanged     synonym            an answered question in other words

Every construction is checked by plain search over all works (`occurrence`), never by the rule that is measured. The
same libraries and seed give the same questions. The half of a question goes by its terms, of a derived one by those of
its origin: what was held out stays so, whatever else changes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, cycle, islice, product
from typing import NamedTuple, TypeVar

from generator import ids
from generator.evaluate.answers import Case, Edits, Half
from generator.evaluate.frames import Frame, elsewhere, findings, mentioned, pairs
from generator.evaluate.occurrence import Texts, edited, key, renamed, stands
from generator.evaluate.phrases import Phrases, is_name
from generator.evaluate.rewording import Wordings, definitions
from generator.results import Names
from generator.schema import AnswerStatus, Concept, Facet, Facets, Question

COUNT = 100
"""Questions answered, and as many not; half as many flipped, half as many in other words."""

SEED = 20_261_121
PAIRS = 0.3
"""Share of the answered ones that are pairs of results, where there are so many."""

PAIRS_OF_A_WORK = 12
HARD = 0.5
"""Share of the ones that are not answered whose concepts one work names, but apart; half of it is crossed."""

PARTLY = 0.1
"""Questions of each kind that are answered in part, as a share of `COUNT`; they come on top."""

RARE = 60
"""Works, at most, that name intervention and population together: what a reader would search for."""

_CORE: tuple[Facet, ...] = (Facet.POPULATION, Facet.INTERVENTION, Facet.OUTCOME)
HALVES: tuple[Half, Half] = ("development", "held_out")
_UNCHANGED = Edits()
_SOUNDS = (
    "bra",
    "del",
    "fo",
    "gri",
    "hul",
    "jor",
    "kem",
    "lut",
    "mav",
    "nor",
    "pix",
    "quo",
    "rud",
    "sti",
    "tov",
    "vel",
)


Terms = Mapping[Facet, str]
AnyMade = TypeVar("AnyMade")


class _Made(NamedTuple):
    """An answered question with what it was made of."""

    case: Case
    frame: Frame


def generate(texts: Texts, names: Names, *, count: int = COUNT, seed: int = SEED) -> tuple[Case, ...]:
    """All questions, kind by kind; fewer of a kind where the library gives no more."""
    maker = _Maker(texts, names, random.Random(seed))  # noqa: S311 - the same draw each time is what is wanted
    answered = list(maker.answered(count))
    crossed = list(maker.crossed(round(HARD * count / 2)))
    bystanders = list(maker.bystanders(round(HARD * count) - len(crossed)))
    strangers = maker.strangers(count - len(bystanders) - len(crossed))
    apart = [*strangers, *bystanders, *crossed]
    derived = [
        case
        for half in HALVES
        for case in maker.derived([made for made in answered if made.case.half == half], count // 4)
    ]
    unlike = {case.id: case for case in apart}.values()
    every = [*(made.case for made in answered), *unlike, *sorted(derived, key=lambda case: case.kind)]
    return tuple(_numbered(every))


def _half(terms: Terms) -> Half:
    """The half of a question, by its terms alone, whatever else is drawn."""
    return HALVES[int(ids.digest(*map(key, terms.values())), 16) % 2]


def _balanced(made: Iterable[AnyMade], count: int, half: Callable[[AnyMade], Half]) -> Iterator[AnyMade]:
    """The first of each half, as many of the one as of the other."""
    left: dict[Half, int] = {HALVES[0]: count - count // 2, HALVES[1]: count // 2}
    for one in made:
        if left[half(one)] > 0:
            left[half(one)] -= 1
            yield one
        if not any(left.values()):
            return


def _each(cases: Iterable[Case | None], count: int) -> Iterator[Case]:
    """The first of each half of the cases that could be made."""
    return _balanced((case for case in cases if case is not None), count, lambda case: case.half)


def _numbered(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases under names of their kinds; what they were derived from is named anew, too."""
    seen: dict[str, int] = {}
    names: dict[str, str] = {}
    for case in cases:
        seen[case.kind] = seen.get(case.kind, 0) + 1
        names[case.id] = f"{case.kind}-{seen[case.kind]:03}"
    for case in cases:
        yield case.model_copy(update={"id": names[case.id], "of": names.get(case.of, "")})


class _Maker:
    """What a library gives to make questions of, in the order in which it was drawn."""

    def __init__(self, texts: Texts, names: Names, draw: random.Random) -> None:
        self._texts, self._names, self._draw = texts, names, draw
        self._widened: dict[str, tuple[str, ...]] = {}
        self._phrases = Phrases(work.title for work in texts.works)
        every = range(len(texts.works))
        self._wordings = Wordings([" ".join(texts.sentences(at)) for at in every], names)
        self._findings = self._drawn(findings(texts, self._phrases, at) for at in every)
        self._results = [list(pairs(texts, names, at)) for at in every]
        self._pairs = self._drawn(self._results, PAIRS_OF_A_WORK)

    def _drawn(self, of_works: Iterable[Iterable[Frame]], most: int = 1) -> list[Frame]:
        """Frames of all works in random order, a few of each work."""
        drawn = [frame for found in map(list, of_works) for frame in self._draw.sample(found, min(most, len(found)))]
        self._draw.shuffle(drawn)
        return list({_name("", frame.terms): frame for frame in drawn}.values())

    # --- answered ---------------------------------------------------------------------------------------------------

    def answered(self, count: int) -> Iterator[_Made]:
        """Pairs of results, then findings."""
        chosen = list(_balanced(self._pairs, round(PAIRS * count), lambda frame: _half(frame.terms)))
        rare = filter(self._is_rare, self._findings)
        chosen += list(_balanced(rare, count - len(chosen), lambda frame: _half(frame.terms)))
        for frame in chosen:
            places = " and ".join(map(str, frame.sentences))
            because = f"sentence {places} of {self._key(frame)}"
            kind = "pair" if frame.result else "finding"
            yield _Made(_case(kind, frame.terms, AnswerStatus.ANSWERED, because), frame)

    def _is_rare(self, frame: Frame) -> bool:
        return len(self._naming(frame.of(Facet.INTERVENTION, Facet.POPULATION))) <= RARE

    # --- not answered -----------------------------------------------------------------------------------------------

    def strangers(self, count: int) -> Iterator[Case]:
        """Findings in which one term is another finding's, which no work names together with one of the rest."""
        facets = cycle(_CORE)
        return _each((self._with_a_stranger(frame, next(facets)) for frame in self._findings), count)

    def _with_a_stranger(self, frame: Frame, facet: Facet) -> Case | None:
        against = Facet.POPULATION if facet is Facet.INTERVENTION else Facet.INTERVENTION
        for donor in self._draw.sample(self._findings, len(self._findings)):
            terms = _without_comparator(frame)
            terms[facet] = donor.terms[facet]
            if _differ(terms.values()) and not self._naming((terms[facet], terms[against])):
                because = f"no work names {terms[facet]} and {terms[against]}"
                return _case("never_together", terms, AnswerStatus.NOT_ANSWERED, because, group="no_work")
        return None

    def bystanders(self, count: int) -> Iterator[Case]:
        """Findings whose intervention or population is one that their work mentions in passing."""
        facets = cycle((Facet.INTERVENTION, Facet.POPULATION))
        return _each((self._with_a_bystander(frame, next(facets)) for frame in reversed(self._findings)), count)

    def _with_a_bystander(self, frame: Frame, facet: Facet) -> Case | None:
        passing = mentioned(self._texts, self._phrases, frame.work)
        return self._put_apart(frame, facet, [term for term, _ in passing], "bystander")

    def crossed(self, count: int) -> Iterator[Case]:
        """Findings on what their work told of the intervention elsewhere, results of another system or benchmark."""
        told = list(_each(map(self._told_elsewhere, self._findings), count - count // 2))
        yield from told
        on_systems = list(self._crossed(_CORE[:2], (count - len(told) + 1) // 2))
        yield from on_systems
        yield from self._crossed((Facet.SETTING, *_CORE), count - len(told) - len(on_systems))

    def _told_elsewhere(self, frame: Frame) -> Case | None:
        found = elsewhere(self._texts, self._phrases, frame)
        return self._put_apart(frame, Facet.POPULATION, [term for term, _ in found], "crossed")

    def _crossed(self, apart: Sequence[Facet], count: int) -> Iterator[Case]:
        """Pairs whose first facet is that of another pair of the work; no sentence has it with the others."""
        made: dict[str, Case] = {}
        for frame, other in (pair for of_work in self._results for pair in product(of_work, of_work)):
            terms = _without_comparator(frame)
            terms[apart[0]] = other.terms[apart[0]]
            never = [terms[at] for at in apart]
            because = f"{self._key(frame)} has no result of {' and '.join(never)}"
            case = _case("never_together", terms, AnswerStatus.NOT_ANSWERED, because, group="crossed")
            if case.id not in made and _differ(terms.values()) and not self._beside(never):
                made[case.id] = case
        return _each(self._draw.sample(list(made.values()), len(made)), count)

    def _put_apart(self, frame: Frame, facet: Facet, others: Sequence[str], group: str) -> Case | None:
        """The finding with another term in one facet; all three stand in no sentence and title of any work."""
        text = " ".join(self._texts.sentences(frame.work))
        same = [*(one for pair in definitions(text) for one in pair), *frame.terms.values()]
        for term in others:
            terms = {at: frame.terms[at] for at in _CORE} | {facet: term}
            is_new = not any(stands(one, [term]) or stands(term, [one]) for one in same)
            if is_new and _differ(terms.values()) and not self._beside(list(terms.values())):
                because = f"{self._key(frame)} names {' and '.join(terms.values())}, in no sentence together"
                return _case("never_together", terms, AnswerStatus.NOT_ANSWERED, because, group)
        return None

    # --- made of answered ones --------------------------------------------------------------------------------------

    def derived(self, parents: Sequence[_Made], count: int) -> Iterator[Case]:
        """`count` flipped by a deletion or a new name, `count` in other words, and a few in part."""
        parents = self._draw.sample(parents, len(parents))
        flipped = [case for made in parents if (case := self._deleted(made)) is not None][: count // 2]
        used = {case.of for case in flipped}
        rest = [made for made in parents if made.case.id not in used]
        # Benchmarks first: fewer questions have one.
        facets = cycle((Facet.INTERVENTION, Facet.POPULATION))
        on_benchmarks = [case for made in rest if (case := self._renamed(made, Facet.SETTING)) is not None][
            : count // 4
        ]
        taken = {case.of for case in on_benchmarks}
        others = [self._renamed(made, next(facets)) for made in rest if made.case.id not in taken]
        yield from flipped
        yield from on_benchmarks
        yield from [case for case in others if case is not None][: count - len(flipped) - len(on_benchmarks)]
        uncompared = (self._uncompared(made, parents) for made in parents if not made.frame.result)
        yield from islice((case for case in uncompared if case is not None), round(2 * PARTLY * count))
        yield from islice(self._reworded(parents), count)

    def _deleted(self, made: _Made) -> Case | None:
        if not self._only_in(made.frame.terms, made.frame.work):
            return None
        work = self._key(made.frame)
        because = f"{work} is left out, and no other work names the rest together"
        edits = Edits(drop=(work,))
        return _derived(made, "deleted", made.case.question, AnswerStatus.NOT_ANSWERED, because, edits)

    def _uncompared(self, made: _Made, others: Sequence[_Made]) -> Case | None:
        """The finding, compared with another one's intervention, which no work names beside its own."""
        if Facet.COMPARATOR in made.frame.terms:
            return None
        own = made.frame.terms[Facet.INTERVENTION]
        for other in self._draw.sample(others, len(others)):
            rival = other.frame.terms[Facet.INTERVENTION]
            terms = {**made.frame.terms, Facet.COMPARATOR: rival}
            if is_name(rival) and _differ(terms.values()) and not self._naming((own, rival)):
                because = f"no work names {own} and {rival}"
                return _derived(made, "uncompared", _question(terms), AnswerStatus.PARTLY, because)
        return None

    def _renamed(self, made: _Made, facet: Facet) -> Case | None:
        """The question with a name that the library no longer has, or None where it has other forms of the name."""
        old = made.frame.terms.get(facet, "")
        if not is_name(old) or len(made.frame.sentences) > 1 or len(self._terms_of(old)) > 1:
            return None
        new = self._invented()
        holding = [self._texts.works[at] for at in sorted(self._texts.having([old]))]
        if Texts(edited(holding, (), ((old, new),))).having([old]):
            return None
        because = f"{old} is called {new}"
        return _derived(
            made, "renamed", made.case.question, AnswerStatus.NOT_ANSWERED, because, Edits(rename={old: new})
        )

    def _invented(self) -> str:
        """A name that no work has."""
        while True:
            name = "".join(self._draw.choices(_SOUNDS, k=3)).capitalize()
            if not self._texts.having([name]):
                return name

    def _reworded(self, parents: Sequence[_Made]) -> Iterator[Case]:
        """Every other one has nothing but what Claimbook is to know by itself; the rest give their old words, too."""
        kept = True
        for made in parents:
            found = {facet: self._other(term, known=not kept) for facet, term in made.frame.terms.items()}
            changed = {facet: term for facet, term in found.items() if term is not None}
            terms = {**made.frame.terms, **changed}
            if not changed or not _differ(terms.values()):
                continue
            old = {facet: made.frame.terms[facet] for facet in changed} if kept else {}
            because = "; ".join(f"{made.frame.terms[facet]} is {term}" for facet, term in changed.items())
            group = "given" if kept else "known"
            case = _derived(made, "synonym", _question(terms, old), made.case.expected, because)
            yield case.model_copy(update={"group": group})
            kept = not kept

    def _other(self, term: str, *, known: bool) -> str | None:
        others = [other.term for other in self._wordings.of(term) if other.known or not known]
        return self._draw.choice(others) if others else None

    # --- search -----------------------------------------------------------------------------------------------------

    def _naming(self, terms: Iterable[str]) -> frozenset[int]:
        """The works that name all of these, under any of their listed names."""
        found = [self._texts.having(self._terms_of(term)) for term in terms]
        return frozenset.intersection(*found)

    def _terms_of(self, term: str) -> tuple[str, ...]:
        """The term with every listed name of what it names and of what stands in it: "INT4 ZRQ" is "4-bit ZRQ"."""
        if term not in self._widened:
            listed = self._names.aliases
            found = dict.fromkeys([term])
            for entry in (*listed.metrics, *listed.datasets, *listed.widths, *listed.methods, *listed.systems):
                olds = [(one, old) for one in found for old in entry.terms if stands(one, [old])]
                found |= dict.fromkeys(renamed(one, old, new) for one, old in olds for new in entry.terms)
            self._widened[term] = tuple(found)
        return self._widened[term]

    def _beside(self, terms: Sequence[str]) -> bool:
        """Whether all of these stand in one sentence of any work and its title."""
        widened = [self._terms_of(term) for term in terms]
        return any(
            all(stands(f"{self._texts.works[at].title} | {sentence}", names) for names in widened)
            for at in sorted(self._naming(terms))
            for sentence in self._texts.sentences(at)
        )

    def _only_in(self, terms: Terms, work: int) -> bool:
        """Whether no other work names population, intervention and outcome together."""
        return self._naming(terms[facet] for facet in _CORE) <= {work}

    def _key(self, frame: Frame) -> str:
        return self._texts.works[frame.work].key


def _without_comparator(frame: Frame) -> dict[Facet, str]:
    return {at: term for at, term in frame.terms.items() if at is not Facet.COMPARATOR}


def _differ(terms: Iterable[str]) -> bool:
    """Whether no term stands within another."""
    return not any(stands(a, [b]) or stands(b, [a]) for a, b in combinations(terms, 2))


def _case(kind: str, terms: Terms, expected: AnswerStatus, because: str, group: str = "") -> Case:
    return Case(
        id=_name(kind, terms),
        kind=kind,
        group=group,
        half=_half(terms),
        expected=expected,
        question=_question(terms),
        because=because,
    )


def _name(kind: str, terms: Terms) -> str:
    """A name that only the same question has."""
    return " ".join((kind, *map(key, terms.values())))


def _derived(  # noqa: PLR0913 - the fields of a case
    made: _Made, kind: str, question: Question, expected: AnswerStatus, because: str, edits: Edits = _UNCHANGED
) -> Case:
    return Case(
        id=f"{kind} {expected} {made.case.id}",
        kind=kind,
        half=made.case.half,
        expected=expected,
        question=question,
        library=edits,
        of=made.case.id,
        because=because,
    )


def _question(terms: Terms, old: Terms | None = None) -> Question:
    """A question on these terms; `old` gives synonyms."""
    population, intervention, outcome = (terms[facet] for facet in _CORE)
    setting = f" on {terms[Facet.SETTING]}" if Facet.SETTING in terms else ""
    comparator = f", compared with {terms[Facet.COMPARATOR]}" if Facet.COMPARATOR in terms else ""
    concepts = {
        facet.value: (Concept(name=term, any=(old[facet],) if old and facet in old else ()),)
        for facet, term in terms.items()
    }
    return Question(
        slug="question",
        title=f"{intervention} and the {outcome} of {population}",
        question=f"How does {intervention} change the {outcome} of {population}{setting}{comparator}?",
        facets=Facets.model_validate(concepts),
    )
