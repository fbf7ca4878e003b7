import httpx
import pytest

from generator.errors import NetworkError
from generator.sources.http import MAX_BYTES, PACE_S, Client

ADDRESS = "https://example.org/x"


def client(answer: httpx.Response | Exception, naps: list[float] | None = None) -> Client:
    def handler(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Client(httpx.MockTransport(handler), sleep=(naps if naps is not None else []).append)


def test_an_object_comes_back_with_its_status() -> None:
    with client(httpx.Response(404, json={"a": 1})) as one:
        assert one.get_json(ADDRESS) == (404, {"a": 1})


def test_it_says_who_it_is_and_keeps_its_pace() -> None:
    seen: list[httpx.Request] = []
    naps: list[float] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    with Client(httpx.MockTransport(handler), sleep=naps.append) as one:
        for _ in range(3):
            one.get_json(ADDRESS)
    assert seen[0].headers["User-Agent"].startswith("claimbook/")
    assert naps == [PACE_S, PACE_S]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.ConnectError("refused"), "ConnectError"),
        (httpx.ReadTimeout("slow"), "ReadTimeout"),
        (httpx.Response(200, text="<html>"), "no JSON"),
        (httpx.Response(200, json=[1]), "no JSON object"),
        (httpx.Response(200, content=b"\xff\xfe"), "no JSON"),
        (httpx.Response(200, content=b" " * (MAX_BYTES + 1)), "larger than"),
    ],
)
def test_every_failure_is_one_typed_error(answer: httpx.Response | Exception, why: str) -> None:
    with client(answer) as one, pytest.raises(NetworkError, match=why) as caught:
        one.get_json(ADDRESS)
    assert caught.value.address == ADDRESS


def test_redirects_are_not_followed() -> None:
    with client(httpx.Response(302, headers={"Location": "https://elsewhere.example/"}, json={})) as one:
        assert one.get_json(ADDRESS) == (302, {})
