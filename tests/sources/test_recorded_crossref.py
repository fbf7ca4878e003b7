from pathlib import Path

import pytest

from generator.sources.crossref import Crossref
from tests.recorded import Recorded, cassettes, mutants, outcome, stated, told, transcribed

SERVICE = Crossref()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    found = [*cassettes(api, "api.crossref.org"), *transcribed(api, "crossref")]
    whole = ("crossref_search.json",)
    return [*found, *(Recorded(name, "", (api / "bodies" / name).read_bytes()) for name in whole)]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {
        "with works": 93,
        "works": 647,
        "dropped": 36,
        "empty": 4,
        "broken": 63,
        "request": 52,
    }


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 400):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 226, "pmcid": 0, "same_as": 16}
