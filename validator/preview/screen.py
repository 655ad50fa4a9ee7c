"""The browser's picture, live, and a person's hand in it: for machines without a screen.

Frames come as the browser paints (DevTools' screencast); one is sent for only when the page has shown the last. What a
person does goes back through Playwright's mouse and keyboard, in order, so that the site gets real input events.
"""

from __future__ import annotations

import asyncio
import base64
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from validator.browser.escorted import EscortedJourney
from validator.preview.changes import Changes

_BUTTONS: Mapping[Any, Literal["left", "middle", "right"]] = {"middle": "middle", "right": "right"}
_LEADING = frozenset({"back", "forward", "reload", "goto"})
_LONGEST_TEXT = 10_000
_HIDDEN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('input, textarea { -webkit-text-security: disc !important; }');
  const hide = () => { document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; };
  hide();
}"""

_UNDER = """([x, y]) => {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot?.elementFromPoint(x, y) && found.shadowRoot.elementFromPoint(x, y) !== found) {
    found = found.shadowRoot.elementFromPoint(x, y);
  }
  return found;
}"""
_LIST = """element => {
  if (element.tagName !== 'SELECT' || element.multiple || element.size > 1 || element.disabled) return null;
  const { x, y, width, height } = element.getBoundingClientRect();
  const open = [...element.options].filter((each) => !each.disabled && !each.parentElement.disabled && !each.hidden);
  const options = open.slice(0, 1000).map((each) => String(each.label || each.text).slice(0, 200));
  return { options, chosen: open.findIndex((each) => each.selected), box: [x, y, width, height] };
}"""


def screen_here() -> bool:
    """Whether this machine has a screen that a browser's window can be shown on."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Screen:
    """The picture of the page in front. `input` and `frame` may be called from any thread."""

    def __init__(self, by_hand: Callable[[], None] = lambda: None) -> None:
        """`by_hand` is called before the page is led elsewhere by its buttons or its address bar."""
        self.changes = Changes()
        self._by_hand = by_hand
        self._picture = b""
        self._journey: EscortedJourney | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: CDPSession | None = None
        self._page: Page | None = None
        self._inputs: asyncio.Queue[Mapping[str, Any]] | None = None
        self._choice: dict[str, Any] | None = None  # a list that is open, which no screencast shows
        self._tasks: set[asyncio.Task[None]] = set()

    async def opened(self, journey: EscortedJourney, page: Page, *, secret: bool) -> None:
        """A journey begins. `secret`: what is typed is shown as dots."""
        self._journey, self._loop = journey, asyncio.get_running_loop()
        self._inputs = asyncio.Queue()
        if secret:
            await page.context.add_init_script(f"({_HIDDEN})()")
        page.context.on("page", lambda new: self._later(self._front(new)))
        await self._show(page)
        worker = self._later(self._work(self._inputs))
        page.context.on("close", lambda _: _cancel(worker))

    def frame(self, known: int, most: float) -> tuple[int, bytes] | None:
        """The newest picture (JPEG) and its number, once there is one beyond `known`; None: there is none."""
        number = self.changes.wait(known, most)
        return (number, self._picture) if number is not None and number > known and self._picture else None

    def input(self, told: Mapping[str, Any]) -> None:
        """What a person does: see `_act`. It is done in the order in which it is told."""
        if self._loop and self._inputs:
            with suppress(RuntimeError):  # the journey is over
                self._loop.call_soon_threadsafe(self._inputs.put_nowait, told)

    def choice(self, most: float) -> dict[str, Any] | None:
        """The list that is open once everything told until now is done, with its place as shares of the picture."""
        if self._loop is None or self._inputs is None:
            return None
        done = threading.Event()
        self.input({"kind": "done", "done": done})
        done.wait(most)
        found, self._choice = self._choice, None
        return found

    @property
    def address(self) -> str:
        """Of the page in front, without a name and password in it."""
        page = self._page
        parts = urlsplit("" if page is None or page.is_closed() else page.url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    def close(self) -> None:
        self.changes.close()

    async def _front(self, page: Page) -> None:
        """A tab or window that opens comes to the front; when it closes, the one before it does."""
        if self._journey is None:
            return
        page.on("close", lambda _: self._later(self._back()))
        with suppress(PlaywrightError):
            await self._journey.front(page)
            await self._show(page)

    async def _back(self) -> None:
        context = self._journey.context if self._journey else None
        pages = context.pages if context else []
        if self._journey and pages:
            with suppress(PlaywrightError):
                await self._journey.front(pages[-1])
                await self._show(pages[-1])

    async def _show(self, page: Page) -> None:
        if self._session:
            with suppress(PlaywrightError):  # its page is closed
                await self._session.send("Page.stopScreencast")
        self._page = page
        session = self._session = await page.context.new_cdp_session(page)
        session.on("Page.screencastFrame", lambda event: self._painted(session, event))
        await session.send("Page.startScreencast", {"format": "jpeg", "quality": 70, "everyNthFrame": 1})

    def _painted(self, session: CDPSession, event: Mapping[str, Any]) -> None:
        if session is self._session:
            self._picture = base64.b64decode(event["data"])
            self.changes.tell()
        self._later(_quietly(session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})))

    async def _work(self, inputs: asyncio.Queue[Mapping[str, Any]]) -> None:
        while inputs is self._inputs:
            told = await inputs.get()
            page = self._page
            if isinstance(told.get("done"), threading.Event):
                told["done"].set()
            elif page is not None and not page.is_closed():
                with suppress(PlaywrightError, KeyError, TypeError, ValueError):
                    if told["kind"] in _LEADING:
                        self._by_hand()
                    await _act(page, told)
                    if told["kind"] == "up":
                        self._choice = await asyncio.wait_for(open_list(page, told), 1)

    def _later(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _act(page: Page, told: Mapping[str, Any]) -> None:
    """One thing that a person does. Places are shares of the picture, from 0 to 1."""
    kind = told["kind"]
    if kind in ("down", "up", "move", "wheel"):
        size = page.viewport_size or {"width": 1280, "height": 720}
        x, y = (float(min(1.0, max(0.0, told[axis]))) for axis in ("x", "y"))
        await page.mouse.move(x * size["width"], y * size["height"])
        button = _BUTTONS.get(told.get("button"), "left")
        if kind == "down":
            await page.mouse.down(button=button, click_count=int(told.get("count", 1)))
        elif kind == "up":
            await page.mouse.up(button=button, click_count=int(told.get("count", 1)))
        elif kind == "wheel":
            await page.mouse.wheel(float(told.get("dx", 0)), float(told.get("dy", 0)))
    elif kind == "key":
        await _press(page, str(told["key"]), bool(told["down"]))
    elif kind == "text":
        await page.keyboard.insert_text(str(told["text"])[:_LONGEST_TEXT])
    elif kind == "choose":
        await _choose(page, int(told["steps"]))
    elif kind == "back":
        await page.go_back(wait_until="commit", timeout=5000)
    elif kind == "forward":
        await page.go_forward(wait_until="commit", timeout=5000)
    elif kind == "reload":
        await page.reload(wait_until="commit", timeout=5000)
    elif kind == "goto":
        await page.goto(_address(str(told["url"]), page.url), wait_until="commit", timeout=15_000)


def _address(typed: str, here: str) -> str:
    """As an address bar takes it: a path is one of the site, and a name without a scheme is a host's."""
    typed = typed.strip()
    if typed.startswith("/"):
        return urljoin(here, typed)
    whole = typed if "://" in typed else f"http{'s' if here.startswith('https:') else ''}://{typed}"
    if urlsplit(whole).scheme not in ("http", "https"):
        raise ValueError("no page of a site")
    return whole


async def open_list(page: Page, told: Mapping[str, Any]) -> dict[str, Any] | None:
    """The list of options that a click opened: the browser draws it in a window of its own."""
    size = page.viewport_size or {"width": 1280, "height": 720}
    x, y = told["x"] * size["width"], told["y"] * size["height"]
    left = top = 0.0
    frame = page.main_frame
    while True:
        handle = await frame.evaluate_handle(_UNDER, [x - left, y - top])
        element = handle.as_element()
        inner = await element.content_frame() if element else None
        if element is None or inner is None:
            break
        box = await element.evaluate("e => { const b = e.getBoundingClientRect(); return [b.x, b.y]; }")
        left, top, frame = left + box[0], top + box[1], inner
    found: dict[str, Any] | None = await element.evaluate(_LIST) if element else None
    if found is None:
        return None
    x, y, width, height = found.pop("box")
    place = {"x": (x + left) / size["width"], "y": (y + top + height) / size["height"], "width": width / size["width"]}
    return {**found, **place}


async def _choose(page: Page, steps: int) -> None:
    """By the keyboard, as a person who sees the list would: the site gets real events."""
    key = "ArrowDown" if steps > 0 else "ArrowUp"
    for _ in range(min(abs(steps), 1000)):
        await page.keyboard.press(key)
    await page.keyboard.press("Enter")


async def _press(page: Page, key: str, down: bool) -> None:
    """A key by its name; a letter that no keyboard has is written as text."""
    try:
        await (page.keyboard.down(key) if down else page.keyboard.up(key))
    except PlaywrightError as error:
        if "Unknown key" not in str(error):
            raise
        if down and len(key) == 1:
            await page.keyboard.insert_text(key)


def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()


async def _quietly(work: Any) -> None:
    with suppress(PlaywrightError):
        await work
