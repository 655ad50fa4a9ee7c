"""Which values are the same tomorrow."""

from __future__ import annotations

import re
from typing import Any

import pytest

from validator.preview.steady import LEFT_OUT, made, pattern_of, steady

SITE = "https://shop.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("currency", "EUR"),
        ("item_id", "MUG-1"),
        ("value", 19.9),
        ("quantity", 1),
        ("search_term", "green tea"),
        ("list_name", "Summer 2026"),
        ("logged_in", False),
        ("coupon", "SUMMER10"),
        ("size", "42"),
        ("postcode", "10115"),
    ],
)
def test_what_the_site_says_stays(name: str, value: Any) -> None:
    assert steady(name, value, site=SITE) == value
    assert not made(name, "ga4")


@pytest.mark.parametrize(
    ("name", "value", "pattern"),
    [
        ("transaction_id", "KC-10001", r"^KC-\d+$"),
        ("orderId", "A12.345", r"^A\d+\.\d+$"),
        ("order_number", "2026/0001", r"^\d+/\d+$"),
        ("x", "0b8a7f5e-54c3-4a0b-9c8d-1f2e3d4c5b6a", None),
        ("moment", "1795359538", None),
        ("moment", "1795359538123", None),
        ("moment", "2026-11-22T14:40:00Z", None),
        ("delivery", "2026-11-25", None),
        ("digest", "d41d8cd98f00b204e9800998ecf8427e", None),
    ],
)
def test_what_changes_in_a_known_shape_becomes_a_pattern(name: str, value: str, pattern: str | None) -> None:
    kept = steady(name, value, site=SITE)
    assert set(kept) == {"matches"}
    assert pattern is None or kept["matches"] == pattern
    assert re.search(kept["matches"], value)


@pytest.mark.parametrize(
    "value",
    [
        "907953971.1795359538",
        "GA1.1.907953971.1795359538",
        "fb.1.1795359538123.907953971",
        "aB3dE5fG7hI9jK1lM3nO5pQ7",
        "ada@example.org",
        "«PASSWORD»",
        "x" * 500,
        "",
        "0.83749283749283",
    ],
)
def test_what_nobody_can_know_is_left_out(value: str) -> None:
    assert steady("x", value, site=SITE) is LEFT_OUT


@pytest.mark.parametrize(
    "name",
    [
        "page_location",
        "pageReferrer",
        "screen_resolution",
        "ep.client_id",
        "_et",
        "gtm.uniqueEventId",
        "timestamp",
        "eventID",
    ],
)
def test_what_the_browser_says_is_no_part_of_it(name: str) -> None:
    assert made(name, "ga4")


def test_addresses_hold_on_another_host_too() -> None:
    assert steady("link_url", f"{SITE}/cart", site=SITE) == {"contains": "/cart"}
    assert steady("link_url", "https://other.example/a?b=c", site=SITE) == {"starts_with": "https://other.example/a"}
    assert steady("link_url", "https://other.example/a", site=SITE) == "https://other.example/a"
    assert steady("link_url", f"{SITE}/", site=SITE) is LEFT_OUT


@pytest.mark.parametrize("value", ["KC-10001", "a(b)[c]+1", "№ 12", "1.2.3", "\\d"])
def test_a_pattern_fits_its_own_value(value: str) -> None:
    assert re.fullmatch(pattern_of(value)[1:-1], value)
