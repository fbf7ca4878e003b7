"""Answers that services once gave, read from material beside the project, and what became of them."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator.errors import ServiceError
from generator.service import Expression, LooksUp, Page, Request, Service

# A loader in C, where there is one: cassettes are long.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ASKED = Expression("pears")


class Recorded(NamedTuple):
    """One answer: where it was recorded, what was asked, and the body as it was before any compression."""

    place: str
    address: str
    body: bytes


def cassettes(folder: Path, host: str) -> Iterator[Recorded]:
    """Every answer of a host in the cassettes of a folder."""
    for path in sorted(folder.rglob("*.yaml")):
        for number, one in enumerate(yaml.load(path.read_bytes(), Loader=LOADER)["interactions"], start=1):  # noqa: S506 - a safe loader, in C
            if host in one["request"]["uri"]:
                yield Recorded(f"{path.name}:{number}", one["request"]["uri"], _body(one["response"]))


def _body(response: dict[str, Any]) -> bytes:
    found = response["body"]["string"] if "body" in response else response["content"]
    body = found.encode() if isinstance(found, str) else found
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def transcribed(api: Path, service: str) -> Iterator[Recorded]:
    """Errors of a service that were copied out by hand."""
    for number, line in enumerate((api / "errors_transcribed.jsonl").read_text(encoding="utf-8").splitlines(), start=1):
        one = json.loads(line)
        if one["service"] == service:
            body = one["body_text"] if "body_text" in one else json.dumps(one["body_json"])
            yield Recorded(f"errors_transcribed.jsonl:{number}", "", body.encode())


def outcome(service: Service | LooksUp, one: Recorded) -> Page | ServiceError:
    """What a body gives; any other exception than ServiceError is the test's to fail on."""
    try:
        return service.parse(one.body, Request(one.address.partition("?")[0]), ASKED)
    except ServiceError as error:
        return error


def told(service: Service | LooksUp, recorded: Sequence[Recorded]) -> Counter[str]:
    """A table of what became of every answer, printed, and its counts."""
    counts: Counter[str] = Counter()
    for one in recorded:
        found = outcome(service, one)
        if isinstance(found, ServiceError):
            counts[found.kind] += 1
            continue
        counts["with works" if found.works else "nothing readable" if found.dropped else "empty"] += 1
        counts.update({"works": len(found.works), "dropped": len(found.dropped)})
    table = "".join(f"  {name:<20}{count:>6}\n" for name, count in sorted(counts.items()))
    sys.stdout.write(f"\n{service.name}: {len(recorded)} recorded bodies\n{table}")
    return counts


def mutants(seed: int, recorded: Sequence[Recorded], count: int) -> Iterator[Recorded]:
    """Answers with something wrong: cut short, a byte changed, or values of the tree exchanged for others."""
    chance = random.Random(seed)  # noqa: S311 - damage for a test
    for _ in range(count):
        one = chance.choice(recorded)
        at = chance.randrange(len(one.body) or 1)
        change = chance.randrange(3)
        if change == 0:
            yield one._replace(body=one.body[:at])
        elif change == 1:
            yield one._replace(body=one.body[:at] + bytes([chance.randrange(256)]) + one.body[at + 1 :])
        else:
            yield one._replace(body=_exchanged(one.body, chance))


ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "\ud800",
    "\x00<script>",
    [],
    [[]],
    [None],
    {},
    {"": {}},
)


def _exchanged(body: bytes, chance: random.Random) -> bytes:
    try:
        tree = json.loads(body)
    except ValueError:
        return body
    share = chance.choice((0.001, 0.01, 0.1))

    def changed(value: object) -> object:
        if chance.random() < share:
            return chance.choice(ODD)
        if isinstance(value, dict):
            return {name: changed(inner) for name, inner in value.items()}
        return [changed(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(changed(tree)).encode()


def stated(service: Service | LooksUp, recorded: Sequence[Recorded]) -> Counter[str]:
    """How many of the works of all answers state a licence, a number at PubMed Central, another version; printed."""
    pages = [found for one in recorded if isinstance(found := outcome(service, one), Page)]
    works = [work for page in pages for work in page.works]
    counts = Counter(
        {
            "licence": sum(version.licence is not None for work in works for version in work.versions),
            "pmcid": sum(work.ids.pmcid is not None for work in works),
            "same_as": sum(bool(work.same_as) for work in works),
        }
    )
    sys.stdout.write(f"\n{service.name}: of {len(works)} recorded works state {dict(counts)}\n")
    return counts
