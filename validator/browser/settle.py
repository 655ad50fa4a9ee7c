"""When a step is over: its pushes have come, or the page has nothing left to do that is due soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

Settled = Literal["", "pushes", "quiet", "fixed", "bound"]

STEP = 2.0  # seconds: timers due later than this do not belong to a step
END = 3.5  # the same at the end of a journey
MOST_AT_END = 5.0
_AGAIN = 0.02


async def settle(
    page: Page, handle: str, *, due: float = STEP, most: float = STEP, enough: Callable[[], bool] | None = None
) -> Settled:
    """Waits, `most` seconds at the longest, until no timer shorter than `due`, no answer and no image is pending.

    `enough` ends the wait early: what was expected has come.
    """
    deadline = time.monotonic() + most
    while (left := deadline - time.monotonic()) > 0:
        wait = asyncio.ensure_future(_quiet(page, handle, due, left))
        try:
            while not wait.done():
                if enough and enough():
                    return "pushes"
                await asyncio.wait([wait], timeout=_AGAIN if enough else left + 0.5)
                if not wait.done() and time.monotonic() > deadline + 0.25:
                    return "bound"  # the page is too busy to answer
            told = wait.result()
        finally:
            wait.cancel()
        if told is not None:
            return "pushes" if enough and enough() else told
        await asyncio.sleep(_AGAIN)  # the document was left: look at the next one
    return "bound"


async def _quiet(page: Page, handle: str, due: float, left: float) -> Settled | None:
    """None where the document went away meanwhile."""
    script = (
        f"{handle} ? {handle}.ready({left * 1000}).then(() => {handle}.settled({due * 1000}, {left * 1000})) : 'quiet'"
    )
    try:
        told = await page.evaluate(script)
    except PlaywrightError as error:
        gone = "context was destroyed" in str(error) or "navigat" in str(error).lower()
        return None if gone and not page.is_closed() else "quiet"
    return "quiet" if told == "quiet" else "bound"
