"""What the journeys of a run are performed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Playwright

from validator.browser.capture.tap import Tap
from validator.browser.launch import Launched
from validator.browser.options import RunOptions
from validator.model.run import Progress
from validator.model.suite import Entry


@dataclass(frozen=True, slots=True)
class Setting:
    """What all journeys of a run share."""

    playwright: Playwright
    launched: Launched
    tap: Tap
    options: RunOptions
    progress: Progress
    storage: Callable[[Entry], Awaitable[Any]]  # the storage state of a signed-in session
