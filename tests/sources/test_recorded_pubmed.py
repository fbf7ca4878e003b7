from pathlib import Path

import pytest

from generator.sources.pubmed import PubMed
from tests.recorded import Recorded, mutants, outcome, stated, told, transcribed

SERVICE = PubMed()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    names = ("pubmed_esearch.json", "pubmed_efetch.xml", "pmc_efetch.xml")  # the last is another database's
    found = [Recorded(name, "", (api / "bodies" / name).read_bytes()) for name in names]
    return [*found, *transcribed(api, "ncbi_eutils")]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {
        "with works": 1,
        "works": 3,
        "dropped": 0,
        "empty": 2,
        "broken": 1,
        "request": 2,
        "wait": 1,
    }


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 1000):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 1, "pmcid": 3, "same_as": 0}
