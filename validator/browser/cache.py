"""Pages without the browser's cache: every file is loaded again, as after a visitor emptied it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError


class NoCache:
    """Of one browser context. A window that a page opens loses its cache as soon as it is heard of."""

    def __init__(self, context: BrowserContext) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        context.on("page", self._opened)

    async def of(self, page: Page) -> None:
        """Takes the cache from a page; raises PlaywrightError where the page is gone."""
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _opened(self, page: Page) -> None:
        task = asyncio.ensure_future(self._settled(page))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settled(self, page: Page) -> None:
        with suppress(PlaywrightError):  # it closed again
            await self.of(page)
