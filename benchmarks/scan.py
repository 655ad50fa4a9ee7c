"""Pages a minute of a generated site with a container: scanned and judged, and by bare Playwright.

    python benchmarks/scan.py [--pages 2000] [--workers 1 --workers 2] [--rounds 1] [--only scan --only bare]
    python benchmarks/scan.py --memory [--pages 2000]

All ways use the same browser and take turns; only ratios within one run say something. Each page has a context of its
own, as a new visitor has. `bare` loads the page and closes it; `bare, sees the hit` also waits for the page view, which
is the least that a check needs; `scrapy-playwright` only loads, and is left out where it is not installed.
`--memory`: the most memory that the scanning process itself takes, for a tenth of the pages and for all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from validator.browser.find import find_browser
from validator.browser.launch import LaunchOptions, launch
from validator.browser.options import RunOptions
from validator.cli.leaving import signals_to
from validator.model.plan import Plan
from validator.scan.beginning import began
from validator.scan.local import perform
from validator.scan.page import Fault, Page, Seen
from validator.scan.report import report
from validator.scan.scan import Scan, State
from validator.scan.settings import Settings

PEERS = Path(__file__).parent / "peers"
Way = Callable[[str, int, int], float]  # site, pages, workers → seconds


class Silent:
    def page(self, page: Page, seen: Seen, fresh: tuple[Fault, ...]) -> None: ...

    def state(self, state: State) -> None: ...

    def say(self, text: str) -> None: ...


def scanned(site: str, pages: int, workers: int) -> float:
    """From the first page to the report; the browser starts within it."""
    with TemporaryDirectory() as folder:
        settings = Settings(site, Path(folder), pages=pages, rate=0.0, alike=10**9, workers=workers)
        frontier = began(settings, fresh=True, resume=False, tell=lambda text: None)
        scan = Scan(settings, Plan(), frontier, Silent())
        scan.prepare()
        options = RunOptions(LaunchOptions(), workers, output=Path(folder), screenshots="off", trace="off")
        begun = time.perf_counter()
        perform(scan, options, signals_to)
        scan.end()
        found = report(frontier, scan.plan)
        seconds = time.perf_counter() - begun
        frontier.close()
    assert found.judged == pages, f"{found.judged} pages were judged instead of {pages}: {found.unvisited[:3]}"
    views = [one.pages for one in found.inventory.events if one.name == "page_view"]
    assert views == [pages], f"page views were seen on {views} pages of {pages}"
    return seconds


def bare(*, hit: bool) -> Way:
    async def visit(browser: Browser, url: str) -> None:
        context = await browser.new_context()
        page = await context.new_page()
        if hit:
            async with page.expect_request(lambda request: "/g/collect" in request.url):
                await page.goto(url, wait_until="load")
        else:
            await page.goto(url, wait_until="load")
        await context.close()

    async def run(site: str, pages: int, workers: int) -> float:
        left = [f"{site}/product/{number}" for number in range(pages)]

        async def work(browser: Browser) -> None:
            while left:
                await visit(browser, left.pop())

        async with async_playwright() as playwright:
            begun = time.perf_counter()
            launched = await launch(playwright, LaunchOptions(), lambda text: None)
            await asyncio.gather(*(work(launched.browser) for _ in range(workers)))
            seconds = time.perf_counter() - begun
            await launched.browser.close()
            return seconds

    return lambda site, pages, workers: asyncio.run(run(site, pages, workers))


def scrapy(site: str, pages: int, workers: int) -> float:
    browser = find_browser(None, "").path
    told = [sys.executable, str(PEERS / "scrapy_pages.py"), site, str(pages), str(workers), browser]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


WAYS: dict[str, Way] = {"bare": bare(hit=False), "bare, sees the hit": bare(hit=True), "scan": scanned}
if find_spec("scrapy_playwright"):
    WAYS["scrapy-playwright"] = scrapy


def memory(site: str, pages: int) -> None:
    """In a process of its own for each number of pages."""
    for many in (max(1, pages // 10), pages):
        code = (
            f"import sys, json, resource; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            f"import scan\nseconds = scan.scanned({site!r}, {many}, 2)\n"
            "print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        seconds, peak = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{many:>6} pages  {peak / 1024:6.0f} MB at the most  {many / seconds * 60:6.0f} pages a minute", flush=True
        )


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--pages", type=int, default=2_000)
    told.add_argument("--workers", type=int, action="append")
    told.add_argument("--rounds", type=int, default=1)
    told.add_argument("--only", action="append", choices=list(WAYS))
    told.add_argument("--memory", action="store_true")
    chosen = told.parse_args()
    command = [sys.executable, str(PEERS / "site.py"), str(chosen.pages)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    site = server.stdout.readline().strip()
    try:
        if chosen.memory:
            memory(site, chosen.pages)
            return
        for workers in chosen.workers or [1, 2]:
            took: dict[str, list[float]] = {}
            for _ in range(chosen.rounds):
                for name in chosen.only or WAYS:
                    took.setdefault(name, []).append(WAYS[name](site, chosen.pages, workers))
            best = {name: statistics.median(seconds) for name, seconds in took.items()}
            print(f"{workers} worker{'s' if workers > 1 else ''}, {chosen.pages} pages")
            for name, seconds in best.items():
                ratio = f"  × {seconds / best['bare']:.2f}" if "bare" in best else ""
                print(f"  {name:<20} {chosen.pages / seconds * 60:6.0f} pages a minute{ratio}", flush=True)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
