"""The same pages by scrapy-playwright, for context: `python scrapy_pages.py SITE PAGES WORKERS BROWSER`.

It only loads them. It prints the seconds from its first request to its last answer, without the browser's start.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

SITE, PAGES, WORKERS, BROWSER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def _alone(name: str) -> dict[str, Any]:
    """A page in a context of its own, which is closed by us."""
    return {"playwright": True, "playwright_context": name, "playwright_include_page": True}


class Pages(scrapy.Spider):
    name = "pages"
    began = 0.0

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{SITE}/", meta=_alone("first"), callback=self.first)

    async def first(self, response: Any) -> AsyncIterator[Any]:
        await self.done(response)
        self.began = time.perf_counter()
        for number in range(PAGES):
            yield scrapy.Request(f"{SITE}/product/{number}", meta=_alone(f"page-{number}"), callback=self.done)

    async def done(self, response: Any) -> None:
        page = response.meta["playwright_page"]
        await page.context.close()

    def closed(self, reason: str) -> None:
        print(time.perf_counter() - self.began, flush=True)


process = CrawlerProcess(
    {
        "DOWNLOAD_HANDLERS": {"http": "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"},
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": BROWSER, "args": ["--no-sandbox"]},
        "PLAYWRIGHT_MAX_CONTEXTS": WORKERS,
        "CONCURRENT_REQUESTS": WORKERS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": WORKERS,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
    }
)
process.crawl(Pages)
process.start()
