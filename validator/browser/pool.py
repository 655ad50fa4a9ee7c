"""The browsers of a run: one that is launched here, or several elsewhere; a journey goes where least is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from validator.browser.capture import Tap
from validator.browser.capture.script import Names
from validator.browser.launch import Launched, LaunchOptions, launch
from validator.browser.options import RunOptions
from validator.browser.sessions import Sessions
from validator.model.location import UsageError
from validator.model.recording import Broken, Recording

_HEARSAY = 1.0  # seconds in which the end of a browser is heard of after the end of its pages
_PATIENCE = 5.0  # seconds that a part of the browser has for its end


@dataclass(frozen=True, slots=True)
class Running:
    """A running browser with everything that its journeys share."""

    launched: Launched
    tap: Tap
    sessions: Sessions


@dataclass(slots=True)
class _Place:
    """Where a browser runs, how many journeys it has, and whether it could not be had."""

    options: LaunchOptions
    running: Running | None = None
    journeys: int = 0
    lost: str = ""


class Pool:
    """Journeys borrow a browser and give it back. One that ended is started, or connected to, anew."""

    def __init__(self, playwright: Playwright, options: RunOptions, tell: Callable[[str], None]) -> None:
        self._playwright = playwright
        self._options = options
        self._tell = tell
        self._places = [_Place(each) for each in options.pool or (options.launch,)]
        self._starting = asyncio.Lock()

    @property
    def name(self) -> str:
        """Of the browsers: what they are and their version."""
        return ", ".join(dict.fromkeys(place.running.launched.name for place in self._places if place.running))

    async def ready(self) -> None:
        """Starts every browser, so that what is wrong is told before the first journey. Raises UsageError."""
        async with self._starting:
            for place in self._places:
                with suppress(UsageError):
                    await self._start(place)
        self._check()

    async def borrow(self) -> tuple[Running, Callable[[], None]]:
        """The browser with the fewest journeys, and what is to be called when its journey has ended.

        Raises UsageError where none can be had any more.
        """
        while True:
            self._check()
            place = min((each for each in self._places if not each.lost), key=lambda each: each.journeys)
            place.journeys += 1
            try:
                async with self._starting:
                    return await self._start(place), partial(_less, place)
            except UsageError:
                _less(place)

    async def stop(self) -> None:
        for place in self._places:
            running = place.running
            if running is None:
                continue
            with suppress(PlaywrightError, asyncio.TimeoutError):  # what does not end by itself is ended with us
                await asyncio.wait_for(running.tap.stop(), _PATIENCE)
                if running.launched.browser.is_connected():
                    await asyncio.wait_for(running.launched.browser.close(), _PATIENCE)

    def _check(self) -> None:
        lost = [place.lost for place in self._places if place.lost]
        if len(lost) == len(self._places):
            raise UsageError("\n".join(dict.fromkeys(lost)))

    async def _start(self, place: _Place) -> Running:
        """The running browser of a place. Raises UsageError, and the place is lost."""
        if place.running and place.running.launched.browser.is_connected():
            return place.running
        try:
            launched = await launch(self._playwright, place.options, self._tell)
            tap = Tap(launched.browser, Names())
            await tap.start()
        except UsageError as error:
            place.lost = str(error)
            if len(self._places) > 1:
                self._tell(f"{place.lost}\n  The other browsers make its journeys.")
            raise
        sessions = Sessions(self._playwright, launched.browser, self._options, tap)
        place.running = Running(launched, tap, sessions)
        return place.running


async def outlived(recording: Recording, browser: Browser) -> Recording:
    """The recording as it is where the browser still runs; else it broke off by that, whatever a step said of it.

    A step may hear that its page is gone before anybody hears that the browser is: then that is waited for.
    """
    broken = recording.broken
    if broken and broken.kind == "interrupted":
        return recording
    if broken and "has been closed" in f"{broken.reason} {broken.detail}":
        ended = asyncio.Event()
        browser.once("disconnected", lambda _: ended.set())
        if browser.is_connected():
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(ended.wait(), _HEARSAY)
    if browser.is_connected() or (broken and broken.kind == "browser"):
        return recording
    step = broken.step if broken else max((each.number for each in recording.steps), default=0)
    told = broken.reason if broken else ""
    return replace(recording, broken=Broken("The browser ended while the journey was going on.", step, "browser", told))


def _less(place: _Place) -> None:
    place.journeys -= 1
