"""The limits: the steps of three journeys in bare asynchronous Playwright, without one check or wait for a hit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, Route

Journey = Callable[[Page, str], Awaitable[None]]


async def buy(page: Page, site: str) -> None:
    await page.goto(f"{site}/product/morning-mug")
    await page.get_by_role("button", name="Accept all").click()
    await page.get_by_label("Sage").check()
    await page.get_by_role("button", name="Add to cart").click()
    await page.goto(f"{site}/cart")
    await page.get_by_role("link", name="Go to checkout").click()
    for label, text in (
        ("Name", "Ada Lovelace"),
        ("E-mail", "ada@example.org"),
        ("Street and number", "Canal 12"),
        ("Postcode", "1012 AB"),
        ("City", "Amsterdam"),
    ):
        await page.get_by_role("main").get_by_label(label).fill(text)
    await page.get_by_role("button", name="Continue to payment").click()
    card = page.frame_locator("iframe")
    for label, text in (
        ("Card number", "4242 4242 4242 4242"),
        ("Name on the card", "Ada Lovelace"),
        ("Valid until", "12/30"),
        ("Security code", "123"),
    ):
        await card.get_by_label(label).fill(text)
    await page.get_by_role("button", name="Place order").click()
    await page.wait_for_url("**/thank-you*")


async def subscribe(page: Page, site: str) -> None:
    await page.goto(f"{site}/journal")
    await page.get_by_role("button", name="Accept all").click()
    await page.get_by_label("Newsletter address").fill("grace@example.org")
    await page.get_by_role("button", name="Subscribe").click()


async def search(page: Page, site: str) -> None:
    await page.goto(site)
    await page.get_by_role("button", name="Accept all").click()
    await page.get_by_label("Search the shop").fill("green")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Garden green").click()
    await page.wait_for_url("**/product/*")


JOURNEYS: tuple[Journey, ...] = (buy, subscribe, search)


async def all_of(browser: Browser, site: str, copies: int, workers: int, gtm: Path | None = None) -> None:
    """Every journey `copies` times, `workers` at the same time, each in a context of its own.

    `gtm`: the tag manager's script, where the shop's tags are to run; their hits are answered.
    """
    queue = [journey for journey in JOURNEYS for _ in range(copies)]

    async def work() -> None:
        while queue:
            journey = queue.pop()
            context = await browser.new_context()
            if gtm:
                await _tags_run(context, gtm)
            await journey(await context.new_page(), site)
            await context.close()

    await asyncio.gather(*(work() for _ in range(workers)))


async def _tags_run(context: BrowserContext, gtm: Path) -> None:
    async def container(route: Route) -> None:
        await route.fulfill(path=gtm, content_type="text/javascript")

    async def hit(route: Route) -> None:
        await route.fulfill(status=204)

    await context.route("https://www.googletagmanager.com/**", container)
    await context.route("**/collect?*", hit)
