"""A webhook on loopback, which keeps what it is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hook:
    """`told`: every message, in order; `status`: what is answered."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status = 200
        self.port = 0

    def url(self, secret: str = "s3cret-t0ken") -> str:
        return f"json://user:{secret}@127.0.0.1:{self.port}/hooks/{secret}"


@contextmanager
def listen() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if hook.status == 200:
                hook.told.append(json.loads(body))
                hook.paths.append(self.path)
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
