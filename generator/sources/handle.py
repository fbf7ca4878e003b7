"""Asks doi.org whether an identifier exists (DOI Handbook, REST API of the DOI proxy server, response format).

`request` and `parse` are pure; `look_up` joins them over a door that is handed in. An arXiv identifier is asked for
by the DOI that arXiv registers for it. Whether a DOI exists says nothing of whether it is the right one.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

from generator import bodies, ids
from generator.errors import NetworkError, ServiceError
from generator.schema import Ids
from generator.service import Request

NAME = "doi.org"
ADDRESS = "https://doi.org/api/handles/"
FOUND, NOT_FOUND, NO_VALUES = 1, 100, 200


class Existence(StrEnum):
    """What doi.org says of an identifier; `unknown` where it could not be asked."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


class Asker(Protocol):
    """What a look-up needs of the network's door."""

    async def ask(self, service: str, request: Request, read: Callable[[bytes], Existence]) -> Told:
        """The answer as `read` takes it; raises ServiceError or NetworkError."""
        ...


class Told(Protocol):
    """What an answer is to a look-up."""

    @property
    def value(self) -> Existence:
        """What was read."""
        ...


class NoSuchDoiError(ServiceError):
    """doi.org knows no such DOI; its answer has the status 404, and a body that says so."""

    def __init__(self) -> None:
        super().__init__(NAME, "absent", "there is no such DOI")


def doi_of(found: Ids) -> str | None:
    """The DOI to ask for: the work's own, else the one that arXiv registers for its preprint."""
    if found.doi:
        return found.doi
    return ids.doi_of_arxiv(found.arxiv) if found.arxiv else None


def request(doi: str) -> Request:
    """What tells whether the DOI exists; only its URL element is asked for."""
    return Request(f"{ADDRESS}{quote(doi, safe='/.-_()')}", (("type", "URL"),))


def parse(body: bytes) -> Existence:
    """FOUND, by the code in the body. Raises NoSuchDoiError, and ServiceError outside the documentation."""
    code = bodies.fields(bodies.tree(NAME, body)).get("responseCode")
    if type(code) is int and code in {FOUND, NO_VALUES}:
        return Existence.FOUND
    if type(code) is int and code == NOT_FOUND:
        raise NoSuchDoiError
    raise bodies.failure(NAME, "broken", f"its code is {code!r}")


async def look_up(door: Asker, doi: str) -> tuple[Existence, str]:
    """What doi.org says of the DOI, and why it is unknown where it is."""
    try:
        return (await door.ask(NAME, request(doi), parse)).value, ""
    except NoSuchDoiError:
        return Existence.NOT_FOUND, ""
    except (NetworkError, ServiceError) as error:
        return Existence.UNKNOWN, error.why
