"""Requests that smell of tracking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from validator.decoding.unknown import signs
from validator.model.recording import Request

SITE = "https://www.shop.example/"


@pytest.mark.parametrize(
    "request_",
    [
        Request(1, "https://t.newvendor.example/collect?uid=1&ev=view"),
        Request(1, "https://x.newvendor.example/a", method="POST", resource_type="ping", body=b'{"event":"view"}'),
        Request(1, "https://pixel.newvendor.example/p.gif?a=1", resource_type="image"),
        Request(1, "https://api.newvendor.example/v1/events", method="POST", body=b'{"events":[]}'),
        Request(1, "https://newvendor.example/q?url=x&ref=y", status=204),
    ],
)
def test_it_is_noticed(request_: Request) -> None:
    assert len(signs(request_, SITE)) >= 2


@pytest.mark.parametrize(
    "request_",
    [
        Request(1, "https://cdn.other.example/lib.js", resource_type="script"),
        Request(1, "https://cdn.other.example/tracking.js?v=3", resource_type="script"),
        Request(1, "https://img.other.example/a.png?w=100", resource_type="image"),
        Request(1, "https://api.other.example/products?q=mug"),
        Request(1, "https://api.shop.example/collect?uid=1&ev=view"),
        Request(1, "https://other.example/collect?uid=1&ev=view", resource_type="document"),
        Request(1, "https://other.example/collect?uid=1&ev=view", method="OPTIONS"),
        Request(1, "https://pay.other.example/session", method="POST", body=b'{"amount":5}'),
    ],
)
def test_it_is_left_alone(request_: Request) -> None:
    assert signs(request_, SITE) == []


def test_what_a_vendor_claimed_is_known() -> None:
    request = Request(1, "https://t.newvendor.example/collect?uid=1&ev=view")
    assert signs(replace(request, vendor="ga4"), SITE) == []


def test_hosts_of_one_site() -> None:
    request = Request(1, "https://t.shop.co.uk/collect?uid=1&ev=view")
    assert signs(request, "https://www.shop.co.uk/") == []
    assert signs(request, "https://www.other.co.uk/") != []
    assert signs(replace(request, url="http://127.0.0.1:8000/collect?uid=1&ev=view"), "http://127.0.0.1:9000/") == []
