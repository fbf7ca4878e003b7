from pathlib import Path

import pytest

from generator.sources.openalex import OpenAlex
from tests.recorded import Recorded, cassettes, mutants, outcome, stated, told, transcribed

SERVICE = OpenAlex()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    found = [*cassettes(api, "api.openalex.org"), *transcribed(api, "openalex")]
    whole = ("openalex_search.json",)
    return [*found, *(Recorded(name, "", (api / "bodies" / name).read_bytes()) for name in whole)]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {
        "with works": 9,
        "works": 12,
        "dropped": 0,
        "broken": 3,
        "request": 2,
        "wait": 1,
        "budget": 1,
    }


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 400):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 4, "pmcid": 1, "same_as": 0}
