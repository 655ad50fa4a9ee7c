"""Vendors that a plan declares."""

from __future__ import annotations

import json
from typing import Any

import pytest

from validator.browser.capture.policy import delivery_of
from validator.decoding.declared_vendor import Declared, DeclaredVendor, claim_of, declared, decode, reread
from validator.model.event import Event
from validator.model.plan import Plan, PlanVendor
from validator.model.recording import Request
from validator.model.vendor import Claim

GA4 = PlanVendor("ga4", ("G-DEMO12345",))
CLAIM = Claim(host="shop.example", path=r"/hit")


def house(**places: str) -> DeclaredVendor:
    return DeclaredVendor("house", (CLAIM,), places)


def post(document: Any) -> Request:
    return Request(1, "https://t.shop.example/hit?site=s1", method="POST", body=json.dumps(document).encode())


def test_parameters_of_the_query() -> None:
    request = Request(1, "https://t.shop.example/hit?ev=add&cat=Shop&act=Add&lab=A&val=19.99&acc=7&color=red")
    vendor = house(name="ev", category="cat", action="act", label="lab", value="val", id="acc")
    assert Declared({"house": vendor}).claimant(request) == "house"
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
    assert Declared({"house": house(name="ev")}).claimant(Request(1, "https://other.example/hit")) == ""


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("t.shop.example/hit*", "https://t.shop.example/hit/7?a=1"),
        ("https://t.shop.example/hit*", "https://eu.t.shop.example/hit"),
        ("*.shop.example", "https://t.shop.example/anything/at/all"),
        ("*/pixel.gif?site=*", "https://cdn.example/x/pixel.gif?v=1&site=s1"),
        ("t.shop.example/*/track?v=2", "https://t.shop.example/a/track?v=2"),
    ],
)
def test_url_patterns(pattern: str, url: str) -> None:
    own = Declared({"house": DeclaredVendor("house", (claim_of(pattern),), {})})
    assert own.claimant(Request(1, url)) == "house"
    assert own.claimant(Request(1, "https://other.example/")) == ""


def test_a_plan_declares_it() -> None:
    plan = Plan(vendors={"house": PlanVendor("house", match=("t.shop.example/hit",), read={"name": "ev"}), "ga4": GA4})
    own = declared(plan)
    assert list(own) == ["house"]
    (event,) = decode(Request(1, "https://t.shop.example/hit?ev=add&mail=ada@example.org"), own["house"])
    assert event.name == "add"
    assert [finding.code for finding in event.findings] == ["personal-data"]


def test_words_of_a_vendor_that_has_a_decoder_are_read_where_the_plan_says() -> None:
    event = Event("segment", "Added", params={"section": "Shop", "details": {"what": "Mug"}, "total": "19.99"})
    (told,) = reread([event], {"category": "section", "label": "details.what", "action": "=add", "value": "total"})
    assert (told.category, told.action, told.label, told.value, told.name) == ("Shop", "add", "Mug", 19.99, "Added")
    (same,) = reread([event], {"category": "nowhere"})
    assert same == event


def test_its_hits_are_held_back() -> None:
    plan = Plan(vendors={"house": PlanVendor("house", match=("t.shop.example/hit",), read={"name": "ev"})})
    hit = Request(1, "https://t.shop.example/hit?ev=add")
    assert delivery_of(plan, "https://shop.example").decide(hit) == ("hold", "house")
    assert delivery_of(plan, "https://shop.example", ("house",)).decide(hit) == ("deliver", "house")
    assert delivery_of(plan, "https://shop.example").decide(Request(1, "https://shop.example/hit")) == ("pass", "")
