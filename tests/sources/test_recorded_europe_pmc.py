from pathlib import Path

import pytest

from generator.sources.europe_pmc import EuropePmc
from tests.recorded import Recorded, mutants, outcome, stated, told, transcribed

SERVICE = EuropePmc()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    name = "europepmc_search.json"
    return [Recorded(name, "", (api / "bodies" / name).read_bytes()), *transcribed(api, "europepmc")]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {"with works": 1, "works": 3, "dropped": 0, "request": 1}


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 1000):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 3, "pmcid": 2, "same_as": 0}
