"""Watches one journey: its browser context, pages, frames and workers. What is seen goes into the evidence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Page, Response, WebError
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as PageRequest

from validator.browser.capture.answers import Content
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.messages import Messages, read
from validator.browser.capture.network import Requests
from validator.browser.capture.policy import Delivery
from validator.browser.capture.script import script
from validator.browser.capture.tap import Go, Paused, Tap
from validator.model.recording import PageError

_BYES = 1.5  # seconds in which documents say bye, at the most
_DRAIN = 0.06  # seconds without anything new, after which nothing more is on its way
_CONSOLE = frozenset({"error"})

Loader = Callable[[Paused], Content | Go | None]


class Watch:
    """The capture of one browser context."""

    def __init__(
        self, tap: Tap, evidence: Evidence, clock: JourneyClock, delivery: Delivery, loader: Loader | None = None
    ) -> None:
        """`loader`: asked first for each request; answers those of a tag manager's script, where it wants to."""
        self._tap = tap
        self._evidence = evidence
        self._clock = clock
        self._requests = Requests(evidence, clock, delivery)
        self._messages = Messages(evidence, clock)
        self._loader = loader
        self._context: BrowserContext | None = None
        self._context_id = ""
        self._sessions: dict[Page, CDPSession] = {}
        self._pages: dict[Page, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0.0  # Unix time of the newest
        self._heard_of = asyncio.Event()
        self.crashed: Page | None = None

    async def attach(self, context: BrowserContext) -> Page:
        """Opens the context's first page, watched from its first byte on."""
        self._context = context
        names = self._tap.names
        await context.expose_binding(names.binding, lambda source, text: self.message(text, source["page"]))
        await context.add_init_script(script(names))
        context.on("page", self._page)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("weberror", self._web_error)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        page = await context.new_page()
        session = self._sessions[page] = await context.new_cdp_session(page)
        told = (await session.send("Target.getTargetInfo"))["targetInfo"]
        self._context_id = told.get("browserContextId", "")
        self._tap.add(self._context_id, told["targetId"], self)
        return page

    def adopt(self, context_id: str, frame: str) -> None:
        """Watches a context that somebody else drives: only by the network, with the page's half put in by them."""
        self._context_id = context_id
        self._tap.add(context_id, frame, self)

    def _hear(self) -> None:
        self._heard = time.time()
        self._heard_of.set()

    # What the tap asks of a watcher

    def paused(self, request: Paused) -> Content | Go:
        self._hear()
        if self._loader and (answer := self._loader(request)) is not None:
            return answer
        return self._requests.paused(request)

    def message(self, text: str, page: object | None) -> None:
        self._hear()
        number = self._pages.get(page, 0) if isinstance(page, Page) else 0
        for message in read(text):
            if document := self._messages.take(message, number):
                self._tap.document(document, self)

    async def frames(self) -> Iterable[str]:
        found: list[str] = []
        for page, session in await self._page_sessions():
            try:
                tree = (await session.send("Page.getFrameTree"))["frameTree"]
            except PlaywrightError:
                self._sessions.pop(page, None)
                continue
            found += _frame_ids(tree)
        return found

    async def _page_sessions(self) -> list[tuple[Page, CDPSession]]:
        if self._context is None:
            return []
        for page in self._context.pages:
            if page not in self._sessions:
                try:
                    self._sessions[page] = await self._context.new_cdp_session(page)
                except PlaywrightError:
                    continue
        return list(self._sessions.items())

    # What Playwright tells

    def _page(self, page: Page) -> None:
        self._pages[page] = len(self._pages)
        page.on("crash", self._crash)

    def _crash(self, page: Page) -> None:
        self.crashed = page
        self._error("crash", "The page's process crashed.", page.url)

    def _web_error(self, error: WebError) -> None:
        page = error.page
        told = error.error
        text = getattr(told, "message", "") or str(told)
        self._error("exception", text, page.url if page else "", _first_frame(getattr(told, "stack", "") or ""))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in _CONSOLE:
            place = message.location
            source = f"{place.get('url', '')}:{place.get('lineNumber', 0) + 1}:{place.get('columnNumber', 0) + 1}"
            self._error("console", message.text, message.page.url if message.page else "", source)

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            self._later(_settle(dialog.accept()))
            return
        self._error(
            "dialog", f"The page asked ({dialog.type}): {dialog.message}", dialog.page.url if dialog.page else ""
        )
        self._later(_settle(dialog.dismiss()))

    def _response(self, response: Response) -> None:
        request = response.request
        if self._requests.held_back(response.url):
            self._later(self._check_leak(response, request.method))
        else:
            self._requests.answered(request.method, response.url, response.status, remote=None)
            if response.status >= 400:
                self._error(
                    "request", f"{request.method} {response.url} answered {response.status}", _page_url(request)
                )

    async def _check_leak(self, response: Response, method: str) -> None:
        try:
            remote = await response.server_addr()
        except PlaywrightError:
            return  # its page is gone; what the tap saw stands
        self._requests.answered(method, response.url, response.status, remote=remote is not None)

    def _failed(self, request: PageRequest) -> None:
        why = request.failure or "failed"
        if "ERR_ABORTED" in why and request.is_navigation_request():
            self._later(_settle(request.frame.evaluate(self._tap.names.stayed)))
        self._requests.failed(request.method, request.url, why)
        if "ERR_ABORTED" not in why:
            self._error("request", f"{request.method} {request.url} failed: {why}", _page_url(request))

    def _error(self, kind: Any, text: str, page_url: str, source: str = "") -> None:
        at = self._clock.now()
        self._evidence.add(PageError(kind, text[:2000], source, at, self._clock.step(at), page_url))

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The end

    @property
    def views(self) -> int:
        """How many pages were opened so far."""
        return self._messages.views

    @property
    def full(self) -> bool:
        """Whether the journey sent more requests than are kept."""
        return self._requests.full

    async def leave(self) -> None:
        """Leaves every page as a visitor does, and waits until all that is sent on leaving was seen."""
        if self._context is None:
            return
        pages = [page for page in self._context.pages if page is not self.crashed]
        await asyncio.gather(*(self._leave(page) for page in pages))
        deadline = time.monotonic() + _BYES
        while self._messages.open and time.monotonic() < deadline:
            await self.news(0.05)
        if self._messages.open:
            urls = sorted({self._messages.url(document) for document in self._messages.open})
            self._evidence.note(f"Not heard to the end: {', '.join(urls)}. What it sent last may be missing.")
        while self._tap.busy or time.time() - self._heard < _DRAIN:
            await self.news(_DRAIN)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)

    async def news(self, most: float) -> None:
        """Waits until something more is seen, `most` seconds at the longest."""
        self._heard_of.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._heard_of.wait(), most)

    async def _leave(self, page: Page) -> None:
        try:
            await page.goto("about:blank", timeout=3000)
        except PlaywrightError as error:
            self._evidence.note(f"The page could not be left in order: {str(error).splitlines()[0]}")

    def conclude(self) -> None:
        """Joins what was seen of each request. Nothing is seen after this."""
        self._tap.remove(self._context_id)
        self._requests.join(self._messages.intents, self._messages.blocked)


async def _settle(work: Any) -> None:
    with suppress(PlaywrightError):  # the page that asked may be gone
        await work


def _page_url(request: PageRequest) -> str:
    try:
        return request.frame.url
    except PlaywrightError:
        return ""  # a worker's request has no frame


def _first_frame(stack: str) -> str:
    """`url:line:column` of the innermost call of a JavaScript stack."""
    for line in stack.splitlines():
        _, found, place = line.strip().partition("at ")
        if found:
            return place.rpartition("(")[2].rstrip(")")
    return ""


def _frame_ids(tree: dict[str, Any]) -> Iterable[str]:
    yield tree["frame"]["id"]
    for child in tree.get("childFrames", ()):
        yield from _frame_ids(child)
