"""A page view and an add_to_cart of 19.99, sent by the vendors' own libraries, come out decoded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from validator.decode import read_line
from validator.model.event import Event
from validator.vendors import VENDORS, claim, decode

LINES = (Path(__file__).parent / "requests.jsonl").read_text(encoding="utf-8").splitlines()
ROWS = [(json.loads(line)["sdk"], json.loads(line)["vendor"], read_line(line)) for line in LINES]
PAGE_VIEWS = {
    "alloy": "web.webpagedetails.pageViews",
    "amplitude": "[Amplitude] Page Viewed",
    "azure": "Home",
    "countly": "[CLY]_view",
    "ga4mp": "page_view",
    "jitsu": "page",
    "keen": "pageviews",
    "minimal_ga4": "page_view",
    "mixpanel": "$mp_web_page_view",
    "mixpanel_single": "$mp_web_page_view",
    "mparticle": "home",
    "openpanel": "screen_view",
    "piano": "page.display",
    "plausible": "pageview",
    "posthog": "$pageview",
    "posthog_base64": "$pageview",
    "rudderstack": "page",
    "segment": "page",
    "segment_batch": "page",
    "snowplow": "page_view",
    "snowplow_get": "page_view",
}


def events(sdk: str) -> list[Event]:
    return [event for name, vendor, request in ROWS if name == sdk for event in decode(request, vendor)]


@pytest.mark.parametrize(("sdk", "vendor"), sorted({(sdk, vendor) for sdk, vendor, _ in ROWS}))
def test_every_request_has_one_claimant_and_is_read(sdk: str, vendor: str) -> None:
    for name, owner, request in ROWS:
        if name == sdk:
            assert VENDORS.index.claimants(request) == (owner,) == (vendor,)
            assert claim(request) == vendor
    assert [event.undecoded for event in events(sdk) if event.undecoded] == []


@pytest.mark.parametrize("sdk", PAGE_VIEWS)
def test_a_page_view_and_an_addition_to_the_cart(sdk: str) -> None:
    found = [event for event in events(sdk) if event.kind == "event"]
    assert [event.name for event in found].count(PAGE_VIEWS[sdk]) == 1
    adding = [
        event
        for event in found
        if "add_to_cart" in (event.name, event.action or "") or event.name.endswith(("add_to_cart", "productListAdds"))
    ]
    assert adding
    assert all(event.value == 19.99 for event in adding)
    assert all(event.id for event in found)


def test_a_library_of_monitoring_gives_signals() -> None:
    assert {event.kind for event in events("sentry")} == {"signal"}
