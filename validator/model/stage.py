"""What a step is given to perform itself with. The browser's journey implements it; steps import only this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from validator.model.scenario import Locator

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import BrowserContext, Page
    from playwright.async_api import Locator as PageLocator


class StepFailed(Exception):
    """A step could not be performed. The text is a plain sentence; `mend` says what may help."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class Stage(Protocol):
    """The page in front of the visitor, and what a step may do with it."""

    @property
    def page(self) -> Page: ...

    @property
    def context(self) -> BrowserContext: ...

    @property
    def site(self) -> str:
        """The base URL of the site, without a slash at its end."""
        ...

    @property
    def timeout(self) -> float:
        """Milliseconds that are left for this step, as Playwright wants them."""
        ...

    @property
    def folder(self) -> Path:
        """Of the scenario's file: what a step names by a relative path lies there."""
        ...

    def value(self, value: Any) -> Any:
        """The value with its templates filled in. Raises StepFailed where something was not remembered."""
        ...

    def text(self, value: Any) -> str:
        """The same, as text."""
        ...

    def remember(self, name: str, value: Any) -> None:
        """Keeps a value for later steps and expectations."""
        ...

    def locate(self, locator: Locator) -> PageLocator:
        """The locator in Playwright's terms, within the frames the step stands in, without looking at the page."""
        ...

    async def find(self, locator: Locator) -> PageLocator:
        """The one element that is meant, waited for and kept as evidence. Raises StepFailed (none, or several)."""
        ...

    async def switch(self, page: Page) -> None:
        """Makes another tab the one in front of the visitor."""
        ...

    async def screenshot(self, name: str) -> None:
        """Takes a picture of the page, kept with the recording."""
        ...

    async def answer_consent(self, answer: str | dict[str, bool]) -> None:
        """Answers the consent banner by real clicks: "accept", "deny", or purposes and their choice."""
        ...
