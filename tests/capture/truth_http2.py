"""The ground truth for HTTP/2 and WebSockets: remembers what reached it, as its older sister does."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config

Arrive = Callable[[str, str, str, bytes, dict[str, str]], None]


class Http2:
    """Answers 204 to all; `arrive` gets host, path with query, method, body and headers of each request or frame."""

    def __init__(self, certificate: Path, key: Path, arrive: Arrive) -> None:
        self._arrive = arrive
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        self.port: int = listening.getsockname()[1]
        config = Config()
        config.bind = [f"fd://{listening.detach()}"]
        config.certfile, config.keyfile = str(certificate), str(key)
        config.alpn_protocols = ["h2", "http/1.1"]
        config.accesslog = config.errorlog = None
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        ready = threading.Event()
        threading.Thread(target=self._live, args=(config, ready), daemon=True).start()
        ready.wait(10)

    def _live(self, config: Config, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(ready.set)
        self._loop.run_until_complete(serve(self._answer, config, shutdown_trigger=self._over.wait))  # type: ignore[arg-type]

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._socket_frames(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)

    async def _request(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        headers["http-version"] = scope["http_version"]
        if scope["method"] != "OPTIONS":
            self._arrive("h2.test", _path(scope), scope["method"], body, headers)
        origin = headers.get("origin", "*").encode()
        answer = [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-allow-headers", headers.get("access-control-request-headers", "content-type").encode()),
        ]
        await send({"type": "http.response.start", "status": 204, "headers": answer})
        await send({"type": "http.response.body", "body": b""})

    async def _socket_frames(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            event = await receive()
            if event["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            elif event["type"] == "websocket.receive":
                frame = event.get("text")
                body = frame.encode() if frame is not None else event["bytes"]
                self._arrive("h2.test", _path(scope), "SEND", body, {})
            else:
                return


def _path(scope: Any) -> str:
    query = scope["query_string"].decode()
    return scope["path"] + (f"?{query}" if query else "")
