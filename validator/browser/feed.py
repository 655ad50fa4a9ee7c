"""Journeys that come one by one and are not kept: a scan makes more of them than anybody could hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from validator.browser.capture.evidence import Evidence
from validator.browser.journey import Journey
from validator.browser.loader import ContainerLoader
from validator.browser.setting import Setting
from validator.model.run import Result
from validator.model.suite import Entry

OPEN = 6  # journeys for each worker that may be under way: most of them only wait until their page is quiet


class Feed(Protocol):
    """Where journeys come from, and where their results go. All methods are called in the engine's thread."""

    async def take(self) -> Entry | None:
        """The next journey, as soon as there is one; None: there is none any more."""
        ...

    async def turn(self) -> None:
        """Returns when the next page may be asked for: a site is not to be overrun."""
        ...

    def done(self, result: Result) -> None:
        """A journey has ended; one that was interrupted is told too."""
        ...


class Turns:
    """Who works at the moment: as many journeys as there are workers perform their steps; others open or leave."""

    def __init__(self, workers: int, turn: Callable[[], Awaitable[None]]) -> None:
        self.working = asyncio.Semaphore(workers)
        self.turn = turn
        self._ahead = asyncio.Semaphore(workers)  # journeys that are opened before it is their turn
        self._waiting: set[str] = set()

    async def free(self) -> None:
        """Returns when one more journey may be opened."""
        await self._ahead.acquire()

    def give_up(self) -> None:
        """No journey is opened after all."""
        self._ahead.release()

    def opens(self, scenario: str) -> None:
        self._waiting.add(scenario)

    def goes_on(self, scenario: str) -> None:
        """A journey does not wait for its turn any more: it has come, or the journey has ended without."""
        if scenario in self._waiting:
            self._waiting.remove(scenario)
            self._ahead.release()


class FedJourney(Journey):
    """Opens its page beforehand, performs its steps when it is its turn, and lets the next one begin as it leaves."""

    def __init__(
        self,
        entry: Entry,
        setting: Setting,
        evidence: Evidence,
        loader: ContainerLoader | None,
        folder: Path,
        turns: Turns,
    ) -> None:
        super().__init__(entry, setting, evidence, loader, folder)
        self._turns = turns

    async def _all_steps(self) -> None:
        async with self._turns.working:
            self._turns.goes_on(self._scenario.id)
            await self._turns.turn()
            await super()._all_steps()
