"""A browser with the capture attached, before the ground truth: performs one kind of hit and returns what was seen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from playwright.async_api import Browser, Page, Playwright, async_playwright

from tests.capture.kinds import NEXT, OTHER, PAGE, SITE, VENDOR, Kind
from tests.capture.truth import Arrived, Truth
from validator.browser.capture import Tap, Watch
from validator.browser.capture.clock import JourneyClock
from validator.browser.capture.evidence import Evidence
from validator.browser.capture.masking import Mask
from validator.browser.capture.policy import Delivery
from validator.browser.capture.script import Names
from validator.browser.launch import LaunchOptions, launch
from validator.browser.settle import settle
from validator.model.recording import Recording

Answer = TypeVar("Answer")
_HEAD = "<!doctype html><meta charset=utf-8><title>{title}</title><script>window.dataLayer = []</script>"


class Laboratory:
    """One browser for many kinds. `perform` may be called from several threads at once."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self._pages: dict[str, Kind] = {}
        truth.pages = self._page
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._count = 0
        self.call(self._open())

    def call(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _open(self) -> None:
        self.playwright: Playwright = await async_playwright().start()
        options = LaunchOptions(arguments=tuple(self.truth.arguments))
        self.browser: Browser = (await launch(self.playwright, options, lambda text: None)).browser
        self.tap = Tap(self.browser, Names())
        await self.tap.start()

    def close(self) -> None:
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _close(self) -> None:
        await self.browser.close()
        await self.playwright.stop()

    def _page(self, host: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
        """Pages are `/N/page`, where N names the kind that is being performed."""
        number, _, rest = urlsplit(path).path.lstrip("/").partition("/")
        kind = self._pages.get(number)
        if kind is None:
            if "/g/collect" in path:
                return None
            return 404, {}, b""
        told = f"/{rest}"
        if told in kind.files:
            content, text = kind.files[told]
            text = self._filled(text, number)
            if content == "302":
                return 302, {"location": text}, b""
            return 200, {"content-type": content}, text.encode()
        if told == PAGE:
            title = "page"
            hit = f"const hit = (name) => '{_hit('NAME', number)}'.replace('NAME', name);"
            link = "" if "id=go" in kind.html else f"<a id=go href='{NEXT}'>go</a>"
            body = self._filled(f"{link}{kind.html}<script>{kind.script}</script>", number)
            text = f"{_HEAD.format(title=title)}<body><script>{hit}</script>{body}"
            return 200, {"content-type": "text/html; charset=utf-8", **kind.headers}, text.encode()
        if told == NEXT:
            return 200, {"content-type": "text/html"}, _HEAD.format(title="next").encode()
        if told == "/data":
            return 200, {"content-type": "application/json"}, b"{}"
        return 404, {}, b""

    @staticmethod
    def _filled(text: str, number: str) -> str:
        """Paths of a kind's own files lead into its folder."""
        text = text.replace("{hit_a}", _hit("a", number))
        text = text.replace("{hit_google}", _hit("a", number).replace(VENDOR, "https://www.google-analytics.com"))
        for quoted in "'\"":
            text = text.replace(f"{quoted}/", f"{quoted}/{number}/")
        for host in (SITE, OTHER):
            text = text.replace(f"{host}/", f"{host}/{number}/")
        return text if not text.startswith("/r") else f"/{number}{text}"

    def perform(self, kind: Kind, *, deliver: bool = False) -> tuple[Recording, list[Arrived]]:
        """The recording of one kind, and what of it reached the server."""
        return self.call(self._perform(kind, deliver))

    async def _perform(self, kind: Kind, deliver: bool) -> tuple[Recording, list[Arrived]]:
        self._count += 1
        number = f"k{self._count}"
        self._pages[number] = kind
        clock, evidence = JourneyClock(), Evidence(Mask({}))
        delivery = Delivery(site=SITE, deliver=("*",) if deliver else ())
        watch = Watch(self.tap, evidence, clock, delivery)
        context = await self.browser.new_context()
        page = await watch.attach(context)
        clock.begin_step(1)
        await page.goto(f"{SITE}/{number}{PAGE}")
        await settle(context.pages, self.tap.names.handle, due=3.5, most=5)
        await settle(context.pages, self.tap.names.handle, due=3.5, most=5)  # windows that were opened meanwhile
        clock.begin_step(2)
        await self._act(kind, page, number)
        await watch.leave()
        await context.close()
        watch.conclude()
        arrived = [each for each in self.truth.arrived if f"cid={number}" in each.path]
        return evidence.recording(finished=True), arrived

    async def _act(self, kind: Kind, page: Page, number: str) -> None:
        match kind.act:
            case "goto":
                await page.goto(f"{SITE}/{number}{NEXT}")
            case "cross":
                await page.goto(f"{OTHER}/{number}{NEXT}")
            case "click":
                await page.click("#go")
                await page.wait_for_url(f"**{NEXT}")
            case "reload":
                await page.reload()
            case "close":
                await page.close(run_before_unload=False)
            case "now":
                await page.evaluate("window.__now()")
                await page.close()


def _hit(name: str, number: str) -> str:
    return f"{VENDOR}/g/collect?v=2&tid=G-TEST12345&cid={number}&en={quote(name)}"


def event_names(urls: list[str]) -> list[str]:
    """The event names of hits, by their URLs."""
    return sorted(parse_qs(urlsplit(url).query).get("en", [""])[0] for url in urls)
