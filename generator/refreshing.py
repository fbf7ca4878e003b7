"""Refreshing: every source of a question is asked, and what it gives becomes the question's evidence lock.

Stands above `pipeline`, `sources` and `store`, which do not know each other; `cli` calls it. All sources of all
questions are asked at once, each at the pace of its host; a source that fails keeps the works that it gave last, and a
lock is written when its question is through. It must not know how a service is reached: the door is handed in.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from generator import identification, ids, locking, pipeline, questions, selection, workbench
from generator.errors import (
    ArticleError,
    ClaimbookError,
    NetworkError,
    ServiceError,
    UnknownNameError,
    UnreachableError,
)
from generator.locking import BY_IDENTIFIER, FULL_TEXT, Retrieved
from generator.schema import (
    SERVICE_NAMES,
    Batch,
    Dispute,
    Dropped,
    Failure,
    Ids,
    Lock,
    Question,
    QuestionRun,
    Runs,
    Search,
    Sighting,
    SourceRun,
    Work,
    place,
)
from generator.service import Expression, FullText, LooksUp, Page, Request, Service
from generator.sources import FULL_TEXTS, LOOK_UPS, SERVICES
from generator.sources.http import Answer
from generator.store import locks
from generator.text import names
from generator.workbench import Workbench

T = TypeVar("T")

MAX_PAGES = 40
"""Answers that one search may take: a service that never comes to an end is left after them."""


UNREACHABLE = "unreachable"
"""The kind of a failure that is none of the source's: the run has no network."""


class Door(Protocol):
    """What a refresh needs of the network."""

    @property
    def barred(self) -> Mapping[str, str]:
        """The services that would not answer for want of something, and what it is: they are not asked."""
        ...

    async def ask(self, service: str, request: Request, read: Callable[[bytes], T]) -> Answer[T]:
        """What `read` makes of the answer. Raises ServiceError or NetworkError."""
        ...


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh made of one question: its lock, whether it was written, and how its sources fared."""

    slug: str
    lock: Lock | None
    written: bool
    run: QuestionRun


async def refresh(  # noqa: PLR0913 - the last three have what a person wants
    root: Path,
    slugs: Sequence[str],
    door: Door,
    tell: Callable[[Refreshed], None] = lambda _: None,
    bench: Workbench | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(tz=UTC).replace(microsecond=0),
) -> tuple[Refreshed, ...]:
    """Refreshes the questions with these slugs, all if there are none; each is told of when it is through.

    Raises InputError, UnknownNameError and BusyError before anything is asked. What a source does never raises; what
    goes wrong with one question is raised when the others are through.
    """
    chosen = _chosen(questions.load(root), slugs)
    disputes = questions.disputes(root)
    models = workbench.load(root) if bench is None else bench
    with locks.refreshing(root), ThreadPoolExecutor(1) as thinker:
        before = {question.slug: locks.load(root, question.slug) for question in chosen}
        files = {question.slug: identification.batches(root, question, None) for question in chosen}
        record = locks.runs(root)
        found: list[Refreshed] = []
        failed: list[Exception] = []

        async def one(question: Question) -> None:
            nonlocal record
            asking = _Asking(
                selection.widened(question),
                tuple(one for one in disputes if one.report == question.slug),
                before[question.slug],
                files[question.slug],
                door,
                models,
                thinker,
                {run.source: f"{run.answered:%Y-%m-%d}" for run in record.of(question.slug) if run.answered},
            )
            lock, retrieved = await asking.evidence()
            # From here on nothing is waited for, so that no two questions write the run record at once.
            written = lock is not None and _says_something(before[question.slug], lock) and locks.save(root, lock)
            run = _run(asking, lock, retrieved, record, now())
            record = _with(record, run)
            locks.save_runs(root, record)
            found.append(Refreshed(question.slug, lock, written, run))
            tell(found[-1])

        async def apart(question: Question) -> None:
            try:
                await one(question)
            except Exception as error:  # noqa: BLE001 - raised below: one question must not cost the others theirs
                failed.append(error)

        async with asyncio.TaskGroup() as tasks:
            for question in chosen:
                tasks.create_task(apart(question))
    if failed:
        raise failed[0]
    return tuple(sorted(found, key=lambda refreshed: refreshed.slug))


def _says_something(old: Lock | None, new: Lock) -> bool:
    """Whether a lock is worth a file: an empty first one would pass for evidence that there is nothing."""
    return old is not None or bool(new.queries or new.works or new.absent)


def _chosen(known: Sequence[Question], slugs: Sequence[str]) -> tuple[Question, ...]:
    by_slug = {question.slug: question for question in known}
    for slug in slugs:
        if slug not in by_slug:
            raise UnknownNameError("question", slug, by_slug)
    return tuple(question for question in known if not slugs or question.slug in slugs)


# --- one question -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way through its sources: searches, then look-ups of what they gave, then full texts.

    The question has the other names of its concepts. `said` is the day on which each source last answered, as far as is
    known. `answering` collects the sources that answered themselves, and not out of the cache of an earlier run.
    """

    question: Question
    disputes: tuple[Dispute, ...]
    old: Lock | None
    files: tuple[Batch, ...]
    door: Door
    models: Workbench
    thinker: Executor
    said: Mapping[str, str]
    answering: set[str] = field(default_factory=set)

    async def evidence(self) -> tuple[Lock | None, tuple[Retrieved, ...]]:
        """The lock that follows, the old one if nothing is new; and what each source gave."""
        if not self.question.services:
            return self.old, ()
        services = [service for service in SERVICES if service.name in self.question.services]
        retrieved = list(await asyncio.gather(*(self._search(service) for service in services)))
        retrieved += await self._look_ups(self._wanted(await self._included(retrieved), retrieved))
        retrieved += await self._full_texts(await self._included(retrieved))
        return await self._thought(self._settled, tuple(retrieved)), tuple(retrieved)

    async def _thought(self, work: Callable[..., T], *arguments: object) -> T:
        """What takes the processor's time is done one after the other, beside the waiting for answers."""
        return await asyncio.get_running_loop().run_in_executor(self.thinker, lambda: work(*arguments))

    def _settled(self, retrieved: tuple[Retrieved, ...]) -> Lock:
        new = locking.evidence(self.old, self.question, retrieved, self.said, self.disputes)
        concepts = [concept for _, concept in self.question.facets.required()]
        return locking.settled(
            self.old,
            new,
            lambda: pipeline.quotable(self.question, self._batches(new), self.models, self.disputes),
            lambda text: tuple(concept.name for concept in concepts if names(text, concept.terms)),
        )

    def _batches(self, lock: Lock) -> tuple[Batch, ...]:
        return (*self.files, *locking.batches(lock, self.question))

    async def _included(self, retrieved: Sequence[Retrieved]) -> tuple[Work, ...]:
        lock = locking.evidence(self.old, self.question, retrieved, disputes=self.disputes)
        return await self._thought(selection.included, self.question, self._batches(lock), self.models, self.disputes)

    # --- searches

    async def _search(self, service: Service) -> Retrieved:
        expression = service.expression(self.question)
        search = Search(source=service.name, expression=expression.text, cut=expression.cut)
        works: dict[str, Work] = {}
        unread: list[Dropped] = []
        shown, counted = 0, None
        request: Request | None = service.request(self.question, expression)
        failure = None
        for _ in range(MAX_PAGES):
            if request is None or len(works) >= self.question.limits.retrieved:
                break
            try:
                page = await self._page(service, request, expression)
            except (ServiceError, NetworkError) as error:
                failure = _failure(error)
                break
            fresh = [work for work in page.works if work.sightings[0].native_id not in works]
            works |= {work.sightings[0].native_id: work for work in fresh}
            unread += page.dropped
            shown += len(page.works)
            counted = page.total if counted is None else counted
            if page.following is not None and page.works and not fresh:
                failure = Failure(kind="broken", why=f"its pages go round in circles after {len(works)} works")
                break
            request = page.following
        most = self.question.limits.retrieved
        note = None if failure else _note(len(works), len(unread), shown, counted, most)
        first = tuple(works.values())[:most]
        return Retrieved(service.name, expression.text, first, search, unread=tuple(unread), failure=failure, note=note)

    async def _page(self, service: Service | LooksUp, request: Request, expression: Expression) -> Page:
        return await self._answer(service.name, request, lambda body: service.parse(body, request, expression))

    async def _answer(self, source: str, request: Request, read: Callable[[bytes], T]) -> T:
        def guarded(body: bytes) -> T:
            try:
                return read(body)
            except ClaimbookError:
                raise
            except Exception as error:  # what one source's answer does to its reader must not cost the others theirs
                why = f"its answer made the reader fail ({type(error).__name__})"
                raise ServiceError(source, "broken", why) from error

        answer = await self.door.ask(source, request, guarded)
        if answer.fresh:
            self.answering.add(source)
        return answer.value

    # --- look-ups

    def _wanted(
        self, included: Sequence[Work], retrieved: Sequence[Retrieved]
    ) -> tuple[tuple[Ids, frozenset[str]], ...]:
        """What is asked for by its identifiers, with the services that gave it in this run.

        Pinned works and those of disputes, works of the project's own files, and what passed screening. What a service
        gave earlier and does not show now is asked for, too: it may have been retracted since.
        """
        given = {place(work) for one in retrieved for work in one.works}
        pinned = [choice.work.partition(":") for choice in self.question.pins]
        pinned += [dispute.evidence.partition(":") for dispute in self.disputes]
        named = (Ids(**{scheme: ids.normalise(scheme, rest)}) for scheme, _, rest in pinned if scheme in ids.SCHEMES)
        works = (*(work for batch in self.files for work in batch.works), *included)
        return (
            *((one, frozenset()) for one in named),
            *(
                (work.ids, frozenset(seen.source for seen in work.sightings if (seen.source, seen.native_id) in given))
                for work in works
            ),
        )

    async def _look_ups(self, wanted: Sequence[tuple[Ids, frozenset[str]]]) -> list[Retrieved]:
        asked = [one for one in LOOK_UPS if one.name in self.question.services or one.name not in SERVICE_NAMES]
        open_to_us = (service for service in asked if service.name not in self.door.barred)
        return list(await asyncio.gather(*(self._look_up(service, wanted) for service in open_to_us)))

    async def _look_up(self, service: LooksUp, wanted: Sequence[tuple[Ids, frozenset[str]]]) -> Retrieved:
        """The records of works that the service's search did not give this time; of other works that it gives, none."""
        missing = dict.fromkeys(one for one, seen in wanted if service.name not in seen)
        asked_for = frozenset(name for one in missing for name in one.named)
        works: dict[str, Work] = {}
        for request in service.look_up(tuple(missing)):
            try:
                page = await self._page(service, request, Expression(BY_IDENTIFIER))
            except (ServiceError, NetworkError) as error:
                if not _is_absence(error):
                    return Retrieved(service.name, BY_IDENTIFIER, tuple(works.values()), failure=_failure(error))
            else:
                given = [work for work in page.works if not asked_for.isdisjoint(work.ids.named)]
                works |= {work.sightings[0].native_id: work for work in given}
        return Retrieved(service.name, BY_IDENTIFIER, tuple(works.values()))

    # --- full texts

    async def _full_texts(self, included: Sequence[Work]) -> list[Retrieved]:
        return list(await asyncio.gather(*(self._texts_of(reader, included) for reader in FULL_TEXTS)))

    async def _texts_of(self, reader: FullText, included: Sequence[Work]) -> Retrieved:
        """The full texts that a source has of the works; what the lock holds already is not asked for again."""
        held = {work.sightings[0].native_id: work for work in self._held(reader.name) if self._is_held_as_wanted(work)}
        works: dict[str, Work] = {}
        absent: list[str] = []
        failures: list[Failure] = []
        for work in included:
            name = reader.identifier(work)
            if name is None or name in works:
                continue
            if name in held:
                works[name] = held[name]
            elif f"{reader.name}:{name}" in (self.old.absent if self.old else ()):
                absent.append(name)
            else:
                try:
                    works[name] = await self._text(reader, name, work)
                except (ServiceError, NetworkError, ArticleError) as error:
                    if _is_absence(error):
                        absent.append(name)
                    else:
                        failures.append(_failure(error))
        failure = failures[0] if failures else None
        return Retrieved(reader.name, FULL_TEXT, tuple(works.values()), absent=tuple(absent), failure=failure)

    def _held(self, source: str) -> Iterator[Work]:
        return (work for work in (self.old.works if self.old else ()) if work.sightings[0].source == source)

    def _is_held_as_wanted(self, work: Work) -> bool:
        """Whether a text need not be read again: it is there, or was withheld by this rule for these concepts."""
        if all(section.text is not None for version in work.versions for section in version.sections):
            return True
        wanted = locking.concepts_hash(self.question, self.disputes), self.question.store_text
        return self.old is not None and (self.old.concepts, self.old.store_text) == wanted

    async def _text(self, reader: FullText, name: str, work: Work) -> Work:
        request = reader.request(name)
        version = await self._answer(reader.name, request, lambda body: reader.version(body, name, work))
        return work.model_copy(
            update={
                "versions": (version,),
                "notice": None,  # the text's source tells of none
                "sightings": (
                    Sighting(
                        source=reader.name, native_id=name, query=FULL_TEXT, rank=1, url=ids.safe_url(request.address)
                    ),
                ),
            }
        )


def _note(works: int, unread: int, shown: int, counted: int | None, most: int) -> str | None:
    """What does not add up in a search that came to its end: works that came twice, or that were counted and not shown.

    Both happen where works come and go between two pages.
    """
    if shown > works:
        return f"{shown - works} of {shown} entries came twice: works came in between two pages"
    if counted is not None and works + unread < min(counted, most):
        return f"it counted {counted} works and showed {works + unread}"
    return None


def _failure(error: ServiceError | NetworkError | ArticleError) -> Failure:
    if isinstance(error, ServiceError):
        return Failure(kind=error.kind, why=error.why)
    if isinstance(error, UnreachableError):
        return Failure(kind=UNREACHABLE, why=error.why)
    return Failure(kind="network" if isinstance(error, NetworkError) else "broken", why=error.why)


def _is_absence(error: Exception) -> bool:
    """Whether a source says that it does not have what was asked for by its identifier, which is no failure."""
    return isinstance(error, ServiceError) and error.kind == "absent"


# --- the run record ---------------------------------------------------------------------------------------------------


def _run(
    asking: _Asking, lock: Lock | None, retrieved: Sequence[Retrieved], record: Runs, now: datetime
) -> QuestionRun:
    slug = asking.question.slug
    before = {run.source: run.answered for run in record.of(slug)}
    held = Counter(work.sightings[0].source for work in (lock.works if lock else ()))
    new = locking.news(asking.old, lock) if lock else {}
    failures: dict[str, Failure | None] = {}
    notes = {one.source: one.note for one in retrieved if one.note}
    for one in retrieved:
        failures[one.source] = failures.get(one.source) or one.failure
    return QuestionRun(
        slug=slug,
        sources=tuple(
            SourceRun(
                source=source,
                answered=now if failure is None and source in asking.answering else before.get(source),
                tried=now,
                failure=failure,
                note=notes.get(source),
                works=held[source],
                new=new.get(source, 0),
            )
            for source, failure in failures.items()
        ),
    )


def _with(record: Runs, run: QuestionRun) -> Runs:
    others = [one for one in record.questions if one.slug != run.slug]
    return Runs(questions=tuple(sorted((*others, run), key=lambda one: one.slug)))


def summary(one: Refreshed) -> Iterator[str]:
    """What a refresh made of a question, in lines for people."""
    if one.lock is None or not one.run.sources:
        yield f"{one.slug}: its sources name no scholarly service; nothing was asked"
        return
    if any(run.failure and run.failure.kind == UNREACHABLE for run in one.run.sources):
        yield f"{one.slug}: {_kept(one)}"
        return
    new = sum(run.new for run in one.run.sources)
    state = "lock written" if one.written else "nothing new, lock unchanged"
    if not (one.written or _says_something(None, one.lock)):
        state = "no source answered, no lock written"
    yield f"{one.slug}: {new} of {len(one.lock.works)} records new or changed; {state}"
    for run in one.run.sources:
        kept = f"{run.works} {'record' if run.works == 1 else 'records'}"
        if run.failure is None:
            odd = f"; {run.note}" if run.note else ""
            yield f"  {run.source}: {kept}, {run.new} new or changed{odd}"
        else:
            since = f"last answered {run.answered:%Y-%m-%d %H:%M} UTC" if run.answered else "has not answered yet"
            yield f"  {run.source}: failed ({run.failure.kind}: {run.failure.why}); {since}; {kept} kept"


def _kept(one: Refreshed) -> str:
    """The evidence that a report stands on where nobody could be asked."""
    works = one.lock.works if one.lock else ()
    if not works:
        return "no service could be reached; it has no evidence from services"
    since = max((run.answered for run in one.run.sources if run.answered), default=None)
    told = f"last answered {since:%Y-%m-%d %H:%M} UTC" if since else "when they were given is not recorded here"
    return f"no service could be reached; it keeps {len(works)} {'record' if len(works) == 1 else 'records'}, {told}"
