"""How a question becomes an expression, and what a service says of a work becomes a record: what services share.

Stands above `service`. Everything that comes from a service is taken for what a stranger wrote: any value may be of
any type, any text may be markup. Nothing here knows a service's syntax or shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote_plus

from generator import ids
from generator.errors import ServiceError
from generator.schema import (
    Author,
    Dropped,
    Ids,
    Notice,
    Origin,
    Question,
    Reason,
    Section,
    Sighting,
    Stage,
    Version,
    Work,
    WorkType,
)
from generator.service import Clause, Expression, Request, clauses, fitted
from generator.text import plain

MAX_BYTES = 64 * 2**20
MAX_EXPRESSION = 3000
"""Characters of an expression, percent-encoded: an address of some 4,000 passes every server on its way."""

MAX_FIELD = 200_000
"""Characters of a field from which on a record is no description of a work."""

MAX_NAME = 200
"""Characters of a name that a service gives a work."""

_LANGUAGES: Mapping[str, str] = {
    "ara": "ar", "bul": "bg", "cat": "ca", "chi": "zh", "cze": "cs", "dan": "da", "dut": "nl", "eng": "en", "est": "et",
    "fin": "fi", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hrv": "hr", "hun": "hu", "ice": "is", "ind": "id",
    "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "may": "ms", "nor": "no", "per": "fa", "pol": "pl",
    "por": "pt", "rum": "ro", "rus": "ru", "slo": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th",
    "tur": "tr", "ukr": "uk", "vie": "vi",
}  # fmt: skip
"""Codes of ISO 639-2 as libraries write them (B), and the codes of two letters that questions use."""

_TERMINOLOGY: Mapping[str, str] = {
    "ces": "cs", "deu": "de", "ell": "el", "fas": "fa", "fra": "fr", "isl": "is", "msa": "ms", "nld": "nl", "ron": "ro",
    "slk": "sk", "zho": "zh",
}  # fmt: skip
"""Other codes of three letters for the same (ISO 639-2/T)."""

_SIGNS = re.compile(r'["\\()\[\]{}*?~^:;!&|<>=`\s\x00-\x1f\x7f\ud800-\udfff]+')
"""What has a meaning of its own in some service's syntax, even within quotation marks."""

_GROUP = re.compile(r"\b(?:collaborations?|consortium|groups?|team|network|project|society)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|[IVX]{1,4})\.?", re.IGNORECASE)
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:(?:RETRACTED|WITHDRAWN)\b"  # in capitals it is a mark, whatever follows
    r"|(?i:(?:retracted|withdrawn)(?: (?:article|paper|chapter|publication|study|manuscript))?\s*[:\uff1a\]).—–*])"
    r"|(?i:\[(?:retraction|withdrawal)\]|retraction (?:note|notice)\b|(?:notice|statement) of retraction\b))"
    r"|(?i:[\[(](?:retracted|withdrawn)\b[^\])]*[\])]\W*$)|(?i:\s[-–—:]\s*retracted\W*$)|(?i:(?<=\w):\s*retracted\W*$)"
)
_ASKED_TOO_OFTEN = re.compile(r"rate exceeded|rate limit|too many requests", re.IGNORECASE)


# --- expressions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Following(Request):
    """A call that goes on where another ended: `seen` works came before it, and `then` is what to call after it.

    A service whose parameters do not say how far one has come needs it; it is made by `parse` and given back to it.
    """

    seen: int = 0
    then: Request | None = None


def expressed(question: Question, term: Callable[[str], str], filters: Sequence[str] = ()) -> Expression:
    """The question's concepts AND-ed, their terms OR-ed, each as `term` writes it, and the filters after them."""

    def render(found: Sequence[Clause]) -> str:
        return " AND ".join([*(any_of([term(one) for one in clause]) for clause in found), *filters])

    return fitted(clauses(question), render, lambda text: len(quote_plus(text)) <= MAX_EXPRESSION)


def any_of(terms: Sequence[str]) -> str:
    """Terms of which any will do, in parentheses where there are several."""
    return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]


def phrase(term: str) -> str:
    """A term in quotation marks, without any sign that a service could read as an operator."""
    return f'"{_SIGNS.sub(" ", term).strip()}"'


def library_codes(question: Question) -> tuple[str, ...]:
    """The question's languages as codes of three letters (ISO 639-2/B); empty if one has none, or none is asked for."""
    codes = {two: three for three, two in _LANGUAGES.items()}
    found = tuple(codes.get(code) or (code if code in _LANGUAGES else "") for code in question.languages)
    return found if all(found) else ()


# --- bodies ---------------------------------------------------------------------------------------------------------


def json_object(service: str, body: bytes) -> Mapping[str, object]:
    """A body that is a JSON object. Raises ServiceError for every other; the body's words are never repeated in it."""
    if len(body) > MAX_BYTES:
        raise ServiceError(service, "broken", f"the body has more than {MAX_BYTES} bytes")
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise unreadable(service, body, "the body is no JSON") from error
    if not isinstance(answer, dict):
        raise unreadable(service, body, "the body is no JSON object")
    return answer


def unreadable(service: str, body: bytes, why: str, pause: float | None = None) -> ServiceError:
    """The error for a body of another form than the service's: it was asked too often, or something is broken.

    `pause` is how many seconds to wait in the first case, where the service is known to want some.
    """
    if _ASKED_TOO_OFTEN.search(body[:400].decode("utf-8", "replace")):
        return ServiceError(service, "wait", "it was asked too often", pause)
    return ServiceError(service, "broken", why)


def within(value: object, *path: str) -> object:
    """What stands at the path in nested objects, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def listed(value: object) -> tuple[object, ...]:
    """The items of a list; one item may stand for a list of one, and None for none."""
    if isinstance(value, list):
        return tuple(value)
    return () if value is None else (value,)


def said(value: object) -> str:
    """A value as plain text; what is neither text nor a number says nothing."""
    if isinstance(value, str):
        return plain(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12 else ""


def whole(value: object) -> int | None:
    """A count, given as a number or as its digits, or None."""
    digits = said(value)
    return int(digits) if re.fullmatch(r"[0-9]{1,12}", digits) else None


def asked_for(request: Request, name: str) -> str:
    """The value of a request's parameter, or ""."""
    return dict(request.params).get(name, "")


def asking(request: Request, **values: str) -> tuple[tuple[str, str], ...]:
    """A request's parameters with other values, in their order; new ones stand last."""
    return tuple((dict(request.params) | values).items())


def year(*dates: str) -> int | None:
    """The first year from 1500 to 2199 in the first of the dates that has one."""
    found = (re.search(r"(?<![0-9])(?:1[5-9]|20|21)[0-9]{2}(?![0-9])", date) for date in dates)
    return next((int(match.group()) for match in found if match), None)


def language(codes: Sequence[str], wanted: Sequence[str] = ("en",)) -> str | None:
    """The code of two letters for one of two or three, of several the first that is wanted, or the first; or None."""
    found = [code for raw in codes if (code := _language(raw.strip().casefold()))]
    return next((code for code in found if code in wanted), found[0] if found else None)


def _language(code: str) -> str | None:
    known = _LANGUAGES.get(code) or _TERMINOLOGY.get(code)
    stated = re.fullmatch(r"[a-z]{2,3}", code) and code not in {"und", "mul", "zxx", "mis"}
    return known or (code if stated else None)


def untitled_stop(title: str) -> str:
    """A title without the full stop that PubMed and Europe PMC end every title with; an ellipsis stays."""
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


# --- records --------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where in a service's answers a record stands: the service, the expression that was asked, the rank from 1 on."""

    service: str
    query: str
    rank: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a service says of one work, as plain text, with identifiers in their normal form.

    `native_id` is the service's own name of the work, `version` that of the state which it describes.
    """

    native_id: str
    title: str
    type: WorkType
    authors: tuple[Author, ...] = ()
    year: int | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    ids: Ids = field(default_factory=Ids)
    url: str = ""
    language: str | None = None
    notice: Notice | None = None
    abstract: str = ""
    version: str = ""
    label: str = ""
    version_year: int | None = None


def author(family: str, given: str = "") -> Author | None:
    """A person, or an organisation by its one name; None where there is no name."""
    return Author(family=family or given, given=(given or None) if family else None) if family or given else None


def person(name: str) -> Author | None:
    """The author that one line names, "Given Family" or "Family, Given"; groups keep their whole name.

    A family name begins at its first particle in lower case ("van", "de la"), and a suffix stays with it.
    """
    if _GROUP.search(name):
        return author(name)
    family, comma, given = name.partition(",")
    if comma and not _SUFFIX.fullmatch(given.strip()):
        return author(family.strip(), given.strip())
    parts = name.replace(",", "").split()
    last = len(parts) - (2 if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]) else 1)  # noqa: PLR2004 - given, family, suffix
    particle = next((at for at in range(1, last) if all(part.islower() for part in parts[at:last])), last)
    return author(" ".join(parts[max(particle, 0) :]), " ".join(parts[: max(particle, 0)]))


def says_retracted(title: str) -> bool:
    """Whether a title is marked as that of a retracted or withdrawn work, as publishers mark them."""
    return _RETRACTED_TITLE.search(title) is not None


def recorded(seen: Seen, place: Place) -> Work | Dropped:
    """The record of a work, or why there is none: no title, or a field that no description of a work could have."""
    if not seen.title:
        return unread(place, seen.native_id, Reason.MISSING_TITLE, "it has no title")
    if max(map(len, (seen.title, seen.abstract, seen.venue, seen.volume, seen.number, seen.pages))) > MAX_FIELD:
        return unread(place, seen.native_id, Reason.UNREADABLE_ENTRY, f"a field of more than {MAX_FIELD} characters")
    first = seen.authors[0].family if seen.authors else ""
    own, url = seen.ids, ids.safe_url(seen.url)
    return Work(
        key=ids.work_key(own.doi, own.arxiv, own.pmid, f"{ids.title_key(seen.title)}|{first}|{seen.year}"),
        title=seen.title,
        authors=seen.authors,
        year=seen.year,
        venue=seen.venue or None,
        volume=seen.volume or None,
        number=seen.number or None,
        pages=seen.pages or None,
        type=seen.type,
        ids=own,
        url=url,
        language=seen.language,
        notice=Notice.RETRACTION if says_retracted(seen.title) else seen.notice,
        versions=(_version(seen, place),),
        sightings=(
            Sighting(source=place.service, native_id=seen.native_id, query=place.query, rank=place.rank, url=url),
        ),
    )


def _version(seen: Seen, place: Place) -> Version:
    text = seen.abstract
    sections = (Section(origin=Origin.SOURCE, name="abstract", text=text, sha256=ids.sha256(text)),) if text else ()
    return Version(
        id=f"{place.service}:{seen.version or seen.native_id}",
        label=seen.label or f"as described by {place.service}",
        year=seen.version_year or seen.year,
        kind=seen.type,
        sections=sections,
    )


def unread(place: Place, native_id: str, reason: Reason, detail: str) -> Dropped:
    """The record of something that a service gave and that is no work; without a name it is told by its rank."""
    name = native_id if 0 < len(native_id) <= MAX_NAME else f"#{place.rank}"
    return Dropped(stage=Stage.SOURCE, item=f"{place.service}:{name}", reason=reason, detail=detail)


def parted(found: Sequence[Work | Dropped]) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """Works and what was dropped, each in its order."""
    works = tuple(one for one in found if isinstance(one, Work))
    return works, tuple(one for one in found if isinstance(one, Dropped))
