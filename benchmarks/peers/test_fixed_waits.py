"""The same three journeys as public repositories have them: hits are gathered, and fixed waits let them come."""

from __future__ import annotations

from playwright.sync_api import Page


def test_buy(page: Page, site: str) -> None:
    page.goto(f"{site}/product/morning-mug")
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Accept all").click()
    page.wait_for_timeout(1000)
    page.get_by_label("Sage").check()
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_timeout(3000)
    page.goto(f"{site}/cart")
    page.wait_for_timeout(3000)
    page.get_by_role("link", name="Go to checkout").click()
    page.wait_for_timeout(3000)
    main = page.get_by_role("main")
    main.get_by_label("Name").fill("Ada Lovelace")
    main.get_by_label("E-mail").fill("ada@example.org")
    main.get_by_label("Street and number").fill("Canal 12")
    main.get_by_label("Postcode").fill("1012 AB")
    main.get_by_label("City").fill("Amsterdam")
    page.get_by_role("button", name="Continue to payment").click()
    page.wait_for_timeout(3000)
    card = page.frame_locator("iframe")
    card.get_by_label("Card number").fill("4242 4242 4242 4242")
    card.get_by_label("Name on the card").fill("Ada Lovelace")
    card.get_by_label("Valid until").fill("12/30")
    card.get_by_label("Security code").fill("123")
    page.get_by_role("button", name="Place order").click()
    page.wait_for_timeout(5000)
    assert "/thank-you" in page.url


def test_subscribe(page: Page, site: str) -> None:
    page.goto(f"{site}/journal")
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Accept all").click()
    page.wait_for_timeout(1000)
    page.get_by_label("Newsletter address").fill("grace@example.org")
    page.get_by_role("button", name="Subscribe").click()
    page.wait_for_timeout(5000)


def test_search(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Accept all").click()
    page.wait_for_timeout(1000)
    page.get_by_label("Search the shop").fill("green")
    page.keyboard.press("Enter")
    page.wait_for_timeout(3000)
    page.get_by_role("link", name="Garden green").click()
    page.wait_for_timeout(5000)
