"""URLs as scenarios write them."""

from __future__ import annotations

import pytest

from validator.model.scenario import Condition
from validator.page_url import absolute, fits

SITE = "https://shop.example"
PAGE = "https://shop.example/orders/7?paid=1#top"


@pytest.mark.parametrize(
    ("url", "page", "wanted"),
    [
        ("/cart", PAGE, "https://shop.example/cart"),
        ("?a=1", PAGE, "https://shop.example/orders/7?a=1"),
        ("#b", PAGE, "https://shop.example/orders/7?paid=1#b"),
        ("?a=1", "about:blank", "https://shop.example/?a=1"),
        ("cart", PAGE, "https://shop.example/cart"),
        ("https://other.example/x", PAGE, "https://other.example/x"),
        ("//cdn.example/x", PAGE, "https://cdn.example/x"),
        ("about:blank", PAGE, "about:blank"),
    ],
)
def test_absolute(url: str, page: str, wanted: str) -> None:
    assert absolute(url, SITE, page) == wanted


def test_below_a_path() -> None:
    assert absolute("/cart", "https://shop.example/de/", "") == "https://shop.example/de/cart"


@pytest.mark.parametrize(
    ("operator", "operand", "wanted"),
    [
        ("equals", "/orders/7", True),
        ("equals", "/orders", False),
        ("equals", "/orders/7?paid=1", True),
        ("equals", "/orders/7?paid=2", False),
        ("equals", PAGE, True),
        ("starts_with", "/orders", True),
        ("starts_with", "https://shop.example/", True),
        ("matches", r"^/orders/\d+$", True),
        ("matches", r"paid=\d", True),
        ("contains", "paid", True),
        ("ends_with", "#top", True),
        ("one_of", ["/orders/6", "/orders/7"], True),
        ("not", (Condition((), "equals", "/orders/7"),), False),
    ],
)
def test_fits(operator: str, operand: object, wanted: bool) -> None:
    assert fits([Condition((), operator, operand)], PAGE) is wanted
