"""What a journey costs: the shop's purchase under the validator, against the same steps in bare Playwright.

    python benchmarks/journey.py [--pairs 12]

Both use the same browser, one after the other in turns, and the ratio of each pair is taken within this run: times of
two runs cannot be compared. The bare script checks nothing at all; it is the limit of what is possible.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from validator.browser.engine import Engine
from validator.browser.launch import LaunchOptions, launch
from validator.browser.options import RunOptions
from validator.browser.progress import Silence
from validator.demo import serve
from validator.language import read_suite
from validator.model.suite import Entry

SCENARIO = Path(__file__).parents[1] / "scenarios" / "buy_a_mug.yaml"


async def bare(browser: Browser, site: str) -> None:
    """The steps of buy_a_mug.yaml and its fragment, as a person would write them, without one check."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{site}/product/morning-mug")
    await page.get_by_role("button", name="Accept all").click()
    await page.get_by_label("Sage").check()
    await page.locator("#price").inner_text()
    await page.get_by_role("button", name="Add to cart").click()
    await page.goto(f"{site}/cart")
    await page.get_by_role("link", name="Go to checkout").click()
    await page.get_by_label("Name").fill("Ada Lovelace")
    for label, text in (
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
    await context.close()


class Peers:
    """The two ways, each with a browser of its own that stays open."""

    def __init__(self, site: str, output: Path) -> None:
        self.site = site
        (self.entry,) = read_suite([SCENARIO], environment={}, base_url=site).entries
        self.engine = Engine(RunOptions(workers=1, output=output, screenshots="off"))

    def validator(self, entries: list[Entry]) -> float:
        began = time.perf_counter()
        run = self.engine.run(entries, Silence())
        taken = time.perf_counter() - began
        wrong = [result.verdict.name for result in run.results if not result.verdict.passed]
        if wrong:
            raise SystemExit(f"not passed: {wrong}")
        return taken


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pairs", type=int, default=12)
    pairs = options.parse_args().pairs
    loop = asyncio.new_event_loop()
    with serve() as shop, TemporaryDirectory() as folder:
        peers = Peers(shop.url, Path(folder))
        playwright = loop.run_until_complete(async_playwright().start())
        launched = loop.run_until_complete(launch(playwright, LaunchOptions(), print))
        with peers.engine:
            peers.validator([peers.entry])
            loop.run_until_complete(bare(launched.browser, shop.url))
            ours, limits = [], []
            for _ in range(pairs):
                began = time.perf_counter()
                loop.run_until_complete(bare(launched.browser, shop.url))
                limits.append(time.perf_counter() - began)
                ours.append(peers.validator([peers.entry]))
        loop.run_until_complete(launched.browser.close())
        loop.run_until_complete(playwright.stop())
    ratios = sorted(mine / limit for mine, limit in zip(ours, limits, strict=True))
    print(f"browser          {launched.name}")
    print(f"bare Playwright  {statistics.median(limits):6.3f} s (median of {pairs})")
    print(f"validator        {statistics.median(ours):6.3f} s")
    print(f"ratio            {statistics.median(ratios):6.2f}   ({ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main()
