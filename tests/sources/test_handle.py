import pytest

from generator.errors import NetworkError
from generator.schema import Ids
from generator.sources.handle import PATIENCE, Existence, doi_of, look_up, look_up_all, parse, request


class Fake:
    def __init__(self, answer: tuple[int, dict[str, object]] | NetworkError) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def get_json(self, address: str) -> tuple[int, dict[str, object]]:
        self.asked.append(address)
        if isinstance(self.answer, NetworkError):
            raise self.answer
        return self.answer


def test_the_doi_to_ask_for() -> None:
    assert doi_of(Ids(doi="10.1000/a", arxiv="2601.1")) == "10.1000/a"
    assert doi_of(Ids(arxiv="2601.22709")) == "10.48550/arxiv.2601.22709"
    assert doi_of(Ids(pmid="1")) is None


def test_the_address_is_encoded() -> None:
    assert request("10.1000/a<b>?x#y") == "https://doi.org/api/handles/10.1000/a%3Cb%3E%3Fx%23y?type=URL"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"responseCode": 1}, Existence.FOUND),
        (200, {"responseCode": 200}, Existence.FOUND),
        (404, {"responseCode": 100}, Existence.NOT_FOUND),
        (404, {}, Existence.UNKNOWN),
        (500, {"responseCode": 2}, Existence.UNKNOWN),
        (200, {"responseCode": "1"}, Existence.UNKNOWN),
    ],
)
def test_answers_mean_what_the_handbook_says(status: int, body: dict[str, object], expected: Existence) -> None:
    assert parse(status, body) is expected


def test_an_outage_is_unknown_with_its_cause_and_never_missing() -> None:
    fake = Fake(NetworkError("https://doi.org/x", "ConnectError: refused"))
    assert look_up(fake, "10.1000/a") == (Existence.UNKNOWN, "ConnectError: refused")
    assert look_up(Fake((503, {})), "10.1000/a") == (Existence.UNKNOWN, "doi.org answered 503")
    assert look_up(Fake((200, {"responseCode": 1})), "10.1000/a") == (Existence.FOUND, "")


def test_an_outage_is_not_waited_for_once_a_work() -> None:
    fake = Fake(NetworkError("https://doi.org/x", "ReadTimeout: slow"))
    answers = list(look_up_all(fake, ["10.1000/a"] * 50))
    assert len(answers) == 50
    assert len(fake.asked) == PATIENCE
    assert answers[-1][1].startswith("not asked")
