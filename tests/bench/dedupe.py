"""How long the stage that joins works takes for 100,000 sightings: `make bench`. No test: machines differ."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from time import perf_counter

from generator.schema import Author, Ids, Sighting, Version, Work, WorkType
from generator.stages.dedupe import dedupe

SIGHTINGS = 100_000
TWICE = 0.2
"""Share of the sightings that describe a work which another one describes, too: with other authors' order and case."""

LONGEST = 60.0
_VOCABULARY = 12_000
_WORDS = range(5, 13)


def main() -> None:
    """Prints the seconds, and ends with exit code 1 if they are more than LONGEST."""
    works = tuple(_sightings(random.Random(1)))
    start = perf_counter()
    kept, _ = dedupe(works)
    seconds = perf_counter() - start
    print(f"{len(works)} sightings of {len(kept)} works in {seconds:.1f} s (at most {LONGEST:.0f} s)")
    raise SystemExit(seconds > LONGEST)


def _sightings(dice: random.Random) -> Iterator[Work]:
    words = ["".join(dice.choices("abcdefghiklmnoprstuv", k=dice.randrange(3, 11))) for _ in range(_VOCABULARY)]
    weights = tuple(
        accumulate(1 / rank for rank in range(1, _VOCABULARY + 1))
    )  # a few words are frequent and most are rare (Zipf)
    for at in range(int(SIGHTINGS * (1 - TWICE))):
        title = " ".join(dice.choices(words, cum_weights=weights, k=dice.choice(_WORDS)))
        authors = tuple(Author(family=dice.choice(words).title(), given=dice.choice("ABCDE")) for _ in range(3))
        year = dice.randrange(2015, 2026)
        yield _work(at, title, authors, year, WorkType.ARTICLE)
        if at < SIGHTINGS * TWICE:
            yield _work(SIGHTINGS + at, title.upper(), authors[::-1], year - 1, WorkType.PREPRINT)


def _work(at: int, title: str, authors: tuple[Author, ...], year: int, kind: WorkType) -> Work:
    return Work(
        key=f"w-{at}",
        title=title,
        authors=authors,
        year=year,
        venue=None,
        type=kind,
        ids=Ids(doi=f"10.5555/{at}"),
        url=None,
        versions=(Version(id=f"v{at}", label="as described", year=year, kind=kind),),
        sightings=(Sighting(source="bench", native_id=str(at), query="all", rank=at + 1),),
    )


if __name__ == "__main__":
    main()
