"""What requests carry is read whatever it is wrapped in, and nothing but Unreadable is ever raised."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from contextlib import suppress
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.decoding import compression, fields, payload
from validator.model.recording import Request


def post(body: bytes, url: str = "https://a.example/x", **headers: str) -> Request:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Request(1, url, method="POST", body=body, headers=named)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.Example:8443/p/q?x=1#y", ("a.example", "/p/q", "x=1")),
        ("https://user:secret@a.example/p", ("a.example", "/p", "")),
        ("https://a.example?x=1", ("a.example", "/", "x=1")),
        ("https://a.example./", ("a.example", "/", "")),
        ("http://[::1]:80/p", ("[::1]:80", "/p", "")),
        ("//a.example/p", ("", "//a.example/p", "")),
        ("", ("", "/", "")),
        ("https://a.example/x1?k9=L2cvY29sbGVjdD92PTImYT1i", ("a.example", "/g/collect", "v=2&a=b")),  # a loader's
        ("https://a.example/x1?k9=L2cvY29sbGVjdD92PTImYT3iiJo%3D", ("a.example", "/g/collect", "v=2&a=√")),
        ("https://a.example/x1?to=L2NoZWNrb3V0L3RoYW5rcy9h", ("a.example", "/x1", "to=L2NoZWNrb3V0L3RoYW5rcy9h")),
        (
            "https://a.example/x1?k9=L2cvY29sbGVjdD92PTImYT1i&b=1",
            ("a.example", "/x1", "k9=L2cvY29sbGVjdD92PTImYT1i&b=1"),
        ),
    ],
)
def test_address(url: str, expected: tuple[str, str, str]) -> None:
    assert payload.address(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=1&b=x+y&c=%E2%98%95&d", {"a": "1", "b": "x y", "c": "☕", "d": ""}),
        ("a=1&a=2&a=3", {"a": "1", "a#2": "2", "a#3": "3"}),
        ("a=%E9t%E9", {"a": "été"}),
        ("a=%u20AC5", {"a": "€5"}),
        ("a=%zz%2", {"a": "%zz%2"}),
        ("&&a=b=c&", {"a": "b=c"}),
        ("%61=1", {"a": "1"}),
    ],
)
def test_parameters(text: str, expected: dict[str, str]) -> None:
    assert payload.parameters(text) == expected


def test_parameters_beyond_the_bound_stay_in_one_piece() -> None:
    found = payload.parameters("&".join(f"p{number}=1" for number in range(payload.FIELDS + 10)))
    assert len(found) == payload.FIELDS + 1
    assert found[payload.REST].startswith(f"p{payload.FIELDS}=1&")


DOCUMENT = {"event": "add_to_cart", "value": 19.99, "name": "Tasse ☕"}
PLAIN = json.dumps(DOCUMENT).encode()


@pytest.mark.parametrize(
    "request_",
    [
        post(PLAIN),
        post(PLAIN, content_type="text/plain;charset=UTF-8"),
        post(b"\xef\xbb\xbf" + PLAIN),
        post(gzip.compress(PLAIN)),
        post(gzip.compress(PLAIN), content_encoding="gzip"),
        post(PLAIN, content_encoding="gzip"),
        post(zlib.compress(PLAIN)),
        post(zlib.compress(PLAIN)[2:-4], content_encoding="deflate"),
        post(gzip.compress(zlib.compress(PLAIN)), content_encoding="deflate, gzip"),
        post(base64.b64encode(PLAIN)),
        post(base64.urlsafe_b64encode(PLAIN).rstrip(b"=")),
        post(base64.b64encode(gzip.compress(PLAIN))),
        post(json.dumps(PLAIN.decode()).encode()),
        post(b"data=" + base64.b64encode(PLAIN)),
        post(
            b"x=1&data=%7B%22event%22%3A%22add_to_cart%22%2C%22value%22%3A19.99%2C%22name%22%3A%22Tasse+%E2%98%95%22%7D"
        ),
        post(b"", url="https://a.example/x?data=" + base64.b64encode(PLAIN).decode().replace("=", "%3D")),
        post(b'--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n' + PLAIN + b"\r\n--b--\r\n"),
    ],
)
def test_json_is_found_in_every_wrapping(request_: Request) -> None:
    assert payload.json_body(request_, "data") == DOCUMENT


def test_lines_of_json_are_a_list() -> None:
    assert payload.json_body(post(PLAIN + b"\n\r\n" + PLAIN)) == [DOCUMENT, DOCUMENT]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (post(b""), "has no body"),
        (post(b"hello there"), "not JSON"),
        (post(b'{"a":'), "not JSON"),
        (post(b"[" * 100_000), "nested too deeply"),
        (post(b"a=1"), "not JSON and no data parameter"),
        (post(gzip.compress(PLAIN)[:20]), "ends too early"),
        (post(b"\x1f\x8bnonsense"), "said to be gzip"),
    ],
)
def test_what_cannot_be_read_says_why(request_: Request, reason: str) -> None:
    with pytest.raises(payload.Unreadable, match=reason):
        payload.json_body(request_, *(["data"] if reason.endswith("data parameter") else []))


@pytest.mark.parametrize("window", [31, 15])
def test_a_bomb_is_refused(window: int) -> None:
    maker = zlib.compressobj(9, zlib.DEFLATED, window)
    bomb = b"".join(maker.compress(bytes(1024 * 1024)) for _ in range(64)) + maker.flush()
    assert len(bomb) < 100_000
    with pytest.raises(payload.Unreadable, match="more than 16 MB"):
        compression.unpack(bomb)


@pytest.mark.parametrize(
    ("library", "encoding", "packed"),
    [("zstandard", "zstd", "KLUv/SAIQQAAeyJhIjogMX0="), ("brotli", "br", "iwOAeyJhIjogMX0D")],
)
def test_zstd_and_brotli_are_read_or_the_library_is_named(library: str, encoding: str, packed: str) -> None:
    request = post(base64.b64decode(packed), content_encoding=encoding)
    if find_spec(library):
        assert payload.json_body(request) == {"a": 1}
    else:
        with pytest.raises(payload.Unreadable, match=f"pip install {library}"):
            payload.json_body(request)


def test_brackets_become_a_tree() -> None:
    given = {
        "cd[value]": "5",
        "cd[contents][0][id]": "A",
        "cd[contents][1][id]": "B",
        "cd[ids][]": "x",
        "cdx": "other",
    }
    assert payload.nested(given, "cd") == {"value": "5", "contents": [{"id": "A"}, {"id": "B"}], "ids": ["x"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", 5), ("19.99", 19.99), ("-1", -1), ("007", "007"), ("19,99", "19,99"), ("1e3", 1000.0), ("", ""), ("٣", "٣")],
)
def test_number(text: str, expected: Any) -> None:
    assert fields.number(text) == expected
    assert type(fields.number(text)) is type(expected)


def test_halves_of_letters_are_replaced() -> None:
    payload.text(post(payload.document('{"a": "\\ud83d"}')["a"].encode()))


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "br, gzip", "zstd"]))
def test_any_body_is_read_or_unreadable(body: bytes, encoding: str) -> None:
    request = post(body, content_encoding=encoding)
    for read in (payload.text, payload.lines, payload.fields, lambda given: payload.json_body(given, "data")):
        with suppress(payload.Unreadable):
            read(request)


@given(st.text(alphabet="a0[]=&%2~;", max_size=60))
def test_any_query_is_read(text: str) -> None:
    found = payload.parameters(text)
    payload.nested(found)
    payload.nested(found, "a")


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.text(max_size=20), max_size=9))
def test_what_a_form_says_comes_back(given_: dict[str, str]) -> None:
    clean = {
        key: value for key, value in given_.items() if not any("\ud800" <= letter <= "\udfff" for letter in key + value)
    }
    assert payload.parameters(urlencode(clean)) == clean
