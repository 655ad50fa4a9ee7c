"""A browser with the capture attached, before the ground truth: performs one kind of hit and returns what was seen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright

from tests.capture.kinds import NEXT, OTHER, PAGE, SITE, VENDOR, Kind
from tests.capture.truth import Arrived, Truth
from validator.browser.capture import Tap, Watch
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import Delivery
from validator.browser.capture.script import Names
from validator.browser.launch import LaunchOptions, launch
from validator.browser.settle import Settled, run_clock, settle
from validator.model.recording import Recording, Request
from validator.recordings.recording_file import Journal

Answer = TypeVar("Answer")
_HEAD = "<!doctype html><meta charset=utf-8><title>{title}</title><script>window.dataLayer = []</script>"


@dataclass
class Visit:
    """One context with the capture attached, on its way through the pages of a kind."""

    room: Laboratory
    number: str
    context: BrowserContext
    page: Page
    watch: Watch
    evidence: Evidence
    clock: JourneyClock
    steps: int = 0

    def step(self) -> None:
        """The next step begins."""
        self.steps += 1
        self.clock.begin_step(self.steps)

    async def goto(self, path: str = PAGE, site: str = SITE) -> None:
        """Goes to a page of the kind, as a step of its own."""
        self.step()
        await self.page.goto(f"{site}/{self.number}{path}")

    async def settle(self) -> Settled:
        """Waits as a journey does at its end, windows included that were opened meanwhile."""
        await self.watch.opened()
        return await settle(self.context.pages, self.room.tap.names.handle, due=3.5, most=5)

    async def run_clock(self) -> Settled:
        return await run_clock(self.context.pages, self.room.tap.names.handle)

    async def look(self) -> None:
        await self.watch.look(self.page)

    async def leave(self) -> Recording:
        """Leaves as a visitor does; everything that was seen."""
        await self.watch.leave()
        await self.watch.look()
        await self.context.close()
        self.watch.conclude()
        return self.evidence.recording(finished=True)


class Laboratory:
    """One browser for many kinds. `perform` may be called from several threads at once."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self._pages: dict[str, Kind] = {}
        truth.pages = self._page
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self._count = 0
        self.call(self._open())

    def call(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(120)

    async def _open(self) -> None:
        self.playwright: Playwright = await async_playwright().start()
        options = LaunchOptions(arguments=tuple(self.truth.arguments))
        self.browser: Browser = (await launch(self.playwright, options, lambda text: None)).browser
        self.tap = Tap(self.browser, Names())
        await self.tap.start()

    def close(self) -> None:
        self.call(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _close(self) -> None:
        await self.browser.close()
        await self.playwright.stop()

    @asynccontextmanager
    async def visit(
        self,
        kind: Kind,
        *,
        delivery: Delivery | None = None,
        webview: str = "",
        clock: bool = False,
        options: Mapping[str, Any] | None = None,
        journal: Journal | None = None,
    ) -> AsyncIterator[Visit]:
        """A new context; closed at the end whatever happens."""
        number = self.number(kind)
        times, evidence = JourneyClock(), Evidence(Mask({}), journal)
        watch = Watch(self.tap, evidence, times, delivery or Delivery(site=SITE))
        context = await self.browser.new_context(**(options or {}))
        try:
            if clock:
                await context.clock.install()
            page = await watch.attach(context, webview)
            yield Visit(self, number, context, page, watch, evidence, times)
        finally:
            await context.close()

    def number(self, kind: Kind) -> str:
        """A folder of its own for the pages of a kind."""
        self._count += 1
        number = f"k{self._count}"
        self._pages[number] = kind
        return number

    def arrived(self, number: str) -> list[Arrived]:
        """What of a visit reached the server."""
        return [each for each in self.truth.arrived if f"cid={number}" in each.path]

    def perform(self, kind: Kind, *, deliver: bool = False) -> tuple[Recording, list[Arrived]]:
        """The recording of one kind, and what of it reached the server."""
        return self.call(self.performed(kind, deliver=deliver))

    def both(self, kind: Kind) -> tuple[tuple[Recording, list[Arrived]], tuple[Recording, list[Arrived]]]:
        """The same kind held back and delivered, at the same time."""

        async def work() -> Any:
            return await asyncio.gather(self.performed(kind), self.performed(kind, deliver=True))

        held, delivered = self.call(work())
        return held, delivered

    def play(self, kind: Kind, act: Callable[[Visit], Coroutine[Any, Any, Any]], **given: Any) -> Recording:
        """A visit in which `act` goes its own way after the page has loaded and settled."""

        async def work() -> Recording:
            async with self.visit(kind, **given) as visit:
                await visit.goto()
                await visit.settle()
                await act(visit)
                return await visit.leave()

        return self.call(work())

    async def performed(self, kind: Kind, *, deliver: bool = False) -> tuple[Recording, list[Arrived]]:
        """The recording of one kind, and what of it reached the server."""
        delivery = Delivery(site=SITE, deliver=("*",) if deliver else ())
        async with self.visit(kind, delivery=delivery) as visit:
            await visit.goto(kind.path, kind.site)
            await visit.settle()
            visit.step()
            await self.act(kind, visit.page, visit.number)
            recording = await visit.leave()
        return recording, self.arrived(visit.number)

    async def act(self, kind: Kind, page: Page, number: str) -> None:
        """What the visitor does after the page has loaded."""
        match kind.act:
            case "goto":
                await page.goto(f"{SITE}/{number}{NEXT}")
            case "cross":
                await page.goto(f"{OTHER}/{number}{NEXT}")
            case "click":
                await page.click("#go")
                await page.wait_for_url(f"**{kind.leads}")
            case "reload":
                await page.reload()
            case "close":
                await page.close(run_before_unload=False)
            case "now":
                await page.evaluate("window.__now()")
                await page.close()
            case "isolated":
                await self._isolated(page, kind.isolated.replace("{hit_a}", hit("a", number)))

    @staticmethod
    async def _isolated(page: Page, script: str) -> None:
        """Runs a script as an extension's content script does: in the page, in a world of its own."""
        session = await page.context.new_cdp_session(page)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        world = await session.send("Page.createIsolatedWorld", {"frameId": frame})
        told = {"expression": script, "contextId": world["executionContextId"], "awaitPromise": True}
        await session.send("Runtime.evaluate", told)

    def _page(self, host: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
        """Pages are `/N/page`, where N names the kind that is being performed."""
        number, _, rest = urlsplit(path).path.lstrip("/").partition("/")
        kind = self._pages.get(number)
        if kind is None:
            return None if "cid=k" in path else (404, {}, b"")
        told = f"/{rest}"
        if told in kind.files:
            content, text = kind.files[told]
            text = self._filled(text, number)
            if content == "302":
                return 302, {"location": text}, b""
            return 200, {"content-type": content, **kind.file_headers}, text.encode()
        if told == PAGE:
            script = f"const hit = (name) => '{hit('NAME', number)}'.replace('NAME', name);"
            link = "" if "id=go" in kind.html else f"<a id=go href='{NEXT}'>go</a>"
            body = self._filled(f"{link}{kind.html}<script>{kind.script}</script>", number)
            text = f"{_HEAD.format(title='page')}<body><script>{script}</script>{body}"
            return 200, {"content-type": "text/html; charset=utf-8", **kind.headers}, text.encode()
        if told == NEXT:
            return 200, {"content-type": "text/html"}, _HEAD.format(title="next").encode()
        if told == "/data":
            return 200, {"content-type": "application/json"}, b"{}"
        return 404, {}, b""

    @staticmethod
    def _filled(text: str, number: str) -> str:
        """Paths of a kind's own files lead into its folder."""
        text = text.replace("{hit_a}", hit("a", number)).replace("{number}", number)
        text = text.replace("{hit_google}", hit("a", number).replace(VENDOR, "https://www.google-analytics.com"))
        for quoted in "'\"":
            text = text.replace(f"{quoted}/", f"{quoted}/{number}/")
        for host in (SITE, OTHER):
            text = text.replace(f"{host}/", f"{host}/{number}/")
        return text if not text.startswith("/r") else f"/{number}{text}"


def hit(name: str, number: str) -> str:
    """The URL of a GA4 hit of that event name."""
    return f"{VENDOR}/g/collect?v=2&tid=G-TEST12345&cid={number}&en={quote(name)}"


def event_names(urls: list[str]) -> list[str]:
    """The event names of hits, by their URLs."""
    return sorted(parse_qs(urlsplit(url).query).get("en", [""])[0] for url in urls)


def sent(recording: Recording, handling: str = "held") -> dict[str, Request]:
    """The hits of a recording that were so handled, by their event name."""
    return {event_names([each.url])[0]: each for each in recording.requests if each.handling == handling}
