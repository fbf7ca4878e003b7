"""What services' JSON bodies have in common: strangers' values read without trust, works and errors made of them.

Stands above `schema` and `text`, beside `service`; the sources use it. It knows no service's field names: a source says
what its fields mean by a `Described`, and gets a Work or a Dropped. Nothing here raises but ServiceError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator import ids, languages, licences
from generator.errors import ServiceError
from generator.schema import (
    Author,
    Dropped,
    Ids,
    Notice,
    Origin,
    Reason,
    Section,
    Sighting,
    Stage,
    Version,
    Work,
    WorkType,
)
from generator.text import REPLACED, plain

Fields = Mapping[str, object]

MAX_FIELD = 200_000
"""Characters of a field from which on a record is no description of a work, and is set aside whole."""

MAX_QUOTED = 200
"""Characters of a service's own words that an error repeats."""

_HOUR = 3600.0
# The order counts: a spent budget is worded as a limit of the rate, and an invitation to wait as one to get a key.
_KINDS = (
    ("budget", re.compile(r"budget|quota|daily limit|insufficient credits", re.IGNORECASE)),
    ("wait", re.compile(r"rate.?limit|rate exceeded|too many requests|try again|time(?:d )?.?out", re.IGNORECASE)),
    ("refused", re.compile(r"api.?key|forbidden|unauthori[sz]ed|denied|authentication|plan upgrade", re.IGNORECASE)),
    ("request", re.compile(r"not found|invalid|not a valid|must be|unrecogni[sz]ed|unsupported", re.IGNORECASE)),
)
_PARTICLES = frozenset("al ben bin da de del della den der di dos du el la le ten ter van von zu".split())
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_BODY_OF_PEOPLE = re.compile(
    r"\b(?:association|collaboration|committee|consortium|group|initiative|institute|network|organi[sz]ation|society"
    r"|team|university)\b",
    re.IGNORECASE,
)
_HEADED = re.compile(r"\A(?:Abstract|ABSTRACT)\b[\s.:—–-]*(?=[A-Z])")
_PAGE = re.compile(r"<(?:!doctype )?html\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_YEAR = range(1500, 2200)


class Edition(NamedTuple):
    """A state of a work, as in "arXiv v2", with the year of that state."""

    id: str
    label: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Described:
    """A work as a service describes it, strings as they came; what is empty is unknown.

    `seen_at` is the record's own address at the service, `url` that of the work, `licence` that of the abstract, and
    `same_as` what the service asserts to be other versions ("doi:10.1000/x").
    """

    native_id: str
    title: str
    kind: WorkType
    ids: Ids
    authors: tuple[Author, ...] = ()
    year: int | None = None
    venue: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    url: str = ""
    language: str = ""
    abstract: str = ""
    licence: str = ""
    same_as: tuple[str, ...] = ()
    notice: Notice | None = None
    seen_at: str = ""


# --- values ---------------------------------------------------------------------------------------------------------


def text(value: object) -> str:
    """The value if it is a string, else nothing."""
    return value if isinstance(value, str) else ""


def word(value: object) -> str:
    """An identifier, address or code: a string that can be printed, without white space around it, else nothing."""
    found = text(value).strip()
    return found if found.isprintable() else ""


def number(value: object) -> int | None:
    """The value if it is a whole number that is not negative, else None. True and False are none."""
    return value if type(value) is int and value >= 0 else None


def fields(value: object) -> Fields:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def year(value: object) -> int | None:
    """The value if it is a year in which a work can have appeared, else None."""
    found = number(value)
    return found if found in _YEAR else None


def identifiers(doi: object = "", arxiv: object = "", pmid: object = "", pmcid: object = "") -> Ids:
    """Identifiers in their normal form; what does not read as one is unknown. A DOI of arXiv's names its preprint."""
    found = _normal("doi", doi)
    return Ids(
        doi=found,
        arxiv=_normal("arxiv", arxiv) or (ids.arxiv_of_doi(found) if found else None),
        pmid=_normal("pmid", pmid),
        pmcid=_normal("pmcid", pmcid),
    )


def _normal(scheme: str, value: object) -> str | None:
    found = ids.normalise(scheme, word(value))
    return found if found is not None and found.isprintable() else None


def _asserted(identifier: str) -> str | None:
    """An identifier with its scheme, "DOI:10.1000/X", in its normal form; None if it reads as none.

    A DOI of arXiv's is given as the identifier of the preprint.
    """
    scheme, _, rest = identifier.partition(":")
    value = _normal(scheme.casefold(), rest) if scheme.casefold() in ids.SCHEMES else None
    arxiv = ids.arxiv_of_doi(value) if value and scheme.casefold() == "doi" else None
    if arxiv:
        return f"arxiv:{arxiv}"
    return f"{scheme.casefold()}:{value}" if value else None


def person(name: str) -> Author | None:
    """An author of a name in one piece, "Ana de Vries" or "de Vries, Ana"; an organisation keeps its name whole."""
    whole = plain(name)
    family, comma, given = (part.strip() for part in whole.partition(","))
    if not whole or _BODY_OF_PEOPLE.search(whole):
        return Author(family=whole) if whole else None
    if comma and family and not _SUFFIX.fullmatch(given):
        return Author(family=family, given=given or None)
    words = whole.replace(",", "").split() or [whole]
    at = len(words) - (2 if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else 1)  # noqa: PLR2004 - given, family, Jr.
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return Author(family=" ".join(words[at:]), given=" ".join(words[:at]) or None)


# --- works ----------------------------------------------------------------------------------------------------------


def works(
    service: str, query: str, entries: Sequence[object], describe: Callable[[Fields], Described], before: int = 0
) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """The works of a body's entries in their order, and what could not be read. Ranks count from `before` + 1."""
    return told([_made(service, query, entry, describe, rank) for rank, entry in enumerate(entries, start=before + 1)])


def told(found: Sequence[Work | Dropped]) -> tuple[tuple[Work, ...], tuple[Dropped, ...]]:
    """The works among what was found, and what is lost: entries, and characters of works that are kept."""
    works = tuple(one for one in found if isinstance(one, Work))
    lost = tuple(one for one in found if isinstance(one, Dropped))
    return works, (*lost, *filter(None, map(_damaged, works)))


def _damaged(work: Work) -> Dropped | None:
    """The record of characters that are none, which stand as U+FFFD in a work that is kept; None if there are none."""
    names = (name for author in work.authors for name in (author.family, author.given or ""))
    abstracts = (section.text or "" for version in work.versions for section in version.sections)
    if not any(REPLACED in text for text in (work.title, work.venue or "", *names, *abstracts)):
        return None
    seen = work.sightings[0]
    detail = f"{seen.native_id!r} holds characters that are none; they stand as {REPLACED}"
    return Dropped(
        stage=Stage.SOURCE, item=f"{seen.source}:{seen.rank}", reason=Reason.UNREADABLE_FIELD, detail=plain(detail)
    )


def _made(
    service: str, query: str, entry: object, describe: Callable[[Fields], Described], rank: int
) -> Work | Dropped:
    if not isinstance(entry, dict):
        return left(service, rank, "the entry is no record")
    return made(service, query, describe(entry), rank)


def made(service: str, query: str, described: Described, rank: int, edition: Edition | None = None) -> Work | Dropped:
    """The work that is described, or why there is none: no identifier, no title, a field that is too long.

    `edition` is the state that is described, where the service tells several apart.
    """
    if not described.native_id:
        return left(service, rank, "the entry has no identifier of the service's own")
    if any(len(value) > MAX_FIELD for value in _strings(described)):
        detail = f"{described.native_id[:MAX_QUOTED]!r} has a field of more than {MAX_FIELD} characters"
        return left(service, rank, detail)
    if not plain(described.title):
        return left(service, rank, f"{described.native_id!r} has no title", Reason.MISSING_TITLE)
    seen = edition or Edition(described.native_id, f"as described by {service}", described.year)
    return _work(service, query, described, rank, seen)


def left(service: str, rank: int, detail: str, reason: Reason = Reason.UNREADABLE_ENTRY) -> Dropped:
    """The record of an entry that gave no work, by its rank in the service's answers."""
    return Dropped(stage=Stage.SOURCE, item=f"{service}:{rank}", reason=reason, detail=plain(detail))


def _strings(described: Described) -> Iterator[str]:
    values = (getattr(described, name) for name in Described.__slots__)
    return (value for value in values if isinstance(value, str))


def _work(service: str, query: str, of: Described, rank: int, edition: Edition) -> Work:
    title = plain(of.title)
    first = of.authors[0].family if of.authors else ""
    key = ids.work_key(of.ids.doi, of.ids.arxiv, of.ids.pmid, f"{ids.title_key(title)}|{first}|{of.year}")
    return Work(
        key=key,
        title=title,
        authors=of.authors,
        year=of.year,
        venue=plain(of.venue) or None,
        volume=plain(of.volume) or None,
        number=plain(of.number) or None,
        pages=plain(of.pages) or None,
        type=of.kind,
        ids=of.ids,
        url=ids.safe_url(of.url),
        language=_language(of.language),
        checked=True,  # it comes from the source
        notice=of.notice,
        same_as=tuple(_others(of)),
        versions=(_version(service, of, edition),),
        sightings=(
            Sighting(source=service, native_id=of.native_id, query=query, rank=rank, url=ids.safe_url(of.seen_at)),
        ),
    )


def _others(of: Described) -> Iterator[str]:
    """What is asserted to be of another version, each once, without the identifiers of the record itself."""
    own = {f"{scheme}:{value}" for scheme in ids.SCHEMES if (value := getattr(of.ids, scheme))}
    return (one for one in dict.fromkeys(map(_asserted, of.same_as)) if one and one not in own)


def _version(service: str, of: Described, edition: Edition) -> Version:
    abstract = _HEADED.sub("", plain(of.abstract), count=1) if of.abstract.strip() else ""
    section = Section(origin=Origin.SOURCE, name="abstract", text=abstract, sha256=ids.sha256(abstract))
    return Version(
        id=f"{service}:{edition.id}",
        label=edition.label,
        year=edition.year,
        kind=of.kind,
        licence=licences.normal(of.licence),
        sections=(section,) if abstract else (),
    )


def _language(raw: str) -> str | None:
    """The two letters of ISO 639-1 that a code begins with, or that stand for it: en-GB and eng are en."""
    code = re.fullmatch(r"([a-z]{2,3})(?:[-_].*)?", raw.strip().casefold())
    return languages.two_letters(code.group(1)) if code else None


# --- errors ---------------------------------------------------------------------------------------------------------


def tree(service: str, body: bytes) -> object:
    """What a JSON body holds. Raises ServiceError: of the kind that its words tell, else `broken`, if it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise foreign(service, body, "JSON") from error


def foreign(service: str, body: bytes, form: str, after: float | None = None) -> ServiceError:
    """The error for a body of another form than the service's: of the kind that its words tell, else `broken`.

    In the text of a page for people any word may stand; what went wrong is its title. Other markup tells nothing: it
    is the service's own and cut short. `after` is how long to wait, where the service wants it.
    """
    said = body[: 10 * MAX_QUOTED].decode("utf-8", "replace").strip()
    title = _PAGE_TITLE.search(said) if _PAGE.search(said) else None
    words = title.group(1) if title else "" if said.startswith("<") else said
    kind = kind_of(words[:MAX_QUOTED], "broken")
    return failure(
        service, kind, f"the body is no {form}: {words or 'it holds something else'}", after if kind == "wait" else None
    )


def failure(service: str, kind: str, said: str, after: object = None) -> ServiceError:
    """An error in a service's own words; `after`, in seconds, turns a wait of more than an hour into a spent budget."""
    seconds = float(after) if isinstance(after, int | float) and 0 <= after < _HOUR * 1000 else None
    told = plain(said)[:MAX_QUOTED] or "it does not say why"
    return ServiceError(service, "budget" if kind == "wait" and (seconds or 0) > _HOUR else kind, told, seconds)


def kind_of(said: str, otherwise: str) -> str:
    """The kind of error that words tell of; `otherwise` where they tell none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(said)), otherwise)
