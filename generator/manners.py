"""How each host wants to be asked: its pace, its keys, how long its answers hold, and what its statuses mean; pure.

Stands between `settings` and the door of the network (`generator/sources/http/`), which obeys it. Figures are those
that the services' documentation states; where one states none, they are ours and polite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType

from generator import __version__
from generator.errors import ServiceError
from generator.settings import Keys

OPENALEX, CROSSREF, ARXIV = "api.openalex.org", "api.crossref.org", "export.arxiv.org"
SEMANTIC_SCHOLAR, EUROPE_PMC, NCBI = "api.semanticscholar.org", "www.ebi.ac.uk", "eutils.ncbi.nlm.nih.gov"
UNPAYWALL, DATACITE, DOI = "api.unpaywall.org", "api.datacite.org", "doi.org"

HOUR_S = 3600.0
BUDGET_AFTER_S = HOUR_S
"""Seconds: who is told to wait longer than this has spent what the service gives."""

SEARCH_S, LOOK_UP_S, FULL_TEXT_S = 20 * HOUR_S, 7 * 24 * HOUR_S, 30 * 24 * HOUR_S
"""Lifetimes of answers. A search holds for less than a day, so that a nightly run asks anew."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Limits of one host: seconds between the starts of two requests, and how many may be under way."""

    every: float
    at_once: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the door tries; seconds, unless it says otherwise.

    `attempts` per ask. `first_wait` doubles up to `longest_wait`, with up to `jitter` added; what a service tells to
    wait is heeded up to `longest_wait`, too. `connect` and `read` bound silence, `deadline` a whole attempt, `total`
    an ask, apart from its waiting in line. After `failures` failed attempts in a row a host is left alone. Where nobody
    was reached yet and `unreached_hosts` hosts could not be in `unreached` attempts each, all are left alone.
    `largest` is how many bytes of an answer are taken, unpacked; `redirects` how many of them are followed.
    """

    attempts: int = 4
    first_wait: float = 1.0
    jitter: float = 1.0
    longest_wait: float = 60.0
    connect: float = 10.0
    read: float = 30.0
    deadline: float = 90.0
    total: float = 300.0
    failures: int = 10
    unreached: int = 3
    unreached_hosts: int = 3
    largest: int = 32 * 2**20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is added to a request below the cache; its text shows no value."""

    headers: Mapping[str, str] = field(repr=False)
    params: Mapping[str, str] = field(repr=False)


# --- pace -----------------------------------------------------------------------------------------------------------

OTHERS = Gate(every=1.0, at_once=1)
"""For a host that is not in the table."""

GATES: Mapping[str, Gate] = MappingProxyType(
    {
        OPENALEX: Gate(every=1.0, at_once=2),  # what it grants searches with more than 5 operators, without a key
        CROSSREF: Gate(every=1.0, at_once=1),  # lists, public pool
        SEMANTIC_SCHOLAR: Gate(every=1.0, at_once=1),  # with a key; without one nothing is promised
        ARXIV: Gate(every=3.0, at_once=1),
        EUROPE_PMC: Gate(every=0.5, at_once=2),  # it states no limit
        NCBI: Gate(every=1 / 3, at_once=3),
        UNPAYWALL: Gate(every=1.0, at_once=1),  # 100000 a day
        DATACITE: Gate(every=0.6, at_once=1),  # 500 in 5 minutes
        DOI: Gate(every=0.2, at_once=1),  # it states no limit
    }
)
"""Limits for those who have no key and say no contact."""

ONE_GATE: Mapping[str, str] = MappingProxyType({"arxiv.org": ARXIV, "www.arxiv.org": ARXIV})
"""Hosts that pass another's gate: arXiv counts all of its own together."""


def gates(keys: Keys) -> Mapping[str, Gate]:
    """The limits for whoever has these keys."""
    found = dict(GATES)
    if keys.openalex:
        found[OPENALEX] = Gate(every=0.2, at_once=4)
    if keys.contact:
        found[CROSSREF] = Gate(every=1 / 3, at_once=3)
    if keys.crossref_plus:
        found[CROSSREF] = Gate(every=0.1, at_once=5)  # 150 a second are granted; no run needs so many
    if keys.ncbi:
        found[NCBI] = Gate(every=0.1, at_once=3)
    return found


# --- keys -----------------------------------------------------------------------------------------------------------


def credentials(host: str, keys: Keys) -> Credentials:
    """What a host, and no other, gets of the keys: in headers where it takes them there, else as parameters."""
    headers = {"User-Agent": _agent(host, keys)}
    params: dict[str, str] = {}
    if host == OPENALEX and keys.openalex:
        headers["Authorization"] = f"Bearer {keys.openalex.get_secret_value()}"
    if host == SEMANTIC_SCHOLAR and keys.semantic_scholar:
        headers["x-api-key"] = keys.semantic_scholar.get_secret_value()
    if host == CROSSREF and keys.crossref_plus:
        headers["Crossref-Plus-API-Token"] = f"Bearer {keys.crossref_plus.get_secret_value()}"
    if host == NCBI:
        params["tool"] = "claimbook"
        if keys.ncbi:
            params["api_key"] = keys.ncbi.get_secret_value()
    if host in {NCBI, UNPAYWALL} and keys.contact:
        params["email"] = keys.contact
    return Credentials(headers, params)


def barred(keys: Keys) -> Mapping[str, str]:
    """The services that answer nobody who does not say who is asking, by name, with what they miss."""
    return {} if keys.contact else {"unpaywall": "it wants an e-mail address: CLAIMBOOK_CONTACT"}


def _agent(host: str, keys: Keys) -> str:
    """Who asks; Crossref and DataCite serve those better who say how to reach them."""
    named = f"claimbook/{__version__}"
    return f"{named} (mailto:{keys.contact})" if host in {CROSSREF, DATACITE} and keys.contact else named


# --- answers --------------------------------------------------------------------------------------------------------

_LIFETIMES: tuple[tuple[str, re.Pattern[str], float], ...] = (
    (EUROPE_PMC, re.compile(r".*/fullTextXML"), FULL_TEXT_S),
    ("arxiv.org", re.compile(r"/html/.*"), FULL_TEXT_S),
    (OPENALEX, re.compile(r"/works/.+"), LOOK_UP_S),
    (CROSSREF, re.compile(r"/works/.+"), LOOK_UP_S),
    (NCBI, re.compile(r".*/efetch\.fcgi"), LOOK_UP_S),
    (UNPAYWALL, re.compile(r"/v2/.+"), LOOK_UP_S),
    (DATACITE, re.compile(r"/dois/.+"), LOOK_UP_S),
)


def lifetime(host: str, path: str) -> float:
    """Seconds for which an answer may be taken from the cache: longer where one work is looked up by its number."""
    found = (seconds for one, pattern, seconds in _LIFETIMES if one == host and pattern.fullmatch(path))
    return next(found, SEARCH_S)


def may_follow(asked: str, target: str) -> bool:
    """Whether a redirect may lead from one host to another: only where both pass one gate."""
    return ONE_GATE.get(asked, asked) == ONE_GATE.get(target, target)


def retry_after(stated: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After, which may be a number or a date (RFC 9110, 10.2.3); None where it says nothing."""
    if stated is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", stated.strip()):
        return float(stated)
    try:
        date = parsedate_to_datetime(stated)
        return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def failure(
    service: str, status: int, headers: Mapping[str, str], told: ServiceError | None, now: datetime
) -> ServiceError:
    """The error of an answer whose status is not 200; `told` is what its body said, which may know better.

    What was told comes out as it is where its kind can stand beside the status. Whoever has spent a budget may be told
    so by a header alone (OpenAlex), or by a wait of hours.
    """
    kind, after = _kind(status), retry_after(headers.get("retry-after"), now)
    why = f"it answered {status}" + (f": {told.why}" if told else "")
    if told is not None and told.kind in _may_say(status):
        kind, why = told.kind, told.why
        after = told.after if after is None else after
    if kind == "wait" and (_is_spent(headers) or (after or 0) > BUDGET_AFTER_S):
        kind = "budget"
    is_told = told is not None and (told.kind, told.why, told.after) == (kind, why, after)
    return told if told is not None and is_told else ServiceError(service, kind, why, after)


_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def _kind(status: int) -> str:
    if status in {401, 402, 403}:
        return "refused"
    if status in {408, 425, 429, 502, 503, 504}:
        return "wait"
    is_ours = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if status in _GONE:
        return "absent"
    return "request" if is_ours else "broken"


def _may_say(status: int) -> frozenset[str]:
    """The kinds that a body may tell of: none that would have a wrong request asked again, or a breakdown taken for it.

    403 and 406 without a word are how arXiv turns away whoever asks too often.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return frozenset({"wait", "budget", "refused"})
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return frozenset({"wait", "budget"})
    if status in {403, 406}:
        return frozenset({"wait", "budget", "refused", "request"})
    return frozenset({"budget", "refused", "request"}) if status not in _GONE else frozenset({"absent"})


def _is_spent(headers: Mapping[str, str]) -> bool:
    left, required = _figure(headers, "x-ratelimit-remaining"), _figure(headers, "x-ratelimit-credits-required")
    return _figure(headers, "x-ratelimit-remaining-usd") == 0 or (
        left is not None and required is not None and left < required
    )


def _figure(headers: Mapping[str, str], name: str) -> float | None:
    stated = headers.get(name, "").strip()
    return float(stated) if re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,12})?", stated) else None
