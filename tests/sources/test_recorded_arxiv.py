import json
from pathlib import Path

import pytest

from generator.sources.arxiv import Arxiv
from tests.recorded import Recorded, mutants, outcome, stated, told, transcribed

SERVICE = Arxiv()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    found = [
        Recorded(path.name, capture["url"], capture["body"].encode())
        for path in sorted((api / "arxiv").glob("*.json"))
        for capture in [json.loads(path.read_bytes())]
    ]
    one = Recorded("arxiv_search.xml", "", (api / "bodies" / "arxiv_search.xml").read_bytes())
    return [*found, one, *transcribed(api, "arxiv")]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {
        "with works": 18,
        "works": 224,
        "dropped": 18,  # works that are kept: these recordings were once read as Latin-1, and hold control characters
        "empty": 2,
        "request": 1,
        "wait": 1,
    }


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 400):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 224, "pmcid": 0, "same_as": 0}
