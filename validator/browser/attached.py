"""The capture attached to a browser context that a test drives itself."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from playwright.sync_api import BrowserContext as SyncContext
from playwright.sync_api import Request as SyncRequest
from playwright.sync_api import Response as SyncResponse

from validator.browser.capture import Tap, Watch
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import Delivery
from validator.browser.loader import ContainerLoader
from validator.model.recording import Recording

# How a route aborts, by Playwright's names for it; without a network, or by a policy, a request fails in other words
_ABORTED = frozenset(f"net::ERR_{name}" for name in ("FAILED", "ABORTED", "BLOCKED_BY_CLIENT", "ACCESS_DENIED"))

Call = Callable[[Coroutine[Any, Any, Any]], Any]


class Attached:
    """Watches from the engine's thread; all methods but `begin` may be called from the test's."""

    def __init__(self, tap: Tap, delivery: Delivery, call: Call, loader: ContainerLoader | None = None) -> None:
        self._call = call
        self._clock = JourneyClock()
        self._evidence = Evidence(Mask({}))
        self._watch = Watch(tap, self._evidence, self._clock, delivery, loader.answer if loader else None)
        if loader:
            loader.begin(self._evidence, self._clock)
        self._evidence.describe(scenario="tracking", name="tracking")
        self._clock.begin_step(1)

    def begin(self, context_id: str, frame: str) -> None:
        """Called in the engine's thread."""
        self._watch.adopt(context_id, frame)

    def answered(self, method: str, url: str, status: int) -> None:
        """Playwright heard an answer that is none of ours: a route of the test's own may have given it.

        Called in the engine's thread.
        """
        self._watch.routed(method, url, status)

    def wait(self, seconds: float) -> None:
        """Waits until something more is seen, `seconds` at the longest."""
        self._call(self._watch.news(seconds))

    def recording(self) -> Recording:
        """What was seen so far."""
        recording: Recording = self._call(self._snapshot())
        return recording

    async def _snapshot(self) -> Recording:
        return dataclasses.replace(self._watch.recording(), finished=True)

    def conclude(self) -> Recording:
        """Ends the watch; what was seen until then."""
        recording: Recording = self._call(self._conclude())
        return recording

    async def _conclude(self) -> Recording:
        self._watch.conclude()
        return self._evidence.recording(finished=True)


def listen(context: SyncContext, mark: str, answered: Callable[[str, str, int], object]) -> None:
    """Hears what Playwright tells the thread that drives the context: a route of the test's own hides a hit from us.

    `mark`: the header of answers that were given here; `answered` gets method, URL and status, 0 for a route that
    aborts.
    """

    heard: Counter[tuple[str, str]] = Counter()  # answers, of which a load may still fail afterwards

    def response(told: SyncResponse) -> None:
        heard[told.request.method, told.url] += 1
        if mark not in told.headers:
            answered(told.request.method, told.url, told.status)

    def failed(told: SyncRequest) -> None:
        if heard[told.method, told.url]:
            heard[told.method, told.url] -= 1
        elif told.failure in _ABORTED:
            answered(told.method, told.url, 0)

    context.on("response", response)
    context.on("requestfailed", failed)
