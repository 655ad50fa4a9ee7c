"""A browser, a site of small pages, and a stage to perform steps on."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import threading
import wave
from collections.abc import Coroutine, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import async_playwright

from validator.browser.stage import PageStage
from validator.model.scenario import Step, When
from validator.steps import STEPS

SECONDS = 8.0


def sound() -> bytes:
    """One second of silence, which a browser plays like any other."""
    file = io.BytesIO()
    with wave.open(file, "wb") as told:
        told.setnchannels(1)
        told.setsampwidth(2)
        told.setframerate(8000)
        told.writeframes(b"\0\0" * 8000)
    return file.getvalue()


class Site:
    """Pages by their path; `/echo` answers with what it was sent, `/later` is right the second time."""

    def __init__(self) -> None:
        self.pages: Mapping[str, str] = {}
        self.asked = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer()

            do_POST = do_PUT = do_GET

            def answer(self) -> None:
                path = self.path.partition("?")[0]
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                status, kind, content = site.content(path, self.path, self.command, dict(self.headers), body)
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def content(self, path: str, whole: str, method: str, headers: dict[str, str], body: str) -> tuple[int, str, bytes]:
        if path == "/sound.wav":
            return 200, "audio/wav", sound()
        if path == "/echo":
            named = {name.lower(): value for name, value in headers.items()}
            told = {
                "method": method,
                "url": whole,
                "headers": named,
                "body": body,
                "orders": [{"id": "A-7", "sum": "1.234,50 €"}],
            }
            return 200, "application/json", json.dumps(told).encode()
        if path == "/later":
            self.asked += 1
            told = {"codes": [4711] if self.asked > 1 else []}
            return 200, "application/json", json.dumps(told).encode()
        if path in self.pages:
            return 200, "text/html; charset=utf-8", f"<!doctype html><title>Page</title>{self.pages[path]}".encode()
        return 404, "text/html", b"nothing here"


Answer = TypeVar("Answer")


class Room:
    """One browser for all cases, with a context of its own for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Site()
        self.loop = asyncio.new_event_loop()  # in a thread of its own: the test's may hold another Playwright
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self._call(self._open())

    def _call(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def _open(self) -> None:
        self.playwright = await async_playwright().start()
        path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        self.browser = await self.playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])

    def close(self) -> None:
        self._call(self.browser.close())
        self._call(self.playwright.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.site.server.shutdown()
        self.site.server.server_close()

    def perform(
        self, pages: Mapping[str, str], steps: tuple[Step, ...], asked: list[str]
    ) -> tuple[dict[str, Any], list[Any]]:
        """What was remembered, and what each JavaScript expression gives in the page in front at the end."""
        self.site.pages, self.site.asked = pages, 0
        return self._call(self._perform(steps, asked))

    async def _perform(self, steps: tuple[Step, ...], asked: list[str]) -> tuple[dict[str, Any], list[Any]]:
        context = await self.browser.new_context(viewport={"width": 800, "height": 600})
        try:
            pictures: list[str] = []
            answers: list[Any] = []

            async def picture(name: str) -> None:
                pictures.append(name)

            async def answer(given: Any) -> None:
                answers.append(given)

            stage = PageStage(
                context,
                await context.new_page(),
                site=self.site.url,
                folder=self.folder,
                symbol="test",
                visitor=False,
                remembered=lambda name, value: None,
                pictures=picture,
                answer_consent=answer,
            )
            stage.begin(SECONDS, ())
            await stage.page.goto(self.site.url + "/")
            for step in steps:
                stage.begin(step.timeout or SECONDS, step.frames)
                if await self._wanted(stage, step.when):
                    await STEPS[step.kind].perform(step.fields, stage)
            told = {**stage.readings, "pictures": pictures, "answers": answers, "tabs": len(context.pages)}
            return told, [await stage.page.evaluate(one) for one in asked]
        finally:
            await context.close()

    async def _wanted(self, stage: PageStage, when: When | None) -> bool:
        return when is None or when.visible is None or await stage.locate(when.visible).first.is_visible()
