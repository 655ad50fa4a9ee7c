"""When a step is over: its pushes have come, or the pages have nothing left to do that is due soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Literal

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, Page

Settled = Literal["", "pushes", "quiet", "clock", "fixed", "bound"]
Ask = Callable[[Page, str], Awaitable[Any]]  # evaluates a JavaScript expression in a page's main frame

STEP = 2.0  # seconds that a step is waited for at the most
DUE = 1.95  # seconds: a timer that is due later does not belong to a step; tag managers set some of exactly 2 s
END = 3.5  # the same at the end of a journey
MOST_AT_END = 5.0
CLOCK = 31.0  # seconds of the page's time that `settle: clock` lets pass: batches of 5 s, timers of 30 s
_AGAIN = 0.02
# What Playwright and DevTools say of a question whose document went away before, or while, it was answered
_LEFT = ("context was destroyed", "execution context", "context with specified id", "navigat", "Promise was collected")
_FRAMES = 25  # frames of a page that are asked


async def settle(
    pages: Sequence[Page],
    handle: str,
    *,
    due: float = DUE,
    most: float = STEP,
    enough: Callable[[], bool] | None = None,
    then: str = "",
    ask: Ask = Page.evaluate,
) -> Settled:
    """Waits, `most` seconds at the longest, until no timer shorter than `due`, no answer and no image is pending.

    `handle` is the JavaScript expression of the page's half of the capture. `enough` ends the wait early: what was
    expected has come. `then`: a JavaScript expression that is evaluated in the page when it is quiet.
    """
    deadline = time.monotonic() + most
    wait = asyncio.ensure_future(_all_quiet(pages, handle, due, deadline, then, ask))
    try:
        while not wait.done():
            if enough and enough():
                return "pushes"
            left = deadline + 0.25 - time.monotonic()
            if left <= 0:
                return "bound"  # the page is too busy to answer
            await asyncio.wait([wait], timeout=min(left, _AGAIN) if enough else left)
        return "pushes" if enough and enough() else wait.result()
    finally:
        wait.cancel()


async def _all_quiet(pages: Sequence[Page], handle: str, due: float, deadline: float, then: str, ask: Ask) -> Settled:
    told = await asyncio.gather(*(_quiet(page, handle, due, deadline, then, ask) for page in pages))
    return "bound" if "bound" in told else "quiet"


async def _quiet(page: Page, handle: str, due: float, deadline: float, then: str, ask: Ask) -> Settled:
    main = partial(ask, page)
    while (left := deadline - time.monotonic()) > 0:
        framed = len(page.frames) > 1
        told = await _frame_quiet(page.main_frame, main, handle, due, left, "" if framed else then)
        if told is not None and framed:
            inner = [frame for frame in page.frames[1:_FRAMES] if not frame.is_detached()]
            left = max(0.01, deadline - time.monotonic())
            found = await asyncio.gather(*(_frame_quiet(frame, frame.evaluate, handle, due, left) for frame in inner))
            # what a frame told the page around it (postMessage) may go on there
            left = max(0.01, deadline - time.monotonic())
            told = await _frame_quiet(page.main_frame, main, handle, due, left, then)
            told = "bound" if told is not None and "bound" in found else told
        if told is not None:
            return told
        await asyncio.sleep(_AGAIN)  # the document was left: the next one is looked at
    return "bound"


async def _frame_quiet(
    frame: Frame, ask: Callable[[str], Awaitable[Any]], handle: str, due: float, left: float, then: str = ""
) -> Settled | None:
    """None where the document went away meanwhile."""
    wait = f"{handle}.ready({left * 1000}).then(() => {handle}.settled({due * 1000}, {left * 1000}))"
    if then:
        wait += f".then((told) => {{ {then}; return told; }})"
    try:
        told = await ask(f"{handle} ? {wait} : 'quiet'")
    except PlaywrightError as error:
        return None if left_meanwhile(error) and not frame.page.is_closed() and not frame.is_detached() else "quiet"
    return "quiet" if told == "quiet" else "bound"


def left_meanwhile(error: PlaywrightError) -> bool:
    """Whether a document could not answer since it was being left: the next one is to be asked."""
    return any(sign in str(error) for sign in _LEFT)


HIDE = """() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
  delete document.visibilityState;
  delete document.hidden;
}"""


async def run_clock(pages: Sequence[Page], handle: str, *, seconds: float = CLOCK) -> Settled:
    """Steps the clock that was installed in the pages, until nothing is due within `seconds` of their time.

    Between two steps what was asked for is awaited, as long as STEP. Workers keep their own time.
    """
    deadline = time.monotonic() + STEP + seconds / 10
    told: Settled = "clock"
    for page in pages:
        passed = 0.0
        while passed < seconds and time.monotonic() < deadline:
            if await settle([page], handle, due=0.0) == "bound":
                told = "bound"
            if not await _due(page, handle, seconds - passed):
                break
            stride = min(1.0, 0.1 * 2 ** int(passed * 2), seconds - passed)
            try:
                await page.clock.run_for(int(stride * 1000))
            except PlaywrightError:
                break  # the page went away, and its time with it
            passed += stride
        await settle([page], handle, due=0.0)
    return told


async def _due(page: Page, handle: str, seconds: float) -> bool:
    """Whether a timer of a frame fires within these seconds of the page's time."""
    asked = f"{handle} ? {handle}.due({seconds * 1000}) : false"
    frames = [frame for frame in page.frames[:_FRAMES] if not frame.is_detached()]
    told = await asyncio.gather(*(frame.evaluate(asked) for frame in frames), return_exceptions=True)
    return any(each is True for each in told)
