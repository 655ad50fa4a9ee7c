"""A journey in company: somebody sees what it sees as it comes, and decides when it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from validator.browser.capture.evidence import Evidence
from validator.browser.journey import Journey
from validator.browser.loader import ContainerLoader
from validator.browser.setting import Setting
from validator.browser.settle import HIDE, settle
from validator.model.recording import Element, Recording, StepRecord
from validator.model.scenario import Scenario, Step
from validator.model.suite import Entry
from validator.recordings.recording_file import Journal, Part


class Escort(Protocol):
    """Who goes along. All methods are called in the engine's thread."""

    def heard(self) -> None:
        """Something more was seen, or is known better."""
        ...

    async def opened(self, journey: EscortedJourney, page: Page) -> None:
        """The first page is open, and empty yet."""
        ...

    async def before(self, step: Step | None) -> None:
        """Returns when the step may be performed; None: when the journey may end."""
        ...


class ToldJournal(Journal):
    """A journal that tells the escort of each line."""

    def __init__(self, path: Path, heard: Callable[[], None]) -> None:
        super().__init__(path)
        self._heard = heard

    def add(self, item: Part) -> None:
        super().add(item)
        self._heard()

    def note(self, text: str) -> None:
        super().note(text)
        self._heard()

    def describe(self, **header: Any) -> None:
        super().describe(**header)
        self._heard()


class EscortedJourney(Journey):
    """Asks its escort before each step, and once more before it leaves the last page."""

    def __init__(
        self,
        entry: Entry,
        setting: Setting,
        evidence: Evidence,
        loader: ContainerLoader | None,
        folder: Path,
        escort: Escort,
    ) -> None:
        super().__init__(entry, setting, evidence, loader, folder)
        self._escort = escort

    @property
    def scenario(self) -> Scenario:
        return self._scenario

    @property
    def site(self) -> str:
        return self._scenario.site

    @property
    def evidence(self) -> Evidence:
        return self._evidence

    @property
    def context(self) -> BrowserContext | None:
        return self._context

    @property
    def page(self) -> Page | None:
        """The page in front of the visitor."""
        return self._stage.page if self._stage else None

    @property
    def handle(self) -> str:
        """The JavaScript expression of the page's half of the capture."""
        return self._handle

    @property
    def now(self) -> float:
        """Seconds since the journey began."""
        return self._clock.now()

    def recording(self) -> Recording:
        """What was seen until now, each request with the document that sent it."""
        return self._watch.recording() if self._watch else self._evidence.recording()

    def begin_visit(self, kind: str, title: str, element: Element | None, at: float | None = None) -> int:
        """A person does something in the browser by hand: a step of its own begins. Returns its number.

        `at`: Unix time, where it began a moment ago.
        """
        number = max(self._step, len(self._evidence.steps)) + 1
        started = self._clock.begin_step(number, at)
        self._step = number
        for record in self._evidence.steps[-1:]:
            if record.ended <= record.started < started:  # the visit's last step lasted until this one
                self._evidence.change(record, ended=started)
        url = self.page.url if self.page else ""
        self._evidence.add(
            StepRecord(number, kind, title, "performed", started=started, ended=started, url=url, element=element)
        )
        return number

    async def look(self) -> None:
        """Looks at what no message tells, such as cookies."""
        await self._look()

    async def flush(self) -> None:
        """Brings out what a tag manager holds back until the page is left, as far as that can be done without leaving.

        The page is told that it is hidden for a moment: right before a recording is looked at, not while it goes on.
        """
        if self.page is None or self._watch is None:
            return
        with suppress(PlaywrightError, asyncio.TimeoutError):
            await asyncio.wait_for(self.page.evaluate(HIDE), 2)
            await self._watch.news(0.3)
            await settle([self.page], self._handle)

    async def front(self, page: Page) -> None:
        """Another tab is in front of the visitor."""
        if self._stage:
            await self._stage.switch(page)

    async def _open(self) -> Page:
        page = await super()._open()
        await self._escort.opened(self, page)
        return page

    async def _one_step(self, step: Step) -> None:
        await self._escort.before(step)
        await super()._one_step(step)

    async def _end(self) -> None:
        with suppress(asyncio.CancelledError):  # an interrupted journey is left in order all the same
            await self._escort.before(None)
        await super()._end()
