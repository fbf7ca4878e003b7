"""What the shards of a night made comes together: locks, scores and the run record, each checked before it is taken.

Stands above `questions` and `store`; the command `gather` calls it. What another job left is data: a name or a size
that no shard writes, a lock or a score that does not read, ends the gathering, and nothing is taken. A shard that was
cut short, or left nothing, is none of that: its questions keep the evidence of before, and the run record says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from generator import questions
from generator.errors import Fault, InputError
from generator.schema import Failure, Lock, Question, QuestionRun, Runs
from generator.sharding import Shard
from generator.store import locks, scores
from generator.store.scores import Kept
from generator.workflows.sharing import EVIDENCE, RUNS, SCORES, TOLD, Part

UNASKED = "unasked"
"""The kind of a failure that is none of the source's: the refresh ended before it was asked."""

MAX_RUNS = 20_000_000
"""Bytes of a run record, as nightly.yml takes it from the site."""

MAX_TOLD = 2**20

_FIX = "Look at the job that made it, then run the workflow again."


@dataclass(frozen=True, slots=True)
class _Handed:
    """What one shard handed on, read and found to be what it should be."""

    shard: Shard
    slugs: tuple[str, ...]
    locks: tuple[Lock, ...] = ()
    runs: Runs = field(default_factory=Runs)
    told: str = ""
    scores: tuple[tuple[str, Kept], ...] = ()
    through: bool = False


def evidence(root: Path, folder: Path, shard: Shard) -> Iterator[str]:
    """Takes over what a shard's refresh left in `folder`, for the job that scores it; says what that was.

    Raises InputError for what no shard writes.
    """
    _nothing_else(folder, folders={f"{Part.REFRESHED}-{shard.number}"})
    one = _refreshed(folder, shard, questions.slugs(root))
    yield _said(one)
    for lock in one.locks:
        locks.save(root, lock)


def night(root: Path, folder: Path, of: int, now: datetime, out: Path) -> Iterator[str]:
    """Takes over what all shards of a night left in `folder`, and says what of each; `now` is in UTC.

    The evidence of a shard that was not scored is left alone: to score it here could take the night beyond its time.
    What the refreshes printed goes into `out`. Raises InputError for what no shard writes; then nothing was taken.
    """
    known = questions.load(root)
    _nothing_else(folder, folders={f"{part}-{number}" for part in Part for number in range(1, of + 1)})
    handed = [_handed(folder, Shard(number, of), [one.slug for one in known]) for number in range(1, of + 1)]
    merged = _merged(root, handed)
    yield from map(_said, handed)
    for one in handed:
        if one.told:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"refresh-{one.shard.number}.txt").write_text(one.told, encoding="utf-8")
        for lock in one.locks if one.through else ():
            locks.save(root, lock)
    for task, kept in merged:
        scores.save(root, task, kept)
    record, unasked = _record(locks.runs(root), handed, known, now)
    locks.save_runs(root, record)
    yield from (f"{slug}: not reached this night; its evidence of before stays" for slug in unasked)


def _said(one: _Handed) -> str:
    return f"Shard {one.shard}: {len(one.locks)} of {len(one.slugs)} questions have a lock" + (
        "" if one.through else "; it was not brought to its end"
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def _handed(folder: Path, shard: Shard, slugs: Sequence[str]) -> _Handed:
    """What a shard left. One shard alone is scored where the website is built."""
    one = _refreshed(folder, shard, slugs)
    scored = _scored(folder / f"{Part.SCORED}-{shard.number}")
    through = one.through and (shard.of == 1 or scored is not None)
    return _Handed(shard, one.slugs, one.locks, one.runs, one.told, scored or (), through)


def _refreshed(folder: Path, shard: Shard, slugs: Sequence[str]) -> _Handed:
    place, ours = folder / f"{Part.REFRESHED}-{shard.number}", shard.part(slugs)
    if not place.exists():
        return _Handed(shard, ours)
    _nothing_else(place, files={RUNS, TOLD}, folders={EVIDENCE.parts[0]})
    _nothing_else(place / EVIDENCE.parts[0], folders={EVIDENCE.parts[1]})
    _nothing_else(place / EVIDENCE, files={f"{slug}.json" for slug in ours})
    found = tuple(lock for slug in ours if (lock := _lock(place, slug)))
    told = _bytes(place / TOLD, MAX_TOLD).decode(errors="replace")
    return _Handed(shard, ours, found, _runs(place / RUNS), told, through=True)


def _scored(place: Path) -> tuple[tuple[str, Kept], ...] | None:
    if not place.exists():
        return None
    _nothing_else(place, folders={SCORES.parts[0]})
    _nothing_else(place / SCORES.parts[0], folders={SCORES.parts[1]})
    _nothing_else(place / SCORES, files={f"{task}.tsv" for task in scores.TASKS})
    found = ((task, scores.stored(place, task)) for task in scores.TASKS)
    return tuple((task, kept) for task, kept in found if kept is not None)


def _lock(place: Path, slug: str) -> Lock | None:
    """A lock that a shard hands on; its faults name the shard's file, not the project's."""
    try:
        return locks.load(place, slug)
    except InputError as error:
        raise InputError(replace(one, file=f"{place.name}/{one.file}", fix=_FIX) for one in error.faults) from None


def _runs(path: Path) -> Runs:
    data = _bytes(path, MAX_RUNS)
    try:
        return Runs.model_validate_json(data) if data else Runs()
    except ValueError:
        raise _strange(path, "This is no run record.") from None


def _bytes(path: Path, most: int) -> bytes:
    """A plain file's bytes; none where there is no file."""
    if not path.exists():
        return b""
    if path.stat().st_size > most:
        raise _strange(path, f"It is larger than {most} bytes.")
    return path.read_bytes()


def _nothing_else(
    folder: Path, *, files: AbstractSet[str] = frozenset(), folders: AbstractSet[str] = frozenset()
) -> None:
    """Raises InputError for an entry with another name, a link, and whatever is not the file or folder it should be."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        named = path.is_file() if path.name in files else path.name in folders and path.is_dir()
        if path.is_symlink() or not named:
            raise _strange(path, "No shard hands this on.")


def _strange(path: Path, message: str) -> InputError:
    return InputError([Fault("/".join(path.parts[-5:]), 0, "", message, _FIX)])


# --- putting together -------------------------------------------------------------------------------------------------


def _merged(root: Path, handed: Sequence[_Handed]) -> tuple[tuple[str, Kept], ...]:
    """All scores, by task: what the project has, then what each shard has, in their order; the first one counts.

    Of two machines, each may have computed a number for the same text, apart in its last digit: which one stays must
    not hang on which was quicker. What no question asks for is forgotten by the `score` that follows.
    """
    found: dict[str, Kept] = {}
    for one in handed:
        for task, kept in one.scores:
            whole = found.setdefault(task, Kept(kept.model, {}, dict(scores.load(root, task, kept.model).stored)))
            place = Path(f"{Part.SCORED}-{one.shard.number}", SCORES, f"{task}.tsv")
            if whole.model != kept.model:
                raise _strange(place, "It is of another model than that of the shards before.")
            whole.asked |= {key: numbers for key, numbers in kept.stored.items() if key not in whole.asked}
            if task == "embeddings" and len(set(map(len, whole.asked.values()))) > 1:
                raise _strange(place, "Its vectors are of another length than those of before.")
    return tuple(sorted(found.items()))


def _record(
    before: Runs, handed: Sequence[_Handed], known: Sequence[Question], now: datetime
) -> tuple[Runs, tuple[str, ...]]:
    """The run record of the night, and the questions that it did not reach, which say so of each of their sources."""
    fresh: dict[str, QuestionRun] = {}
    for one in handed:
        for run in one.runs.questions if one.through else ():
            if run.slug in one.slugs and run not in before.questions:
                fresh[run.slug] = run
    unasked = tuple(one.slug for one in known if one.services and one.slug not in fresh)
    entries = {run.slug: run for run in before.questions} | fresh
    for slug in unasked:
        if slug in entries:
            entries[slug] = _unasked(entries[slug], now)
    return Runs(questions=tuple(entries[slug] for slug in sorted(entries))), unasked


def _unasked(run: QuestionRun, now: datetime) -> QuestionRun:
    failure = Failure(kind=UNASKED, why="the refresh ended before it was asked")
    update = {"tried": now, "failure": failure, "note": None, "new": 0}
    return QuestionRun(slug=run.slug, sources=tuple(one.model_copy(update=update) for one in run.sources))
