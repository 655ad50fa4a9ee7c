"""Downloading a container: what is asked for, what is tried again, and what is said when it fails."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.loopback import Quiet, on_loopback
from validator.gtm.fetch import FetchError, address, environment_of, fetch, is_id
from validator.model.location import UsageError

GTM = 'var data = {"resource": {"version": "3", "tags": []}};'


@dataclass
class Answers:
    """A server that gives one answer after the other, and the last one for ever."""

    url: str
    given: list[tuple[int, dict[str, str], str]]
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(*given: tuple[int, dict[str, str], str]) -> Iterator[Answers]:
    class Handler(Quiet):
        def do_GET(self) -> None:
            answers.asked.append(self.path)
            status, headers, body = answers.given.pop(0) if len(answers.given) > 1 else answers.given[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

    with on_loopback(Handler) as url:
        answers = Answers(url, list(given))
        yield answers


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_address() -> None:
    assert address("gtm-abc123") == "https://www.googletagmanager.com/gtm.js?id=GTM-ABC123"
    assert address("https://t.example/x.js?id=GTM-A&l=layer") == "https://t.example/x.js?id=GTM-A&l=layer"
    told = address("GTM-ABC123", {"auth": "a-b", "preview": "env-7"}, "https://t.example/")
    assert told == "https://t.example/gtm.js?id=GTM-ABC123&gtm_auth=a-b&gtm_preview=env-7&gtm_cookies_win=x"
    with pytest.raises(UsageError, match="is no container"):
        address("UA-1-1")


@pytest.mark.parametrize(
    "told",
    [
        "auth=a-b,preview=env-7",
        "gtm_auth=a-b&gtm_preview=env-7&gtm_cookies_win=x",
        "preview=env-7, auth=a-b",
        "j.src='https://…/gtm.js?id='+i+dl+ '&gtm_auth=a-b&gtm_preview=env-7&gtm_cookies_win=x';",
        '<iframe src="…?id=GTM-A&amp;gtm_auth=a-b&amp;gtm_preview=env-7">',
    ],
)
def test_environment(told: str) -> None:
    assert environment_of(told.replace("&amp;", "&")) == {"auth": "a-b", "preview": "env-7"}


@pytest.mark.parametrize("told", ["", "env-7", "auth=a", "auth=,preview=x", "auth=a,preview=b,more=c"])
def test_environment_that_is_not_understood(told: str) -> None:
    with pytest.raises(UsageError, match="is not understood"):
        environment_of(told)


def test_what_is_an_id() -> None:
    assert is_id("GTM-ABC123")
    assert is_id("https://x.example/gtm.js")
    assert not is_id("container.json")
    assert not is_id("GTM-ABC123.json")


def test_download() -> None:
    with serving((200, {}, GTM)) as server:
        assert fetch(address("GTM-ABC123", base_url=server.url)) == GTM
        assert server.asked == ["/gtm.js?id=GTM-ABC123"]


def test_a_stumble_is_tried_again() -> None:
    waited: list[float] = []
    with serving((503, {}, ""), (429, {"Retry-After": "7"}, ""), (200, {}, GTM)) as server:
        assert fetch(server.url, wait=waited.append) == GTM
    assert waited == [1.0, 7.0]


def test_a_server_cannot_make_it_wait_for_ever() -> None:
    waited: list[float] = []
    with serving((503, {"Retry-After": "86400"}, ""), (200, {}, GTM)) as server:
        fetch(server.url, wait=waited.append)
    assert waited == [30.0]


def test_tries_end() -> None:
    with (
        serving((500, {}, "")) as server,
        pytest.raises(FetchError, match="500 Internal Server Error, after 3 tries"),
    ):
        fetch(server.url, wait=lambda _: None)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "query", "mend"),
    [(404, "", "never published"), (404, "?gtm_auth=x", "auth and preview"), (403, "", "firewall"), (410, "", "Save")],
)
def test_a_refusal_is_not_tried_again(status: int, query: str, mend: str) -> None:
    with serving((status, {}, "")) as server, pytest.raises(FetchError, match=mend):
        fetch(f"{server.url}/gtm.js{query}", wait=lambda _: pytest.fail("it waited"))
    assert len(server.asked) == 1


def test_an_answer_that_is_cut_off_is_tried_again() -> None:
    with serving((200, {"Content-Length": "9999"}, GTM), (200, {}, GTM)) as server:
        assert fetch(server.url, wait=lambda _: None) == GTM
    assert len(server.asked) == 2


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match=r"nothing answers there\.\n.*--proxy"):
        fetch(f"http://127.0.0.1:{port}/gtm.js", retries=0)


def test_a_server_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/gtm.js"
        with pytest.raises(FetchError, match="did not answer in time"):
            fetch(url, retries=0, timeout=0.1)


def test_through_a_proxy() -> None:
    with serving((200, {}, GTM)) as proxy:
        assert fetch("http://tags.example/gtm.js?id=GTM-A", proxy=proxy.url) == GTM
        assert proxy.asked == ["http://tags.example/gtm.js?id=GTM-A"]


def test_endless_redirects() -> None:
    with serving((302, {"Location": "/again"}, "")) as server, pytest.raises(FetchError, match="without end"):
        fetch(server.url, retries=0)


def test_no_address() -> None:
    with pytest.raises(FetchError, match="is not an address"):
        fetch("http://", retries=0)
