"""Three journeys as an expert writes them for pytest-playwright: each event's hit is waited for where it is caused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


def test_buy(page: Page, site: str, hit: Callable[[str], Any]) -> None:
    with hit("view_item"):
        page.goto(f"{site}/product/morning-mug")
    page.get_by_role("button", name="Accept all").click()
    page.get_by_label("Sage").check()
    with hit("add_to_cart"):
        page.get_by_role("button", name="Add to cart").click()
    with hit("view_cart"):
        page.goto(f"{site}/cart")
    with hit("begin_checkout"):
        page.get_by_role("link", name="Go to checkout").click()
    main = page.get_by_role("main")
    main.get_by_label("Name").fill("Ada Lovelace")
    main.get_by_label("E-mail").fill("ada@example.org")
    main.get_by_label("Street and number").fill("Canal 12")
    main.get_by_label("Postcode").fill("1012 AB")
    main.get_by_label("City").fill("Amsterdam")
    with hit("add_shipping_info"):
        page.get_by_role("button", name="Continue to payment").click()
    card = page.frame_locator("iframe")
    card.get_by_label("Card number").fill("4242 4242 4242 4242")
    card.get_by_label("Name on the card").fill("Ada Lovelace")
    card.get_by_label("Valid until").fill("12/30")
    card.get_by_label("Security code").fill("123")
    with hit("purchase"):
        page.get_by_role("button", name="Place order").click()


def test_subscribe(page: Page, site: str, hit: Callable[[str], Any]) -> None:
    page.goto(f"{site}/journal")
    page.get_by_role("button", name="Accept all").click()
    page.get_by_label("Newsletter address").fill("grace@example.org")
    with hit("newsletter_sign_up"):
        page.get_by_role("button", name="Subscribe").click()


def test_search(page: Page, site: str, hit: Callable[[str], Any]) -> None:
    page.goto(site)
    page.get_by_role("button", name="Accept all").click()
    page.get_by_label("Search the shop").fill("green")
    with hit("view_item_list"):
        page.keyboard.press("Enter")
    with hit("view_item"):
        page.get_by_role("link", name="Garden green").click()
