"""Asks doi.org whether an identifier exists (DOI Handbook, REST API of the DOI proxy server, response format).

`request` and `parse` are pure; `look_up` joins them over a client that is handed in. An arXiv identifier is asked for
by the DOI that arXiv registers for it. Whether a DOI exists says nothing of whether it is the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

from generator import ids
from generator.errors import NetworkError
from generator.schema import Ids

ADDRESS = "https://doi.org/api/handles/"
FOUND, NOT_FOUND, NO_VALUES = 1, 100, 200
PATIENCE = 3


class Existence(StrEnum):
    """What doi.org says of an identifier; `unknown` where it could not be asked."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


class Getter(Protocol):
    """What a look-up needs of a client."""

    def get_json(self, address: str) -> tuple[int, dict[str, object]]:
        """Status code and JSON object of an address; raises NetworkError."""
        ...


def doi_of(found: Ids) -> str | None:
    """The DOI to ask for: the work's own, else the one that arXiv registers for its preprint."""
    if found.doi:
        return found.doi
    return ids.doi_of_arxiv(found.arxiv) if found.arxiv else None


def request(doi: str) -> str:
    """The address that tells whether the DOI exists; only its URL element is asked for."""
    return f"{ADDRESS}{quote(doi, safe='/.-_()')}?type=URL"


def parse(status: int, body: dict[str, object]) -> Existence:
    """What an answer of the proxy means; an answer outside its documentation is unknown."""
    code = body.get("responseCode")
    if status == 200 and code in {FOUND, NO_VALUES}:  # noqa: PLR2004 - HTTP OK
        return Existence.FOUND
    if status == 404 and code == NOT_FOUND:  # noqa: PLR2004 - HTTP Not Found
        return Existence.NOT_FOUND
    return Existence.UNKNOWN


def look_up_all(client: Getter, dois: Iterable[str]) -> Iterator[tuple[Existence, str]]:
    """What doi.org says of each DOI, in order; after PATIENCE failures in a row the rest is not asked for."""
    failures = 0
    for doi in dois:
        if failures >= PATIENCE:
            yield Existence.UNKNOWN, f"not asked: doi.org gave no usable answer {PATIENCE} times in a row"
            continue
        answer = look_up(client, doi)
        failures = failures + 1 if answer[0] is Existence.UNKNOWN else 0
        yield answer


def look_up(client: Getter, doi: str) -> tuple[Existence, str]:
    """What doi.org says of the DOI, and why it is unknown where it is."""
    try:
        status, body = client.get_json(request(doi))
    except NetworkError as error:
        return Existence.UNKNOWN, error.why
    existence = parse(status, body)
    return existence, "" if existence is not Existence.UNKNOWN else f"doi.org answered {status}"
