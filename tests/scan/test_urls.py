"""Which addresses are one page, which belong to a site, and which are alike."""

from __future__ import annotations

import pytest

from validator.scan.alike import patterns
from validator.scan.urls import LONGEST, cleaned, fits, is_file, is_trap, key, like, same_site

SHOP = "https://shop.example/"


@pytest.mark.parametrize(
    ("url", "visited"),
    [
        ("https://Shop.example:443/A?utm_source=x&gclid=1&page=2#top", "https://shop.example/A?page=2"),
        ("http://shop.example", "http://shop.example/"),
        ("https://shop.example/a/../b/./c", "https://shop.example/b/c"),
        ("https://shop.example/cart;jsessionid=AB12?PHPSESSID=3", "https://shop.example/cart"),
        ("https://shop.example/caf%c3%a9 bar", "https://shop.example/caf%C3%A9%20bar"),
        ("https://shop.example/a?b=1&a=2", "https://shop.example/a?b=1&a=2"),
        ("https://[::1]:8000/x", "https://[::1]:8000/x"),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("https://shop.example:port/", None),
        ("https://[broken/", None),
        ("https:///nowhere", None),
        ("https://shop.example/" + "a" * LONGEST, None),
    ],
)
def test_an_address_as_it_is_visited(url: str, visited: str | None) -> None:
    assert cleaned(url) == visited


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://shop.example/a/", "http://www.shop.example/a"),
        ("https://shop.example/a?x=1&y=2", "https://shop.example/a?y=2&x=1"),
        ("https://shop.example", "https://shop.example/"),
    ],
)
def test_two_addresses_of_one_page(one: str, other: str) -> None:
    assert key(cleaned(one) or "") == key(cleaned(other) or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://shop.example/a", "https://shop.example/A"),
        ("https://shop.example/a?x=1", "https://shop.example/a?x=2"),
        ("https://shop.example/a?x=", "https://shop.example/a"),
        ("https://shop.example:8443/a", "https://shop.example/a"),
    ],
)
def test_addresses_of_two_pages(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_what_belongs_to_a_site() -> None:
    assert same_site("http://www.shop.example/x", SHOP)
    assert not same_site("https://blog.shop.example/", SHOP)
    assert same_site("https://blog.shop.example/", SHOP, subdomains=True)
    assert not same_site("https://evilshop.example/", SHOP, subdomains=True)
    assert not same_site("https://shop.example:8443/", SHOP)


def test_files_and_traps_are_no_pages() -> None:
    assert is_file("https://shop.example/prices.PDF?v=2")
    assert not is_file("https://shop.example/v2.0/about")
    assert is_trap("https://shop.example/logout")
    assert is_trap("https://shop.example/user/sign-out?x=1")
    assert is_trap("https://shop.example/?add-to-cart=12")
    assert is_trap("https://shop.example/" + "a/b/" * 4)
    assert not is_trap("https://shop.example/blog/logging-outdoors")


@pytest.mark.parametrize(
    ("url", "include", "exclude", "wanted"),
    [
        ("/product/1", (), (), True),
        ("/product/1", ("/product/*",), (), True),
        ("/product", ("/product/*",), (), False),
        ("/product/1", ("/product/",), ("/product/1",), False),
        ("/de/product/1", ("*/product/*",), (), True),
        ("/a?sort=up", (), ("*sort=*",), False),
        ("/a.html", (), ("/axhtml",), True),
        ("/2026/x", (r"^/\d{4}/",), (), True),
    ],
)
def test_patterns_of_pages(url: str, include: tuple[str, ...], exclude: tuple[str, ...], wanted: bool) -> None:
    assert fits(f"https://shop.example{url}", include, exclude) is wanted


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/", "/"),
        ("/about", "/about"),
        ("/product/mug", "/product/*"),
        ("/calendar/2026/11", "/calendar/*/*"),
        ("/search?q=mug&page=2", "/search?page&q"),
    ],
)
def test_the_kind_of_a_page_by_its_looks(url: str, kind: str) -> None:
    assert like(f"https://shop.example{url}") == kind


def test_kinds_as_the_whole_site_tells_them() -> None:
    products = [f"https://shop.example/product/{name}" for name in ("mug", "pot", "tea", "cup", "jug")]
    reviews = [f"{url}/reviews" for url in products[:2]]
    months = [f"https://shop.example/calendar/{year}/{month}" for year in (2025, 2026) for month in (1, 2)]
    few = ["https://shop.example/help/terms", "https://shop.example/help/contact", "https://shop.example/about"]
    found = patterns([*products, *reviews, *months, *few, SHOP])
    assert {found[url] for url in products} == {"/product/*"}
    assert {found[url] for url in months} == {"/calendar/*/*"}
    assert [found[url] for url in few] == ["/help/terms", "/help/contact", "/about"]
    assert found[reviews[0]] == "/product/mug/reviews"
    assert found[SHOP] == "/"
