"""A browser, and a server of pages that show the banners of consent platforms."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import Page, async_playwright

from validator.browser.banner import find

PAGES = Path(__file__).parent / "pages"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
Result = TypeVar("Result")


@dataclass(frozen=True)
class Seen:
    """What a page kept of the answer it was given, and what was clicked."""

    kept: Any
    clicked: list[str]
    platform: str


class Banners:
    """One browser for all cases, with a context of its own for each."""

    def __init__(self) -> None:
        self.packages: Path | None = None
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, content = room.content(urlsplit(self.path).path)
                self.send_response(status)
                self.send_header("content-type", f"{kind}; charset=utf-8")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.loop = asyncio.new_event_loop()  # in a thread of its own: the test's may hold another Playwright
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.call(self._open())

    def content(self, path: str) -> tuple[int, str, bytes]:
        """A page with its banner and the script that works it; a file of a package of the npm registry."""
        if path.startswith("/npm/") and self.packages:
            file = self.packages / path.removeprefix("/npm/")
        elif path.startswith("/packages/"):
            file = PAGES.parent / path.lstrip("/")
        else:
            file = PAGES / path.lstrip("/")
        if not file.is_file():
            return 404, "text/plain", b"nothing here"
        content = file.read_bytes()
        if file.parent == PAGES and file.suffix == ".html":
            content = b"<!doctype html><title>Page</title>" + content + b"<script src=/banner.js></script>"
        return 200, KINDS.get(file.suffix, "application/octet-stream"), content

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _open(self) -> None:
        self.playwright = await async_playwright().start()
        path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        self.browser = await self.playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

    async def _close(self) -> None:
        await self.browser.close()
        await self.playwright.stop()

    def close(self) -> None:
        self.call(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, platform: str, answer: str | Mapping[str, bool], *, seconds: float = 5) -> Seen:
        """Opens the page and answers its banner. What it kept is the value of its variable `kept`."""
        return self.call(self._answer(path, platform, answer, seconds))

    async def _answer(self, path: str, platform: str, answer: str | Mapping[str, bool], seconds: float) -> Seen:
        context = await self.browser.new_context()
        try:
            page: Page = await context.new_page()
            await page.goto(self.url + path)
            banner = await find(page, platform, seconds)
            await banner.answer(answer)
            kept = await page.evaluate("async () => typeof kept === 'function' ? await kept() : window.kept")
            return Seen(kept, banner.clicked, banner.platform.__name__.rpartition(".")[2])
        finally:
            await context.close()
