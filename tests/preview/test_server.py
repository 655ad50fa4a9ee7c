"""The page is served to who knows its address on this machine, and to no other page of the same browser."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from validator.preview.changes import Changes
from validator.preview.server import Answer, Server, as_json


class Told:
    """An App that remembers what it was asked for."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.posts: list[tuple[str, Any]] = []

    def get(self, path: str, query: Mapping[str, str]) -> Answer | None:
        return as_json({"path": path, **query}) if path.startswith("data/") else None

    def post(self, path: str, told: Any) -> Any:
        if path != "do":
            raise KeyError(path)
        self.posts.append((path, told))
        return {"done": told}


@pytest.fixture
def app() -> Told:
    return Told()


@pytest.fixture
def server(app: Told) -> Iterator[Server]:
    running = Server(app)
    yield running
    running.close()


def asked(server: Server, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Any:
    """Status, headers and body of an answer. `path` begins behind the token; header names with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, urlsplit(server.url).path + path, body, told)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


JSON = "application/json"


def test_the_page_and_its_data_are_served(server: Server) -> None:
    status, headers, body = asked(server, "")
    assert (status, b'src="app.js"' in body) == (200, True)
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert asked(server, "app.js")[1]["Content-Type"] == "text/javascript; charset=utf-8"
    assert json.loads(asked(server, "data/s1.json?a=b")[2]) == {"path": "data/s1.json", "a": "b"}


def test_what_the_page_orders_is_done(server: Server, app: Told) -> None:
    status, _, body = asked(server, "do", method="POST", body='{"what": "pause"}', Content_Type=JSON)
    assert (status, json.loads(body)) == (200, {"done": {"what": "pause"}})
    assert app.posts == [("do", {"what": "pause"})]


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server._server.server_address[0] == "127.0.0.1"
    assert urlsplit(server.url).hostname == "127.0.0.1"


@pytest.mark.parametrize("path", ["/", "/wrong/", "/index.html", "/data/s1.json", "//", "/%00/", "/%E9/"])
def test_without_the_token_nothing_is_told(server: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert (answer.status, b"app.js" in answer.read()) == (403, False)
    connection.close()


def test_two_previews_have_two_tokens(server: Server) -> None:
    other = Server(Told())
    assert urlsplit(other.url).path != urlsplit(server.url).path
    other.close()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_a_foreign_name_that_points_here_is_refused(server: Server, host: str) -> None:
    status, _, body = asked(server, "data/s1.json", Host=host)
    assert (status, b"path" in body) == (403, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_a_forwarded_port_of_ones_own_machine_is_served(server: Server, host: str) -> None:
    assert asked(server, "data/s1.json", Host=f"{host}:9000")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
    ],
)
def test_another_page_gets_nothing_and_orders_nothing(server: Server, app: Told, headers: dict[str, str]) -> None:
    assert asked(server, "data/s1.json", **headers)[0] == 403
    assert asked(server, "do", method="POST", body="{}", Content_Type=JSON, **headers)[0] == 403
    assert app.posts == []


def test_a_link_to_the_page_may_be_followed_and_a_frame_may_not_show_it(server: Server) -> None:
    opened = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    status, headers, _ = asked(server, "", **opened)
    assert status == 200
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert asked(server, "", **{**opened, "Sec_Fetch_Dest": "iframe"})[0] == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_no_form_of_another_page_can_order(server: Server, app: Told, kind: str) -> None:
    assert asked(server, "do", method="POST", body='{"what": "go"}', Content_Type=kind)[0] == 403
    assert app.posts == []


@pytest.mark.parametrize("body", ["{", "", "[" * 20_000, '"'])
def test_what_is_no_json_is_refused_in_words(server: Server, body: str) -> None:
    status, _, told = asked(server, "do", method="POST", body=body, Content_Type=JSON)
    assert status in (200, 400)
    assert json.loads(told)


def test_too_much_is_refused(server: Server) -> None:
    headers = {"Content_Type": JSON, "Content_Length": str(10**9)}
    assert asked(server, "do", method="POST", **headers)[0] == 413


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "..%2fpage_data.py", "page_data.py", "%2e%2e/ui/app.js", "/etc/hostname", "app.js/"]
)
def test_no_other_file_is_served(server: Server, path: str) -> None:
    assert asked(server, path)[0] in (403, 404)


def test_changes_are_told_as_they_come(server: Server, app: Told) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"{urlsplit(server.url).path}data/changes")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.readline() == b"data: 0\n"
    answer.readline()
    app.changes.tell()
    assert answer.readline() == b"data: 1\n"
    connection.close()
