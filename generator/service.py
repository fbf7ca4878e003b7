"""What a scholarly service is to Claimbook: a request made of a question, and works made of a body; both pure.

Stands above `schema`; services implement it, whoever talks to the network uses it. No key is ever part of a request:
it is added at the door and nowhere kept, so that a request can be printed, logged and published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote_plus, urlencode

from generator import ids
from generator.schema import Concept, Dropped, Ids, Question, Version, Work

Clause = tuple[str, ...]
"""Terms of one concept, of which any will do; clauses of an expression must all be met."""

MAX_ENCODED = 3000
"""Characters of a percent-encoded expression, where the service itself states no limit."""

MAX_ADDRESS = 4000
"""Characters of an address that every server on its way takes."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A question in a service's own syntax; `cut` are terms that its limits left no room for."""

    text: str
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a service: an address, its parameters in order, and how many works it asks for at most."""

    url: str
    params: tuple[tuple[str, str], ...] = ()
    accept: str = "application/json"

    @property
    def address(self) -> str:
        """The whole address, percent-encoded."""
        return f"{self.url}?{urlencode(self.params)}" if self.params else self.url


@dataclass(frozen=True, slots=True)
class Page:
    """What one body gave: works, what could not be read, how many there are in all, and the request for more."""

    works: tuple[Work, ...]
    dropped: tuple[Dropped, ...] = ()
    total: int | None = None
    following: Request | None = None


@dataclass(frozen=True, slots=True)
class Following(Request):
    """A call that goes on where another ended: `seen` works came before it, and `then` is what to call after it.

    For services whose own parameters do not say so much. It is made by `parse`, and given back to it as `asked`.
    """

    seen: int = 0
    then: Request | None = None


class Service(Protocol):
    """A scholarly service."""

    @property
    def name(self) -> str:
        """What a question's `sources` calls it: "openalex"."""
        ...

    def expression(self, question: Question) -> Expression:
        """The question in the service's syntax, within its limits."""
        ...

    def request(self, question: Question, expression: Expression) -> Request:
        """The first call."""
        ...

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a body. Raises ServiceError for a body that tells of an error, or is not its own."""
        ...


class FullText(Protocol):
    """A service that has open full texts."""

    @property
    def name(self) -> str:
        """What sightings call it: "arxiv_html"."""
        ...

    def identifier(self, work: Work) -> str | None:
        """What it calls the text of a work, the latest version that is known; None where it cannot have one."""
        ...

    def request(self, identifier: str) -> Request:
        """The call for a text."""
        ...

    def version(self, body: bytes, identifier: str, work: Work) -> Version:
        """The text as a version of the work.

        Raises ServiceError for a body that tells of an error or is another work's, ArticleError for one that cannot be
        read.
        """
        ...


class LooksUp(Protocol):
    """A service that gives the records of works by their identifiers; a look-up has no page after it."""

    @property
    def name(self) -> str:
        """What sightings call it: "datacite"."""
        ...

    def look_up(self, wanted: Sequence[Ids]) -> tuple[Request, ...]:
        """The calls for what it may know of these works; none for those that it cannot be asked for."""
        ...

    def parse(self, body: bytes, asked: Request, expression: Expression) -> Page:
        """The works of a body; what it does not know is not there. Raises ServiceError as a `Service` does."""
        ...


def publishers(wanted: Sequence[Ids]) -> tuple[str, ...]:
    """The DOIs of works, each once, without those that arXiv registered."""
    return _once(one.doi for one in wanted if one.doi and ids.arxiv_of_doi(one.doi) is None)


def preprints(wanted: Sequence[Ids]) -> tuple[str, ...]:
    """The arXiv identifiers of works, each once, also those that stand in a DOI."""
    return _once(one.arxiv or ids.arxiv_of_doi(one.doi or "") for one in wanted)


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def batches(values: Iterable[str], most: int, call: Callable[[Sequence[str]], Request]) -> Iterator[Request]:
    """Calls for all values, for at most so many each, with addresses of at most MAX_ADDRESS characters.

    A value that is too long by itself gets a call of its own, so that it costs no other one its answer.
    """
    batch: list[str] = []
    for value in values:
        if batch and (len(batch) == most or len(call([*batch, value]).address) > MAX_ADDRESS):
            yield call(batch)
            batch = []
        batch.append(value)
    if batch:
        yield call(batch)


def clauses(question: Question) -> tuple[Clause, ...]:
    """One clause for each required concept, in the order of the facets."""
    return tuple(concept.terms for concept in required(question))


def required(question: Question) -> tuple[Concept, ...]:
    """The required concepts of a question, in the order of the facets."""
    return tuple(concept for _, concept in question.facets.required())


def fitted(
    found: Sequence[Clause], render: Callable[[Sequence[Clause]], str], fits: Callable[[str], bool]
) -> Expression:
    """The clauses rendered, without their last synonyms (the longest clause loses first) until the text fits.

    Every clause keeps its first term; a text that does not fit even so is given as it is.
    """
    left = [list(clause) for clause in found]
    cut: list[str] = []
    while not fits(render([tuple(clause) for clause in left])) and any(len(clause) > 1 for clause in left):
        longest = max(left, key=len)
        cut.append(longest.pop())
    return Expression(render([tuple(clause) for clause in left]), tuple(cut))


def filtered(question: Question, tagged: Callable[[str], str], filters: Iterable[str]) -> Expression:
    """The question in OR and AND with every term as `tagged` makes it, and then the filters, short of MAX_ADDRESS."""
    kept = tuple(filters)

    def render(found: Sequence[Clause]) -> str:
        return " AND ".join((boolean(found, " OR ", " AND ", tagged), *kept))

    return fitted(clauses(question), render, fits_an_address)


def fits_an_address(text: str) -> bool:
    """Whether an expression leaves an address below MAX_ADDRESS."""
    return len(quote_plus(text)) <= MAX_ENCODED


def boolean(found: Sequence[Clause], either: str, every: str, tagged: Callable[[str], str] = str) -> str:
    """Clauses in a syntax of parentheses and quotation marks: `either` stands between terms, `every` between clauses.

    `tagged` adds to each term the field that it is searched in.
    Signs that a query language would read for its own are left out; hyphens become spaces, which finds both spellings.
    """
    parts = [tuple(dict.fromkeys(tagged(_phrase(term)) for term in clause)) for clause in found]
    return every.join(part[0] if len(part) == 1 else f"({either.join(part)})" for part in parts)


def _phrase(term: str) -> str:
    bare = re.sub(r"[^\w.+%#'’]+", " ", term).strip() or term.replace('"', " ").strip()
    single = re.fullmatch(r"\w+", bare) and bare not in {"AND", "OR", "NOT"}
    return bare if single else f'"{bare}"'
