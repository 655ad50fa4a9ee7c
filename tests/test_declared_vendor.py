"""Vendors that a plan declares."""

from __future__ import annotations

import json
from typing import Any

import pytest

from validator.declared_vendor import DeclaredVendor, claimant, decode
from validator.model.recording import Request
from validator.model.vendor import Claim

CLAIM = Claim(host="shop.example", path=r"/hit")


def house(**places: str) -> DeclaredVendor:
    return DeclaredVendor("house", (CLAIM,), places)


def post(document: Any) -> Request:
    return Request(1, "https://t.shop.example/hit?site=s1", method="POST", body=json.dumps(document).encode())


def test_parameters_of_the_query() -> None:
    request = Request(1, "https://t.shop.example/hit?ev=add&cat=Shop&act=Add&lab=A&val=19.99&acc=7&color=red")
    vendor = house(name="ev", category="cat", action="act", label="lab", value="val", id="acc")
    assert claimant(request, {"house": vendor}) == "house"
    (event,) = decode(request, vendor)
    assert (event.vendor, event.name, event.id, event.value) == ("house", "add", "7", 19.99)
    assert (event.category, event.action, event.label) == ("Shop", "Add", "A")
    assert event.params == {"color": "red"}


def test_paths_into_json_and_a_list_of_events() -> None:
    vendor = house(events="batch", name="e.name", id="site", params="data", items="data.items", user="who")
    first, second = decode(
        post(
            {
                "who": {"id": "u7"},
                "batch": [
                    {"e": {"name": "one"}, "data": {"a": 1, "items": [{"id": "A"}]}},
                    {"e": {"name": "two"}, "ts": 5},
                ],
            }
        ),
        vendor,
    )
    assert (first.name, first.id, first.params["a"], first.items) == ("one", "s1", 1, ({"id": "A"},))
    assert first.user == {"id": "u7"}
    assert (second.name, second.index, second.raw["ts"]) == ("two", 1, 5)


def test_a_beginning_and_a_fixed_name() -> None:
    request = Request(1, "https://t.shop.example/hit?p_a=1&p_b=2&other=3", method="POST", body=b"p_c=4")
    (event,) = decode(request, house(name="=page_view", params="p_*"))
    assert event.name == "page_view"
    assert event.params == {"a": "1", "b": "2", "c": "4"}
    assert event.raw == {"other": "3"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [({"batch": 5}, "batch holds no list of events"), ({}, "batch holds no list of events")],
)
def test_what_cannot_be_read_is_told(document: Any, reason: str) -> None:
    (event,) = decode(post(document), house(events="batch", name="e"))
    assert event.undecoded == reason


def test_json_that_is_broken_is_told() -> None:
    request = Request(1, "https://t.shop.example/hit", method="POST", body=b'{"a":')
    (event,) = decode(request, house(name="a"))
    assert "not JSON" in event.undecoded


def test_a_request_of_another_host_is_not_claimed() -> None:
    assert claimant(Request(1, "https://other.example/hit"), {"house": house(name="ev")}) is None
