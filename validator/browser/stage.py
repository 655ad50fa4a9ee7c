"""What a step performs itself with: the page in front of the visitor, and everything that a step may do there."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator as PageLocator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from validator.browser.element import DESCRIBE, DESCRIBE_ONE, Scope, candidates, element_of, locate, named, several
from validator.browser.settle import Ask, left_meanwhile
from validator.model.recording import Element
from validator.model.scenario import Locator
from validator.model.stage import StepFailed
from validator.model.value import UNIQUE, Unresolved, as_text, resolve

_TEXTS = ("role", "text", "label", "placeholder", "alt", "title")
READY = 8.0  # seconds in which a page becomes ready for a visitor, at the most

Answerer = Callable[[str | dict[str, bool]], Awaitable[None]]


class PageStage:
    """The Stage of one journey (see model/stage.py)."""

    def __init__(
        self,
        context: BrowserContext,
        page: Page,
        *,
        site: str,
        folder: Path,
        symbol: str,
        visitor: bool,
        remembered: Callable[[str, Any], None],
        pictures: Callable[[str], Awaitable[None]],
        answer_consent: Answerer,
        ask: Ask = Page.evaluate,
    ) -> None:
        self._context = context
        self._page = page
        self._site = site.rstrip("/")
        self._folder = folder
        self._symbol = symbol
        self._visitor = visitor
        self._remembered = remembered
        self._pictures = pictures
        self._answer = answer_consent
        self._ask = ask
        self._deadline = 0.0
        self.frames: tuple[Locator, ...] = ()
        self.readings: dict[str, Any] = {}
        self.element: Element | None = None
        self.candidates: tuple[str, ...] = ()

    def begin(self, seconds: float, frames: tuple[Locator, ...]) -> None:
        """A step begins: it has so long, and stands in these frames."""
        self._deadline = time.monotonic() + seconds
        self.frames = frames
        self.element = None
        self.candidates = ()

    @property
    def page(self) -> Page:
        return self._page

    @property
    def context(self) -> BrowserContext:
        return self._context

    @property
    def site(self) -> str:
        return self._site

    @property
    def timeout(self) -> float:
        return max(1.0, (self._deadline - time.monotonic()) * 1000)

    @property
    def folder(self) -> Path:
        return self._folder

    def value(self, value: Any) -> Any:
        try:
            return resolve(value, self.readings)
        except Unresolved as error:
            if error.name == UNIQUE:
                self.remember(UNIQUE, secrets.token_hex(4))
                return self.value(value)
            raise StepFailed(
                f"Nothing was remembered as “{error.name}”.", "Check the `remember` step before this one."
            ) from None

    def text(self, value: Any) -> str:
        return as_text(self.value(value))

    def remember(self, name: str, value: Any) -> None:
        self.readings[name] = value
        self._remembered(name, value)

    def locate(self, locator: Locator) -> PageLocator:
        return locate(self._scope(), locator, self.text)

    def _scope(self) -> Scope:
        scope: Scope = self._page
        for frame in self.frames:
            scope = locate(scope, frame, self.text).content_frame
        return scope

    async def find(self, locator: Locator) -> PageLocator:
        try:
            found, told = await self._look_at(locator)
            if self._visitor and not told["ready"]:
                await self.ready(min(READY, self.timeout / 1000))
                found, told = await self._look_at(locator)
        except PlaywrightTimeout:
            await self._missing(locator)
            raise  # not reached: the line above raises
        except PlaywrightError as error:
            raise self._ambiguous(locator, str(error)) from None
        self.element = element_of(told["element"])
        return found

    async def _look_at(self, locator: Locator) -> tuple[PageLocator, dict[str, Any]]:
        """The element and what DESCRIBE says of it: in one question where it is there, else as soon as it comes.

        A bare text means the button or link of exactly this name, and only without one a part of a name. So do other
        texts where several elements have them: the label `Name` is none of `First name` and `Last name`.
        """
        found = self.locate(locator)
        meant = [found]
        if locator.by == "named" and not (locator.inside or locator.frame) and _open_to_more(locator):
            meant.insert(0, named(self._scope(), self.text(locator.value), exact=True))
        elif locator.by in _TEXTS and _open_to_more(locator):
            meant.append(self.locate(replace(locator, exact=True)))
        if (one := await self._at_once(meant)) is not None:
            return one
        await found.first.wait_for(state="attached", timeout=self.timeout)
        if (one := await self._at_once(meant)) is not None:
            return one
        chosen = meant[0] if await meant[0].count() else found
        return chosen, await chosen.evaluate(DESCRIBE, self._symbol, timeout=self.timeout)

    async def _at_once(self, meant: Sequence[PageLocator]) -> tuple[PageLocator, dict[str, Any]] | None:
        """The first of these that means one element now."""
        for each in meant:
            with suppress(PlaywrightError, asyncio.TimeoutError):  # no frame yet, a page that is being left
                told = await asyncio.wait_for(each.evaluate_all(DESCRIBE_ONE, self._symbol), self.timeout / 1000)
                if isinstance(told, dict):
                    return each, told
        return None

    async def _missing(self, locator: Locator) -> None:
        try:
            self.candidates = await asyncio.wait_for(candidates(self._page, locator), 2)
        except (PlaywrightError, asyncio.TimeoutError):
            self.candidates = ()
        near = f" The nearest on the page: {', '.join(self.candidates[:3])}." if self.candidates else ""
        raise StepFailed(
            f"There is no {_named(locator)} on {self._page.url}.{near}",
            "Correct the locator, or the page. If the element comes late, give the step a longer `timeout`.",
        )

    def _ambiguous(self, locator: Locator, told: str) -> StepFailed:
        if "strict mode violation" not in told:
            return StepFailed(f"{_named(locator)}: {told.splitlines()[0]}")
        self.candidates = several(told)
        more = f" and {len(self.candidates) - 3} more" if len(self.candidates) > 3 else ""
        return StepFailed(
            f"{len(self.candidates)} elements match {_named(locator)}: {', '.join(self.candidates[:3])}{more}.",
            "Say which: with `inside`, `has_text`, `exact: true`, or `nth`.",
        )

    async def ready(self, most: float = READY) -> None:
        """Waits until a visitor would begin on this page: loaded, and its tag manager has run. Bounded."""
        script = f"globalThis[Symbol.for('{self._symbol}')]?.ready({most * 1000})"
        deadline = time.monotonic() + most
        while time.monotonic() < deadline:
            try:
                await asyncio.wait_for(self._ask(self._page, script), deadline - time.monotonic() + 0.5)
            except asyncio.TimeoutError:
                return
            except PlaywrightError as error:
                if not left_meanwhile(error):
                    return
            else:
                return

    async def switch(self, page: Page) -> None:
        self._page = page
        await page.bring_to_front()

    async def screenshot(self, name: str) -> None:
        await self._pictures(name)

    async def answer_consent(self, answer: str | dict[str, bool]) -> None:
        await self._answer(answer)


def _named(locator: Locator) -> str:
    return f"button or link {locator}" if locator.by == "named" else str(locator)


def _open_to_more(locator: Locator) -> bool:
    """Whether a text may be a part of what several elements say."""
    says = locator.by != "role" or locator.name is not None
    return says and not locator.exact and locator.nth is None and locator.has_text is None
