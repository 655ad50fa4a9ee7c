"""Sends the requests of requests.jsonl anew: `npm install` in this folder, then `python -m tests.vendors.sdks.capture`.

Each file of pages/ is bundled, run in a browser with the library's endpoint on loopback, and what arrives is written
down. Nothing leaves the machine: requests to other hosts are answered in the browser.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

from validator.model.recording import Request
from validator.vendors import answer, claim, configuration

HERE = Path(__file__).parent
KEPT = ("content-type", "content-encoding", "authorization", "x-write-key", "openpanel-client-id")
WAIT = 6_500  # milliseconds: the slowest of the libraries sends after five seconds
SETTINGS = {  # what these libraries ask for before they start
    "/rudderconfig": {
        "source": {"id": "s", "name": "s", "writeKey": "wk123", "enabled": True, "workspaceId": "w", "destinations": [],
                   "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}}},
        "updatedAt": "2026-01-01T00:00:00.000Z",
    },
    "/identity/v1": {"mpid": "99", "context": "c", "is_logged_in": False, "matched_identities": {}},
}  # fmt: skip
LEAVE = """() => {
  Object.defineProperty(document, "visibilityState", {get: () => "hidden", configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
  dispatchEvent(new Event("pagehide"));
}"""


class Loopback(BaseHTTPRequestHandler):
    """Serves the pages, and answers and keeps everything else."""

    seen: list[Request]
    bundles: dict[str, bytes]

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        if self.path.startswith("/page/"):
            name = self.path.rpartition("/")[2]
            page = f"<!doctype html><title>Home</title><h1>Home</h1><script src='/js/{name}'></script>"
            return self._send(200, "text/html", page.encode())
        if self.path.startswith("/js/"):
            return self._send(200, "text/javascript", self.bundles[self.path[4:]])
        for path, content in SETTINGS.items():
            if self.path.startswith(path):
                return self._send(200, "application/json", json.dumps(content).encode())
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        request = Request(1, f"http://127.0.0.1:8000{self.path}", method=self.command, headers=headers, body=body)
        vendor = claim(request)
        told = configuration(request) or (answer(request, vendor) if vendor else None)
        self.seen.append(request)
        if told:
            return self._send(told.status, told.content_type, told.body.encode())
        return self._send(200, "application/json", b"{}")

    do_POST = do_OPTIONS = do_GET

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def bundle(page: Path) -> bytes:
    command = [
        str(HERE / "node_modules/.bin/esbuild"),
        str(page),
        "--bundle",
        "--format=iife",
        "--define:global=window",
    ]
    return subprocess.run(command, capture_output=True, check=True, cwd=HERE).stdout


def elsewhere(route: Route) -> None:
    """Answers what goes to another host, and keeps it."""
    asked = route.request
    body = asked.post_data_buffer or b""
    request = Request(1, asked.url, method=asked.method, headers=tuple(asked.headers.items()), body=body)
    Loopback.seen.append(request)
    told = answer(request, claim(request) or "")
    allowed = {
        "access-control-allow-origin": asked.headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
    }
    route.fulfill(status=told.status if told else 204, headers=allowed, body=told.body if told else "")


def main(browser: str | None) -> None:
    pages = sorted((HERE / "pages").glob("*.js"))
    Loopback.bundles = {page.stem: bundle(page) for page in pages}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Loopback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    rows = []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for page in pages:
            Loopback.seen = []
            context = opened.new_context(user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
            context.add_init_script("Object.defineProperty(navigator, 'webdriver', {get: () => false})")
            context.route(lambda url: not url.startswith(home), elsewhere)
            shown = context.new_page()
            shown.goto(f"{home}/page/{page.stem}")
            shown.wait_for_timeout(WAIT)
            shown.evaluate(LEAVE)
            shown.wait_for_timeout(500)
            context.close()
            rows += [row(page.stem, request) for request in Loopback.seen if claim(request)]
    (HERE / "requests.jsonl").write_text("".join(json.dumps(line) + "\n" for line in rows), encoding="utf-8")


def row(sdk: str, request: Request) -> dict[str, Any]:
    return {
        "sdk": sdk,
        "vendor": claim(request),
        "url": request.url,
        "method": request.method,
        "headers": {name: value for name, value in request.headers if name in KEPT},
        "body_base64": base64.b64encode(request.body).decode(),
    }


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
