"""Two deployments of the site held against each other, by the lists that each publishes for programs, api/v1/.

Stands above `pipeline`, `render` and `sources`; `cli` calls it. A deployment is a folder with a built site, an https
address, or what a checkout builds. What a site says is data of strangers: bounded in size, validated, printed on one
line. It must not say what counts as a difference: `generator.changes` does.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from generator import pipeline
from generator.changes import Cited, Difference, Held, State, compared
from generator.errors import Fault, InputError, NetworkError, ServiceError, UnknownNameError, one_line
from generator.labels import label
from generator.manners import Patience
from generator.render.addresses import api
from generator.render.api import listed_claims, listed_reports, listed_works
from generator.schema import AnswerStatus, ClaimList, DecisionStatus, Notice, Record, ReportList, WorkList
from generator.service import Request
from generator.sources.http import Door

MAX_BYTES = 128 * 2**20
"""Bytes that a list may have at most: those of 150,000 claims have some 60 MiB."""

PATIENCE = Patience(largest=MAX_BYTES)
HTTPS = "https://"

L = TypeVar("L", bound=Record)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What a site says of its reports, by slug; `name` is its folder or address."""

    name: str
    reports: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Change:
    """A report that differs between two deployments: `before` or `after` is None where it is not there."""

    slug: str
    before: State | None
    after: State | None
    difference: Difference


def of_checkout(root: Path) -> Deployment:
    """What a checkout builds. Raises InputError."""
    reports = pipeline.build_all(root)
    return _deployment("this checkout", listed_reports(reports, {}, {}), listed_claims(reports), listed_works(reports))


def of_folder(folder: Path) -> Deployment:
    """What a folder with a built site holds. Raises InputError."""
    return _read(str(folder), {name: _bytes_of(folder / api(name), name) for name in _LISTS})


async def of_address(address: str, door: Door) -> Deployment:
    """What a site at an https address holds. Raises InputError, NetworkError."""
    if not _is_home(address):
        fix = "Name its home page, such as https://example.org/claimbook/, or a folder with a built site."
        raise InputError([Fault(address, 0, "", "This is not the https address of a site.", fix)])
    home = address if address.endswith("/") else f"{address}/"
    return _read(home, {name: await _fetched(door, urljoin(home, api(name))) for name in _LISTS})


def _is_home(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket of an IPv6 address that is not closed
        return False
    return bool(parts.scheme == "https" and parts.hostname and not (parts.username or parts.query or parts.fragment))


async def _fetched(door: Door, address: str) -> bytes:
    try:
        return (await door.ask("the site", Request(address), bytes)).value
    except ServiceError as error:
        raise NetworkError(address, f"{error.why}; is it a site of Claimbook's?") from None


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        # Asked before opening, which would wait for ever at a pipe.
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "It is no plain file")  # noqa: TRY301 - told as all that cannot be read
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        fix = f"Name the folder of a built site, in which {api(name)} stands; make site builds one."
        raise InputError([Fault(str(path), 0, "", f"It cannot be read: {error.strerror}.", fix)]) from None
    if len(data) > MAX_BYTES:
        message = f"It has more than {MAX_BYTES} bytes."
        raise InputError([Fault(str(path), 0, "", message, "Compare smaller sites, or a report's own record.")])
    return data


# --- lists ------------------------------------------------------------------------------------------------------------

_LISTS = ("reports", "claims", "works")


def _read(site: str, lists: Mapping[str, bytes]) -> Deployment:
    return _deployment(
        site,
        _valid(ReportList, site, "reports", lists["reports"]),
        _valid(ClaimList, site, "claims", lists["claims"]),
        _valid(WorkList, site, "works", lists["works"]),
    )


def _valid(kind: type[L], site: str, name: str, data: bytes) -> L:
    """A list as its record; fields that this version does not know are passed over, as the contract asks."""
    try:
        return kind.model_validate_json(data, extra="ignore")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        fix = "Build that site again, or compare with the version of Claimbook that made it."
        file = f"{site.rstrip('/')}/{api(name)}"
        raise InputError([Fault(file, 0, path, f"Not a list of {name}: {first['msg']}.", fix)]) from None


def _deployment(name: str, reports: ReportList, claims: ClaimList, works: WorkList) -> Deployment:
    of_claims: dict[str, dict[str, Held]] = {}
    for claim in claims.claims:
        for slug in claim.reports:
            held = Held(claim.id, claim.text, claim.status, claim.confidence)
            of_claims.setdefault(slug, {})[claim.id] = held
    of_works: dict[str, dict[str, Cited]] = {}
    for work in works.works:
        for slug in work.included_in:
            of_works.setdefault(slug, {})[work.key] = Cited(work.key, work.title, work.notice)
    found = {
        one.slug: State(
            title=one.title,
            question=one.question,
            answer=one.answer,
            decision=one.decision,
            claims=of_claims.get(one.slug, {}),
            works=of_works.get(one.slug, {}),
        )
        for one in reports.reports
    }
    return Deployment(name, found)


# --- differences ------------------------------------------------------------------------------------------------------

_NOTHING = Difference()


def differences(before: Deployment, after: Deployment, slugs: Collection[str] = ()) -> tuple[Change, ...]:
    """The reports that differ, by slug; of these slugs, or of all. Raises UnknownNameError."""
    known = sorted({*before.reports, *after.reports})
    for slug in slugs:
        if slug not in known:
            raise UnknownNameError("report", slug, known)
    return tuple(one for slug in known if not slugs or slug in slugs for one in _change(before, after, slug))


def _change(before: Deployment, after: Deployment, slug: str) -> Iterator[Change]:
    old, new = before.reports.get(slug), after.reports.get(slug)
    if old is None or new is None:
        yield Change(slug, old, new, _NOTHING)
    elif not (found := compared(old, new)).is_none:
        yield Change(slug, old, new, found)


def told(changes: Sequence[Change], before: Deployment, after: Deployment) -> Iterator[str]:
    """The differences in words, a line each; texts of a site are printed on one line, without control characters."""
    yield one_line(f"{before.name} → {after.name}: {_many(len(changes), 'report differs', 'reports differ')}")
    for one in changes:
        yield one_line(f"{one.slug}: {_summary(one)}")
        yield from (one_line(f"  {line}") for line in _lines(one.difference))


def _summary(one: Change) -> str:
    if one.before is None or one.after is None:
        state = one.after or one.before
        assert state is not None  # noqa: S101 - it stands in one of the two
        verb = "new" if one.before is None else "gone"
        return f"{verb} ({label(state.answer).word}, {_many(len(state.claims), 'claim', 'claims')}): {state.title}"
    found = one.difference
    counts = (
        (len(found.came), "came"),
        (len(found.went), "went"),
        (len(found.changed), "changed status"),
        (len(found.moved), "changed confidence"),
    )
    parts = [f"{_many(count, 'claim', 'claims')} {word}" for count, word in counts if count]
    works = ((len(found.works_came), "came"), (len(found.works_went), "went"), (len(found.noticed), "changed notice"))
    parts += [f"{_many(count, 'work', 'works')} {word}" for count, word in works if count]
    each = {"title": found.title, "question": found.question, "answer": found.answer, "decision": found.decision}
    parts += [f"{name} changed" for name, pair in each.items() if pair]
    return ", ".join(parts)


def _lines(found: Difference) -> Iterator[str]:
    if found.answer:
        yield f"answer: {_words(*found.answer)}"
    if found.decision:
        yield f"decision: {_words(*found.decision)}"
    for name, pair in (("title", found.title), ("question", found.question)):
        if pair:
            yield f"{name}: {pair[0]!r} → {pair[1]!r}"
    yield from (f"+ {one.id} ({label(one.status).word}): {one.text}" for one in found.came)
    yield from (f"- {one.id} ({label(one.status).word}): {one.text}" for one in found.went)
    for old, new in found.changed:
        yield f"~ {new.id} ({label(old.status).word} → {label(new.status).word}): {new.text}"
    for old, new in found.moved:
        yield f"~ {new.id} (confidence {_number(old.confidence)} → {_number(new.confidence)}): {new.text}"
    yield from (f"+ work {one.key}: {one.title}" for one in found.works_came)
    yield from (f"- work {one.key}: {one.title}" for one in found.works_went)
    for was, now in found.noticed:
        yield f"! work {now.key} ({_notice(was.notice)} → {_notice(now.notice)}): {now.title}"


def _words(before: AnswerStatus | DecisionStatus, after: AnswerStatus | DecisionStatus) -> str:
    return f"{label(before).word} → {label(after).word}"


def _number(confidence: float | None) -> str:
    return "none" if confidence is None else f"{confidence:.2f}"


def _notice(notice: Notice | None) -> str:
    return "no notice" if notice is None else label(notice).word


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def as_data(changes: Sequence[Change], before: Deployment, after: Deployment) -> dict[str, object]:
    """The same for programs: pairs are before and after."""
    return {"before": before.name, "after": after.name, "reports": [_data(one) for one in changes]}


def _data(one: Change) -> dict[str, object]:
    state = "came" if one.before is None else "went" if one.after is None else "changed"
    found = one.difference
    return {
        "slug": one.slug,
        "report": state,
        "title": found.title,
        "question": found.question,
        "answer": found.answer,
        "decision": found.decision,
        "claims": {
            "came": _claims(found.came),
            "went": _claims(found.went),
            "status": [_pair(old, new, "status") for old, new in found.changed],
            "confidence": [_pair(old, new, "confidence") for old, new in found.moved],
        },
        "works": {
            "came": _works(found.works_came),
            "went": _works(found.works_went),
            "notice": [
                {"key": new.key, "title": new.title, "notice": (old.notice, new.notice)} for old, new in found.noticed
            ],
        },
    }


def _claims(claims: Iterable[Held]) -> list[dict[str, Any]]:
    return [{"id": one.id, "text": one.text, "status": one.status, "confidence": one.confidence} for one in claims]


def _pair(old: Held, new: Held, field: str) -> dict[str, Any]:
    return {"id": new.id, "text": new.text, field: (getattr(old, field), getattr(new, field))}


def _works(works: Iterable[Cited]) -> list[dict[str, Any]]:
    return [{"key": one.key, "title": one.title, "notice": one.notice} for one in works]
