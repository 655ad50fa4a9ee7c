"""Goes along with one journey: tells what is seen at once, and lets it pause, step, go on and end."""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

from playwright.async_api import Page

from validator.browser.escorted import EscortedJourney
from validator.model.recording import Recording
from validator.model.scenario import Step

Mode = Literal["go", "pause", "finish"]
Opened = Callable[[EscortedJourney, Page], Awaitable[None]]

_SOON = 0.03  # seconds in which news are gathered before they are told: a page tells its own within 20 ms
_SHARE = 4  # times as long as a telling took, until the next


class Companion:
    """The Escort of one journey (see browser/escorted.py). `order` may be called from any thread."""

    def __init__(
        self, seen: Callable[[Recording], None], opened: Opened, *, mode: Mode = "go", stays: bool = False
    ) -> None:
        """`seen` is told what was seen, in the engine's thread. `stays`: the last page is left when told so only."""
        self._seen = seen
        self._opened = opened
        self._stays = stays
        self._allowed = 0  # steps that may still be performed while it pauses
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn: asyncio.Event | None = None
        self._telling: asyncio.TimerHandle | None = None
        self._free = 0.0  # time.perf_counter() from which on it may be told again
        self.abandoned = False  # another journey is wanted in place of this one
        self.mode: Mode = mode
        self.journey: EscortedJourney | None = None
        self.step = 0  # that is performed, or that is waited at
        self.waiting: Literal["", "step", "end"] = ""

    # What a person orders

    def order(self, what: str) -> None:
        """pause, step (one step, then pause), go, finish (go on, and leave the last page)."""
        if what == "step":
            self.mode, self._allowed = "pause", self._allowed + 1
        elif what in ("go", "pause", "finish"):
            self.mode, self._allowed = what, 0  # type: ignore[assignment]
        else:
            raise ValueError(f"{what!r} is no order")
        if self._loop:
            with suppress(RuntimeError):  # the loop is closed: the journey is over
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._turn:
            self._turn.set()
        self.heard()

    def flush(self) -> None:
        """Brings out what the page holds back, and tells it. Returns when that is done."""
        if self._loop is None or self.journey is None:
            return
        with suppress(RuntimeError, TimeoutError, concurrent.futures.TimeoutError):
            asyncio.run_coroutine_threadsafe(self._flush(), self._loop).result(10)

    async def _flush(self) -> None:
        if self.journey is not None:
            await self.journey.flush()
            self._seen(self.journey.recording())

    # What the journey asks

    def heard(self) -> None:
        if self.journey is None or self._loop is None or self._telling is not None:
            return
        self._telling = self._loop.call_later(max(_SOON, self._free - time.perf_counter()), self._tell)

    def _tell(self) -> None:
        self._telling = None
        if self.journey is None:
            return
        began = time.perf_counter()
        self._seen(self.journey.recording())
        ended = time.perf_counter()
        self._free = ended + _SHARE * (ended - began)

    async def opened(self, journey: EscortedJourney, page: Page) -> None:
        self._loop, self._turn = asyncio.get_running_loop(), asyncio.Event()
        self.journey = journey
        page.context.on("close", lambda _: self.order("finish"))
        page.on("close", lambda _: self._closed(page))
        await self._opened(journey, page)
        self.heard()

    def _closed(self, page: Page) -> None:
        """A window that its visitor closes ends the visit, unless there is another."""
        if not [other for other in page.context.pages if other is not page]:
            self.order("finish")

    async def before(self, step: Step | None) -> None:
        self.step = step.number if step else self.step
        while not self._may(step) and not self.abandoned:
            assert self._turn is not None  # a journey is opened before its first step
            self.waiting = "step" if step else "end"
            self._turn.clear()
            self.heard()
            await self._turn.wait()
        if self.abandoned and step is not None:
            raise asyncio.CancelledError
        if step is not None and self.mode == "pause":
            self._allowed -= 1
        self.waiting = ""
        self.heard()

    def _may(self, step: Step | None) -> bool:
        if self.journey is None or self.mode == "finish":
            return True  # it was never opened: nothing to look at
        if step is None and self._stays:
            return False
        return self.mode == "go" or self._allowed > 0

    def leave(self) -> None:
        """The journey is over; nothing more is told."""
        if self._telling:
            self._telling.cancel()
            self._telling = None
        self.journey = None
