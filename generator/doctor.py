"""What `claimbook doctor` tells: what is installed, set, cached and current, which services answer, and how to mend it.

Stands above everything but the command line. It reads and asks; it must not write, nor show the value of a key.
"""

from __future__ import annotations

import asyncio
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Protocol, TypeVar

from generator import __version__, building, checking, pipeline, questions, settings
from generator.errors import InputError, ModelError, NetworkError, ServiceError, one_line
from generator.models.onnx import MODEL_FILES, weights
from generator.refreshing import UNREACHABLE
from generator.schema import Concept, Facets, Ids, Question, Runs, Sighting, SourceRun, Version, Work, WorkType
from generator.service import Expression, FullText, LooksUp, Request, Service
from generator.settings import KEY_VARIABLES, NO_KEYS, Keys
from generator.sources import FULL_TEXTS, LOOK_UPS, SERVICES, handle
from generator.sources.http import Answer, Patience
from generator.store import ledger, locks

T = TypeVar("T")

HASTE = Patience(attempts=1, connect=10, read=15, deadline=20, total=20)
"""How long a service is waited for: it is asked once."""

OLD_DAYS = 7
"""Days after which a source that answered is worth asking again."""

MOST_NAMED = 5
"""Questions that a line names at most; the others are counted."""

LARGE_MB = 2048
"""MiB from which on a cache is worth emptying."""

_MB = 2**20
_AT_INSTALL = "Run make install, or install Claimbook again."
_KNOWN = Ids(doi="10.1038/171737a0", arxiv="1706.03762", pmid="13054692")
"""A work that every service of identifiers can be asked for."""

_WHOLE = (
    (
        Ids(pmcid="PMC2707599"),
        "Preferred reporting items for systematic reviews and meta-analyses: the PRISMA statement",
    ),
    (Ids(arxiv="1706.03762"), "Attention Is All You Need"),
)
"""Works of whose full text one of the services that have some can be asked for."""

_VARIABLES: Mapping[str, str] = {
    "openalex": "OPENALEX_API_KEY",
    "semantic_scholar": "SEMANTIC_SCHOLAR_API_KEY",
    "pubmed": "NCBI_API_KEY",
    "crossref": "CROSSREF_PLUS_TOKEN",
    "unpaywall": "CLAIMBOOK_CONTACT",
}
"""The variable of the key by which a service may have refused to answer."""


class State(StrEnum):
    """How a point stands; a note is worth knowing and no fault."""

    WELL = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at: of which part, how it stands, in words, and how to mend it where it is not well."""

    part: str
    state: State
    what: str
    mend: str = ""


class Door(Protocol):
    """What asking the services needs of the network."""

    @property
    def barred(self) -> Mapping[str, str]:
        """The services that would not answer, and what they miss."""
        ...

    async def ask(self, service: str, request: Request, read: Callable[[bytes], T]) -> Answer[T]:
        """What `read` makes of the answer. Raises ServiceError or NetworkError."""
        ...


def examine(root: Path, now: datetime) -> tuple[Point, ...]:
    """Everything that can be told without a network, of the program and of the project at `root`; `now` is in UTC."""
    return (*_installed(), *_models(), *_keys(root), *_files(root), *_evidence(root, now), *_caches(root), *_policy())


def well(points: Iterable[Point]) -> bool:
    """Whether no point is a fault."""
    return all(point.state is not State.FAULT for point in points)


# --- the program ------------------------------------------------------------------------------------------------------


def _installed() -> Iterator[Point]:
    part = "program"
    yield Point(part, State.WELL, f"claimbook {__version__}, Python {platform.python_version()}, {platform.system()}")
    try:
        wanted = requires("claimbook") or []
    except PackageNotFoundError:
        yield Point(part, State.NOTE, "claimbook runs from its folder; what it needs is not looked up", _AT_INSTALL)
        return
    found = [_package(line) for line in wanted if "extra ==" not in line]
    good = [what for what, fits in found if fits]
    yield Point(part, State.WELL, f"{len(good)} packages: {', '.join(good)}")
    yield from (Point(part, State.FAULT, what, _AT_INSTALL) for what, fits in found if not fits)


def _package(wanted: str) -> tuple[str, bool]:
    """A package with its version, and whether that is one that `wanted` ("httpx<1,>=0.28") allows."""
    match = re.match(r"[\w.-]+", wanted)
    name = match.group() if match else wanted
    try:
        there = version(name)
    except PackageNotFoundError:
        return f"{name} is missing", False
    bounds = re.findall(r"(>=|<)\s*([0-9.]+)", wanted.partition(";")[0])
    fits = all((_number(there) >= _number(edge)) is (sign == ">=") for sign, edge in bounds)
    return (f"{name} {there}", True) if fits else (f"{name} is {there}, but {wanted} is due", False)


def _number(stated: str) -> tuple[int, ...]:
    match = re.match(r"[0-9]+(?:\.[0-9]+)*", stated)
    parts = [int(part) for part in (match.group() if match else "0").split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _models() -> Iterator[Point]:
    for name in MODEL_FILES:
        try:
            file = weights(name)
            size = len(file.read())
        except ModelError as error:
            yield Point("models", State.FAULT, f"{error.name} {error.why}", _AT_INSTALL)
        else:
            yield Point(
                "models", State.WELL, f"{name}: {size / _MB:.1f} MiB, sha256 {file.sha256[:12]} as it should be"
            )


def _policy() -> Iterator[Point]:
    try:
        policy = pipeline.load_policy()
    except (OSError, ValueError) as error:
        yield Point("policy", State.FAULT, f"policy.yml does not read: {type(error).__name__}", _AT_INSTALL)
        return
    gates = ", ".join(f"{name} {value}" for name, value in policy.gates)
    tiers = ", ".join(f"{tier.name} from {tier.from_}" for tier in policy.tiers)
    yield Point("policy", State.WELL, f"gates: {gates}; tiers: {tiers}")


# --- the project ------------------------------------------------------------------------------------------------------


def _keys(root: Path) -> Iterator[Point]:
    try:
        places = settings.key_places(root)
        settings.keys(root)
    except InputError as error:
        for fault in error.faults:
            where = f"{fault.path}, in {fault.file}" if fault.path else f"{fault.file}:{fault.line}"
            yield Point("keys", State.FAULT, f"{where}: {fault.message}", fault.fix)
        return
    for name in KEY_VARIABLES:
        if name in places:
            yield Point("keys", State.WELL, f"{name} is set, in {places[name]}")
        else:
            yield Point("keys", State.NOTE, f"{name} is not set", "Optional: docs/reference/services.md says what for.")


def usable_keys(root: Path) -> Keys:
    """The keys, or none where one of them is no key: that is a fault already."""
    try:
        return settings.keys(root)
    except InputError:
        return NO_KEYS


def _files(root: Path) -> Iterator[Point]:
    wrong = checking.faults(root)
    if wrong:
        count = "1 fault" if len(wrong) == 1 else f"{len(wrong)} faults"
        yield Point("questions", State.FAULT, f"{count} in questions, libraries and locks", "Run claimbook check.")
        return
    lints = [one for one in checking.findings(root, wrong) if one.silenced is None]
    yield Point("questions", State.WELL, f"{len(questions.slugs(root))} questions without a fault")
    if lints:
        yield Point("questions", State.NOTE, f"lints that nobody looked at: {len(lints)}", "Run claimbook check.")


def _evidence(root: Path, now: datetime) -> Iterator[Point]:
    try:
        known, stale = questions.load(root), building.stale(root)
    except InputError:
        return  # `_files` told of it
    held = [lock for question in known if (lock := locks.load(root, question.slug))]
    yield Point(
        "locks", State.WELL, f"{len(held)} evidence locks, {sum(len(lock.works) for lock in held)} works in them"
    )
    yield from _left_over(root, known)
    for line in stale:
        what, _, mend = line.partition("; ")
        yield Point("locks", State.NOTE, what, f"{mend[:1].upper()}{mend[1:]}.")
    record = locks.runs(root)
    if held and not record.questions:
        yield Point("runs", State.NOTE, "no run is recorded here: nobody knows when a source last answered",
                    "Run claimbook refresh.")  # fmt: skip
    yield from _runs(record, now)


def _left_over(root: Path, known: Sequence[Question]) -> Iterator[Point]:
    """Files that nothing reads any more; `claimbook check` names locks of questions that are gone."""
    for question in known:
        lock = None if question.services else locks.load(root, question.slug)
        if lock is not None:
            what = (
                f"{question.slug}: its sources name no service; of its lock's {len(lock.works)} works only retractions"
            )
            fix = f"Name services in its sources again, or delete questions/evidence/{question.slug}.json."
            yield Point("locks", State.NOTE, f"{what} are heard", fix)
    slugs = {question.slug for question in known}
    for path in sorted((root / ledger.FOLDER).glob("*.jsonl")):
        if path.stem not in slugs:
            file = (ledger.FOLDER / path.name).as_posix()
            fix = "If the question was renamed, rename its ledger, too; else it may stay, as a record of what was."
            yield Point("ledgers", State.NOTE, f"{file}: no question has this ledger", fix)


def _runs(record: Runs, now: datetime) -> Iterator[Point]:
    """When each source last answered; then failures, those of one kind for the same questions together."""
    ran = [(question.slug, run) for question in record.questions for run in question.sources]
    yield from (_ran(slug, run, now) for slug, run in ran if run.failure is None)
    by_source: dict[tuple[str, str, str], list[tuple[str, SourceRun]]] = {}
    for slug, run in ran:
        if run.failure is not None:
            by_source.setdefault((run.failure.kind, run.failure.why, run.source), []).append((slug, run))
    alike: dict[tuple[str, str, tuple[str, ...]], list[tuple[str, SourceRun]]] = {}
    for (kind, why, _), some in by_source.items():
        alike.setdefault((kind, why, tuple(slug for slug, _ in some)), []).extend(some)
    for some in alike.values():
        yield _ran(*some[0], now) if len(some) == 1 else _failed_alike(some)


def _failed_alike(some: Sequence[tuple[str, SourceRun]]) -> Point:
    """One failure of several sources or questions, the same for all of them."""
    slugs, sources = ({slug: 0 for slug, _ in some}, {run.source: 0 for _, run in some})
    failure = next(run.failure for _, run in some if run.failure)
    since = max((run.answered for _, run in some if run.answered), default=None)
    last = "none of them ever answered" if since is None else f"the last answer is of {since:%Y-%m-%d}"
    told = f"{', '.join(sources)} failed for {_some(list(slugs))} ({failure.kind}): {failure.why}; {last}"
    again = f"run claimbook refresh {' '.join(slugs) if len(slugs) <= MOST_NAMED else ''}".rstrip()
    one = next(iter(sources)) if len(sources) == 1 else ""
    return Point("runs", State.FAULT, told, _mend(one, failure.kind, again))


def _some(slugs: Sequence[str]) -> str:
    more = len(slugs) - MOST_NAMED
    return ", ".join(slugs[:MOST_NAMED]) + (f" and {more} more questions" if more > 0 else "")


def _ran(slug: str, run: SourceRun, now: datetime) -> Point:
    last = "never" if run.answered is None else f"{run.answered:%Y-%m-%d}, {(now - run.answered).days} days ago"
    told = f"{slug}: {run.source} answered {last}; {run.works} works"
    if run.failure is not None:
        return Point("runs", State.FAULT, f"{told}; then it failed ({run.failure.kind}): {run.failure.why}",
                     _mend(run.source, run.failure.kind, f"run claimbook refresh {slug}"))  # fmt: skip
    if run.answered is None or (now - run.answered).days > OLD_DAYS:
        return Point("runs", State.NOTE, told, f"Run claimbook refresh {slug}.")
    return Point("runs", State.WELL, told)


def _mend(source: str, kind: str, again: str) -> str:
    if kind == "refused" and source in _VARIABLES:
        return f"Check {_VARIABLES[source]}, then {again}."
    if kind in {"wait", "budget"}:
        return f"Wait until tomorrow, then {again}."
    if kind in {"network", UNREACHABLE}:
        return f"Check the connection, then {again}."
    return f"{again[:1].upper()}{again[1:]}; if it stays so, report it with this line."


def _caches(root: Path) -> Iterator[Point]:
    folder = root / locks.CACHE
    sizes: dict[str, int] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            first = path.relative_to(folder).parts[0]
            sizes[first] = sizes.get(first, 0) + path.stat().st_size
    total = sum(sizes.values())
    told = ", ".join(f"{name} {size / _MB:.1f} MiB" for name, size in sorted(sizes.items()))
    what = f"{locks.CACHE.as_posix()}: {told or 'empty'}"
    if total > LARGE_MB * _MB:
        yield Point("caches", State.NOTE, what, f"Delete {locks.CACHE.as_posix()}: what is needed is made again.")
    else:
        yield Point("caches", State.WELL, what)


# --- the network ------------------------------------------------------------------------------------------------------


async def answers(door: Door) -> tuple[Point, ...]:
    """One point for each service and each address of full texts: one work is asked for, of all of them at once."""
    return tuple(await asyncio.gather(*(_answer(door, name, request, read) for name, request, read in _requests())))


def _requests() -> Iterator[tuple[str, Request, Callable[[bytes], object]]]:
    """A cheap call of each service, and what reads its answer."""
    one = Question(
        slug="doctor",
        title="A title",
        question="Does anybody answer?",
        facets=Facets(intervention=(Concept(name="Attention Is All You Need"),)),
    )
    by_identifier = {source.name for source in LOOK_UPS}
    for source in LOOK_UPS:
        request = source.look_up([_KNOWN])[0]
        yield source.name, request, _reader(source, request, Expression(""))
    for service in SERVICES:
        if service.name not in by_identifier:
            said = service.expression(one)
            request = service.request(one, said)
            yield service.name, request, _reader(service, request, said)
    for text in FULL_TEXTS:
        for work in (_work(*one) for one in _WHOLE):
            if (identifier := text.identifier(work)) is not None:
                yield text.name, text.request(identifier), _text_reader(text, identifier, work)
    yield handle.NAME, handle.request(str(_KNOWN.doi)), handle.parse


def _reader(source: Service | LooksUp, asked: Request, said: Expression) -> Callable[[bytes], object]:
    return lambda body: source.parse(body, asked, said)


def _work(known: Ids, title: str) -> Work:
    return Work(
        key="doctor",
        title=title,
        authors=(),
        year=None,
        venue=None,
        type=WorkType.OTHER,
        ids=known,
        url=None,
        versions=(Version(id="doctor", label=title, year=None, kind=WorkType.OTHER),),
        sightings=(Sighting(source="doctor", native_id="doctor", query="", rank=1),),
    )


def _text_reader(source: FullText, identifier: str, work: Work) -> Callable[[bytes], object]:
    return lambda body: source.version(body, identifier, work)


async def _answer(door: Door, name: str, request: Request, read: Callable[[bytes], object]) -> Point:
    if name in door.barred:
        return Point("services", State.NOTE, f"{name} was not asked: {door.barred[name]}", "Optional: set it.")
    try:
        await door.ask(name, request, read)
    except ServiceError as error:
        return Point("services", State.FAULT, f"{name} answers with an error ({error.kind}): {error.why}",
                     _mend(name, error.kind, "ask again"))  # fmt: skip
    except NetworkError as error:
        return Point(
            "services", State.FAULT, f"{name} does not answer: {error.why}", _mend(name, "network", "ask again")
        )
    return Point("services", State.WELL, f"{name} answers")


# --- telling ----------------------------------------------------------------------------------------------------------


def told(points: Iterable[Point]) -> Iterator[str]:
    """A line for each point under the name of its part, with the mend below."""
    part = ""
    for point in points:
        if point.part != part:
            part = point.part
            yield part
        mark = "" if point.state is State.WELL else f"{point.state}: "
        yield one_line(f"  {mark}{point.what}")
        if point.mend:
            yield one_line(f"    {point.mend}")


def as_data(points: Iterable[Point]) -> dict[str, object]:
    """The same for programs."""
    some = tuple(points)
    return {"well": well(some), "points": [asdict(point) for point in some]}
