from pathlib import Path

import pytest

from generator.sources.unpaywall import Unpaywall
from tests.recorded import Recorded, cassettes, mutants, outcome, stated, told, transcribed

SERVICE = Unpaywall()


@pytest.fixture(scope="module")
def recorded(shared: Path) -> list[Recorded]:
    api = shared / "data" / "api"
    found = [*cassettes(api, "api.unpaywall.org"), *transcribed(api, "unpaywall")]
    whole = ("unpaywall_lookup.json",)
    return [*found, *(Recorded(name, "", (api / "bodies" / name).read_bytes()) for name in whole)]


def test_recorded_answers_are_works_or_tell_why_not(recorded: list[Recorded]) -> None:
    assert told(SERVICE, recorded) == {"with works": 8, "works": 9, "dropped": 0, "empty": 1, "refused": 1}


def test_recorded_places_reveal_arxiv_and_pubmed_central(recorded: list[Recorded]) -> None:
    page = outcome(SERVICE, recorded[-1])
    assert not isinstance(page, Exception)
    (work,) = page.works
    assert (work.ids.arxiv, work.ids.pmcid) == ("1304.1068", "PMC4221854")


def test_recorded_answers_that_are_damaged_raise_nothing_else(recorded: list[Recorded]) -> None:
    for one in mutants(7, recorded, 400):
        outcome(SERVICE, one)


def test_recorded_works_state_licences_numbers_and_other_versions(recorded: list[Recorded]) -> None:
    assert stated(SERVICE, recorded) == {"licence": 4, "pmcid": 3, "same_as": 0}
