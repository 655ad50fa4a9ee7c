"""Decoding outside a journey: URLs, JSON lines, HAR files."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.decode import decode_lines, decode_request, read_line
from validator.har import har_recording, read_har
from validator.model.location import UsageError
from validator.model.recording import Request
from validator.model.scenario import Scenario, Step

GA4 = "https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345&_p=1&en=add_to_cart&epn.value=19.99&cu=EUR"


def test_a_pasted_url() -> None:
    (found,) = decode_request(Request(0, GA4 + "&pr1=idA~pr19.99&gcs=G111"))
    assert found == {
        "vendor": "ga4",
        "destination": "G-DEMO12345",
        "name": "add_to_cart",
        "kind": "event",
        "category": None,
        "action": None,
        "label": None,
        "value": 19.99,
        "params": {"currency": "EUR", "value": 19.99},
        "items": [{"item_id": "A", "price": 19.99}],
        "user": {},
        "consent": {"ad_storage": "granted", "analytics_storage": "granted"},
        "warnings": [],
        "raw": {"v": "2", "_p": "1", "gcs": "G111"},
    }


def test_warnings_are_told_with_their_code() -> None:
    (found,) = decode_request(Request(0, GA4))
    assert [warning["code"] for warning in found["warnings"]] == ["items-missing"]


def test_what_nobody_claims_is_said() -> None:
    (found,) = decode_request(Request(0, "https://shop.example/logo.png"))
    assert found["vendor"] is None
    assert found["undecoded"] == "no vendor claims this request"


def test_a_declared_endpoint_decides() -> None:
    request = Request(0, "https://t.shop.example/hit?tid=G-DEMO12345&en=x")
    assert decode_request(request)[0]["vendor"] is None
    assert decode_request(request, {"ga4": ["https://t.shop.example/hit"]})[0]["name"] == "x"


def test_json_lines() -> None:
    lines: list[str | bytes] = [
        json.dumps({"method": "GET", "url": GA4}),
        "",
        "not json",
        json.dumps({"url": "https://www.google-analytics.com/g/collect?v=2&tid=G-DEMO12345", "body": "en=a\nen=b"}),
        json.dumps(
            {
                "method": "POST",
                "headers": {"Content-Encoding": "gzip"},
                "url": "https://eu.i.posthog.com/e/",
                "body_base64": base64.b64encode(gzip.compress(b'[{"event":"c","properties":{}}]')).decode(),
            }
        ),
        b'\xff{"url": 5}',
        json.dumps({"url": ""}),
        json.dumps([1]),
        json.dumps({"url": "https://a.example/", "body_base64": "%%%"}),
        json.dumps({"url": "https://a.example/", "body": 7}),
        json.dumps(GA4),
    ]
    found = list(decode_lines(lines))
    told = [(row["line"], row.get("name") or row.get("undecoded", "")) for row in found]
    assert told[:4] == [(1, "add_to_cart"), (3, told[1][1]), (4, "a"), (4, "b")]
    assert told[1][1].startswith("the line is not JSON")
    assert told[4] == (5, "c")
    assert told[5][1].startswith("the line is not JSON")
    assert told[6:9] == [
        (7, "the line has no url"),
        (8, 'the line is not an object such as {"url": "https://…"}'),
        (9, told[8][1]),
    ]
    assert told[8][1].startswith("body_base64 is not base64")
    assert told[9] == (10, "body is neither a text nor a JSON object")
    assert told[10] == (11, "add_to_cart")


@given(
    st.one_of(
        st.text(max_size=80),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=9)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=4),
                st.dictionaries(
                    st.sampled_from(["url", "method", "headers", "body", "body_base64"]), inner, max_size=5
                ),
            ),
            max_leaves=9,
        ).map(json.dumps),
    )
)
def test_any_line_gives_objects_and_no_exception(line: str) -> None:
    for found in decode_lines([line]):
        json.dumps(found, allow_nan=False).encode()
        assert "undecoded" in found or found["vendor"]


def test_numbers_that_json_does_not_have_are_texts() -> None:
    line = {
        "url": "https://eu.i.posthog.com/e/",
        "body": '[{"event":"c","properties":{"a":1e999,"b":NaN,"c":"\\ud83d"}}]',
    }
    (found,) = decode_lines([json.dumps(line)])
    assert json.loads(json.dumps(found, allow_nan=False))["params"] == {"a": "inf", "b": "NaN", "c": "�"}


def test_methods_and_headers_take_several_forms() -> None:
    assert read_line('{"url": "https://a.example", "body": {"a": 1}}').method == "POST"
    assert read_line('{"url": "https://a.example", "method": "put"}').method == "PUT"
    pairs = read_line('{"url": "https://a.example", "headers": [["A", "1"], {"name": "B", "value": "2"}, 5]}')
    assert pairs.headers == (("a", "1"), ("b", "2"))


def har(*entries: dict[str, Any], **log: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": "Firefox", "version": "140"}, "entries": entries, **log}}


def entry(url: str, started: str = "2026-01-01T10:00:00.000Z", **more: Any) -> dict[str, Any]:
    post = more.pop("post", None)
    request = {"method": "POST" if post else "GET", "url": url, "headers": more.pop("headers", [])}
    if post:
        request["postData"] = post
    return {"startedDateTime": started, "time": 12, "request": request, "response": {"status": 204}, **more}


def write(folder: Path, content: Any) -> Path:
    file = folder / "session.har"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def test_a_har_of_chrome(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        har(
            entry(GA4, "2026-01-01T10:00:02.500Z", _resourceType="ping", pageref="page_1"),
            entry("https://shop.example/", _resourceType="document", pageref="page_1"),
            entry("data:image/gif;base64,R0", _resourceType="image"),
            entry(
                "https://www.facebook.com/tr/",
                "2026-01-01T10:00:03.1234567+00:00",
                post={"mimeType": "application/x-www-form-urlencoded", "text": "id=1234567&ev=Lead"},
            ),
            {"request": None},
            "nonsense",
            pages=[{"id": "page_1", "title": "https://shop.example/", "startedDateTime": "2026-01-01T10:00:00.000Z"}],
        ),
    )
    page, ga4, meta = read_har(file)
    assert (page.url, page.at, page.resource_type) == ("https://shop.example/", 0.0, "document")
    assert (ga4.at, ga4.answered, ga4.status, ga4.document) == (2.5, 2.512, 204, "page_1")
    assert meta.at == 3.123456
    assert [found["name"] for request in (ga4, meta) for found in decode_request(request)] == ["add_to_cart", "Lead"]


@pytest.mark.parametrize(
    "post",
    [
        {"text": "id=1234567&ev=Lead&cd[a]=x y"},
        {
            "params": [
                {"name": "id", "value": "1234567"},
                {"name": "ev", "value": "Lead"},
                {"name": "cd[a]", "value": "x y"},
            ]
        },
        {
            "params": [
                {"name": "id", "value": "1234567"},
                {"name": "ev", "value": "Lead"},
                {"name": "cd[a]", "value": "x%20y"},
            ]
        },
        {"text": base64.b64encode(b"id=1234567&ev=Lead&cd[a]=x+y").decode(), "encoding": "base64"},
        {"text": gzip.compress(b"id=1234567&ev=Lead&cd[a]=x+y").decode("latin-1")},
    ],
)
def test_bodies_as_the_programs_write_them(tmp_path: Path, post: dict[str, Any]) -> None:
    headers = [
        {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
        {"name": ":path", "value": "/tr"},
    ]
    (request,) = read_har(write(tmp_path, har(entry("https://www.facebook.com/tr/", post=post, headers=headers))))
    (found,) = decode_request(request)
    assert (found["name"], found["params"]) == ("Lead", {"a": "x y"})


def test_a_har_with_a_mark_at_its_beginning_and_compressed(tmp_path: Path) -> None:
    plain = b"\xef\xbb\xbf" + json.dumps(har(entry(GA4))).encode()
    assert len(read_har(write(tmp_path, plain))) == 1
    assert len(read_har(write(tmp_path, gzip.compress(plain)))) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"{", "not JSON"), (b"[]", "no log with entries"), (b'{"log": {}}', "no log with entries"), (b"", "not JSON")],
)
def test_what_is_no_har_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read_har(write(tmp_path, content))


def test_a_har_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_har(tmp_path / "none.har")


def test_a_har_becomes_a_recording(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        har(
            entry("https://shop.example/", _resourceType="document", pageref="p"),
            entry(GA4, "2026-01-01T10:00:01Z", pageref="p"),
        ),
    )
    scenario = Scenario(
        "Buy", journey=(Step("click", None, "click Buy", number=1), Step("click", None, "click", number=2))
    )
    recording = har_recording(file, scenario)
    assert recording.browser == "Firefox 140"
    assert recording.began == "2026-01-01T10:00:00.000Z"
    assert [(request.vendor, request.handling) for request in recording.requests] == [
        ("", "passed"),
        ("ga4", "delivered"),
    ]
    assert [(step.number, step.status) for step in recording.steps] == [(1, "performed"), (2, "performed")]
    (document,) = recording.documents
    assert (document.url, document.step, document.last_step) == ("https://shop.example/", 1, 2)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=9)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    [
                        "request",
                        "response",
                        "url",
                        "headers",
                        "postData",
                        "text",
                        "params",
                        "name",
                        "value",
                        "startedDateTime",
                        "time",
                        "pageref",
                        "_initiator",
                        "method",
                        "status",
                    ]
                ),
                inner,
                max_size=6,
            ),
        ),
        max_leaves=25,
    )
)
def test_any_entry_is_read_or_left_out(tmp_path_factory: pytest.TempPathFactory, inner: Any) -> None:
    file = write(
        tmp_path_factory.mktemp("har"),
        {"log": {"entries": inner if isinstance(inner, list) else [inner], "pages": inner}},
    )
    har_recording(file)
