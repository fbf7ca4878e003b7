from pathlib import Path

import pytest

from generator.sources.semantic_scholar import SemanticScholar
from tests.recorded import Recorded, cassettes, mutants, outcome, stated, told, transcribed

SERVICE = SemanticScholar()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    found = [*cassettes(api, "api.semanticscholar.org"), *transcribed(api, "semanticscholar")]
    whole = (
        "semantic_search.json",
        "semantic_citations.json",
        "semantic_references.json",
    )
    return [*found, *(Recorded(name, "", (api / "bodies" / name).read_bytes()) for name in whole)]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {
        "with works": 69,
        "works": 8039,
        "dropped": 11398,  # one of them is a work that is kept, with a control character in its title
        "nothing readable": 49,  # lists of citations, authors and snippets, which no search gives
        "empty": 2,
        "broken": 9,
        "request": 8,
        "refused": 1,
        "wait": 1,
    }


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 400):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 0, "pmcid": 13, "same_as": 0}
