"""A webhook on loopback, which keeps what it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.loopback import Quiet, on_loopback


class Hook:
    """`told`: every message, in order; `status`: what is answered."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status = 200
        self.place = ""  # host:port

    def url(self, secret: str = "s3cret-t0ken") -> str:
        return f"json://user:{secret}@{self.place}/hooks/{secret}"


@contextmanager
def listen() -> Iterator[Hook]:
    hook = Hook()

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if hook.status == 200:
                hook.told.append(json.loads(body))
                hook.paths.append(self.path)
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with on_loopback(Handler) as url:
        hook.place = url.removeprefix("http://")
        yield hook
