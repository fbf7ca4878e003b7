from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from generator import manners
from generator.errors import ServiceError
from generator.manners import GATES, Gate
from generator.settings import NO_KEYS, Keys
from generator.sources import SERVICES, arxiv, crossref, europe_pmc, openalex, pubmed, semantic_scholar

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
KEY = SecretStr("planted-0123456789")


def test_every_service_has_a_gate() -> None:
    modules = (openalex, crossref, semantic_scholar, arxiv, europe_pmc, pubmed)
    hosts = {module.ADDRESS.split("/")[2] for module in modules}
    assert len(hosts) == len(SERVICES)
    assert hosts <= set(GATES)


@pytest.mark.parametrize(
    ("keys", "host", "gate"),
    [
        (Keys(openalex=KEY), manners.OPENALEX, Gate(0.2, 4)),
        (Keys(contact="ana@orchard.example"), manners.CROSSREF, Gate(1 / 3, 3)),
        (Keys(contact="ana@orchard.example", crossref_plus=KEY), manners.CROSSREF, Gate(0.1, 5)),
        (Keys(ncbi=KEY), manners.NCBI, Gate(0.1, 3)),
        (Keys(semantic_scholar=KEY), manners.SEMANTIC_SCHOLAR, Gate(1.0, 1)),
    ],
)
def test_a_key_opens_its_own_gate_wider(keys: Keys, host: str, gate: Gate) -> None:
    assert manners.gates(keys) == {**GATES, host: gate}
    assert manners.gates(NO_KEYS) == GATES


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("120", 120),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 13:00:30 +0100", 30),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2026 12:00:30 -0000", 30),
        ("-5", None),
        ("9" * 400, None),
        ("soon", None),
        ("", None),
        ("Sat, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_a_stated_wait(stated: str | None, seconds: float | None) -> None:
    assert manners.retry_after(stated, NOW) == seconds


def told(kind: str, after: float | None = None) -> ServiceError:
    return ServiceError("x", kind, "in its own words", after)


@pytest.mark.parametrize(
    ("status", "headers", "said", "expected"),
    [
        (429, {}, None, ("wait", None)),
        (429, {"retry-after": "7"}, told("wait"), ("wait", 7)),
        (429, {}, told("wait", 60), ("wait", 60)),
        (429, {}, told("broken"), ("wait", None)),
        (429, {}, told("request"), ("wait", None)),
        (429, {}, told("budget"), ("budget", None)),
        (429, {}, told("refused"), ("refused", None)),
        (429, {"retry-after": "7200"}, told("wait"), ("budget", 7200)),
        (429, {"x-ratelimit-remaining": "3", "x-ratelimit-credits-required": "10"}, None, ("budget", None)),
        (429, {"x-ratelimit-remaining": "30", "x-ratelimit-credits-required": "10"}, None, ("wait", None)),
        (429, {"x-ratelimit-remaining": "0"}, None, ("wait", None)),  # NCBI: nothing left of this second
        (429, {"x-ratelimit-remaining-usd": "0"}, None, ("budget", None)),
        (503, {"retry-after": "7"}, told("request"), ("wait", 7)),
        (500, {}, told("request"), ("broken", None)),
        (500, {}, told("refused"), ("broken", None)),
        (504, {}, None, ("wait", None)),
        (400, {}, told("wait"), ("request", None)),
        (400, {}, told("refused"), ("refused", None)),
        (401, {}, told("wait"), ("refused", None)),
        (403, {}, told("wait", 60), ("wait", 60)),
        (403, {}, told("broken"), ("refused", None)),
        (404, {}, told("refused"), ("absent", None)),
        (404, {}, told("broken"), ("absent", None)),
        (406, {}, told("wait"), ("wait", None)),
        (302, {}, None, ("broken", None)),
    ],
)
def test_what_a_status_means(
    status: int, headers: Mapping[str, str], said: ServiceError | None, expected: tuple[str, float | None]
) -> None:
    found = manners.failure("x", status, headers, said, NOW)
    assert (found.kind, found.after) == expected
    assert "in its own words" in found.why or said is None


def test_what_a_reader_raised_comes_out_as_it_is() -> None:
    said = told("absent")
    assert manners.failure("x", 404, {}, said, NOW) is said


@pytest.mark.parametrize(
    ("address", "seconds"),
    [
        ((manners.OPENALEX, "/works"), manners.SEARCH_S),
        ((manners.OPENALEX, "/works/doi:10.5555/1"), manners.LOOK_UP_S),
        ((manners.CROSSREF, "/works/10.5555/1"), manners.LOOK_UP_S),
        ((manners.NCBI, "/entrez/eutils/esearch.fcgi"), manners.SEARCH_S),
        ((manners.NCBI, "/entrez/eutils/efetch.fcgi"), manners.LOOK_UP_S),
        ((manners.EUROPE_PMC, "/europepmc/webservices/rest/PMC1/fullTextXML"), manners.FULL_TEXT_S),
        (("elsewhere.example", "/works/10.5555/1"), manners.SEARCH_S),
    ],
)
def test_how_long_an_answer_holds(address: tuple[str, str], seconds: float) -> None:
    assert manners.lifetime(*address) == seconds
    assert manners.SEARCH_S < 24 * manners.HOUR_S


def test_a_redirect_stays_within_a_gate() -> None:
    assert manners.may_follow("export.arxiv.org", "arxiv.org")
    assert manners.may_follow("doi.org", "doi.org")
    assert not manners.may_follow("arxiv.org", "arxiv.org.evil.example")
    assert not manners.may_follow("doi.org", "api.crossref.org")


def test_credentials_show_nothing() -> None:
    assert KEY.get_secret_value() not in repr(manners.credentials(manners.NCBI, Keys(ncbi=KEY)))
