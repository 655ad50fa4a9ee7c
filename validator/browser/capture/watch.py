"""Watches one journey: its browser context, pages, frames and workers. What is seen goes into the evidence."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Page, WebError
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as PageRequest

from validator.browser.capture.answers import Content
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.joining import Seen, join
from validator.browser.capture.messages import Messages
from validator.browser.capture.network import Requests, decided
from validator.browser.capture.pairing import forget_bodies
from validator.browser.capture.policy import Delivery
from validator.browser.capture.script import script
from validator.browser.capture.sockets import Sockets
from validator.browser.capture.technique import Decision, Go, Paused, Technique
from validator.browser.failure import first_line
from validator.model.recording import PageError, Recording, Request, Stored

_OPENING = 1.0  # seconds in which a window that opens is there, at the most
_LOOK = 2.0  # seconds in which a page lets itself be looked at, at the most
_AWAY = 3.0  # seconds in which a page lets itself be left, at the most
_BYES = 1.5  # seconds in which documents say bye, at the most
_DELIVERY = 3.0  # seconds in which vendors answer what is delivered to them, at the most
_DRAIN = 0.06  # seconds without anything new, after which nothing more is on its way
_CONSOLE = frozenset({"error"})

Loader = Callable[[Paused], Decision | None]


class Watch:
    """The capture of one browser context."""

    def __init__(
        self, tap: Technique, evidence: Evidence, clock: JourneyClock, delivery: Delivery, loader: Loader | None = None
    ) -> None:
        """`loader`: asked first for each request; answers those of a tag manager's script, where it wants to."""
        self._tap = tap
        self._evidence = evidence
        self._clock = clock
        self._requests = Requests(evidence, clock, delivery)
        self._sockets = Sockets(self._requests)
        self._messages = Messages(
            evidence, clock, tap.names.secret, lambda intents: forget_bodies(intents, evidence.requests)
        )
        self._routed: list[tuple[str, str, int, float]] = []
        self._loader = loader
        self._context: BrowserContext | None = None
        self._agrees = False
        self._context_id = ""
        self._sessions: dict[Page, CDPSession] = {}
        self._pages: dict[Page, int] = {}
        self._targets: dict[int, str] = {}  # number of a page → its target
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0.0  # Unix time of the newest
        self._looked = 0.0  # Unix time of the last look
        self._heard_of = asyncio.Event()
        self.crashed: Page | None = None

    async def attach(self, context: BrowserContext, webview: str = "", *, agrees: bool = False) -> Page:
        """Opens the context's first page, watched from its first byte on. `webview`: android, ios or none.

        `agrees`: the visitor says OK to what the page asks, instead of Cancel.
        """
        self._context = context
        self._agrees = agrees
        names = self._tap.names
        await context.expose_binding(names.binding, lambda source, text: self.message(text, source["page"]))
        withheld = self._requests.delivery.withheld
        await context.add_init_script(script(names, blank=False, webview=webview, withheld=withheld))
        await self._sockets.hold(context, withheld)
        context.on("page", self._page)
        context.on("requestfailed", self._failed)
        context.on("weberror", self._web_error)
        context.on("console", self._console)
        context.on("dialog", self._dialog)
        page = await context.new_page()
        target = await self._target(page)
        self._context_id = target.get("browserContextId", "")
        self._tap.add(self._context_id, target["targetId"], self)
        return page

    def adopt(self, context_id: str, frame: str) -> None:
        """Watches a context that somebody else drives: only by the network, with the page's half put in by them."""
        self._context_id = context_id
        self._tap.add(context_id, frame, self)

    def _hear(self) -> None:
        self._heard = time.time()
        self._heard_of.set()

    # What the tap asks of a watcher

    def paused(self, request: Paused) -> Decision:
        self._hear()
        answer = self._loader(request) if self._loader else None
        if isinstance(answer, Content):
            return answer
        decision = self._requests.paused(request, online=self._messages.online)
        if isinstance(answer, Go) and isinstance(decision, Go):
            return dataclasses.replace(decision, url=answer.url, rewrite=answer.rewrite)
        return decision

    def finished(self, paused: str, status: int | None, failure: str) -> None:
        self._hear()
        request = self._requests.finished(paused, status, failure)
        if request and (status or 0) >= 400:
            told = f"{request.method} {request.url} answered {status}"
            self._error("request", told, request.page_url)

    def message(self, text: str, page: object | None, frame: str = "") -> None:
        self._hear()
        number = self._number(page) if isinstance(page, Page) else 0
        for document in self._messages.batch(text, number, proved=page is not None, frame=frame):
            self._tap.document(document, self)

    async def frames(self) -> Iterable[str]:
        found: list[str] = []
        for page in self._context.pages if self._context else ():
            try:
                if page not in self._sessions:
                    await self._target(page)
                tree = (await self._sessions[page].send("Page.getFrameTree"))["frameTree"]
            except PlaywrightError:
                self._sessions.pop(page, None)
                continue
            found += _frame_ids(tree)
        return found

    def knows(self, url: str) -> bool:
        return any(document.url.startswith(url) for document in self._evidence.documents)

    def lost(self, request: Paused) -> Decision:
        decision = decided(self._requests.delivery, request)
        if not isinstance(decision, Go):
            self._evidence.note(f"A hit was held back that may be of another journey: {request.method} {request.url}")
        return decision

    async def _target(self, page: Page) -> dict[str, Any]:
        """What DevTools knows of a page; its target's id is that of its main frame."""
        session = self._sessions.get(page)
        if session is None:
            session = self._sessions[page] = await page.context.new_cdp_session(page)
        told: dict[str, Any] = (await session.send("Target.getTargetInfo"))["targetInfo"]
        self._targets[self._number(page)] = told["targetId"]
        context = told.get("browserContextId", "")
        session.on("Page.frameAttached", lambda event: self._tap.frame(event["frameId"], context))
        await session.send("Page.enable")
        return told

    def _number(self, page: Page) -> int:
        """Pages are numbered as they are first heard of."""
        return self._pages.setdefault(page, len(self._pages))

    # What Playwright tells

    def _page(self, page: Page) -> None:
        if self._number(page):
            self._later(_settle(self._target(page)))
        page.on("crash", self._crash)
        page.on("websocket", self._sockets.opened)

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
        self._later(_settle(dialog.accept(dialog.default_value) if self._agrees else dialog.dismiss()))

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
        await self.opened()
        await self._delivered()
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
        await self._delivered()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)

    async def _delivered(self) -> None:
        """Waits until what is delivered was answered: a robot leaves sooner than a network is quick. Bounded."""
        deadline = time.monotonic() + _DELIVERY
        while self._requests.underway and time.monotonic() < deadline:
            await self.news(0.05)

    async def news(self, most: float) -> None:
        """Waits until something more is seen, `most` seconds at the longest."""
        self._heard_of.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._heard_of.wait(), most)

    async def _leave(self, page: Page) -> None:
        try:
            await asyncio.wait_for(self._away(page), _AWAY)
        except (PlaywrightError, asyncio.TimeoutError) as error:
            why = first_line(str(error)) or "it does not answer."
            self._evidence.note(f"The page could not be left in order: {why}")

    async def _away(self, page: Page) -> None:
        """Asked of DevTools, which answers when the page was left: Playwright goes on to wait for the empty one."""
        session = self._sessions.get(page)
        if session is None:
            await page.goto("about:blank")
        else:
            await session.send("Page.navigate", {"url": "about:blank"})

    async def ask(self, page: Page, expression: str) -> Any:
        """What a JavaScript expression, or its promise, says in a page's main frame. Raises PlaywrightError.

        Asked through DevTools: the page gets no script of Playwright's for it, and a trace no step that nobody made.
        """
        session = self._sessions.get(page)
        if session is None or page is self.crashed:  # which answers DevTools never, and Playwright at once
            return await page.evaluate(expression)
        told = await session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        if failure := told.get("exceptionDetails"):
            raise PlaywrightError(failure.get("exception", {}).get("description") or failure.get("text", ""))
        return told["result"].get("value")

    @property
    def stirred(self) -> bool:
        """Whether anything was heard since the last look."""
        return self._heard >= self._looked

    async def look(self, page: Page | None = None) -> None:
        """Looks at what no message tells: cookies, what was slipped into a layer or a storage of `page`."""
        self._looked = time.time()
        looks: list[Any] = [self._cookies()]
        if page is not None:
            looks.append(self.ask(page, self._tap.names.look))
        with suppress(PlaywrightError, asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*looks), _LOOK)

    async def _cookies(self) -> None:
        cookies = await self._context.cookies() if self._context else []
        at = self._clock.now()
        for cookie in cookies:
            name, value, domain = cookie.get("name", ""), cookie.get("value", ""), cookie.get("domain", "")
            self._messages.layers.keep(Stored("cookie", name, value, domain, at, self._clock.step(at)))

    async def opened(self, known: Collection[Page] = ()) -> Sequence[Page]:
        """The popups but those `known`; waits until they are there, and their pages have loaded. Bounded."""
        deadline = time.monotonic() + _OPENING
        while self._context and time.monotonic() < deadline:
            if len(self._tap.pages(self._context_id)) <= len(self._context.pages):
                break
            await self.news(0.02)
        left = max(1.0, (deadline - time.monotonic()) * 1000)
        pages = self._context.pages if self._context else ()
        popups = [page for page in pages if self._number(page) and page not in known and page is not self.crashed]
        await asyncio.gather(*(_settle(page.wait_for_load_state("load", timeout=left)) for page in popups))
        return popups

    def routed(self, method: str, url: str, status: int) -> None:
        """A route of the user's own may have answered this; the network never sees what such a route answers."""
        self._hear()
        self._routed.append((method, url, status, self._clock.now()))

    def conclude(self) -> None:
        """Joins what was seen of each request. Nothing is seen after this."""
        self._tap.remove(self._context_id, partial(decided, self._requests.delivery))
        self._messages.conclude()
        numbers = {target: number for number, target in self._targets.items()}
        for document in self._evidence.documents:
            if document.top and document.frame in numbers:
                self._evidence.change(document, journal=False, page=numbers[document.frame])
            elif document.top and (target := self._targets.get(document.page)):
                self._evidence.change(document, journal=False, frame=target)
        known = {request.id: request for request in self._evidence.requests}
        for request in self._joined():
            if known.get(request.id) != request:
                self._evidence.add(request, journal=False)

    def _joined(self) -> list[Request]:
        messages = self._messages
        seen = Seen(
            self._evidence.documents,
            messages.intents,
            messages.outcomes,
            messages.blocked,
            self._requests.failures,
            messages.workers,
            messages.loaded,
            self._routed,
            self._requests.delivery,
            self._clock.step,
        )
        return join(self._evidence.requests, seen)

    def recording(self) -> Recording:
        """What was seen until now, each request with the document that sent it."""
        return dataclasses.replace(self._evidence.recording(), requests=tuple(self._joined()))


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
